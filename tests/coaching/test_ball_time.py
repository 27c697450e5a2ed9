import math

import pytest

from kicksense.coaching.ball_roll import arrival_speed, launch_speed_for, surface_named
from kicksense.coaching.ball_time import meeting_time, rolling_time_s
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.kick import Estimate, Target
from tests.practices import kick

SETTINGS = ScoreSettings()
STEP_M = 0.02


def stepped_s(launch_mps: float, distance_m: float, surface_name: str) -> float:
    """Add up the time over small steps of the way."""
    surface = surface_named(surface_name)
    steps = round(distance_m / STEP_M)
    launch = Estimate(launch_mps, launch_mps, launch_mps)
    return sum(
        STEP_M / arrival_speed(launch, distance_m=(at + 0.5) * STEP_M, surface=surface).value
        for at in range(steps)
    )


@pytest.mark.parametrize("surface", ["indoor", "short_grass", "long_or_wet_grass"])
@pytest.mark.parametrize(("launch_mps", "distance_m"), [(8.0, 4.0), (9.0, 10.0), (16.0, 20.0)])
def test_the_time_to_the_target_is_that_of_many_small_steps(
    surface: str, launch_mps: float, distance_m: float
) -> None:
    time_s = rolling_time_s(launch_mps, distance_m=distance_m, surface=surface_named(surface))
    assert time_s == pytest.approx(stepped_s(launch_mps, distance_m, surface), rel=0.01)


def test_a_ball_that_stops_before_is_never_there() -> None:
    surface = surface_named("short_grass")
    enough_mps = launch_speed_for(0.0, 8.0, surface)
    times = [
        rolling_time_s(share * enough_mps, distance_m=8.0, surface=surface)
        for share in (0.0, 0.99, 1.01)
    ]
    assert times[:2] == [math.inf, math.inf]
    assert times[2] < 10.0


def test_a_harder_ball_is_there_sooner() -> None:
    surface = surface_named("fast_3g")
    times = [
        rolling_time_s(float(mps), distance_m=10.0, surface=surface) for mps in range(6, 45, 3)
    ]
    assert times == sorted(times, reverse=True)
    assert len(set(times[:-2])) == len(times) - 2


def test_without_a_target_any_pass_that_is_not_too_long_can_be_met() -> None:
    time = meeting_time(kick(1.0), None, SETTINGS)
    assert (time.soonest_s, time.latest_s) == (SETTINGS.soonest_pass_s, SETTINGS.longest_pass_s)


@pytest.mark.parametrize("ball_mps", [0.5, 4.4, 12.0, 39.0])
def test_a_ball_can_be_met_for_a_while_and_not_for_ever(ball_mps: float) -> None:
    target = Target(distance_m=6.0, surface="short_grass")
    time = meeting_time(kick(1.0, ball_mps=ball_mps), target, SETTINGS)
    assert SETTINGS.soonest_pass_s <= time.soonest_s < time.latest_s <= SETTINGS.longest_pass_s
