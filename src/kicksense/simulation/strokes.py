"""Swings of the leg at a ball: rates of the joints around the contact."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import PchipInterpolator

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import end_state, min_jerk, rate_track
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Joint, clock
from kicksense.units import radps

_Keys = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """The plan of one swing.

    Attributes
    ----------
    technique
        The part of the foot that leads.
    lead_s
        From leaving the ground to the contact.
    strike_radps
        Peak rate across the shank's long axis, toward the ball.
    backswing_radps
        Peak rate of the lobe before, positive.
    plane_rad
        Angle between the strike axis and the mediolateral axis.
    pause_s
        Wait between backswing and strike.
    drive_mps
        Speed of the hip toward the ball from the standing leg, beyond that of the approach.
    pose_rad
        Flexion of hip and knee at the contact beyond the usual.
    """

    technique: Technique
    lead_s: float
    strike_radps: float
    backswing_radps: float
    plane_rad: float = 0.0
    pause_s: float = 0.0
    drive_mps: float = 0.0
    pose_rad: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Course:
    """Rates at times from the contact, as shares of the two peaks, and the pose at the contact.

    ``shank`` is the whole, ``hip`` the part of the thigh; the knee makes up the difference.
    """

    away_shank: _Keys
    away_hip: _Keys
    strike_shank: _Keys
    strike_hip: _Keys
    hip_deg: float
    knee_deg: float


_COURSES: Final = {
    Technique.INSIDE_FOOT: _Course(
        away_shank=((-0.27, -0.75), (-0.20, -1.0), (-0.145, 0.0)),
        away_hip=((-0.27, -0.40), (-0.20, -0.50), (-0.145, 0.0)),
        strike_shank=((-0.055, 1.0), (0.0, 0.95), (0.04, 0.89), (0.12, 0.28), (0.20, 0.0)),
        strike_hip=((-0.055, 1.0), (0.0, 0.95), (0.04, 0.89), (0.12, 0.28), (0.20, 0.0)),
        hip_deg=24.0,
        knee_deg=38.0,
    ),
    Technique.INSTEP: _Course(
        away_shank=((-0.25, -0.62), (-0.17, -1.0), (-0.115, 0.0)),
        away_hip=((-0.25, -0.28), (-0.17, 0.25), (-0.115, 0.70)),
        strike_shank=((-0.05, 0.74), (0.0, 1.0), (0.04, 0.80), (0.11, 0.36), (0.22, 0.0)),
        strike_hip=((-0.08, 0.38), (0.0, 0.22), (0.04, 0.20), (0.11, 0.16), (0.22, 0.0)),
        hip_deg=24.0,
        knee_deg=40.0,
    ),
    Technique.HEEL: _Course(
        away_shank=((-0.23, 1.0), (-0.155, 0.0)),
        away_hip=((-0.23, 0.80), (-0.155, 0.0)),
        strike_shank=((-0.06, -0.72), (0.0, -1.0), (0.04, -0.62), (0.09, -0.18), (0.14, 0.0)),
        strike_hip=((-0.06, -0.28), (0.0, -0.32), (0.04, -0.20), (0.09, -0.06), (0.14, 0.0)),
        hip_deg=-2.0,
        knee_deg=34.0,
    ),
}
"""Drawn to give the lobes and times of FIELD.md section 3; poses are assumptions."""

_OPEN_MARGIN_RAD: Final = math.radians(4.0)
_OPEN_LIMIT_RAD: Final = math.radians(80.0)
_INSIDE_HIP_SHARE: Final = 0.50
_RETURN_S: Final = 0.50
_GATHER_END_S: Final = {
    Technique.INSIDE_FOOT: 0.25,
    Technique.INSTEP: 0.13,
    Technique.HEEL: 0.13,
}
_LANDING_S: Final = 0.12
_POSE_SPREAD_RAD: Final = math.radians(4.0)
_SLOWING_SHARE: Final = 0.35
_MIN_KEY_S: Final = 0.03
_INSIDE_BEND_SHARE: Final = 1.15
_STANDING_LEAD_S: Final = {
    Technique.INSIDE_FOOT: 0.13,
    Technique.INSTEP: 0.40,
    Technique.HEEL: 0.0,
}
"""What the swing takes longer from standing, to bend the knee."""


def draw_stroke(
    technique: Technique,
    effort: float,
    player: Player,
    *,
    from_standing: bool,
    rng: np.random.Generator,
) -> Stroke:
    """Draw a swing; the medians are those of FIELD.md section 3.

    Parameters
    ----------
    technique
        The part of the foot that leads.
    effort
        1 is the median of the field; scales the strike rate.
    player
        Power, tempo, turn-out.
    from_standing
        True where no step comes before the swing.
    rng
        Source of chance.

    Returns
    -------
    stroke
        The plan.
    """
    strike, spread, away, plane, plane_spread = {
        Technique.INSIDE_FOOT: (530.0, 0.12, 192.0, 65.0, 11.0),
        Technique.INSTEP: (1183.0, 0.13, 465.0, 10.0, 7.0),
        Technique.HEEL: (490.0, 0.13, 165.0, 5.0, 5.0),
    }[technique]
    lead_s, drive_mps = {
        Technique.INSIDE_FOOT: (0.50, 0.0),
        Technique.INSTEP: (0.32, 0.5),
        Technique.HEEL: (0.46, 0.0),
    }[technique]
    if from_standing:
        lead_s += _STANDING_LEAD_S[technique]
    force = effort * player.power_ratio * float(np.exp(rng.normal(0.0, spread)))
    plane_rad = math.radians(abs(float(rng.normal(plane, plane_spread))))
    if technique is Technique.INSIDE_FOOT:
        opened_rad = plane_rad + player.turn_out_rad
        plane_rad = float(np.clip(opened_rad, math.radians(33.0), math.radians(90.0)))
    return Stroke(
        technique=technique,
        lead_s=lead_s / player.tempo_ratio,
        strike_radps=radps(strike * force),
        backswing_radps=radps(away) * math.sqrt(force) * float(np.exp(rng.normal(0.0, 0.1))),
        plane_rad=plane_rad,
        drive_mps=drive_mps * float(rng.uniform(0.5, 1.5)),
        pose_rad=(
            float(rng.normal(0.0, _POSE_SPREAD_RAD)),
            float(rng.normal(0.0, _POSE_SPREAD_RAD)),
        ),
    )


def contact_time_s(stroke: Stroke) -> float:
    """Give the time from leaving the ground to the contact."""
    return stroke.lead_s + stroke.pause_s


def stroke_joints(stroke: Stroke, before: FloatArray, player: Player) -> FloatArray:
    """Give the joint angles of a swing and of the way back to standing.

    Parameters
    ----------
    stroke
        The plan.
    before
        Joint angles up to the start, at least four internal samples; the swing goes on from
        there without a jump in angle or rate.
    player
        Tempo.

    Returns
    -------
    joints
        Shape (n, 4); at the end the leg stands.
    """
    course = _COURSES[stroke.technique]
    contact_s = contact_time_s(stroke)
    end_s = contact_s + course.strike_shank[-1][0] / player.tempo_ratio
    # The first sample follows the last one before the swing, it does not repeat it.
    time_s = clock(end_s + _RETURN_S + _LANDING_S) + 1.0 / INTERNAL_RATE_HZ
    aims = _aims(stroke, course)
    gather_s = _GATHER_END_S[stroke.technique]
    joints = np.empty((len(time_s), 4))
    at_contact = round(contact_s * INTERNAL_RATE_HZ) - 1
    gathered = min_jerk(time_s, 0.0, contact_s - gather_s / player.tempo_ratio)
    back = 1.0 - min_jerk(time_s, end_s, _RETURN_S)
    for joint, keys in _joint_rates(stroke, course).items():
        timed = [(contact_s + at / player.tempo_ratio, rate) for at, rate in keys]
        timed = [key for key in timed if key[0] > _MIN_KEY_S]
        course_rad = rate_track(time_s, end_state(before[:, joint]), timed, return_s=_RETURN_S)
        missing_rad = aims[joint] - course_rad[at_contact]
        joints[:, joint] = course_rad + missing_rad * gathered * back
    return joints


def _open_rad(stroke: Stroke) -> float:
    """Give how far the leg is turned out at the contact."""
    if stroke.technique is Technique.INSIDE_FOOT:
        return min(stroke.plane_rad + _OPEN_MARGIN_RAD, _OPEN_LIMIT_RAD)
    return 0.5 * stroke.plane_rad


def _aims(stroke: Stroke, course: _Course) -> dict[Joint, float]:
    """Give the pose at the contact."""
    return {
        Joint.HIP_FLEXION: math.radians(course.hip_deg) + stroke.pose_rad[0],
        Joint.HIP_ADDUCTION: 0.0,
        Joint.HIP_ROTATION: -_open_rad(stroke),
        Joint.KNEE_FLEXION: math.radians(course.knee_deg) + stroke.pose_rad[1],
    }


def _joint_rates(stroke: Stroke, course: _Course) -> dict[Joint, list[tuple[float, float]]]:
    """Give the rates of the joints, as times from the contact and rad/s."""
    if stroke.technique is Technique.INSIDE_FOOT:
        return _inside_rates(stroke, course)
    peak = stroke.strike_radps
    hip = _keys(course.away_hip, course.strike_hip, stroke, peak)
    shank = _keys(course.away_shank, course.strike_shank, stroke, peak * math.cos(stroke.plane_rad))
    hip_at = PchipInterpolator([at for at, _ in hip], [rate for _, rate in hip])
    knee = [(at, float(hip_at(max(at, hip[0][0]))) - rate) for at, rate in shank]
    bend = math.cos(math.radians(course.knee_deg))
    across = peak * math.sin(stroke.plane_rad) / bend
    still = tuple((at, 0.0) for at, _ in course.away_shank)
    return {
        Joint.HIP_FLEXION: hip,
        Joint.KNEE_FLEXION: knee,
        Joint.HIP_ADDUCTION: _keys(still, course.strike_shank, stroke, across),
        Joint.HIP_ROTATION: _keys(still, ((course.strike_shank[-1][0], 0.0),), stroke, 0.0),
    }


def _inside_rates(stroke: Stroke, course: _Course) -> dict[Joint, list[tuple[float, float]]]:
    """Give the rates of an inside-foot strike.

    The thigh, turned out, swings forward and goes on turning out; with the knee bent, that turn
    sweeps the foot across. Shares are solved so that the shank's rate has the planned size and
    direction at the pose of the contact.
    """
    peak, knee_rad, open_rad = stroke.strike_radps, math.radians(course.knee_deg), _open_rad(stroke)
    hip = _INSIDE_HIP_SHARE * peak
    across = peak * math.sin(stroke.plane_rad)
    outward = (across - hip * math.sin(open_rad) * math.cos(knee_rad)) / math.sin(knee_rad)
    extension = peak * math.cos(stroke.plane_rad) - hip * math.cos(open_rad)
    bent = tuple((at, -_INSIDE_BEND_SHARE * share) for at, share in course.away_shank)
    still = tuple((at, 0.0) for at, _ in course.away_shank)
    return {
        Joint.HIP_FLEXION: _keys(course.away_hip, course.strike_hip, stroke, hip),
        Joint.KNEE_FLEXION: _keys(bent, course.strike_hip, stroke, -extension),
        Joint.HIP_ADDUCTION: _keys(still, ((course.strike_hip[-1][0], 0.0),), stroke, 0.0),
        Joint.HIP_ROTATION: _keys(still, course.strike_hip, stroke, -outward),
    }


def _keys(
    away: _Keys, strike: Sequence[tuple[float, float]], stroke: Stroke, peak_radps: float
) -> list[tuple[float, float]]:
    """Give times from the contact and rates of one course, with the pause put in."""
    before = [(at - stroke.pause_s, share * stroke.backswing_radps) for at, share in away]
    if stroke.pause_s:
        # A leg that waits has come to rest gently.
        reversal_s = away[-1][0]
        before[-1] = (reversal_s - (1.0 - _SLOWING_SHARE) * stroke.pause_s, 0.0)
        before.append((reversal_s, 0.0))
    return [*before, *((at, share * peak_radps) for at, share in strike)]
