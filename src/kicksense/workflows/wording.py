"""Codes to words: the words of kicksense. The tables are in English, what is given is spoken.

They are words that a player of twelve understands. Every code of the core has its words here, or
beside (findings: `kicksense.workflows.finding_wording`), and nothing else has; a test compares the
lists both ways.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    CalibrationMethod,
    ContactKind,
    PowerBand,
    RejectionReason,
    Technique,
)
from kicksense.domain.live import MarkerKind
from kicksense.workflows.drills import drill_book_of
from kicksense.workflows.language import tr

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


def technique_words(technique: Technique) -> str:
    """Give the part of the foot in words."""
    return tr(TECHNIQUE_WORDS[technique])


def contact_words(kind: ContactKind) -> str:
    """Give a contact that is no kick in words."""
    return tr(CONTACT_WORDS[kind])


def marker_words(kind: MarkerKind) -> str:
    """Give in words what was marked."""
    return tr(MARKER_WORDS[kind])


def power_words(power: PowerBand) -> str:
    """Give a power band in words."""
    return tr(POWER_WORDS[power])


def rejection_words(reason: RejectionReason) -> str:
    """Give why a candidate is no kick in words that follow "not a kick:"."""
    return tr(REJECTION_WORDS[reason])


def calibration_words(method: CalibrationMethod) -> str:
    """Give how the seat of the sensor was found in words that follow "seat of the sensor:"."""
    return tr(CALIBRATION_WORDS[method])


def side_words(side: Side) -> str:
    """Give a leg in words."""
    return tr(SIDE_WORDS[side])


def surface_words(name: str) -> str:
    """Give the surface of a name in words: a user's own is called as the user calls it."""
    known = SURFACE_WORDS.get(name)
    return name if known is None else tr(known)


def drill_title(name: str) -> str:
    """Give the title of a drill; a name that nobody knows any more is given as it is."""
    drill = drill_book_of(None).find(name)
    return name if drill is None else tr(drill.title)


def drill_sentence(name: str) -> str:
    """Give how a drill is played; empty for one that nobody knows."""
    drill = drill_book_of(None).find(name)
    return "" if drill is None else " ".join(tr(sentence) for sentence in drill.set_up)


def drill_levels(name: str) -> tuple[str, ...]:
    """Give the titles of a drill's levels, easiest first; none for one that nobody knows."""
    drill = drill_book_of(None).find(name)
    return (
        ()
        if drill is None
        else tuple(tr(level.title) if level.title else "" for level in drill.levels)
    )


def drill_titles() -> Mapping[str, str]:
    """Give the titles of the drills there are by their names, in the order shown."""
    return {drill.name: tr(drill.title) for drill in drill_book_of(None).drills}
