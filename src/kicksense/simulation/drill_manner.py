"""How a rehearsed kick is swung, and the same kick swung as a drill has it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.contact import give_of, strike
from kicksense.simulation.drill_moves import DrilledKick
from kicksense.simulation.drill_play import Ready
from kicksense.simulation.leg import move_leg
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Stretch
from kicksense.simulation.truth import swing_of, swing_rates

_ROUNDS: Final = 4
_RATIOS: Final = (0.45, 4.5)

_PLAIN_DEG: Final = {
    Technique.HEEL: ((10.0, 44.0), (0.0, 48.0)),
    Technique.INSIDE_FOOT: ((0.0, math.inf), (0.0, 72.0)),
    Technique.INSTEP: ((0.0, math.inf), (0.0, math.inf)),
}
"""Swing to the ball and follow-through of a kick with nothing wrong, with some room to the lines
of the field notes (55 and 60 deg for the heel, 90 for the inside of the foot)."""

_BIG_SWING_DEG: Final = (68.0, 84.0)
_LONG_FOLLOW_DEG: Final = {
    Technique.HEEL: (74.0, 92.0),
    Technique.INSIDE_FOOT: (112.0, 135.0),
    Technique.INSTEP: (0.0, math.inf),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How far a kick is to be swung to the ball and after it, least and most, deg."""

    swing_deg: tuple[float, float]
    follow_deg: tuple[float, float]


def manner_of(technique: Technique, fault: str | None) -> Manner:
    """Give the manner of a technique, with a fault or without.

    Parameters
    ----------
    technique
        The part of the foot.
    fault
        ``swing_too_big`` and ``follow_through_too_long`` change it; others do not.
    """
    swing_deg, follow_deg = _PLAIN_DEG[technique]
    if fault == "swing_too_big":
        swing_deg = _BIG_SWING_DEG
    if fault == "follow_through_too_long":
        follow_deg = _LONG_FOLLOW_DEG[technique]
    return Manner(swing_deg, follow_deg)


def in_manner(
    kick: DrilledKick, player: Player, manner: Manner, *, rehearse: Callable[[DrilledKick], Ready]
) -> Ready:
    """Swing a kick so far to the ball and after it as it is to be.

    Parameters
    ----------
    kick
        What the player is after.
    player
        Who swings.
    manner
        How far.
    rehearse
        Gives the kick with the ball speed wanted.

    Returns
    -------
    ready
        The kick with swing and follow-through longer or shorter in time; as near as that gets.
    """
    ready = rehearse(kick)
    for _ in range(_ROUNDS):
        swing_deg, follow_deg = angles_deg(ready.stretch, player)
        swing_ratio = _toward(swing_deg, manner.swing_deg)
        follow_ratio = _toward(follow_deg, manner.follow_deg)
        if swing_ratio == 1.0 and follow_ratio == 1.0:
            break
        kick = replace(
            kick,
            swing_ratio=float(np.clip(kick.swing_ratio * swing_ratio, *_RATIOS)),
            follow_ratio=float(np.clip(kick.follow_ratio * follow_ratio, *_RATIOS)),
        )
        ready = rehearse(kick)
    return ready


def _toward(angle_deg: float, bounds_deg: tuple[float, float]) -> float:
    """Give by how much an angle is to grow to lie well between two bounds."""
    low_deg, high_deg = bounds_deg
    if low_deg <= angle_deg <= high_deg:
        return 1.0
    aim_deg = 1.06 * low_deg if angle_deg < low_deg else 0.94 * high_deg
    return aim_deg / max(angle_deg, 1.0)


def angles_deg(stretch: Stretch, player: Player) -> tuple[float, float]:
    """Give how far a kick turns the leg to the ball and after it.

    Parameters
    ----------
    stretch
        Holds a kick or a miss.
    player
        Whose leg.

    Returns
    -------
    swing_deg, follow_deg
        From the reversal to the contact, and on until the leg has stopped turning that way, about
        the strike axis, in the motion of the kinematic engine.
    """
    blow = next(blow for blow in stretch.blows if blow.kind in (EventKind.KICK, EventKind.AIR_KICK))
    free = np.zeros((len(stretch), 3))
    struck = strike(blow, move_leg(player, stretch, give_rotvec=free), player, _no_chance())
    shank = move_leg(player, stretch, give_rotvec=give_of(struck, len(stretch))).shank
    swing = swing_of(shank, struck.index)
    reversal = round(swing.phases.swing_reversal_s * INTERNAL_RATE_HZ)
    end = round(swing.phases.follow_through_end_s * INTERNAL_RATE_HZ)
    return (
        _turned_deg(shank[reversal : struck.index + 1], swing.axis),
        _turned_deg(shank[struck.index : end + 1], swing.axis),
    )


def _turned_deg(shank: FloatArray, axis: FloatArray) -> float:
    """Give the angle turned about an axis of the segment."""
    if len(shank) < 2:  # noqa: PLR2004 - one pose turns nothing
        return 0.0
    return math.degrees(float((swing_rates(shank) @ axis).sum()) / INTERNAL_RATE_HZ)


def _no_chance() -> np.random.Generator:
    return np.random.default_rng(0)
