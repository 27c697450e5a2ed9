"""The user's own surfaces, as one JSON file in the data folder.

It holds what was measured, not what was concluded from it: the friction is worked out again
whenever it is needed, so that it never disagrees with the program.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from kicksense.coaching.surface_rolls import SurfaceRoll
from kicksense.store.documents import Form, Part
from kicksense.store.folder import DataFolder

SURFACES_FORMAT: Final = 1
"""Version of the file's form; raised whenever an older kicksense could misread it."""

MAX_SURFACES: Final = 200
"""More pitches than anybody plays on."""

MAX_ROLLS: Final = 200
"""More rolls than anybody measures on one pitch."""

SURFACE_NAME: Final = r"^[a-z0-9][a-z0-9_-]{0,39}$"
"""What a user's surface may be called."""

_FILE_NAME: Final = "surfaces.json"


@dataclass(frozen=True, slots=True)
class OwnSurface:
    """A surface that a user has described.

    Attributes
    ----------
    name
        How the user calls it.
    like
        Name of the known surface it is most like.
    rolls
        Balls rolled over it, oldest first.
    """

    name: str
    like: str
    rolls: tuple[SurfaceRoll, ...] = ()


class _Roll(Part):
    distance_m: Annotated[float, Field(gt=0.0, le=1000.0)]
    lasts_s: Annotated[float, Field(gt=0.0, le=1000.0)] | None = None


class _Surface(Part):
    name: Annotated[str, StringConstraints(pattern=SURFACE_NAME)]
    like: Annotated[str, StringConstraints(pattern=SURFACE_NAME)]
    rolls: Annotated[tuple[_Roll, ...], Field(max_length=MAX_ROLLS)] = ()

    def value(self) -> OwnSurface:
        rolls = tuple(SurfaceRoll(roll.distance_m, roll.lasts_s) for roll in self.rolls)
        return OwnSurface(self.name, self.like, rolls)


class _Document(Part):
    format: Literal[1]
    surfaces: Annotated[tuple[_Surface, ...], Field(max_length=MAX_SURFACES)]


_FORM: Final = Form(
    _Document,
    SURFACES_FORMAT,
    title="file of surfaces",
    cure="delete it and add your surfaces again, or restore it from a copy",
    max_bytes=4 * 1024**2,
)


def read_surfaces(folder: DataFolder) -> tuple[OwnSurface, ...]:
    """Read the user's own surfaces.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    surfaces
        In the order of their names.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    path = _path_of(folder)
    document = _FORM.read(path)
    if document is None:
        return ()
    surfaces = sorted((one.value() for one in document.surfaces), key=lambda one: one.name)
    if len({one.name for one in surfaces}) < len(surfaces):
        raise _FORM.damaged(path, "two surfaces have one name")
    return tuple(surfaces)


def write_surfaces(folder: DataFolder, surfaces: tuple[OwnSurface, ...]) -> Path:
    """Write the user's own surfaces, completely or not at all.

    Parameters
    ----------
    folder
        The data folder; made where it is missing.
    surfaces
        All of them; what was there before is replaced.

    Returns
    -------
    path
        The file.

    Raises
    ------
    StoreError
        If it could not be written; the earlier file is then untouched.
    ValueError
        If a surface breaks the form of the file.
    """
    fields = {"format": SURFACES_FORMAT, "surfaces": surfaces}
    path = _path_of(folder)
    _FORM.write(folder, path, _Document.model_validate(fields, from_attributes=True))
    return path


def surfaces_stamp(folder: DataFolder) -> int:
    """Give a number that changes whenever a surface does; zero where there is none of one's own."""
    try:
        return _path_of(folder).stat().st_mtime_ns
    except OSError:
        return 0


def _path_of(folder: DataFolder) -> Path:
    return folder.root / _FILE_NAME
