"""What else happens to a leg and its sensor: clashes, knocks, sitting down, stretching."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

import numpy as np

from kicksense.domain.labels import EventKind
from kicksense.simulation.gait import JOG, WALK, Stride, gait_stretch
from kicksense.simulation.gestures import Turn, between, gesture
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import bump
from kicksense.simulation.stretch import (
    INTERNAL_RATE_HZ,
    Joint,
    Shock,
    Stretch,
    clock,
    standing,
)

_RUNNING_SHARE: Final = 0.7
"""Share of the clashes that happen in running."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Run into another player's shin."""

    strides: int = 4

    name: ClassVar[str] = "clash"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give steps during one of which, swinging or standing, the shank is struck."""
        gait = JOG if rng.random() < _RUNNING_SHARE else WALK
        stretch, phase = gait_stretch(gait, Stride(self.strides), player, rng)
        at = float(rng.uniform(1.0, self.strides - 0.3))
        at_s = int(np.searchsorted(phase, at)) / INTERNAL_RATE_HZ
        way = rng.normal(0.0, 1.0, 3) * np.array([1.0, 0.25, 0.9])
        way /= float(np.linalg.norm(way))
        hit = Shock(
            at_s,
            EventKind.CLASH,
            float(np.exp(rng.uniform(np.log(90.0), np.log(700.0)))),
            (float(way[0]), float(way[1]), float(way[2])),
        )
        time_s = np.arange(len(stretch)) / INTERNAL_RATE_HZ
        joints = stretch.joints.copy()
        pushed = bump(time_s, at_s, at_s + float(rng.uniform(0.03, 0.09)), at_s + 0.45)
        joints[:, Joint.KNEE_FLEXION] -= np.radians(rng.uniform(1.0, 9.0)) * way[0] * pushed
        joints[:, Joint.HIP_ADDUCTION] -= np.radians(rng.uniform(1.0, 9.0)) * way[2] * pushed
        return replace(stretch, joints=joints, shocks=(*stretch.shocks, hit))


@dataclass(frozen=True, slots=True)
class Knock:
    """Something knocks on the sensor: a hand, a boot, a stray ball."""

    name: ClassVar[str] = "knock"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give standing with one to three jolts that come from nowhere."""
        del player
        count = int(rng.integers(1, 4))
        times_s = np.sort(rng.uniform(0.4, 2.2, count))
        shocks = []
        for at_s in times_s:
            way = rng.normal(0.0, 1.0, 3)
            way /= float(np.linalg.norm(way))
            peak_mps2 = float(np.exp(rng.uniform(np.log(20.0), np.log(600.0))))
            direction = (float(way[0]), float(way[1]), float(way[2]))
            shocks.append(Shock(float(at_s), EventKind.KNOCK, peak_mps2, direction))
        return replace(standing(2.8), shocks=tuple(shocks))


@dataclass(frozen=True, slots=True)
class SitDown:
    """Sit down, wait, get up."""

    name: ClassVar[str] = "sit_down"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give bent hip and knee over planted feet, then a step."""
        down_s = float(rng.uniform(0.8, 1.6)) / player.tempo_ratio
        rest_s, up_s = float(rng.uniform(0.8, 4.0)), float(rng.uniform(0.7, 1.4))
        hip_deg, knee_deg = float(rng.uniform(70.0, 95.0)), float(rng.uniform(75.0, 105.0))
        time_s = clock(0.5 + down_s + rest_s + up_s + 0.6)
        up_at_s = 0.4 + down_s + rest_s
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, hip_deg, 0.4, down_s),
            (Joint.KNEE_FLEXION, knee_deg, 0.4, down_s),
            (Joint.HIP_FLEXION, -hip_deg, up_at_s, up_s),
            (Joint.KNEE_FLEXION, -knee_deg, up_at_s, up_s),
        ]
        seat = Shock(0.4 + 0.9 * down_s, EventKind.OTHER, float(rng.uniform(2.0, 30.0)))
        flying = np.zeros(len(time_s), dtype=np.bool_)
        return replace(gesture(time_s, turns, flying=flying), shocks=(seat,))


@dataclass(frozen=True, slots=True)
class LegStretch:
    """Warm up: heel to the seat, or the leg swung forward and back."""

    name: ClassVar[str] = "warm_up"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give slow turns of a lifted leg."""
        turns: list[Turn] = []
        spans = []
        at_s = 0.4
        for _ in range(int(rng.integers(1, 4))):
            rise_s = float(rng.uniform(0.3, 0.8)) / player.tempo_ratio
            hold_s = float(rng.uniform(0.0, 1.2))
            if rng.integers(2):
                moves = [(Joint.KNEE_FLEXION, float(rng.uniform(80.0, 125.0)))]
            else:
                reach_deg = float(rng.uniform(25.0, 60.0)) * (1.0 if rng.integers(2) else -0.6)
                moves = [(Joint.HIP_FLEXION, reach_deg), (Joint.KNEE_FLEXION, 12.0)]
            back_s = at_s + rise_s + hold_s
            for joint, size_deg in moves:
                turns += [(joint, size_deg, at_s, rise_s), (joint, -size_deg, back_s, rise_s)]
            spans.append((at_s, back_s + rise_s))
            at_s = back_s + rise_s + 0.3
        time_s = clock(at_s + 0.3)
        flying = np.zeros(len(time_s), dtype=np.bool_)
        for start_s, stop_s in spans:
            flying |= between(time_s, start_s, stop_s)
        return gesture(time_s, turns, flying=flying)
