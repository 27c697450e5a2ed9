"""A season is made through the real store, goes on where it was stopped, and says what it is."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from kicksense.errors import UsageError
from kicksense.store.folder import DataFolder
from kicksense.store.plans import all_plans
from kicksense.store.season import read_season, write_season
from kicksense.workflows.clips import clips_of, sync_of
from kicksense.workflows.consent import consents_of
from kicksense.workflows.label_choice import SIMULATION
from kicksense.workflows.labels import label_sets_of
from kicksense.workflows.notes import notes_of
from kicksense.workflows.season import SeasonSummary, ensure_season, season_folder
from kicksense.workflows.sessions import list_sessions, open_sessions, recording_of

TODAY: Final = date(2026, 5, 2)
PLAYERS, SESSIONS = 2, 3


def quiet(words: str, done: int, total: int) -> None:
    assert words
    assert 0 <= done <= total


def make(root: Path) -> SeasonSummary:
    folder = DataFolder(root, "--data-dir")
    return ensure_season(folder, quiet, players=PLAYERS, sessions=SESSIONS, today=TODAY)


def content_of(root: Path) -> dict[str, bytes]:
    """All files but the catalogue, which holds times of writing, and what holds such times."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix in {".json", ".parquet"}
    }


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("season") / "store"
    summary = make(root)
    assert summary.troubles == ()
    assert (summary.players, summary.sessions, summary.kept) == (PLAYERS, SESSIONS, 0)
    return root


def test_every_session_is_simulated_and_was_played_in_the_past(season: Path) -> None:
    sessions = open_sessions(season)
    rows = list_sessions(sessions)
    assert len(rows) == SESSIONS
    for row in rows:
        assert row.simulated
        assert row.live is not None
        assert row.live.drill is not None
        assert row.live.started_utc < datetime(2026, 5, 2, tzinfo=UTC)
        remarks = recording_of(sessions, row.id).source.remarks
        assert "This session was simulated; no player ever did it." in remarks


def test_cards_and_kicks_are_there_before_a_page_is_opened(season: Path) -> None:
    library = open_sessions(season).library
    ids = {row.id for row in library.catalogue.sessions()}
    assert {card.past.session_id for card in library.score_cards(ids)} == ids
    assert {kept.session_id for kept in library.kick_lists()} == ids
    assert library.kick_lines(ids)


def test_consents_plans_and_labels_are_there(season: Path) -> None:
    sessions = open_sessions(season)
    assert all(consents_of(sessions, f"player-0{number}") for number in (1, 2))
    plans = all_plans(sessions.folder)
    assert plans.troubles == ()
    assert {plan.player_id for plan in plans.plans} == {"player-01", "player-02"}
    labelled = [row for row in list_sessions(sessions) if label_sets_of(sessions, row)]
    assert labelled
    for row in labelled:
        assert [each.labeller for each in label_sets_of(sessions, row)] == [SIMULATION]


def test_notes_stand_beside_kicks_and_say_that_they_are_simulated(season: Path) -> None:
    sessions = open_sessions(season)
    ids = [row.id for row in list_sessions(sessions)]
    found = notes_of(sessions.folder, ids)
    assert found
    for kept in found.values():
        for note in kept.notes:
            assert note.text.startswith("Simulated: ")
            assert note.kick is not None


def test_a_video_is_there_whose_time_beside_the_recording_is_known(season: Path) -> None:
    sessions = open_sessions(season)
    clips = [clip for row in list_sessions(sessions) for clip in clips_of(sessions, row.id).clips]
    assert len(clips) == 1
    assert clips[0].simulated
    sync = sync_of(clips[0])
    assert sync is not None
    assert len(clips[0].marks) >= 2
    for mark in clips[0].marks:
        true_s = (1.0 + 4e-4) * mark.since_s + 1.25
        assert mark.video_s == pytest.approx(true_s, abs=1e-3)
        seen_s = (1.0 + sync.drift_ratio) * mark.since_s + sync.offset_s
        assert seen_s == pytest.approx(true_s, abs=0.02)


def test_a_second_call_changes_nothing(season: Path) -> None:
    before = content_of(season)
    summary = make(season)
    assert summary.kept == summary.sessions == SESSIONS
    assert content_of(season) == before


def test_what_was_stored_but_not_yet_written_down_is_not_stored_twice(season: Path) -> None:
    folder = DataFolder(season, "--data-dir")
    state = read_season(folder)
    assert state is not None
    write_season(folder, state.model_copy(update={"played": state.played[:1], "done": ()}))
    before = {row.id for row in list_sessions(open_sessions(season))}
    summary = make(season)
    assert summary.troubles == ()
    assert {row.id for row in list_sessions(open_sessions(season))} == before
    plans = all_plans(folder).plans
    assert len(plans) == len({plan.player_id for plan in plans})


def test_a_season_of_other_numbers_is_refused(season: Path) -> None:
    with pytest.raises(UsageError, match="holds a season of 2 players and 3 sessions"):
        ensure_season(DataFolder(season, "--data-dir"), quiet, players=3, sessions=3)


def test_a_folder_with_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").touch()
    with pytest.raises(UsageError, match="holds something else"):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["catalogue.sqlite"]


@pytest.mark.parametrize(("players", "sessions"), [(0, 1), (1, 0), (51, 1), (1, 2001)])
def test_numbers_out_of_reach_are_refused(tmp_path: Path, players: int, sessions: int) -> None:
    folder = DataFolder(tmp_path / "new", "--data-dir")
    with pytest.raises(UsageError, match="1 to 50 players"):
        ensure_season(folder, quiet, players=players, sessions=sessions)
    assert not folder.root.exists()


def test_the_season_lies_beside_the_users_own_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KICKSENSE_DATA", str(tmp_path / "mine"))
    assert season_folder().root == tmp_path / "mine-season"
    assert season_folder(tmp_path / "there").root == tmp_path / "there"


def test_a_season_that_was_killed_goes_on_and_comes_to_the_same(
    season: Path, tmp_path: Path
) -> None:
    root = tmp_path / "killed"
    command = [
        sys.executable, "-c",
        "from kicksense.cli.app import main; main()",
        "demo", "--season", "--no-serve", "--players", str(PLAYERS), "--sessions", str(SESSIONS),
        "--data-dir", str(root),
    ]  # fmt: skip
    folder = DataFolder(root, "--data-dir")
    # The season of the fixture ended on a day that is given; this one must end on the same.
    given = read_season(DataFolder(season, "--data-dir"))
    assert given is not None
    write_season(folder, given.model_copy(update={"played": (), "done": ()}))
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE) as running:
        until_s = time.monotonic() + 120.0
        while not any((root / "recordings").glob("*.parquet")):
            assert time.monotonic() < until_s
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(timeout=0.05)
        os.killpg(running.pid, signal.SIGKILL)
    summary = make(root)
    assert summary.troubles == ()
    assert summary.sessions == SESSIONS
    mine, theirs = (
        {row.id: row.name for row in list_sessions(open_sessions(each))} for each in (root, season)
    )
    assert mine == theirs
