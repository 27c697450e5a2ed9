"""Long work started in a process of its own: it goes on whatever becomes of the page or its server.

Training, evaluating and writing tables take minutes. Each is the ordinary command, run beside; its
progress, its log and its end lie in its folder (`kicksense.store.runs`).
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from kicksense.errors import KicksenseError, StoreError, UsageError
from kicksense.store.folder import DataFolder
from kicksense.store.runs import (
    RunAsked,
    RunEnd,
    RunFolder,
    RunKind,
    RunProgress,
    new_run,
    run_folders,
    write_asked,
)

WAITING: Final = "waiting"
"""Stage of a run that waits until another one has ended."""

STARTS_WITHIN_S: Final = 60.0
"""A process that has not come to life by then never will."""

STOPS_WITHIN_S: Final = 8.0
"""A run that was asked to stop is ended at once if it has not stopped by then."""

_PROGRAM: Final = "from kicksense.cli.run_alone import main; main()"
_LOOK_AGAIN_S: Final = 0.1
_DETACHED: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(
    subprocess, "DETACHED_PROCESS", 0
)
_LAST_LINES: Final = 40


class RunState(StrEnum):
    """How a run is."""

    STARTING = "starting"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    VANISHED = "vanished"

    @property
    def is_over(self) -> bool:
        """True where nothing more will come."""
        return self in (RunState.DONE, RunState.FAILED, RunState.CANCELLED, RunState.VANISHED)


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it is at the moment.

    Attributes
    ----------
    run_id, kind, title, details, asked_utc
        As in `RunAsked`.
    state
        How it is.
    stage, done, total
        As in `RunProgress`.
    ended_utc
        None while it goes on, and where it vanished.
    stopping
        True where it was asked to stop and has not stopped yet.
    """

    run_id: str
    kind: RunKind
    title: str
    details: Mapping[str, str]
    asked_utc: datetime
    state: RunState
    stage: str = ""
    done: int = 0
    total: int = 0
    ended_utc: datetime | None = None
    stopping: bool = False

    @property
    def done_ratio(self) -> float:
        """Share of the stage that is done; zero where that is not known."""
        return min(1.0, self.done / self.total) if self.total else 0.0


def start_run(
    data: DataFolder,
    kind: RunKind,
    title: str,
    *,
    arguments: Callable[[RunFolder], list[str]],
    details: Mapping[str, str] | None = None,
) -> Run:
    """Start a command in a process of its own.

    Where another run is going on, it waits for its turn.

    Parameters
    ----------
    data
        The data folder.
    kind, title, details
        What it is, for the list of runs.
    arguments
        Gives the arguments of the command line, told the folder of the run.

    Returns
    -------
    run
        It goes on whatever becomes of this process.

    Raises
    ------
    StoreError
        If its folder cannot be written, or no process can be started.
    """
    folder, asked = new_run(data, kind, title, details or {})
    asked = asked.model_copy(update={"arguments": tuple(arguments(folder))})
    write_asked(folder, asked)
    try:
        with folder.log_path.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, str(data.root), folder.run_id],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=data.root,
                close_fds=True,
                start_new_session=True,
                creationflags=_DETACHED,
            )
    except OSError as error:
        raise StoreError(
            f"no process could be started ({error.strerror or error}); close other programs and "
            "try again."
        ) from error
    # A process that has ended is not to be left unburied.
    threading.Thread(target=process.wait, name="run", daemon=True).start()
    return run_now(folder)


def runs(data: DataFolder, kinds: tuple[RunKind, ...] = ()) -> tuple[Run, ...]:
    """Give all runs, the newest first; those whose notes are damaged are left out.

    Parameters
    ----------
    data
        The data folder.
    kinds
        Which; empty for all.

    Raises
    ------
    StoreError
        If the folder of runs cannot be read.
    """
    found = []
    for folder in run_folders(data):
        with contextlib.suppress(KicksenseError):
            run = run_now(folder)
            if not kinds or run.kind in kinds:
                found.append(run)
    return tuple(found)


