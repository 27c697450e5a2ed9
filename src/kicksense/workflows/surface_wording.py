"""What surfaces take from a ball, in words."""

import math
from typing import Final

from kicksense.coaching.ball_roll import launch_speed_for
from kicksense.coaching.known_balls import KnownBallSettings
from kicksense.coaching.surface_rolls import SurfaceRoll
from kicksense.units import NINE_IN_TEN_Z, counted
from kicksense.workflows.surfaces import KnownSurface
from kicksense.workflows.wording import surface_words

_EXAMPLE_M: Final = 10.0


def surface_line(known: KnownSurface) -> str:
    """Give a surface in a line of a list.

    Parameters
    ----------
    known
        The surface.

    Returns
    -------
    line
        Name, whose it is, how it takes the ball.
    """
    surface = known.surface
    whose = "ships" if known.own is None else "yours"
    rolled = (
        ""
        if known.own is None
        else f", like {known.own.like}, {counted(len(known.own.rolls), 'roll')}"
    )
    return (
        f"{surface.name:20} {whose}  rolling friction {surface.rolling_friction_ratio:.3f} "
        f"({_interval(known)}){rolled}"
    )


def surface_lines(known: KnownSurface) -> list[str]:
    """Give all that is known of a surface.

    Parameters
    ----------
    known
        The surface.

    Returns
    -------
    lines
        What was measured, and what it means for a ball.
    """
    surface, own = known.surface, known.own
    launch_mps = launch_speed_for(0.0, _EXAMPLE_M, surface)
    lines = [
        surface_line(known),
        f"A ball that is to lie still {_EXAMPLE_M:g} m away must be struck at {launch_mps:.1f} "
        "m/s.",
    ]
    if own is None:
        lines.append(f"From: {surface.source}")
        return lines
    for number, roll in enumerate(own.rolls, start=1):
        lines.append(f"  {number}. {_roll_words(roll)}")
    if own.rolls:
        lines.append(
            f"Pitches like {surface_words(own.like)} differ by a quarter; the "
            f"{'ball' if len(own.rolls) == 1 else 'balls'} you rolled narrowed that to "
            f"{100.0 * math.expm1(surface.rolling_spread or 0.0):.0f} %. How a ball slides before "
            "it rolls, a rolled ball does not tell."
        )
    else:
        lines.append(
            f"Nothing was rolled here yet, so it is taken for {surface_words(own.like)}; "
            f"`kicksense surface add {own.name} --rolled M --seconds S` narrows it."
        )
    return lines


def _roll_words(roll: SurfaceRoll) -> str:
    """Give one roll in words."""
    if roll.lasts_s is None:
        return f"down a ramp of 1 m: lay still after {roll.distance_m:g} m"
    return f"by hand: lay still after {roll.distance_m:g} m and {roll.lasts_s:g} s"


def _interval(known: KnownSurface) -> str:
    """Give the interval that holds the friction nine times in ten."""
    spread = known.surface.rolling_spread
    wide = NINE_IN_TEN_Z * (KnownBallSettings().friction_spread if spread is None else spread)
    middle = known.surface.rolling_friction_ratio
    return f"{middle * math.exp(-wide):.3f} to {middle * math.exp(wide):.3f}"
