"""How a text table is laid out: encoding, separator, decimal sign, header."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kicksense.errors import RecordingFileError
from kicksense.exchange.safety import Content

_PROBE_BYTES: Final = 64 * 1024
_PIECE_BYTES: Final = 16 * 1024**2
_DELIMITERS: Final = (",", ";", "\t", "|", " ")
_SHOWN_ROWS: Final = 8
_FEWEST_NUMBERS: Final = 2
_FEWEST_NAMES: Final = 4
_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_NO_NUMBER: Final = ("", "nan", "na", "n/a", "null", "none", "inf", "-inf", "+inf", "-", "--")
_NAMED_IN_COMMENT: Final = re.compile(r"%(?:int|float)\((\w+)\)")
_COMMENT_MARKS: Final = ("#", "//", "%")


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A table in a text.

    Attributes
    ----------
    header
        Column names; where two rows name the columns, both, joined by a space.
    delimiter
        Separator; a space stands for any white space.
    decimal
        Decimal sign.
    lead
        Lines before the header.
    first_rows
        The first rows, as text.
    body
        The rows, as UTF-8, without what comes before them.
    first_line
        Number of the first row's line in the file, from 1.
    """

    header: tuple[str, ...]
    delimiter: str
    decimal: str
    lead: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    body: memoryview
    first_line: int


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the numbers begin under one separator."""

    delimiter: str
    line: int
    fields: int
    numbers: int


def layout_of(content: Content) -> Layout:
    """Find the table in a text.

    Parameters
    ----------
    content
        The text, in UTF-8, UTF-16 with a mark, or any 8-bit encoding.

    Returns
    -------
    layout
        The table.

    Raises
    ------
    RecordingFileError
        If there is no table of numbers, or none with names.
    """
    text = _as_utf8(content.text)
    lines = _first_lines(text)
    start = _start_of_numbers([line.decode("utf-8", "replace") for line in lines])
    if start is None:
        raise _no_numbers(lines)
    decoded = [line.decode("utf-8", "replace").rstrip("\r\n") for line in lines]
    header_lines = _header_lines(decoded, start)
    header = _header_of(decoded, header_lines, start)
    rows = tuple(
        _padded(split_line(line, start.delimiter), start.fields)
        for line in decoded[start.line : start.line + _SHOWN_ROWS]
        if line.strip()
    )
    offset = sum(len(line) for line in lines[: start.line])
    return Layout(
        header=header,
        delimiter=start.delimiter,
        decimal=_decimal_of(rows, start.delimiter),
        lead=tuple(decoded[: min(header_lines, default=start.line)]),
        first_rows=rows,
        body=memoryview(text)[offset:],
        first_line=start.line + 1,
    )


def split_line(line: str, delimiter: str) -> list[str]:
    """Split a line into fields, without the blanks around them."""
    if delimiter == " ":
        return line.split()
    fields = next(csv.reader([line], delimiter=delimiter), [])
    return [field.strip() for field in fields]


def is_number(field: str) -> bool:
    """Tell whether a field is a finite number, with either decimal sign."""
    return _NUMBER.fullmatch(field.strip()) is not None


def _as_utf8(text: bytes | bytearray) -> bytes | bytearray:
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return bytes(text).decode("utf-16").encode("utf-8")
        except UnicodeDecodeError as error:
            raise RecordingFileError(
                "The text of the file is damaged (bad UTF-16); export the recording again."
            ) from error
    if text[:3] == b"\xef\xbb\xbf":
        text = text[3:]
    pieces = range(0, len(text), _PIECE_BYTES)
    if all(text[start : start + _PIECE_BYTES].isascii() for start in pieces):
        return text
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1").encode("utf-8")
    return text


def _first_lines(text: bytes | bytearray) -> list[bytes]:
    """Give the first lines with their ends; a line cut by the limit is left out."""
    lines = bytes(text[:_PROBE_BYTES]).splitlines(keepends=True)
    if len(text) > _PROBE_BYTES and len(lines) > 1:
        lines.pop()
    return lines


def _start_of_numbers(lines: Sequence[str]) -> _Start | None:
    """Find where the numbers begin, under the separator that makes most of them."""
    best: _Start | None = None
    for delimiter in _DELIMITERS:
        for index, line in enumerate(lines):
            if line.lstrip().startswith(_COMMENT_MARKS):
                continue
            fields = _fields_or_none(line, delimiter)
            numbers = sum(is_number(field) for field in fields)
            named = sum(not is_number(f) and f.lower() not in _NO_NUMBER for f in fields)
            if numbers >= max(_FEWEST_NUMBERS, named + 1):
                if best is None or numbers > best.numbers:
                    best = _Start(delimiter, index, len(fields), numbers)
                break
    return best


def _fields_or_none(line: str, delimiter: str) -> list[str]:
    try:
        return split_line(line, delimiter)
    except csv.Error:
        return []


def _header_lines(lines: Sequence[str], start: _Start) -> list[int]:
    """Give the lines, one or two, that name the columns."""
    named: list[int] = []
    for index in range(start.line - 1, -1, -1):
        line = lines[index]
        if not line.strip():
            continue
        fields = split_line(line, start.delimiter)
        while len(fields) > start.fields and not fields[-1]:
            fields.pop()
        close = abs(len(fields) - start.fields) <= 1 and len(fields) > 1
        if not close or line.lstrip().startswith(_COMMENT_MARKS) or len(named) == _FEWEST_NUMBERS:
            break
        named.insert(0, index)
    return named


def _header_of(lines: Sequence[str], named: Sequence[int], start: _Start) -> tuple[str, ...]:
    if not named:
        for line in reversed(lines[: start.line]):
            if found := _NAMED_IN_COMMENT.findall(line):
                return _padded(found, start.fields)
        raise RecordingFileError(
            "The columns have no names; add a first line such as "
            "time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps."
        )
    rows = [_padded(split_line(lines[index], start.delimiter), start.fields) for index in named]
    return tuple(" ".join(part for part in parts if part) for parts in zip(*rows, strict=True))


def _padded(fields: Sequence[str], length: int) -> tuple[str, ...]:
    return (tuple(fields) + ("",) * length)[:length]


def _decimal_of(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    numbers = [field for row in rows for field in row if is_number(field)]
    commas = sum("," in field for field in numbers)
    points = sum("." in field for field in numbers)
    return "," if commas > points and (delimiter != "," or commas) else "."


def _no_numbers(lines: Sequence[bytes]) -> RecordingFileError:
    """Say why there is no table: a header alone, or no table at all."""
    filled = [line.decode("utf-8", "replace") for line in lines if line.strip()]
    widths = [len(_fields_or_none(line, mark)) for line in filled[-1:] for mark in ",;\t|"]
    if max(widths, default=0) >= _FEWEST_NAMES:
        return RecordingFileError(
            "The file has a header but no samples; export the recording again."
        )
    return RecordingFileError(
        "The file holds no table of numbers; a CSV with a time, three accelerations and "
        "three angular rates is needed."
    )
