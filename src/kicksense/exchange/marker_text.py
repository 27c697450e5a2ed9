"""Cues, hits and notes from a label file: Audacity's label text, or CSV."""

import math
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kicksense.domain.live import Marker, MarkerKind
from kicksense.errors import LabelFileError
from kicksense.exchange.label_text import read_statements

MOST_MARKERS: Final = 20_000
"""More than anybody sets in a session."""

_MOST_TEXT_LETTERS: Final = 2000
_KINDS: Final[Mapping[str, MarkerKind]] = MappingProxyType(
    {
        "": MarkerKind.CUE,
        "cue": MarkerKind.CUE,
        "beep": MarkerKind.CUE,
        "cross": MarkerKind.CROSS,
        "hit": MarkerKind.TARGET_HIT,
        "target hit": MarkerKind.TARGET_HIT,
        "gate": MarkerKind.TARGET_HIT,
        "tap": MarkerKind.TAP,
        "three taps": MarkerKind.TAP,
    }
)
"""What labels say; anything else is a note."""


def read_markers_of(path: Path) -> tuple[Marker, ...]:
    """Read cues, hits, taps and notes from a label file.

    Parameters
    ----------
    path
        Audacity's label text or CSV. A label says ``cue``, ``cross``, ``hit`` or ``tap``; one
        without words is a cue, and any other is a note.

    Returns
    -------
    markers
        In order of time, on the clock that the file counts on.

    Raises
    ------
    LabelFileError
        If the file cannot be read, a time is none, or no label is a cue, a hit or a tap.
    """
    statements = read_statements(path)
    if len(statements) > MOST_MARKERS:
        raise LabelFileError(f"{path}: there are more than {MOST_MARKERS} labels; split the file.")
    markers = []
    for statement in statements:
        if not math.isfinite(statement.start_s):
            raise LabelFileError(
                f"{path}: line {statement.line}: its time is no number; correct it."
            )
        kind = _KINDS.get(" ".join(statement.words.replace("_", " ").split()).casefold())
        text = "" if kind is not None else statement.words[:_MOST_TEXT_LETTERS]
        markers.append(Marker(statement.start_s, kind or MarkerKind.NOTE, text, path.name))
    if all(marker.kind is MarkerKind.NOTE for marker in markers):
        raise LabelFileError(
            f"{path}: no label in it is a cue; label moments as cue, cross, hit or tap."
        )
    return tuple(sorted(markers, key=lambda marker: marker.t_s))
