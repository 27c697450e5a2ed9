"""Two kicks beside each other, aligned at the impact: in what they differ, and whether surely."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from kicksense.domain.kick import Estimate, KickReport, SessionReport, Technique
from kicksense.units import NINE_IN_TEN_Z
from kicksense.workflows.kick_course import KickCourse

EVENT_ERROR_S: Final = 0.010
"""Standard deviation of the time of an event: one sample of the search grid."""

SCALE_ERROR_RATIO: Final = 0.02
"""Of a gyroscope's scale; data sheets say 1 to 3 percent."""

_REVERSAL_ERROR_RAD: Final = 0.03
"""Of an angle between two events, from the rest that a leg turns with where it reverses."""

FEWEST_USUAL: Final = 5
"""Kicks that it takes to say how much kicks of a player usually differ."""

_MAD_TO_SD: Final = 1.4826


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
class UsualPhases:
    """How long the phases of a player's kicks usually last, s: medians.

    Attributes
    ----------
    kicks
        How many they were told from.
    backswing_s, strike_s, follow_through_s
        With what nine in ten lie within.
    """

    kicks: int
    backswing_s: Estimate
    strike_s: Estimate
    follow_through_s: Estimate


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


def usual_phases(report: SessionReport, technique: Technique) -> UsualPhases | None:
    """Give how long the phases of a technique usually last in a session.

    Parameters
    ----------
    report
        Of the session.
    technique
        Whose.

    Returns
    -------
    usual
        None where the session has fewer than `FEWEST_USUAL` such kicks.
    """
    phases = [kick.phases for kick in report.kicks if kick.technique is technique]
    if len(phases) < FEWEST_USUAL:
        return None
    return UsualPhases(
        kicks=len(phases),
        backswing_s=_middle([each.swing_reversal_s - each.backswing_s for each in phases]),
        strike_s=_middle([each.impact_s - each.swing_reversal_s for each in phases]),
        follow_through_s=_middle([each.follow_through_end_s - each.impact_s for each in phases]),
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
    reach = NINE_IN_TEN_Z * _ERRORS[measure](value)
    return Estimate(value=value, low=min(value, max(0.0, value - reach)), high=value + reach)


def _reach(estimate: Estimate) -> float:
    """Give how far an interval reaches; nothing measured is below zero, so the wider side."""
    return max(estimate.value - estimate.low, estimate.high - estimate.value)


def _duration_error(_value_s: float) -> float:
    """Give the error of a time between two events."""
    return EVENT_ERROR_S


def _angle_error(value: float) -> float:
    """Give the error of an angle: of the scale, and of where it is counted from."""
    return math.hypot(SCALE_ERROR_RATIO * value, _REVERSAL_ERROR_RAD)


def _rate_error(value: float) -> float:
    """Give the error of a rate: of the scale."""
    return SCALE_ERROR_RATIO * value


_ERRORS: Final[dict[Measure, Callable[[float], float]]] = {
    Measure.BACKSWING: _duration_error,
    Measure.SWING: _duration_error,
    Measure.PEAK_TO_IMPACT: _duration_error,
    Measure.SWING_ANGLE: _angle_error,
    Measure.FOLLOW_THROUGH: _angle_error,
    Measure.PEAK_RATE: _rate_error,
}


def _middle(values: Sequence[float]) -> Estimate:
    """Give the median, and what holds the middle nine in ten."""
    low, value, high = (float(each) for each in np.quantile(values, (0.05, 0.5, 0.95)))
    return Estimate(value=value, low=low, high=high)
