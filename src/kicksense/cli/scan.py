"""Sensors in radio range."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.speaking import say, say_lines, spoken, working
from kicksense.units import counted

if TYPE_CHECKING:
    from kicksense.workflows.sensors import SeenSensor

_NOTHING = (
    "No sensor in range. Switch it on, wake it (shake it, or press its button), bring it close, "
    "and make sure that no phone is connected to it."
)


@spoken
def scan(
    *,
    seconds: Annotated[
        float, typer.Option("--seconds", metavar="N", help="How long to look.")
    ] = 5.0,
    every: Annotated[
        bool, typer.Option("--all", help="Show what is no sensor kicksense knows, too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything that was found as a JSON document.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Look for sensors in range, and say whose they are.

    `kicksense pair NAME --player ID --leg right` then remembers one.
    """
    from kicksense.workflows.sensors import (  # noqa: PLC0415 - late for a fast --help
        paired_sensors,
        scanned,
        seen_sensors,
    )
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    with working(f"looking for sensors for {seconds:g} s"):
        found = scanned(seconds)
    seen = seen_sensors(found, paired_sensors(open_sessions(data_dir)))
    if as_json:
        print(json.dumps({"sensors": [_document(one) for one in seen]}, indent=2))
        return
    known = [one for one in seen if one.found.family is not None or one.paired is not None]
    shown = seen if every else known
    if shown:
        say_lines(_lines(shown))
    else:
        say(_NOTHING)
    if others := len(seen) - len(shown):
        devices = counted(others, "other device")
        say(f"({devices} in range, not known to be sensors; --all shows them.)")


def _document(seen: "SeenSensor") -> dict[str, str | int | None]:
    """Give a sensor as it stands in the JSON document."""
    found, paired = seen.found, seen.paired
    return {
        "sensor": found.sensor,
        "name": found.name,
        "family": None if found.family is None else found.family.name,
        "rssi_dbm": found.rssi_dbm,
        "player": None if paired is None else paired.player_id,
        "leg": None if paired is None or paired.side is None else str(paired.side),
    }


def _lines(seen: "Sequence[SeenSensor]") -> list[str]:
    """Give one line for each sensor; the address comes last, since it may be long."""
    heading = ("name", "family", "signal", "whose", "address")
    return table_lines([heading, *(_cells(one) for one in seen)])


def _cells(seen: "SeenSensor") -> tuple[str, str, str, str, str]:
    from kicksense.workflows.sensors import signal_words  # noqa: PLC0415 - late for --help

    paired = seen.paired
    whose = "" if paired is None else whose_words(paired.player_id, paired.side)
    return (
        seen.found.called,
        seen.family_title,
        signal_words(seen.found.rssi_dbm),
        whose or "nobody's yet",
        seen.found.sensor,
    )


def whose_words(player_id: str | None, side: str | None) -> str:
    """Give whose leg a sensor is on.

    Parameters
    ----------
    player_id, side
        None where nobody said.

    Returns
    -------
    words
        As in ``p07, right leg``; empty where nothing is known.
    """
    return ", ".join(part for part in (player_id or "", f"{side} leg" if side else "") if part)


def table_lines(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Give rows as lines with their columns under each other.

    Parameters
    ----------
    rows
        All with as many cells as the first.

    Returns
    -------
    lines
        One for each row.
    """
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
