from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from kicksense.coaching.trends import Change
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, Technique
from kicksense.domain.score_card import Missing, Score
from kicksense.workflows.language import Speech, spoken
from kicksense.workflows.personal_bests import drill_bests, fastest_balls
from kicksense.workflows.progress import (
    Followed,
    Measure,
    PlayerProgress,
    drills_played,
    measures_in,
    points_of,
    progress_of,
    series_of,
)
from kicksense.workflows.progress_wording import (
    change_sentence,
    difference_words,
    legs_sentence,
    measure_meaning,
    measure_title,
)
from tests.workflows.cards_kept import keep_card, line, ratio, speed
from tests.workflows.practices_stored import DAY, DRILL, PLAYER, opened

WEIGHT = Measure("in_band_ratio")
HEEL_SPEED = Measure("ball_speed_mps", Technique.HEEL)


def played(
    tmp_path: Path, values: Sequence[float], *, side: Side = Side.RIGHT, level: int = 1
) -> PlayerProgress:
    sessions = opened(tmp_path)
    for at, value in enumerate(values):
        day = 3 * at + (1 if side is Side.LEFT else 0)
        keep_card(sessions, day, scores=[ratio(value, 0.05)], side=side, level=level)
    return progress_of(sessions, PLAYER)


def test_a_score_is_followed_over_the_sessions_of_its_drill(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    for day, value in ((0, 0.4), (4, 0.6)):
        keep_card(sessions, day, scores=[ratio(value)])
    keep_card(sessions, 2, drill="firm_line_pass", scores=[ratio(0.9)])
    missing = Score("in_band_ratio", None, missing=Missing.NO_TARGET)
    keep_card(sessions, 6, scores=[missing])
    progress = progress_of(sessions, PLAYER)
    assert drills_played(progress) == (DRILL, "firm_line_pass")
    assert measures_in(progress, DRILL) == (WEIGHT,)
    points = points_of(progress, Followed(DRILL, WEIGHT))
    assert [point.value for point in points] == [0.4, 0.6]
    later = Followed(DRILL, WEIGHT, since=DAY + timedelta(days=1))
    assert [point.value for point in points_of(progress, later)] == [0.6]
    assert points_of(progress, Followed(DRILL, WEIGHT, Side.LEFT)) == ()


def test_a_steady_rise_is_said_to_be_hardly_chance(tmp_path: Path) -> None:
    progress = played(tmp_path, [0.30, 0.36, 0.41, 0.48, 0.55, 0.60, 0.66])
    (leg,) = series_of(progress, Followed(DRILL, WEIGHT)).legs
    assert leg.change is Change.ROSE
    said = change_sentence(WEIGHT, leg)
    assert said.startswith("Right leg: better. On the line it went up from 30 % to 66 %")
    assert "hardly chance" in said


def test_up_and_down_is_said_to_be_chance_with_what_it_may_be(tmp_path: Path) -> None:
    progress = played(tmp_path, [0.5, 0.6, 0.45, 0.62, 0.48, 0.57])
    (leg,) = series_of(progress, Followed(DRILL, WEIGHT)).legs
    said = change_sentence(WEIGHT, leg)
    assert "no clear way" in said
    assert "\N{MINUS SIGN}" in said
    assert "percentage points" in said


def test_of_few_sessions_it_is_said_that_they_are_too_few(tmp_path: Path) -> None:
    series = series_of(played(tmp_path, [0.5, 0.6]), Followed(DRILL, WEIGHT))
    assert series.legs[0].change is Change.TOO_FEW
    assert change_sentence(WEIGHT, series.legs[0]) == (
        "Right leg: 2 sessions so far. A line takes 5 on different days."
    )
    assert legs_sentence(series) == ""


def test_only_sessions_of_one_level_are_compared(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    for at, value in enumerate([0.9, 0.92, 0.94, 0.9, 0.91]):
        keep_card(sessions, at, scores=[ratio(value, 0.02)])
    for at, value in enumerate([0.4, 0.42, 0.38, 0.41, 0.4]):
        keep_card(sessions, 10 + at, scores=[ratio(value, 0.02)], level=2)
    (leg,) = series_of(progress_of(sessions, PLAYER), Followed(DRILL, WEIGHT)).legs
    assert len(leg.points) == 10
    assert leg.level == 2
    assert len(leg.compared) == 5
    assert leg.change is Change.CHANCE


def test_sessions_that_another_model_has_looked_at_are_not_compared(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    for at in range(3):
        keep_card(sessions, at, scores=[ratio(0.2)], model_name="earlier")
    for at in range(4):
        keep_card(sessions, 10 + at, scores=[ratio(0.8)])
    (leg,) = series_of(progress_of(sessions, PLAYER), Followed(DRILL, WEIGHT)).legs
    assert [len(leg.points), len(leg.compared)] == [7, 4]
    assert leg.change is Change.TOO_FEW


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ([0.3, 0.32, 0.28, 0.31], "With your right leg it is higher"),
        ([0.95, 0.97, 0.96, 0.98], "With your left leg it is higher"),
        ([0.6, 0.75, 0.5, 0.7], "No difference between your legs"),
        ([0.6], "it takes 3 sessions with each"),
    ],
)
def test_the_legs_are_compared_in_words(tmp_path: Path, left: list[float], said: str) -> None:
    played(tmp_path, [0.60, 0.62, 0.66, 0.64])
    progress = played(tmp_path, left, side=Side.LEFT)
    series = series_of(progress, Followed(DRILL, WEIGHT))
    assert [leg.side for leg in series.legs] == [Side.RIGHT, Side.LEFT]
    assert said in legs_sentence(series)


def test_over_all_drills_ball_speeds_are_followed_and_nothing_is_concluded(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    for day in range(7):
        kicks = [line(number, speed(4.0 + day + 0.1 * number)) for number in range(1, 7)]
        few = [line(7, speed(20.0), Technique.INSTEP)]
        keep_card(sessions, day, kicks=[*kicks, *few])
    progress = progress_of(sessions, PLAYER)
    assert measures_in(progress, None) == (HEEL_SPEED,)
    (leg,) = series_of(progress, Followed(None, HEEL_SPEED)).legs
    assert leg.points[0].value == pytest.approx(4.35)
    assert leg.points[0].count == 6
    # One sensor errs alike in every kick: six of them are no surer than one.
    assert leg.points[0].interval == pytest.approx((0.8 * 4.35, 1.2 * 4.35))
    assert leg.line is None


def test_a_personal_best_stands_until_it_is_surely_beaten(tmp_path: Path) -> None:
    progress = played(tmp_path, [0.50, 0.53, 0.60])
    (line_of,) = drill_bests(progress, DRILL)
    assert line_of.best.mark.value == 0.60
    assert line_of.best.beaten is not None
    assert line_of.best.beaten.value == 0.50
    assert (line_of.drill, line_of.level, line_of.side) == (DRILL, 1, Side.RIGHT)


def test_levels_have_bests_of_their_own_and_the_highest_comes_first(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    keep_card(sessions, 0, scores=[ratio(0.9)])
    keep_card(sessions, 1, scores=[ratio(0.5), Score("rhythm_s", 3.0)], level=2)
    bests = drill_bests(progress_of(sessions, PLAYER), DRILL)
    assert [(best.level, best.best.mark.value) for best in bests] == [(2, 0.5), (1, 0.9)]


def test_the_fastest_ball_is_one_that_surely_beats_those_before(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    first = keep_card(
        sessions,
        0,
        kicks=[line(1, Estimate(9.0, 4.0, 14.0)), line(2, Estimate(8.0, 7.0, 9.0))],
    )
    keep_card(sessions, 1, kicks=[line(1, Estimate(10.0, 7.5, 12.0))])
    (best,) = fastest_balls(progress_of(sessions, PLAYER))
    assert (best.best.mark.session_id, best.best.mark.kick) == (first.id, 2)
    assert best.best.perhaps is not None
    assert best.best.perhaps.value == 10.0
    third = keep_card(sessions, 2, side=Side.LEFT, kicks=[line(3, Estimate(11.0, 9.5, 13.0))])
    (best,) = fastest_balls(progress_of(sessions, PLAYER))
    assert (best.best.mark.session_id, best.side) == (third.id, Side.LEFT)


def test_nobody_has_no_progress(tmp_path: Path) -> None:
    progress = progress_of(opened(tmp_path), PLAYER)
    assert progress.sessions == ()
    assert drills_played(progress) == ()
    assert measures_in(progress, None) == ()
    assert fastest_balls(progress) == ()
    assert series_of(progress, Followed(DRILL, WEIGHT)).legs == ()


def test_differences_carry_their_sign_and_unit_and_the_readers_decimal_sign() -> None:
    assert difference_words(WEIGHT, 0.12) == "+12 percentage points"
    assert difference_words(Measure("rhythm_s"), -0.35) == "\N{MINUS SIGN}0.35 s"
    assert difference_words(Measure("longest_streak"), 0.0) == "0"
    with spoken(Speech(decimal_sign=",")):
        assert difference_words(Measure("ball_speed_mps"), 1.5) == "+5,4 km/h"


def test_every_measure_has_a_title_and_a_meaning() -> None:
    assert measure_title(HEEL_SPEED) == "Ball speed with the heel"
    assert "over all drills" in measure_meaning(HEEL_SPEED)
    assert measure_title(WEIGHT) == "Right weight"
    assert HEEL_SPEED.code == "ball_speed_mps.heel"
