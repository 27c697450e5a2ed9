"""What becomes of plans, and what is proposed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kicksense.domain.kick import Finding, Severity
from kicksense.errors import UsageError
from kicksense.store.editing import StaleEditError
from kicksense.store.plans import PlannedDrill, plans_for
from kicksense.workflows.drills import drill_book_of
from kicksense.workflows.planning import (
    PlanState,
    Played,
    Wish,
    change_plan,
    drop_plan,
    plan_drill,
    plans_with_standing,
    proposed,
    standings_of,
    this_day,
    tick_off,
)
from kicksense.workflows.sessions import Sessions, open_sessions
from tests.teams_made import NOW, MadeTeam, stored_team

TODAY = date(2026, 5, 10)
PLANNED = datetime(2026, 5, 1, tzinfo=UTC)
PLAN = PlannedDrill("0" * 12, "p-1", "partner_pass", 2, PLANNED, repetitions=20)
ENOUGH = Played("s1", "p-1", PLANNED + timedelta(days=1), "partner_pass", 2, 20)
BOOK = drill_book_of(None)


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return open_sessions(tmp_path)


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (None, PlanState.OPEN),
        (TODAY + timedelta(days=4), PlanState.OPEN),
        (TODAY + timedelta(days=3), PlanState.DUE),
        (TODAY, PlanState.DUE),
        (TODAY - timedelta(days=1), PlanState.OVERDUE),
    ],
)
def test_a_plan_is_due_three_days_before_its_day_and_overdue_after_it(
    due: date | None, state: PlanState
) -> None:
    (standing,) = standings_of([replace(PLAN, due=due)], [], BOOK, today=TODAY)
    assert standing.state is state


@pytest.mark.parametrize(
    ("played", "done"),
    [
        (ENOUGH, True),
        (replace(ENOUGH, level=3), True),
        (replace(ENOUGH, level=1), False),
        (replace(ENOUGH, repetitions=19), False),
        (replace(ENOUGH, player_id="p-2"), False),
        (replace(ENOUGH, player_id=None), False),
        (replace(ENOUGH, drill="light_feet"), False),
        (replace(ENOUGH, started=PLANNED - timedelta(seconds=1)), False),
    ],
)
def test_a_plan_is_done_by_what_was_played_after_it_as_asked(played: Played, done: bool) -> None:
    (standing,) = standings_of([PLAN], [played], BOOK, today=TODAY)
    assert (standing.state is PlanState.DONE) is done
    assert standing.by_hand is False


def test_what_comes_nearest_is_told_until_it_is_done() -> None:
    played = [replace(ENOUGH, session_id="a", repetitions=7), replace(ENOUGH, repetitions=12)]
    (standing,) = standings_of([PLAN], played, BOOK, today=TODAY)
    assert (standing.most, standing.asked, standing.session_id) == (12, 20, "s1")


def test_a_drill_that_has_gone_is_still_a_plan() -> None:
    gone = replace(PLAN, drill="gone", repetitions=None)
    (standing,) = standings_of([gone], [], BOOK, today=TODAY)
    assert (standing.state, standing.asked) == (PlanState.OPEN, 1)


def test_a_plan_is_changed_ticked_off_and_put_into_the_bin(sessions: Sessions) -> None:
    plan = plan_drill(sessions, "p-1", Wish("partner_pass", due=this_day()))
    changed = change_plan(sessions, plan, Wish("light_feet", note="softly"))
    with pytest.raises(StaleEditError):
        change_plan(sessions, plan, Wish("partner_pass"))
    tick_off(sessions, changed, done=True)
    (standing,), _ = plans_with_standing(sessions, "p-1")
    assert (standing.state, standing.by_hand) == (PlanState.DONE, True)
    assert drop_plan(sessions, standing.plan)
    assert not drop_plan(sessions, standing.plan)
    assert plans_for(sessions.folder, "p-1").plans == ()


@pytest.mark.parametrize(
    "wish",
    [
        Wish("no_such_drill"),
        Wish("partner_pass", level=99),
        Wish("partner_pass", repetitions=0),
        Wish("partner_pass", note="x" * 1001),
        Wish("partner_pass", due=date(2020, 1, 1)),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_and_nothing_is_written(
    sessions: Sessions, wish: Wish
) -> None:
    with pytest.raises(UsageError):
        plan_drill(sessions, "p-1", wish)
    assert plans_for(sessions.folder, "p-1").plans == ()


def test_what_trains_the_one_thing_to_work_on_is_proposed_at_the_next_level() -> None:
    finding = Finding("under_hit", Severity.ADVICE, drill="firm_line_pass")
    wish = proposed(finding, 1, BOOK, today=TODAY)
    assert wish is not None
    assert (wish.drill, wish.level, wish.code) == ("firm_line_pass", 2, "under_hit")
    last = proposed(finding, 99, BOOK, today=TODAY)
    assert last is not None
    assert last.level == len(BOOK.named("firm_line_pass").levels)
    assert proposed(None, 0, BOOK, today=TODAY) is None


def test_a_stored_session_does_a_plan_by_itself(tmp_path: Path) -> None:
    sessions = stored_team(tmp_path, MadeTeam(players=1, newest=NOW.replace(year=2100)))
    plan_drill(sessions, "player-00", Wish("partner_pass", repetitions=20))
    (standing,), troubles = plans_with_standing(sessions)
    assert (standing.state, standing.session_id, troubles) == (PlanState.DONE, "t000000", ())
