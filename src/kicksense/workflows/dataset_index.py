"""What is in a data set, kick by kick: players, sessions, kicks, and who says so."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent
from kicksense.exchange.spreadsheet import guarded
from kicksense.store.atomic import write_atomically
from kicksense.workflows.datasets import Dataset, DatasetEntry, read_labels_of

Progress = Callable[[int, int], None]
"""Told how many recordings are done, and how many there are."""

HEADER: Final = (
    "player", "session", "kick", "source", "labellers", "fingerprint", "side", "time_s",
    "technique", "foot_speed_mps", "ball_speed_mps", "quality", "intent",
)  # fmt: skip
"""Columns of the index; kicks are numbered from 1 within their session."""


@dataclass(frozen=True, slots=True)
class IndexedSession:
    """A session of a data set with its kicks.

    Attributes
    ----------
    entry
        Where it lies.
    kicks
        In order of time.
    other_events
        How many other things are labelled in it, such as touches and foot strikes.
    """

    entry: DatasetEntry
    kicks: tuple[LabelledEvent, ...]
    other_events: int


def index_of(dataset: Dataset, progress: Progress) -> tuple[IndexedSession, ...]:
    """Read the labels of a data set.

    Parameters
    ----------
    dataset
        The data set.
    progress
        Called after each session.

    Returns
    -------
    sessions
        In the order of the data set: by player, then by session.

    Raises
    ------
    KicksenseError
        If labels cannot be read.
    """
    sessions = []
    for done, entry in enumerate(dataset.entries, start=1):
        events = read_labels_of(entry).events
        kicks = tuple(event for event in events if event.kind is EventKind.KICK)
        sessions.append(IndexedSession(entry, kicks, len(events) - len(kicks)))
        progress(done, len(dataset.entries))
    return tuple(sessions)


def index_lines(dataset: Dataset, sessions: Sequence[IndexedSession]) -> list[str]:
    """Give what is in a data set as lines for a person.

    Parameters
    ----------
    dataset
        The data set.
    sessions
        From `index_of`.

    Returns
    -------
    lines
        One for each source, with players, sessions and kicks by technique.
    """
    lines = [
        f"data set {dataset.fingerprint[:16]}: {len(dataset.players)} players, "
        f"{len(sessions)} sessions, {sum(len(s.kicks) for s in sessions)} kicks"
    ]
    for source in sorted({session.entry.source for session in sessions}):
        here = [session for session in sessions if session.entry.source == source]
        players = len({session.entry.player_id for session in here})
        names = Counter(kick.technique for session in here for kick in session.kicks)
        said = [
            f"{names[technique]} {_words(technique)}" for technique in Technique if names[technique]
        ]
        kicks = f"kicks: {', '.join(said)}" if said else "no kick"
        others = sum(session.other_events for session in here)
        lines.append(
            f"  {source:<10} {players:>4} players {len(here):>5} sessions, {kicks}"
            + (f"; {others} other events" if others else "")
        )
    return lines


def write_index(sessions: Sequence[IndexedSession], path: Path) -> None:
    """Write one line for each kick as CSV, completely or not at all.

    Parameters
    ----------
    sessions
        From `index_of`.
    path
        The file to be made or replaced.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for session in sessions:
        entry = session.entry
        for number, kick in enumerate(session.kicks, start=1):
            cells = (
                entry.player_id, entry.session_id, number, entry.source,
                "+".join(entry.labellers), entry.fingerprint, str(entry.side), kick.t_s,
                str(kick.technique), kick.foot_speed_mps, kick.ball_speed_mps, kick.quality,
                kick.intent,
            )  # fmt: skip
            writer.writerow(guarded(c) if isinstance(c, str) else c for c in cells)
    write_atomically(path, out.getvalue().encode())


def _words(technique: Technique) -> str:
    return "not named" if technique is Technique.UNSURE else technique.value.replace("_", " ")
