"""Drills by name, their levels, and the targets they set."""

import math
from dataclasses import replace

import pytest

from kicksense.coaching.drills import BrokenPlan, DrillBook, at_level, level_of, target_of
from kicksense.domain.drill import Asked, Diagram, Drill, Level, RepUnit, Theme
from kicksense.domain.kick import Target, Technique
from kicksense.errors import DrillFileError, UsageError

FIRM = Drill(
    name="firm",
    theme=Theme.BUILD_OUT,
    title="Firm",
    purpose="It arrives.",
    set_up=("Pass.",),
    diagram=Diagram(()),
    target_distance_m=12.0,
    surface="short_grass",
    arrival_band_mps=(3.0, 5.0),
    techniques=(Technique.INSIDE_FOOT,),
    rep=RepUnit.KICK,
    scores=(Asked("repetitions"), Asked("in_band_ratio", 0.5), Asked("rhythm_s")),
    levels=(
        Level("Begin", 10),
        Level("Farther", 20, 15.0, (Asked("in_band_ratio", 0.6),)),
        Level("Both", 30, None, (Asked("rhythm_s", None, 4.0), Asked("touches", None, 2.0))),
    ),
    unseen=(),
    source="Made for a test.",
    aliases=("stout",),
)
GAME = replace(FIRM, name="game", aliases=(), target_distance_m=None)
BOOK = DrillBook((FIRM, GAME), (BrokenPlan("torn", "torn.yaml, line 3: no."),))


def test_a_drill_is_found_by_its_name_and_by_the_one_it_had_before() -> None:
    assert BOOK.named("firm") is BOOK.named("stout") is FIRM
    assert BOOK.find("chess") is None


def test_an_unknown_drill_is_refused_with_the_list_of_names() -> None:
    with pytest.raises(UsageError, match=r"'rondo'\. Choose one of: firm, game\."):
        BOOK.named("rondo")


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one() -> None:
    with pytest.raises(UsageError, match=r"'gamee'; did you mean 'game'\?"):
        BOOK.named("gamee")


def test_a_broken_plan_is_missed_only_by_who_asks_for_it() -> None:
    assert BOOK.named("game") is GAME
    with pytest.raises(DrillFileError, match="line 3"):
        BOOK.named("torn")


def test_the_first_level_asks_for_its_repetitions_and_leaves_the_rest() -> None:
    played = at_level(FIRM, 1)
    assert played.scores == (Asked("repetitions", 10.0), *FIRM.scores[1:])
    assert replace(played, scores=FIRM.scores) == FIRM


def test_what_a_level_asks_stays_asked_and_its_distance_is_its_own() -> None:
    assert at_level(FIRM, 2).target_distance_m == 15.0
    third = at_level(FIRM, 3)
    assert third.target_distance_m == 12.0
    assert third.scores == (
        Asked("repetitions", 30.0),
        Asked("in_band_ratio", 0.6),
        Asked("rhythm_s", None, 4.0),
        Asked("touches", None, 2.0),
    )


def test_a_level_of_one_repetition_asks_for_nothing() -> None:
    free = replace(FIRM, levels=(Level("As you like", 1),), scores=(Asked("repetitions"),))
    assert at_level(free, 1).scores == (Asked("repetitions"),)


def test_repetitions_that_the_plan_bounds_are_asked_as_planned() -> None:
    bounded = replace(FIRM, scores=(Asked("repetitions", 7.0),))
    assert at_level(bounded, 3).scores[0] == Asked("repetitions", 7.0)


@pytest.mark.parametrize("level", [-1, 0, 4, 10_000])
def test_a_level_that_there_is_not_is_refused(level: int) -> None:
    with pytest.raises(UsageError, match=f"levels 1 to 3, and no level {level}"):
        level_of(FIRM, level)
    with pytest.raises(UsageError, match="only level 1"):
        at_level(replace(FIRM, levels=FIRM.levels[:1]), level)


def test_a_drill_with_a_distance_sets_the_target() -> None:
    assert target_of(FIRM) == Target(12.0, "short_grass", (3.0, 5.0))
    assert target_of(FIRM, level=2) == Target(15.0, "short_grass", (3.0, 5.0))


def test_a_drill_that_is_at_a_level_already_keeps_its_target() -> None:
    assert target_of(at_level(FIRM, 2)) == target_of(FIRM, level=2)


def test_what_the_player_says_replaces_what_the_drill_assumes() -> None:
    target = target_of(FIRM, distance_m=20.0, surface="indoor", level=2)
    assert target == Target(20.0, "indoor", (3.0, 5.0))


def test_without_a_distance_there_is_no_target() -> None:
    assert target_of(GAME) is None
    assert target_of(None, surface="indoor") is None


def test_a_distance_alone_is_a_target() -> None:
    assert target_of(None, distance_m=7.0) == Target(7.0)
    assert target_of(None, distance_m=7.0, surface="indoor") == Target(7.0, "indoor")


@pytest.mark.parametrize("distance_m", [0.0, -3.0, 121.0, math.nan, math.inf])
def test_a_distance_nobody_passes_over_is_refused(distance_m: float) -> None:
    with pytest.raises(UsageError, match="above 0 and up to 120 m"):
        target_of(None, distance_m=distance_m)


def test_a_surface_nobody_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="sand"):
        target_of(None, distance_m=5.0, surface="sand")
