"""The file that a player takes along: all that is theirs, nothing that is not."""

import csv
import io
import json
import os
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kicksense.errors import StoreError, UsageError
from kicksense.store.recordings import read_recording
from kicksense.store.session_row import SessionRow
from kicksense.workflows.demo import ensure_demo
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.player_export import COLUMNS, export_name, export_player
from kicksense.workflows.practice_history import card_of_session
from kicksense.workflows.sessions import Sessions, import_recording, open_sessions, recording_of
from tests.people_made import store_of_two

Two = tuple[Sessions, dict[str, SessionRow]]


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return store_of_two(tmp_path / "data")


def test_all_that_is_of_a_player_is_in_the_file_and_nothing_of_the_others(
    two: Two, tmp_path: Path
) -> None:
    sessions, rows = two
    told: list[tuple[int, int]] = []
    exported = export_player(
        sessions, "p07", tmp_path / "mine.zip", lambda done, count: told.append((done, count))
    )
    assert (exported.sessions, told[-1]) == (2, (2, 2))
    with zipfile.ZipFile(exported.path) as archive:
        assert archive.testzip() is None
        content = {name: archive.read(name) for name in archive.namelist()}
    for name in ("alone", "shared"):
        place = f"sessions/{rows[name].id}"
        assert content[f"{place}/notes/{rows[name].id}/0001.json"] == (
            json.dumps({"text": f"note on {name}"}).encode()
        )
        assert content[f"{place}/clips/{rows[name].id}.mp4"] == f"video of {name}".encode()
        assert f"{place}/labels/{rows[name].fingerprint}/coach.json" in content
    assert {"README.txt", "consents.json", "sessions.csv"} <= set(content)
    assert json.loads(content["consents.json"])["consents"][0]["scope"] == "video"
    assert b'"p07"' in content["player/plans/p07/0123456789ab.json"]
    other = rows["other"]
    strange = ("p08", other.id, other.fingerprint, "about other", "note on other")
    for name, each in content.items():
        assert not any(word in name or word.encode() in each for word in strange), name


def test_of_players_recorded_together_the_words_of_marks_are_left_out(
    two: Two, tmp_path: Path
) -> None:
    sessions, _ = two
    exported = export_player(sessions, "p07", tmp_path / "mine.zip")
    with zipfile.ZipFile(exported.path) as archive:
        marks = {
            name.split("/")[1]: json.loads(archive.read(name))
            for name in archive.namelist()
            if name.endswith("markers.json")
        }
        reports = [archive.read(name) for name in archive.namelist() if "report.json" in name]
    assert marks[two[1]["alone"].id][0]["text"] == "ask Ann about alone"
    assert marks[two[1]["shared"].id][0]["text"] == ""
    assert not any(b"about shared" in report for report in reports)


@pytest.fixture(scope="module")
def demo_of_p07(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sessions, SessionRow]:
    """Give the demo session as one of p07, with a name that a spreadsheet would calculate."""
    sessions = open_sessions(tmp_path_factory.mktemp("export") / "data")
    recording = recording_of(sessions, ensure_demo(sessions).id)
    source = replace(recording.source, name="=1+1", fingerprint="9" * 64)
    row = import_recording(sessions, replace(recording, source=source), player_id="p07").row
    return sessions, row


def test_recordings_come_as_they_are_stored_and_as_text(
    demo_of_p07: tuple[Sessions, SessionRow], tmp_path: Path
) -> None:
    sessions, row = demo_of_p07
    exported = export_player(sessions, "p07", tmp_path / "mine.zip")
    assert exported.troubles == ()
    with zipfile.ZipFile(exported.path) as archive:
        archive.extractall(tmp_path / "out")
    place = tmp_path / "out" / "sessions" / row.id
    recording = recording_of(sessions, row.id)
    back = read_recording(place / "recording.parquet")
    assert np.array_equal(back.acc_mps2, recording.acc_mps2)
    lines = list(csv.reader(io.StringIO((place / "recording.csv").read_text())))
    assert tuple(lines[0]) == COLUMNS
    table = np.array(lines[1:], dtype=float)
    assert table.shape == (len(recording), 9)
    assert np.array_equal(table[:, 1:4], recording.acc_mps2)
    assert table[0, 0] == recording.start_time_s
    kicks = json.loads((place / "report.json").read_text())["kicks"]
    practised = card_of_session(sessions, row.id, AnalysisRequest()).practised
    assert [kick["t_s"] for kick in kicks] == [kick.t_s for kick in practised.report.kicks]
    assert len(kicks) > 10


def test_no_cell_is_a_formula(demo_of_p07: tuple[Sessions, SessionRow], tmp_path: Path) -> None:
    exported = export_player(demo_of_p07[0], "p07", tmp_path / "mine.zip")
    with zipfile.ZipFile(exported.path) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("sessions.csv").decode())))
    assert rows[0]["name"] == "'=1+1"
    assert rows[0]["simulated"] == "yes"


def test_what_cannot_be_read_is_said_and_the_rest_is_there(two: Two, tmp_path: Path) -> None:
    sessions, rows = two
    sessions.folder.recording_path(rows["alone"].id).write_bytes(b"PAR1 broken PAR1")
    exported = export_player(sessions, "p07", tmp_path / "mine.zip")
    assert any(rows["alone"].id in trouble for trouble in exported.troubles)
    with zipfile.ZipFile(exported.path) as archive:
        names = archive.namelist()
        assert rows["alone"].id in archive.read("troubles.txt").decode()
    assert f"sessions/{rows['shared'].id}/recording.csv" in names
    assert f"sessions/{rows['alone'].id}/clips/{rows['alone'].id}.mp4" in names


@pytest.mark.skipif(os.name != "posix", reason="permissions are told by bits on POSIX alone")
def test_the_file_is_for_its_owner_alone(two: Two, tmp_path: Path) -> None:
    exported = export_player(two[0], "p07", tmp_path / "mine.zip")
    assert stat.S_IMODE(exported.path.stat().st_mode) == 0o600


def test_on_a_full_disk_there_is_no_file_and_one_sentence(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(StoreError, match="the disk is full"):
        export_player(two[0], "p07", tmp_path / "mine.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_link_in_the_folder_is_not_followed(two: Two, tmp_path: Path) -> None:
    sessions, rows = two
    secret = tmp_path / "secret.txt"
    secret.write_text("the code is 1234")
    (sessions.folder.root / "notes" / rows["alone"].id / "link.json").symlink_to(secret)
    exported = export_player(sessions, "p07", tmp_path / "mine.zip")
    with zipfile.ZipFile(exported.path) as archive:
        assert not any(b"the code is" in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("player_id", "name"),
    [
        ("p07", "kicksense-p07.zip"),
        ("..", "kicksense-player.zip"),
        ("a/../b\n", "kicksense-a_.._b.zip"),
    ],
)
def test_the_name_of_the_file_is_safe(player_id: str, name: str) -> None:
    assert export_name(player_id) == name


def test_a_player_nobody_knows_has_no_file(two: Two, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing is kept"):
        export_player(two[0], "p99", tmp_path / "mine.zip")
    assert not (tmp_path / "mine.zip").exists()
