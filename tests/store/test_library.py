import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.errors import StoreError
from kicksense.store.folder import DataFolder
from kicksense.store.library import open_library
from kicksense.store.recording_notes import LiveNote, notes_from_json, notes_of
from kicksense.store.session_row import session_ids
from tests.store.recordings_made import FINGERPRINT, counted_recording


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "recordings").iterdir())


def test_a_stored_recording_reads_back(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    stored = library.store(counted_recording())
    assert stored.is_new
    assert stored.row.id == next(session_ids(FINGERPRINT, Side.RIGHT))
    again = library.read(stored.row.id)
    assert np.array_equal(again.acc_mps2, counted_recording().acc_mps2)
    assert library.catalogue.sessions() == (stored.row,)


def test_the_same_content_is_the_same_session(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    first, second = (library.store(counted_recording()) for _ in range(2))
    assert (first.is_new, second.is_new) == (True, False)
    assert first.row == second.row
    assert len(files_in(tmp_path)) == 1


def test_the_other_leg_of_the_same_file_is_another_session(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    right = library.store(counted_recording(seed=1))
    left = library.store(counted_recording(seed=2, side=Side.LEFT))
    assert left.is_new
    assert left.row.id != right.row.id
    assert len(library.catalogue.sessions()) == 2


def test_naming_the_leg_later_corrects_the_session(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    assumed = library.store(counted_recording(side_known=False))
    assert assumed.row.side is None
    named = library.store(counted_recording(side=Side.LEFT))
    assert not named.is_new
    assert (named.row.id, named.row.side) == (assumed.row.id, Side.LEFT)
    assert named.row.imported_utc == assumed.row.imported_utc
    assert library.read(named.row.id).placement.side is Side.LEFT
    assert library.catalogue.sessions() == (named.row,)


def test_an_assumed_leg_does_not_overrule_a_named_one(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    named = library.store(counted_recording(side=Side.LEFT))
    assert library.store(counted_recording(side_known=False)).row == named.row


def test_a_player_can_be_named_later_and_stays(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    library.store(counted_recording())
    assert library.store(counted_recording(), player_id="p7").row.player_id == "p7"
    assert library.store(counted_recording()).row.player_id == "p7"


def test_a_session_whose_file_was_lost_gets_it_back(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    row = library.store(counted_recording()).row
    library.folder.recording_path(row.id).unlink()
    with pytest.raises(StoreError, match="import the original recording again"):
        library.read(row.id)
    assert library.store(counted_recording()).row == row
    assert len(library.read(row.id)) == 600


def test_a_catalogue_that_was_moved_away_is_built_again(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    rows = {
        library.store(counted_recording(), player_id="p1").row,
        library.store(counted_recording(seed=3, fingerprint="cd" * 32, side_known=False)).row,
    }
    library.folder.catalogue_path.unlink()
    again = open_library(DataFolder(tmp_path))
    assert set(again.catalogue.sessions()) == rows
    assert set(again.adoption.adopted) == {row.id for row in rows}


def test_a_catalogue_emptied_to_nothing_is_built_again(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    row = library.store(counted_recording()).row
    library.folder.catalogue_path.write_bytes(b"")
    assert open_library(DataFolder(tmp_path)).catalogue.sessions() == (row,)


def test_an_import_stopped_between_file_and_catalogue_is_completed(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    row = library.store(counted_recording()).row
    with closing(sqlite3.connect(library.folder.catalogue_path)) as connection:
        connection.execute("DELETE FROM sessions")
        connection.commit()
    again = open_library(DataFolder(tmp_path))
    assert again.adoption.adopted == (row.id,)
    assert again.catalogue.sessions() == (row,)


def test_one_bad_file_among_the_recordings_does_not_stop_the_rest(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    row = library.store(counted_recording()).row
    (tmp_path / "recordings" / "bad.parquet").write_bytes(b"PAR1 and then nothing")
    again = open_library(DataFolder(tmp_path))
    assert again.catalogue.sessions() == (row,)
    assert [name for name, _ in again.adoption.unreadable] == ["bad.parquet"]


def test_a_copied_file_does_not_become_a_second_session(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    row = library.store(counted_recording()).row
    content = library.folder.recording_path(row.id).read_bytes()
    (tmp_path / "recordings" / "copy.parquet").write_bytes(content)
    again = open_library(DataFolder(tmp_path))
    assert again.catalogue.sessions() == (row,)
    assert again.adoption.duplicates == ("copy.parquet",)


def test_what_a_stopped_program_left_half_written_is_removed_after_a_day(tmp_path: Path) -> None:
    open_library(DataFolder(tmp_path))
    old, new = (tmp_path / "recordings" / f".x.parquet.{name}.part" for name in ("1", "2"))
    for part in (old, new):
        part.write_bytes(b"half")
    moment = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(old, (moment, moment))
    open_library(DataFolder(tmp_path))
    assert (old.exists(), new.exists()) == (False, True)


def failing(code: int) -> Callable[..., None]:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    "step", ["os.fsync", "pathlib.Path.replace", "pyarrow.parquet.write_table"]
)
def test_a_full_disk_during_an_import_leaves_nothing(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(DataFolder(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(step, failing(errno.ENOSPC))
        with pytest.raises(StoreError, match="the disk is full; free some space"):
            library.store(counted_recording())
    assert files_in(tmp_path) == []
    assert open_library(DataFolder(tmp_path)).catalogue.sessions() == ()
    assert library.store(counted_recording()).is_new


def test_a_catalogue_that_cannot_grow_leaves_no_recording_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(DataFolder(tmp_path))

    def full(*_args: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("kicksense.store.library.put_session", full)
        with pytest.raises(StoreError, match="the disk is full; free some space"):
            library.store(counted_recording())
    assert files_in(tmp_path) == []
    assert open_library(DataFolder(tmp_path)).catalogue.sessions() == ()


def store_one(folder: str, seed: int) -> tuple[str, bool]:
    stored = open_library(DataFolder(Path(folder))).store(counted_recording(seed=seed))
    return stored.row.id, stored.is_new


def test_processes_that_store_the_same_content_at_once_make_one_session(tmp_path: Path) -> None:
    with get_context("spawn").Pool(3) as pool:
        outcomes = pool.starmap(store_one, [(str(tmp_path), 1)] * 6, chunksize=1)
    assert len({session_id for session_id, _ in outcomes}) == 1
    assert sum(is_new for _, is_new in outcomes) == 1
    assert len(files_in(tmp_path)) == 1
    assert len(open_library(DataFolder(tmp_path)).catalogue.sessions()) == 1


@pytest.mark.parametrize("level", [None, 2])
def test_what_is_known_of_a_live_recording_survives_the_loss_of_the_catalogue(
    level: int | None, tmp_path: Path
) -> None:
    started_utc = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
    live = LiveNote("20250301-0900", started_utc, "AA:01", "wall_pass", 7.5, "short_grass", level)
    folder = DataFolder(tmp_path)
    row = open_library(folder).store(counted_recording(), "p1", live).row
    assert row.live == live
    for path in tmp_path.glob("catalogue.sqlite*"):
        path.unlink()
    assert open_library(folder).catalogue.sessions() == (row,)


def test_naming_the_leg_of_a_live_recording_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    live = LiveNote("20250301-0900", datetime(2025, 3, 1, 9, 0, tzinfo=UTC), "AA:01")
    library = open_library(DataFolder(tmp_path))
    library.store(counted_recording(side_known=False), None, live)
    named = library.store(counted_recording(side=Side.LEFT))
    assert (named.row.side, named.row.live) == (Side.LEFT, live)
    assert library.catalogue.sessions() == (named.row,)


def test_a_recording_without_a_level_can_be_read_by_a_kicksense_that_knows_none() -> None:
    live = LiveNote("g", datetime(2025, 3, 1, tzinfo=UTC), "AA:01", "wall_pass")
    moment = datetime(2025, 3, 2, tzinfo=UTC)
    assert "level" not in notes_of(counted_recording(), moment, None, live).to_json()
    third = notes_of(counted_recording(), moment, None, replace(live, level=3))
    assert notes_from_json(third.to_json()) == third
