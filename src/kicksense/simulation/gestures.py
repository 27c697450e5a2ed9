"""Movements on the spot that are no kicks: traps, drag-backs, stamps, jumps, fidgeting."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.gait import JOG, WALK, Stride, gait_stretch
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import bump, min_jerk
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Blow, Joint, Shock, Stretch, clock

Turn = tuple[Joint, float, float, float]
"""Joint, change in degrees, start and duration in s."""


def gesture(
    time_s: FloatArray,
    turns: Sequence[Turn],
    *,
    flying: BoolArray,
    push_m: FloatArray | None = None,
) -> Stretch:
    """Give a movement on the spot from a list of minimum-jerk turns of joints.

    Parameters
    ----------
    time_s
        Internal sample times.
    turns
        Changes of joint angles; they should add up to zero for each joint.
    flying
        Shape (n,); True while the foot is off the ground.
    push_m
        As in `Stretch`; None for a hip that stays.

    Returns
    -------
    stretch
        Without blows.
    """
    n = len(time_s)
    joints = np.zeros((n, 4))
    for joint, change_deg, start_s, duration_s in turns:
        joints[:, joint] += math.radians(change_deg) * min_jerk(time_s, start_s, duration_s)
    return Stretch(
        joints=joints,
        yaw_rad=np.zeros(n),
        planted=~flying,
        lift_m=np.zeros((n, 2)),
        push_m=np.zeros((n, 2)) if push_m is None else push_m,
    )


_RUN_UP_SHARE: Final = 0.75
_MARGIN: Final = 0.02
"""Share of a flight by which its course goes on at both ends, so that its rate is right there."""


def between(time_s: FloatArray, start_s: float, stop_s: float) -> BoolArray:
    """Tell the times between two moments."""
    inside: BoolArray = (time_s > start_s) & (time_s < stop_s)
    return inside


@dataclass(frozen=True, slots=True)
class Trap:
    """Receive a ball with the inside of the foot and let it die."""

    name: ClassVar[str] = "trap"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a foot that meets the ball, yields with it, and comes back."""
        meet_s = 0.35 + float(rng.uniform(0.2, 0.5)) / player.tempo_ratio
        soft_s = float(rng.uniform(0.14, 0.32))
        reach_deg, open_deg = float(rng.uniform(10.0, 32.0)), float(rng.uniform(25.0, 72.0))
        given_deg = float(rng.uniform(0.0, 14.0))
        early_s = float(rng.uniform(-0.04, 0.08))
        end_s = meet_s + soft_s + 0.1
        time_s = clock(end_s + 1.1)
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, reach_deg, 0.3, meet_s - 0.3),
            (Joint.KNEE_FLEXION, 12.0, 0.3, meet_s - 0.3),
            (Joint.HIP_ROTATION, -open_deg, 0.25, meet_s - 0.27),
            (Joint.HIP_FLEXION, -reach_deg - given_deg, meet_s - early_s, soft_s),
            (Joint.KNEE_FLEXION, given_deg, meet_s - early_s, soft_s),
            (Joint.HIP_FLEXION, given_deg, end_s, 0.6),
            (Joint.KNEE_FLEXION, -12.0 - given_deg, end_s, 0.6),
            (Joint.HIP_ROTATION, open_deg, end_s, 0.6),
        ]
        stretch = gesture(time_s, turns, flying=between(time_s, 0.3, end_s + 0.62))
        ball_mps = float(rng.uniform(1.2, 5.5))
        blow = Blow(
            meet_s,
            EventKind.TRAP,
            Technique.INSIDE_FOOT,
            ball_change_mps=ball_mps,
            contact_s=float(rng.uniform(0.013, 0.024)),
            yield_s=float(rng.uniform(0.06, 0.14)),
            intent="trap",
            incoming_mps=(-ball_mps, 0.0, 0.0),
        )
        return replace(stretch, blows=(blow,))


