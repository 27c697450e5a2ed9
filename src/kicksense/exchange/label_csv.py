"""Labels as CSV, for spreadsheet programs."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

from kicksense.errors import LabelFileError
from kicksense.exchange.label_words import (
    NUMBER_RANGES,
    REMARKS,
    Marks,
    Statement,
    details_of,
    event_words,
    file_trouble,
    number_of,
    span_words,
    technique_words,
)
from kicksense.exchange.spreadsheet import guarded, unguarded

HEADER: Final = ("start_s", "stop_s", "label", "technique", *NUMBER_RANGES, *REMARKS)
"""Columns that are written."""

_ALSO_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "start_s": ("t_s", "time_s", "time", "t", "start", "begin", "begin_s", "onset", "seconds"),
    "stop_s": ("stop", "end", "end_s"),
    "label": ("text", "kind", "event", "name", "what", "class"),
}
_CALLED: Final = {
    **{name: name for name in HEADER},
    **{other: name for name, others in _ALSO_CALLED.items() for other in others},
}
_DELIMITERS: Final = (",", ";", "\t")


def csv_text(marks: Marks) -> str:
    """Give labels as CSV that no spreadsheet program calculates with.

    Parameters
    ----------
    marks
        What to write.

    Returns
    -------
    text
        With a header; read back by `kicksense.exchange.label_text.marks_in` to the last bit.
    """
    rows: list[tuple[float, dict[str, str]]] = []
    for event in marks.events:
        row = {
            "start_s": repr(event.t_s),
            "label": event_words(event),
            "technique": technique_words(event.technique),
        }
        for name, value in details_of(event).items():
            row[name] = guarded(value) if isinstance(value, str) else repr(value)
        rows.append((event.t_s, row))
    for span in marks.spans:
        times = {"start_s": repr(span.start_s), "stop_s": repr(span.stop_s)}
        rows.append((span.start_s, {**times, "label": guarded(span_words(span))}))
    rows.sort(key=lambda row: row[0])
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(row for _, row in rows)
    return out.getvalue()


def csv_statements(text: str) -> tuple[list[Statement], tuple[str, ...]]:
    """Read a table of labels.

    Parameters
    ----------
    text
        With a header that names at least a time and a label; separated by commas, semicolons or
        tabs.

    Returns
    -------
    statements
        One for each row.
    not_read
        Columns that mean nothing here.

    Raises
    ------
    LabelFileError
        If the header lacks a time or a label, or a row does not fit it.
    """
    delimiter, header = _layout(text)
    columns = [_CALLED.get(_name(name), "") for name in header]
    _check(columns, header)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    statements: list[Statement] = []
    line = 0
    try:
        for row in reader:
            first, line = line + 1, reader.line_num
            if first == 1 or not any(field.strip() for field in row):
                continue
            if len(row) != len(columns):
                raise file_trouble(
                    first, f"it has {len(row)} fields instead of {len(columns)}; correct it"
                )
            fields = dict(zip(columns, row, strict=True))
            statements.append(_statement(first, fields))
    except csv.Error as error:
        raise file_trouble(line + 1, f"it is no CSV ({error}); save the table again") from error
    unknown = [name.strip() for name, column in zip(header, columns, strict=True) if not column]
    return statements, tuple(name for name in unknown if name)


def _layout(text: str) -> tuple[str, list[str]]:
    """Give the separator that makes most sense of the first line, and its fields."""
    first = io.StringIO(text, newline="").readline().rstrip("\r\n")
    tries: list[tuple[int, str, list[str]]] = []
    for delimiter in _DELIMITERS:
        fields = next(iter(csv.reader([first], delimiter=delimiter)), [])
        tries.append((sum(_name(field) in _CALLED for field in fields), delimiter, fields))
    _, delimiter, fields = max(tries, key=lambda found: found[0])
    return delimiter, fields


def _name(field: str) -> str:
    return field.strip().casefold().replace(" ", "_")


def _check(columns: Sequence[str], header: Sequence[str]) -> None:
    missing = [name for name in ("start_s", "label") if name not in columns]
    if missing:
        raise LabelFileError(
            "the first line names no column for "
            f"{'the time and the label' if len(missing) > 1 else missing[0]}; give Audacity's "
            "label text, or CSV with a header such as start_s,stop_s,label,technique."
        )
    twice = next((name for name in HEADER if columns.count(name) > 1), None)
    if twice is not None:
        both = [head for head, column in zip(header, columns, strict=True) if column == twice]
        raise LabelFileError(
            f"the columns {' and '.join(both)} both mean {twice}; remove or rename one."
        )


def _statement(line: int, fields: Mapping[str, str]) -> Statement:
    start_s = number_of(fields["start_s"])
    stop = fields.get("stop_s", "").strip()
    details: dict[str, float | str] = {}
    for name in NUMBER_RANGES:
        if written := fields.get(name, "").strip():
            details[name] = number_of(written)
    for name in REMARKS:
        if remark := unguarded(fields.get(name, "")):
            details[name] = remark
    return Statement(
        line,
        start_s,
        number_of(stop) if stop else start_s,
        unguarded(fields["label"]),
        fields.get("technique", ""),
        details,
    )
