"""How well kicks are found, and what is taken for one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.labels import EventKind
from kicksense.workflows.scoring import SpanContent
from kicksense.workflows.scoring_players import Figure, per_player
from kicksense.workflows.scoring_table import ScoreTable


@dataclass(frozen=True, slots=True)
class MovementFigures:
    """False kicks in one kind of movement, in the stretches of it that hold no kick."""

    movement: str
    hours: float
    false_kicks: int
    per_hour: Figure


@dataclass(frozen=True, slots=True)
class EventFigures:
    """Events of one kind that is no kick: how many there are, and the share called a kick."""

    kind: str
    events: int
    called_ratio: Figure


@dataclass(frozen=True, slots=True)
class DetectionFigures:
    """How well kicks are found.

    Attributes
    ----------
    kicks, found, false_kicks
        Counts: labelled, found of those, and false ones.
    precision, recall, f1
        Precision is counted where every kick is labelled; elsewhere a kick too many is none that
        could be known. F1 is the harmonic mean of the two.
    timing_median_s, timing_p95_s
        Of the absolute time between said and true, where the label is known well enough to tell.
    timing_bias_s
        Median of said minus true.
    hours, hours_without_ball
        Judged, and of those in stretches of movement in which no ball is played or swung at.
    false_per_hour
        False kicks in the stretches without a ball.
    air_kicks_called, air_kicks_found
        Share of the swings that met no ball that are called kicks, and that are reported as what
        they are.
    by_movement, by_event
        False kicks by kind of movement, and how often each other event is called a kick.
    really
        What the false kicks were: a kind of event, or ``nothing``; ``kick`` is a second or a badly
        timed detection.
    """

    kicks: int
    found: int
    false_kicks: int
    precision: Figure
    recall: Figure
    f1: Figure
    timing_median_s: Figure
    timing_p95_s: Figure
    timing_bias_s: Figure
    hours: float
    hours_without_ball: float
    false_per_hour: Figure
    air_kicks_called: Figure
    air_kicks_found: Figure
    by_movement: tuple[MovementFigures, ...]
    by_event: tuple[EventFigures, ...]
    really: Mapping[str, int]


def detection_figures(table: ScoreTable) -> DetectionFigures:
    """Measure how well kicks are found.

    Parameters
    ----------
    table
        Scored recordings of one system.

    Returns
    -------
    figures
        With intervals over players.
    """
    kicks, false_kicks = table.kicks, table.false_kicks
    bootstrap, players = table.bootstrap, len(table.players)
    timed = kicks.kept(kicks.found & kicks.timed)
    offsets, whose = timed.offsets_s, timed.players
    precision, recall, f1 = match_figures(table)
    return DetectionFigures(
        kicks=len(kicks),
        found=int(np.count_nonzero(kicks.found)),
        false_kicks=len(false_kicks.players),
        precision=precision,
        recall=recall,
        f1=f1,
        timing_median_s=bootstrap.of_quantile(np.abs(offsets), whose, 0.5),
        timing_p95_s=bootstrap.of_quantile(np.abs(offsets), whose, 0.95),
        timing_bias_s=bootstrap.of_quantile(offsets, whose, 0.5),
        hours=float(table.exposures.hours.sum()),
        hours_without_ball=float(_hours(table, _without_ball(table)).sum()),
        false_per_hour=bootstrap.of_rate(
            per_player(false_kicks.players[_calm(table)], players),
            _hours(table, _without_ball(table)),
        ),
        air_kicks_called=_event_share(table, EventKind.AIR_KICK, table.others.called),
        air_kicks_found=_event_share(table, EventKind.AIR_KICK, table.others.found),
        by_movement=_by_movement(table),
        by_event=tuple(
            EventFigures(
                kind,
                table.others.kinds.count(kind),
                _event_share(table, kind, table.others.called),
            )
            for kind in sorted(set(table.others.kinds))
        ),
        really=dict(sorted(Counter(false_kicks.really).items())),
    )


def match_figures(table: ScoreTable) -> tuple[Figure, Figure, Figure]:
    """Give precision, recall and F1 of the detection.

    Parameters
    ----------
    table
        Scored recordings of one system.

    Returns
    -------
    precision, recall, f1
        NaN where nothing was said, nothing was there, or both.
    """
    kicks, players = table.kicks, len(table.players)
    counts = np.stack(
        [
            per_player(kicks.players[kicks.found & kicks.counted], players),
            per_player(table.false_kicks.players, players),
            per_player(kicks.players[kicks.found], players),
            per_player(kicks.players, players),
        ],
        axis=1,
    )
    total = counts.sum(axis=0)
    of_counts = table.bootstrap.of_counts
    return (
        of_counts(counts, _precision, total[0] + total[1]),
        of_counts(counts, _recall, total[3]),
        of_counts(counts, _f1, total[3]),
    )


def _precision(counts: FloatArray) -> FloatArray:
    return _share(counts[:, 0], counts[:, 0] + counts[:, 1])


def _recall(counts: FloatArray) -> FloatArray:
    return _share(counts[:, 2], counts[:, 3])


def _f1(counts: FloatArray) -> FloatArray:
    """Give F1; zero where there are kicks and none was found, NaN where there are none."""
    precision = np.nan_to_num(_precision(counts))
    recall = _recall(counts)
    total = precision + recall
    return np.where(
        total > 0.0, 2.0 * precision * recall / np.where(total > 0.0, total, 1.0), recall
    )


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    known = whole > 0.0
    return np.where(known, part / np.where(known, whole, 1.0), np.nan)


def _without_ball(table: ScoreTable) -> BoolArray:
    """Tell which stretches hold no ball."""
    return np.array([c is SpanContent.NONE for c in table.exposures.contents], dtype=np.bool_)


def _calm(table: ScoreTable) -> BoolArray:
    """Tell which false kicks lie in stretches without a ball."""
    return np.array([c is SpanContent.NONE for c in table.false_kicks.contents], dtype=np.bool_)


def _hours(table: ScoreTable, mask: BoolArray) -> FloatArray:
    """Give the hours of each player in some of the stretches."""
    exposures = table.exposures
    return per_player(exposures.players[mask], len(table.players), exposures.hours[mask])


def _event_share(table: ScoreTable, kind: str, marked: BoolArray) -> Figure:
    """Give the share of the events of a kind that are marked."""
    others, players = table.others, len(table.players)
    of_kind = np.array([name == kind for name in others.kinds], dtype=np.bool_)
    return table.bootstrap.of_ratio(
        per_player(others.players[of_kind & marked], players),
        per_player(others.players[of_kind], players),
    )


def _by_movement(table: ScoreTable) -> tuple[MovementFigures, ...]:
    """Count false kicks by movement, in stretches without a kick; the most of it first."""
    exposures, false_kicks, players = table.exposures, table.false_kicks, len(table.players)
    free = [content is not SpanContent.KICK for content in exposures.contents]
    figures = []
    for movement in sorted({m for m, f in zip(exposures.movements, free, strict=True) if f}):
        inside = np.array(
            [m == movement and f for m, f in zip(exposures.movements, free, strict=True)]
        )
        false_inside = np.array(
            [
                name == movement and content is not SpanContent.KICK
                for name, content in zip(false_kicks.movements, false_kicks.contents, strict=True)
            ],
            dtype=np.bool_,
        )
        hours = _hours(table, inside)
        count = per_player(false_kicks.players[false_inside], players)
        figures.append(
            MovementFigures(
                movement,
                float(hours.sum()),
                int(count.sum()),
                table.bootstrap.of_rate(count, hours),
            )
        )
    return tuple(sorted(figures, key=lambda figure: (-figure.hours, figure.movement)))
