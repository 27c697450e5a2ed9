"""The pages and the printed page show the numbers of the command, whatever the unit."""

import html
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.languages import speech_in
from kicksense.cli.app import app as command
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.workflows.language import SpeedUnit, spoken
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import card_of_session
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.session_sheet import sheet_of
from kicksense.workflows.sessions import list_sessions, open_sessions

FACTORS: Final = {SpeedUnit.KMH: 3.6, SpeedUnit.MPS: 1.0, SpeedUnit.MPH: 3600 / 1609.344}
DIGITS: Final = {SpeedUnit.KMH: 0, SpeedUnit.MPS: 1, SpeedUnit.MPH: 0}
PAGE: Final = """
from dashboard import manner, pages
from dashboard.ways import remember_pages
import streamlit as st
manner.adopt()
remember_pages({e.name: st.Page(e.show, title=e.title, url_path=e.name) for e in pages.PAGES})
next(e for e in pages.PAGES if e.name == NAME).show()
"""


@pytest.fixture
def store(season: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a copy whose preferences may be changed, and pages that remember nothing of others."""
    root = Path(shutil.copytree(season, tmp_path / "store"))
    monkeypatch.setenv("KICKSENSE_DATA", str(root))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield root
    st.cache_resource.clear()
    st.cache_data.clear()


def told(root: Path, session_id: str) -> dict[str, Any]:
    """Give what the command writes of a session."""
    words = ["show", session_id, "--json", "--data-dir", str(root)]
    outcome = CliRunner().invoke(command, words)
    assert outcome.exit_code == 0, outcome.output
    document: dict[str, Any] = json.loads(outcome.stdout)
    return document


def drawn(name: str, **address: str) -> AppTest:
    page = AppTest.from_string(PAGE.replace("NAME", repr(name)), default_timeout=60)
    page.query_params.update(address)
    page.run()
    assert not page.exception
    return page


def html_of(page: AppTest) -> str:
    return html.unescape(" ".join(each.proto.body for each in page.get("html")))


def shown(speed_mps: float, unit: SpeedUnit) -> str:
    return f"{speed_mps * FACTORS[unit]:.{DIGITS[unit]}f} {unit.value}"


def scores_in(document: dict[str, Any], unit: SpeedUnit) -> list[str]:
    """Give how each score that is a speed, a share or a count begins on a page."""
    said = []
    for score in document["score_card"]["scores"]:
        value = score["value"]
        if value is None or score["met"] is not None or score["name"].endswith("_rise_ratio"):
            continue  # one that was asked for may have more digits, so that it is not rounded to it
        if score["unit"] == "mps":
            said.append(shown(value, unit))
        elif score["unit"] == "ratio":
            said.append(f"{100.0 * value:.0f} %")
        elif score["unit"] == "s":
            said.append(f"{value:.2f} s")
    return said


@pytest.mark.parametrize("unit", list(SpeedUnit))
def test_pages_and_paper_show_what_the_command_writes(store: Path, unit: SpeedUnit) -> None:
    sessions = open_sessions(store)
    rows = list_sessions(sessions)
    drills = set()
    write_preferences(sessions.folder, Preferences(speed_unit=unit.value, role="player"))
    for row in rows:
        document = told(store, row.id)
        drills.add(document["drill"])
        balls = [kick["ball_speed_mps"]["value"] for kick in document["kicks"]]
        page = drawn("session", session=row.id)
        metrics = {metric.label: metric.value for metric in page.metric}
        assert metrics["Kicks"] == str(len(balls))
        assert metrics["Other contacts"] == str(len(document["other_contacts"]))
        assert metrics["Typical ball speed"] == shown(median(balls), unit)
        assert metrics["Fastest ball speed"] == shown(max(balls), unit)
        with spoken(speech_in("en", unit)):
            sheet = sheet_of(card_of_session(sessions, row.id, AnalysisRequest()))
        paper = " ".join(cell for line in sheet.table.rows for cell in line)
        table = html_of(page)
        wanted = scores_in(document, unit)
        assert wanted
        for words in wanted:
            assert words in table
            assert words in paper
        assert f"{len(balls)} kicks" in sheet.facts[0]
    assert len(rows) == 4
    assert len(drills) == 3


@pytest.mark.parametrize("unit", list(SpeedUnit))
def test_today_shows_what_the_command_writes(store: Path, unit: SpeedUnit) -> None:
    sessions = open_sessions(store)
    newest = max(list_sessions(sessions), key=started_of)
    who = newest.player_id
    assert who is not None
    wish = Preferences(speed_unit=unit.value, role="player", player_id=who)
    write_preferences(sessions.folder, wish)
    page = drawn("today", player=who)
    wanted = scores_in(told(store, newest.id), unit)
    assert wanted
    table = html_of(page)
    for words in wanted:
        assert words in table
