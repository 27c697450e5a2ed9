"""Rows as a source gave them, made into a recording on a uniform grid."""

from dataclasses import dataclass, replace

import numpy as np

from kicksense.assembly.clock import (
    GridFit,
    cycle_of,
    fit_arrivals,
    fit_frames,
    fit_steps,
    times_are_arrivals,
)
from kicksense.assembly.ordering import OrderedRows, ordered_rows
from kicksense.assembly.quality import (
    ACC_SCALES_MPS2,
    GYR_SCALES_RADPS,
    SourceCounts,
    clip_masks,
    full_scale_of,
    quality_of,
    refuse_constant,
)
from kicksense.assembly.repeats import is_polled, moving_rows, repeated_rows, with_held_samples
from kicksense.assembly.settings import DEFAULT_SETTINGS, AssemblySettings
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.signals import GridBlock, Quality, Recording, SampleTable
from kicksense.errors import RecordingFileError
from kicksense.units import GRAVITY_MPS2, radps

_LEAST_ACC_LIMIT_MPS2 = 1.9 * GRAVITY_MPS2
_LEAST_GYR_LIMIT_RADPS = radps(240.0)
_FEWEST_SAMPLES = 2
_HALF_STEP = 0.5
_RATE_TOLERANCE_RATIO = 0.02
_STRAYS_S = 0.1
"""Half of the samples of a Bluetooth link arrive within less."""


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """True samples with their places, and how many repeats were left out."""

    values: FloatArray
    fit: GridFit
    repeated: int


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    values: FloatArray
    measured: BoolArray
    clipped_acc: BoolArray
    clipped_gyr: BoolArray

    @property
    def whole(self) -> GridBlock:
        """All samples as one block."""
        clipped = self.clipped_acc | self.clipped_gyr
        return GridBlock(0, self.values[:, :3], self.values[:, 3:], self.measured, clipped)


def assemble(table: SampleTable, settings: AssemblySettings = DEFAULT_SETTINGS) -> Recording:
    """Make a recording on a uniform grid, at the rate measured, from rows as they came.

    Rows are put in order, repeats left out, the clock of the sensor is recovered from whatever
    the times mean (sampling, arrival, frames of a poll), and lost samples are bridged in straight
    lines with ``measured`` False. Samples that belong on the grid keep their values; only truly
    jittering times are interpolated. Everything done is counted in ``quality``.

    Parameters
    ----------
    table
        Rows in SI units, sensor frame.
    settings
        Limits and tolerances.

    Returns
    -------
    recording
        Sensor frame.

    Raises
    ------
    RecordingFileError
        If the rows cannot make an honest recording.
    """
    rows = ordered_rows(table, settings)
    refuse_constant(rows.values)
    samples = _placed(rows, table, settings)
    _refuse_bad_span(samples, rows, settings)
    acc_scale = table.acc_full_scale_mps2 or full_scale_of(
        samples.values[:, :3], ACC_SCALES_MPS2, _LEAST_ACC_LIMIT_MPS2
    )
    gyr_scale = table.gyr_full_scale_radps or full_scale_of(
        samples.values[:, 3:], GYR_SCALES_RADPS, _LEAST_GYR_LIMIT_RADPS
    )
    grid = _on_grid(samples, clip_masks(samples.values, acc_scale, gyr_scale, settings), settings)
    whole = grid.whole
    return Recording(
        sampling_rate_hz=samples.fit.rate_hz,
        start_time_s=samples.fit.start_s + float(samples.fit.place[0]) / samples.fit.rate_hz,
        acc_mps2=whole.acc_mps2,
        gyr_radps=whole.gyr_radps,
        measured=whole.measured,
        clipped=whole.clipped,
        placement=table.placement,
        source=table.source,
        quality=_quality_of(table, rows, samples, grid),
        nominal_rate_hz=table.nominal_rate_hz,
        acc_full_scale_mps2=acc_scale,
        gyr_full_scale_radps=gyr_scale,
    )


