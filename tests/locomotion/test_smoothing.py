"""Running sums give the same means as the slow way."""

import numpy as np
import pytest

from kicksense.dsp import moving_mean
from kicksense.locomotion.smoothing import smoothed, windows_at


@pytest.mark.parametrize("width", [1, 2, 3, 8, 25])
def test_smoothing_is_a_moving_mean(width: int) -> None:
    values = np.random.default_rng(4).normal(size=60)
    assert smoothed(values, width) == pytest.approx(moving_mean(values, width))


@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_a_window_wider_than_the_whole_is_cut(length: int) -> None:
    values = np.arange(float(length))
    found = smoothed(values, 99)
    assert len(found) == length
    assert np.isfinite(found).all()


def test_stretches_beyond_the_ends_repeat_the_end() -> None:
    values = np.arange(5.0)
    found = windows_at(values, np.array([0, 2, 4]), (-1, 2))
    assert found.tolist() == [[0.0, 0.0, 1.0], [1.0, 2.0, 3.0], [3.0, 4.0, 4.0]]


def test_a_stretch_has_one_sample_at_least() -> None:
    assert windows_at(np.arange(5.0), np.array([3]), (0, 0)).tolist() == [[3.0]]
