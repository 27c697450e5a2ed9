"""The body, the soft mount, the blows and the contact that the physics engine is built of."""

import math

import mujoco
import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.physics import physics_motion
from kicksense.simulation.physics_ball import liveliness_of, soften
from kicksense.simulation.physics_model import SURFACES, Drive, build_leg
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import ideal_signals
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Blow, Shock, Stretch, standing
from kicksense.units import BALL_MASS_KG, BALL_RADIUS_M, GRAVITY_MPS2


def crossings_hz(course: FloatArray) -> float:
    """Give the frequency of a ringing course from its zero crossings, with fractions of samples."""
    after = np.flatnonzero(np.diff(np.signbit(course)))
    exact = after + course[after] / (course[after] - course[after + 1])
    return float(0.5 * INTERNAL_RATE_HZ / np.diff(exact).mean())


@pytest.mark.parametrize("asked_hz", [20.0, 35.0, 60.0])
@pytest.mark.parametrize("joint", ["slide", "hinge"])
def test_the_soft_mount_rings_at_the_frequency_asked_for(asked_hz: float, joint: str) -> None:
    decay_s = 0.03
    leg = build_leg(Player(soft_tissue_hz=asked_hz, soft_tissue_decay_s=decay_s))
    body = leg.body("sensor")
    first = int(leg.model.body_jntadr[body]) + (0 if joint == "slide" else 3)
    at = int(leg.model.jnt_qposadr[first])
    leg.data.qpos[at] = 1e-3
    course = np.empty(200)
    for index in range(len(course)):
        course[index] = leg.data.qpos[at]
        mujoco.mj_step(leg.model, leg.data)
    damped_hz = math.sqrt(asked_hz**2 - (1.0 / (2.0 * math.pi * decay_s)) ** 2)
    assert crossings_hz(course) == pytest.approx(damped_hz, rel=0.06)
    assert np.abs(course[-20:]).max() < 0.15e-3


@pytest.mark.parametrize("height_m", [1.2, 1.75, 2.0])
def test_a_leg_has_the_mass_and_the_lengths_of_the_player(height_m: float) -> None:
    player = Player(height_m=height_m)
    leg = build_leg(player)
    mujoco.mj_forward(leg.model, leg.data)
    ball = leg.model.body_mass[leg.body("ball")]
    whole = leg.model.body_mass.sum() - ball
    assert ball == pytest.approx(BALL_MASS_KG)
    assert whole == pytest.approx(player.mass_kg, rel=0.012)  # and a boot and a sensor
    knee, ankle = (leg.data.xpos[leg.body(name)] for name in ("shank", "foot"))
    assert np.linalg.norm(ankle - knee) == pytest.approx(player.shank_m)
    assert leg.data.xpos[leg.body("sensor")] - knee == pytest.approx(player.sensor_m)


def test_a_struck_foot_is_as_heavy_as_the_end_of_a_leg() -> None:
    leg = build_leg(Player())
    leg.data.qpos[Drive.KNEE_FLEXION] = math.radians(38.0)
    mujoco.mj_forward(leg.model, leg.data)
    for surface in SURFACES:
        jacobian, eased = np.zeros((3, leg.model.nv)), np.zeros((3, leg.model.nv))
        where = leg.data.geom_xpos[leg.geom(surface)]
        mujoco.mj_jac(leg.model, leg.data, jacobian, None, where, leg.body("foot"))
        mujoco.mj_solveM(leg.model, leg.data, eased, jacobian)
        forward_kg = 1.0 / float((jacobian @ eased.T)[0, 0])
        assert 0.9 < forward_kg < 2.2


@pytest.mark.parametrize("speed_mps", [2.0, 8.0, 25.0])
@pytest.mark.parametrize("technique", [Technique.HEEL, Technique.INSTEP])
def test_a_contact_lasts_as_long_and_springs_back_as_much_as_set(
    speed_mps: float, technique: Technique
) -> None:
    """A ball flies against the foot of a leg that hangs free; both keep their momentum."""
    leg = build_leg(Player())
    model, data = leg.model, leg.data
    blow = Blow(0.0, EventKind.KICK, technique, ball_ratio=0.0, contact_s=0.0105)
    soften(leg, blow)
    model.actuator_gainprm[:] = 0.0
    model.actuator_biasprm[:] = 0.0
    model.opt.gravity[:] = 0.0
    model.geom_pos[leg.geom("ground"), 1] = -10.0
    mujoco.mj_forward(model, data)
    name = next(name for name, part in SURFACES.items() if part is technique)
    geom, foot = leg.geom(name), leg.body("foot")
    way = np.array([-1.0, 0.0, 0.0] if technique is Technique.HEEL else [0.45, 0.893, 0.0])
    reach_m = BALL_RADIUS_M + float(model.geom_size[geom][0])
    data.qpos[-7:-4] = data.geom_xpos[geom] + (reach_m + 1e-4) * way
    data.qvel[-6:-3] = -speed_mps * way
    touched, closing = 0, []
    for _ in range(80):
        mujoco.mj_step(model, data)
        pushes = [np.zeros(6) for _ in range(data.ncon)]
        for number, push in enumerate(pushes):
            mujoco.mj_contactForce(model, data, number, push)
        touched += int(any(push[0] > 1.0 for push in pushes))
        jacobian = np.zeros((3, model.nv))
        mujoco.mj_jac(model, data, jacobian, None, data.geom_xpos[geom], foot)
        closing.append(float(way @ (data.qvel[-6:-3] - jacobian @ data.qvel)))
    parted = max(closing)
    assert 0.008 <= touched / INTERNAL_RATE_HZ <= 0.0125
    assert parted / speed_mps == pytest.approx(liveliness_of(blow), abs=0.12)


def shaken(shock: Shock, *, player: Player | None = None) -> FloatArray:
    """Give the size of what a standing leg's sensor feels of a shock beyond gravity, m/s^2."""
    still = standing(1.0)
    body = Stretch(
        still.joints, still.yaw_rad, still.planted, still.lift_m, still.push_m, shocks=(shock,)
    )
    motion = physics_motion(body, player or Player(), np.random.default_rng(3))
    signals = ideal_signals(motion.rotation, motion.position_m, 1000.0)
    felt: FloatArray = np.linalg.norm(signals.acc_mps2 - GRAVITY_MPS2 * signals.up, axis=1)
    return felt


@pytest.mark.parametrize(
    "kind", [EventKind.FOOT_STRIKE, EventKind.LANDING, EventKind.STAMP, EventKind.CLASH]
)
@pytest.mark.parametrize("peak_mps2", [20.0, 120.0])
def test_a_blow_is_felt_about_as_hard_as_planned_and_when_it_was_planned(
    kind: EventKind, peak_mps2: float
) -> None:
    felt = shaken(Shock(0.5, kind, peak_mps2))
    assert felt[:495].max() < 0.01 * peak_mps2
    assert 0.4 * peak_mps2 < felt.max() < 1.6 * peak_mps2
    assert 0.500 <= int(np.argmax(felt)) / 1000.0 < 0.540
    assert felt[900:].max() < 0.05 * peak_mps2


def test_a_blow_of_the_ground_leaves_the_leg_where_it_stood() -> None:
    still = standing(1.5)
    shock = Shock(0.4, EventKind.LANDING, 250.0)
    body = Stretch(
        still.joints, still.yaw_rad, still.planted, still.lift_m, still.push_m, shocks=(shock,)
    )
    place = physics_motion(body, Player(), np.random.default_rng(1)).position_m
    assert np.linalg.norm(place - place[0], axis=1).max() < 0.06
    assert place[-1] == pytest.approx(place[0], abs=0.003)
