"""The live page without a browser: its states, and the words it sends to one."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import door, stored
from dashboard.gate import REMOTE_HEADER
from dashboard.live_words import greeting_words, words_of
from dashboard.views.live_start import SCHEDULES
from kicksense.coaching.cues import Weight
from kicksense.coaching.schedule import ScheduleKind
from kicksense.domain.kick import Estimate, PowerBand, Target, Technique
from kicksense.domain.live import CueNews
from kicksense.errors import ProtocolError, SourceError
from kicksense.exchange.live_document import news_line
from kicksense.exchange.live_greeting import Greeting, SessionCard
from kicksense.simulation.plans import drill_names
from kicksense.workflows.drill_writing import new_plan
from kicksense.workflows.live import RunningSession
from kicksense.workflows.live_starting import StartRequest
from kicksense.workflows.wording import drill_titles
from tests.live_news import kick, trace

PAGE = "from dashboard.views import live\nlive.show()\n"
RUNNING = RunningSession("k7m2qx", 1, 1, "t", 1)
TARGET = Target(4.0)


def page(**address: str) -> AppTest:
    shown = AppTest.from_string(PAGE, default_timeout=30)
    shown.query_params.update(address)
    return shown


def words_on(shown: AppTest) -> str:
    kinds = (shown.title, shown.subheader, shown.markdown, shown.caption, shown.info, shown.error)
    return "\n".join(str(each.value) for kind in kinds for each in kind)


@pytest.fixture(autouse=True)
def no_door() -> Iterator[None]:
    door.remember_door(None)
    yield
    door.remember_door(None)


def test_without_a_recording_one_can_be_started_with_a_simulated_leg(empty_store: Path) -> None:
    assert empty_store is not None
    asked: list[StartRequest] = []

    def begin(request: StartRequest) -> RunningSession:
        asked.append(request)
        return RUNNING

    with patch.object(stored, "begin", begin):
        shown = page().run()
        assert not shown.exception
        assert shown.title[0].value == "Record live"
        assert "No player does what is then shown" in words_on(shown)
        shown.text_input[0].set_value(" p07 ")
        shown.button[0].click().run()
    assert not shown.exception
    assert asked == [
        StartRequest(
            source="synthetic:backheel_wall_pass",
            player_id="p07",
            drill="backheel_wall_pass",
            guided=True,
        )
    ]
    assert shown.query_params["live"] == "k7m2qx"


def test_an_address_names_what_is_to_be_recorded_and_keeps_what_is_chosen(
    empty_store: Path,
) -> None:
    assert empty_store is not None
    asked: list[StartRequest] = []

    def begin(request: StartRequest) -> RunningSession:
        asked.append(request)
        return RUNNING

    named = {
        "player": "p07", "drill": "firm_line_pass", "level": "2", "distance": "9",
        "surface": "indoor", "say": "fading", "source": "simulated",
    }  # fmt: skip
    with patch.object(stored, "begin", begin):
        shown = page(**named).run()
        shown.selectbox(key="live-surface").select("short_grass").run()
        shown.button[0].click().run()
    assert not shown.exception
    assert asked == [
        StartRequest(
            source="synthetic:firm_line_pass",
            player_id="p07",
            drill="firm_line_pass",
            level=2,
            target_distance_m=9.0,
            surface="short_grass",
            schedule="fading",
        )
    ]
    assert shown.query_params["surface"] == "short_grass"
    assert shown.query_params["level"] == "2"


@pytest.mark.parametrize("bad", ["../../x", "<b>", "-1", "1e400", "nan", "\x00", "9" * 5000])
def test_an_address_with_nonsense_in_it_is_as_good_as_an_empty_one(
    empty_store: Path, bad: str
) -> None:
    assert empty_store is not None
    names = ("drill", "level", "distance", "surface", "say", "source", "live")
    shown = page(**dict.fromkeys(names, bad)).run()
    assert not shown.exception
    assert shown.selectbox(key="live-drill").value == "backheel_wall_pass"
    assert shown.number_input(key="live-distance").value is None
    assert not set(names) & set(shown.query_params)


def test_a_name_is_refused_as_a_player_before_anything_is_recorded(empty_store: Path) -> None:
    assert empty_store is not None
    with patch.object(stored, "begin") as begin:
        shown = page().run()
        shown.text_input[0].set_value("Anna Muster").run()
        shown.button[0].click().run()
    assert "is no player id" in shown.error[0].value
    assert "player" not in shown.query_params
    begin.assert_not_called()


def test_what_cannot_be_started_is_said_in_one_sentence(empty_store: Path) -> None:
    assert empty_store is not None
    with patch.object(stored, "begin", side_effect=SourceError("no **sensor** there")):
        shown = page().run()
        shown.button[0].click().run()
    assert not shown.exception
    assert [error.value for error in shown.error] == ["no \\*\\*sensor\\*\\* there"]


def test_paired_sensors_come_first(empty_store: Path) -> None:
    assert empty_store is not None
    with patch.object(stored, "paired", return_value=(_Paired("KICK-1"), _Paired("KICK-2"))):
        shown = page().run()
    assert not shown.exception
    source = shown.selectbox[0]
    assert source.options[0] == "Paired sensors: KICK-1, KICK-2"
    assert source.value == "paired"


class _Paired:
    def __init__(self, name: str) -> None:
        self.name = name


def test_a_journal_can_be_played_again(empty_store: Path) -> None:
    path = empty_store / "journals" / "20260101T120000-ab.journal"
    with patch.object(stored, "journals", return_value=(path,)):
        shown = page().run()
        shown.selectbox[0].set_value(f"replay:{path}").run()
    assert not shown.exception


def test_a_running_recording_is_shown_at_once(empty_store: Path) -> None:
    assert empty_store is not None
    with patch.object(stored, "running", return_value=(RUNNING,)):
        shown = page(live="../../nonsense").run()
    assert not shown.exception
    assert shown.title[0].value == "Live"
    assert shown.query_params["live"] == "k7m2qx"


def test_the_other_recording_can_be_chosen(empty_store: Path) -> None:
    assert empty_store is not None
    other = replace(RUNNING, session_id="other1")
    with patch.object(stored, "running", return_value=(RUNNING, other)):
        shown = page().run()
        assert [button.label for button in shown.button] == ["Watch recording other1"]
        shown.button[0].click().run()
    assert not shown.exception
    assert shown.query_params["live"] == "other1"


def test_a_visitor_from_elsewhere_can_neither_watch_nor_start(empty_store: Path) -> None:
    assert empty_store is not None

    from_elsewhere = SimpleNamespace(headers={REMOTE_HEADER: "1"})
    with (
        patch("dashboard.views.live.st.context", from_elsewhere),
        patch.object(stored, "running", return_value=(RUNNING,)),
    ):
        shown = page().run()
    assert not shown.exception
    assert not shown.button
    assert "kicksense dashboard --phone" in words_on(shown)


def test_the_code_for_phones_is_shown_only_where_phones_are_let_in(empty_store: Path) -> None:
    assert empty_store is not None
    assert "The code is" not in words_on(page().run())
    opened = door.PhoneDoor(lambda _code: None)
    door.remember_door(opened)
    shown = page().run()
    assert not shown.exception
    assert f"The code is **{door.spaced(opened.code)}**" in words_on(shown)


def test_a_drill_of_ones_own_can_be_recorded_and_is_drawn(empty_store: Path) -> None:
    path = new_plan("my_pass", like=None, data_dir=empty_store)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("with one ball", "![x](http://192.0.2.1/x)"), encoding="utf-8")
    asked: list[StartRequest] = []

    def begin(request: StartRequest) -> RunningSession:
        asked.append(request)
        return RUNNING

    with patch.object(stored, "begin", begin):
        shown = page().run()
        shown.selectbox(key="live-drill").select("my_pass").run()
        assert "Stand 8 m from a partner \\!\\[x" in words_on(shown)
        shown.button[0].click().run()
    assert not shown.exception
    # The simulated leg was never taught it.
    assert [(one.source, one.drill) for one in asked] == [("synthetic:free_play", "my_pass")]
    path.write_text("torn", encoding="utf-8")
    assert not page().run().exception


def test_every_schedule_and_every_drill_can_be_chosen() -> None:
    assert set(SCHEDULES) == set(ScheduleKind)
    assert set(drill_titles()) <= set(drill_names())


def test_a_kick_is_told_in_words_with_its_interval() -> None:
    told = json.loads(words_of(news_line(kick(3, power=PowerBand.EXCESS)), TARGET))
    assert told["verdict"] == "Softer"
    assert told["tone"] == "hard"
    assert told["weight"] == "Too hard: arrives with 10 to 24 km/h, good is 3 to 15 km/h"
    assert told["technique_words"] == "Heel"
    assert told["doubt"] == "91 % sure"
    assert [speed["label"] for speed in told["speeds"]] == ["Foot", "Ball", "Arriving after 4 m"]
    assert "The foot went on for 69 degrees" in told["why"][0]


def test_a_kick_without_a_target_is_told_by_its_technique() -> None:
    told = json.loads(words_of(news_line(kick(3, power=None)), None))
    assert (told["verdict"], told["tone"], told["weight"]) == ("Heel", None, None)
    assert len(told["speeds"]) == 2


def test_a_doubtful_kick_says_so() -> None:
    told = json.loads(words_of(news_line(kick(3, technique=Technique.UNSURE)), TARGET))
    assert told["doubt"] == "perhaps laces (instep), 45 %"
    unsettled = json.loads(words_of(news_line(kick(3, settled=False)), TARGET))
    assert "may still change" in unsettled["why"][-1]


def test_a_speed_without_an_upper_end_is_told_without_one() -> None:
    news = kick(3)
    endless = Estimate(5.0, 3.0, math.inf)
    report = replace(news.report, arrival_speed_mps=endless, ball_speed_mps=endless)
    line = words_of(news_line(replace(news, report=report)), TARGET)
    assert "Infinity" not in line
    told = json.loads(line)
    assert told["speeds"][2]["range"] == "10 km/h or more"
    assert told["speeds"][2]["high"] is None
    assert "arrives with 10 km/h or more" in told["weight"]


def test_everything_but_kicks_passes_as_it_is() -> None:
    for news in (trace(1.0), CueNews(1, "softer", 880.0)):
        assert words_of(news_line(news), TARGET) == news_line(news)


def test_a_kick_that_is_none_is_refused() -> None:
    with pytest.raises(ProtocolError):
        words_of('{"v":1,"kind":"kick","number":"<script>"}', TARGET)


def test_a_greeting_counts_older_balls_by_what_they_were() -> None:
    card = SessionCard(1_700_000_000_000_000_000, "ble:", drill="<b>", target=TARGET)
    greeting = Greeting(
        "k7m2qx", card, {Technique.HEEL: 9}, {Weight.TOO_HARD: 4, Weight.PERHAPS_TOO_HARD: 5}
    )
    told = json.loads(greeting_words(greeting))
    assert told["older_tones"] == {"good": 0, "hard": 4, "soft": 0, "unsure": 5}
    assert told["older_techniques"] == {"heel": 9}
    assert told["drill"] is None
    assert told["band"] == "Good arrives with 3 to 15 km/h"
