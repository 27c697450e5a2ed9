"""Balls put in the way of a foot, and what became of them."""

import math
from dataclasses import dataclass
from typing import Final

import mujoco
import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.physics_model import SURFACES, LegModel
from kicksense.simulation.stretch import Blow
from kicksense.units import BALL_RADIUS_M

_USUAL_RATIO: Final = {
    Technique.INSTEP: 1.25,
    Technique.INSIDE_FOOT: 1.15,
    Technique.HEEL: 1.0,
}
_LIVELINESS: Final = {
    Technique.INSTEP: 0.66,
    Technique.INSIDE_FOOT: 0.40,
    Technique.HEEL: 0.28,
}
"""Restitution of ball and braced foot, so that kicks have the ratios of ball to foot speed of
FIELD.md section 4 at the median; how much the foot gives way is left to the engine."""

_SOFT_LIVELINESS: Final = 0.2
_LIVELINESS_LIMITS: Final = (0.15, 0.9)
_LENGTH_LIMITS_S: Final = {True: (0.0090, 0.0110), False: (0.0092, 0.022)}
"""Of the contact in a kick (FIELD.md section 4: 9-10 ms for a hard one) and in anything softer."""

_LAGS_RAD: Final = np.linspace(0.0, 1.5, 301)
_LEFT_RAD: Final = math.pi - 2.0 * _LAGS_RAD
_SWUNG: Final = (EventKind.KICK, EventKind.AIR_KICK)
_SCATTER_RAD: Final = 0.12
_ALONG_SPREAD: Final = 0.3
_ALONG_LIMIT: Final = 0.8
_MISS_RATIO: Final = (1.4, 2.2)
_PASSED_ON: Final = 0.7
"""Share of the closing speed that a foot of some 1.7 kg takes from a ball that does not spring
back; only used to choose how fast a ball comes, never to say what it did."""

_TRAP_WAY: Final = (0.5, 0.87)
"""Ahead and inward: where a ball comes from that is trapped, if the plan does not say."""

_LEAST_MPS: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """The part of the foot that is meant to meet a ball, at one moment, world frame.

    Attributes
    ----------
    point_m, velocity_mps
        A point on the middle line of the shape, and its velocity, shape (3,).
    line
        Direction of that line, of unit length; zero for a round surface, shape (3,).
    radius_m
        Of the shape around the line.
    ahead, inward
        Forward and medial directions of the shank, shape (3,).
    heading_rad
        Of the player.
    """

    point_m: FloatArray
    velocity_mps: FloatArray
    line: FloatArray
    radius_m: float
    ahead: FloatArray
    inward: FloatArray
    heading_rad: float


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """A ball on its way: where its middle is at the moment of the blow, and its velocity."""

    middle_m: FloatArray
    velocity_mps: FloatArray


def surface_of(leg: LegModel, blow: Blow, rng: np.random.Generator) -> Surface:
    """Read off the working state where the surface of a blow is and how it moves.

    Parameters
    ----------
    leg
        Its working copy is in the state of the moment of the blow.
    blow
        The plan.
    rng
        Source of chance: where along the foot the ball is met.

    Returns
    -------
    surface
        Of the technique; the instep where the plan names none.
    """
    model, data = leg.model, leg.data
    names = {technique: name for name, technique in SURFACES.items()}
    geom = leg.geom(names.get(blow.technique, "instep"))
    along = float(np.clip(rng.normal(0.0, _ALONG_SPREAD), -_ALONG_LIMIT, _ALONG_LIMIT))
    radius_m, half_m = (float(size) for size in model.geom_size[geom][:2])
    round_one = model.geom_type[geom] == mujoco.mjtGeom.mjGEOM_SPHERE
    line = np.zeros(3) if round_one else data.geom_xmat[geom].reshape(3, 3)[:, 2].copy()
    point = data.geom_xpos[geom] + along * half_m * line
    jacobian = np.zeros((3, model.nv))
    mujoco.mj_jac(model, data, jacobian, None, point, leg.body("foot"))
    shank = data.xmat[leg.body("shank")].reshape(3, 3)
    return Surface(
        point_m=point,
        velocity_mps=jacobian @ data.qvel,
        line=line,
        radius_m=radius_m,
        ahead=shank[:, 0].copy(),
        inward=-shank[:, 2],
        heading_rad=float(data.joint("YAW").qpos[0]),
    )


