"""The text of a plan: what is taken of YAML, and where everything stands."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kicksense.store.drill_text import DEEPEST, Place, PlanTextError, plan_text


def refused(text: str | bytes) -> PlanTextError:
    """Give why a text is not taken."""
    with pytest.raises(PlanTextError) as caught:
        plan_text(text if isinstance(text, bytes) else text.encode())
    return caught.value


def test_values_are_known_with_their_lines() -> None:
    text = plan_text(b"a: 1\nlist:\n  - {x: 2.5, y: text}\n  - - true\n")
    assert text.content == {"a": 1, "list": [{"x": 2.5, "y": "text"}, [True]]}
    assert text.values[("a",)] == Place(1, 4)
    assert text.values[("list", 0, "y")] == Place(3, 17)
    assert text.keys[("list", 0, "y")] == Place(3, 14)
    assert text.place_of(("list", 0, "missing")) == Place(3, 5)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("1:30", "1:30"), ("2020-01-01", "2020-01-01"),
        ("0x10", "0x10"), ("1_000", "1_000"), ("'8'", "8"), ('"true"', "true"), ("true", True),
        ("~", None), ("null", None), ("-3", -3), ("+4", 4), (".5", 0.5), ("1e3", 1000.0),
    ],
)  # fmt: skip
def test_words_mean_what_they_say(word: str, value: object) -> None:
    assert plan_text(f"a: {word}".encode()).content == {"a": value}


def test_a_mark_of_the_order_of_bytes_and_other_line_ends_are_taken() -> None:
    assert plan_text(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").content == {"a": 1, "b": 2}


@pytest.mark.parametrize("text", ["", "# only a remark\n"])
def test_a_text_without_a_value_holds_nothing(text: str) -> None:
    assert plan_text(text.encode()).content is None


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\nb\nc: 2\n", Place(2, 1), "could not find expected ':'"),
        ("a: {x: 1\nb: 2\n", Place(2, 2), "in what begins in line 1"),
        ("a:\n\t- 1\n", Place(2, 1), "cannot start any token"),
        ("a: &x 1\n", Place(1, 4), "anchors"),
        ("a: *x\n", Place(1, 4), "aliases"),
        ("a: &a [1, 1]\nb: [*a, *a]\n", Place(1, 4), "anchors"),
        ("&a b: 1\n", Place(1, 1), "anchors"),
        ("a: !!python/object/apply:os.system [x]\n", Place(1, 4), "tags"),
        ("a: !!str 8\n", Place(1, 4), "tags"),
        ("!x a: 8\n", Place(1, 1), "tags"),
        ("a: 1\nb: 2\na: 3\n", Place(3, 1), "'a' is there twice"),
        ("a: 1\n---\nb: 2\n", Place(2, 1), "second document"),
        ("? [1, 2]\n: 3\n", Place(1, 3), "name of a field"),
        (f"{'k' * 65}: 1\n", Place(1, 1), "name of a field"),
        ("a: x\x1b[31m\n", Place(1, 5), "U+001B"),
        ("a: 1\nb: x\x00\n", Place(2, 5), "U+0000"),
        ('a: "\\ud800"\n', Place(1, 4), "half a character"),
        ('a: "\\UFFFFFFFF"\n', Place(1, 1), "not YAML"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_place(text: str, place: Place, words: str) -> None:
    error = refused(text)
    assert words in error.sentence
    assert error.place == place


@pytest.mark.parametrize(
    ("content", "place"),
    [("name: Päss".encode("latin-1"), Place(1, 8)), ("a: 1".encode("utf-16"), Place(1, 1))],
)
def test_other_encodings_are_refused(content: bytes, place: Place) -> None:
    assert refused(content).sentence == "this is not UTF-8 text"
    assert refused(content).place == place


@pytest.mark.parametrize("text", ["[" * 5000, "a: " + "{b: " * 300, "- " * 900 + "1"])
def test_endless_depth_is_refused(text: str) -> None:
    assert f"deeper than {DEEPEST}" in refused(text).sentence


def read_or_refused(content: bytes) -> PlanTextError | None:
    """Read a text; give why it is not taken, None where it is."""
    try:
        plan_text(content)
    except PlanTextError as error:
        return error
    return None


@given(st.binary(max_size=400))
@example(b"%YAML 1.1\n--- a\n...\n")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    error = read_or_refused(content)
    assert error is None or (error.place.line >= 1 and error.sentence)


@given(st.text(alphabet="ab:-{}[],#&*!|>'\"%@`?\n \t1.~", max_size=60))
def test_any_signs_are_read_or_refused(text: str) -> None:
    error = read_or_refused(text.encode())
    assert error is None or error.place.line <= text.count("\n") + 2
