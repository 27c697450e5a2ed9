"""The kicks of stored sessions, one line each."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of kicks. No row is lost."""
    op.create_table(
        "kick_lists",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("analysis_version", sa.Integer(), nullable=False),
        sa.Column("model_name", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_kick_lists"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_kick_lists_session_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "kicks",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("t_s", sa.Float(), nullable=False),
        sa.Column("technique", sa.String(32), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("foot_mps", sa.Float(), nullable=False),
        sa.Column("foot_low_mps", sa.Float(), nullable=False),
        sa.Column("foot_high_mps", sa.Float(), nullable=False),
        sa.Column("ball_mps", sa.Float(), nullable=False),
        sa.Column("ball_low_mps", sa.Float(), nullable=False),
        sa.Column("ball_high_mps", sa.Float(), nullable=False),
        sa.Column("power", sa.String(32), nullable=True),
        sa.Column("clipped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "number", name="pk_kicks"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_kicks_session_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("kicks")
    op.drop_table("kick_lists")
