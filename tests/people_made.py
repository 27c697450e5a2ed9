"""A store with two players, one of them recorded together with the other, and everything kept."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.live import Marker, MarkerKind
from kicksense.store.adaptations import EvidenceKind, Lesson, PlayerEvidence, write_evidence
from kicksense.store.markers import write_markers
from kicksense.store.recording_notes import LiveNote
from kicksense.store.sensors import PairedSensor
from kicksense.store.session_row import SessionRow
from kicksense.workflows import consent
from kicksense.workflows.sessions import Sessions, open_sessions
from tests.dashboard import fakes

BEGAN = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)
GROUP = "20260504T170000-0001"


def stored(
    sessions: Sessions, player_id: str | None, mark: str, *, group: str | None
) -> SessionRow:
    """Store a recording of somebody."""
    made = fakes.recording(simulated=False, fingerprint=mark * 64)
    made = replace(made, placement=Placement(Side.RIGHT, side_known=True))
    live = None if group is None else LiveNote(group, BEGAN, f"sensor-{mark}")
    return sessions.library.store(made, player_id, live).row


def lesson(session_id: str, day: int) -> Lesson:
    """Give something that was learnt from a session."""
    return Lesson(session_id, EvidenceKind.LABELS, "analysis", BEGAN.replace(day=day))


def store_of_two(place: Path) -> tuple[Sessions, dict[str, SessionRow]]:
    """Give a store with sessions ``alone`` and ``shared`` of p07 and ``other`` of p08."""
    sessions = open_sessions(place)
    rows = {
        "alone": stored(sessions, "p07", "a", group=None),
        "shared": stored(sessions, "p07", "b", group=GROUP),
        "other": stored(sessions, "p08", "c", group=GROUP),
    }
    folder = sessions.folder
    for name, row in rows.items():
        write_markers(
            folder, row.id, (Marker(1.0, MarkerKind.NOTE, f"ask Ann about {name}", "phone"),)
        )
        notes = folder.root / "notes" / row.id
        notes.mkdir(parents=True)
        (notes / "0001.json").write_text(json.dumps({"text": f"note on {name}"}))
        labels = folder.root / "labels" / row.fingerprint
        labels.mkdir(parents=True)
        (labels / "coach.json").write_text("{}")
        (folder.root / "clips").mkdir(exist_ok=True)
        (folder.root / "clips" / f"{row.id}.mp4").write_bytes(f"video of {name}".encode())
    for player_id in ("p07", "p08"):
        plans = folder.root / "plans" / player_id
        plans.mkdir(parents=True)
        (plans / "0123456789ab.json").write_text(json.dumps({"plan": player_id}))
        consent.set_birth_year(sessions, player_id, 1990)
        consent.give(sessions, player_id, consent.Scope.VIDEO)
        sessions.library.pair_sensor(
            PairedSensor(f"AA:{player_id}", "KICK", "ksp", player_id, Side.RIGHT, BEGAN)
        )
    folder.journals_path.mkdir(exist_ok=True)
    folder.journal_path(GROUP).write_bytes(b"what two sensors sent")
    learnt = PlayerEvidence("p07", Side.RIGHT)
    for day, name in enumerate(("alone", "shared"), start=1):
        learnt = learnt.with_lesson(lesson(rows[name].id, day))
    write_evidence(folder, learnt)
    return sessions, rows
