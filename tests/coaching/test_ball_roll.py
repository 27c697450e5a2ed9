"""The roll of the ball: the published table, a slow integration, and what must always hold."""

import math
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kicksense.coaching.ball_roll import (
    AIR_VISCOSITY_M2PS,
    CRISIS_REYNOLDS,
    DRAG_COEFFICIENT_FAST,
    DRAG_COEFFICIENT_SLOW,
    SURFACES,
    Surface,
    arrival_speed,
    launch_speed_for,
    surface_named,
)
from kicksense.domain.kick import Estimate
from kicksense.errors import UsageError
from kicksense.units import AIR_DENSITY_KGPM3, BALL_MASS_KG, BALL_RADIUS_M, GRAVITY_MPS2

DISTANCES_M = (3.0, 5.0, 8.0, 10.0, 15.0, 20.0)
ARRIVALS_MPS = (0.0, 1.5, 3.0)
LAUNCH_TABLE_MPS = {
    "indoor": "1.7/2.6/4.3 2.2/3.0/4.7 2.9/3.7/5.3 3.4/4.1/5.7 4.4/5.1/6.8 5.4/6.2/7.9",
    "fast_3g": "2.3/3.0/4.5 3.1/3.7/5.1 4.1/4.6/5.9 4.7/5.2/6.5 6.1/6.6/7.9 7.5/8.0/9.2",
    "short_grass": "2.7/3.3/4.7 3.6/4.1/5.4 4.7/5.1/6.3 5.3/5.8/7.0 7.0/7.4/8.5 8.5/8.9/9.9",
    "long_or_wet_grass": "3.2/3.7/5.0 4.3/4.7/5.8 5.6/6.0/7.0 6.4/6.8/7.8 8.3/8.7/9.5 10.0/10.2/11.0",  # noqa: E501 - one row of the table a line
}
"""Launch speeds to just reach, arrive at 1.5 and at 3 m/s, as the field notes print them."""


def table() -> Iterator[tuple[str, float, float, float]]:
    for name, row in LAUNCH_TABLE_MPS.items():
        for distance_m, cell in zip(DISTANCES_M, row.split(), strict=True):
            for arrival_mps, launch in zip(ARRIVALS_MPS, cell.split("/"), strict=True):
                yield name, distance_m, arrival_mps, float(launch)


@pytest.mark.parametrize(("name", "distance_m", "arrival_mps", "expected_mps"), tuple(table()))
def test_launch_speeds_of_the_field_notes_are_reproduced(
    name: str, distance_m: float, arrival_mps: float, expected_mps: float
) -> None:
    launch_mps = launch_speed_for(arrival_mps, distance_m, surface_named(name))
    assert launch_mps == pytest.approx(expected_mps, abs=0.105)


def test_the_field_notes_are_reproduced_without_bias_and_mostly_within_their_rounding() -> None:
    errors = [
        launch_speed_for(arrival, distance, surface_named(name)) - expected
        for name, distance, arrival, expected in table()
    ]
    assert len(errors) == 72
    assert abs(sum(errors) / len(errors)) < 0.01
    assert sum(abs(error) <= 0.06 for error in errors) >= 71


