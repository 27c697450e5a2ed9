"""How fast a ball must have left the foot, from where it stopped or when it came back."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import Surface, launch_speed_for, speed_after_mps, way_time_s
from kicksense.domain.arrays import FloatArray

_SPEEDS: Final = 60
"""Launch speeds that are tried, evenly in logarithms; between them lines are drawn."""


@dataclass(frozen=True, slots=True)
class KnownBallSettings:
    """What is assumed of pitches, walls and players who measure with them.

    Attributes
    ----------
    friction_spread
        Relative standard deviation of a pitch's friction about that of its name. FIFA's ramp test
        lets one class of pitch roll a ball 4 to 8 or 4 to 10 m, half of the way to either side of
        the middle being two standard deviations.
    mark_spread_m
        Standard deviation of where a ball stops about the distance named, where the player judges
        by eye. Assumed.
    passing_mps
        Speed of a ball that is said to have arrived at a mark, from just so to a firm pass; the
        bounds are two standard deviations apart from the middle. The good band of the field notes,
        section 5, with those that just arrive.
    return_ratio, return_spread
        Speed right after over right before a wall, and its standard deviation. FIFA's drop test on
        steel gives 0.82 to 0.88; brick, boards and fences take more. Assumed. What the spin then
        costs on the way back is in the rolling model.
    step_m
        Standard deviation of how much sooner or later than at the place of the kick the player
        meets the ball.
    fastest_mps
        No ball is faster.
    slowest_return_mps
        A ball that comes back more slowly than this is fetched, so that the next contact says
        nothing.
    """

    friction_spread: float = 0.25
    mark_spread_m: float = 0.5
    passing_mps: tuple[float, float] = (0.0, 4.0)
    return_ratio: float = 0.7
    return_spread: float = 0.12
    step_m: float = 0.5
    fastest_mps: float = 40.0
    slowest_return_mps: float = 0.5


@dataclass(frozen=True, slots=True)
class KnownBall:
    """A launch speed that something other than the sensor tells.

    Attributes
    ----------
    speed_mps
        At which the ball left the foot.
    spread
        Standard deviation of its own error, log units.
    shared_spread
        Standard deviation of the error that it has in common with all balls on this pitch or
        against this wall, log units.
    """

    speed_mps: float
    spread: float
    shared_spread: float


def ball_that_stopped(
    distance_m: float, surface: Surface, settings: KnownBallSettings
) -> KnownBall:
    """Give the launch speed of a ball that came to rest at a mark.

    Parameters
    ----------
    distance_m
        Way from the kick to where it lies; above zero.
    surface
        What it rolled on.
    settings
        What is assumed.

    Returns
    -------
    ball
        From the rolling model alone, nothing of the sensor.
    """
    speed_mps = launch_speed_for(0.0, distance_m, surface)
    return KnownBall(
        speed_mps,
        _mark_spread(0.0, distance_m, surface, settings),
        _friction_spread(0.0, distance_m, surface, settings),
    )


def ball_that_arrived(
    distance_m: float, surface: Surface, settings: KnownBallSettings
) -> KnownBall:
    """Give the launch speed of a ball that rolled over a mark as a good pass does.

    Parameters
    ----------
    distance_m
        Way from the kick to the mark; above zero.
    surface
        What it rolled on.
    settings
        Says how fast a ball may have arrived; that widens the spread.

    Returns
    -------
    ball
        For the middle of the arrival speeds.
    """
    slow_mps, fast_mps = settings.passing_mps
    middle_mps = 0.5 * (slow_mps + fast_mps)
    speed_mps = launch_speed_for(middle_mps, distance_m, surface)
    slowest = launch_speed_for(slow_mps, distance_m, surface)
    fastest = launch_speed_for(fast_mps, distance_m, surface)
    arrival = 0.25 * math.log(fastest / slowest)
    mark = _mark_spread(middle_mps, distance_m, surface, settings)
    # Half of what is not known of the arrival is a player's habit, the same for all their balls.
    return KnownBall(
        speed_mps,
        math.hypot(mark, arrival * math.sqrt(0.5)),
        math.hypot(
            _friction_spread(middle_mps, distance_m, surface, settings),
            arrival * math.sqrt(0.5),
        ),
    )


def _mark_spread(
    arrival_mps: float, distance_m: float, surface: Surface, settings: KnownBallSettings
) -> float:
    """Give what the spread of the mark does to the launch speed, log units."""
    step_m = min(settings.mark_spread_m, 0.5 * distance_m)
    farther = launch_speed_for(arrival_mps, distance_m + step_m, surface)
    nearer = launch_speed_for(arrival_mps, distance_m - step_m, surface)
    return 0.5 * math.log(farther / nearer)


def _friction_spread(
    arrival_mps: float, distance_m: float, surface: Surface, settings: KnownBallSettings
) -> float:
    """Give what the spread of the pitch's friction does to the launch speed, log units."""
    return math.hypot(
        *(
            0.5
            * math.log(
                launch_speed_for(arrival_mps, distance_m, rough)
                / launch_speed_for(arrival_mps, distance_m, smooth)
            )
            for rough, smooth in _frictions(surface, settings)
        )
    )


