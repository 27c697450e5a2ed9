"""Sharing a session with named people."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kicksense import __version__
from kicksense.errors import UsageError
from kicksense.exchange.report_document import document_of
from kicksense.exchange.share_file import (
    MAX_NAME_LETTERS,
    MAX_NAMES,
    MAX_SHARE_BYTES,
    SHARE_FORMAT,
    SHARE_SUFFIX,
    SharedNote,
    SharedNotes,
    SharedSession,
    SharedTrace,
    ShareManifest,
    packed,
)
from kicksense.store.atomic import read_trouble, write_atomically
from kicksense.store.notes import Note, read_notes
from kicksense.store.session_row import SessionRow
from kicksense.store.shares import Share, note_share, shares_of
from kicksense.workflows.consent import Scope, allows
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import PractisedSession, card_of_session
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, find_session, recording_of
from kicksense.workflows.share_page import page_of
from kicksense.workflows.traces import session_trace, slice_of

Progress = Callable[[int, int], None]
"""Told how far it is, and of how much."""

TRACE_POINTS: Final = 4000
"""So many points of a signal are shared; every peak is among them."""

_DIGITS: Final = 3
_ID_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """What is to be shared.

    Attributes
    ----------
    session_id
        Of a stored session.
    for_names
        The people that it is for, as they are called.
    from_name
        Whoever shares it; empty where they do not say.
    note_ids
        The notes that go with it; none unless chosen.
    samples
        True for the samples too, so that the session can be imported and not only looked at.
    passphrase
        That locks the file; None leaves it open.
    """

    session_id: str
    for_names: tuple[str, ...]
    from_name: str = ""
    note_ids: tuple[str, ...] = ()
    samples: bool = False
    passphrase: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ShareFile:
    """A share file that was made.

    Attributes
    ----------
    content
        Of the file.
    name
        That it can be given.
    share
        As it was written down.
    """

    content: bytes
    name: str
    share: Share


def share_session(
    sessions: Sessions, request: ShareRequest, progress: Progress | None = None
) -> ShareFile:
    """Make a share file of a session, and write down for whom.

    No video is ever in it.

    Parameters
    ----------
    sessions
        The store.
    request
        What, and for whom.
    progress
        Told how far the analysis is.

    Returns
    -------
    made
        It is the caller's to write or to hand over.

    Raises
    ------
    UsageError
        If nobody is named, or the player has not agreed to it.
    KicksenseError
        If the session cannot be read, or that it was shared could not be written down.
    """
    names = checked_names(request.for_names)
    row = find_session(sessions, request.session_id)
    check_allowed(sessions, row)
    found = card_of_session(sessions, row.id, AnalysisRequest(), progress)
    notes = _chosen_notes(sessions, row.id, request.note_ids)
    texts = tuple(SharedNote(t_s=note.t_s, kick=note.kick, text=note.text) for note in notes)
    shared = _shared(
        sessions,
        found,
        _manifest(row, names, request),
        notes=SharedNotes(notes=texts),
        samples=request.samples,
    )
    content = packed(shared, request.passphrase or None)
    share = Share(
        share_id=shared.manifest.share_id,
        session_id=row.id,
        player_id=row.player_id,
        made_utc=shared.manifest.made_utc,
        for_names=names,
        samples=request.samples,
        notes=len(notes),
        locked=bool(request.passphrase),
    )
    note_share(sessions.folder, share)
    day = started_of(row).astimezone().date().isoformat()
    return ShareFile(content, f"session-{day}-{row.id}{SHARE_SUFFIX}", share)


def checked_names(names: Sequence[str]) -> tuple[str, ...]:
    """Give the people that a file is for, each once.

    Raises
    ------
    UsageError
        If there is nobody, or too many.
    """
    known = tuple(dict.fromkeys(name for each in names if (name := " ".join(each.split()))))
    if not known:
        raise UsageError("A share file is for named people; say for whom it is.")
    if len(known) > MAX_NAMES:
        raise UsageError(f"A share file is for {MAX_NAMES} people at most; make two of them.")
    if any(len(name) > MAX_NAME_LETTERS for name in known):
        raise UsageError(f"A name has {MAX_NAME_LETTERS} letters at most; shorten it.")
    return known


def check_allowed(sessions: Sessions, row: SessionRow) -> None:
    """Refuse to share what its player has not agreed to share.

    Raises
    ------
    UsageError
        If the player has not agreed; nobody has to be asked about what nobody played.
    """
    if row.simulated or allows(sessions, row.player_id, Scope.COACH):
        return
    if row.player_id is None:
        raise UsageError(
            f"Nobody is named as the player of session {row.id}, so nobody can be asked; name the "
            "player first."
        )
    raise UsageError(
        f"Player {row.player_id} has not agreed that sessions are shared; ask, and then "
        f"`kicksense player consent {row.player_id} --give coach`."
    )


def shared_before(sessions: Sessions, row: SessionRow) -> tuple[Share, ...]:
    """Give for whom share files of a session were made, the newest first."""
    return tuple(
        share
        for share in shares_about(sessions, row.player_id, (row,))
        if share.session_id == row.id
    )


def shares_about(
    sessions: Sessions, player_id: str | None, rows: Sequence[SessionRow]
) -> tuple[Share, ...]:
    """Give all share files that were made of a player and of sessions, the newest first.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose; None where nobody was named.
    rows
        Sessions; what was shared before anybody said whose one is lies under its own id.

    Raises
    ------
    StoreError
        If a list is damaged.
    """
    owners = [*(row.id for row in rows), *([] if player_id is None else [player_id])]
    found = (share for owner in owners for share in shares_of(sessions.folder, owner))
    return tuple(sorted(found, key=lambda share: share.made_utc, reverse=True))


def write_share(made: ShareFile, path: Path) -> None:
    """Write a share file, completely or not at all.

    Raises
    ------
    StoreError
        If it could not be written.
    """
    write_atomically(path, made.content)


def _manifest(row: SessionRow, names: tuple[str, ...], request: ShareRequest) -> ShareManifest:
    return ShareManifest(
        format=SHARE_FORMAT,
        kicksense=__version__,
        share_id=secrets.token_hex(_ID_BYTES),
        made_utc=datetime.now(UTC),
        for_names=names,
        from_name=" ".join(request.from_name.split())[:MAX_NAME_LETTERS],
        session_id=row.id,
        player_id=row.player_id,
        started_utc=started_of(row),
        members={},
    )


def _shared(
    sessions: Sessions,
    found: PractisedSession,
    manifest: ShareManifest,
    *,
    notes: SharedNotes,
    samples: bool,
) -> SharedSession:
    """Put together what is shared; the marks that others set with it are left out."""
    practised = found.practised
    trace = session_trace(recording_of(sessions, found.row.id), practised.report)
    drawn = slice_of(trace, (trace.start_time_s, trace.stop_time_s), TRACE_POINTS)
    return SharedSession(
        manifest=manifest,
        document=document_of(practised.report, card=practised.card),
        trace=SharedTrace(
            start_s=drawn.start_s,
            step_s=drawn.step_s,
            rate_radps=tuple(round(float(value), _DIGITS) for value in drawn.rate_radps),
            acc_mps2=tuple(round(float(value), _DIGITS) for value in drawn.acc_mps2),
        ),
        notes=notes,
        look=page_of(manifest, practised, notes),
        recording=_samples_of(sessions, found.row) if samples else None,
    )


def _samples_of(sessions: Sessions, row: SessionRow) -> bytes:
    path = sessions.folder.recording_path(row.id)
    try:
        if path.stat().st_size > MAX_SHARE_BYTES // 2:
            raise UsageError(
                f"The samples of session {row.id} are too large for a share file; leave them out."
            )
        return path.read_bytes()
    except OSError as error:
        raise read_trouble(error, path) from error


def _chosen_notes(sessions: Sessions, session_id: str, note_ids: Sequence[str]) -> tuple[Note, ...]:
    """Give the notes that were chosen."""
    if not note_ids:
        return ()
    kept = read_notes(sessions.folder, session_id).notes
    unknown = set(note_ids) - {note.id for note in kept}
    if unknown:
        raise UsageError("A note that was chosen is no longer there; choose the notes again.")
    return tuple(note for note in kept if note.id in set(note_ids))
