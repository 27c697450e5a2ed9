"""Tables in HTML: the scores of a session, and others that only say something."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from kicksense.workflows.language import marked, tr
from kicksense.workflows.score_card_wording import CardWords, ScoreRow
from kicksense.workflows.score_wording import drawn_met

_HEADINGS: Final = (
    marked("Score"),
    marked("Asked"),
    marked("Done"),
    marked("Reached"),
    marked("Your usual"),
)
_STYLE: Final = """<style>
.ks-scores { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.ks-scores caption { text-align: left; font-size: 0.85rem; opacity: 0.75; padding: 0 0 0.35rem; }
.ks-scores th, .ks-scores td { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0;
  vertical-align: top; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.ks-scores thead th { font-size: 0.85rem; opacity: 0.75; font-weight: 400; }
.ks-scores tbody th { font-weight: 600; }
.ks-scores td span { white-space: nowrap; }
@media (max-width: 640px) {
  .ks-scores { font-size: 0.875rem; hyphens: auto; }
  .ks-scores th, .ks-scores td { padding-right: 0.5rem; }
}
</style>"""
_UNIT: Final = re.compile(r"\([^()]*\)|[\d.,]+ \S+(?= \(|$)")
"""What is not broken over two lines: what stands in brackets, and a number with its unit."""


def score_table(words: CardWords) -> str:
    """Give the scores as a table that reads well without its looks.

    Parameters
    ----------
    words
        Of the card.

    Returns
    -------
    html
        Every text in it escaped; columns that nothing is in are left out.
    """
    rows = [_cells(row) for row in words.rows]
    kept = [place for place in range(len(_HEADINGS)) if any(cells[place] for cells in rows)]
    head = "".join(f'<th scope="col">{escape(tr(_HEADINGS[place]))}</th>' for place in kept)
    body = "".join(f"<tr>{_row(cells, kept)}</tr>" for cells in rows)
    caption = tr("Asked: {asked}. Done: {done}.", asked=words.asked, done=words.done)
    return _table(caption, head, body)


def plain_table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give rows of words as a table that breaks its lines, and is drawn at once.

    Parameters
    ----------
    caption
        What it shows.
    headings
        One for every column.
    rows
        The first cell of each names the row.

    Returns
    -------
    html
        Every text in it escaped.
    """
    columns = list(range(len(headings)))
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join(f"<tr>{_row(tuple(cells), columns)}</tr>" for cells in rows)
    return _table(caption, head, body)


def _table(caption: str, head: str, body: str) -> str:
    return (
        f'{_STYLE}<table class="ks-scores"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cells(row: ScoreRow) -> tuple[str, ...]:
    return row.title, row.asked, row.done, drawn_met(row.met), row.usual


def _row(cells: tuple[str, ...], kept: list[int]) -> str:
    first, *rest = (escape(cells[place]) for place in kept)
    unbroken = (_UNIT.sub(r"<span>\g<0></span>", cell) for cell in rest)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in unbroken)
