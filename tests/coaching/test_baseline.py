"""What is usual for a player: their own numbers, shrunk toward everybody's while few."""

import math
from dataclasses import replace

import pytest

from kicksense.coaching.baseline import (
    BALL_SPEED,
    FEWEST,
    KICK_LOAD,
    POPULATION,
    PRIOR_COUNT,
    SPRINT_PEAK,
    SWAY,
    baseline_of,
    feature,
    kick_load_ns,
    measures_of,
)
from kicksense.coaching.score_card import score_card
from kicksense.domain.kick import Technique
from kicksense.domain.locomotion import Gait
from kicksense.domain.score_card import History, PastSession, SessionMeasures, Spread
from kicksense.units import BALL_MASS_KG
from tests.practices import drill, kick, practice

SWING = ("swing_angle_rad", Technique.HEEL)
CARD = score_card(practice([kick(1.0)]), drill("repetitions"))


def past(*measures: tuple[str, Technique, Spread]) -> PastSession:
    return PastSession("s", "2026-01-01T00:00:00Z", CARD, SessionMeasures(measures))


def history(*sessions: PastSession) -> History:
    return History(sessions)


def measured(name: str, technique: Technique, *kicks_mps: float) -> Spread | None:
    taken = measures_of(practice([kick(float(at), ball_mps=v) for at, v in enumerate(kicks_mps)]))
    return next((one[2] for one in taken.measures if one[:2] == (name, technique)), None)


def numbers(spread: Spread | None) -> tuple[float, float, float]:
    assert spread is not None
    return spread.median, spread.spread, float(spread.count)


def test_a_session_adds_median_and_spread_of_its_kicks() -> None:
    spread = measured(BALL_SPEED, Technique.HEEL, 3.0, 4.0, 5.0, 6.0, 20.0)
    assert numbers(spread) == pytest.approx((5.0, 1.4826, 5))
    assert measured(BALL_SPEED, Technique.INSTEP, 3.0, 4.0) is None


def test_numbers_that_could_not_be_measured_add_nothing() -> None:
    kicks = [kick(1.0, features={"swing_angle_rad": math.nan}), kick(2.0, Technique.UNSURE)]
    names = {(name, technique) for name, technique, _ in measures_of(practice(kicks)).measures}
    assert SWING not in names
    assert ("swing_duration_s", Technique.HEEL) in names
    assert (SWAY, Technique.HEEL) in names


def test_sprints_and_the_load_are_of_no_technique() -> None:
    played = practice([kick(1.0, ball_mps=5.0)], runs=[(10.0, 13.0, Gait.SPRINTING)])
    taken = {name: spread for name, _, spread in measures_of(played).measures}
    assert taken[SPRINT_PEAK] == Spread(14.0, 0.0, 1)
    assert taken[KICK_LOAD].median == pytest.approx(5.0 * BALL_MASS_KG)
    assert kick_load_ns(()) == 0.0


def test_without_a_history_the_population_is_all_that_is_known() -> None:
    known = baseline_of(History())
    assert known.sessions == 0
    assert known.of(*SWING) == POPULATION[SWING]
    assert known.of(BALL_SPEED, Technique.HEEL) is None


def test_few_numbers_of_ones_own_move_the_usual_only_part_of_the_way() -> None:
    prior = POPULATION[SWING]
    own = prior.median + 0.2
    few = baseline_of(history(past((*SWING, Spread(own, 0.1, PRIOR_COUNT))))).of(*SWING)
    many = baseline_of(history(past((*SWING, Spread(own, 0.1, 100 * PRIOR_COUNT))))).of(*SWING)
    assert few is not None
    assert many is not None
    assert few.median == pytest.approx(prior.median + 0.1)
    assert many.median == pytest.approx(own, abs=0.003)
    assert many.spread == pytest.approx(0.1, abs=0.03)
    assert few.count == PRIOR_COUNT


@pytest.mark.parametrize(("count", "known"), [(FEWEST, True), (FEWEST - 1, False)])
def test_where_nothing_is_known_of_others_enough_of_ones_own_is_needed(
    count: int, known: bool
) -> None:
    base = baseline_of(history(past((BALL_SPEED, Technique.HEEL, Spread(5.0, 0.5, count)))))
    assert (base.of(BALL_SPEED, Technique.HEEL) is not None) is known


def test_the_spread_joins_what_varies_within_sessions_and_between_them() -> None:
    key = (BALL_SPEED, Technique.HEEL)
    days = [past((*key, Spread(median, 0.3, 20))) for median in (4.0, 6.0)]
    base = baseline_of(history(*days))
    assert numbers(base.of(*key)) == pytest.approx((5.0, math.hypot(0.3, 1.0), 40))
    assert base.sessions == 2


def test_a_load_is_one_number_a_session_and_three_are_usual() -> None:
    loads = [past((KICK_LOAD, Technique.UNSURE, Spread(value, 0.0, 1))) for value in (20.0, 40.0)]
    usual = baseline_of(history(*loads)).of(KICK_LOAD)
    assert numbers(usual) == pytest.approx((30.0, 10.0, 2))


def test_a_feature_that_a_report_lacks_is_no_number() -> None:
    assert math.isnan(feature(kick(1.0), "colour"))
    assert feature(replace(kick(1.0)), "swing_duration_s") == 0.13
