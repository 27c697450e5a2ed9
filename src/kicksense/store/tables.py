"""The tables of the catalogue."""

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

HEAD_REVISION: Final = "0004"
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
    sa.Column("group_id", sa.String(64), nullable=True),
    sa.Column("started_utc", sa.String(40), nullable=True),
    sa.Column("sensor", sa.String(255), nullable=True),
    sa.Column("drill", sa.String(64), nullable=True),
    sa.Column("target_distance_m", sa.Float, nullable=True),
    sa.Column("surface", sa.String(64), nullable=True),
    sa.Column("level", sa.Integer, nullable=True),
    sa.UniqueConstraint("fingerprint", "side"),
)
"""Sessions: one recording each. The same content on the same side is the same session.

What was recorded live together has one ``group_id``, the id of the live session.
"""

sa.Index("ix_sessions_imported_utc", SESSIONS.c.imported_utc)
sa.Index("ix_sessions_group_id", SESSIONS.c.group_id)

SENSORS: Final = sa.Table(
    "sensors",
    METADATA,
    sa.Column("sensor", sa.String(255), primary_key=True),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("family", sa.String(64), nullable=False),
    sa.Column("player_id", sa.String(64), sa.ForeignKey("players.id"), nullable=True),
    sa.Column("side", sa.String(8), nullable=True),
    sa.Column("paired_utc", sa.String(40), nullable=False),
)
"""Sensors that are remembered: whose they are, and on which leg."""

JOURNALS: Final = sa.Table(
    "journals",
    METADATA,
    sa.Column("session_id", sa.String(64), primary_key=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("sealed_utc", sa.String(40), nullable=False),
)
"""Journals that were sealed, or found to hold no session, and how long they were then."""

SCORE_CARDS: Final = sa.Table(
    "score_cards",
    METADATA,
    sa.Column("session_id", sa.String(32), primary_key=True),
    sa.Column("drill", sa.String(64), primary_key=True),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("started_utc", sa.String(40), nullable=False),
    sa.Column("made_utc", sa.String(40), nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("analysis_version", sa.Integer, nullable=False),
    sa.Column("model_name", sa.String(255), nullable=False),
    sa.Column("simulated", sa.Boolean(name="simulated"), nullable=False),
    sa.Column("repetitions", sa.Integer, nullable=False),
    sa.Column("level_met", sa.Boolean(name="level_met"), nullable=True),
    sa.Column("work_on", sa.String(64), nullable=True),
    sa.Column("kicks", sa.Integer, nullable=False),
    sa.Column("heel_kicks", sa.Integer, nullable=False),
    sa.Column("inside_foot_kicks", sa.Integer, nullable=False),
    sa.Column("instep_kicks", sa.Integer, nullable=False),
    sa.Column("ball_speed_mps", sa.Float, nullable=True),
    sa.Column("document", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(
        ["session_id"], ["sessions.id"], name="fk_score_cards_session_id", ondelete="CASCADE"
    ),
)
"""What sessions came to in a drill. All of it can be computed again from the recordings."""

KICK_LISTS: Final = sa.Table(
    "kick_lists",
    METADATA,
    sa.Column("session_id", sa.String(32), primary_key=True),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("analysis_version", sa.Integer, nullable=False),
    sa.Column("model_name", sa.String(255), nullable=False),
    sa.ForeignKeyConstraint(
        ["session_id"], ["sessions.id"], name="fk_kick_lists_session_id", ondelete="CASCADE"
    ),
)
"""By what the kicks of each session were found. It can be computed again, as can the kicks."""

KICKS: Final = sa.Table(
    "kicks",
    METADATA,
    sa.Column("session_id", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("t_s", sa.Float, nullable=False),
    sa.Column("technique", sa.String(32), nullable=False),
    sa.Column("probability", sa.Float, nullable=False),
    sa.Column("foot_mps", sa.Float, nullable=False),
    sa.Column("foot_low_mps", sa.Float, nullable=False),
    sa.Column("foot_high_mps", sa.Float, nullable=False),
    sa.Column("ball_mps", sa.Float, nullable=False),
    sa.Column("ball_low_mps", sa.Float, nullable=False),
    sa.Column("ball_high_mps", sa.Float, nullable=False),
    sa.Column("power", sa.String(32), nullable=True),
    sa.Column("clipped", sa.Boolean(name="clipped"), nullable=False),
    sa.ForeignKeyConstraint(
        ["session_id"], ["sessions.id"], name="fk_kicks_session_id", ondelete="CASCADE"
    ),
)
"""The kicks of sessions as they were recorded, one line each."""


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
