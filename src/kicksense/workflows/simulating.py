"""Simulated players' sessions, stored like recorded ones and labelled with their truth."""

import hashlib
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.domain.live import Marker
from kicksense.domain.signals import Recording
from kicksense.errors import SimulationError, StoreError, UsageError
from kicksense.simulation.cohort import SessionDraw, draw_sessions
from kicksense.simulation.drill_scripts import scripted_session
from kicksense.simulation.session import Engine, SimulatedSession, simulate_session
from kicksense.simulation.truth import TrueEvent
from kicksense.store.drills import shipped_drills
from kicksense.store.folder import DataFolder
from kicksense.store.labels import labelled_fingerprints, write_labels
from kicksense.store.library import open_library
from kicksense.store.markers import write_markers
from kicksense.store.recording_notes import LiveNote
from kicksense.workflows.label_choice import SIMULATION
from kicksense.workflows.workers import pooled, worker_count

Progress = Callable[[int, int], None]
"""Told how many sessions are done, and how many there are."""

_MOST_PLAYERS: Final = 10_000
_MOST_SESSIONS: Final = 1_000
_LARGEST_SEED: Final = 2**63 - 1
_OWN_FOLDERS: Final = frozenset({"recordings", "labels"})
"""What a run that was stopped at once has made."""

_KNOWN_WITHIN_S: Final = 0.005
"""How far the true moment may be off on the recording's clock: a sample of a quick sensor."""


@dataclass(frozen=True, slots=True)
class SimulationRequest:
    """What is to be simulated.

    Attributes
    ----------
    players, sessions_per_player
        How many.
    drill
        Name of the plan.
    seed
        Of every chance.
    engine
        What moves the leg.
    """

    players: int
    drill: str
    seed: int
    engine: Engine = Engine.KINEMATIC
    sessions_per_player: int = 1

    def __post_init__(self) -> None:
        for option, value, low, high in (
            ("--players", self.players, 1, _MOST_PLAYERS),
            ("--sessions-per-player", self.sessions_per_player, 1, _MOST_SESSIONS),
            ("--seed", self.seed, 0, _LARGEST_SEED),
        ):
            if not low <= value <= high:
                raise UsageError(f"{option} must be from {low} to {high}, not {value}.")


@dataclass(frozen=True, slots=True)
class SimulationSummary:
    """What came of a simulation.

    Attributes
    ----------
    recordings
        Sessions that are there now, of those asked for.
    kept
        Of these, how many were there before.
    minutes, kicks
        Length of, and kicks in, the new ones.
    spent_s
        Processor time that simulating and storing the new ones took, of all processes together.
    left_out
        Name of each session that could not be simulated, and why.
    """

    recordings: int
    kept: int
    minutes: float
    kicks: int
    spent_s: float
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def real_time_factor(self) -> float:
        """How many times faster than real time one processor simulates; NaN where none did."""
        return self.minutes * 60.0 / self.spent_s if self.spent_s > 0.0 else math.nan


def simulate_library(
    request: SimulationRequest, folder: Path, progress: Progress
) -> SimulationSummary:
    """Simulate sessions into a data folder, or go on where a run before was stopped.

    Each session is stored whole, recording and labels, before it counts; so whatever stops the
    run, what is there is complete, and the same call does the rest. The same request gives the
    same recordings and labels, in any number of calls and on any number of processors.

    Parameters
    ----------
    request
        What to simulate.
    folder
        The data folder; made where it is missing.
    progress
        Called after each session.

    Returns
    -------
    summary
        How much there is now.

    Raises
    ------
    UsageError
        If the drill is not known, or the folder holds something else.
    StoreError
        If something cannot be stored.
    """
    draws = draw_sessions(
        request.players,
        request.drill,
        request.seed,
        sessions_per_player=request.sessions_per_player,
    )
    data_folder = DataFolder(folder.expanduser().absolute(), "--out")
    there = _complete_sessions(data_folder)
    tasks = [
        _Task(draw, name, request.engine, data_folder.root)
        for draw, name in zip(draws, session_names(draws, request.engine), strict=True)
        if name not in there
    ]
    kept = len(draws) - len(tasks)
    progress(kept, len(draws))
    minutes, kicks, spent_s = 0.0, 0, 0.0
    left_out: list[tuple[str, str]] = []
    for done, outcome in enumerate(_outcomes_of(tasks), start=1):
        if outcome.trouble:
            left_out.append((tasks[done - 1].name, outcome.trouble))
        minutes += outcome.duration_s / 60.0
        kicks += outcome.kicks
        spent_s += outcome.spent_s
        progress(kept + done, len(draws))
    there_now = len(draws) - len(left_out)
    return SimulationSummary(there_now, kept, minutes, kicks, spent_s, tuple(left_out))


def session_names(draws: Sequence[SessionDraw], engine: Engine) -> tuple[str, ...]:
    """Give the names of sessions, each a function of its draw alone.

    Parameters
    ----------
    draws
        The sessions of one player beside each other.
    engine
        What moves the leg.

    Returns
    -------
    names
        With a digest of everything drawn, so that a changed draw is another session.
    """
    return tuple(
        f"{draw.player_id}-{draw.drill}-{engine}-{_digest(f'{draw!r} {engine}'.encode())[:10]}"
        for draw in draws
    )


def truth_labels(session: SimulatedSession, draw: SessionDraw, engine: Engine) -> LabelSet:
    """Give the truth of a simulated session as labels.

    Parameters
    ----------
    session
        With the fingerprint of its recording.
    draw
        Who played what.
    engine
        What moved the leg.

    Returns
    -------
    labels
        Complete. Body height and other things that a person would have to measure are not in it.
    """
    return LabelSet(
        fingerprint=session.recording.source.fingerprint,
        labeller=SIMULATION,
        labelled_utc=datetime.now(UTC),
        player_id=draw.player_id,
        events=tuple(_label_of(event) for event in session.truth),
        spans=session.spans,
        groups={**draw.groups, "drill": draw.drill, "engine": str(engine)},
    )


