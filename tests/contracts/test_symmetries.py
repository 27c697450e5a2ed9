"""What must not change when the leg, the mounting, the clock or the rate does."""

from functools import cache

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import SessionReport
from kicksense.dsp import block_means
from kicksense.simulation.session import kicks_in
from tests.builders import later, mirrored, turned, with_gap
from tests.played import analyzed, report, session, with_signals

MOUNTINGS = ((np.pi, 0.0, 0.0), (0.0, np.pi, 0.0), (0.9, -1.7, 0.6), (0.1, 0.2, 2.0))


def _assert_same(
    one: SessionReport, other: SessionReport, *, rel: float, abs_: float = 0.01
) -> None:
    """Two reports tell of the same kicks, with the same numbers within a tolerance."""
    assert len(one.kicks) == len(other.kicks) == 6
    for kick, again in zip(one.kicks, other.kicks, strict=True):
        assert again.technique is kick.technique
        assert again.foot_speed_mps.value == pytest.approx(kick.foot_speed_mps.value, rel=rel)
        assert again.ball_speed_mps.high == pytest.approx(kick.ball_speed_mps.high, rel=rel)
        for name in kick.features.names:
            assert again.features[name] == pytest.approx(
                kick.features[name], rel=rel, abs=abs_, nan_ok=True
            ), name


@pytest.mark.parametrize("rotvec", MOUNTINGS)
def test_a_sensor_turned_on_the_leg_gives_the_same_report(
    rotvec: tuple[float, float, float],
) -> None:
    recording = turned(session().recording, Rotation.from_rotvec(rotvec))
    _assert_same(report(), analyzed(recording), rel=0.01)


def test_a_mirrored_leg_gives_the_same_report() -> None:
    there = analyzed(mirrored(session().recording))
    assert there.side == Side.LEFT
    _assert_same(report(), there, rel=0.01)
    for kick, again in zip(report().kicks, there.kicks, strict=True):
        assert again.t_s == kick.t_s


def test_a_later_start_shifts_the_events_and_nothing_else() -> None:
    moved = analyzed(later(session().recording, 1000.0))
    _assert_same(report(), moved, rel=0.0, abs_=0.0)
    assert report().other_contacts == ()
    for kick, again in zip(report().kicks, moved.kicks, strict=True):
        assert again.impact_index == kick.impact_index
        assert again.t_s == pytest.approx(kick.t_s + 1000.0)
        for name in ("backswing_s", "swing_reversal_s", "impact_s", "follow_through_end_s"):
            assert getattr(again.phases, name) == pytest.approx(getattr(kick.phases, name) + 1000.0)


def test_half_the_rate_gives_the_same_kicks() -> None:
    recording = session().recording
    half = with_signals(
        recording,
        block_means(recording.acc_mps2, 2),
        block_means(recording.gyr_radps, 2),
        recording.sampling_rate_hz / 2.0,
    )
    slower = analyzed(half)
    _assert_same(report(), slower, rel=0.02)
    for kick, again in zip(report().kicks, slower.kicks, strict=True):
        assert again.t_s == pytest.approx(kick.t_s, abs=0.025)


@pytest.mark.parametrize("rate_hz", [50.0, 1000.0])
def test_other_sensors_see_the_same_movement_alike(rate_hz: float) -> None:
    here, there = report().kicks, report(Side.RIGHT, rate_hz).kicks
    assert len(here) == len(there)
    for name, rel in (
        ("peak_strike_rate_radps", 0.10),
        ("swing_duration_s", 0.25),
        ("swing_angle_rad", 0.30),
        ("expected_rate_change_radps", 0.10),
    ):
        apart = [
            abs(again.features[name] / kick.features[name] - 1.0)
            for kick, again in zip(here, there, strict=True)
        ]
        assert float(np.median(apart)) < rel, name


@cache
def _with_lost_packet(number: int, before: int) -> SessionReport:
    """Lose 16 samples, 80 ms, that begin so many before a kick's true impact."""
    recording = session().recording
    impact_s = kicks_in(session().truth)[number].time_s - recording.start_time_s
    start = round(impact_s * recording.sampling_rate_hz) - before
    return analyzed(with_gap(recording, start, start + 16))


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("before", [2, 8, 16, 24])
def test_a_packet_lost_in_the_strike_is_never_a_number(number: int, before: int) -> None:
    told = _with_lost_packet(number, before)
    lost_s = kicks_in(session().truth)[number].time_s
    assert all(abs(kick.t_s - lost_s) > 0.3 for kick in told.kicks)
    assert len(told.kicks) == 5
