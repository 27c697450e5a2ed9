"""Ways over the pitch that are no kicks: sprints, cuts, shuffles, stairs, turns on the spot."""

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Final

import numpy as np

from kicksense.domain.labels import EventKind
from kicksense.simulation.gait import JOG, SPRINT, STAIRS, Stride, gait_stretch
from kicksense.simulation.gestures import Turn, between, gesture
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import bump, min_jerk
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Joint, Shock, Stretch, clock

_SHARP_SHARE: Final = 0.25
"""Share of the cuts out of a sprint."""


@dataclass(frozen=True, slots=True)
class Sprint:
    """Run as fast as it goes."""

    strides: int = 8
    pace_ratio: float = 1.0

    name: ClassVar[str] = "sprint"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a bout of sprinting that ends in standing."""
        stride = Stride(self.strides, pace_ratio=self.pace_ratio)
        return gait_stretch(SPRINT, stride, player, rng)[0]


@dataclass(frozen=True, slots=True)
class Stairs:
    """Climb steps, as to a stand."""

    strides: int = 6

    name: ClassVar[str] = "stairs"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a bout of climbing that ends in standing."""
        stride = Stride(self.strides, pace_ratio=float(rng.uniform(0.8, 1.3)))
        return gait_stretch(STAIRS, stride, player, rng)[0]


@dataclass(frozen=True, slots=True)
class Cut:
    """Run, plant this foot hard and run off another way."""

    strides: int = 5

    name: ClassVar[str] = "cut"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a run with a hard step in the middle, on which the body turns and leans."""
        gait = SPRINT if rng.random() < _SHARP_SHARE else JOG
        stride = Stride(self.strides, pace_ratio=float(rng.uniform(0.9, 1.3)))
        stretch, phase = gait_stretch(gait, stride, player, rng)
        plant = int(np.searchsorted(phase, 1 + int(rng.integers(1, self.strides - 1))))
        time_s = np.arange(len(stretch)) / INTERNAL_RATE_HZ
        plant_s = plant / INTERNAL_RATE_HZ
        lasts_s = float(rng.uniform(0.16, 0.3))
        side = 1.0 if rng.integers(2) else -1.0
        joints = stretch.joints.copy()
        leaning = bump(time_s, plant_s - 0.1, plant_s + 0.5 * lasts_s, plant_s + lasts_s + 0.2)
        joints[:, Joint.HIP_ADDUCTION] -= side * math.radians(rng.uniform(6.0, 24.0)) * leaning
        joints[:, Joint.KNEE_FLEXION] += math.radians(rng.uniform(8.0, 30.0)) * leaning
        joints[:, Joint.HIP_ROTATION] += side * math.radians(rng.uniform(0.0, 18.0)) * leaning
        turned_rad = side * math.radians(float(rng.uniform(30.0, 130.0)))
        yaw = stretch.yaw_rad + turned_rad * min_jerk(time_s, plant_s - 0.05, lasts_s + 0.1)
        peak_mps2 = float(rng.uniform(150.0, 520.0)) * player.impact_ratio
        hard = Shock(plant_s, EventKind.FOOT_STRIKE, peak_mps2, (0.7, 0.9, -0.5 * side))
        return replace(stretch, joints=joints, yaw_rad=yaw, shocks=(*stretch.shocks, hard))


@dataclass(frozen=True, slots=True)
class Shuffle:
    """Step sideways, light on the feet."""

    steps: int = 6

    name: ClassVar[str] = "shuffle"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give side steps with bent knees, one light blow of the ground each."""
        step_s = float(rng.uniform(0.26, 0.46)) / player.tempo_ratio
        crouch_deg = float(rng.uniform(12.0, 32.0))
        end_s = 0.5 + self.steps * step_s
        time_s = clock(end_s + 0.8)
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, 0.6 * crouch_deg, 0.1, 0.35),
            (Joint.KNEE_FLEXION, crouch_deg, 0.1, 0.35),
            (Joint.HIP_FLEXION, -0.6 * crouch_deg, end_s, 0.5),
            (Joint.KNEE_FLEXION, -crouch_deg, end_s, 0.5),
        ]
        flying = np.zeros(len(time_s), dtype=np.bool_)
        shocks = []
        for step in range(self.steps):
            at_s, half_s = 0.5 + step * step_s, 0.42 * step_s
            out_deg, lift_deg = float(rng.uniform(8.0, 20.0)), float(rng.uniform(8.0, 30.0))
            for joint, size_deg in (
                (Joint.HIP_ADDUCTION, -out_deg),
                (Joint.HIP_FLEXION, 0.6 * lift_deg),
                (Joint.KNEE_FLEXION, lift_deg),
            ):
                turns += [
                    (joint, size_deg, at_s, half_s),
                    (joint, -size_deg, at_s + half_s, half_s),
                ]
            flying |= between(time_s, at_s, at_s + 2.0 * half_s)
            peak_mps2 = float(rng.uniform(30.0, 140.0)) * player.impact_ratio
            shocks.append(
                Shock(at_s + 2.0 * half_s, EventKind.FOOT_STRIKE, peak_mps2, (0.1, 0.8, 0.6))
            )
        return replace(gesture(time_s, turns, flying=flying), shocks=tuple(shocks))


@dataclass(frozen=True, slots=True)
class TurnOnSpot:
    """Turn round with a few small steps."""

    turn_deg: float = 180.0

    name: ClassVar[str] = "turn"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give lifted steps during which the body turns."""
        steps = int(rng.integers(2, 5))
        step_s = float(rng.uniform(0.3, 0.55)) / player.tempo_ratio
        end_s = 0.3 + steps * step_s
        time_s = clock(end_s + 0.5)
        turns: list[Turn] = []
        flying = np.zeros(len(time_s), dtype=np.bool_)
        shocks = []
        for step in range(steps):
            at_s, half_s = 0.3 + step * step_s, 0.4 * step_s
            lift_deg, out_deg = float(rng.uniform(10.0, 38.0)), float(rng.normal(0.0, 14.0))
            for joint, size_deg in (
                (Joint.HIP_FLEXION, 0.5 * lift_deg),
                (Joint.KNEE_FLEXION, lift_deg),
                (Joint.HIP_ROTATION, out_deg),
            ):
                turns += [
                    (joint, size_deg, at_s, half_s),
                    (joint, -size_deg, at_s + half_s, half_s),
                ]
            flying |= between(time_s, at_s, at_s + 2.0 * half_s)
            peak_mps2 = float(rng.uniform(10.0, 60.0)) * player.impact_ratio
            shocks.append(Shock(at_s + 2.0 * half_s, EventKind.FOOT_STRIKE, peak_mps2))
        turned_rad = math.radians(self.turn_deg) * min_jerk(time_s, 0.3, end_s - 0.3)
        stretch = gesture(time_s, turns, flying=flying)
        return replace(stretch, yaw_rad=turned_rad, shocks=tuple(shocks))
