"""Codes to sentences, SI to everyday units: the words of kicksense, in English.

Sentences speak of the ball rather than of the body, because attention on the outcome teaches
faster, and in words that a player of twelve understands. Every code of the core has its words
here and nothing else has; a test compares the lists both ways.
"""

import math
import string
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    CalibrationMethod,
    ContactKind,
    Finding,
    PowerBand,
    RejectionReason,
    Severity,
    Technique,
)
from kicksense.domain.live import MarkerKind
from kicksense.units import dps, kmh
from kicksense.workflows.drills import drill_book_of

FINDING_SENTENCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "too_much_power": (
            "{kicks_count} of {of_kicks_count} balls were too hard for their target. Let the next "
            "ones die at your team-mate's feet.",
            "Too hard for {target_distance_m}: the ball left with {ball_speed_low_mps} or more, "
            "and {enough_ball_speed_mps} is enough. Let it die at your team-mate's feet.",
            "Too hard for the target. Let the ball die at your team-mate's feet.",
        ),
        "slightly_too_hard": (
            "{kicks_count} of {of_kicks_count} balls arrived a little too hard. Make them easy to "
            "stop with one touch.",
            "A little too hard for {target_distance_m}: the ball left with {ball_speed_low_mps} or "
            "more, and {enough_ball_speed_mps} is enough. Make it easy to stop with one touch.",
            "A little too hard for the target. Make the ball easy to stop with one touch.",
        ),
        "under_hit": (
            "{kicks_count} of {of_kicks_count} balls were too soft for their target. Send the next "
            "ones as if the target stood one big step farther away.",
            "Too soft for {target_distance_m}: the ball left with {ball_speed_high_mps} at most, "
            "and it takes about {enough_ball_speed_mps}. Send it as if the target stood one big "
            "step farther away.",
            "Too soft for the target. Send the ball as if the target stood one big step farther "
            "away.",
        ),
        "follow_through_too_long": (
            "After {kicks_count} of {of_kicks_count} passes the foot went on a long way. Tap the "
            "ball and leave it to roll.",
            "The foot went on for {follow_through_angle_rad} after the ball had gone "
            "({most_angle_rad} is plenty for a pass). Tap the ball and leave it to roll.",
            "The foot went on a long way after the ball had gone. Tap the ball and leave it to "
            "roll.",
        ),
        "swing_too_big": (
            "{kicks_count} of {of_kicks_count} heel passes had a big swing. Flick the ball from "
            "close by: it gets there as fast and nobody sees it coming.",
            "A big swing for a heel pass: {swing_angle_rad}, and {most_angle_rad} is plenty. Flick "
            "the ball from close by: nobody sees it coming.",
            "A big swing for a heel pass. Flick the ball from close by: nobody sees it coming.",
        ),
        "swing_not_smooth": (
            "{kicks_count} of {of_kicks_count} passes were jerky. Sweep the ball away in one even "
            "movement.",
            "The way to the ball was jerky. Sweep the ball away in one even movement.",
        ),
        "telegraphed": (
            "{kicks_count} of {of_kicks_count} passes could be seen coming. Play the ball the "
            "moment you decide.",
            "Everybody could see this ball coming: the swing stopped for {swing_pause_s} before "
            "it. Play the ball the moment you decide.",
            "Everybody could see this ball coming: the swing went back and forth before it. Play "
            "the ball the moment you decide.",
        ),
        "slow_to_move_on": (
            "After {kicks_count} of {of_kicks_count} passes you watched the ball go. Play it and "
            "move to where you can get it back.",
            "You watched the ball for {time_to_next_step_s} before the next step. Play it and move "
            "at once to where you can get it back.",
            "You watched the ball before the next step. Play it and move at once to where you can "
            "get it back.",
        ),
        "thin_contact": (
            "{kicks_count} of {of_kicks_count} balls were hit off their middle. Send the ball away "
            "through its middle.",
            "The ball took only about {contact_ratio} of what a full hit gives it. Send it away "
            "through its middle.",
            "The ball was not hit full. Send it away through its middle.",
        ),
        "extra_touch": (
            "{kicks_count} of {of_kicks_count} balls took a second touch. Send the ball on with "
            "your first.",
            "A second touch, {time_since_last_contact_s} after the first. Send the ball on with "
            "your first touch.",
            "A second touch. Send the ball on with your first.",
        ),
        "air_kick": (
            "{kicks_count} of {of_kicks_count} swings met no ball. Watch the ball until it has "
            "left.",
            "A swing met no ball. Watch the ball until it has left.",
        ),
        "uneven_weight": (
            "To the same target the balls left at anything from {slowest_ball_speed_mps} to "
            "{fastest_ball_speed_mps}. Find one weight and repeat it.",
            "To the same target the balls left at very different speeds. Find one weight and "
            "repeat it.",
        ),
    }
)
"""Sentences by code, fullest first: the first whose numbers are all in the evidence is said."""

