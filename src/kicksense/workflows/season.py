"""A whole season of simulated players in a data folder of its own, to look at every page with.

Everything is stored as if it had been recorded, imported or typed. Whatever stops it, what is
there is complete, and the next call goes on: each practice is a function of its number, the same
content stored again is the same session, and what is done is written down after it is done.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from kicksense.errors import KicksenseError, SimulationError, StoreError, UsageError
from kicksense.simulation.cohort import SessionDraw, groups_of
from kicksense.simulation.drill_scripts import scripted_session
from kicksense.simulation.session import Engine, SimulatedSession
from kicksense.store.drills import shipped_drills
from kicksense.store.folder import DataFolder, data_folder
from kicksense.store.labels import write_labels
from kicksense.store.library import Library, open_library
from kicksense.store.markers import write_markers
from kicksense.store.recording_notes import LiveNote
from kicksense.store.season import (
    MOST_PLAYERS,
    MOST_SESSIONS,
    SEASON_FORMAT,
    SeasonState,
    read_season,
    write_season,
)
from kicksense.workflows.practice_history import refresh_cards
from kicksense.workflows.season_extras import AFTER_CARDS, BEFORE_CARDS, Extra
from kicksense.workflows.season_plan import SeasonPractice, season_practices
from kicksense.workflows.sessions import Sessions, list_sessions
from kicksense.workflows.simulating import as_simulated, truth_labels
from kicksense.workflows.workers import pooled, worker_count

SEASON_SEED: Final = 20
PLAYERS: Final = 12
SESSIONS: Final = 200

_ENDING: Final = "-season"
_OWN_NAMES: Final = frozenset({"season.json", "recordings"})
"""What a season that was stopped at once has made."""

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """What there is of a season.

    Attributes
    ----------
    folder
        Where.
    players, sessions
        How many.
    kept
        Of these sessions, how many were there before.
    troubles
        Sentences about what is missing, and why.
    """

    folder: Path
    players: int
    sessions: int
    kept: int
    troubles: tuple[str, ...] = ()


def season_folder(data_dir: Path | None = None) -> DataFolder:
    """Give the data folder of the season: the one named, or one beside the user's own."""
    if data_dir is not None:
        return data_folder(data_dir)
    own = data_folder(None)
    return DataFolder(own.root.with_name(own.root.name + _ENDING), own.chosen_by)


def ensure_season(
    folder: DataFolder,
    tell: Tell,
    *,
    players: int = PLAYERS,
    sessions: int = SESSIONS,
    today: date | None = None,
) -> SeasonSummary:
    """Make a season, or go on where a run before was stopped.

    Parameters
    ----------
    folder
        Its own; one that holds anything else is refused.
    tell
        Told how far it is.
    players, sessions
        How many. A season that was begun keeps its own numbers.
    today
        The season ended on the day before; that of this machine unless given.

    Returns
    -------
    summary
        How much there is now.

    Raises
    ------
    UsageError
        If the folder holds something else, or was begun with other numbers.
    StoreError
        If something cannot be stored.
    """
    state = _begun(folder, players=players, sessions=sessions, today=today)
    practices = season_practices(state, shipped_drills().drills)
    waiting = [each for each in practices if each.number not in state.played]
    library = open_library(folder)
    kept = len(list_sessions(Sessions(library)))
    troubles: list[str] = []
    tell(_PLAYING, len(practices) - len(waiting), len(practices))
    for done, outcome in enumerate(_played(waiting, folder.root), start=1):
        if outcome.trouble:
            troubles.append(outcome.trouble)
        else:
            state = state.model_copy(update={"played": (*state.played, outcome.number)})
            write_season(folder, state)
        tell(_PLAYING, len(practices) - len(waiting) + done, len(practices))
    store = Sessions(library)
    troubles += _finished(store, state, practices, tell=tell)
    there = len(list_sessions(store))
    return SeasonSummary(folder.root, state.players, there, kept, tuple(troubles))


_PLAYING: Final = "playing the season"
_EXTRA: Final = "adding"
_SCORING: Final = "scoring every session"


