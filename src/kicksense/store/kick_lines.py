"""The kicks of stored sessions, one line each, so that many sessions can be looked at in a moment.

They are derived, like score cards: each can be found again in its recording. They are kept together
with the card of a session as it was recorded, and go by the same key.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from kicksense.domain.kick import Estimate, PowerBand, SessionReport, Technique
from kicksense.store.tables import KICK_LISTS, KICKS, SESSIONS

_MOST_AT_ONCE: Final = 500
"""SQLite takes a limited number of values in one question."""


@dataclass(frozen=True, slots=True)
class KickLine:
    """A kick of a stored session.

    Attributes
    ----------
    session_id, number
        Which; numbers begin at 1.
    t_s
        Impact on the source's own clock.
    technique, probability
        The likeliest technique, or ``unsure``, and how sure that is.
    foot_speed_mps, ball_speed_mps
        With their intervals.
    power
        None where no target was named.
    clipped
        True where a sensor was at full scale.
    """

    session_id: str
    number: int
    t_s: float
    technique: Technique
    probability: float
    foot_speed_mps: Estimate
    ball_speed_mps: Estimate
    power: PowerBand | None
    clipped: bool


@dataclass(frozen=True, slots=True)
class KickList:
    """By what the lines of a session were made.

    Attributes
    ----------
    session_id
        Whose.
    key
        Of all that they were made from, as in `kicksense.store.score_cards.StoredCard`.
    analysis_version, model_name
        Of the analysis.
    """

    session_id: str
    key: str
    analysis_version: int
    model_name: str


def lines_of(session_id: str, report: SessionReport) -> tuple[KickLine, ...]:
    """Give the kicks of a report as lines.

    Parameters
    ----------
    session_id
        Of the stored session.
    report
        What was found in it.
    """
    return tuple(
        KickLine(
            session_id=session_id,
            number=number,
            t_s=kick.t_s,
            technique=kick.technique,
            probability=kick.probability.of(kick.technique),
            foot_speed_mps=kick.foot_speed_mps,
            ball_speed_mps=kick.ball_speed_mps,
            power=kick.power,
            clipped=kick.clipped,
        )
        for number, kick in enumerate(report.kicks, start=1)
    )


def put_kicks(connection: sa.Connection, made: KickList, lines: Sequence[KickLine]) -> None:
    """Keep the kicks of a session in place of earlier ones; nothing where it is not there.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.writing`.
    made
        By what they were made.
    lines
        All kicks of that session.
    """
    of_session = SESSIONS.c.id == made.session_id
    if connection.scalar(sa.select(SESSIONS.c.id).where(of_session)) is None:
        return
    for table in (KICKS, KICK_LISTS):
        connection.execute(sa.delete(table).where(table.c.session_id == made.session_id))
    connection.execute(
        sa.insert(KICK_LISTS).values(
            session_id=made.session_id,
            key=made.key,
            analysis_version=made.analysis_version,
            model_name=made.model_name,
        )
    )
    if lines:
        connection.execute(sa.insert(KICKS), [_values(line) for line in lines])


def kick_lists_in(connection: sa.Connection) -> tuple[KickList, ...]:
    """Give by what the kicks of each session were made.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.reading` or ``writing``.
    """
    return tuple(
        KickList(row.session_id, row.key, row.analysis_version, row.model_name)
        for row in connection.execute(sa.select(KICK_LISTS))
    )


def kicks_in(connection: sa.Connection, session_ids: Collection[str]) -> tuple[KickLine, ...]:
    """Give the kicks of sessions, session by session in the order given, then in that of time.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.reading` or ``writing``.
    session_ids
        Of stored sessions.
    """
    wanted = list(dict.fromkeys(session_ids))
    found: list[sa.Row[Any]] = []
    for first in range(0, len(wanted), _MOST_AT_ONCE):
        some = wanted[first : first + _MOST_AT_ONCE]
        query = sa.select(KICKS).where(KICKS.c.session_id.in_(some))
        found += connection.execute(query.order_by(KICKS.c.session_id, KICKS.c.number)).all()
    place = {session_id: at for at, session_id in enumerate(wanted)}
    found.sort(key=lambda row: place[row.session_id])
    return tuple(_line(row) for row in found)


def _values(line: KickLine) -> dict[str, object]:
    foot, ball = line.foot_speed_mps, line.ball_speed_mps
    return {
        "session_id": line.session_id,
        "number": line.number,
        "t_s": line.t_s,
        "technique": line.technique.value,
        "probability": line.probability,
        "foot_mps": foot.value,
        "foot_low_mps": foot.low,
        "foot_high_mps": foot.high,
        "ball_mps": ball.value,
        "ball_low_mps": ball.low,
        "ball_high_mps": ball.high,
        "power": None if line.power is None else line.power.value,
        "clipped": line.clipped,
    }


def _line(row: sa.Row[Any]) -> KickLine:
    return KickLine(
        session_id=row.session_id,
        number=row.number,
        t_s=row.t_s,
        technique=Technique(row.technique),
        probability=row.probability,
        foot_speed_mps=Estimate(row.foot_mps, row.foot_low_mps, row.foot_high_mps),
        ball_speed_mps=Estimate(row.ball_mps, row.ball_low_mps, row.ball_high_mps),
        power=None if row.power is None else PowerBand(row.power),
        clipped=row.clipped,
    )
