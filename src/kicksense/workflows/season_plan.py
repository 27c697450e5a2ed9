"""Who plays what on which day of a simulated season; a function of its size and seed alone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from typing import Final

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Drill
from kicksense.simulation.drill_habits import faults_of
from kicksense.simulation.drill_scripts import script_names
from kicksense.simulation.player import AgeGroup, Player, random_player, strapped_anew
from kicksense.simulation.sensor import Device, random_device
from kicksense.store.season import SeasonState

WEEKS: Final = 20
"""Length of a season: from the summer to the break in winter."""

SHARED_DRILL: Final = "partner_pass"
"""What everybody plays now and then, so that players can be looked at side by side."""

_OWN_DRILLS: Final = 3
"""Beside the shared one; few, so that there is a course to see in each."""

_OTHER_LEG_EVERY: Final = 7
_FAULTY_SENSOR_EVERY: Final = 11
_LABELLED_EVERY: Final = 3
_HIGHEST_LEVEL: Final = 3
_REPETITIONS: Final = (5, 8)
_RATES_HZ: Final = (100.0, 102.4, 120.0, 200.0)
_STRONGER_BY: Final = 0.10
_GRASS: Final = ("fast_3g", "short_grass", "short_grass", "long_or_wet_grass")
_HOURS: Final = (16, 19)
_AGES: Final = {AgeGroup.CHILD: (9, 13), AgeGroup.YOUTH: (13, 17), AgeGroup.ADULT: (18, 31)}


class Course(StrEnum):
    """How a player fares over the season."""

    BETTER = "better"
    STEADY = "steady"
    WORSE = "worse"


_SHOWN_FROM_TO: Final = {
    Course.BETTER: (0.95, 0.10),
    Course.STEADY: (0.45, 0.45),
    Course.WORSE: (0.15, 0.80),
}
"""How likely a session shows the player's fault, on the first day and on the last."""


@dataclass(frozen=True, slots=True)
class SeasonPlayer:
    """One of those who play.

    Attributes
    ----------
    player_id
        Such as ``player-03``.
    player
        Body, style and leg.
    birth_year
        That goes with the body.
    course
        How the season goes.
    drills
        Names of the drills played, the shared one last.
    """

    player_id: str
    player: Player
    birth_year: int
    course: Course
    drills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeasonPractice:
    """One practice of one player; of several where a drill is made for several sensors.

    Attributes
    ----------
    number
        Counted from 0 in the order of time.
    drill
        As it is planned, on the surface of the day.
    level, repetitions, fault
        How it is played; None where no fault shows.
    player_ids, players
        Who wears the sensors, whose practice it is first.
    device, seed
        What `kicksense.simulation.drill_scripts.scripted_session` takes.
    started_utc
        When.
    labelled
        True where the truth is kept as labels.
    """

    number: int
    drill: Drill
    level: int
    repetitions: int
    fault: str | None
    player_ids: tuple[str, ...]
    players: tuple[Player, ...]
    device: Device
    seed: int
    started_utc: datetime
    labelled: bool

    @property
    def name(self) -> str:
        """Of its recording."""
        return f"Simulated {self.player_ids[0]} {self.drill.name} {self.started_utc:%Y-%m-%d}"


def season_players(state: SeasonState) -> tuple[SeasonPlayer, ...]:
    """Draw who plays.

    Parameters
    ----------
    state
        Number and seed.

    Returns
    -------
    players
        Of all ages, with either leg. A player does not depend on how many there are.
    """
    return tuple(_player(number, state) for number in range(state.players))


