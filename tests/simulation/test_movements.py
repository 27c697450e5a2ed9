"""Every movement looks like what it is called, and none is the same twice."""

from collections import Counter

import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.aims import aimed_kick
from kicksense.simulation.bumps import Clash, Knock, LegStretch, SitDown
from kicksense.simulation.field_mix import (
    HARD_CONTACTS_PER_KICK,
    KICKS_PER_AIR_KICK,
    Tired,
    field_mix,
)
from kicksense.simulation.gestures import (
    DragBack,
    Fidget,
    JumpLanding,
    OtherLegKick,
    Stamp,
    Trap,
)
from kicksense.simulation.movements import Dribble, Jog, Kick, Movement, Still, Walk
from kicksense.simulation.plans import drill_names, drill_plan
from kicksense.simulation.player import Player, random_player
from kicksense.simulation.running import Cut, Shuffle, Sprint, Stairs, TurnOnSpot
from kicksense.simulation.session import SimulatedSession, kicks_in
from kicksense.simulation.swings import Way
from kicksense.simulation.tricks import Cruyff, Juggle, LTurn, StepOver, Touch
from kicksense.units import dps, radps
from tests.builders import session_of

NO_KICKS: tuple[Movement, ...] = (
    Walk(3), Jog(3), Jog(3, heel_flick_ratio=1.4), Sprint(4), Stairs(3), Cut(4), Shuffle(4),
    TurnOnSpot(), Touch(), Cruyff(), LTurn(), StepOver(), Juggle(2), Clash(), Knock(), SitDown(),
    LegStretch(), Trap(), DragBack(), Stamp(), JumpLanding(), OtherLegKick(), Fidget(3.0),
    Dribble(3),
)  # fmt: skip


def sagittal_dps(session: SimulatedSession) -> FloatArray:
    rates: FloatArray = np.degrees(session.segment.sagittal_rate_radps)
    return rates


def before_impact_dps(movement: Kick, seed: int) -> tuple[float, float, float]:
    """Give the means of the three rates in the 30 ms before the ball."""
    session = session_of(Still(0.5), movement, Still(0.5), seed=seed)
    rate_hz = session.segment.sampling_rate_hz
    impact = round((kicks_in(session.truth)[0].time_s - session.recording.start_time_s) * rate_hz)
    x, y, z = session.segment.gyr_radps[impact - round(0.03 * rate_hz) : impact].mean(axis=0)
    return dps(float(x)), dps(float(y)), dps(float(z))


@pytest.mark.parametrize("movement", NO_KICKS, ids=lambda movement: movement.name)
def test_a_movement_that_is_no_kick_holds_none_and_ends_at_rest(movement: Movement) -> None:
    session = session_of(Still(0.5), movement, Still(1.0), player=Player(sway_rad=0.0))
    assert not kicks_in(session.truth)
    assert EventKind.AIR_KICK not in {event.kind for event in session.truth}
    assert np.isfinite(session.recording.acc_mps2).all()
    assert np.abs(session.ideal.gyr_radps[-40:]).max() < radps(15.0)
    assert session.spans[1].movement == movement.name


@pytest.mark.parametrize("movement", NO_KICKS, ids=lambda movement: movement.name)
def test_two_repetitions_are_never_the_same(movement: Movement) -> None:
    first, second = (
        movement.perform(Player(), np.random.default_rng(seed)).joints for seed in (1, 2)
    )
    shorter = min(len(first), len(second))
    events = [movement.perform(Player(), np.random.default_rng(seed)).shocks for seed in (1, 2)]
    moved = np.abs(first[:shorter] - second[:shorter]).max()
    assert moved > 0.005 or events[0] != events[1]


def test_a_sprint_is_faster_than_a_jog_and_a_jog_than_a_walk() -> None:
    peaks = [
        np.percentile(np.abs(sagittal_dps(session_of(Still(0.5), movement, Still(0.5)))), 99)
        for movement in (Walk(5), Jog(6), Sprint(7))
    ]
    assert peaks[0] < 400.0 < peaks[1] < 800.0 < peaks[2] < 1300.0


def test_heels_that_fly_up_in_running_swing_back_without_a_blow() -> None:
    rates = sagittal_dps(session_of(Still(0.5), Jog(6, heel_flick_ratio=1.3), Still(0.5)))
    assert -1000.0 < rates.min() < -400.0


def test_drag_backs_are_as_fast_as_soft_heel_kicks() -> None:
    fastest = [
        sagittal_dps(session_of(Still(0.5), DragBack(), Still(0.5), seed=seed)).min()
        for seed in range(8)
    ]
    assert min(fastest) < -300.0
    assert max(fastest) > -300.0


