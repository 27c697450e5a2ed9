"""Turning into the frame of the leg keeps lengths, times and marks."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from kicksense.frames.segment import Attitude
from tests.played import session, stages


def test_turning_keeps_lengths_and_marks() -> None:
    made = stages()
    for turned, before in (
        (made.signals.acc_mps2, made.grid.acc_mps2),
        (made.signals.gyr_radps, made.grid.gyr_radps),
        (made.signals.up, made.up),
    ):
        lengths = np.linalg.norm(before, axis=1)
        assert np.linalg.norm(turned, axis=1) == pytest.approx(lengths, abs=1e-9)
    assert np.array_equal(made.signals.measured, made.grid.measured)
    assert np.array_equal(made.signals.clipped, made.grid.clipped)
    assert made.signals.placement == session().recording.placement


def test_up_is_proximal_while_the_player_stands() -> None:
    up = stages().signals.up[100:300].mean(axis=0)
    assert up[1] > 0.99


def test_the_attitude_is_the_product_of_the_two_turns() -> None:
    rng = np.random.default_rng(5)
    turns = Rotation.random(12, rng=rng)
    mounting = Rotation.random(rng=rng).as_matrix()
    attitude = Attitude(turns.as_quat(scalar_first=True), mounting)
    expected = turns.as_matrix()[3:9] @ mounting
    assert attitude.to_level(3, 9) == pytest.approx(expected, abs=1e-12)
