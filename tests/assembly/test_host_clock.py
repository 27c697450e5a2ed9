import numpy as np
import pytest

from kicksense.assembly.host_clock import HostClock
from kicksense.domain.arrays import FloatArray
from tests.assembly.radio_made import arrivals_of

PACKET_S = 0.02
LATENCY_S = 0.003


def clock_of(time_s: FloatArray, arrived_s: FloatArray, **expected: float) -> HostClock:
    clock = HostClock(**expected)
    for one_s, came_s in zip(time_s.tolist(), arrived_s.tolist(), strict=True):
        clock.add(one_s, came_s)
    return clock


def session_of(
    length_s: float, drift_ppm: float, interval_s: float, seed: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give sensor times, the true host times of them, and arrivals with backlogs of 2 s."""
    time_s = np.arange(PACKET_S, length_s, PACKET_S)
    host_s = 100.0 + time_s * (1.0 - 1e-6 * drift_ppm)
    arrived_s = arrivals_of(host_s, interval_s=interval_s, backlog_every_s=40.0, seed=seed)
    return time_s, host_s, arrived_s


@pytest.mark.parametrize("interval_s", [0.015, 0.03, 0.05])
@pytest.mark.parametrize("drift_ppm", [-150.0, -30.0, 40.0, 180.0])
def test_after_ten_minutes_drift_and_offset_are_known(drift_ppm: float, interval_s: float) -> None:
    time_s, host_s, arrived_s = session_of(600.0, drift_ppm, interval_s)
    line = clock_of(time_s, arrived_s).line
    assert 1e6 * (1.0 / line.slope - 1.0) == pytest.approx(drift_ppm, abs=3.0)
    off_s = line.offset_s + line.slope * time_s - host_s
    assert np.abs(off_s - LATENCY_S).max() < 0.003


def test_where_packets_and_connection_events_keep_in_step_the_wait_itself_cannot_be_told() -> None:
    time_s, host_s, arrived_s = session_of(600.0, 0.0, 0.03)
    off_s = clock_of(time_s, arrived_s).line.offset_s + time_s - host_s
    assert np.abs(off_s - LATENCY_S).max() < 0.01  # the greatest common divisor of 20 and 30 ms


def test_least_squares_would_follow_the_waiting_instead() -> None:
    time_s, host_s, arrived_s = session_of(600.0, 100.0, 0.03)
    line = clock_of(time_s, arrived_s).line
    slope, offset_s = np.polyfit(time_s, arrived_s, 1)
    envelope_s = np.abs(line.offset_s + line.slope * time_s - host_s).max()
    squares_s = np.abs(offset_s + slope * time_s - host_s).max()
    assert envelope_s < 0.006
    assert squares_s > 0.03


def test_nothing_arrives_before_the_line() -> None:
    time_s, _, arrived_s = session_of(60.0, 90.0, 0.03)
    clock = clock_of(time_s, arrived_s)
    early_s = arrived_s - (clock.line.offset_s + clock.line.slope * time_s)
    assert early_s.min() > -0.002


def test_before_it_can_be_told_the_slope_is_the_one_expected() -> None:
    time_s, _, arrived_s = session_of(8.0, 150.0, 0.05)
    clock = clock_of(time_s, arrived_s)
    assert not clock.told
    assert (clock.line.slope, clock.residual_s) == (1.0, None)


def test_a_short_session_is_held_within_what_a_quartz_can_be_off() -> None:
    time_s, host_s, _ = session_of(15.0, 0.0, 0.05)
    late_s = host_s + np.linspace(0.04, 0.0, len(host_s))
    assert clock_of(time_s, late_s).line.slope == pytest.approx(1.0 - 200e-6, abs=1e-9)


def test_a_clock_that_is_surely_worse_than_a_quartz_is_believed() -> None:
    time_s, _, _ = session_of(60.0, 0.0, 0.015)
    host_s = 100.0 + 1.25 * time_s
    clock = clock_of(time_s, arrivals_of(host_s))
    assert clock.line.slope == pytest.approx(1.25, rel=1e-3)


def test_memory_stays_bounded_over_eight_hours_and_the_line_good() -> None:
    time_s = np.arange(0.25, 8 * 3600.0, 0.25)
    host_s = 100.0 + time_s * (1.0 - 60e-6)
    clock = clock_of(time_s, arrivals_of(host_s, interval_s=0.03, backlog_every_s=300.0))
    kept = sum(len(value) for value in (clock._points, clock._hull))
    assert kept <= 2 * 512
    assert 1e6 * (1.0 / clock.line.slope - 1.0) == pytest.approx(60.0, abs=0.2)


def test_the_residual_says_how_irregular_the_earliest_arrivals_are() -> None:
    time_s, host_s, _ = session_of(120.0, 50.0, 0.015)
    good = clock_of(time_s, host_s + 0.003)
    rough = clock_of(time_s, arrivals_of(host_s, interval_s=0.05))
    assert good.residual_s == pytest.approx(0.0, abs=1e-4)
    assert rough.residual_s is not None
    assert 0.0005 < rough.residual_s < 0.025


def test_times_that_stand_still_break_nothing() -> None:
    clock = clock_of(np.zeros(1000), np.arange(1000.0))
    assert clock.line.host_s(0.0) == 0.0
    assert not clock.told
