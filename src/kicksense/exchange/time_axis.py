"""Times of the rows: a column in some unit, a date, a counter, or a rate alone."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.errors import RecordingFileError
from kicksense.exchange.options import TIME_UNITS

_TIME_SCALE: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
_SLOWEST_HZ: Final = 5.0
_FASTEST_HZ: Final = 4000.0
_CLOCK: Final = re.compile(r"^(\d+:\d+:\d+):(\d+)$")
_COUNTER_WRAPS: Final = (256, 65_536, 2**32)


@dataclass(frozen=True, slots=True, eq=False)
class TimeAxis:
    """Times of the rows.

    Attributes
    ----------
    time_s
        Shape (n,), on the file's own clock, seconds.
    unit
        Unit of the column; empty for dates and counters.
    reason
        Where the unit comes from.
    guessed
        True where the unit was guessed.
    """

    time_s: FloatArray
    unit: str
    reason: str
    guessed: bool = False


def typical_step(times: FloatArray) -> float:
    """Give the usual step of times that may repeat and skip; zero where they never rise."""
    finite = times[np.isfinite(times)]
    steps = np.diff(finite)
    if len(steps) == 0:
        return 0.0
    median = float(np.median(steps))
    if median > 0.0:
        return median
    return max(0.0, float(finite.max() - finite.min()) / len(steps))


def axis_of_numbers(times: FloatArray, stated: str, option: str | None) -> TimeAxis:
    """Give times from a column of numbers.

    Parameters
    ----------
    times
        Shape (n,), as in the file.
    stated
        Unit in the header, or an empty string.
    option
        Unit that the user says, or None.

    Raises
    ------
    RecordingFileError
        If the unit can neither be known nor guessed.
    """
    unit = option or stated
    if unit:
        reason = "said by --time-unit" if option else "in the header"
        return TimeAxis(times * _TIME_SCALE[unit], unit, reason)
    step = typical_step(times)
    if step == 1.0 and np.array_equal(times[:5000], np.rint(times[:5000])):
        raise RecordingFileError(
            "The times count up by one, so they may be milliseconds or sample numbers; give "
            "--time-unit ms, or rename the column to sample and give --rate."
        )
    for unit in TIME_UNITS:
        if step > 0 and _SLOWEST_HZ <= 1.0 / (step * _TIME_SCALE[unit]) <= _FASTEST_HZ:
            rate_hz = 1.0 / (step * _TIME_SCALE[unit])
            reason = f"the usual step of {step:.4g} makes {rate_hz:.0f} Hz"
            return TimeAxis(times * _TIME_SCALE[unit], unit, reason, guessed=True)
    raise RecordingFileError(
        f"The times usually step by {step:.4g}, which is a sampling rate of "
        f"{_SLOWEST_HZ:.0f} to {_FASTEST_HZ:.0f} Hz in none of s, ms, us and ns; "
        "give --time-unit."
    )


def axis_of_dates(fields: list[str]) -> TimeAxis:
    """Give times from dates (ISO 8601), as seconds since 1970, or from times of the day.

    Raises
    ------
    RecordingFileError
        If the fields are neither.
    """
    for read in (_dates, _times_of_day):
        try:
            time_s = read(fields)
        except (ValueError, TypeError, OverflowError):
            continue
        return TimeAxis(time_s, "", "written as dates")
    raise RecordingFileError(
        f"The times ({fields[0][:40]!r} is the first) are neither numbers nor dates like "
        "2026-05-01T10:00:00.005; write them in seconds."
    )


def _dates(fields: list[str]) -> FloatArray:
    import pandas as pd  # noqa: PLC0415 - imported late to keep --help fast

    stamps = pd.DatetimeIndex(pd.to_datetime(fields, format="ISO8601", utc=True))
    return np.asarray((stamps - pd.Timestamp(0, tz="UTC")).total_seconds(), dtype=np.float64)


def _times_of_day(fields: list[str]) -> FloatArray:
    import pandas as pd  # noqa: PLC0415 - imported late to keep --help fast

    pointed = [_CLOCK.sub(r"\1.\2", field) for field in fields]
    return np.asarray(pd.to_timedelta(pointed).total_seconds(), dtype=np.float64)


def axis_of_counter(count: FloatArray, rate_hz: float) -> TimeAxis:
    """Give times from a sample counter and the sampling rate, starting at zero.

    A counter that starts again when it is full is continued. One that does not count rows, so
    that its usual step is not one, is not used.
    """
    steps = np.diff(count)
    if len(steps) == 0 or not np.isfinite(count).all() or np.median(steps) != 1.0:
        return axis_of_rows(len(count), rate_hz)
    falls = steps < 0
    for wrap in _COUNTER_WRAPS:
        carried = steps[falls] + wrap
        if falls.any() and count.max() < wrap and (carried > 0).all() and carried.max() < wrap / 2:
            count = count + wrap * np.concatenate(([0], np.cumsum(falls)))
            break
    return TimeAxis((count - count[0]) / rate_hz, "", f"samples counted, {rate_hz:g} Hz")


def axis_of_rows(rows: int, rate_hz: float) -> TimeAxis:
    """Give times from row numbers and the sampling rate, starting at zero."""
    return TimeAxis(np.arange(rows) / rate_hz, "", f"rows counted, {rate_hz:g} Hz")
