"""A score card as lines of text that fit on 80 columns."""

from collections.abc import Iterator, Sequence
from typing import Final

from kicksense.cli.report_text import WIDTH, wrapped
from kicksense.workflows.score_card_wording import CardWords, ScoreRow, WorkOnWords

_COLUMNS: Final = ("", "asked", "done", "reached", "usual")
_LEFT_OUT: Final = ((), ("usual",), ("usual", "asked"), ("usual", "asked", "reached"))
_GAP: Final = "  "
_INDENT: Final = "  "


def score_card_lines(words: CardWords) -> list[str]:
    """Give what was asked, what was done, and one thing to work on.

    Parameters
    ----------
    words
        Of the card.

    Returns
    -------
    lines
        Within `WIDTH`, but for words that are longer than that.
    """
    simulated = " (SIMULATED, no player did this)" if words.simulated else ""
    lines = wrapped(f"Score card{simulated}: {words.heading}", later="    ")
    lines += [*wrapped(f"Asked: {words.asked}", later="    "), f"Done: {words.done}"]
    lines += _table(words.rows)
    if words.progress:
        lines += ["", *wrapped(words.progress)]
    if words.notes:
        lines += ["", *(line for note in words.notes for line in wrapped(note, later="    "))]
    lines += _work_on_lines(words.work_on, words.no_work_on)
    if words.next_step:
        lines += ["", *wrapped(words.next_step)]
    if words.unseen:
        lines += ["", "A sensor on one shin cannot see"]
        lines += [line for each in words.unseen for line in _bullet(each)]
    return lines


def _table(rows: Sequence[ScoreRow]) -> list[str]:
    """Set the scores in columns; what has no room goes on lines of its own."""
    if not rows:
        return []
    cells = [(row.title, row.asked, row.done, row.met, row.usual) for row in rows]
    widths = [max(len(row[place]) for row in (_COLUMNS, *cells)) for place in range(len(_COLUMNS))]
    used = [place for place in range(len(_COLUMNS)) if any(row[place] for row in cells)]
    shown = next((kept for kept in _kept(used) if _width(widths, kept) <= WIDTH), used[:1])
    heading = _line(_COLUMNS, widths, shown)
    lines = ["", heading, _INDENT + "-" * (_width(widths, shown) - len(_INDENT))]
    for row in cells:
        lines.append(_line(row, widths, shown))
        below = [f"{_COLUMNS[place]} {row[place]}" for place in used if place not in shown]
        lines += [f"{_INDENT}{_GAP}{words}" for words in below if not words.endswith(" ")]
    return lines


def _kept(used: list[int]) -> Iterator[list[int]]:
    """Give which columns may stand side by side, most of them first."""
    for left_out in _LEFT_OUT:
        yield [place for place in used if _COLUMNS[place] not in left_out]


def _width(widths: Sequence[int], shown: Sequence[int]) -> int:
    return len(_INDENT) + sum(widths[place] for place in shown) + len(_GAP) * (len(shown) - 1)


def _line(cells: Sequence[str], widths: Sequence[int], shown: Sequence[int]) -> str:
    padded = [f"{cells[place]:<{widths[place]}}" for place in shown]
    return (_INDENT + _GAP.join(padded)).rstrip()


def _work_on_lines(work_on: WorkOnWords | None, otherwise: str) -> list[str]:
    if work_on is None:
        return ["", "One thing to work on", *wrapped(f"{_INDENT}{otherwise}", later=_INDENT)]
    lines = ["", "One thing to work on"]
    for title, sentence in (
        ("", work_on.what),
        ("Why: ", work_on.why),
        ("Try: ", work_on.cure),
        ("", work_on.kept),
    ):
        if sentence:
            lines += wrapped(f"{_INDENT}{title}{sentence}", later=_INDENT * 2)
    if work_on.drill_title is not None:
        how = f" (kicksense drills show {work_on.drill_name})"
        lines += wrapped(f"{_INDENT}Drill: {work_on.drill_title}{how}", later=_INDENT * 2)
    return lines


def _bullet(sentence: str) -> list[str]:
    return wrapped(f"{_INDENT}- {sentence}", later="    ")
