"""A data folder in which nothing can be written is still one that can be read."""

import os
import sqlite3
from pathlib import Path

import pytest

from kicksense.errors import StoreError
from kicksense.store import catalogue as catalogue_module
from kicksense.store.catalogue import open_catalogue, put_player
from kicksense.store.folder import DataFolder
from kicksense.store.library import open_library
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import card_of_session
from kicksense.workflows.sessions import Sessions
from tests.store.recordings_made import counted_recording


def deny_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every folder look like one of somebody else, also to an administrator."""
    really = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and really(path, mode))


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    folder = DataFolder(tmp_path / "a folder?mode=rw#%41", "--data-dir")
    open_library(folder).store(counted_recording(), "p1")
    assert not list(folder.root.glob("*-wal"))
    deny_writing(monkeypatch)
    return folder


def test_what_is_stored_is_read_and_nothing_is_written_beside_it(stored: DataFolder) -> None:
    before = sorted(stored.root.rglob("*"))
    library = open_library(stored)
    (row,) = library.catalogue.sessions()
    assert row.player_id == "p1"
    assert library.read(row.id).source.name == row.name
    assert library.catalogue.check().problems == ()
    assert sorted(stored.root.rglob("*")) == before


def test_a_session_is_looked_at_though_its_card_cannot_be_kept(stored: DataFolder) -> None:
    library = open_library(stored)
    (row,) = library.catalogue.sessions()
    practised = card_of_session(Sessions(library), row.id, AnalysisRequest())
    assert practised.practised.report.duration_s == pytest.approx(row.duration_s, abs=1.0)
    assert "you may not write there" in " ".join(practised.troubles)


def test_writing_is_refused_in_one_sentence(stored: DataFolder) -> None:
    catalogue = open_library(stored).catalogue
    refused = pytest.raises(StoreError, match=r"could not be written: you may not write there;")
    with refused, catalogue.writing() as connection:
        put_player(connection, "p2")
    assert catalogue.check().players == 1


def test_a_log_that_a_stopped_program_left_is_read_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "catalogue.sqlite"
    catalogue = open_catalogue(path)
    with catalogue.reading(), catalogue.writing() as connection:
        put_player(connection, "p1")
        connection.commit()
        assert path.with_name("catalogue.sqlite-wal").stat().st_size > 0
        deny_writing(monkeypatch)
        assert open_catalogue(path).check().players == 1


def test_a_full_disk_keeps_nobody_from_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder(tmp_path, "--data-dir")
    open_library(folder).store(counted_recording(), "p1")

    def full(_connection: object, _record: object) -> None:
        fault = sqlite3.OperationalError("disk I/O error")
        fault.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
        raise fault

    monkeypatch.setattr(catalogue_module, "_prepare", full)
    catalogue = open_library(folder).catalogue
    assert [row.player_id for row in catalogue.sessions()] == ["p1"]
    refused = pytest.raises(StoreError, match=r"is full; free some space")
    with refused, catalogue.writing() as connection:
        put_player(connection, "p2")


def test_recordings_that_the_catalogue_lacks_wait_for_a_folder_that_can_be_written(
    stored: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = next(stored.recordings_path.glob("*.parquet"))
    recording.with_stem("zzzzzz").write_bytes(recording.read_bytes())
    assert open_library(stored).adoption.adopted == ()
    assert len(open_library(stored).catalogue.sessions()) == 1
    monkeypatch.undo()
    assert open_library(stored).adoption.duplicates == ("zzzzzz.parquet",)
