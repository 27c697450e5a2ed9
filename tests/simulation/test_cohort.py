"""Players, devices and plans drawn together."""

import numpy as np
import pytest

from kicksense.errors import UsageError
from kicksense.simulation.cohort import SessionDraw, draw_sessions
from kicksense.simulation.player import AgeGroup


@pytest.fixture(scope="module")
def many() -> tuple[SessionDraw, ...]:
    return draw_sessions(120, "partner_pass", 7)


def test_the_same_seed_draws_the_same_sessions_and_another_seed_others() -> None:
    assert draw_sessions(3, "field_mix", 5) == draw_sessions(3, "field_mix", 5)
    assert draw_sessions(3, "field_mix", 5) != draw_sessions(3, "field_mix", 6)


def test_a_player_does_not_depend_on_how_many_are_asked_for() -> None:
    assert draw_sessions(2, "field_mix", 5) == draw_sessions(6, "field_mix", 5)[:2]


def test_a_player_stays_the_same_body_over_sessions_that_strap_the_sensor_on_anew() -> None:
    first, second = draw_sessions(1, "field_mix", 3, sessions_per_player=2)
    assert first.player_id == second.player_id
    assert first.player.height_m == second.player.height_m
    assert first.player.heel_style == second.player.heel_style
    assert first.player.mounting_rotvec != second.player.mounting_rotvec
    assert first.seed != second.seed


def test_all_ages_mounts_sides_rates_and_ranges_occur(many: tuple[SessionDraw, ...]) -> None:
    found = {key: {draw.groups[key] for draw in many} for key in many[0].groups}
    assert found["age"] == set(AgeGroup)
    assert found["mount"] == {"plain", "rotated", "upside_down"}
    assert found["side"] == {"left", "right"}
    assert found["acc_range"] == {"4", "8", "16", "32"}
    assert {"50", "100", "200", "1000"} <= found["rate"]
    heights_m = [draw.player.height_m for draw in many]
    assert min(heights_m) < 1.25
    assert max(heights_m) > 1.9


def test_a_third_of_the_devices_has_faults(many: tuple[SessionDraw, ...]) -> None:
    share = np.mean([draw.groups["faults"] != "none" for draw in many])
    assert share == pytest.approx(1.0 / 3.0, abs=0.12)


def test_children_are_lighter_than_adults(many: tuple[SessionDraw, ...]) -> None:
    masses_kg = {
        age: [draw.player.mass_kg for draw in many if draw.player.age is age] for age in AgeGroup
    }
    assert max(masses_kg[AgeGroup.CHILD]) < np.median(masses_kg[AgeGroup.ADULT])


def test_an_unknown_drill_is_refused() -> None:
    with pytest.raises(UsageError, match="field_mix"):
        draw_sessions(1, "keepy_uppy", 1)
