"""Power bands: the interval is judged at the point that speaks best for the ball."""

import pytest

from kicksense.coaching.ball_roll import arrival_speed, launch_speed_for, surface_named
from kicksense.coaching.power import excess_launch_mps, power_band
from kicksense.domain.kick import Estimate, PowerBand, Target

TEN_METRES = Target(distance_m=10.0, surface="short_grass")
FIRM = Target(distance_m=10.0, surface="short_grass", arrival_band_mps=(3.0, 5.0))
SOFT_LAUNCH = Estimate(3.0, 3.0, 3.0)


def judged(low: float, value: float, high: float, target: Target = TEN_METRES) -> PowerBand:
    """Judge an arrival interval with a launch that is no excess by itself."""
    return power_band(SOFT_LAUNCH, Estimate(value, low, high), target)


@pytest.mark.parametrize(
    ("low", "value", "high", "band"),
    [
        (6.01, 7.0, 8.0, PowerBand.EXCESS),
        (5.99, 7.0, 8.0, PowerBand.HEAVY),
        (4.01, 7.0, 8.0, PowerBand.HEAVY),
        (3.99, 7.0, 8.0, PowerBand.GOOD),
        (0.0, 0.0, 0.01, PowerBand.GOOD),
        (0.0, 0.0, 0.0, PowerBand.UNDER_HIT),
        (1.0, 2.0, 4.0, PowerBand.GOOD),
    ],
)
def test_a_fault_is_named_only_when_the_whole_interval_is_over_the_line(
    low: float, value: float, high: float, band: PowerBand
) -> None:
    assert judged(low, value, high) is band


@pytest.mark.parametrize(
    ("low", "high", "band"),
    [
        (1.0, 2.99, PowerBand.UNDER_HIT),
        (1.0, 3.01, PowerBand.GOOD),
        (4.99, 7.0, PowerBand.GOOD),
        (5.01, 7.0, PowerBand.HEAVY),
        (6.01, 7.0, PowerBand.EXCESS),
    ],
)
def test_a_drill_that_asks_for_a_firm_ball_sets_its_own_band(
    low: float, high: float, band: PowerBand
) -> None:
    assert judged(low, high, high, FIRM) is band


@pytest.mark.parametrize(("factor", "band"), [(1.51, PowerBand.EXCESS), (1.49, PowerBand.GOOD)])
def test_half_as_hard_again_as_a_soft_arrival_needs_is_excess(
    factor: float, band: PowerBand
) -> None:
    target = Target(distance_m=3.0, surface="short_grass")
    low_mps = factor * launch_speed_for(2.0, 3.0, surface_named("short_grass"))
    launch = Estimate(low_mps + 1.0, low_mps, low_mps + 2.0)
    arrival = arrival_speed(launch, distance_m=3.0, surface=surface_named("short_grass"))
    assert arrival.low < 4.0
    assert power_band(launch, arrival, target) is band


def test_the_launch_line_rises_with_a_firm_band() -> None:
    assert excess_launch_mps(FIRM) > excess_launch_mps(TEN_METRES)


@pytest.mark.parametrize("surface", ["indoor", "fast_3g", "short_grass", "long_or_wet_grass"])
@pytest.mark.parametrize("distance_m", [3.0, 8.0, 20.0])
def test_bands_follow_each_other_as_a_well_known_ball_is_struck_harder(
    surface: str, distance_m: float
) -> None:
    target = Target(distance_m=distance_m, surface=surface)
    order = list(PowerBand)
    bands = []
    for tenth in range(10, 250):
        launch = Estimate(tenth / 10, tenth / 10, tenth / 10)
        arrival = arrival_speed(launch, distance_m=distance_m, surface=surface_named(surface))
        bands.append(order.index(power_band(launch, arrival, target)))
    assert bands == sorted(bands)
    assert {order[0], order[1], order[3]} <= {order[band] for band in bands}