@dataclass(frozen=True, slots=True)
class _Task:
    """One practice to be played and stored."""

    practice: SeasonPractice
    root: Path


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one practice; its trouble where there was any."""

    number: int
    trouble: str = ""


def _begun(folder: DataFolder, *, players: int, sessions: int, today: date | None) -> SeasonState:
    """Give the season that was begun in a folder; begin one where there is none."""
    state = read_season(folder)
    if state is not None:
        if (state.players, state.sessions) != (players, sessions):
            raise UsageError(
                f"{folder.root} holds a season of {state.players} players and {state.sessions} "
                f"sessions, not of {players} and {sessions}; name another folder with --data-dir."
            )
        return state
    try:
        there = {path.name for path in folder.root.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        there = set()
    if there - _OWN_NAMES:
        raise UsageError(
            f"{folder.root} holds something else, and a simulated season is kept apart from it; "
            "name a new or empty folder with --data-dir."
        )
    if not (1 <= players <= MOST_PLAYERS and 1 <= sessions <= MOST_SESSIONS):
        raise UsageError(
            f"a season has 1 to {MOST_PLAYERS} players and 1 to {MOST_SESSIONS} sessions; "
            "choose other numbers."
        )
    last_day = (today or datetime.now(UTC).date()) - timedelta(days=1)
    state = SeasonState(
        format=SEASON_FORMAT,
        players=players,
        sessions=sessions,
        seed=SEASON_SEED,
        last_day=last_day,
    )
    write_season(folder, state)
    return state


def _finished(
    store: Sessions, state: SeasonState, practices: Sequence[SeasonPractice], *, tell: Tell
) -> list[str]:
    """Do what is done once everything is played; give sentences about what could not be."""
    state, troubles = _with_extras(store, state, practices, extras=BEFORE_CARDS, tell=tell)
    troubles += refresh_cards(store, lambda done, total: tell(_SCORING, done, total))
    _, more = _with_extras(store, state, practices, extras=AFTER_CARDS, tell=tell)
    return troubles + more


def _with_extras(
    store: Sessions,
    state: SeasonState,
    practices: Sequence[SeasonPractice],
    *,
    extras: Mapping[str, Extra],
    tell: Tell,
) -> tuple[SeasonState, list[str]]:
    """Do what is not done yet; give the state, and sentences about what could not be done."""
    troubles: list[str] = []
    for number, (name, extra) in enumerate(extras.items()):
        tell(f"{_EXTRA}: {name}", number, len(extras))
        if name not in state.done:
            try:
                extra(store, state, practices)
            except KicksenseError as error:
                troubles.append(str(error))
                continue
            state = state.model_copy(update={"done": (*state.done, name)})
            write_season(store.folder, state)
        tell(f"{_EXTRA}: {name}", number + 1, len(extras))
    return state, troubles


def _played(practices: Sequence[SeasonPractice], root: Path) -> Iterator[_Outcome]:
    """Play and store in several processes, in order."""
    tasks = [_Task(practice, root) for practice in practices]
    workers = min(worker_count(), len(tasks))
    if workers <= 1:
        yield from map(_stored, tasks)
        return
    try:
        yield from pooled(_stored, tasks, workers)
    except BrokenProcessPool as error:
        raise StoreError(
            "the system stopped a simulation, most likely because memory ran out; what is "
            "complete was kept, so close other programs and give the same command again."
        ) from error


def _stored(task: _Task) -> _Outcome:
    """Play one practice and store it with all that belongs to it."""
    practice = task.practice
    try:
        script = scripted_session(
            practice.drill,
            practice.players[0],
            practice.device,
            practice.seed,
            fault=practice.fault,
            level=practice.level,
            repetitions=practice.repetitions,
            partners=practice.players[1:],
        )
    except SimulationError as error:
        return _Outcome(practice.number, f"{practice.name} is left out: {error}")
    folder = DataFolder(task.root, "--data-dir")
    library = open_library(folder)
    for place, session in enumerate(script.sessions):
        row_id = _store_leg(library, practice, place, session=session)
        write_markers(folder, row_id, script.truth.markers)
    return _Outcome(practice.number)


def _store_leg(
    library: Library, practice: SeasonPractice, place: int, *, session: SimulatedSession
) -> str:
    """Store what one of the sensors recorded, give the session's id."""
    player_id = practice.player_ids[place]
    own = as_simulated(session, practice.name.replace(practice.player_ids[0], player_id))
    row = library.store(own.recording, player_id, _note(practice, place)).row
    if practice.labelled and place == 0:
        draw = SessionDraw(
            player_id=player_id,
            player=practice.players[0],
            device=practice.device,
            plan=(),
            seed=practice.seed,
            drill=practice.drill.name,
            groups=groups_of(practice.players[0], practice.device),
            scripted=True,
        )
        write_labels(library.folder, truth_labels(own, draw, Engine.KINEMATIC))
    return row.id


def _note(practice: SeasonPractice, place: int) -> LiveNote:
    """Give what is noted of a recording that was made live."""
    drill = practice.drill
    return LiveNote(
        group_id=hashlib.sha256(f"{practice.number} {practice.name}".encode()).hexdigest()[:8],
        started_utc=practice.started_utc,
        sensor=f"simulated-{place + 1}",
        drill=drill.name,
        surface=None if drill.target_distance_m is None else drill.surface,
        level=practice.level,
    )
