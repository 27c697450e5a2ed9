"""The signal tools agree with slow, obvious ways of doing the same."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kicksense.domain.arrays import FloatArray
from kicksense.dsp import (
    angle_between,
    block_means,
    first_true,
    last_true,
    local_maxima,
    moving_mean,
    norms,
    runs_of,
    unit,
)

masks = st.lists(st.booleans(), max_size=40)
numbers = st.floats(-100.0, 100.0, allow_nan=False).map(lambda value: round(value, 2))
series = st.lists(numbers, min_size=1, max_size=40)


@given(masks)
def test_runs_cover_exactly_what_is_true(mask: list[bool]) -> None:
    runs = runs_of(np.array(mask, dtype=np.bool_))
    covered = [index for run in runs for index in range(run.start, run.stop)]
    assert covered == [index for index, value in enumerate(mask) if value]
    assert all(later.start > earlier.stop for earlier, later in pairwise(runs))


@given(masks, st.integers(-3, 45), st.integers(0, 45))
def test_first_and_last_true_are_found_within_the_limits(
    mask: list[bool], after: int, before: int
) -> None:
    inside = [k for k in range(max(after, 0), min(before, len(mask))) if mask[k]]
    array = np.array(mask, dtype=np.bool_)
    assert first_true(array, after=after, before=before) == (inside[0] if inside else None)
    assert last_true(array, after=after, before=before) == (inside[-1] if inside else None)


@given(series, st.integers(1, 15))
def test_a_moving_mean_is_the_mean_of_what_the_window_holds(
    values: list[float], width: int
) -> None:
    half = width // 2
    slow = [np.mean(values[max(0, k - half) : k + half + 1]) for k in range(len(values))]
    assert moving_mean(np.array(values), width) == pytest.approx(np.array(slow), abs=1e-9)


def test_a_moving_mean_takes_each_column_for_itself() -> None:
    values = np.random.default_rng(1).normal(size=(30, 3))
    columns = [moving_mean(values[:, axis], 5) for axis in range(3)]
    assert moving_mean(values, 5) == pytest.approx(np.stack(columns, axis=1))


@given(
    arrays(np.float64, st.tuples(st.integers(0, 30), st.just(3)), elements=numbers),
    st.integers(1, 7),
)
def test_block_means_average_whole_groups_and_leave_the_rest_out(
    values: FloatArray, factor: int
) -> None:
    count = len(values) // factor
    means = block_means(values, factor)
    assert means.shape == (count, 3)
    for group in range(count):
        expected = values[group * factor : (group + 1) * factor].mean(axis=0)
        assert means[group] == pytest.approx(expected, abs=1e-9)


def _slow_maxima(values: list[float], above: float, reach: int) -> list[int]:
    """Look at every sample and at all its neighbours; the first of equals wins."""
    found = []
    for k in range(1, len(values) - 1):
        before = values[max(0, k - reach) : k]
        after = values[k + 1 : k + reach + 1]
        higher = all(values[k] > other for other in before)
        if higher and all(values[k] >= other for other in after) and values[k] > above:
            found.append(k)
    return found


@given(series, numbers, st.integers(1, 8))
def test_local_maxima_are_those_that_a_look_at_every_sample_finds(
    values: list[float], above: float, reach: int
) -> None:
    fast = local_maxima(np.array(values), above=above, reach=reach)
    assert fast.tolist() == _slow_maxima(values, above, reach)


def test_a_plateau_has_one_maximum_at_its_beginning() -> None:
    values = np.array([0.0, 1.0, 3.0, 3.0, 3.0, 1.0, 0.0])
    assert local_maxima(values, above=0.5, reach=4).tolist() == [2]


def test_lengths_and_directions_agree_with_the_norm() -> None:
    vectors = np.random.default_rng(2).normal(size=(20, 3))
    assert norms(vectors) == pytest.approx(np.linalg.norm(vectors, axis=1))
    assert unit(vectors[0]) == pytest.approx(vectors[0] / np.linalg.norm(vectors[0]))
    assert unit(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("angle_rad", [0.0, 0.3, np.pi / 2, 3.0, np.pi])
def test_the_angle_between_two_directions_does_not_care_about_their_lengths(
    angle_rad: float,
) -> None:
    first = np.array([2.0, 0.0, 0.0])
    second = 0.1 * np.array([np.cos(angle_rad), np.sin(angle_rad), 0.0])
    assert angle_between(first, second) == pytest.approx(angle_rad, abs=1e-7)
