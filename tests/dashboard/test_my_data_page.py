"""My data, the start page, the guided connection and the gate of consents, without a browser."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import stored, stored_people, stored_sensing
from dashboard.formats import clock_words
from dashboard.views import my_data
from kicksense.domain.live import Light, SensorHealth
from kicksense.errors import SourceError, StoreError
from kicksense.store.places import place_of
from kicksense.store.plans import new_plan, write_plan
from kicksense.store.preferences import Preferences, read_preferences, write_preferences
from kicksense.store.shares import Share, note_share
from kicksense.workflows import consent
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sensor_try import SensorInRange, SignalTry
from kicksense.workflows.sessions import Sessions, import_recording, list_sessions, open_sessions
from tests.dashboard import fakes

FOUND = (
    SensorInRange("AA:BB:CC:DD:EE:01", "<b>KICK</b>", "ksp", -60),
    SensorInRange("AA:BB:CC:DD:EE:02", "KICK-2", "ksp", -95),
)
HEARD = SignalTry(
    SensorHealth(
        "AA:BB:CC:DD:EE:01",
        "KICK",
        "ksp",
        connected=True,
        battery_ratio=0.5,
        measured_rate_hz=199.6,
        samples=1000,
        light=Light.YELLOW,
        remarks=("KICK is far away; bring it close.",),
    ),
    tapped=True,
)
GATE = """
import streamlit as st
from dashboard.consent_gate import may
from dashboard import manner
from dashboard.pages import navigation
manner.adopt()
navigation("player")
st.write("allowed" if may("video", "p07") else "refused")
"""


def app(page: str = "", **address: str) -> AppTest:
    """Open a page by its address."""
    shown = AppTest.from_file(str(place_of("dashboard") / "app.py"), default_timeout=30)
    shown.query_params.update(address)
    if page:
        shown.run()
        shown.switch_page(page)
    return shown


def view(name: str, **address: str) -> AppTest:
    """Open one page alone, with the ways to the others."""
    shown = AppTest.from_string(
        "from dashboard import manner, flash\n"
        "from dashboard.pages import navigation\n"
        f"from dashboard.views import {name}\n"
        "navigation(manner.adopt().role)\n"
        f"{name}.show()\n",
        default_timeout=30,
    )
    shown.query_params.update(address)
    return shown


def words_on(page: AppTest) -> str:
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.info, page.error)
    more = (page.success, page.warning)
    return "\n".join(str(each.value) for kind in (*kinds, *more) for each in kind)


def unescaped(page: AppTest) -> str:
    """Give what is said as people read it."""
    return words_on(page).replace("\\", "")


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


@pytest.fixture
def player_store(empty_store: Path) -> Sessions:
    """Give the pages two sessions of p07 and one of nobody."""
    sessions = open_sessions(empty_store)
    for mark in "ab":
        made = fakes.recording(simulated=False, fingerprint=mark * 64)
        import_recording(sessions, made, player_id="p07")
    import_recording(sessions, fakes.recording(simulated=False, fingerprint="c" * 64))
    return sessions


def test_a_newcomer_chooses_role_language_and_unit_and_they_are_remembered(
    empty_store: Path,
) -> None:
    page = app().run()
    assert not page.exception
    for choice in page.button_group:
        if choice.key == "start-role":
            choice.set_value("coach").run()
    assert not page.exception
    folder = open_sessions(empty_store).folder
    assert read_preferences(folder).role == "coach"
    assert "Where you left off" in words_on(page)
    again = app().run()
    assert "Where you left off" in words_on(again)


def test_who_comes_back_sees_the_last_session_and_the_next_plan(player_store: Sessions) -> None:
    folder = player_store.folder
    write_preferences(folder, Preferences(role="player", player_id="p07"))
    write_plan(folder, new_plan("p07", "backheel_wall_pass"))
    page = app().run()
    assert not page.exception
    links = [link.proto.label for link in page.get("page_link")]
    assert any("Last session: garden" in label for label in links)
    assert any(label.startswith("Planned for you: Backheel") for label in links)
    assert not any("<b>" in label for label in links)


def test_what_nobody_recorded_is_said_to_whoever_comes_back(empty_store: Path) -> None:
    write_preferences(open_sessions(empty_store).folder, Preferences(role="player"))
    page = app().run()
    assert "Nothing is recorded yet" in words_on(page)


def test_an_id_that_is_a_name_is_refused_with_a_sentence(empty_store: Path) -> None:
    write_preferences(open_sessions(empty_store).folder, Preferences(role="player"))
    page = app().run()
    page.text_input(key="settings-player").set_value("Ann Smith").run()
    assert not page.exception
    assert "no player id" in words_on(page)
    assert read_preferences(open_sessions(empty_store).folder).player_id is None


@pytest.mark.usefixtures("empty_store")
def test_my_data_of_an_empty_store_says_so() -> None:
    page = view("my_data").run()
    assert not page.exception
    assert "Nothing is kept yet" in words_on(page)
    assert "The bin is empty" in words_on(page)


@pytest.mark.usefixtures("player_store")
def test_what_is_stored_is_shown() -> None:
    page = view("my_data", player="p07").run()
    assert not page.exception
    values = {metric.label: metric.value for metric in page.metric}
    assert values["Sessions"] == "2"
    assert "Agree" in [button.label for button in page.button]


@pytest.mark.usefixtures("player_store")
@pytest.mark.parametrize("asked", ["../../etc", "<b>x</b>", "p07\n", "x" * 200])
def test_nonsense_in_the_address_shows_somebody_there_is(
    asked: str,
) -> None:
    page = view("my_data", player=asked).run()
    assert not page.exception
    assert page.selectbox(key="mydata-player").value == "p07"


def test_consents_are_given_and_withdrawn_with_one_press(player_store: Sessions) -> None:
    page = view("my_data", player="p07").run()
    assert page.button(key="consent-video-p07").disabled
    assert "Say the year of birth above" in words_on(page)
    page.number_input(key="born-p07-None").set_value(1990).run()
    page.button(key="consent-video-p07").click().run()
    assert not page.exception
    assert consent.allows(player_store, "p07", "video")
    assert "Agreed by the player" in words_on(page)
    page.button(key="consent-video-p07").click().run()
    assert not consent.allows(player_store, "p07", "video")
    assert "Withdrawn" in words_on(page)


def test_a_child_cannot_agree_alone(player_store: Sessions) -> None:
    consent.set_birth_year(player_store, "p07", datetime.now(UTC).year - 12)
    page = view("my_data", player="p07").run()
    assert page.button(key="consent-video-p07").disabled
    page.checkbox(key="parent-p07").check().run()
    page.button(key="consent-video-p07").click().run()
    assert "Agreed by a parent or guardian" in words_on(page)


def test_erasing_asks_first(player_store: Sessions) -> None:
    page = view("my_data", player="p07").run()
    page.button(key="erase-all").click().run()
    assert not page.exception
    assert {"Yes, do it", "No, keep it"} <= {button.label for button in page.button}
    assert "No model of yours was trained with these recordings" in words_on(page)
    assert len(list_sessions(player_store)) == 3


def test_what_was_erased_is_in_the_bin_and_comes_back(player_store: Sessions) -> None:
    stored_people.erase_player("p07")
    (entry,) = stored_people.bin_entries()
    page = view("my_data").run()
    assert "30 days left" in words_on(page)
    page.button(key=f"restore-{entry.bin_id}").click().run()
    assert not page.exception
    assert len(list_sessions(player_store)) == 3
    assert "It is back where it was" in words_on(page)
    listed = {each.session_id for each in player_store.library.kick_lists()}
    back = {row.id for row in list_sessions(player_store) if row.player_id == "p07"}
    assert back <= listed, "its kicks are to be found again without being asked"


def test_what_was_shared_is_listed_with_whom_and_of_nobody_too(player_store: Sessions) -> None:
    for row in list_sessions(player_store):
        name = "Ada <b>" if row.player_id else "Ben"
        when = datetime(2026, 3, 1, tzinfo=UTC)
        share = Share("a1", row.id, row.player_id, when, (name,), False, 0, True)
        note_share(player_store.folder, share)
    named = unescaped(view("my_data", player="p07").run())
    assert "for Ada <b> (locked)" in named
    assert "for Ben" not in named
    assert "for Ben (locked)" in unescaped(view("my_data", player="").run())


def test_the_bin_is_emptied_only_after_a_question(player_store: Sessions) -> None:
    stored_people.erase_player("p07")
    page = view("my_data").run()
    press(page, "Empty the bin now")
    assert "Yes, delete" in [button.label for button in page.button]
    assert len(stored_people.bin_entries()) == 1
    assert len(list_sessions(player_store)) == 1


def test_a_recording_of_nobody_is_given_a_player(player_store: Sessions) -> None:
    page = view("my_data", player="").run()
    page.selectbox(key="mydata-player").select("").run()
    (field,) = [each for each in page.text_input if each.label == "Whose recording is it?"]
    field.set_value("p09")
    press(page, "Keep this")
    assert not page.exception
    assert {row.player_id for row in list_sessions(player_store)} == {"p07", "p09"}


@pytest.mark.usefixtures("player_store")
def test_a_store_that_cannot_be_read_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_player_id: str | None) -> None:
        raise StoreError("The catalogue is damaged ![x](http://a.b/c.png).")

    monkeypatch.setattr(stored_people, "kept", broken)
    page = view("my_data", player="p07").run()
    assert not page.exception
    (error,) = page.error
    assert "![x](" not in error.value


def test_files_made_for_somebody_to_save_do_not_stay(
    tmp_path: Path,
) -> None:
    old = tmp_path / "a.zip"
    old.write_bytes(b"x")
    stored_people.remove_old_exports(tmp_path, datetime.now(UTC))
    assert old.exists()
    stored_people.remove_old_exports(tmp_path, datetime(2100, 1, 1, tzinfo=UTC))
    assert not old.exists()


@pytest.mark.parametrize(
    ("size_bytes", "words"), [(0, "1 kB"), (15_300, "15 kB"), (2_345_678, "2.3 MB")]
)
def test_sizes_are_said_in_everyday_units(size_bytes: int, words: str) -> None:
    assert my_data.size_words(size_bytes) == words


def test_the_gate_says_what_is_missing_and_opens_once_it_is_given(
    player_store: Sessions,
) -> None:
    page = AppTest.from_string(GATE, default_timeout=30).run()
    assert not page.exception
    assert "has not agreed to this: **Keep video**" in words_on(page)
    assert "refused" in words_on(page)
    consent.set_birth_year(player_store, "p07", 1990)
    consent.give(player_store, "p07", "video")
    page.run()
    assert "allowed" in words_on(page)
    assert "has not agreed" not in words_on(page)


@pytest.mark.usefixtures("empty_store")
def test_without_a_radio_one_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        stored_sensing, "bluetooth_trouble", lambda: "no adapter found; plug one in."
    )

    def none() -> None:
        raise SourceError("Bluetooth: no adapter found; plug one in.")

    monkeypatch.setattr(stored_sensing, "look_around", none)
    page = view("connect", **{"with": "real"}).run()
    assert not page.exception
    assert "Bluetooth cannot be used: no adapter found; plug one in" in words_on(page).replace(
        "\\", ""
    )
    press(page, "Look for sensors")
    assert "no adapter found" in page.error[0].value


@pytest.mark.usefixtures("empty_store")
def test_a_sensor_is_found_tried_named_and_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored_sensing, "bluetooth_trouble", lambda: None)
    monkeypatch.setattr(stored_sensing, "look_around", lambda: FOUND)
    monkeypatch.setattr(stored_sensing, "listen_to", lambda _sensor: HEARD)
    page = view("connect", **{"with": "real"}).run()
    press(page, "Look for sensors")
    assert "2 sensors are in range" in words_on(page)
    assert "<b>" not in words_on(page)
    page.button(key="connect-AA:BB:CC:DD:EE:01").click().run()
    assert page.query_params["sensor"] == "AA:BB:CC:DD:EE:01"
    press(page, "Listen for five seconds")
    said = words_on(page)
    assert "200 measurements a second" in said
    assert "bring it close" in said
    page.text_input(key="connect-player").set_value("p07").run()
    press(page, "Go to Live")
    (sensor,) = stored.paired()
    assert (sensor.sensor, sensor.player_id) == ("AA:BB:CC:DD:EE:01", "p07")


@pytest.mark.usefixtures("empty_store")
def test_a_reload_brings_the_chosen_sensor_back_and_nonsense_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored_sensing, "bluetooth_trouble", lambda: None)
    address = {"with": "real", "sensor": "AA:BB:CC:DD:EE:01", "family": "ksp"}
    page = view("connect", **address).run()
    assert "Test the signal" in words_on(page)
    for odd in ({"sensor": "--help"}, {"sensor": "x y"}, {"family": "nothing"}):
        page = view("connect", **(address | odd)).run()
        assert not page.exception
        assert ("Test the signal" in words_on(page)) is (odd == {"sensor": "--help"})


def test_a_coach_asks_before_a_player_is_recorded(
    empty_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = open_sessions(empty_store)
    write_preferences(sessions.folder, Preferences(role="coach"))
    monkeypatch.setattr(stored_sensing, "bluetooth_trouble", lambda: None)
    monkeypatch.setattr(stored_sensing, "listen_to", lambda _sensor: HEARD)
    address = {"with": "real", "sensor": "AA:BB:CC:DD:EE:01", "family": "ksp"}
    page = view("connect", **address).run()
    press(page, "Listen for five seconds")
    page.text_input(key="connect-player").set_value("p07").run()
    assert "has not agreed to this: **Keep recordings**" in words_on(page)
    assert "Go to Live" not in [button.label for button in page.button]
    consent.give(sessions, "p07", "store", "guardian")
    page.run()
    assert "Go to Live" in [button.label for button in page.button]


@pytest.mark.usefixtures("player_store")
@pytest.mark.parametrize("name", ["my_data", "connect"])
def test_a_guest_is_told_that_this_is_done_on_the_computer_itself(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("dashboard.frame.is_guest", lambda: True)
    page = view(name, player="p07").run()
    assert not page.exception
    assert "not from another one" in words_on(page)
    assert len(page.button) == 0


def test_a_kick_that_was_taken_out_is_listed_and_put_back(empty_store: Path) -> None:
    sessions = open_sessions(empty_store)
    recording = sessions.library.read(stored.try_demo().id)
    source = replace(recording.source, fingerprint="d" * 64)
    mine = import_recording(sessions, replace(recording, source=source), player_id="p07").row
    stored.practised(mine.id, AnalysisRequest())
    lines = stored_people.kicks(mine.id)
    stored_people.take_out(mine.id, lines[3].t_s)
    assert len(stored_people.kicks(mine.id)) == len(lines) - 1
    page = view("my_data", player="p07").run()
    assert f"Kick at {clock_words(lines[3].t_s)} of session demo" in words_on(page)
    press(page, "Put back")
    assert not page.exception
    assert stored_people.kicks(mine.id) == lines
