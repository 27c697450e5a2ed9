"""What a player hears of one kick: two words about the ball, or a tone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kicksense.domain.kick import Estimate, KickReport, PowerBand, Target, Technique
from kicksense.units import counted

NOT_SURE: Final = "not sure"
"""Said of a kick that nothing is known of."""

RIGHT_GUESS: Final = "right: "
WRONG_GUESS: Final = "no: "
"""Before what is said of a kick that the player had guessed."""

GUESS_FIRST: Final = "guess first"
"""Said to a player who asks before guessing, where guessing comes first."""


class Weight(StrEnum):
    """How a ball was weighted for its target, softest first."""

    DID_NOT_REACH = "did_not_reach"
    TOO_SOFT = "too_soft"
    PERHAPS_TOO_SOFT = "perhaps_too_soft"
    GOOD = "good"
    PERHAPS_TOO_HARD = "perhaps_too_hard"
    A_LITTLE_TOO_HARD = "a_little_too_hard"
    TOO_HARD = "too_hard"
    UNKNOWN = "unknown"

    @property
    def is_sure(self) -> bool:
        """Tell whether the interval of the kick leaves no doubt, or the likeliest ball is good."""
        return self not in (Weight.PERHAPS_TOO_SOFT, Weight.PERHAPS_TOO_HARD, Weight.UNKNOWN)

    @property
    def is_outside(self) -> bool:
        """Tell whether the ball was outside the band for sure."""
        return self.is_sure and self is not Weight.GOOD


class Guess(StrEnum):
    """What a player thinks will be said: how the next ball should be."""

    SOFTER = "softer"
    GOOD = "good"
    HARDER = "harder"


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said of one kick.

    Attributes
    ----------
    weight
        What it says about the ball; ``UNKNOWN`` where nobody named a target.
    words
        For the ear: two or three.
    tone_hz
        For those who do not want words: higher is harder. None where there is nothing sure to
        sound.
    """

    weight: Weight
    words: str
    tone_hz: float | None

    @property
    def says_something(self) -> bool:
        """Tell whether it names a weight or a technique for sure."""
        return self.weight.is_sure or (self.weight is Weight.UNKNOWN and self.words != NOT_SURE)


WEIGHT_WORDS: Final[Mapping[Weight, str]] = MappingProxyType(
    {
        Weight.DID_NOT_REACH: "didn't reach",
        Weight.TOO_SOFT: "harder",
        Weight.PERHAPS_TOO_SOFT: "perhaps harder",
        Weight.GOOD: "good weight",
        Weight.PERHAPS_TOO_HARD: "perhaps softer",
        Weight.A_LITTLE_TOO_HARD: "a little softer",
        Weight.TOO_HARD: "softer",
        Weight.UNKNOWN: NOT_SURE,
    }
)
"""What is said: what the next ball should be, or that this one was good or did not arrive."""

TECHNIQUE_CUES: Final[Mapping[Technique, str]] = MappingProxyType(
    {
        Technique.HEEL: "heel",
        Technique.INSIDE_FOOT: "inside",
        Technique.INSTEP: "laces",
        Technique.UNSURE: NOT_SURE,
    }
)
"""What is said where nobody named a target."""

WEIGHT_TONES_HZ: Final[Mapping[Weight, float]] = MappingProxyType(
    {
        Weight.DID_NOT_REACH: 220.0,
        Weight.TOO_SOFT: 330.0,
        Weight.GOOD: 440.0,
        Weight.A_LITTLE_TOO_HARD: 660.0,
        Weight.TOO_HARD: 880.0,
    }
)
"""An octave to either side of the good ball's tone, so that nobody needs a musical ear."""

_WEIGHTS_COUNTED: Final[Mapping[Weight, str]] = MappingProxyType(
    {
        Weight.DID_NOT_REACH: "too soft",
        Weight.TOO_SOFT: "too soft",
        Weight.PERHAPS_TOO_SOFT: "perhaps too soft",
        Weight.GOOD: "good weight",
        Weight.PERHAPS_TOO_HARD: "perhaps too hard",
        Weight.A_LITTLE_TOO_HARD: "too hard",
        Weight.TOO_HARD: "too hard",
    }
)

_EVEN_RATIO: Final = 0.5

_MIDDLE_BALL_MPS: Final = 8.0
_MIDDLE_TONE_HZ: Final = 440.0
_LOWEST_TONE_HZ: Final = 220.0
_HIGHEST_TONE_HZ: Final = 1760.0

_GUESS_OF: Final[Mapping[Weight, Guess]] = MappingProxyType(
    {
        Weight.DID_NOT_REACH: Guess.HARDER,
        Weight.TOO_SOFT: Guess.HARDER,
        Weight.GOOD: Guess.GOOD,
        Weight.A_LITTLE_TOO_HARD: Guess.SOFTER,
        Weight.TOO_HARD: Guess.SOFTER,
    }
)