@dataclass(frozen=True, slots=True)
class DragBack:
    """Put the sole on the ball and pull it back."""

    name: ClassVar[str] = "drag_back"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a foot that goes forward, then backward without a blow."""
        pull_s = float(rng.uniform(0.14, 0.36)) / player.tempo_ratio
        on_s = 0.75 + float(rng.uniform(0.0, 0.3))
        hip_deg, knee_deg = float(rng.uniform(18.0, 38.0)), float(rng.uniform(8.0, 32.0))
        pulled_deg = float(rng.uniform(25.0, 58.0))
        bent_ratio = float(rng.uniform(0.2, 0.9))
        end_s = on_s + pull_s + 0.05
        time_s = clock(end_s + 1.1)
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, hip_deg, 0.3, 0.4),
            (Joint.KNEE_FLEXION, knee_deg, 0.3, 0.4),
            (Joint.HIP_FLEXION, -0.7 * pulled_deg, on_s, pull_s),
            (Joint.KNEE_FLEXION, bent_ratio * pulled_deg, on_s, pull_s),
            (Joint.HIP_FLEXION, 0.7 * pulled_deg - hip_deg, end_s, 0.55),
            (Joint.KNEE_FLEXION, -bent_ratio * pulled_deg - knee_deg, end_s, 0.55),
        ]
        stretch = gesture(time_s, turns, flying=between(time_s, 0.3, end_s + 0.57))
        sole = Shock(on_s - 0.05, EventKind.DRAG_BACK, float(rng.uniform(5.0, 45.0)))
        step_mps2 = float(rng.uniform(10.0, 90.0)) * player.impact_ratio
        step = Shock(end_s + 0.57, EventKind.FOOT_STRIKE, step_mps2)
        return replace(stretch, shocks=(sole, step))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Lift the knee and stamp the foot down."""

    name: ClassVar[str] = "stamp"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a hard blow of the ground without a swing."""
        hip_deg, knee_deg = float(rng.uniform(18.0, 60.0)), float(rng.uniform(30.0, 95.0))
        down_s = float(rng.uniform(0.13, 0.30))
        end_s = 0.65 + down_s
        time_s = clock(end_s + 0.7)
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, hip_deg, 0.3, 0.35),
            (Joint.KNEE_FLEXION, knee_deg, 0.3, 0.35),
            (Joint.HIP_FLEXION, -hip_deg, 0.65, down_s),
            (Joint.KNEE_FLEXION, -knee_deg, 0.65, down_s),
        ]
        stretch = gesture(time_s, turns, flying=between(time_s, 0.3, end_s - 0.005))
        peak_mps2 = float(rng.uniform(150.0, 650.0)) * player.impact_ratio
        way = (float(rng.normal(0.1, 0.25)), 1.0, float(rng.normal(0.1, 0.2)))
        blow = Shock(end_s - 0.005, EventKind.STAMP, peak_mps2, way)
        return replace(stretch, shocks=(blow,))


@dataclass(frozen=True, slots=True)
class JumpLanding:
    """Jump and land on both feet."""

    name: ClassVar[str] = "jump"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a crouch, a flight, a hard landing and a crouch again."""
        air_s = float(rng.uniform(0.25, 0.55))
        off_s = 1.0
        land_s = off_s + air_s
        deep, soft = float(rng.uniform(0.8, 1.2)), float(rng.uniform(0.6, 1.2))
        time_s = clock(land_s + 1.5)
        turns: list[Turn] = []
        for joint, down_deg, up_deg in (
            (Joint.HIP_FLEXION, 40.0, 10.0),
            (Joint.KNEE_FLEXION, 68.0, 18.0),
        ):
            turns += [
                (joint, deep * down_deg, 0.25, 0.5),
                (joint, -deep * down_deg, off_s - 0.25, 0.27),
                (joint, up_deg, off_s + 0.02, air_s - 0.04),
                (joint, soft * down_deg - up_deg, land_s, 0.3),
                (joint, -soft * down_deg, land_s + 0.4, 0.7),
            ]
        flying = between(time_s, off_s, land_s)
        u = np.clip((time_s - off_s) / air_s, -_MARGIN, 1.0 + _MARGIN)
        height_m = 9.81 * air_s**2 / 8.0
        push_m = np.column_stack([np.zeros(len(u)), 4.0 * height_m * u * (1.0 - u)])
        stretch = gesture(time_s, turns, flying=flying, push_m=push_m)
        peak_mps2 = float(rng.uniform(120.0, 650.0)) * player.impact_ratio
        way = (float(rng.normal(0.2, 0.25)), 1.0, float(rng.normal(0.1, 0.2)))
        return replace(stretch, shocks=(Shock(land_s, EventKind.LANDING, peak_mps2, way),))


