"""The drills known by name, one of their levels, and what the ball is played to.

The drills themselves are data files; `kicksense.store.drills` reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from kicksense.coaching.ball_roll import surface_named
from kicksense.domain.drill import Asked, Drill, Level
from kicksense.domain.kick import Target
from kicksense.errors import DrillFileError, UsageError

LONGEST_DISTANCE_M: Final = 120.0
"""Nobody passes farther: the longest pitch the Laws of the Game allow."""

_LONGEST_SHOWN: Final = 60
_REPETITIONS: Final = "repetitions"
_NO_DRILL_SURFACE: Final = "short_grass"


@dataclass(frozen=True, slots=True)
class BrokenPlan:
    """A plan that cannot be used.

    Attributes
    ----------
    name
        Which drill it would be.
    sentence
        What is wrong with it, where, and what to do.
    """

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DrillBook:
    """The drills there are.

    Attributes
    ----------
    drills
        In the order shown; no two have a name or an earlier name in common.
    broken
        Plans that cannot be used. They are missed only by who asks for them.
    """

    drills: tuple[Drill, ...]
    broken: tuple[BrokenPlan, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the drills, in the order shown."""
        return tuple(drill.name for drill in self.drills)

    def find(self, name: str) -> Drill | None:
        """Give the drill of a name, or of a name it had before; None where there is none."""
        for drill in self.drills:
            if name == drill.name or name in drill.aliases:
                return drill
        return None

    def named(self, name: str) -> Drill:
        """Give the drill of a name, or of a name it had before.

        Raises
        ------
        UsageError
            If there is none; the message says what was meant perhaps, or lists the names.
        DrillFileError
            If there is a plan of that name, and it cannot be used.
        """
        for plan in self.broken:
            if name == plan.name:
                raise DrillFileError(plan.sentence)
        found = self.find(name)
        if found is None:
            shown = " ".join(name.split())[:_LONGEST_SHOWN]
            meant = get_close_matches(shown, self.names, n=1)
            raise UsageError(
                f"There is no drill called '{shown}'; did you mean '{meant[0]}'? "
                "'kicksense drills' lists them all."
                if meant
                else f"There is no drill called '{shown}'. Choose one of: {', '.join(self.names)}."
            )
        return found


def level_of(drill: Drill, level: int) -> Level:
    """Give one level of a drill.

    Parameters
    ----------
    drill
        Any drill.
    level
        Its number, from 1.

    Raises
    ------
    UsageError
        If the drill has no such level.
    """
    if not 1 <= level <= len(drill.levels):
        there = "only level 1" if len(drill.levels) == 1 else f"levels 1 to {len(drill.levels)}"
        raise UsageError(f"The drill '{drill.name}' has {there}, and no level {level}.")
    return drill.levels[level - 1]


def at_level(drill: Drill, level: int) -> Drill:
    """Give a drill as it is played at one of its levels.

    What a level asks stays asked at the levels after it; its distance is its own. Where
    repetitions are scored and the plan sets no bounds, the level's own number is asked for; a level
    of one repetition asks for nothing.

    Parameters
    ----------
    drill
        As planned.
    level
        Its number, from 1.

    Returns
    -------
    drill
        Its scores and target distance are those of the level; everything else is as planned.

    Raises
    ------
    UsageError
        If the drill has no such level.
    """
    chosen = level_of(drill, level)
    scores = drill.scores
    for step in drill.levels[:level]:
        scores = _asked_anew(scores, step.asked)
    if chosen.repetitions > 1:
        scores = tuple(
            replace(one, least=float(chosen.repetitions)) if _is_open_count(one) else one
            for one in scores
        )
    own_m = drill.target_distance_m
    return replace(
        drill,
        scores=scores,
        target_distance_m=own_m if chosen.distance_m is None else chosen.distance_m,
    )


def _asked_anew(scores: Sequence[Asked], changed: Sequence[Asked]) -> tuple[Asked, ...]:
    """Put what a level asks in the place of what was asked before, or behind it."""
    by_name = {one.score: one for one in scores} | {one.score: one for one in changed}
    return tuple(by_name.values())


def _is_open_count(asked: Asked) -> bool:
    return asked.score == _REPETITIONS and asked.least is None and asked.most is None


def target_of(
    drill: Drill | None,
    *,
    distance_m: float | None = None,
    surface: str | None = None,
    level: int = 1,
) -> Target | None:
    """Give what the ball is played to: the drill's target, with what the player said in its place.

    Parameters
    ----------
    drill
        The drill, or None where none was named.
    distance_m, surface
        What the player said, or None.
    level
        Of the drill.

    Returns
    -------
    target
        None where neither the player nor the drill names a distance.

    Raises
    ------
    UsageError
        If the distance is none a ball can be played over, or the surface or the level is not
        known.
    """
    if distance_m is not None and not 0.0 < distance_m <= LONGEST_DISTANCE_M:
        raise UsageError(
            f"A target {distance_m:g} m away cannot be played to. "
            f"Give a distance above 0 and up to {LONGEST_DISTANCE_M:g} m."
        )
    if surface is not None:
        surface_named(surface)
    if drill is None:
        return None if distance_m is None else Target(distance_m, surface or _NO_DRILL_SURFACE)
    played = at_level(drill, level)
    way_m = distance_m if distance_m is not None else played.target_distance_m
    if way_m is None:
        return None
    return Target(way_m, surface or drill.surface, drill.arrival_band_mps)
