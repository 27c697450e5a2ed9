"""Notes at moments of a session, small JSON files: ``notes/<session>/<id>.json``.

Beside a note that was spoken lies its voice, ``<id>.wav``, ``.ogg`` or ``.webm``. Notes cannot be
computed again. Each carries a revision: whoever saves one that somebody else has changed meanwhile
is told, and what is stored stays.
"""

import io
import re
import secrets
import wave
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kicksense.errors import StoreError
from kicksense.store.atomic import read_trouble, write_atomically, write_trouble
from kicksense.store.documents import Form, Part
from kicksense.store.edited import document_of, edited_in, readable
from kicksense.store.editing import alone, check_revision
from kicksense.store.folder import DataFolder
from kicksense.store.preferences import Role

NOTE_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MAX_NOTE_LETTERS: Final = 2000
"""Longest note."""

MAX_NOTES: Final = 500
"""Of one session."""

MAX_VOICE_BYTES: Final = 5 * 1024**2
"""Largest recorded voice."""

MAX_VOICE_S: Final = 120.0
"""Longest recorded voice, where its file says how long it is."""

VOICE_TYPES: Final[Mapping[str, str]] = {
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "webm": "audio/webm",
}
"""Media types by the ends of voices' names."""

_FOLDER_NAME: Final = "notes"
_SESSION: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NOTE: Final = re.compile(r"[0-9a-f]{16}")
_ID_BYTES: Final = 8
_PRIVATE_MODE: Final = 0o700


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody noted at a moment.

    Attributes
    ----------
    id
        Of the note; by `new_note_id`.
    session_id
        Of the session.
    t_s
        The moment, on the source's own clock.
    author
        Role of whoever wrote it.
    created_utc
        When it was begun.
    text
        What was typed.
    kick
        Number of the kick it is about, from 1; None where it is about a moment.
    voice
        End of the name of the recorded voice, from `VOICE_TYPES`; None where nobody spoke.
    beside
        Id of the note of which this is another version, typed elsewhere at the same time.
    writer
        Whoever wrote it last, by a random word of theirs.
    revision
        How often it was written; 0 for one that never was.
    """

    id: str
    session_id: str
    t_s: float
    author: Role
    created_utc: datetime
    text: str = ""
    kick: int | None = None
    voice: str | None = None
    beside: str | None = None
    writer: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class KeptNotes:
    """The notes that were found.

    Attributes
    ----------
    notes
        In the order of their moments.
    troubles
        A sentence for each file that cannot be read; the others are good without it.
    """

    notes: tuple[Note, ...] = ()
    troubles: tuple[str, ...] = ()


_Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class _Document(Part):
    format: Literal[1]
    id: _Id
    session_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    t_s: float
    author: Role
    created_utc: AwareDatetime
    text: Annotated[str, StringConstraints(max_length=MAX_NOTE_LETTERS)] = ""
    kick: Annotated[int, Field(ge=1, le=10**6)] | None = None
    voice: Literal["wav", "ogg", "webm"] | None = None
    beside: _Id | None = None
    writer: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{0,16}$")] = ""
    revision: Annotated[int, Field(ge=1, le=10**9)]


_FORM: Final = Form(
    _Document,
    NOTE_FORMAT,
    title="note",
    cure="delete it, or restore it from a copy",
    max_bytes=1024**2,
)


def new_note_id() -> str:
    """Give an id that no other note has."""
    return secrets.token_hex(_ID_BYTES)


def is_note_id(word: str) -> bool:
    """Tell whether a word is the id of a note, and no way out of the folder."""
    return _NOTE.fullmatch(word) is not None


def new_note(session_id: str, t_s: float, author: Role) -> Note:
    """Begin a note; nothing is written yet.

    Parameters
    ----------
    session_id
        Of the session.
    t_s
        The moment, on the source's own clock.
    author
        Role of whoever writes it.
    """
    return Note(new_note_id(), session_id, t_s, author, datetime.now(UTC))


def notes_path(folder: DataFolder, session_id: str) -> Path:
    """Give the folder of a session's notes.

    Raises
    ------
    StoreError
        If the id is none: names from outside are never made a path of.
    """
    if _SESSION.fullmatch(session_id) is None:
        raise StoreError(f"There is no session '{session_id[:40]}'; open it from the list again.")
    return folder.root / _FOLDER_NAME / session_id


def note_path(folder: DataFolder, session_id: str, note_id: str) -> Path:
    """Give the file of a note.

    Raises
    ------
    StoreError
        If an id is none.
    """
    if not is_note_id(note_id):
        raise StoreError(f"There is no note '{note_id[:40]}'; open the session again.")
    return notes_path(folder, session_id) / f"{note_id}.json"


def voice_path(folder: DataFolder, note: Note) -> Path | None:
    """Give the file of a note's recorded voice, None where nobody spoke."""
    if note.voice not in VOICE_TYPES:
        return None
    return note_path(folder, note.session_id, note.id).with_suffix(f".{note.voice}")


