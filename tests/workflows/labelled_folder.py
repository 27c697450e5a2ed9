"""A small data folder with labelled simulated sessions, as the simulate command leaves it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.store.labels import write_labels
from kicksense.workflows.sessions import import_recording, open_sessions
from tests import played

PLAYERS = {"anna": Side.RIGHT, "ben": Side.LEFT}
KICKS = 6


def labelled_folder(root: Path, *, techniques: bool = True, kicks: bool = True) -> Path:
    """Store one session of six kicks for each of two players, with labels.

    Parameters
    ----------
    root
        The data folder.
    techniques
        Say which techniques the kicks are of.
    kicks
        Label the kicks at all.

    Returns
    -------
    root
        The same.
    """
    store = open_sessions(root)
    for number, (player, side) in enumerate(PLAYERS.items()):
        made = played.session(side)
        fingerprint = f"{number:064x}"
        recording = replace(
            made.recording, source=replace(made.recording.source, fingerprint=fingerprint)
        )
        import_recording(store, recording, player_id=player)
        events = tuple(
            LabelledEvent(
                event.time_s,
                EventKind.KICK,
                event.technique if techniques else Technique.UNSURE,
                foot_speed_mps=event.foot_speed_mps,
                ball_speed_mps=event.ball_speed_mps,
            )
            for event in made.truth
            if kicks and event.kind is EventKind.KICK
        )
        labels = LabelSet(
            fingerprint=fingerprint,
            labeller="simulation",
            labelled_utc=datetime(2026, 1, 1, tzinfo=UTC),
            player_id=player,
            events=events,
            groups={"age": "adult"},
        )
        write_labels(store.folder, labels)
    return root
