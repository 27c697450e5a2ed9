"""What one movement gives the simulator: joint angles over time and what hits the leg."""

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind

INTERNAL_RATE_HZ: Final = 2000.0
"""Rate at which the leg moves inside the simulator; sensors average it down to theirs."""


class Joint(IntEnum):
    """Columns of the joint angles; the names are of a right leg, rad.

    Flexion brings the thigh forward, adduction brings the foot to the midline, rotation is
    positive inward, knee flexion brings the foot back.
    """

    HIP_FLEXION = 0
    HIP_ADDUCTION = 1
    HIP_ROTATION = 2
    KNEE_FLEXION = 3


@dataclass(frozen=True, slots=True)
class Blow:
    """The moment a foot meets, or misses, a ball.

    Attributes
    ----------
    time_s
        From the start of the stretch.
    kind, technique
        What it is, and which part of the foot meets the ball.
    ball_ratio
        Ball speed after over foot speed before; zero for a swing that misses.
    ball_change_mps
        Change of the ball's speed where it does not follow from the foot (touch, trap).
    solid_ratio
        1 for a ball hit in the middle; less for a thin contact.
    contact_s
        Length of the half-sine force.
    yield_s
        Time in which the shank catches up with the rest of the leg afterwards.
    target_distance_m
        Way to what the ball is played to; NaN where it is played to nothing.
    intent
        What the player is after, such as ``pass``, ``shot``, ``first touch``; empty if nothing.
    incoming_mps
        Velocity of the ball before the contact: forward, up and to the right of the player, right
        leg. Zero for a ball at rest.
    """

    time_s: float
    kind: EventKind
    technique: Technique
    ball_ratio: float = 0.0
    ball_change_mps: float = 0.0
    solid_ratio: float = 1.0
    contact_s: float = 0.010
    yield_s: float = 0.12
    target_distance_m: float = math.nan
    intent: str = ""
    incoming_mps: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Shock:
    """A blow of the ground: the sensor rings on the soft tissue.

    Attributes
    ----------
    time_s
        From the start of the stretch.
    kind
        What caused it.
    peak_mps2
        Largest acceleration it adds.
    direction
        Of that acceleration, segment frame of a right leg.
    """

    time_s: float
    kind: EventKind
    peak_mps2: float
    direction: tuple[float, float, float] = (0.35, 1.0, 0.15)


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """The right leg during one movement, sampled at the internal rate.

    A stretch begins and ends in neutral standing, so that any can follow any.

    Attributes
    ----------
    joints
        Joint angles, shape (n, 4), columns as in `Joint`.
    yaw_rad
        Change of heading since the start of the stretch, positive to the left, shape (n,).
    planted
        Shape (n,); True while the foot stands on the ground.
    lift_m
        Forward and upward way of the ankle since the foot was planted, shape (n, 2).
    push_m
        Forward and upward way of the hip since the start of the stretch, shape (n, 2); it counts
        while the foot flies.
    blows, shocks
        What hits the leg.
    loose
        Rotation vector and displacement of a sensor that is not strapped on yet, shape (n, 6).
    """

    joints: FloatArray
    yaw_rad: FloatArray
    planted: BoolArray
    lift_m: FloatArray
    push_m: FloatArray
    blows: tuple[Blow, ...] = ()
    shocks: tuple[Shock, ...] = ()
    loose: FloatArray | None = field(default=None)

    def __len__(self) -> int:
        """Give the number of internal samples."""
        return len(self.yaw_rad)

    @property
    def duration_s(self) -> float:
        """Length in time."""
        return len(self) / INTERNAL_RATE_HZ


def steps_in(duration_s: float) -> int:
    """Give the number of internal samples in a duration, at least one."""
    return max(1, round(duration_s * INTERNAL_RATE_HZ))


def clock(duration_s: float) -> FloatArray:
    """Give the internal sample times of a duration, from zero, s."""
    return np.arange(steps_in(duration_s), dtype=np.float64) / INTERNAL_RATE_HZ


def standing(duration_s: float, *, loose: FloatArray | None = None) -> Stretch:
    """Give a stretch of neutral standing.

    Parameters
    ----------
    duration_s
        Length.
    loose
        As in `Stretch`, for a sensor in the hand.

    Returns
    -------
    stretch
        Nothing moves but what sway the session adds.
    """
    n = steps_in(duration_s)
    return Stretch(
        joints=np.zeros((n, 4)),
        yaw_rad=np.zeros(n),
        planted=np.ones(n, dtype=np.bool_),
        lift_m=np.zeros((n, 2)),
        push_m=np.zeros((n, 2)),
        loose=loose,
    )
