"""Drills played by simulated players, with everything that really happened.

Each movement is rehearsed before it is done (`kicksense.simulation.drill_play`), so that a ball
that comes back is met when it is back, and a run starts a drawn time after its cue.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from types import MappingProxyType
from typing import Final

import numpy as np

from kicksense.coaching.drills import at_level
from kicksense.domain.drill import Drill, RepUnit
from kicksense.errors import UsageError
from kicksense.simulation.drill_habits import faults_of
from kicksense.simulation.drill_play import Play
from kicksense.simulation.drill_scripts_back_post import (
    back_post_runs,
    light_feet,
    second_efforts,
    set_piece_runs,
    shadowed_runs,
)
from kicksense.simulation.drill_scripts_backheel import (
    circle_passes,
    gate_passes,
    partner_passes,
    wall_passes,
)
from kicksense.simulation.drill_scripts_build_out import (
    chains,
    drives,
    line_passes,
    quick_starts,
    received_passes,
    switches,
)
from kicksense.simulation.drill_scripts_games import games
from kicksense.simulation.drill_stage import Stage
from kicksense.simulation.drill_telling import BALL_KINDS, truth_of
from kicksense.simulation.drill_truth import DrillTruth
from kicksense.simulation.player import Player, random_player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import Engine, SimulatedSession, simulate_session

_MOST_SENSORS: Final = 3
_MOST_ROUNDS: Final = 3
_SAME_WITHIN: Final = 0.001
_END_S: Final = 1.5

_Balls = tuple[tuple[float, ...], ...]
_Script = Callable[[Stage], None]

_SCRIPTS: Final[Mapping[str, _Script]] = MappingProxyType(
    {
        "backheel_wall_pass": wall_passes,
        "backheel_partner_gate": gate_passes,
        "small_sided": games,
        "one_touch_circle": circle_passes,
        "partner_pass": partner_passes,
        "free_play": games,
        "build_out": games,
        "open_body_two_touch": received_passes,
        "first_touch_pass": received_passes,
        "firm_line_pass": line_passes,
        "switch_play": switches,
        "drive_and_release": drives,
        "passing_chain": chains,
        "quick_start": quick_starts,
        "back_post_run": back_post_runs,
        "shadow_defender": shadowed_runs,
        "set_piece_run": set_piece_runs,
        "second_effort": second_efforts,
        "light_feet": light_feet,
    }
)

_BY_UNIT: Final[Mapping[RepUnit, _Script]] = MappingProxyType(
    {
        RepUnit.KICK: partner_passes,
        RepUnit.TURN: received_passes,
        RepUnit.CUE: back_post_runs,
        RepUnit.CARRY: drives,
    }
)
"""For drills that users have written."""


@dataclass(frozen=True, slots=True, eq=False)
class ScriptedSession:
    """A drill that was played, and the truth about it.

    Attributes
    ----------
    sessions
        The player's own sensor first, then those of other players; all on one clock.
    truth
        Of the player's own.
    """

    sessions: tuple[SimulatedSession, ...]
    truth: DrillTruth


def script_names() -> tuple[str, ...]:
    """Give the names of the drills that have a script of their own."""
    return tuple(_SCRIPTS)


def scripted_session(
    drill: Drill,
    player: Player,
    device: Device,
    seed: int,
    *,
    engine: Engine = Engine.KINEMATIC,
    fault: str | None = None,
    level: int = 1,
    repetitions: int | None = None,
    partners: Sequence[Player] = (),
) -> ScriptedSession:
    """Let a player play a drill, as asked or with one fault.

    Parameters
    ----------
    drill
        As planned. One without a script of its own is played as its repetitions suggest.
    player, device
        Who, and with which sensor; other players wear one of the same make and clock.
    seed
        Of every chance; the same seed gives the same session.
    engine
        What moves the legs. How fast a ball flies shows only when it is played, so under the
        physics engine, and wherever a ball comes back from a wall, the session is played again,
        three times at most: balls then come back when those of the time before would have.
    fault
        One of `kicksense.simulation.drill_habits.faults_of`; it is shown in three repetitions of
        four at least.
    level
        Of the progression, from 1.
    repetitions
        How many are played; None for as many as the level asks for, from 8 to 24.
    partners
        Who wears the other sensors of a drill that is made for several; those who are missing
        are drawn.

    Returns
    -------
    scripted
        Recordings and truth.

    Raises
    ------
    UsageError
        If the drill has no such level, or the fault makes no sense in it.
    SimulationError
        If the physics engine becomes unstable.
    """
    if fault is not None and fault not in faults_of(drill):
        known = ", ".join(faults_of(drill)) or "none"
        raise UsageError(
            f"The drill '{drill.name}' is not simulated with the fault '{fault}'. "
            f"Choose one of: {known}."
        )
    played = at_level(drill, level)
    players = _players(drill, player, seed, partners=partners)

    def perform(known: _Balls) -> tuple[Stage, tuple[SimulatedSession, ...]]:
        stage = Stage(
            played,
            [Play(one, (seed, 3, n), known_balls_mps=known[n]) for n, one in enumerate(players)],
            level=level,
            seed=seed,
            fault=fault,
            repetitions=repetitions,
        )
        return stage, _performed(stage, device, seed, engine=engine)

    stage, sessions = perform(tuple(() for _ in players))
    if engine is Engine.PHYSICS or stage.wall is not None:
        for _ in range(_MOST_ROUNDS - 1):
            balls = tuple(map(_balls_mps, sessions))
            stage, sessions = perform(balls)
            if _same(balls[0], _balls_mps(sessions[0])):
                break
    return ScriptedSession(sessions, truth_of(stage, sessions, device))


def _players(
    drill: Drill, player: Player, seed: int, *, partners: Sequence[Player]
) -> tuple[Player, ...]:
    count = min(max(drill.sensors, 1), _MOST_SENSORS)
    drawn = (random_player(np.random.default_rng([seed, 2, n])) for n in range(1, count))
    return (player, *islice(chain(partners, drawn), count - 1))


def _performed(
    stage: Stage, device: Device, seed: int, *, engine: Engine
) -> tuple[SimulatedSession, ...]:
    """Play a drill and record everybody, to the same end."""
    stage.open()
    _SCRIPTS.get(stage.drill.name, _BY_UNIT[stage.drill.rep])(stage)
    plays = (stage.play, *stage.others)
    end_s = max(play.now_s for play in plays) + _END_S
    sessions = []
    for number, play in enumerate(plays):
        play.wait_until(end_s)
        worn = device if number == 0 else replace(device, long_gaps=0)
        sessions.append(
            simulate_session(play.plan, play.player, worn, seed + number, engine=engine)
        )
    return tuple(sessions)


def _balls_mps(session: SimulatedSession) -> tuple[float, ...]:
    """Give the true ball speed of each contact with a ball; NaN where it is no kick."""
    return tuple(event.ball_speed_mps for event in session.truth if event.kind in BALL_KINDS)


def _same(before_mps: tuple[float, ...], now_mps: tuple[float, ...]) -> bool:
    """Tell whether a session's balls flew as they did when it was played before."""
    if len(before_mps) != len(now_mps):
        return False
    return np.allclose(now_mps, before_mps, rtol=_SAME_WITHIN, atol=0.0, equal_nan=True)
