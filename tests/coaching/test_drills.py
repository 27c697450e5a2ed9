"""Drills and the targets they set."""

import math

import pytest

from kicksense.coaching.ball_roll import surface_named
from kicksense.coaching.drills import DRILLS, drill_named, target_of
from kicksense.domain.kick import Target
from kicksense.errors import UsageError


def test_drill_names_are_unique_and_lead_back_to_the_drill() -> None:
    assert len({drill.name for drill in DRILLS}) == len(DRILLS)
    assert all(drill_named(drill.name) is drill for drill in DRILLS)


def test_every_drill_is_played_on_a_surface_that_is_known() -> None:
    assert all(surface_named(drill.surface) for drill in DRILLS)


def test_an_unknown_drill_is_refused_with_the_list_of_names() -> None:
    with pytest.raises(UsageError, match=r"'rondo'.*backheel_wall_pass, partner_pass"):
        drill_named("rondo")


def test_a_drill_with_a_distance_sets_the_target() -> None:
    assert target_of(drill_named("build_out")) == Target(12.0, "short_grass", (3.0, 5.0))


def test_what_the_player_says_replaces_what_the_drill_assumes() -> None:
    target = target_of(drill_named("build_out"), distance_m=20.0, surface="indoor")
    assert target == Target(20.0, "indoor", (3.0, 5.0))


def test_without_a_distance_there_is_no_target() -> None:
    assert target_of(drill_named("free_play")) is None
    assert target_of(None, surface="indoor") is None


def test_a_distance_alone_is_a_target() -> None:
    assert target_of(None, distance_m=7.0) == Target(7.0)


@pytest.mark.parametrize("distance_m", [0.0, -3.0, 121.0, math.nan, math.inf])
def test_a_distance_nobody_passes_over_is_refused(distance_m: float) -> None:
    with pytest.raises(UsageError, match="above 0 and up to 120 m"):
        target_of(None, distance_m=distance_m)


def test_a_surface_nobody_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="sand"):
        target_of(None, distance_m=5.0, surface="sand")