def sample_fingerprint(recording: Recording) -> str:
    """Give the SHA-256 of a recording's samples, its rate, its clock and its leg."""
    digest = hashlib.sha256(
        f"{recording.sampling_rate_hz!r} {recording.start_time_s!r} "
        f"{recording.placement.side}".encode()
    )
    for values in (recording.acc_mps2, recording.gyr_radps):
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def as_simulated(session: SimulatedSession, name: str) -> SimulatedSession:
    """Give a session whose recording says that nobody played it.

    Parameters
    ----------
    session
        As it was simulated.
    name
        Of the recording.
    """
    recording = session.recording
    source = replace(
        recording.source,
        name=name,
        fingerprint=sample_fingerprint(recording),
        remarks=("This session was simulated; no player ever did it.", *recording.source.remarks),
    )
    return replace(session, recording=replace(recording, source=source))


@dataclass(frozen=True, slots=True)
class _Task:
    """One session to be simulated."""

    draw: SessionDraw
    name: str
    engine: Engine
    root: Path


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one simulated session adds to the summary; only its trouble where there was any."""

    duration_s: float
    kicks: int
    spent_s: float
    trouble: str = ""


def _complete_sessions(folder: DataFolder) -> frozenset[str]:
    """Give the names of the sessions that are there with their labels."""
    root = folder.root
    try:
        names = {path.name for path in root.iterdir()}
    except FileNotFoundError:
        return frozenset()
    except NotADirectoryError as error:
        raise UsageError(f"{root} is a file; name a folder with --out.") from error
    except OSError as error:
        raise StoreError(
            f"{root} cannot be read: {error.strerror}; name another folder with --out."
        ) from error
    if not names:
        return frozenset()
    if not (folder.in_use or names <= _OWN_FOLDERS):
        raise UsageError(
            f"{root} holds something else; name a new or empty folder with --out, or one that "
            "kicksense simulate has filled."
        )
    library = open_library(folder)
    rows = library.catalogue.sessions()
    if not all(row.simulated for row in rows):
        raise UsageError(
            f"{root} holds recordings of people, and simulated ones are kept apart from them; "
            "name another folder with --out."
        )
    labelled = labelled_fingerprints(folder)
    return frozenset(row.name for row in rows if row.fingerprint in labelled)


def _outcomes_of(tasks: Sequence[_Task]) -> Iterator[_Outcome]:
    """Simulate in several processes, in order."""
    workers = min(worker_count(), len(tasks))
    if workers <= 1:
        yield from map(_simulated, tasks)
        return
    try:
        yield from pooled(_simulated, tasks, workers)
    except BrokenProcessPool as error:
        raise StoreError(
            "the system stopped a simulation, most likely because memory ran out; what is "
            "complete was kept, so close other programs and give the same command again."
        ) from error


def _simulated(task: _Task) -> _Outcome:
    """Simulate one session and store it with its labels; say why where that cannot be."""
    draw = task.draw
    began_s = time.process_time()
    try:
        own, others, markers = _played(task)
    except SimulationError as error:
        return _Outcome(0.0, 0, 0.0, str(error))
    folder = DataFolder(task.root, "--out")
    library = open_library(folder)
    for number, other in enumerate(others, start=1):
        ending = f"-other-{number}"
        shared = as_simulated(other, task.name + ending)
        row = library.store(shared.recording, draw.player_id + ending, _note(task)).row
        write_markers(folder, row.id, markers)
    session = as_simulated(own, task.name)
    row = library.store(session.recording, draw.player_id, _note(task)).row
    if markers:
        write_markers(folder, row.id, markers)
    write_labels(folder, truth_labels(session, draw, task.engine))
    recording = session.recording
    kicks = sum(event.kind is EventKind.KICK for event in session.truth)
    spent_s = time.process_time() - began_s
    return _Outcome(len(recording) / recording.sampling_rate_hz, kicks, spent_s)


def _played(
    task: _Task,
) -> tuple[SimulatedSession, tuple[SimulatedSession, ...], tuple[Marker, ...]]:
    """Play a drill by its script, anything else by its plan; give what was marked, too."""
    draw = task.draw
    if not draw.scripted:
        session = simulate_session(
            draw.plan, draw.player, draw.device, draw.seed, engine=task.engine
        )
        return session, (), ()
    drill = shipped_drills().named(draw.drill)
    script = scripted_session(drill, draw.player, draw.device, draw.seed, engine=task.engine)
    return script.sessions[0], script.sessions[1:], script.truth.markers


def _note(task: _Task) -> LiveNote | None:
    """Give what is noted of a drill: what was played, and which sensors were in it together."""
    draw = task.draw
    if not draw.scripted:
        return None
    digest = _digest(task.name.encode())[:8]
    return LiveNote(digest, datetime.now(UTC), "simulated", drill=draw.drill, level=1)


def _label_of(event: TrueEvent) -> LabelledEvent:
    return LabelledEvent(
        t_s=event.time_s,
        kind=event.kind,
        technique=event.technique,
        within_s=_KNOWN_WITHIN_S,
        foot_speed_mps=_known(event.foot_speed_mps),
        ball_speed_mps=_known(event.ball_speed_mps),
        impulse_ns=_known(event.impulse_ns),
        off_centre_m=_known(event.off_centre_m),
        target_distance_m=_known(event.target_distance_m),
        intent=event.intent,
    )


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
