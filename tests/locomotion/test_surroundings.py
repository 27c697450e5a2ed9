"""What the leg does before and after a kick."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.kick import Technique
from kicksense.domain.locomotion import KickSurroundings
from kicksense.domain.signals import SegmentRecording
from kicksense.locomotion.heading import Heading
from kicksense.locomotion.surroundings import Around, SurroundingSettings, surroundings_of
from kicksense.simulation.drill_moves import DrilledKick
from kicksense.simulation.movements import Kick, Still
from tests.locomotion.walkers import activity_in, session_of, still

SETTINGS = SurroundingSettings()
KICK_S = 5.0


def _around(
    *steps_s: float, signals: SegmentRecording | None = None, drift_radps: float = 0.0
) -> KickSurroundings:
    leg = still(10.0) if signals is None else signals
    n = len(leg)
    heading = Heading(100.0, np.full(n, 0.7), np.ones(n, dtype=np.bool_), drift_radps)
    around = Around(leg, np.array(steps_s, dtype=np.float64), heading)
    return surroundings_of(around, KICK_S, t_s=105.0, settings=SETTINGS)


def test_a_kick_keeps_its_time_on_the_clock() -> None:
    assert _around().t_s == 105.0


@pytest.mark.parametrize(
    ("steps_s", "cadence_hz"),
    [((), 0.0), ((4.0,), 1.0), ((3.5, 4.2, 4.9), 2.0 / 0.7), ((2.0, 2.9), 0.0)],
)
def test_cadence_is_that_of_the_two_seconds_before(
    steps_s: tuple[float, ...], cadence_hz: float
) -> None:
    assert _around(*steps_s).cadence_before_hz == pytest.approx(cadence_hz)


@pytest.mark.parametrize(("step_s", "after_s"), [(5.6, 0.6), (7.9, 2.9)])
def test_the_next_step_is_timed_from_the_kick(step_s: float, after_s: float) -> None:
    assert _around(4.0, step_s).step_after_s == pytest.approx(after_s)


@pytest.mark.parametrize("steps_s", [(), (4.0,), (8.1,)])
def test_no_step_soon_after_is_no_number(steps_s: tuple[float, ...]) -> None:
    assert np.isnan(_around(*steps_s).step_after_s)


def _swaying(tilt_rad: float) -> SegmentRecording:
    signals = still(10.0)
    tilt = tilt_rad * np.sin(2.0 * np.pi * np.arange(len(signals)) / 100.0)
    up = np.column_stack([np.sin(tilt), np.cos(tilt), np.zeros(len(tilt))])
    return replace(signals, up=up)


def test_sway_is_the_tilt_about_its_mean_in_the_second_after() -> None:
    assert _around().sway_rad == pytest.approx(0.0, abs=1e-9)
    swayed = _around(signals=_swaying(0.1)).sway_rad
    assert swayed == pytest.approx(0.1 / np.sqrt(2.0), rel=0.02)


@pytest.mark.parametrize(("step_s", "known"), [(5.4, True), (6.0, False), (7.0, True)])
def test_sway_is_not_told_where_the_player_steps(step_s: float, known: bool) -> None:
    assert np.isfinite(_around(step_s).sway_rad) == known


def test_a_recording_that_ends_too_soon_does_not_tell_sway() -> None:
    assert np.isnan(_around(signals=still(5.8)).sway_rad)


def test_heading_is_that_of_the_last_stand_and_its_spread_grows_with_drift() -> None:
    sure, unsure = _around(), _around(drift_radps=0.1)
    assert sure.heading_rad == unsure.heading_rad == 0.7
    assert sure.heading_spread_rad == pytest.approx(SETTINGS.leg_rad)
    assert unsure.heading_spread_rad == pytest.approx(np.hypot(0.5, SETTINGS.leg_rad))


def test_a_leg_that_did_not_stand_before_does_not_tell_the_heading() -> None:
    signals = still(10.0)
    stands = np.ones(len(signals), dtype=np.bool_)
    stands[250:470] = False
    heading = Heading(100.0, np.zeros(len(signals)), stands, 0.0)
    around = Around(signals, np.empty(0), heading)
    found = surroundings_of(around, KICK_S, t_s=KICK_S, settings=SETTINGS)
    assert np.isnan(found.heading_rad)


def _twisting(spike_radps: float) -> SegmentRecording:
    signals = still(10.0)
    gyr = signals.gyr_radps.copy()
    gyr[:, 1] = 2.0
    gyr[501:504, 1] += spike_radps
    return replace(signals, gyr_radps=gyr)


@pytest.mark.parametrize("spike_radps", [0.0, 9.0, -9.0])
def test_twist_is_the_spike_over_the_level_before(spike_radps: float) -> None:
    found = _around(signals=_twisting(spike_radps)).twist_radps
    assert found == pytest.approx(abs(spike_radps))


@pytest.mark.parametrize("mask", ["clipped", "measured"])
def test_twist_is_unknown_at_full_scale_and_where_samples_are_missing(mask: str) -> None:
    signals = _twisting(9.0)
    flags = getattr(signals, mask).copy()
    flags[502] = not flags[502]
    marked = (
        replace(signals, clipped=flags) if mask == "clipped" else replace(signals, measured=flags)
    )
    assert np.isnan(_around(signals=marked).twist_radps)


def test_unloading_is_the_time_since_the_leg_stood() -> None:
    signals = still(10.0)
    gyr = signals.gyr_radps.copy()
    gyr[460:500, 2] = -4.0
    assert _around(signals=replace(signals, gyr_radps=gyr)).unloaded_s == pytest.approx(0.41)


@pytest.mark.parametrize("technique", [Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP])
def test_a_simulated_kick_from_standing_leaves_the_ground_shortly_before(
    technique: Technique,
) -> None:
    session = session_of(Still(1.5), Kick(technique, approach=0), Still(2.5))
    (around,) = activity_in(session).surroundings
    assert 0.1 < around.unloaded_s < 0.7
    assert around.cadence_before_hz == 0.0
    assert np.isfinite(around.heading_rad)


def test_a_player_who_goes_on_at_once_is_told_from_one_who_stands() -> None:
    goes = DrilledKick(Technique.INSIDE_FOOT, settle_s=1.0, strides_on=3)
    stays = DrilledKick(Technique.INSIDE_FOOT, settle_s=1.0, stand_s=0.5)
    (on,) = activity_in(session_of(Still(1.5), goes, Still(1.0))).surroundings
    (stood,) = activity_in(session_of(Still(1.5), stays, Still(3.0))).surroundings
    assert 0.4 < on.step_after_s < 1.6
    assert np.isnan(stood.step_after_s)
    assert stood.sway_rad < np.radians(10.0)
