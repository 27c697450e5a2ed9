"""Notes at moments of a session: kept as they are typed, and never lost to another tab."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kicksense.errors import UsageError
from kicksense.store.bin import Erasure, put_in_bin
from kicksense.store.bin_manifest import BinKind
from kicksense.store.editing import StaleEditError
from kicksense.store.folder import DataFolder
from kicksense.store.notes import (
    MAX_NOTE_LETTERS,
    VOICE_TYPES,
    KeptNotes,
    Note,
    is_note_id,
    new_note,
    new_note_id,
    note_path,
    read_note,
    read_notes,
    write_note,
)
from kicksense.store.preferences import Role
from kicksense.workflows.sessions import Sessions, list_sessions


@dataclass(frozen=True, slots=True)
class TypedNote:
    """A note as it was typed in a page.

    Attributes
    ----------
    id
        Of the note; the page chooses that of a new one.
    t_s
        Moment on the source's own clock.
    text
        All of it.
    kick
        Number of its kick, or None.
    revision
        Of the note that was edited; 0 for a new one.
    writer
        A random word by which the page knows its own writing.
    """

    id: str
    t_s: float
    text: str
    kick: int | None
    revision: int
    writer: str


@dataclass(frozen=True, slots=True)
class KeptNote:
    """What became of a note that was typed.

    Attributes
    ----------
    note
        As it is stored now.
    beside
        True where somebody else had changed or deleted the note meanwhile: theirs stays, and what
        was typed here is a note of its own.
    """

    note: Note
    beside: bool = False


def notes_of_session(sessions: Sessions, session_id: str) -> KeptNotes:
    """Give the notes of a session, in the order of their moments."""
    return read_notes(sessions.folder, session_id)


def notes_of(folder: DataFolder, session_ids: Sequence[str]) -> dict[str, KeptNotes]:
    """Give the notes of sessions that have any.

    Parameters
    ----------
    folder
        The data folder.
    session_ids
        Of the sessions.
    """
    found = {session_id: read_notes(folder, session_id) for session_id in session_ids}
    return {name: kept for name, kept in found.items() if kept.notes or kept.troubles}


def keep_typed(sessions: Sessions, session_id: str, typed: TypedNote, *, author: Role) -> KeptNote:
    """Keep a note as it is typed.

    Parameters
    ----------
    sessions
        The store.
    session_id
        Of the session.
    typed
        From a page; looked at before it is believed.
    author
        Role of whoever types.

    Returns
    -------
    kept
        The note; or what was typed as a note beside it, where somebody else has been there.

    Raises
    ------
    UsageError
        If there is no such session, the moment lies outside it, or the note is too long.
    StoreError
        If it could not be written.
    """
    _check(sessions, session_id, typed)
    folder = sessions.folder
    kept = read_note(folder, session_id, typed.id)
    if kept is not None and (kept.text == typed.text or _is_own(kept, typed)):
        # Said twice, or an answer was lost on the way: no one else has written.
        if kept.text == typed.text:
            return KeptNote(kept)
        return KeptNote(write_note(folder, replace(kept, text=typed.text)))
    note = Note(
        id=typed.id,
        session_id=session_id,
        t_s=typed.t_s,
        author=author,
        created_utc=datetime.now(UTC),
        text=typed.text,
        kick=typed.kick,
        writer=typed.writer,
        revision=typed.revision,
    )
    if kept is not None:
        note = replace(kept, text=typed.text, writer=typed.writer, revision=typed.revision)
    try:
        return KeptNote(write_note(folder, note))
    except StaleEditError:
        beside = None if kept is None else kept.id
        other = replace(note, id=new_note_id(), voice=None, revision=0, beside=beside)
        return KeptNote(write_note(folder, other), beside=True)


def keep_voice(
    sessions: Sessions, session_id: str, t_s: float, *, content: bytes, author: Role
) -> Note:
    """Keep what was spoken at a moment as a note.

    Parameters
    ----------
    sessions
        The store.
    session_id
        Of the session.
    t_s
        Moment on the source's own clock.
    content
        WAV, Ogg or WebM; told by the bytes.
    author
        Role of whoever speaks.

    Raises
    ------
    UsageError
        If there is no such session or moment.
    StoreError
        If it is no recording of a voice, too long, or could not be written.
    """
    note = new_note(session_id, t_s, author)
    _check(sessions, session_id, TypedNote(note.id, t_s, "", None, 0, ""))
    return write_note(sessions.folder, note, content)


def remove_note(sessions: Sessions, session_id: str, note_id: str) -> bool:
    """Put a note and its voice into the bin, and tell whether it was there.

    Parameters
    ----------
    sessions
        The store.
    session_id, note_id
        Which; ids only are made a path of.

    Raises
    ------
    StoreError
        If an id is none, or the note could not be moved; it is then where it was.
    """
    folder = sessions.folder
    path = note_path(folder, session_id, note_id)
    if not path.exists():
        return False
    row = next((row for row in list_sessions(sessions) if row.id == session_id), None)
    erasure = Erasure(
        kind=BinKind.FILES,
        title=session_id if row is None else row.name,
        paths=(path, *(path.with_suffix(f".{kind}") for kind in VOICE_TYPES)),
        player_id=None if row is None else row.player_id,
    )
    put_in_bin(folder, sessions.library.catalogue, erasure)
    return True


def _is_own(kept: Note, typed: TypedNote) -> bool:
    """Tell whether the page that sends a note wrote what is stored, after what it began from."""
    return kept.writer != "" and kept.writer == typed.writer


def _check(sessions: Sessions, session_id: str, typed: TypedNote) -> None:
    row = next((row for row in list_sessions(sessions) if row.id == session_id), None)
    if row is None:
        raise UsageError(f"there is no session '{session_id[:40]}' to take notes of.")
    if not is_note_id(typed.id) or not math.isfinite(typed.t_s):
        raise UsageError("the note has no place in the session; reload the page.")
    if len(typed.text) > MAX_NOTE_LETTERS:
        raise UsageError(
            f"a note has {MAX_NOTE_LETTERS} letters at most, and this one has {len(typed.text)}; "
            "make two of it."
        )
