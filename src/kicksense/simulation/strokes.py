"""Swings of the leg at a ball: rates of the joints around the contact."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.interpolate import PchipInterpolator

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import end_state, min_jerk, rate_track, wander
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Joint, clock

_Keys = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """How the course of a swing differs from the drawn one.

    Attributes
    ----------
    time_ratio, follow_ratio
        Scale the times before and after the contact.
    early_s
        How long before the contact the swing is at its fastest.
    hold_ratio
        Rate at the contact over the largest one.
    thigh_ratio
        Scales the part of the thigh.
    tremor_radps
        Unevenness of the swing at 6 to 16 Hz, standard deviation.
    return_ratio
        Scales the time in which the leg comes back under the body.
    """

    time_ratio: float = 1.0
    follow_ratio: float = 1.0
    early_s: float = 0.0
    hold_ratio: float = 1.0
    thigh_ratio: float = 1.0
    tremor_radps: float = 0.0
    return_ratio: float = 1.0


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
        Angle between the strike axis and the mediolateral axis; of a heel kick positive where
        the heel swings outward, negative where it crosses behind the standing leg.
    pause_s
        Wait between backswing and strike.
    drive_mps
        Speed of the hip toward the ball from the standing leg, beyond that of the approach.
    pose_rad
        Flexion of hip and knee, adduction and inward rotation of the hip at the contact beyond
        the usual.
    shape
        The course in time.
    """

    technique: Technique
    lead_s: float
    strike_radps: float
    backswing_radps: float
    plane_rad: float = 0.0
    pause_s: float = 0.0
    drive_mps: float = 0.0
    pose_rad: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    shape: Shape = Shape()


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
        strike_shank=((-0.055, 0.85), (0.0, 1.0), (0.04, 0.97), (0.11, 0.32), (0.20, 0.0)),
        strike_hip=((-0.055, 0.85), (0.0, 1.0), (0.04, 0.97), (0.11, 0.32), (0.20, 0.0)),
        hip_deg=24.0,
        knee_deg=40.0,
    ),
    Technique.INSTEP: _Course(
        away_shank=((-0.235, -0.62), (-0.157, -1.0), (-0.105, 0.0)),
        away_hip=((-0.235, -0.22), (-0.157, 0.10), (-0.105, 0.45)),
        strike_shank=((-0.05, 0.74), (0.0, 1.0), (0.035, 0.68), (0.08, 0.26), (0.20, 0.0)),
        strike_hip=((-0.08, 0.25), (0.0, 0.16), (0.035, 0.15), (0.08, 0.12), (0.20, 0.0)),
        hip_deg=27.0,
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
_INSIDE_HIP_SHARE: Final = 0.64
_RETURN_S: Final = 0.50
_GATHER_END_S: Final = {
    Technique.INSIDE_FOOT: 0.25,
    Technique.INSTEP: 0.13,
    Technique.HEEL: 0.13,
}
_LANDING_S: Final = 0.12
_SLOWING_SHARE: Final = 0.35
_MIN_KEY_S: Final = 0.03
_INSIDE_BEND_SHARE: Final = 1.15
_EARLY_LIMIT_S: Final = 0.012
_TREMOR_HZ: Final = (6.0, 16.0)
_SHORTEST_GATHER_S: Final = 0.12
_HEEL_TURN_SHARE: Final = 0.35
_LEAST_BEND: Final = 0.35
_LEAST_KNEE_RAD: Final = math.radians(28.0)


def contact_time_s(stroke: Stroke) -> float:
    """Give the time from leaving the ground to the contact."""
    return stroke.lead_s + stroke.pause_s


def stroke_joints(
    stroke: Stroke, before: FloatArray, player: Player, rng: np.random.Generator
) -> FloatArray:
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
    rng
        Source of chance, for the tremor.

    Returns
    -------
    joints
        Shape (n, 4); at the end the leg stands.
    """
    course = _COURSES[stroke.technique]
    contact_s = contact_time_s(stroke)
    follow_s = course.strike_shank[-1][0] * stroke.shape.follow_ratio
    end_s = contact_s + follow_s / player.tempo_ratio
    return_s = _RETURN_S * stroke.shape.return_ratio
    # The first sample follows the last one before the swing, it does not repeat it.
    time_s = clock(end_s + return_s + _LANDING_S) + 1.0 / INTERNAL_RATE_HZ
    aims = _aims(stroke, course)
    gather_s = _GATHER_END_S[stroke.technique] * stroke.shape.time_ratio / player.tempo_ratio
    joints = np.empty((len(time_s), 4))
    at_contact = round(contact_s * INTERNAL_RATE_HZ) - 1
    gather_s += stroke.pause_s
    gathered = min_jerk(time_s, 0.0, max(contact_s - gather_s, _SHORTEST_GATHER_S))
    back = 1.0 - min_jerk(time_s, end_s, return_s)
    for joint, keys in _joint_rates(stroke, course).items():
        timed = [(contact_s + at / player.tempo_ratio, rate) for at, rate in keys]
        timed = [key for key in timed if key[0] > _MIN_KEY_S]
        course_rad = rate_track(time_s, end_state(before[:, joint]), timed, return_s=return_s)
        missing_rad = aims[joint] - course_rad[at_contact]
        joints[:, joint] = course_rad + missing_rad * gathered * back
    return joints + _tremor(time_s, end_s, stroke, rng)


def _tremor(
    time_s: FloatArray, end_s: float, stroke: Stroke, rng: np.random.Generator
) -> FloatArray:
    """Give how far from its course each joint strays, rad, shape (n, 4)."""
    slowest_hz, fastest_hz = _TREMOR_HZ
    middle_radps = 2.0 * math.pi * math.sqrt(slowest_hz * fastest_hz)
    swinging = min_jerk(time_s, 0.05, 0.15) - min_jerk(
        time_s, end_s, _RETURN_S * stroke.shape.return_ratio
    )
    ways = [wander(len(time_s), rng, slowest_hz=slowest_hz, fastest_hz=fastest_hz) for _ in Joint]
    strayed: FloatArray = np.column_stack(ways) * swinging[:, np.newaxis]
    return strayed * (stroke.shape.tremor_radps / middle_radps)


def _open_rad(stroke: Stroke) -> float:
    """Give how far the leg is turned out at the contact."""
    if stroke.technique is Technique.INSIDE_FOOT:
        return min(stroke.plane_rad + _OPEN_MARGIN_RAD, _OPEN_LIMIT_RAD)
    if stroke.technique is Technique.HEEL:
        # The heel leads: toes turn in where it goes outward, and out where it crosses behind.
        return -_HEEL_TURN_SHARE * stroke.plane_rad
    return 0.5 * abs(stroke.plane_rad)


def _aims(stroke: Stroke, course: _Course) -> dict[Joint, float]:
    """Give the pose at the contact."""
    hip_rad, knee_rad, across_rad, turn_rad = stroke.pose_rad
    return {
        Joint.HIP_FLEXION: math.radians(course.hip_deg) + hip_rad,
        Joint.HIP_ADDUCTION: across_rad,
        Joint.HIP_ROTATION: turn_rad - _open_rad(stroke),
        Joint.KNEE_FLEXION: math.radians(course.knee_deg) + knee_rad,
    }


def _joint_rates(stroke: Stroke, course: _Course) -> dict[Joint, list[tuple[float, float]]]:
    """Give the rates of the joints, as times from the contact and rad/s."""
    if stroke.technique is Technique.INSIDE_FOOT:
        return _inside_rates(stroke, course)
    peak = stroke.strike_radps
    thigh = stroke.shape.thigh_ratio
    hip = _hip_keys(course, stroke, thigh * peak)
    strike = _struck(course.strike_shank, stroke.shape)
    shank = _keys(course.away_shank, strike, stroke, peak * math.cos(stroke.plane_rad))
    hip_at = PchipInterpolator([at for at, _ in hip], [rate for _, rate in hip])
    knee = [(at, float(hip_at(np.clip(at, hip[0][0], hip[-1][0]))) - rate) for at, rate in shank]
    bend = max(math.cos(math.radians(course.knee_deg) + stroke.pose_rad[1]), _LEAST_BEND)
    across = peak * math.sin(stroke.plane_rad) / bend
    still = tuple((at, 0.0) for at, _ in course.away_shank)
    end_s = strike[-1][0]
    return {
        Joint.HIP_FLEXION: hip,
        Joint.KNEE_FLEXION: knee,
        Joint.HIP_ADDUCTION: _keys(still, strike, stroke, across),
        Joint.HIP_ROTATION: _keys(still, [(end_s, 0.0)], stroke, 0.0),
    }


def _hip_keys(course: _Course, stroke: Stroke, peak_radps: float) -> list[tuple[float, float]]:
    """Give the course of the thigh, which is not hastened where the shank is fastest early."""
    plain = replace(stroke.shape, early_s=0.0, hold_ratio=1.0)
    return _keys(course.away_hip, _struck(course.strike_hip, plain), stroke, peak_radps)


def _inside_rates(stroke: Stroke, course: _Course) -> dict[Joint, list[tuple[float, float]]]:
    """Give the rates of an inside-foot strike.

    The thigh, turned out, swings forward and goes on turning out; with the knee bent, that turn
    sweeps the foot across. Shares are solved so that the shank's rate has the planned size and
    direction at the pose of the contact.
    """
    peak, open_rad = stroke.strike_radps, _open_rad(stroke) - stroke.pose_rad[3]
    knee_rad = max(math.radians(course.knee_deg) + stroke.pose_rad[1], _LEAST_KNEE_RAD)
    hip = _INSIDE_HIP_SHARE * stroke.shape.thigh_ratio * peak
    across = peak * math.sin(stroke.plane_rad)
    outward = (across - hip * math.sin(open_rad) * math.cos(knee_rad)) / math.sin(knee_rad)
    extension = peak * math.cos(stroke.plane_rad) - hip * math.cos(open_rad)
    bent = tuple((at, -_INSIDE_BEND_SHARE * share) for at, share in course.away_shank)
    still = tuple((at, 0.0) for at, _ in course.away_shank)
    strike = _struck(course.strike_hip, stroke.shape)
    return {
        Joint.HIP_FLEXION: _keys(course.away_hip, strike, stroke, hip),
        Joint.KNEE_FLEXION: _keys(bent, strike, stroke, -extension),
        Joint.HIP_ADDUCTION: _keys(still, [(strike[-1][0], 0.0)], stroke, 0.0),
        Joint.HIP_ROTATION: _keys(still, strike, stroke, -outward),
    }


def _struck(strike: _Keys, shape: Shape) -> list[tuple[float, float]]:
    """Give the strike's part of a course in the shape given.

    The key before the contact becomes the moment of the largest rate where that comes early.
    """
    (rise_s, rise), (_, peak) = strike[:2]
    before = (rise_s * shape.time_ratio, rise)
    if shape.early_s > _EARLY_LIMIT_S:
        before = (-shape.early_s, peak)
    after = [(at * shape.follow_ratio, shape.hold_ratio * share) for at, share in strike[2:]]
    return [before, (0.0, shape.hold_ratio * peak), *after]


def _keys(
    away: _Keys, strike: Sequence[tuple[float, float]], stroke: Stroke, peak_radps: float
) -> list[tuple[float, float]]:
    """Give times from the contact and rates of one course, with the pause put in."""
    away = tuple((at * stroke.shape.time_ratio, share) for at, share in away)
    before = [(at - stroke.pause_s, share * stroke.backswing_radps) for at, share in away]
    if stroke.pause_s:
        # A leg that waits has come to rest gently.
        reversal_s = away[-1][0]
        before[-1] = (reversal_s - (1.0 - _SLOWING_SHARE) * stroke.pause_s, 0.0)
        before.append((reversal_s, 0.0))
    return [*before, *((at, share * peak_radps) for at, share in strike)]