@pytest.mark.parametrize("way", list(Way))
def test_every_heel_kick_swings_back_into_the_ball(way: Way) -> None:
    approach = 0 if way is Way.DRAGGED else 1
    for seed in range(4):
        kick = Kick(Technique.HEEL, approach=approach, way=way)
        assert before_impact_dps(kick, seed)[2] < -100.0


def test_a_heel_kick_sideways_and_one_across_turn_about_opposite_axes() -> None:
    ways = {
        way: np.median(
            [before_impact_dps(Kick(Technique.HEEL, way=way), seed)[0] for seed in range(5)]
        )
        for way in (Way.SIDEWAYS, Way.CROSSED)
    }
    assert ways[Way.SIDEWAYS] * ways[Way.CROSSED] < 0.0


def test_a_ball_played_first_time_jolts_the_leg_more_than_one_at_rest() -> None:
    resting, rolling = (
        kicks_in(
            session_of(
                Still(0.5), Kick(Technique.INSIDE_FOOT, incoming_mps=speed), Still(0.5)
            ).truth
        )[0]
        for speed in (0.0, 4.0)
    )
    assert rolling.foot_speed_mps == pytest.approx(resting.foot_speed_mps)
    assert rolling.rate_change_radps > 1.3 * resting.rate_change_radps
    assert 0.0 < rolling.ball_speed_mps < 1.3 * resting.ball_speed_mps


@pytest.mark.parametrize("technique", [Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP])
def test_a_ball_flies_about_as_fast_as_the_player_meant(technique: Technique) -> None:
    rng = np.random.default_rng(4)
    ratios = []
    for seed in range(12):
        player = random_player(rng)
        kick = Kick(technique, launch_mps=5.0)
        session = session_of(Still(0.5), kick, Still(0.5), player=player, seed=seed)
        ratios.append(kicks_in(session.truth)[0].ball_speed_mps / 5.0)
    assert np.median(ratios) == pytest.approx(1.0, abs=0.15)


def test_aimed_kicks_carry_target_and_intent_into_the_truth() -> None:
    kick = aimed_kick(Technique.HEEL, np.random.default_rng(2))
    session = session_of(Still(0.5), kick, Still(0.5))
    (event,) = kicks_in(session.truth)
    assert event.target_distance_m == pytest.approx(kick.target_m)
    assert event.intent == kick.intent != ""


def test_aims_range_from_two_metres_a_second_to_shots() -> None:
    rng = np.random.default_rng(3)
    kicks = [
        aimed_kick(technique, rng)
        for technique in Technique
        for _ in range(80)
        if technique in (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
    ]
    speeds_mps = [kick.launch_mps for kick in kicks if kick.launch_mps is not None]
    assert min(speeds_mps) == pytest.approx(2.0, abs=0.3)
    assert max(speeds_mps) > 20.0
    assert {kick.intent for kick in kicks} >= {"pass", "shot", "lay off", "too hard", "under-hit"}


def test_a_field_mix_has_the_shares_of_the_pitch() -> None:
    names = Counter[str]()
    missed = 0
    for seed in range(10):
        plan = field_mix(30, np.random.default_rng(seed))
        names.update(movement.name for movement in plan)
        missed += sum(isinstance(m, Tired) and getattr(m.movement, "misses", False) for m in plan)
    struck = names["kick"] - missed
    contacts = ("trap", "touch", "drag_back", "cruyff_turn", "l_turn", "clash", "dribble", "juggle")
    assert struck == 300
    assert missed == pytest.approx(300 / KICKS_PER_AIR_KICK, abs=3)
    assert sum(names[name] for name in contacts) == pytest.approx(300 * HARD_CONTACTS_PER_KICK)
    assert names["other_leg_kick"] == pytest.approx(60, abs=5)


def test_a_tired_player_kicks_more_softly() -> None:
    fresh, tired = (
        kicks_in(session_of(Still(0.5), Tired(Kick(Technique.INSTEP), lost), Still(0.5)).truth)[0]
        for lost in (0.0, 0.2)
    )
    assert tired.foot_speed_mps < 0.95 * fresh.foot_speed_mps


def test_some_sessions_on_the_pitch_start_without_the_wearing_protocol() -> None:
    opened = [
        any(
            movement.name == "wearing_protocol"
            for movement in drill_plan("field_mix", 1, np.random.default_rng(seed))
        )
        for seed in range(60)
    ]
    assert 0.4 < np.mean(opened) < 0.8


def test_every_drill_that_is_named_can_be_drawn() -> None:
    for name in drill_names():
        assert drill_plan(name, 1, np.random.default_rng(1))
