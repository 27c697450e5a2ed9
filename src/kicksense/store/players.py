"""What is kept of a player beside their recordings: a birth year, and what was consented to.

One file a player in ``players/`` of the data folder. It cannot be computed again, so nothing that
repairs or rebuilds touches it. A consent is never deleted from it: it is given, and withdrawn.
"""

import hashlib
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field

from kicksense.errors import StoreError
from kicksense.store.documents import Form, Part, PlayerId
from kicksense.store.folder import DataFolder

PLAYER_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MOST_CONSENTS: Final = 1000
"""More than anybody gives and withdraws."""

FOLDER_NAME: Final = "players"

_DIGEST_LETTERS: Final = 32
_OF_AGE_YEARS: Final = 16


class Scope(StrEnum):
    """What a player, or a guardian, can consent to."""

    STORE = "store"
    COACH = "coach"
    VIDEO = "video"
    TRAIN = "train"


class Giver(StrEnum):
    """Who gave a consent."""

    SELF = "self"
    GUARDIAN = "guardian"


class Consent(Part):
    """One consent, from its giving to its withdrawal.

    Attributes
    ----------
    scope
        What was consented to.
    text_version
        Of the sentences that were read.
    given_by
        The player, or a parent or guardian.
    given_utc
        When, in UTC.
    withdrawn_utc
        When it ended; None while it holds.
    """

    scope: Scope
    text_version: Annotated[int, Field(ge=1, le=10_000)]
    given_by: Giver
    given_utc: AwareDatetime
    withdrawn_utc: AwareDatetime | None = None

    @property
    def holds(self) -> bool:
        """True until it is withdrawn."""
        return self.withdrawn_utc is None


class PlayerRecord(Part):
    """A player by an id that is no name.

    Attributes
    ----------
    format
        Version of the form.
    player_id
        Who.
    revision
        Counts the changes of this file.
    birth_year
        None where nobody said; the day is never asked.
    consents
        In the order in which they were given, withdrawn ones included.
    """

    format: Literal[1] = 1
    player_id: PlayerId
    revision: Annotated[int, Field(ge=0)] = 0
    birth_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    consents: Annotated[tuple[Consent, ...], Field(max_length=MOST_CONSENTS)] = ()


_FORM: Final = Form(
    PlayerRecord,
    PLAYER_FORMAT,
    title="file of a player",
    cure="restore it from a copy, or delete it and ask for consent again",
    max_bytes=4 * 1024**2,
)


def read_player(folder: DataFolder, player_id: str) -> PlayerRecord | None:
    """Read what is kept of a player.

    Parameters
    ----------
    folder
        The data folder.
    player_id
        Who.

    Returns
    -------
    record
        None where nothing is.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    path = player_path(folder, player_id)
    record = _FORM.read(path)
    if record is not None and record.player_id != player_id:
        raise _FORM.damaged(path, "it speaks of another player than its name")
    return record


def read_players(folder: DataFolder) -> tuple[PlayerRecord, ...]:
    """Read what is kept of all players, in the order of their ids; what is damaged is left out.

    Parameters
    ----------
    folder
        The data folder.
    """
    found: list[PlayerRecord] = []
    for path in sorted((folder.root / FOLDER_NAME).glob("*.json")):
        try:
            record = _FORM.read(path)
        except StoreError:
            continue
        if record is not None and player_path(folder, record.player_id) == path:
            found.append(record)
    return tuple(sorted(found, key=lambda record: record.player_id))


def write_player(folder: DataFolder, record: PlayerRecord) -> PlayerRecord:
    """Keep what is known of a player.

    Parameters
    ----------
    folder
        The data folder.
    record
        As it is to be, with the revision that was read.

    Returns
    -------
    written
        With its new revision.

    Raises
    ------
    StoreError
        If somebody else has changed it since it was read, or it cannot be written; the file is
        then as it was.
    """
    path = player_path(folder, record.player_id)
    there = read_player(folder, record.player_id)
    revision = 0 if there is None else there.revision
    if revision != record.revision:
        raise StoreError(
            f"What is kept of player {record.player_id} was changed in another window; open the "
            "page again and repeat what you did."
        )
    written = record.model_copy(update={"format": PLAYER_FORMAT, "revision": revision + 1})
    _FORM.write(folder, path, written)
    return written


def player_path(folder: DataFolder, player_id: str) -> Path:
    """Give the file of a player; the id is no part of its name, since systems fold its case.

    Parameters
    ----------
    folder
        The data folder.
    player_id
        Any text.
    """
    digest = hashlib.sha256(player_id.encode()).hexdigest()[:_DIGEST_LETTERS]
    return folder.root / FOLDER_NAME / f"{digest}.json"


def may_be_minor(birth_year: int | None, now: datetime) -> bool:
    """Tell whether somebody may be under 16, as far as a year can tell.

    Parameters
    ----------
    birth_year
        None where nobody said; then they may be, since children are protected by default.
    now
        The moment that is asked about.
    """
    return birth_year is None or now.year - birth_year <= _OF_AGE_YEARS
