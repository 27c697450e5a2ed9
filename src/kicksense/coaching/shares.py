"""How sure shares, medians, means, spreads and comparisons are, in closed form."""

import math
from collections.abc import Sequence
from statistics import fmean, median, stdev
from typing import Final

from kicksense.domain.kick import Estimate
from kicksense.domain.score_card import Spread
from kicksense.units import NINE_IN_TEN_Z

MAD_TO_SPREAD: Final = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""

MAD_EFFICIENCY: Final = 0.37
"""Of normal numbers the MAD says as much about the spread as 0.37 as many would by their SD."""

_HALF_A_RANK: Final = 0.5
_FEWEST: Final = 2


def wilson(count: int, of: int, z: float = NINE_IN_TEN_Z) -> tuple[float, float]:
    """Give the interval of a share.

    Parameters
    ----------
    count
        How many showed it.
    of
        How many could have.
    z
        Half the width in standard deviations.

    Returns
    -------
    interval
        Low and high; 0 and 1 where there was nothing to count. Wilson, J Am Stat Assoc 22, 1927.
    """
    if of == 0:
        return 0.0, 1.0
    share = count / of
    scale = 1.0 + z**2 / of
    middle = (share + z**2 / (2.0 * of)) / scale
    half = z * math.sqrt(share * (1.0 - share) / of + z**2 / (4.0 * of**2)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def spread_of(values: Sequence[float]) -> Spread:
    """Give median and spread of numbers, NaN left out; NaN for both where none is left."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return Spread(math.nan, math.nan, 0)
    middle = median(finite)
    away = median([abs(value - middle) for value in finite])
    return Spread(middle, MAD_TO_SPREAD * away, len(finite))


def spread_without_one(values: Sequence[float]) -> Spread:
    """Give mean and standard deviation of numbers but the one farthest from their median.

    One mishit does not make numbers scatter, two kinds of balls do; the median absolute deviation
    would not see the second. NaN for both where fewer than two are left.
    """
    middle = median(values) if values else math.nan
    rest = sorted(values, key=lambda value: abs(value - middle))[:-1]
    if len(rest) <= 1:
        return Spread(math.nan, math.nan, len(rest))
    return Spread(fmean(rest), stdev(rest), len(rest))


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


def median_estimate(estimates: Sequence[Estimate]) -> Estimate | None:
    """Give the median of estimates whose errors are shared.

    One sensor on one player errs alike in every kick, so many of them are hardly surer than one:
    the interval is that of the medians of lows and highs.

    Parameters
    ----------
    estimates
        In one unit.

    Returns
    -------
    median
        In the same unit; None where there is no estimate.
    """
    if not estimates:
        return None
    value = median([one.value for one in estimates])
    low, high = median([one.low for one in estimates]), median([one.high for one in estimates])
    return Estimate(value, min(low, value), max(high, value))


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
    error = math.sqrt(0.5 / (MAD_EFFICIENCY * (count - 1)))
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


def normal_share(z: float) -> float:
    """Give the share of a standard normal distribution below ``z``."""
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


def chance_above(estimate: Estimate, limit: float) -> float:
    """Give the probability that a positive quantity lies above a limit, normal in logarithms.

    Parameters
    ----------
    estimate
        With the interval that holds nine in ten, above zero.
    limit
        In the same unit.

    Returns
    -------
    probability
        One or zero where the interval has no width.
    """
    if limit <= 0.0:
        return 1.0
    if estimate.high <= 0.0:
        return 0.0
    low, value = max(estimate.low, 1e-6), max(estimate.value, 1e-6)
    width = math.log(max(estimate.high, low) / low) / (2.0 * NINE_IN_TEN_Z)
    if width <= 0.0:
        return float(value > limit)
    return normal_share(math.log(value / limit) / width)


def chance_wider(spread: float, limit: float, count: int) -> float:
    """Give the probability that numbers really scatter more than a limit.

    The logarithm of a standard deviation of n normal numbers has the standard deviation
    1 / sqrt(2 (n - 1)).

    Parameters
    ----------
    spread
        Standard deviation seen.
    limit
        In the same unit.
    count
        Of how many numbers.

    Returns
    -------
    probability
        Zero where fewer than two numbers were seen, or no spread.
    """
    if count <= 1 or not spread > 0.0:
        return 0.0
    return normal_share(math.log(spread / limit) * math.sqrt(2.0 * (count - 1)))


def chance_mad_wider(spread: float, limit: float, count: int) -> float:
    """Give what `chance_wider` gives for a spread taken from the median absolute deviation.

    It knows a spread as well as `MAD_EFFICIENCY` times as many numbers do by their standard
    deviation. Takes the same.
    """
    return chance_wider(spread, limit, 1 + round(MAD_EFFICIENCY * count))


def _between(ordered: Sequence[float], at: float) -> float:
    """Give the number at a place between two ranks."""
    lower = math.floor(at)
    upper = min(lower + 1, len(ordered) - 1)
    share = at - lower
    return (1.0 - share) * ordered[lower] + share * ordered[upper]
