"""Drills in words: what they need, what they ask, how they go on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kicksense.coaching.drills import at_level, level_of
from kicksense.coaching.score_kinds import score_kind_named
from kicksense.domain.drill import Asked, Drill, Level, Theme
from kicksense.domain.score_card import Score
from kicksense.workflows import quantity_words
from kicksense.workflows.language import ENGLISH, decimal, speech, speed_unit_words, tr
from kicksense.workflows.quantity_words import speed_number
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


def theme_words(theme: Theme) -> str:
    """Give a part of the game in words."""
    return tr(THEME_WORDS[theme])


def needs_words(drill: Drill) -> str:
    """Give what a drill needs beside a ball and a sensor on one shin; empty for nothing.

    What has a star may be missing: then the scores that need it are missing too.
    """
    needs = [tr("wall")] if drill.wall else []
    needs += [tr("cue")] if drill.cue is not None else []
    needs += [tr("marks*")] if any(asked.score == "hit_ratio" for asked in drill.scores) else []
    needs += [tr("{count} sensors*", count=drill.sensors)] if drill.sensors > 1 else []
    return ", ".join(needs)


def needs_sentence(drill: Drill) -> str:
    """Say what a drill needs beside a ball and a sensor on one shin; empty for nothing."""
    needs = [tr("a wall")] if drill.wall else []
    needs += [tr("a cue")] if drill.cue is not None else []
    if any(asked.score == "hit_ratio" for asked in drill.scores):
        needs.append(tr("somebody who marks the hits, or a sensor on the partner, for the hits"))
    elif drill.sensors > 1:
        needs.append(
            tr("the sensors of {count} players for all of its scores", count=drill.sensors)
        )
    return tr("Needs {things}.", things=f", {tr('and')} ".join(needs)) if needs else ""


def distance_words(distance_m: float | None) -> str:
    """Give the way to the target; empty where there is none."""
    return "" if distance_m is None else quantity_words.distance_words(distance_m)


def played_words(drill: Drill, level: int) -> str:
    """Give how a level is played: repetitions, way, ground, part of the foot."""
    played, step = at_level(drill, level), level_of(drill, level)
    techniques = f" {tr('or')} ".join(technique_words(one) for one in drill.techniques)
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
    low, high = (speed_number(speed_mps) for speed_mps in drill.arrival_band_mps)
    if drill.wall:
        said = tr("A good ball meets the wall with {low} to {high} {unit}.")
    else:
        said = tr("A good ball arrives with {low} to {high} {unit}.")
    return said.format(low=low, high=high, unit=speed_unit_words())


def asked_of(asked: Asked) -> str:
    """Give what is asked of a score; empty where it is only shown."""
    score = Score(asked.score, None, least=asked.least, most=asked.most)
    return asked_words(score)


def score_words(asked: Asked) -> str:
    """Give the title of a score, and whether it is a sign only."""
    sign = f" ({tr('a sign')})" if score_kind_named(asked.score).proxy else ""
    return f"{score_title(asked.score)}{sign}"


def asked_lines(drill: Drill, level: int) -> tuple[str, ...]:
    """Give all that is asked at a level, a line each: ``Right weight: 60 % or more``.

    Parameters
    ----------
    drill
        As planned.
    level
        Its number, from 1.

    Returns
    -------
    lines
        What earlier levels ask stays asked; none where everything is only counted.
    """
    return tuple(
        f"{score_words(asked)}: {words}"
        for asked in at_level(drill, level).scores
        if (words := asked_of(asked))
    )


def level_words(drill: Drill, level: Level) -> str:
    """Give what one level asks: repetitions, way, and what is new in it."""
    words = [repetitions_words(level.repetitions, drill.rep), distance_words(level.distance_m)]
    words += [
        f"{_within(score_title(asked.score))}: {asked_of(asked) or tr('only shown')}"
        for asked in level.asked
    ]
    return ", ".join(word for word in words if word)


def cue_sentence(drill: Drill) -> str:
    """Say how the cue comes; empty where there is none."""
    cue = drill.cue
    if cue is None:
        return ""
    low, high = cue.wait_s
    said = tr(
        "The cue is {call}. kicksense gives it after {low} to {high} s while it records; a key, "
        "three taps or another player's sensor can give it too.",
        call=f'"{tr(cue.words)}"' if cue.words else tr("a beep"),
        low=decimal(f"{low:g}"),
        high=decimal(f"{high:g}"),
    )
    if cue.second_after_s is None:
        return said
    second = tr("A second one follows {wait} s after it.", wait=decimal(f"{cue.second_after_s:g}"))
    return f"{said} {second}"


def _within(title: str) -> str:
    """Give a title as it stands within a sentence: only English writes it small there."""
    return title.lower() if speech().code == ENGLISH else title
