"""Standing is told from moving, and lying about from being worn."""

import numpy as np
import pytest

from kicksense.frames.coarse import CoarseRecording
from kicksense.frames.stance import StanceSettings, cut_pieces, main_direction, stances
from kicksense.units import GRAVITY_MPS2

SETTINGS = StanceSettings()
UP = np.array([0.0, 1.0, 0.0])


def _resting(seconds: float, rate_radps: float = 0.0, scale: float = 1.0) -> CoarseRecording:
    """Give a sensor that stands still, or trembles about one axis."""
    n = round(100 * seconds)
    gyr = np.zeros((n, 3))
    gyr[:, 2] = rate_radps * np.sqrt(2.0) * np.sin(2.0 * np.pi * 4.0 * np.arange(n) / 100.0)
    return CoarseRecording(
        factor=1,
        sampling_rate_hz=100.0,
        acc_mps2=np.tile(scale * GRAVITY_MPS2 * UP, (n, 1)),
        gyr_radps=gyr,
        measured=np.ones(n, dtype=np.bool_),
        clipped=np.zeros(n, dtype=np.bool_),
    )


def _stances(signals: CoarseRecording) -> list[tuple[int, int]]:
    """Give the stances as pieces."""
    pieces = cut_pieces(signals, np.tile(UP, (len(signals), 1)), SETTINGS)
    return [(run.start, run.stop) for run in stances(pieces, SETTINGS)]


def test_quiet_standing_is_one_stance() -> None:
    assert _stances(_resting(3.0)) == [(0, 6)]


def test_a_gyroscope_with_a_constant_bias_still_stands() -> None:
    signals = _resting(3.0)
    biased = CoarseRecording(
        factor=1,
        sampling_rate_hz=100.0,
        acc_mps2=signals.acc_mps2,
        gyr_radps=signals.gyr_radps + 0.3,
        measured=signals.measured,
        clipped=signals.clipped,
    )
    assert _stances(biased) == [(0, 6)]


@pytest.mark.parametrize(
    ("seconds", "rate_radps", "scale"), [(1.0, 0.0, 1.0), (3.0, 0.5, 1.0), (3.0, 0.0, 1.3)]
)
def test_too_short_too_restless_or_not_gravity_is_no_stance(
    seconds: float, rate_radps: float, scale: float
) -> None:
    assert _stances(_resting(seconds, rate_radps, scale)) == []


def test_a_remainder_shorter_than_a_piece_is_left_out() -> None:
    signals = _resting(2.3)
    pieces = cut_pieces(signals, np.tile(UP, (len(signals), 1)), SETTINGS)
    assert len(pieces.still) == 4


def test_the_main_direction_ignores_the_time_in_the_grass() -> None:
    rng = np.random.default_rng(4)
    worn = UP + rng.normal(0.0, 0.1, (40, 3))
    lying = np.array([1.0, -0.2, 0.0]) + rng.normal(0.0, 0.02, (25, 3))
    directions = np.concatenate([lying, worn])
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    found = main_direction(directions, np.ones(65))
    assert found is not None
    assert float(found @ UP) > 0.99


def test_nothing_weighed_has_no_direction() -> None:
    assert main_direction(np.empty((0, 3)), np.empty(0)) is None
    assert main_direction(UP[None, :], np.zeros(1)) is None
