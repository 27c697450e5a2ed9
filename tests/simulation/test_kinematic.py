"""The simulated leg obeys mechanics and resembles the field."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.gestures import JumpLanding, OtherLegKick, Stamp
from kicksense.simulation.movements import (
    HandHeld,
    Jog,
    Kick,
    Movement,
    Still,
    Walk,
    WearingProtocol,
)
from kicksense.simulation.player import Player, random_player
from kicksense.simulation.sensor import IDEAL_DEVICE, Device
from kicksense.simulation.session import SimulatedSession, kicks_in, simulate_session
from kicksense.units import GRAVITY_MPS2, dps, radps
from tests.builders import WIDE_DEVICE, kicking_session, session_of

FIELD_DEVICE = replace(WIDE_DEVICE, rate_hz=102.4)
"""Reads as often as the sensors behind the field notes: at 200 Hz an impact is sharper."""

TECHNIQUES = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)


def contact_velocity_by_strapdown(
    session: SimulatedSession, player: Player, technique: Technique
) -> tuple[FloatArray, FloatArray]:
    """Integrate ideal signals from rest; give the contact point's velocity and the up vector.

    The slow obvious way: turn by turn, in a world whose y axis points up, with the sensor at
    rest at the start. The values of sample i are averages over the period around it.
    """
    signals, dt_s = session.ideal, 1.0 / IDEAL_DEVICE.rate_hz
    start_up = signals.up[:20].mean(axis=0)
    turn, _ = Rotation.align_vectors([[0.0, 1.0, 0.0]], [start_up])
    kick = kicks_in(session.truth)[0]
    last = int(np.floor(kick.time_s / dt_s))
    velocity = np.zeros(3)
    lever = player.contact_m(technique) - player.sensor_m
    for index in range(last):
        half = turn * Rotation.from_rotvec(0.5 * dt_s * signals.gyr_radps[index])
        force = half.apply(signals.acc_mps2[index])
        velocity = velocity + dt_s * (force - np.array([0.0, GRAVITY_MPS2, 0.0]))
        turn = turn * Rotation.from_rotvec(dt_s * signals.gyr_radps[index])
    rate = turn.apply(signals.gyr_radps[last - 1 : last + 1].mean(axis=0))
    return velocity + np.cross(rate, turn.apply(lever)), turn.inv().apply([0.0, 1.0, 0.0])


@pytest.mark.parametrize("technique", TECHNIQUES)
@pytest.mark.parametrize("approach", [0, 1])
def test_integrating_the_signals_gives_the_true_foot_speed(
    technique: Technique, approach: int
) -> None:
    player = Player()
    plan = (Still(0.5), Kick(technique, approach=approach), Still(0.5))
    session = simulate_session(plan, player, IDEAL_DEVICE, 3)
    velocity, up = contact_velocity_by_strapdown(session, player, technique)
    kick = kicks_in(session.truth)[0]
    assert float(np.linalg.norm(velocity)) == pytest.approx(kick.foot_speed_mps, rel=0.02)
    true_up = session.ideal.up[round(kick.time_s * IDEAL_DEVICE.rate_hz)]
    assert float(up @ true_up) == pytest.approx(1.0, abs=1e-3)


def test_a_leg_at_rest_reads_gravity_and_nothing_else() -> None:
    plan = (Still(4.0), Walk(1), Still(0.5))
    session = simulate_session(plan, Player(sway_rad=0.0), IDEAL_DEVICE, 1)
    acc, gyr = session.ideal.acc_mps2[:3800], session.ideal.gyr_radps[:3800]
    assert acc == pytest.approx(np.tile([0.0, GRAVITY_MPS2, 0.0], (3800, 1)), abs=1e-6)
    assert np.abs(gyr).max() < 1e-9


def test_a_session_starts_and_ends_at_the_same_height_and_at_rest() -> None:
    plan = (Still(0.5), WearingProtocol(), Walk(3), Jog(3), Kick(Technique.HEEL), JumpLanding())
    session = simulate_session((*plan, Still(1.0)), Player(sway_rad=0.0), IDEAL_DEVICE, 5)
    last = session.ideal.acc_mps2[-300:]
    assert np.linalg.norm(last, axis=1) == pytest.approx(np.full(300, GRAVITY_MPS2), rel=1e-3)
    assert session.ideal.up[-1] == pytest.approx(np.array([0.0, 1.0, 0.0]), abs=1e-6)


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_a_left_leg_does_what_the_right_leg_does_in_a_mirror(technique: Technique) -> None:
    plan = (Still(0.5), Walk(2), Kick(technique), Still(0.5))
    right = simulate_session(plan, Player(side=Side.RIGHT), WIDE_DEVICE, 8)
    left = simulate_session(plan, Player(side=Side.LEFT), WIDE_DEVICE, 8)
    assert left.ideal.acc_mps2 == pytest.approx(right.ideal.acc_mps2 * [1.0, 1.0, -1.0])
    assert left.ideal.gyr_radps == pytest.approx(right.ideal.gyr_radps * [-1.0, -1.0, 1.0])
    assert left.segment.adduction_rate_radps == pytest.approx(
        right.segment.adduction_rate_radps, abs=0.02
    )
    kick_left, kick_right = kicks_in(left.truth)[0], kicks_in(right.truth)[0]
    assert kick_left.foot_speed_mps == pytest.approx(kick_right.foot_speed_mps)
    assert kick_left.side is Side.LEFT


def test_the_same_seed_gives_the_same_session_and_another_seed_another() -> None:
    first, again, other = (
        kicking_session("instep", seed=seed, player=Player()) for seed in (4, 4, 5)
    )
    assert np.array_equal(first.recording.acc_mps2, again.recording.acc_mps2)
    assert first.truth == again.truth or str(first.truth) == str(again.truth)
    assert kicks_in(first.truth)[0].foot_speed_mps != kicks_in(other.truth)[0].foot_speed_mps


def test_an_upside_down_sensor_turned_by_its_true_mounting_gives_the_segment_frame() -> None:
    rng = np.random.default_rng(2)
    for _ in range(3):
        player = random_player(rng)
        session = session_of(Still(1.0), player=player)
        mean = session.segment.acc_mps2.mean(axis=0)
        assert mean[1] == pytest.approx(GRAVITY_MPS2, rel=0.02)
        assert session.segment.up.mean(axis=0)[1] == pytest.approx(1.0, abs=0.01)


def test_the_first_swing_of_the_protocol_goes_forward_and_there_are_three() -> None:
    session = session_of(Still(0.5), WearingProtocol(swings=3), Still(0.5))
    rate = session.segment.sagittal_rate_radps
    strong = np.flatnonzero(np.abs(rate) > radps(60.0))
    assert rate[strong[0]] > 0.0
    signs = np.sign(rate[strong])
    assert np.count_nonzero((signs[1:] > 0) & (signs[:-1] < 0)) == 3
    assert strong[0] / session.recording.sampling_rate_hz > 3.0


def test_walking_and_running_have_the_rates_of_the_field() -> None:
    walk = session_of(Still(0.5), Walk(12), device=WIDE_DEVICE).segment
    jog = session_of(Still(0.5), Jog(14), device=WIDE_DEVICE).segment
    walk_low, walk_high = np.percentile(walk.sagittal_rate_radps, [1, 99])
    jog_low, jog_high = np.percentile(jog.sagittal_rate_radps, [1, 99])
    assert dps(float(walk_low)) == pytest.approx(-190.0, rel=0.2)
    assert dps(float(walk_high)) == pytest.approx(340.0, rel=0.2)
    assert dps(float(jog_low)) == pytest.approx(-450.0, rel=0.2)
    assert dps(float(jog_high)) == pytest.approx(550.0, rel=0.2)
    acc = [np.percentile(np.linalg.norm(s.acc_mps2, axis=1), 99) for s in (walk, jog)]
    assert 1.8 < acc[0] / GRAVITY_MPS2 < 3.0
    assert 5.0 < acc[1] / GRAVITY_MPS2 < 8.5


def strike_numbers(session: SimulatedSession) -> tuple[float, float, float, float, float]:
    """Give peaks of the forward swing and backswing, drop, peak |a| and plane angle."""
    segment, kick = session.segment, kicks_in(session.truth)[0]
    rate_hz = segment.sampling_rate_hz
    impact = round((kick.time_s - session.recording.start_time_s) * rate_hz)
    rates = segment.gyr_radps.copy()
    rates[:, 1] = 0.0
    axis = rates[impact - round(0.04 * rate_hz) : impact].mean(axis=0)
    axis /= np.linalg.norm(axis)
    rate = rates @ axis
    acc = np.linalg.norm(segment.acc_mps2, axis=1)
    before, after = round(0.3 * rate_hz), round(0.03 * rate_hz)
    return (
        dps(float(rate[impact - before // 5 : impact + 1].max())),
        dps(float(rate[impact - before : impact].min())),
        dps(float(rate[impact - 1] - rate[impact : impact + after].min())),
        float(acc[impact : impact + after].max() / GRAVITY_MPS2),
        float(np.degrees(np.arctan2(abs(axis[0]), abs(axis[2])))),
    )


def medians_of(technique: Technique, *, running: bool, approach: int) -> FloatArray:
    """Give the medians of `strike_numbers` over fifteen kicks."""
    numbers = [
        strike_numbers(
            kicking_session(
                technique,
                approach=approach,
                running=running,
                protocol=False,
                device=FIELD_DEVICE,
                seed=seed,
            )
        )
        for seed in range(15)
    ]
    medians: FloatArray = np.median(np.array(numbers), axis=0)
    return medians


@pytest.mark.slow
def test_passes_have_the_medians_of_the_field() -> None:
    peak, away, drop, impact, plane = medians_of(Technique.INSIDE_FOOT, running=False, approach=1)
    assert peak == pytest.approx(570.0, rel=0.2)
    assert away == pytest.approx(-162.0, rel=0.2)
    assert drop == pytest.approx(249.0, rel=0.2)
    assert impact == pytest.approx(13.5, rel=0.2)
    assert plane == pytest.approx(64.0, rel=0.2)


@pytest.mark.slow
def test_shots_have_the_medians_of_the_field() -> None:
    peak, away, drop, impact, plane = medians_of(Technique.INSTEP, running=True, approach=2)
    assert peak == pytest.approx(1183.0, rel=0.2)
    assert away == pytest.approx(-465.0, rel=0.2)
    assert drop == pytest.approx(730.0, rel=0.2)
    assert 0.8 * 28.0 < impact < 1.5 * 28.0  # the field's 28 g is clipped, so a little open above
    assert 1.0 < plane < 31.0


@pytest.mark.slow
@pytest.mark.parametrize("approach", [0, 1])
def test_heel_kicks_lie_in_the_ranges_that_physics_and_assumption_give(approach: int) -> None:
    peak, away, _, impact, plane = medians_of(Technique.HEEL, running=False, approach=approach)
    assert 350.0 < peak < 650.0
    assert -250.0 < away < -60.0
    assert 5.0 < impact < 12.0
    assert plane < 20.0


def test_a_heel_kick_swings_back_and_the_ball_pushes_the_foot_forward() -> None:
    session = kicking_session("heel", protocol=False, seed=2)
    kick = kicks_in(session.truth)[0]
    impact = round((kick.time_s - session.recording.start_time_s) * 200.0)
    rate = session.segment.sagittal_rate_radps
    assert rate[impact - 4 : impact].max() < radps(-200.0)
    assert rate[impact + 4] > rate[impact - 1]
    assert rate[impact - 70 : impact - 20].max() > radps(60.0)
    tilt = session.segment.up[impact]
    assert np.arctan2(tilt[0], tilt[1]) < np.radians(-15.0)


def test_an_air_kick_has_the_swing_and_no_change_of_rate() -> None:
    missed = kicking_session("instep", misses=True, protocol=False, seed=6)
    struck = kicking_session("instep", protocol=False, seed=6)
    (miss,) = (event for event in missed.truth if event.kind is EventKind.AIR_KICK)
    assert not kicks_in(missed.truth)
    assert miss.ball_speed_mps == 0.0
    assert miss.rate_change_radps == pytest.approx(0.0)
    assert miss.foot_speed_mps == pytest.approx(kicks_in(struck.truth)[0].foot_speed_mps)


def test_phases_come_in_order_and_a_pause_lengthens_the_swing() -> None:
    plain = kicks_in(kicking_session("inside", protocol=False, seed=3).truth)[0].phases
    paused = kicks_in(kicking_session("inside", protocol=False, seed=3, pause_s=0.5).truth)[0]
    assert plain is not None
    assert paused.phases is not None
    assert plain.backswing_s <= plain.swing_reversal_s < plain.impact_s < plain.follow_through_end_s
    before = plain.impact_s - plain.backswing_s
    assert paused.phases.impact_s - paused.phases.backswing_s > before + 0.4


def test_more_effort_gives_more_speed_and_a_thin_contact_less_ball() -> None:
    speeds = [
        kicks_in(kicking_session("heel", effort=effort, protocol=False).truth)[0]
        for effort in (0.7, 1.0, 1.5)
    ]
    assert speeds[0].foot_speed_mps < speeds[1].foot_speed_mps < speeds[2].foot_speed_mps
    thin = kicks_in(kicking_session("heel", solid_ratio=0.5, protocol=False).truth)[0]
    assert thin.ball_speed_mps == pytest.approx(0.5 * speeds[1].ball_speed_mps)
    assert thin.rate_change_radps == pytest.approx(0.5 * speeds[1].rate_change_radps)


def test_landings_and_stamps_are_hard_without_a_swing() -> None:
    for movement in (JumpLanding(), Stamp()):
        segment = session_of(Still(0.5), movement, Still(0.5)).segment
        assert np.linalg.norm(segment.acc_mps2, axis=1).max() > 5.0 * GRAVITY_MPS2
    planted = session_of(Still(0.5), OtherLegKick(), Still(0.5))
    assert not kicks_in(planted.truth)


@pytest.mark.parametrize(
    "movement",
    [
        Jog(3), Walk(3), JumpLanding(), HandHeld(3.0), WearingProtocol(), OtherLegKick(),
        Kick(Technique.HEEL, misses=True), Kick(Technique.INSTEP, misses=True, running=True),
    ],
)  # fmt: skip
def test_speed_never_jumps_but_where_something_is_hit(movement: Movement) -> None:
    session = session_of(Still(0.5), movement, Still(0.5), device=IDEAL_DEVICE)
    change = np.abs(np.diff(np.linalg.norm(session.ideal.acc_mps2, axis=1)))
    for event in session.truth:
        hit = round(event.time_s * IDEAL_DEVICE.rate_hz)
        change[hit - 3 : hit + 200] = 0.0
    assert change.max() < 2.0 * GRAVITY_MPS2


def test_a_sensor_in_the_hand_turns_every_way_and_ends_on_the_shin() -> None:
    session = session_of(HandHeld(6.0), Still(1.0))
    up = session.ideal.up
    assert (up @ np.array([0.0, 1.0, 0.0])).min() < 0.3
    assert up[-1] == pytest.approx(np.array([0.0, 1.0, 0.0]), abs=0.03)


def test_the_recording_says_that_it_is_simulated_and_which_leg_it_was() -> None:
    device = Device(start_time_s=500.0)
    player = Player(side=Side.LEFT)
    session = session_of(Still(0.5), Kick(Technique.HEEL), device=device, player=player)
    assert session.recording.source.simulated
    assert session.recording.placement.side is Side.LEFT
    assert kicks_in(session.truth)[0].time_s > 500.0
    assert session.spans[0].start_s == pytest.approx(500.0)
