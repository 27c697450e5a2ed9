"""Every number of a kick means what its name and its first line say."""

from functools import cache

import numpy as np
import pytest

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import FeatureVector, KickEvents, KickWindow
from kicksense.domain.signals import SegmentRecording
from kicksense.features.extract import extract

ALWAYS_MEASURABLE = (
    "strike_rate_at_impact_radps",
    "peak_strike_rate_radps",
    "peak_backswing_rate_radps",
    "backswing_duration_s",
    "swing_duration_s",
    "swing_angle_rad",
    "follow_through_angle_rad",
    "follow_through_duration_s",
    "swing_plane_angle_rad",
    "sagittal_rate_at_impact_radps",
    "adduction_rate_at_impact_radps",
    "long_axis_rate_at_impact_radps",
    "strike_rate_change_radps",
    "sagittal_rate_change_radps",
    "peak_acc_mps2",
    "anterior_impulse_mps",
    "medial_impulse_mps",
    "backward_tilt_at_impact_rad",
    "swing_smoothness_index",
    "swing_pause_s",
    "swing_reversals_count",
    "contact_duration_s",
)
FORWARD = np.array([0.0, 0.0, 1.0])


def _rate() -> FloatArray:
    """Give a backswing from 0.7 s, a strike from 1.0 s, 8 rad/s at 1.2 s, then 5 fading out."""
    time = np.arange(320)
    knots = [0, 70, 85, 100, 119, 120, 150, 320]
    return np.interp(time, knots, [0.0, 0.0, -4.0, 0.0, 8.0, 5.0, 0.0, 0.0])


def _plain(
    axis: FloatArray = FORWARD,
    *,
    rate_radps: FloatArray | None = None,
    push_mps2: tuple[float, float, float] = (-50.0, 0.0, 0.0),
    side: Side = Side.RIGHT,
    step_at: int | None = None,
) -> FeatureVector:
    """Describe a plain kick: impact at sample 120, push of the ball over two samples."""
    rate = _rate() if rate_radps is None else rate_radps
    n = len(rate)
    acc = np.tile([0.0, 9.80665, 0.0], (n, 1))
    acc[120:122] += push_mps2
    if step_at is not None:
        acc[step_at] += [0.0, 20.0, 0.0]
    signals = SegmentRecording(
        sampling_rate_hz=100.0,
        acc_mps2=acc,
        gyr_radps=rate[:, None] * axis,
        up=np.tile([-np.sin(0.3), np.cos(0.3), 0.0], (n, 1)),
        measured=np.ones(n, dtype=np.bool_),
        clipped=np.zeros(n, dtype=np.bool_),
        placement=Placement(side),
    )
    window = KickWindow(
        signals, KickEvents(73, 100, 120, 148), axis, np.tile(np.eye(3), (120, 1, 1))
    )
    return extract(window, expected_rate_change_radps=3.0, time_since_last_contact_s=4.0)


@cache
def _instep() -> FeatureVector:
    return _plain()


@pytest.mark.parametrize(
    ("name", "value", "tolerance"),
    [
        ("strike_rate_at_impact_radps", 7.4, 0.4),
        ("peak_strike_rate_radps", 8.0, 0.01),
        ("peak_backswing_rate_radps", 4.0, 0.01),
        ("backswing_duration_s", 0.27, 1e-9),
        ("swing_duration_s", 0.20, 1e-9),
        ("swing_angle_rad", 0.80, 0.01),
        ("follow_through_angle_rad", 0.75, 0.03),
        ("follow_through_duration_s", 0.28, 1e-9),
        ("swing_plane_angle_rad", 0.0, 1e-9),
        ("sagittal_rate_at_impact_radps", 7.4, 0.4),
        ("adduction_rate_at_impact_radps", 0.0, 1e-9),
        ("long_axis_rate_at_impact_radps", 0.0, 1e-9),
        ("strike_rate_change_radps", 3.0, 0.3),
        ("sagittal_rate_change_radps", 3.0, 0.3),
        ("peak_acc_mps2", float(np.hypot(50.0, 9.80665)), 0.01),
        ("anterior_impulse_mps", -1.0, 0.01),
        ("medial_impulse_mps", 0.0, 1e-9),
        ("backward_tilt_at_impact_rad", 0.3, 1e-9),
        ("swing_pause_s", 0.02, 0.03),
        ("swing_reversals_count", 1.0, 0.0),
        ("contact_duration_s", 0.02, 1e-9),
        ("expected_rate_change_radps", 3.0, 0.0),
        ("time_since_last_contact_s", 4.0, 0.0),
    ],
)
def test_a_plain_instep_kick_measures_as_it_was_built(
    name: str, value: float, tolerance: float
) -> None:
    assert _instep()[name] == pytest.approx(value, abs=tolerance)


