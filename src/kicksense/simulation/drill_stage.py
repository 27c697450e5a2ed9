"""Where a drill is played: who plays, what they are after, and what is written down meanwhile."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from kicksense.coaching.ball_roll import Surface, launch_speed_for, surface_named
from kicksense.coaching.drills import target_of
from kicksense.coaching.power import EXCESS_ARRIVAL_MPS, FIRM_ARRIVAL_MPS, excess_launch_mps
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Target, Technique
from kicksense.domain.live import BEEP, Marker, MarkerKind
from kicksense.simulation.drill_balls import Wall, least_return_mps, random_wall
from kicksense.simulation.drill_habits import random_habits
from kicksense.simulation.drill_manner import in_manner, manner_of
from kicksense.simulation.drill_moves import DrilledKick
from kicksense.simulation.drill_play import Done, Play, Ready, starts_s
from kicksense.simulation.drill_truth import TrueCarry, TrueRun
from kicksense.simulation.movements import Movement
from kicksense.simulation.plans import opening
from kicksense.simulation.player import Player

_FEWEST, _MOST = 8, 24
"""Repetitions played, whatever a level asks for: a session of one to three minutes."""

_REFERENCE_HEIGHT_M: Final = 1.75
_FREE_MPS: Final = {
    Technique.HEEL: (3.5, 5.5),
    Technique.INSIDE_FOOT: (5.0, 9.0),
    Technique.INSTEP: (11.0, 17.0),
}
"""Ball speeds of a grown player who aims at nothing in particular."""

_FIRST_SHARE: Final = 0.8
_BAND_EDGE: Final = 0.2
_WALL_MARGIN: Final = 1.06
_WALLS_TRIED: Final = 20
_EDGE: Final = 0.96
_EXCESS: Final = (1.35, 1.75)
_UNDER: Final = (0.50, 0.72)
_UNEVEN: Final = (0.4, 0.65)
_LEAST_MPS: Final = 1.5


@dataclass(frozen=True, slots=True)
class Draft:
    """One repetition as it is being played.

    Moments are counted from the start of the session; contacts are positions among the player's
    own. Fields are named after those of `kicksense.simulation.drill_truth.TrueRep`, with ``_at_s``
    for what is told there from a cue on.
    """

    faulty: bool = False
    kick: int | None = None
    contacts: tuple[int, ...] = ()
    cue_s: float | None = None
    onset_at_s: float | None = None
    second_cue_s: float | None = None
    second_onset_at_s: float | None = None
    second_effort_s: float | None = None
    shadow_at_s: float | None = None
    echo: int | None = None
    hit: bool | None = None
    carry: TrueCarry | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """A ball played by one player, met by another or by nobody; contacts of each."""

    giver: int
    kick: int
    taker: int | None = None
    contact: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run that was done, timed from the start of the session."""

    done: Done
    onset_at_s: float
    last_step_s: float


def run_at(play: Play, ready: Ready, *, onset_at_s: float, step_rate_hz: float | None) -> Run:
    """Let a player wait, then run so that the leg starts to move at a moment, or as soon after."""
    lag_s = starts_s(ready.stretch, play.player)
    play.wait_until(onset_at_s - lag_s, step_rate_hz=step_rate_hz)
    done = play.do(ready)
    steps_s = [
        shock.time_s
        for shock in ready.stretch.shocks
        if not ready.stretch.blows or shock.time_s < ready.meets_s
    ]
    return Run(done, done.start_s + lag_s, done.start_s + max(steps_s, default=lag_s))


