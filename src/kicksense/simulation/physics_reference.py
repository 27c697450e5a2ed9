"""What the muscles of the physics engine aim at: the planned motion, and the forces it takes."""

from dataclasses import dataclass
from typing import Final

import mujoco
import numpy as np
from scipy.ndimage import uniform_filter1d

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.simulation.leg import LegMotion
from kicksense.simulation.physics_model import Drive, LegModel
from kicksense.simulation.physics_shocks import shock_forces
from kicksense.simulation.profiles import bump
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Joint, Stretch

_FORCE_STEPS: Final = 4
"""Internal samples from one evaluation of the forces to the next: 500 Hz."""

_ANKLE_REACH_S: Final = 0.16
_ANKLE_SMOOTH_S: Final = 0.05
_HIP_SMOOTH_S: Final = 0.03
"""Where a foot takes off or lands, the planned hip changes its acceleration from one sample to the
next; a trunk does not."""

_AROUND: Final = np.array([-1.0, 1.0])
_HANGING_RAD: Final = np.radians(-12.0)
_FLAT_LIMIT_RAD: Final = np.radians(40.0)
_BRACED_RAD: Final = {
    Technique.HEEL: np.radians(5.0),
    Technique.INSIDE_FOOT: np.radians(5.0),
    Technique.INSTEP: np.radians(-42.0),
    Technique.UNSURE: np.radians(-10.0),
}
"""Ankle at the contact: flexed up for heel and inside, stretched for the instep."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The planned motion and what it takes.

    Attributes
    ----------
    drives
        Planned positions of the driven degrees of freedom, shape (n, 13), as in `Drive`.
    controls
        What the actuators are told, shape (n, 13): feed-forward forces plus stiffness and damping
        times planned position and rate, so that the free leg follows the plan.
    """

    drives: FloatArray
    controls: FloatArray


def reference_of(
    leg: LegModel, body: Stretch, motion: LegMotion, rng: np.random.Generator
) -> Reference:
    """Work out what moves a leg as planned.

    Parameters
    ----------
    leg
        The player's leg.
    body
        The whole session.
    motion
        The leg as planned.
    rng
        Source of chance.

    Returns
    -------
    reference
        Forces by inverse dynamics (Newton and Euler, in MuJoCo) plus those of the ground's blows.
    """
    drives = _planned(leg, body, motion)
    rates = np.gradient(drives, 1.0 / INTERNAL_RATE_HZ, axis=0)
    forces = _forces(leg, drives, rates)
    forces += shock_forces(leg, body.shocks, drives, rng)
    return Reference(drives, forces + leg.stiffness * drives + leg.damping * rates)


def _planned(leg: LegModel, body: Stretch, motion: LegMotion) -> FloatArray:
    n = len(body)
    drives = np.zeros((n, len(Drive)))
    drives[:, Drive.FORWARD : Drive.RIGHT + 1] = _smoothed(motion.hip_m, _HIP_SMOOTH_S)
    drives[:, Drive.YAW] = body.yaw_rad
    for joint, drive in (
        (Joint.HIP_FLEXION, Drive.HIP_FLEXION),
        (Joint.HIP_ADDUCTION, Drive.HIP_ADDUCTION),
        (Joint.HIP_ROTATION, Drive.HIP_ROTATION),
        (Joint.KNEE_FLEXION, Drive.KNEE_FLEXION),
    ):
        drives[:, drive] = body.joints[:, joint]
    drives[:, Drive.ANKLE_FLEXION] = _ankle(leg, body, motion)
    return drives


def _smoothed(course: FloatArray, window_s: float) -> FloatArray:
    """Give a course twice averaged over a window: no body changes its acceleration at once."""
    window = round(window_s * INTERNAL_RATE_HZ)
    for _ in range(2):
        course = uniform_filter1d(course, window, axis=0, mode="nearest")
    return course


def _ankle(leg: LegModel, body: Stretch, motion: LegMotion) -> FloatArray:
    """Give the ankle: flat on the ground, hanging in flight, braced where a ball is met."""
    along = motion.shank[:, :, 1]
    ahead = np.column_stack([np.cos(body.yaw_rad), -np.sin(body.yaw_rad)])
    pitch = np.arctan2(-(along[:, [0, 2]] * ahead).sum(axis=1), along[:, 1])
    lever_m = 0.11 * leg.player.height_m
    lifted = np.arcsin(np.clip(body.lift_m[:, 1] / lever_m, 0.0, 0.8))
    flat = np.clip(-pitch - lifted, -_FLAT_LIMIT_RAD, _FLAT_LIMIT_RAD)
    angle = np.where(body.planted, flat, _HANGING_RAD)
    angle = _smoothed(angle, _ANKLE_SMOOTH_S)
    time_s = np.arange(len(body)) / INTERNAL_RATE_HZ
    for blow in body.blows:
        near = slice(*np.searchsorted(time_s, blow.time_s + 2.0 * _ANKLE_REACH_S * _AROUND))
        share = bump(
            time_s[near],
            blow.time_s - _ANKLE_REACH_S,
            blow.time_s - 0.25 * _ANKLE_REACH_S,
            blow.time_s + 2.0 * _ANKLE_REACH_S,
        )
        angle[near] += share * (_BRACED_RAD[blow.technique] - angle[near])
    braced: FloatArray = angle
    return braced


def _forces(leg: LegModel, drives: FloatArray, rates: FloatArray) -> FloatArray:
    """Give the forces that the planned motion takes, shape (n, 13)."""
    model, data = leg.model, leg.data
    n, driven = drives.shape
    bends = np.gradient(rates, 1.0 / INTERNAL_RATE_HZ, axis=0)
    bends = uniform_filter1d(bends, _FORCE_STEPS, axis=0, mode="nearest")
    at = np.append(np.arange(0, n - 1, _FORCE_STEPS), n - 1)
    mujoco.mj_resetData(model, data)
    found = np.empty((len(at), driven))
    position, rate, bend, force = data.qpos, data.qvel, data.qacc, data.qfrc_inverse
    for row, (q, v, a) in enumerate(zip(drives[at], rates[at], bends[at], strict=True)):
        position[:driven] = q
        rate[:driven] = v
        bend[:driven] = a
        mujoco.mj_inverse(model, data)
        found[row] = force[:driven]
    steps = np.arange(n)
    return np.column_stack([np.interp(steps, at, found[:, drive]) for drive in range(driven)])
