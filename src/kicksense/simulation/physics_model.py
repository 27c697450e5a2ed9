"""The body of a player, the ball and the ground as MuJoCo sees them.

World frame: x forward at heading 0, y up, z right; every segment frame is parallel to it in
standing. The leg is a right one.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import mujoco
import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ
from kicksense.units import BALL_MASS_KG, BALL_RADIUS_M, GRAVITY_MPS2


class Drive(IntEnum):
    """The driven degrees of freedom, in the order of joints and controls.

    Hip and knee flexion, adduction and rotation have the signs of `stretch.Joint`. The others are
    what ligaments and muscles let give: the knee sideways, about its long axis and along it.
    """

    FORWARD = 0
    UP = 1
    RIGHT = 2
    YAW = 3
    HIP_FLEXION = 4
    HIP_ADDUCTION = 5
    HIP_ROTATION = 6
    KNEE_FLEXION = 7
    KNEE_TILT = 8
    KNEE_TWIST = 9
    KNEE_STRETCH = 10
    ANKLE_FLEXION = 11
    ANKLE_TILT = 12


_REFERENCE_HEIGHT_M: Final = 1.75
_REFERENCE_MASS_KG: Final = 72.0
_THIGH_SHARE: Final = 0.100
_SHANK_SHARE: Final = 0.0465
_FOOT_SHARE: Final = 0.0145
_MIDDLE_SHARE: Final = 0.433
"""Masses over that of the body and place of the middle of mass of thigh and shank, after Winter."""

_GYRATION: Final = {"thigh": (0.323, 0.149), "shank": (0.302, 0.103)}
"""Radii of gyration over the length, across and about the long axis (Winter; de Leva 1996)."""

_WOBBLING_SHARE: Final = {"thigh": 0.65, "shank": 0.6}
_WOBBLE_HZ: Final = 11.0
_WOBBLE_DAMPING: Final = 0.35
"""Muscle that hangs on the bone: its share of the segment, its frequency and damping ratio (Gruber
and others 1998; Pain and Challis 2001). A blow of 10 ms meets the bone first."""

_BOOT_KG: Final = 0.2
_SENSOR_KG: Final = 0.04
_SENSOR_INERTIA_KGM2: Final = 1.0e-5

_ROTARY: Final = {
    Drive.YAW: (200.0, 20.0),
    Drive.HIP_FLEXION: (300.0, 40.0),
    Drive.HIP_ADDUCTION: (300.0, 40.0),
    Drive.HIP_ROTATION: (60.0, 4.0),
    Drive.KNEE_FLEXION: (50.0, 2.0),
    Drive.KNEE_TILT: (250.0, 3.5),
    Drive.KNEE_TWIST: (80.0, 1.0),
    Drive.ANKLE_FLEXION: (300.0, 1.6),
    Drive.ANKLE_TILT: (200.0, 1.1),
}
"""Stiffness N m/rad and damping N m s/rad for 1.75 m and 72 kg: muscles near 2-3 Hz with the
segments they move, so that they cannot feel a blow of 10 ms; ligaments of the knee and a braced
ankle about ten times as stiff. Assumptions of the size that textbooks give."""

_LINEAR: Final = {
    Drive.FORWARD: (14000.0, 1400.0),
    Drive.UP: (14000.0, 1400.0),
    Drive.RIGHT: (14000.0, 1400.0),
    Drive.KNEE_STRETCH: (22000.0, 320.0),
}
"""Stiffness N/m and damping N s/m for 72 kg."""

_HIP_ROTATION_ADDED_KGM2: Final = 0.003
"""Inertia of what turns along with a thigh that turns about its long axis, for 1.75 m and 72 kg: a
tenth of the thigh's own. At an adduction of 90 degrees the hip's first and last axes are one;
without this nothing would weigh against the one turning with the other, and the engine would divide
by nothing."""

_AXES: Final = ("1 0 0", "0 1 0", "0 0 1")

SURFACES: Final = {
    "heel": Technique.HEEL,
    "inside": Technique.INSIDE_FOOT,
    "instep": Technique.INSTEP,
}
"""The surfaces of the foot that meet a ball, as their shapes are called."""


@dataclass(frozen=True, slots=True, eq=False)
class LegModel:
    """A player's leg in MuJoCo.

    Attributes
    ----------
    model, data
        MuJoCo's model, and a working copy of its state.
    player
        Whose leg it is.
    stiffness, damping
        Of the driven degrees of freedom, shape (13,).
    """

    model: Any
    data: Any
    player: Player
    stiffness: FloatArray
    damping: FloatArray

    def body(self, name: str) -> int:
        """Give the number of a body."""
        return int(mujoco.mj_name2id(self.model, mujoco.mjtObj.mjOBJ_BODY, name))

    def geom(self, name: str) -> int:
        """Give the number of a shape."""
        return int(mujoco.mj_name2id(self.model, mujoco.mjtObj.mjOBJ_GEOM, name))

    def pair(self, name: str) -> int:
        """Give the number of a pair of shapes that may meet."""
        return int(mujoco.mj_name2id(self.model, mujoco.mjtObj.mjOBJ_PAIR, name))


def build_leg(player: Player) -> LegModel:
    """Build the leg of a player.

    Parameters
    ----------
    player
        Height, mass, and where and how softly the sensor sits.

    Returns
    -------
    leg
        Segments after Winter, a foot with heel, inside and instep, a ball of size 5, the ground.
    """
    model = mujoco.MjModel.from_xml_string(_leg_xml(player))
    heavier = player.mass_kg / _REFERENCE_MASS_KG
    turning = heavier * (player.height_m / _REFERENCE_HEIGHT_M) ** 2
    values = [
        tuple(heavier * value for value in _LINEAR[drive])
        if drive in _LINEAR
        else tuple(turning * value for value in _ROTARY[drive])
        for drive in Drive
    ]
    stiffness, damping = (np.array(column) for column in zip(*values, strict=True))
    model.dof_armature[Drive.HIP_ROTATION] = turning * _HIP_ROTATION_ADDED_KGM2
    model.opt.disableflags |= mujoco.mjtDisableBit.mjDSBL_AUTORESET
    model.actuator_biasprm[: len(Drive), 1] = -stiffness
    model.actuator_biasprm[: len(Drive), 2] = -damping
    return LegModel(model, mujoco.MjData(model), player, stiffness, damping)


@contextmanager
def unreported() -> Iterator[None]:
    """Keep the engine from printing its warnings and from writing them to a file.

    They are counted in its state all the same, which is where `physics_guard` looks for them.
    """
    before = mujoco.get_mju_user_warning()
    mujoco.set_mju_user_warning(_unheard)
    try:
        yield
    finally:
        mujoco.set_mju_user_warning(before)


def _unheard(_message: str) -> None:
    """Take a warning and say nothing."""


def _segment_xml(name: str, player: Player, share: float, length_m: float) -> tuple[str, str]:
    """Give the bone of a segment and the muscle that hangs on it."""
    mass = share * player.mass_kg
    across, along = ((mass * (ratio * length_m) ** 2) for ratio in _GYRATION[name])
    loose = _WOBBLING_SHARE[name]
    turn_hz = 2.0 * math.pi * _WOBBLE_HZ
    spring, damper = mass * loose * turn_hz**2, 2.0 * _WOBBLE_DAMPING * mass * loose * turn_hz
    joints = "".join(
        f'<joint type="slide" axis="{axis}" stiffness="{spring}" damping="{damper}"/>'
        for axis in _AXES
    )

    def inertial(ratio: float, place: str) -> str:
        inertia = f"{ratio * across} {ratio * along} {ratio * across}"
        return f'<inertial pos="{place}" mass="{ratio * mass}" diaginertia="{inertia}"/>'

    middle = f"0 {-_MIDDLE_SHARE * length_m} 0"
    muscle = f'<body pos="{middle}" gravcomp="1">{joints}{inertial(loose, "0 0 0")}</body>'
    return inertial(1.0 - loose, middle), muscle


def _foot_xml(player: Player) -> str:
    """Give the foot with its three surfaces, drawn for 1.75 m and scaled."""
    k = player.height_m / _REFERENCE_HEIGHT_M
    mass = _FOOT_SHARE * player.mass_kg + _BOOT_KG * k * k
    length_m = 0.152 * player.height_m
    turning, twisting = mass * (0.257 * length_m) ** 2, mass * (0.124 * length_m) ** 2
    inertial = (
        f'<inertial pos="{0.055 * k} {-0.035 * k} 0" mass="{mass}" '
        f'diaginertia="{twisting} {turning} {turning}"/>'
    )
    heel = f'type="sphere" size="{0.034 * k}" pos="{-0.018 * k} {-0.018 * k} 0"'
    inside = (
        f'type="capsule" size="{0.024 * k}" '
        f'fromto="{-0.002 * k} {-0.022 * k} {-0.028 * k} {0.080 * k} {-0.042 * k} {0.004 * k}"'
    )
    instep = (
        f'type="capsule" size="{0.026 * k}" '
        f'fromto="{0.035 * k} {0.000 * k} {0.012 * k} {0.122 * k} {-0.044 * k} {0.016 * k}"'
    )
    shapes = {"heel": heel, "inside": inside, "instep": instep}
    return inertial + "".join(f'<geom name="{name}" {shapes[name]}/>' for name in SURFACES)


def _sensor_xml(player: Player) -> str:
    """Give the sensor on its soft mount."""
    turn_hz = 2.0 * math.pi * player.soft_tissue_hz
    spring, damper = turn_hz**2, 2.0 / player.soft_tissue_decay_s
    joints = "".join(
        f'<joint type="{kind}" axis="{axis}" stiffness="{spring * load}" '
        f'damping="{damper * load}"/>'
        for kind, load in (("slide", _SENSOR_KG), ("hinge", _SENSOR_INERTIA_KGM2))
        for axis in _AXES
    )
    x, y, z = player.sensor_m
    inertia = " ".join([str(_SENSOR_INERTIA_KGM2)] * 3)
    return (
        f'<body name="sensor" pos="{x} {y} {z}" gravcomp="1">{joints}'
        f'<inertial pos="0 0 0" mass="{_SENSOR_KG}" diaginertia="{inertia}"/></body>'
    )


def _leg_xml(player: Player) -> str:
    trunk_kg = player.mass_kg * (1.0 - _THIGH_SHARE - _SHANK_SHARE - _FOOT_SHARE)
    trunk_kgm2 = trunk_kg * (0.085 * player.height_m) ** 2
    ball_kgm2 = 2.0 / 3.0 * BALL_MASS_KG * BALL_RADIUS_M**2
    slide, hinge = 'type="slide" axis', 'type="hinge" axis'
    drives = "".join(
        f'<general joint="{drive.name}" biastype="affine" biasprm="0 -1 -1"/>' for drive in Drive
    )
    pairs = "".join(
        f'<pair name="{name}" geom1="{name}" geom2="ball" condim="3" friction="0.4 0.4"/>'
        for name in SURFACES
    )
    thigh, thigh_muscle = _segment_xml("thigh", player, _THIGH_SHARE, player.thigh_m)
    shank, calf = _segment_xml("shank", player, _SHANK_SHARE, player.shank_m)
    pairs += '<pair geom1="ground" geom2="ball" condim="3" friction="0.5 0.5"/>'
    watched = "".join(
        f'<framequat objtype="xbody" objname="{name}"/>' for name in ("sensor", "shank")
    )
    return f"""
