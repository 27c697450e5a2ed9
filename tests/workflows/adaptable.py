"""A data folder with the demo session in it, as player p-1's, with the true labels."""

from datetime import UTC, datetime
from pathlib import Path

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.store.labels import write_labels
from kicksense.store.session_row import SessionRow
from kicksense.workflows.sessions import Sessions, import_recording, open_sessions
from tests.played import demo_kicks, demo_recording

PLAYER = "p-1"


def demo_labels(labeller: str = "coach-1", *, heel: Technique = Technique.HEEL) -> LabelSet:
    """Give the true labels of the demo, or those of somebody who takes heel kicks for others."""
    return LabelSet(
        fingerprint=demo_recording().source.fingerprint,
        labeller=labeller,
        labelled_utc=datetime(2026, 5, 1, 12, tzinfo=UTC),
        player_id=PLAYER,
        events=tuple(
            LabelledEvent(t_s, EventKind.KICK, heel if name is Technique.HEEL else name)
            for t_s, name in demo_kicks()
        ),
    )


def stored_demo(
    data_dir: Path, *, labelled: bool = True, player_id: str | None = PLAYER
) -> tuple[Sessions, SessionRow]:
    """Give an opened data folder and the demo session in it."""
    sessions = open_sessions(data_dir)
    stored = import_recording(sessions, demo_recording(), player_id=player_id)
    if labelled:
        write_labels(sessions.folder, demo_labels())
    return sessions, stored.row
