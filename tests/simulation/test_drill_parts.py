"""What drills are put together from: balls that roll, movements that keep a time, one fault."""

import math

import numpy as np
import pytest

from kicksense.coaching.ball_roll import SURFACES, Surface, speed_after_mps, surface_named
from kicksense.coaching.drills import at_level
from kicksense.coaching.known_balls import KnownBallSettings, wall_echo
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.drill_balls import (
    Wall,
    least_return_mps,
    random_wall,
    returned,
    rolling_time_s,
)
from kicksense.simulation.drill_habits import faults_of
from kicksense.simulation.drill_manner import angles_deg
from kicksense.simulation.drill_moves import DrilledKick, FirstTouch, LightFeet, Run
from kicksense.simulation.drill_play import Play, starts_s
from kicksense.simulation.drill_scripts import scripted_session
from kicksense.simulation.drill_stage import Stage
from kicksense.simulation.movements import Still
from kicksense.simulation.player import Player, random_player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import Engine
from kicksense.store.drills import shipped_drills

GRASS = surface_named("short_grass")


def stage_of(name: str, fault: str | None, seed: int = 1) -> Stage:
    """Give a stage on which this repetition shows the fault."""
    drill = at_level(shipped_drills().named(name), 1)
    stage = Stage(drill, [Play(Player(), (seed,))], level=1, seed=seed, fault=fault)
    while fault is not None and not stage.shows(fault):
        stage.begin()
    return stage


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_a_ball_takes_as_long_as_stepping_through_its_way_says(surface: Surface) -> None:
    places = np.linspace(0.0, 5.0, 2001)
    speeds = np.array([speed_after_mps(6.0, float(at), surface) for at in places])
    stepped_s = np.trapezoid(1.0 / speeds, places)
    assert rolling_time_s(6.0, 5.0, surface) == pytest.approx(stepped_s, rel=1e-4)
    assert rolling_time_s(1.5, 30.0, surface) is None


def test_the_echo_of_the_simulation_is_that_of_the_analysis() -> None:
    usual = KnownBallSettings()
    wall = Wall(3.0, usual.return_ratio, surface_named("indoor"))
    back = returned(5.0, wall)
    assert back is not None
    ball = wall_echo(back.after_s, 3.0, wall.pitch, usual)
    assert ball is not None
    assert ball.speed_mps == pytest.approx(5.0, rel=0.01)


def test_the_softest_ball_that_comes_back_is_the_softest() -> None:
    wall = random_wall(3.0, surface_named("indoor"), np.random.default_rng(2))
    least_mps = least_return_mps(wall)
    assert least_mps is not None
    assert returned(1.02 * least_mps, wall) is not None
    assert returned(0.96 * least_mps, wall) is None
    assert least_return_mps(Wall(40.0, 0.4, GRASS), fastest_mps=8.0) is None


def test_a_kick_flies_as_fast_as_wanted() -> None:
    for seed in range(4):
        play = Play(random_player(np.random.default_rng(seed)), (seed,))
        for technique, wanted in ((Technique.HEEL, 4.5), (Technique.INSIDE_FOOT, 7.0)):
            ready = play.ready(DrilledKick(technique), ball_mps=wanted)
            assert ready.ball_mps == pytest.approx(wanted, rel=0.03)


def test_a_ball_is_met_at_its_moment_or_not_at_all() -> None:
    play = Play(Player(), (1,))
    play.do(Still(2.0))
    done = play.meet(4.25, FirstTouch())
    assert done is not None
    assert done.meets_s == pytest.approx(4.25, abs=0.002)
    assert play.meet(play.now_s + 0.01, FirstTouch()) is None


def test_a_player_known_to_have_struck_harder_is_believed() -> None:
    plain, known = Play(Player(), (1,)), Play(Player(), (1,), known_balls_mps=(math.nan, 5.5))
    for play in (plain, known):
        play.do(FirstTouch())
    kick = DrilledKick(Technique.HEEL)
    assert known.do(kick).ball_mps == 5.5
    assert plain.do(kick).ball_mps != 5.5


def test_a_leg_that_stands_never_starts_and_one_that_runs_starts_at_once() -> None:
    play = Play(Player(), (1,))
    still = play.ready(Still(1.0))
    assert starts_s(still.stretch, play.player) == pytest.approx(1.0)
    assert starts_s(play.ready(Run()).stretch, play.player) < 0.15


