"""A player's sessions as rows of a table: words to show, and numbers to sort them by."""

from collections.abc import Sequence
from typing import Any, Final

from dashboard.formats import date_words, moment_words
from dashboard.wording import drill_title, side_words, what_of
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.practising import NO_PLAN
from kicksense.workflows.team_values import PlayedCard

_COLUMNS: Final = (
    ("day", marked("Played")),
    ("drill", marked("Drill")),
    ("kicks", marked("Kicks")),
    ("level", marked("Level")),
    ("need", marked("To work on")),
)
_MET_WORDS: Final = {
    True: marked("reached"),
    False: marked("not yet"),
    None: marked("open"),
}
_MET_SIGNS: Final = {True: "\N{CHECK MARK}", False: "\N{WHITE CIRCLE}", None: "?"}


def session_payload(played: Sequence[PlayedCard]) -> dict[str, Any]:
    """Give the list of sessions as the table draws it, the newest first.

    Parameters
    ----------
    played
        Oldest first.
    """
    return {
        "alt": tr("The sessions of this player"),
        "order": "",
        "words": {
            "sort": tr("Sort by this"),
            "why": tr("Why?"),
            "session": tr("Open the session"),
        },
        "columns": [{"name": name, "label": tr(label)} for name, label in _COLUMNS],
        "rows": [_row(each) for each in reversed(played)],
    }


def session_words(each: PlayedCard) -> str:
    """Give a session in one line: day, drill, leg."""
    return ", ".join(
        (moment_words(each.started), _drill_words(each), side_words(each.row.worn_side))
    )


def _row(each: PlayedCard) -> dict[str, Any]:
    cells: list[dict[str, Any]] = [
        {
            "text": date_words(each.started),
            "small": side_words(each.row.worn_side),
            "chip": tr("Simulated") if each.row.simulated else "",
            "sort": each.started.timestamp(),
        },
        {"text": _drill_words(each), "sort": _drill_words(each)},
        *_card_cells(each),
    ]
    return {
        "player": each.row.id,
        "cells": [{"text": "", "sort": None, **cell} for cell in cells],
        "ask": "",
        "why": [],
    }


def _card_cells(each: PlayedCard) -> list[dict[str, Any]]:
    if each.card is None:
        return [{"text": tr("not looked at yet")}, {}, {}]
    card, counts = each.card.past.card, each.card.counts
    met = f"{_MET_SIGNS[card.level_met]} {tr(_MET_WORDS[card.level_met])}"
    is_drill = card.drill != NO_PLAN
    need = None if card.work_on is None else card.work_on.finding
    return [
        {
            "text": tr_count("{count} kick", "{count} kicks", counts.kicks),
            "sort": counts.kicks,
        },
        {
            "text": f"{card.level}: {met}" if is_drill else "",
            "sort": card.level if is_drill else None,
        },
        {
            "text": "" if need is None else what_of(need),
            "sort": None if need is None else need.code,
        },
    ]


def _drill_words(each: PlayedCard) -> str:
    drill = each.drill
    return tr("No drill") if drill in (None, NO_PLAN) else drill_title(str(drill))
