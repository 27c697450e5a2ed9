"""Signals of a moving leg with known samples, and ways a source may spoil them."""

import numpy as np

from kicksense.domain.anatomy import Placement
from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import SampleTable, SourceNote
from kicksense.units import GRAVITY_MPS2

SOURCE = SourceNote("built", "csv")


def moving_leg(time_s: FloatArray) -> FloatArray:
    """Give six smooth channels at any times, SI: rest for the first second, then swings."""
    swing = np.clip(time_s - 1.0, 0.0, 1.0)
    turn = 2 * np.pi * time_s
    return np.column_stack(
        (
            3.0 * swing * np.sin(1.3 * turn),
            GRAVITY_MPS2 + 4.0 * swing * np.sin(2.1 * turn + 1.0),
            2.0 * swing * np.cos(0.7 * turn),
            1.5 * swing * np.cos(1.1 * turn),
            1.0 * swing * np.sin(0.9 * turn + 0.5),
            6.0 * swing * np.sin(1.2 * turn) + 2.0 * swing,
        )
    )


def table_of(time_s: FloatArray, values: FloatArray, **fields: float | bool | None) -> SampleTable:
    """Give a table of times and six channels."""
    return SampleTable(
        time_s=time_s,
        acc_mps2=values[:, :3],
        gyr_radps=values[:, 3:],
        source=SOURCE,
        placement=Placement(),
        **fields,  # type: ignore[arg-type]
    )


def noisy_leg(rate_hz: float, duration_s: float, seed: int = 5) -> tuple[FloatArray, FloatArray]:
    """Give even times and channels with noise, so that no two samples are alike."""
    time_s = np.arange(round(rate_hz * duration_s)) / rate_hz
    noise = np.random.default_rng(seed).normal(0.0, 0.01, (len(time_s), 6))
    return time_s, moving_leg(time_s) + noise
