"""The same figures for every sort of recording: side, rate, mount, age, range, faults."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kicksense.workflows.scoring import SessionScore
from kicksense.workflows.scoring_detection import DetectionFigures, detection_figures
from kicksense.workflows.scoring_players import Figure
from kicksense.workflows.scoring_speeds import SpeedFigures, ball_figures, foot_figures
from kicksense.workflows.scoring_table import table_of
from kicksense.workflows.scoring_technique import technique_figures


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The main figures over recordings of one sort.

    Attributes
    ----------
    group, value
        Such as ``mount`` and ``upside_down``.
    players, kicks
        How many.
    precision, recall, f1, timing_median_s, false_per_hour, air_kicks_called
        As in `DetectionFigures`.
    macro_f1, abstention
        As in `TechniqueFigures`.
    foot_error, foot_coverage, ball_error, ball_coverage
        Median relative error and coverage over all kicks, as in `SpeedFigures`.
    """

    group: str
    value: str
    players: int
    kicks: int
    precision: Figure
    recall: Figure
    f1: Figure
    timing_median_s: Figure
    false_per_hour: Figure
    air_kicks_called: Figure
    macro_f1: Figure
    abstention: Figure
    foot_error: Figure
    foot_coverage: Figure
    ball_error: Figure
    ball_coverage: Figure


def group_figures(sessions: Sequence[SessionScore]) -> tuple[GroupFigures, ...]:
    """Measure a system on every sort of recording.

    Parameters
    ----------
    sessions
        Scored recordings of one system.

    Returns
    -------
    figures
        Sorts of recordings by name, values in order of their size where they are numbers; a group
        that has one value only says nothing and is left out. A recording whose value is several
        with ``+`` between them, as of faults, belongs to each.
    """
    figures = []
    for group in sorted({name for session in sessions for name in session.groups}):
        members: dict[str, list[SessionScore]] = {}
        for session in sessions:
            for value in set(session.groups.get(group, "").split("+")) - {""}:
                members.setdefault(value, []).append(session)
        if len(members) > 1:
            figures += [
                _figures(group, value, members[value]) for value in sorted(members, key=_order)
            ]
    return tuple(figures)


def _figures(group: str, value: str, sessions: Sequence[SessionScore]) -> GroupFigures:
    """Measure a system on recordings of one sort."""
    table = table_of(sessions)
    detection: DetectionFigures = detection_figures(table)
    technique = technique_figures(table)
    foot: SpeedFigures = foot_figures(table)[0]
    ball: SpeedFigures = ball_figures(table)[0]
    return GroupFigures(
        group=group,
        value=value,
        players=len(table.players),
        kicks=detection.kicks,
        precision=detection.precision,
        recall=detection.recall,
        f1=detection.f1,
        timing_median_s=detection.timing_median_s,
        false_per_hour=detection.false_per_hour,
        air_kicks_called=detection.air_kicks_called,
        macro_f1=technique.macro_f1,
        abstention=technique.abstention,
        foot_error=foot.median_error,
        foot_coverage=foot.coverage,
        ball_error=ball.median_error,
        ball_coverage=ball.coverage,
    )


def _order(value: str) -> tuple[float, str]:
    """Sort numbers by their size, before words."""
    try:
        return float(value), value
    except ValueError:
        return np.inf, value
