"""Figures of score cards are those that a person counts by hand."""

import json
import math
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from kicksense.domain.kick import PowerBand, Technique
from kicksense.errors import UsageError
from kicksense.workflows.drill_evaluation_cohort import drawn_player, drill_draws
from kicksense.workflows.drill_evaluation_document import (
    drill_evaluation_json,
    drill_evaluation_schema,
)
from kicksense.workflows.drill_evaluation_figures import (
    DrillGroup,
    MeasureFigure,
    drill_groups,
    fault_figures,
)
from kicksense.workflows.drill_evaluation_picture import write_drill_picture
from kicksense.workflows.drill_evaluation_rows import RepRow, ScoreRow
from tests.workflows.drill_rows_made import (
    GOOD_REP,
    MISSED_REP,
    drill_evaluation_of,
    session_row,
)


def measure(group: DrillGroup, name: str) -> MeasureFigure:
    """Give one measure, or one score, of a group."""
    return next(each for each in (*group.measures, *group.scores) if each.name == name)


def of_reps(*reps: RepRow) -> DrillGroup:
    """Give the figures of one session."""
    return drill_groups([session_row(*reps)])[0]


def test_repetitions_are_counted_over_all_sessions_and_in_the_median_session() -> None:
    sessions = [
        session_row(*[GOOD_REP] * 9, MISSED_REP),
        session_row(*[GOOD_REP] * 10, said=11, player="sim-1-001"),
        session_row(*[GOOD_REP] * 10, player="sim-1-002"),
    ]
    whole = drill_groups(sessions)[0]
    assert measure(whole, "repetitions_error").figure.value == 0.0
    assert measure(whole, "repetitions_session_error").figure.value == pytest.approx(0.1)
    assert measure(whole, "repetitions_session_error").met is False
    assert measure(whole, "repetitions_found").figure.value == pytest.approx(29 / 30)


@pytest.mark.parametrize(("right", "met"), [(95, True), (94, False)])
def test_techniques_are_asked_to_be_right_in_95_of_100(right: int, met: bool) -> None:
    wrong = replace(GOOD_REP, technique_said=Technique.UNSURE)
    figure = measure(of_reps(*[GOOD_REP] * right, *[wrong] * (100 - right)), "technique_right")
    assert figure.figure.value == pytest.approx(right / 100)
    assert figure.met is met


def test_an_unsure_technique_is_wrong_and_a_missed_repetition_is_not_judged() -> None:
    group = of_reps(GOOD_REP, replace(GOOD_REP, technique_said=Technique.UNSURE), MISSED_REP)
    assert measure(group, "technique_right").figure.value == 0.5
    assert measure(group, "technique_unsure").figure.value == 0.5
    assert measure(group, "technique_right").figure.count == 2


def test_a_band_is_right_compatible_missed_or_a_false_alarm() -> None:
    missed = replace(
        GOOD_REP, power=PowerBand.EXCESS, power_reached=(PowerBand.GOOD, PowerBand.HEAVY)
    )
    held = replace(missed, power=PowerBand.HEAVY)
    alarm = replace(GOOD_REP, power_said=PowerBand.HEAVY, power_reached=(PowerBand.HEAVY,))
    hard = replace(alarm, power=PowerBand.HEAVY)
    group = of_reps(GOOD_REP, missed, held, alarm, hard)
    assert measure(group, "band_right").figure.value == pytest.approx(2 / 5)
    assert measure(group, "band_compatible").figure.value == pytest.approx(3 / 5)
    assert measure(group, "band_missed").figure.value == pytest.approx(2 / 3)
    assert measure(group, "band_false_alarm").figure.value == pytest.approx(1 / 2)
    assert measure(group, "too_hard_precision").figure.value == pytest.approx(1 / 2)
    assert measure(group, "too_hard_recall").figure.value == pytest.approx(1 / 3)


def test_onsets_and_echoes_are_measured_by_the_median_of_their_errors() -> None:
    reps = [replace(GOOD_REP, onset_s=0.3, onset_said_s=0.3 + off) for off in (-0.02, 0.05, 0.4)]
    reps.append(replace(GOOD_REP, onset_s=0.3))
    reps.append(replace(GOOD_REP, echoed=True, ball_speed_mps=5.0, echo_said_mps=5.5))
    reps.append(replace(GOOD_REP, echoed=True, ball_speed_mps=5.0))
    group = of_reps(*reps)
    assert measure(group, "onset_error_s").figure.value == pytest.approx(0.05)
    assert measure(group, "onset_error_s").met is True
    assert measure(group, "onset_seen").figure.value == pytest.approx(0.75)
    assert measure(group, "echo_speed_error").figure.value == pytest.approx(0.1)
    assert measure(group, "echo_heard").figure.value == 0.5


def test_another_fault_put_first_is_wrong_and_silence_is_not() -> None:
    codes = ["telegraphed", "thin_contact", None, None]
    sessions = [session_row(GOOD_REP, fault="telegraphed", work_on=code) for code in codes]
    sessions += [session_row(GOOD_REP), session_row(GOOD_REP, work_on="under_hit")]
    whole = drill_groups(sessions)[0]
    assert measure(whole, "work_on_wrong").figure.value == 0.25
    assert measure(whole, "work_on_wrong").met is False
    assert measure(whole, "work_on_right").figure.value == 0.25
    assert measure(whole, "work_on_silent").figure.value == 0.5
    assert measure(whole, "work_on_wrong_of_said").figure.value == 0.5
    assert measure(whole, "faultless_told_something").figure.value == 0.5
    assert measure(whole, "work_on_untrue").figure.value == 0.25
    assert measure(whole, "faultless_told_untrue").figure.value == 0.5
    really = [replace(sessions[1], faults_shown=("telegraphed", "thin_contact"))]
    assert measure(drill_groups(really)[0], "work_on_untrue").figure.value == 0.0
    none, telegraphed = fault_figures(sessions)
    assert (none.fault, none.sessions, none.silent, none.others) == (
        None,
        2,
        1,
        (("under_hit", 1),),
    )
    assert (telegraphed.right, telegraphed.silent) == (1, 2)
    assert telegraphed.others == (("thin_contact", 1),)


