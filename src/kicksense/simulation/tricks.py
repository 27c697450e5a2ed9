"""The ball at the foot without a kick: touches, turns with the ball, feints, juggling."""

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Final

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.gestures import Turn, between, gesture
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import min_jerk
from kicksense.simulation.stretch import Blow, Joint, Shock, Stretch, clock

_INSIDE_SHARE: Final = 0.7
"""Share of the touches with the inside of the foot."""


@dataclass(frozen=True, slots=True)
class Touch:
    """Take a ball with a first touch that pushes it on, gently or firmly."""

    name: ClassVar[str] = "touch"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a short swing of the foot into the ball."""
        inside = rng.random() < _INSIDE_SHARE
        swing_s = float(rng.uniform(0.14, 0.32)) / player.tempo_ratio
        back_deg, reach_deg = float(rng.uniform(0.0, 12.0)), float(rng.uniform(14.0, 36.0))
        open_deg = float(rng.uniform(30.0, 75.0)) if inside else float(rng.uniform(-12.0, 15.0))
        bent_deg = float(rng.uniform(8.0, 26.0))
        on_s = 0.62
        meet_s = on_s + swing_s * float(rng.uniform(0.5, 0.75))
        end_s = on_s + swing_s + 0.05
        time_s = clock(end_s + 1.0)
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, -back_deg, 0.3, 0.30),
            (Joint.KNEE_FLEXION, bent_deg, 0.28, 0.32),
            (Joint.HIP_ROTATION, -open_deg, 0.26, 0.34),
            (Joint.HIP_FLEXION, back_deg + reach_deg, on_s, swing_s),
            (Joint.KNEE_FLEXION, -0.5 * bent_deg, on_s, swing_s),
            (Joint.HIP_FLEXION, -reach_deg, end_s, 0.55),
            (Joint.KNEE_FLEXION, -0.5 * bent_deg, end_s, 0.55),
            (Joint.HIP_ROTATION, open_deg, end_s, 0.55),
        ]
        stretch = gesture(time_s, turns, flying=between(time_s, 0.28, end_s + 0.57))
        blow = Blow(
            meet_s,
            EventKind.TOUCH,
            Technique.INSIDE_FOOT if inside else Technique.INSTEP,
            ball_change_mps=float(rng.uniform(0.8, 4.5)),
            contact_s=float(rng.uniform(0.011, 0.019)),
            yield_s=float(rng.uniform(0.05, 0.10)),
            intent="first touch",
            incoming_mps=(-float(rng.uniform(0.0, 3.5)), 0.0, 0.0),
        )
        return replace(stretch, blows=(blow,))


@dataclass(frozen=True, slots=True)
class Cruyff:
    """Pretend to pass, then hook the ball back behind the standing leg."""

    name: ClassVar[str] = "cruyff_turn"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a forward swing that stops, a hook backward with a touch, and a turn."""
        back_deg, reach_deg = float(rng.uniform(8.0, 20.0)), float(rng.uniform(20.0, 38.0))
        swing_s = float(rng.uniform(0.16, 0.28)) / player.tempo_ratio
        hook_s = float(rng.uniform(0.16, 0.34)) / player.tempo_ratio
        hook_deg, in_deg = float(rng.uniform(28.0, 55.0)), float(rng.uniform(15.0, 40.0))
        on_s = 0.62
        hooked_s = on_s + swing_s + float(rng.uniform(0.0, 0.12))
        end_s = hooked_s + hook_s + 0.04
        time_s = clock(end_s + 1.0)
        bent_deg = float(rng.uniform(15.0, 40.0))
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, -back_deg, 0.28, 0.32),
            (Joint.KNEE_FLEXION, bent_deg, 0.28, 0.32),
            (Joint.HIP_FLEXION, back_deg + reach_deg, on_s, swing_s),
            (Joint.HIP_ROTATION, in_deg, on_s, swing_s),
            (Joint.HIP_FLEXION, -0.7 * hook_deg, hooked_s, hook_s),
            (Joint.KNEE_FLEXION, 0.4 * hook_deg, hooked_s, hook_s),
            (Joint.HIP_ADDUCTION, 0.3 * hook_deg, hooked_s, hook_s),
            (Joint.HIP_FLEXION, 0.7 * hook_deg - reach_deg, end_s, 0.5),
            (Joint.KNEE_FLEXION, -0.4 * hook_deg - bent_deg, end_s, 0.5),
            (Joint.HIP_ADDUCTION, -0.3 * hook_deg, end_s, 0.5),
            (Joint.HIP_ROTATION, -in_deg, end_s, 0.5),
        ]
        stretch = gesture(time_s, turns, flying=between(time_s, 0.26, end_s + 0.52))
        blow = Blow(
            hooked_s + hook_s * float(rng.uniform(0.3, 0.6)),
            EventKind.TOUCH,
            Technique.INSIDE_FOOT,
            ball_change_mps=float(rng.uniform(0.5, 2.2)),
            contact_s=float(rng.uniform(0.014, 0.024)),
            yield_s=0.06,
            intent="turn",
        )
        turned_rad = math.radians(float(rng.uniform(90.0, 190.0)))
        yaw = turned_rad * min_jerk(time_s, hooked_s, hook_s + 0.5)
        return replace(stretch, yaw_rad=yaw, blows=(blow,))


