"""Who plays which drill with which sensor and which fault: what the drills are measured on."""

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.simulation.cohort import groups_of
from kicksense.simulation.player import Player, Style, random_player, strapped_anew
from kicksense.simulation.sensor import Device, random_device

GOOD: Final = "good"
POOR: Final = "poor"

_LOOSER: Final = 1.5
"""By how much more the strikes of a player with poor technique differ from the usual ones."""

_FAULT_SHARE: Final = 0.5
_SEED_LIMIT: Final = 2**31


@dataclass(frozen=True, slots=True)
class DrillDraw:
    """One session of a drill, before it is played.

    Attributes
    ----------
    player_id
        As `kicksense simulate` with the same seed calls the same person.
    player, device, seed
        Who plays, with which sensor, by which chance.
    drill, level
        What.
    fault
        The one fault that is put in; None for none.
    groups
        What figures are given by.
    """

    player_id: str
    player: Player
    device: Device
    seed: int
    drill: str
    level: int
    fault: str | None
    groups: Mapping[str, str]


def drill_draws(
    faults: Mapping[str, Sequence[str]], *, players: int, seed: int, level: int = 1
) -> tuple[DrillDraw, ...]:
    """Draw one session of every drill for every player.

    Sides alternate, and of two of each side one has poor technique. Half of the sessions have one
    fault, drawn evenly from those that make sense in the drill. What a player does depends on the
    seed, the player's number and the drill alone: not on how many players or which other drills
    are asked for.

    Parameters
    ----------
    faults
        Drills to be played, and the faults that make sense in each.
    players
        How many.
    seed
        Of every chance.
    level
        Of the drills.

    Returns
    -------
    draws
        Player by player, each in the order of the drills.
    """
    return tuple(
        _draw(number, seed, drill=drill, level=level, faults=choices)
        for number in range(players)
        for drill, choices in faults.items()
    )


def drawn_player(number: int, seed: int) -> tuple[Player, str]:
    """Give the player of a number, and how good the technique is."""
    person = random_player(np.random.default_rng([seed, number]))
    side = Side.LEFT if number % 2 else Side.RIGHT
    technique = POOR if number // 2 % 2 else GOOD
    person = replace(person, side=side)
    if technique == GOOD:
        return person, technique
    return replace(
        person,
        heel_style=_looser(person.heel_style),
        inside_style=_looser(person.inside_style),
        instep_style=_looser(person.instep_style),
    ), technique


def _draw(number: int, seed: int, *, drill: str, level: int, faults: Sequence[str]) -> DrillDraw:
    person, technique = drawn_player(number, seed)
    rng = np.random.default_rng([seed, number, zlib.crc32(drill.encode()), level])
    player, device = strapped_anew(person, rng), random_device(rng)
    faulty = bool(rng.random() < _FAULT_SHARE) and len(faults) > 0
    fault = str(rng.choice(list(faults))) if faulty else None
    return DrillDraw(
        player_id=f"sim-{seed}-{number:03d}",
        player=player,
        device=device,
        seed=int(rng.integers(_SEED_LIMIT)),
        drill=drill,
        level=level,
        fault=fault,
        groups={
            **groups_of(player, device),
            "technique": technique,
            "play": "faultless" if fault is None else "one fault",
        },
    )


def _looser(style: Style) -> Style:
    """Give a style farther from the usual one."""
    return Style(
        time_ratio=math.pow(style.time_ratio, _LOOSER),
        backswing_ratio=math.pow(style.backswing_ratio, _LOOSER),
        follow_ratio=math.pow(style.follow_ratio, _LOOSER),
        early_s=_LOOSER * style.early_s,
        thigh_ratio=math.pow(style.thigh_ratio, _LOOSER),
        hip_rad=_LOOSER * style.hip_rad,
        knee_rad=_LOOSER * style.knee_rad,
        turn_rad=_LOOSER * style.turn_rad,
        plane_rad=_LOOSER * style.plane_rad,
    )
