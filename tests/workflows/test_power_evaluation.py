"""The power suite counts right, and its worlds are what they say."""

import json
import math

import numpy as np
import pytest

from kicksense.domain.kick import Estimate, PowerBand
from kicksense.errors import UsageError
from kicksense.inference.adaptation_power import PowerLesson, PowerLessonSettings, learn_power
from kicksense.simulation.cohort import draw_sessions
from kicksense.workflows.power_evaluation import evaluated, power_lines, power_suite
from kicksense.workflows.power_evaluation_players import (
    KNOWN_KICKS,
    TEST_KICKS,
    WALL_KICKS,
    WAYS,
    JudgedKick,
    JudgedPlayer,
    judged_player,
)
from kicksense.workflows.power_evaluation_world import (
    GAINS,
    drawn_world,
    rolled,
    rolled_by_hand,
    stops_at_m,
)

NOTHING: PowerLesson = learn_power((), PowerLessonSettings())


def judged(true_mps: float, said_mps: float, *, excess: bool, said: bool) -> JudgedKick:
    estimate = Estimate(said_mps, 0.8 * said_mps, 1.25 * said_mps)
    band = PowerBand.EXCESS if said else PowerBand.GOOD
    return JudgedKick(true_mps, excess, ((estimate, band),) * len(WAYS))


def player(gain: float, *kicks: JudgedKick) -> JudgedPlayer:
    return JudgedPlayer(gain, (NOTHING,) * len(WAYS), (0,) * len(WAYS), kicks)


PLAYERS = (
    player(
        0.7,
        judged(8.0, 8.0, excess=True, said=True),
        judged(8.0, 16.0, excess=False, said=True),
        judged(8.0, 8.8, excess=True, said=False),
    ),
    player(
        1.4,
        judged(8.0, 8.8, excess=True, said=True),
        judged(8.0, 9.6, excess=False, said=False),
    ),
)


def test_precision_recall_error_and_coverage_are_counted_over_kicks() -> None:
    before = evaluated(PLAYERS, seed=1).ways[0]
    assert before.precision.value == pytest.approx(2.0 / 3.0)
    assert before.recall.value == pytest.approx(2.0 / 3.0)
    assert before.error.value == pytest.approx(math.log(1.1))
    assert before.coverage.value == pytest.approx(4.0 / 5.0)
    assert before.gain_error.value in (
        pytest.approx(math.log(1.0 / 0.7)),
        pytest.approx(math.log(1.4)),
    )
    assert before.error_ratio.value == pytest.approx(1.0)
    assert before.precision.low <= before.precision.value <= before.precision.high


def test_groups_are_thirds_of_the_gains() -> None:
    groups = evaluated(PLAYERS, seed=1).groups
    assert [group.players for group in groups] == [1, 0, 1]
    assert groups[0].gains[0] == pytest.approx(GAINS[0])
    assert groups[-1].gains[1] == pytest.approx(GAINS[1])
    assert groups[0].precision[0] == pytest.approx(0.5)
    assert math.isnan(groups[1].coverage[0])


def test_lines_say_that_all_is_simulated_and_what_was_asked() -> None:
    lines = power_lines(evaluated(PLAYERS, seed=1))
    assert lines[0].startswith("2 simulated players (seed 1)")
    assert any(
        "precision of too hard, before: 0.67, asked at least 0.9: no" in one for one in lines
    )
    assert any("asked at most 0.5: no" in one for one in lines)


def test_the_document_holds_no_nan() -> None:
    document = evaluated(PLAYERS[:1], seed=1).to_dict()
    assert document["simulated"] is True
    assert json.loads(json.dumps(document, allow_nan=False))["players"] == 1


@pytest.mark.parametrize("players", [0, -1, 10**9])
def test_a_senseless_number_of_players_is_refused(players: int) -> None:
    with pytest.raises(UsageError, match="cannot be simulated"):
        power_suite(players, 1)


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_senseless_seed_is_refused(seed: int) -> None:
    with pytest.raises(UsageError, match="--seed must be from 0"):
        power_suite(1, seed)


def test_worlds_are_drawn_as_wide_as_they_are_said_to_be() -> None:
    rng = np.random.default_rng(2)
    worlds = [drawn_world(rng) for _ in range(2000)]
    gains = np.log([world.gain for world in worlds])
    assert gains.std() == pytest.approx(0.25, abs=0.01)
    assert gains.min() >= math.log(GAINS[0])
    rough = np.log(
        [w.pitch.rolling_friction_ratio / w.named.rolling_friction_ratio for w in worlds]
    )
    assert rough.std() == pytest.approx(0.25, abs=0.02)
    assert np.std([world.rebound for world in worlds]) == pytest.approx(0.12, abs=0.01)


def test_a_ball_rolls_as_far_as_it_is_said_to_stop() -> None:
    world = drawn_world(np.random.default_rng(3))
    way_m = stops_at_m(6.0, world.pitch)
    assert rolled(6.0, 0.98 * way_m, world.pitch)[1] > 0.0
    assert rolled(6.0, 1.02 * way_m, world.pitch) == (math.inf, 0.0)
    roll = rolled_by_hand(world.yard, np.random.default_rng(4))
    assert roll.lasts_s is not None
    assert roll.distance_m > 0.0


def test_a_player_is_played_taught_and_judged() -> None:
    practice, test = draw_sessions(1, "free_play", 4, sessions_per_player=2)
    first = judged_player((practice, test, 9))
    assert len(first.kicks) <= TEST_KICKS
    assert len(first.kicks) > 0.5 * TEST_KICKS
    assert first.taught[0] == 0
    assert 0 < first.taught[1] <= WALL_KICKS
    assert first.taught[3] <= KNOWN_KICKS
    assert first.taught[5] == first.taught[1] + first.taught[4]
    assert first.lessons[0].ball.log_means == (0.0,) * 4
    assert first.lessons[5].gain_after != first.lessons[0].gain_after
