"""Speeds in the unit that was chosen, numbers and dates as the reader's language writes them."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from dashboard import charts, formats
from dashboard.languages import speech_in
from dashboard.live_words import words_of
from kicksense.coaching.score_kinds import SCORE_KINDS, Unit
from kicksense.domain.kick import Estimate, Finding, Severity, Target
from kicksense.domain.score_card import Score
from kicksense.exchange.live_document import news_line
from kicksense.store.drills import shipped_drills
from kicksense.store.folder import DataFolder
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.store.session_row import SessionRow
from kicksense.workflows.drill_wording import band_sentence
from kicksense.workflows.finding_wording import FINDING_WORDS, what_of
from kicksense.workflows.language import SpeedUnit, spoken
from kicksense.workflows.score_wording import done_words, everyday_unit, everyday_value
from tests.dashboard import fakes
from tests.dashboard.test_pages import app, words_on
from tests.live_news import kick

TARGET: Final = Target(distance_m=8.0, arrival_band_mps=(2.0, 4.0), surface="short_grass")
UNITS: Final = tuple(SpeedUnit)
_SPEED: Final = re.compile(r"\d (km/h|m/s|mph)\b")
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")


def units_in(text: str) -> set[str]:
    """Give the units of speed that a text names, but for the second one in brackets."""
    return set(_SPEED.findall(_IN_BRACKETS.sub("", text)))


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("unit", UNITS)
def test_everything_about_kicks_is_in_the_chosen_unit(code: str, unit: SpeedUnit) -> None:
    report = fakes.report(target=TARGET)
    bars = [charts.SpeedBar("Ball", report.kicks[0].ball_speed_mps, TARGET.arrival_band_mps)]
    with spoken(speech_in(code, unit)):
        said = [
            json.dumps(charts.kick_rows(report), ensure_ascii=False),
            charts.speed_bars(bars, most_mps=10.0),
            words_of(news_line(kick(3)), TARGET),
            *_told_with_speeds(),
            *(band_sentence(drill) for drill in shipped_drills().drills),
            *(done_words(Score(name, 5.0, interval=(4.0, 6.0))) for name in _speed_scores()),
        ]
    named = [units_in(text) for text in said]
    assert set.union(*named) == {unit.value}
    assert named[:3] == [{unit.value}] * 3


def _told_with_speeds() -> Iterator[str]:
    """Give the findings that tell a speed."""
    for code, words in FINDING_WORDS.items():
        names = {name for phrase in words.what for name in re.findall(r"{(\w+)}", phrase)}
        names -= {"kicks_count", "of_kicks_count"}
        if any(name.endswith("_mps") for name in names):
            yield what_of(Finding(code, Severity.INFO, tuple((name, 5.0) for name in names)))


def _speed_scores() -> Iterator[str]:
    return (name for name, kind in SCORE_KINDS.items() if kind.unit is Unit.METRES_A_SECOND)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (SpeedUnit.KMH, "17 bis 19 km/h"),
        (SpeedUnit.MPS, "4,9 bis 5,1 m/s"),
        (SpeedUnit.MPH, "11 bis 12 mph"),
    ],
)
def test_rounding_makes_no_interval_narrower_in_any_unit(unit: SpeedUnit, words: str) -> None:
    with spoken(speech_in("de", unit)):
        assert formats.interval_words(Estimate(5.0, 4.99, 5.01)) == words


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (SpeedUnit.KMH, "50 km/h (13.9 m/s)"),
        (SpeedUnit.MPS, "13.9 m/s (50 km/h)"),
        (SpeedUnit.MPH, "31 mph (13.9 m/s)"),
    ],
)
def test_a_speed_in_two_units_begins_with_the_chosen_one(unit: SpeedUnit, words: str) -> None:
    with spoken(speech_in("en", unit)):
        assert formats.both_speeds_words(13.888) == words


def test_a_round_bound_is_not_moved_by_the_noise_of_floating_point() -> None:
    with spoken(speech_in("en", SpeedUnit.MPS)):
        assert formats.interval_words(Estimate(1.1, 1.1, 1.1)) == "1.1 to 1.1 m/s"


@pytest.mark.parametrize("unit", UNITS)
def test_a_chart_of_a_score_has_the_unit_of_its_words(unit: SpeedUnit) -> None:
    with spoken(speech_in("en", unit)):
        assert everyday_unit("ball_speed_mps") == unit.value
        shown = done_words(Score("ball_speed_mps", 10.0)).split()[0]
        assert everyday_value("ball_speed_mps", 10.0) == pytest.approx(float(shown), abs=0.5)


def test_german_numbers_have_a_comma_and_german_months() -> None:
    moment = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
    with spoken(speech_in("de", SpeedUnit.KMH)):
        assert formats.clock_words(67.34) == "1:07,3"
        assert formats.duration_words(0.4) == "0,4 s"
        assert formats.shock_words(98.07) == "10,0 g"
        assert formats.number_words(12345.6, 1) == "12.345,6"
        assert formats.date_words(moment) == "5. März 2026"
        assert formats.distance_words(2.5) == "2,5 m"
        assert formats.percent_words(0.001) == "unter 1 %"


def test_english_numbers_and_dates_stay_as_they_were() -> None:
    moment = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
    assert formats.date_words(moment) == "05 Mar 2026"
    assert formats.moment_words(moment) == moment.astimezone().strftime("%d %b %Y, %H:%M")
    assert formats.number_words(12345.6, 1) == "12,345.6"


@pytest.mark.parametrize("unit", [SpeedUnit.MPS, SpeedUnit.MPH])
def test_the_session_page_speaks_the_chosen_language_and_unit(
    full_store: SessionRow, empty_store: Path, unit: SpeedUnit
) -> None:
    chosen = Preferences(role="player", language="de", speed_unit=unit.value)
    write_preferences(DataFolder(empty_store), chosen)
    page = app(session=full_store.id, distance="8").run()
    assert not page.exception
    said = "\n".join([words_on(page), *(f"{one.label} {one.value}" for one in page.metric)])
    assert units_in(said) == {unit.value}
    assert "Schnellster Ball" in said
    assert "Fastest ball speed" not in said
    assert "Kick 1: Hacke" in [heading.value for heading in page.subheader]
