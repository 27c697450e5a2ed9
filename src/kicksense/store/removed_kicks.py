"""Kicks that somebody took out of a session, as a JSON file beside the recordings.

The recording keeps its samples: a kick is part of its course. It is marked as removed, by its time,
and everything that is shown or counted of the session leaves it out.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kicksense.errors import StoreError
from kicksense.store.documents import Form, Part
from kicksense.store.editing import alone
from kicksense.store.folder import DataFolder

REMOVED_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

SAME_KICK_S: Final = 0.25
"""A kick this close to a removed one is that kick, even when a later analysis moves it a little:
kicks are at least 0.45 s apart."""

MOST_REMOVED: Final = 20_000

_FOLDER_NAME: Final = "removed"


class RemovedKick(Part):
    """A kick that is left out.

    Attributes
    ----------
    t_s
        Impact on the recording's clock.
    removed_utc
        When it was taken out, in UTC.
    """

    t_s: Annotated[float, Field(ge=-1e12, le=1e12)]
    removed_utc: AwareDatetime


class _Document(Part):
    format: Literal[1] = 1
    session_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,64}$")]
    kicks: Annotated[tuple[RemovedKick, ...], Field(max_length=MOST_REMOVED)] = ()


_FORM: Final = Form(
    _Document,
    REMOVED_FORMAT,
    title="file of removed kicks",
    cure="delete it, and every kick of the session is shown again",
    max_bytes=8 * 1024**2,
)


def removed_kicks(folder: DataFolder, session_id: str) -> tuple[RemovedKick, ...]:
    """Give the kicks that are left out of a session, in the order of time.

    Parameters
    ----------
    folder
        The data folder.
    session_id
        Of a stored session.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    path = _path_of(folder, session_id)
    document = _FORM.read(path)
    if document is None:
        return ()
    if document.session_id != session_id:
        raise _FORM.damaged(path, "it speaks of another session than its name")
    return document.kicks


def sessions_with_removed(folder: DataFolder) -> tuple[str, ...]:
    """Give the sessions that kicks were taken out of."""
    place = folder.root / _FOLDER_NAME
    return tuple(sorted(path.stem for path in place.glob("*.json")))


def mark_removed(folder: DataFolder, session_id: str, t_s: float, now: datetime) -> None:
    """Leave a kick out of a session from now on; one that is left out already stays so.

    Raises
    ------
    StoreError
        If it could not be kept.
    """
    with alone(folder, _FOLDER_NAME):
        kicks = removed_kicks(folder, session_id)
        if not any(abs(kick.t_s - t_s) < SAME_KICK_S for kick in kicks):
            _write(folder, session_id, (*kicks, RemovedKick(t_s=t_s, removed_utc=now)))


def unmark_removed(folder: DataFolder, session_id: str, t_s: float) -> bool:
    """Show a kick again, and tell whether it was left out.

    Raises
    ------
    StoreError
        If it could not be kept.
    """
    with alone(folder, _FOLDER_NAME):
        kicks = removed_kicks(folder, session_id)
        kept = tuple(kick for kick in kicks if abs(kick.t_s - t_s) >= SAME_KICK_S)
        if len(kept) == len(kicks):
            return False
        _write(folder, session_id, kept)
    return True


def removed_stamp(folder: DataFolder, session_id: str) -> int:
    """Give what changes when another kick is left out; 0 where none is."""
    try:
        return _path_of(folder, session_id).stat().st_mtime_ns
    except (OSError, StoreError):
        return 0


def _write(folder: DataFolder, session_id: str, kicks: tuple[RemovedKick, ...]) -> None:
    ordered = tuple(sorted(kicks, key=lambda kick: kick.t_s))
    document = _Document(format=REMOVED_FORMAT, session_id=session_id, kicks=ordered)
    _FORM.write(folder, _path_of(folder, session_id), document)


def _path_of(folder: DataFolder, session_id: str) -> Path:
    if not (session_id.isascii() and session_id.isalnum()):
        raise StoreError(f"There is no session '{session_id[:40]}'; open it from the list again.")
    return folder.root / _FOLDER_NAME / f"{session_id}.json"
