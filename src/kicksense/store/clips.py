"""Videos of stored sessions, and what was marked in them: ``clips/<session>/<id>.mp4``.

A video cannot be computed again. Its name is shown and never made a path of.
"""

import contextlib
import hashlib
import os
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kicksense.errors import StoreError
from kicksense.store.atomic import publish, read_trouble, staged, write_trouble
from kicksense.store.documents import Form, Part
from kicksense.store.edited import document_of, edited_in, readable
from kicksense.store.editing import alone, check_revision
from kicksense.store.folder import DataFolder

CLIP_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MAX_CLIP_BYTES: Final = 4 * 1024**3
"""Three hours of what a telephone films, twice over; a longer file is refused."""

MOST_CLIPS: Final = 20
"""So many videos a session may have."""

MAX_NAME_LETTERS: Final = 80
"""Longest name of a video that is kept to be shown."""

Media = Literal["mp4", "webm"]
"""Containers that browsers play."""

_FOLDER_NAME: Final = "clips"
_SESSION: Final = re.compile(r"[a-z0-9]{4,32}")
_CLIP: Final = re.compile(r"[0-9a-f]{12}")
_ID_BYTES: Final = 6
_PIECE_BYTES: Final = 1 << 20
_PRIVATE_MODE: Final = 0o700


class ClipMark(Part):
    """A moment of the recording that somebody saw in the video.

    Attributes
    ----------
    name
        What was seen: ``kick-3``, ``tap-1``.
    since_s
        From the recording's first sample.
    video_s
        From the first picture.
    """

    name: Annotated[str, StringConstraints(pattern=r"^(kick|tap)-[0-9]{1,5}$")]
    since_s: Annotated[float, Field(ge=-1e6, le=1e6)]
    video_s: Annotated[float, Field(ge=0.0, le=1e6)]


