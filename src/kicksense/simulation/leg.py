"""The chain of hip, knee and ankle, and where it is when the foot stands still or flies."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Joint, Stretch

_DT_S: Final = 1.0 / INTERNAL_RATE_HZ
_EASE_S: Final = 0.06
_LEAST_EASE: Final = 8
_X, _Y, _Z = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class LegMotion:
    """A right leg over time, world frame: x forward at heading 0, y up, z right.

    Attributes
    ----------
    shank
        Segment to world, shape (n, 3, 3).
    knee_m, hip_m
        Shape (n, 3).
    """

    shank: FloatArray
    knee_m: FloatArray
    hip_m: FloatArray

    def point_m(self, from_knee_m: FloatArray) -> FloatArray:
        """Give the world positions of a point fixed to the shank, shape (n, 3)."""
        return self.knee_m + self.shank @ from_knee_m

    def velocity_mps(self, from_knee_m: FloatArray, index: int) -> FloatArray:
        """Give the world velocity of a point of the shank at an internal sample, shape (3,)."""
        around = slice(index - 1, index + 2)
        where = self.knee_m[around] + self.shank[around] @ from_knee_m
        velocity: FloatArray = (where[2] - where[0]) / (2.0 * _DT_S)
        return velocity


def move_leg(player: Player, body: Stretch, *, give_rotvec: FloatArray) -> LegMotion:
    """Give the motion of the leg from its joint angles.

    While the foot is planted the ankle is where it was put down, plus the heel's lift; the hip
    follows from it. While it flies, the hip travels as planned, bent smoothly so that it leaves and
    lands with the speed of the planted leg, and the ankle follows from the hip.

    Parameters
    ----------
    player
        Lengths.
    body
        The whole session.
    give_rotvec
        Extra rotation of the shank about the knee where a ball made it give, segment frame,
        rad, shape (n, 3).

    Returns
    -------
    motion
        Continuously differentiable, and smooth but for the moments of take-off and landing.
    """
    joints = body.joints
    upright = np.broadcast_to(np.eye(3)[:, np.newaxis], (3, len(joints), 3))
    heading = _turned(upright, _Y, body.yaw_rad)
    thigh = _turned(heading, _Z, joints[:, Joint.HIP_FLEXION])
    thigh = _turned(thigh, _X, joints[:, Joint.HIP_ADDUCTION])
    thigh = _turned(thigh, _Y, joints[:, Joint.HIP_ROTATION])
    bent = _turned(thigh, _Z, -joints[:, Joint.KNEE_FLEXION])
    shank = np.ascontiguousarray(bent.transpose(1, 2, 0))
    gives = np.any(give_rotvec != 0.0, axis=1)
    shank[gives] = shank[gives] @ Rotation.from_rotvec(give_rotvec[gives]).as_matrix()
    to_knee = -player.thigh_m * thigh[_Y]
    to_ankle = to_knee - player.shank_m * shank[:, :, _Y]
    lift = _led(heading, body.lift_m)
    steps = np.diff(body.push_m, axis=0, prepend=body.push_m[:1])
    travel = np.cumsum(_led(heading, steps), axis=0)
    hip = _hip_path(
        body.planted, lift - to_ankle, travel=travel, ankle_height_m=player.ankle_height_m
    )
    return LegMotion(shank=shank, knee_m=hip + to_knee, hip_m=hip)


def _turned(axes: FloatArray, about: int, angle_rad: FloatArray) -> FloatArray:
    """Turn bodies about one of their own axes.

    Ten times faster than a product of `scipy` rotations, and the same to the last digits: such a
    turn mixes two columns of a rotation matrix, and there is an angle for every internal sample.

    Parameters
    ----------
    axes
        The body's axes in the world, shape (3, n, 3): the columns of its rotation matrices.
    about
        Which of them.
    angle_rad
        Shape (n,).

    Returns
    -------
    axes
        After the turn, shape (3, n, 3).
    """
    one, other = (about + 1) % 3, (about + 2) % 3
    cos, sin = np.cos(angle_rad)[:, np.newaxis], np.sin(angle_rad)[:, np.newaxis]
    turned = np.empty(axes.shape)
    turned[about] = axes[about]
    turned[one] = cos * axes[one] + sin * axes[other]
    turned[other] = cos * axes[other] - sin * axes[one]
    return turned


def _led(heading: FloatArray, forward_up_m: FloatArray) -> FloatArray:
    """Give what goes forward and up in the world, shape (n, 3)."""
    forward, up = forward_up_m[:, :1], forward_up_m[:, 1:]
    led: FloatArray = forward * heading[_X] + up * heading[_Y]
    return led


def _hip_path(
    planted: BoolArray, above_foot: FloatArray, *, travel: FloatArray, ankle_height_m: float
) -> FloatArray:
    """Give the hip from where the foot is put down; ``above_foot`` is hip minus foothold."""
    if not (planted[0] and planted[-1]):
        raise ValueError("a session starts and ends with the foot on the ground")
    hip = np.empty_like(above_foot)
    foothold = np.array([0.0, ankle_height_m, 0.0])
    edges = np.flatnonzero(np.diff(planted.astype(np.int8))) + 1
    bounds = [0, *edges.tolist(), len(planted)]
    stances = [(a, b) for a, b in pairwise(bounds) if planted[a]]
    left = -1
    for start, stop in stances:
        if left >= 0:
            flight = slice(left, start + 1)
            way = travel[flight] - travel[left]
            landed = hip[left] + way[-1]
            landed[1] = ankle_height_m + above_foot[start, 1]
            foothold = landed - above_foot[start]
            rates = (_rate_at(above_foot, left, -1), _rate_at(above_foot, start, 1))
            own = tuple(rate - bend for rate, bend in zip(rates, _end_rates(way), strict=True))
            path = way + _bridge(start - left, hip[left], landed - way[-1], own)
            hip[flight] = _eased(path, above_foot, left=left, start=start)
        hip[start:stop] = foothold + above_foot[start:stop]
        left = stop - 1
    return hip


def _eased(path: FloatArray, above_foot: FloatArray, *, left: int, start: int) -> FloatArray:
    """Let the acceleration of a flight pass smoothly into that of the planted leg at both ends."""
    span = min(round(_EASE_S * INTERNAL_RATE_HZ), (len(path) - 1) // 2)
    if span < _LEAST_EASE or left < _LEAST_EASE or len(above_foot) - start < _LEAST_EASE:
        return path
    u = (np.arange(span) / span)[:, np.newaxis]
    ease = 0.5 * u**2 * (1.0 - u) ** 3 * (span * _DT_S) ** 2
    eased = path.copy()
    eased[:span] += ease * (_bend_at(above_foot, left, -1) - _bend_at(path, 0, 1))
    last = len(path) - 1
    eased[: last - span : -1] += ease * (_bend_at(above_foot, start, 1) - _bend_at(path, last, -1))
    return eased


def _bend_at(path: FloatArray, index: int, side: int) -> FloatArray:
    """Give the one-sided second derivative of a path, looking back (-1) or ahead (+1)."""
    ahead = [path[index + side * step] for step in range(4)]
    bend: FloatArray = (2.0 * ahead[0] - 5.0 * ahead[1] + 4.0 * ahead[2] - ahead[3]) / _DT_S**2
    return bend


def _rate_at(path: FloatArray, index: int, side: int) -> FloatArray:
    """Give the one-sided rate of change of a path, looking back (-1) or ahead (+1)."""
    ahead = 4.0 * path[index + side] - 3.0 * path[index] - path[index + 2 * side]
    rate: FloatArray = side * ahead / (2.0 * _DT_S)
    return rate


def _end_rates(way: FloatArray) -> tuple[FloatArray, FloatArray]:
    return _rate_at(way, 0, 1), _rate_at(way, len(way) - 1, -1)


def _bridge(
    steps: int, start: FloatArray, stop: FloatArray, rates: tuple[FloatArray, ...]
) -> FloatArray:
    """Give a path of ``steps + 1`` samples with given ends and end rates (quintic, no bend)."""
    span_s = steps * _DT_S
    u = (np.arange(steps + 1) / steps)[:, np.newaxis]
    v0, v1 = rates[0] * span_s, rates[1] * span_s
    way = stop - start - v0
    rate = v1 - v0
    path: FloatArray = (
        start
        + u * v0
        + u**3
        * (10.0 * way - 4.0 * rate + u * (-15.0 * way + 7.0 * rate + u * (6.0 * way - 3.0 * rate)))
    )
    return path
