"""Means and stretches of long signals, at a cost that does not grow with their width."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kicksense.domain.arrays import FloatArray, IntArray

_Number = TypeVar("_Number", np.float64, np.bool_)


def smoothed(values: FloatArray, width: int) -> FloatArray:
    """Average over a centred odd window by one running sum; near the ends over what there is.

    Parameters
    ----------
    values
        Shape (n,), finite.
    width
        Samples in the window; an even width is raised by one, and none is wider than the whole.

    Returns
    -------
    means
        Shape (n,).
    """
    half = min(width // 2, (len(values) - 1) // 2)
    if half <= 0:
        return values
    n, whole = len(values), 2 * half + 1
    total = np.zeros(n + 1)
    np.cumsum(values, out=total[1:])
    means = np.empty(n)
    means[half : n - half] = (total[whole:] - total[:-whole]) / whole
    near = np.arange(half)
    means[:half] = total[near + half + 1] / (near + half + 1)
    means[n - half :] = (total[n] - total[n - whole + 1 + near]) / (whole - 1 - near)
    return means


def windows_at(values: NDArray[_Number], at: IntArray, span: tuple[int, int]) -> NDArray[_Number]:
    """Gather a stretch around each of some positions; beyond the ends the end is repeated.

    Parameters
    ----------
    values
        Shape (n,) or (n, m).
    at
        Positions, shape (k,).
    span
        First position of the stretch and the one after its last, counted from each position.

    Returns
    -------
    stretches
        Shape (k, span[1] - span[0]) or (k, span[1] - span[0], m).
    """
    places = at[:, None] + np.arange(span[0], max(span[1], span[0] + 1))
    return np.asarray(values[np.clip(places, 0, len(values) - 1)])