def season_practices(state: SeasonState, drills: Sequence[Drill]) -> tuple[SeasonPractice, ...]:
    """Draw what is played, so that just as many sessions come of it as were asked for.

    Parameters
    ----------
    state
        Size, seed and last day.
    drills
        That ship; those with a script of their own are played.

    Returns
    -------
    practices
        In the order of time, spread over the season. Each sensor in one is a session.
    """
    players = season_players(state)
    by_name = {drill.name: drill for drill in drills}
    chosen: list[tuple[int, Drill, int]] = []
    left = state.sessions
    for number in count():
        if left == 0:
            break
        turn, visit = number % len(players), number // len(players)
        drill = by_name[_drill_of(players[turn], visit)]
        if drill.sensors > min(left, len(players)):
            drill = by_name[SHARED_DRILL]
        chosen.append((turn, drill, visit))
        left -= drill.sensors
    draft = _Draft(state, players, len(chosen))
    return tuple(draft.practice(number, each) for number, each in enumerate(chosen))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A season while it is drawn."""

    state: SeasonState
    players: tuple[SeasonPlayer, ...]
    practices: int

    def practice(self, number: int, chosen: tuple[int, Drill, int]) -> SeasonPractice:
        """Draw one practice."""
        turn, drill, visit = chosen
        own = self.players[turn]
        rng = np.random.default_rng([self.state.seed, 2, number])
        progress = number / max(self.practices - 1, 1)
        others = [self.players[(turn + n) % len(self.players)] for n in range(1, drill.sensors)]
        return SeasonPractice(
            number=number,
            drill=_on_surface(drill, rng),
            level=_level(own, drill, progress),
            repetitions=int(rng.integers(*_REPETITIONS, endpoint=True)),
            fault=_fault(own, drill, progress, rng=rng),
            player_ids=tuple(each.player_id for each in (own, *others)),
            players=tuple(_as_of_today(each, progress, visit, rng=rng) for each in (own, *others)),
            device=_device(number, rng),
            seed=int(rng.integers(2**31)),
            started_utc=self._start(progress, rng),
            labelled=number % _LABELLED_EVERY == 0,
        )

    def _start(self, progress: float, rng: np.random.Generator) -> datetime:
        """Give when it began: in the afternoon, the last one on the season's last day."""
        day = self.state.last_day - timedelta(days=round((1.0 - progress) * WEEKS * 7))
        hour, minute = int(rng.integers(*_HOURS)), int(rng.integers(60))
        return datetime.combine(day, time(hour, minute), UTC)


def _player(number: int, state: SeasonState) -> SeasonPlayer:
    rng = np.random.default_rng([state.seed, 1, number])
    side = Side.LEFT if number % 3 == 1 else Side.RIGHT
    player = random_player(rng, side=side)
    names = script_names()
    own = tuple(names[(_OWN_DRILLS * number + n) % len(names)] for n in range(_OWN_DRILLS))
    return SeasonPlayer(
        player_id=f"player-{number + 1:02d}",
        player=player,
        birth_year=_birth_year(player, state.last_day, rng),
        course=tuple(Course)[(number * 5 // 3) % len(Course)],
        drills=(*own, SHARED_DRILL),
    )


def _birth_year(player: Player, last_day: date, rng: np.random.Generator) -> int:
    return last_day.year - int(rng.integers(*_AGES[player.age], endpoint=True))


def _drill_of(player: SeasonPlayer, visit: int) -> str:
    return player.drills[visit % len(player.drills)]


def _on_surface(drill: Drill, rng: np.random.Generator) -> Drill:
    """Put a drill that is played on grass on the grass of the day."""
    drawn = _GRASS[int(rng.integers(len(_GRASS)))]
    return replace(drill, surface=drawn) if drill.surface in _GRASS else drill


def _level(player: SeasonPlayer, drill: Drill, progress: float) -> int:
    """Give the level: those who improve go on to the next."""
    highest = min(len(drill.levels), _HIGHEST_LEVEL)
    if player.course is Course.BETTER:
        return min(1 + math.floor(progress * highest), highest)
    return min(2, highest) if player.course is Course.WORSE else 1


def _fault(
    player: SeasonPlayer, drill: Drill, progress: float, *, rng: np.random.Generator
) -> str | None:
    """Give the player's own fault in a drill on a day when it shows."""
    first, last = _SHOWN_FROM_TO[player.course]
    shows = rng.random() < first + (last - first) * progress
    known = faults_of(drill)
    return known[int(player.player_id[-2:]) % len(known)] if shows and known else None


def _as_of_today(
    player: SeasonPlayer, progress: float, visit: int, *, rng: np.random.Generator
) -> Player:
    """Give a player with the sensor strapped on anew, at times on the other leg."""
    stronger = _STRONGER_BY * progress if player.course is Course.BETTER else 0.0
    today = strapped_anew(player.player, rng)
    side = today.side
    if visit % _OTHER_LEG_EVERY == _OTHER_LEG_EVERY - 1:
        side = Side.LEFT if side is Side.RIGHT else Side.RIGHT
    return replace(today, side=side, power_ratio=today.power_ratio * (1.0 + stronger))


def _device(number: int, rng: np.random.Generator) -> Device:
    """Draw a sensor; one in some loses samples, as one in some does."""
    faulty = number % _FAULTY_SENSOR_EVERY == _FAULTY_SENSOR_EVERY - 1
    drawn = random_device(rng, faulty=faulty)
    rate_hz = _RATES_HZ[int(rng.integers(len(_RATES_HZ)))]
    return replace(
        drawn, rate_hz=rate_hz, acc_full_scale_g=16.0, gyr_full_scale_dps=2000.0, start_time_s=0.0
    )