@dataclass(frozen=True, slots=True)
class LTurn:
    """Drag the ball back and play it off behind the standing leg."""

    name: ClassVar[str] = "l_turn"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a drag-back that goes over into a touch to the side."""
        pull_s = float(rng.uniform(0.15, 0.32)) / player.tempo_ratio
        push_s = float(rng.uniform(0.14, 0.26)) / player.tempo_ratio
        hip_deg, pulled_deg = float(rng.uniform(22.0, 36.0)), float(rng.uniform(28.0, 52.0))
        across_deg = float(rng.uniform(12.0, 30.0))
        on_s = 0.72
        pushed_s = on_s + pull_s + float(rng.uniform(0.02, 0.15))
        end_s = pushed_s + push_s + 0.05
        time_s = clock(end_s + 1.0)
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, hip_deg, 0.3, 0.38),
            (Joint.KNEE_FLEXION, 16.0, 0.3, 0.38),
            (Joint.HIP_FLEXION, -0.7 * pulled_deg, on_s, pull_s),
            (Joint.KNEE_FLEXION, 0.4 * pulled_deg, on_s, pull_s),
            (Joint.HIP_ADDUCTION, across_deg, pushed_s, push_s),
            (Joint.HIP_ROTATION, -across_deg, pushed_s, push_s),
            (Joint.HIP_FLEXION, 0.7 * pulled_deg - hip_deg, end_s, 0.5),
            (Joint.KNEE_FLEXION, -0.4 * pulled_deg - 16.0, end_s, 0.5),
            (Joint.HIP_ADDUCTION, -across_deg, end_s, 0.5),
            (Joint.HIP_ROTATION, across_deg, end_s, 0.5),
        ]
        stretch = gesture(time_s, turns, flying=between(time_s, 0.3, end_s + 0.52))
        blow = Blow(
            pushed_s + push_s * float(rng.uniform(0.4, 0.7)),
            EventKind.TOUCH,
            Technique.INSIDE_FOOT,
            ball_change_mps=float(rng.uniform(0.6, 2.6)),
            contact_s=float(rng.uniform(0.013, 0.020)),
            yield_s=0.06,
            intent="turn",
        )
        sole = Shock(on_s - 0.04, EventKind.DRAG_BACK, float(rng.uniform(5.0, 40.0)))
        return replace(stretch, blows=(blow,), shocks=(sole,))


@dataclass(frozen=True, slots=True)
class StepOver:
    """Circle the ball with the foot as a feint."""

    name: ClassVar[str] = "step_over"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a swing round the ball that meets nothing and ends on the ground."""
        circle_s = float(rng.uniform(0.22, 0.42)) / player.tempo_ratio
        lift_deg, wide_deg = float(rng.uniform(22.0, 45.0)), float(rng.uniform(12.0, 30.0))
        outward = 1.0 if rng.integers(2) else -1.0
        bent_deg = float(rng.uniform(15.0, 45.0))
        on_s = 0.4
        land_s = on_s + 1.5 * circle_s
        time_s = clock(land_s + 0.9)
        turns: list[Turn] = [
            (Joint.HIP_FLEXION, lift_deg, on_s, 0.8 * circle_s),
            (Joint.KNEE_FLEXION, bent_deg, on_s, 0.7 * circle_s),
            (Joint.HIP_ADDUCTION, outward * wide_deg, on_s, 0.6 * circle_s),
            (Joint.HIP_ROTATION, outward * wide_deg, on_s, 0.7 * circle_s),
            (Joint.HIP_ADDUCTION, -2.0 * outward * wide_deg, on_s + 0.5 * circle_s, circle_s),
            (Joint.HIP_FLEXION, -lift_deg, on_s + 0.7 * circle_s, 0.8 * circle_s),
            (Joint.KNEE_FLEXION, -bent_deg, on_s + 0.7 * circle_s, 0.8 * circle_s),
            (Joint.HIP_ADDUCTION, outward * wide_deg, land_s + 0.1, 0.5),
            (Joint.HIP_ROTATION, -outward * wide_deg, land_s + 0.1, 0.5),
        ]
        stretch = gesture(time_s, turns, flying=between(time_s, on_s, land_s))
        peak_mps2 = float(rng.uniform(30.0, 160.0)) * player.impact_ratio
        return replace(stretch, shocks=(Shock(land_s, EventKind.FOOT_STRIKE, peak_mps2),))


