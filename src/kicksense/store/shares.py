"""What was shared with whom and when: one file a player, ``shares/<player>.json``.

It cannot be computed again. A copy that was given away does not come back when a session is
erased, so that the list stays with the player and not with the session.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kicksense.errors import StoreError
from kicksense.store.documents import Form, Part
from kicksense.store.editing import alone
from kicksense.store.folder import DataFolder
from kicksense.store.plans import is_folder_name

SHARES_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MOST_SHARES: Final = 20_000
"""More than anybody gives away."""

_FOLDER_NAME: Final = "shares"
_NAME_LETTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Share:
    """A share file that was made.

    Attributes
    ----------
    share_id
        Written inside the file, too.
    session_id
        What was in it.
    player_id
        Whose it is; None where nobody said, as with simulated sessions.
    made_utc
        When.
    for_names
        For whom.
    samples, notes
        Whether the samples were in it, and how many notes.
    locked
        True where a passphrase is needed to open it.
    """

    share_id: str
    session_id: str
    player_id: str | None
    made_utc: datetime
    for_names: tuple[str, ...]
    samples: bool
    notes: int
    locked: bool


_Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=_NAME_LETTERS)]


class _Share(Part):
    share_id: _Word
    session_id: _Word
    player_id: _Word | None
    made_utc: AwareDatetime
    for_names: Annotated[tuple[_Name, ...], Field(min_length=1, max_length=100)]
    samples: bool
    notes: Annotated[int, Field(ge=0)]
    locked: bool


class _Document(Part):
    format: Literal[1]
    shares: Annotated[tuple[_Share, ...], Field(max_length=MOST_SHARES)]


_FORM: Final = Form(
    _Document,
    SHARES_FORMAT,
    title="list of what was shared",
    cure="restore it from a copy, or move it away",
    max_bytes=64 * 1024**2,
)


def shares_path(folder: DataFolder, owner: str) -> Path:
    """Give the file of what was shared of a player, or of a session that nobody played.

    Raises
    ------
    StoreError
        If the id is none: names from outside are never made a path of.
    """
    if not is_folder_name(owner):
        raise StoreError(f"'{owner[:40]}' is no id; open the list of sessions again.")
    return folder.root / _FOLDER_NAME / f"{owner}.json"


def shares_of(folder: DataFolder, owner: str) -> tuple[Share, ...]:
    """Read what was shared of a player, the newest first.

    Parameters
    ----------
    folder
        The data folder.
    owner
        Id of the player; of the session where nobody said whose it is.

    Raises
    ------
    StoreError
        If the file is damaged, or the id is none.
    """
    document = _FORM.read(shares_path(folder, owner))
    shares = () if document is None else document.shares
    return tuple(Share(**dict(each)) for each in reversed(shares))


def note_share(folder: DataFolder, share: Share) -> None:
    """Write down that something was shared, behind everything before.

    Raises
    ------
    StoreError
        If it could not be written; the list is then as it was.
    """
    owner = share.player_id or share.session_id
    path = shares_path(folder, owner)
    with alone(folder, _FOLDER_NAME):
        earlier = [_fields_of(each) for each in reversed(shares_of(folder, owner))]
        fields = {"format": SHARES_FORMAT, "shares": [*earlier, _fields_of(share)]}
        _FORM.write(folder, path, _Document.model_validate(fields))


def _fields_of(share: Share) -> dict[str, object]:
    return {name: getattr(share, name) for name in Share.__slots__}
