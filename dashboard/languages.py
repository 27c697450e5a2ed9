"""The languages that the pages can speak, read from their files of translations."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kicksense.workflows.language import ENGLISH, Speech, SpeedUnit

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "de": "Deutsch"}
"""By their codes, each called as its speakers call it."""

_FOLDER: Final = Path(__file__).resolve().parent / "languages"
_DECIMAL_SIGNS: Final = {"de": ","}


@functools.cache
def speech_in(code: str, speed_unit: SpeedUnit) -> Speech:
    """Give how somebody is spoken to.

    Parameters
    ----------
    code
        One of `LANGUAGES`; any other is English.
    speed_unit
        Of speeds.
    """
    if code == ENGLISH or code not in LANGUAGES:
        return Speech(speed_unit=speed_unit)
    translations, plurals = translations_of(code)
    return Speech(code, translations, plurals, _DECIMAL_SIGNS[code], speed_unit)


@functools.cache
def translations_of(code: str) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Read the files of translations of a language: ``languages/<code>*.po``.

    Returns
    -------
    translations, plurals
        By their English; what is marked as doubtful is left out.
    """
    from babel.messages.pofile import read_po  # noqa: PLC0415 - English needs none of it

    single: dict[str, str] = {}
    plural: dict[str, tuple[str, str]] = {}
    for path in sorted(_FOLDER.glob(f"{code}*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code)
        for message in catalogue:
            if message.fuzzy:
                continue
            match message.id, message.string:
                case str(one), str(said) if one and said:
                    single[one] = said
                case (str(one), _), (str(first), str(second)) if first and second:
                    plural[one] = (first, second)
    return single, plural
