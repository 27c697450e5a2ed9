"""What a blow does to the shank and to the sensor on its soft tissue."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.leg import LegMotion
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import min_jerk, ringing
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Blow, Shock

_RETURN_S: Final = 0.45
_RETURN_DELAY_S: Final = 0.08
_RING_SHARE: Final = 2.25
"""Ringing over the rigid pulse at the sensor; with it peaks and widths match FIELD.md."""

_TWIST_SHARE: Final = 3.0
_TURN_TEMPO: Final = 0.45
_ASIDE_SHARE: Final = 0.4
_WOBBLE_SHARE: Final = 0.05
_SHOCK_TWIST: Final = 0.06
_SPREAD: Final = 0.08
_MIN_FOOT_MPS: Final = 0.2
_TURNED_OUT_SHARE: Final = 0.82
"""A leg turned out takes part of the blow about its long axis, where the whole leg resists."""


@dataclass(frozen=True, slots=True, eq=False)
class Struck:
    """One blow, with what it did.

    Attributes
    ----------
    blow
        The plan; its time counts from the start of the session.
    index
        Internal sample of the first contact.
    foot_speed_mps, ball_speed_mps
        Of the contact point just before, and of the ball just after.
    rate_change
        Change of the shank's rate, segment frame of a right leg, rad/s, shape (3,).
    """

    blow: Blow
    index: int
    foot_speed_mps: float
    ball_speed_mps: float
    rate_change: FloatArray


def strike(blow: Blow, motion: LegMotion, player: Player, rng: np.random.Generator) -> Struck:
    """Work out what a blow does to a leg that moves as given.

    Parameters
    ----------
    blow
        The plan.
    motion
        The leg as if there were no ball.
    player
        Lengths and inertia.
    rng
        Source of chance.

    Returns
    -------
    struck
        Rate change by the hinge model: about the axis across the shank through the knee by
        which the contact point gives way to the ball.
    """
    index = round(blow.time_s * INTERNAL_RATE_HZ)
    point = player.contact_m(blow.technique)
    velocity = motion.velocity_mps(point, index)
    speed_mps = float(np.linalg.norm(velocity))
    toward = -velocity / max(speed_mps, _MIN_FOOT_MPS)
    if blow.kind is EventKind.TRAP:
        ahead = motion.shank[index] @ np.array([1.0, 0.0, 0.0])
        inward = motion.shank[index] @ np.array([0.0, 0.0, -1.0])
        toward = -(0.5 * ahead + 0.87 * inward)
    way = motion.shank[index].T @ toward
    axis = np.cross(point, way)
    axis[1] = 0.0
    axis /= max(float(np.linalg.norm(axis)), 1e-9)
    incoming_mps = float(np.linalg.norm(blow.incoming_mps)) if blow.ball_ratio > 0.0 else 0.0
    turned_mps = blow.ball_ratio * (speed_mps + incoming_mps)
    passed_on_mps = (turned_mps or blow.ball_change_mps) * blow.solid_ratio
    lever_m = float(np.linalg.norm(point))
    change = player.rate_change_radps(passed_on_mps, lever_m) * math.exp(rng.normal(0.0, _SPREAD))
    if blow.technique is Technique.INSIDE_FOOT:
        change *= _TURNED_OUT_SHARE
    launch_mps = max(0.0, turned_mps * blow.solid_ratio - incoming_mps)
    return Struck(blow, index, speed_mps, launch_mps, change * axis)


def give_of(struck: Struck, n: int) -> FloatArray:
    """Give the extra rotation of the shank that a blow causes.

    The rate changes with the impulse of a half-sine force, then fades as the rest of the leg
    slows down as well, and the angle returns to zero on the way back to standing.

    Parameters
    ----------
    struck
        What the blow did.
    n
        Internal samples of the session.

    Returns
    -------
    rotvec
        Shape (n, 3), rad.
    """
    blow = struck.blow
    caught_up_s = blow.contact_s + blow.yield_s + _RETURN_DELAY_S
    span_s = caught_up_s + _RETURN_S + 0.01
    stop = min(n, struck.index + round(span_s * INTERNAL_RATE_HZ))
    since_s = np.arange(stop - struck.index) / INTERNAL_RATE_HZ
    passed = 0.5 * (1.0 - np.cos(np.pi * np.clip(since_s / blow.contact_s, 0.0, 1.0)))
    rate = passed * (1.0 - min_jerk(since_s, blow.contact_s, blow.yield_s))
    angle = np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]))]) / INTERNAL_RATE_HZ
    angle *= 1.0 - min_jerk(since_s, caught_up_s, _RETURN_S)
    rotvec = np.zeros((n, 3))
    rotvec[struck.index : stop] = angle[:, np.newaxis] * struck.rate_change
    return rotvec


def ring_of_blow(
    struck: Struck, player: Player, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Give how the sensor rings after a blow of a ball.

    Parameters
    ----------
    struck
        What the blow did.
    player
        Soft tissue, and where the sensor sits.
    rng
        Source of chance: direction, and how far off the centre the ball was hit.

    Returns
    -------
    way_m, turn_rad
        Displacement and rotation vector of the sensor from the moment of contact on, segment
        frame, each shape (m, 3).
    """
    blow = struck.blow
    pulse = np.cross(struck.rate_change, player.sensor_m) * math.pi / (2.0 * blow.contact_s)
    peak = float(np.linalg.norm(pulse))
    aside = rng.normal(0.0, _ASIDE_SHARE, 3) * peak
    way_m = _ring_way(_RING_SHARE * (pulse + aside), player)
    twist = _TWIST_SHARE * float(np.linalg.norm(struck.rate_change)) * float(rng.gamma(2.0, 0.5))
    off_centre = np.array([0.0, math.copysign(twist, rng.normal(0.3, 1.0)), 0.0])
    wobble = off_centre + rng.normal(0.0, _WOBBLE_SHARE, 3) * float(
        np.linalg.norm(struck.rate_change)
    )
    return way_m, _ring_turn(wobble, player)


