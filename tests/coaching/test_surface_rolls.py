"""A rolled ball says how rough a pitch is, as sure as it can be and no surer."""

import math

import numpy as np
import pytest

from kicksense.coaching.ball_roll import (
    SURFACES,
    friction_of_roll,
    friction_of_timed_roll,
    surface_named,
    surface_of,
)
from kicksense.coaching.known_balls import KnownBallSettings, ball_that_stopped, wall_echo
from kicksense.coaching.surface_rolls import (
    SurfaceRoll,
    SurfaceRollSettings,
    rolled_surface,
    rolling_friction,
)
from kicksense.domain.kick import Target
from kicksense.domain.surface import Friction
from kicksense.errors import UsageError
from kicksense.units import AIR_DENSITY_KGPM3, BALL_MASS_KG, BALL_RADIUS_M, GRAVITY_MPS2

SETTINGS = SurfaceRollSettings()
KNOWN = KnownBallSettings()
GRASS = surface_named("short_grass")


def stepped(speed_mps: float, friction_ratio: float) -> tuple[float, float]:
    """Roll a ball in small steps; give its way and its time."""
    drag_pm = 0.5 * AIR_DENSITY_KGPM3 * 0.47 * math.pi * BALL_RADIUS_M**2 / BALL_MASS_KG
    way_m = lasts_s = 0.0
    step_s = 5e-4
    while speed_mps > 0.0:
        way_m += speed_mps * step_s
        speed_mps -= (friction_ratio * GRAVITY_MPS2 + drag_pm * speed_mps**2) * step_s
        lasts_s += step_s
    return way_m, lasts_s


@pytest.mark.parametrize("friction_ratio", [0.03, 0.08, 0.15])
@pytest.mark.parametrize("speed_mps", [1.5, 3.4])
def test_both_rolls_give_back_the_friction_that_stopped_the_ball(
    speed_mps: float, friction_ratio: float
) -> None:
    way_m, lasts_s = stepped(speed_mps, friction_ratio)
    assert friction_of_roll(speed_mps, way_m) == pytest.approx(friction_ratio, rel=0.01)
    assert friction_of_timed_roll(way_m, lasts_s) == pytest.approx(friction_ratio, rel=0.01)


def test_the_ramp_of_the_federation_gives_the_frictions_of_the_field_notes() -> None:
    far, near = (rolling_friction(SurfaceRoll(way_m), SETTINGS) for way_m in (12.0, 4.0))
    assert 0.03 < far < 0.05
    assert 0.12 < near < 0.15


def test_without_a_roll_only_the_kind_is_known() -> None:
    surface = rolled_surface("yard", GRASS, [], settings=SETTINGS, known=KNOWN)
    assert surface.rolling_friction_ratio == pytest.approx(GRASS.rolling_friction_ratio)
    assert surface.rolling_spread == pytest.approx(KNOWN.friction_spread)
    assert surface.sliding_friction_ratio == GRASS.sliding_friction_ratio


def test_one_roll_narrows_and_many_down_one_ramp_stop_at_the_ramp() -> None:
    spreads = [
        rolled_surface("y", GRASS, [SurfaceRoll(6.2)] * n, settings=SETTINGS, known=KNOWN)
        for n in (1, 5, 100)
    ]
    one, five, many = (surface.rolling_spread or 0.0 for surface in spreads)
    assert KNOWN.friction_spread > one > five > many
    floor = 1.0 / math.sqrt(1.0 / SETTINGS.ramp_loss_spread**2 + 1.0 / KNOWN.friction_spread**2)
    assert many > 0.98 * floor


def test_the_posterior_of_one_roll_is_that_of_two_bell_curves() -> None:
    roll = SurfaceRoll(9.0, 4.0)
    surface = rolled_surface("y", GRASS, [roll], settings=SETTINGS, known=KNOWN)
    grid = np.linspace(-5.0, 0.0, 20001)
    own = math.sqrt(
        SETTINGS.roll_spread**2
        + (SETTINGS.tape_spread_m / 9.0) ** 2
        + (2.0 * SETTINGS.watch_spread_s / 4.0) ** 2
    )
    prior = ((grid - math.log(0.08)) / KNOWN.friction_spread) ** 2
    told = ((grid - math.log(rolling_friction(roll, SETTINGS))) / own) ** 2
    density = np.exp(-0.5 * (prior + told))
    density /= density.sum()
    mean = float(grid @ density)
    assert math.log(surface.rolling_friction_ratio) == pytest.approx(mean, abs=1e-4)
    spread = math.sqrt(float((grid - mean) ** 2 @ density))
    assert surface.rolling_spread == pytest.approx(spread, rel=1e-3)


def test_intervals_of_a_rolled_pitch_hold() -> None:
    rng = np.random.default_rng(4)
    held = []
    for _ in range(400):
        true = 0.08 * math.exp(rng.normal(0.0, KNOWN.friction_spread))
        own = true * math.exp(rng.normal(0.0, SETTINGS.roll_spread))
        speed_mps = rng.uniform(2.0, 3.5)
        lasts_s = speed_mps / (own * GRAVITY_MPS2)
        way_m = 0.5 * speed_mps * lasts_s
        roll = SurfaceRoll(
            way_m + rng.normal(0.0, SETTINGS.tape_spread_m),
            lasts_s + rng.normal(0.0, SETTINGS.watch_spread_s),
        )
        surface = rolled_surface("y", GRASS, [roll], settings=SETTINGS, known=KNOWN)
        apart = abs(math.log(surface.rolling_friction_ratio / true))
        held.append(apart <= 1.645 * (surface.rolling_spread or 0.0))
    assert 0.85 < float(np.mean(held)) < 0.95


@pytest.mark.parametrize("way_m", [0.0, -1.0, math.nan, math.inf])
def test_a_roll_that_is_none_is_refused(way_m: float) -> None:
    with pytest.raises(ValueError, match="no ball rolls"):
        SurfaceRoll(way_m)
    with pytest.raises(ValueError, match="no ball rolls"):
        SurfaceRoll(5.0, way_m)


def test_a_measured_pitch_makes_marks_and_walls_surer() -> None:
    rolled = rolled_surface("y", GRASS, [SurfaceRoll(6.2)] * 3, settings=SETTINGS, known=KNOWN)
    named, own = (ball_that_stopped(12.0, surface, KNOWN) for surface in (GRASS, rolled))
    assert own.shared_spread < 0.7 * named.shared_spread
    assert own.speed_mps == pytest.approx(named.speed_mps, rel=0.02)
    echoes = [wall_echo(1.8, 4.0, surface, KNOWN) for surface in (GRASS, rolled)]
    assert echoes[0] is not None
    assert echoes[1] is not None
    assert echoes[1].shared_spread < echoes[0].shared_spread


def test_a_target_carries_the_users_own_friction() -> None:
    own = Target(8.0, "yard", friction=Friction(0.1, 0.5, 0.1))
    surface = surface_of(own)
    assert (surface.name, surface.rolling_friction_ratio) == ("yard", 0.1)
    assert surface_of(Target(8.0, "indoor")) == SURFACES[0]
    with pytest.raises(UsageError, match="no surface called 'yard'"):
        surface_of(Target(8.0, "yard"))


@pytest.mark.parametrize("fields", [(0.0, 0.5, 0.1), (0.1, -1.0, 0.1), (0.1, 0.5, -0.1),
                                    (math.nan, 0.5, 0.1), (0.1, 0.5, math.nan)])  # fmt: skip
def test_a_friction_that_is_none_is_refused(fields: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Friction(*fields)
