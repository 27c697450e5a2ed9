"""Today, Progress and Drills, drawn from cards that are known."""

import re
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import freshness, stored
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import PowerBand, Technique
from kicksense.domain.score_card import Score, WorkOn
from kicksense.errors import StoreError
from kicksense.store.drills import own_plans
from kicksense.store.folder import data_folder
from kicksense.store.plans import new_plan, write_plan
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.workflows.freshness import Freshness
from kicksense.workflows.sessions import Sessions, open_sessions
from tests.score_cards_made import TOO_HARD
from tests.workflows.cards_kept import keep_card, line, ratio, speed
from tests.workflows.practices_stored import DRILL, PLAYER

PAGE = """
import streamlit as st
from dashboard import manner, ways
from dashboard.views import {page}
manner.adopt()
names = ("start", "live", "today", "progress", "drills", "session", "import")
ways.remember_pages(
    {{
        name: st.Page(lambda: None, title=name, url_path=name, default=name == "start")
        for name in names
    }}
)
{page}.show()
"""


def page(name: str, **address: str) -> AppTest:
    shown = AppTest.from_string(PAGE.format(page=name), default_timeout=30)
    shown.query_params.update(address)
    return shown


def words_on(shown: AppTest) -> str:
    """Everything that is said on a page."""
    plain = (shown.title, shown.subheader, shown.markdown, shown.caption)
    kinds = (*plain, shown.info, shown.error, shown.warning, shown.success)
    said = [str(each.value) for kind in kinds for each in kind]
    said += [each.proto.body for each in shown.get("html")]
    text = re.sub(r"</?span>", "", "\n".join(said))
    return re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text)


