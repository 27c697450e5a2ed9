"""Two kicks beside each other, aligned at the impact: in what they differ, and whether surely."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from kicksense.domain.kick import Estimate, KickReport, Phases, SessionReport
from kicksense.units import NINE_IN_TEN_Z
from kicksense.workflows.kick_course import KickCourse

_PHASE_REACH_S: Final = (0.047, 0.030, 0.029)
"""Backswing, strike swing and follow-through were this near to the truth nine times in ten, in 126
simulated kicks of fourteen players at 200 Hz."""

_PEAK_REACH_S: Final = 0.016
"""Of the moment of the fastest turn: a sample of the search grid, nine times in ten."""

_RATE_REACH_RATIO: Final = 0.08
"""Of a rate: gyroscopes' scales (1 to 3 percent by their data sheets), the strike axis and the
averaging over 10 ms (assumed)."""

_ANGLE_REACH_RAD: Final = 0.08
"""Of an angle besides: the rest that a leg turns with where it reverses (assumed)."""

FEWEST_USUAL: Final = 5
"""Kicks that it takes to say how much kicks of a player usually differ."""

_MAD_TO_SD: Final = 1.4826
_PHASE_NAMES: Final = ("backswing", "strike", "follow")


class Measure(StrEnum):
    """In what two kicks are compared."""

    BACKSWING = "backswing_duration_s"
    SWING_ANGLE = "swing_angle_rad"
    SWING = "swing_duration_s"
    PEAK_RATE = "peak_strike_rate_radps"
    PEAK_TO_IMPACT = "peak_to_impact_s"
    FOLLOW_THROUGH = "follow_through_angle_rad"
    FOOT_SPEED = "foot_speed_mps"
    BALL_SPEED = "ball_speed_mps"


class Unlike(StrEnum):
    """What a difference amounts to."""

    MORE = "more"
    LESS = "less"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Difference:
    """In what one kick differs from another.

    Attributes
    ----------
    measure
        Its name ends with the unit.
    own, other
        Of the kick and of the one it is compared with; intervals hold nine in ten.
    margin
        A difference as large as this comes from measuring alone one time in ten.
    usual_margin
        Two kicks of this technique in the same session differ by less, nine times in ten; None
        where there were fewer than `FEWEST_USUAL`.
    """

    measure: Measure
    own: Estimate
    other: Estimate
    margin: float
    usual_margin: float | None

    @property
    def amount(self) -> float:
        """How much more the kick has than the other one."""
        return self.own.value - self.other.value

    @property
    def unlike(self) -> Unlike:
        """Tell whether the difference is more than measuring alone makes."""
        if abs(self.amount) <= self.margin:
            return Unlike.UNSURE
        return Unlike.MORE if self.amount > 0.0 else Unlike.LESS

    @property
    def is_unusual(self) -> bool | None:
        """Tell whether two kicks of the session seldom differ so much; None where unknown."""
        return None if self.usual_margin is None else abs(self.amount) > self.usual_margin


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """One phase of a kick.

    Attributes
    ----------
    name
        ``backswing``, ``strike`` or ``follow``.
    start_s, stop_s
        From the impact.
    duration_s
        With what measuring leaves open.
    usual_s
        Of the kicks of the same technique in the session: the median, and what holds nine in ten of
        them; None where there were fewer than `FEWEST_USUAL`.
    """

    name: str
    start_s: float
    stop_s: float
    duration_s: Estimate
    usual_s: Estimate | None


def differences(
    own: KickCourse, other: KickCourse, report: SessionReport
) -> tuple[Difference, ...]:
    """Say in what a kick differs from another one.

    Parameters
    ----------
    own
        The kick that is looked at.
    other
        The one beside it.
    report
        Of the session of the first one; its kicks tell how much kicks usually differ.

    Returns
    -------
    differences
        In the order of time: backswing, strike, follow-through, and the speeds.
    """
    kin = [kick for kick in report.kicks if kick.technique is own.kick.technique]
    found = (_difference(measure, own, other, kin) for measure in Measure)
    return tuple(each for each in found if each is not None)


def peak_to_impact_s(course: KickCourse) -> float:
    """Give the time from the fastest turn toward the ball to the impact, s.

    Parameters
    ----------
    course
        The kick; read between its swing reversal and its impact.
    """
    phases = course.kick.phases
    times_s = course.times_s
    swing = (times_s >= phases.swing_reversal_s - phases.impact_s) & (times_s <= 0.0)
    if not swing.any():
        return math.nan
    rates = np.where(swing, course.strip.strike_rate_radps, -np.inf)
    return max(0.0, -float(times_s[int(rates.argmax())]))


def phase_spans(report: SessionReport, kick: KickReport) -> tuple[PhaseSpan, ...]:
    """Give the phases of a kick beside what is usual in its session.

    Parameters
    ----------
    report
        Of the session.
    kick
        One of its kicks.

    Returns
    -------
    phases
        Backswing, strike swing and follow-through.
    """
    kin = [each.phases for each in report.kicks if each.technique is kick.technique]
    edges = _edges(kick.phases)
    spans = zip(_PHASE_NAMES, edges[:-1], edges[1:], _PHASE_REACH_S, strict=True)
    return tuple(
        PhaseSpan(
            name=name,
            start_s=start_s - kick.phases.impact_s,
            stop_s=stop_s - kick.phases.impact_s,
            duration_s=_within(stop_s - start_s, reach_s),
            usual_s=_usual([_edges(each)[at + 1] - _edges(each)[at] for each in kin]),
        )
        for at, (name, start_s, stop_s, reach_s) in enumerate(spans)
    )


def _edges(phases: Phases) -> tuple[float, float, float, float]:
    return (
        phases.backswing_s,
        phases.swing_reversal_s,
        phases.impact_s,
        phases.follow_through_end_s,
    )


def _difference(
    measure: Measure, own: KickCourse, other: KickCourse, kin: Sequence[KickReport]
) -> Difference | None:
    """Compare two kicks in one measure; None where either lacks it."""
    first, second = _measured(measure, own), _measured(measure, other)
    if first is None or second is None:
        return None
    return Difference(
        measure,
        first,
        second,
        margin=math.hypot(_reach(first), _reach(second)),
        usual_margin=_usual_margin(measure, kin),
    )


def _usual_margin(measure: Measure, kin: Sequence[KickReport]) -> float | None:
    """Give what two kicks of a session differ by at most, nine times in ten."""
    values = [value for kick in kin if math.isfinite(value := _value(measure, kick))]
    if len(values) < FEWEST_USUAL:
        return None
    spread = float(np.median(np.abs(np.array(values) - np.median(values))))
    return NINE_IN_TEN_Z * math.sqrt(2.0) * _MAD_TO_SD * spread


def _value(measure: Measure, kick: KickReport) -> float:
    """Give a measure of a kick as its report has it; NaN where it has not."""
    match measure:
        case Measure.FOOT_SPEED:
            return kick.foot_speed_mps.value
        case Measure.BALL_SPEED:
            return kick.ball_speed_mps.value
        case Measure.BACKSWING:
            return kick.phases.swing_reversal_s - kick.phases.backswing_s
        case Measure.SWING:
            # The refined impact, as the phases are shown; the feature ends on the search grid.
            return kick.phases.impact_s - kick.phases.swing_reversal_s
        case Measure.PEAK_TO_IMPACT:
            return math.nan
        case _:
            return kick.features[measure.value]


def _measured(measure: Measure, course: KickCourse) -> Estimate | None:
    """Give a measure of a kick with the interval that measuring leaves open."""
    kick = course.kick
    if measure is Measure.FOOT_SPEED:
        return kick.foot_speed_mps
    if measure is Measure.BALL_SPEED:
        return kick.ball_speed_mps
    is_peak = measure is Measure.PEAK_TO_IMPACT
    value = peak_to_impact_s(course) if is_peak else _value(measure, kick)
    if not math.isfinite(value):
        return None
    return _within(value, _reach_of(measure, value))


def _within(value: float, reach: float) -> Estimate:
    """Give a value with so much to either side; nothing measured here is below zero."""
    return Estimate(value=value, low=min(value, max(0.0, value - reach)), high=value + reach)


def _reach_of(measure: Measure, value: float) -> float:
    """Give how far from a measure the truth lies at most, nine times in ten."""
    match measure:
        case Measure.BACKSWING:
            return _PHASE_REACH_S[0]
        case Measure.SWING:
            return _PHASE_REACH_S[1]
        case Measure.PEAK_TO_IMPACT:
            return _PEAK_REACH_S
        case Measure.SWING_ANGLE | Measure.FOLLOW_THROUGH:
            return math.hypot(_RATE_REACH_RATIO * value, _ANGLE_REACH_RAD)
        case _:
            return _RATE_REACH_RATIO * value


def _reach(estimate: Estimate) -> float:
    """Give how far an interval reaches; nothing measured is below zero, so the wider side."""
    return max(estimate.value - estimate.low, estimate.high - estimate.value)


def _usual(values: Sequence[float]) -> Estimate | None:
    """Give the median and what holds the middle nine in ten, where there are enough."""
    if len(values) < FEWEST_USUAL:
        return None
    low, value, high = (float(each) for each in np.quantile(values, (0.05, 0.5, 0.95)))
    return Estimate(value=value, low=low, high=high)
