"""What is said of a kick while it is still felt: a word or two, and how the ball was weighted."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kicksense.coaching.cues import Weight, cue_of
from kicksense.domain.kick import KickReport, Target

WEIGHT_TONES: Final[Mapping[Weight, str]] = MappingProxyType(
    {
        Weight.DID_NOT_REACH: "soft",
        Weight.TOO_SOFT: "soft",
        Weight.PERHAPS_TOO_SOFT: "unsure",
        Weight.GOOD: "good",
        Weight.PERHAPS_TOO_HARD: "unsure",
        Weight.A_LITTLE_TOO_HARD: "hard",
        Weight.TOO_HARD: "hard",
        Weight.UNKNOWN: "unsure",
    }
)
"""Where a ball is counted: ``soft``, ``good``, ``hard``, or ``unsure`` where nobody can tell."""

BALL_WORDS: Final[Mapping[Weight, str]] = MappingProxyType(
    {
        Weight.DID_NOT_REACH: "did not reach",
        Weight.TOO_SOFT: "too soft",
        Weight.PERHAPS_TOO_SOFT: "perhaps too soft",
        Weight.GOOD: "good weight",
        Weight.PERHAPS_TOO_HARD: "perhaps too hard",
        Weight.A_LITTLE_TOO_HARD: "a little too hard",
        Weight.TOO_HARD: "too hard",
        Weight.UNKNOWN: "could be either",
    }
)
"""What the ball was, where a cue says what the next one should be."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a kick.

    Attributes
    ----------
    words
        The cue: what the next ball should be, or what struck this one where nobody named a
        target.
    tone
        As in `WEIGHT_TONES`; None where nobody named a target.
    ball
        What the ball was; None where nobody named a target.
    """

    words: str
    tone: str | None
    ball: str | None


def said_of(report: KickReport, target: Target | None) -> Said:
    """Give what is said of a kick.

    Parameters
    ----------
    report
        The kick, judged against that target.
    target
        What the ball was played to, or None.
    """
    cue = cue_of(report, target)
    if target is None or report.power is None:
        return Said(cue.words, None, None)
    return Said(cue.words, WEIGHT_TONES[cue.weight], BALL_WORDS[cue.weight])


def tones_of(weights: Mapping[Weight, int]) -> dict[str, int]:
    """Count balls by tone.

    Parameters
    ----------
    weights
        How many balls of each weight.
    """
    tones = dict.fromkeys(("good", "hard", "soft", "unsure"), 0)
    for weight, count in weights.items():
        tones[WEIGHT_TONES[weight]] += count
    return tones