class Stage:
    """A drill being played.

    Parameters
    ----------
    drill
        As it is played at the level.
    plays
        The player's own session, then those of other players with sensors.
    level
        From 1.
    seed
        Of every chance.
    fault
        Code of the one fault that is put in, or None.
    repetitions
        How many are played; None for what the level asks, within bounds.
    """

    def __init__(
        self,
        drill: Drill,
        plays: Sequence[Play],
        *,
        level: int,
        seed: int,
        fault: str | None,
        repetitions: int | None = None,
    ) -> None:
        self.drill = drill
        self.level = level
        asked = drill.levels[level - 1].repetitions
        self.repetitions = repetitions or int(np.clip(asked, _FEWEST, _MOST))
        self.fault = fault
        self.play = plays[0]
        self.others = tuple(plays[1:])
        self.rng = np.random.default_rng([seed, 1])
        self.habits = random_habits(self.rng)
        self.target: Target | None = target_of(drill)
        self.wall: Wall | None = None
        if drill.wall and self.target is not None:
            surface = surface_named(self.target.surface)
            self.wall = _fitting_wall(self.target, surface, self.rng)
        self.markers: list[Marker] = []
        self.drafts: list[Draft] = []
        self.runs: list[TrueRun] = []
        self.handovers: list[Handover] = []
        self._faulty = False
        self._least_mps = None if self.wall is None else least_return_mps(self.wall)

    @property
    def player(self) -> Player:
        """Whose leg the first sensor is on."""
        return self.play.player

    def open(self) -> None:
        """Let everybody put their sensor on."""
        for play in (self.play, *self.others):
            for movement in opening():
                play.do(movement)
        latest_s = max(play.now_s for play in (self.play, *self.others))
        for play in (self.play, *self.others):
            play.wait_until(latest_s + 1.0)

    def begin(self) -> None:
        """Begin a repetition: the fault shows in it or not."""
        self._faulty = bool(self.rng.random() < self.habits.shown_share)

    def shows(self, *codes: str) -> bool:
        """Tell whether this repetition shows a fault."""
        return self._faulty and self.fault in codes

    def log(self, draft: Draft) -> None:
        """Write a repetition down."""
        shown = self._faulty and self.fault is not None
        self.drafts.append(replace(draft, faulty=shown))

    def uniform(self, low: float, high: float) -> float:
        """Draw a number between two."""
        return float(self.rng.uniform(low, high))

    def chance(self, share: float) -> bool:
        """Draw whether something happens."""
        return bool(self.rng.random() < share)

    def rest_s(self, *, usual_s: float = 0.0) -> float:
        """Draw the time that passes before the player goes on."""
        stray = float(np.exp(self.rng.normal(0.0, self.habits.rest_spread)))
        return (usual_s + self.habits.rest_s) * stray

    def reaction_s(self) -> float:
        """Draw the time from a cue to the first move, as the fault has it."""
        if self.shows("late_start"):
            return self.uniform(0.95, 1.6)
        if self.shows("early_start"):
            return -self.uniform(0.45, 0.85)
        spread_s = self.habits.reaction_spread_s
        drawn_s = self.habits.reaction_s + float(self.rng.normal(0.0, spread_s))
        return float(np.clip(drawn_s, 0.15, 0.5))

    def cue(self, t_s: float, *, kind: MarkerKind = MarkerKind.CUE, origin: str = BEEP) -> float:
        """Mark a moment, from the start of the session; give it back."""
        self.markers.append(Marker(t_s, kind, origin=origin))
        return t_s

    def technique(self, *others: Technique) -> Technique:
        """Draw what is played: mostly what the drill names first, else one of those given."""
        choices = self.drill.techniques or others or (Technique.INSIDE_FOOT,)
        if len(choices) == 1 or self.chance(_FIRST_SHARE):
            return choices[0]
        return choices[int(self.rng.integers(1, len(choices)))]

    def launch_mps(self, technique: Technique) -> float:
        """Draw the ball speed wanted, by target, evenness and fault."""
        stray = float(np.exp(self.rng.normal(0.0, self.habits.weight_spread)))
        target = self.target
        if target is None:
            return stray * self._free_mps(technique)
        surface = surface_named(target.surface)
        low, high = target.arrival_band_mps
        share = self.uniform(_BAND_EDGE, 1.0 - _BAND_EDGE)
        wanted = launch_speed_for(low + share * (high - low), target.distance_m, surface)
        if self._least_mps is not None:
            wanted = max(wanted, min(self._least_mps * _WALL_MARGIN, _most_mps(target, surface)))
        if self.shows("too_much_power"):
            fast = launch_speed_for(max(EXCESS_ARRIVAL_MPS, high), target.distance_m, surface)
            wanted = min(fast, excess_launch_mps(target)) * self.uniform(*_EXCESS)
        elif self.shows("under_hit", "switch_too_short"):
            edge = low if low > FIRM_ARRIVAL_MPS else 0.0
            just = launch_speed_for(edge, target.distance_m, surface)
            wanted = just * self.uniform(*_UNDER)
        elif self.fault == "uneven_weight":
            size = self.uniform(*_UNEVEN)
            wanted *= math.exp(size if self.chance(0.5) else -size)
        return max(_LEAST_MPS, wanted * stray)

    def _free_mps(self, technique: Technique) -> float:
        low, high = _FREE_MPS[technique]
        return self.uniform(low, high) * self.player.height_m / _REFERENCE_HEIGHT_M

    def kick(
        self,
        technique: Technique,
        *,
        launch_mps: float | None = None,
        play: Play | None = None,
        **how: Any,  # noqa: ANN401 - the other fields of DrilledKick, whatever their types
    ) -> Ready:
        """Rehearse a kick that sends the ball off as wanted, in the manner of the fault.

        Parameters
        ----------
        technique
            The part of the foot.
        launch_mps
            Ball speed; None to draw it.
        play
            Another player, who has no fault.
        **how
            Other fields of `DrilledKick`.

        Returns
        -------
        ready
            To be done next.
        """
        wanted = self.launch_mps(technique) if launch_mps is None else launch_mps
        distance_m = math.nan if self.target is None else self.target.distance_m
        kick = DrilledKick(technique, target_m=distance_m, intent="pass", **how)
        if play is not None:
            return play.ready(kick, ball_mps=wanted)
        ready = in_manner(
            self._as_shown(kick),
            self.player,
            manner_of(technique, self.fault if self._faulty else None),
            rehearse=partial(self.play.ready, ball_mps=wanted),
        )
        if not self.shows("thin_contact"):
            return ready
        aimed = ready.rehearsed.movement
        if not isinstance(aimed, DrilledKick):
            raise TypeError("a rehearsed kick is a kick")
        return self.play.ready(replace(aimed, solid_ratio=self.uniform(0.2, 0.32)))

    def _as_shown(self, kick: DrilledKick) -> DrilledKick:
        """Give the kick, waited before or stood about after where that is the fault."""
        if self.shows("telegraphed"):
            return replace(kick, pause_s=self.uniform(0.6, 0.9))
        if self.shows("stood_still_after"):
            return replace(kick, strides_on=0, stand_s=self.uniform(2.2, 3.2))
        return kick

    def air_kick(
        self,
        technique: Technique,
        **how: Any,  # noqa: ANN401 - the other fields of DrilledKick, whatever their types
    ) -> Done:
        """Swing and miss."""
        effort = self.uniform(0.75, 1.1)
        return self.play.do(DrilledKick(technique, effort=effort, misses=True, **how))

    def run(self, movement: Movement, *, onset_at_s: float, step_rate_hz: float | None) -> Run:
        """Wait, then run so that the leg starts to move at a moment.

        Parameters
        ----------
        movement
            The run, or a kick out of it.
        onset_at_s
            From the start of the session.
        step_rate_hz
            Steps on the spot while waiting; None for standing about.

        Returns
        -------
        run
            What was done and when it really started.
        """
        return run_at(
            self.play,
            self.play.ready(movement),
            onset_at_s=onset_at_s,
            step_rate_hz=step_rate_hz,
        )


def _most_mps(target: Target, surface: Surface) -> float:
    """Give the hardest launch that is still good."""
    upper_mps = launch_speed_for(target.arrival_band_mps[1], target.distance_m, surface)
    return _EDGE * min(upper_mps, excess_launch_mps(target))


def _fitting_wall(target: Target, surface: Surface, rng: np.random.Generator) -> Wall:
    """Draw a wall; one from which no good ball comes back is not one to train at."""
    wall = random_wall(target.distance_m, surface, rng)
    for _ in range(_WALLS_TRIED):
        least_mps = least_return_mps(wall)
        if least_mps is not None and least_mps * _WALL_MARGIN < _most_mps(target, surface):
            break
        wall = random_wall(target.distance_m, surface, rng)
    return wall
