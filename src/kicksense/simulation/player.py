"""A simulated player: lengths, style, and how the sensor is worn."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.units import BALL_MASS_KG


class AgeGroup(StrEnum):
    """How old a player is, as scores are given."""

    CHILD = "child"
    YOUTH = "youth"
    ADULT = "adult"


_THIGH_RATIO: Final = 0.245
_SHANK_RATIO: Final = 0.235
_ANKLE_HEIGHT_RATIO: Final = 0.039
"""Lengths over body height after Winter, Biomechanics and Motor Control of Human Movement."""

_REFERENCE_MASS_KG: Final = 72.0
_REFERENCE_HEIGHT_M: Final = 1.75
_HEIGHTS_M: Final = {
    AgeGroup.CHILD: (1.15, 1.50),
    AgeGroup.YOUTH: (1.45, 1.78),
    AgeGroup.ADULT: (1.55, 2.00),
}
_MASS_POWER: Final = 2.6
_INERTIA_POWER: Final = 0.75
_PLAIN_RAD: Final = math.radians(35.0)
_WORN: Final = (("plain", 0.3), ("rotated", 0.35), ("upside_down", 0.35))
_ANYHOW_SHARE: Final = 0.05
"""Share of straps that sit any way at all."""

_SHANK_INERTIA_KGM2: Final = 0.30
"""Shank and foot about the knee as a struck ball feels them, for a player of 1.75 m, 72 kg."""

_CONTACT_RATIO: Final = {
    Technique.HEEL: (-0.030, -0.008, 0.0),
    Technique.INSIDE_FOOT: (0.028, -0.010, -0.020),
    Technique.INSTEP: (0.045, -0.020, -0.004),
    Technique.UNSURE: (0.040, -0.015, -0.010),
}
"""Where the ball meets the foot, from the ankle, segment frame of a right leg, over height."""

_CALF_ANTERIOR_M: Final = 0.035
_CALF_MEDIAL_M: Final = 0.02


@dataclass(frozen=True, slots=True)
class Style:
    """How a player's strikes of one technique differ from the usual one, every time.

    Attributes
    ----------
    time_ratio
        Length of the swing.
    backswing_ratio, follow_ratio
        Size of the lobe before the strike, and length of the follow-through.
    early_s
        By how much earlier before the contact the swing is at its fastest.
    thigh_ratio
        Share of the thigh in the swing.
    hip_rad, knee_rad, turn_rad
        Added to the flexion of hip and knee and to the turn-out of the leg at the contact.
    plane_rad
        Added to the angle between the strike axis and the mediolateral axis.
    """

    time_ratio: float = 1.0
    backswing_ratio: float = 1.0
    follow_ratio: float = 1.0
    early_s: float = 0.0
    thigh_ratio: float = 1.0
    hip_rad: float = 0.0
    knee_rad: float = 0.0
    turn_rad: float = 0.0
    plane_rad: float = 0.0


@dataclass(frozen=True, slots=True)
class Player:
    """Lengths, style, and how the sensor sits on the shin.

    Attributes
    ----------
    height_m
        Body height; all lengths follow from it.
    build_ratio
        Body mass over what is usual at this height.
    age
        Child, youth or adult.
    side
        The leg that wears the sensor.
    tempo_ratio
        Above one, swings are faster and shorter in time.
    power_ratio
        Scales the strike rates.
    turn_out_rad
        Added to the turn-out of the leg in an inside-foot strike.
    gait_ratio
        Scales the angles of walking and running.
    impact_ratio
        Scales the blows of the ground: a heavy tread, hard shoes, hard ground.
    heel_style, inside_style, instep_style
        How the strikes of this player differ from the usual ones.
    sensor_below_knee_ratio
        Way from knee to ankle at which the sensor sits, 0 to 1.
    mounting_rotvec
        Rotation vector from the sensor frame to the segment frame, rad.
    soft_tissue_hz, soft_tissue_decay_s
        Ringing of the sensor after a blow.
    sway_rad
        Standard deviation of the shank's angle in quiet standing.
    """

    height_m: float = 1.75
    build_ratio: float = 1.0
    age: AgeGroup = AgeGroup.ADULT
    side: Side = Side.RIGHT
    tempo_ratio: float = 1.0
    power_ratio: float = 1.0
    turn_out_rad: float = 0.0
    gait_ratio: float = 1.0
    impact_ratio: float = 1.0
    heel_style: Style = Style()
    inside_style: Style = Style()
    instep_style: Style = Style()
    sensor_below_knee_ratio: float = 0.42
    mounting_rotvec: tuple[float, float, float] = (0.0, 0.0, 0.0)
    soft_tissue_hz: float = 32.0
    soft_tissue_decay_s: float = 0.025
    sway_rad: float = 0.004

    @property
    def mass_kg(self) -> float:
        """Of the body; 72 kg at 1.75 m, 24 kg at 1.15 m."""
        grown = self.height_m / _REFERENCE_HEIGHT_M
        return _REFERENCE_MASS_KG * self.build_ratio * math.pow(grown, _MASS_POWER)

    @property
    def worn(self) -> str:
        """How the sensor sits: ``plain``, ``rotated`` or ``upside_down``."""
        if self.mounting[1, 1] < 0.0:
            return "upside_down"
        turned_rad = math.hypot(*self.mounting_rotvec)
        return "plain" if turned_rad < _PLAIN_RAD else "rotated"

    def style_of(self, technique: Technique) -> Style:
        """Give the style of a technique."""
        styles = {Technique.HEEL: self.heel_style, Technique.INSTEP: self.instep_style}
        return styles.get(technique, self.inside_style)

    @property
    def thigh_m(self) -> float:
        """Hip to knee."""
        return _THIGH_RATIO * self.height_m

    @property
    def shank_m(self) -> float:
        """Knee to ankle."""
        return _SHANK_RATIO * self.height_m

    @property
    def ankle_height_m(self) -> float:
        """Ankle above the ground in standing."""
        return _ANKLE_HEIGHT_RATIO * self.height_m

    @property
    def sensor_m(self) -> FloatArray:
        """Sensor from the knee, segment frame of a right leg, shape (3,)."""
        below_m = self.sensor_below_knee_ratio * self.shank_m
        return np.array([_CALF_ANTERIOR_M, -below_m, -_CALF_MEDIAL_M])

    def contact_m(self, technique: Technique) -> FloatArray:
        """Give the point that meets the ball, from the knee, segment frame of a right leg."""
        from_ankle = self.height_m * np.array(_CONTACT_RATIO[technique])
        point: FloatArray = from_ankle + np.array([0.0, -self.shank_m, 0.0])
        return point

    def rate_change_radps(self, ball_change_mps: float, lever_m: float) -> float:
        """Give the change of the shank's rate that a change of the ball's speed causes.

        Hinge model: the ball's momentum times its distance from the knee over the moment of
        inertia of shank and foot about the knee, which here grows less than the legs do: small
        players play with smaller balls.
        """
        share = math.pow(self.mass_kg / _REFERENCE_MASS_KG, _INERTIA_POWER)
        inertia = _SHANK_INERTIA_KGM2 * share
        return BALL_MASS_KG * ball_change_mps * lever_m / inertia

    @property
    def mounting(self) -> FloatArray:
        """Rotation from the sensor frame to the segment frame, shape (3, 3)."""
        matrix: FloatArray = Rotation.from_rotvec(np.array(self.mounting_rotvec)).as_matrix()
        return matrix


def random_player(rng: np.random.Generator, *, side: Side | None = None) -> Player:
    """Draw a player whose properties go together.

    Parameters
    ----------
    rng
        Source of chance.
    side
        The leg, or None to draw it.

    Returns
    -------
    player
        1.15 to 2.00 m; the sensor any way round on the shin, upside down half of the time, and
        up to some 12 degrees askew.
    """
    age = AgeGroup(rng.choice(list(AgeGroup), p=[0.25, 0.25, 0.5]))
    low_m, high_m = _HEIGHTS_M[age]
    height_m = float(rng.uniform(low_m, high_m))
    grown = height_m / _REFERENCE_HEIGHT_M
    player = Player(
        height_m=height_m,
        build_ratio=float(np.exp(rng.normal(0.0, 0.12))),
        age=age,
        side=side or (Side.LEFT if rng.integers(2) else Side.RIGHT),
        tempo_ratio=float(np.clip(grown**-0.3 * rng.normal(1.0, 0.06), 0.8, 1.3)),
        power_ratio=float(np.clip(rng.normal(1.0, 0.10), 0.75, 1.3)),
        turn_out_rad=math.radians(float(rng.normal(0.0, 8.0))),
        gait_ratio=float(np.clip(rng.normal(1.0, 0.08), 0.8, 1.2)),
        impact_ratio=float(np.exp(rng.normal(0.0, 0.25))),
        heel_style=_random_style(rng),
        inside_style=_random_style(rng),
        instep_style=_random_style(rng),
        sway_rad=float(rng.uniform(0.002, 0.006)),
    )
    return strapped_anew(player, rng)


def strapped_anew(player: Player, rng: np.random.Generator) -> Player:
    """Give the same player with the sensor strapped on another time.

    Parameters
    ----------
    player
        Who.
    rng
        Source of chance.

    Returns
    -------
    player
        The sensor at another height, turned another way round, on other soft tissue.
    """
    worn = str(rng.choice([name for name, _ in _WORN], p=[share for _, share in _WORN]))
    plain = worn == "plain"
    around_rad = float(rng.normal(0.0, 0.15) if plain else rng.uniform(-math.pi, math.pi))
    turned_over_rad = math.pi if worn == "upside_down" else 0.0
    askew = Rotation.from_rotvec(rng.normal(0.0, math.radians(6.0), 3))
    if rng.random() < _ANYHOW_SHARE:
        askew = Rotation.from_rotvec(rng.normal(0.0, math.radians(50.0), 3))
    mounting = (
        Rotation.from_euler("y", around_rad) * Rotation.from_euler("z", turned_over_rad) * askew
    )
    x, y, z = (float(value) for value in mounting.as_rotvec())
    return replace(
        player,
        sensor_below_knee_ratio=float(rng.uniform(0.25, 0.75)),
        mounting_rotvec=(x, y, z),
        soft_tissue_hz=float(rng.uniform(20.0, 60.0)),
        soft_tissue_decay_s=float(rng.uniform(0.010, 0.035)),
    )


def _random_style(rng: np.random.Generator) -> Style:
    time, back, follow, thigh = (float(value) for value in np.exp(rng.normal(0.0, 1.0, 4) * 0.12))
    early, hip, knee, turn, plane = (float(value) for value in rng.normal(0.0, 1.0, 5))
    return Style(
        time_ratio=time,
        backswing_ratio=back,
        follow_ratio=follow,
        thigh_ratio=thigh,
        early_s=0.010 * early,
        hip_rad=math.radians(4.0 * hip),
        knee_rad=math.radians(6.0 * knee),
        turn_rad=math.radians(5.0 * turn),
        plane_rad=math.radians(5.0 * plane),
    )
