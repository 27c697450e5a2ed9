"""Any table with names: a time and six channels, in whatever spelling and unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.assembly.quality import refuse_constant
from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import SampleTable, SourceNote
from kicksense.errors import RecordingFileError
from kicksense.exchange.column_choice import ColumnChoice, choose_columns
from kicksense.exchange.columns import CHANNELS, ColumnMeaning, meaning_of
from kicksense.exchange.file_reading import ColumnGuess, FileReading
from kicksense.exchange.layout import Layout, is_number
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.table_text import read_numbers, read_text
from kicksense.exchange.time_axis import (
    TimeAxis,
    axis_of_counter,
    axis_of_dates,
    axis_of_numbers,
    axis_of_rows,
    typical_step,
)
from kicksense.exchange.unit_guess import (
    ACC_SCALE,
    GYR_SCALE,
    UNIT_NAMES,
    UnitChoice,
    acc_unit_of,
    gyr_unit_of,
)

_JUDGED_ROWS: Final = 400_000
_FALLBACK_RATE_HZ: Final = 100.0


@dataclass(frozen=True, slots=True)
class TableSource:
    """What is known of a table before its columns are read.

    Attributes
    ----------
    name, kind, fingerprint
        For the source note.
    declared_rate_hz
        Rate that the file or its companions declare, or None.
    acc_unit, gyr_unit
        Units fixed by the format; empty where the header must say.
    rows_are_samples
        True where rows are to be counted, because no column tells time or counts samples.
    """

    name: str
    kind: str
    fingerprint: str
    declared_rate_hz: float | None = None
    acc_unit: str = ""
    gyr_unit: str = ""
    rows_are_samples: bool = False


def read_generic(layout: Layout, source: TableSource, options: ReadOptions) -> FileReading:
    """Read a table by the names of its columns.

    Parameters
    ----------
    layout
        The table.
    source
        What the format fixes.
    options
        What the user says.

    Returns
    -------
    reading
        Samples in SI units.

    Raises
    ------
    RecordingFileError
        If a channel, the time or a unit is missing or impossible.
    """
    meanings = tuple(meaning_of(name) for name in layout.header)
    choice = choose_columns(meanings, layout.first_rows, options.side)
    if source.rows_are_samples:
        choice = replace(choice, time=None, counter=None)
    nominal_hz = options.rate_hz or source.declared_rate_hz
    _refuse_without_time(choice, nominal_hz)
    values, clock, remark = _read_values(layout, choice)
    axis, clock_remark = _time_axis(
        clock, meanings, choice, len(values), (nominal_hz, options.time_unit)
    )
    judged = _judged_rows(values)
    refuse_constant(values[judged])
    rate_hz = _rough_rate(axis.time_s)
    acc_unit = acc_unit_of(
        values[judged, :3], rate_hz, _unit(meanings, choice, 0, source.acc_unit), options.acc_unit
    )
    values[:, :3] *= ACC_SCALE[acc_unit.unit]
    gyr_unit = gyr_unit_of(
        values[judged, 3:],
        values[judged, :3],
        rate_hz,
        _unit(meanings, choice, 3, source.gyr_unit),
        options.gyr_unit,
    )
    values[:, 3:] *= GYR_SCALE[gyr_unit.unit]
    remarks = _remarks(axis, acc_unit, gyr_unit, (remark, clock_remark))
    side = options.side or choice.side
    table = SampleTable(
        time_s=axis.time_s,
        acc_mps2=values[:, :3],
        gyr_radps=values[:, 3:],
        source=SourceNote(source.name, source.kind, source.fingerprint, remarks=remarks),
        placement=Placement(side or Side.RIGHT, side_known=side is not None),
        nominal_rate_hz=nominal_hz,
    )
    guesses = _guesses(layout, meanings, choice, (axis, acc_unit, gyr_unit))
    return FileReading(table, layout.header, layout.first_rows, guesses)


def named_columns(layout: Layout) -> tuple[ColumnGuess, ...]:
    """Give what the names of the columns say, before any value is judged."""
    return tuple(
        ColumnGuess(name, meaning.kind, meaning.unit, "by its name" if meaning.unit else "")
        for name, meaning in zip(layout.header, map(meaning_of, layout.header), strict=True)
    )


def _refuse_without_time(choice: ColumnChoice, rate_hz: float | None) -> None:
    if choice.time is not None or rate_hz is not None:
        return
    counted = (
        " (a column counts samples, but not at which rate)" if choice.counter is not None else ""
    )
    raise RecordingFileError(
        f"The file has no time column{counted}; give the sampling rate with --rate, "
        "for example --rate 204.8."
    )


def _read_values(
    layout: Layout, choice: ColumnChoice
) -> tuple[FloatArray, FloatArray | list[str] | None, str]:
    """Give the channels, shape (n, 6), and the time or the counter, in one pass if possible."""
    clock = choice.counter if choice.time is None else choice.time
    dates = choice.time is not None and any(
        row[choice.time] and not is_number(row[choice.time]) for row in layout.first_rows
    )
    wanted = choice.channels if clock is None or dates else (*choice.channels, clock)
    numbers, remark = read_numbers(layout, wanted)
    if len(numbers) == 0:
        raise RecordingFileError(
            "The file has a header but no samples; export the recording again."
        )
    if clock is not None and dates:
        return numbers, read_text(layout, clock), remark
    return numbers[:, : len(CHANNELS)], None if clock is None else numbers[:, -1], remark


def _time_axis(
    clock: FloatArray | list[str] | None,
    meanings: Sequence[ColumnMeaning],
    choice: ColumnChoice,
    rows: int,
    said: tuple[float | None, str | None],
) -> tuple[TimeAxis, str]:
    """Give the times, and a remark on how they were come by.

    `said` holds the rate that the user or the format declares, and the user's time unit.
    """
    rate_hz, option = said
    if isinstance(clock, list):
        return axis_of_dates(clock), ""
    if clock is not None and choice.time is not None:
        meaning = meanings[choice.time]
        if meaning.kind == "time":
            return axis_of_numbers(clock, meaning.unit, option), ""
        axis = axis_of_numbers(clock, "s", option)
        return axis, "The first column has no name and was taken for the time."
    rate_hz = rate_hz or _FALLBACK_RATE_HZ
    if clock is not None:
        return axis_of_counter(clock, rate_hz), ""
    return axis_of_rows(rows, rate_hz), ""


def _judged_rows(values: FloatArray) -> slice | FloatArray:
    """Choose the complete rows that units are judged by."""
    if np.isfinite(values[:_JUDGED_ROWS]).all():
        return slice(0, _JUDGED_ROWS)
    complete = np.flatnonzero(np.isfinite(values).all(axis=1))[:_JUDGED_ROWS]
    if len(complete) == 0:
        empty = [c for c in range(6) if not np.isfinite(values[:, c]).any()]
        what = f"no number in {CHANNELS[empty[0]]}" if empty else "no row with all six numbers"
        raise RecordingFileError(
            f"The file has {what}; three accelerations and three angular rates are needed in "
            "the same rows."
        )
    return complete  # type: ignore[return-value]


def _rough_rate(time_s: FloatArray) -> float:
    step_s = typical_step(time_s)
    return 1.0 / step_s if step_s > 0.0 else _FALLBACK_RATE_HZ


def _unit(meanings: Sequence[ColumnMeaning], choice: ColumnChoice, first: int, fixed: str) -> str:
    """Give the unit that the header or the format states for a sensor."""
    units = {meanings[position].unit for position in choice.channels[first : first + 3]} - {""}
    if len(units) > 1:
        raise RecordingFileError(
            f"The header gives several units for one sensor ({', '.join(sorted(units))}); "
            "all axes of a sensor need the same unit."
        )
    return next(iter(units), fixed)


def _remarks(
    axis: TimeAxis, acc_unit: UnitChoice, gyr_unit: UnitChoice, others: Sequence[str]
) -> tuple[str, ...]:
    remarks = [other for other in others if other]
    if axis.guessed:
        remarks.append(f"Times were taken to be in {axis.unit}, because {axis.reason}.")
    for what, unit in (("Accelerations", acc_unit), ("Angular rates", gyr_unit)):
        if unit.guessed:
            remarks.append(
                f"{what} were taken to be in {UNIT_NAMES[unit.unit]}, because {unit.reason}."
            )
    return tuple(remarks)


def _guesses(
    layout: Layout,
    meanings: Sequence[ColumnMeaning],
    choice: ColumnChoice,
    found: tuple[TimeAxis, UnitChoice, UnitChoice],
) -> tuple[ColumnGuess, ...]:
    """Say of every column how it was understood."""
    axis, acc_unit, gyr_unit = found
    guesses = []
    for position, name in enumerate(layout.header):
        if position in choice.channels:
            channel = CHANNELS[choice.channels.index(position)]
            unit = acc_unit if channel.startswith("acc") else gyr_unit
            guesses.append(ColumnGuess(name, channel, unit.unit, unit.reason))
        elif position == choice.time:
            guesses.append(ColumnGuess(name, "time", axis.unit, axis.reason))
        elif position == choice.counter and choice.time is None:
            guesses.append(ColumnGuess(name, "counter", "", axis.reason))
        else:
            reason = "not needed" if meanings[position].kind != "ignored" else "not known"
            guesses.append(ColumnGuess(name, "ignored", "", reason))
    return tuple(guesses)
