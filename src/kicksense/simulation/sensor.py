"""The sensor: what it makes of a motion."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Placement
from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import SampleTable, SourceNote
from kicksense.simulation.stretch import INTERNAL_RATE_HZ
from kicksense.simulation.written import counted, drifting, written_rows
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

_RATES_HZ: Final = (50.0, 60.0, 100.0, 102.4, 120.0, 200.0, 204.8, 250.0, 400.0, 500.0, 1000.0)
_RATE_SHARES: Final = (0.10, 0.05, 0.16, 0.08, 0.08, 0.18, 0.06, 0.06, 0.08, 0.06, 0.09)
_FAULTY_SHARE: Final = 1.0 / 3.0
_PLAIN_JITTER: Final = 0.05
_PLAIN_BITS: Final = 14
_PLAIN_NOISE_RADPS: Final = 0.006


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
    bits
        Of the counts over the full scale; None for numbers that are not rounded.
    acc_drift_mps2_per_min, gyr_drift_radps_per_min
        What the bias of each axis gains in a minute.
    clock_drift_ratio
        By how much the clock runs fast.
    jitter_s
        Standard deviation of the written sample times, which stay in order; the samples
        themselves are even.
    loss_ratio, loss_burst_s
        Share of the samples that never arrive, and the mean length of a gap.
    long_gaps
        Number of gaps of 0.1 to 1.5 s.
    poll_rate_hz
        Rate of a poll faster than the sensor, which repeats rows; None: every row is a sample.
    duplicate_ratio
        Share of the rows that are written twice.
    rows_per_stamp
        Samples that arrive together and get the time of their arrival.
    says_full_scale
        False where nobody says what the full scale is.
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
    bits: int | None = 16
    acc_drift_mps2_per_min: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gyr_drift_radps_per_min: tuple[float, float, float] = (0.0, 0.0, 0.0)
    clock_drift_ratio: float = 0.0
    jitter_s: float = 0.0
    loss_ratio: float = 0.0
    loss_burst_s: float = 0.05
    long_gaps: int = 0
    poll_rate_hz: float | None = None
    duplicate_ratio: float = 0.0
    rows_per_stamp: int = 1
    says_full_scale: bool = True
    start_time_s: float = 0.0

    def clock_s(self, since_start_s: FloatArray) -> FloatArray:
        """Give what the clock reads at times since the start of the session."""
        return self.start_time_s + since_start_s * (1.0 + self.clock_drift_ratio)


IDEAL_DEVICE: Final = Device(
    rate_hz=1000.0,
    acc_full_scale_g=1000.0,
    gyr_full_scale_dps=20000.0,
    acc_noise_mps2=0.0,
    gyr_noise_radps=0.0,
    bits=None,
)
"""No noise, no limits: for tests of consistency."""


def random_device(rng: np.random.Generator, *, faulty: bool | None = None) -> Device:
    """Draw a device such as people own: 50 to 1000 Hz, 4 to 32 g, 1000 to 4000 deg/s.

    Parameters
    ----------
    rng
        Source of chance.
    faulty
        Whether rows are lost, repeated, coarse or badly timed; None: in a third of the draws.

    Returns
    -------
    device
        Every one has noise, bias, scale errors and limits.
    """
    rate_hz = float(rng.choice(_RATES_HZ, p=_RATE_SHARES))
    device = Device(
        rate_hz=rate_hz,
        acc_full_scale_g=float(rng.choice([4.0, 8.0, 16.0, 32.0], p=[0.07, 0.18, 0.55, 0.2])),
        gyr_full_scale_dps=float(rng.choice([1000.0, 2000.0, 4000.0], p=[0.12, 0.68, 0.2])),
        acc_noise_mps2=float(rng.uniform(0.01, 0.06)),
        gyr_noise_radps=float(rng.uniform(0.0008, 0.004)),
        acc_bias_mps2=_three(rng, 0.08),
        gyr_bias_radps=_three(rng, 0.008),
        acc_scale=float(rng.normal(1.0, 0.015)),
        gyr_scale=float(rng.normal(1.0, 0.01)),
        clock_drift_ratio=float(rng.normal(0.0, 2e-5)),
        jitter_s=float(rng.choice([0.0, 0.03]) / rate_hz),
        start_time_s=float(rng.choice([0.0, 0.0, 1000.0])),
    )
    drawn = float(rng.random()) < _FAULTY_SHARE
    return _with_faults(device, rng) if (drawn if faulty is None else faulty) else device


def faults_of(device: Device) -> tuple[str, ...]:
    """Name the faults of a device, such as ``gaps``; empty for a sound one."""
    found = {
        "loss": device.loss_ratio > 0.0,
        "gaps": device.long_gaps > 0,
        "repeats": device.poll_rate_hz is not None,
        "duplicates": device.duplicate_ratio > 0.0,
        "packets": device.rows_per_stamp > 1,
        "jitter": device.jitter_s * device.rate_hz > _PLAIN_JITTER,
        "coarse": device.bits is not None and device.bits < _PLAIN_BITS,
        "drift": any(device.gyr_drift_radps_per_min),
        "noise": device.gyr_noise_radps > _PLAIN_NOISE_RADPS,
    }
    return tuple(name for name, has in found.items() if has)


def _three(rng: np.random.Generator, spread: float) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in rng.normal(0.0, spread, 3))
    return x, y, z


def _with_faults(device: Device, rng: np.random.Generator) -> Device:
    """Give the device with one to three faults."""
    rate_hz = device.rate_hz
    packet = int(np.clip(round(rate_hz * float(rng.uniform(0.02, 0.1))), 2, 20))
    kinds: tuple[dict[str, Any], ...] = (
        {"loss_ratio": float(rng.uniform(0.003, 0.03))},
        {"long_gaps": int(rng.integers(1, 7)), "loss_ratio": 0.002},
        {"poll_rate_hz": rate_hz * float(rng.uniform(1.2, 3.0))},
        {"duplicate_ratio": float(rng.uniform(0.01, 0.2))},
        {"rows_per_stamp": packet},
        {"jitter_s": float(rng.uniform(0.1, 0.25)) / rate_hz},
        {"bits": int(rng.integers(9, 13))},
        {
            "gyr_drift_radps_per_min": _three(rng, 0.004),
            "acc_drift_mps2_per_min": _three(rng, 0.03),
        },
        {
            "gyr_noise_radps": float(rng.uniform(0.008, 0.03)),
            "acc_noise_mps2": float(rng.uniform(0.1, 0.4)),
        },
    )
    chosen = rng.choice(len(kinds), size=int(rng.integers(1, 4)), replace=False)
    for index in chosen:
        device = replace(device, **kinds[int(index)])
    return replace(device, says_full_scale=bool(rng.integers(2)))


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
    n = len(signals.time_s)
    acc = acc + drifting(n, device.rate_hz, np.array(device.acc_drift_mps2_per_min))
    gyr = gyr + drifting(n, device.rate_hz, np.array(device.gyr_drift_radps_per_min))
    acc = acc + rng.normal(0.0, 1.0, acc.shape) * device.acc_noise_mps2
    gyr = gyr + rng.normal(0.0, 1.0, gyr.shape) * device.gyr_noise_radps
    acc_limit = device.acc_full_scale_g * GRAVITY_MPS2
    gyr_limit = device.gyr_full_scale_dps * RADPS_PER_DPS
    acc = counted(acc, acc_limit, device.bits)
    gyr = counted(gyr, gyr_limit, device.bits)
    rows, time_s = written_rows(device.clock_s(signals.time_s), device, rng)
    return SampleTable(
        time_s=time_s,
        acc_mps2=acc[rows],
        gyr_radps=gyr[rows],
        source=source,
        placement=placement,
        nominal_rate_hz=device.poll_rate_hz or device.rate_hz,
        acc_full_scale_mps2=acc_limit if device.says_full_scale else None,
        gyr_full_scale_radps=gyr_limit if device.says_full_scale else None,
        times_are_frames=device.poll_rate_hz is not None,
    )
