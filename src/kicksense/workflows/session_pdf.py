"""A session on one page of paper: A4, with pictures, in the reader's language and units.

Whatever is long is cut with an ellipsis, so that it stays one page; kicksense has the rest. The
letters are embedded, nothing leads out of the file, and the same session is the same file, to the
byte.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kicksense.domain.signals import Recording
from kicksense.store.atomic import write_atomically
from kicksense.store.notes import Note
from kicksense.workflows.language import number, tr, tr_count
from kicksense.workflows.practice_history import PractisedSession
from kicksense.workflows.session_page import (
    AXIS_MM,
    GAP_MM,
    INK,
    MARGIN_MM,
    QUIET,
    TEXT_MM,
    WIDTH_MM,
    SheetPage,
    line_mm,
    printable,
)
from kicksense.workflows.session_pictures import (
    PHASE_COLOURS,
    kicks_drawing,
    phases_drawing,
    sign_drawing,
    trace_drawing,
)
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.session_sheet import (
    Advice,
    BestOnSheet,
    Sheet,
    SheetTable,
    kicks_words,
    sheet_of,
    trace_words,
)

_TRACE_MM: Final = 26.0
_PICTURE_MM: Final = 36.0
_MOST_ROWS: Final = 11
_MOST_NOTES: Final = 6
_MOST_NOTE_LINES: Final = 3
_BESIDE_MM: Final = 4.0
_ROW_MM: Final = 5.0
_ONE_LINE_MM: Final = 10.0
_SWATCH_MM: Final = 2.4
_UNSEEN_MM: Final = 14.0
_MINUTE_S: Final = 60
_GREEN: Final = (11, 110, 79)
_TINT: Final = (238, 246, 242)
_VIOLET: Final = (109, 63, 192)


def write_session_pdf(
    path: Path, found: PractisedSession, recording: Recording, notes: Sequence[Note] = ()
) -> None:
    """Write the page of a session as a file, completely or not at all.

    Parameters
    ----------
    path
        The file.
    found, recording, notes
        As in `session_pdf`.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    write_atomically(path, session_pdf(found, recording, notes))


def session_pdf(found: PractisedSession, recording: Recording, notes: Sequence[Note] = ()) -> bytes:
    """Give the page of a session as a PDF.

    Parameters
    ----------
    found
        What the session came to.
    recording
        Its signals.
    notes
        Those that are to be on it, in their order.

    Returns
    -------
    content
        One page of A4, whatever the lengths.
    """
    sheet = sheet_of(found, notes)
    page = SheetPage(sheet.title)
    page.set_creation_date(started_of(found.row))
    report = found.practised.report
    _head(page, sheet)
    _advice(page, sheet.advice)
    _table(page, sheet.table)
    trace = trace_drawing(recording, report, width_mm=TEXT_MM - AXIS_MM, height_mm=_TRACE_MM)
    page.caption(sheet.trace_title)
    page.picture(trace, MARGIN_MM, trace_words(report), across=_clock_words)
    if report.kicks:
        _kicks(page, sheet, found, recording)
    _notes(page, sheet)
    page.foot(sheet.foot)
    return bytes(page.output())


def _head(page: SheetPage, sheet: Sheet) -> None:
    """Set the title, the sign that nobody did this, and the facts."""
    badge_mm = 0.0
    if sheet.simulated:
        page.letters(9.0, bold=True)
        badge_mm = page.get_string_width(sheet.simulated) + 6.0
        page.set_fill_color(*_VIOLET)
        left_mm, top_mm = WIDTH_MM - MARGIN_MM - badge_mm, page.get_y() + 0.5
        page.rect(left_mm, top_mm, badge_mm, 6.0, style="F", round_corners=True, corner_radius=1.5)
        page.set_text_color(255, 255, 255)
        page.text(left_mm + 3.0, top_mm + 4.2, sheet.simulated)
        badge_mm += 2.0
    at = (MARGIN_MM, TEXT_MM - badge_mm)
    fits = page.height_of(sheet.title, at[1], size_pt=17.0, bold=True, most_lines=2) < _ONE_LINE_MM
    page.text_block(
        sheet.title, size_pt=17.0 if fits else 12.0, bold=True, most_lines=1 if fits else 2, at=at
    )
    for line in sheet.facts:
        page.text_block(line, size_pt=9.0, colour=QUIET)
    page.gap()


