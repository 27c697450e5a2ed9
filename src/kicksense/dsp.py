"""Filters, runs and searches that know no football."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray


class Run(NamedTuple):
    """A stretch ``[start, stop)`` of samples."""

    start: int
    stop: int


def runs_of(mask: NDArray[np.bool_]) -> list[Run]:
    """Give the stretches where a mask is true.

    Parameters
    ----------
    mask
        Shape (n,).

    Returns
    -------
    runs
        In order; neighbours never touch.
    """
    padded = np.zeros(len(mask) + 2, dtype=np.int8)
    padded[1:-1] = mask
    edges = np.flatnonzero(np.diff(padded))
    return [Run(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def first_true(mask: BoolArray, *, after: int, before: int | None = None) -> int | None:
    """Give the first true position in ``[after, before)``, or None."""
    hits = np.flatnonzero(mask[max(after, 0) : before])
    return int(hits[0]) + max(after, 0) if len(hits) else None


def last_true(mask: BoolArray, *, before: int, after: int = 0) -> int | None:
    """Give the last true position in ``[after, before)``, or None."""
    hits = np.flatnonzero(mask[max(after, 0) : before])
    return int(hits[-1]) + max(after, 0) if len(hits) else None


def norms(vectors: FloatArray) -> FloatArray:
    """Give the length of each row; shape (n, 3) to (n,)."""
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)))


def turned(vectors: FloatArray, matrix: FloatArray) -> FloatArray:
    """Give each row turned by a 3 x 3 matrix; shape (n, 3) to (n, 3).

    Written without a matrix product on purpose: for long-by-three arrays the threads of the linear
    algebra library cost up to a hundred times the work.
    """
    return np.asarray(np.einsum("ij,kj->ik", vectors, matrix))


def along(vectors: FloatArray, axis: FloatArray) -> FloatArray:
    """Give the part of each row along an axis; shape (n, 3) to (n,)."""
    return np.asarray(np.einsum("ij,j->i", vectors, axis))


def unit(vector: FloatArray) -> FloatArray:
    """Give a vector of length one with the same direction; zero stays zero."""
    length = float(np.sqrt(vector @ vector))
    return vector / length if length > 0 else vector


def angle_between(first: FloatArray, second: FloatArray) -> float:
    """Give the angle between two vectors, 0 to pi rad."""
    cosine = float(unit(first) @ unit(second))
    return float(np.arccos(np.clip(cosine, -1.0, 1.0)))


def block_means(values: FloatArray, factor: int) -> FloatArray:
    """Average groups of neighbouring rows.

    A boxcar followed by decimation: crude, but of finite support, so that a stream gives the same
    numbers as a whole recording. Rows that do not fill a last group are left out.

    Parameters
    ----------
    values
        Shape (n, k).
    factor
        Rows in a group.

    Returns
    -------
    means
        Shape (n // factor, k).
    """
    if factor == 1:
        return values
    count = len(values) // factor
    groups = values[: count * factor].reshape(count, factor, values.shape[1])
    total = groups[:, 0].copy()
    for k in range(1, factor):
        total += groups[:, k]
    total /= factor
    return total


def moving_mean(values: FloatArray, width: int) -> FloatArray:
    """Average over a centred odd window, same length; near the ends over what there is.

    Parameters
    ----------
    values
        Shape (n,) or (n, k).
    width
        Samples in the window; an even width is raised by one.

    Returns
    -------
    smoothed
        Same shape.
    """
    half = max(0, width // 2)
    if half == 0 or len(values) == 0:
        return values
    total = values.copy()
    count = np.ones(len(values))
    for shift in range(1, min(half, len(values) - 1) + 1):
        total[shift:] += values[:-shift]
        total[:-shift] += values[shift:]
        count[shift:] += 1
        count[:-shift] += 1
    return total / (count if values.ndim == 1 else count[:, None])


def local_maxima(values: FloatArray, *, above: float, reach: int) -> IntArray:
    """Give the positions that no sample within a reach exceeds.

    Among equal neighbours the first wins. Positions nearer than the reach to an end are judged
    by the samples that are there.

    Parameters
    ----------
    values
        Shape (n,).
    above
        Positions at or below this are left out.
    reach
        Samples to either side.

    Returns
    -------
    positions
        Ascending.
    """
    if len(values) < 3:  # noqa: PLR2004 - a maximum has two neighbours
        return np.empty(0, dtype=np.intp)
    inner = values[1:-1]
    rising = (inner > values[:-2]) & (inner >= values[2:]) & (inner > above)
    peaks = np.flatnonzero(rising) + 1
    if len(peaks) == 0:
        return peaks
    padded = np.pad(values, reach, constant_values=-np.inf)
    windows = padded[peaks[:, None] + np.arange(2 * reach + 1)]
    # argmax gives the first of equal maxima, so a plateau yields one position.
    return np.asarray(peaks[windows.argmax(axis=1) == reach])


def distance_to(marks: IntArray, positions: IntArray) -> FloatArray:
    """Give how far each position is from the nearest of the marks; infinite without marks.

    Parameters
    ----------
    marks
        Ascending.
    positions
        Shape (n,).

    Returns
    -------
    distance
        In samples, shape (n,).
    """
    if len(marks) == 0:
        return np.full(len(positions), np.inf)
    after = np.searchsorted(marks, positions)
    left = np.abs(positions - marks[np.maximum(after - 1, 0)])
    right = np.abs(positions - marks[np.minimum(after, len(marks) - 1)])
    return np.asarray(np.minimum(left, right), dtype=np.float64)
