"""Errors are said in the reader's language, whatever was put into them."""

import errno
import sqlite3
import string
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.error_words import pattern_of, say_error
from dashboard.languages import speech_in
from kicksense.errors import KicksenseError, StoreError, UsageError
from kicksense.store import atomic, catalogue_trouble
from kicksense.store.atomic import write_trouble
from kicksense.workflows.language import SpeedUnit, spoken
from tests.dashboard.error_messages import (
    LEAST_LETTERS,
    german,
    own_letters,
    said_in,
    said_in_source,
)

WORDS_MADE_ELSEWHERE = (
    "coaching/drills.py",  # what is wrong with a user's own plan, line by line
    "collect/",  # what the radio said, sentence by sentence
    "exchange/live_document.py",  # between two programs; no page shows it
    "frames/calibration.py",  # its words are made above it and found there
    "store/catalogue_trouble.py",
    "workflows/",
)
"""Where an error is made of words that are put together elsewhere, and is shown with 'In English'
before it unless the words are found."""

CATALOGUE_FAULTS = ("FULL", "BUSY", "READONLY", "CANTOPEN", "IOERR", "PERM", "AUTH", "CORRUPT")


@pytest.fixture
def in_german() -> Iterator[None]:
    with spoken(speech_in("de", SpeedUnit.KMH)):
        yield


def places_of(text: str) -> set[str]:
    return {place for _, place, _, _ in string.Formatter().parse(text) if place is not None}


def test_every_error_a_page_can_show_has_german_words() -> None:
    known = german()
    missing = [
        f"{said.where}: {said.template}"
        for said in said_in_source()
        if said.template is not None
        and own_letters(said.template) >= LEAST_LETTERS
        and said.template not in known
    ]
    assert missing == [], "\n".join(missing)


def test_what_cannot_be_read_from_the_source_is_where_it_is_known_to_be() -> None:
    unknown = [said.where for said in said_in_source() if said.template is None]
    assert [where for where in unknown if not where.startswith(WORDS_MADE_ELSEWHERE)] == []


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize("number", [*sorted(atomic._WHY), errno.EIO])
def test_why_a_file_cannot_be_written_is_said_in_german(number: int) -> None:
    said = say_error(write_trouble(OSError(number, "strange"), Path("/somewhere/new.pdf")))
    assert said.startswith("/somewhere/new.pdf ließ sich nicht schreiben: ")
    assert " the " not in said
    assert "choose" not in said


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize("code", [f"SQLITE_{word}" for word in CATALOGUE_FAULTS])
def test_why_a_catalogue_cannot_be_used_is_said_in_german(code: str) -> None:
    fault = sqlite3.OperationalError("strange")
    fault.sqlite_errorname = code
    said = say_error(catalogue_trouble.catalogue_trouble(Path("/c.sqlite"), fault))
    assert said.startswith("Das Verzeichnis der Einheiten /c.sqlite ")
    assert " the " not in said
    assert "could not" not in said


def test_both_sentences_have_the_same_places() -> None:
    for english, said in german().items():
        assert places_of(said) == places_of(english), english


def test_no_german_is_kept_for_an_error_that_is_gone() -> None:
    templates = {said.template for said in said_in_source()}
    assert [english for english in german() if english not in templates] == []


@pytest.mark.usefixtures("in_german")
def test_what_was_put_in_is_in_the_other_sentence() -> None:
    error = StoreError("there is no session 'k7m2'; choose one from the list of sessions.")
    assert say_error(error) == ("Es gibt keine Einheit „k7m2“; bitte eine aus der Liste wählen.")


@pytest.mark.usefixtures("in_german")
def test_the_name_of_a_file_stands_before_what_is_wrong_with_it() -> None:
    said = say_error(
        "a: b.csv: Line 3 has 5 fields instead of 6; the file is damaged, export it again."
    )
    assert said.startswith("a: b.csv: Zeile 3 hat 5 Felder statt 6")


@pytest.mark.usefixtures("in_german")
def test_an_error_in_an_error_is_said_too() -> None:
    said = say_error(
        "the model 'x' cannot be used: the rows to check it with are missing; make it anew with "
        "'kicksense train --model-name x --data DIR', or choose another with 'kicksense models "
        "list'."
    )
    assert "die Zeilen zum Prüfen fehlen" in said
    assert "missing" not in said


@pytest.mark.usefixtures("in_german")
def test_an_error_without_german_says_that_it_is_english() -> None:
    assert say_error(KicksenseError("Quite odd.")) == "Auf Englisch: Quite odd."


def test_in_english_an_error_is_as_it_was_raised() -> None:
    assert say_error(UsageError("{not} a place: {0}")) == "{not} a place: {0}"


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize(
    "name", ["{0.__class__}", "{missing}", "' or '; choose one", "\\", "<b>", "%s", "a\nb", ""]
)
def test_what_was_put_in_may_be_anything(name: str) -> None:
    said = say_error(f"there is no session '{name}'; choose one from the list of sessions.")
    assert said == f"Es gibt keine Einheit „{name}“; bitte eine aus der Liste wählen."


@pytest.mark.usefixtures("in_german")
def test_a_long_hostile_error_takes_no_long() -> None:
    begun_s = time.process_time()
    said = say_error("'" + "', and '; ".join("x" * 9 for _ in range(360)))
    assert said.startswith("Auf Englisch: ")
    assert time.process_time() - begun_s < 2.0
    assert say_error("x: " * 5000).startswith("Auf Englisch: ")


def test_the_same_place_twice_has_to_be_the_same() -> None:
    pattern = pattern_of("{a} and {a}, not {b}", "{a} {b}").pattern
    assert pattern.fullmatch("x and x, not y") is not None
    assert pattern.fullmatch("x and z, not y") is None


def test_sentences_are_read_from_the_source() -> None:
    source = (
        "raise StoreError(f'{path.name} is {a if b else \"old\"}' + '; go.')\n"
        "x = UsageError('one' if c else f'two {len(d)!r}')\n"
        "class StoreError(UsageError):\n"
        "    def __init__(self, e):\n"
        "        super().__init__(f'three {e}')\n"
        "raise StoreError(words)\n"
    )
    said = sorted((each.where, each.template or "") for each in said_in(source, "m.py"))
    assert said == [
        ("m.py:1", "{name} is {b}; go."),
        ("m.py:2", "one"),
        ("m.py:2", "two {d}"),
        ("m.py:5", "three {e}"),
        ("m.py:6", ""),
    ]