<mujoco>
<option timestep="{1.0 / INTERNAL_RATE_HZ}" integrator="implicitfast"
 gravity="0 {-GRAVITY_MPS2} 0" cone="elliptic"/>
<default><geom contype="0" conaffinity="0"/></default>
<worldbody>
<geom name="ground" type="plane" zaxis="0 1 0" size="0 0 1"/>
<body name="trunk">
<joint name="FORWARD" {slide}="1 0 0"/><joint name="UP" {slide}="0 1 0"/>
<joint name="RIGHT" {slide}="0 0 1"/><joint name="YAW" {hinge}="0 1 0"/>
<inertial pos="0 0 0" mass="{trunk_kg}" diaginertia="{trunk_kgm2} {trunk_kgm2} {trunk_kgm2}"/>
<body name="thigh">
<joint name="HIP_FLEXION" {hinge}="0 0 1"/><joint name="HIP_ADDUCTION" {hinge}="1 0 0"/>
<joint name="HIP_ROTATION" {hinge}="0 1 0"/>
{thigh}
<body name="shank" pos="0 {-player.thigh_m} 0">
<joint name="KNEE_FLEXION" {hinge}="0 0 -1"/><joint name="KNEE_TILT" {hinge}="1 0 0"/>
<joint name="KNEE_TWIST" {hinge}="0 1 0"/><joint name="KNEE_STRETCH" {slide}="0 1 0"/>
{shank}
<body name="foot" pos="0 {-player.shank_m} 0">
<joint name="ANKLE_FLEXION" {hinge}="0 0 1"/><joint name="ANKLE_TILT" {hinge}="1 0 0"/>
{_foot_xml(player)}</body>
{calf}{_sensor_xml(player)}</body>
{thigh_muscle}</body></body>
<body name="ball" pos="0 50 0" gravcomp="1"><freejoint/>
<inertial pos="0 0 0" mass="{BALL_MASS_KG}" diaginertia="{ball_kgm2} {ball_kgm2} {ball_kgm2}"/>
<geom name="ball" type="sphere" size="{BALL_RADIUS_M}"/></body>
</worldbody>
<contact>{pairs}</contact>
<actuator>{drives}</actuator>
<sensor>{watched}<framepos objtype="xbody" objname="sensor"/></sensor>
</mujoco>"""