def cue_of(report: KickReport, target: Target | None) -> Cue:
    """Give what is said of a kick: about the ball where there is a target, else the technique.

    Parameters
    ----------
    report
        The kick, judged against that target.
    target
        What the ball was played to, or None.

    Returns
    -------
    cue
        Never empty: what is unsure says so.
    """
    if target is None or report.power is None:
        return Cue(Weight.UNKNOWN, TECHNIQUE_CUES[report.technique], speed_tone_hz(report))
    weight = weight_of(report, target)
    return Cue(weight, WEIGHT_WORDS[weight], WEIGHT_TONES_HZ.get(weight))


def weight_of(report: KickReport, target: Target) -> Weight:
    """Tell how a ball was weighted, as surely as its interval allows.

    The power band names a fault only where no speed of the interval is free of it, and calls
    everything else good. Said aloud, "good" must be likelier than not: where the likeliest speed
    lies outside the target's band, the ball is only perhaps too hard or too soft; where it lies
    inside and most of the interval does not, nobody knows.

    Parameters
    ----------
    report
        The kick, judged against that target.
    target
        What the ball was played to.

    Returns
    -------
    weight
        ``UNKNOWN`` where the kick was not judged, or could as well be good as not.
    """
    arrival = report.arrival_speed_mps
    if arrival is None or report.power is None:
        return Weight.UNKNOWN
    if report.power is PowerBand.UNDER_HIT:
        return Weight.DID_NOT_REACH if arrival.high <= 0.0 else Weight.TOO_SOFT
    if report.power is PowerBand.EXCESS:
        return Weight.TOO_HARD
    if report.power is PowerBand.HEAVY:
        return Weight.A_LITTLE_TOO_HARD
    return _weight_within(arrival, target.arrival_band_mps)


def _weight_within(arrival: Estimate, band_mps: tuple[float, float]) -> Weight:
    """Tell how a ball was weighted that no speed of its interval convicts."""
    lower_mps, upper_mps = band_mps
    if arrival.value < lower_mps:
        return Weight.PERHAPS_TOO_SOFT
    if arrival.value > upper_mps:
        return Weight.PERHAPS_TOO_HARD
    even = _share_inside(arrival, band_mps) >= _EVEN_RATIO
    return Weight.GOOD if even else Weight.UNKNOWN


def _share_inside(arrival: Estimate, band_mps: tuple[float, float]) -> float:
    """Give the share of an interval inside a band that holds its likeliest speed.

    As many true speeds lie below the likeliest as above; on either side they are taken to be
    spread evenly.
    """
    lower_mps, upper_mps = band_mps
    below_mps = arrival.value - arrival.low
    above_mps = arrival.high - arrival.value
    inside_below = min(below_mps, arrival.value - lower_mps) / below_mps if below_mps else 1.0
    inside_above = min(above_mps, upper_mps - arrival.value) / above_mps if above_mps else 1.0
    return 0.5 * (inside_below + inside_above)


def speed_tone_hz(report: KickReport) -> float:
    """Give the tone of a ball that has no target: an octave higher for twice the speed.

    Parameters
    ----------
    report
        The kick.

    Returns
    -------
    tone_hz
        Between 220 and 1760 Hz.
    """
    speed_mps = max(report.ball_speed_mps.value, 0.0)
    tone_hz = _MIDDLE_TONE_HZ * speed_mps / _MIDDLE_BALL_MPS
    return min(max(tone_hz, _LOWEST_TONE_HZ), _HIGHEST_TONE_HZ)


def right_guess(weight: Weight) -> Guess | None:
    """Give the guess that would have been right; None where nothing is sure.

    Parameters
    ----------
    weight
        How the ball was weighted.

    Returns
    -------
    guess
        In the words of `kicksense.domain.live.GuessOrder`.
    """
    return _GUESS_OF.get(weight)


def summary_words(cues: Sequence[Cue]) -> str:
    """Say what several kicks were, most frequent first.

    Parameters
    ----------
    cues
        One for each kick.

    Returns
    -------
    words
        As in "5 kicks: 3 good weight, 1 too hard, 1 not sure".
    """
    counts = Counter(_in_summary(cue) for cue in cues)
    said = ", ".join(f"{count} {words}" for words, count in counts.most_common())
    kicks = counted(len(cues), "kick")
    return f"{kicks}: {said}" if said else kicks


def _in_summary(cue: Cue) -> str:
    """Give a cue in words that can be counted: what was, not what should be."""
    return cue.words if cue.weight is Weight.UNKNOWN else _WEIGHTS_COUNTED[cue.weight]
