"""Blows of the ground, of another leg, of a hand: pulses of force that the leg really takes."""

import math
from typing import Final

import mujoco
import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.labels import EventKind
from kicksense.simulation.physics_model import LegModel
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Shock

_PUSH_S: Final = {
    EventKind.FOOT_STRIKE: 0.009,
    EventKind.LANDING: 0.014,
    EventKind.STAMP: 0.010,
    EventKind.OTHER_LEG_KICK: 0.011,
    EventKind.CLASH: 0.008,
    EventKind.DRAG_BACK: 0.025,
}
_USUAL_PUSH_S: Final = 0.012
"""Lengths of the push; shins meet shins harder than boots meet grass."""

_AT_THE_SHIN: Final = (EventKind.CLASH, EventKind.KNOCK)

_YIELD_RATIO: Final = 4.0
"""The leg gives way after the push for so many times its length, until no impulse is left: what
remains of the motion is in the plan already."""

_TWIST_RATIO: Final = 0.07
_TWIST_SHARES: Final = np.array([0.3, 1.0, 0.3])
"""Rate in rad/s by which the shank is turned, mostly about its long axis, for each m/s^2 of the
blow: feet do not come down with the ground's force through their middle. An assumption of the
size of the spikes in running, FIELD.md section 3."""

_SPREAD: Final = 0.15
_STEP_SHARE: Final = 0.65
"""A step's push lasts longer at the sensor than the ringing that the plan has in mind, and weighs
more in what a sensor of 100 Hz averages; with this, walking and running have the 99th percentiles
of FIELD.md section 3."""

_SOFTEST: Final = 0.03
"""Directions in which the leg is this much stiffer than in the softest are left out."""


def shock_forces(
    leg: LegModel,
    shocks: tuple[Shock, ...],
    drives: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """Give what shocks do to the driven degrees of freedom.

    A push at the foot (or at the shin, where something hits the shin) is chosen so that the shank
    under the sensor, free for that moment, is accelerated as the shock says; the soft mount does
    the rest.

    Parameters
    ----------
    leg
        The player's leg.
    shocks
        When, how hard, which way.
    drives
        Planned positions, shape (n, 13).
    rng
        Source of chance: no two blows have quite the same direction.

    Returns
    -------
    forces
        Shape (n, 13).
    """
    forces = np.zeros_like(drives)
    for shock in shocks:
        start = round(shock.time_s * INTERNAL_RATE_HZ)
        if start >= len(drives):
            continue
        length_s = _PUSH_S.get(shock.kind, _USUAL_PUSH_S)
        course = _push(length_s)[: len(drives) - start]
        way = np.array(shock.direction) + rng.normal(0.0, _SPREAD, 3)
        share = _STEP_SHARE if shock.kind is EventKind.FOOT_STRIKE else 1.0
        peak_mps2 = share * shock.peak_mps2
        way *= peak_mps2 / float(np.linalg.norm(way)) / _felt(course, leg.player)
        turned = rng.normal(0.0, _TWIST_RATIO * peak_mps2, 3) * _TWIST_SHARES
        turned *= math.pi / 2.0 / length_s
        force = _generalised(leg, shock.kind, drives[start], (way, turned))
        forces[start : start + len(course)] += course[:, np.newaxis] * force
    return forces


def _push(length_s: float) -> FloatArray:
    """Give a half-sine push and the longer, weaker yielding after it, without net impulse."""
    steps = round(length_s * INTERNAL_RATE_HZ)
    rest = round(_YIELD_RATIO * steps)
    push = np.sin(np.pi * (np.arange(steps) + 0.5) / steps)
    give = np.sin(np.pi * (np.arange(rest) + 0.5) / rest)
    give *= push.sum() / give.sum()
    course: FloatArray = np.concatenate([push, -give])
    return course


def _felt(course: FloatArray, player: Player) -> float:
    """Give what the soft mount makes of the largest acceleration of a push."""
    turn_hz = 2.0 * math.pi * player.soft_tissue_hz
    spring, damper = turn_hz**2, 2.0 / player.soft_tissue_decay_s
    tail = np.zeros(round(0.5 * INTERNAL_RATE_HZ / player.soft_tissue_hz))
    largest = way = rate = 0.0
    for pushed in np.concatenate([course, tail]).tolist():
        felt = -spring * way - damper * rate
        largest = max(largest, abs(felt))
        rate += (felt - pushed) / INTERNAL_RATE_HZ
        way += rate / INTERNAL_RATE_HZ
    return largest


def _generalised(
    leg: LegModel, kind: EventKind, drives: FloatArray, wanted: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """Give the generalised force that accelerates and turns the shin as wanted, shape (13,)."""
    model, data = leg.model, leg.data
    driven = len(drives)
    mujoco.mj_resetData(model, data)
    data.qpos[:driven] = drives
    mujoco.mj_forward(model, data)
    shank, sensor = leg.body("shank"), leg.body("sensor")
    under = data.xpos[sensor].copy()
    struck = shank if kind in _AT_THE_SHIN else leg.body("foot")
    where = under if struck == shank else data.xpos[struck].copy()
    felt, turned, pushed = (np.zeros((3, model.nv)) for _ in range(3))
    mujoco.mj_jac(model, data, felt, turned, under, shank)
    mujoco.mj_jac(model, data, pushed, None, where, struck)
    axes = data.xmat[shank].reshape(3, 3)
    found = np.zeros(model.nv)
    for reach, push, change in ((felt, pushed, wanted[0]), (turned, turned, wanted[1])):
        eased = np.zeros((3, model.nv))
        mujoco.mj_solveM(model, data, eased, push)
        found += push.T @ np.linalg.pinv(reach @ eased.T, rcond=_SOFTEST) @ axes @ change
    generalised: FloatArray = found[:driven]
    return generalised
