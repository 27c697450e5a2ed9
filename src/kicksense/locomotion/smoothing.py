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
        Samples in the window; an even width is raised by one.

    Returns
    -------
    means
        Shape (n,).
    """
    half = width // 2
    n = len(values)
    if half == 0 or n == 0:
        return values
    total = np.zeros(n + 1)
    np.cumsum(values, out=total[1:])
    places = np.arange(n)
    stop = np.minimum(places + half + 1, n)
    start = np.maximum(places - half, 0)
    return np.asarray((total[stop] - total[start]) / (stop - start))


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
