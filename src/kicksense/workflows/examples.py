"""From labelled sessions to the rows that a model is trained on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.domain.kick import Rejection
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.kicks.contact_evidence import CONTACT_EVIDENCE
from kicksense.kicks.contact_model import ContactClass
from kicksense.kicks.detect import strengths
from kicksense.settings import AnalysisSettings
from kicksense.survey import Survey, survey
from kicksense.workflows.datasets import Dataset, DatasetEntry
from kicksense.workflows.workers import pooled, worker_count

_CLASSES: Final = {
    EventKind.KICK: ContactClass.KICK,
    EventKind.TOUCH: ContactClass.TOUCH,
    EventKind.TRAP: ContactClass.TRAP,
    EventKind.AIR_KICK: ContactClass.MISS,
}
_UNLABELLED: Final = -1
_EARLY_S: Final = 0.03
_LATE_S: Final = 0.06
_MISS_SPAN_S: Final = (-0.10, 0.12)
_DOUBTFUL_S: Final = 0.30
"""Contacts this near to one with the ball may be its ringing or its follow-through."""

Progress = Callable[[int, int], None]
"""Told how many recordings are done, and how many there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Rows with what is known of them.

    Attributes
    ----------
    contact_names, kick_names
        Names of the columns.
    contacts, kicks
        Shape (n, m) and (k, p).
    contact_classes
        As in `kicksense.kicks.contact_model.ContactClass`, shape (n,).
    techniques
        ``unsure`` where the labels do not say, shape (k,).
    foot_mps, ball_mps
        NaN where the labels do not say, shape (k,).
    contact_players, contact_sources, kick_players, kick_sources
        Whose rows they are, and where they come from.
    kick_groups
        What scores are given by, each shape (k,).
    lost_kicks
        Labelled kicks without a contact or without a window around it.
    """

    contact_names: tuple[str, ...]
    contacts: FloatArray
    contact_classes: IntArray
    contact_players: np.ndarray
    contact_sources: np.ndarray
    kick_names: tuple[str, ...]
    kicks: FloatArray
    techniques: np.ndarray
    foot_mps: FloatArray
    ball_mps: FloatArray
    kick_players: np.ndarray
    kick_sources: np.ndarray
    kick_groups: Mapping[str, np.ndarray] = field(default_factory=dict)
    lost_kicks: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The rows of one session."""

    contacts: FloatArray
    classes: IntArray
    kicks: FloatArray
    events: tuple[LabelledEvent, ...]
    entry: DatasetEntry
    groups: Mapping[str, str]
    lost: int


def examples_of(
    dataset: Dataset, progress: Progress, settings: AnalysisSettings | None = None
) -> Examples:
    """Survey every session of a data set and put its labels beside its contacts.

    Parameters
    ----------
    dataset
        Labelled sessions.
    progress
        Told after each recording.
    settings
        Of the analysis that the model will serve.

    Returns
    -------
    examples
        In the order of the data set. Contacts near one with the ball that are not that contact
        itself, and those outside what the labels are complete for, are left out.
    """
    part_of = partial(_part_of, dataset, settings or AnalysisSettings())
    parts: list[_Part] = []
    for part in pooled(part_of, dataset.entries, worker_count()):
        parts.append(part)
        progress(len(parts), len(dataset.entries))
    return _joined(parts)


def _part_of(dataset: Dataset, settings: AnalysisSettings, entry: DatasetEntry) -> _Part:
    """Give the rows of one session."""
    session = dataset.read(entry)
    seen = survey(session.recording, settings)
    classes, rows = matched_classes(seen, session.labels)
    kicks: list[FloatArray] = []
    events: list[LabelledEvent] = []
    lost = 0
    for event, row in rows:
        weighed = None if row is None else seen.weighed(row)
        if weighed is None or isinstance(weighed, Rejection):
            lost += 1
            continue
        kicks.append(weighed.evidence)
        events.append(event)
    known = classes != _UNLABELLED
    return _Part(
        contacts=seen.evidence[known].astype(np.float32),
        classes=classes[known],
        kicks=np.array(kicks).reshape(-1, len(KICK_EVIDENCE)),
        events=tuple(events),
        entry=entry,
        groups=dict(session.labels.groups),
        lost=lost,
    )


