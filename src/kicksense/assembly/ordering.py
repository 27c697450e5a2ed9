"""Rows put in the order of their times, with what had to be done for it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.assembly.settings import AssemblySettings
from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.domain.signals import SampleTable
from kicksense.errors import RecordingFileError

_AXES: Final = ("x", "y", "z")
_WRAP_BITS: Final = (16, 24, 32)
_WRAP_TICKS_S: Final = (1e-9, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2)
_WRAP_STEPS: Final = 50.0
_ACC_COLUMNS: Final = 3
_FEW_DESCENTS_RATIO: Final = 0.05
_JITTER_STEPS: Final = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class OrderedRows:
    """Rows with six numbers each, in order of time.

    Attributes
    ----------
    time_s
        Shape (n,), never falling.
    values
        Shape (n, 6): specific force in m/s2, then angular rate in rad/s.
    together
        True where several samples share a time because they arrived together.
    duplicate_times, unsorted_rows, missing_rows
        Counts of what was found.
    remarks
        Sentences on what was done.
    """

    time_s: FloatArray
    values: FloatArray
    together: bool
    duplicate_times: int
    unsorted_rows: int
    missing_rows: int
    remarks: tuple[str, ...]


def ordered_rows(table: SampleTable, settings: AssemblySettings) -> OrderedRows:
    """Give the complete rows of a table in order of time.

    Parameters
    ----------
    table
        Rows in the order of their source.
    settings
        Limits.

    Returns
    -------
    rows
        Complete rows; repeated times are left only where samples arrived together.

    Raises
    ------
    RecordingFileError
        If the order cannot be known, an axis is missing or more than half of the rows are.
    """
    if len(table.time_s) == 0:
        raise RecordingFileError("There are no samples; a recording of at least 0.5 s is needed.")
    time_s, values = table.time_s, np.concatenate((table.acc_mps2, table.gyr_radps), axis=1)
    complete = _complete_rows(time_s, values, settings)
    missing_rows = len(complete) - int(np.count_nonzero(complete))
    remarks: list[str] = []
    if missing_rows:
        time_s, values = time_s[complete], values[complete]
        remarks.append(f"{missing_rows} rows lack a number and were bridged like lost samples.")
    time_s, wraps = _unwrapped(time_s)
    if wraps:
        remarks.append(f"The clock of the sensor wraps around; it was continued {wraps} times.")
    time_s, values, unsorted_rows = _sorted(time_s, values)
    if unsorted_rows:
        remarks.append(f"{unsorted_rows} rows came before their time and were put in order.")
    time_s, values, duplicates, together = _without_duplicates(time_s, values, settings)
    if duplicates and not together:
        remarks.append(f"{duplicates} rows repeat the time of another row and were left out.")
    return OrderedRows(
        time_s, values, together, duplicates, unsorted_rows, missing_rows, tuple(remarks)
    )


def _complete_rows(time_s: FloatArray, values: FloatArray, settings: AssemblySettings) -> BoolArray:
    """Tell the rows with a time and six numbers; refuse if they are the minority."""
    with np.errstate(invalid="ignore"):
        row_sums = values.sum(axis=1) + time_s
    complete: BoolArray = np.isfinite(row_sums)
    if complete.all():
        return complete
    for column in range(6):
        if not np.isfinite(values[:, column]).any():
            sensor = "accelerometer" if column < _ACC_COLUMNS else "gyroscope"
            raise RecordingFileError(
                f"The {sensor} has no number on its {_AXES[column % 3]} axis; "
                "all three axes of both sensors are needed."
            )
    missing_ratio = 1.0 - float(np.mean(complete))
    if missing_ratio > settings.max_missing_ratio:
        raise RecordingFileError(
            f"{100 * missing_ratio:.0f} % of the rows lack a number; at least half of them must "
            "hold a time, three accelerations and three angular rates in the same row."
        )
    return complete


def _unwrapped(time_s: FloatArray) -> tuple[FloatArray, int]:
    """Continue a clock that starts again from zero when its counter is full."""
    steps = np.diff(time_s)
    falls = np.flatnonzero(steps < 0)
    if len(falls) == 0 or len(falls) > _FEW_DESCENTS_RATIO * len(steps):
        return time_s, 0
    typical_s = float(np.median(steps[steps >= 0])) if (steps >= 0).any() else 0.0
    for bits in _WRAP_BITS:
        for tick_s in _WRAP_TICKS_S:
            period_s = tick_s * 2**bits
            carried = steps[falls] + period_s
            fits = (carried >= 0) & (carried <= _WRAP_STEPS * typical_s)
            if fits.all() and period_s > _WRAP_STEPS * typical_s and time_s.max() < period_s:
                turns = np.concatenate(([0], np.cumsum(steps < 0)))
                return time_s + period_s * turns, len(falls)
    return time_s, 0


def _sorted(time_s: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray, int]:
    """Put rows in order of time where only one order is possible."""
    steps = np.diff(time_s)
    falls = np.flatnonzero(steps < 0)
    if len(falls) == 0:
        return time_s, values, 0
    if -steps[falls].min() < _JITTER_STEPS * float(np.median(np.abs(steps))):
        # The samples came in order and their times jitter by more than a step; sorting the
        # samples too would swap neighbours.
        return np.sort(time_s), values, len(falls)
    order = np.argsort(time_s, kind="stable")
    ordered_s, ordered_values = time_s[order], values[order]
    if not _order_is_certain(steps, ordered_s, ordered_values):
        row = int(falls[0]) + 2
        raise RecordingFileError(
            f"The times run backwards at sample {row} (from {time_s[row - 2]:.3f} s to "
            f"{time_s[row - 1]:.3f} s), as if the clock was set back or two recordings were "
            "joined; split the file there."
        )
    behind = time_s < np.maximum.accumulate(time_s)
    return ordered_s, ordered_values, int(np.count_nonzero(behind))


def _order_is_certain(steps: FloatArray, ordered_s: FloatArray, values: FloatArray) -> bool:
    """Tell whether sorting made the times even, as one recording's are."""
    ordered_steps = np.diff(ordered_s)
    same_time = np.flatnonzero(ordered_steps == 0)
    if (values[same_time] != values[same_time + 1]).any():
        return False
    rises = steps[steps > 0]
    ordered_rises = ordered_steps[ordered_steps > 0]
    if len(ordered_rises) == 0:
        return False
    typical_s = float(np.median(ordered_rises))
    few = np.count_nonzero(steps < 0) <= _FEW_DESCENTS_RATIO * len(steps)
    if few and not 0.7 * float(np.median(rises)) <= typical_s:
        return False
    return _uneven_count(ordered_rises, typical_s) <= _uneven_count(rises, typical_s)


def _uneven_count(steps: FloatArray, typical_s: float) -> int:
    return int(np.count_nonzero((steps > 1.75 * typical_s) | (steps < 0.25 * typical_s)))


def _without_duplicates(
    time_s: FloatArray, values: FloatArray, settings: AssemblySettings
) -> tuple[FloatArray, FloatArray, int, bool]:
    """Leave out rows that repeat a time, unless so many do that times are arrival times."""
    again: IntArray = np.flatnonzero(np.diff(time_s) == 0) + 1
    if len(again) == 0:
        return time_s, values, 0, False
    differ = (values[again] != values[again - 1]).any(axis=1)
    together = np.count_nonzero(differ) > settings.burst_share_ratio * len(time_s)
    if together:
        return time_s, values, len(again), True
    return np.delete(time_s, again), np.delete(values, again, axis=0), len(again), False
