import os
import stat
import time
from pathlib import Path

import pytest

from kicksense.domain.live import StopOrder
from kicksense.errors import SourceError
from kicksense.store.folder import DataFolder
from kicksense.workflows import live_starting
from kicksense.workflows.live import order, running_sessions
from kicksense.workflows.live_starting import (
    LOGS_KEPT,
    StartRequest,
    record_arguments,
    start_recording,
)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_a_request_becomes_the_arguments_of_the_command(folder: DataFolder) -> None:
    request = StartRequest(
        source="synthetic:partner_pass?seed=2",
        player_id="p07",
        drill="partner_pass",
        level=3,
        target_distance_m=8.5,
        surface="indoor",
        schedule="fading",
        guided=False,
    )
    assert record_arguments(request, folder) == [
        "record",
        "--headless",
        "--sound=off",
        "--player=p07",
        "--drill=partner_pass",
        "--level=3",
        "--target-distance=8.5",
        "--surface=indoor",
        "--schedule=fading",
        f"--data-dir={folder.root}",
        "--no-guide",
        "--",
        "synthetic:partner_pass?seed=2",
    ]


def test_what_looks_like_an_option_stays_a_value(folder: DataFolder) -> None:
    arguments = record_arguments(StartRequest(player_id="--model=/etc/passwd"), folder)
    assert "--player=--model=/etc/passwd" in arguments
    assert "--model=/etc/passwd" not in arguments


@pytest.mark.parametrize("source", ["--help", "file:///etc/passwd", "", "http://x"])
def test_only_sources_are_started(folder: DataFolder, source: str) -> None:
    with pytest.raises(SourceError, match="is no source"):
        record_arguments(StartRequest(source=source), folder)


@pytest.mark.slow
def test_a_recording_is_started_in_a_session_of_its_own_and_can_be_stopped(
    folder: DataFolder,
) -> None:
    request = StartRequest("synthetic:backheel_wall_pass?speed=20", guided=False)
    session = start_recording(request, folder)
    assert os.getsid(session.pid) == session.pid
    assert running_sessions(folder) == (session,)
    order(session, StopOrder())
    until_s = time.monotonic() + 60.0
    while running_sessions(folder):
        assert time.monotonic() < until_s
        time.sleep(0.1)
    (log,) = (folder.root / "live").glob("record-*.log")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "Traceback" not in log.read_text()


def test_a_recording_that_cannot_start_says_why_itself(folder: DataFolder) -> None:
    with pytest.raises(SourceError, match="no drill 'nonsense'"):
        start_recording(StartRequest("synthetic:nonsense"), folder)


def test_a_recording_that_says_nothing_is_given_up_and_ended(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        live_starting,
        "_PROGRAM",
        "import os, pathlib as p, time; p.Path('pid').write_text(str(os.getpid())); time.sleep(60)",
    )
    with pytest.raises(SourceError, match="did not start within"):
        start_recording(StartRequest(), folder, within_s=2.0)
    pid = int((folder.root / "pid").read_text())
    assert gone(pid)


def gone(pid: int) -> bool:
    """Tell whether a process ends within ten seconds."""
    until_s = time.monotonic() + 10.0
    while time.monotonic() < until_s:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_a_recording_that_ends_without_a_word_is_pointed_to_by_its_log(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_starting, "_PROGRAM", "pass")
    for _ in range(LOGS_KEPT + 2):
        with pytest.raises(SourceError, match=r"without a word; its log is .*\.log"):
            start_recording(StartRequest(), folder)
    assert len(list((folder.root / "live").glob("record-*.log"))) == LOGS_KEPT
