"""Kicks of stored sessions as the rows of a table, from what is kept of them in the catalogue."""

from collections.abc import Sequence
from typing import Any, Final

from dashboard.formats import (
    capitalised,
    clock_words,
    interval_words,
    percent_words,
    speed_words,
)
from dashboard.glyphs import power_sign
from dashboard.wording import power_words, technique_words
from kicksense.domain.kick import Technique
from kicksense.store.kick_lines import KickLine
from kicksense.workflows.language import tr, tr_count

_OWN_CLOCK_S: Final = 86_400.0


def kick_line_rows(lines: Sequence[KickLine], *, selected: int | None = None) -> dict[str, Any]:
    """Give kicks as `dashboard.components.kicks_table` takes them.

    Parameters
    ----------
    lines
        Of one session, in order of time.
    selected
        Number of the kick that is marked, from 1; None for none.

    Returns
    -------
    table
        Columns, and rows of pairs of a text and a smaller one below it. Times count from the first
        kick where the source's clock counts from some epoch.
    """
    judged = any(line.power is not None for line in lines)
    offset_s = lines[0].t_s if lines and lines[0].t_s >= _OWN_CLOCK_S else 0.0
    columns = [
        {"name": "number", "label": tr("#"), "classes": "number"},
        {"name": "time", "label": tr("Time"), "classes": "number wide"},
        {"name": "technique", "label": tr("Technique"), "classes": ""},
        {"name": "ball", "label": tr("Ball"), "classes": "number"},
    ]
    if judged:
        columns.append({"name": "weight", "label": tr("Weight"), "classes": "loose"})
    return {
        "alt": tr_count(
            "{count} kick. Choose the row to look at the kick.",
            "{count} kicks. Choose a row to look at its kick.",
            len(lines),
        ),
        "selected": selected,
        "columns": columns,
        "rows": [
            {
                "number": line.number,
                "technique": line.technique.value,
                "cells": _cells(line, offset_s)[: len(columns)],
            }
            for line in lines
        ],
    }


def doubt_words(line: KickLine) -> str:
    """Say how sure the technique of a kick is."""
    if line.technique is Technique.UNSURE:
        return tr("too close to call")
    return tr("{share} sure", share=percent_words(line.probability))


def _cells(line: KickLine, offset_s: float) -> list[tuple[str, str]]:
    weight = ""
    if line.power is not None:
        weight = f"{power_sign(line.power)} {capitalised(power_words(line.power))}"
    limit = tr("sensor at its limit") if line.clipped else ""
    return [
        (str(line.number), ""),
        (clock_words(line.t_s - offset_s), ""),
        (capitalised(technique_words(line.technique)), doubt_words(line)),
        (speed_words(line.ball_speed_mps.value), interval_words(line.ball_speed_mps)),
        (weight, limit),
    ]
