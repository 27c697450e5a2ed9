"""The sensor: what it makes of a motion."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Placement
from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.domain.signals import SampleTable, SourceNote
from kicksense.simulation.stretch import INTERNAL_RATE_HZ
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

_COUNTS: Final = 32768
_JITTER_LIMIT: Final = 0.45


@dataclass(frozen=True, slots=True)
class Device:
    """Electronics of a sensor, with its faults.

    Attributes
    ----------
    rate_hz
        Samples per second.
    acc_full_scale_g, gyr_full_scale_dps
        Largest value an axis can say.
    acc_noise_mps2, gyr_noise_radps
        Standard deviation of the noise of one sample.
    acc_bias_mps2, gyr_bias_radps
        Constant error of each axis.
    acc_scale, gyr_scale
        What one unit reads as.
    quantized
        True for 16-bit counts over the full scale.
    jitter_s
        Standard deviation of the written sample times, which stay in order; the samples
        themselves are even.
    loss_ratio, loss_burst_s
        Share of the samples that never arrive, and the mean length of a gap.
    poll_rate_hz
        Rate of a poll faster than the sensor, which repeats rows; None: every row is a sample.
    start_time_s
        The clock's reading at the first sample.
    """

    rate_hz: float = 200.0
    acc_full_scale_g: float = 16.0
    gyr_full_scale_dps: float = 2000.0
    acc_noise_mps2: float = 0.025
    gyr_noise_radps: float = 0.0015
    acc_bias_mps2: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gyr_bias_radps: tuple[float, float, float] = (0.0, 0.0, 0.0)
    acc_scale: float = 1.0
    gyr_scale: float = 1.0
    quantized: bool = True
    jitter_s: float = 0.0
    loss_ratio: float = 0.0
    loss_burst_s: float = 0.05
    poll_rate_hz: float | None = None
    start_time_s: float = 0.0


IDEAL_DEVICE: Final = Device(
    rate_hz=1000.0,
    acc_full_scale_g=1000.0,
    gyr_full_scale_dps=20000.0,
    acc_noise_mps2=0.0,
    gyr_noise_radps=0.0,
    quantized=False,
)
"""No noise, no limits: for tests of consistency."""


def random_device(rng: np.random.Generator) -> Device:
    """Draw a device such as people own: 50 to 1000 Hz, 4 to 32 g, 1000 to 4000 deg/s."""
    rate_hz = float(rng.choice([50.0, 100.0, 102.4, 120.0, 200.0, 204.8, 400.0, 1000.0]))
    bias = rng.normal(0.0, 0.08, 3)
    drift = rng.normal(0.0, 0.008, 3)
    return Device(
        rate_hz=rate_hz,
        acc_full_scale_g=float(rng.choice([4.0, 8.0, 16.0, 32.0], p=[0.05, 0.15, 0.6, 0.2])),
        gyr_full_scale_dps=float(rng.choice([1000.0, 2000.0, 4000.0], p=[0.1, 0.75, 0.15])),
        acc_noise_mps2=float(rng.uniform(0.01, 0.06)),
        gyr_noise_radps=float(rng.uniform(0.0008, 0.004)),
        acc_bias_mps2=(float(bias[0]), float(bias[1]), float(bias[2])),
        gyr_bias_radps=(float(drift[0]), float(drift[1]), float(drift[2])),
        acc_scale=float(rng.normal(1.0, 0.015)),
        gyr_scale=float(rng.normal(1.0, 0.01)),
        jitter_s=float(rng.choice([0.0, 0.05, 0.2]) / rate_hz),
        loss_ratio=float(rng.choice([0.0, 0.0, 0.005, 0.02])),
        start_time_s=float(rng.choice([0.0, 0.0, 1000.0])),
    )


@dataclass(frozen=True, slots=True, eq=False)
class IdealSignals:
    """Exact signals at even sample times, segment frame.

    Attributes
    ----------
    time_s
        Shape (n,), from the start of the session.
    acc_mps2, gyr_radps, up
        Averages over one sampling period around each time, shape (n, 3).
    """

    time_s: FloatArray
    acc_mps2: FloatArray
    gyr_radps: FloatArray
    up: FloatArray


def ideal_signals(rotation: FloatArray, position_m: FloatArray, rate_hz: float) -> IdealSignals:
    """Give what a perfect sensor reads on a given motion.

    Parameters
    ----------
    rotation
        Sensor's segment to world at the internal rate, shape (n, 3, 3).
    position_m
        Of the sensor in the world, shape (n, 3).
    rate_hz
        Of the sensor; samples are plain averages over one period, as sensors filter them.

    Returns
    -------
    signals
        Rate and specific force that belong to one rigid motion.
    """
    second = np.zeros_like(position_m)
    second[1:-1] = np.diff(position_m, n=2, axis=0) * INTERNAL_RATE_HZ**2
    second[:, 1] += GRAVITY_MPS2
    force = np.einsum("nji,nj->ni", rotation, second)
    turns = Rotation.from_matrix(np.swapaxes(rotation[:-1], 1, 2) @ rotation[1:]).as_rotvec()
    period_s = 1.0 / rate_hz
    edges_s = np.arange(0.0, (len(rotation) - 2) / INTERNAL_RATE_HZ, period_s)
    # The turn from sample i to i + 1 fills that interval; the force of sample i is centred on i.
    gyr = _averaged(turns * INTERNAL_RATE_HZ, edges_s * INTERNAL_RATE_HZ)
    acc = _averaged(force, edges_s * INTERNAL_RATE_HZ + 0.5)
    time_s = edges_s[:-1] + 0.5 * period_s
    nearest = np.minimum(np.rint(time_s * INTERNAL_RATE_HZ).astype(np.intp), len(rotation) - 1)
    return IdealSignals(time_s, acc, gyr, rotation[nearest, 1, :])


def _averaged(values: FloatArray, edges: FloatArray) -> FloatArray:
    """Give the averages of a staircase of unit steps between edges."""
    total = np.concatenate([np.zeros((1, 3)), np.cumsum(values, axis=0)])
    steps = np.arange(len(total), dtype=np.float64)
    at_edges = np.column_stack([np.interp(edges, steps, total[:, axis]) for axis in range(3)])
    averages: FloatArray = np.diff(at_edges, axis=0) / np.diff(edges)[:, np.newaxis]
    return averages


def sample(
    signals: IdealSignals,
    mounting: FloatArray,
    device: Device,
    *,
    placement: Placement,
    source: SourceNote,
    rng: np.random.Generator,
) -> SampleTable:
    """Give what a real device writes down.

    Parameters
    ----------
    signals
        Exact signals in the segment frame.
    mounting
        Sensor frame to segment frame, shape (3, 3).
    device
        Its limits and faults.
    placement, source
        Carried into the table.
    rng
        Source of chance.

    Returns
    -------
    table
        Rows as a file would hold them: noisy, clipped, in counts, some missing or repeated.
    """
    acc = signals.acc_mps2 @ mounting * device.acc_scale + np.array(device.acc_bias_mps2)
    gyr = signals.gyr_radps @ mounting * device.gyr_scale + np.array(device.gyr_bias_radps)
    acc = acc + rng.normal(0.0, 1.0, acc.shape) * device.acc_noise_mps2
    gyr = gyr + rng.normal(0.0, 1.0, gyr.shape) * device.gyr_noise_radps
    acc_limit = device.acc_full_scale_g * GRAVITY_MPS2
    gyr_limit = device.gyr_full_scale_dps * RADPS_PER_DPS
    acc = _limited(acc, acc_limit, device)
    gyr = _limited(gyr, gyr_limit, device)
    time_s = signals.time_s + device.start_time_s
    jitter_s = rng.normal(0.0, 1.0, len(time_s)) * device.jitter_s
    limit_s = _JITTER_LIMIT / device.rate_hz
    time_s = time_s + np.clip(jitter_s, -limit_s, limit_s)
    rows = np.flatnonzero(~_lost(len(time_s), device, rng))
    if device.poll_rate_hz is not None:
        rows, time_s = _polled(rows, time_s, device.poll_rate_hz)
    else:
        time_s = time_s[rows]
    return SampleTable(
        time_s=time_s,
        acc_mps2=acc[rows],
        gyr_radps=gyr[rows],
        source=source,
        placement=placement,
        nominal_rate_hz=device.poll_rate_hz or device.rate_hz,
        acc_full_scale_mps2=acc_limit,
        gyr_full_scale_radps=gyr_limit,
        times_are_frames=device.poll_rate_hz is not None,
    )


def _limited(values: FloatArray, limit: float, device: Device) -> FloatArray:
    if not device.quantized:
        return np.clip(values, -limit, limit)
    count = limit / _COUNTS
    counts: FloatArray = np.clip(np.rint(values / count), -_COUNTS, _COUNTS - 1)
    return counts * count


def _lost(n: int, device: Device, rng: np.random.Generator) -> BoolArray:
    """Give which samples never arrive; the first and the last always do."""
    lost = np.zeros(n, dtype=np.bool_)
    if device.loss_ratio <= 0.0:
        return lost
    burst = max(1.0, device.loss_burst_s * device.rate_hz)
    for _ in range(math.ceil(device.loss_ratio * n / burst)):
        start = int(rng.integers(1, n - 1))
        lost[start : start + int(rng.geometric(1.0 / burst))] = True
    lost[[0, -1]] = False
    return lost


def _polled(rows: IntArray, time_s: FloatArray, poll_rate_hz: float) -> tuple[IntArray, FloatArray]:
    """Give the newest row at each poll."""
    at_s = time_s[rows]
    polls_s = np.arange(at_s[0], at_s[-1], 1.0 / poll_rate_hz)
    newest = np.searchsorted(at_s, polls_s, side="right") - 1
    return rows[newest], polls_s
