"""Who plays what in a simulated season."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from kicksense.domain.anatomy import Side
from kicksense.store.drills import shipped_drills
from kicksense.store.season import SeasonState
from kicksense.workflows.season_plan import (
    WEEKS,
    Course,
    SeasonPractice,
    season_players,
    season_practices,
)

LAST_DAY = date(2026, 5, 1)


def state(players: int = 12, sessions: int = 200, seed: int = 20) -> SeasonState:
    return SeasonState(format=1, players=players, sessions=sessions, seed=seed, last_day=LAST_DAY)


def practices(**asked: int) -> tuple[SeasonPractice, ...]:
    return season_practices(state(**asked), shipped_drills().drills)


@pytest.fixture(scope="module")
def whole() -> tuple[SeasonPractice, ...]:
    return practices()


@pytest.mark.parametrize(("players", "sessions"), [(1, 1), (2, 6), (3, 7), (12, 200), (50, 201)])
def test_as_many_sessions_come_of_it_as_were_asked_for(players: int, sessions: int) -> None:
    drawn = practices(players=players, sessions=sessions)
    assert sum(len(practice.player_ids) for practice in drawn) == sessions


def test_every_drill_that_ships_is_played(whole: tuple[SeasonPractice, ...]) -> None:
    assert {practice.drill.name for practice in whole} == set(shipped_drills().names)


def test_the_season_lies_in_the_past_and_in_order(whole: tuple[SeasonPractice, ...]) -> None:
    days = [practice.started_utc for practice in whole]
    assert days[0].date() == LAST_DAY - timedelta(weeks=WEEKS)
    assert days[-1].date() == LAST_DAY
    assert all(one.date() <= next_one.date() for one, next_one in pairwise(days))
    assert all(day.tzinfo is UTC for day in days)
    assert max(days) < datetime(2026, 5, 2, tzinfo=UTC)


def test_names_of_recordings_are_not_given_twice(whole: tuple[SeasonPractice, ...]) -> None:
    names = [practice.name for practice in whole]
    assert len(set(names)) == len(names)
    assert all(name.startswith("Simulated ") for name in names)


def test_nobody_plays_beside_themselves(whole: tuple[SeasonPractice, ...]) -> None:
    together = [practice for practice in whole if len(practice.player_ids) > 1]
    assert together
    for practice in together:
        assert len(set(practice.player_ids)) == practice.drill.sensors
        assert len(practice.players) == practice.drill.sensors


def test_players_have_ages_and_both_legs_are_worn(whole: tuple[SeasonPractice, ...]) -> None:
    players = season_players(state())
    assert {each.course for each in players} == set(Course)
    assert len({each.player.age for each in players}) > 1
    for each in players:
        own = [practice for practice in whole if practice.player_ids[0] == each.player_id]
        assert {practice.players[0].side for practice in own} == set(Side)
        assert 1990 < each.birth_year < LAST_DAY.year


def test_a_fault_fades_in_those_who_get_better(whole: tuple[SeasonPractice, ...]) -> None:
    better = {each.player_id for each in season_players(state()) if each.course is Course.BETTER}
    own = [practice for practice in whole if practice.player_ids[0] in better]
    third = len(own) // 3
    faulty = [practice.fault is not None for practice in own]
    assert sum(faulty[:third]) > 2 * sum(faulty[-third:])
    assert own[-1].level > own[0].level


def test_levels_surfaces_and_labels_vary(whole: tuple[SeasonPractice, ...]) -> None:
    assert {practice.level for practice in whole} >= {1, 2, 3}
    assert {practice.drill.surface for practice in whole} >= {"fast_3g", "short_grass", "indoor"}
    assert 0.2 < sum(practice.labelled for practice in whole) / len(whole) < 0.5


def test_the_same_season_is_drawn_again_and_players_stay_who_they_are() -> None:
    assert practices(players=3, sessions=9) == practices(players=3, sessions=9)
    assert season_players(state(players=2)) == season_players(state(players=5))[:2]
