"""The rows a recorder writes: what gets lost, comes twice, comes together, or comes late."""

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    from kicksense.simulation.sensor import Device

_JITTER_LIMIT: Final = 0.45
_LATENESS_S: Final = 0.004
_LONG_GAP_S: Final = (0.1, 1.5)


def counted(values: FloatArray, limit: float, bits: int | None) -> FloatArray:
    """Give values as counts of a converter over a full scale; unrounded where ``bits`` is None."""
    if bits is None:
        return np.clip(values, -limit, limit)
    half = 1 << (bits - 1)
    counts: FloatArray = np.clip(np.rint(values * (half / limit)), -half, half - 1)
    return counts * (limit / half)


def drifting(n: int, rate_hz: float, drift_per_min: FloatArray) -> FloatArray:
    """Give an offset that grows with time from zero in the middle, shape (n, 3)."""
    minutes = (np.arange(n) - 0.5 * n) / rate_hz / 60.0
    return minutes[:, np.newaxis] * drift_per_min


def written_rows(
    clock_s: FloatArray, device: "Device", rng: np.random.Generator
) -> tuple[IntArray, FloatArray]:
    """Give which samples are written, in order, and with which times.

    Parameters
    ----------
    clock_s
        Shape (n,), the recorder's clock when each sample was taken.
    device
        Its faults.
    rng
        Source of chance.

    Returns
    -------
    rows, time_s
        Sample number and written time of every row, each shape (m,).
    """
    limit_s = _JITTER_LIMIT / device.rate_hz
    jitter_s = rng.normal(0.0, 1.0, len(clock_s)) * device.jitter_s
    time_s = clock_s + np.clip(jitter_s, -limit_s, limit_s)
    rows = np.flatnonzero(~_lost(len(time_s), device, rng))
    if device.poll_rate_hz is not None:
        return _polled(rows, time_s, device.poll_rate_hz)
    if device.rows_per_stamp > 1:
        return rows, _stamped_together(rows, clock_s, device, rng)
    if device.duplicate_ratio > 0.0:
        rows = np.repeat(rows, 1 + (rng.random(len(rows)) < device.duplicate_ratio))
    return rows, time_s[rows]


def _lost(n: int, device: "Device", rng: np.random.Generator) -> BoolArray:
    """Give which samples never arrive; the first and the last always do."""
    lost = np.zeros(n, dtype=np.bool_)
    burst = max(1.0, device.loss_burst_s * device.rate_hz)
    for _ in range(math.ceil(device.loss_ratio * n / burst)):
        start = int(rng.integers(1, n - 1))
        lost[start : start + int(rng.geometric(1.0 / burst))] = True
    for _ in range(device.long_gaps):
        start = int(rng.integers(1, n - 1))
        lost[start : start + round(float(rng.uniform(*_LONG_GAP_S)) * device.rate_hz)] = True
    lost[[0, -1]] = False
    return lost


def _polled(rows: IntArray, time_s: FloatArray, poll_rate_hz: float) -> tuple[IntArray, FloatArray]:
    """Give the newest row at each poll."""
    at_s = time_s[rows]
    polls_s = np.arange(at_s[0], at_s[-1], 1.0 / poll_rate_hz)
    newest = np.searchsorted(at_s, polls_s, side="right") - 1
    return rows[newest], polls_s


def _stamped_together(
    rows: IntArray, clock_s: FloatArray, device: "Device", rng: np.random.Generator
) -> FloatArray:
    """Give the times at which packets of several samples arrive: never early, sometimes late."""
    packet = rows // device.rows_per_stamp
    last = np.minimum((packet + 1) * device.rows_per_stamp, len(clock_s)) - 1
    late_s = rng.exponential(_LATENESS_S, int(packet[-1]) + 1)
    arrived_s: FloatArray = np.maximum.accumulate(clock_s[last] + late_s[packet])
    return arrived_s
