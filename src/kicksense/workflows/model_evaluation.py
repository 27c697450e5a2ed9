"""How good models are on labelled recordings, beside what they must beat."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Final, Protocol

from kicksense.domain.labels import LabelSet
from kicksense.domain.signals import Recording
from kicksense.errors import KicksenseError, SourceError
from kicksense.workflows.baselines import named_alike
from kicksense.workflows.dataset_entries import SUIT, WALKING
from kicksense.workflows.scoring import (
    FOUND_WITHIN_S,
    Answer,
    SessionScore,
    exposures_of,
    score_answer,
)
from kicksense.workflows.scoring_detection import (
    DetectionFigures,
    detection_figures,
)
from kicksense.workflows.scoring_groups import GroupFigures, group_figures
from kicksense.workflows.scoring_speeds import (
    BandFigures,
    SpeedFigures,
    ball_figures,
    band_figures,
    foot_figures,
)
from kicksense.workflows.scoring_table import ScoreTable, table_of
from kicksense.workflows.scoring_technique import TechniqueFigures, technique_figures
from kicksense.workflows.workers import pooled, worker_count

_SERIAL_UP_TO: Final = 6
"""Starting another process costs about as much as analyzing a few recordings."""

_TOGETHER: Final = 4
"""Recordings handed to a process at once, since the index goes with each."""

Progress = Callable[[int, int], None]
"""Told how many recordings are done, and how many there are."""


class Labelled(Protocol):
    """A recording and what is known of it."""

    @property
    def session_id(self) -> str:
        """Which recording."""

    @property
    def player_id(self) -> str:
        """Whose leg."""

    @property
    def source(self) -> str:
        """Where it comes from, such as ``simulated``."""

    @property
    def recording(self) -> Recording:
        """The samples."""

    @property
    def labels(self) -> LabelSet:
        """The truth."""


class LabelledSessions(Protocol):
    """Labelled recordings that are read one by one."""

    @property
    def entries(self) -> Sequence[Any]:
        """What `read` takes; entries travel between processes."""

    @property
    def fingerprint(self) -> str:
        """Of everything that is in it."""

    def read(self, entry: Any) -> Labelled:  # noqa: ANN401 - known to the sessions alone
        """Read one recording."""


class System(Protocol):
    """Something that says where the kicks are; it travels between processes."""

    @property
    def name(self) -> str:
        """What it is called in tables."""

    def answer(self, recording: Recording, player_id: str) -> Answer:
        """Say what is in a recording."""


@dataclass(frozen=True, slots=True, eq=False)
class SystemFigures:
    """Everything that was measured of one system, and what it was measured from."""

    name: str
    table: ScoreTable
    detection: DetectionFigures
    technique: TechniqueFigures
    foot: tuple[SpeedFigures, ...]
    ball: tuple[SpeedFigures, ...]
    bands: tuple[BandFigures, ...]
    groups: tuple[GroupFigures, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ModelEvaluation:
    """Systems measured on the same recordings.

    Attributes
    ----------
    fingerprint
        Of the data.
    sessions, players
        How many recordings of how many players.
    sources
        Recordings by where they come from.
    systems
        In the order asked for.
    remarks
        What a reader must know, one sentence each.
    scored
        Of each system, what its figures are made of, recording by recording.
    """

    fingerprint: str
    sessions: int
    players: int
    sources: Mapping[str, int]
    systems: tuple[SystemFigures, ...]
    remarks: tuple[str, ...] = ()
    scored: tuple[tuple[SessionScore, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A few recordings for one process."""

    read: Callable[[Any], Labelled]
    entries: tuple[Any, ...]
    systems: tuple[System, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    """One recording scored for every system, or why it could not be."""

    scores: tuple[SessionScore, ...] = ()
    problem: str | None = None


def evaluate(
    dataset: LabelledSessions,
    systems: Sequence[System],
    progress: Progress,
    *,
    alike: Sequence[str] = (),
    remarks: Sequence[str] = (),
) -> ModelEvaluation:
    """Run systems on labelled recordings and measure what they say.

    Parameters
    ----------
    dataset
        Labelled recordings.
    systems
        Models and baselines, told apart by their names.
    progress
        Told after each recording.
    alike
        Names of systems that name no technique; every kick of theirs is given the most frequent.
    remarks
        What is already known to be worth saying.

    Returns
    -------
    evaluation
        Recordings that could not be read are named among the remarks.

    Raises
    ------
    SourceError
        If there is no recording, none could be read, or a process was stopped.
    """
    entries = tuple(dataset.entries)
    if not entries:
        raise SourceError(
            "there is no labelled recording to evaluate on; make some with 'kicksense simulate' "
            "or label your own with 'kicksense label import'."
        )
    scored: list[_Scored] = []
    for outcome in _scored(dataset, entries, tuple(systems)):
        scored.append(outcome)
        progress(len(scored), len(entries))
    problems = [outcome.problem for outcome in scored if outcome.problem is not None]
    rows = [outcome.scores for outcome in scored if outcome.problem is None]
    if not rows:
        raise SourceError(f"no labelled recording could be read; the first trouble: {problems[0]}")
    first = [scores[0] for scores in rows]
    notes = [*remarks, *_notes(first), *(f"left out: {problem}" for problem in problems)]
    measured = []
    for column, system in enumerate(systems):
        sessions: Sequence[SessionScore] = [scores[column] for scores in rows]
        if system.name in alike:
            sessions = named_alike(sessions)
        measured.append(figures_of(system.name, sessions))
    return ModelEvaluation(
        fingerprint=dataset.fingerprint,
        sessions=len(rows),
        players=len({score.player_id for score in first}),
        sources=dict(sorted(Counter(score.source for score in first).items())),
        systems=tuple(measured),
        remarks=tuple(notes),
        scored=tuple(zip(*rows, strict=True)),
    )


def figures_of(name: str, sessions: Sequence[SessionScore]) -> SystemFigures:
    """Measure one system.

    Parameters
    ----------
    name
        Of the system.
    sessions
        Its scored recordings.

    Returns
    -------
    figures
        Over all recordings and by group.
    """
    table = table_of(sessions)
    return SystemFigures(
        name=name,
        table=table,
        detection=detection_figures(table),
        technique=technique_figures(table),
        foot=foot_figures(table),
        ball=ball_figures(table),
        bands=band_figures(table),
        groups=group_figures(sessions),
    )


def scored_session(session: Labelled, system: System) -> SessionScore:
    """Ask a system about one recording and compare.

    Parameters
    ----------
    session
        Recording and labels.
    system
        Whom to ask.

    Returns
    -------
    score
        With side, rate and source among the groups, also where the labels do not name them.
    """
    recording, labels = session.recording, session.labels
    answer = system.answer(recording, session.player_id)
    kicks, false_kicks, others = score_answer(labels, answer, recording)
    side = recording.placement.side.value if recording.placement.side_known else "unknown"
    known = {
        "source": session.source,
        "side": side,
        "rate": f"{recording.sampling_rate_hz:.0f}",
    }
    return SessionScore(
        session_id=session.session_id,
        player_id=session.player_id,
        source=session.source,
        groups={**known, **labels.groups},
        kicks=kicks,
        false_kicks=false_kicks,
        others=others,
        exposures=exposures_of(labels, recording),
    )


def _notes(sessions: Sequence[SessionScore]) -> Iterator[str]:
    """Say what these recordings cannot show."""
    kicks = [kick for session in sessions for kick in session.kicks]
    if not kicks:
        yield "no kick is labelled in these recordings, so nothing but false alarms is measured."
    elif all(kick.event.technique.value == "unsure" for kick in kicks):
        yield "no technique is labelled in these recordings, so none is judged."
    if kicks and not any(kick.event.within_s < FOUND_WITHIN_S for kick in kicks):
        yield "no label is known well enough to tell how far off the times are."
    if len({session.player_id for session in sessions}) == 1:
        yield "all recordings are of one player, so no interval can be given."
    if any(session.source in (SUIT, WALKING) for session in sessions):
        yield (
            "the contact weights of the rules were fitted to the suit and walking recordings, so "
            "their figures on these are too good (benchmarks/fit_contacts.py leaves players out)."
        )
    if not any(session.exposures for session in sessions):
        yield "no recording claims that every kick is labelled, so false alarms are not counted."


def _scored(
    dataset: LabelledSessions, entries: tuple[Any, ...], systems: tuple[System, ...]
) -> Iterator[_Scored]:
    """Score recordings, in order, in two processes where there are many."""
    tasks = [
        _Task(dataset.read, entries[start : start + _TOGETHER], systems)
        for start in range(0, len(entries), _TOGETHER)
    ]
    done: Iterable[list[_Scored]] = map(_scored_task, tasks)
    if len(entries) > _SERIAL_UP_TO:
        done = pooled(_scored_task, tasks, worker_count())
    try:
        for outcomes in done:
            yield from outcomes
    except BrokenProcessPool as error:
        raise SourceError(
            "the system stopped the evaluation, most likely because memory ran out; close other "
            "programs, or evaluate on fewer recordings at a time."
        ) from error


def _scored_task(task: _Task) -> list[_Scored]:
    """Score a few recordings; give what is wrong with one as a sentence."""
    outcomes = []
    for entry in task.entries:
        try:
            session = task.read(entry)
        except KicksenseError as error:
            outcomes.append(_Scored(problem=str(error)))
            continue
        scores = tuple(scored_session(session, system) for system in task.systems)
        outcomes.append(_Scored(scores))
    return outcomes