def _advice(page: SheetPage, advice: Advice) -> None:
    """Set the one thing to work on, in a box."""
    top_mm, at = page.get_y(), (MARGIN_MM + 3.0, TEXT_MM - 6.0)
    labelled = [(tr("Try"), advice.cure), (tr("Why"), advice.why), (tr("Drill"), advice.drill)]
    rest = [f"{label}: {words}" for label, words in labelled if words]
    height_mm = 4.5 + page.height_of(tr("One thing to work on"), at[1], size_pt=8.5)
    height_mm += page.height_of(advice.what, at[1], size_pt=11.0, bold=True, most_lines=2)
    height_mm += sum(page.height_of(each, at[1], size_pt=9.0, most_lines=2) for each in rest)
    page.set_fill_color(*_TINT)
    page.rect(MARGIN_MM, top_mm, TEXT_MM, height_mm, style="F")
    page.set_fill_color(*_GREEN)
    page.rect(MARGIN_MM, top_mm, 1.2, height_mm, style="F")
    page.set_y(top_mm + 2.0)
    page.text_block(tr("One thing to work on"), size_pt=8.5, colour=_GREEN, at=at)
    page.text_block(advice.what, size_pt=11.0, bold=True, most_lines=2, at=at)
    for each in rest:
        page.text_block(each, size_pt=9.0, most_lines=2, at=at)
    page.set_y(top_mm + height_mm + GAP_MM)


def _table(page: SheetPage, table: SheetTable) -> None:
    """Set a table; of a long one the first rows, and how many more there are."""
    page.caption(table.title)
    shown = table.rows[:_MOST_ROWS]
    widths_mm = _widths_mm(page, (table.head, *shown))
    _row(page, table.head, widths_mm, bold=True)
    for row in shown:
        _row(page, row, widths_mm, bold=False)
    notes = list(table.notes)
    if len(table.rows) > len(shown):
        more = len(table.rows) - len(shown)
        notes.insert(
            0, tr_count("{count} more line in kicksense.", "{count} more lines in kicksense.", more)
        )
    page.gap(0.8)
    page.text_block(" ".join(notes), size_pt=7.5, most_lines=3, colour=QUIET)
    page.gap()


def _widths_mm(page: SheetPage, rows: Sequence[Sequence[str]]) -> list[float]:
    """Give each column what its longest cell needs, and share out what is left, or missing."""
    page.letters(8.5, bold=True)
    needed = [
        max(page.get_string_width(printable(cell)) for cell in column) + _BESIDE_MM
        for column in zip(*rows, strict=True)
    ]
    over_mm = TEXT_MM - sum(needed)
    if over_mm < 0.0:
        return [width * TEXT_MM / sum(needed) for width in needed]
    return [width + over_mm / len(needed) for width in needed]


def _row(page: SheetPage, cells: Sequence[str], widths_mm: Sequence[float], *, bold: bool) -> None:
    """Set one row of a table, and a line below it."""
    left_mm, top_mm = MARGIN_MM, page.get_y()
    for cell, width_mm in zip(cells, widths_mm, strict=True):
        with page.beside():
            page.text_block(
                cell,
                size_pt=8.0 if bold else 8.5,
                bold=bold,
                colour=QUIET if bold else INK,
                at=(left_mm, width_mm),
            )
        left_mm += width_mm
    page.set_y(top_mm + _ROW_MM)
    page.line(MARGIN_MM, page.get_y() - 0.3, WIDTH_MM - MARGIN_MM, page.get_y() - 0.3)


def _kicks(page: SheetPage, sheet: Sheet, found: PractisedSession, recording: Recording) -> None:
    """Draw every kick at the left, the best one at the right, and name the signs below."""
    report = found.practised.report
    half_mm = (TEXT_MM - 2 * GAP_MM) / 2
    wide_mm = half_mm - AXIS_MM
    with page.beside():
        page.caption(sheet.kicks_title, at=(MARGIN_MM, half_mm))
        drawing = kicks_drawing(report, width_mm=wide_mm, height_mm=_PICTURE_MM)
        page.picture(drawing, MARGIN_MM, kicks_words(report), across=_whole_words)
    if sheet.best is not None:
        left_mm = MARGIN_MM + half_mm + 2 * GAP_MM
        with page.beside():
            _best(page, sheet.best, found, recording, at=(left_mm, half_mm))
    page.gap(_PICTURE_MM + 11.0)
    _legend(page, sheet)
    page.gap(8.0 if sheet.best is not None else 3.0)


