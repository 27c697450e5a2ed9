"""What was marked while a session was recorded, as JSON files beside the recordings."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from kicksense.domain.live import Marker, MarkerKind
from kicksense.store.documents import Form, Part
from kicksense.store.folder import DataFolder

MARKERS_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MAX_MARKERS: Final = 20_000
"""More than anybody sets in a session."""

MAX_TEXT_LETTERS: Final = 2000
"""Longest note that a marker can hold."""

_FOLDER_NAME: Final = "markers"


class _Marker(Part):
    t_s: Annotated[float, Field(ge=-1e12, le=1e12)]
    kind: MarkerKind
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT_LETTERS)]
    origin: Annotated[str, StringConstraints(max_length=255)]


class _Document(Part):
    format: Literal[1]
    session_id: Annotated[str, StringConstraints(max_length=64)]
    markers: Annotated[tuple[_Marker, ...], Field(max_length=MAX_MARKERS)]


_FORM: Final = Form(
    _Document,
    MARKERS_FORMAT,
    title="file of markers",
    cure="delete it, or restore it from a copy",
    max_bytes=128 * 1024**2,
)


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
    _FORM.write(folder, path, document)
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
    document = _FORM.read(path)
    if document is None:
        return ()
    if document.session_id != session_id:
        raise _FORM.damaged(path, "it speaks of another session than its name")
    return tuple(Marker(**dict(marker)) for marker in document.markers)


def _path_of(folder: DataFolder, session_id: str) -> Path:
    return folder.root / _FOLDER_NAME / f"{session_id}.json"
