"""Launch speeds told by a mark or a wall agree with the ball's own way."""

import math

import numpy as np
import pytest

from kicksense.coaching.ball_roll import SURFACES, Surface, arrival_speed
from kicksense.coaching.known_balls import (
    KnownBallSettings,
    ball_that_arrived,
    ball_that_stopped,
    wall_echo,
)
from kicksense.domain.kick import Estimate

SETTINGS = KnownBallSettings()
GRASS = SURFACES[2]


def at(launch_mps: float, way_m: float, surface: Surface) -> float:
    launch = Estimate(launch_mps, launch_mps, launch_mps)
    return arrival_speed(launch, distance_m=way_m, surface=surface).value


def slow_time_s(launch_mps: float, way_m: float, surface: Surface) -> float:
    """Add up the time of many short steps."""
    steps = np.linspace(0.0, way_m, 3001)
    middles = 0.5 * (steps[1:] + steps[:-1])
    return float(sum(np.diff(steps) / [at(launch_mps, float(x), surface) for x in middles]))


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
@pytest.mark.parametrize("distance_m", [3.0, 12.0])
def test_a_ball_that_stopped_at_a_mark_just_gets_there(surface: Surface, distance_m: float) -> None:
    ball = ball_that_stopped(distance_m, surface, SETTINGS)
    assert at(ball.speed_mps, distance_m - 0.05, surface) > 0.0
    assert at(ball.speed_mps, distance_m + 0.05, surface) == 0.0
    assert 0.0 < ball.spread < 0.3
    assert 0.05 < ball.shared_spread < 0.25


def test_a_ball_that_arrived_was_faster_and_is_known_less_well() -> None:
    stopped = ball_that_stopped(8.0, GRASS, SETTINGS)
    arrived = ball_that_arrived(8.0, GRASS, SETTINGS)
    assert at(arrived.speed_mps, 8.0, GRASS) == pytest.approx(2.0, abs=0.01)
    assert arrived.speed_mps > stopped.speed_mps
    assert math.hypot(arrived.spread, arrived.shared_spread) > math.hypot(
        stopped.spread, stopped.shared_spread
    )


def test_a_mark_at_the_feet_is_no_trouble() -> None:
    ball = ball_that_stopped(0.2, GRASS, SETTINGS)
    assert ball.speed_mps > 0.0
    assert math.isfinite(ball.spread)
    assert ball.spread > ball_that_stopped(10.0, GRASS, SETTINGS).spread


@pytest.mark.parametrize("launch_mps", [9.0, 11.0, 16.0, 28.0])
@pytest.mark.parametrize("wall_m", [2.0, 5.0])
def test_an_echo_gives_back_the_speed_of_the_ball(launch_mps: float, wall_m: float) -> None:
    back_mps = SETTINGS.return_ratio * at(launch_mps, wall_m, GRASS)
    lasts_s = slow_time_s(launch_mps, wall_m, GRASS) + slow_time_s(back_mps, wall_m, GRASS)
    ball = wall_echo(lasts_s, wall_m, GRASS, SETTINGS)
    assert ball is not None
    assert ball.speed_mps == pytest.approx(launch_mps, rel=0.01)
    assert ball.speed_mps > 2.0 * wall_m / lasts_s


def test_an_earlier_echo_is_a_faster_ball() -> None:
    speeds = []
    for lasts_s in (0.8, 1.2, 1.6, 2.0, 2.4):
        ball = wall_echo(lasts_s, 5.0, GRASS, SETTINGS)
        assert ball is not None
        assert 0.0 < ball.spread < 0.5
        assert 0.05 < ball.shared_spread < 0.5
        speeds.append(ball.speed_mps)
    assert speeds == sorted(speeds, reverse=True)


@pytest.mark.parametrize("lasts_s", [0.0, -1.0, 0.05, 30.0, math.nan, math.inf])
def test_a_time_that_no_ball_takes_is_no_echo(lasts_s: float) -> None:
    assert wall_echo(lasts_s, 5.0, GRASS, SETTINGS) is None


def test_a_wall_that_no_ball_comes_back_from_gives_no_echo() -> None:
    assert wall_echo(2.0, 100.0, SURFACES[3], SETTINGS) is None
