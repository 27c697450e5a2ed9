"""Findings to sentences: what is the matter, why that is said, and what to try.

The words themselves are in `kicksense.workflows.strike_sentences` and `practice_sentences`; numbers
become those of everyday here.
"""

import math
import string
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from kicksense.domain.kick import Finding
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.finding_words import GENERAL_WHY, FindingWords
from kicksense.workflows.language import decimal, tr
from kicksense.workflows.practice_sentences import PRACTICE_WORDS
from kicksense.workflows.quantity_words import Rounding, speed_words
from kicksense.workflows.strike_sentences import STRIKE_WORDS

FINDING_WORDS: Final[Mapping[str, FindingWords]] = MappingProxyType(
    {**STRIKE_WORDS, **PRACTICE_WORDS}
)
"""The words of every code."""


def sentence_of(finding: Finding) -> str:
    """Give what a finding says and what to try, with its numbers in everyday units.

    A finding about a session counts its kicks; one about a kick gives its numbers; one that
    carries neither is said without.

    Raises
    ------
    KeyError
        If the code has no words.
    """
    return f"{what_of(finding)} {cure_of(finding)}"


def what_of(finding: Finding) -> str:
    """Give what is the matter, in one sentence.

    Raises
    ------
    KeyError
        If the code has no words.
    """
    return _filled(FINDING_WORDS[finding.code].what, finding)


def why_of(finding: Finding) -> str:
    """Give what it was seen from, in one sentence with everyday units.

    Raises
    ------
    KeyError
        If the code has no words.
    """
    return _filled((*FINDING_WORDS[finding.code].why, *GENERAL_WHY), finding)


def cure_of(finding: Finding) -> str:
    """Give what to try.

    Raises
    ------
    KeyError
        If the code has no words.
    """
    return tr(FINDING_WORDS[finding.code].cure)


def evidence_words(name: str, value: float) -> str:
    """Give a number in everyday units, the unit read from the end of its name.

    Speeds take the reader's unit, angles degrees, shares per cent. A lower bound is rounded down
    and an upper one up, so that "at least" and "at most" stay true.

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


def _tenths(value: float, whole: Rounding) -> str:
    """Give a number with one decimal where it needs one."""
    return decimal(f"{whole(10.0 * value) / 10.0:g}")


_EVERYDAY: Final[Mapping[str, Callable[[float, Rounding], str]]] = MappingProxyType(
    {
        "mps": speed_words,
        "rad": lambda value, whole: tr("{count} degrees", count=whole(math.degrees(value))),
        "radps": lambda value, whole: tr("{count} degrees a second", count=whole(dps(value))),
        "s": lambda value, whole: tr("{number} seconds", number=_tenths(value, whole)),
        "m": lambda value, whole: f"{_tenths(value, whole)} m",
        "ratio": lambda value, whole: f"{whole(100.0 * value)} %",
        "count": lambda value, whole: f"{whole(value)}",
        "index": _tenths,
        "hz": lambda value, whole: tr("{number} steps a second", number=_tenths(value, whole)),
        "mps2": lambda value, whole: f"{_tenths(value / GRAVITY_MPS2, whole)} g",
        "ns": lambda value, whole: f"{whole(value)} N s",
    }
)


def _filled(phrases: Iterable[str], finding: Finding) -> str:
    """Say the first phrase whose numbers are all in the evidence."""
    evidence = dict(finding.evidence)
    for phrase in phrases:
        names = _fields(phrase)
        if names <= evidence.keys() and all(math.isfinite(evidence[name]) for name in names):
            said = tr(phrase)
            return said.format_map({name: evidence_words(name, evidence[name]) for name in names})
    raise KeyError(f"no words of {finding.code} can do without numbers")


def _fields(phrase: str) -> set[str]:
    """Give the numbers that a phrase needs."""
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}
