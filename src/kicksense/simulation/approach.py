"""What comes before a swing and what comes after it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.gait import JOG, WALK, Stride, gait_stretch
from kicksense.simulation.gestures import Turn, between, gesture
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import (
    INTERNAL_RATE_HZ,
    Joint,
    Shock,
    Stretch,
    clock,
    standing,
)

_TAKE_OFF_RATIO: Final = {
    Technique.INSTEP: 1.0,
    Technique.INSIDE_FOOT: 0.7,
    Technique.HEEL: 0.5,
}
_PACES: Final = (0.8, 1.3)
_RUN_OUT_STRIDES: Final = (1, 3)
_WALK_ON_SHARE: Final = 0.3
_LIFTED_S: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Approach:
    """The way to the swing.

    Attributes
    ----------
    stretch
        Ends where the swing begins: with the foot about to leave the ground, or off it.
    speed_mps
        Of the body at its end.
    flying
        True where the foot is off the ground at the end.
    """

    stretch: Stretch
    speed_mps: float = 0.0
    flying: bool = False


def stand_first(rng: np.random.Generator) -> Approach:
    """Give a moment of standing before a kick on the spot."""
    return Approach(standing(float(rng.uniform(0.4, 1.0))))


def step_up(
    technique: Technique, steps: int, player: Player, rng: np.random.Generator, *, running: bool
) -> Approach:
    """Give the steps before a kick.

    Parameters
    ----------
    technique
        How much of the last step is left at the take-off depends on it.
    steps
        Strides before the one that becomes the kick.
    player
        Tempo and reach.
    rng
        Source of chance.
    running
        True for a run-up.

    Returns
    -------
    approach
        Up to the toe-off.
    """
    ratio = float(np.clip(_TAKE_OFF_RATIO[technique] + rng.normal(0.0, 0.08), 0.35, 1.05))
    stride = Stride(
        steps + 1,
        to_take_off=True,
        take_off_ratio=ratio,
        pace_ratio=float(rng.uniform(*_PACES)),
    )
    stretch = gait_stretch(JOG if running else WALK, stride, player, rng)[0]
    last_m = stretch.push_m[-2:, 0]
    return Approach(stretch, float(last_m[1] - last_m[0]) * INTERNAL_RATE_HZ)


def drag_first(player: Player, rng: np.random.Generator) -> Approach:
    """Give a ball dragged back under the sole, out of which the heel strikes it on."""
    pull_s = float(rng.uniform(0.18, 0.36)) / player.tempo_ratio
    on_s = 0.7
    hip_deg, knee_deg = float(rng.uniform(20.0, 34.0)), float(rng.uniform(10.0, 24.0))
    pulled_deg = float(rng.uniform(16.0, 34.0))
    turns: list[Turn] = [
        (Joint.HIP_FLEXION, hip_deg, _LIFTED_S, 0.38),
        (Joint.KNEE_FLEXION, knee_deg, _LIFTED_S, 0.38),
        (Joint.HIP_FLEXION, -0.8 * pulled_deg, on_s, pull_s),
        (Joint.KNEE_FLEXION, 0.4 * pulled_deg, on_s, pull_s),
    ]
    time_s = clock(on_s + pull_s + float(rng.uniform(0.0, 0.06)))
    stretch = gesture(time_s, turns, flying=between(time_s, _LIFTED_S, float(time_s[-1]) + 1.0))
    sole = Shock(on_s - 0.05, EventKind.DRAG_BACK, float(rng.uniform(4.0, 30.0)))
    return Approach(replace(stretch, shocks=(sole,)), flying=True)


def run_out(player: Player, rng: np.random.Generator, *, running: bool) -> Stretch:
    """Give the steps in which a kick ends, or a moment of standing."""
    if running:
        strides = int(rng.integers(*_RUN_OUT_STRIDES, endpoint=True))
        stride = Stride(strides, pace_ratio=float(rng.uniform(0.7, 1.1)))
        return gait_stretch(JOG, stride, player, rng)[0]
    if rng.random() < _WALK_ON_SHARE:
        return gait_stretch(WALK, Stride(int(rng.integers(1, 3))), player, rng)[0]
    return standing(float(rng.uniform(0.3, 0.9)))
