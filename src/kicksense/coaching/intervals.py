"""Intervals of medians, means and spreads that should hold nine in ten."""

import math
from collections.abc import Sequence
from typing import Final

from kicksense.coaching.shares import NINE_IN_TEN_Z

_MAD_EFFICIENCY: Final = 0.37
"""Of normal numbers the MAD says as much about the spread as 0.37 as many would by their SD."""

_HALF_A_RANK: Final = 0.5
_FEWEST: Final = 2


def median_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Give the interval of a median by the order of the numbers, whatever they are spread like.

    The median lies between the k-th smallest and the k-th largest unless fewer than k numbers fall
    to one side of it, which is tossing coins. The normal approximation of that, with its
    continuity correction, gives a place between two ranks.

    Parameters
    ----------
    values
        In any order, no NaN.

    Returns
    -------
    interval
        Low and high, or None where even the smallest and the largest are not enough: below five.
    """
    n = len(values)
    rank = 0.5 * (n - NINE_IN_TEN_Z * math.sqrt(n))
    if rank < _HALF_A_RANK:
        return None
    ordered = sorted(values)
    at = rank - _HALF_A_RANK
    return _between(ordered, at), _between(ordered, n - 1 - at)


def spread_interval(spread: float, count: int) -> tuple[float, float]:
    """Give the interval of a spread taken from the median absolute deviation.

    Normal in logs, with the standard error that the median absolute deviation of normal numbers
    has.

    Parameters
    ----------
    spread
        What was found.
    count
        Of how many numbers; two or more.

    Returns
    -------
    interval
        Low and high; both zero for a spread of zero.
    """
    error = math.sqrt(0.5 / (_MAD_EFFICIENCY * (count - 1)))
    factor = math.exp(NINE_IN_TEN_Z * error)
    return spread / factor, spread * factor


def mean_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Give the normal interval of a mean; None for fewer than two numbers."""
    n = len(values)
    if n < _FEWEST:
        return None
    mean = math.fsum(values) / n
    squares = math.fsum((value - mean) ** 2 for value in values)
    half = NINE_IN_TEN_Z * math.sqrt(squares / (n - 1) / n)
    return mean - half, mean + half


def _between(ordered: Sequence[float], at: float) -> float:
    """Give the number at a place between two ranks."""
    lower = math.floor(at)
    upper = min(lower + 1, len(ordered) - 1)
    share = at - lower
    return (1.0 - share) * ordered[lower] + share * ordered[upper]
