import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kicksense.store.folder import DataFolder
from kicksense.store.library import open_library
from kicksense.workflows.bluetooth import check_bluetooth
from kicksense.workflows.doctor import (
    Check,
    Condition,
    check_catalogue,
    check_folder,
    check_packages,
    check_recordings,
    examine,
    repair_catalogue,
)
from tests.store.recordings_made import counted_recording


def stored(folder: DataFolder) -> str:
    return open_library(folder).store(counted_recording()).row.id


def test_a_folder_that_is_not_there_yet_is_not_made_by_looking(tmp_path: Path) -> None:
    checks = examine(DataFolder(tmp_path / "new"))
    assert all(check.condition is Condition.GOOD for check in checks)
    assert not (tmp_path / "new").exists()


def test_a_folder_in_use_is_sound(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    stored(folder)
    assert {check.condition for check in examine(folder)} == {Condition.GOOD}
    assert "sound, 1 session" in check_catalogue(folder).words
    assert "1 recording," in check_recordings(folder).words


def test_a_missing_package_is_named() -> None:
    check = check_packages(("numpy", "no-such-package"))
    assert check.condition is Condition.BAD
    assert "missing: no-such-package" in check.words


def test_a_file_in_place_of_the_data_folder_is_bad(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    check = check_folder(DataFolder(tmp_path / "data"))
    assert (check.condition, "is a file" in check.words) == (Condition.BAD, True)


def test_a_folder_that_may_not_be_written_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    check = check_folder(DataFolder(tmp_path))
    assert (check.condition, "you may not write" in check.words) == (Condition.BAD, True)


def test_little_space_is_worth_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 20_000_000

    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage)
    check = check_folder(DataFolder(tmp_path))
    assert (check.condition, "only 20 MB free" in check.words) == (Condition.NOTE, True)


def test_a_damaged_catalogue_is_bad_and_names_the_repair(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    check = check_catalogue(DataFolder(tmp_path))
    assert check.condition is Condition.BAD
    assert "kicksense doctor --repair" in check.words


def test_a_repair_keeps_the_damaged_catalogue_and_finds_all_sessions(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    session_id = stored(folder)
    damaged = b"no database" * 1000
    folder.catalogue_path.write_bytes(damaged)
    assert repair_catalogue(folder).startswith("built a new catalogue with 1 session")
    kept = [path for path in tmp_path.iterdir() if ".damaged-" in path.name]
    assert [path.read_bytes() for path in kept] == [damaged]
    assert [row.id for row in open_library(folder).catalogue.sessions()] == [session_id]


def test_a_repair_of_a_page_damaged_in_the_middle_finds_all_sessions(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    session_id = stored(folder)
    content = folder.catalogue_path.read_bytes()
    folder.catalogue_path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert check_catalogue(folder).condition is Condition.BAD
    repair_catalogue(folder)
    assert [row.id for row in open_library(folder).catalogue.sessions()] == [session_id]


def test_a_sound_catalogue_is_left_alone_by_a_repair(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    stored(folder)
    assert repair_catalogue(folder) == "the catalogue is sound (1 session); nothing to repair."
    assert not [path for path in tmp_path.iterdir() if ".damaged-" in path.name]


def test_damaged_and_missing_recordings_are_named(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    session_id = stored(folder)
    folder.recording_path(session_id).rename(folder.recordings_path / "other.parquet")
    (folder.recordings_path / "bad.parquet").write_bytes(b"PAR1")
    check = check_recordings(folder)
    assert check.condition is Condition.BAD
    assert "bad.parquet is damaged" in check.words
    assert f"the recording of session {session_id} is missing" in check.words


def test_a_row_that_breaks_a_rule_is_found(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    stored(folder)
    with closing(sqlite3.connect(folder.catalogue_path)) as connection:
        connection.execute("UPDATE sessions SET player_id = 'nobody'")
        connection.commit()
    assert "names a row of players that does not exist" in check_catalogue(folder).words


def adapters_of(tmp_path: Path, *, soft: str = "0") -> Path:
    switch = tmp_path / "hci0" / "rfkill3"
    switch.mkdir(parents=True)
    (switch / "soft").write_text(f"{soft}\n")
    (switch / "hard").write_text("0\n")
    return tmp_path


def bluetooth(tmp_path: Path, *, state: str | None = "active", soft: str = "0") -> Check:
    adapters = adapters_of(tmp_path, soft=soft)
    return check_bluetooth("Linux", adapters=adapters, service_state=lambda: state)


def test_a_working_adapter_is_ready(tmp_path: Path) -> None:
    check = bluetooth(tmp_path)
    assert (check.condition, check.words.startswith("hci0 is ready")) == (Condition.GOOD, True)


def test_an_adapter_that_is_switched_off_names_the_switch(tmp_path: Path) -> None:
    check = bluetooth(tmp_path, soft="1")
    assert (check.condition, "rfkill unblock" in check.words) == (Condition.NOTE, True)


def test_a_stopped_service_names_the_command(tmp_path: Path) -> None:
    check = bluetooth(tmp_path, state="inactive")
    assert (check.condition, "systemctl start bluetooth" in check.words) == (Condition.NOTE, True)


def test_a_system_without_systemd_is_trusted(tmp_path: Path) -> None:
    assert bluetooth(tmp_path, state=None).condition is Condition.GOOD


def test_a_machine_without_an_adapter_says_so(tmp_path: Path) -> None:
    assert "no adapter found" in check_bluetooth("Linux", adapters=tmp_path / "none").words


@pytest.mark.parametrize(
    ("system", "words"),
    [("Darwin", "Abort trap: 6"), ("Windows", "Bluetooth & devices"), ("Plan9", "Plan9")],
)
def test_other_systems_say_where_to_look(system: str, words: str) -> None:
    assert words in check_bluetooth(system).words
