"""One line of the catalogue."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kicksense.domain.anatomy import Placement, Side
from kicksense.store.recording_notes import LiveNote, RecordingNotes

_ALPHABET: Final = "23456789bcdfghjkmnpqrstvwxz"
"""Letters and digits that are not mistaken for each other and spell no words."""

_SHORTEST_ID: Final = 6
_LONGEST_ID: Final = 16


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A stored session, as lists show it.

    Attributes
    ----------
    id
        Short and easy to type.
    name, kind
        File stem and format of the original.
    imported_utc
        When it was imported first, in UTC.
    side
        The leg; None where nobody said which.
    fingerprint
        SHA-256 of the original content, hex.
    simulated
        True for what no player ever did.
    player_id
        Whose session it is, or None.
    live
        Of a session that was recorded live, None for an imported one.
    """

    id: str
    name: str
    kind: str
    imported_utc: datetime
    duration_s: float
    sampling_rate_hz: float
    side: Side | None
    fingerprint: str
    simulated: bool
    player_id: str | None = None
    live: LiveNote | None = None

    @property
    def worn_side(self) -> Side:
        """The leg, or the one that is assumed where nobody said which."""
        return self.side or Placement().side


def row_of(session_id: str, notes: RecordingNotes) -> SessionRow:
    """Give the line for a recording.

    Parameters
    ----------
    session_id
        Its id.
    notes
        What the recording says of itself.

    Returns
    -------
    row
        For the catalogue.
    """
    placement = notes.placement
    return SessionRow(
        id=session_id,
        name=notes.source.name,
        kind=notes.source.kind,
        imported_utc=notes.imported_utc,
        duration_s=notes.quality.duration_s,
        sampling_rate_hz=notes.sampling_rate_hz,
        side=placement.side if placement.side_known else None,
        fingerprint=notes.source.fingerprint,
        simulated=notes.source.simulated,
        player_id=notes.player_id,
        live=notes.live,
    )


def session_ids(fingerprint: str, side: Side) -> Iterator[str]:
    """Give ids for a session, the shortest first, always the same for the same content.

    Parameters
    ----------
    fingerprint
        SHA-256 of the original content.
    side
        The leg.

    Yields
    ------
    session_id
        Each one character longer than the one before, for when that one is taken.
    """
    number = int.from_bytes(hashlib.sha256(f"{fingerprint}:{side}".encode()).digest())
    letters: list[str] = []
    while len(letters) < _LONGEST_ID:
        number, position = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[position])
        if len(letters) >= _SHORTEST_ID:
            yield "".join(letters)
