"""Surfaces of one's own: described, measured, used like the others, forgotten."""

from pathlib import Path

import pytest

from kicksense.coaching.ball_roll import SURFACES
from kicksense.coaching.surface_rolls import SurfaceRoll
from kicksense.domain.kick import Target
from kicksense.errors import StoreError, UsageError
from kicksense.store.surfaces import MAX_ROLLS
from kicksense.workflows.options import AnalysisRequest, requested_target
from kicksense.workflows.surface_wording import surface_line, surface_lines
from kicksense.workflows.surfaces import (
    add_surface,
    forget_surface,
    known_surface,
    known_surfaces,
    surface_called,
    target_on,
)


def test_the_users_own_stand_beside_those_that_ship(tmp_path: Path) -> None:
    assert [known.surface for known in known_surfaces(tmp_path)] == list(SURFACES)
    add_surface("yard", like="indoor", roll=None, data_dir=tmp_path)
    assert [known.surface.name for known in known_surfaces(tmp_path)][-1] == "yard"
    assert known_surface("yard", tmp_path).own is not None
    assert known_surface("indoor", tmp_path).own is None


def test_another_roll_is_added_to_the_first(tmp_path: Path) -> None:
    first = add_surface("yard", like="indoor", roll=SurfaceRoll(11.0), data_dir=tmp_path)
    second = add_surface("yard", like=None, roll=SurfaceRoll(12.0), data_dir=tmp_path)
    assert second.own is not None
    assert second.own.like == "indoor"
    assert second.own.rolls == (SurfaceRoll(11.0), SurfaceRoll(12.0))
    assert (second.surface.rolling_spread or 1.0) < (first.surface.rolling_spread or 0.0)


def test_a_rolled_surface_judges_a_target(tmp_path: Path) -> None:
    slow = add_surface("bog", like="short_grass", roll=SurfaceRoll(3.0), data_dir=tmp_path)
    target = requested_target(
        AnalysisRequest(target_distance_m=8.0, surface="bog", data_dir=tmp_path)
    )
    assert target is not None
    assert target.surface == "bog"
    assert target.friction is not None
    assert target.friction.rolling_ratio == slow.surface.rolling_friction_ratio
    named = requested_target(
        AnalysisRequest(target_distance_m=8.0, surface="indoor", data_dir=tmp_path)
    )
    assert named == Target(8.0, "indoor")


def test_a_target_moves_to_another_surface_and_back() -> None:
    grass = surface_called("short_grass")
    target = Target(8.0, "indoor", (3.0, 5.0))
    moved = target_on(target, grass)
    assert (moved.surface, moved.friction, moved.arrival_band_mps) == (
        "short_grass",
        None,
        (3.0, 5.0),
    )


def test_a_surface_that_nobody_knows_is_refused_with_the_names(tmp_path: Path) -> None:
    add_surface("yard", like="indoor", roll=None, data_dir=tmp_path)
    with pytest.raises(UsageError, match=r"no surface called 'moon'.*indoor.*yard"):
        surface_called("moon", tmp_path)
    with pytest.raises(UsageError, match="no surface called"):
        requested_target(AnalysisRequest(target_distance_m=8.0, surface="moon", data_dir=tmp_path))


@pytest.mark.parametrize(
    ("name", "like", "roll", "complaint"),
    [
        ("indoor", "indoor", None, "comes with kicksense"),
        ("Yard", "indoor", None, "no name for a surface"),
        ("../yard", "indoor", None, "no name for a surface"),
        ("", "indoor", None, "no name for a surface"),
        ("x" * 41, "indoor", None, "no name for a surface"),
        ("yard", "moon", None, "no surface called 'moon'"),
        ("yard", None, None, "say what 'yard' is like"),
        ("yard", None, SurfaceRoll(900.0), "no ball comes to rest"),
        ("yard", None, SurfaceRoll(0.2), "no ball comes to rest"),
        ("yard", None, SurfaceRoll(5.0, 0.1), "no ball comes to rest"),
        ("yard", None, SurfaceRoll(5.0, 500.0), "no ball comes to rest"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_stored(
    name: str, like: str | None, roll: SurfaceRoll | None, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=complaint):
        add_surface(name, like=like, roll=roll, data_dir=tmp_path)
    assert not (tmp_path / "surfaces.json").exists()


def test_there_is_an_end_to_the_rolls(tmp_path: Path) -> None:
    for _ in range(3):
        add_surface("yard", like=None, roll=SurfaceRoll(6.0), data_dir=tmp_path)
    path = tmp_path / "surfaces.json"
    rolls = ", ".join(['{"distance_m": 6.0}'] * MAX_ROLLS)
    path.write_text(
        f'{{"format": 1, "surfaces": [{{"name": "yard", "like": "indoor", "rolls": [{rolls}]}}]}}',
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="surface forget"):
        add_surface("yard", like=None, roll=SurfaceRoll(6.0), data_dir=tmp_path)


def test_a_forgotten_surface_is_gone(tmp_path: Path) -> None:
    add_surface("yard", like="indoor", roll=None, data_dir=tmp_path)
    assert forget_surface("yard", tmp_path).name == "yard"
    with pytest.raises(UsageError, match="no surface of your own"):
        forget_surface("yard", tmp_path)
    with pytest.raises(UsageError, match="comes with kicksense"):
        forget_surface("indoor", tmp_path)


def test_a_damaged_file_is_said_when_a_surface_of_ones_own_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "surfaces.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="add your surfaces again"):
        surface_called("yard", tmp_path)
    assert surface_called("indoor", tmp_path) == SURFACES[0]


def test_words_say_what_was_rolled_and_what_it_is_worth(tmp_path: Path) -> None:
    empty = add_surface("yard", like="indoor", roll=None, data_dir=tmp_path)
    assert "Nothing was rolled here yet" in " ".join(surface_lines(empty))
    rolled = add_surface("yard", like=None, roll=SurfaceRoll(9.5, 4.8), data_dir=tmp_path)
    text = " ".join(surface_lines(rolled))
    assert "by hand: lay still after 9.5 m and 4.8 s" in text
    assert "the ball you rolled narrowed that to" in text
    assert "yours" in surface_line(rolled)
    assert "ships" in surface_line(known_surface("indoor", tmp_path))
