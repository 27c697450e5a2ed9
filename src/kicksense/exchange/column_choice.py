"""Which columns of a file are the six channels and the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kicksense.domain.anatomy import Side
from kicksense.errors import RecordingFileError
from kicksense.exchange.columns import CHANNELS, ColumnMeaning
from kicksense.exchange.layout import is_number

_SHIN_WORDS: Final = ("shank", "shin", "tibia", "lowerleg", "lower")
_Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Positions of the columns to read.

    Attributes
    ----------
    channels
        Six positions, in the order of `CHANNELS`.
    time, counter
        Position of the time and of a sample counter; None where there is none.
    side
        The leg that the names of the columns tell, or None.
    """

    channels: tuple[int, ...]
    time: int | None
    counter: int | None
    side: Side | None


def choose_columns(
    meanings: Sequence[ColumnMeaning],
    first_rows: Sequence[Sequence[str]],
    side: Side | None,
) -> ColumnChoice:
    """Choose the columns to read.

    Parameters
    ----------
    meanings
        What the names say, one for each column.
    first_rows
        First rows as text, to tell a count from a time.
    side
        The leg asked for, or None.

    Returns
    -------
    choice
        Positions.

    Raises
    ------
    RecordingFileError
        If a channel is missing, or if there are several sensors and nothing says which.
    """
    acc = _sensor_columns(meanings, "acc", side)
    gyr = _sensor_columns(meanings, "gyr", side)
    channels = (*acc, *gyr)
    time = _time_column(meanings, first_rows)
    counter = next((i for i, meaning in enumerate(meanings) if meaning.kind == "counter"), None)
    if time is None and _is_nameless(meanings[0]) and 0 not in channels:
        first = [row[0] for row in first_rows]
        if _counts_up(first):
            counter = 0 if counter is None else counter
        elif _rises(first):
            time = 0
    return ColumnChoice(channels, time, counter, meanings[acc[0]].side)


def _is_nameless(meaning: ColumnMeaning) -> bool:
    return meaning.kind in ("unnamed", "ignored")


def _sensor_columns(
    meanings: Sequence[ColumnMeaning], sensor: str, side: Side | None
) -> tuple[int, ...]:
    """Give the three columns of one sensor."""
    groups: dict[_Group, dict[str, int]] = {}
    for position, meaning in enumerate(meanings):
        if meaning.kind in CHANNELS and meaning.kind.startswith(sensor):
            columns = groups.setdefault(meaning.group, {})
            if meaning.kind in columns:
                raise RecordingFileError(
                    f"Two columns claim to be {meaning.kind}; name each column once."
                )
            columns[meaning.kind] = position
    wanted = [channel for channel in CHANNELS if channel.startswith(sensor)]
    whole = {name: columns for name, columns in groups.items() if len(columns) == len(wanted)}
    if not whole:
        raise _missing(meanings, groups, wanted)
    group = _chosen_group(whole, meanings, side)
    return tuple(whole[group][channel] for channel in wanted)


def _chosen_group(
    whole: Mapping[_Group, Mapping[str, int]],
    meanings: Sequence[ColumnMeaning],
    side: Side | None,
) -> _Group:
    """Choose one of the sensors in a file."""
    sides = {group: meanings[min(columns.values())].side for group, columns in whole.items()}
    known = {known_side for known_side in sides.values() if known_side is not None}
    if len(known) > 1 and side is None:
        raise RecordingFileError(
            "The file holds both legs; say which one with --side left or --side right."
        )
    if known and side is not None:
        if side not in known and None not in sides.values():
            raise RecordingFileError(
                f"The columns are of the {next(iter(known))} leg, not of the {side} one; "
                "correct --side or give the other file."
            )
        sides = {group: its for group, its in sides.items() if its in (side, None)}
        if side in sides.values():
            sides = {group: its for group, its in sides.items() if its is side}
    if len(sides) == 1:
        return next(iter(sides))
    shins = [group for group in sides if any(word in "".join(group) for word in _SHIN_WORDS)]
    if len(shins) == 1:
        return shins[0]
    plainest = sorted(sides, key=len)
    if len(plainest[0]) < len(plainest[1]):
        return plainest[0]
    names = ", ".join(" ".join(group) or "(no name)" for group in plainest)
    raise RecordingFileError(
        f"The file holds several sensors ({names}); keep the columns of the one on the shin."
    )


def _missing(
    meanings: Sequence[ColumnMeaning],
    groups: Mapping[_Group, Mapping[str, int]],
    wanted: Sequence[str],
) -> RecordingFileError:
    """Say which axis is missing, and why if gravity was taken out."""
    if any(meaning.kind == "acc_without_gravity" for meaning in meanings) and not groups:
        return RecordingFileError(
            "The file holds acceleration without gravity only; export the accelerometer's own "
            "reading, gravity included."
        )
    best = max(groups.values(), key=len, default={})
    missing = [channel for channel in wanted if channel not in best]
    sensor = "accelerometer" if wanted[0].startswith("acc") else "gyroscope"
    if len(missing) == len(wanted):
        what = f"no column of the {sensor}"
    else:
        what = f"no column for {' and '.join(missing)} ({sensor})"
    return RecordingFileError(
        f"The file has {what}; three accelerations and three angular rates are needed, "
        "in columns named like acc_x_g and gyr_x_dps."
    )


def _time_column(
    meanings: Sequence[ColumnMeaning], first_rows: Sequence[Sequence[str]]
) -> int | None:
    """Choose the best time column: with a unit, elapsed, in numbers, first."""
    candidates = [i for i, meaning in enumerate(meanings) if meaning.kind == "time"]
    candidates = [i for i in candidates if any(row[i].strip() for row in first_rows)]

    def rank(position: int) -> tuple[bool, bool, bool, int]:
        meaning = meanings[position]
        numeric = all(is_number(row[position]) for row in first_rows if row[position])
        return not numeric, not meaning.unit, not meaning.group, position

    return min(candidates, key=rank, default=None)


def _counts_up(fields: Sequence[str]) -> bool:
    if not all(field.strip().lstrip("-").isdigit() for field in fields):
        return False
    counts = [int(field) for field in fields]
    return all(after - before == 1 for before, after in pairwise(counts))


def _rises(fields: Sequence[str]) -> bool:
    if not all(is_number(field) for field in fields):
        return False
    times = [float(field.replace(",", ".")) for field in fields]
    return all(after > before for before, after in pairwise(times))
