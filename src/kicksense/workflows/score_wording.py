"""Scores to words: how a value reads, what was asked, and why one is missing.

Numbers are in everyday units: speeds in the reader's, angles in degrees, shares in per cent.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kicksense.coaching.score_kinds import Unit, score_kind_named
from kicksense.domain.drill import Extra, RepUnit
from kicksense.domain.score_card import Missing, Score
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.language import (
    decimal,
    marked,
    number,
    speed_digits,
    speed_unit_words,
    speed_value,
    tr,
    tr_count,
)
from kicksense.workflows.quantity_words import Rounding, rounded
from kicksense.workflows.score_titles import SCORE_WORDS

_MOST_EXTRA_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class MissingWords:
    """Why a score has no value.

    Attributes
    ----------
    short
        A few letters, for a table.
    sentence
        What is missing and what to do.
    """

    short: str
    sentence: str


MISSING_WORDS: Final[Mapping[Missing, MissingWords]] = MappingProxyType(
    {
        Missing.NO_REPS: MissingWords("none seen", "There was none of it in this recording."),
        Missing.TOO_FEW: MissingWords(
            "too few", "There were too few repetitions to tell; play some more."
        ),
        Missing.NO_TARGET: MissingWords(
            "no distance", "Nobody said how far away the target is; give its distance."
        ),
        Missing.NO_CUES: MissingWords(
            "no cue", "No cue was marked; let kicksense give the cues, or say when they came."
        ),
        Missing.NO_MARKS: MissingWords(
            "no hit marked",
            "Nobody marked which balls hit the target; mark them, or tap the sensor three times.",
        ),
        Missing.NO_OTHER_SENSOR: MissingWords(
            "one sensor only", "This needs the other player's sensor too."
        ),
        Missing.NO_WALL: MissingWords("no wall", "This needs a wall that sends the ball back."),
        Missing.NO_ECHO: MissingWords(
            "none came back", "No ball came straight back from the wall to this leg."
        ),
        Missing.NO_HISTORY: MissingWords(
            "first time", "There is no earlier session to compare with; play it again another day."
        ),
        Missing.HEADING_UNSURE: MissingWords(
            "direction unsure", "The direction the player faced could not be told surely enough."
        ),
        Missing.NOT_MEASURED: MissingWords(
            "not measured", "The signal did not show it in this recording."
        ),
    }
)
"""Why a score has no value."""

EXTRA_WORDS: Final[Mapping[Extra, str]] = MappingProxyType(
    {
        Extra.STANDING_LEG_SENSOR: "a second sensor on the standing leg would show it",
        Extra.VIDEO: "a video would show it",
        Extra.CUE: "a marked cue, such as a beep or a coach's tap, would time it",
        Extra.OTHER_SENSORS: "another sensor, on the other leg or another player, would show it",
        Extra.COACH: "a coach who watches sees it",
    }
)
"""What could show what one sensor cannot; to follow the thing and a colon."""

REPETITION_WORDS: Final[Mapping[RepUnit, tuple[str, str]]] = MappingProxyType(
    {
        RepUnit.KICK: ("{count} kick", "{count} kicks"),
        RepUnit.TURN: ("{count} turn on the ball", "{count} turns on the ball"),
        RepUnit.CUE: ("{count} cue", "{count} cues"),
        RepUnit.CARRY: ("{count} drive with the ball", "{count} drives with the ball"),
    }
)


_DRAWN_SIGNS: Final = MappingProxyType({"+": "\N{CHECK MARK}", "-": "\N{WHITE CIRCLE}"})

_MET_WORDS: Final[Mapping[bool | None, str]] = MappingProxyType(
    {True: marked("+ yes"), False: marked("- not yet"), None: marked("? open")}
)


def score_title(name: str) -> str:
    """Give what a score is called.

    Raises
    ------
    KeyError
        If it has no words.
    """
    return tr(SCORE_WORDS[name].title)


def repetitions_words(count: int, unit: RepUnit) -> str:
    """Give a number of repetitions in words: ``20 kicks``."""
    return tr_count(*REPETITION_WORDS[unit], count)


def value_words(name: str, value: float, *, extra_digits: int = 0) -> str:
    """Give the value of a score with its unit.

    Parameters
    ----------
    name
        Of the score.
    value
        In the unit of its kind.
    extra_digits
        Digits beyond the usual ones.

    Returns
    -------
    words
        Such as ``14 km/h``, ``72 %``, ``0.35 s``.
    """
    words, unit = _number_words(name, value, extra_digits), everyday_unit(name)
    return f"{words} {unit}" if unit else words


def done_words(score: Score) -> str:
    """Give what was done, with the interval where one is known: ``14 km/h (11-17)``.

    A value that was not enough is never rounded to what was asked, and the interval of a speed is
    never made narrower by rounding, here as elsewhere.

    Parameters
    ----------
    score
        One line of a score card.

    Returns
    -------
    words
        Why there is no value, where there is none.
    """
    if score.value is None:
        return "" if score.missing is None else tr(MISSING_WORDS[score.missing].short)
    digits = _digits_apart(score)
    words = value_words(score.name, score.value, extra_digits=digits)
    if score.interval is None or score.interval[0] == score.interval[1]:
        return words
    low, high = (
        _edge_words(score.name, edge, digits, whole)
        for edge, whole in zip(score.interval, (math.floor, math.ceil), strict=True)
    )
    return f"{words} ({_span(low, high)})"


def asked_words(score: Score) -> str:
    """Give what was asked: ``20 or more``, ``at most 30 %``, ``12-18 km/h``; empty for nothing."""
    if score.least is not None and score.most is not None:
        low, high = _number_words(score.name, score.least, 0), value_words(score.name, score.most)
        return _span(low, high)
    if score.least is not None and score.least > 0.0:
        return tr("{value} or more", value=value_words(score.name, score.least))
    if score.most is not None:
        return tr("at most {value}", value=value_words(score.name, score.most))
    return ""


def met_words(score: Score) -> str:
    """Give whether it was reached, as a sign and a word; empty where nothing was asked."""
    if not asked_words(score) or score.value is None:
        return ""
    return tr(_MET_WORDS[score.met])


def drawn_met(words: str) -> str:
    """Give what `met_words` gave with signs that paper and screens have, and not all terminals.

    Parameters
    ----------
    words
        A sign and words.
    """
    return _DRAWN_SIGNS.get(words[:1], words[:1]) + words[1:]


def usual_words(score: Score) -> str:
    """Give the player's own usual value; empty without a history."""
    return "" if score.compared is None else value_words(score.name, score.compared.median)


