"""What players, or their guardians, have consented to, and what that allows.

Everything is kept on this computer and asked of it alone, so it works without a network.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from kicksense.errors import UsageError
from kicksense.store.players import (
    Consent,
    Giver,
    PlayerRecord,
    Scope,
    may_be_minor,
    read_player,
    read_players,
    write_player,
)
from kicksense.store.session_row import SessionRow
from kicksense.workflows.language import marked
from kicksense.workflows.player_adaptation import check_player_id
from kicksense.workflows.sessions import Sessions, list_sessions

__all__ = [
    "CONSENT_TEXTS",
    "TEXT_VERSION",
    "Consent",
    "Giver",
    "PlayerRecord",
    "Scope",
    "allowed_players",
    "allows",
    "consents_of",
    "give",
    "holding",
    "is_given_too_young",
    "is_simulated",
    "known_players",
    "needs_guardian",
    "player_record",
    "set_birth_year",
    "withdraw",
]

TEXT_VERSION: Final = 1
"""Of `CONSENT_TEXTS`. Raised when a text comes to mean something else: earlier consents then no
longer hold, and are asked for again."""

EARLIEST_BIRTH_YEAR: Final = 1920


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What somebody reads before they consent.

    Attributes
    ----------
    title
        In a few words, in English.
    meaning
        What it allows, in English.
    without
        What is not done without it, in English.
    """

    title: str
    meaning: str
    without: str


CONSENT_TEXTS: Final = {
    Scope.STORE: ConsentText(
        marked("Keep recordings"),
        marked("Recordings of the leg and what they show stay on this computer until erased."),
        marked("Nothing stops you from recording yourself; a coach asks for this first."),
    ),
    Scope.COACH: ConsentText(
        marked("Show to the coach"),
        marked("The coach sees the sessions and may hand a share file to named people."),
        marked("The coach's pages stay closed, and no share file is made."),
    ),
    Scope.VIDEO: ConsentText(
        marked("Keep video"),
        marked("A video of a session may be kept on this computer beside the recording."),
        marked("No video is kept."),
    ),
    Scope.TRAIN: ConsentText(
        marked("Help to train models"),
        marked("The recordings may be used to teach a model what kicks look like."),
        marked("The recordings are left out of every training."),
    ),
}
"""By scope, in the order in which they are asked."""


def player_record(sessions: Sessions, player_id: str) -> PlayerRecord:
    """Give what is kept of a player; empty where nothing is.

    Raises
    ------
    UsageError
        If the id is none.
    StoreError
        If the file is damaged.
    """
    check_player_id(player_id)
    return read_player(sessions.folder, player_id) or PlayerRecord(player_id=player_id)


def consents_of(sessions: Sessions, player_id: str) -> tuple[Consent, ...]:
    """Give all that a player has consented to and withdrawn, in the order of time."""
    return player_record(sessions, player_id).consents


def known_players(sessions: Sessions) -> tuple[str, ...]:
    """Give the ids of all players there are sessions, sensors or consents of, in order."""
    ids = {row.player_id for row in list_sessions(sessions)}
    ids |= {record.player_id for record in read_players(sessions.folder)}
    ids |= {sensor.player_id for sensor in sessions.library.paired_sensors()}
    return tuple(sorted(each for each in ids if each is not None))


def allows(sessions: Sessions, player_id: str | None, scope: Scope | str) -> bool:
    """Tell whether something may be done with what belongs to a player.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose it is. None, where nobody was named, allows keeping alone: nobody can be asked.
    scope
        What is to be done.

    Returns
    -------
    allowed
        True where a consent to today's text holds. Simulated players need none.

    Raises
    ------
    StoreError
        If what is kept of the player is damaged.
    """
    wanted = Scope(scope)
    if player_id is None:
        return wanted is Scope.STORE
    record = read_player(sessions.folder, player_id)
    if record is not None and holding(record, wanted) is not None:
        return True
    return is_simulated(sessions, player_id)


