"""What the people at this computer chose for the pages, as a small file in the data folder."""

from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from kicksense.store.documents import Form, Part, PlayerId
from kicksense.store.folder import DataFolder

PREFERENCES_FORMAT: Final = 1
"""Version of the file's form; raised whenever an older kicksense could misread it."""

Role = Literal["player", "coach", "researcher"]
"""Whose pages are shown."""


class Preferences(Part):
    """What was chosen.

    Attributes
    ----------
    format
        Version of the form.
    language
        Code of the language.
    role
        Whose pages are shown; None until somebody said it.
    speed_unit
        How speeds are shown.
    player_id
        Who plays here; None where that is open.
    """

    format: Literal[1] = 1
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"
    role: Role | None = None
    speed_unit: Literal["km/h", "m/s", "mph"] = "km/h"
    player_id: PlayerId | None = None


_FORM: Final = Form(
    Preferences,
    PREFERENCES_FORMAT,
    title="file of preferences",
    cure="delete it, and choose again on the start page",
    max_bytes=1024**2,
)


def read_preferences(folder: DataFolder) -> Preferences:
    """Read what was chosen; as a newcomer finds it where nothing was.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    return _FORM.read(folder.root / "preferences.json") or Preferences()


def write_preferences(folder: DataFolder, preferences: Preferences) -> None:
    """Keep what was chosen.

    Raises
    ------
    StoreError
        If it could not be written; the earlier file is then untouched.
    """
    document = preferences.model_copy(update={"format": PREFERENCES_FORMAT})
    _FORM.write(folder, folder.root / "preferences.json", document)