def missing_sentence(missing: Missing) -> str:
    """Give why a score has no value, and what to do."""
    return tr(MISSING_WORDS[missing].sentence)


def extra_words(extra: Extra) -> str:
    """Give what could show a thing that one sensor on a shin cannot see."""
    return tr(EXTRA_WORDS[extra])


def everyday_value(name: str, value: float) -> float:
    """Give the value of a score in the unit in which it is shown.

    Parameters
    ----------
    name
        Of the score.
    value
        In the unit of its kind.

    Returns
    -------
    value
        In the unit of `everyday_unit`; a change of cadence is given as a change, in per cent.
    """
    if name.endswith("_rise_ratio"):
        return 100.0 * (value - 1.0)
    return UNIT_WORDS[score_kind_named(name).unit][1](value)


def _digits_apart(score: Score) -> int:
    """Give how many more digits tell a value from a bound that it does not keep."""
    value = score.value
    if value is None:
        return 0
    missed = [
        bound
        for bound, broken in (
            (score.least, score.least is not None and value < score.least),
            (score.most, score.most is not None and value > score.most),
        )
        if broken and bound is not None
    ]
    for digits in range(_MOST_EXTRA_DIGITS):
        shown = _number_words(score.name, value, digits)
        if all(shown != _number_words(score.name, bound, digits) for bound in missed):
            return digits
    return _MOST_EXTRA_DIGITS


def _span(low: str, high: str) -> str:
    """Join two numbers; a dash beside a sign is mistaken for one."""
    if low.startswith(("-", "+")) or high.startswith(("-", "+")):
        return tr("{low} to {high}", low=low, high=high)
    return f"{low}-{high}"


def everyday_unit(name: str) -> str:
    """Give the unit in which a score is shown: ``km/h``, ``%``; empty for a count.

    Parameters
    ----------
    name
        Of the score.
    """
    unit = score_kind_named(name).unit
    if unit is Unit.METRES_A_SECOND:
        return speed_unit_words()
    return tr(UNIT_WORDS[unit][0]) if UNIT_WORDS[unit][0] else ""


def _number_words(name: str, value: float, extra_digits: int) -> str:
    if name.endswith("_rise_ratio"):
        return decimal(f"{everyday_value(name, value):+.{extra_digits}f}")
    unit = score_kind_named(name).unit
    digits = UNIT_WORDS[unit][2]
    everyday = everyday_value(name, value)
    if unit is Unit.METRES_A_SECOND:
        digits = speed_digits()
    if digits is None:
        digits = 0 if float(everyday).is_integer() else 1
    words = f"{everyday:.{digits + extra_digits}f}"
    return decimal(words if float(words) else words.removeprefix("-"))


def _edge_words(name: str, value: float, extra_digits: int, whole: Rounding) -> str:
    """Give one end of an interval; that of a speed is rounded outward."""
    if score_kind_named(name).unit is not Unit.METRES_A_SECOND:
        return _number_words(name, value, extra_digits)
    digits = speed_digits() + extra_digits
    return number(rounded(everyday_value(name, value), digits, whole), digits)


def _same(value: float) -> float:
    return value


def _percent(value: float) -> float:
    return 100.0 * value


def _g(value: float) -> float:
    return value / GRAVITY_MPS2


_Shown = tuple[str, Callable[[float], float], int | None]

UNIT_WORDS: Final[Mapping[Unit, _Shown]] = MappingProxyType(
    {
        Unit.COUNT: ("", _same, None),
        Unit.RATIO: ("%", _percent, 0),
        Unit.SECONDS: ("s", _same, 2),
        Unit.METRES_A_SECOND: ("", speed_value, 0),
        Unit.HERTZ: ("/s", _same, 1),
        Unit.RADIANS: ("degrees", math.degrees, 0),
        Unit.RADIANS_A_SECOND: ("deg/s", dps, 0),
        Unit.METRES_A_SECOND_SQUARED: ("g", _g, 1),
        Unit.NEWTON_SECONDS: ("Ns", _same, 0),
    }
)
"""Everyday unit, conversion to it, digits after the point (None: as many as are needed).

Speeds have the unit that the reader chose.
"""
