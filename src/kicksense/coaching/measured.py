"""What scores are read from, and what a score measures."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from kicksense.coaching.given_cues import GivenCue
from kicksense.coaching.runs import Run
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.coaching.shares import (
    median_estimate,
    median_interval,
    spread_interval,
    spread_of,
    wilson,
)
from kicksense.domain.drill import Drill, RepUnit
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
        """The kicks that end repetitions; all where nobody gave the cues that ask for one."""
        if self.drill.rep is RepUnit.CUE and not self.cues:
            return list(self.kicks)
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
    margin
        Low and high between which it may lie in this very session, as far as what was asked is
        concerned; None for what was counted.
    """

    value: float | None
    interval: tuple[float, float] | None = None
    count: int = 0
    missing: Missing | None = None
    margin: tuple[float, float] | None = None


def absent(reason: Missing, count: int = 0) -> Measured:
    """Say that there is no value, and why."""
    return Measured(None, count=count, missing=reason)


def counted(count: int) -> Measured:
    """Give a plain count."""
    return Measured(float(count), count=count)


def share(
    flags: Iterable[bool], settings: ScoreSettings, *, none: Missing = Missing.NO_REPS
) -> Measured:
    """Give the share that is true.

    The interval is Wilson's: how often the player would do it in many repetitions. What a drill
    asks for is a share of this session's, so the margin is another one: as many repetitions as may
    have been misjudged, at least one, and none where all are alike.

    Parameters
    ----------
    flags
        One for each that could be judged.
    settings
        Says how many may be misjudged.
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
    yes, of = sum(known), len(known)
    misjudged = 0 if yes in (0, of) else max(1, math.floor(settings.misjudged_ratio * of))
    margin = (max(yes - misjudged, 0) / of, min(yes + misjudged, of) / of)
    return Measured(yes / of, wilson(yes, of), of, margin=margin)


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
    interval = median_interval(known)
    margin = (min(known), max(known)) if interval is None else interval
    return Measured(median(known), interval, len(known), margin=margin)


def middle_estimate(
    estimates: Iterable[Estimate], settings: ScoreSettings, *, none: Missing = Missing.NO_REPS
) -> Measured:
    """Give the median of estimates whose errors are shared, as the echoes of one wall share them.

    The interval is that of `kicksense.coaching.shares.median_estimate`.

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
    typical = median_estimate(known)
    if found.value is None or typical is None:
        return found
    interval = (typical.low, typical.high)
    return Measured(typical.value, interval, found.count, margin=interval)


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
    interval = spread_interval(spread, found.count)
    return Measured(spread, interval, found.count, margin=interval)
