"""Where the ball is between two contacts of a simulated drill."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import Surface, speed_after_mps, way_time_s
from kicksense.coaching.known_balls import KnownBallSettings

_NODES: Final = 48
_RETURN_LIMITS: Final = (0.4, 0.92)
_FRICTION_LIMITS: Final = (0.6, 1.4)


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall that a ball is played to, and what it rolls on.

    Attributes
    ----------
    distance_m
        From the kick to the wall.
    return_ratio
        Speed right after over right before the wall.
    pitch
        As the ball really feels it, which its name says only roughly.
    """

    distance_m: float
    return_ratio: float
    pitch: Surface


def random_wall(distance_m: float, surface: Surface, rng: np.random.Generator) -> Wall:
    """Draw a wall and a pitch as far from the usual ones as measuring players must reckon with.

    Parameters
    ----------
    distance_m
        To the wall.
    surface
        What the pitch is called.
    rng
        Source of chance.

    Returns
    -------
    wall
        Spreads are those of `kicksense.coaching.known_balls.KnownBallSettings`.
    """
    usual = KnownBallSettings()
    rough = float(np.clip(rng.normal(1.0, usual.friction_spread), *_FRICTION_LIMITS))
    back = float(np.clip(rng.normal(usual.return_ratio, usual.return_spread), *_RETURN_LIMITS))
    pitch = Surface(
        surface.name,
        surface.rolling_friction_ratio * rough,
        surface.sliding_friction_ratio * rough,
        "Drawn.",
    )
    return Wall(distance_m, back, pitch)


def rolling_time_s(launch_mps: float, way_m: float, surface: Surface) -> float | None:
    """Give how long a ball takes over a way.

    Parameters
    ----------
    launch_mps
        As it leaves the foot.
    way_m
        Along the ground.
    surface
        What it rolls on.

    Returns
    -------
    lasts_s
        None where the ball stops before.
    """
    lasts_s = way_time_s(launch_mps, way_m, surface, nodes=_NODES)
    return lasts_s if math.isfinite(lasts_s) else None


@dataclass(frozen=True, slots=True)
class Returned:
    """A ball that came back.

    Attributes
    ----------
    after_s
        From the kick until it is where it is met.
    speed_mps
        There.
    """

    after_s: float
    speed_mps: float


def returned(launch_mps: float, wall: Wall, *, stepped_m: float = 0.0) -> Returned | None:
    """Give when a ball that is played to a wall comes back.

    Parameters
    ----------
    launch_mps
        As it leaves the foot.
    wall
        To the wall and back.
    stepped_m
        How much nearer to the wall than at the place of the kick it is met.

    Returns
    -------
    returned
        None where the ball stops on the way, or arrives so slowly that it would be fetched.
    """
    there_s = rolling_time_s(launch_mps, wall.distance_m, wall.pitch)
    if there_s is None:
        return None
    back_m = max(0.2, wall.distance_m - stepped_m)
    off_mps = wall.return_ratio * speed_after_mps(launch_mps, wall.distance_m, wall.pitch)
    back_s = rolling_time_s(off_mps, back_m, wall.pitch)
    if back_s is None:
        return None
    speed_mps = speed_after_mps(off_mps, back_m, wall.pitch)
    if speed_mps < KnownBallSettings().slowest_return_mps:
        return None
    return Returned(there_s + back_s, speed_mps)


@lru_cache(maxsize=64)
def least_return_mps(wall: Wall, *, fastest_mps: float = 14.0) -> float | None:
    """Give the softest launch that comes back from a wall, None where none does.

    Parameters
    ----------
    wall
        To the wall and back.
    fastest_mps
        Nobody strikes harder here.

    Returns
    -------
    launch_mps
        To the nearest 1.5 per cent.
    """
    for launch_mps in np.geomspace(1.5, fastest_mps, math.ceil(math.log(fastest_mps) / 0.015)):
        if returned(float(launch_mps), wall) is not None:
            return float(launch_mps)
    return None
