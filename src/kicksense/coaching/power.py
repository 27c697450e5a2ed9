"""Arrival speed at the target, judged."""

from typing import Final

from kicksense.coaching.ball_roll import launch_speed_for, surface_of
from kicksense.domain.kick import Estimate, PowerBand, Target

EXCESS_ARRIVAL_MPS: Final = 6.0
"""A ball that arrives faster is too hard for a team-mate to use (field notes, section 5)."""

EXCESS_LAUNCH_RATIO: Final = 1.5
"""So is one struck harder than this many times the launch speed of a soft arrival."""

SOFT_ARRIVAL_MPS: Final = 2.0
"""The soft arrival: 2 m/s, or the lower edge of the band where a drill asks for more."""

FIRM_ARRIVAL_MPS: Final = 1.0
"""A band that starts above this asks for a firm ball: arriving below it is then under-hit.

Under the default band (1 to 4 m/s) a ball that gets there at all is not under-hit.
"""


def power_band(launch: Estimate, arrival: Estimate, target: Target) -> PowerBand:
    """Judge a ball by the point of its interval that speaks best for it.

    Every kick comes with an interval. It is judged at the arrival speed within that interval that
    lies nearest to the good band, so a fault is named only where no speed inside the interval
    would be free of it: `EXCESS` and `HEAVY` when the lower bound is over their line, `UNDER_HIT`
    when the upper bound does not arrive (or, in a drill that asks for a firm ball, arrives below
    the drill's band). Excess has a second line, on the launch: its lower bound is over
    `EXCESS_LAUNCH_RATIO` times what a soft arrival needs. `GOOD` therefore means that nothing
    speaks clearly against the weight of the ball; how sure that is, the interval says.

    Parameters
    ----------
    launch
        Speed at which the ball left the foot.
    arrival
        Speed at the target, as `kicksense.coaching.ball_roll.arrival_speed` gives it.
    target
        What the ball was played to.

    Returns
    -------
    band
        The band; the line of `HEAVY` is the upper edge of the target's band, that of `EXCESS`
        `EXCESS_ARRIVAL_MPS` or that edge, whichever is higher.

    Raises
    ------
    UsageError
        If nobody knows the surface of the target.
    """
    lower_mps, upper_mps = target.arrival_band_mps
    if _falls_short(arrival.high, lower_mps):
        return PowerBand.UNDER_HIT
    if arrival.low > max(EXCESS_ARRIVAL_MPS, upper_mps) or launch.low > excess_launch_mps(target):
        return PowerBand.EXCESS
    return PowerBand.HEAVY if arrival.low > upper_mps else PowerBand.GOOD


def excess_launch_mps(target: Target) -> float:
    """Give the launch speed above which a ball is too hard for a target.

    Raises
    ------
    UsageError
        If nobody knows the surface of the target.
    """
    return EXCESS_LAUNCH_RATIO * enough_launch_mps(target)


def enough_launch_mps(target: Target) -> float:
    """Give the launch speed with which a ball arrives softly, which is enough.

    Raises
    ------
    UsageError
        If nobody knows the surface of the target.
    """
    soft_mps = max(SOFT_ARRIVAL_MPS, target.arrival_band_mps[0])
    return launch_speed_for(soft_mps, target.distance_m, surface_of(target))


def _falls_short(arrival_mps: float, lower_mps: float) -> bool:
    """Tell whether a ball does not arrive, or too slowly where a firm ball is asked for."""
    asks_for_firm = lower_mps > FIRM_ARRIVAL_MPS
    return arrival_mps <= 0.0 or (asks_for_firm and arrival_mps < lower_mps)
