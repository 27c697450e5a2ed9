"""Where the player faces, with what the gyroscope drifts."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.locomotion import Activity
from kicksense.domain.signals import SegmentRecording
from kicksense.frames.coarse import Timeline
from kicksense.locomotion.heading import (
    Bearings,
    HeadingSettings,
    Moments,
    heading_of,
    turn_spread,
    turns_of,
)
from kicksense.simulation.movements import Jog, Kick, Still, Walk
from kicksense.simulation.running import TurnOnSpot
from tests.locomotion.walkers import (
    activity_in,
    activity_of_signals,
    session_of,
    still,
    turned_about_the_long_axis,
)

SETTINGS = HeadingSettings()
STAND = Still(1.5)
NONE = Moments(np.empty(0), np.empty(0))


def _turning(rate_radps: FloatArray, bias_radps: FloatArray | float = 0.0) -> SegmentRecording:
    """Give an upright leg that turns about the vertical."""
    signals = still(len(rate_radps) / 100.0)
    gyr = np.zeros((len(rate_radps), 3))
    gyr[:, 1] = rate_radps + bias_radps
    return replace(signals, gyr_radps=gyr)


def _turned(activity: Activity) -> list[float]:
    return [turn.angle_rad for turn in activity.turns]


@pytest.mark.parametrize("angle_deg", [-180.0, -90.0, 60.0, 120.0])
def test_a_turn_is_told_with_its_direction_positive_to_the_left(angle_deg: float) -> None:
    session = session_of(STAND, TurnOnSpot(angle_deg), STAND)
    assert _turned(activity_in(session)) == pytest.approx([np.radians(angle_deg)], abs=0.06)


def test_a_turn_seen_in_a_mirror_is_a_turn_the_other_way() -> None:
    plan = (STAND, Walk(5, turn_deg=120.0), STAND, Jog(6, turn_deg=-100.0), STAND)
    right = activity_in(session_of(*plan))
    left = activity_in(session_of(*plan, side=Side.LEFT))
    assert len(right.turns) == 2
    assert _turned(left) == pytest.approx([-angle for angle in _turned(right)], abs=0.02)


def test_walking_and_running_straight_on_is_no_turn() -> None:
    session = session_of(STAND, Walk(8), STAND, Jog(8), STAND)
    activity = activity_in(session)
    assert activity.turns == ()
    assert np.abs(activity.heading_rad).max() < np.radians(15.0)


@pytest.mark.parametrize("side", list(Side))
def test_a_leg_turned_out_at_the_ball_does_not_turn_the_player(side: Side) -> None:
    kick = Kick(Technique.INSIDE_FOOT, approach=0)
    session = session_of(STAND, kick, Still(2.0), TurnOnSpot(90.0), STAND, kick, STAND, side=side)
    activity = activity_in(session)
    wanted = np.radians(90.0 if side is Side.RIGHT else -90.0)
    assert _turned(activity) == pytest.approx([wanted], abs=0.1)
    first, second = (around.heading_rad for around in activity.surroundings)
    assert second - first == pytest.approx(wanted, abs=0.15)


def test_heading_does_not_ask_which_way_is_forward() -> None:
    session = session_of(STAND, Walk(5, turn_deg=120.0), STAND)
    start_s = session.recording.start_time_s
    turned = turned_about_the_long_axis(session.segment)
    found = activity_of_signals(turned, start_s, forward_known=False).heading_rad
    assert found == pytest.approx(activity_in(session).heading_rad, abs=1e-6)


def test_a_leg_that_swings_in_circles_comes_back_to_its_heading() -> None:
    n, rate_hz = 2000, 100.0
    circle = 2.0 * np.pi * np.arange(n) / rate_hz
    # Shank tilts 30 deg fore and aft and 10 deg to either side, out of step, without turning.
    fore, side = np.radians(30.0) * np.sin(circle), np.radians(10.0) * np.cos(circle)
    up = np.column_stack([np.sin(fore), np.cos(fore) * np.cos(side), np.sin(side) * np.cos(fore)])
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    # Rate of a body that keeps the azimuth of its z axis while its up goes round so.
    change = np.gradient(up, 1.0 / rate_hz, axis=0)
    gyr = np.cross(change, up)
    level = up[:, 0] ** 2 + up[:, 1] ** 2
    about_up = -(up[:, 0] * gyr[:, 0] + up[:, 1] * gyr[:, 1]) / level
    signals = replace(still(n / rate_hz), up=up, gyr_radps=gyr + about_up[:, np.newaxis] * up)
    assert np.abs(heading_of(signals, NONE, SETTINGS).rad).max() < np.radians(1.0)
    naive = np.cumsum(np.einsum("ij,ij->i", signals.gyr_radps, up)) / rate_hz
    assert np.abs(naive[-1]) > np.radians(30.0)


def test_a_constant_offset_of_the_gyroscope_is_taken_away_where_the_leg_stands() -> None:
    rate = np.zeros(3000)
    rate[1000:1100] = np.radians(90.0)
    heading = heading_of(_turning(rate, bias_radps=np.radians(1.0)), NONE, SETTINGS)
    assert heading.rad[-1] - heading.rad[0] == pytest.approx(np.radians(90.0), abs=0.01)
    assert heading.drift_radps < np.radians(0.1)


def test_an_offset_that_wanders_between_two_stands_is_followed() -> None:
    wander = np.radians(np.linspace(0.2, 1.0, 6000))
    heading = heading_of(_turning(np.zeros(6000), wander), NONE, SETTINGS)
    assert abs(heading.rad[-1]) < np.radians(2.0)


def test_a_leg_that_is_never_still_does_not_know_its_offset_and_says_so() -> None:
    trembling = np.radians(20.0) * np.sin(2.0 * np.pi * 3.0 * np.arange(3000) / 100.0)
    restless = heading_of(_turning(trembling), NONE, SETTINGS)
    assert restless.drift_radps == SETTINGS.unknown_bias_radps
    assert heading_of(still(30.0), NONE, SETTINGS).drift_radps < restless.drift_radps


def test_the_spread_of_a_turn_grows_with_the_drift_and_with_its_angle() -> None:
    assert turn_spread(0.5, 0.0, SETTINGS) < turn_spread(3.0, 0.0, SETTINGS)
    assert turn_spread(0.5, 0.0, SETTINGS) < turn_spread(0.5, 0.3, SETTINGS)
    assert turn_spread(0.0, 0.0, SETTINGS) == pytest.approx(SETTINGS.leg_rad)


@pytest.mark.parametrize(("angle_rad", "told"), [(0.40, 0), (0.50, 1), (-0.40, 0), (-0.50, 1)])
def test_only_a_change_of_direction_that_is_large_enough_is_told(
    angle_rad: float, told: int
) -> None:
    at = np.arange(0, 1000, 10)
    rad = angle_rad * np.clip((at - 400) / 60.0, 0.0, 1.0)
    found = turns_of(Bearings(at, rad, 0.0), Timeline(100.0, 0.0, 1), SETTINGS)
    assert len(found) == told


def test_missing_numbers_do_not_spoil_the_heading_for_good() -> None:
    rate = np.zeros(1000)
    rate[300:400] = np.radians(90.0)
    signals = _turning(rate)
    gyr = signals.gyr_radps.copy()
    gyr[600:605] = np.nan
    heading = heading_of(replace(signals, gyr_radps=gyr), NONE, SETTINGS)
    assert np.isfinite(heading.rad).all()
    assert heading.rad[-1] == pytest.approx(np.radians(90.0), abs=0.05)


@pytest.mark.parametrize("samples", [1, 2, 20])
def test_a_recording_of_a_few_samples_has_a_heading_and_no_turn(samples: int) -> None:
    activity = activity_of_signals(still(samples / 100.0))
    assert activity.turns == ()
    assert len(activity.heading_rad) == len(activity.heading_t_s) >= 1
