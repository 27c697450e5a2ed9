"""The team as rows of a table: words to show, and numbers to sort them by."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from dashboard.formats import date_words
from dashboard.team_words import (
    REASON_WORDS,
    SIGNAL_WORDS,
    ball_words,
    level_words,
    need_small,
    need_words,
    plan_words,
    reason_sentences,
    trend_small,
    trend_words,
    weight_words,
)
from dashboard.wording import drill_title
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.team_values import Reason, TeamLine

_COLUMNS: Final = (
    ("player", marked("Player")),
    ("reason", marked("Attention")),
    ("need", marked("To work on")),
    ("trend", marked("Where it goes")),
    ("level", marked("Level reached")),
    ("last", marked("Last played")),
    ("signal", marked("Signal")),
    ("plan", marked("Planned")),
)
_NUMBERS: Final = (("good", marked("Good weight")), ("ball", marked("Typical ball speed")))
_REASON_ORDER: Final = {reason: place for place, reason in enumerate(Reason)}
_TREND_ORDER: Final = {False: 0, None: 1, True: 2}
_LAST_DAY: Final = date.max

COLUMN_NAMES: Final = frozenset(name for name, _ in (*_COLUMNS, *_NUMBERS))
"""By which the table can be sorted."""


def table_payload(lines: Sequence[TeamLine], order: str, *, compared: bool) -> dict[str, Any]:
    """Give the table as its component draws it.

    Parameters
    ----------
    lines
        In the order of what asks for attention.
    order
        A column's name, a colon, ``up`` or ``down``; empty for the order of the lines.
    compared
        True where columns of numbers are wanted.
    """
    columns = (*_COLUMNS, *(_NUMBERS if compared else ()))
    return {
        "alt": tr("Who of the team needs what"),
        "order": order,
        "words": {
            "sort": tr("Sort by this"),
            "why": tr("Why?"),
            "session": tr("Open the session"),
        },
        "columns": [{"name": name, "label": tr(label)} for name, label in columns],
        "rows": [_row(line, compared=compared) for line in lines],
    }


def checked_order(order: str | None) -> str:
    """Give an order that came from an address or a browser, empty where it is none."""
    name, _, way = (order or "").partition(":")
    return f"{name}:{way}" if name in COLUMN_NAMES and way in {"up", "down"} else ""


def _row(line: TeamLine, *, compared: bool) -> dict[str, Any]:
    reason = line.reasons[0]
    cells: list[dict[str, Any]] = [
        {
            "text": line.player_id,
            "sort": line.player_id,
            "chip": tr("Simulated") if line.simulated else "",
        },
        {
            "text": tr(REASON_WORDS[reason]),
            "small": _more(len(line.reasons) - 1),
            "tone": "attention" if reason not in {Reason.NOTHING, Reason.NO_CONSENT} else "",
            "sort": _REASON_ORDER[reason],
        },
        *_lesson_cells(line),
        *_state_cells(line),
    ]
    if compared:
        cells += _number_cells(line)
    why = reason_sentences(line) if line.allowed else [(_no_consent_words(), None)]
    return {
        "player": line.player_id,
        "cells": [{"text": "", "sort": None, **cell} for cell in cells],
        "ask": tr("Why? {player}", player=line.player_id),
        "why": [{"text": words, "session": session} for words, session in why],
    }


def _lesson_cells(line: TeamLine) -> list[dict[str, Any]]:
    """Give what to work on, where it goes, how far it has come."""
    need, trend, level = line.need, line.trend, line.level
    share = None if need is None or need.share_ratio is None else need.share_ratio.value
    return [
        {"text": need_words(need), "small": need_small(need), "sort": share},
        {
            "text": trend_words(trend),
            "small": trend_small(trend),
            "sort": None if trend is None or trend.line is None else _TREND_ORDER[trend.better],
        },
        {
            "text": level_words(level),
            "small": "" if level is None else drill_title(level.drill),
            "sort": None if level is None else level.met / level.levels,
        },
    ]


def _state_cells(line: TeamLine) -> list[dict[str, Any]]:
    """Give when the player played last, what of the signal, what of the plan."""
    recent = tr_count(
        "{count} session in four weeks", "{count} sessions in four weeks", line.recent
    )
    last, plan = line.last, line.plan
    fine = "" if last is None else f"\N{CHECK MARK} {tr('fine')}"
    signal = ", ".join(tr(SIGNAL_WORDS[each]) for each in line.troubles)
    due = None if plan is None else plan.plan.due or _LAST_DAY
    return [
        {
            "text": "" if last is None else date_words(last),
            "small": recent if line.allowed else "",
            "sort": None if last is None else last.timestamp(),
        },
        {
            "text": f"\N{BLACK UP-POINTING TRIANGLE} {signal}" if signal else fine,
            "sort": None if last is None else len(line.troubles),
        },
        {
            "text": plan_words(plan),
            "small": "" if plan is None else drill_title(plan.plan.drill),
            "sort": None if due is None else due.toordinal(),
        },
    ]


def _number_cells(line: TeamLine) -> list[dict[str, Any]]:
    numbers = line.numbers
    good = None if numbers is None or numbers.good_ratio is None else numbers.good_ratio.value
    ball = (
        None if numbers is None or numbers.ball_speed_mps is None else numbers.ball_speed_mps.value
    )
    judged = 0 if numbers is None else numbers.judged
    counted = tr_count("of {count} kick", "of {count} kicks", judged) if judged else ""
    return [
        {"text": weight_words(numbers), "small": counted, "sort": good},
        {"text": ball_words(numbers), "sort": ball},
    ]


def _more(count: int) -> str:
    return tr_count("and {count} more thing", "and {count} more things", count) if count else ""


def _no_consent_words() -> str:
    return tr(
        "This player, or a parent, has not agreed that a coach sees the sessions. Ask them; they "
        "can say yes on My data."
    )