def matched_classes(
    seen: Survey, labels: LabelSet
) -> tuple[IntArray, tuple[tuple[LabelledEvent, int | None], ...]]:
    """Give the class of each contact, and the contact of each labelled kick.

    Parameters
    ----------
    seen
        The recording surveyed.
    labels
        What is known of it.

    Returns
    -------
    classes
        As in `ContactClass`, -1 where nothing can be said, shape (n,).
    kicks
        Each labelled kick with the row of its contact, None where no contact is near.
    """
    classes = np.where(_known(seen.time_s, labels), int(ContactClass.OTHER), _UNLABELLED)
    strength = strengths(seen.contacts.measures)
    played = [event for event in labels.events if event.kind in _CLASSES]
    for event in played:
        classes[np.abs(seen.time_s - event.t_s) < _DOUBTFUL_S + event.within_s] = _UNLABELLED
    kicks: list[tuple[LabelledEvent, int | None]] = []
    for event in played:
        late_s = seen.time_s - event.t_s
        if event.kind is EventKind.AIR_KICK:
            missed = (late_s > _MISS_SPAN_S[0]) & (late_s < _MISS_SPAN_S[1])
            classes[missed] = ContactClass.MISS
            continue
        near = np.flatnonzero(
            (late_s > -max(_EARLY_S, event.within_s)) & (late_s < max(_LATE_S, event.within_s))
        )
        row = int(near[strength[near].argmax()]) if len(near) else None
        if row is not None:
            classes[row] = _CLASSES[event.kind]
        if event.kind is EventKind.KICK:
            kicks.append((event, row))
    return classes, tuple(kicks)


def _known(time_s: FloatArray, labels: LabelSet) -> BoolArray:
    """Tell for which moments the absence of a label means that nothing was played."""
    if not labels.complete:
        return np.zeros(len(time_s), dtype=np.bool_)
    if not labels.spans:
        return np.ones(len(time_s), dtype=np.bool_)
    inside = [(time_s >= span.start_s) & (time_s < span.stop_s) for span in labels.spans]
    return np.asarray(np.any(inside, axis=0))


def _joined(parts: Iterable[_Part]) -> Examples:
    """Put the rows of all sessions below each other."""
    parts = tuple(parts)
    events = [event for part in parts for event in part.events]
    counts = [len(part.classes) for part in parts]
    kicked = [len(part.events) for part in parts]
    names = sorted({name for part in parts for name in part.groups})

    def repeated(values: list[str], times: list[int]) -> np.ndarray:
        return np.repeat(np.array(values, dtype=np.str_), times)

    def known(value: float | None) -> float:
        return float("nan") if value is None else value

    return Examples(
        contact_names=CONTACT_EVIDENCE,
        contacts=np.concatenate(
            [np.empty((0, len(CONTACT_EVIDENCE))), *(part.contacts for part in parts)]
        ),
        contact_classes=np.concatenate([np.empty(0, np.intp), *(part.classes for part in parts)]),
        contact_players=repeated([part.entry.player_id for part in parts], counts),
        contact_sources=repeated([part.entry.source for part in parts], counts),
        kick_names=KICK_EVIDENCE,
        kicks=np.concatenate([np.empty((0, len(KICK_EVIDENCE))), *(part.kicks for part in parts)]),
        techniques=np.array([str(event.technique) for event in events], dtype=np.str_),
        foot_mps=np.array([known(event.foot_speed_mps) for event in events]),
        ball_mps=np.array([known(event.ball_speed_mps) for event in events]),
        kick_players=repeated([part.entry.player_id for part in parts], kicked),
        kick_sources=repeated([part.entry.source for part in parts], kicked),
        kick_groups={
            name: repeated([part.groups.get(name, "unknown") for part in parts], kicked)
            for name in names
        },
        lost_kicks=sum(part.lost for part in parts),
    )
