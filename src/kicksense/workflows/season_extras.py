"""What a season holds beside recordings: who consents to what, what was learnt and planned."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from kicksense.domain.kick import Technique
from kicksense.store.kick_lines import KickLine
from kicksense.store.plans import PlannedDrill, read_plan, write_plan
from kicksense.store.players import Giver, Scope
from kicksense.store.season import SeasonState
from kicksense.store.session_row import SessionRow
from kicksense.workflows.adaptation import adapt_by_labels
from kicksense.workflows.clip_rendering import render_clip
from kicksense.workflows.clip_sync import SyncMark, anchors_of
from kicksense.workflows.clips import clips_of, keep_clip, mark_clip
from kicksense.workflows.consent import give, needs_guardian, set_birth_year
from kicksense.workflows.notes import TypedNote, keep_typed
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import card_of_session
from kicksense.workflows.season_plan import SeasonPractice, season_players
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, list_sessions, recording_of

Extra = Callable[[Sessions, SeasonState, Sequence[SeasonPractice]], None]
"""Does the same however often it is called."""

_ADAPTED: Final = 4
_LESSONS: Final = 2
_PLANNED: Final = 9
_WHENEVER: Final = (4,)
_COACH: Final = "Coach"
_NOTED_EVERY: Final = 7
_NOTES: Final = (
    "Simulated: felt light today, the ball went where I wanted it.",
    "Simulated: the swing is long here. Try the same ball with half of it.",
    "Simulated: well weighted, keep that.",
    "Simulated: ask where the partner stood; this one was too hard for that distance.",
)
_CLIP_NAME: Final = "simulated-season.mp4"
_OFFSET_S: Final = 1.25
_DRIFT_RATIO: Final = 4e-4
_LONGEST_CLIP_S: Final = 100.0
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


def _notes(store: Sessions, state: SeasonState, _: Sequence[SeasonPractice]) -> None:
    """Write notes beside kicks of some sessions: the coach's, and now and then the player's."""
    rows = sorted(list_sessions(store), key=lambda row: row.name)[::_NOTED_EVERY]
    first_kicks: dict[str, KickLine] = {}
    for line in store.library.kick_lines([row.id for row in rows]):
        first_kicks.setdefault(line.session_id, line)
    for number, kick in enumerate(first_kicks.values()):
        typed = TypedNote(
            id=hashlib.sha256(f"{state.seed} {kick.session_id}".encode()).hexdigest()[:16],
            t_s=kick.t_s,
            text=_NOTES[number % len(_NOTES)],
            kick=kick.number,
            revision=0,
            writer="",
        )
        keep_typed(store, kick.session_id, typed, author="player" if number % 4 == 0 else "coach")


def _clip(store: Sessions, _: SeasonState, practices: Sequence[SeasonPractice]) -> None:
    """Draw a video of one session, and mark three kicks of it where they are seen."""
    names = [each.name for each in practices if Technique.HEEL in each.drill.techniques]
    rows = [row for row in list_sessions(store) if row.name in names]
    if not rows:
        return
    row = max(rows, key=lambda each: (_lasts_well(each), started_of(each)))
    recording = recording_of(store, row.id)
    report = card_of_session(store, row.id, AnalysisRequest()).practised.report
    clips = clips_of(store, row.id).clips
    if not clips:
        with TemporaryDirectory() as folder:
            path = Path(folder) / _CLIP_NAME
            render_clip(recording, report, path, offset_s=_OFFSET_S, drift_ratio=_DRIFT_RATIO)
            clips = (keep_clip(store, row.id, path, name=_CLIP_NAME, simulated=True),)
    kicks = [anchor for anchor in anchors_of(recording, report) if anchor.name.startswith("kick")]
    for anchor in kicks[:: max(len(kicks) // 2, 1)]:
        video_s = (1.0 + _DRIFT_RATIO) * anchor.since_s + _OFFSET_S
        mark_clip(store, row.id, clips[0].id, SyncMark(anchor.name, anchor.since_s, video_s))


def _lasts_well(row: SessionRow) -> bool:
    """Tell whether a session is short enough to be drawn in seconds."""
    return row.duration_s < _LONGEST_CLIP_S


BEFORE_CARDS: Final[Mapping[str, Extra]] = MappingProxyType(
    {"consents": _consents, "adaptations": _adaptations, "plans": _plans}
)
"""By the names under which a season writes down that they are done, in their order."""

AFTER_CARDS: Final[Mapping[str, Extra]] = MappingProxyType({"notes": _notes, "clip": _clip})
"""The same of what begins with the kicks that were found."""
