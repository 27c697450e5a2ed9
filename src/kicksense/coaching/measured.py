"""What scores are read from, and what a score measures."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from kicksense.coaching.given_cues import GivenCue
from kicksense.coaching.intervals import median_interval, spread_interval
from kicksense.coaching.runs import Run
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.coaching.shares import spread_of, wilson
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Estimate, KickReport
from kicksense.domain.score_card import History, Missing, Practice, Rep


@dataclass(frozen=True, slots=True)
class Material:
    """What the scores of a card are read from.

    Attributes
    ----------
    practice, drill
        Which practice, of which drill at its level.
    reps, cues, runs
        What it holds, in order of time.
    others
        Practices on the same clock.
    history
        Earlier sessions that this one can be put beside.
    settings
        Thresholds.
    """

    practice: Practice
    drill: Drill
    reps: tuple[Rep, ...]
    cues: tuple[GivenCue, ...]
    runs: tuple[Run, ...]
    others: tuple[Practice, ...]
    history: History
    settings: ScoreSettings

    @property
    def kicks(self) -> Sequence[KickReport]:
        """All kicks of the practice."""
        return self.practice.report.kicks

    @property
    def rep_kicks(self) -> list[KickReport]:
        """The kicks that end repetitions."""
        return [self.kicks[rep.kick_index] for rep in self.reps if rep.kick_index is not None]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one score came to.

    Attributes
    ----------
    value
        None where it cannot be told; ``missing`` says why.
    interval
        Low and high that should hold nine in ten; None for what was counted and not inferred, or
        where too few numbers say.
    count
        How many repetitions, kicks or cues it rests on.
    missing
        Why there is no value.
    """

    value: float | None
    interval: tuple[float, float] | None = None
    count: int = 0
    missing: Missing | None = None


def absent(reason: Missing, count: int = 0) -> Measured:
    """Say that there is no value, and why."""
    return Measured(None, count=count, missing=reason)


def counted(count: int) -> Measured:
    """Give a plain count."""
    return Measured(float(count), count=count)


def share(flags: Iterable[bool], *, none: Missing = Missing.NO_REPS) -> Measured:
    """Give the share that is true, with Wilson's interval.

    Parameters
    ----------
    flags
        One for each that could be judged.
    none
        Why there is no share where there is none.

    Returns
    -------
    measured
        A ratio.
    """
    known = list(flags)
    if not known:
        return absent(none)
    yes = sum(known)
    return Measured(yes / len(known), wilson(yes, len(known)), len(known))


def middle(
    values: Iterable[float], settings: ScoreSettings, *, none: Missing = Missing.NO_REPS
) -> Measured:
    """Give the median of numbers, with an interval by their order.

    Parameters
    ----------
    values
        What is no number is left out.
    settings
        Says how many are needed.
    none
        Why there is no median where there is no number.

    Returns
    -------
    measured
        In the unit of the numbers.
    """
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return absent(none)
    if len(known) < settings.fewest_count:
        return absent(Missing.TOO_FEW, len(known))
    return Measured(median(known), median_interval(known), len(known))


def middle_estimate(
    estimates: Iterable[Estimate], settings: ScoreSettings, *, none: Missing = Missing.NO_REPS
) -> Measured:
    """Give the median of estimates whose errors are shared.

    One sensor on one player errs alike in every kick, and one wall in every echo, so many of them
    are hardly surer than one: the interval is that of the medians of lows and highs.

    Parameters
    ----------
    estimates, settings, none
        As in `middle`.

    Returns
    -------
    measured
        In the unit of the estimates.
    """
    known = list(estimates)
    found = middle([one.value for one in known], settings, none=none)
    if found.value is None:
        return found
    low, high = median([one.low for one in known]), median([one.high for one in known])
    return Measured(found.value, (min(low, found.value), max(high, found.value)), found.count)


def scatter(
    values: Iterable[float],
    settings: ScoreSettings,
    *,
    relative: bool = False,
    none: Missing = Missing.NO_REPS,
) -> Measured:
    """Give the spread of numbers: 1.48 times the median absolute deviation.

    Parameters
    ----------
    values
        What is no number is left out.
    settings
        Says how many are needed.
    relative
        Over their median, which must then be above zero.
    none
        Why there is none where there is no number.

    Returns
    -------
    measured
        In the unit of the numbers, or as a ratio.
    """
    found = spread_of(list(values))
    if found.count == 0:
        return absent(none)
    if found.count < settings.fewest_spread_count or (relative and not found.median > 0.0):
        return absent(Missing.TOO_FEW, found.count)
    spread = found.spread / found.median if relative else found.spread
    return Measured(spread, spread_interval(spread, found.count), found.count)