@dataclass(frozen=True, slots=True)
class Juggle:
    """Keep the ball in the air with this foot."""

    touches: int = 4

    name: ClassVar[str] = "juggle"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give lifts of the foot under a ball that falls."""
        turns: list[Turn] = []
        blows = []
        at_s, spans = 0.4, []
        for _ in range(self.touches):
            rise_s = float(rng.uniform(0.14, 0.26)) / player.tempo_ratio
            hip_deg, knee_deg = float(rng.uniform(14.0, 40.0)), float(rng.uniform(10.0, 40.0))
            down_s = at_s + rise_s + 0.04
            turns += [
                (Joint.HIP_FLEXION, hip_deg, at_s, rise_s),
                (Joint.KNEE_FLEXION, knee_deg, at_s - 0.12, 0.6 * rise_s + 0.06),
                (Joint.KNEE_FLEXION, -0.7 * knee_deg, at_s + 0.3 * rise_s, 0.8 * rise_s),
                (Joint.HIP_FLEXION, -hip_deg, down_s, 0.28),
                (Joint.KNEE_FLEXION, -0.3 * knee_deg, down_s, 0.28),
            ]
            spans.append((at_s - 0.12, down_s + 0.28))
            falling_mps = float(rng.uniform(1.5, 4.0))
            blows.append(
                Blow(
                    at_s + rise_s * float(rng.uniform(0.55, 0.85)),
                    EventKind.TOUCH,
                    Technique.INSTEP,
                    ball_change_mps=falling_mps + float(rng.uniform(1.0, 3.5)),
                    contact_s=float(rng.uniform(0.011, 0.018)),
                    yield_s=0.06,
                    intent="juggle",
                    incoming_mps=(0.0, -falling_mps, 0.0),
                )
            )
            at_s = down_s + 0.42 + float(rng.uniform(0.0, 0.4))
        time_s = clock(at_s + 0.6)
        flying = np.zeros(len(time_s), dtype=np.bool_)
        for start_s, stop_s in spans:
            flying |= between(time_s, start_s, stop_s)
        return replace(gesture(time_s, turns, flying=flying), blows=tuple(blows))
