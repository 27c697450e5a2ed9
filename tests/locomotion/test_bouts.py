"""A recording is divided into stretches of one gait, without gaps."""

from itertools import pairwise

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.locomotion import Bout, Gait
from kicksense.locomotion.gaits import GaitSettings, gaits_of, stretches_of
from kicksense.locomotion.steps import LegCourse, Strides
from kicksense.simulation.drill_moves import LightFeet
from kicksense.simulation.gestures import Fidget
from kicksense.simulation.movements import Jog, Kick, Movement, Still, Walk
from kicksense.simulation.running import Shuffle, Sprint
from kicksense.units import radps
from tests.locomotion.walkers import activity_in, activity_of_signals, session_of, still

STAND = Still(1.5)


def _gaits(*movements: Movement, side: Side = Side.RIGHT) -> list[Gait]:
    bouts = activity_in(session_of(STAND, *movements, STAND, side=side)).bouts
    return [bout.gait for bout in bouts]


def _moving(bouts: tuple[Bout, ...]) -> list[Gait]:
    return [bout.gait for bout in bouts if bout.gait is not Gait.WAITING]


@pytest.mark.parametrize("side", list(Side))
def test_walking_running_and_sprinting_are_told_apart(side: Side) -> None:
    gaits: tuple[tuple[Movement, Gait], ...] = (
        (Walk(6), Gait.WALKING),
        (Jog(6), Gait.RUNNING),
        (Sprint(6), Gait.SPRINTING),
    )
    for movement, gait in gaits:
        assert _gaits(movement, side=side) == [Gait.WAITING, gait, Gait.WAITING]


@pytest.mark.parametrize(
    "movement",
    [Fidget(5.0), LightFeet(5.0, 3.5), Shuffle(7), Kick(Technique.INSTEP, approach=0)],
    ids=lambda movement: str(movement.name),
)
def test_light_feet_while_waiting_are_no_run(movement: Movement) -> None:
    bouts = activity_in(session_of(STAND, movement, STAND)).bouts
    assert not {Gait.RUNNING, Gait.SPRINTING} & set(_moving(bouts))


def test_light_steps_are_counted_in_the_wait_and_give_its_cadence() -> None:
    waited = activity_in(session_of(STAND, LightFeet(6.0, 3.0), STAND)).bouts
    assert [bout.gait for bout in waited] == [Gait.WAITING]
    assert waited[0].strides == pytest.approx(8, abs=1)
    assert waited[0].cadence_hz == pytest.approx(3.0, rel=0.05)


def test_bouts_follow_each_other_without_gaps_and_hold_every_step_once() -> None:
    session = session_of(STAND, Walk(4), Jog(5), Fidget(3.0), Sprint(5), Walk(3), STAND)
    activity = activity_in(session)
    assert activity.bouts[0].start_s == activity.start_s
    assert activity.bouts[-1].stop_s == activity.stop_s
    assert all(one.stop_s == two.start_s for one, two in pairwise(activity.bouts))
    assert all(bout.stop_s > bout.start_s for bout in activity.bouts)
    assert sum(bout.strides for bout in activity.bouts) == len(activity.steps)


def test_a_recording_without_a_step_is_one_wait() -> None:
    activity = activity_of_signals(still(7.0))
    assert [(bout.gait, bout.strides, bout.cadence_hz) for bout in activity.bouts] == [
        (Gait.WAITING, 0, 0.0)
    ]


@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.3])
def test_a_very_short_recording_is_one_wait(seconds: float) -> None:
    assert len(activity_of_signals(still(seconds)).bouts) == 1


def test_cadence_counts_the_steps_of_both_legs() -> None:
    run = next(
        bout
        for bout in activity_in(session_of(STAND, Jog(8), STAND)).bouts
        if bout.gait is Gait.RUNNING
    )
    assert run.cadence_hz == pytest.approx(2.0 / 0.72, rel=0.08)


def _strides(every_s: float, swing_dps: float, count: int = 6) -> Strides:
    strike = np.round(100.0 * every_s * np.arange(1, count + 1)).astype(np.intp)
    swing = np.full(count, radps(swing_dps))
    return Strides(strike - 10, strike, swing, np.full(count, 30.0))


@pytest.mark.parametrize(
    ("every_s", "swing_dps", "gait"),
    [
        (1.1, 165.0, 0),
        (1.1, 175.0, 1),
        (0.9, 415.0, 1),
        (0.9, 425.0, 2),
        (1.05, 425.0, 1),
        (0.7, 245.0, 1),
        (0.7, 255.0, 2),
        (0.5, 615.0, 2),
        (0.5, 625.0, 3),
        (0.6, 700.0, 2),
        (0.57, 700.0, 3),
        (1.7, 300.0, 0),
    ],
)
def test_gaits_on_either_side_of_their_thresholds(
    every_s: float, swing_dps: float, gait: int
) -> None:
    assert set(gaits_of(_strides(every_s, swing_dps), 100.0, GaitSettings())) == {gait}


def _course(length: int = 2000) -> LegCourse:
    nothing = np.zeros(length)
    return LegCourse(100.0, nothing, nothing, nothing, nothing)


def test_a_slow_first_stride_belongs_to_its_run_and_a_single_quick_one_is_no_run() -> None:
    swing = np.radians([250.0, 500.0, 520.0, 510.0, 500.0])
    strike = np.array([100, 185, 255, 325, 395])
    run = Strides(strike - 10, strike, swing, np.full(5, 30.0))
    found = stretches_of(_course(), run, GaitSettings())
    assert [(stretch.gait, stretch.steps) for stretch in found] == [(2, 5)]
    strike = np.array([100, 195, 290, 385, 480])
    walk = Strides(strike - 10, strike, swing[[0, 0, 1, 0, 0]], np.full(5, 30.0))
    assert gaits_of(walk, 100.0, GaitSettings()).tolist() == [1, 1, 2, 1, 1]
    found = stretches_of(_course(), walk, GaitSettings())
    assert [(stretch.gait, stretch.steps) for stretch in found] == [(1, 5)]