def integrated_arrival_mps(launch_mps: float, distance_m: float, surface: Surface) -> float:
    """Step the ball through time, with drag falling on a straight line through its crisis."""
    step_s, way_m, speed_mps, rim_mps = 5e-4, 0.0, launch_mps, 0.5 * launch_mps
    area_ratio = 0.5 * AIR_DENSITY_KGPM3 * math.pi * BALL_RADIUS_M**2 / BALL_MASS_KG
    while speed_mps > 0.0:
        reynolds = speed_mps * 2.0 * BALL_RADIUS_M / AIR_VISCOSITY_M2PS
        fallen = (reynolds - CRISIS_REYNOLDS[0]) / (CRISIS_REYNOLDS[1] - CRISIS_REYNOLDS[0])
        fallen = min(max(fallen, 0.0), 1.0)
        drag = DRAG_COEFFICIENT_SLOW + fallen * (DRAG_COEFFICIENT_FAST - DRAG_COEFFICIENT_SLOW)
        sliding = rim_mps < speed_mps
        grip = surface.sliding_friction_ratio if sliding else surface.rolling_friction_ratio
        slowing_mps2 = grip * GRAVITY_MPS2 + area_ratio * drag * speed_mps**2
        further_m = speed_mps * step_s - 0.5 * slowing_mps2 * step_s**2
        if way_m + further_m >= distance_m:
            return speed_mps - slowing_mps2 * step_s * (distance_m - way_m) / further_m
        way_m += further_m
        speed_mps -= slowing_mps2 * step_s
        rim_mps += 1.5 * grip * GRAVITY_MPS2 * step_s if sliding else 0.0
    return 0.0


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
@pytest.mark.parametrize("launch_mps", [3.0, 6.0, 8.0, 12.0, 25.0])
@pytest.mark.parametrize("distance_m", [0.2, 4.0, 25.0])
def test_closed_pieces_agree_with_a_step_by_step_integration(
    surface: Surface, launch_mps: float, distance_m: float
) -> None:
    launch = Estimate(launch_mps, launch_mps, launch_mps)
    arrival = arrival_speed(launch, distance_m=distance_m, surface=surface)
    expected_mps = integrated_arrival_mps(launch_mps, distance_m, surface)
    assert arrival.value == pytest.approx(expected_mps, abs=0.02)


def test_a_ball_too_soft_does_not_arrive_and_says_zero() -> None:
    arrival = arrival_speed(
        Estimate(3.0, 2.5, 8.0), distance_m=10.0, surface=surface_named("short_grass")
    )
    assert (arrival.value, arrival.low) == (0.0, 0.0)
    assert arrival.high > 3.0


def test_at_no_distance_the_ball_still_has_its_launch_speed() -> None:
    launch = Estimate(7.0, 6.0, 8.0)
    arrival = arrival_speed(launch, distance_m=0.0, surface=surface_named("indoor"))
    assert (arrival.low, arrival.value, arrival.high) == pytest.approx((6.0, 7.0, 8.0))


@example(1.192092896e-07, 0.0, 0.0, surface_named("indoor"))
@given(
    launch_mps=st.floats(0.0, 45.0),
    spread_mps=st.floats(0.0, 10.0),
    distance_m=st.floats(0.0, 80.0),
    surface=st.sampled_from(SURFACES),
)
def test_the_interval_stays_in_order_and_below_the_launch(
    launch_mps: float, spread_mps: float, distance_m: float, surface: Surface
) -> None:
    launch = Estimate(launch_mps + spread_mps, launch_mps, launch_mps + 2.0 * spread_mps)
    arrival = arrival_speed(launch, distance_m=distance_m, surface=surface)
    assert 0.0 <= arrival.low <= arrival.value <= arrival.high
    assert arrival.high <= launch.high + 1e-9


@given(
    arrival_mps=st.floats(0.0, 15.0),
    distance_m=st.floats(0.1, 60.0),
    surface=st.sampled_from(SURFACES),
)
def test_the_launch_speed_for_an_arrival_leads_back_to_it(
    arrival_mps: float, distance_m: float, surface: Surface
) -> None:
    launch_mps = launch_speed_for(arrival_mps, distance_m, surface)
    launch = Estimate(launch_mps, launch_mps, launch_mps)
    arrival = arrival_speed(launch, distance_m=distance_m, surface=surface)
    assert arrival.value == pytest.approx(arrival_mps, abs=1e-4)


def test_slower_surfaces_need_a_harder_ball() -> None:
    speeds = [launch_speed_for(2.0, 10.0, surface) for surface in SURFACES]
    assert speeds == sorted(speeds)


def test_an_unknown_surface_is_refused_with_the_list_of_names() -> None:
    with pytest.raises(UsageError, match=r"'sand'.*indoor, fast_3g, short_grass, long_or_wet"):
        surface_named("sand")


@pytest.mark.parametrize("distance_m", [-1.0, math.nan])
def test_a_distance_that_is_none_is_refused(distance_m: float) -> None:
    with pytest.raises(ValueError, match="no ball"):
        arrival_speed(Estimate(5.0, 4.0, 6.0), distance_m=distance_m, surface=SURFACES[0])
    with pytest.raises(ValueError, match="no ball"):
        launch_speed_for(2.0, distance_m, SURFACES[0])
