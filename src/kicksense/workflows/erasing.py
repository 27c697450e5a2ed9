"""Erase a player, a session, or come back from it: everything that belongs to it, through the bin.

What is erased can be restored for 30 days (`kicksense.store.bin`). Models that were trained with it
cannot unlearn it; what is erased says which they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from kicksense.domain.anatomy import Side
from kicksense.errors import StoreError, UsageError
from kicksense.store.adaptations import (
    PlayerEvidence,
    evidence_in,
    read_evidence,
    write_evidence,
)
from kicksense.store.adoption import adopt_recordings
from kicksense.store.bin import (
    KEPT_FOR,
    Erasure,
    bin_entries,
    empty_bin,
    put_in_bin,
    restore,
)
from kicksense.store.bin_manifest import BinKind, Manifest, entry_path, read_manifest
from kicksense.store.folder import JOURNAL_SUFFIX
from kicksense.store.holdings import player_paths, session_paths
from kicksense.store.journal_lock import is_being_written
from kicksense.store.journal_reading import read_journal
from kicksense.store.session_row import SessionRow
from kicksense.workflows.consent import known_players
from kicksense.workflows.kept_of_player import models_with
from kicksense.workflows.recovery import recover
from kicksense.workflows.sessions import Sessions, list_sessions

__all__ = [
    "KEPT_FOR",
    "BinKind",
    "Erased",
    "Manifest",
    "empty",
    "erase_player",
    "erase_session",
    "in_bin",
    "restored",
    "to_be_emptied",
]

_ADAPTATIONS: Final = "adaptations/"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was put into the bin.

    Attributes
    ----------
    manifest
        As it lies there.
    model_names
        Of the user's own models that were trained with it.
    """

    manifest: Manifest
    model_names: tuple[str, ...]

    @property
    def gone_utc(self) -> datetime:
        """When it can no longer be restored."""
        return self.manifest.binned_utc + KEPT_FOR


def erase_player(sessions: Sessions, player_id: str) -> Erased:
    """Put everything that is kept of a player into the bin.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.

    Returns
    -------
    erased
        With the models that know these recordings.

    Raises
    ------
    UsageError
        If nothing is kept of this player, or a recording of theirs is running.
    StoreError
        If it could not be moved; everything is then where it was.
    """
    _refuse_while_recording(sessions, player_id=player_id)
    recover(sessions.folder)
    every = list_sessions(sessions)
    rows = [row for row in every if row.player_id == player_id]
    others = [row for row in every if row.player_id != player_id]
    paths = (
        *session_paths(sessions.folder, rows, others),
        *_loose_journals(sessions, every, player_id),
        *player_paths(sessions.folder, player_id),
    )
    if not paths and player_id not in known_players(sessions):
        raise UsageError(
            f"nothing is kept of a player '{player_id[:64]}'; `kicksense player list` shows who "
            "there is."
        )
    erasure = Erasure(
        BinKind.PLAYER,
        player_id,
        paths,
        session_ids=tuple(row.id for row in rows),
        player_id=player_id,
        whole_player=True,
    )
    models = models_with(sessions, tuple(rows), player_id)
    return Erased(put_in_bin(sessions.folder, sessions.library.catalogue, erasure), models)


def erase_session(sessions: Sessions, session_id: str) -> Erased:
    """Put a session and all that belongs to it into the bin.

    What the analysis has learnt of the player from it goes with it.

    Parameters
    ----------
    sessions
        The store.
    session_id
        Which.

    Returns
    -------
    erased
        With the models that know this recording.

    Raises
    ------
    UsageError
        If there is no such session, or it is just being recorded.
    StoreError
        If it could not be moved; everything is then where it was.
    """
    every = list_sessions(sessions)
    row = next((row for row in every if row.id == session_id), None)
    if row is None:
        raise UsageError(
            f"there is no session '{session_id[:40]}'; `kicksense sessions` lists those there are."
        )
    if row.live is not None:
        _refuse_while_recording(sessions, group_id=row.live.group_id)
    others = [other for other in every if other.id != row.id]
    learnt = _learnt_from(sessions, row)
    paths = session_paths(sessions.folder, [row], others)
    paths += tuple(
        path
        for evidence in learnt
        for path in player_paths(sessions.folder, evidence.player_id)
        if path.parent.name == _ADAPTATIONS.rstrip("/") and path.stem.endswith(f"-{evidence.side}")
    )
    erasure = Erasure(
        BinKind.SESSION, row.name[:200], paths, session_ids=(row.id,), player_id=row.player_id
    )
    models = models_with(sessions, (row,))
    manifest = put_in_bin(sessions.folder, sessions.library.catalogue, erasure)
    for evidence in learnt:
        left = _without_session(evidence, row.id)
        if left.lessons or left.undone:
            write_evidence(sessions.folder, left)
    return Erased(manifest, models)


