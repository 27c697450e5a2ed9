"""What a season holds beside recordings: who consents to what, what was learnt and planned."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from kicksense.store.plans import PlannedDrill, read_plan, write_plan
from kicksense.store.players import Giver, Scope
from kicksense.store.season import SeasonState
from kicksense.store.session_row import SessionRow
from kicksense.workflows.adaptation import adapt_by_labels
from kicksense.workflows.consent import give, needs_guardian, set_birth_year
from kicksense.workflows.season_plan import SeasonPractice, season_players
from kicksense.workflows.sessions import Sessions, list_sessions

Extra = Callable[[Sessions, SeasonState, Sequence[SeasonPractice]], None]
"""Does the same however often it is called."""

_ADAPTED: Final = 4
_LESSONS: Final = 2
_PLANNED: Final = 9
_WHENEVER: Final = (4,)
_COACH: Final = "Coach"
_PLAN_NOTES: Final = (
    "Simulated: softer is fine, the ball only has to arrive.",
    "Simulated: look over your shoulder before the ball comes.",
    "Simulated: start when you hear it, not before.",
)


def _consents(store: Sessions, state: SeasonState, _: Sequence[SeasonPractice]) -> None:
    """Keep birth years, and to what everybody consents; not all to everything."""
    for number, each in enumerate(season_players(state)):
        record = set_birth_year(store, each.player_id, each.birth_year)
        giver = Giver.GUARDIAN if needs_guardian(record) else Giver.SELF
        scopes = (Scope.STORE, Scope.COACH, *((Scope.VIDEO, Scope.TRAIN) if number % 2 else ()))
        for scope in scopes:
            give(store, each.player_id, scope, giver)


def _adaptations(store: Sessions, _: SeasonState, practices: Sequence[SeasonPractice]) -> None:
    """Learn some players from their labelled sessions."""
    rows = {row.name: row for row in list_sessions(store)}
    lessons: dict[str, list[SessionRow]] = {}
    for practice in practices:
        row = rows.get(practice.name)
        if practice.labelled and practice.drill.techniques and row is not None:
            lessons.setdefault(practice.player_ids[0], []).append(row)
    for player_id in sorted(lessons)[:_ADAPTED]:
        for row in lessons[player_id][:_LESSONS]:
            adapt_by_labels(store, player_id, row.id)


def _plans(store: Sessions, state: SeasonState, _: Sequence[SeasonPractice]) -> None:
    """Plan drills: some due, some late, some done, some for whenever."""
    folder = store.folder
    evening = datetime.combine(state.last_day, time(20), UTC)
    for number, each in enumerate(season_players(state)[:_PLANNED]):
        plan_id = hashlib.sha256(f"{state.seed} {each.player_id}".encode()).hexdigest()[:12]
        if read_plan(folder, each.player_id, plan_id) is not None:
            continue
        due = state.last_day + timedelta(days=(number % 4) * 3 - 4)
        write_plan(
            folder,
            PlannedDrill(
                id=plan_id,
                player_id=each.player_id,
                drill=each.drills[0],
                level=1,
                created_utc=evening - timedelta(days=10),
                repetitions=10 + 5 * (number % 3),
                due=None if number in _WHENEVER else due,
                note=_PLAN_NOTES[number % len(_PLAN_NOTES)],
                made_by=_COACH,
            ),
        )


EXTRAS: Final[Mapping[str, Extra]] = MappingProxyType(
    {"consents": _consents, "adaptations": _adaptations, "plans": _plans}
)
"""By the names under which a season writes down that they are done, in their order."""
