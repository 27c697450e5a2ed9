"""What the score cards of simulated sessions get right, as figures with intervals over players."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.coaching.score_kinds import SCORE_KINDS, Unit
from kicksense.domain.arrays import FloatArray
from kicksense.workflows.drill_evaluation_measures import (
    COUNTS_WITHIN,
    MEASURES,
    Case,
    In,
    Kind,
    Measure,
)
from kicksense.workflows.drill_evaluation_rows import SessionRow
from kicksense.workflows.scoring_players import Figure, PlayerBootstrap, per_player

BOOTSTRAP_SEED: Final = 20

_MEANS: Final = frozenset({"contacts_per_turn"})
"""Scores with the unit of a count that are means of counts."""


@dataclass(frozen=True, slots=True)
class MeasureFigure:
    """One measure over some sessions.

    Attributes
    ----------
    name
        Of the measure, or of the score that is compared.
    shown_in
        What it is a number of.
    figure
        With its interval over players.
    least, most
        What is asked.
    met
        Whether the figure reaches it; None where nothing is asked or there was no case.
    """

    name: str
    shown_in: In
    figure: Figure
    least: float | None = None
    most: float | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class FaultFigures:
    """What was put first in the sessions with one fault.

    Attributes
    ----------
    fault
        The one that was put in; None for none.
    sessions
        How many.
    right, silent
        Sessions in which it, or nothing, was put first.
    others
        Everything else that was put first, and how often.
    """

    fault: str | None
    sessions: int
    right: int
    silent: int
    others: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DrillGroup:
    """The figures over sessions of one sort.

    Attributes
    ----------
    group, value
        Such as ``drill`` and ``back_post_run``; ``all`` twice for all of them.
    sessions, players, reps
        How many.
    measures
        In the order of `MEASURES`.
    scores
        Scores of the cards against the truth, in the order of the score kinds.
    """

    group: str
    value: str
    sessions: int
    players: int
    reps: int
    measures: tuple[MeasureFigure, ...]
    scores: tuple[MeasureFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class DrillEvaluation:
    """How right the score cards of simulated sessions are.

    Attributes
    ----------
    seed, engine, level
        By which chance, what moved the legs, at which level.
    drills
        Played, in order.
    model_name
        The trained model that judged; ``rules`` where none did.
    minutes
        Of all recordings together.
    groups
        All sessions first, then those of each sort.
    faults
        What was put first.
    remarks
        What a reader must know, one sentence each.
    """

    seed: int
    engine: str
    level: int
    drills: tuple[str, ...]
    model_name: str
    minutes: float
    groups: tuple[DrillGroup, ...]
    faults: tuple[FaultFigures, ...]
    remarks: tuple[str, ...] = ()


def drill_groups(sessions: Sequence[SessionRow]) -> tuple[DrillGroup, ...]:
    """Measure all sessions, and those of each sort.

    Parameters
    ----------
    sessions
        Scored; at least one.

    Returns
    -------
    groups
        All of them first, then by drill, then by each group that has more than one value.
    """
    groups = [_group("all", "all", sessions)]
    groups += [
        _group("drill", drill, [session for session in sessions if session.drill == drill])
        for drill in dict.fromkeys(session.drill for session in sessions)
    ]
    for name in dict.fromkeys(name for session in sessions for name in session.groups):
        values = sorted({session.groups.get(name, "") for session in sessions})
        if len(values) > 1:
            groups += [
                _group(name, value, [s for s in sessions if s.groups.get(name, "") == value])
                for value in values
            ]
    return tuple(groups)


def fault_figures(sessions: Sequence[SessionRow]) -> tuple[FaultFigures, ...]:
    """Count what was put first, for each fault that was put in.

    Parameters
    ----------
    sessions
        Scored.

    Returns
    -------
    faults
        Without a fault first, then by name.
    """
    figures = []
    for fault in sorted({session.fault for session in sessions}, key=lambda code: code or ""):
        said = Counter(session.work_on for session in sessions if session.fault == fault)
        right = said[fault] if fault is not None else 0
        others = [(code, n) for code, n in said.most_common() if code not in (None, fault)]
        figures.append(
            FaultFigures(
                fault=fault,
                sessions=said.total(),
                right=right,
                silent=said[None],
                others=tuple((str(code), n) for code, n in others),
            )
        )
    return tuple(figures)


def _group(group: str, value: str, sessions: Sequence[SessionRow]) -> DrillGroup:
    players = {name: row for row, name in enumerate(sorted({s.player_id for s in sessions}))}
    bootstrap = PlayerBootstrap.drawn(len(players), BOOTSTRAP_SEED)
    rows = [players[session.player_id] for session in sessions]
    return DrillGroup(
        group=group,
        value=value,
        sessions=len(sessions),
        players=len(players),
        reps=sum(session.reps_done for session in sessions),
        measures=tuple(_measured(measure, sessions, rows, bootstrap) for measure in MEASURES),
        scores=tuple(
            _measured(measure, sessions, rows, bootstrap) for measure in _score_measures(sessions)
        ),
    )


def _score_measures(sessions: Sequence[SessionRow]) -> Iterable[Measure]:
    """Give a measure for each score whose truth is known: counts by their sums, others by error."""
    known = {score.name for session in sessions for score in session.scores}
    for name, kind in SCORE_KINDS.items():
        if name not in known:
            continue
        if kind.unit is Unit.COUNT and name not in _MEANS:
            yield Measure(name, Kind.TOTAL, _ScoreCases(name, counted=True), most=COUNTS_WITHIN)
        else:
            shown = {Unit.RATIO: In.RATIO, Unit.SECONDS: In.SECONDS}.get(kind.unit, In.OTHER)
            yield Measure(name, Kind.MEDIAN, _ScoreCases(name, counted=False), shown_in=shown)


@dataclass(frozen=True, slots=True)
class _ScoreCases:
    """What a session adds to a comparison of one score; a count that was not told is zero."""

    name: str
    counted: bool

    def __call__(self, session: SessionRow) -> Iterable[Case]:
        for score in session.scores:
            if score.name != self.name:
                continue
            if self.counted:
                yield score.said or 0.0, score.true
            elif score.said is not None:
                yield abs(score.said - score.true), 1.0


def _measured(
    measure: Measure,
    sessions: Sequence[SessionRow],
    rows: Sequence[int],
    bootstrap: PlayerBootstrap,
) -> MeasureFigure:
    """Work out one measure with its interval."""
    cases = [
        (*case, row)
        for session, row in zip(sessions, rows, strict=True)
        for case in measure.cases(session)
    ]
    figure = _figure_of(measure, np.array(cases, dtype=float).reshape(-1, 3), bootstrap)
    return MeasureFigure(
        name=measure.name,
        shown_in=measure.shown_in,
        figure=figure,
        least=measure.least,
        most=measure.most,
        met=_met(figure, measure),
    )


def _figure_of(measure: Measure, cases: FloatArray, bootstrap: PlayerBootstrap) -> Figure:
    players = cases[:, 2].astype(np.intp)
    if measure.kind is Kind.MEDIAN:
        return bootstrap.of_quantile(cases[:, 0], players, 0.5)
    parts, wholes = (per_player(players, bootstrap.players, cases[:, column]) for column in (0, 1))
    if measure.kind is Kind.SHARE:
        return bootstrap.of_ratio(parts, wholes)
    counts = np.stack([parts, wholes], axis=1)
    return bootstrap.of_counts(counts, _off_by, wholes.sum())


def _off_by(counts: FloatArray) -> FloatArray:
    """Give by how much sums of what was said differ from sums of what was done."""
    said, done = counts[:, 0], counts[:, 1]
    known = done > 0.0
    return np.where(known, np.abs(said / np.where(known, done, 1.0) - 1.0), math.nan)


def _met(figure: Figure, measure: Measure) -> bool | None:
    if math.isnan(figure.value) or (measure.least is None and measure.most is None):
        return None
    enough = measure.least is None or figure.value >= measure.least
    return enough and (measure.most is None or figure.value <= measure.most)
