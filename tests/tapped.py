"""Recordings in which somebody taps the sensor three times."""

from dataclasses import replace

import numpy as np

from kicksense.domain.signals import Recording


def tapped(recording: Recording, *, at_s: float, apart_s: float = 0.28) -> Recording:
    """Give the recording with three short jolts, the first so long after its first sample."""
    acc = recording.acc_mps2.copy()
    since_s = np.arange(len(recording)) / recording.sampling_rate_hz
    for tap in range(3):
        acc[:, 2] += 40.0 * np.exp(-(((since_s - at_s - tap * apart_s) / 0.004) ** 2))
    return replace(recording, acc_mps2=acc)
