"""Labels of stored sessions: bring them in, write them out, say what there is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kicksense.domain.labels import LabelledEvent, LabelSet, MovementSpan
from kicksense.errors import UsageError
from kicksense.exchange.label_text import LABEL_TEXTS, read_label_file
from kicksense.exchange.label_words import Marks, event_words, technique_words
from kicksense.store.atomic import write_atomically
from kicksense.store.labels import write_labels
from kicksense.store.session_row import SessionRow
from kicksense.workflows.label_choice import SIMULATION, chosen_labels, labels_of_session
from kicksense.workflows.sessions import Sessions, list_sessions, recording_of

DEFAULT_LABELLER: Final = "me"
"""Who labels where nobody is named."""

_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_OUTSIDE_S: Final = 1.0
"""A label may lie so far before or behind the recording: hands are not exact."""


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """What a user says about labels beside their file.

    Attributes
    ----------
    labeller
        Who made them: an id, never a name.
    player_id
        Whose leg it is; None where the session says it.
    complete
        True where every kick is among them.
    within_s
        How far moments may be off where the file does not say; None for the usual.
    offset_s
        What to add to the times of the file to be on the recording's clock.
    """

    labeller: str = DEFAULT_LABELLER
    player_id: str | None = None
    complete: bool = True
    within_s: float | None = None
    offset_s: float = 0.0

    def __post_init__(self) -> None:
        for option, value in (("--labeller", self.labeller), ("--player", self.player_id)):
            if value is not None and _ID.fullmatch(value) is None:
                raise UsageError(
                    f"{option} takes an id of up to 64 letters, digits, dashes or dots, and no "
                    f"real name; '{value}' is none."
                )
        if self.labeller == SIMULATION:
            raise UsageError(
                f"'{SIMULATION}' is the labeller of simulated sessions, whose truth is known; "
                "give another --labeller."
            )
        if self.within_s is not None and not 0.0 <= self.within_s <= 10.0:  # noqa: PLR2004 - said
            raise UsageError("--within takes seconds from 0 to 10, like 0.5 for tapped labels.")
        if not abs(self.offset_s) < 1e12:  # noqa: PLR2004 - the range of times that are stored
            raise UsageError("--offset takes a number of seconds.")


@dataclass(frozen=True, slots=True)
class ImportedLabels:
    """What became of a label file.

    Attributes
    ----------
    labels
        As stored.
    path
        Where.
    replaced
        The same labeller's earlier labels, which are kept beside it; None where there were none.
    not_read
        Columns of the file that mean nothing here.
    """

    labels: LabelSet
    path: Path
    replaced: LabelSet | None
    not_read: tuple[str, ...]


def import_labels(
    sessions: Sessions, row: SessionRow, path: Path, options: LabelOptions
) -> ImportedLabels:
    """Read a label file and store what it says of a session.

    Parameters
    ----------
    sessions
        The store.
    row
        The session that the labels speak of.
    path
        Audacity label text or CSV; it is left untouched.
    options
        What the user says beside it.

    Returns
    -------
    imported
        What was stored, and what it replaced.

    Raises
    ------
    LabelFileError
        If the file is not understood.
    UsageError
        If nobody says whose leg it is, or a label lies outside the recording.
    StoreError
        If the labels cannot be stored.
    """
    player_id = _player_of(row, options)
    marks = _moved(read_label_file(path, within_s=options.within_s), options.offset_s)
    _check_inside(sessions, row, marks)
    earlier = next(
        (said for said in label_sets_of(sessions, row) if said.labeller == options.labeller), None
    )
    if row.player_id is None:
        sessions.library.store(recording_of(sessions, row.id), player_id)
    labels = LabelSet(
        fingerprint=row.fingerprint,
        labeller=options.labeller,
        labelled_utc=datetime.now(UTC),
        player_id=player_id,
        events=marks.events,
        spans=marks.spans,
        complete=options.complete,
        session_id=row.id,
    )
    return ImportedLabels(labels, write_labels(sessions.folder, labels), earlier, marks.not_read)


def label_sets_of(sessions: Sessions, row: SessionRow) -> tuple[LabelSet, ...]:
    """Give what each labeller says of a session, the oldest first.

    Parameters
    ----------
    sessions
        The store.
    row
        The session.

    Returns
    -------
    label_sets
        Empty where nobody has labelled it.

    Raises
    ------
    StoreError
        If a file of labels is damaged.
    """
    return labels_of_session(sessions.folder, row, list_sessions(sessions))


def labels_said_by(sessions: Sessions, row: SessionRow, labeller: str | None) -> LabelSet:
    """Give one answer about a session: of a labeller, or of all together.

    Parameters
    ----------
    sessions
        The store.
    row
        The session.
    labeller
        Who; None for what training uses (`kicksense.workflows.label_choice.RULE`).

    Returns
    -------
    labels
        The answer.

    Raises
    ------
    UsageError
        If nobody has labelled it, or not this labeller.
    """
    label_sets = label_sets_of(sessions, row)
    if not label_sets:
        raise UsageError(
            f"session {row.id} ({row.name}) has no labels; kicksense label import brings some in."
        )
    if labeller is None:
        return chosen_labels(label_sets)
    found = next((labels for labels in label_sets if labels.labeller == labeller), None)
    if found is None:
        there = ", ".join(labels.labeller for labels in label_sets)
        raise UsageError(f"'{labeller}' has not labelled session {row.id}; there is {there}.")
    return found


def label_text_of(labels: LabelSet, style: str) -> str:
    """Give labels as the text of a file.

    Parameters
    ----------
    labels
        What to write.
    style
        ``audacity`` or ``csv``.

    Returns
    -------
    text
        Read back by `import_labels`.

    Raises
    ------
    UsageError
        If the style is not known.
    """
    if style not in LABEL_TEXTS:
        raise UsageError(f"there is no label format '{style}'; choose {' or '.join(LABEL_TEXTS)}.")
    return LABEL_TEXTS[style](Marks(labels.events, labels.spans))


def export_labels(labels: LabelSet, path: Path, style: str) -> None:
    """Write labels to a file, completely or not at all.

    Parameters
    ----------
    labels
        What to write.
    path
        The file to be made or replaced.
    style
        ``audacity`` or ``csv``.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    write_atomically(path, label_text_of(labels, style).encode())


