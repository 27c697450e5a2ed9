from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, Target, Technique
from kicksense.domain.score_card import WorkOn
from kicksense.workflows.drills import drill_of
from kicksense.workflows.player_sessions import kept_sessions, players_with_sessions
from kicksense.workflows.today import BestBy, best_kick, newest_day
from tests.score_cards_made import TOO_HARD
from tests.workflows.cards_kept import keep_card, line, ratio, speed
from tests.workflows.practices_stored import PLAYER, opened

WALL = drill_of("backheel_wall_pass", None)
FREE = drill_of("free_play", None)


def test_with_a_target_the_ball_that_most_surely_arrived_well_is_the_best() -> None:
    target = Target(3.0, "indoor", (2.8, 4.5))
    middle_sure, middle_unsure = line(1, speed(4.5, 0.1)), line(2, speed(4.5, 0.5))
    too_hard, other_foot = line(3, speed(12.0)), line(4, speed(4.5, 0.05), Technique.INSTEP)
    best = best_kick([middle_unsure, too_hard, middle_sure, other_foot], WALL, target)
    assert best is not None
    assert (best.line, best.by, best.out_of) == (middle_sure, BestBy.WEIGHT, 3)
    assert best.chance is not None
    assert 0.5 < best.chance <= 1.0
    assert best.arrival_mps is not None
    assert best.arrival_mps.value < 4.5


def test_a_session_of_balls_that_all_went_astray_has_no_best() -> None:
    target = Target(3.0, "indoor", (2.8, 4.5))
    assert best_kick([line(1, Estimate(40.0, 39.9, 40.1))], WALL, target) is None
    assert best_kick([line(1, speed(4.5), Technique.UNSURE)], WALL, target) is None
    assert best_kick([], WALL, target) is None


def test_without_a_target_the_clearest_strike_of_the_kind_trained_is_the_best() -> None:
    doubtful = line(1, speed(9.0), probability=0.6)
    clear = line(2, speed(5.0), probability=0.97)
    other = line(3, speed(9.0), Technique.INSTEP, probability=0.99)
    best = best_kick([doubtful, clear, other], WALL, None)
    assert best is not None
    assert (best.line, best.by, best.chance) == (clear, BestBy.TECHNIQUE, 0.97)


def test_where_anything_goes_the_surely_fastest_ball_is_the_best() -> None:
    lucky = line(1, Estimate(25.0, 10.0, 40.0), Technique.INSTEP)
    sure = line(2, Estimate(20.0, 17.0, 23.0), Technique.INSTEP)
    unsure = line(3, Estimate(30.0, 29.0, 31.0), Technique.UNSURE)
    for drill in (FREE, None):
        best = best_kick([lucky, sure, unsure], drill, None)
        assert best is not None
        assert (best.line, best.by) == (sure, BestBy.SPEED)


def test_the_newest_day_holds_its_sessions_and_one_thing_to_work_on(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    keep_card(sessions, 1)
    thing = WorkOn(TOO_HARD, 2.0)
    first = keep_card(sessions, 5, work_on=thing, scores=[ratio(0.5)], kicks=[line(1, speed(4.5))])
    last = keep_card(sessions, 5, minutes=30, side=Side.LEFT)
    day = newest_day(sessions, PLAYER)
    assert day is not None
    assert [session.kept.row.id for session in day.sessions] == [last.id, first.id]
    assert day.earlier == 1
    assert not day.simulated
    assert day.work_on is not None
    assert (day.work_on[0].kept.row.id, day.work_on[1]) == (first.id, thing)
    shown = day.sessions[1]
    assert shown.played.drill is not None
    assert shown.played.target is not None
    assert [kick.number for kick in shown.kicks] == [1]
    assert shown.best is not None


def test_nobody_with_sessions_has_no_day(tmp_path: Path) -> None:
    assert newest_day(opened(tmp_path), PLAYER) is None


def test_a_drill_that_has_gone_does_not_hide_its_session(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    keep_card(sessions, 2, drill="gone_drill", kicks=[line(1, speed(6.0))])
    day = newest_day(sessions, PLAYER)
    assert day is not None
    assert day.sessions[0].played.drill is None
    assert len(day.sessions[0].kicks) == 1


def test_simulated_sessions_are_not_mixed_with_real_ones(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    simulated = keep_card(sessions, 9, simulated=True)
    assert [one.row.id for one in kept_sessions(sessions, PLAYER)] == [simulated.id]
    real = keep_card(sessions, 2)
    assert [one.row.id for one in kept_sessions(sessions, PLAYER)] == [real.id]


def test_players_are_listed_by_their_ids_and_nobody_last(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    keep_card(sessions, 1, player_id=None, simulated=True)
    keep_card(sessions, 2, player_id="p-2")
    keep_card(sessions, 3, player_id="p-1")
    keep_card(sessions, 4, player_id="p-1")
    lines = players_with_sessions(sessions)
    assert [(one.player_id, one.sessions, one.simulated) for one in lines] == [
        ("p-1", 2, False),
        ("p-2", 1, False),
        (None, 1, True),
    ]
    assert len(kept_sessions(sessions, None)) == 1


@pytest.mark.parametrize("player_id", ["nobody", ""])
def test_a_player_nobody_knows_has_nothing(tmp_path: Path, player_id: str) -> None:
    sessions = opened(tmp_path)
    keep_card(sessions, 1)
    assert kept_sessions(sessions, player_id) == ()
