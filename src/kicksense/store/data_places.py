"""Folders with labelled recordings that a researcher uses, and which model judges by default."""

import hashlib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from kicksense.store.documents import Form, Part
from kicksense.store.folder import DataFolder
from kicksense.store.model_card import NAME_PATTERN

RESEARCH_FORMAT: Final = 1
"""Version of the file's form; raised whenever an older kicksense could misread it."""

_Path = Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class ResearchChoices(Part):
    """What was chosen for research in a data folder.

    Attributes
    ----------
    format
        Version of the form.
    places
        Other folders with labelled recordings, absolute.
    model
        The model that judges where nobody names one; None for the one that ships.
    """

    format: Literal[1]
    places: Annotated[tuple[_Path, ...], Field(max_length=200)] = ()
    model: Annotated[str, StringConstraints(pattern=NAME_PATTERN)] | None = None


_FORM: Final = Form(
    ResearchChoices,
    RESEARCH_FORMAT,
    title="file of research choices",
    cure="delete it, and choose again on the pages Data sets and Train",
    max_bytes=1024**2,
)


def read_choices(folder: DataFolder) -> ResearchChoices:
    """Read what was chosen; nothing where nobody chose.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    found = _FORM.read(folder.root / "research.json")
    return found or ResearchChoices(format=RESEARCH_FORMAT)


def write_choices(folder: DataFolder, choices: ResearchChoices) -> None:
    """Keep what was chosen.

    Raises
    ------
    StoreError
        If it could not be written.
    """
    _FORM.write(folder, folder.root / "research.json", choices)


def place_id(path: Path) -> str:
    """Give the id of a folder, by which pages speak of it."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
