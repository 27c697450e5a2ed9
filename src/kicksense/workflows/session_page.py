"""A page of paper that is filled from the top and keeps every text within its lines."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from kicksense.workflows.language import number, speech
from kicksense.workflows.places import font_file
from kicksense.workflows.session_pictures import Drawing

WIDTH_MM: Final = 210.0
"""Of A4."""

MARGIN_MM: Final = 15.0
"""At either side."""

TEXT_MM: Final = WIDTH_MM - 2 * MARGIN_MM
"""Between the margins."""

GAP_MM: Final = 3.0
"""From one part of the page to the next."""

AXIS_MM: Final = 10.0
"""What an axis takes at the left of a picture."""

INK: Final = (31, 42, 36)
"""Of what matters."""

QUIET: Final = (84, 96, 90)
"""Of what goes with it."""

_FOOT_MM: Final = 283.0
_MM_OF_POINT: Final = 25.4 / 72.0
_LINE_SHARE: Final = 1.25
_MOST_LETTERS: Final = 600
_FAMILY: Final = "dejavu"
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
_RULE: Final = (205, 212, 208)


def line_mm(size_pt: float) -> float:
    """Give how high a line of letters is."""
    return size_pt * _MM_OF_POINT * _LINE_SHARE


class SheetPage(FPDF):
    """One page, filled from the top; knows how to keep texts within their lines."""

    def __init__(self, title: str) -> None:
        super().__init__("portrait", "mm", "A4")
        # What the letters lack becomes a box on paper; there is nothing to do about it here.
        logging.getLogger("fpdf").setLevel(logging.ERROR)
        self.set_auto_page_break(False)
        self.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)
        self.add_font(_FAMILY, "", font_file("Sans"))
        self.add_font(_FAMILY, "B", font_file("Sans-Bold"))
        self.set_title(printable(title))
        self.set_creator("kicksense")
        self.set_producer("kicksense")
        self.set_lang(speech().code)
        self.set_draw_color(*_RULE)
        self.set_line_width(0.2)
        self.add_page()

    def letters(self, size_pt: float, *, bold: bool = False) -> None:
        """Choose the letters that are set and measured from now on."""
        self.set_font(_FAMILY, "B" if bold else "", size_pt)

    @property
    def left_mm(self) -> float:
        """What is left above the foot."""
        return _FOOT_MM - GAP_MM - self.get_y()

    def text_block(
        self,
        words: str,
        *,
        size_pt: float = 9.0,
        bold: bool = False,
        most_lines: int = 1,
        colour: tuple[int, int, int] = INK,
        at: tuple[float, float] | None = None,
    ) -> None:
        """Set a text in so many lines at most, from the left end of the line to ``at``'s width.

        ``at`` is the left end and the width; the whole width of the text where it is None.
        """
        left_mm, width_mm = at or (MARGIN_MM, TEXT_MM)
        self.letters(size_pt, bold=bold)
        self.set_text_color(*colour)
        high_mm = line_mm(size_pt)
        for line in self.lines_of(printable(words), width_mm, most_lines):
            self.set_x(left_mm)
            self.cell(width_mm, high_mm, line, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def height_of(
        self,
        words: str,
        width_mm: float,
        *,
        size_pt: float,
        bold: bool = False,
        most_lines: int = 1,
    ) -> float:
        """Give how high a text will be, mm."""
        self.letters(size_pt, bold=bold)
        lines = self.lines_of(printable(words), width_mm, most_lines)
        return len(lines) * line_mm(size_pt)

    def lines_of(self, words: str, width_mm: float, most_lines: int) -> list[str]:
        """Cut a text into lines; the last ends with an ellipsis where there was more."""
        broken = self.multi_cell(
            width_mm, 1.0, words, align="L", dry_run=True, output=MethodReturnValue.LINES
        )
        lines = [str(line) for line in broken] if isinstance(broken, list) else [words]
        if len(lines) <= most_lines:
            return lines
        last = lines[most_lines - 1].rstrip()
        while last and self.get_string_width(last + _ELLIPSIS) > width_mm - 2 * self.c_margin:
            last = last[:-1].rstrip()
        return [*lines[: most_lines - 1], last + _ELLIPSIS]

    def gap(self, height_mm: float = GAP_MM) -> None:
        """Leave some room."""
        self.set_y(self.get_y() + height_mm)

    def caption(self, words: str, at: tuple[float, float] | None = None) -> None:
        """Set what stands above a picture or a table."""
        self.text_block(words, size_pt=8.5 if at is None else 7.5, bold=True, at=at)
        self.gap(1.0)

    def picture(
        self,
        drawing: Drawing,
        left_mm: float,
        alt: str,
        *,
        across: Callable[[float], str],
        unit: str = "",
    ) -> None:
        """Draw a picture with its axes; they take room at its left and below."""
        x_mm, y_mm = left_mm + AXIS_MM, self.get_y()
        self.image(
            drawing.svg.encode(),
            x=x_mm,
            y=y_mm,
            w=drawing.width_mm,
            h=drawing.height_mm,
            alt_text=alt,
        )
        self.letters(6.5)
        self.set_text_color(*QUIET)
        highest = max((value for _, value in drawing.ticks_y), default=0.0)
        for place_mm, value in drawing.ticks_y:
            words = f"{_short(value)}{unit if value == highest else ''}"
            self.text(x_mm - 1.0 - self.get_string_width(words), y_mm + place_mm + 0.8, words)
        used_mm = -99.0
        for place_mm, value in drawing.ticks_x:
            words = across(value)
            width_mm = self.get_string_width(words)
            start_mm = min(max(place_mm - width_mm / 2, 0.0), drawing.width_mm - width_mm)
            if words and start_mm > used_mm + 1.0:
                self.text(x_mm + start_mm, y_mm + drawing.height_mm + 3.2, words)
                used_mm = start_mm + width_mm
        self.set_y(y_mm + drawing.height_mm + 5.0)

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Come back to the height at which this began, for what stands to the right of it."""
        top_mm = self.get_y()
        yield
        self.set_y(top_mm)

    def foot(self, words: str) -> None:
        """Set the last line of the page."""
        self.line(MARGIN_MM, _FOOT_MM, WIDTH_MM - MARGIN_MM, _FOOT_MM)
        self.set_y(_FOOT_MM + 1.0)
        self.text_block(words, size_pt=7.0, colour=QUIET)


def printable(words: str) -> str:
    """Give a text in one line, without what only machines read, and of a length to work with."""
    letters = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(letters[:_MOST_LETTERS].split())


def _short(value: float) -> str:
    """Give a value of an axis without digits that say nothing."""
    return number(value, 0 if float(value).is_integer() else 1)
