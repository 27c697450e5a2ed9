import pytest

from dashboard.formats import (
    clock_words,
    duration_words,
    interval_words,
    milliseconds_words,
    percent_words,
    plain,
    rate_words,
    shock_words,
)
from kicksense.domain.kick import Estimate


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(7.25, "7.25 s"), (59.999, "1:00.0"), (67.34, "1:07.3"), (3725.0, "1:02:05.0")],
)
def test_moments_read_like_a_clock(seconds: float, words: str) -> None:
    assert clock_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0.4 s"), (12.3, "12 s"), (185.0, "3 min 05 s"), (3720.0, "1 h 02 min")],
)
def test_lengths_of_time_read_like_speech(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


def test_rounding_never_makes_an_interval_narrower() -> None:
    assert interval_words(Estimate(5.0, 4.99, 5.01)) == "17 to 19 km/h"


@pytest.mark.parametrize(
    ("ratio", "words"), [(0.0, "0 %"), (0.001, "below 1 %"), (0.5, "50 %"), (0.999, "over 99 %")]
)
def test_shares_are_certain_only_where_they_are(ratio: float, words: str) -> None:
    assert percent_words(ratio) == words


def test_si_becomes_what_people_say() -> None:
    assert rate_words(10.0) == "573 \N{DEGREE SIGN}/s"
    assert shock_words(98.0665) == "10.0 g"
    assert milliseconds_words(0.13) == "130 ms"


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](http://example.com/x.png)",
        "<script>1</script>",
        ":red[x]",
        "$x$",
        "`x`",
        "# x",
        "**x**",
    ],
)
def test_a_name_is_shown_and_never_interpreted(hostile: str) -> None:
    shown = plain(hostile)
    assert shown.replace("\\", "") == hostile
    assert all(shown[at - 1] == "\\" for at, letter in enumerate(shown) if letter in "![](<>:$`#*.")


def test_signs_that_markdown_does_not_know_are_shown_as_they_are() -> None:
    said = "\N{MINUS SIGN}3 \N{DEGREE SIGN} \N{MIDDLE DOT} \N{DOUBLE LOW-9 QUOTATION MARK}Zu fest"
    assert plain(said) == said
