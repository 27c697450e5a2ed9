"""The leg swings of the wearing protocol are told from what else follows a stance."""

import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.dsp import Run
from kicksense.frames.coarse import CoarseRecording
from kicksense.frames.swings import Swings, SwingSettings, find_swings, main_axis
from kicksense.simulation.movements import Still, Walk
from kicksense.units import GRAVITY_MPS2
from tests.builders import session_of
from tests.played import session, stages, stages_of

UP = np.array([0.0, 1.0, 0.0])
STANCE = Run(0, 300)


def _after_stance(rate_radps: FloatArray) -> CoarseRecording:
    """Give a stance of three seconds and then rates, shape (n, 3), sensor frame."""
    gyr = np.concatenate([np.zeros((300, 3)), rate_radps, np.zeros((100, 3))])
    n = len(gyr)
    return CoarseRecording(
        factor=1,
        sampling_rate_hz=100.0,
        acc_mps2=np.tile(GRAVITY_MPS2 * UP, (n, 1)),
        gyr_radps=gyr,
        measured=np.ones(n, dtype=np.bool_),
        clipped=np.zeros(n, dtype=np.bool_),
    )


def _swinging(axis: FloatArray, swings: int = 3, peak_radps: float = 2.5) -> FloatArray:
    """Give swings of one second each about an axis."""
    phase = 2.0 * np.pi * np.arange(100 * swings) / 100.0
    return np.asarray(peak_radps * np.sin(phase)[:, None] * axis)


def _found(rate_radps: FloatArray) -> Swings | None:
    return find_swings(_after_stance(rate_radps), STANCE, UP, SwingSettings())


@pytest.mark.parametrize("angle_rad", [0.0, 1.0, 2.5, 4.0])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_first_swing_decides_which_way_is_forward(angle_rad: float, sign: float) -> None:
    axis = np.array([np.cos(angle_rad), 0.0, np.sin(angle_rad)])
    swings = _found(sign * _swinging(axis))
    assert swings is not None
    assert float(swings.axis @ axis) * sign == pytest.approx(1.0, abs=1e-3)
    assert swings.planar_ratio > 0.98


@pytest.mark.parametrize("peak_radps", [0.6, 12.0])
def test_swings_far_too_slow_or_fast_are_none(peak_radps: float) -> None:
    axis = np.array([0.0, 0.0, 1.0])
    assert _found(_swinging(axis, peak_radps=peak_radps)) is None


def test_a_single_swing_is_not_enough() -> None:
    assert _found(_swinging(np.array([0.0, 0.0, 1.0]), swings=1)) is None


def test_stirring_about_every_axis_is_no_swing() -> None:
    there = _swinging(np.array([1.0, 0.0, 0.0]))
    across = np.roll(_swinging(np.array([0.0, 0.0, 1.0])), 25, axis=0)
    assert _found(there + across) is None


def test_a_leg_that_stays_still_swings_nowhere() -> None:
    assert _found(np.zeros((300, 3))) is None


def test_the_swings_of_the_protocol_are_found_where_they_were() -> None:
    first_s, last_s = session().spans[1].start_s, session().spans[1].stop_s
    span = stages().calibration.swing_span_s
    assert span is not None
    assert first_s + 2.0 < span[0] < span[1] < last_s + 0.5


def test_walking_after_a_stance_is_not_taken_for_swings() -> None:
    made = stages_of(session_of(Still(3.0), Walk(8)).recording)
    assert np.abs(made.grid.gyr_radps[400:]).max() > 3.0
    swings = find_swings(made.grid, STANCE, made.up[290], SwingSettings())
    assert swings is None


def test_the_main_axis_holds_all_of_a_planar_motion() -> None:
    axis = np.array([0.6, 0.0, 0.8])
    found, ratio = main_axis(_swinging(axis))
    assert abs(float(found @ axis)) == pytest.approx(1.0)
    assert ratio == pytest.approx(1.0)
    assert main_axis(np.zeros((5, 3)))[1] == 0.0
