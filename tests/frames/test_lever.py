"""Where the sensor sits on the leg is told by how the leg moves."""

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import CalibrationReport
from kicksense.frames.lever import LeverSettings, ankle_lever, hip_lever
from kicksense.simulation.movements import Still, Walk, WearingProtocol
from kicksense.simulation.player import Player
from kicksense.simulation.session import simulate_session
from kicksense.survey import survey
from tests.builders import WIDE_DEVICE
from tests.played import SETTINGS, session, stages

LEVER = LeverSettings()
PLAN = (Still(0.5), WearingProtocol(), Still(1.0), Walk(12), Still(1.0))


def _calibration(player: Player) -> CalibrationReport:
    made = simulate_session(PLAN, player, WIDE_DEVICE, 3)
    return survey(made.recording, SETTINGS).calibration


@pytest.mark.parametrize("below_knee_ratio", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("height_m", [1.25, 1.75, 1.95])
@pytest.mark.parametrize("side", list(Side))
def test_walking_tells_how_far_the_sensor_sits_above_the_ankle(
    height_m: float, below_knee_ratio: float, side: Side
) -> None:
    player = Player(height_m=height_m, side=side, sensor_below_knee_ratio=below_knee_ratio)
    found = _calibration(player)
    assert found.sensor_to_ankle_m == pytest.approx(
        (1.0 - below_knee_ratio) * player.shank_m, abs=0.03
    )
    assert found.sensor_to_ankle_spread_m is not None
    assert found.sensor_to_ankle_spread_m < 0.02


@pytest.mark.parametrize("height_m", [1.25, 1.75, 1.95])
def test_leg_swings_tell_the_length_of_the_leg(height_m: float) -> None:
    player = Player(height_m=height_m)
    found = _calibration(player)
    assert found.leg_length_m == pytest.approx(player.thigh_m + player.shank_m, rel=0.06)


def test_a_leg_that_only_stands_leaves_the_prior() -> None:
    signals = stages().signals.stretch(0, 250)
    lever = ankle_lever(signals, LEVER, forward_known=True)
    assert lever.distance_m == pytest.approx(LEVER.prior_m, abs=0.03)
    assert lever.spread_m > 0.5 * LEVER.prior_spread_m


def test_no_samples_leave_the_prior() -> None:
    none = stages().signals.stretch(0, 0)
    assert ankle_lever(none, LEVER, forward_known=True).distance_m == LEVER.prior_m
    assert hip_lever(none, LEVER, (0, 500)).distance_m == LEVER.hip_prior_m


def test_without_swings_the_leg_has_no_length() -> None:
    assert hip_lever(stages().signals, LEVER, None).spread_m == LEVER.hip_prior_spread_m
    part = session().recording
    walked = simulate_session((Still(1.0), Walk(12), Still(1.0)), Player(), WIDE_DEVICE, 3)
    assert survey(walked.recording, SETTINGS).calibration.leg_length_m is None
    assert survey(part, SETTINGS).calibration.leg_length_m is not None


def test_bridged_and_clipped_samples_are_not_believed() -> None:
    signals = stages().signals
    broken = signals.acc_mps2.copy()
    broken[::2] *= 1.5
    lost = np.ones(len(signals), dtype=np.bool_)
    lost[::2] = False
    marked = type(signals)(
        sampling_rate_hz=signals.sampling_rate_hz,
        acc_mps2=broken,
        gyr_radps=signals.gyr_radps,
        up=signals.up,
        measured=lost,
        clipped=signals.clipped,
        placement=signals.placement,
    )
    lever = ankle_lever(marked, LEVER, forward_known=True)
    assert lever.spread_m == LEVER.prior_spread_m
