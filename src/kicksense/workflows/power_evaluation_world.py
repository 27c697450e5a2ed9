"""What is true of a simulated player, a pitch and a wall, and nobody knows."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import SURFACES, Surface, speed_after_mps
from kicksense.coaching.known_balls import KnownBallSettings
from kicksense.coaching.surface_rolls import SurfaceRoll, SurfaceRollSettings
from kicksense.units import GRAVITY_MPS2

GAINS: Final = (0.65, 1.55)
"""Ends of the true gains, evenly drawn in logarithms: a standard deviation of 0.25."""

_WALL_M: Final = (3.0, 5.0)
_HAND_MPS: Final = (2.0, 3.5)
"""Of a ball rolled by hand."""

_REBOUND: Final = (0.3, 0.95)
_STEPS: Final = 60
_FARTHEST_M: Final = 500.0
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True)
class World:
    """What is true, and nobody knows.

    Attributes
    ----------
    gain
        Of the player.
    named, pitch
        The surface of the pitch as it is called, and as it is.
    yard_named, yard
        The same of the ground before the wall.
    wall_m, rebound
        How far the wall is, and speed after over before it.
    """

    gain: float
    named: Surface
    pitch: Surface
    yard_named: Surface
    yard: Surface
    wall_m: float
    rebound: float


def drawn_world(rng: np.random.Generator) -> World:
    """Draw what nobody knows of a player, a pitch and a wall.

    Parameters
    ----------
    rng
        Source of chance.

    Returns
    -------
    world
        Pitch and wall spread as `KnownBallSettings` assumes.
    """
    known = KnownBallSettings()
    named = SURFACES[int(rng.integers(len(SURFACES)))]
    # Nobody plays against a wall where the ball does not come back.
    yard_named = SURFACES[int(rng.integers(len(SURFACES) - 1))]
    return World(
        gain=math.exp(rng.uniform(math.log(GAINS[0]), math.log(GAINS[1]))),
        named=named,
        pitch=really(named, rng),
        yard_named=yard_named,
        yard=really(yard_named, rng),
        wall_m=float(rng.uniform(*_WALL_M)),
        rebound=float(np.clip(rng.normal(known.return_ratio, known.return_spread), *_REBOUND)),
    )


def really(named: Surface, rng: np.random.Generator) -> Surface:
    """Give a surface as it is, which nobody knows to better than a quarter.

    Parameters
    ----------
    named
        As it is called.
    rng
        Source of chance.

    Returns
    -------
    surface
        Rougher or smoother by as much as `KnownBallSettings` assumes.
    """
    rougher = math.exp(rng.normal(0.0, KnownBallSettings().friction_spread))
    return replace(
        named,
        rolling_friction_ratio=named.rolling_friction_ratio * rougher,
        sliding_friction_ratio=named.sliding_friction_ratio * rougher,
        rolling_spread=0.0,
    )


def rolled_by_hand(ground: Surface, rng: np.random.Generator) -> SurfaceRoll:
    """Roll one ball by hand over the ground, with tape and watch as people use them.

    Parameters
    ----------
    ground
        As it is.
    rng
        Source of chance.

    Returns
    -------
    roll
        As it is measured.
    """
    settings = SurfaceRollSettings()
    grain = math.exp(rng.normal(0.0, settings.roll_spread))
    friction_mps2 = grain * ground.rolling_friction_ratio * GRAVITY_MPS2
    speed_mps = float(rng.uniform(*_HAND_MPS))
    # Air takes so little from so slow a ball that it is left out here.
    lasts_s = speed_mps / friction_mps2
    way_m = 0.5 * speed_mps * lasts_s
    return SurfaceRoll(
        max(0.5, way_m + float(rng.normal(0.0, settings.tape_spread_m))),
        max(0.5, lasts_s + float(rng.normal(0.0, settings.watch_spread_s))),
    )


def rolled(speed_mps: float, way_m: float, surface: Surface) -> tuple[float, float]:
    """Give the time a ball takes over a way, in many short steps, and its speed at the end.

    Parameters
    ----------
    speed_mps
        At the beginning.
    way_m
        Of the ball.
    surface
        What it rolls on.

    Returns
    -------
    lasts_s, end_mps
        Infinite and zero where it stops before.
    """
    end_mps = speed_after_mps(speed_mps, way_m, surface)
    if not end_mps > 0.0:
        return math.inf, 0.0
    places_m = (np.arange(_STEPS) + 0.5) * way_m / _STEPS
    pace = sum(1.0 / speed_after_mps(speed_mps, float(place_m), surface) for place_m in places_m)
    return pace * way_m / _STEPS, end_mps


def stops_at_m(speed_mps: float, surface: Surface) -> float:
    """Give how far a ball gets, by halving.

    Parameters
    ----------
    speed_mps
        At the foot.
    surface
        What it rolls on.

    Returns
    -------
    way_m
        Until it lies still.
    """
    low, high = 0.0, _FARTHEST_M
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        gets_there = speed_after_mps(speed_mps, middle, surface) > 0.0
        low, high = (middle, high) if gets_there else (low, middle)
    return low