def ring_of_shock(
    shock: Shock, player: Player, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Give how the sensor rings after a blow of the ground, as `ring_of_blow` does."""
    direction = np.array(shock.direction) + rng.normal(0.0, 0.15, 3)
    direction /= float(np.linalg.norm(direction))
    rates = rng.normal(0.0, 1.0, 3) * np.array([0.3, 1.0, 0.3]) * _SHOCK_TWIST * shock.peak_mps2
    return _ring_way(shock.peak_mps2 * direction, player), _ring_turn(rates, player)


def _ring_course(frequency_hz: float, decay_s: float) -> FloatArray:
    since_s = np.arange(round(8.0 * decay_s * INTERNAL_RATE_HZ))
    course = ringing(since_s / INTERNAL_RATE_HZ, frequency_hz, decay_s)
    fade: FloatArray = course * np.cos(np.linspace(0.0, 0.5 * np.pi, len(course))) ** 4
    return fade


def _ring_way(peak_mps2: FloatArray, player: Player) -> FloatArray:
    """Give a displacement with a largest acceleration, which first points the way given."""
    course = _ring_course(player.soft_tissue_hz, player.soft_tissue_decay_s)
    dt_s = 1.0 / INTERNAL_RATE_HZ
    second = np.gradient(np.gradient(course, dt_s), dt_s)
    way: FloatArray = course[:, np.newaxis] * (peak_mps2 / float(np.max(np.abs(second))))
    return way


def _ring_turn(peak_radps: FloatArray, player: Player) -> FloatArray:
    """Give a rotation vector whose largest rate is the one given.

    A sensor turns on the flesh more slowly than it is shoved.
    """
    course = _ring_course(
        _TURN_TEMPO * player.soft_tissue_hz, player.soft_tissue_decay_s / _TURN_TEMPO
    )
    rate = np.gradient(course, 1.0 / INTERNAL_RATE_HZ)
    turn: FloatArray = course[:, np.newaxis] * (peak_radps / float(np.max(np.abs(rate))))
    return turn