def test_light_feet_last_as_long_as_asked_and_step_as_often() -> None:
    play = Play(Player(), (1,))
    stretch = play.ready(LightFeet(4.0, 3.0)).stretch
    assert stretch.duration_s == pytest.approx(4.0)
    assert len(stretch.shocks) == 5
    assert stretch.planted[-20:].all()
    assert not play.ready(LightFeet(4.0, 0.0)).stretch.shocks


def test_a_hard_first_touch_stops_more_ball_in_less_time() -> None:
    play = Play(Player(), (1,))
    soft, hard = (
        play.ready(FirstTouch(ball_mps=3.0, softness_ratio=softness)).stretch.blows[0]
        for softness in (1.0, 0.0)
    )
    assert hard.ball_change_mps > soft.ball_change_mps
    assert hard.contact_s < soft.contact_s


def test_a_first_touch_opens_the_body_by_as_much_as_asked() -> None:
    stretch = Play(Player(), (1,)).ready(FirstTouch(turn_deg=-70.0)).stretch
    assert math.degrees(stretch.yaw_rad[-1]) == pytest.approx(-70.0, abs=0.1)


def test_a_drive_touches_the_ball_every_stride_and_gets_quicker() -> None:
    kick = DrilledKick(Technique.INSIDE_FOOT, running=True, touches=5, quickening_ratio=1.25)
    blows = Play(Player(), (2,)).ready(kick).stretch.blows
    assert [blow.kind for blow in blows] == [*[EventKind.TOUCH] * 5, EventKind.KICK]
    gaps_s = np.diff([blow.time_s for blow in blows[:-1]])
    assert gaps_s[-1] < 0.95 * gaps_s[0]


@pytest.mark.parametrize(
    ("fault", "least", "most"), [(None, 0.0, 46.0), ("swing_too_big", 62.0, 95.0)]
)
def test_a_heel_is_swung_far_only_where_that_is_the_fault(
    fault: str | None, least: float, most: float
) -> None:
    stage = stage_of("backheel_wall_pass", fault)
    swing_deg, _ = angles_deg(stage.kick(Technique.HEEL).stretch, stage.player)
    assert least <= swing_deg <= most


@pytest.mark.parametrize(
    ("fault", "least", "most"), [(None, 0.0, 50.0), ("follow_through_too_long", 66.0, 100.0)]
)
def test_a_leg_follows_far_only_where_that_is_the_fault(
    fault: str | None, least: float, most: float
) -> None:
    stage = stage_of("backheel_wall_pass", fault)
    _, follow_deg = angles_deg(stage.kick(Technique.HEEL).stretch, stage.player)
    assert least <= follow_deg <= most


def test_too_much_power_and_under_hit_lie_on_either_side_of_a_good_ball() -> None:
    hard, good, weak = (
        stage_of("firm_line_pass", fault).launch_mps(Technique.INSIDE_FOOT)
        for fault in ("too_much_power", None, "under_hit")
    )
    assert hard > 1.25 * good
    assert weak < 0.85 * good


def test_a_telegraphed_kick_waits_before_the_ball() -> None:
    ready = stage_of("one_touch_circle", "telegraphed").kick(Technique.INSIDE_FOOT)
    kick = ready.rehearsed.movement
    assert isinstance(kick, DrilledKick)
    assert kick.pause_s > 0.5


def test_starts_are_early_or_late_only_where_that_is_the_fault() -> None:
    late, early, good = (
        stage_of("back_post_run", fault).reaction_s()
        for fault in ("late_start", "early_start", None)
    )
    assert late > 0.8
    assert early < -0.4
    assert 0.0 < good < 0.6


def test_the_physics_engine_plays_the_same_drill() -> None:
    pytest.importorskip("mujoco")
    drill = shipped_drills().named("first_touch_pass")
    truth = scripted_session(
        drill, Player(), Device(rate_hz=100.0), 2, engine=Engine.PHYSICS, repetitions=1
    ).truth
    assert len(truth.reps) == 1
    assert truth.reps[0].contacts == 2
    assert truth.reps[0].ball_speed_mps is not None
    assert truth.reps[0].ball_speed_mps > 3.0


def test_a_drill_of_another_name_has_the_faults_of_its_kind() -> None:
    for drill in shipped_drills().drills:
        assert faults_of(drill)
