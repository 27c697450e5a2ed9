"""Sessions whose cards hold, and those whose do not, told without looking at a recording."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kicksense.domain.live import Marker, MarkerKind
from kicksense.store.catalogue import Catalogue
from kicksense.store.markers import write_markers
from kicksense.workflows import practice_history
from kicksense.workflows.freshness import freshness_of
from kicksense.workflows.practice_history import refresh_cards
from kicksense.workflows.sessions import Sessions
from tests.workflows.practices_stored import keep, note, opened


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return opened(tmp_path / "data")


def test_what_nobody_has_looked_at_is_stale_until_all_is_brought_up_to_date(
    sessions: Sessions,
) -> None:
    rows = [keep(sessions, day) for day in (1, 2)]
    assert freshness_of(sessions).stale == {row.id for row in rows}
    assert refresh_cards(sessions) == ()
    assert freshness_of(sessions).stale == frozenset()


def test_a_mark_set_afterwards_makes_its_session_stale_and_no_other(sessions: Sessions) -> None:
    second = [keep(sessions, day) for day in (1, 2)][-1]
    refresh_cards(sessions)
    write_markers(sessions.folder, second.id, (Marker(12.0, MarkerKind.TARGET_HIT),))
    assert freshness_of(sessions).stale == {second.id}
    assert freshness_of(sessions).unusable == frozenset()


def test_a_session_whose_drill_has_gone_is_told_apart(sessions: Sessions) -> None:
    row = keep(sessions, 1, live=replace(note(1), drill="gone_with_the_wind"))
    found = freshness_of(sessions)
    assert row.id in found.stale | found.unusable
    refresh_cards(sessions)
    assert freshness_of(sessions).stale == frozenset()


def test_no_recording_is_read_for_it(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(sessions, 1)
    refresh_cards(sessions)

    def refused(*_: object) -> object:
        raise AssertionError("a recording was read")

    monkeypatch.setattr(practice_history, "recording_of", refused)
    assert freshness_of(sessions).stale == frozenset()


def test_the_catalogue_is_asked_as_often_for_many_sessions_as_for_few(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Catalogue] = []
    reading = Catalogue.reading

    def counted(self: Catalogue) -> AbstractContextManager[Connection]:
        asked.append(self)
        return reading(self)

    monkeypatch.setattr(Catalogue, "reading", counted)
    keep(sessions, 1)
    asked.clear()
    freshness_of(sessions)
    of_one = len(asked)
    for day in (2, 3, 4):
        keep(sessions, day)
    asked.clear()
    freshness_of(sessions)
    assert len(asked) == of_one
