"""An hour on the pitch in small: few kicks among much that is no kick."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.simulation.aims import aimed_kick
from kicksense.simulation.bumps import Clash, Knock, LegStretch, SitDown
from kicksense.simulation.gestures import (
    DragBack,
    Fidget,
    JumpLanding,
    OtherLegKick,
    Stamp,
    Trap,
)
from kicksense.simulation.movements import Dribble, Jog, Kick, Movement, Still, Walk
from kicksense.simulation.player import Player
from kicksense.simulation.running import Cut, Shuffle, Sprint, Stairs, TurnOnSpot
from kicksense.simulation.stretch import Stretch
from kicksense.simulation.swings import Way
from kicksense.simulation.tricks import Cruyff, Juggle, LTurn, StepOver, Touch

_Draw = Callable[[np.random.Generator], Movement]

KICKS_PER_AIR_KICK: Final = 15
HARD_CONTACTS_PER_KICK: Final = 1.5
OTHER_LEG_PER_KICK: Final = 0.2
OTHER_MOVEMENT_S_PER_KICK: Final = 7.2
"""An hour of other movement for every five hundred kicks."""

_TECHNIQUES: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
_TECHNIQUE_SHARES: Final = (0.38, 0.37, 0.25)
_WAYS: Final = (Way.STRAIGHT, Way.SIDEWAYS, Way.CROSSED, Way.DRAGGED)
_WAY_SHARES: Final = (0.6, 0.15, 0.12, 0.13)
_FIRST_TIME_SHARE: Final = 0.25
_RUNNING_SHARE: Final = 0.4
_TELEGRAPHED_SHARE: Final = 0.06
_THIN_SHARE: Final = 0.08


@dataclass(frozen=True, slots=True)
class Tired:
    """Another movement, done by a player who has lost some of his strength.

    Attributes
    ----------
    movement
        What is done.
    lost_ratio
        Share of strength and tempo that is gone.
    """

    movement: Movement
    lost_ratio: float

    @property
    def name(self) -> str:
        """That of the movement."""
        return self.movement.name

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give the movement of a slower, weaker player with a heavier tread."""
        left = 1.0 - self.lost_ratio
        tired = replace(
            player,
            power_ratio=player.power_ratio * left,
            tempo_ratio=player.tempo_ratio * (1.0 - 0.6 * self.lost_ratio),
            gait_ratio=player.gait_ratio * (1.0 - 0.5 * self.lost_ratio),
            impact_ratio=player.impact_ratio * (1.0 + self.lost_ratio),
            sway_rad=player.sway_rad / left,
        )
        return self.movement.perform(tired, rng)


def field_mix(kicks: int, rng: np.random.Generator) -> tuple[Movement, ...]:
    """Give a stretch of play in which kicks are rare.

    Parameters
    ----------
    kicks
        How many balls are struck. With them come one air kick for every fifteen, three hard
        contacts that are no kicks for every two, kicks by the other leg, and 7.2 s of other
        movement each.
    rng
        Source of chance.

    Returns
    -------
    plan
        In any order; the player tires towards the end.
    """
    moves: list[Movement] = [_kick(rng, misses=False) for _ in range(kicks)]
    moves += [_kick(rng, misses=True) for _ in range(_whole(kicks / KICKS_PER_AIR_KICK, rng))]
    moves += _drawn(_HARD, _whole(HARD_CONTACTS_PER_KICK * kicks, rng), rng)
    others = _whole(OTHER_LEG_PER_KICK * kicks, rng)
    moves += [OtherLegKick(_strides(rng, 1, 4)) for _ in range(others)]
    left_s = OTHER_MOVEMENT_S_PER_KICK * kicks
    weights = np.array([weight for weight, _, _ in _OTHERS])
    while left_s > 0.0:
        _, lasts_s, draw = _OTHERS[int(rng.choice(len(_OTHERS), p=weights / weights.sum()))]
        moves.append(draw(rng))
        left_s -= lasts_s
    order = [moves[int(index)] for index in rng.permutation(len(moves))]
    return _tiring(order, float(rng.uniform(0.0, 0.18)))


def _tiring(moves: list[Movement], lost_ratio: float) -> tuple[Movement, ...]:
    shares = np.linspace(0.0, lost_ratio, len(moves))
    return tuple(Tired(move, float(share)) for move, share in zip(moves, shares, strict=True))


