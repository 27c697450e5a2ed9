"""What the ball rolls on: the surfaces that are known, and the user's own."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kicksense.coaching.ball_roll import SURFACES, Surface, surface_named
from kicksense.coaching.known_balls import KnownBallSettings
from kicksense.coaching.surface_rolls import (
    SurfaceRoll,
    SurfaceRollSettings,
    rolled_surface,
    rolling_friction,
)
from kicksense.domain.kick import Target
from kicksense.domain.surface import Friction
from kicksense.errors import UsageError
from kicksense.store.folder import data_folder
from kicksense.store.surfaces import (
    MAX_ROLLS,
    MAX_SURFACES,
    SURFACE_NAME,
    OwnSurface,
    read_surfaces,
    write_surfaces,
)

_PLAUSIBLE: Final = (0.005, 0.5)
"""Rolling friction outside is no pitch: polished ice stops a ball harder, and sand less."""

_LONGEST_ROLL: Final = 200.0
"""Metres and seconds: no ball rolled by hand comes farther or rolls longer."""

_NAME_SHOWN: Final = 41


@dataclass(frozen=True, slots=True)
class KnownSurface:
    """A surface as it is known.

    Attributes
    ----------
    surface
        With what it takes from a ball.
    own
        What the user has said of it; None for one that kicksense brings.
    """

    surface: Surface
    own: OwnSurface | None = None


def known_surfaces(data_dir: Path | None = None) -> tuple[KnownSurface, ...]:
    """Give all surfaces: those that kicksense brings, then the user's own.

    Parameters
    ----------
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    surfaces
        Each with what it takes from a ball.

    Raises
    ------
    StoreError
        If the file of the user's surfaces is damaged.
    """
    shipped = [KnownSurface(surface) for surface in SURFACES]
    return (*shipped, *(_known(one) for one in read_surfaces(data_folder(data_dir))))


def known_surface(name: str, data_dir: Path | None = None) -> KnownSurface:
    """Give the surface of a name, as it is known.

    Parameters
    ----------
    name
        One that kicksense brings, or the user's own.
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    surface
        With what it takes from a ball.

    Raises
    ------
    UsageError
        If there is none; the message lists the names.
    StoreError
        If the file of the user's surfaces is damaged.
    """
    for shipped in SURFACES:
        if shipped.name == name:
            return KnownSurface(shipped)
    own = read_surfaces(data_folder(data_dir))
    for one in own:
        if one.name == name:
            return _known(one)
    names = ", ".join([*(surface.name for surface in SURFACES), *(one.name for one in own)])
    raise UsageError(
        f"There is no surface called '{name[:_NAME_SHOWN]}'. Choose one of: {names}; or describe "
        "your own with `kicksense surface add`."
    )


def surface_called(name: str, data_dir: Path | None = None) -> Surface:
    """Give what the ball rolls on, as `known_surface` does."""
    return known_surface(name, data_dir).surface


def target_on(target: Target, surface: Surface) -> Target:
    """Give the same target on a surface.

    Parameters
    ----------
    target
        Any.
    surface
        One that kicksense brings, or the user's own, which travels with the target.

    Returns
    -------
    target
        On it.
    """
    if surface.rolling_spread is None:
        return replace(target, surface=surface.name, friction=None)
    friction = Friction(
        surface.rolling_friction_ratio, surface.sliding_friction_ratio, surface.rolling_spread
    )
    return replace(target, surface=surface.name, friction=friction)


def add_surface(
    name: str, *, like: str | None, roll: SurfaceRoll | None, data_dir: Path | None = None
) -> KnownSurface:
    """Describe a surface of one's own, or roll one more ball over it.

    Parameters
    ----------
    name
        How it is called; one of the user's own gets another roll.
    like
        The known surface it is most like; None keeps what was said before, or short grass.
    roll
        A ball rolled over it, or None.
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    surface
        As it is known now; stored.

    Raises
    ------
    UsageError
        If the name, the kind or the roll makes no sense.
    StoreError
        If the file of surfaces is damaged or cannot be written.
    """
    _check_name(name)
    if like is not None:
        surface_named(like)
    if roll is not None:
        _check_roll(roll)
    folder = data_folder(data_dir)
    others = read_surfaces(folder)
    old = next((one for one in others if one.name == name), None)
    if old is None and like is None and roll is None:
        raise UsageError(
            f"say what '{name}' is like: --like short_grass, or roll a ball over it: --ramp-roll "
            "6.2, or --rolled 9.5 --seconds 4.8."
        )
    grown = OwnSurface(
        name,
        like or (old.like if old is not None else "short_grass"),
        (*(old.rolls if old is not None else ()), *(() if roll is None else (roll,))),
    )
    if len(grown.rolls) > MAX_ROLLS or len(others) >= MAX_SURFACES + (old is not None):
        raise UsageError(
            f"there are {MAX_SURFACES} surfaces or {MAX_ROLLS} rolls on this one already; remove "
            "one with `kicksense surface forget NAME`."
        )
    write_surfaces(folder, (*(one for one in others if one.name != name), grown))
    return _known(grown)


def forget_surface(name: str, data_dir: Path | None = None) -> OwnSurface:
    """Remove a surface of one's own.

    Parameters
    ----------
    name
        How it is called.
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    surface
        What was removed.

    Raises
    ------
    UsageError
        If there is none of the user's own that is called so.
    StoreError
        If the file of surfaces is damaged or cannot be written.
    """
    folder = data_folder(data_dir)
    surfaces = read_surfaces(folder)
    gone = next((one for one in surfaces if one.name == name), None)
    if gone is None:
        shipped = any(surface.name == name for surface in SURFACES)
        raise UsageError(
            f"'{name[:_NAME_SHOWN]}' comes with kicksense and stays; `kicksense surface list` "
            "marks your own."
            if shipped
            else f"there is no surface of your own called '{name[:_NAME_SHOWN]}'; `kicksense "
            "surface list` shows all."
        )
    write_surfaces(folder, tuple(one for one in surfaces if one.name != name))
    return gone


def _known(own: OwnSurface) -> KnownSurface:
    """Work out what a surface takes from a ball."""
    surface = rolled_surface(
        own.name,
        surface_named(own.like),
        own.rolls,
        settings=SurfaceRollSettings(),
        known=KnownBallSettings(),
    )
    return KnownSurface(surface, own)


def _check_name(name: str) -> None:
    """Refuse names that are none, or taken."""
    if re.fullmatch(SURFACE_NAME, name) is None:
        raise UsageError(
            f"{name[:_NAME_SHOWN]!r} is no name for a surface; use up to 40 small letters, digits, "
            "dashes or underscores."
        )
    if any(surface.name == name for surface in SURFACES):
        raise UsageError(f"'{name}' comes with kicksense; give yours another name, like my-{name}.")


def _check_roll(roll: SurfaceRoll) -> None:
    """Refuse a roll that no pitch gives."""
    low, high = _PLAUSIBLE
    short = roll.distance_m <= _LONGEST_ROLL
    short = short and (roll.lasts_s is None or roll.lasts_s <= _LONGEST_ROLL)
    if not (short and low <= rolling_friction(roll, SurfaceRollSettings()) <= high):
        how = "down a ramp of 1 m" if roll.lasts_s is None else f"in {roll.lasts_s:g} s"
        raise UsageError(
            f"no ball comes to rest {roll.distance_m:g} m away {how}; a ramp gives 2 to 30 m and a "
            "ball rolled by hand some 10 m in 5 s; give metres and seconds until it lies still."
        )