def read_notes(folder: DataFolder, session_id: str) -> KeptNotes:
    """Read the notes of a session.

    Parameters
    ----------
    folder
        The data folder.
    session_id
        Of the session; one whose id is none has no notes.
    """
    if _SESSION.fullmatch(session_id) is None:
        return KeptNotes()
    paths = sorted(notes_path(folder, session_id).glob("*.json"))[:MAX_NOTES]
    notes, troubles = readable((path for path in paths if is_note_id(path.stem)), _note_in)
    notes.sort(key=lambda note: (note.t_s, note.created_utc, note.id))
    return KeptNotes(tuple(notes), troubles)


def read_note(folder: DataFolder, session_id: str, note_id: str) -> Note | None:
    """Read a note, None where there is none.

    Raises
    ------
    StoreError
        If it is damaged, or an id is none.
    """
    return _note_in(note_path(folder, session_id, note_id))


def write_note(folder: DataFolder, note: Note, voice: bytes | None = None) -> Note:
    """Write a note over the one that it was edited from.

    Parameters
    ----------
    folder
        The data folder.
    note
        With the revision of the one that was read, or 0 for a new one.
    voice
        What was spoken, for a new note; its kind is told by its content.

    Returns
    -------
    written
        With its new revision.

    Raises
    ------
    StaleEditError
        If somebody else has written or deleted it since; theirs stays.
    StoreError
        If it is too long, no recording of a voice, or could not be written.
    """
    path = note_path(folder, note.session_id, note.id)
    kind = note.voice if voice is None else voice_kind(voice)
    with alone(folder, _FOLDER_NAME):
        kept = _note_in(path)
        check_revision(note.revision, 0 if kept is None else kept.revision, "The note")
        if kept is None and sum(1 for _ in path.parent.glob("*.json")) >= MAX_NOTES:
            raise StoreError(
                f"A session holds {MAX_NOTES} notes at most; delete some of them first."
            )
        written = replace(note, voice=kind, revision=note.revision + 1)
        document = document_of(written, _FORM)
        # The voice first: a note never speaks of one that is not there.
        if voice is not None:
            _make(path.parent)
            write_atomically(path.with_suffix(f".{kind}"), voice)
        _FORM.write(folder, path, document)
    return written


def read_voice(folder: DataFolder, note: Note) -> bytes | None:
    """Read a recorded voice, None where there is none.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    path = voice_path(folder, note)
    if path is None:
        return None
    try:
        if path.stat().st_size > MAX_VOICE_BYTES:
            return None
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise read_trouble(error, path) from error


def voice_kind(content: bytes) -> str:
    """Tell what kind of recording some bytes are, from the bytes alone.

    Returns
    -------
    kind
        A key of `VOICE_TYPES`.

    Raises
    ------
    StoreError
        If they are none, or too long.
    """
    if len(content) > MAX_VOICE_BYTES:
        raise StoreError(
            f"The recording is larger than {MAX_VOICE_BYTES // 1024**2} MB; speak for "
            f"{MAX_VOICE_S / 60:.0f} minutes at most."
        )
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        _check_length(content)
        return "wav"
    if content[:4] == b"OggS":
        return "ogg"
    if content[:4] == b"\x1a\x45\xdf\xa3":
        return "webm"
    raise StoreError("This is no recorded voice in WAV, Ogg or WebM; record it again.")


def _check_length(content: bytes) -> None:
    """Refuse a WAV file that cannot be played or goes on for too long."""
    try:
        with wave.open(io.BytesIO(content)) as spoken:
            duration_s = spoken.getnframes() / max(1, spoken.getframerate())
    except (wave.Error, EOFError) as error:
        raise StoreError("The recorded voice is damaged; record it again.") from error
    if duration_s > MAX_VOICE_S:
        raise StoreError(
            f"The recording lasts {duration_s:.0f} s; speak for {MAX_VOICE_S / 60:.0f} minutes "
            "at most."
        )


def _make(place: Path) -> None:
    """Make the folder of a session's notes, and the one that it lies in, for their owner alone."""
    for each in (place.parent, place):
        try:
            each.mkdir(mode=_PRIVATE_MODE, exist_ok=True)
        except OSError as error:
            raise write_trouble(error, each) from error


def _note_in(path: Path) -> Note | None:
    return edited_in(path, _FORM, Note, "session_id")
