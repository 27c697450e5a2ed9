"""Every step of the worn leg is found, and little else is taken for one."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.locomotion.steps import StepSettings, course_of, strides_of
from kicksense.simulation.drill_moves import LightFeet
from kicksense.simulation.movements import (
    Dribble,
    Jog,
    Kick,
    Movement,
    Still,
    Walk,
    WearingProtocol,
)
from kicksense.simulation.running import Shuffle, Sprint
from tests.locomotion.walkers import (
    activity_in,
    activity_of_signals,
    session_of,
    still,
    true_steps_s,
    turned_about_the_long_axis,
)

GAITS: tuple[Movement, ...] = (Walk(6), Jog(6), Sprint(6), Dribble(6))
STAND = Still(1.0)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("movement", GAITS, ids=lambda movement: str(movement.name))
def test_every_step_of_a_gait_is_found_when_the_foot_comes_down(
    movement: Movement, side: Side
) -> None:
    session = session_of(STAND, movement, STAND, side=side)
    found_s = [step.t_s for step in activity_in(session).steps]
    # A touch just before the foot comes down is the first jolt.
    within_s = 0.08 if isinstance(movement, Dribble) else 0.05
    assert found_s == pytest.approx(true_steps_s(session).tolist(), abs=within_s)


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 150.0])
def test_steps_do_not_depend_on_the_sampling_rate(rate_hz: float) -> None:
    session = session_of(STAND, Walk(5), STAND, Jog(5), STAND, rate_hz=rate_hz)
    found_s = [step.t_s for step in activity_in(session).steps]
    assert found_s == pytest.approx(true_steps_s(session).tolist(), abs=0.06)


def test_light_steps_on_the_spot_are_steps_too() -> None:
    session = session_of(STAND, LightFeet(4.0, 3.0), STAND)
    found_s = [step.t_s for step in activity_in(session).steps]
    assert found_s == pytest.approx(true_steps_s(session).tolist(), abs=0.05)


def test_most_steps_to_the_side_are_steps_too() -> None:
    session = session_of(STAND, Shuffle(8), STAND)
    assert 5 <= len(activity_in(session).steps) <= 8


def test_a_standing_leg_and_the_leg_swings_of_the_wearing_protocol_are_no_steps() -> None:
    assert activity_of_signals(still(20.0)).steps == ()
    assert activity_in(session_of(Still(2.0), WearingProtocol(), Still(2.0))).steps == ()


@pytest.mark.parametrize("technique", [Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP])
def test_a_kick_from_standing_is_no_step(technique: Technique) -> None:
    session = session_of(STAND, Kick(technique, approach=0), Still(2.0))
    kick_s = next(event.time_s for event in session.truth if event.kind == "kick")
    near = [step for step in activity_in(session).steps if abs(step.t_s - kick_s) < 0.5]
    assert near == []


def test_front_and_back_taken_for_each_other_give_the_same_steps_where_forward_is_unknown() -> None:
    session = session_of(STAND, Walk(6), STAND, Jog(6), STAND)
    wanted = [step.t_s for step in activity_in(session).steps]
    turned = turned_about_the_long_axis(session.segment)
    start_s = session.recording.start_time_s
    found = activity_of_signals(turned, start_s, forward_known=False)
    assert [step.t_s for step in found.steps] == pytest.approx(wanted)


def test_a_step_says_how_fast_the_leg_swung_and_how_hard_it_came_down() -> None:
    walked = activity_in(session_of(STAND, Walk(6), STAND)).steps
    run = activity_in(session_of(STAND, Jog(6), STAND)).steps
    assert np.median([step.peak_swing_radps for step in walked]) == pytest.approx(5.9, rel=0.2)
    assert np.median([step.peak_swing_radps for step in run]) > 8.0
    assert min(step.jolt_mps2 for step in run) > max(step.jolt_mps2 for step in walked)


@pytest.mark.parametrize(("least_mps2", "found"), [(0.5, 6), (1000.0, 0)])
def test_a_step_needs_a_jolt(least_mps2: float, found: int) -> None:
    signals = session_of(STAND, Walk(6), STAND).segment
    settings = replace(StepSettings(), least_jolt_mps2=least_mps2)
    assert len(strides_of(course_of(signals, settings), (), settings)) == found


@pytest.mark.parametrize(("least_radps", "found"), [(4.0, 6), (9.0, 0)])
def test_a_step_needs_a_swing(least_radps: float, found: int) -> None:
    signals = session_of(STAND, Walk(6), STAND).segment
    settings = replace(
        StepSettings(), least_swing_radps=least_radps, light_rate_radps=2.0 * least_radps
    )
    assert len(strides_of(course_of(signals, settings), (), settings)) == found
