"""From launch speed, surface and distance to the speed at which a ball arrives.

The ball stays on the ground. It leaves the foot half rolling, slides until it rolls, then rolls;
air slows it all along. With the drag coefficient constant, ``v dv/dx = -(friction + drag v^2)`` is
linear in ``v^2`` and has an exponential for an answer, so the path is put together from a few
closed pieces and nothing is stepped through time.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from kicksense.domain.kick import Estimate, Target
from kicksense.errors import UsageError
from kicksense.units import AIR_DENSITY_KGPM3, BALL_MASS_KG, BALL_RADIUS_M, GRAVITY_MPS2

LAUNCH_ROLL_RATIO: Final = 0.5
"""Rim speed over ball speed as the ball leaves the foot: half of rolling.

Such a ball starts to roll at 4/5 of its launch speed (at 3/5 without spin). Of 0, 1/4, 0.4, 1/2,
0.6, 3/4 and 1, only 1/2 reproduces the launch speeds of the project's field notes, section 5.
"""

SPIN_GAIN: Final = 1.5
"""Rim speed gained per speed lost to sliding friction: a hollow sphere, I = 2/3 m r^2."""

AIR_VISCOSITY_M2PS: Final = 1.5e-5
"""Kinematic viscosity of air at 20 degC."""

DRAG_COEFFICIENT_SLOW: Final = 0.47
"""Drag coefficient of a smooth ball below the drag crisis."""

DRAG_COEFFICIENT_FAST: Final = 0.22
"""Drag coefficient of a football above the drag crisis."""

CRISIS_REYNOLDS: Final = (1.0e5, 1.35e5)
"""Reynolds numbers between which drag falls, here on a straight line (6.8 to 9.2 m/s)."""

_CRISIS_STEPS: Final = 6
_BISECTIONS: Final = 50
_NEWTON_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Surface:
    """A playing surface, as the ball feels it.

    Attributes
    ----------
    name
        How options, settings and stored targets call it.
    rolling_friction_ratio
        Deceleration of the rolling ball over gravity.
    sliding_friction_ratio
        The same while the ball slides.
    source
        Where the two numbers come from.
    rolling_spread
        Standard deviation of the rolling friction, log units, where it was measured; None where
        only the kind of surface is known.
    """

    name: str
    rolling_friction_ratio: float
    sliding_friction_ratio: float
    source: str
    rolling_spread: float | None = None


_FIELD_NOTES: Final = (
    "Assumed; rolling friction lies within what the FIFA ball-roll test (4 to 12 m after a 1 m "
    "ramp) implies, sliding friction within 0.3 to 0.5 for a ball on turf. Not measured here."
)

_MEASURED: Final = "Measured by the user with a rolled ball."

SURFACES: Final = (
    Surface("indoor", 0.03, 0.35, _FIELD_NOTES),
    Surface("fast_3g", 0.06, 0.40, _FIELD_NOTES),
    Surface("short_grass", 0.08, 0.45, _FIELD_NOTES),
    Surface("long_or_wet_grass", 0.12, 0.50, _FIELD_NOTES),
)
"""The surfaces known, fastest first."""


def surface_named(name: str) -> Surface:
    """Give the surface of a name.

    Raises
    ------
    UsageError
        If there is none; the message lists the names.
    """
    for surface in SURFACES:
        if surface.name == name:
            return surface
    known = ", ".join(surface.name for surface in SURFACES)
    raise UsageError(f"There is no surface called '{name}'. Choose one of: {known}.")


def surface_of(target: Target) -> Surface:
    """Give what a ball rolls on to a target: the user's own surface, or that of the name.

    Raises
    ------
    UsageError
        If nobody knows the surface.
    """
    own = target.friction
    if own is None:
        return surface_named(target.surface)
    return Surface(
        target.surface, own.rolling_ratio, own.sliding_ratio, _MEASURED, own.rolling_spread
    )


def friction_of_roll(speed_mps: float, distance_m: float) -> float:
    """Give the friction that stops a rolling ball after a way, air taken into account.

    ``v dv/dx = -(friction + drag v^2)``, solved for the friction with the drag of a slow ball.

    Parameters
    ----------
    speed_mps
        At the beginning, the ball rolling; above zero and below the drag crisis (6.8 m/s).
    distance_m
        Way until it lies still; above zero.

    Returns
    -------
    friction_ratio
        Deceleration over gravity; zero where air alone would do it.
    """
    drag_pm = _BANDS[-1].drag_pm
    return drag_pm * speed_mps**2 / (math.expm1(2.0 * drag_pm * distance_m) * GRAVITY_MPS2)


def friction_of_timed_roll(distance_m: float, lasts_s: float) -> float:
    """Give the friction that stops a rolling ball on a way in a time, whatever its speed was.

    From the way alone follows the speed in units of that at which air and friction are equal, and
    from the time its scale.

    Parameters
    ----------
    distance_m, lasts_s
        From the moment the ball rolls freely until it lies still; above zero.

    Returns
    -------
    friction_ratio
        Deceleration over gravity.
    """
    drag_pm = _BANDS[-1].drag_pm
    angle = math.atan(math.sqrt(math.expm1(2.0 * drag_pm * distance_m)))
    return angle**2 / (drag_pm * lasts_s**2 * GRAVITY_MPS2)


def arrival_speed(launch: Estimate, *, distance_m: float, surface: Surface) -> Estimate:
    """Give the speed of a ball on the ground when it has come a distance.

    A harder ball never arrives slower, so the ends of the interval follow from the ends of the
    launch interval. The surface is taken as it is named: its own uncertainty is not in there.

    Parameters
    ----------
    launch
        Speed at which the ball leaves the foot, m/s.
    distance_m
        Way to the target.
    surface
        What the ball rolls on.

    Returns
    -------
    arrival
        Speed at the target, m/s; zero where the ball does not get there.

    Raises
    ------
    ValueError
        If the distance or the lower launch speed is negative or no number.
    """
    if not (distance_m >= 0.0 and launch.low >= 0.0):
        raise ValueError(f"no ball rolls {distance_m} m at {launch.low} m/s")
    return Estimate(
        value=speed_after_mps(launch.value, distance_m, surface),
        low=speed_after_mps(launch.low, distance_m, surface),
        high=speed_after_mps(launch.high, distance_m, surface),
    )


def speed_after_mps(launch_mps: float, way_m: float, surface: Surface) -> float:
    """Give the speed of a ball after a way, sliding first; zero where it stops before."""
    sliding_mps2 = surface.sliding_friction_ratio * GRAVITY_MPS2
    rolling_mps, slide_m = _rolling_start(launch_mps, sliding_mps2)
    if slide_m >= way_m:
        return _speed_after(launch_mps, way_m, sliding_mps2)
    rolling_mps2 = surface.rolling_friction_ratio * GRAVITY_MPS2
    return _speed_after(rolling_mps, way_m - slide_m, rolling_mps2)


def way_time_s(launch_mps: float, way_m: float, surface: Surface, *, nodes: int = 16) -> float:
    """Give how long a ball takes over a way; infinite where it stops before.

    One over its speed summed along the way, by Gauss and Legendre.

    Parameters
    ----------
    launch_mps
        Speed at which it leaves the foot.
    way_m
        Above zero.
    surface
        What it rolls on.
    nodes
        Places on the way at which its speed is taken.

    Returns
    -------
    lasts_s
        From the foot to the end of the way.
    """
    if not speed_after_mps(launch_mps, way_m, surface) > 0.0:
        return math.inf
    places, weights = np.polynomial.legendre.leggauss(nodes)
    places_m = 0.5 * way_m * (places + 1.0)
    paces = [1.0 / speed_after_mps(launch_mps, float(at_m), surface) for at_m in places_m]
    return 0.5 * way_m * float(weights @ np.array(paces))


@lru_cache(maxsize=256)
def launch_speed_for(arrival_mps: float, distance_m: float, surface: Surface) -> float:
    """Give the launch speed with which a ball arrives at a speed.

    Found by halving: the way back has no closed form because where rolling starts depends on the
    launch. Remembered, because a session asks it for one target at every kick.

    Parameters
    ----------
    arrival_mps
        Speed wanted at the target; zero gives the speed that just reaches it.
    distance_m
        Way to the target.
    surface
        What the ball rolls on.

    Returns
    -------
    launch_mps
        Speed needed at the foot.

    Raises
    ------
    ValueError
        If the speed or the distance is negative or no number.
    """
    if not (0.0 <= arrival_mps < math.inf and 0.0 <= distance_m < math.inf):
        raise ValueError(f"no ball arrives at {arrival_mps} m/s after {distance_m} m")
    low_mps, high_mps = arrival_mps, arrival_mps + 1.0
    while speed_after_mps(high_mps, distance_m, surface) <= arrival_mps:
        low_mps, high_mps = high_mps, 2.0 * high_mps
    for _ in range(_BISECTIONS):
        middle_mps = 0.5 * (low_mps + high_mps)
        if speed_after_mps(middle_mps, distance_m, surface) > arrival_mps:
            high_mps = middle_mps
        else:
            low_mps = middle_mps
    return high_mps


@dataclass(frozen=True, slots=True)
class _Band:
    """Speeds above `floor_mps`, where air takes `drag_pm` times speed squared."""

    floor_mps: float
    drag_pm: float


def _drag_bands() -> tuple[_Band, ...]:
    """Give the drag of a football by speed, fastest band first.

    The fall through the drag crisis is a staircase of `_CRISIS_STEPS`, each at the height of the
    straight line in its middle.
    """
    per_coefficient_pm = 0.5 * AIR_DENSITY_KGPM3 * math.pi * BALL_RADIUS_M**2 / BALL_MASS_KG
    slow_mps, fast_mps = (
        reynolds * AIR_VISCOSITY_M2PS / (2.0 * BALL_RADIUS_M) for reynolds in CRISIS_REYNOLDS
    )
    step_mps = (fast_mps - slow_mps) / _CRISIS_STEPS
    fall = DRAG_COEFFICIENT_FAST - DRAG_COEFFICIENT_SLOW
    stairs = (
        _Band(
            slow_mps + step * step_mps,
            per_coefficient_pm * (DRAG_COEFFICIENT_SLOW + fall * (step + 0.5) / _CRISIS_STEPS),
        )
        for step in reversed(range(_CRISIS_STEPS))
    )
    fast = _Band(fast_mps, per_coefficient_pm * DRAG_COEFFICIENT_FAST)
    slow = _Band(0.0, per_coefficient_pm * DRAG_COEFFICIENT_SLOW)
    return (fast, *stairs, slow)


_BANDS: Final = _drag_bands()


def _speed_after(speed_mps: float, distance_m: float, friction_mps2: float) -> float:
    """Give the speed after a distance under friction and drag; zero where the ball stops before."""
    for band in _BANDS:
        if speed_mps <= band.floor_mps:
            continue
        way_m = _way_m(speed_mps, band.floor_mps, friction_mps2, band.drag_pm)
        if way_m >= distance_m:
            terminal = friction_mps2 / band.drag_pm
            left = (speed_mps**2 + terminal) * math.exp(-2.0 * band.drag_pm * distance_m) - terminal
            # Rounding must not make a ball faster than it was.
            return min(speed_mps, math.sqrt(max(left, 0.0)))
        speed_mps, distance_m = band.floor_mps, distance_m - way_m
    return 0.0


def _rolling_start(launch_mps: float, friction_mps2: float) -> tuple[float, float]:
    """Give the speed at which sliding ends and the way the ball has slid by then."""
    speed_mps, rim_mps, slide_m = launch_mps, LAUNCH_ROLL_RATIO * launch_mps, 0.0
    for band in _BANDS:
        if speed_mps <= band.floor_mps:
            continue
        drag_pm = band.drag_pm
        lasts_s = _time_s(speed_mps, band.floor_mps, friction_mps2, drag_pm)
        rim_at_floor_mps = rim_mps + SPIN_GAIN * friction_mps2 * lasts_s
        if rim_at_floor_mps >= band.floor_mps:
            end_mps = _slip_end(speed_mps, rim_mps, friction_mps2, drag_pm)
            return end_mps, slide_m + _way_m(speed_mps, end_mps, friction_mps2, drag_pm)
        slide_m += _way_m(speed_mps, band.floor_mps, friction_mps2, drag_pm)
        speed_mps, rim_mps = band.floor_mps, rim_at_floor_mps
    return speed_mps, slide_m


def _slip_end(speed_mps: float, rim_mps: float, friction_mps2: float, drag_pm: float) -> float:
    """Give the speed at which the rim has caught up, by Newton from the answer without air."""
    end_mps = speed_mps - (speed_mps - rim_mps) / (1.0 + SPIN_GAIN)
    for _ in range(_NEWTON_STEPS):
        lasts_s = _time_s(speed_mps, end_mps, friction_mps2, drag_pm)
        slip_mps = end_mps - rim_mps - SPIN_GAIN * friction_mps2 * lasts_s
        slope = 1.0 + SPIN_GAIN * friction_mps2 / (friction_mps2 + drag_pm * end_mps**2)
        end_mps -= slip_mps / slope
    return end_mps


def _way_m(from_mps: float, to_mps: float, friction_mps2: float, drag_pm: float) -> float:
    """Give the way over which a ball slows from one speed to another."""
    slower = friction_mps2 + drag_pm * to_mps**2
    return math.log((friction_mps2 + drag_pm * from_mps**2) / slower) / (2.0 * drag_pm)


def _time_s(from_mps: float, to_mps: float, friction_mps2: float, drag_pm: float) -> float:
    """Give the time in which a ball slows from one speed to another."""
    scale = math.sqrt(drag_pm / friction_mps2)
    angle = math.atan(from_mps * scale) - math.atan(to_mps * scale)
    return angle / (scale * friction_mps2)
