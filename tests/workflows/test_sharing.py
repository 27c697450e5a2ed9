"""Sharing a session with named people, and taking one in."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from kicksense.errors import SourceError, StoreError, UsageError
from kicksense.exchange.share_file import opened
from kicksense.store.notes import new_note, write_note
from kicksense.store.shares import note_share, shares_of, shares_path
from kicksense.workflows.consent import Scope, give, set_birth_year, withdraw
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import card_of_session
from kicksense.workflows.receiving import is_share_file, read_share, take_in
from kicksense.workflows.sessions import Sessions, list_sessions, recording_of
from kicksense.workflows.sharing import (
    ShareRequest,
    checked_names,
    share_session,
    shared_before,
    write_share,
)
from kicksense.workflows.traces import session_trace
from tests.time_zones import machine_in
from tests.workflows.practices_stored import DRILL, PLAYER, keep
from tests.workflows.practices_stored import opened as opened_store


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return opened_store(tmp_path / "data")


def request_for(session_id: str, **changed: object) -> ShareRequest:
    return replace(ShareRequest(session_id, ("Dad",)), **changed)  # type: ignore[arg-type]


def test_a_share_file_is_named_after_the_day_it_was_where_it_was_played(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    assert row.live is not None
    there = row.live.started_utc + timedelta(hours=14)
    assert there.date() != row.live.started_utc.date()
    with machine_in("Pacific/Kiritimati"):
        made = share_session(sessions, request_for(row.id))
    assert made.name.startswith(f"session-{there.date().isoformat()}-")


def test_a_session_shared_with_its_samples_is_the_same_session_elsewhere(
    sessions: Sessions, tmp_path: Path
) -> None:
    row = keep(sessions, 1)
    path = tmp_path / "a.kicksense"
    write_share(share_session(sessions, request_for(row.id, samples=True)), path)
    elsewhere = opened_store(tmp_path / "elsewhere")
    assert is_share_file(path)
    received = take_in(elsewhere, read_share(path))
    assert received.is_new
    one, other = recording_of(sessions, row.id), recording_of(elsewhere, received.row.id)
    assert np.array_equal(one.gyr_radps, other.gyr_radps)
    assert received.row.live is not None
    assert row.live is not None
    assert (received.row.live.drill, received.row.live.started_utc) == (
        DRILL,
        row.live.started_utc,
    )
    assert received.row.player_id is None
    there = card_of_session(elsewhere, received.row.id, AnalysisRequest())
    here = card_of_session(sessions, row.id, AnalysisRequest())
    assert there.practised.card.scores == here.practised.card.scores
    assert not take_in(elsewhere, read_share(path)).is_new


def test_what_is_shared_is_what_the_command_line_says(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    shared = opened(share_session(sessions, request_for(row.id)).content)
    report = card_of_session(sessions, row.id, AnalysisRequest()).practised.report
    assert [kick.ball_speed_mps.value for kick in shared.document.kicks] == [
        kick.ball_speed_mps.value for kick in report.kicks
    ]
    trace = session_trace(recording_of(sessions, row.id), report)
    assert max(shared.trace.acc_mps2) == pytest.approx(trace.acc_mps2.max(), abs=1e-3)
    assert shared.recording is None
    assert shared.document.recording.simulated


def test_what_has_no_samples_is_looked_at_and_not_taken_in(
    sessions: Sessions, tmp_path: Path
) -> None:
    row = keep(sessions, 1)
    shared = opened(share_session(sessions, request_for(row.id)).content)
    with pytest.raises(UsageError, match="left the samples out"):
        take_in(opened_store(tmp_path / "elsewhere"), shared)


def test_only_chosen_notes_go_with_it(sessions: Sessions, tmp_path: Path) -> None:
    row = keep(sessions, 1)
    kept = [
        write_note(sessions.folder, replace(new_note(row.id, 12.0, "coach"), text=text))
        for text in ("for you", "for myself")
    ]
    made = share_session(sessions, request_for(row.id, note_ids=(kept[0].id,), samples=True))
    shared = opened(made.content)
    assert [note.text for note in shared.notes.notes] == ["for you"]
    assert b"for myself" not in made.content
    assert "for you" in shared.look
    assert take_in(opened_store(tmp_path / "elsewhere"), shared).notes == 1
    with pytest.raises(UsageError, match="no longer there"):
        share_session(sessions, request_for(row.id, note_ids=("0" * 16,)))


def test_names_and_notes_are_no_markup_in_the_page(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    names = ("<script>alert(1)</script>",)
    shared = opened(share_session(sessions, request_for(row.id, for_names=names)).content)
    assert "<script>" not in shared.look
    assert "&lt;script&gt;" in shared.look
    assert "http" not in shared.look.replace("http-equiv", "")


def test_a_real_players_session_is_shared_only_while_that_is_agreed_to(sessions: Sessions) -> None:
    row = keep(sessions, 1, simulated=False)
    with pytest.raises(UsageError, match="has not agreed"):
        share_session(sessions, request_for(row.id))
    set_birth_year(sessions, PLAYER, 1990)
    give(sessions, PLAYER, Scope.COACH)
    share_session(sessions, request_for(row.id))
    withdraw(sessions, PLAYER, Scope.COACH)
    with pytest.raises(UsageError, match="has not agreed"):
        share_session(sessions, request_for(row.id))
    assert len(shared_before(sessions, row)) == 1


def test_a_session_of_nobody_is_not_shared(sessions: Sessions) -> None:
    row = keep(sessions, 1, simulated=False, player_id=None)
    with pytest.raises(UsageError, match="nobody can be asked"):
        share_session(sessions, request_for(row.id))


def test_for_whom_is_written_down_before_the_file_is_given_away(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    first = share_session(sessions, request_for(row.id))
    second = share_session(
        sessions, request_for(row.id, for_names=("Ann", " Ann ", "Bo"), passphrase="long enough")
    )
    assert shares_of(sessions.folder, PLAYER) == (second.share, first.share)
    assert second.share.for_names == ("Ann", "Bo")
    assert second.share.locked


def test_what_cannot_be_written_down_is_not_shared(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    path = shares_path(sessions.folder, PLAYER)
    path.parent.mkdir(parents=True)
    path.write_text("{")
    with pytest.raises(StoreError):
        share_session(sessions, request_for(row.id))


@pytest.mark.parametrize("names", [(), ("", "  "), ("x" * 81,), tuple(map(str, range(31)))])
def test_a_share_file_is_for_named_people(names: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        checked_names(names)


def test_samples_that_are_no_recording_are_refused_in_a_sentence(
    sessions: Sessions, tmp_path: Path
) -> None:
    row = keep(sessions, 1)
    shared = opened(share_session(sessions, request_for(row.id)).content)
    hostile = replace(shared, recording=b"PAR1" + b"\0" * 100)
    elsewhere = opened_store(tmp_path / "elsewhere")
    with pytest.raises(SourceError, match="cannot be read"):
        take_in(elsewhere, hostile)
    assert list_sessions(elsewhere) == ()


@pytest.mark.parametrize("owner", ["..", "a/b", ""])
def test_a_list_of_shares_never_leaves_its_folder(sessions: Sessions, owner: str) -> None:
    row = keep(sessions, 1)
    share = share_session(sessions, request_for(row.id)).share
    with pytest.raises(StoreError):
        shares_of(sessions.folder, owner)
    if owner:
        with pytest.raises(StoreError):
            note_share(sessions.folder, replace(share, player_id=owner))
