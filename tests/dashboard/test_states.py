"""Every page on nothing, on a broken store, before a consent, and while it reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.pages import PAGES
from kicksense.store.preferences import Preferences, Role, write_preferences
from kicksense.workflows.consent import Scope, give, set_birth_year
from kicksense.workflows.sessions import open_sessions
from tests.teams_made import MadeTeam, stored_team

PAGE = """
from dashboard import frame, manner, offline, pages
chosen = manner.adopt()
pages.navigation(chosen.role)
frame.top()
offline.show()
next(entry for entry in pages.PAGES if entry.name == {name!r}).show()
"""
NOBODY_HERE = "Nothing is here yet"
NOTHING_LABELLED = "There is nothing labelled yet"
PLAYER = "player-00"


@dataclass(frozen=True)
class States:
    """What a page says in each state.

    Attributes
    ----------
    empty
        Where nothing is stored: a sentence, and what can be pressed there to go on.
    reads
        Whether it needs the store, so that it says when that is broken.
    waits
        What it says while it reads; None for a page that reads next to nothing.
    closed
        To a coach, of a player who has not agreed; None for a page that shows nobody, and for the
        team, whose table locks single lines.
    """

    empty: tuple[str, str]
    reads: bool = True
    waits: str | None = None
    closed: str | None = None


LOCKED = "has not agreed to this: **Show to the coach**"
READING = "Reading the sessions"
STATES = {
    "start": States(
        ("Nothing is recorded yet", "Try the demo"), closed="No player has agreed to be shown"
    ),
    "connect": States(("Five short steps", "A sensor"), reads=False),
    "live": States(("The recording runs by itself", "Start recording")),
    "today": States((NOBODY_HERE, "Record live"), waits=READING, closed=LOCKED),
    "progress": States((NOBODY_HERE, "Record live"), waits=READING, closed=LOCKED),
    "drills": States(
        ("Send the ball", "**Backheel against the wall**"),
        waits="Reading the drills",
        closed=LOCKED,
    ),
    "team": States((NOBODY_HERE, "Record live"), waits=READING),
    "player": States((NOBODY_HERE, "Record live"), waits=READING, closed=LOCKED),
    "session": States(
        ("Nothing is recorded yet", "Try the demo"), waits="Looking for kicks", closed=LOCKED
    ),
    "plans": States(
        (NOBODY_HERE, "Record live"),
        waits="Reading the plans",
        closed="No player has agreed to be shown to the coach yet",
    ),
    "label": States(
        ("There is no session to label yet", "Import"), waits="Looking for the moments to name"
    ),
    "datasets": States((NOTHING_LABELLED, "Simulate")),
    "train": States((NOTHING_LABELLED, "Evaluate it"), waits="Reading the models"),
    "evaluate": States((NOTHING_LABELLED, "Evaluate"), waits="Reading the models"),
    "export": States(
        ("There is nothing to export yet", "Import"),
        waits=READING,
        closed="No player has agreed that their recordings train models",
    ),
    "import": States(("The file itself is left as it is", "Recording"), reads=False),
    "mydata": States(("Nothing is kept yet", ""), waits=READING, closed="Not agreed"),
}


def opened(name: str, **address: str) -> AppTest:
    page = AppTest.from_string(PAGE.format(name=name), default_timeout=60)
    page.query_params.update(address)
    return page.run()


def said_on(page: AppTest) -> str:
    """Everything that is said on a page."""
    text = (page.title, page.subheader, page.markdown, page.caption)
    kinds = (*text, page.info, page.error, page.warning, page.success)
    said = [str(each.value) for kind in kinds for each in kind]
    return "\n".join(said).replace("\\", "")


def pressed_on(page: AppTest) -> set[str]:
    """Give the labels of everything that can be pressed, filled in or followed."""
    links = [each.proto.label for each in page.get("page_link")]
    groups = [option.content for each in page.get("button_group") for option in each.proto.options]
    files = [each.proto.label for each in page.get("file_uploader")]
    return {each.label for each in page.button} | set(links) | set(groups) | set(files)


def sound(page: AppTest) -> None:
    """A page has one heading, and nothing of it ended in a stack."""
    assert not page.exception
    assert len(page.title) == 1


def role_is(folder: Path, role: Role) -> None:
    write_preferences(open_sessions(folder).folder, Preferences(role=role))


@pytest.fixture
def broken_store(empty_store: Path) -> Path:
    sessions = open_sessions(empty_store)
    stored_team(empty_store, MadeTeam(players=1, sessions_each=1, kicks_each=3))
    role_is(empty_store, "player")
    path = sessions.folder.catalogue_path
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.write_bytes(b"This was a catalogue once. " * 400)
    st.cache_resource.clear()
    return empty_store


def test_every_page_has_its_states() -> None:
    assert list(STATES) == [entry.name for entry in PAGES]


@pytest.mark.parametrize("name", STATES)
def test_a_page_with_nothing_to_show_says_so_and_what_to_do(empty_store: Path, name: str) -> None:
    role_is(empty_store, "player")
    page = opened(name)
    sound(page)
    sentence, way = STATES[name].empty
    assert sentence in said_on(page)
    assert not way or way in pressed_on(page)
    assert not page.error


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", STATES)
def test_a_store_that_cannot_be_read_is_one_sentence_with_what_to_do(
    broken_store: Path, name: str, language: str
) -> None:
    page = opened(name, lang=language)
    sound(page)
    assert broken_store.is_dir()
    said = [each.value.replace("\\", "") for each in page.error]
    assert len(said) == (1 if STATES[name].reads else 0), said
    for sentence in said:
        assert "kicksense doctor --repair" in sentence
        assert ("Verzeichnis" in sentence) is (language == "de")
        assert not sentence.startswith("Auf Englisch")


@pytest.mark.parametrize("name", [name for name, each in STATES.items() if each.closed])
def test_a_coach_sees_nothing_of_a_player_who_has_not_agreed(empty_store: Path, name: str) -> None:
    sessions = stored_team(
        empty_store, MadeTeam(players=2, sessions_each=2, kicks_each=5, simulated=False)
    )
    role_is(empty_store, "coach")
    address = {"session": "t000001"} if name == "session" else {"player": PLAYER}
    page = opened(name, **address)
    sound(page)
    assert (STATES[name].closed or "") in said_on(page)
    if name != "mydata":
        assert not page.metric
        assert not page.get("echarts_chart")
    set_birth_year(sessions, PLAYER, 1990)
    give(sessions, PLAYER, Scope.COACH)
    if STATES[name].closed == LOCKED:
        st.cache_resource.clear()
        assert LOCKED not in said_on(opened(name, **address))


@dataclass
class Spinners:
    """What was said while a page was reading."""

    said: list[str] = field(default_factory=list)

    @contextmanager
    def spinner(self, words: str, **_more: Any) -> Iterator[None]:  # noqa: ANN401 - as Streamlit's
        self.said.append(words)
        yield


@pytest.mark.parametrize("name", [name for name, each in STATES.items() if each.waits])
def test_a_page_that_reads_says_what_it_waits_for(
    empty_store: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    stored_team(empty_store, MadeTeam(players=1, sessions_each=2, kicks_each=5))
    role_is(empty_store, "player")
    spinners = Spinners()
    monkeypatch.setattr(st, "spinner", spinners.spinner)
    page = opened(name, player=PLAYER)
    assert not page.exception
    assert STATES[name].waits in spinners.said
