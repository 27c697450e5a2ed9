import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kicksense.errors import KicksenseError, StoreError, UsageError
from kicksense.store.folder import DataFolder
from kicksense.store.runs import RunFolder, new_run, run_folders, take_turn, write_asked
from kicksense.workflows.runs import (
    Run,
    RunState,
    cancel_run,
    log_of,
    refuse_running,
    run_called,
    runs,
    start_run,
)

SIMULATION = ["--players=1", "--drill=partner_pass", "--seed=1"]
LONG = ["--players=400", "--drill=partner_pass", "--seed=1"]


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def begun(data: DataFolder, asked: list[str], name: str = "out") -> Run:
    out = data.root / "simulated" / name
    arguments = ["simulate", *asked, f"--out={out}"]
    return start_run(data, "simulate", name, arguments=lambda _: arguments)


def waited(data: DataFolder, run_id: str, wanted: Callable[[Run], bool]) -> Run:
    until_s = time.monotonic() + 90.0
    while time.monotonic() < until_s:
        run = run_called(data, run_id)
        if wanted(run):
            return run
        time.sleep(0.02)
    raise AssertionError(f"{run_called(data, run_id)}: {log_of(data, run_id)}")


def test_a_command_runs_by_itself_and_says_how_it_ended(data: DataFolder) -> None:
    run = begun(data, SIMULATION)
    assert run.state in (RunState.STARTING, RunState.WAITING, RunState.RUNNING)
    done = waited(data, run.run_id, lambda run: run.state.is_over)
    assert done.state is RunState.DONE
    assert (done.stage, done.done, done.total) == ("simulating", 1, 1)
    assert done.ended_utc is not None
    assert "1 simulated recordings" in log_of(data, run.run_id)[-1]
    assert [each.run_id for each in runs(data)] == [run.run_id]
    assert runs(data, ("train",)) == ()


def test_what_fails_says_so_in_its_log(data: DataFolder) -> None:
    run = begun(data, ["--players=1", "--drill=no_such_drill", "--seed=1"])
    failed = waited(data, run.run_id, lambda run: run.state.is_over)
    assert failed.state is RunState.FAILED
    assert log_of(data, run.run_id)[-1].startswith("kicksense: ")
    assert not any("Traceback" in line for line in log_of(data, run.run_id))


def test_one_run_waits_for_the_other_and_both_can_be_stopped(data: DataFolder) -> None:
    first = begun(data, LONG, "first")
    waited(data, first.run_id, lambda run: run.total > 0)
    second = begun(data, LONG, "second")
    assert waited(data, second.run_id, lambda run: run.state is RunState.WAITING).total == 0
    with pytest.raises(UsageError, match="goes on"):
        refuse_running(run_called(data, first.run_id))
    assert cancel_run(data, second.run_id).state is RunState.CANCELLED
    assert cancel_run(data, first.run_id, within_s=30.0).state is RunState.CANCELLED
    # What was complete when it was stopped is kept, and nothing that is half done.
    assert not list((data.root / "simulated").rglob("*.part"))


def test_a_run_that_was_killed_is_not_taken_for_a_living_one(data: DataFolder) -> None:
    run = begun(data, LONG)
    waited(data, run.run_id, lambda run: run.total > 0)
    process_id = RunFolder(data, run.run_id).progress().process_id
    os.kill(process_id, signal.SIGKILL)
    gone = waited(data, run.run_id, lambda run: run.state.is_over)
    assert gone.state is RunState.VANISHED
    assert cancel_run(data, run.run_id).state is RunState.CANCELLED
    # Its turn went with it.
    other = begun(data, SIMULATION, "other")
    done = waited(data, other.run_id, lambda run: run.state.is_over)
    assert done.state is RunState.DONE


@pytest.mark.parametrize("run_id", ["", "..", "../../etc", "20260101T000000-zzzzzz", "x" * 500])
def test_what_is_no_run_is_refused(data: DataFolder, run_id: str) -> None:
    with pytest.raises(UsageError):
        run_called(data, run_id)
    with pytest.raises(UsageError):
        cancel_run(data, run_id)


def test_a_run_that_is_gone_is_said(data: DataFolder) -> None:
    with pytest.raises(UsageError, match="any more"):
        run_called(data, "20260101T000000-abcdef")


def test_damaged_notes_hide_one_run_and_not_the_others(data: DataFolder) -> None:
    sound = new_run(data, "train", "sound", {})
    write_asked(*sound)
    broken, _ = new_run(data, "train", "broken", {})
    (broken.path / "asked.json").write_text("[")
    (data.root / "runs" / "not-a-run").mkdir()
    assert [run.title for run in runs(data)] == ["sound"]
    assert len(run_folders(data)) == 2
    with pytest.raises(StoreError, match="note of a run"):
        run_called(data, broken.run_id)


def test_a_run_that_never_came_to_life_is_given_up(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, asked = new_run(data, "train", "x", {})
    write_asked(folder, asked)
    assert run_called(data, folder.run_id).state is RunState.STARTING
    monkeypatch.setattr("kicksense.workflows.runs.STARTS_WITHIN_S", -1.0)
    assert run_called(data, folder.run_id).state is RunState.VANISHED


def test_there_is_one_turn(data: DataFolder) -> None:
    new_run(data, "train", "x", {})
    turn = take_turn(data)
    assert turn is not None
    assert take_turn(data) is None
    os.close(turn)
    assert take_turn(data) is not None


def test_a_folder_that_cannot_be_written_is_said(data: DataFolder) -> None:
    data.create()
    (data.root / "runs").write_text("in the way")
    with pytest.raises(KicksenseError):
        begun(data, SIMULATION)


def test_the_log_gives_its_last_lines(data: DataFolder) -> None:
    folder, _ = new_run(data, "train", "x", {})
    folder.log_path.write_text("\n".join(f"line {number}" for number in range(50_000)))
    assert folder.log_tail(2) == ("line 49998", "line 49999")
