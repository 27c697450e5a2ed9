"""The kicks of many sessions counted by the catalogue itself, without reading a single one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import sqlalchemy as sa

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import PowerBand, Technique
from kicksense.store.tables import KICK_LISTS, KICKS

_MOST_AT_ONCE: Final = 500
"""SQLite takes a limited number of values in one question."""


@dataclass(frozen=True, slots=True)
class KickTally:
    """The kicks of a session, counted.

    Attributes
    ----------
    session_id
        Whose.
    kicks
        How many.
    unsure
        Whose technique was left open.
    clipped
        In which a sensor was at full scale.
    judged, good
        Judged against a target, and of these of good weight.
    """

    session_id: str
    kicks: int
    unsure: int
    clipped: int
    judged: int
    good: int


def kick_tallies_in(connection: sa.Connection) -> dict[str, KickTally]:
    """Count the kicks of all sessions that were looked at, by session.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.reading` or ``writing``.

    Returns
    -------
    tallies
        A session in which no kick was found has a tally of zeros.
    """
    nothing = (0, 0, 0, 0, 0)
    found = {
        session_id: KickTally(session_id, *nothing)
        for session_id in connection.scalars(sa.select(KICK_LISTS.c.session_id))
    }
    query = sa.select(
        KICKS.c.session_id,
        sa.func.count(),
        sa.func.sum(sa.case((KICKS.c.technique == Technique.UNSURE.value, 1), else_=0)),
        sa.func.sum(sa.case((KICKS.c.clipped, 1), else_=0)),
        sa.func.count(KICKS.c.power),
        sa.func.sum(sa.case((KICKS.c.power == PowerBand.GOOD.value, 1), else_=0)),
    ).group_by(KICKS.c.session_id)
    for session_id, *counts in connection.execute(query):
        found[session_id] = KickTally(session_id, *(int(count) for count in counts))
    return found


def ball_speeds_in(
    connection: sa.Connection, session_ids: Collection[str]
) -> dict[str, FloatArray]:
    """Give the ball speeds of sessions as they were found.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.reading` or ``writing``.
    session_ids
        Of stored sessions.

    Returns
    -------
    speeds
        By session: value, low and high of each kick in m/s, shape (kicks, 3), in order of time.
    """
    rows: dict[str, list[tuple[float, float, float]]] = {}
    wanted = list(dict.fromkeys(session_ids))
    for first in range(0, len(wanted), _MOST_AT_ONCE):
        some = wanted[first : first + _MOST_AT_ONCE]
        query = (
            sa.select(
                KICKS.c.session_id, KICKS.c.ball_mps, KICKS.c.ball_low_mps, KICKS.c.ball_high_mps
            )
            .where(KICKS.c.session_id.in_(some))
            .order_by(KICKS.c.session_id, KICKS.c.number)
        )
        for session_id, value, low, high in connection.execute(query):
            rows.setdefault(session_id, []).append((value, low, high))
    return {session_id: np.array(speeds) for session_id, speeds in rows.items()}
