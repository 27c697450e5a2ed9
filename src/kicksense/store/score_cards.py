"""What stored sessions came to, kept so that a history need not be computed again.

Score cards are derived: each can be made again from the recording, its markers and the drill's
plan, and none is believed unless its key says that it was made from what is there now. One that
is damaged is passed over, as if it had never been made.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final, Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, ValidationError

from kicksense.domain.kick import SessionReport, Technique
from kicksense.domain.score_card import PastSession, ScoreCard, SessionMeasures
from kicksense.store.tables import SCORE_CARDS, SESSIONS, utc_text

CARD_FORMAT: Final = 1
"""Version of the documents' form; one of another version is made again."""

_MOST_AT_ONCE: Final = 500
"""SQLite takes a limited number of values in one question."""


@dataclass(frozen=True, slots=True)
class KickCounts:
    """The kicks of a session in a few numbers, for lists of many sessions.

    Attributes
    ----------
    kicks, heel_kicks, inside_foot_kicks, instep_kicks
        How many in all, and of each technique.
    ball_speed_mps
        Median; None without a kick.
    """

    kicks: int
    heel_kicks: int = 0
    inside_foot_kicks: int = 0
    instep_kicks: int = 0
    ball_speed_mps: float | None = None


@dataclass(frozen=True, slots=True)
class AskedOf:
    """What a user asked of a session, so that its card can be made again.

    Attributes
    ----------
    drill
        None where none was named.
    level, target_distance_m, surface
        As asked; None where nothing was said.
    """

    drill: str | None = None
    level: int = 1
    target_distance_m: float | None = None
    surface: str | None = None


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A score card with what says whether it still holds.

    Attributes
    ----------
    past
        Session, card and measures.
    key
        Of all that the card was made from; a card of another key no longer holds.
    counts
        Of the kicks.
    asked
        What it was made for.
    """

    past: PastSession
    key: str
    counts: KickCounts
    asked: AskedOf = AskedOf()


@dataclass(frozen=True, slots=True)
class CardLine:
    """A score card in one line, without its scores.

    Attributes
    ----------
    session_id, drill, level
        Which.
    key
        As in `StoredCard`.
    repetitions
        Played.
    level_met
        Whether all that was asked was reached; None where that cannot be told.
    work_on
        Code of the one thing to work on, or None.
    counts
        Of the kicks.
    """

    session_id: str
    drill: str
    level: int
    key: str
    repetitions: int
    level_met: bool | None
    work_on: str | None
    counts: KickCounts


def counts_of(report: SessionReport) -> KickCounts:
    """Give the kicks of a session in a few numbers.

    Parameters
    ----------
    report
        What was found.

    Returns
    -------
    counts
        For lists of many sessions.
    """
    techniques = [kick.technique for kick in report.kicks]
    speeds = [kick.ball_speed_mps.value for kick in report.kicks]
    return KickCounts(
        kicks=len(techniques),
        heel_kicks=techniques.count(Technique.HEEL),
        inside_foot_kicks=techniques.count(Technique.INSIDE_FOOT),
        instep_kicks=techniques.count(Technique.INSTEP),
        ball_speed_mps=median(speeds) if speeds else None,
    )


class _Document(BaseModel):
    """The part of a card that no list needs."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    format: Literal[1]
    asked: AskedOf
    card: ScoreCard
    measures: SessionMeasures


def put_card(connection: sa.Connection, stored: StoredCard) -> bool:
    """Keep a score card in place of an earlier one of the same session and drill.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.writing`.
    stored
        The card.

    Returns
    -------
    kept
        False where the session is no longer there; nothing is then kept.
    """
    session_id, card = stored.past.session_id, stored.past.card
    if connection.scalar(sa.select(SESSIONS.c.id).where(SESSIONS.c.id == session_id)) is None:
        return False
    same = (SCORE_CARDS.c.session_id == session_id) & (SCORE_CARDS.c.drill == card.drill)
    connection.execute(sa.delete(SCORE_CARDS).where(same))
    connection.execute(sa.insert(SCORE_CARDS).values(_values(stored)))
    return True


def cards_in(connection: sa.Connection, session_ids: Collection[str]) -> tuple[StoredCard, ...]:
    """Give the score cards of sessions, the oldest session first.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.reading` or ``writing``.
    session_ids
        Of stored sessions.

    Returns
    -------
    cards
        Those that can be read; several of a session that was looked at in several drills, the
        newest made last.
    """
    wanted = list(session_ids)
    found: list[sa.Row[Any]] = []
    for first in range(0, len(wanted), _MOST_AT_ONCE):
        some = wanted[first : first + _MOST_AT_ONCE]
        query = sa.select(SCORE_CARDS).where(SCORE_CARDS.c.session_id.in_(some))
        found += connection.execute(query).all()
    found.sort(key=lambda row: (row.started_utc, row.session_id, row.made_utc))
    cards = (_stored(row) for row in found)
    return tuple(card for card in cards if card is not None)


def card_lines_in(connection: sa.Connection) -> tuple[CardLine, ...]:
    """Give all score cards in one line each, the newest made first.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.reading` or ``writing``.

    Returns
    -------
    lines
        Their scores are not read.
    """
    columns = [column for column in SCORE_CARDS.c if column.name != "document"]
    newest = SCORE_CARDS.c.made_utc.desc()
    query = sa.select(*columns).order_by(newest, SCORE_CARDS.c.session_id, SCORE_CARDS.c.drill)
    return tuple(
        CardLine(
            session_id=row.session_id,
            drill=row.drill,
            level=row.level,
            key=row.key,
            repetitions=row.repetitions,
            level_met=row.level_met,
            work_on=row.work_on,
            counts=_counts(row),
        )
        for row in connection.execute(query)
    )


def _values(stored: StoredCard) -> dict[str, object]:
    card, counts = stored.past.card, stored.counts
    document = _Document(
        format=CARD_FORMAT, asked=stored.asked, card=card, measures=stored.past.measures
    )
    return {
        "session_id": stored.past.session_id,
        "drill": card.drill,
        "level": card.level,
        "started_utc": stored.past.started_utc,
        "made_utc": utc_text(datetime.now(UTC)),
        "key": stored.key,
        "analysis_version": card.analysis_version,
        "model_name": card.model_name,
        "simulated": card.simulated,
        "repetitions": len(card.reps),
        "level_met": card.level_met,
        "work_on": None if card.work_on is None else card.work_on.finding.code,
        "kicks": counts.kicks,
        "heel_kicks": counts.heel_kicks,
        "inside_foot_kicks": counts.inside_foot_kicks,
        "instep_kicks": counts.instep_kicks,
        "ball_speed_mps": counts.ball_speed_mps,
        "document": document.model_dump_json(),
    }


def _stored(row: sa.Row[Any]) -> StoredCard | None:
    """Read a card, None where its document is damaged or of another version."""
    try:
        document = _Document.model_validate_json(row.document)
    except ValidationError:
        return None
    if document.card.drill != row.drill:
        return None
    past = PastSession(row.session_id, row.started_utc, document.card, document.measures)
    return StoredCard(past, row.key, _counts(row), document.asked)


def _counts(row: sa.Row[Any]) -> KickCounts:
    return KickCounts(
        kicks=row.kicks,
        heel_kicks=row.heel_kicks,
        inside_foot_kicks=row.inside_foot_kicks,
        instep_kicks=row.instep_kicks,
        ball_speed_mps=row.ball_speed_mps,
    )
