from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.errors import KicksenseError, UsageError
from kicksense.exchange.options import ReadOptions
from kicksense.store.recordings import write_recording
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import (
    Sessions,
    find_session,
    import_file,
    import_recording,
    list_sessions,
    open_sessions,
    preview_file,
    recording_of,
)
from tests.store.recordings_made import counted_recording, simulated
from tests.workflows.files_made import write_csv
from tests.workflows.looked import analyze_file, report_of


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return open_sessions(tmp_path / "data")


def test_an_imported_file_is_listed_and_the_original_untouched(
    sessions: Sessions, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "morning.csv")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    row = import_file(sessions, path, ReadOptions(side=Side.LEFT))
    assert list_sessions(sessions) == (row,)
    assert (row.name, row.side, row.simulated) == ("morning", Side.LEFT, False)
    assert row.duration_s == pytest.approx(12.0, abs=0.1)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_same_content_under_another_name_is_the_same_session(
    sessions: Sessions, tmp_path: Path
) -> None:
    first = import_file(sessions, write_csv(tmp_path / "a.csv"), ReadOptions())
    again = import_file(sessions, write_csv(tmp_path / "b.csv"), ReadOptions())
    assert again == first


def test_a_stored_session_gives_the_same_report_as_the_file(
    sessions: Sessions, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv")
    request = AnalysisRequest(drill="partner_pass")
    row = import_file(sessions, path, ReadOptions())
    assert report_of(sessions, row.id, request) == analyze_file(path, ReadOptions(), request)


def test_a_recording_of_another_data_folder_is_the_same_session(
    sessions: Sessions, tmp_path: Path
) -> None:
    row = import_file(sessions, write_csv(tmp_path / "a.csv"), ReadOptions())
    stored = sessions.folder.recording_path(row.id)
    other = open_sessions(tmp_path / "other")
    assert import_file(other, stored, ReadOptions()).id == row.id


def test_simulated_stays_simulated(sessions: Sessions, tmp_path: Path) -> None:
    path = tmp_path / "demo.parquet"
    write_recording(simulated(counted_recording(fingerprint="")), path)
    row = import_file(sessions, path, ReadOptions())
    assert row.simulated
    assert recording_of(sessions, row.id).source.simulated


def test_a_file_that_cannot_be_read_leaves_the_store_as_it_was(
    sessions: Sessions, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(KicksenseError, match=r"empty\.csv"):
        import_file(sessions, tmp_path / "empty.csv", ReadOptions())
    assert list_sessions(sessions) == ()
    assert list(sessions.folder.recordings_path.iterdir()) == []


@pytest.mark.parametrize("player_id", ["Zoë Müller", "", "a/b", "x" * 65])
def test_a_player_is_an_id_and_no_name(sessions: Sessions, player_id: str) -> None:
    with pytest.raises(UsageError, match="is no player id"):
        import_recording(sessions, counted_recording(), player_id=player_id)


def test_a_session_is_found_by_id_beginning_of_id_or_name(
    sessions: Sessions, tmp_path: Path
) -> None:
    row = import_file(sessions, write_csv(tmp_path / "a.csv"), ReadOptions())
    import_recording(sessions, counted_recording())
    for key in (row.id, row.id.upper(), row.id[:4], "a"):
        assert find_session(sessions, key) == row


@pytest.mark.parametrize("key", ["nothing", "", " "])
def test_a_session_that_does_not_exist_is_one_sentence(sessions: Sessions, key: str) -> None:
    import_recording(sessions, counted_recording())
    with pytest.raises(UsageError, match="`kicksense sessions` lists"):
        find_session(sessions, key)


def test_a_name_that_several_sessions_have_asks_for_the_id(sessions: Sessions) -> None:
    first = import_recording(sessions, counted_recording()).row
    second = import_recording(sessions, counted_recording(seed=2, fingerprint="cd" * 32)).row
    with pytest.raises(UsageError, match="fits several sessions") as caught:
        find_session(sessions, "morning")
    assert first.id in str(caught.value)
    assert second.id in str(caught.value)


def test_a_preview_stores_nothing(sessions: Sessions, tmp_path: Path) -> None:
    found = preview_file(write_csv(tmp_path / "a.csv"), ReadOptions())
    assert found.problem is None
    assert list_sessions(sessions) == ()


def test_a_preview_of_a_stored_recording_guesses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(), path)
    found = preview_file(path, ReadOptions())
    assert (found.kind, found.rows, found.rate_hz) == ("kicksense", 600, 199.7)
    assert [column.unit for column in found.columns] == ["mps2"] * 3 + ["radps"] * 3
    path.write_bytes(path.read_bytes()[:50])
    assert "is damaged" in str(preview_file(path, ReadOptions()).problem)


def test_a_recording_without_a_named_leg_says_so(sessions: Sessions) -> None:
    row = import_recording(sessions, counted_recording(side_known=False)).row
    assert row.side is None
    assert not report_of(sessions, row.id, AnalysisRequest()).side_known
    assert replace(row, side=Side.LEFT).worn_side is Side.LEFT


def import_one(data_dir: str, path: str) -> str:
    return import_file(open_sessions(Path(data_dir)), Path(path), ReadOptions()).id


def test_two_imports_at_once_make_one_session(tmp_path: Path) -> None:
    write_recording(counted_recording(fingerprint=""), tmp_path / "a.parquet")
    arguments = (str(tmp_path / "data"), str(tmp_path / "a.parquet"))
    with get_context("spawn").Pool(2) as pool:
        ids = pool.starmap(import_one, [arguments] * 4, chunksize=1)
    assert len(set(ids)) == 1
    assert len(list_sessions(open_sessions(tmp_path / "data"))) == 1
