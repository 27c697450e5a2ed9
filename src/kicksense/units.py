"""Constants and the few conversions that happen at the edges."""

import math
from typing import Final

GRAVITY_MPS2: Final = 9.80665
"""Standard gravity, m/s2 (CGPM 1901)."""

RADPS_PER_DPS: Final = math.pi / 180.0
"""Radians per second in one degree per second."""

BALL_MASS_KG: Final = 0.43
"""Mass of a size-5 ball, kg; the Laws of the Game allow 0.410-0.450."""

BALL_RADIUS_M: Final = 0.11
"""Radius of a size-5 ball, m (circumference 0.68-0.70 m)."""

AIR_DENSITY_KGPM3: Final = 1.20
"""Density of air at 20 degC and sea level, kg/m3."""

NINE_IN_TEN_Z: Final = 1.645
"""Half the width, in standard deviations, of the interval that holds nine in ten."""


def samples_in(duration_s: float, sampling_rate_hz: float) -> int:
    """Give the number of samples in a duration, at least one.

    Parameters
    ----------
    duration_s
        Length of the stretch.
    sampling_rate_hz
        Rate of the grid.

    Returns
    -------
    count
        Nearest whole number of samples, never below one.
    """
    return max(1, round(duration_s * sampling_rate_hz))


def radps(rate_dps: float) -> float:
    """Give degrees per second in rad/s."""
    return rate_dps * RADPS_PER_DPS


def dps(rate_radps: float) -> float:
    """Give rad/s in degrees per second."""
    return rate_radps / RADPS_PER_DPS


def kmh(speed_mps: float) -> float:
    """Give m/s in km/h."""
    return speed_mps * 3.6


def counted(count: int, noun: str) -> str:
    """Give a number of things in words: ``1 kick``, ``2 kicks``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
