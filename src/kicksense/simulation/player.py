"""A simulated player: lengths, style, and how the sensor is worn."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.units import BALL_MASS_KG

_THIGH_RATIO: Final = 0.245
_SHANK_RATIO: Final = 0.235
_ANKLE_HEIGHT_RATIO: Final = 0.039
"""Lengths over body height after Winter, Biomechanics and Motor Control of Human Movement."""

_REFERENCE_HEIGHT_M: Final = 1.75
_SHANK_INERTIA_KGM2: Final = 0.30
"""Shank and foot about the knee as a struck ball feels them, for a player of 1.75 m."""

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
class Player:
    """Lengths, style, and how the sensor sits on the shin.

    Attributes
    ----------
    height_m
        Body height; all lengths follow from it.
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
    side: Side = Side.RIGHT
    tempo_ratio: float = 1.0
    power_ratio: float = 1.0
    turn_out_rad: float = 0.0
    gait_ratio: float = 1.0
    sensor_below_knee_ratio: float = 0.42
    mounting_rotvec: tuple[float, float, float] = (0.0, 0.0, 0.0)
    soft_tissue_hz: float = 32.0
    soft_tissue_decay_s: float = 0.025
    sway_rad: float = 0.004

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
        inertia of shank and foot about the knee.
        """
        inertia = _SHANK_INERTIA_KGM2 * (self.height_m / _REFERENCE_HEIGHT_M) ** 2
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
        1.30 to 1.95 m; the sensor any way round on the shin, upside down half of the time, and
        up to some 12 degrees askew.
    """
    height_m = float(rng.uniform(1.30, 1.95))
    drawn_side = side or (Side.LEFT if rng.integers(2) else Side.RIGHT)
    around_rad = float(rng.uniform(-math.pi, math.pi))
    turned_over_rad = math.pi * float(rng.integers(2))
    askew = Rotation.from_rotvec(rng.normal(0.0, math.radians(6.0), 3))
    mounting = (
        Rotation.from_euler("y", around_rad) * Rotation.from_euler("z", turned_over_rad) * askew
    )
    x, y, z = (float(value) for value in mounting.as_rotvec())
    return Player(
        height_m=height_m,
        side=drawn_side,
        tempo_ratio=float(np.clip((1.75 / height_m) ** 0.3 * rng.normal(1.0, 0.05), 0.85, 1.25)),
        power_ratio=float(np.clip(rng.normal(1.0, 0.10), 0.75, 1.3)),
        turn_out_rad=math.radians(float(rng.normal(0.0, 8.0))),
        gait_ratio=float(np.clip(rng.normal(1.0, 0.05), 0.85, 1.15)),
        sensor_below_knee_ratio=float(rng.uniform(0.32, 0.60)),
        mounting_rotvec=(x, y, z),
        soft_tissue_hz=float(rng.uniform(22.0, 50.0)),
        soft_tissue_decay_s=float(rng.uniform(0.015, 0.030)),
        sway_rad=float(rng.uniform(0.002, 0.006)),
    )
