"""A data folder with sessions of one player, all with the demo's samples."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kicksense.domain.anatomy import Placement, Side
from kicksense.store.recording_notes import LiveNote
from kicksense.store.session_row import SessionRow
from kicksense.workflows.sessions import Sessions, open_sessions
from tests.played import demo_recording

DAY = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
PLAYER = "p-1"
DRILL = "backheel_wall_pass"


def note(day: int, *, group: str | None = None, drill: str | None = DRILL) -> LiveNote:
    """Give what is noted while recording."""
    return LiveNote(
        group_id=group or f"group-{day}",
        started_utc=DAY + timedelta(days=day),
        sensor=f"sensor-{day}",
        drill=drill,
    )


def keep(
    sessions: Sessions,
    day: int,
    *,
    player_id: str | None = PLAYER,
    side: Side = Side.RIGHT,
    live: LiveNote | None = None,
    simulated: bool = True,
) -> SessionRow:
    """Store a session of a day; days may come in any order."""
    demo = demo_recording()
    who = f"{day:02x}{len(player_id or ''):02x}{side}{live.sensor if live else ''}"
    source = replace(
        demo.source, fingerprint=who.encode().hex().ljust(64, "0")[:64], simulated=simulated
    )
    recording = replace(demo, source=source, placement=Placement(side))
    return sessions.library.store(recording, player_id, live or note(day)).row


def opened(data_dir: Path) -> Sessions:
    """Give an opened data folder."""
    return open_sessions(data_dir)
