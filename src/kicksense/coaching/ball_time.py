"""How long a ball rolls to its target, and when it can be met there."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import Surface, launch_speed_for, surface_of, way_time_s
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import KickReport, Target

_SPEEDS: Final = 48
"""Launch speeds that are tried, evenly in logarithms; between them lines are drawn."""

_FASTEST_MPS: Final = 40.0
_NODES: Final = 12


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """When a ball can be met after a kick.

    Attributes
    ----------
    soonest_s, latest_s
        From the kick.
    """

    soonest_s: float
    latest_s: float


def rolling_time_s(launch_mps: float, *, distance_m: float, surface: Surface) -> float:
    """Give the time that a ball takes over a way; infinite where it stops before.

    `kicksense.coaching.ball_roll.way_time_s`, tabled once for a way and a surface.

    Parameters
    ----------
    launch_mps
        Speed at which it leaves the foot.
    distance_m
        The way, above zero.
    surface
        What it rolls on.

    Returns
    -------
    time_s
        From foot to target.
    """
    log_speeds, log_times = _times(distance_m, surface)
    if not launch_mps > 0.0 or math.log(launch_mps) < log_speeds[0]:
        return math.inf
    return math.exp(float(np.interp(math.log(launch_mps), log_speeds, log_times)))


def meeting_time(kick: KickReport, target: Target | None, settings: ScoreSettings) -> MeetingTime:
    """Give when a team-mate can meet the ball of a kick.

    Parameters
    ----------
    kick
        With the interval of its speed.
    target
        Where the team-mate stands; without one any pass that is not too long counts.
    settings
        How far a team-mate comes towards the ball, and the longest pass.

    Returns
    -------
    time
        Not beyond the longest pass.
    """
    if target is None:
        return MeetingTime(settings.soonest_pass_s, settings.longest_pass_s)
    surface, way_m = surface_of(target), target.distance_m
    fastest_s, likeliest_s = (
        min(rolling_time_s(mps, distance_m=way_m, surface=surface), settings.longest_pass_s)
        for mps in (kick.ball_speed_mps.high, kick.ball_speed_mps.value)
    )
    slack = settings.travel_slack_ratio
    return MeetingTime(
        max(fastest_s * (1.0 - slack), settings.soonest_pass_s),
        min(likeliest_s * (1.0 + slack) + settings.travel_slack_s, settings.longest_pass_s),
    )


@lru_cache(maxsize=32)
def _times(distance_m: float, surface: Surface) -> tuple[FloatArray, FloatArray]:
    """Give launch speeds and the times of such balls, logarithms, slowest ball first."""
    slowest_mps = max(launch_speed_for(0.0, distance_m, surface) * (1.0 + 1e-3), 0.05)
    speeds_mps = np.geomspace(slowest_mps, max(_FASTEST_MPS, 2.0 * slowest_mps), _SPEEDS)
    times_s = [way_time_s(float(speed), distance_m, surface, nodes=_NODES) for speed in speeds_mps]
    return np.log(speeds_mps), np.log(times_s)