def _frictions(
    surface: Surface, settings: KnownBallSettings
) -> tuple[tuple[Surface, Surface], ...]:
    """Give a rougher and a smoother surface for each error of the friction that has its own cause.

    Where only the kind of surface is known, a rough one is rough to the rolling and to the sliding
    ball. A ball rolled by the user says how it rolls, and nothing of how it slides.
    """
    by = settings.friction_spread
    if surface.rolling_spread is None:
        return ((_rougher(surface, by, by), _rougher(surface, -by, -by)),)
    of_rolling = math.expm1(surface.rolling_spread)
    return (
        (_rougher(surface, of_rolling, 0.0), _rougher(surface, -of_rolling, 0.0)),
        (_rougher(surface, 0.0, by), _rougher(surface, 0.0, -by)),
    )


def _rougher(surface: Surface, rolling: float, sliding: float) -> Surface:
    """Give a surface with more friction by a ratio, or less."""
    return replace(
        surface,
        rolling_friction_ratio=surface.rolling_friction_ratio * (1.0 + rolling),
        sliding_friction_ratio=surface.sliding_friction_ratio * (1.0 + sliding),
    )


def wall_echo(
    lasts_s: float, wall_m: float, surface: Surface, settings: KnownBallSettings
) -> KnownBall | None:
    """Give the launch speed of a ball that came back from a wall after a time.

    The ball rolls to the wall, loses speed there, and rolls back to where it was struck. The field
    notes (section 4) give 2 D / dt, which leaves out both losses and so is up to twice too low.

    Parameters
    ----------
    lasts_s
        From the kick to the next contact of the leg.
    wall_m
        Way from the kick to the wall; above zero.
    surface
        What the ball rolls on.
    settings
        Wall, pitch and what is plausible.

    Returns
    -------
    ball
        None where no ball comes back after that time: the next contact was of another kind.
    """
    way = _Way(wall_m, surface, settings.return_ratio)
    speed_mps = _launch_of_echo(lasts_s, way, settings)
    if speed_mps is None:
        return None
    spread = settings.return_spread
    ends = [
        (
            _Way(wall_m, surface, settings.return_ratio + spread),
            _Way(wall_m, surface, settings.return_ratio - spread),
        )
    ]
    for rough, smooth in _frictions(surface, settings):
        ends.append(
            (
                _Way(wall_m, rough, settings.return_ratio),
                _Way(wall_m, smooth, settings.return_ratio),
            )
        )
    shared = math.hypot(
        *(
            _half_apart([_launch_of_echo(lasts_s, end, settings) for end in pair], speed_mps)
            for pair in ends
        )
    )
    step = min(settings.step_m / (2.0 * wall_m), 0.5)
    return KnownBall(speed_mps, step, shared)


@dataclass(frozen=True, slots=True)
class _Way:
    """To a wall and back."""

    wall_m: float
    surface: Surface
    return_ratio: float


def _half_apart(ends: list[float | None], middle_mps: float) -> float:
    """Give half of the way between two speeds, log units; from the middle where one is missing."""
    found = [abs(math.log(end / middle_mps)) for end in ends if end is not None]
    return sum(found) / len(found) if found else 0.0


def _launch_of_echo(lasts_s: float, way: _Way, settings: KnownBallSettings) -> float | None:
    """Give the launch speed of a ball that is back after a time, None where there is none."""
    if not lasts_s > 0.0:
        return None
    log_speeds, log_times = _echo_times(way, settings)
    log_s = math.log(lasts_s)
    if len(log_times) == 0 or not log_times[-1] <= log_s <= log_times[0]:
        return None
    return math.exp(float(np.interp(log_s, log_times[::-1], log_speeds[::-1])))


@lru_cache(maxsize=64)
def _echo_times(way: _Way, settings: KnownBallSettings) -> tuple[FloatArray, FloatArray]:
    """Give launch speeds and how long each ball is away, logarithms, slowest ball first."""
    slowest_mps = max(launch_speed_for(0.0, way.wall_m, way.surface), 0.05)
    speeds, times = [], []
    for speed_mps in np.geomspace(slowest_mps, settings.fastest_mps, _SPEEDS):
        there_s, at_wall_mps = _rolled(float(speed_mps), way)
        back_s, at_foot_mps = _rolled(way.return_ratio * at_wall_mps, way)
        if at_foot_mps >= settings.slowest_return_mps:
            speeds.append(math.log(speed_mps))
            times.append(math.log(there_s + back_s))
    return np.array(speeds), np.array(times)


def _rolled(speed_mps: float, way: _Way) -> tuple[float, float]:
    """Give the time a ball takes to the wall, and its speed there; zero where it stops before."""
    end_mps = speed_after_mps(speed_mps, way.wall_m, way.surface)
    return way_time_s(speed_mps, way.wall_m, way.surface), end_mps
