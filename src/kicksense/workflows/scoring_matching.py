"""Which of the things that were said belongs to which of the things that happened."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

from kicksense.domain.arrays import FloatArray, IntArray

_ROUNDING_S = 1e-9


def match_times(
    true_s: ArrayLike, said_s: ArrayLike, within_s: ArrayLike
) -> tuple[IntArray, IntArray]:
    """Match two lists of moments one to one.

    As many pairs as can be, and among those the ones that lie nearest to each other (the Hungarian
    method, stretch by stretch), so that neither order nor a second detection of the same moment
    changes how many are matched.

    Parameters
    ----------
    true_s
        What happened, shape (n,), any order.
    said_s
        What was said, shape (m,), any order.
    within_s
        How far each true moment may lie from what is said of it: a number, or shape (n,).

    Returns
    -------
    true_rows, said_rows
        Rows of the pairs, shape (k,) each, in order of the true moments' time.
    """
    true, said = np.asarray(true_s, dtype=float), np.asarray(said_s, dtype=float)
    within = np.broadcast_to(np.asarray(within_s, dtype=float), true.shape) + _ROUNDING_S
    pairs: list[tuple[int, int]] = []
    for true_rows, said_rows in _stretches(true, said, float(within.max(initial=0.0))):
        pairs += _assigned(true, said, within, true_rows=true_rows, said_rows=said_rows)
    pairs.sort(key=lambda pair: (true[pair[0]], pair[0]))
    rows = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


def nearest_rows(moments_s: ArrayLike, marks_s: ArrayLike, within_s: float) -> IntArray:
    """Give the row of the mark nearest to each moment, -1 where none is near enough.

    Parameters
    ----------
    moments_s
        Shape (n,).
    marks_s
        Shape (m,), any order.
    within_s
        Farthest a mark may lie.

    Returns
    -------
    rows
        Shape (n,); of two marks as near, the first.
    """
    moments, marks = np.asarray(moments_s, dtype=float), np.asarray(marks_s, dtype=float)
    if len(marks) == 0 or len(moments) == 0:
        return np.full(len(moments), -1, dtype=np.intp)
    apart = np.abs(moments[:, None] - marks[None, :])
    rows = apart.argmin(axis=1)
    far = apart[np.arange(len(moments)), rows] > within_s + _ROUNDING_S
    return np.where(far, -1, rows)


def _stretches(
    true: FloatArray, said: FloatArray, reach_s: float
) -> list[tuple[IntArray, IntArray]]:
    """Cut time where nothing before can belong to anything after; give rows of each stretch."""
    times = np.concatenate([true, said])
    order = np.argsort(times, kind="stable")
    cuts = np.flatnonzero(np.diff(times[order]) > reach_s) + 1
    stretches = []
    for rows in np.split(order, cuts):
        true_rows, said_rows = rows[rows < len(true)], rows[rows >= len(true)] - len(true)
        if len(true_rows) and len(said_rows):
            stretches.append((true_rows, said_rows))
    return stretches


def _assigned(
    true: FloatArray,
    said: FloatArray,
    within: FloatArray,
    *,
    true_rows: IntArray,
    said_rows: IntArray,
) -> list[tuple[int, int]]:
    """Give the best pairs of one stretch."""
    apart = np.abs(true[true_rows, None] - said[None, said_rows])
    allowed = apart <= within[true_rows, None]
    # One more pair is always worth more than any sum of distances.
    forbidden = (min(apart.shape) + 1) * (float(within[true_rows].max()) + 1.0)
    rows, columns = linear_sum_assignment(np.where(allowed, apart, forbidden))
    return [
        (int(true_rows[row]), int(said_rows[column]))
        for row, column in zip(rows, columns, strict=True)
        if allowed[row, column]
    ]
