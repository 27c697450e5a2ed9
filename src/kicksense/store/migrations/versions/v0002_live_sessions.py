"""Sessions recorded live, and sensors that are remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NEW_COLUMNS = (
    ("group_id", sa.String(64)),
    ("started_utc", sa.String(40)),
    ("sensor", sa.String(255)),
    ("drill", sa.String(64)),
    ("target_distance_m", sa.Float()),
    ("surface", sa.String(64)),
)


def upgrade() -> None:
    """Add what is known of live sessions, sensors and journals. No row is lost."""
    for name, kind in _NEW_COLUMNS:
        op.add_column("sessions", sa.Column(name, kind, nullable=True))
    op.create_index("ix_sessions_group_id", "sessions", ["group_id"])
    op.create_table(
        "sensors",
        sa.Column("sensor", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("family", sa.String(64), nullable=False),
        sa.Column("player_id", sa.String(64), nullable=True),
        sa.Column("side", sa.String(8), nullable=True),
        sa.Column("paired_utc", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("sensor", name="pk_sensors"),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name="fk_sensors_player_id"),
    )
    op.create_table(
        "journals",
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sealed_utc", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_journals"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("journals")
    op.drop_table("sensors")
    op.drop_index("ix_sessions_group_id", table_name="sessions")
    for name, _ in reversed(_NEW_COLUMNS):
        op.drop_column("sessions", name)
