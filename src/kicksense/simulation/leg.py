"""The chain of hip, knee and ankle, and where it is when the foot stands still or flies."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Joint

_DT_S: Final = 1.0 / INTERNAL_RATE_HZ


@dataclass(frozen=True, slots=True, eq=False)
class LegMotion:
    """A right leg over time, world frame: x forward at heading 0, y up, z right.

    Attributes
    ----------
    shank
        Segment to world, shape (n, 3, 3).
    knee_m
        Shape (n, 3).
    """

    shank: FloatArray
    knee_m: FloatArray

    def point_m(self, from_knee_m: FloatArray) -> FloatArray:
        """Give the world positions of a point fixed to the shank, shape (n, 3)."""
        return self.knee_m + self.shank @ from_knee_m

    def velocity_mps(self, from_knee_m: FloatArray, index: int) -> FloatArray:
        """Give the world velocity of a point of the shank at an internal sample, shape (3,)."""
        around = slice(index - 1, index + 2)
        where = self.knee_m[around] + self.shank[around] @ from_knee_m
        velocity: FloatArray = (where[2] - where[0]) / (2.0 * _DT_S)
        return velocity


def move_leg(
    player: Player,
    joints: FloatArray,
    yaw_rad: FloatArray,
    *,
    planted: BoolArray,
    lift_m: FloatArray,
    push_m: FloatArray,
    give_rotvec: FloatArray,
) -> LegMotion:
    """Give the motion of the leg from its joint angles.

    While the foot is planted the ankle is where it was put down, plus the heel's lift; the hip
    follows from it. While it flies, the hip moves on smoothly (quintic, with the position,
    velocity and acceleration it had and will have) and the ankle follows from the hip.

    Parameters
    ----------
    player
        Lengths.
    joints, yaw_rad, planted, lift_m, push_m
        As in `Stretch`, for the whole session.
    give_rotvec
        Extra rotation of the shank about the knee where a ball made it give, segment frame,
        rad, shape (n, 3).

    Returns
    -------
    motion
        Twice continuously differentiable.
    """
    heading = _about("y", yaw_rad)
    thigh = Rotation.from_euler(
        "YZX",
        np.column_stack([yaw_rad, joints[:, Joint.HIP_FLEXION], joints[:, Joint.HIP_ADDUCTION]]),
    ) * _about("y", joints[:, Joint.HIP_ROTATION])
    shank = thigh * _about("z", -joints[:, Joint.KNEE_FLEXION])
    shank = shank * Rotation.from_rotvec(np.array(give_rotvec))
    to_knee = thigh.apply([0.0, -player.thigh_m, 0.0])
    to_ankle = to_knee + shank.apply([0.0, -player.shank_m, 0.0])
    lift = heading.apply(_sideless(lift_m))
    push = heading.apply(_sideless(push_m))
    hip = _hip_path(planted, lift - to_ankle, push=push, ankle_height_m=player.ankle_height_m)
    return LegMotion(shank=shank.as_matrix(), knee_m=hip + to_knee)


def _about(axis: str, angle_rad: FloatArray) -> Rotation:
    return Rotation.from_euler(axis, angle_rad[:, np.newaxis])


def _sideless(forward_up_m: FloatArray) -> FloatArray:
    return np.column_stack([forward_up_m, np.zeros(len(forward_up_m))])


def _hip_path(
    planted: BoolArray, above_foot: FloatArray, *, push: FloatArray, ankle_height_m: float
) -> FloatArray:
    """Give the hip from where the foot is put down; ``above_foot`` is hip minus foothold."""
    hip = np.empty_like(above_foot)
    foothold = np.array([0.0, ankle_height_m, 0.0])
    edges = np.flatnonzero(np.diff(planted.astype(np.int8))) + 1
    bounds = [0, *edges.tolist(), len(planted)]
    stances = [(a, b) for a, b in zip(bounds, bounds[1:], strict=False) if planted[a]]
    last: tuple[int, FloatArray, FloatArray] | None = None
    for start, stop in stances:
        rate = np.gradient(above_foot[start:stop], _DT_S, axis=0, edge_order=2)
        second = np.gradient(rate, _DT_S, axis=0, edge_order=2)
        if last is not None:
            left, rate_0, second_0 = last
            ends = (rate_0, rate[0], second_0, second[0])
            flight_s = (start - left) * _DT_S
            way = (rate_0 + rate[0]) * flight_s / 2.0 + (second_0 - second[0]) * flight_s**2 / 12.0
            landed = hip[left] + way
            landed[1] = ankle_height_m + above_foot[start, 1]
            between = slice(left + 1, start)
            path = _quintic(start - left, hip[left], landed, ends)
            own_push = push[left : start + 1] - push[left]
            hip[between] = path[1:-1] + own_push[1:-1]
            foothold = landed + own_push[-1] - above_foot[start]
            foothold[1] = ankle_height_m
        hip[start:stop] = foothold + above_foot[start:stop]
        last = (stop - 1, rate[-1], second[-1])
    return hip


def _quintic(
    steps: int,
    start: FloatArray,
    stop: FloatArray,
    ends: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
) -> FloatArray:
    """Give a path of ``steps + 1`` samples with given ends, end rates and end accelerations."""
    span_s = steps * _DT_S
    u = (np.arange(steps + 1) / steps)[:, np.newaxis]
    v0, v1 = ends[0] * span_s, ends[1] * span_s
    a0, a1 = ends[2] * span_s**2 / 2.0, ends[3] * span_s**2 / 2.0
    way = stop - start - v0 - a0
    rate = v1 - v0 - 2.0 * a0
    bend = a1 - a0
    c3 = 10.0 * way - 4.0 * rate + bend
    c4 = -15.0 * way + 7.0 * rate - 2.0 * bend
    c5 = 6.0 * way - 3.0 * rate + bend
    path: FloatArray = start + u * (v0 + u * (a0 + u * (c3 + u * (c4 + u * c5))))
    return path