TECHNIQUE_WORDS: Final[Mapping[Technique, str]] = MappingProxyType(
    {
        Technique.HEEL: "heel",
        Technique.INSIDE_FOOT: "inside of the foot",
        Technique.INSTEP: "laces (instep)",
        Technique.UNSURE: "not sure",
    }
)

CONTACT_WORDS: Final[Mapping[ContactKind, str]] = MappingProxyType(
    {
        ContactKind.TOUCH: "touch",
        ContactKind.TRAP: "ball stopped",
        ContactKind.AIR_KICK: "swing without a ball",
    }
)

MARKER_WORDS: Final[Mapping[MarkerKind, str]] = MappingProxyType(
    {
        MarkerKind.CUE: "cue",
        MarkerKind.CROSS: "cross",
        MarkerKind.TARGET_HIT: "target hit",
        MarkerKind.NOTE: "note",
        MarkerKind.TAP: "three taps",
    }
)

POWER_WORDS: Final[Mapping[PowerBand, str]] = MappingProxyType(
    {
        PowerBand.UNDER_HIT: "too soft",
        PowerBand.GOOD: "good weight",
        PowerBand.HEAVY: "a little too hard",
        PowerBand.EXCESS: "too hard",
    }
)

SEVERITY_WORDS: Final[Mapping[Severity, str]] = MappingProxyType(
    {
        Severity.INFO: "good to know",
        Severity.ADVICE: "try this",
        Severity.WARNING: "work on this",
    }
)

REJECTION_WORDS: Final[Mapping[RejectionReason, str]] = MappingProxyType(
    {
        RejectionReason.LEG_AT_REST: "a knock while the leg was hardly moving",
        RejectionReason.NO_BACKSWING: "no swing away from the ball came first",
        RejectionReason.TOO_SLOW: "the leg moved too slowly for a kick",
        RejectionReason.FOOT_STRIKE: "the foot hit the ground, not a ball",
        RejectionReason.NO_IMPACT: "the swing met no ball",
        RejectionReason.CUT_OFF: "the recording begins or ends in the middle of it",
        RejectionReason.SAMPLES_LOST: "part of the signal was lost there",
        RejectionReason.SAME_KICK: "it belongs to a kick already counted",
        RejectionReason.NO_SWING: "no swing led to the knock",
        RejectionReason.RATE_TOO_LOW: "the sensor measures too seldom to be sure",
    }
)

CALIBRATION_WORDS: Final[Mapping[CalibrationMethod, str]] = MappingProxyType(
    {
        CalibrationMethod.STANCE_AND_SWINGS: "found from standing still and the leg swings",
        CalibrationMethod.WALKING: "found from walking",
        CalibrationMethod.MOVEMENT: "guessed from the movement, since nobody stood still",
        CalibrationMethod.NONE: "not found",
    }
)

SIDE_WORDS: Final[Mapping[Side, str]] = MappingProxyType(
    {Side.LEFT: "left leg", Side.RIGHT: "right leg"}
)

SURFACE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "indoor": "indoor floor",
        "fast_3g": "fast artificial grass (3G)",
        "short_grass": "short grass",
        "long_or_wet_grass": "long or wet grass",
    }
)


