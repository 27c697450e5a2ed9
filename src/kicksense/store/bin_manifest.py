"""What a thing in the bin was, where it lay, and how far its moving has come."""

import re
import secrets
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kicksense.errors import StoreError
from kicksense.store.documents import Form, Part
from kicksense.store.folder import DataFolder

MANIFEST_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MANIFEST_NAME: Final = "manifest.json"
MOST_MOVED: Final = 200_000

_BIN_ID: Final = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}")
_FOLDER_NAME: Final = "bin"

Place = Annotated[
    str,
    StringConstraints(max_length=1000, pattern=r"^[^\x00-\x1f/\\]+(/[^\x00-\x1f/\\]+)*$"),
]
"""A place in the data folder, with slashes."""


class BinKind(StrEnum):
    """What was put away."""

    PLAYER = "player"
    SESSION = "session"
    FILES = "files"
    REPLACED = "replaced"


class BinState(StrEnum):
    """How far it is; whatever is not kept is finished when the store is next opened."""

    MOVING = "moving"
    KEPT = "kept"
    RESTORING = "restoring"
    EMPTYING = "emptying"


class Moved(Part):
    """A file or folder that was moved.

    Attributes
    ----------
    place
        Where it lay in the data folder.
    kept
        What it is called in the bin.
    """

    place: Place
    kept: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")]


class BinnedSensor(Part):
    """A remembered sensor, as the catalogue had it."""

    sensor: Annotated[str, StringConstraints(max_length=255)]
    name: Annotated[str, StringConstraints(max_length=255)]
    family: Annotated[str, StringConstraints(max_length=64)]
    player_id: Annotated[str, StringConstraints(max_length=64)] | None
    side: Literal["left", "right"] | None
    paired_utc: AwareDatetime


class Manifest(Part):
    """One thing in the bin.

    Attributes
    ----------
    format
        Version of the form.
    bin_id
        The folder's name.
    kind, title
        What it was, and of whom or what: an id, or a session's name.
    binned_utc
        When, in UTC.
    state
        How far its moving has come.
    moved
        Files and folders.
    session_ids
        Of the sessions that the catalogue no longer lists.
    player_id
        Whose it was; None where nobody was named.
    sensors
        That were this player's.
    preferred
        True where this player was the one who plays here.
    size_bytes
        Of all files.
    """

    format: Literal[1] = 1
    bin_id: Annotated[str, StringConstraints(pattern=f"^{_BIN_ID.pattern}$")]
    kind: BinKind
    title: Annotated[str, StringConstraints(max_length=300)]
    binned_utc: AwareDatetime
    state: BinState = BinState.MOVING
    moved: Annotated[tuple[Moved, ...], Field(max_length=MOST_MOVED)] = ()
    session_ids: tuple[Annotated[str, StringConstraints(max_length=64)], ...] = ()
    player_id: Annotated[str, StringConstraints(max_length=64)] | None = None
    sensors: tuple[BinnedSensor, ...] = ()
    preferred: bool = False
    size_bytes: Annotated[int, Field(ge=0)] = 0


_FORM: Final = Form(
    Manifest,
    MANIFEST_FORMAT,
    title="list of what lies in the bin",
    cure="what is beside it can be moved back by hand",
    max_bytes=64 * 1024**2,
)


def bin_path(folder: DataFolder) -> Path:
    """Give the folder of the bin."""
    return folder.root / _FOLDER_NAME


def entry_path(folder: DataFolder, bin_id: str) -> Path:
    """Give the folder of one thing in the bin.

    Raises
    ------
    StoreError
        If the id is none: names from outside are never made a path of.
    """
    if _BIN_ID.fullmatch(bin_id) is None:
        raise nothing_there(bin_id)
    return bin_path(folder) / bin_id


def nothing_there(bin_id: str) -> StoreError:
    """Give what is said where the bin has no such thing, to be raised by the caller."""
    return StoreError(
        f"there is no '{bin_id[:40]}' in the bin; `kicksense bin list` shows what there is."
    )


def new_bin_id(now: datetime) -> str:
    """Give an id that sorts in time and that no other thing has."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def write_manifest(folder: DataFolder, manifest: Manifest) -> None:
    """Write what an entry is, completely or not at all.

    Raises
    ------
    StoreError
        If it could not be written.
    """
    path = entry_path(folder, manifest.bin_id) / MANIFEST_NAME
    _FORM.write(folder, path, manifest.model_copy(update={"format": MANIFEST_FORMAT}))


def read_manifest(folder: DataFolder, bin_id: str) -> Manifest:
    """Read what an entry is.

    Raises
    ------
    StoreError
        If there is none, or it is damaged.
    """
    path = entry_path(folder, bin_id) / MANIFEST_NAME
    manifest = _FORM.read(path)
    if manifest is None:
        raise nothing_there(bin_id)
    if manifest.bin_id != bin_id:
        raise _FORM.damaged(path, "it speaks of another entry than its name")
    for moved in manifest.moved:
        if any(part in {".", ".."} for part in moved.place.split("/")):
            raise _FORM.damaged(path, "it names a place outside the data folder")
    return manifest


def bin_ids(folder: DataFolder) -> tuple[str, ...]:
    """Give the ids of all entries, sound or not, oldest first."""
    try:
        names = [place.name for place in bin_path(folder).iterdir()]
    except OSError:
        return ()
    return tuple(sorted(name for name in names if _BIN_ID.fullmatch(name)))
