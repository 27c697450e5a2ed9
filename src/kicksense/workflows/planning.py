"""Drills planned for players: what to plan, what has become of a plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from kicksense.coaching.drills import DrillBook, level_of
from kicksense.coaching.finding_kinds import FINDING_KINDS
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Finding
from kicksense.errors import UsageError
from kicksense.store.bin import Erasure, put_in_bin
from kicksense.store.bin_manifest import BinKind
from kicksense.store.plans import (
    MAX_NOTE_LETTERS,
    MAX_REPETITIONS,
    KeptPlans,
    PlannedDrill,
    all_plans,
    new_plan,
    plan_path,
    plans_for,
    write_plan,
)
from kicksense.store.score_cards import CardLine
from kicksense.store.session_row import SessionRow
from kicksense.workflows.drills import drill_book_of
from kicksense.workflows.player_adaptation import check_player_id
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, list_sessions

SOON: Final = timedelta(days=3)
"""A plan is due so long before its day."""

USUAL_TIME: Final = timedelta(days=7)
"""A proposed plan is to be played within a week."""


class PlanState(StrEnum):
    """What has become of a plan."""

    OVERDUE = "overdue"
    DUE = "due"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan, and what has become of it.

    Attributes
    ----------
    plan
        As it was written.
    state
        Now.
    asked
        Repetitions.
    most
        Repetitions played in one session of it since it was planned; 0 for none.
    session_id
        That did it, or came nearest; None where none was played.
    by_hand
        True where somebody ticked it off.
    """

    plan: PlannedDrill
    state: PlanState
    asked: int
    most: int = 0
    session_id: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """A session of a drill, as plans are compared with it."""

    session_id: str
    player_id: str | None
    started: datetime
    drill: str
    level: int
    repetitions: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a coach types into the form of a plan.

    Attributes
    ----------
    drill, level
        What is to be played.
    repetitions
        None for as many as the level asks.
    due
        None for whenever.
    note, made_by
        To the player, and who writes it.
    code
        Of the finding that it is for, or None.
    """

    drill: str
    level: int = 1
    repetitions: int | None = None
    due: date | None = None
    note: str = ""
    made_by: str = ""
    code: str | None = None


def standings_of(
    plans: Iterable[PlannedDrill], played: Sequence[Played], book: DrillBook, *, today: date
) -> tuple[Standing, ...]:
    """Say what has become of plans.

    A plan is done by the first session of its player that was begun after it was made, in its
    drill, at its level or a higher one, with as many repetitions as it asks; or by hand.

    Parameters
    ----------
    plans
        In any order.
    played
        Sessions of any player.
    book
        The drills there are; of one that has gone, any repetition will do.
    today
        The day it is.

    Returns
    -------
    standings
        In the order of the plans.
    """
    return tuple(_standing(plan, played, book, today) for plan in plans)


def plans_with_standing(
    sessions: Sessions, player_id: str | None = None, *, today: date | None = None
) -> tuple[tuple[Standing, ...], tuple[str, ...]]:
    """Read plans and say what has become of them.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose plans; None for those of all players.
    today
        The day it is; that of this computer's calendar unless given.

    Returns
    -------
    standings, troubles
        The soonest day first; sentences about files that cannot be read.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    kept: KeptPlans = (
        all_plans(sessions.folder) if player_id is None else plans_for(sessions.folder, player_id)
    )
    if not kept.plans:
        return (), kept.troubles
    book = drill_book_of(sessions.folder.root)
    played = played_sessions(list_sessions(sessions), sessions.library.score_card_lines())
    return standings_of(kept.plans, played, book, today=today or this_day()), kept.troubles


def this_day(now: datetime | None = None) -> date:
    """Give the day of a moment, now unless given, on this computer's calendar."""
    return (now or datetime.now(UTC)).astimezone().date()


def played_sessions(rows: Iterable[SessionRow], lines: Iterable[CardLine]) -> tuple[Played, ...]:
    """Give sessions as plans are compared with them, oldest first.

    Parameters
    ----------
    rows
        The sessions.
    lines
        Their score cards.
    """
    by_id = {row.id: row for row in rows}
    found = [
        Played(
            line.session_id,
            by_id[line.session_id].player_id,
            started_of(by_id[line.session_id]),
            line.drill,
            line.level,
            line.repetitions,
        )
        for line in lines
        if line.session_id in by_id
    ]
    return tuple(sorted(found, key=lambda each: (each.started, each.session_id)))


def proposed(finding: Finding | None, reached: int, book: DrillBook, *, today: date) -> Wish | None:
    """Propose what to plan: the drill that trains a finding, at the level after the one reached.

    Parameters
    ----------
    finding
        The one thing to work on; None proposes nothing.
    reached
        The highest level of that drill that the player has met; 0 for none.
    book
        The drills there are.
    today
        The day it is.

    Returns
    -------
    wish
        None where there is nothing to work on, or no drill for it.
    """
    drill = None if finding is None else drill_for(finding, book)
    if finding is None or drill is None:
        return None
    level = min(reached + 1, len(drill.levels))
    return Wish(drill.name, level, due=today + USUAL_TIME, code=finding.code)


