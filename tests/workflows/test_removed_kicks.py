"""Kicks taken out of a session are left out of everything, and can come back."""

from pathlib import Path

import pytest

from kicksense.errors import StoreError, UsageError
from kicksense.store.removed_kicks import SAME_KICK_S, removed_stamp, sessions_with_removed
from kicksense.store.session_row import SessionRow
from kicksense.workflows.demo import ensure_demo
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import PractisedSession, card_of_session
from kicksense.workflows.removed_kicks import (
    remove_kick,
    removed_kicks_of,
    restore_kick,
)
from kicksense.workflows.sessions import Sessions, open_sessions

Demo = tuple[Sessions, SessionRow]


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    sessions = open_sessions(tmp_path / "data")
    return sessions, ensure_demo(sessions)


def look(demo: Demo) -> PractisedSession:
    return card_of_session(demo[0], demo[1].id, AnalysisRequest())


def times_s(found: PractisedSession) -> list[float]:
    return [kick.t_s for kick in found.practised.report.kicks]


def test_a_kick_taken_out_is_in_no_list_and_no_card_and_comes_back(demo: Demo) -> None:
    sessions, row = demo
    before = look(demo)
    kept = sessions.library.kick_lines([row.id])
    out_s = times_s(before)[2]
    remove_kick(sessions, row.id, out_s)
    without = look(demo)
    assert times_s(without) == [t_s for t_s in times_s(before) if t_s != out_s]
    around = without.practised.practice.activity.surroundings
    assert len(around) == len(times_s(without))
    assert len(around) == len(before.practised.practice.activity.surroundings) - 1
    lines = sessions.library.kick_lines([row.id])
    assert [line.t_s for line in lines] == times_s(without)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    (card,) = sessions.library.score_cards([row.id])
    assert card.counts.kicks == len(lines)

    assert restore_kick(sessions, row.id, out_s)
    assert times_s(look(demo)) == times_s(before)
    assert sessions.library.kick_lines([row.id]) == kept
    assert not restore_kick(sessions, row.id, out_s)


def test_a_kick_that_a_later_analysis_moves_a_little_stays_out(demo: Demo) -> None:
    sessions, row = demo
    before = times_s(look(demo))
    remove_kick(sessions, row.id, before[0] + 0.9 * SAME_KICK_S)
    remove_kick(sessions, row.id, before[0])
    assert times_s(look(demo)) == before[1:]
    assert len(removed_kicks_of(sessions, row.id)) == 1


def test_the_samples_of_the_recording_stay(demo: Demo) -> None:
    sessions, row = demo
    before = sessions.folder.recording_path(row.id).read_bytes()
    stamp = removed_stamp(sessions.folder, row.id)
    remove_kick(sessions, row.id, 10.0)
    assert sessions.folder.recording_path(row.id).read_bytes() == before
    assert removed_stamp(sessions.folder, row.id) != stamp
    assert sessions_with_removed(sessions.folder) == (row.id,)


@pytest.mark.parametrize("session_id", ["", "..", "../../etc/passwd", "abc"])
def test_a_session_nobody_knows_is_refused(demo: Demo, session_id: str) -> None:
    with pytest.raises(UsageError, match="there is no session"):
        remove_kick(demo[0], session_id, 1.0)
    assert sessions_with_removed(demo[0].folder) == ()


def test_a_damaged_file_is_said_and_not_taken_for_an_empty_one(demo: Demo) -> None:
    sessions, row = demo
    remove_kick(sessions, row.id, 10.0)
    path = sessions.folder.root / "removed" / f"{row.id}.json"
    path.write_text('{"format": 1, "session_id": "other", "kicks": []}')
    with pytest.raises(StoreError, match="another session than its name"):
        look(demo)