def counts_of(labels: LabelSet) -> tuple[tuple[str, int], ...]:
    """Count what labels name, the most frequent first, such as ``("kick:heel", 12)``.

    Parameters
    ----------
    labels
        What a labeller says.

    Returns
    -------
    counts
        Pairs of name and number.
    """
    return tuple(Counter(name_of(event) for event in labels.events).most_common())


def name_of(event: LabelledEvent) -> str:
    """Give what an event is called, such as ``kick:heel`` or ``touch``."""
    technique = technique_words(event.technique)
    return event_words(event) + (f":{technique}" if technique else "")


def _player_of(row: SessionRow, options: LabelOptions) -> str:
    """Give whose leg the labels speak of."""
    said = options.player_id
    if row.player_id is not None:
        if said not in (None, row.player_id):
            raise UsageError(
                f"session {row.id} ({row.name}) is of player {row.player_id}, not of {said}; "
                "leave --player out, or import the recording again with the right --player."
            )
        return row.player_id
    if said is None:
        raise UsageError(
            f"nobody has said whose leg session {row.id} ({row.name}) shows; say it with "
            "--player and an id, so that no player is both trained on and tested on."
        )
    return said


def _moved(marks: Marks, offset_s: float) -> Marks:
    if offset_s == 0.0:
        return marks
    return replace(
        marks,
        events=tuple(replace(event, t_s=event.t_s + offset_s) for event in marks.events),
        spans=tuple(
            MovementSpan(span.start_s + offset_s, span.stop_s + offset_s, span.movement)
            for span in marks.spans
        ),
    )


def _check_inside(sessions: Sessions, row: SessionRow, marks: Marks) -> None:
    """Refuse labels of another recording, or on another clock."""
    recording = recording_of(sessions, row.id)
    start_s, stop_s = recording.start_time_s, recording.time_of(len(recording))
    times_s = [event.t_s for event in marks.events]
    times_s += [time_s for span in marks.spans for time_s in (span.start_s, span.stop_s)]
    outside = _outside(times_s, start_s - _OUTSIDE_S, stop_s + _OUTSIDE_S)
    if outside:
        raise UsageError(
            f"{len(outside)} of {len(times_s)} times lie outside the recording, which lasts from "
            f"{start_s:.2f} to {stop_s:.2f} s on its own clock (the first at {outside[0]:.2f} s); "
            "check the file, or say with --offset how many seconds to add."
        )


def _outside(times_s: Sequence[float], low_s: float, high_s: float) -> list[float]:
    return [time_s for time_s in times_s if not low_s <= time_s <= high_s]