@pytest.fixture
def store(empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """Give an empty store whose cards all hold."""
    holds = Freshness(frozenset(), frozenset())
    monkeypatch.setattr(freshness, "freshness", lambda: holds)
    return open_sessions(empty_store)


def a_day(store: Sessions, **more: object) -> None:
    """Keep one session with everything on its card."""
    kicks = [
        line(1, speed(4.6), power=PowerBand.GOOD),
        line(2, speed(12.0), power=PowerBand.EXCESS),
        line(3, speed(5.0), Technique.UNSURE, power=None),
    ]
    keep_card(
        store,
        5,
        scores=[Score("repetitions", 3.0, count=3), ratio(0.6)],
        kicks=kicks,
        work_on=WorkOn(TOO_HARD, 2.0, kept=True),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("name", ["today", "progress"])
def test_an_empty_store_says_how_to_begin(store: Sessions, name: str) -> None:
    assert store is not None
    shown = page(name).run()
    assert not shown.exception
    assert "Nothing is here yet" in words_on(shown)


@pytest.mark.parametrize("name", ["today", "progress", "drills"])
def test_several_players_are_asked_who_they_are(store: Sessions, name: str) -> None:
    keep_card(store, 1, player_id="p-1")
    keep_card(store, 2, player_id="p-2")
    shown = page(name).run()
    assert not shown.exception
    assert shown.selectbox[0].options == ["p-1", "p-2"]
    shown.selectbox[0].select("p-2").run()
    assert not shown.exception
    assert shown.query_params["player"] == "p-2"


@pytest.mark.parametrize("name", ["today", "progress", "drills"])
@pytest.mark.parametrize("bad", ["<b>x</b>", "../..", "\x00", "9" * 3000, "*", "-1", "1e400"])
def test_an_address_with_nonsense_in_it_shows_the_page_all_the_same(
    store: Sessions, name: str, bad: str
) -> None:
    a_day(store)
    names = ("player", "drill", "level", "session", "score", "span", "leg", "theme")
    shown = page(name, **dict.fromkeys(names, bad)).run()
    assert not shown.exception
    assert "<b>x" not in words_on(shown)


@pytest.mark.parametrize("name", ["today", "progress", "drills"])
def test_trouble_with_the_store_is_one_sentence(store: Sessions, name: str) -> None:
    assert store is not None
    with patch.object(stored, "sessions", side_effect=StoreError("It is ![x](http://a.b) broken.")):
        shown = page(name, player="p-1").run()
    assert not shown.exception
    assert len(shown.error) == 1
    assert "\\!\\[x" in shown.error[0].value


def test_today_shows_one_thing_the_card_the_best_kick_and_every_kick(store: Sessions) -> None:
    a_day(store)
    shown = page("today").run()
    assert not shown.exception
    said = words_on(shown)
    assert "7 of 20 balls were too hard" in shown.subheader[0].value
    assert "stay with it" in said
    assert "Backheel against the wall, level 1 of 5" in said
    assert "60 % (50-70)" in said
    assert "Kick 1: the ball left with **17 km/h**" in said
    assert "most surely arrived with the right weight" in said
    assert "Simulated" not in said
    labels = [button.label for button in shown.button]
    assert labels == ["Start: Backheel against the wall", "Look at kick 1"]


def test_today_says_that_simulated_sessions_are_simulated(store: Sessions) -> None:
    a_day(store, simulated=True)
    assert ":violet-badge[" in words_on(page("today").run())


def test_two_sessions_of_a_day_can_be_chosen_between(store: Sessions) -> None:
    a_day(store)
    later = keep_card(store, 5, minutes=40, side=Side.LEFT, scores=[ratio(0.9)])
    shown = page("today").run()
    assert shown.query_params["session"] == later.id
    assert "90 % (80-100)" in words_on(shown)
    assert len(shown.get("button_group")) == 1


def test_a_session_that_nobody_looked_at_yet_offers_to_look(
    store: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(store)
    row = keep_card(store, 6)
    stale = Freshness(frozenset({row.id}), frozenset())
    monkeypatch.setattr(freshness, "freshness", lambda: stale)
    for name in ("today", "progress"):
        shown = page(name).run()
        assert not shown.exception
        assert "Bring up to date" in [button.label for button in shown.button]


def test_today_without_a_player_says_how_to_name_one(store: Sessions) -> None:
    a_day(store, player_id=None)
    said = words_on(page("today").run())
    assert "Nobody said who played here" in said


def test_who_plays_here_and_has_nothing_yet_is_told_so(store: Sessions) -> None:
    a_day(store)
    folder = data_folder(store.folder.root)
    write_preferences(folder, Preferences(role="player", player_id="p-new"))
    shown = page("today").run()
    assert not shown.exception
    assert "Nothing of player p-new is stored yet" in words_on(shown)


def test_progress_says_changed_or_chance_and_keeps_the_choice_in_the_address(
    store: Sessions,
) -> None:
    for at, value in enumerate([0.3, 0.36, 0.41, 0.48, 0.55, 0.6]):
        keep_card(store, 3 * at, scores=[Score("repetitions", 12.0), ratio(value, 0.05)])
    shown = page("progress", drill=DRILL, score="in_band_ratio").run()
    assert not shown.exception
    said = words_on(shown)
    assert "On the line it went up from 30 % to 60 %" in said
    assert "A best is beaten only when" in said
    (chart,) = shown.get("echarts_chart")
    assert "6 sessions, 30 % (25-35) on 01 Mar 2026" in chart.proto.alt
    shown.selectbox(key="progress-drill").select("all").run()
    assert not shown.exception
    assert "drill" not in shown.query_params
    assert "Too few kicks yet" in words_on(shown)


def test_drills_show_what_is_planned_and_what_was_reached(store: Sessions) -> None:
    keep_card(store, 1, level=1, level_met=True)
    plan = new_plan(PLAYER, "firm_line_pass", 2)
    write_plan(store.folder, plan)
    (own_plans(store.folder)).mkdir()
    (own_plans(store.folder) / "torn_one.yaml").write_text("format: [", encoding="utf-8")
    shown = page("drills", player=PLAYER).run()
    assert not shown.exception
    said = words_on(shown)
    assert "Planned for you" in said
    assert "level 1 of 5 reached" in said
    assert "Drills that cannot be used" in said
    shown.button(key=f"drills-plan-{plan.id}").click().run()
    assert shown.query_params["drill"] == "firm_line_pass"
    assert shown.query_params["level"] == "2"
    assert shown.title[0].value == "Firm pass into the line"


def test_a_drill_shows_its_drawing_set_up_and_levels(store: Sessions) -> None:
    keep_card(store, 1, level=1, level_met=True)
    shown = page("drills", player=PLAYER, drill=DRILL).run()
    assert not shown.exception
    said = words_on(shown)
    assert "Find a wall with hard, flat ground" in said
    assert shown.selectbox(key=f"drills-level-{DRILL}").value == "2"
    assert "Change of rhythm" in said
    (picture,) = shown.get("image")
    assert "Wall" in picture.proto.imgs[0].alt