def _placed(rows: OrderedRows, table: SampleTable, settings: AssemblySettings) -> _Samples:
    """Tell samples from repeats and place them on a grid."""
    if len(rows.time_s) < _FEWEST_SAMPLES or rows.time_s[-1] <= rows.time_s[0]:
        raise RecordingFileError(
            "All samples have the same time; a time that advances, or --rate, is needed."
        )
    if len(rows.time_s) < settings.min_duration_s * settings.min_rate_hz:
        raise RecordingFileError(
            f"There are only {len(rows.time_s)} samples; at least {settings.min_duration_s:.1f} s "
            "are needed to hold a kick."
        )
    repeated = repeated_rows(rows.values)
    moving = moving_rows(rows.values, settings)
    # Rows of one stamp were sent together, so what repeats among them was measured twice.
    polled = not rows.together and is_polled(repeated, moving, settings)
    if table.times_are_frames or polled:
        return _placed_by_frames(rows, repeated, settings)
    drop = repeated & moving
    count = int(np.count_nonzero(drop))
    if count == 0 or _arrived_in_bursts(rows):
        return _all_of(rows, settings)
    return _Samples(rows.values[~drop], fit_steps(rows.time_s[~drop], settings), count)


def _arrived_in_bursts(rows: OrderedRows) -> bool:
    return rows.together or times_are_arrivals(rows.time_s)


def _all_of(rows: OrderedRows, settings: AssemblySettings) -> _Samples:
    """Place all rows, each a sample: by when they arrived, or by when they were taken."""
    bursts = _arrived_in_bursts(rows)
    fit = fit_arrivals(rows.time_s) if bursts else fit_steps(rows.time_s, settings)
    return _Samples(rows.values, fit, 0)


def _placed_by_frames(
    rows: OrderedRows, repeated: BoolArray, settings: AssemblySettings
) -> _Samples:
    """Place the rows that bring something new, by the pattern in which they come."""
    time_s = rows.time_s
    fresh = np.flatnonzero(~repeated)
    if len(fresh) < _FEWEST_SAMPLES:
        raise RecordingFileError("The rows all repeat each other, so nothing was measured.")
    frame_s = float(np.median(np.diff(time_s)))
    frame = np.rint((time_s - time_s[0]) / frame_s).astype(np.intp) if frame_s > 0 else None
    cycle = None
    if frame is not None and frame[-1] < 20 * len(frame):
        shows = np.zeros(int(frame[-1]) + 1, dtype=np.bool_)
        shows[frame[fresh]] = True
        cycle = cycle_of(shows)
    if cycle is None or frame is None:
        fit = fit_arrivals(time_s[fresh])
        if _strays(fit, time_s[fresh]):
            # A coarse sensor says the same again while the leg hardly moves: those are samples.
            return _all_of(rows, settings)
    else:
        fit, kept = fit_frames(frame[fresh], time_s[fresh], frame_s, cycle)
        fresh = fresh[kept]
    values, place = with_held_samples(rows.values[fresh], fit.place, settings.hold_s * fit.rate_hz)
    repeats = int(np.count_nonzero(repeated)) - (len(place) - len(fresh))
    return _Samples(values, replace(fit, place=place), repeats)


def _strays(fit: GridFit, time_s: FloatArray) -> bool:
    """Tell whether a clock lies far from most of the times it was read from."""
    apart_s = np.abs(time_s - fit.start_s - fit.place / fit.rate_hz)
    return bool(np.median(apart_s) > _STRAYS_S)


