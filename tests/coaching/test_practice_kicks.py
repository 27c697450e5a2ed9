"""Faults of single kicks that are habits of a practice."""

import math
from dataclasses import replace

import pytest

from kicksense.coaching.power import enough_launch_mps, excess_launch_mps
from kicksense.coaching.practice_kicks import chance_of
from kicksense.domain.drill import RepUnit
from kicksense.domain.kick import (
    ContactKind,
    Estimate,
    Finding,
    KickReport,
    PowerBand,
    Severity,
    Technique,
)
from tests.coaching.practised import RULES, found, rep
from tests.practices import TARGET, drill, kick, practice, touch

COUNT = 10
TIMES = tuple(6.0 * number for number in range(1, COUNT + 1))
BANDS = [
    ("too_much_power", PowerBand.EXCESS, 12.0),
    ("slightly_too_hard", PowerBand.HEAVY, 8.0),
    ("under_hit", PowerBand.UNDER_HIT, 1.0),
]
OF_KICKS = [
    ("follow_through_too_long", "follow_through_angle_rad"),
    ("swing_too_big", "swing_angle_rad"),
    ("swing_not_smooth", "swing_smoothness_index"),
    ("telegraphed", "swing_pause_s"),
    ("slow_to_move_on", "time_to_next_step_s"),
    ("thin_contact", "strike_rate_change_radps"),
]


def with_fault(code: str, shown: int, *, name: str | None = None) -> list[KickReport]:
    """Give ten heel kicks of which the first so many state a fault, the rest could have."""
    fault = Finding(code, Severity.ADVICE, drill="partner_pass")
    missing = {} if name is None else {name: math.nan}
    big = {"swing_angle_rad": RULES.clear_swing_rad + 0.001} if code == "swing_too_big" else {}
    if code == "slow_to_move_on":
        big = {"time_to_next_step_s": RULES.max_wait_after_s + 0.3}
    return [
        kick(
            t_s,
            findings=(fault,) if at < shown else (),
            features=missing or (big if at < shown else {}),
        )
        for at, t_s in enumerate(TIMES)
    ]


@pytest.mark.parametrize(("code", "band", "ball_mps"), BANDS)
@pytest.mark.parametrize(("shown", "said"), [(5, True), (3, False)])
def test_balls_beyond_the_line_are_told_when_they_are_a_habit(
    code: str, band: PowerBand, ball_mps: float, shown: int, said: bool
) -> None:
    kicks = [
        kick(t_s, power=band, ball_mps=ball_mps) if at < shown else kick(t_s)
        for at, t_s in enumerate(TIMES)
    ]
    stated = found(practice(kicks))
    assert (code in stated) is said
    if said:
        evidence = dict(stated[code].evidence)
        assert evidence["target_distance_m"] == TARGET.distance_m
        assert evidence["enough_ball_speed_mps"] == pytest.approx(enough_launch_mps(TARGET))


def test_balls_without_a_target_are_not_counted_for_their_weight() -> None:
    hard = [kick(t_s, power=PowerBand.EXCESS, ball_mps=12.0) for t_s in TIMES[:6]]
    free = [kick(t_s, power=None, arrival=None) for t_s in TIMES[6:]]
    assert dict(found(practice([*hard, *free]))["too_much_power"].evidence)["of_kicks_count"] == 6


def test_where_sides_are_switched_a_soft_ball_is_a_short_switch() -> None:
    kicks = [kick(t_s, power=PowerBand.UNDER_HIT, ball_mps=1.0) for t_s in TIMES]
    reps = [rep(number) for number in range(1, COUNT + 1)]
    assert set(found(practice(kicks), reps, drill("switches"))) == {"switch_too_short"}
    assert set(found(practice(kicks), reps, drill())) == {"under_hit"}


@pytest.mark.parametrize(("code", "name"), OF_KICKS)
@pytest.mark.parametrize(("shown", "said"), [(5, True), (3, False)])
def test_what_kicks_state_is_told_when_it_is_a_habit(
    code: str, name: str, shown: int, said: bool
) -> None:
    assert (code in found(practice(with_fault(code, shown)))) is said
    assert found(practice(with_fault(code, 0, name=name))) == {}


def test_kicks_that_could_not_have_shown_it_are_not_counted() -> None:
    passes = with_fault("swing_too_big", 6)[:6]
    shots = [kick(t_s, Technique.INSTEP) for t_s in TIMES[6:]]
    evidence = dict(found(practice([*passes, *shots]))["swing_too_big"].evidence)
    assert (evidence["kicks_count"], evidence["of_kicks_count"]) == (6.0, 6.0)


@pytest.mark.parametrize(("over_rad", "said"), [(0.001, True), (-0.001, False)])
def test_a_big_swing_is_a_habit_only_where_it_is_clearly_big(over_rad: float, said: bool) -> None:
    fault = Finding("swing_too_big", Severity.ADVICE)
    swing = {"swing_angle_rad": RULES.clear_swing_rad + over_rad}
    kicks = [kick(t_s, findings=(fault,), features=swing) for t_s in TIMES]
    assert ("swing_too_big" in found(practice(kicks))) is said


@pytest.mark.parametrize(("over_s", "said"), [(0.001, True), (-0.001, False)])
def test_a_step_is_awaited_from_the_end_of_the_follow_through(over_s: float, said: bool) -> None:
    fault = Finding("slow_to_move_on", Severity.ADVICE)
    waits = {
        "follow_through_duration_s": 0.3,
        "time_to_next_step_s": 0.3 + RULES.max_wait_after_s + over_s,
    }
    kicks = [kick(t_s, findings=(fault,), features=waits) for t_s in TIMES]
    assert ("slow_to_move_on" in found(practice(kicks))) is said


