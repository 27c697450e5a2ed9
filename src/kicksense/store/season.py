"""How far a simulated season has come, as one small JSON file in its data folder.

A folder with this file holds nothing that a person did.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from kicksense.store.documents import Form, Part
from kicksense.store.folder import DataFolder

SEASON_FORMAT: Final = 1
"""Version of the file's form; raised whenever an older kicksense could misread it."""

MOST_PLAYERS: Final = 50
MOST_SESSIONS: Final = 2000

_FILE_NAME: Final = "season.json"


class SeasonState(Part):
    """What was begun, and what of it is there.

    Attributes
    ----------
    format
        `SEASON_FORMAT`.
    players, sessions, seed
        What was asked for.
    last_day
        Of the season; fixed when it was begun, so that one that was stopped goes on as the same.
    played
        Numbers of the practices that are stored completely.
    done
        Names of the other steps that are done.
    """

    format: Literal[1]
    players: Annotated[int, Field(ge=1, le=MOST_PLAYERS)]
    sessions: Annotated[int, Field(ge=1, le=MOST_SESSIONS)]
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    last_day: date
    played: tuple[int, ...] = ()
    done: tuple[str, ...] = ()


_FORM: Final = Form(
    SeasonState,
    SEASON_FORMAT,
    title="state of a simulated season",
    cure="delete the folder and make the season again",
    max_bytes=1024**2,
)


def read_season(folder: DataFolder) -> SeasonState | None:
    """Read how far a season has come; None where none was begun.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    return _FORM.read(_path_of(folder))


def write_season(folder: DataFolder, state: SeasonState) -> None:
    """Keep how far a season has come, completely or not at all.

    Raises
    ------
    StoreError
        If it could not be written.
    """
    _FORM.write(folder, _path_of(folder), state)


def _path_of(folder: DataFolder) -> Path:
    return folder.root / _FILE_NAME
