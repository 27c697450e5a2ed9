"""Whether a player's number has changed over the sessions, or whether that may be chance.

A straight line through the sessions is the simplest thing that can be said of a change, and its
band says how little a few sessions show. What a session's own interval leaves open counts once,
how much the player differs from day to day counts once more, so that neither ten sure sessions
nor one lucky day alone make a change.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.special import stdtrit

from kicksense.domain.arrays import FloatArray
from kicksense.units import NINE_IN_TEN_Z

FEWEST_POINTS: Final = 5
"""Sessions through which a line is drawn; of fewer the band would be wider than the picture."""

FEWEST_EACH: Final = 3
"""Sessions of either leg that are compared."""

SURE_RATIO: Final = 0.95
"""A change is said only where chance alone would show one in fewer than one of twenty looks."""

BAND_RATIO: Final = 0.90
"""The band about a line holds nine in ten, as every interval does."""

_SHORTEST_DAYS: Final = 1.0
_HALVINGS: Final = 80
_SMALLEST_SPREAD_RATIO: Final = 1e-6


class Change(StrEnum):
    """What a number did over time."""

    ROSE = "rose"
    FELL = "fell"
    CHANCE = "chance"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """What one session came to.

    Attributes
    ----------
    day
        When, in days from any beginning.
    value
        In any unit.
    interval
        Low and high that should hold nine in ten; None where that is not known. Where no point of
        several has one, they are counts and exact; else it is taken to be as wide as the widest.
    """

    day: float
    value: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A straight line through sessions, with how sure it is.

    Attributes
    ----------
    middle_day, middle
        Where the line is known best.
    a_day
        How much the value rises in a day.
    middle_error, slope_error
        Standard errors of both.
    freedom
        Degrees of freedom of the errors.
    change
        Whether the slope can be told from none.
    """

    middle_day: float
    middle: float
    a_day: float
    middle_error: float
    slope_error: float
    freedom: int
    change: Change

    def at(self, day: float) -> tuple[float, float, float]:
        """Give the line and the lower and upper edge of its band on a day.

        Parameters
        ----------
        day
            As in the points.
        """
        away = day - self.middle_day
        value = self.middle + self.a_day * away
        error = math.hypot(self.middle_error, self.slope_error * away)
        half = float(stdtrit(self.freedom, 0.5 + BAND_RATIO / 2.0)) * error
        return value, value - half, value + half

    def change_over(self, days: float) -> tuple[float, float, float]:
        """Give by how much the value changes in some days, and the least and most of that.

        Parameters
        ----------
        days
            How many.

        Returns
        -------
        change, low, high
            The interval holds 19 in 20: it leaves out zero where a change is said.
        """
        half = float(stdtrit(self.freedom, 0.5 + SURE_RATIO / 2.0)) * self.slope_error * days
        return self.a_day * days, self.a_day * days - half, self.a_day * days + half


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one set of sessions lies above another.

    Attributes
    ----------
    value, low, high
        First less second, with the interval that holds 19 in 20.
    change
        `Change.ROSE` where the first is surely higher, `Change.FELL` where it is surely lower.
    first_count, second_count
        Sessions of each.
    """

    value: float
    low: float
    high: float
    change: Change
    first_count: int
    second_count: int


def trend_line(points: Sequence[TrendPoint]) -> TrendLine | None:
    """Draw a straight line through sessions.

    Weighted least squares; a session's weight is one over its own variance plus that between
    sessions, which is chosen so that the points scatter about the line as much as their variances
    say (Paule and Mandel, J Res Natl Bur Stand 87, 1982). Quantiles are Student's.

    Parameters
    ----------
    points
        In any order.

    Returns
    -------
    line
        None for fewer than `FEWEST_POINTS` sessions, or sessions of one day.
    """
    days = np.array([point.day for point in points])
    if len(points) < FEWEST_POINTS or np.ptp(days) < _SHORTEST_DAYS:
        return None
    values = np.array([point.value for point in points])
    variances = _variances(points)
    weights = 1.0 / (variances + _between(days, values, variances))
    total = float(weights.sum())
    middle_day = float(weights @ days) / total
    away = days - middle_day
    spread = float(weights @ away**2)
    slope = float(weights @ (away * values)) / spread
    slope_error = 1.0 / math.sqrt(spread)
    freedom = len(points) - 2
    return TrendLine(
        middle_day=middle_day,
        middle=float(weights @ values) / total,
        a_day=slope,
        middle_error=1.0 / math.sqrt(total),
        slope_error=slope_error,
        freedom=freedom,
        change=_change(slope, slope_error, freedom),
    )


def difference(first: Sequence[TrendPoint], second: Sequence[TrendPoint]) -> Difference | None:
    """Compare two sets of sessions, such as those of either leg.

    Means weighted as in `trend_line`; the degrees of freedom are those of the smaller set, which
    errs on the side of chance.

    Parameters
    ----------
    first, second
        In any order; when they were does not count.

    Returns
    -------
    difference
        None where either has fewer than `FEWEST_EACH` sessions.
    """
    if min(len(first), len(second)) < FEWEST_EACH:
        return None
    (one, one_error), (other, other_error) = _mean(first), _mean(second)
    error = math.hypot(one_error, other_error)
    freedom = min(len(first), len(second)) - 1
    half = float(stdtrit(freedom, 0.5 + SURE_RATIO / 2.0)) * error
    value = one - other
    return Difference(
        value=value,
        low=value - half,
        high=value + half,
        change=_change(value, error, freedom),
        first_count=len(first),
        second_count=len(second),
    )


def _mean(points: Sequence[TrendPoint]) -> tuple[float, float]:
    """Give the weighted mean of sessions and its standard error."""
    values, variances = np.array([point.value for point in points]), _variances(points)
    weights = 1.0 / (variances + _between(None, values, variances))
    total = float(weights.sum())
    return float(weights @ values) / total, 1.0 / math.sqrt(total)


def _change(value: float, error: float, freedom: int) -> Change:
    half = float(stdtrit(freedom, 0.5 + SURE_RATIO / 2.0)) * error
    if abs(value) <= half:
        return Change.CHANCE
    return Change.ROSE if value > 0.0 else Change.FELL


def _variances(points: Sequence[TrendPoint]) -> FloatArray:
    """Give what each session's own interval leaves open; never nothing at all."""
    known = [p.interval[1] - p.interval[0] for p in points if p.interval is not None]
    # Too few kicks for an interval make a session the least sure one, not an exact one.
    widest = max(known, default=0.0)
    widths = [widest if p.interval is None else p.interval[1] - p.interval[0] for p in points]
    errors = np.array(widths) / (2.0 * NINE_IN_TEN_Z)
    scale = max(1.0, *(abs(point.value) for point in points))
    floor = (_SMALLEST_SPREAD_RATIO * scale) ** 2
    return np.asarray(np.maximum(errors**2, floor))


def _between(days: FloatArray | None, values: FloatArray, variances: FloatArray) -> float:
    """Give the variance between sessions, about a line where days are given, else about a mean."""
    freedom = len(values) - (1 if days is None else 2)
    low, high = 0.0, 2.0 * float(np.ptp(values)) ** 2
    if _scatter(days, values, variances) <= freedom:
        return 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _scatter(days, values, variances + middle) > freedom:
            low = middle
        else:
            high = middle
    return high


def _scatter(days: FloatArray | None, values: FloatArray, variances: FloatArray) -> float:
    """Give how far values lie from their line or mean, in units of their variances."""
    weights = 1.0 / variances
    total = weights.sum()
    rest = values - (weights @ values) / total
    if days is not None:
        away = days - (weights @ days) / total
        rest = rest - away * (weights @ (away * rest)) / (weights @ away**2)
    return float(weights @ rest**2)
