"""How right score cards are: every drill simulated for many players, truth beside card."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from kicksense.coaching.drills import at_level
from kicksense.coaching.score_card import score_card
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Target
from kicksense.domain.score_card import Practice
from kicksense.errors import SimulationError, SourceError, UsageError
from kicksense.pipeline import observed
from kicksense.settings import AnalysisSettings
from kicksense.simulation.drill_habits import faults_of
from kicksense.simulation.drill_scripts import ScriptedSession, scripted_session
from kicksense.simulation.session import Engine, SimulatedSession
from kicksense.store.drills import shipped_drills
from kicksense.workflows.baselines import RULES
from kicksense.workflows.drill_evaluation_cohort import DrillDraw, drill_draws
from kicksense.workflows.drill_evaluation_figures import (
    DrillEvaluation,
    drill_groups,
    fault_figures,
)
from kicksense.workflows.drill_evaluation_rows import SessionOutcome, SessionRow
from kicksense.workflows.drill_evaluation_scoring import session_row
from kicksense.workflows.evaluated_models import ModelVersion
from kicksense.workflows.model_choice import loaded_model
from kicksense.workflows.workers import pooled, worker_count

Progress = Callable[[int, int], None]
"""Told how many sessions are done, and how many there are."""

DEFAULT_SEED: Final = 77
_MOST_PLAYERS: Final = 1000
_LARGEST_SEED: Final = 2**63 - 1
_SERIAL_UP_TO: Final = 3
"""Starting another process costs about as much as a few sessions."""

_NAMED_PLAYERS: Final = 5


class Judge(Protocol):
    """A trained model, or several that each left out other players."""

    @property
    def name(self) -> str:
        """What it is called."""

    def version_for(self, player_id: str) -> ModelVersion:
        """Give the version that judges a player."""

    def has_seen(self, player_id: str) -> bool:
        """Tell whether what judges a player was fitted to them."""


@dataclass(frozen=True, slots=True)
class DrillsRequest:
    """What is to be measured.

    Attributes
    ----------
    players
        How many play every drill.
    seed
        Of every chance.
    drills
        Names; all that ship where empty.
    engine
        What moves the legs.
    level
        Of the progression; a drill without it is played at its last.
    """

    players: int = 20
    seed: int = DEFAULT_SEED
    drills: tuple[str, ...] = ()
    engine: Engine = Engine.KINEMATIC
    level: int = 1

    def __post_init__(self) -> None:
        for option, value, low, high in (
            ("--players", self.players, 1, _MOST_PLAYERS),
            ("--seed", self.seed, 0, _LARGEST_SEED),
            ("--level", self.level, 1, _MOST_PLAYERS),
        ):
            if not low <= value <= high:
                raise UsageError(f"{option} must be from {low} to {high}, not {value}.")


@dataclass(frozen=True, slots=True)
class _Task:
    """One session to be played, analyzed and scored."""

    draw: DrillDraw
    drill: Drill
    engine: Engine
    model_folder: Path | None


def evaluate_drills(
    request: DrillsRequest, progress: Progress, *, judge: Judge | None = None
) -> DrillEvaluation:
    """Simulate drills, make their score cards, and measure how right those are.

    Parameters
    ----------
    request
        What to measure.
    progress
        Called after each session.
    judge
        The model that judges the kicks; the rules alone where None.

    Returns
    -------
    evaluation
        The same request gives the same figures on any number of processors.

    Raises
    ------
    UsageError
        If a drill is not known, or the physics engine is asked for and MuJoCo is not installed.
    SourceError
        If no session could be played, or a process was stopped.
    """
    tasks = _tasks(request, judge)
    rows: list[SessionRow] = []
    troubles: list[str] = []
    lasted_s = 0.0
    progress(0, len(tasks))
    for done, outcome in enumerate(_outcomes(tasks), start=1):
        if outcome.row is None:
            troubles.append(f"left out: {outcome.trouble}")
        else:
            rows.append(outcome.row)
        lasted_s += outcome.duration_s
        progress(done, len(tasks))
    if not rows:
        raise SourceError(f"no session could be played; the first was {troubles[0]}")
    return DrillEvaluation(
        seed=request.seed,
        engine=str(request.engine),
        level=request.level,
        drills=tuple(dict.fromkeys(task.drill.name for task in tasks)),
        model_name=RULES if judge is None else judge.name,
        minutes=lasted_s / 60.0,
        groups=drill_groups(rows),
        faults=fault_figures(rows),
        remarks=(*_level_remarks(tasks), *_seen_remarks(rows, judge), *troubles),
    )


def _tasks(request: DrillsRequest, judge: Judge | None) -> list[_Task]:
    """Give every session that is to be played."""
    book = shipped_drills()
    chosen = [book.named(name) for name in request.drills] or list(book.drills)
    drills = {drill.name: drill for drill in chosen}
    draws = drill_draws(
        {name: faults_of(drill) for name, drill in drills.items()},
        players=request.players,
        seed=request.seed,
        level=request.level,
    )
    folders = {
        draw.player_id: None if judge is None else judge.version_for(draw.player_id).folder
        for draw in draws
    }
    return [
        _Task(draw, drills[draw.drill], request.engine, folders[draw.player_id]) for draw in draws
    ]


def _outcomes(tasks: Sequence[_Task]) -> Iterator[SessionOutcome]:
    """Play in several processes, in order."""
    workers = min(worker_count(), len(tasks))
    if workers <= 1 or len(tasks) <= _SERIAL_UP_TO:
        yield from map(_played, tasks)
        return
    try:
        yield from pooled(_played, tasks, workers)
    except BrokenProcessPool as error:
        raise SourceError(
            "the system stopped the evaluation, most likely because memory ran out; close other "
            "programs and give the same command again."
        ) from error


def _played(task: _Task) -> SessionOutcome:
    """Play, analyze and score one session; say why where that cannot be."""
    draw = task.draw
    level = min(draw.level, len(task.drill.levels))
    try:
        script = scripted_session(
            task.drill,
            draw.player,
            draw.device,
            draw.seed,
            engine=task.engine,
            fault=draw.fault,
            level=level,
        )
    except SimulationError as error:
        return SessionOutcome(trouble=f"{draw.player_id} in {draw.drill}: {error}")
    drill = at_level(task.drill, level)
    own, *others = practices_of(script, drill, draw.player_id, model_folder=task.model_folder)
    card = score_card(own, drill, level=level, others=others)
    row = session_row(
        script.truth,
        card,
        own,
        drill=drill,
        player_id=draw.player_id,
        groups={**draw.groups, "engine": str(task.engine)},
    )
    return SessionOutcome(row, duration_s=own.report.duration_s)


def practices_of(
    script: ScriptedSession, drill: Drill, player_id: str, *, model_folder: Path | None
) -> tuple[Practice, ...]:
    """Analyze every sensor of a scripted session as a recorded one would be.

    Parameters
    ----------
    script
        The player's own sensor first.
    drill
        At its level.
    player_id
        Whose the first sensor is.
    model_folder
        The model that judges, or None for the rules.

    Returns
    -------
    practices
        In the order of the sensors; only the first has the markers' target.
    """
    return tuple(
        _practice(
            session,
            drill,
            player_id if number == 0 else f"{player_id}-other-{number}",
            script=script,
            model_folder=model_folder,
        )
        for number, session in enumerate(script.sessions)
    )


def _practice(
    session: SimulatedSession,
    drill: Drill,
    player_id: str,
    *,
    script: ScriptedSession,
    model_folder: Path | None,
) -> Practice:
    target: Target | None = script.truth.target
    seen = observed(
        session.recording,
        AnalysisSettings(),
        model=None if model_folder is None else loaded_model(model_folder),
        adaptation=None,
        target=target,
        drill=drill,
        spans=None,
    )
    return Practice(
        session_id="",
        player_id=player_id,
        side=session.recording.placement.side,
        report=seen.report,
        activity=seen.activity,
        markers=script.truth.markers,
    )


def _level_remarks(tasks: Sequence[_Task]) -> Iterator[str]:
    """Say which drills have no such level and were played at their last."""
    drills = {task.drill.name: task.drill for task in tasks}
    level = tasks[0].draw.level
    lower = [name for name, drill in drills.items() if len(drill.levels) < level]
    if lower:
        yield f"played at their last level, having no level {level}: {', '.join(lower)}."


def _seen_remarks(rows: Sequence[SessionRow], judge: Judge | None) -> Iterator[str]:
    """Say which players a model was trained on, since figures on them are too good."""
    if judge is None:
        return
    players = sorted({row.player_id for row in rows})
    seen = [player for player in players if judge.has_seen(player)]
    if seen:
        named = ", ".join(seen[:_NAMED_PLAYERS]) + (", ..." if len(seen) > _NAMED_PLAYERS else "")
        yield (
            f"WARNING: {len(seen)} of {len(players)} players were in the training data of "
            f"'{judge.name}' ({named}), so its figures are better than on people it has not seen; "
            "choose another --seed."
        )