@dataclass(frozen=True, slots=True)
class OtherLegKick:
    """The other leg kicks: this one is planted hard beside the ball and the body turns on it."""

    name: ClassVar[str] = "other_leg_kick"

    approach: int = 2

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a run-up that ends on this leg, which then tilts, twists and takes the recoil."""
        gait = JOG if rng.random() < _RUN_UP_SHARE else WALK
        stride = Stride(self.approach, pace_ratio=float(rng.uniform(0.9, 1.35)))
        stretch, phase = gait_stretch(gait, stride, player, rng)
        plant = int(np.searchsorted(phase, self.approach))
        time_s = np.arange(len(stretch)) / INTERNAL_RATE_HZ
        plant_s = plant / INTERNAL_RATE_HZ
        end_s = float(time_s[-1])
        joints = stretch.joints.copy()
        strike_s = plant_s + float(rng.uniform(0.08, 0.15))
        bent = bump(time_s, plant_s, strike_s + float(rng.uniform(0.02, 0.1)), end_s)
        over = bump(time_s, strike_s - 0.05, strike_s + float(rng.uniform(0.08, 0.18)), end_s)
        joints[:, Joint.KNEE_FLEXION] += math.radians(float(rng.uniform(12.0, 38.0))) * bent
        joints[:, Joint.HIP_ADDUCTION] += math.radians(float(rng.uniform(4.0, 18.0))) * bent
        joints[:, Joint.HIP_FLEXION] -= math.radians(float(rng.uniform(0.0, 18.0))) * over
        joints[:, Joint.HIP_ROTATION] += math.radians(float(rng.uniform(0.0, 22.0))) * over
        turned_rad = math.radians(float(rng.uniform(5.0, 45.0)))
        yaw = stretch.yaw_rad + turned_rad * min_jerk(time_s, plant_s, end_s - plant_s)
        plant_mps2 = float(rng.uniform(150.0, 480.0)) * player.impact_ratio
        hard = Shock(plant_s, EventKind.OTHER_LEG_KICK, plant_mps2, (0.5, 1.0, 0.3))
        recoil_mps2 = float(rng.uniform(8.0, 90.0))
        jolt = Shock(strike_s, EventKind.OTHER_LEG_KICK, recoil_mps2, (-0.6, 0.5, 0.4))
        others = tuple(shock for shock in stretch.shocks if shock.time_s < plant_s - 0.05)
        return replace(stretch, joints=joints, yaw_rad=yaw, shocks=(*others, hard, jolt))


@dataclass(frozen=True, slots=True)
class Fidget:
    """Wait: shift weight, shuffle, lift the foot a little."""

    name: ClassVar[str] = "fidget"

    duration_s: float = 6.0

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give small slow movements, some with the foot off the ground."""
        del player
        time_s = clock(self.duration_s)
        turns: list[Turn] = []
        flying = np.zeros(len(time_s), dtype=np.bool_)
        shocks: list[Shock] = []
        at_s = 0.4
        while at_s + 1.4 < self.duration_s:
            half_s = float(rng.uniform(0.3, 0.5))
            hip_deg, knee_deg = float(rng.uniform(4.0, 14.0)), float(rng.uniform(6.0, 22.0))
            for joint, size_deg in ((Joint.HIP_FLEXION, hip_deg), (Joint.KNEE_FLEXION, knee_deg)):
                turns += [
                    (joint, size_deg, at_s, half_s),
                    (joint, -size_deg, at_s + half_s, half_s),
                ]
            flying |= between(time_s, at_s, at_s + 2.0 * half_s)
            strength = float(rng.uniform(1.0, 5.0))
            shocks.append(Shock(at_s + 2.0 * half_s, EventKind.FOOT_STRIKE, strength))
            at_s += 2.0 * half_s + float(rng.uniform(0.3, 1.2))
        return replace(gesture(time_s, turns, flying=flying), shocks=tuple(shocks))
