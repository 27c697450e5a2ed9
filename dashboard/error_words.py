"""Errors in the reader's language.

An error is an English sentence with everything already put in, and who raises it does not know who
reads. The file of translations ``languages/<code>_errors.po`` holds the sentences as they are
written in the source, with ``{places}``; here the error is laid beside them, and what stands in
the places is put into the translated sentence. A test compares that file with the source.
"""

import functools
import re
import string
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kicksense.workflows.language import ENGLISH, speech, tr

_FOLDER: Final = Path(__file__).resolve().parent / "languages"
_DEEPEST: Final = 3
"""An error may quote another, which quotes a third."""

_LEAST_LETTERS: Final = 8
"""A sentence with fewer letters of its own would be found in everything."""

_PLACE_AND_TROUBLE: Final = ": "
"""Between the name of a file and what is wrong with it."""

_LONGEST: Final = 4000
"""A longer text is not looked through; it is shown as it is."""


@dataclass(frozen=True, slots=True)
class ErrorPattern:
    """A sentence of the source, to be found in an error.

    Attributes
    ----------
    pattern
        Takes the whole error; a group for each place.
    said
        The sentence in the other language, with the same places.
    letters
        Of the sentence without its places; the longest that fits is the one that was meant.
    """

    pattern: re.Pattern[str]
    said: str
    letters: int


def say_error(error: BaseException | str) -> str:
    """Give an error as a sentence in the reader's language.

    Parameters
    ----------
    error
        Whose words come from this program, with what came from outside in between.

    Returns
    -------
    sentence
        Not yet safe to be shown: pass it through `dashboard.formats.plain`. English, with words
        before it that say so, where there is no translation.
    """
    message = str(error)
    code = speech().code
    if code == ENGLISH or not message:
        return message
    said = _translated(message, code, _DEEPEST)
    return tr("In English: {message}", message=message) if said is None else said


def pattern_of(template: str, said: str) -> ErrorPattern:
    """Make a sentence with ``{places}`` into what finds it.

    Parameters
    ----------
    template
        As the source has it.
    said
        In the other language.
    """
    parts: list[str] = []
    seen: set[str] = set()
    letters = 0
    for text, place, _, _ in string.Formatter().parse(template):
        parts.append(re.escape(text))
        letters += len(text)
        if place is not None:
            parts.append(f"(?P={place})" if place in seen else f"(?P<{place}>.*?)")
            seen.add(place)
    return ErrorPattern(re.compile("".join(parts), re.DOTALL), said, letters)


@functools.cache
def patterns_in(code: str) -> tuple[ErrorPattern, ...]:
    """Read the sentences of a language, the most exact first; none where it has no file."""
    path = _FOLDER / f"{code}_errors.po"
    if not path.is_file():
        return ()
    from babel.messages.pofile import read_po  # noqa: PLC0415 - English needs none of it

    with path.open("rb") as file:
        messages = [each for each in read_po(file, locale=code) if each.id and each.string]
    every = (pattern_of(str(each.id), str(each.string)) for each in messages if not each.fuzzy)
    found = (pattern for pattern in every if pattern.letters >= _LEAST_LETTERS)
    return tuple(sorted(found, key=lambda pattern: -pattern.letters))


def _translated(message: str, code: str, depth: int) -> str | None:
    """Give a sentence in another language; None where none of the known ones fits."""
    if len(message) > _LONGEST:
        return None
    for pattern in patterns_in(code):
        found = pattern.pattern.fullmatch(message)
        if found is not None:
            return pattern.said.format_map(
                {name: _inner(text, code, depth - 1) for name, text in found.groupdict().items()}
            )
    where, between, trouble = message.partition(_PLACE_AND_TROUBLE)
    said = _translated(trouble, code, depth - 1) if trouble and depth > 1 else None
    return None if said is None else f"{where}{between}{said}"


def _inner(text: str, code: str, depth: int) -> str:
    """Give what stands in a place; another error, or a part of a sentence, is translated too."""
    if depth <= 0 or " " not in text:
        return text
    return _translated(text, code, depth) or text
