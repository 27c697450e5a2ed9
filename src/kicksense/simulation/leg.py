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
    joints, yaw_rad = body.joints, body.yaw_rad
    heading = _about("y", yaw_rad)
    thigh = Rotation.from_euler(
        "YZX",
        np.column_stack([yaw_rad, joints[:, Joint.HIP_FLEXION], joints[:, Joint.HIP_ADDUCTION]]),
    ) * _about("y", joints[:, Joint.HIP_ROTATION])
    shank = thigh * _about("z", -joints[:, Joint.KNEE_FLEXION])
    shank = shank * Rotation.from_rotvec(np.array(give_rotvec))
    to_knee = thigh.apply([0.0, -player.thigh_m, 0.0])
    to_ankle = to_knee + shank.apply([0.0, -player.shank_m, 0.0])
    lift = heading.apply(_sideless(body.lift_m))
    steps = np.diff(body.push_m, axis=0, prepend=body.push_m[:1])
    travel = np.cumsum(heading.apply(_sideless(steps)), axis=0)
    hip = _hip_path(
        body.planted, lift - to_ankle, travel=travel, ankle_height_m=player.ankle_height_m
    )
    return LegMotion(shank=shank.as_matrix(), knee_m=hip + to_knee, hip_m=hip)


def _about(axis: str, angle_rad: FloatArray) -> Rotation:
    return Rotation.from_euler(axis, angle_rad[:, np.newaxis])


def _sideless(forward_up_m: FloatArray) -> FloatArray:
    return np.column_stack([forward_up_m, np.zeros(len(forward_up_m))])


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
