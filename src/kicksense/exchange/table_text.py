"""The numbers of a text table, read by pyarrow."""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.errors import RecordingFileError
from kicksense.exchange.layout import Layout

_NULLS: Final = ["", "nan", "NaN", "NAN", "NA", "N/A", "n/a", "null", "NULL", "None", "-", "--"]
_BLOCK_BYTES: Final = 4 * 1024**2


def read_numbers(layout: Layout, positions: Sequence[int]) -> tuple[FloatArray, str]:
    """Give columns of a table as numbers.

    Parameters
    ----------
    layout
        The table.
    positions
        Columns to read.

    Returns
    -------
    numbers
        One column for each of `positions`, column-major; NaN where a field is empty.
    remark
        What was left out, or an empty string.

    Raises
    ------
    RecordingFileError
        If a field is no number, or a row has too few or too many fields.
    """
    from pyarrow import ArrowInvalid  # noqa: PLC0415 - imported late to keep --help fast

    try:
        table, remark = _parsed(layout, positions, numeric=True)
    except ArrowInvalid:
        raise _wrong_field(layout, positions) from None
    numbers = np.empty((table.num_rows, len(positions)), order="F")
    for index, position in enumerate(positions):
        numbers[:, index] = table.column(f"c{position}").to_numpy()
    return numbers, remark


def read_text(layout: Layout, position: int) -> list[str]:
    """Give one column of a table as text.

    Raises
    ------
    RecordingFileError
        If the rows cannot be told apart.
    """
    from pyarrow import ArrowInvalid  # noqa: PLC0415 - imported late to keep --help fast

    try:
        table, _remark = _parsed(layout, [position], numeric=False)
    except ArrowInvalid:
        raise _unreadable_rows() from None
    return [field or "" for field in table.column(f"c{position}").to_pylist()]


def _parsed(layout: Layout, positions: Sequence[int], *, numeric: bool) -> tuple[Any, str]:
    """Parse some columns; a cut-off last row is left out, any other odd row refused."""
    import pyarrow as pa  # noqa: PLC0415 - imported late to keep --help fast
    from pyarrow import csv  # noqa: PLC0415 - imported late to keep --help fast

    odd_rows: list[Any] = []

    def skip(row: Any) -> str:  # noqa: ANN401 - pyarrow gives the row untyped
        odd_rows.append(row)
        return "skip"

    body, delimiter = _tabular(layout)
    names = [f"c{position}" for position in range(len(layout.header))]
    wanted = [f"c{position}" for position in positions]
    kind = pa.float64() if numeric else pa.string()
    table = csv.read_csv(
        pa.BufferReader(pa.py_buffer(body)),
        read_options=csv.ReadOptions(column_names=names, block_size=_BLOCK_BYTES),
        parse_options=csv.ParseOptions(delimiter=delimiter, invalid_row_handler=skip),
        convert_options=csv.ConvertOptions(
            include_columns=wanted,
            column_types=dict.fromkeys(wanted, kind),
            null_values=_NULLS,
            decimal_point=layout.decimal,
        ),
    )
    if not odd_rows:
        return table, ""
    return table, _odd_row_remark(layout, odd_rows)


def _tabular(layout: Layout) -> tuple[Any, str]:
    """Give the rows with a single-character separator."""
    if layout.delimiter != " ":
        return layout.body, layout.delimiter
    packed = re.sub(rb"(?m)^[ \t]+|[ \t]+$", b"", bytes(layout.body).replace(b"\r\n", b"\n"))
    return re.sub(rb"[ \t]+", b"\t", packed), "\t"


def _odd_row_remark(layout: Layout, odd_rows: Sequence[Any]) -> str:
    text = odd_rows[0].text
    last = bytes(layout.body[-4096:]).rstrip().split(b"\n")[-1].decode("utf-8", "replace").strip()
    if len(odd_rows) == 1 and text is not None and text.strip() == last:
        return "The last line is cut off and was left out."
    position = bytes(layout.body).find(text.encode() if text else b"\x00")
    line = layout.first_line + bytes(layout.body[: max(position, 0)]).count(b"\n")
    raise RecordingFileError(
        f"Line {line} has {odd_rows[0].actual_columns} fields instead of "
        f"{odd_rows[0].expected_columns}; the file is damaged, export it again."
    )


def _wrong_field(layout: Layout, positions: Sequence[int]) -> RecordingFileError:
    """Find the first field that is no number and name it."""
    first: tuple[int, int, str] | None = None
    for position in positions:
        fields = read_text(layout, position)
        wrong = next((i for i, field in enumerate(fields) if not _is_float(field, layout)), None)
        if wrong is not None and (first is None or wrong < first[0]):
            first = wrong, position, fields[wrong]
    if first is None:
        return _unreadable_rows()
    row, position, field = first
    name = layout.header[position] or f"number {position + 1}"
    return RecordingFileError(
        f"Line {layout.first_line + row}, column {name}: {field[:40]!r} is not a number; "
        "correct or remove the line."
    )


def _unreadable_rows() -> RecordingFileError:
    return RecordingFileError(
        "The rows cannot be read as numbers; the file is damaged, export it again."
    )


def _is_float(field: str, layout: Layout) -> bool:
    if field.strip() in _NULLS:
        return True
    try:
        float(field.replace(layout.decimal, ".") if layout.decimal != "." else field)
    except ValueError:
        return False
    return "_" not in field