def test_counts_of_a_card_are_compared_by_their_sums_and_times_by_their_errors() -> None:
    sessions = [
        session_row(scores=(ScoreRow("carries", 10.0, 9.0), ScoreRow("reaction_s", 0.3, 0.4))),
        session_row(scores=(ScoreRow("carries", 10.0, None), ScoreRow("reaction_s", 0.3, None))),
    ]
    whole = drill_groups(sessions)[0]
    assert measure(whole, "carries").figure.value == pytest.approx(0.55)
    assert measure(whole, "carries").met is False
    assert measure(whole, "reaction_s").figure.value == pytest.approx(0.1)
    assert measure(whole, "reaction_s").figure.count == 1


def test_what_never_happened_is_not_measured() -> None:
    group = of_reps(replace(GOOD_REP, power=None, power_said=None))
    for name in ("band_right", "onset_error_s", "echo_speed_error", "work_on_wrong"):
        assert math.isnan(measure(group, name).figure.value)
        assert measure(group, name).met is None


def test_sessions_are_grouped_by_drill_and_by_what_differs() -> None:
    sessions = [
        session_row(GOOD_REP, side="left"),
        session_row(MISSED_REP, side="right", drill="back_post_run", player="sim-1-001"),
    ]
    groups = {(group.group, group.value): group for group in drill_groups(sessions)}
    assert list(groups) == [
        ("all", "all"),
        ("drill", "backheel_wall_pass"),
        ("drill", "back_post_run"),
        ("side", "left"),
        ("side", "right"),
    ]
    assert measure(groups["side", "right"], "repetitions_found").figure.value == 0.0
    assert groups["all", "all"].players == 2


def test_intervals_are_over_players_and_hold_the_figure() -> None:
    sessions = [
        session_row(*[GOOD_REP] * (10 - number), *[MISSED_REP] * number, player=f"sim-1-{number}")
        for number in range(5)
    ]
    figure = measure(drill_groups(sessions)[0], "repetitions_found").figure
    assert figure.low < figure.value < figure.high


FAULTS = {"backheel_wall_pass": ("telegraphed", "thin_contact"), "free_play": ()}


def test_players_are_the_same_however_many_and_whatever_drills_are_asked_for() -> None:
    few = drill_draws({"free_play": ()}, players=2, seed=5)
    many = [draw for draw in drill_draws(FAULTS, players=6, seed=5) if draw.drill == "free_play"]
    assert list(few) == many[:2]


def test_players_are_of_both_sides_and_of_good_and_poor_technique() -> None:
    draws = drill_draws(FAULTS, players=8, seed=5)
    kinds = {(draw.groups["side"], draw.groups["technique"]) for draw in draws}
    assert len(kinds) == 4
    assert {draw.fault for draw in draws if draw.drill == "free_play"} == {None}
    faults = [draw.fault for draw in drill_draws(FAULTS, players=60, seed=5)][::2]
    assert 15 <= sum(fault is None for fault in faults) <= 45
    assert set(faults) == {None, "telegraphed", "thin_contact"}


def test_poor_technique_is_farther_from_the_usual_strike() -> None:
    good, poor = drawn_player(0, 5), drawn_player(2, 5)
    assert (good[1], poor[1]) == ("good", "poor")
    tidy = [abs(drawn_player(4 * n, 5)[0].heel_style.hip_rad) for n in range(40)]
    loose = [abs(drawn_player(4 * n + 2, 5)[0].heel_style.hip_rad) for n in range(40)]
    assert sum(loose) > 1.15 * sum(tidy)


def test_the_document_keeps_to_its_schema_and_the_schema_is_the_shipped_one() -> None:
    evaluation = drill_evaluation_of(
        session_row(GOOD_REP, MISSED_REP, fault="telegraphed", work_on="thin_contact"),
        session_row(GOOD_REP, player="sim-1-001", scores=(ScoreRow("carries", 2.0, 2.0),)),
        remarks=("a remark.",),
    )
    document = json.loads(drill_evaluation_json(evaluation))
    shipped = files("kicksense").joinpath("schemas/drill-evaluation-1.json").read_text("utf-8")
    Draft202012Validator(json.loads(shipped)).validate(document)
    assert document["simulated"] is True
    assert document["groups"][0]["measures"][0]["figure"]["count"] == 3
    assert document["faults"][1] == {
        "fault": "telegraphed", "sessions": 1, "right": 0, "silent": 0,
        "others": [{"code": "thin_contact", "sessions": 1}],
    }  # fmt: skip
    cure = (
        "python -c 'from kicksense.workflows.drill_evaluation_document import "
        'drill_evaluation_schema; print(drill_evaluation_schema(), end="")\' '
        "> src/kicksense/schemas/drill-evaluation-1.json"
    )
    assert json.loads(shipped) == json.loads(drill_evaluation_schema()), cure


def test_the_picture_is_a_png_and_nothing_else(tmp_path: Path) -> None:
    evaluation = drill_evaluation_of(session_row(GOOD_REP, MISSED_REP))
    write_drill_picture(evaluation, tmp_path / "drills.png")
    assert (tmp_path / "drills.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(UsageError, match=r"\.png"):
        write_drill_picture(evaluation, tmp_path / "drills.pdf")
