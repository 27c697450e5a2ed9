"""Places on the grid are found from sampling times, arrivals and frames."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.assembly.clock import (
    Cycle,
    cycle_of,
    fit_arrivals,
    fit_frames,
    fit_steps,
    line_through,
    time_quantum,
    times_are_arrivals,
)
from kicksense.assembly.settings import AssemblySettings


def test_the_line_through_points_is_that_of_least_squares() -> None:
    count = np.arange(50.0)
    time_s = 3.0 + 0.02 * count + np.random.default_rng(0).normal(0.0, 0.001, 50)
    slope, offset = line_through(count, time_s)
    assert (slope, offset) == pytest.approx(tuple(np.polyfit(count, time_s, 1)))


@pytest.mark.parametrize(
    ("time_s", "quantum_s"),
    [
        (np.arange(100) * 0.005, 1e-3),
        (1.76e9 + np.arange(100) * 0.01, 1e-2),
        (np.arange(100) / 398.5, None),
    ],
)
def test_the_quantum_of_times_is_the_coarsest_that_fits(
    time_s: np.ndarray, quantum_s: float | None
) -> None:
    assert time_quantum(time_s) == quantum_s


def test_sampled_times_are_told_from_arrivals() -> None:
    even = np.arange(500) / 200.0
    rng = np.random.default_rng(1)
    assert not times_are_arrivals(even)
    assert not times_are_arrivals(even[rng.random(500) > 0.3])
    assert not times_are_arrivals(even + rng.uniform(-0.001, 0.001, 500))
    assert times_are_arrivals(np.repeat(even[::8], 8)[:500] + 1e-5 * (np.arange(500) % 8))
    assert times_are_arrivals(np.round(np.arange(500) / 800.0, 3))


def test_a_clock_that_drifts_a_little_moves_no_sample() -> None:
    number = np.arange(20_000.0)
    time_s = number / 200.0 + 0.004 * np.sin(number / 3000.0)
    fit = fit_steps(time_s, AssemblySettings())
    assert fit.whole
    assert np.array_equal(fit.place, number)


def test_a_clock_that_drifts_far_is_followed() -> None:
    number = np.arange(20_000.0)
    time_s = number / 200.0 + 0.5 * np.sin(number / 3000.0)
    fit = fit_steps(time_s, AssemblySettings())
    assert not fit.whole
    at_s = fit.start_s + fit.place / fit.rate_hz
    np.testing.assert_allclose(at_s, time_s, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(
    length=st.integers(2, 12),
    data=st.data(),
)
def test_the_cycle_of_a_poll_is_found(length: int, data: st.DataObject) -> None:
    phases = data.draw(
        st.sets(st.integers(0, length - 1), min_size=1, max_size=length - 1).map(sorted)
    )
    pattern = np.zeros(length, dtype=np.bool_)
    pattern[phases] = True
    fresh = np.tile(pattern, 60)
    cycle = cycle_of(fresh)
    assert cycle is not None
    again = np.zeros(cycle.frames, dtype=np.bool_)
    again[list(cycle.phases)] = True
    assert np.array_equal(np.tile(again, len(fresh) // cycle.frames + 1)[: len(fresh)], fresh)
    frame = np.flatnonzero(fresh)
    fit, kept = fit_frames(frame, frame / 120.0, 1.0 / 120.0, cycle)
    assert kept.all()
    assert np.array_equal(fit.place, np.arange(len(frame)))
    assert fit.rate_hz == pytest.approx(120.0 * len(phases) / length)


def test_a_stream_as_fast_as_its_frames_has_no_cycle() -> None:
    assert cycle_of(np.ones(100, dtype=np.bool_)) is None
    assert cycle_of(np.random.default_rng(0).random(500) > 0.3) is None


def test_a_frame_lost_in_the_cycle_leaves_its_place_empty() -> None:
    frame = np.array([0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 14, 15, 16, 18])
    fit, kept = fit_frames(frame, frame / 120.0, 1 / 120, Cycle(10, (0, 1, 2, 3, 4, 5, 6, 8)))
    assert kept.all()
    assert fit.place.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15]


def test_late_arrivals_do_not_shift_the_clock() -> None:
    rng = np.random.default_rng(9)
    number = np.arange(5000.0)
    late_s = rng.exponential(0.004, 5000)
    late_s[1000:1050] += 0.2
    arrival_s = np.maximum.accumulate(number / 100.0 + late_s)
    fit = fit_arrivals(arrival_s)
    assert np.array_equal(fit.place, number)
    assert fit.rate_hz == pytest.approx(100.0, rel=1e-3)
    assert fit.start_s == pytest.approx(0.0, abs=0.005)
