"""An engine that becomes unstable is noticed, helped, or given up, and writes no file."""

import math
from dataclasses import replace
from pathlib import Path

import mujoco
import numpy as np
import pytest

import kicksense.simulation.physics as engine
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.errors import SimulationError
from kicksense.simulation.cohort import draw_sessions
from kicksense.simulation.movements import Kick, Still, joined
from kicksense.simulation.physics_guard import guarded
from kicksense.simulation.physics_model import Drive, LegModel, build_leg, unreported
from kicksense.simulation.player import Player
from kicksense.simulation.session import Engine, simulate_session
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Stretch
from kicksense.simulation.truth import SensorMotion

DT_S = 1.0 / INTERNAL_RATE_HZ
PLAN = (Still(0.3), Kick(Technique.HEEL, approach=0), Still(0.3))


def a_kick() -> Stretch:
    rng = np.random.default_rng(3)
    return joined(tuple(movement.perform(Player(), rng) for movement in PLAN))


def motion_of(body: Stretch) -> SensorMotion:
    return engine.physics_motion(body, Player(), np.random.default_rng(3))


def explosive(monkeypatch: pytest.MonkeyPatch, *, steps_up_to: int) -> list[int]:
    """Make the engine blow up at so many steps a sample or fewer; give the steps it was asked for.

    A knee that is pushed on the more the faster it turns cannot be integrated at any step.
    """
    asked: list[int] = []
    real = guarded

    def blown(leg: LegModel, attempt: object, start: int) -> tuple[FloatArray, FloatArray]:
        def watched(steps: int) -> tuple[FloatArray, FloatArray]:
            asked.append(steps)
            usual = leg.model.actuator_biasprm[Drive.KNEE_FLEXION, 2]
            if steps <= steps_up_to:
                leg.model.actuator_biasprm[Drive.KNEE_FLEXION, 2] = 1e9
            try:
                return attempt(steps)  # type: ignore[operator, no-any-return]
            finally:
                leg.model.actuator_biasprm[Drive.KNEE_FLEXION, 2] = usual

        return real(leg, watched, start)

    monkeypatch.setattr(engine, "guarded", blown)
    return asked


def test_an_instability_is_done_again_with_half_the_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    body = a_kick()
    smooth = motion_of(body)
    asked = explosive(monkeypatch, steps_up_to=1)
    mended, again = motion_of(body), motion_of(body)
    assert asked[:2] == [1, 2]
    assert np.array_equal(mended.position_m, again.position_m)
    assert mended.position_m == pytest.approx(smooth.position_m, abs=0.01)
    (event,), (usual,) = mended.events, smooth.events
    assert event.kind is usual.kind
    assert event.time_s == pytest.approx(usual.time_s, abs=0.001)
    assert event.ball_speed_mps == pytest.approx(usual.ball_speed_mps, rel=0.05)
    assert event.impulse_ns == pytest.approx(usual.impulse_ns, rel=0.05)
    assert event.contact_s == pytest.approx(usual.contact_s, abs=0.0011)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_what_half_the_step_does_not_help_is_one_sentence_with_the_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    explosive(monkeypatch, steps_up_to=2)
    (draw,) = draw_sessions(1, "free_play", 1)
    with pytest.raises(SimulationError, match="seed 4711: the simulated leg became unstable"):
        simulate_session(PLAN, draw.player, draw.device, 4711, engine=Engine.PHYSICS)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_warning_of_the_engine_does_not_reset_the_leg() -> None:
    leg = build_leg(Player())
    leg.data.qpos[Drive.FORWARD] = 12.0
    leg.data.qvel[Drive.KNEE_FLEXION] = 1e12
    with unreported():
        mujoco.mj_step(leg.model, leg.data)
    assert leg.data.warning.number.sum() > 0
    assert leg.data.qpos[Drive.FORWARD] != 0.0


@pytest.mark.parametrize("spoilt", ["states", "read", "too fast"])
def test_numbers_that_are_no_body_are_not_taken(spoilt: str) -> None:
    leg = build_leg(Player())

    def attempt(_steps: int) -> tuple[FloatArray, FloatArray]:
        states = np.zeros((4, mujoco.mj_stateSize(leg.model, engine._STATE)))
        read = np.zeros((4, 11))
        if spoilt == "too fast":
            states[2, 1 + leg.model.nq] = -2000.0
        else:
            {"states": states, "read": read}[spoilt][2, 3] = math.nan
        return states, read

    with pytest.raises(SimulationError, match=r"after 5\.0 s"):
        guarded(leg, attempt, round(5.0 * INTERNAL_RATE_HZ))
    assert leg.model.opt.timestep == DT_S


def test_whoever_listened_to_the_engine_before_does_so_again() -> None:
    heard: list[str] = []
    before = mujoco.get_mju_user_warning()
    mujoco.set_mju_user_warning(heard.append)
    try:
        motion_of(a_kick())
        assert mujoco.get_mju_user_warning() == heard.append
    finally:
        mujoco.set_mju_user_warning(before)
    assert heard == []


@pytest.mark.parametrize("adduction_rad", [math.pi / 2.0, -math.pi / 2.0])
def test_a_leg_lifted_straight_to_the_side_does_not_divide_by_nothing(
    adduction_rad: float,
) -> None:
    leg = build_leg(Player(height_m=1.15))
    leg.data.qpos[Drive.HIP_ADDUCTION] = adduction_rad
    leg.data.ctrl[Drive.HIP_ROTATION] = 20.0
    mujoco.mj_forward(leg.model, leg.data)
    assert np.abs(leg.data.qacc).max() < 1e5


@pytest.mark.parametrize("player", range(6))
def test_random_players_play_the_hard_mix_without_a_warning(
    player: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = draw_sessions(player + 1, "field_mix", 23)[player]
    someone = replace(draw.player, height_m=1.15) if player % 2 else draw.player
    device = replace(draw.device, rate_hz=1000.0)
    asked = explosive(monkeypatch, steps_up_to=0)
    session = simulate_session(draw.plan[:20], someone, device, draw.seed, engine=Engine.PHYSICS)
    assert set(asked) == {1}
    assert np.isfinite(session.ideal.acc_mps2).all()
    assert np.abs(session.ideal.gyr_radps).max() < 150.0
