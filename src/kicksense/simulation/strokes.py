"""Swings of the leg at a ball: rates of the joints around the contact."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import end_state, min_jerk, rate_track
from kicksense.simulation.stretch import Joint, clock
from kicksense.units import radps

Keys = tuple[tuple[float, float], ...]
"""Times from the contact in s, and rates as shares of a peak."""


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
    drive_m
        Way that the hip moves forward with the strike.
    """

    technique: Technique
    lead_s: float
    strike_radps: float
    backswing_radps: float
    plane_rad: float = 0.0
    pause_s: float = 0.0
    drive_m: float = 0.0


@dataclass(frozen=True, slots=True)
class _Course:
    """Shares of the peak rates at times from the contact: the lobe away, and the strike.

    ``hip`` is the part of the thigh, ``shank`` the whole; the knee makes up the difference.
    """

    away_shank: Keys
    away_hip: Keys
    strike_shank: Keys
    strike_hip: Keys


_COURSES = {
    Technique.INSIDE_FOOT: _Course(
        away_shank=((-0.29, -0.55), (-0.20, -1.0), (-0.145, 0.0)),
        away_hip=((-0.29, -0.40), (-0.20, -0.45), (-0.145, 0.2)),
        strike_shank=((-0.055, 1.0), (0.0, 0.90), (0.07, 0.52), (0.14, 0.16), (0.20, 0.0)),
        strike_hip=((-0.075, 0.85), (0.0, 0.68), (0.07, 0.40), (0.14, 0.12), (0.20, 0.0)),
    ),
    Technique.INSTEP: _Course(
        away_shank=((-0.25, -0.62), (-0.17, -1.0), (-0.115, 0.0)),
        away_hip=((-0.25, -0.28), (-0.17, 0.25), (-0.115, 0.70)),
        strike_shank=((-0.05, 0.74), (0.0, 1.0), (0.04, 0.78), (0.10, 0.30), (0.17, 0.0)),
        strike_hip=((-0.08, 0.38), (0.0, 0.22), (0.04, 0.17), (0.10, 0.08), (0.17, 0.0)),
    ),
    Technique.HEEL: _Course(
        away_shank=((-0.23, 1.0), (-0.155, 0.0)),
        away_hip=((-0.23, 0.80), (-0.155, 0.0)),
        strike_shank=((-0.06, -0.72), (0.0, -1.0), (0.04, -0.62), (0.09, -0.18), (0.14, 0.0)),
        strike_hip=((-0.06, -0.28), (0.0, -0.32), (0.04, -0.20), (0.09, -0.06), (0.14, 0.0)),
    ),
}

_OPEN_MARGIN_RAD = math.radians(6.0)
_OPEN_LIMIT_RAD = math.radians(82.0)
_RETURN_S = 0.62


