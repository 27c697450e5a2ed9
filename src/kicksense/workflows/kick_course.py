"""One kick as it went in time, for charts and for a comparison with another one."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray, read_only
from kicksense.domain.kick import KickReport, SessionReport
from kicksense.domain.signals import Recording
from kicksense.workflows.stick_leg import LegOrientation, StickLeg, stick_leg
from kicksense.workflows.traces import KickStrip, kick_strip


@dataclass(frozen=True, slots=True, eq=False)
class KickCourse:
    """A kick around its impact.

    Attributes
    ----------
    kick
        What was found of it.
    strip
        Strike rate and specific force, sample by sample.
    leg
        How the leg was held, on the search grid.
    """

    kick: KickReport
    strip: KickStrip
    leg: StickLeg

    @property
    def times_s(self) -> FloatArray:
        """Times of the strip's samples from the impact, s, shape (n,)."""
        strip = self.strip
        count = len(strip.acc_mps2)
        return np.asarray(strip.start_s + strip.step_s * np.arange(count), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class AlignedCourse:
    """A kick on the time grid of another one, impact on impact; NaN where it has no sample.

    Attributes
    ----------
    strike_rate_radps
        Positive toward the ball.
    acc_mps2
        Norm of the specific force.
    lean_rad
        Of the shank toward the ball.
    """

    strike_rate_radps: FloatArray
    acc_mps2: FloatArray
    lean_rad: FloatArray

    def __post_init__(self) -> None:
        n = len(self.strike_rate_radps)
        for name in ("strike_rate_radps", "acc_mps2", "lean_rad"):
            object.__setattr__(self, name, read_only(getattr(self, name), (n,), name))


def course_of(
    recording: Recording, report: SessionReport, number: int, *, orientation: LegOrientation
) -> KickCourse:
    """Give one kick as it went in time.

    Parameters
    ----------
    recording
        One sensor, sensor frame.
    report
        What was found in it.
    number
        The kick, from 1.
    orientation
        Of the same recording.
    """
    kick = report.kicks[number - 1]
    return KickCourse(
        kick=kick,
        strip=kick_strip(recording, report, kick),
        leg=stick_leg(orientation, report, kick),
    )


def aligned(course: KickCourse, times_s: FloatArray) -> AlignedCourse:
    """Give a kick at other moments, counted from the impact.

    Parameters
    ----------
    course
        The kick.
    times_s
        Moments from the impact, rising, shape (n,).

    Returns
    -------
    aligned
        Interpolated between samples, never beyond them. A peak between two of the moments can
        come out lower by what one sample makes; numbers are read from the kick itself.
    """
    own_s, leg = course.times_s, course.leg

    def at(known_s: FloatArray, values: FloatArray) -> FloatArray:
        there = np.interp(times_s, known_s, values, left=np.nan, right=np.nan)
        return np.asarray(there, dtype=np.float64)

    return AlignedCourse(
        strike_rate_radps=at(own_s, course.strip.strike_rate_radps),
        acc_mps2=at(own_s, course.strip.acc_mps2),
        lean_rad=at(leg.times_s, leg.lean_rad),
    )
