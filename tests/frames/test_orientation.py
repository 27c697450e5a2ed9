"""Up is found, and said with its error."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from kicksense.domain.arrays import FloatArray
from kicksense.frames.orientation import (
    DEFAULT_TILT_ERROR_RAD,
    orientation_quaternions,
    tilt_error_at_rest,
    upward,
)
from kicksense.units import radps
from tests.played import session, stages


def _true_up() -> FloatArray:
    """Give the true upward direction on the search grid, sensor frame."""
    made = session()
    up: FloatArray = made.segment.up[::2][: len(stages().up)] @ made.mounting
    return up


def test_up_is_within_a_few_degrees_through_walking_and_kicking() -> None:
    cosine = np.clip(np.einsum("ij,ij->i", stages().up, _true_up()), -1.0, 1.0)
    error = np.arccos(cosine)
    assert float(np.sqrt(np.mean(error**2))) < radps(4.0)
    assert float(error.max()) < radps(20.0)


def test_up_agrees_with_the_rotations_it_is_read_from() -> None:
    quaternions = Rotation.random(50, rng=np.random.default_rng(3)).as_quat(scalar_first=True)
    turns = Rotation.from_quat(quaternions, scalar_first=True)
    expected = turns.inv().apply([0.0, 0.0, 1.0])
    assert upward(quaternions) == pytest.approx(expected, abs=1e-12)


def test_what_comes_later_does_not_change_the_orientation_before() -> None:
    grid = stages().grid
    half = len(grid) // 2
    first = replace(
        grid,
        acc_mps2=grid.acc_mps2[:half],
        gyr_radps=grid.gyr_radps[:half],
        measured=grid.measured[:half],
        clipped=grid.clipped[:half],
    )
    whole = orientation_quaternions(grid)[:half]
    assert np.array_equal(orientation_quaternions(first), whole)


def test_the_tilt_error_is_the_angle_to_gravity_at_rest() -> None:
    acc = np.tile([0.0, 9.81 * np.cos(0.1), 9.81 * np.sin(0.1)], (20, 1))
    up = np.tile([0.0, 1.0, 0.0], (20, 1))
    assert tilt_error_at_rest(acc, up) == pytest.approx(0.1)


def test_without_a_moment_at_rest_the_usual_error_is_said() -> None:
    assert tilt_error_at_rest(np.empty((0, 3)), np.empty((0, 3))) == DEFAULT_TILT_ERROR_RAD
