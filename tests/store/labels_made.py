"""Labels for tests."""

from datetime import UTC, datetime

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from tests.store.recordings_made import FINGERPRINT

WHEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def kick_at(t_s: float, technique: Technique = Technique.HEEL, **said: object) -> LabelledEvent:
    return LabelledEvent(t_s, EventKind.KICK, technique, **said)  # type: ignore[arg-type]


def labels_by(
    labeller: str = "ann",
    *events: LabelledEvent,
    fingerprint: str = FINGERPRINT,
    player: str = "p1",
    when: datetime = WHEN,
    spans: tuple[MovementSpan, ...] = (),
    complete: bool = True,
    session_id: str = "",
    groups: dict[str, str] | None = None,
) -> LabelSet:
    return LabelSet(
        fingerprint=fingerprint,
        labeller=labeller,
        labelled_utc=when,
        player_id=player,
        events=events,
        spans=spans,
        complete=complete,
        groups=groups or {},
        session_id=session_id,
    )
