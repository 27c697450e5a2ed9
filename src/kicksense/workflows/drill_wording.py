"""Drills in words: what they need, what they ask, how they go on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kicksense.coaching.drills import at_level, level_of
from kicksense.coaching.score_kinds import score_kind_named
from kicksense.domain.drill import Asked, Drill, Level, Theme
from kicksense.domain.score_card import Score
from kicksense.units import kmh
from kicksense.workflows.score_wording import asked_words, repetitions_words, score_title
from kicksense.workflows.wording import surface_words, technique_words

THEME_WORDS: Final[Mapping[Theme, str]] = MappingProxyType(
    {
        Theme.BACKHEEL: "Backheel",
        Theme.BUILD_OUT: "Building out of the back",
        Theme.BACK_POST: "Runs to the back post",
        Theme.OPEN: "For everybody",
    }
)
"""The parts of the game."""


def needs_words(drill: Drill) -> str:
    """Give what a drill needs beside a ball and a sensor on one shin; empty for nothing.

    What has a star may be missing: then the scores that need it are missing too.
    """
    needs = ["wall"] if drill.wall else []
    needs += ["cue"] if drill.cue is not None else []
    needs += ["marks*"] if any(asked.score == "hit_ratio" for asked in drill.scores) else []
    needs += [f"{drill.sensors} sensors*"] if drill.sensors > 1 else []
    return ", ".join(needs)


def needs_sentence(drill: Drill) -> str:
    """Say what a drill needs beside a ball and a sensor on one shin; empty for nothing."""
    needs = ["a wall"] if drill.wall else []
    needs += ["a cue"] if drill.cue is not None else []
    if any(asked.score == "hit_ratio" for asked in drill.scores):
        needs.append("somebody who marks the hits, or a sensor on the partner, for the hits")
    elif drill.sensors > 1:
        needs.append(f"the sensors of {drill.sensors} players for all of its scores")
    return f"Needs {', and '.join(needs)}." if needs else ""


def distance_words(distance_m: float | None) -> str:
    """Give the way to the target; empty where there is none."""
    return "" if distance_m is None else f"{distance_m:g} m"


def played_words(drill: Drill, level: int) -> str:
    """Give how a level is played: repetitions, way, ground, part of the foot."""
    played, step = at_level(drill, level), level_of(drill, level)
    techniques = " or ".join(technique_words(one) for one in drill.techniques)
    words = [
        repetitions_words(step.repetitions, drill.rep),
        distance_words(played.target_distance_m),
        surface_words(drill.surface) if played.target_distance_m is not None else "",
        techniques,
    ]
    return ", ".join(word for word in words if word)


def band_sentence(drill: Drill) -> str:
    """Say which balls are good; empty where nothing is played to."""
    if drill.target_distance_m is None:
        return ""
    low, high = (f"{kmh(speed_mps):.0f}" for speed_mps in drill.arrival_band_mps)
    where = "meets the wall" if drill.wall else "arrives"
    return f"A good ball {where} with {low} to {high} km/h."


def asked_of(asked: Asked) -> str:
    """Give what is asked of a score; empty where it is only shown."""
    score = Score(asked.score, None, least=asked.least, most=asked.most)
    return asked_words(score)


def score_words(asked: Asked) -> str:
    """Give the title of a score, and whether it is a sign only."""
    sign = " (a sign)" if score_kind_named(asked.score).proxy else ""
    return f"{score_title(asked.score)}{sign}"


def level_words(drill: Drill, level: Level) -> str:
    """Give what one level asks: repetitions, way, and what is new in it."""
    words = [repetitions_words(level.repetitions, drill.rep), distance_words(level.distance_m)]
    words += [
        f"{score_title(asked.score).lower()}: {asked_of(asked) or 'only shown'}"
        for asked in level.asked
    ]
    return ", ".join(word for word in words if word)


def cue_sentence(drill: Drill) -> str:
    """Say how the cue comes; empty where there is none."""
    cue = drill.cue
    if cue is None:
        return ""
    low, high = cue.wait_s
    called = f'"{cue.words}"' if cue.words else "a beep"
    second = (
        ""
        if cue.second_after_s is None
        else f" A second one follows {cue.second_after_s:g} s after it."
    )
    return (
        f"The cue is {called}. kicksense gives it after {low:g} to {high:g} s while it records; a "
        f"key, three taps or another player's sensor can give it too.{second}"
    )
