"""Figures of an evaluation to charts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboard.formats import capitalised, percent_words
from kicksense.workflows.evaluation_document import SystemPart
from kicksense.workflows.evaluation_kicks import MISSED, NOTHING, SystemKicks
from kicksense.workflows.label_candidates import answer_words
from kicksense.workflows.language import tr

TECHNIQUES: Final = ("heel", "inside_foot", "instep")
TRUTHS: Final = (*TECHNIQUES, "unsure", NOTHING)
SAID: Final = (*TECHNIQUES, "unsure", MISSED)

_COLOURS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
_SYMBOLS: Final = ("circle", "rect", "triangle", "diamond", "roundRect")


def truth_words(name: str) -> str:
    """Give what a kick truly was."""
    if name == NOTHING:
        return tr("no kick")
    return tr("technique not labelled") if name == "unsure" else answer_words(name)


def said_words(name: str) -> str:
    """Give what was said of a kick."""
    if name == MISSED:
        return tr("not found")
    return tr("not sure") if name == "unsure" else answer_words(name)


def confusion_cells(
    system: SystemKicks, chosen: tuple[str, str] | None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give the confusion matrix as its component takes it.

    Parameters
    ----------
    system
        Every kick, what it was and what was said of it.
    chosen
        Truth and answer of the cell that is looked at.

    Returns
    -------
    cells, truths
        The table, and what its rows are; rows without a kick are left out.
    """
    counts = {(true, said): 0 for true in TRUTHS for said in SAID}
    for kick in system.kicks:
        counts[kick.true, kick.said] = counts.get((kick.true, kick.said), 0) + 1
    truths = tuple(true for true in TRUTHS if any(counts[true, said] for said in SAID))
    rows = []
    for true in truths:
        total = sum(counts[true, said] for said in SAID)
        cells = [
            None
            if (true, said) == (NOTHING, MISSED)
            else _cell(counts[true, said], total, (true, said), chosen)
            for said in SAID
        ]
        kind = true if true in TECHNIQUES else ""
        rows.append({"kind": kind, "label": capitalised(truth_words(true)), "cells": cells})
    table = {
        "alt": tr(
            "What kicks were (rows) and what {system} said of them (columns). Choose a cell to "
            "see its kicks.",
            system=system.name,
        ),
        "corner": tr("was \N{RIGHTWARDS ARROW} said"),
        "columns": [
            {
                "kind": said if said in (*TECHNIQUES, "unsure") else "",
                "label": capitalised(said_words(said)),
            }
            for said in SAID
        ],
        "rows": rows,
    }
    return table, truths


def _cell(
    count: int, total: int, place: tuple[str, str], chosen: tuple[str, str] | None
) -> dict[str, Any]:
    true, said = place
    share = count / total if total else 0.0
    small = percent_words(share) if count else ""
    return {
        "count": count,
        "text": str(count),
        "small": small,
        "share": f"{share:.3f}",
        "chosen": place == chosen,
        "alt": tr(
            "Was {true}, said {said}: {count}",
            true=truth_words(true),
            said=said_words(said),
            count=count,
        ),
    }


def reliability_chart(systems: Sequence[SystemPart]) -> tuple[dict[str, Any], str]:
    """Give how far probabilities can be believed: the chart, and the same in words."""
    lines, told = [], []
    for system in systems:
        bins = system.technique.reliability
        if not bins:
            continue
        lines.append((system.name, [(each.said_ratio, each.right_ratio) for each in bins]))
        error = system.technique.calibration_error
        apart = percent_words(error) if error is not None else tr("not measured")
        told.append(tr("{system} is off by {apart}", system=system.name, apart=apart))
    words = tr("How probable a technique was said to be, and how often it was true.")
    return believed_chart(lines), " ".join([words, *(f"{one}." for one in told)])


def believed_chart(lines: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> dict[str, Any]:
    """Give lines of what was said over what came true, beside the line on which both agree.

    Parameters
    ----------
    lines
        Of each what it is called, and pairs of shares: said, true.
    """
    agreed = {
        "type": "line",
        "name": tr("said as often as true"),
        "data": [[0, 0], [100, 100]],
        "symbol": "none",
        "lineStyle": {"type": "dashed", "color": "#888888"},
    }
    drawn = [
        {
            "type": "line",
            "name": name,
            "symbol": _SYMBOLS[number % len(_SYMBOLS)],
            "symbolSize": 9,
            "lineStyle": {"width": 2},
            "color": _COLOURS[number % len(_COLOURS)],
            "data": [[round(100 * said, 1), round(100 * true, 1)] for said, true in pairs],
        }
        for number, (name, pairs) in enumerate(lines)
    ]
    axis: dict[str, Any] = {
        "type": "value",
        "min": 0,
        "max": 100,
        "axisLabel": {"formatter": "{value} %"},
        "nameLocation": "middle",
    }
    return {
        "grid": {"left": 56, "right": 16, "top": 48, "bottom": 48},
        "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"trigger": "item"},
        "xAxis": {**axis, "name": tr("probability said"), "nameGap": 30},
        "yAxis": {**axis, "name": tr("share that was true"), "nameGap": 44},
        "series": [agreed, *drawn],
    }


def figure_words(part: Any) -> str:  # noqa: ANN401 - any part of the document with a figure
    """Give a share with its interval; a dash where nothing was measured."""
    if part.value is None:
        return "\N{EN DASH}"
    if part.low is None or part.high is None:
        return percent_words(part.value)
    return tr(
        "{value} ({low} to {high})",
        value=percent_words(part.value),
        low=percent_words(part.low),
        high=percent_words(part.high),
    )


def system_rows(systems: Sequence[SystemPart]) -> list[dict[str, str]]:
    """Give the main figures, a row for each system."""
    return [
        {
            tr("System"): system.name,
            tr("Kicks found"): figure_words(system.detection.recall),
            tr("Kicks called that are ones"): figure_words(system.detection.precision),
            tr("Technique, mean F1"): figure_words(system.technique.macro_f1),
            tr("Left open"): figure_words(system.technique.abstention),
            **_speed(system.foot, tr("Foot speed off by")),
            **_speed(system.ball, tr("Ball speed off by")),
        }
        for system in systems
    ]


def _speed(parts: Sequence[Any], title: str) -> Mapping[str, str]:
    return {title: figure_words(parts[0].median_error)} if parts else {}


def group_rows(system: SystemPart, group: str) -> list[dict[str, Any]]:
    """Give the figures of one system by the values of one group."""
    return [
        {
            tr("Value"): line.value,
            tr("Players"): line.players,
            tr("Kicks"): line.kicks,
            tr("Kicks found"): figure_words(line.recall),
            tr("Kicks called that are ones"): figure_words(line.precision),
            tr("Technique, mean F1"): figure_words(line.macro_f1),
            tr("Foot speed off by"): figure_words(line.foot_error),
            tr("Ball speed off by"): figure_words(line.ball_error),
        }
        for line in system.groups
        if line.group == group
    ]
