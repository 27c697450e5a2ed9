"""Rest, full scale and clipping: what a recording is worth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.assembly.settings import AssemblySettings
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.signals import GridBlock, Quality
from kicksense.dsp import runs_of
from kicksense.errors import RecordingFileError
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS, counted, samples_in

ACC_SCALES_MPS2: Final = tuple(g * GRAVITY_MPS2 for g in (2, 4, 8, 16, 24, 30, 32, 64, 100, 200))
"""Full scales of accelerometers on the market, m/s2."""

GYR_SCALES_RADPS: Final = tuple(
    dps * RADPS_PER_DPS for dps in (250, 300, 450, 500, 1000, 2000, 4000)
)
"""Full scales of gyroscopes on the market, rad/s."""

_REST_S: Final = 0.5
_QUIET_RATIO: Final = 0.05
_EXACT_RATIO: Final = 0.001
_NEAR_RATIO: Final = 0.03
_FLAT_SAMPLES: Final = 3
_STEEP_RATIO: Final = 0.02
_WORTH_SAYING_RATIO: Final = 0.03


def quietest_norm(acc: FloatArray, sampling_rate_hz: float) -> float | None:
    """Give the median norm of the specific force in the quietest half second.

    Works in any unit: a stretch is quiet where the spread of the three axes stays below 5 % of
    their norm, which no walking, running or playing leg does.

    Parameters
    ----------
    acc
        Shape (n, 3), any unit, finite.
    sampling_rate_hz
        Rate of the samples, roughly.

    Returns
    -------
    norm
        In the unit of `acc`; None where the leg is never quiet.
    """
    span = max(4, samples_in(_REST_S, sampling_rate_hz))
    best: tuple[float, FloatArray] | None = None
    for first in (0, span // 2):
        count = (len(acc) - first) // span
        if count <= 0:
            continue
        stretches = acc[first : first + count * span].reshape(count, span, 3)
        centre = stretches.mean(axis=1)
        size = np.sqrt(np.einsum("ij,ij->i", centre, centre))
        spread = np.sqrt(stretches.var(axis=1).sum(axis=1))
        ratio = np.divide(spread, size, out=np.full(count, np.inf), where=size > 0)
        quietest = int(np.argmin(ratio))
        if best is None or ratio[quietest] < best[0]:
            best = float(ratio[quietest]), stretches[quietest]
    if best is None or best[0] > _QUIET_RATIO:
        return None
    return float(np.median(np.linalg.norm(best[1], axis=1)))


def full_scale_of(values: FloatArray, known: tuple[float, ...], least: float) -> float | None:
    """Find the full scale of a sensor from signals that were cut off at it.

    Only axes that come near the largest value of all are looked at: a sensor has one full scale.
    An axis is cut off where its largest value is that of a known full scale, or where it stays
    at exactly its largest value for three samples while the others move on, after a steep rise.

    Parameters
    ----------
    values
        Shape (n, 3).
    known
        Full scales of sensors on the market, in the unit of `values`.
    least
        Below this value a flat top is rest and not a limit.

    Returns
    -------
    full_scale
        The smallest limit met; None where no axis met one.
    """
    met = []
    least = max(least, (1.0 - _NEAR_RATIO) * float(np.abs(values).max()))
    for axis in range(3):
        for sign in (1.0, -1.0):
            side = values[:, axis] if sign > 0 else -values[:, axis]
            peak = float(side.max())
            if peak >= least and _is_limit(values, side, peak, known):
                met.append(peak)
    return min(met) if met else None


def _is_limit(values: FloatArray, side: FloatArray, peak: float, known: tuple[float, ...]) -> bool:
    off_ratio = min(abs(peak / scale - 1.0) for scale in known)
    if off_ratio <= _EXACT_RATIO:
        return True
    top = side == peak
    if off_ratio <= _NEAR_RATIO and np.count_nonzero(top) >= _FLAT_SAMPLES:
        return True
    return _has_flat_top(values, side, top, peak)


def _has_flat_top(values: FloatArray, side: FloatArray, top: BoolArray, peak: float) -> bool:
    """Tell a peak cut off flat from a signal that merely rests at its largest value."""
    flat = top[:-2] & top[1:-1] & top[2:]
    for first in np.flatnonzero(flat)[:100]:
        if first == 0 or top[first - 1]:
            continue
        steep = peak - side[first - 1] > _STEEP_RATIO * peak
        others_move = (values[first] != values[first + 1]).any()
        if steep and others_move:
            return True
    return False


def clipped_samples(values: FloatArray, full_scale: float | None, ratio: float) -> BoolArray:
    """Tell the samples with an axis at full scale.

    Parameters
    ----------
    values
        Shape (n, 3).
    full_scale
        In the unit of `values`; None where no limit is known.
    ratio
        Share of the full scale that counts as reaching it.
    """
    if full_scale is None:
        return np.zeros(len(values), dtype=np.bool_)
    limit = ratio * full_scale
    clipped: BoolArray = np.abs(values[:, 0]) >= limit
    for axis in (1, 2):
        clipped |= np.abs(values[:, axis]) >= limit
    return clipped


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCounts:
    """What a source's rows were like before they lay on a grid; fields as in `Quality`."""

    rows: int
    nominal_rate_hz: float | None
    duplicate_times: int = 0
    repeated_rows: int = 0
    unsorted_rows: int = 0


