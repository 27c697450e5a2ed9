"""How much wider learnt intervals must be to hold what they promise."""

import math
from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.inference.model import TECHNIQUES


@dataclass(frozen=True, slots=True)
class Promise:
    """What intervals shall hold.

    Attributes
    ----------
    coverage
        Share of the truth.
    fewest
        A technique with fewer rows takes the margins of all rows.
    """

    coverage: float
    fewest: int


def margins_of(
    bounds: FloatArray, truth: FloatArray, techniques: IntArray, promise: Promise
) -> FloatArray:
    """Give the conformal margins of each technique.

    Conformalized quantile regression (Romano, Patterson and Candes, NeurIPS 2019), each end by
    itself and each technique by itself, on predictions for players left out. Half of what may fall
    outside falls outside at either end.

    Parameters
    ----------
    bounds
        Learnt low, middle and high, shape (n, 3).
    truth
        Shape (n,), in the unit of the bounds.
    techniques
        Rows of `TECHNIQUES`, negative where nobody knows, shape (n,).
    promise
        What the intervals shall hold.

    Returns
    -------
    margins
        Below and above, shape (3, 2); negative where the learnt interval is too wide.
    """
    outside = np.stack([bounds[:, 0] - truth, truth - bounds[:, 2]], axis=1)
    margins = np.zeros((len(TECHNIQUES), 2))
    share = 1.0 - (1.0 - promise.coverage) / 2.0
    for row in range(len(TECHNIQUES)):
        of_technique = techniques == row
        part = outside[of_technique] if of_technique.sum() >= promise.fewest else outside
        margins[row] = [conformal_quantile(part[:, end], share) for end in (0, 1)]
    return margins


def conformal_quantile(scores: FloatArray, share: float) -> float:
    """Give the score that a new one stays below with at least a given probability.

    Parameters
    ----------
    scores
        Shape (n,).
    share
        The probability.

    Returns
    -------
    quantile
        The one of rank ``ceil((n + 1) share)``, the largest where there are too few; 0 without any.
    """
    n = len(scores)
    if n == 0:
        return 0.0
    rank = min(n, math.ceil((n + 1) * share))
    return float(np.partition(scores, rank - 1)[rank - 1])


def crossed_margins(
    bounds: FloatArray,
    truth: FloatArray,
    techniques: IntArray,
    promise: Promise,
    *,
    folds: IntArray,
) -> FloatArray:
    """Give each row the margins that the other folds ask for, to check coverage honestly.

    Parameters
    ----------
    bounds, truth, techniques, promise
        As in `margins_of`.
    folds
        Part of each row, shape (n,).

    Returns
    -------
    margins
        Of each technique for each row, shape (n, 3, 2).
    """
    margins = np.zeros((len(truth), len(TECHNIQUES), 2))
    for fold in np.unique(folds):
        rest, part = folds != fold, folds == fold
        if not rest.any():
            rest = part
        margins[part] = margins_of(bounds[rest], truth[rest], techniques[rest], promise)
    return margins