def _best(
    page: SheetPage,
    best: BestOnSheet,
    found: PractisedSession,
    recording: Recording,
    *,
    at: tuple[float, float],
) -> None:
    """Draw the phases of the best kick, and say them."""
    page.caption(best.title, at=at)
    drawing = phases_drawing(
        recording,
        found.practised.report,
        best.kick,
        width_mm=at[1] - AXIS_MM,
        height_mm=_PICTURE_MM,
    )
    alt = ". ".join((best.title, *(words for _, words in best.phases)))
    page.picture(drawing, at[0], alt, across=_milliseconds_words, unit="\N{DEGREE SIGN}/s")
    page.text_block(best.speeds, size_pt=7.0, colour=QUIET, most_lines=2, at=at)
    _phases(page, best, at=at)


def _phases(page: SheetPage, best: BestOnSheet, *, at: tuple[float, float]) -> None:
    """Name the tints, in letters small enough to stand in one line."""
    size_pt, beside_mm = 7.0, len(best.phases) * (_SWATCH_MM + 3.0)
    page.letters(size_pt)
    wide_mm = sum(page.get_string_width(words) for _, words in best.phases)
    page.letters(min(size_pt, size_pt * (at[1] - beside_mm) / wide_mm))
    left_mm, y_mm = at[0] + 1.0, page.get_y() + 2.8
    for kind, words in best.phases:
        page.set_fill_color(PHASE_COLOURS[kind])
        page.rect(left_mm, y_mm - _SWATCH_MM + 0.3, _SWATCH_MM, _SWATCH_MM, style="F")
        page.text(left_mm + _SWATCH_MM + 0.8, y_mm, words)
        left_mm += _SWATCH_MM + 2.8 + page.get_string_width(words)


def _legend(page: SheetPage, sheet: Sheet) -> None:
    """Name the signs, two in a line."""
    page.letters(7.0)
    page.set_text_color(*INK)
    column_mm = (TEXT_MM - 2 * GAP_MM) / 4
    for place, (technique, words) in enumerate(sheet.legend):
        left_mm = MARGIN_MM + AXIS_MM + (place % 2) * column_mm
        y_mm = page.get_y() + (place // 2) * 4.0
        drawing = sign_drawing(technique, _SWATCH_MM)
        page.image(
            drawing.svg.encode(),
            x=left_mm,
            y=y_mm - _SWATCH_MM + 0.2,
            w=_SWATCH_MM,
            h=_SWATCH_MM,
            alt_text=words,
        )
        page.text(left_mm + _SWATCH_MM + 1.0, y_mm, words)


def _notes(page: SheetPage, sheet: Sheet) -> None:
    """Set the notes and what cannot be seen into what is left of the page."""
    high_mm = line_mm(8.5)
    room = int((page.left_mm - 6.0 - _UNSEEN_MM) / high_mm)
    if sheet.notes and room > 0:
        page.caption(tr("Notes"))
        for place, words in enumerate(sheet.notes):
            left = len(sheet.notes) - place
            if place == _MOST_NOTES or room <= (1 if left > 1 else 0):
                page.text_block(
                    tr_count(
                        "{count} more note in kicksense.", "{count} more notes in kicksense.", left
                    ),
                    size_pt=7.5,
                    colour=QUIET,
                )
                break
            page.letters(8.5)
            most = min(_MOST_NOTE_LINES, room - (1 if left > 1 else 0))
            room -= len(page.lines_of(printable(words), TEXT_MM, most))
            page.text_block(words, size_pt=8.5, most_lines=most)
        page.gap(2.0)
    if sheet.unseen and page.left_mm > _UNSEEN_MM - 2.0:
        page.caption(tr("What the sensor cannot see"))
        small_mm = line_mm(7.5)
        most = min(4, int(page.left_mm / small_mm))
        page.text_block(" ".join(sheet.unseen), size_pt=7.5, most_lines=most, colour=QUIET)


def _whole_words(value: float) -> str:
    """Give a number of a kick; there is none between two."""
    return number(value) if float(value).is_integer() else ""


def _clock_words(seconds: float) -> str:
    """Give a moment of a session: ``40 s``, ``2:30``."""
    whole = round(seconds)
    return f"{whole} s" if whole < _MINUTE_S else f"{whole // _MINUTE_S}:{whole % _MINUTE_S:02d}"


def _milliseconds_words(value: float) -> str:
    """Give a moment around an impact."""
    return f"{number(value)} ms" if value else tr("impact")
