"""A recording started in a process of its own, which outlives whoever started it."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kicksense.collect.publishing import live_path
from kicksense.errors import SourceError, StoreError
from kicksense.store.atomic import write_trouble
from kicksense.store.folder import DataFolder
from kicksense.workflows.live import RunningSession, running_sessions

STARTS_WITHIN_S: Final = 60.0
"""A recording that has not announced itself by then is given up."""

LOGS_KEPT: Final = 10
"""Logs of recordings that are kept."""

_PROGRAM: Final = "from kicksense.cli.app import main; main()"
_LOOK_AGAIN_S: Final = 0.1
_MOST_LOG_BYTES: Final = 4000
_OWNER_ONLY: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700
_DETACHED: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(
    subprocess, "DETACHED_PROCESS", 0
)
"""What puts a process out of reach of this one's console on Windows; elsewhere a session does."""

_SOURCES: Final = ("ble:", "synthetic:", "replay:")


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What is to be recorded, as ``kicksense record`` takes it.

    Attributes
    ----------
    source
        Address of a source; None for the sensors that are remembered.
    player_id
        Who plays; None where nobody said.
    drill, level, target_distance_m, surface
        What is played, at which step of its progression, to what and on what.
    schedule
        When verdicts are said.
    guided
        True to lead the player through the start.
    """

    source: str | None = None
    player_id: str | None = None
    drill: str | None = None
    level: int = 1
    target_distance_m: float | None = None
    surface: str | None = None
    schedule: str = "every_kick"
    guided: bool = True


def start_recording(
    request: StartRequest, folder: DataFolder, *, within_s: float = STARTS_WITHIN_S
) -> RunningSession:
    """Start a recording, and wait until it can be watched.

    Parameters
    ----------
    request
        What is to be recorded.
    folder
        The data folder.
    within_s
        How long to wait.

    Returns
    -------
    session
        The recording; it goes on whatever becomes of this process.

    Raises
    ------
    SourceError
        If it could not be started, with what it said itself.
    StoreError
        If its log cannot be written.
    """
    before = {session.session_id for session in running_sessions(folder)}
    log_path = _fresh_log(folder)
    with log_path.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *record_arguments(request, folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder.root,
            close_fds=True,
            start_new_session=True,
            creationflags=_DETACHED,
        )
    # Whoever ends first: a process that has ended is not to be left unburied.
    threading.Thread(target=process.wait, name="recording", daemon=True).start()
    until_s = time.monotonic() + within_s
    while time.monotonic() < until_s:
        for session in running_sessions(folder):
            if session.session_id not in before:
                return session
        if process.poll() is not None:
            raise SourceError(f"The recording did not start: {_last_words(log_path)}")
        time.sleep(_LOOK_AGAIN_S)
    process.terminate()
    raise SourceError(
        f"The recording did not start within {within_s:.0f} seconds; its log is {log_path}."
    )


def record_arguments(request: StartRequest, folder: DataFolder) -> list[str]:
    """Give the arguments of the command line.

    Raises
    ------
    SourceError
        If a word could be taken for an option, or a source for another kind of argument.
    """
    if request.source is not None and not request.source.startswith(_SOURCES):
        raise SourceError(f"'{request.source}' is no source; it begins with ble: or synthetic:.")
    distance = request.target_distance_m
    named = {
        "--player": request.player_id,
        "--drill": request.drill,
        "--level": None if request.level == 1 else str(request.level),
        "--target-distance": None if distance is None else f"{distance:g}",
        "--surface": request.surface,
        "--schedule": request.schedule,
        "--data-dir": str(folder.root),
    }
    options = [f"{name}={value}" for name, value in named.items() if value is not None]
    guide = [] if request.guided else ["--no-guide"]
    source = [] if request.source is None else ["--", request.source]
    return ["record", "--headless", "--sound=off", *options, *guide, *source]


def _fresh_log(folder: DataFolder) -> Path:
    """Make an empty log, for its owner alone; only the last few are kept."""
    place = live_path(folder)
    path = place / f"record-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.log"
    try:
        folder.create()
        place.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
        for old in sorted(place.glob("record-*.log"))[:-LOGS_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise write_trouble(error, path) from error
    return path


def _last_words(path: Path) -> str:
    """Give the last line of a log."""
    try:
        content = path.read_bytes()[-_MOST_LOG_BYTES:]
    except OSError as error:
        raise StoreError(f"{path} could not be read ({error.strerror}).") from error
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    said = [line for line in lines if line]
    return said[-1] if said else f"it ended without a word; its log is {path}."