def _whole(number: float, rng: np.random.Generator) -> int:
    """Round up or down so that the mean is kept."""
    return int(number + rng.random())


def _drawn(
    kinds: tuple[tuple[float, _Draw], ...], count: int, rng: np.random.Generator
) -> list[Movement]:
    weights = np.array([weight for weight, _ in kinds])
    chosen = rng.choice(len(kinds), size=count, p=weights / weights.sum())
    return [kinds[int(index)][1](rng) for index in chosen]


def _kick(rng: np.random.Generator, *, misses: bool) -> Kick:
    technique = _TECHNIQUES[int(rng.choice(len(_TECHNIQUES), p=_TECHNIQUE_SHARES))]
    heel, inside = technique is Technique.HEEL, technique is Technique.INSIDE_FOOT
    way = _WAYS[int(rng.choice(len(_WAYS), p=_WAY_SHARES))] if heel else Way.STRAIGHT
    first_time = inside and not misses and rng.random() < _FIRST_TIME_SHARE
    return aimed_kick(
        technique,
        rng,
        approach=0 if way is Way.DRAGGED else int(rng.integers(0, 4)),
        running=bool(rng.random() < _RUNNING_SHARE) and way is not Way.DRAGGED,
        misses=misses,
        pause_s=float(rng.uniform(0.4, 0.8)) if rng.random() < _TELEGRAPHED_SHARE else 0.0,
        solid_ratio=float(rng.uniform(0.45, 0.8)) if rng.random() < _THIN_SHARE else 1.0,
        way=way,
        incoming_mps=float(rng.uniform(1.0, 6.0)) if first_time else 0.0,
    )


def _strides(rng: np.random.Generator, fewest: int, most: int) -> int:
    return int(rng.integers(fewest, most, endpoint=True))


def _turn_deg(rng: np.random.Generator) -> float:
    return float(rng.uniform(-150.0, 150.0))


def _pace(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.75, 1.3))


def _run(rng: np.random.Generator, heel_flick_ratio: float) -> Jog:
    return Jog(_strides(rng, 4, 12), _turn_deg(rng), heel_flick_ratio, _pace(rng))


_HARD: Final[tuple[tuple[float, _Draw], ...]] = (
    (0.26, lambda _: Trap()),
    (0.16, lambda _: Touch()),
    (0.20, lambda _: DragBack()),
    (0.07, lambda _: Cruyff()),
    (0.06, lambda _: LTurn()),
    (0.10, lambda rng: Clash(_strides(rng, 3, 5))),
    (0.10, lambda rng: Dribble(_strides(rng, 3, 6), running=bool(rng.integers(2)))),
    (0.05, lambda rng: Juggle(_strides(rng, 1, 4))),
)
"""Contacts that are no kicks, with their shares."""

_OTHERS: Final[tuple[tuple[float, float, _Draw], ...]] = (
    (0.19, 6.5, lambda rng: Walk(_strides(rng, 3, 8), _turn_deg(rng), _pace(rng))),
    (0.19, 6.0, lambda rng: _run(rng, float(rng.uniform(0.8, 1.15)))),
    (0.08, 6.0, lambda rng: _run(rng, float(rng.uniform(1.16, 1.4)))),
    (0.09, 4.5, lambda rng: Sprint(_strides(rng, 5, 11), float(rng.uniform(0.75, 1.15)))),
    (0.08, 4.0, lambda rng: Cut(_strides(rng, 4, 7))),
    (0.05, 3.5, lambda rng: Shuffle(_strides(rng, 4, 9))),
    (0.05, 1.6, lambda _: Stamp()),
    (0.06, 2.9, lambda _: JumpLanding()),
    (0.05, 2.0, lambda rng: TurnOnSpot(float(rng.choice([-1.0, 1.0]) * rng.uniform(60, 270)))),
    (0.04, 2.0, lambda _: StepOver()),
    (0.03, 8.0, lambda rng: Stairs(_strides(rng, 3, 7))),
    (0.02, 2.8, lambda _: Knock()),
    (0.02, 6.0, lambda _: SitDown()),
    (0.02, 4.0, lambda _: LegStretch()),
    (0.05, 2.0, lambda rng: Still(float(rng.uniform(0.8, 3.0)))),
    (0.05, 4.0, lambda rng: Fidget(float(rng.uniform(2.5, 6.0)))),
)
"""Other movements, with their shares and about how long they last."""
