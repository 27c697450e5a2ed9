"""Quantities as people read them, in the reader's unit of speed and with the reader's signs."""

import math
from collections.abc import Callable
from typing import Final

from kicksense.domain.kick import Estimate
from kicksense.workflows.language import (
    SpeedUnit,
    decimal,
    number,
    speech,
    speed_digits,
    speed_unit_words,
    speed_value,
    tr,
)

Rounding = Callable[[float], int]
"""To the nearest whole number, or to the one below or above."""

_FLOAT_NOISE_DIGITS: Final = 6


def rounded(value: float, digits: int, whole: Rounding) -> float:
    """Round a value to so many decimals, in the direction that is asked for.

    Parameters
    ----------
    value
        Any.
    digits
        Decimals to keep.
    whole
        `round`, `math.floor` or `math.ceil`.

    Returns
    -------
    value
        What is off a round number by the noise of floating point alone is not moved by a step.
    """
    scale = 10.0**digits
    return whole(round(value * scale, _FLOAT_NOISE_DIGITS)) / scale


def speed_words(speed_mps: float, whole: Rounding = round) -> str:
    """Give a speed in the reader's unit: ``50 km/h``, ``13.9 m/s``, ``31 mph``.

    Parameters
    ----------
    speed_mps
        The speed.
    whole
        `math.floor` for what is a lower bound, `math.ceil` for an upper one.
    """
    return f"{speed_number(speed_mps, whole)} {speed_unit_words()}"


def speed_number(speed_mps: float, whole: Rounding = round) -> str:
    """Give a speed in the reader's unit, without the unit."""
    digits = speed_digits()
    if whole is round:
        return number(speed_value(speed_mps), digits)
    return number(rounded(speed_value(speed_mps), digits, whole), digits)


def both_speeds_words(speed_mps: float) -> str:
    """Give a speed in the reader's unit, and in metres a second (or in km/h beside those)."""
    if speech().speed_unit is SpeedUnit.MPS:
        other = f"{number(speed_value(speed_mps, SpeedUnit.KMH))} {SpeedUnit.KMH.value}"
    else:
        other = f"{number(speed_mps, 1)} {SpeedUnit.MPS.value}"
    return f"{speed_words(speed_mps)} ({other})"


def speed_interval_words(estimate: Estimate) -> str:
    """Give the interval of a speed; it is never made narrower by rounding."""
    return tr(
        "{low} to {high} {unit}",
        low=speed_number(estimate.low, math.floor),
        high=speed_number(estimate.high, math.ceil),
        unit=speed_unit_words(),
    )


def distance_words(distance_m: float) -> str:
    """Give a distance in metres: ``8 m``, ``2.5 m``."""
    return f"{decimal(f'{distance_m:g}')} m"