def _refuse_bad_span(samples: _Samples, rows: OrderedRows, settings: AssemblySettings) -> None:
    """Refuse recordings too slow, too fast, too short or torn apart."""
    rate_hz = samples.fit.rate_hz
    duration_s = (samples.fit.place[-1] - samples.fit.place[0]) / rate_hz
    if not settings.min_rate_hz <= rate_hz <= settings.max_rate_hz:
        if rate_hz < settings.min_rate_hz:
            reason = f"too slow for a kick; at least {settings.min_rate_hz:.0f} Hz are needed"
        else:
            reason = "more than any shin sensor gives"
        raise RecordingFileError(
            f"The samples come at {rate_hz:.4g} Hz, which is {reason} (100 Hz or more is good); "
            "if the times are in another unit than read, say so with --time-unit."
        )
    if duration_s < settings.min_duration_s:
        raise RecordingFileError(
            f"The recording lasts {duration_s:.2f} s ({len(samples.values)} samples); "
            f"at least {settings.min_duration_s:.1f} s are needed to hold a kick."
        )
    places = samples.fit.place[-1] - samples.fit.place[0] + 1.0
    allowed = settings.max_bridged_factor * len(samples.values) + settings.max_bridged_s * rate_hz
    if places > min(allowed, max(settings.max_samples, 2 * len(samples.values))):
        steps = np.diff(rows.time_s)
        row = int(np.argmax(steps)) + 1
        raise RecordingFileError(
            f"The times jump by {steps[row - 1]:.6g} s after sample {row}, far more than the "
            f"{len(samples.values)} samples cover; split the file there or correct the time."
        )


def _on_grid(
    samples: _Samples, clipped: tuple[BoolArray, BoolArray], settings: AssemblySettings
) -> _Grid:
    """Put samples on their places, or between them, and bridge what was lost."""
    place = samples.fit.place - samples.fit.place[0]
    length = int(np.floor(place[-1] + 1e-6)) + 1
    if samples.fit.whole and length == len(place):
        ordered = np.asfortranarray(samples.values)
        return _Grid(ordered, np.ones(length, dtype=np.bool_), *clipped)
    grid = np.arange(length, dtype=np.float64)
    measured = _covered(place, grid, samples.fit, settings)
    values = np.empty((length, 6), order="F")
    for column in range(6):
        values[:, column] = np.interp(grid, place, samples.values[:, column])
    masks = [np.interp(grid, place, mask.astype(np.float64)) > 0 for mask in clipped]
    return _Grid(values, measured, masks[0], masks[1])


def _covered(
    place: FloatArray, grid: FloatArray, fit: GridFit, settings: AssemblySettings
) -> BoolArray:
    """Tell the grid places that a sample covers."""
    if fit.whole:
        measured = np.zeros(len(grid), dtype=np.bool_)
        measured[np.rint(place).astype(np.intp)] = True
        return measured
    after = np.clip(np.searchsorted(place, grid), 1, len(place) - 1)
    span = place[after] - place[after - 1]
    nearest = np.minimum(np.abs(grid - place[after - 1]), np.abs(place[after] - grid))
    covered: BoolArray = (span <= settings.gap_steps) | (nearest <= _HALF_STEP)
    return covered


def _quality_of(table: SampleTable, rows: OrderedRows, samples: _Samples, grid: _Grid) -> Quality:
    remarks = [*rows.remarks, *samples.fit.remarks]
    if samples.repeated and not samples.fit.remarks:
        remarks.append(f"{samples.repeated} rows repeat the row before while the leg moves.")
    remarks += _rate_remarks(table.nominal_rate_hz, samples.fit.rate_hz)
    return quality_of(
        grid.whole,
        samples.fit.rate_hz,
        SourceCounts(
            rows=len(table.time_s),
            nominal_rate_hz=table.nominal_rate_hz,
            duplicate_times=rows.duplicate_times,
            repeated_rows=samples.repeated,
            unsorted_rows=rows.unsorted_rows,
        ),
        clipped_acc=int(np.count_nonzero(grid.clipped_acc & grid.measured)),
        clipped_gyr=int(np.count_nonzero(grid.clipped_gyr & grid.measured)),
        remarks=remarks,
    )


def _rate_remarks(nominal_hz: float | None, measured_hz: float) -> list[str]:
    if nominal_hz is None or abs(measured_hz / nominal_hz - 1.0) <= _RATE_TOLERANCE_RATIO:
        return []
    return [f"The source claims {nominal_hz:.4g} Hz; its times give {measured_hz:.4g} Hz."]