def allowed_players(
    sessions: Sessions, scope: Scope | str, rows: Sequence[SessionRow] | None = None
) -> frozenset[str]:
    """Give the players with whom something may be done: `allows` for all of them at once.

    Parameters
    ----------
    sessions
        The store.
    scope
        What is to be done.
    rows
        All its sessions, where they were read already.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    wanted = Scope(scope)
    given = {
        record.player_id
        for record in read_players(sessions.folder)
        if holding(record, wanted) is not None
    }
    rows = list_sessions(sessions) if rows is None else rows
    players = {row.player_id for row in rows if row.player_id is not None}
    real = {row.player_id for row in rows if not row.simulated}
    return frozenset(given | (players - real))


def unasked_players(sessions: Sessions) -> frozenset[str]:
    """Give the players of whom neither a birth year nor a consent was ever written down."""
    known = {record.player_id for record in read_players(sessions.folder)}
    rows = list_sessions(sessions)
    return frozenset({row.player_id for row in rows if row.player_id is not None} - known)


def is_simulated(sessions: Sessions, player_id: str) -> bool:
    """Tell whether everything there is of a player is simulated, so that there is nobody to ask."""
    rows = [row for row in list_sessions(sessions) if row.player_id == player_id]
    return bool(rows) and all(row.simulated for row in rows)


def needs_guardian(record: PlayerRecord, now: datetime | None = None) -> bool:
    """Tell whether a parent or guardian has to consent: for whoever may be under 16.

    Whoever has not said the year of birth may be.
    """
    return may_be_minor(record.birth_year, now or datetime.now(UTC))


def give(
    sessions: Sessions, player_id: str, scope: Scope | str, given_by: Giver | str = Giver.SELF
) -> PlayerRecord:
    """Keep that a player consents; where that holds already, nothing changes.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.
    scope
        To what.
    given_by
        Who has read the text and agreed.

    Returns
    -------
    record
        As it is now.

    Raises
    ------
    UsageError
        If a guardian is needed, or might be since the year of birth is not known, and none has
        agreed.
    StoreError
        If it cannot be kept.
    """
    wanted, giver = Scope(scope), Giver(given_by)

    def given(record: PlayerRecord) -> PlayerRecord:
        if giver is Giver.SELF and record.birth_year is None:
            raise UsageError(
                f"nobody has said in which year player {player_id} was born; say it "
                "(`kicksense player consent` takes --born), or a parent or guardian has to agree."
            )
        if giver is Giver.SELF and needs_guardian(record):
            raise UsageError(
                f"player {player_id} may be under 16; a parent or guardian has to agree."
            )
        if holding(record, wanted) is not None:
            return record
        now = datetime.now(UTC)
        new = Consent(scope=wanted, text_version=TEXT_VERSION, given_by=giver, given_utc=now)
        kept = _ended(record, wanted, now).consents
        return record.model_copy(update={"consents": (*kept, new)})

    return _changed(sessions, player_id, given)


def withdraw(sessions: Sessions, player_id: str, scope: Scope | str) -> PlayerRecord:
    """End a consent; that it was given, and when, stays written.

    Raises
    ------
    StoreError
        If it cannot be kept.
    """
    wanted = Scope(scope)
    return _changed(sessions, player_id, lambda record: _ended(record, wanted, datetime.now(UTC)))


def set_birth_year(sessions: Sessions, player_id: str, birth_year: int | None) -> PlayerRecord:
    """Keep in which year a player was born, or that nobody says.

    Raises
    ------
    UsageError
        If nobody who plays was born then.
    StoreError
        If it cannot be kept.
    """
    this_year = datetime.now(UTC).year
    if birth_year is not None and not EARLIEST_BIRTH_YEAR <= birth_year <= this_year:
        raise UsageError(
            f"{birth_year} is no birth year; give one from {EARLIEST_BIRTH_YEAR} to {this_year}, "
            "or leave it open."
        )
    return _changed(
        sessions,
        player_id,
        lambda record: record.model_copy(update={"birth_year": birth_year}),
    )


def sessions_allowed(sessions: Sessions, scope: Scope | str) -> tuple[SessionRow, ...]:
    """Give the sessions of which something may be done, simulated ones always.

    Parameters
    ----------
    sessions
        The store.
    scope
        What is to be done.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    rows = list_sessions(sessions)
    players = allowed_players(sessions, scope, rows)
    return tuple(row for row in rows if row.simulated or row.player_id in players)


def holding(record: PlayerRecord, scope: Scope) -> Consent | None:
    """Give the consent that holds, to the text as it is today.

    One that a player gave alone does not hold where the year of birth, said or put right since,
    tells that a parent or guardian should have been asked.

    Parameters
    ----------
    record
        Of the player.
    scope
        To what.
    """
    return next(
        (
            each
            for each in record.consents
            if each.scope is scope
            and each.holds
            and each.text_version == TEXT_VERSION
            and not is_given_too_young(record, each)
        ),
        None,
    )


def is_given_too_young(record: PlayerRecord, given: Consent) -> bool:
    """Tell whether a player may have been under 16 when agreeing alone."""
    return given.given_by is Giver.SELF and may_be_minor(record.birth_year, given.given_utc)


def _ended(record: PlayerRecord, scope: Scope, now: datetime) -> PlayerRecord:
    """Give a record in which no consent to something holds any more."""
    consents = tuple(
        each.model_copy(update={"withdrawn_utc": now})
        if each.scope is scope and each.holds
        else each
        for each in record.consents
    )
    return record.model_copy(update={"consents": consents})


def _changed(
    sessions: Sessions, player_id: str, change: Callable[[PlayerRecord], PlayerRecord]
) -> PlayerRecord:
    """Change what is kept of a player while no other process does."""
    check_player_id(player_id)
    with sessions.library.catalogue.writing():
        record = read_player(sessions.folder, player_id) or PlayerRecord(player_id=player_id)
        changed = change(record)
        if changed == record:
            return record
        return write_player(sessions.folder, changed)