def draw_stroke(
    technique: Technique, effort: float, player: Player, rng: np.random.Generator
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
    rng
        Source of chance.

    Returns
    -------
    stroke
        The plan.
    """
    strike, spread, away, plane, plane_spread = {
        Technique.INSIDE_FOOT: (570.0, 0.12, 162.0, 64.0, 11.0),
        Technique.INSTEP: (1183.0, 0.13, 465.0, 10.0, 8.0),
        Technique.HEEL: (490.0, 0.13, 150.0, 5.0, 5.0),
    }[technique]
    drive_m = {
        Technique.INSIDE_FOOT: 0.10, Technique.INSTEP: 0.18, Technique.HEEL: 0.0,
    }[technique]  # fmt: skip
    force = effort * player.power_ratio * float(np.exp(rng.normal(0.0, spread)))
    plane_rad = math.radians(abs(rng.normal(plane, plane_spread)))
    if technique is Technique.INSIDE_FOOT:
        plane_rad = float(np.clip(plane_rad + player.turn_out_rad, math.radians(35), 1.35))
    return Stroke(
        technique=technique,
        lead_s=0.42 / player.tempo_ratio,
        strike_radps=radps(strike * force),
        backswing_radps=radps(away) * math.sqrt(force) * float(np.exp(rng.normal(0.0, 0.1))),
        plane_rad=plane_rad,
        drive_m=drive_m * float(rng.uniform(0.6, 1.4)),
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
        there without a jump in angle, rate or acceleration.
    player
        Tempo.

    Returns
    -------
    joints
        Shape (n, 4); at the end the leg stands.
    """
    course = _COURSES[stroke.technique]
    total_s = contact_time_s(stroke) + course.strike_shank[-1][0] / player.tempo_ratio
    time_s = clock(total_s + _RETURN_S + 0.12)
    starts = [end_state(before[:, joint]) for joint in range(4)]
    rates = _joint_rates(stroke, course)
    joints = np.empty((len(time_s), 4))
    for joint, keys in rates.items():
        joints[:, joint] = _run(time_s, starts[joint], keys, stroke, player)
    joints[:, Joint.HIP_ROTATION] = _settle(time_s, starts[Joint.HIP_ROTATION], total_s)
    contact_s = contact_time_s(stroke)
    turned = min_jerk(time_s, 0.0, contact_s - 0.02) - min_jerk(time_s, total_s, _RETURN_S)
    joints[:, Joint.HIP_ROTATION] -= _open_rad(stroke) * turned
    return joints


def _open_rad(stroke: Stroke) -> float:
    """Give how far the leg is turned out at the contact."""
    if stroke.technique is Technique.INSIDE_FOOT:
        return min(stroke.plane_rad + _OPEN_MARGIN_RAD, _OPEN_LIMIT_RAD)
    return 0.5 * stroke.plane_rad


def _joint_rates(stroke: Stroke, course: _Course) -> dict[Joint, list[tuple[float, float]]]:
    """Give the rates of the three joints that swing, as times from the contact and rad/s."""
    peak = stroke.strike_radps
    if stroke.technique is Technique.INSIDE_FOOT:
        hip_peak = peak * math.sin(stroke.plane_rad) / math.sin(_open_rad(stroke))
        hip = _keys(course.away_shank, course.strike_shank, stroke, hip_peak)
        knee = _inside_knee(stroke, hip_peak)
        across = 0.0
    else:
        hip = _keys(course.away_hip, course.strike_hip, stroke, peak)
        knee = _difference(hip, _keys(course.away_shank, course.strike_shank, stroke, peak))
        across = peak * math.sin(stroke.plane_rad)
    still = tuple((at, 0.0) for at, _ in course.away_shank)
    sideways = _keys(still, course.strike_shank, stroke, across)
    return {Joint.HIP_FLEXION: hip, Joint.KNEE_FLEXION: knee, Joint.HIP_ADDUCTION: sideways}


def _keys(away: Keys, strike: Keys, stroke: Stroke, peak_radps: float) -> list[tuple[float, float]]:
    """Give times from the contact and rates of one course, with the pause put in."""
    before = [(at - stroke.pause_s, share * stroke.backswing_radps) for at, share in away]
    wait = [(away[-1][0], 0.0)] if stroke.pause_s else []
    return [*before, *wait, *((at, share * peak_radps) for at, share in strike)]


def _difference(
    hip: Sequence[tuple[float, float]], shank: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Give the knee's flexion rate where hip and shank are both given."""
    hip_at = [at for at, _ in hip]
    hip_rate = [rate for _, rate in hip]
    return [(at, float(np.interp(at, hip_at, hip_rate)) - rate) for at, rate in shank]


def _inside_knee(stroke: Stroke, hip_peak: float) -> list[tuple[float, float]]:
    """Give the knee's flexion rate that tilts the strike axis to the planned angle."""
    of_hip = hip_peak * math.cos(_open_rad(stroke)) / stroke.strike_radps
    share = math.cos(stroke.plane_rad) - of_hip
    course = _COURSES[Technique.INSIDE_FOOT]
    extension = _keys(course.away_shank, course.strike_shank, stroke, share * stroke.strike_radps)
    bend_radps = 0.4 * stroke.backswing_radps
    return [
        (at, bend_radps * (0.5 if at < -0.25 else 1.0) if rate < 0.0 else -rate)
        for at, rate in extension
    ]


def _run(
    time_s: FloatArray,
    start: tuple[float, float, float],
    keys: Sequence[tuple[float, float]],
    stroke: Stroke,
    player: Player,
) -> FloatArray:
    contact_s = contact_time_s(stroke)
    timed = [(contact_s + at / player.tempo_ratio, rate) for at, rate in keys]
    return rate_track(time_s, start, timed, return_s=_RETURN_S)


def _settle(time_s: FloatArray, start: tuple[float, float, float], until_s: float) -> FloatArray:
    """Let a joint that takes no part come to rest."""
    return rate_track(time_s, start, ((0.3 * until_s, 0.0),), return_s=_RETURN_S)
