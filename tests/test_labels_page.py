"""What the page about labels shows is true."""

import re
from pathlib import Path

import pytest

from kicksense.exchange.label_text import marks_in
from kicksense.exchange.label_words import NUMBER_RANGES, REMARKS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "labels.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_examples_are_read() -> None:
    (text,), (table,) = blocks("text"), blocks("csv")
    assert len(marks_in(text).events) == 5
    assert marks_in(table).not_read == ()
    named = {event.t_s: (event.kind, event.technique) for event in marks_in(text).events}
    for event in marks_in(table).events:
        assert named[event.t_s] == (event.kind, event.technique)


@pytest.mark.parametrize("row", ["a kick", "no kick, but like one", "other jolts"])
def test_every_word_for_an_event_is_known(row: str) -> None:
    for word in words_of(row):
        assert len(marks_in(f"1\t1\t{word}").events) == 1


def test_every_word_for_a_stretch_of_time_is_known() -> None:
    for word in words_of("stretches of time"):
        if word != "span:":
            assert len(marks_in(f"1\t2\t{word}").spans) == 1


def test_every_detail_is_named() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in (*NUMBER_RANGES, *REMARKS))


def words_of(row: str) -> list[str]:
    """Give the words in backquotes of a row of the page's table."""
    (line,) = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| {row} |")]
    words = re.findall(r"`([^`]+)`", line)
    assert words
    return words