def drill_for(finding: Finding, book: DrillBook) -> Drill | None:
    """Give the drill that trains a finding; None where there is none."""
    kind = FINDING_KINDS.get(finding.code)
    name = finding.drill or (None if kind is None else kind.drill)
    return None if name is None else book.find(name)


def plan_drill(sessions: Sessions, player_id: str, wish: Wish) -> PlannedDrill:
    """Plan a drill for a player.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who is to play.
    wish
        What.

    Returns
    -------
    plan
        As it was written.

    Raises
    ------
    UsageError
        If it makes no sense: no such drill or level, or a day that has gone.
    StoreError
        If it cannot be kept.
    """
    check_player_id(player_id)
    if wish.due is not None and wish.due < this_day():
        raise UsageError("That day is over; plan the drill for today or a later day.")
    plan = new_plan(player_id, wish.drill, wish.level)
    return write_plan(sessions.folder, _as_wished(sessions, plan, wish))


def change_plan(sessions: Sessions, plan: PlannedDrill, wish: Wish) -> PlannedDrill:
    """Change a plan that was read.

    Raises
    ------
    UsageError
        If it makes no sense.
    StaleEditError
        If somebody else has changed it since it was read; theirs stays.
    StoreError
        If it cannot be kept.
    """
    return write_plan(sessions.folder, _as_wished(sessions, plan, wish))


def tick_off(
    sessions: Sessions, plan: PlannedDrill, *, done: bool, session_id: str | None = None
) -> PlannedDrill:
    """Say by hand that a plan is done, or that it is not.

    Raises
    ------
    StaleEditError
        If somebody else has changed it since it was read.
    StoreError
        If it cannot be kept.
    """
    when = datetime.now(UTC) if done else None
    changed = replace(plan, done_utc=when, done_session_id=session_id if done else None)
    return write_plan(sessions.folder, changed)


def drop_plan(sessions: Sessions, plan: PlannedDrill) -> bool:
    """Put a plan into the bin, and tell whether it was still there.

    Raises
    ------
    StoreError
        If it could not be moved; it is then where it was.
    """
    path = plan_path(sessions.folder, plan.player_id, plan.id)
    if not path.exists():
        return False
    erasure = Erasure(BinKind.FILES, plan.drill, paths=(path,), player_id=plan.player_id)
    put_in_bin(sessions.folder, sessions.library.catalogue, erasure)
    return True


def wish_of(plan: PlannedDrill) -> Wish:
    """Give what a coach typed into the form of a plan."""
    return Wish(
        plan.drill,
        plan.level,
        plan.repetitions,
        plan.due,
        plan.note,
        plan.made_by,
        plan.code,
    )


def _as_wished(sessions: Sessions, plan: PlannedDrill, wish: Wish) -> PlannedDrill:
    """Give a plan with what was typed, once that makes sense."""
    drill = drill_book_of(sessions.folder.root).named(wish.drill)
    level_of(drill, wish.level)
    if len(wish.note) > MAX_NOTE_LETTERS:
        raise UsageError(
            f"The note has {len(wish.note)} letters, and {MAX_NOTE_LETTERS} are the most; "
            "shorten it."
        )
    if wish.repetitions is not None and not 1 <= wish.repetitions <= MAX_REPETITIONS:
        raise UsageError(f"Repetitions go from 1 to {MAX_REPETITIONS}; choose a number between.")
    return replace(
        plan,
        drill=drill.name,
        level=wish.level,
        repetitions=wish.repetitions,
        due=wish.due,
        note=wish.note,
        made_by=" ".join(wish.made_by.split()),
        code=wish.code,
    )


def _standing(
    plan: PlannedDrill, played: Sequence[Played], book: DrillBook, today: date
) -> Standing:
    asked = _asked(plan, book)
    fitting = [
        each
        for each in played
        if each.player_id == plan.player_id
        and each.started >= plan.created_utc
        and _is_drill(each.drill, plan.drill, book)
        and each.level >= plan.level
    ]
    enough = next((each for each in fitting if each.repetitions >= asked), None)
    nearest = max(fitting, key=lambda each: each.repetitions, default=None)
    best = enough or nearest
    most = 0 if best is None else best.repetitions
    session_id = None if best is None else best.session_id
    if plan.done_utc is not None:
        by = plan.done_session_id or session_id
        return Standing(plan, PlanState.DONE, asked, most, by, by_hand=True)
    state = PlanState.DONE if enough is not None else _state_by_day(plan.due, today)
    return Standing(plan, state, asked, most, session_id)


def _state_by_day(due: date | None, today: date) -> PlanState:
    if due is None or today < due - SOON:
        return PlanState.OPEN
    return PlanState.DUE if today <= due else PlanState.OVERDUE


def _asked(plan: PlannedDrill, book: DrillBook) -> int:
    """Give how many repetitions a plan asks for."""
    drill = book.find(plan.drill)
    if plan.repetitions is not None:
        return plan.repetitions
    if drill is None or plan.level > len(drill.levels):
        return 1
    return drill.levels[plan.level - 1].repetitions


def _is_drill(name: str, wanted: str, book: DrillBook) -> bool:
    """Tell whether two names are those of one drill; it may have had another name before."""
    drill = book.find(wanted)
    return name == wanted or (drill is not None and (name == drill.name or name in drill.aliases))
