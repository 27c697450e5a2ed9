"""Label files of other programs: Audacity's label text, and CSV."""

import json
import math
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kicksense.domain.labels import LabelledEvent, MovementSpan
from kicksense.errors import LabelFileError
from kicksense.exchange.label_csv import csv_statements, csv_text
from kicksense.exchange.label_words import (
    MOST_MARKS,
    Marks,
    Statement,
    details_of,
    event_words,
    file_trouble,
    number_of,
    span_words,
    technique_words,
    understood,
)

_MAX_BYTES: Final = 32 * 1024**2
_FEWEST_FIELDS: Final = 2
_MARKS_OF_BYTES: Final = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\xef\xbb\xbf": "utf-8-sig",
}


def read_label_file(path: Path, *, within_s: float | None = None) -> Marks:
    """Read a label file: Audacity's text or CSV, told apart by what is in it.

    Parameters
    ----------
    path
        The file; it is left untouched.
    within_s
        How far its moments may be off where it does not say; None for the usual.

    Returns
    -------
    marks
        Events and spans on the clock that the file counts on.

    Raises
    ------
    LabelFileError
        If the file cannot be read, or a line is not understood; names file and line.
    """
    try:
        return marks_in(_decoded(_content_of(path)), within_s=within_s)
    except LabelFileError as error:
        raise LabelFileError(f"{path}: {error}") from error


def marks_in(text: str, *, within_s: float | None = None) -> Marks:
    """Give what the text of a label file says.

    Parameters
    ----------
    text
        Audacity's label text (begin, tab, end, tab, words) or CSV with a header.
    within_s
        As for `read_label_file`.

    Returns
    -------
    marks
        In order of time.

    Raises
    ------
    LabelFileError
        If a line is not understood; names the line.
    """
    statements, not_read = _statements_in(text)
    events: list[LabelledEvent] = []
    spans: list[MovementSpan] = []
    for statement in statements:
        mark = understood(statement, within_s)
        if isinstance(mark, LabelledEvent):
            events.append(mark)
        else:
            spans.append(mark)
        if len(events) + len(spans) > MOST_MARKS:
            raise file_trouble(
                statement.line, f"there are more than {MOST_MARKS} labels; split the file"
            )
    events.sort(key=lambda event: event.t_s)
    spans.sort(key=lambda span: (span.start_s, span.stop_s))
    return Marks(tuple(events), tuple(spans), not_read)


def read_statements(path: Path) -> tuple[Statement, ...]:
    """Read the lines of a label file without asking what their words mean.

    Parameters
    ----------
    path
        Audacity's text or CSV; it is left untouched.

    Returns
    -------
    statements
        In the order of the file.

    Raises
    ------
    LabelFileError
        If the file cannot be read, or a line is no label; names file and line.
    """
    try:
        return tuple(_statements_in(_decoded(_content_of(path)))[0])
    except LabelFileError as error:
        raise LabelFileError(f"{path}: {error}") from error


def audacity_text(marks: Marks) -> str:
    """Give labels as Audacity reads them: begin, tab, end, tab, words.

    Parameters
    ----------
    marks
        What to write. What has no place in plain words follows them in curly brackets.

    Returns
    -------
    text
        Read back by `marks_in` to the last bit.
    """
    rows = []
    for event in marks.events:
        technique = technique_words(event.technique)
        words = event_words(event) + (f":{technique}" if technique else "")
        rows.append((event.t_s, event.t_s, words + _bracketed(event)))
    rows += [(span.start_s, span.stop_s, span_words(span)) for span in marks.spans]
    rows.sort(key=lambda row: row[:2])
    return "".join(f"{start!r}\t{stop!r}\t{words}\n" for start, stop, words in rows)


LABEL_TEXTS: Final = {"audacity": audacity_text, "csv": csv_text}
"""How labels are written, by the name of the format."""


def _statements_in(text: str) -> tuple[list[Statement], tuple[str, ...]]:
    """Give the lines of a label file, and columns that mean nothing here."""
    if _is_audacity(text):
        return list(_audacity_statements(text)), ()
    return csv_statements(text)


def _bracketed(event: LabelledEvent) -> str:
    details = details_of(event)
    return f" {json.dumps(details)}" if details else ""


def _is_audacity(text: str) -> bool:
    """Tell whether the first line that says something begins with two times and a tab."""
    for line in text.split("\n"):
        if line.strip() and not line.startswith("\\"):
            fields = line.rstrip("\r").split("\t")
            times = [number_of(field) for field in fields[:2]]
            return len(fields) >= _FEWEST_FIELDS and all(map(math.isfinite, times))
    return True


def _audacity_statements(text: str) -> Iterator[Statement]:
    """Read lines; one that begins with a backslash holds frequencies and says nothing here."""
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip("\r")
        if not line.strip() or line.startswith("\\"):
            continue
        fields = line.split("\t", 2)
        if len(fields) < _FEWEST_FIELDS:
            raise file_trouble(
                number, "begin, end and words were expected, with tabs between; correct the line"
            )
        words = fields[2] if len(fields) > _FEWEST_FIELDS else ""
        yield Statement(number, number_of(fields[0]), number_of(fields[1]), words)


def _content_of(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise LabelFileError("this is no regular file; give a file of labels.")
        if status.st_size > _MAX_BYTES:
            raise LabelFileError(
                f"the file is larger than {_MAX_BYTES // 1024**2} MB, as no labels are; give the "
                "file of labels and not the recording."
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise LabelFileError("there is no such file; check the path.") from error
    except OSError as error:
        raise LabelFileError(
            f"the file cannot be read ({error.strerror}); check that you may read it."
        ) from error


def _decoded(content: bytes) -> str:
    encoding = next(
        (name for mark, name in _MARKS_OF_BYTES.items() if content.startswith(mark)), "utf-8"
    )
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise LabelFileError(
            "the file is no UTF-8 text; save it as UTF-8, as Audacity does."
        ) from error
    if "\x00" in text:
        raise LabelFileError("this is a binary file; give labels as Audacity text or CSV.")
    return text
