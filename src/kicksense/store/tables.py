"""The tables of the catalogue."""

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

HEAD_REVISION: Final = "0001"
"""The newest migration; a catalogue at this revision has the tables below."""

METADATA: Final = sa.MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

PLAYERS: Final = sa.Table(
    "players",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("created_utc", sa.String(40), nullable=False),
)
"""Players by an id that is no name."""

SESSIONS: Final = sa.Table(
    "sessions",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("side", sa.String(8), nullable=False),
    sa.Column("side_known", sa.Boolean(name="side_known"), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("simulated", sa.Boolean(name="simulated"), nullable=False),
    sa.Column("imported_utc", sa.String(40), nullable=False),
    sa.Column("duration_s", sa.Float, nullable=False),
    sa.Column("sampling_rate_hz", sa.Float, nullable=False),
    sa.Column("player_id", sa.String(64), sa.ForeignKey("players.id"), nullable=True),
    sa.UniqueConstraint("fingerprint", "side"),
)
"""Sessions: one recording each. The same content on the same side is the same session."""

sa.Index("ix_sessions_imported_utc", SESSIONS.c.imported_utc)


def utc_text(moment: datetime) -> str:
    """Give a moment as text that sorts in time: ISO 8601 in UTC.

    Parameters
    ----------
    moment
        With its zone.

    Returns
    -------
    text
        For a column.
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
