"""Recordings for the tests of the store."""

from dataclasses import replace

import numpy as np

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import Quality, Recording, SourceNote

FINGERPRINT = "ab" * 32


def quality_of(samples: int, rate_hz: float) -> Quality:
    return Quality(
        rows=samples + 3,
        duration_s=samples / rate_hz,
        nominal_rate_hz=None,
        measured_rate_hz=rate_hz,
        lost_ratio=0.01,
        gaps=1,
        longest_gap_s=0.05,
        duplicate_times=1,
        repeated_rows=2,
        unsorted_rows=0,
        clipped_ratio=0.0,
        clipped_acc_samples=0,
        clipped_gyr_samples=0,
        acc_at_rest_mps2=9.79,
        remarks=("one gap of 0.05 s was bridged",),
    )


def recording_of(
    acc_mps2: FloatArray,
    gyr_radps: FloatArray,
    *,
    fingerprint: str = FINGERPRINT,
    side: Side = Side.RIGHT,
    side_known: bool = True,
) -> Recording:
    n = len(acc_mps2)
    measured = np.ones(n, dtype=np.bool_)
    measured[n // 3 : n // 3 + 4] = False
    clipped = np.zeros(n, dtype=np.bool_)
    clipped[n // 2 : n // 2 + 1] = True
    return Recording(
        sampling_rate_hz=199.7,
        start_time_s=12.125,
        acc_mps2=acc_mps2,
        gyr_radps=gyr_radps,
        measured=measured,
        clipped=clipped,
        placement=Placement(side=side, side_known=side_known),
        source=SourceNote("morning", "csv", fingerprint, remarks=("acc in g: 1.00 at rest",)),
        quality=quality_of(n, 199.7),
        nominal_rate_hz=200.0,
        acc_full_scale_mps2=156.9,
        gyr_full_scale_radps=34.9,
    )


def counted_recording(
    samples: int = 600,
    *,
    seed: int = 1,
    fingerprint: str = FINGERPRINT,
    side: Side = Side.RIGHT,
    side_known: bool = True,
) -> Recording:
    """Samples from 16-bit counts, as a sensor gives them."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(-32768, 32768, (samples, 6)).astype(np.float64)
    return recording_of(
        codes[:, :3] * (16 * 9.80665 / 32768),
        codes[:, 3:] * 0.07 * (np.pi / 180),
        fingerprint=fingerprint,
        side=side,
        side_known=side_known,
    )


def simulated(recording: Recording) -> Recording:
    return replace(recording, source=replace(recording.source, simulated=True))
