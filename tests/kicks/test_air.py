"""A fast, lonely swing that meets nothing is an air kick; a run is none."""

import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import SegmentRecording
from kicksense.kicks.air import AirKickSettings, air_kicks

NO_KICKS = np.empty(0, dtype=np.intp)


def _leg(rate_radps: FloatArray, struck: int | None = None) -> SegmentRecording:
    """Give a leg that swings forward at these rates and may be struck at a sample."""
    n = len(rate_radps)
    acc = np.tile([0.0, 9.81, 0.0], (n, 1))
    if struck is not None:
        acc[struck : struck + 3] += [-60.0, 0.0, 0.0]
    return SegmentRecording(
        sampling_rate_hz=100.0,
        acc_mps2=acc,
        gyr_radps=rate_radps[:, None] * np.array([0.0, 0.0, 1.0]),
        up=np.tile([0.0, 1.0, 0.0], (n, 1)),
        measured=np.ones(n, dtype=np.bool_),
        clipped=np.zeros(n, dtype=np.bool_),
    )


def _swings(*at: int, peak_radps: float = 11.0) -> FloatArray:
    """Give bell-shaped swings at these samples of a recording of eight seconds."""
    time = np.arange(800)
    bells = [np.exp(-0.5 * ((time - centre) / 9.0) ** 2) for centre in at]
    return np.asarray(peak_radps * np.sum(bells, axis=0))


def test_a_lonely_fast_swing_is_an_air_kick() -> None:
    assert air_kicks(_leg(_swings(400)), NO_KICKS, AirKickSettings()).tolist() == [400]


def test_a_swing_that_meets_something_is_none() -> None:
    signals = _leg(_swings(400), struck=402)
    assert len(air_kicks(signals, NO_KICKS, AirKickSettings())) == 0


def test_the_swings_of_a_run_are_none() -> None:
    signals = _leg(_swings(*range(120, 700, 72)))
    assert len(air_kicks(signals, NO_KICKS, AirKickSettings())) == 0


def test_a_slow_swing_is_none() -> None:
    signals = _leg(_swings(400, peak_radps=6.0))
    assert len(air_kicks(signals, NO_KICKS, AirKickSettings())) == 0


@pytest.mark.parametrize("kick", [320, 400, 500])
def test_a_swing_near_a_kick_belongs_to_the_kick(kick: int) -> None:
    found = air_kicks(_leg(_swings(400)), np.array([kick]), AirKickSettings())
    assert len(found) == 0


@pytest.mark.parametrize("at", [40, 760])
def test_a_swing_that_cannot_be_seen_whole_is_not_judged(at: int) -> None:
    assert len(air_kicks(_leg(_swings(at)), NO_KICKS, AirKickSettings())) == 0


def test_no_samples_have_no_air_kicks() -> None:
    assert len(air_kicks(_leg(np.empty(0)), NO_KICKS, AirKickSettings())) == 0
