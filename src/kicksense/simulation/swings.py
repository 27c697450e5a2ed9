"""How a swing is drawn: the usual one of a technique, the player's own way, and chance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.simulation.player import Player
from kicksense.simulation.strokes import Shape, Stroke
from kicksense.units import radps


class Way(StrEnum):
    """A way to play a technique."""

    STRAIGHT = "straight"
    SIDEWAYS = "sideways"
    CROSSED = "crossed"
    DRAGGED = "dragged"


@dataclass(frozen=True, slots=True)
class _Usual:
    """The middle of a technique, after FIELD.md section 3, and how far strikes stray from it."""

    strike_dps: float
    spread: float
    backswing_dps: float
    plane_deg: tuple[float, float]
    lead_s: float
    standing_lead_s: float
    drive_mps: float
    early_s: tuple[float, float]
    pose_deg: tuple[float, float, float, float]


_USUAL: Final[Mapping[Technique, _Usual]] = {
    Technique.INSIDE_FOOT: _Usual(
        532.0, 0.12, 205.0, (64.5, 9.0), 0.50, 0.13, 0.0, (0.020, 0.060), (5.0, 5.0, 3.0, 3.0)
    ),
    Technique.INSTEP: _Usual(
        1215.0, 0.12, 490.0, (10.0, 6.0), 0.36, 0.36, 0.5, (0.0, 0.022), (5.0, 6.0, 3.0, 4.0)
    ),
    Technique.HEEL: _Usual(
        500.0, 0.12, 165.0, (5.0, 6.0), 0.46, 0.0, 0.0, (0.0, 0.035), (8.0, 12.0, 4.0, 6.0)
    ),
}
_PLANE_LIMITS_DEG: Final = (30.0, 92.0)
_SIDEWAYS_DEG: Final = (22.0, 58.0)
_CROSSED_DEG: Final = (12.0, 50.0)
_CROSSED_ADDUCTION_DEG: Final = (6.0, 20.0)
_CROSSED_KNEE_DEG: Final = (5.0, 30.0)
_FLAT_SHARE: Final = 0.15
"""Share of the strikes with hardly a backswing: the leg was back already."""

_SOFT_POWER: Final = -0.22
_TIME_LIMITS: Final = (0.72, 1.5)
_LOST_EARLY: Final = 0.09
_TREMOR_SHARE: Final = (0.0, 0.012)


def draw_stroke(
    technique: Technique,
    effort: float,
    player: Player,
    *,
    from_standing: bool,
    rng: np.random.Generator,
    way: Way = Way.STRAIGHT,
) -> Stroke:
    """Draw a swing; the medians are those of FIELD.md section 3.

    Parameters
    ----------
    technique
        The part of the foot that leads.
    effort
        1 is the median of the field; scales the rate at the contact.
    player
        Power, tempo, style.
    from_standing
        True where no step comes before the swing.
    rng
        Source of chance.
    way
        Of a heel kick: where it goes.

    Returns
    -------
    stroke
        The plan.
    """
    usual, style = _USUAL[technique], player.style_of(technique)
    force = effort * player.power_ratio * _about_one(usual.spread, rng)
    shape = _draw_shape(technique, force, player, rng)
    lead_s = usual.lead_s + (usual.standing_lead_s if from_standing else 0.0)
    backswing = style.backswing_ratio * math.sqrt(force) * _about_one(0.2, rng)
    if rng.random() < _FLAT_SHARE and technique is not Technique.INSTEP:
        backswing *= float(rng.uniform(0.15, 0.6))
    return Stroke(
        technique=technique,
        lead_s=lead_s * max(1.0, shape.time_ratio) / player.tempo_ratio,
        strike_radps=radps(usual.strike_dps * force) / shape.hold_ratio,
        backswing_radps=radps(usual.backswing_dps) * backswing,
        plane_rad=_draw_plane(technique, player, rng, way),
        drive_mps=usual.drive_mps * float(rng.uniform(0.3, 1.7)),
        pose_rad=_draw_pose(technique, player, rng, way),
        shape=shape,
    )


def _about_one(spread: float, rng: np.random.Generator) -> float:
    return float(np.exp(rng.normal(0.0, spread)))


def _draw_shape(
    technique: Technique, force: float, player: Player, rng: np.random.Generator
) -> Shape:
    """Draw the course in time; soft swings take longer."""
    usual = _USUAL[technique]
    style = player.style_of(technique)
    low_s, high_s = usual.early_s
    early_s = max(0.0, float(rng.uniform(low_s, high_s)) + style.early_s)
    slowness = max(force, 0.2) ** _SOFT_POWER
    share = float(rng.uniform(*_TREMOR_SHARE))
    return Shape(
        time_ratio=float(
            np.clip(style.time_ratio * slowness * _about_one(0.09, rng), *_TIME_LIMITS)
        ),
        follow_ratio=style.follow_ratio * _about_one(0.2, rng),
        early_s=early_s,
        hold_ratio=1.0 - _LOST_EARLY * float(rng.uniform(0.4, 1.6)) * early_s / 0.06,
        thigh_ratio=style.thigh_ratio * _about_one(0.12, rng),
        tremor_radps=share * radps(usual.strike_dps * force),
    )


def _draw_plane(technique: Technique, player: Player, rng: np.random.Generator, way: Way) -> float:
    """Draw the direction of the strike axis, rad."""
    middle_deg, spread_deg = _USUAL[technique].plane_deg
    style_rad = player.style_of(technique).plane_rad
    if technique is Technique.HEEL and way is Way.SIDEWAYS:
        return math.radians(float(rng.uniform(*_SIDEWAYS_DEG)))
    if technique is Technique.HEEL and way is Way.CROSSED:
        return -math.radians(float(rng.uniform(*_CROSSED_DEG)))
    drawn_rad = math.radians(float(rng.normal(middle_deg, spread_deg))) + style_rad
    if technique is Technique.INSIDE_FOOT:
        low_deg, high_deg = _PLANE_LIMITS_DEG
        opened_rad = drawn_rad + player.turn_out_rad
        return float(np.clip(opened_rad, math.radians(low_deg), math.radians(high_deg)))
    return abs(drawn_rad)


def _draw_pose(
    technique: Technique, player: Player, rng: np.random.Generator, way: Way
) -> tuple[float, float, float, float]:
    """Draw what the pose at the contact has beyond the usual one, rad."""
    style = player.style_of(technique)
    strays = [math.radians(size) * float(rng.normal()) for size in _USUAL[technique].pose_deg]
    hip, knee, across, turn = strays
    if technique is Technique.HEEL and way is Way.CROSSED:
        across += math.radians(float(rng.uniform(*_CROSSED_ADDUCTION_DEG)))
        knee += math.radians(float(rng.uniform(*_CROSSED_KNEE_DEG)))
    return hip + style.hip_rad, knee + style.knee_rad, across, turn + style.turn_rad