def flight_of(blow: Blow, surface: Surface, rng: np.random.Generator) -> Flight:
    """Choose where a ball is and how it comes, so that the foot meets it as planned, or just not.

    Parameters
    ----------
    blow
        The plan.
    surface
        What shall meet it, when.
    rng
        Source of chance: no player hits the very middle.

    Returns
    -------
    flight
        For a miss the ball lies beside the way of the foot.
    """
    coming = _incoming(blow, surface)
    closing = surface.velocity_mps - coming
    if blow.kind is EventKind.TRAP and not any(blow.incoming_mps):
        closing = _TRAP_WAY[0] * surface.ahead + _TRAP_WAY[1] * surface.inward
    way = _unit(closing - (closing @ surface.line) * surface.line)
    if blow.ball_change_mps > 0.0 and not any(blow.incoming_mps):
        closing_mps = blow.ball_change_mps / (_PASSED_ON * (1.0 + liveliness_of(blow)))
        coming = surface.velocity_mps - closing_mps * way
    aside = _aside(way, surface.line, rng)
    reach_m = BALL_RADIUS_M + surface.radius_m
    if blow.kind is EventKind.AIR_KICK:
        offset = float(rng.uniform(*_MISS_RATIO)) * reach_m * aside
        return Flight(surface.point_m + offset, coming)
    thin_rad = math.acos(min(1.0, blow.solid_ratio))
    angle_rad = math.hypot(thin_rad, float(rng.normal(0.0, _SCATTER_RAD)))
    normal = math.cos(angle_rad) * way + math.sin(angle_rad) * aside
    return Flight(surface.point_m + reach_m * normal, coming)


def liveliness_of(blow: Blow) -> float:
    """Give the restitution of the contact of foot and ball.

    A plan whose ball leaves faster than usual has a firmer foot or a harder ball; touches and
    traps are played with a foot that is held loosely.
    """
    if blow.kind not in _SWUNG:
        return _SOFT_LIVELINESS
    usual = _LIVELINESS.get(blow.technique, _SOFT_LIVELINESS)
    if blow.ball_ratio <= 0.0:
        return usual
    firm = blow.ball_ratio / _USUAL_RATIO.get(blow.technique, blow.ball_ratio)
    return float(np.clip((1.0 + usual) * firm - 1.0, *_LIVELINESS_LIMITS))


def soften(leg: LegModel, blow: Blow) -> None:
    """Set stiffness and damping of the contact: its length and its restitution.

    Parameters
    ----------
    leg
        Its model is changed for the blow.
    blow
        The plan.

    Notes
    -----
    A linear spring and damper push two masses apart until their force has fallen to zero. With a
    damping ratio sin(a), that is after (pi - 2 a) of the damped oscillation, and the restitution
    is exp(-(pi - 2 a) tan(a)). MuJoCo takes spring and damper per unit of effective mass.
    """
    lively = liveliness_of(blow)
    lag_rad = float(np.interp(-math.log(lively), np.tan(_LAGS_RAD) * _LEFT_RAD, _LAGS_RAD))
    length_s = float(np.clip(blow.contact_s, *_LENGTH_LIMITS_S[blow.kind in _SWUNG]))
    turn_hz = (math.pi - 2.0 * lag_rad) / length_s / math.cos(lag_rad)
    spring, damper = turn_hz**2, 2.0 * math.sin(lag_rad) * turn_hz
    for name in SURFACES:
        leg.model.pair_solref[leg.pair(name)] = (-spring, -damper)


def _incoming(blow: Blow, surface: Surface) -> FloatArray:
    """Give the planned velocity of the ball in the world."""
    forward, up, right = blow.incoming_mps
    cosine, sine = math.cos(surface.heading_rad), math.sin(surface.heading_rad)
    return np.array([cosine * forward + sine * right, up, cosine * right - sine * forward])


def _aside(way: FloatArray, line: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Draw a direction across the way; across the line of the shape too, where it has one."""
    if line.any():
        across = _unit(np.cross(line, way))
        return across if rng.integers(2) else -across
    drawn = rng.normal(0.0, 1.0, 3)
    return _unit(drawn - (drawn @ way) * way)


def _unit(vector: FloatArray) -> FloatArray:
    unit: FloatArray = vector / max(float(np.linalg.norm(vector)), _LEAST_MPS**2)
    return unit