def run_called(data: DataFolder, run_id: str) -> Run:
    """Give a run as it is at the moment.

    Raises
    ------
    UsageError
        If there is no such run.
    StoreError
        If its notes are damaged.
    """
    return run_now(RunFolder(data, run_id))


def run_now(folder: RunFolder) -> Run:
    """Look at the folder of a run; as `run_called`."""
    asked = folder.asked()
    # In the order in which they come true: a run may begin, or end, between two looks.
    began = folder.began
    alive = folder.alive
    end = folder.end()
    progress = folder.progress()
    return Run(
        run_id=folder.run_id,
        kind=asked.kind,
        title=asked.title,
        details=asked.details,
        asked_utc=asked.asked_utc,
        state=_state(folder, asked, progress, end, began=began, alive=alive),
        stage=progress.stage,
        done=progress.done,
        total=progress.total,
        ended_utc=None if end is None else end.ended_utc,
        stopping=alive and folder.cancelled,
    )


def log_of(data: DataFolder, run_id: str, lines: int = _LAST_LINES) -> tuple[str, ...]:
    """Give the last lines that a run printed."""
    return RunFolder(data, run_id).log_tail(lines)


def cancel_run(data: DataFolder, run_id: str, *, within_s: float = STOPS_WITHIN_S) -> Run:
    """Ask a run to stop in good order, and end it where it does not.

    Parameters
    ----------
    data
        The data folder.
    run_id
        Which.
    within_s
        How long it may take.

    Returns
    -------
    run
        As it is then.

    Raises
    ------
    UsageError
        If there is no such run.
    StoreError
        If it cannot be reached.
    """
    folder = RunFolder(data, run_id)
    folder.asked()
    folder.ask_to_stop()
    _signal(folder, signal.SIGTERM)
    if not _gone(folder, within_s):
        _signal(folder, getattr(signal, "SIGKILL", signal.SIGTERM))
        _gone(folder, STOPS_WITHIN_S)
    return run_now(folder)


def ask_to_stop(data: DataFolder, run_id: str) -> None:
    """Stop a run as `cancel_run` does, without waiting for it."""
    folder = RunFolder(data, run_id)
    folder.asked()
    folder.ask_to_stop()
    threading.Thread(target=cancel_run, args=(data, run_id), name="stopping", daemon=True).start()


def _gone(folder: RunFolder, within_s: float) -> bool:
    """Wait until the process of a run is gone, and tell whether it is."""
    until_s = time.monotonic() + within_s
    while folder.alive:
        if time.monotonic() > until_s:
            return False
        time.sleep(_LOOK_AGAIN_S)
    return True


def _signal(folder: RunFolder, number: signal.Signals) -> None:
    """Send a signal to a run and to its workers, as long as the lock says that it lives."""
    process_id = folder.progress().process_id
    if process_id <= 1 or not folder.alive:
        return
    with contextlib.suppress(ProcessLookupError):
        kill_group = getattr(os, "killpg", None)
        if kill_group is not None and number != signal.SIGTERM:
            kill_group(process_id, number)
        else:
            os.kill(process_id, number)


def _state(
    folder: RunFolder,
    asked: RunAsked,
    progress: RunProgress,
    end: RunEnd | None,
    *,
    began: bool,
    alive: bool,
) -> RunState:
    if alive:
        return RunState.WAITING if progress.stage == WAITING else RunState.RUNNING
    if end is not None:
        if end.exit_code == 0:
            return RunState.DONE
        return RunState.CANCELLED if folder.cancelled else RunState.FAILED
    age_s = (datetime.now(UTC) - asked.asked_utc).total_seconds()
    if not began and not folder.cancelled and age_s < STARTS_WITHIN_S:
        return RunState.STARTING
    return RunState.CANCELLED if folder.cancelled else RunState.VANISHED


def refuse_running(run: Run) -> None:
    """Refuse to touch a run that goes on.

    Raises
    ------
    UsageError
        If it goes on.
    """
    if not run.state.is_over:
        raise UsageError(f"run {run.run_id} goes on; stop it first.")
