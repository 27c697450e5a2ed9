"""The language and the units that people are spoken to in.

English is the language of the source: every sentence is its own key. Another language is a file of
translations (``dashboard/languages/<code>.po``), which the dashboard reads and puts here for as
long as a page is drawn. The command line speaks English.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kicksense.units import kmh

ENGLISH: Final = "en"

_MPH_OF_MPS: Final = 3600.0 / 1609.344


class SpeedUnit(StrEnum):
    """How speeds are shown."""

    KMH = "km/h"
    MPS = "m/s"
    MPH = "mph"


@dataclass(frozen=True, slots=True)
class Speech:
    """How somebody is spoken to.

    Attributes
    ----------
    code
        Language, as in ISO 639-1.
    translations
        From the English sentence, or template, to the one of this language.
    plurals
        From the English singular to both forms of this language.
    decimal_sign
        Between ones and tenths.
    speed_unit
        Of every speed that is shown.
    """

    code: str = ENGLISH
    translations: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    decimal_sign: str = "."
    speed_unit: SpeedUnit = SpeedUnit.KMH


_ENGLISH: Final = Speech()
_SPEECH: Final[ContextVar[Speech]] = ContextVar("kicksense_speech", default=_ENGLISH)


def speech() -> Speech:
    """Give how the reader of the moment is spoken to."""
    return _SPEECH.get()


def speak(spoken: Speech) -> None:
    """Speak so from now on in this thread or task."""
    _SPEECH.set(spoken)


@contextmanager
def spoken(chosen: Speech) -> Iterator[None]:
    """Speak so within a block."""
    token = _SPEECH.set(chosen)
    try:
        yield
    finally:
        _SPEECH.reset(token)


def marked(message: str) -> str:
    """Give a message as it is; what collects the sentences to translate finds it by this mark."""
    return message


def tr(message: str, /, **parts: object) -> str:
    """Give a sentence in the reader's language.

    Parameters
    ----------
    message
        In English; with named places in braces where something is put in. Without ``parts`` no
        place is filled, so that a template can be translated first and filled later.
    parts
        What is put in.

    Returns
    -------
    sentence
        The English one where there is no translation.
    """
    said = _SPEECH.get().translations.get(message) or message
    return said.format_map(parts) if parts else said


def tr_count(one: str, many: str, count: int, /, **parts: object) -> str:
    """Give a sentence about a number of things.

    Parameters
    ----------
    one, many
        In English, for one and for any other number; the place of the number is ``{count}``.
    count
        How many.
    parts
        What else is put in.
    """
    forms = _SPEECH.get().plurals.get(one) or (one, many)
    return (forms[0] if count == 1 else forms[1]).format_map({"count": count, **parts})


def number(value: float, digits: int = 0) -> str:
    """Give a number with so many decimals, and the reader's decimal sign."""
    return decimal(f"{value:.{digits}f}")


def decimal(text: str) -> str:
    """Give a written number, such as ``7.25`` or ``1e-05``, with the reader's decimal sign."""
    sign = _SPEECH.get().decimal_sign
    return text if sign == "." else text.replace(".", sign)


def speed_value(speed_mps: float, unit: SpeedUnit | None = None) -> float:
    """Give a speed in the reader's unit, or in another one."""
    chosen = _SPEECH.get().speed_unit if unit is None else unit
    if chosen is SpeedUnit.MPS:
        return speed_mps
    return kmh(speed_mps) if chosen is SpeedUnit.KMH else speed_mps * _MPH_OF_MPS


def speed_digits() -> int:
    """Give how many decimals a speed is shown with: none, but one in metres a second."""
    return 1 if _SPEECH.get().speed_unit is SpeedUnit.MPS else 0


def speed_unit_words() -> str:
    """Give the reader's unit of speed as it is written."""
    return _SPEECH.get().speed_unit.value
