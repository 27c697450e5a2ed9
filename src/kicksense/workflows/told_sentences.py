"""Sentences that were made elsewhere, said in the reader's language.

A recording is a process of its own and speaks English; so do the remarks that a stored recording
carries. Each of their sentences is known here with places for what was put in, so that it can be
recognised and said again.
"""

import functools
import re
from collections.abc import Iterable
from typing import Final

from kicksense.coaching.cues import RIGHT_GUESS, TECHNIQUE_CUES, WEIGHT_WORDS, WRONG_GUESS
from kicksense.workflows.language import ENGLISH, decimal, speech, tr, tr_count
from kicksense.workflows.live_saying import BALL_WORDS
from kicksense.workflows.told_templates import TOLD

_SHOWN_AGAIN: Final = re.compile(r"; `kicksense show [^`]*` shows it again\.")
_SUMMARY: Final = re.compile(r"(?P<count>\d+) kicks?(?:: (?P<parts>.+))?")
_PART: Final = re.compile(r"(?P<count>\d+) (?P<words>.+)")
_PLACE: Final = re.compile(r"\\{(\w+)\\}")
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
_AFTER_SENTENCE: Final = re.compile(r"(?<=[.!?:]) ")

CALLS: Final = tuple(
    dict.fromkeys([*WEIGHT_WORDS.values(), *TECHNIQUE_CUES.values(), *BALL_WORDS.values()])
)
"""What is called to a player after a kick."""


def spoken_told(text: str) -> str:
    """Give a text in the reader's language, as far as its sentences are known.

    Parameters
    ----------
    text
        One sentence or more, in English.

    Returns
    -------
    text
        What nobody knows stays as it is.
    """
    if speech().code == ENGLISH:
        return text
    text = _SHOWN_AGAIN.sub(".", text)
    whole = _known(text)
    if whole is not None:
        return whole
    for end in reversed(list(_AFTER_SENTENCE.finditer(text))):
        head = _known(text[: end.start()])
        if head is not None:
            return f"{head} {spoken_told(text[end.end() :])}"
    return text


def spoken_call(words: str) -> str:
    """Give what is called to a player in the reader's language.

    Parameters
    ----------
    words
        In English: after a kick, of a guess, of several kicks, or a cue of a drill.
    """
    if speech().code == ENGLISH:
        return words
    for start, said in ((RIGHT_GUESS, tr("right: ")), (WRONG_GUESS, tr("no: "))):
        if words.startswith(start):
            return said + spoken_call(words.removeprefix(start))
    summary = _SUMMARY.fullmatch(words)
    if summary is None:
        return tr(words)
    kicks = tr_count("{count} kick", "{count} kicks", int(summary["count"]))
    if summary["parts"] is None:
        return kicks
    parts = [_PART.fullmatch(part) for part in summary["parts"].split(", ")]
    return f"{kicks}: " + ", ".join(f"{p['count']} {tr(p['words'])}" for p in parts if p)


def template_in(text: str, templates: Iterable[str]) -> tuple[str, dict[str, str]] | None:
    """Give the template that a text was made of, and what was put into its places.

    Parameters
    ----------
    text
        Made of one of them, or not.
    templates
        With named places in braces; the first that fits counts.
    """
    for template in templates:
        fits = _pattern(template).fullmatch(text)
        if fits is not None:
            return template, fits.groupdict()
    return None


def _known(text: str) -> str | None:
    """Say a sentence that is known."""
    found = template_in(text, TOLD)
    if found is None:
        return None
    template, parts = found
    return tr(template).format_map({name: _part(words) for name, words in parts.items()})


def _part(words: str) -> str:
    """Say what was put into a sentence: a number, a word that is known, or a name as it is."""
    if _NUMBER.fullmatch(words):
        return decimal(words)
    counted = [_PART.fullmatch(part) for part in words.split(", ")]
    if all(counted):
        return ", ".join(f"{part['count']} {tr(part['words'])}" for part in counted if part)
    return tr(words)


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(template)))
