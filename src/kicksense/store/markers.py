"""What was marked while a session was recorded, as JSON files beside the recordings."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kicksense.domain.live import Marker, MarkerKind
from kicksense.errors import StoreError
from kicksense.store.atomic import write_atomically, write_trouble
from kicksense.store.folder import DataFolder

MARKERS_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MAX_MARKERS: Final = 20_000
"""More than anybody sets in a session."""

MAX_TEXT_LETTERS: Final = 2000
"""Longest note that a marker can hold."""

_MAX_BYTES: Final = 128 * 1024**2
_FOLDER_NAME: Final = "markers"
_FOLDER_MODE: Final = 0o700


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, from_attributes=True, allow_inf_nan=False, extra="forbid"
    )


class _Marker(_Part):
    t_s: Annotated[float, Field(ge=-1e12, le=1e12)]
    kind: MarkerKind
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT_LETTERS)]
    origin: Annotated[str, StringConstraints(max_length=255)]


class _Document(_Part):
    format: Literal[1]
    session_id: Annotated[str, StringConstraints(max_length=64)]
    markers: Annotated[tuple[_Marker, ...], Field(max_length=MAX_MARKERS)]


def write_markers(folder: DataFolder, session_id: str, markers: tuple[Marker, ...]) -> Path:
    """Write the markers of a stored session, completely or not at all.

    Parameters
    ----------
    folder
        The data folder.
    session_id
        Of a stored session, as the catalogue lists it.
    markers
        All of them; what was there before is replaced. Times are on the recording's own clock.

    Returns
    -------
    path
        The file.

    Raises
    ------
    StoreError
        If it could not be written; the earlier file is then untouched.
    ValueError
        If a marker breaks the form of the file.
    """
    ordered = tuple(sorted(markers, key=lambda marker: marker.t_s))
    fields = {"format": MARKERS_FORMAT, "session_id": session_id, "markers": ordered}
    document = _Document.model_validate(fields, from_attributes=True)
    path = _path_of(folder, session_id)
    folder.create()
    try:
        path.parent.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    except OSError as error:
        raise write_trouble(error, path.parent) from error
    write_atomically(path, (document.model_dump_json(indent=1) + "\n").encode())
    return path


def read_markers(folder: DataFolder, session_id: str) -> tuple[Marker, ...]:
    """Read the markers of a stored session, in the order of time.

    Parameters
    ----------
    folder
        The data folder.
    session_id
        Of a stored session.

    Returns
    -------
    markers
        Empty where none were set.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    path = _path_of(folder, session_id)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _damaged(path, f"it is larger than {_MAX_BYTES // 1024**2} MB")
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StoreError(
            f"{path} cannot be read: {error.strerror or error}; check that you may read it."
        ) from error
    try:
        document = _Document.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _damaged(path, f"{where}: {first['msg']}"[:200]) from error
    if document.session_id != session_id:
        raise _damaged(path, "it speaks of another session than its name")
    return tuple(Marker(**dict(marker)) for marker in document.markers)


def _path_of(folder: DataFolder, session_id: str) -> Path:
    return folder.root / _FOLDER_NAME / f"{session_id}.json"


def _damaged(path: Path, reason: str) -> StoreError:
    return StoreError(
        f"{path} is no sound file of markers ({reason}); delete it, or restore it from a copy."
    )