def quality_of(
    whole: GridBlock,
    rate_hz: float,
    counts: SourceCounts,
    *,
    clipped_acc: int,
    clipped_gyr: int,
    remarks: Sequence[str],
) -> Quality:
    """Give how good a recording is.

    Parameters
    ----------
    whole
        All of it.
    rate_hz
        Of its grid.
    counts
        What its source was like.
    clipped_acc, clipped_gyr
        Samples at full scale, by sensor.
    remarks
        What is to be said of the source; what the signal shows is added.

    Returns
    -------
    quality
        Numbers, and sentences for people.
    """
    gaps = runs_of(~whole.measured)
    quality = Quality(
        rows=counts.rows,
        duration_s=(len(whole) - 1) / rate_hz,
        nominal_rate_hz=counts.nominal_rate_hz,
        measured_rate_hz=rate_hz,
        lost_ratio=1.0 - float(np.mean(whole.measured)),
        gaps=len(gaps),
        longest_gap_s=max((gap.stop - gap.start for gap in gaps), default=0) / rate_hz,
        duplicate_times=counts.duplicate_times,
        repeated_rows=counts.repeated_rows,
        unsorted_rows=counts.unsorted_rows,
        clipped_ratio=float(np.mean(whole.clipped)),
        clipped_acc_samples=clipped_acc,
        clipped_gyr_samples=clipped_gyr,
        acc_at_rest_mps2=quietest_norm(whole.acc_mps2, rate_hz),
    )
    dead = _dead_axis_remarks(whole.acc_mps2, whole.gyr_radps)
    return replace(quality, remarks=(*remarks, *_signal_remarks(quality), *dead))


def _signal_remarks(quality: Quality) -> tuple[str, ...]:
    """Say in sentences what is wrong with a signal, worst things only."""
    remarks = []
    if quality.gaps:
        remarks.append(
            f"{100 * quality.lost_ratio:.2g} % of the samples are missing, in "
            f"{counted(quality.gaps, 'gap')} of at most {1e3 * quality.longest_gap_s:.0f} ms; "
            "they were bridged in straight lines and are marked."
        )
    if quality.clipped_acc_samples:
        samples = counted(quality.clipped_acc_samples, "sample")
        remarks.append(
            f"The accelerometer reached its full scale in {samples}: true peaks are higher."
        )
    if quality.clipped_gyr_samples:
        samples = counted(quality.clipped_gyr_samples, "sample")
        remarks.append(
            f"The gyroscope reached its full scale in {samples}: true rates are higher, and "
            "speeds have wider intervals."
        )
    if (at_rest_mps2 := quality.acc_at_rest_mps2) is not None:
        off = at_rest_mps2 / GRAVITY_MPS2 - 1.0
        if abs(off) > _WORTH_SAYING_RATIO:
            remarks.append(
                f"At rest the accelerometer reads {at_rest_mps2:.2f} m/s2 instead of 9.81, "
                f"{100 * abs(off):.0f} % too {'much' if off > 0 else 'little'}."
            )
    return tuple(remarks)


def _dead_axis_remarks(acc_mps2: FloatArray, gyr_radps: FloatArray) -> tuple[str, ...]:
    """Name the axes that never change."""
    remarks = []
    for name, values in (("accelerometer", acc_mps2), ("gyroscope", gyr_radps)):
        dead = [axis for axis, column in zip("xyz", values.T, strict=True) if np.ptp(column) == 0]
        if dead:
            remarks.append(f"The {name} never changes on axis {' and '.join(dead)}.")
    return tuple(remarks)


def refuse_constant(values: FloatArray) -> None:
    """Refuse samples of shape (n, 6) in which a sensor never changes.

    Raises
    ------
    RecordingFileError
        If all three axes of a sensor are constant.
    """
    for name, sensor in (("accelerometer", slice(0, 3)), ("gyroscope", slice(3, 6))):
        if len(values) == 0 or not np.ptp(values[:, sensor], axis=0).any():
            raise RecordingFileError(
                f"The {name} never changes, so nothing was measured; "
                "check that the sensor was running and the right columns were read."
            )


def clip_masks(
    values: FloatArray,
    acc_scale: float | None,
    gyr_scale: float | None,
    settings: AssemblySettings,
) -> tuple[BoolArray, BoolArray]:
    """Tell the samples of shape (n, 6) at full scale, by sensor."""
    return (
        clipped_samples(values[:, :3], acc_scale, settings.acc_clip_ratio),
        clipped_samples(values[:, 3:], gyr_scale, settings.gyr_clip_ratio),
    )
