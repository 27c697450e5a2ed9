"""A leg drawn from the orientation of its shank: what is measured, and what is guessed to it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, read_only
from kicksense.domain.kick import KickReport, SessionReport, Technique
from kicksense.domain.signals import Recording
from kicksense.frames.coarse import CoarseSettings, Timeline, averaged, timeline_of
from kicksense.frames.orientation import orientation_quaternions
from kicksense.frames.segment import Attitude
from kicksense.units import samples_in

JOINTS: Final = ("hip", "knee", "ankle", "toe")
"""Order of the points of a leg."""

THIGH_ERROR_RAD: Final = math.radians(20.0)
"""Within this the guessed thigh lay nine times in ten in simulated kicks of sixty players."""

_THIGH_RATIO: Final = 0.245
_SHANK_RATIO: Final = 0.246
_FOOT_RATIO: Final = 0.152
"""Lengths over body height after Winter, Biomechanics and Motor Control of Human Movement."""

_ASSUMED_HEIGHT_M: Final = 1.70
"""Where no leg was measured: the body that speeds are computed for, too."""

_MOST_KNEE_RAD: Final = 2.4
_STRIKE_SPAN_S: Final = 0.04
_LEAST_TRAVEL: Final = 0.02

# Thigh over lean of the shank, rad: least squares over the planned joint angles of simulated
# kicks, 0.6 s before to 0.5 s after the ball, of sixty players drawn at random.
_THIGH_OF_LEAN: Final[Mapping[Technique, tuple[float, float]]] = {
    Technique.HEEL: (0.11, 0.30),
    Technique.INSIDE_FOOT: (0.46, 0.71),
    Technique.INSTEP: (0.33, 0.38),
    Technique.UNSURE: (0.31, 0.46),
}

# How far the foot points down from square to the shank: stretched in an instep kick, held up in
# the others, as players are taught; no sensor sits on it.
_STRETCHED_RAD: Final[Mapping[Technique, float]] = {
    Technique.HEEL: 0.0,
    Technique.INSIDE_FOOT: 0.0,
    Technique.INSTEP: 0.7,
    Technique.UNSURE: 0.3,
}


@dataclass(frozen=True, slots=True, eq=False)
class LegOrientation:
    """How the sensor was held throughout a recording.

    Attributes
    ----------
    times
        Where the samples of the search grid lie on the source's own clock.
    quaternions
        From the sensor to a level frame of unknown heading, scalar first, shape (n, 4).
    """

    times: Timeline
    quaternions: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class StickLeg:
    """A leg over a stretch of time, about the hip.

    The frame is that of a picture: x points where the foot strikes to, y to the left of that, z
    up, all in metres from the hip, which is drawn as if it stood still.

    Attributes
    ----------
    times_s
        Shape (n,): from the impact of a kick, or on the source's own clock.
    joints_m
        Hip, knee, ankle and toe, shape (n, 4, 3).
    lean_rad
        Of the shank in the side view, shape (n,): positive where the ankle is nearer to the ball
        than the knee, zero upright.
    tilt_error_rad
        Expected error of the lean.
    length_measured
        True where the length of the leg was found from its swings, False where it is assumed.
    forward_known
        False where thigh and foot could point the other way.
    """

    times_s: FloatArray
    joints_m: FloatArray
    lean_rad: FloatArray
    tilt_error_rad: float
    length_measured: bool
    forward_known: bool

    def __post_init__(self) -> None:
        n = len(self.times_s)
        object.__setattr__(self, "times_s", read_only(self.times_s, (n,), "times_s"))
        object.__setattr__(self, "joints_m", read_only(self.joints_m, (n, 4, 3), "joints_m"))
        object.__setattr__(self, "lean_rad", read_only(self.lean_rad, (n,), "lean_rad"))

    def lean_at(self, time_s: float) -> float:
        """Give the lean at a moment, rad."""
        return float(np.interp(time_s, self.times_s, self.lean_rad))


def orientation_of(recording: Recording) -> LegOrientation:
    """Give how a sensor was held throughout a recording.

    Parameters
    ----------
    recording
        One shank sensor, sensor frame.

    Returns
    -------
    orientation
        As the analysis finds it; an hour takes a quarter of a second.
    """
    times = timeline_of(recording.sampling_rate_hz, recording.start_time_s, CoarseSettings())
    return LegOrientation(times, orientation_quaternions(averaged(recording, times)))


def stick_leg(orientation: LegOrientation, report: SessionReport, kick: KickReport) -> StickLeg:
    """Give the leg of a kick, from before its backswing until after its follow-through.

    Parameters
    ----------
    orientation
        From `orientation_of`.
    report
        What was found in the same recording.
    kick
        One of its kicks.

    Returns
    -------
    leg
        With times from the impact.
    """
    phases = kick.phases
    span_s = (phases.backswing_s - 0.15, phases.follow_through_end_s + 0.3)
    heading_rad = strike_heading(orientation, report, kick.t_s)
    leg = leg_course(orientation, report, span_s, heading_rad=heading_rad, technique=kick.technique)
    return StickLeg(
        times_s=leg.times_s - kick.t_s,
        joints_m=leg.joints_m,
        lean_rad=leg.lean_rad,
        tilt_error_rad=leg.tilt_error_rad,
        length_measured=leg.length_measured,
        forward_known=leg.forward_known,
    )


def leg_course(
    orientation: LegOrientation,
    report: SessionReport,
    span_s: tuple[float, float],
    *,
    heading_rad: float,
    technique: Technique = Technique.UNSURE,
) -> StickLeg:
    """Give the leg over any stretch of a recording.

    The shank is measured. The thigh is guessed from the lean of the shank, in the plane in which
    the knee bends, and the foot from the technique.

    Parameters
    ----------
    orientation
        From `orientation_of`.
    report
        What was found in the same recording.
    span_s
        First and last moment, on the source's own clock.
    heading_rad
        Direction of the picture's x axis in the level frame, as from `strike_heading`.
    technique
        Which thigh and foot to guess.

    Returns
    -------
    leg
        With times on the source's own clock.
    """
    first, stop = _grid_span(orientation, span_s)
    axes = _picture(_to_level(orientation, report, first, stop), heading_rad)
    anterior, proximal = axes[:, :, 0], axes[:, :, 1]
    thigh_m, shank_m, foot_m = _lengths_m(report)
    # Upward in segment axes tells how the shank leans within the plane in which the knee bends.
    bent = np.arctan2(anterior[:, 2], proximal[:, 2])
    offset_rad, slope = _THIGH_OF_LEAN[technique]
    knee_rad = np.clip(offset_rad + (slope - 1.0) * bent, 0.0, _MOST_KNEE_RAD)
    upward = proximal * np.cos(knee_rad)[:, None] - anterior * np.sin(knee_rad)[:, None]
    stretched = _STRETCHED_RAD[technique]
    toeward = anterior * math.cos(stretched) - proximal * math.sin(stretched)
    knee = -thigh_m * upward
    ankle = knee - shank_m * proximal
    joints = np.stack([np.zeros_like(knee), knee, ankle, ankle + foot_m * toeward], axis=1)
    calibration = report.calibration
    return StickLeg(
        times_s=np.array([orientation.times.time_on_grid(at) for at in range(first, stop)]),
        joints_m=joints,
        lean_rad=np.arctan2(-proximal[:, 0], proximal[:, 2]),
        tilt_error_rad=calibration.tilt_error_rad,
        length_measured=calibration.leg_length_m is not None,
        forward_known=calibration.forward_known,
    )


def strike_heading(orientation: LegOrientation, report: SessionReport, impact_s: float) -> float:
    """Give where the foot strikes to, as an angle about the vertical of the level frame, rad.

    It is the level direction in which the ankle moves against the knee just before the impact;
    where it moves up or down alone, where the shank faces.

    Parameters
    ----------
    orientation, report
        Of one recording.
    impact_s
        On the source's own clock.
    """
    times = orientation.times
    _, stop = _grid_span(orientation, (impact_s - _STRIKE_SPAN_S, impact_s))
    first = max(0, stop - 1 - samples_in(_STRIKE_SPAN_S, times.grid_rate_hz))
    turns = _to_level(orientation, report, first, stop)
    travel = turns[0, :2, 1] - turns[-1, :2, 1]
    if float(np.hypot(*travel)) < _LEAST_TRAVEL:
        travel = turns[-1, :2, 0]
    return math.atan2(float(travel[1]), float(travel[0]))


def _grid_span(orientation: LegOrientation, span_s: tuple[float, float]) -> tuple[int, int]:
    """Give the positions on the search grid of a stretch; at least one sample."""
    times, count = orientation.times, len(orientation.quaternions)
    begin_s = times.time_on_grid(0)
    first, last = (round((at_s - begin_s) * times.grid_rate_hz) for at_s in span_s)
    first = min(max(first, 0), count - 1)
    return first, min(max(last, first), count - 1) + 1


def _to_level(
    orientation: LegOrientation, report: SessionReport, first: int, stop: int
) -> FloatArray:
    """Give the rotations from the segment to the level frame, shape (n, 3, 3)."""
    turn = np.array(report.calibration.rotation).T
    return Attitude(orientation.quaternions, turn).to_level(first, stop)


def _picture(to_level: FloatArray, heading_rad: float) -> FloatArray:
    """Give the axes of the segment in the frame of the picture, as columns, shape (n, 3, 3)."""
    cosine, sine = math.cos(heading_rad), math.sin(heading_rad)
    about = np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(about @ to_level)


def _lengths_m(report: SessionReport) -> tuple[float, float, float]:
    """Give the lengths of thigh, shank and foot."""
    leg_m = report.calibration.leg_length_m
    parts = _THIGH_RATIO + _SHANK_RATIO
    height_m = _ASSUMED_HEIGHT_M if leg_m is None else leg_m / parts
    return _THIGH_RATIO * height_m, _SHANK_RATIO * height_m, _FOOT_RATIO * height_m