@dataclass(frozen=True, slots=True)
class Clip:
    """A video of a session.

    Attributes
    ----------
    id, session_id
        Of the video, and of the session it belongs to.
    name
        What its file was called; from outside.
    media
        Its container.
    size_bytes, sha256
        Of the file.
    added_utc
        When it was kept.
    simulated
        True where it was drawn and nobody was filmed.
    codec, width_px, height_px, duration_s, frame_s
        What was found in it; None where nobody could look.
    marks
        In the order of the recording.
    revision
        How often its document was written; 0 for one that never was.
    """

    id: str
    session_id: str
    name: str
    media: Media
    size_bytes: int
    sha256: str
    added_utc: datetime
    simulated: bool = False
    codec: str | None = None
    width_px: int | None = None
    height_px: int | None = None
    duration_s: float | None = None
    frame_s: float | None = None
    marks: tuple[ClipMark, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class KeptClips:
    """The videos that were found.

    Attributes
    ----------
    clips
        The oldest first.
    troubles
        A sentence for each document that cannot be read; the others are good without it.
    """

    clips: tuple[Clip, ...] = ()
    troubles: tuple[str, ...] = ()


_Pixels = Annotated[int, Field(ge=1, le=16384)]


class _Document(Part):
    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
    session_id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{4,32}$")]
    name: Annotated[str, StringConstraints(max_length=MAX_NAME_LETTERS)]
    media: Media
    size_bytes: Annotated[int, Field(ge=1, le=MAX_CLIP_BYTES)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    added_utc: AwareDatetime
    simulated: bool = False
    codec: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")] | None = None
    width_px: _Pixels | None = None
    height_px: _Pixels | None = None
    duration_s: Annotated[float, Field(gt=0.0, le=1e6)] | None = None
    frame_s: Annotated[float, Field(gt=0.0, le=10.0)] | None = None
    marks: Annotated[tuple[ClipMark, ...], Field(max_length=500)] = ()
    revision: Annotated[int, Field(ge=1, le=10**9)]


_FORM: Final = Form(
    _Document,
    CLIP_FORMAT,
    title="description of a video",
    cure="delete it and add the video again, or restore it from a copy",
    max_bytes=1024**2,
)


def new_clip_id() -> str:
    """Give an id that no other video has, and that nobody guesses."""
    return secrets.token_hex(_ID_BYTES)


def clip_path(folder: DataFolder, session_id: str, clip_id: str) -> Path:
    """Give the document of a video; the video lies beside it.

    Raises
    ------
    StoreError
        If an id is none: names from outside are never made a path of.
    """
    if _SESSION.fullmatch(session_id) is None or _CLIP.fullmatch(clip_id) is None:
        raise StoreError(
            f"There is no video '{clip_id[:40]}' of session '{session_id[:40]}'; open the session "
            "again."
        )
    return folder.root / _FOLDER_NAME / session_id / f"{clip_id}.json"


def video_path(folder: DataFolder, clip: Clip) -> Path:
    """Give the file of a video."""
    return clip_path(folder, clip.session_id, clip.id).with_suffix(f".{clip.media}")


def read_clip(folder: DataFolder, session_id: str, clip_id: str) -> Clip | None:
    """Read what is known of a video, None where there is none.

    Raises
    ------
    StoreError
        If its document is damaged, or an id is none.
    """
    return _clip_in(clip_path(folder, session_id, clip_id))


def clips_of(folder: DataFolder, session_id: str) -> KeptClips:
    """Read what is known of the videos of a session.

    Parameters
    ----------
    folder
        The data folder.
    session_id
        Of a session; none has an id that is none.
    """
    if _SESSION.fullmatch(session_id) is None:
        return KeptClips()
    paths = sorted((folder.root / _FOLDER_NAME / session_id).glob("*.json"))
    clips, troubles = readable((p for p in paths if _CLIP.fullmatch(p.stem) is not None), _clip_in)
    clips.sort(key=lambda clip: (clip.added_utc, clip.id))
    return KeptClips(tuple(clips), troubles)


def put_clip(folder: DataFolder, clip: Clip, source: Path) -> Clip:
    """Copy a video into the data folder, and write what is known of it.

    The document comes last: a video without one is none, and goes with the next that is put there.

    Parameters
    ----------
    folder
        The data folder.
    clip
        New; its size and digest are found here.
    source
        The file; it is left untouched.

    Returns
    -------
    kept
        As it was written.

    Raises
    ------
    StoreError
        If it is too large, the session has `MOST_CLIPS` already, or it cannot be written; nothing
        of it then is.
    """
    folder.create()
    target = video_path(folder, clip)
    with alone(folder, _FOLDER_NAME):
        _make_room(folder, clip)
        try:
            with staged(target) as part:
                size_bytes, sha256 = _copied(source, part)
                publish(part, target)
            return _written(folder, replace(clip, size_bytes=size_bytes, sha256=sha256))
        except OSError as error:
            raise write_trouble(error, target) from error


def write_clip(folder: DataFolder, clip: Clip) -> Clip:
    """Write what is known of a video over what it was edited from.

    Parameters
    ----------
    folder
        The data folder.
    clip
        With the revision of the one that was read.

    Returns
    -------
    written
        With its new revision.

    Raises
    ------
    StaleEditError
        If somebody else has written or deleted it since; theirs stays.
    StoreError
        If it could not be written; the earlier one is then untouched.
    """
    with alone(folder, _FOLDER_NAME):
        kept = read_clip(folder, clip.session_id, clip.id)
        check_revision(clip.revision, 0 if kept is None else kept.revision, "The video's marks")
        return _written(folder, clip)


def shown_name(name: str) -> str:
    """Give what a file is called in the shape in which it is kept: one line, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    letters = "".join(letter if letter.isprintable() else " " for letter in last)
    return " ".join(letters.split())[:MAX_NAME_LETTERS]


def _written(folder: DataFolder, clip: Clip) -> Clip:
    written = replace(clip, revision=clip.revision + 1)
    path = clip_path(folder, clip.session_id, clip.id)
    _FORM.write(folder, path, document_of(written, _FORM))
    return written


def _make_room(folder: DataFolder, clip: Clip) -> None:
    """Make the folder of a session's videos, rid of what was never finished."""
    place = video_path(folder, clip).parent
    if len(clips_of(folder, clip.session_id).clips) >= MOST_CLIPS:
        raise StoreError(f"A session keeps up to {MOST_CLIPS} videos; delete one of them first.")
    try:
        place.mkdir(mode=_PRIVATE_MODE, parents=True, exist_ok=True)
        for path in place.iterdir():
            if path.suffix != ".json" and not path.with_suffix(".json").exists():
                with contextlib.suppress(OSError):
                    path.unlink()
    except OSError as error:
        raise write_trouble(error, place) from error


def _copied(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file piece by piece; give its size and its digest."""
    digest = hashlib.sha256()
    try:
        original: BinaryIO = source.open("rb")
    except OSError as error:
        raise read_trouble(error, source) from error
    with original, target.open("xb") as copy:
        size_bytes = 0
        while piece := original.read(_PIECE_BYTES):
            size_bytes += len(piece)
            if size_bytes > MAX_CLIP_BYTES:
                raise StoreError(
                    f"The video is larger than {MAX_CLIP_BYTES // 1024**3} GB; cut it, or save it "
                    "with a smaller picture."
                )
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return size_bytes, digest.hexdigest()


def _clip_in(path: Path) -> Clip | None:
    return edited_in(path, _FORM, Clip, "session_id")