@pytest.mark.parametrize("name", ALWAYS_MEASURABLE)
@pytest.mark.parametrize("axis", [FORWARD, -FORWARD, np.array([1.0, 0.0, 0.0])])
def test_every_number_of_a_plain_kick_is_finite(name: str, axis: FloatArray) -> None:
    assert np.isfinite(_plain(axis)[name])


def test_a_heel_kick_turns_backward_and_is_pushed_forward() -> None:
    heel = _plain(-FORWARD, push_mps2=(50.0, 0.0, 0.0))
    assert heel["sagittal_rate_at_impact_radps"] < -7.0
    assert heel["sagittal_rate_change_radps"] < -2.5
    assert heel["anterior_impulse_mps"] == pytest.approx(1.0, abs=0.01)
    assert heel["strike_rate_at_impact_radps"] > 7.0


@pytest.mark.parametrize("side", Side)
def test_an_inside_kick_adducts_and_is_pushed_outward_on_either_leg(side: Side) -> None:
    sign = side.lateral_sign
    axis = np.array([sign, 0.0, 0.0])
    inside = _plain(axis, push_mps2=(0.0, 0.0, 50.0 * sign), side=side)
    assert inside["adduction_rate_at_impact_radps"] > 7.0
    assert inside["medial_impulse_mps"] == pytest.approx(-1.0, abs=0.01)
    assert inside["swing_plane_angle_rad"] == pytest.approx(np.pi / 2.0)


def test_a_pause_in_the_backswing_is_timed() -> None:
    rate = np.interp(
        np.arange(320),
        [0, 70, 74, 78, 98, 102, 119, 120, 150, 320],
        [0.0, 0.0, -4.0, 0.0, 0.0, 0.0, 8.0, 5.0, 0.0, 0.0],
    )
    assert _plain(rate_radps=rate)["swing_pause_s"] == pytest.approx(0.24, abs=0.05)
    assert _instep()["swing_pause_s"] < 0.05


def test_a_leg_that_hesitates_turns_more_often() -> None:
    rate = _rate().copy()
    rate[73:100] = 4.0 * np.sin(2.0 * np.pi * np.arange(27) / 13.5)
    assert _plain(rate_radps=rate)["swing_reversals_count"] >= 3.0


def test_a_shaky_strike_is_less_smooth() -> None:
    rate = _rate().copy()
    rate[100:120] += 2.0 * np.sin(2.0 * np.pi * 14.0 * np.arange(20) / 100.0)
    shaky = _plain(rate_radps=rate)["swing_smoothness_index"]
    assert shaky < _instep()["swing_smoothness_index"] < 0.0


def test_the_next_step_is_the_first_jolt_along_the_leg() -> None:
    assert np.isnan(_instep()["time_to_next_step_s"])
    assert _plain(step_at=190)["time_to_next_step_s"] == pytest.approx(0.70, abs=0.02)


def test_a_kick_stopped_dead_follows_through_by_nothing() -> None:
    rate = _rate().copy()
    rate[120:] = 0.0
    assert _plain(rate_radps=rate)["follow_through_angle_rad"] == 0.0