def test_a_foot_that_lands_late_is_no_slow_step() -> None:
    fault = Finding("slow_to_move_on", Severity.ADVICE)
    waits = {"follow_through_duration_s": 0.4, "time_to_next_step_s": 2.0}
    assert found(practice([kick(t_s, findings=(fault,), features=waits) for t_s in TIMES])) == {}


def test_inside_passes_are_not_told_to_be_thin_as_a_habit() -> None:
    fault = Finding("thin_contact", Severity.ADVICE)
    thin = [kick(t_s, Technique.INSIDE_FOOT, findings=(fault,)) for t_s in TIMES]
    assert found(practice(thin)) == {}


@pytest.mark.parametrize("code", ["swing_too_big", "follow_through_too_long"])
def test_what_follows_from_a_hard_ball_is_not_told_beside_it(code: str) -> None:
    fault = Finding(code, Severity.ADVICE)
    swing = {"swing_angle_rad": RULES.clear_swing_rad + 0.1}
    upper_mps = TARGET.arrival_band_mps[1]
    hard, good = (
        [
            kick(t_s, findings=(fault,), features=swing, arrival=Estimate(value, 3.0, 9.0))
            for t_s in TIMES
        ]
        for value in (upper_mps + 0.01, upper_mps - 0.01)
    )
    assert found(practice(hard)) == {}
    assert set(found(practice(good))) == {code}


def test_only_the_kicks_of_the_drill_count() -> None:
    kicks = with_fault("telegraphed", COUNT)
    others = [rep(number) for number in range(1, 6)]
    assert found(practice(kicks), others, drill()) == {}
    assert "telegraphed" in found(practice(kicks), [*others, rep(6)], drill())


def test_nobody_is_sent_on_in_a_drill_that_does_not_score_it() -> None:
    kicks = with_fault("slow_to_move_on", COUNT)
    reps = [rep(number) for number in range(1, COUNT + 1)]
    assert found(practice(kicks), reps, drill()) == {}
    assert set(found(practice(kicks), reps, drill("step_after_s"))) == {"slow_to_move_on"}


@pytest.mark.parametrize(("contacts", "said"), [(2, True), (1, False)])
def test_a_one_touch_drill_counts_contacts(contacts: int, said: bool) -> None:
    kicks = [kick(t_s) for t_s in TIMES]
    reps = [rep(number, contacts=contacts) for number in range(1, COUNT + 1)]
    asked = drill(rep=RepUnit.TURN, one_touch=True)
    assert ("extra_touch" in found(practice(kicks), reps, asked)) is said
    assert found(practice(kicks), reps, drill(rep=RepUnit.TURN)) == {}


@pytest.mark.parametrize(("missed", "said"), [(10, True), (4, False)])
def test_swings_that_met_no_ball_are_counted_among_all_swings(missed: int, said: bool) -> None:
    air = [touch(3.0 + 6.0 * at, ContactKind.AIR_KICK) for at in range(missed)]
    stated = found(practice([kick(t_s) for t_s in TIMES], contacts=air))
    assert ("air_kick" in stated) is said
    if said:
        assert dict(stated["air_kick"].evidence)["of_kicks_count"] == COUNT + missed


@pytest.mark.parametrize(("over_hz", "said"), [(0.0, True), (-0.1, False)])
def test_a_recording_too_slow_for_impacts_tells_of_no_missed_balls(
    over_hz: float, said: bool
) -> None:
    air = [touch(3.0 + 6.0 * at, ContactKind.AIR_KICK) for at in range(10)]
    played = practice([kick(t_s) for t_s in TIMES], contacts=air)
    report = replace(played.report, sampling_rate_hz=RULES.min_impact_rate_hz + over_hz)
    assert ("air_kick" in found(replace(played, report=report))) is said


def test_the_chance_of_a_hard_ball_is_that_of_its_speed_beyond_the_line() -> None:
    line = excess_launch_mps(TARGET)
    on_it = kick(1.0, ball_mps=line)
    assert chance_of("too_much_power", on_it, TARGET) == pytest.approx(0.5)
    at_its_low = kick(1.0, ball_mps=1.2 * line)
    assert chance_of("too_much_power", at_its_low, TARGET) == pytest.approx(0.95, abs=1e-3)
    assert chance_of("too_much_power", at_its_low, None) == 0.0


def test_the_chance_of_a_soft_ball_is_that_of_its_speed_below_enough() -> None:
    enough = enough_launch_mps(TARGET)
    soft = kick(1.0, ball_mps=enough / 1.2)
    assert chance_of("under_hit", soft, TARGET) == pytest.approx(0.95, abs=1e-3)


def test_the_chance_of_a_heavy_ball_is_that_of_its_arrival() -> None:
    heavy = kick(1.0, arrival=Estimate(4.8, 4.0, 5.76))
    assert chance_of("slightly_too_hard", heavy, TARGET) == pytest.approx(0.95, abs=1e-3)
    assert chance_of("slightly_too_hard", kick(1.0, power=None), TARGET) == 0.0


def test_the_chance_of_another_fault_is_that_of_the_technique() -> None:
    assert chance_of("swing_too_big", kick(1.0), None) == pytest.approx(0.94)
    assert chance_of("telegraphed", kick(1.0, Technique.INSIDE_FOOT), TARGET) == pytest.approx(0.94)