def in_bin(sessions: Sessions) -> tuple[Manifest, ...]:
    """Give what can be restored, the newest first."""
    return bin_entries(sessions.folder)


def restored(sessions: Sessions, bin_id: str) -> Manifest:
    """Put something back where it was, its sessions into the catalogue again.

    Parameters
    ----------
    sessions
        The store.
    bin_id
        Which.

    Returns
    -------
    manifest
        What came back.

    Raises
    ------
    StoreError
        If there is no such thing, or it could not be put back.
    """
    folder, catalogue = sessions.folder, sessions.library.catalogue
    newer = _learnt_since(sessions, bin_id)
    manifest = restore(folder, catalogue, bin_id)
    adopt_recordings(folder, catalogue)
    for evidence in newer:
        merged = read_evidence(folder, evidence.player_id, evidence.side)
        for lesson in evidence.lessons:
            merged = merged.with_lesson(lesson)
        write_evidence(folder, merged)
    return manifest


def empty(sessions: Sessions, wanted: Sequence[str] | None = None) -> int:
    """Delete things in the bin for good, and give how many; all of them unless named.

    Raises
    ------
    StoreError
        If one is not there or could not be deleted.
    """
    ids = [each.bin_id for each in to_be_emptied(sessions, wanted)]
    return empty_bin(sessions.folder, sessions.library.catalogue, ids)


def to_be_emptied(sessions: Sessions, wanted: Sequence[str] | None = None) -> tuple[Manifest, ...]:
    """Give what `empty` would delete, to be looked at before.

    Raises
    ------
    StoreError
        If one that is named is not there.
    """
    if wanted is None:
        return in_bin(sessions)
    return tuple(read_manifest(sessions.folder, bin_id) for bin_id in dict.fromkeys(wanted))


def _refuse_while_recording(
    sessions: Sessions, *, player_id: str | None = None, group_id: str | None = None
) -> None:
    """Refuse to erase what is just being recorded."""
    for path in sessions.folder.journals_path.glob(f"*{JOURNAL_SUFFIX}"):
        if not is_being_written(path):
            continue
        if path.stem == group_id or (player_id is not None and _speaks_of(path, player_id)):
            whom = "this session" if player_id is None else f"player {player_id}"
            raise UsageError(f"{whom} is being recorded just now; stop the recording first.")


def _speaks_of(path: Path, player_id: str) -> bool:
    """Tell whether a player took part in a journal; one that cannot be read may be anybody's."""
    try:
        header = read_journal(path).header
    except StoreError:
        return is_being_written(path)
    return any(sensor.player_id == player_id for sensor in header.sensors)


def _loose_journals(
    sessions: Sessions, rows: Sequence[SessionRow], player_id: str
) -> tuple[Path, ...]:
    """Give the journals with this player that no session was stored of."""
    stored = {row.live.group_id for row in rows if row.live is not None}
    return tuple(
        path
        for path in sorted(sessions.folder.journals_path.glob(f"*{JOURNAL_SUFFIX}"))
        if path.stem not in stored and _speaks_of(path, player_id)
    )


def _learnt_from(sessions: Sessions, row: SessionRow) -> tuple[PlayerEvidence, ...]:
    """Give what is known of a player's legs where a session is part of it."""
    if row.player_id is None:
        return ()
    both = [read_evidence(sessions.folder, row.player_id, side) for side in Side]
    return tuple(each for each in both if _without_session(each, row.id) != each)


def _without_session(evidence: PlayerEvidence, session_id: str) -> PlayerEvidence:
    return replace(
        evidence,
        lessons=tuple(each for each in evidence.lessons if each.session_id != session_id),
        undone=tuple(each for each in evidence.undone if each.session_id != session_id),
    )


def _learnt_since(sessions: Sessions, bin_id: str) -> tuple[PlayerEvidence, ...]:
    """Give what was learnt since of the players whose older knowledge is about to come back."""
    manifest = next((each for each in in_bin(sessions) if each.bin_id == bin_id), None)
    found: list[PlayerEvidence] = []
    for moved in () if manifest is None else manifest.moved:
        if moved.place.startswith(_ADAPTATIONS):
            older = evidence_in(entry_path(sessions.folder, bin_id) / moved.kept)
            if older is not None:
                now = read_evidence(sessions.folder, older.player_id, older.side)
                found.append(now)
    return tuple(each for each in found if each.lessons)
