"""How well foot and ball speed are estimated, and whether the intervals keep their promise."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.workflows.scoring_players import Figure, per_player
from kicksense.workflows.scoring_table import TECHNIQUES, ScoreTable

BAND_EDGES_MPS: Final = (0.0, 3.0, 5.0, 8.0, 12.0, 18.0, math.inf)
"""Edges of the bands of ball speed: from a ball rolled to the feet to a hard shot."""


@dataclass(frozen=True, slots=True)
class SpeedFigures:
    """One speed over some of the kicks.

    Attributes
    ----------
    name
        Which kicks: ``all``, a technique, ``clipped`` or ``unclipped``.
    kicks
        Found kicks whose true speed is known.
    median_error
        Of the absolute error relative to the true speed.
    bias
        Median of said over true, less one.
    coverage
        Share of intervals that hold the true speed; nine in ten are promised.
    width
        Median of high over low: coverage is easy for one who says nothing.
    """

    name: str
    kicks: int
    median_error: Figure
    bias: Figure
    coverage: Figure
    width: Figure


@dataclass(frozen=True, slots=True)
class BandFigures:
    """Kicks that sent the ball off about as fast.

    Attributes
    ----------
    low_mps, high_mps
        Edges of the band of true ball speeds; the last has no upper end.
    kicks
        How many are labelled.
    recall
        Share found.
    ball_error, ball_coverage
        Of the found ones, as in `SpeedFigures`.
    """

    low_mps: float
    high_mps: float
    kicks: int
    recall: Figure
    ball_error: Figure
    ball_coverage: Figure


def band_figures(table: ScoreTable) -> tuple[BandFigures, ...]:
    """Measure soft and hard kicks apart.

    Parameters
    ----------
    table
        Scored recordings of one system.

    Returns
    -------
    figures
        From the softest; bands without a kick are left out.
    """
    kicks, players = table.kicks, len(table.players)
    speed = kicks.ball_mps[:, 0]
    bands = []
    for low, high in pairwise(BAND_EDGES_MPS):
        mask = (speed >= low) & (speed < high)
        if not mask.any():
            continue
        found = mask & kicks.found
        said = speed_figures(table, kicks.ball_mps, found & (speed > 0.0), "band")
        recall = table.bootstrap.of_ratio(
            per_player(kicks.players[found], players), per_player(kicks.players[mask], players)
        )
        count = int(np.count_nonzero(mask))
        bands.append(BandFigures(low, high, count, recall, said.median_error, said.coverage))
    return tuple(bands)


def foot_figures(table: ScoreTable) -> tuple[SpeedFigures, ...]:
    """Measure foot speed over all kicks, by technique, and on clipped and unclipped kicks.

    Parameters
    ----------
    table
        Scored recordings of one system.

    Returns
    -------
    figures
        ``all`` first; kinds of kicks that do not occur are left out.
    """
    return _figures(table, table.kicks.foot_mps)


def ball_figures(table: ScoreTable) -> tuple[SpeedFigures, ...]:
    """Measure ball speed, as `foot_figures` does foot speed.

    Parameters
    ----------
    table
        Scored recordings of one system.

    Returns
    -------
    figures
        ``all`` first; kinds of kicks that do not occur are left out.
    """
    return _figures(table, table.kicks.ball_mps)


def _figures(table: ScoreTable, speeds_mps: FloatArray) -> tuple[SpeedFigures, ...]:
    """Measure one speed, shape (k, 4), over each kind of kick."""
    kicks = table.kicks
    known = (speeds_mps[:, 0] > 0.0) & ~np.isnan(speeds_mps[:, 1])
    kinds = {technique.value: kicks.techniques == row for row, technique in enumerate(TECHNIQUES)}
    kinds |= {"clipped": kicks.clipped, "unclipped": ~kicks.clipped}
    parts = [speed_figures(table, speeds_mps, known, "all")]
    for name, mask in kinds.items():
        if (known & mask).any():
            parts.append(speed_figures(table, speeds_mps, known & mask, name))
    return tuple(parts)


def speed_figures(
    table: ScoreTable, speeds_mps: FloatArray, mask: BoolArray, name: str
) -> SpeedFigures:
    """Measure one speed over some kicks.

    Parameters
    ----------
    table
        Scored recordings of one system.
    speeds_mps
        True speed, value, low and high, shape (k, 4).
    mask
        Which kicks, shape (k,); their speeds are all known.
    name
        What these kicks are called.

    Returns
    -------
    figures
        With intervals over players.
    """
    true, value, low, high = speeds_mps[mask].T
    whose = table.kicks.players[mask]
    players, bootstrap = len(table.players), table.bootstrap
    ratio = value / true
    inside = (low <= true) & (true <= high)
    width = np.divide(high, low, out=np.full(len(low), np.inf), where=low > 0.0)
    return SpeedFigures(
        name=name,
        kicks=int(np.count_nonzero(mask)),
        median_error=bootstrap.of_quantile(np.abs(ratio - 1.0), whose, 0.5),
        bias=bootstrap.of_quantile(ratio - 1.0, whose, 0.5),
        coverage=bootstrap.of_ratio(per_player(whose[inside], players), per_player(whose, players)),
        width=bootstrap.of_quantile(width, whose, 0.5),
    )