def sentence_of(finding: Finding) -> str:
    """Give what a finding says, with its numbers in everyday units.

    A finding about a session counts its kicks; one about a kick gives its numbers; one that
    carries neither is said without.

    Raises
    ------
    KeyError
        If the code has no sentence.
    """
    numbers = {name: evidence_words(name, value) for name, value in finding.evidence}
    phrases = FINDING_SENTENCES[finding.code]
    for phrase in phrases:
        if _fields(phrase) <= numbers.keys():
            return phrase.format_map(numbers)
    raise KeyError(f"no sentence of {finding.code} can do without numbers")


def technique_words(technique: Technique) -> str:
    """Give the part of the foot in words."""
    return TECHNIQUE_WORDS[technique]


def contact_words(kind: ContactKind) -> str:
    """Give a contact that is no kick in words."""
    return CONTACT_WORDS[kind]


def marker_words(kind: MarkerKind) -> str:
    """Give in words what was marked."""
    return MARKER_WORDS[kind]


def power_words(power: PowerBand) -> str:
    """Give a power band in words."""
    return POWER_WORDS[power]


def severity_words(severity: Severity) -> str:
    """Give how much a finding matters in words."""
    return SEVERITY_WORDS[severity]


def rejection_words(reason: RejectionReason) -> str:
    """Give why a candidate is no kick in words that follow "not a kick:"."""
    return REJECTION_WORDS[reason]


def calibration_words(method: CalibrationMethod) -> str:
    """Give how the seat of the sensor was found in words that follow "seat of the sensor:"."""
    return CALIBRATION_WORDS[method]


def side_words(side: Side) -> str:
    """Give a leg in words."""
    return SIDE_WORDS[side]


def surface_words(name: str) -> str:
    """Give the surface of a name in words.

    Raises
    ------
    KeyError
        If the surface is not known.
    """
    return SURFACE_WORDS[name]


def drill_title(name: str) -> str:
    """Give the title of a drill; a name that nobody knows any more is given as it is."""
    drill = drill_book_of(None).find(name)
    return name if drill is None else drill.title


def drill_sentence(name: str) -> str:
    """Give how a drill is played; empty for one that nobody knows."""
    drill = drill_book_of(None).find(name)
    return "" if drill is None else " ".join(drill.set_up)


def drill_titles() -> Mapping[str, str]:
    """Give the titles of the drills there are by their names, in the order shown."""
    return {drill.name: drill.title for drill in drill_book_of(None).drills}


def evidence_words(name: str, value: float) -> str:
    """Give a number in everyday units, the unit read from the end of its name.

    Speeds become km/h, angles degrees, shares per cent. A lower bound is rounded down and an upper
    one up, so that "at least" and "at most" stay true.

    Parameters
    ----------
    name
        Name of the quantity, ending in its unit.
    value
        The number, in that unit.

    Returns
    -------
    words
        Number and unit.

    Raises
    ------
    KeyError
        If the name ends in no unit that has everyday words.
    """
    words_of = _EVERYDAY[name.rsplit("_", maxsplit=1)[-1]]
    if "_low_" in name:
        return words_of(value, math.floor)
    return words_of(value, math.ceil if "_high_" in name else round)


_Rounding = Callable[[float], int]

_EVERYDAY: Final[Mapping[str, Callable[[float, _Rounding], str]]] = MappingProxyType(
    {
        "mps": lambda value, whole: f"{whole(kmh(value))} km/h",
        "rad": lambda value, whole: f"{whole(math.degrees(value))} degrees",
        "radps": lambda value, whole: f"{whole(dps(value))} degrees a second",
        "s": lambda value, whole: f"{whole(10.0 * value) / 10.0:g} seconds",
        "m": lambda value, whole: f"{whole(10.0 * value) / 10.0:g} m",
        "ratio": lambda value, whole: f"{whole(100.0 * value)} %",
        "count": lambda value, whole: f"{whole(value)}",
        "index": lambda value, whole: f"{whole(10.0 * value) / 10.0:g}",
    }
)


def _fields(phrase: str) -> set[str]:
    """Give the numbers that a phrase needs."""
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}
