"""Drills as lines of text that fit on 80 columns."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from kicksense.coaching.drills import DrillBook, at_level, level_of
from kicksense.domain.drill import Drill
from kicksense.workflows.drill_sketch import text_of
from kicksense.workflows.drill_wording import (
    THEME_WORDS,
    asked_of,
    band_sentence,
    cue_sentence,
    distance_words,
    level_words,
    needs_sentence,
    needs_words,
    played_words,
    score_words,
)
from kicksense.workflows.score_wording import extra_words

WIDTH = 79
_COLUMNS = (23, 28, 6, 7)
"""Name, title, way, repetitions; what is needed has the rest."""

_SCORE_COLUMNS = 44


def book_lines(book: DrillBook, own: Sequence[str]) -> Iterator[str]:
    """Give the drills as a table, by theme.

    Parameters
    ----------
    book
        The drills there are.
    own
        Names of those that are the user's.

    Yields
    ------
    line
        Within `WIDTH`, but for words that are longer than that.
    """
    yield from _cells(("name", "title", "way", "times", "needs"))
    for theme, drills in groupby(book.drills, key=lambda drill: drill.theme):
        yield THEME_WORDS[theme]
        for drill in drills:
            yield from _row(drill, is_own=drill.name in own)
        yield ""
    yield "A star: scores that need it are left open where it is missing."
    yield "kicksense drills show NAME          set-up, drawing, what is scored, levels"
    yield "kicksense drills new NAME           a plan of your own to write"
    yield "kicksense analyze FILE --drill NAME"


def _row(drill: Drill, *, is_own: bool) -> Iterator[str]:
    """Give one drill on one line, or on more where it has much to say."""
    least, *_, most = sorted(level.repetitions for level in drill.levels) * 2
    title = f"{drill.title} (yours)" if is_own else drill.title
    cells = (
        drill.name,
        title,
        distance_words(drill.target_distance_m),
        f"{least}" if least == most else f"{least}-{most}",
        needs_words(drill),
    )
    yield from _cells(cells)


def _cells(cells: Sequence[str]) -> Iterator[str]:
    """Give the cells of one row, each wrapped into its column."""
    room = WIDTH - 2 - sum(columns for columns in _COLUMNS)
    wrapped = [
        textwrap.wrap(cell, columns - 2) or [""]
        for cell, columns in zip(cells, (*_COLUMNS, room + 2), strict=True)
    ]
    # A long name has its line to itself rather than being cut.
    wrapped[0] = [cells[0]]
    if len(cells[0]) > _COLUMNS[0] - 2:
        yield f"  {cells[0]}"
        wrapped[0] = [""]
    for at in range(max(map(len, wrapped))):
        row = [column[at] if at < len(column) else "" for column in wrapped]
        padded = [f"{word:<{columns}}" for word, columns in zip(row, _COLUMNS, strict=False)]
        yield f"  {''.join(padded)}{row[-1]}".rstrip()


def drill_lines(drill: Drill, level: int) -> Iterator[str]:
    """Give everything about a drill.

    Parameters
    ----------
    drill
        As planned.
    level
        Whose scores are shown.

    Yields
    ------
    line
        Within `WIDTH`, but for words that are longer than that.
    """
    yield f"{drill.title} ({drill.name}; {THEME_WORDS[drill.theme].lower()})"
    yield from _wrapped(drill.purpose)
    yield from _wrapped(needs_sentence(drill))
    yield from ("", "Set-up")
    for number, sentence in enumerate(drill.set_up, start=1):
        yield from _wrapped(sentence, f"  {number}. ")
    yield ""
    yield from (f"  {line}".rstrip() for line in text_of(drill, WIDTH - 4))
    yield ""
    yield from _level_lines(drill, level)
    yield from _unseen_lines(drill)
    yield ""
    yield from _wrapped(f"Where the numbers come from: {drill.source}")


def _level_lines(drill: Drill, level: int) -> Iterator[str]:
    """Give what a level asks, and the levels there are."""
    yield from _wrapped(
        f"Level {level}: {level_of(drill, level).title} ({played_words(drill, level)})"
    )
    for sentence in (band_sentence(drill), cue_sentence(drill)):
        if sentence:
            yield from _wrapped(sentence, "  ")
    yield ""
    yield f"  {'Scored':<{_SCORE_COLUMNS}}Asked"
    for asked in at_level(drill, level).scores:
        yield f"  {score_words(asked):<{_SCORE_COLUMNS}}{asked_of(asked)}".rstrip()
    yield from ("", "Levels")
    for number, one in enumerate(drill.levels, start=1):
        sign = ">" if number == level else " "
        yield from _wrapped(f"{one.title}: {level_words(drill, one)}", f"{sign} {number}  ")


def _unseen_lines(drill: Drill) -> Iterator[str]:
    """Give what a sensor cannot see, and what could."""
    if drill.unseen:
        yield from ("", "What a sensor on one shin cannot see here")
    for unseen in drill.unseen:
        yield from _wrapped(f"{unseen.what.rstrip('.')}: {extra_words(unseen.extra)}.", "  - ")


def _wrapped(text: str, begins: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=begins,
        subsequent_indent=" " * len(begins),
        break_long_words=False,
        break_on_hyphens=False,
    )
