"""How well the technique of a kick is named, and how far its probability can be believed."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.workflows.scoring_players import Figure, per_player
from kicksense.workflows.scoring_table import (
    MISSED,
    TECHNIQUES,
    UNKNOWN,
    UNSURE,
    KickColumns,
    ScoreTable,
)

BINS: Final = 10
"""Bins of the reliability curve, from no to full probability."""

_NAN: Final = float("nan")


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Kicks of about the same probability, and how many of them were right.

    Attributes
    ----------
    low_ratio, high_ratio
        Edges of the bin.
    kicks
        How many.
    said_ratio, right_ratio
        Mean probability of the likeliest technique, and share of kicks where it was the true one.
    """

    low_ratio: float
    high_ratio: float
    kicks: int
    said_ratio: float
    right_ratio: float


@dataclass(frozen=True, slots=True)
class TechniqueFigures:
    """How well techniques are named.

    Attributes
    ----------
    kicks
        Found kicks whose technique is labelled.
    macro_f1
        Mean F1 of the techniques that are labelled, over found kicks; ``unsure`` is wrong.
    end_to_end_f1
        The same over all labelled kicks: a missed kick is wrong, and a false kick counts against
        the technique that was said of it.
    f1
        Of heel, inside foot and instep, over found kicks.
    accuracy
        Share of found kicks named right; ``unsure`` is wrong.
    abstention
        Share of found kicks, whatever is labelled, that were called ``unsure``.
    confusion
        Kicks by true technique (rows) and by what was said: the techniques, unsure, missed.
    reliability
        Bins that hold kicks.
    calibration_error
        Mean distance between the probability of the likeliest technique and the share of right
        ones, weighed by the kicks of the bins (expected calibration error).
    """

    kicks: int
    macro_f1: Figure
    end_to_end_f1: Figure
    f1: tuple[Figure, ...]
    accuracy: Figure
    abstention: Figure
    confusion: tuple[tuple[int, ...], ...]
    reliability: tuple[ReliabilityBin, ...]
    calibration_error: float


def technique_figures(table: ScoreTable) -> TechniqueFigures:
    """Measure how well techniques are named.

    Parameters
    ----------
    table
        Scored recordings of one system.

    Returns
    -------
    figures
        With intervals over players; NaN where no technique is labelled.
    """
    kicks, players = table.kicks, len(table.players)
    known = kicks.kept(kicks.techniques != UNKNOWN)
    found = known.kept(known.found)
    counts = _confusions(known, players)
    invented = _invented(table)
    labelled = counts.sum(axis=(0, 2)) > 0.0
    seen = counts[:, :, :MISSED]
    of_counts, of_ratio = table.bootstrap.of_counts, table.bootstrap.of_ratio
    right = found.said == found.techniques
    everything = np.concatenate([counts, invented[:, None, :]], axis=1)
    bins, error = reliability(found.probabilities, found.techniques)
    return TechniqueFigures(
        kicks=len(found),
        macro_f1=of_counts(seen, lambda c: _macro_f1(c, labelled), len(found)),
        end_to_end_f1=of_counts(everything, lambda c: _macro_f1(c, labelled), len(known)),
        f1=tuple(
            of_counts(seen, lambda c, row=row: _f1(c)[:, row], seen[:, row].sum())  # type: ignore[misc]
            for row in range(len(TECHNIQUES))
        ),
        accuracy=of_ratio(
            per_player(found.players[right], players), per_player(found.players, players)
        ),
        abstention=of_ratio(
            per_player(kicks.players[kicks.said == UNSURE], players),
            per_player(kicks.players[kicks.found], players),
        ),
        confusion=tuple(tuple(int(n) for n in row) for row in counts.sum(axis=0)),
        reliability=bins,
        calibration_error=error,
    )


def reliability(
    probabilities: FloatArray, techniques: IntArray
) -> tuple[tuple[ReliabilityBin, ...], float]:
    """Compare how sure a system is with how often it is right.

    Reads the likeliest technique, also of kicks that were then called ``unsure``: what is checked
    is the probability, not the threshold.

    Parameters
    ----------
    probabilities
        Of the techniques, shape (k, 3).
    techniques
        True ones, as rows of `TECHNIQUES`, shape (k,).

    Returns
    -------
    bins, error
        As in `TechniqueFigures`; NaN without kicks.
    """
    if len(techniques) == 0:
        return (), _NAN
    likeliest = probabilities.argmax(axis=1)
    sure = probabilities[np.arange(len(techniques)), likeliest]
    right = likeliest == techniques
    rows = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
    bins = tuple(
        ReliabilityBin(
            low_ratio=row / BINS,
            high_ratio=(row + 1) / BINS,
            kicks=int(np.count_nonzero(rows == row)),
            said_ratio=float(sure[rows == row].mean()),
            right_ratio=float(right[rows == row].mean()),
        )
        for row in np.unique(rows).tolist()
    )
    apart = sum(b.kicks * abs(b.said_ratio - b.right_ratio) for b in bins)
    return bins, apart / len(techniques)


def _confusions(known: KickColumns, players: int) -> FloatArray:
    """Count each player's kicks by true and said technique, shape (players, 3, 5)."""
    counts = np.zeros((players, len(TECHNIQUES), MISSED + 1))
    np.add.at(counts, (known.players, known.techniques, known.said), 1.0)
    return counts


def _invented(table: ScoreTable) -> FloatArray:
    """Count each player's false kicks by said technique, shape (players, 5)."""
    counts = np.zeros((len(table.players), MISSED + 1))
    np.add.at(counts, (table.false_kicks.players, table.false_kicks.said), 1.0)
    return counts


def _f1(counts: FloatArray) -> FloatArray:
    """Give the F1 of each technique, shape (n, 3).

    Parameters
    ----------
    counts
        Shape (n, rows, columns); the first three of each are the techniques. More rows are kicks
        that were none, more columns kicks that were not named.
    """
    classes = len(TECHNIQUES)
    right = np.diagonal(counts[:, :classes, :classes], axis1=1, axis2=2)
    said = counts[:, :, :classes].sum(axis=1)
    true = counts[:, :classes, :].sum(axis=2)
    total = said + true
    return np.where(total > 0.0, 2.0 * right / np.where(total > 0.0, total, 1.0), _NAN)


def _macro_f1(counts: FloatArray, labelled: BoolArray) -> FloatArray:
    """Average F1 over the techniques that are labelled and that a resample holds."""
    scores = np.where(labelled, _f1(counts), _NAN)
    known = ~np.isnan(scores)
    some = known.any(axis=1)
    return np.where(some, np.nansum(scores, axis=1) / np.maximum(known.sum(axis=1), 1), _NAN)
