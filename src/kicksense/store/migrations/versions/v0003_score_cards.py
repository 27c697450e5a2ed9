"""Score cards, and the level of a drill that a session was recorded at."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of score cards and the column of levels. No row is lost."""
    op.add_column("sessions", sa.Column("level", sa.Integer(), nullable=True))
    op.create_table(
        "score_cards",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("drill", sa.String(64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("started_utc", sa.String(40), nullable=False),
        sa.Column("made_utc", sa.String(40), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("analysis_version", sa.Integer(), nullable=False),
        sa.Column("model_name", sa.String(255), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("repetitions", sa.Integer(), nullable=False),
        sa.Column("level_met", sa.Boolean(), nullable=True),
        sa.Column("work_on", sa.String(64), nullable=True),
        sa.Column("kicks", sa.Integer(), nullable=False),
        sa.Column("heel_kicks", sa.Integer(), nullable=False),
        sa.Column("inside_foot_kicks", sa.Integer(), nullable=False),
        sa.Column("instep_kicks", sa.Integer(), nullable=False),
        sa.Column("ball_speed_mps", sa.Float(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "drill", name="pk_score_cards"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_score_cards_session_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("score_cards")
    op.drop_column("sessions", "level")
