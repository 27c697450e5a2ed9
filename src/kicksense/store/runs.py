"""Long work that runs as a process of its own: what was asked, how far it is, how it ended.

Each run has a folder under ``runs``. Whether one is alive is told by a lock that goes with its
process, however that ends; so a killed one is never taken for a running one.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kicksense.errors import StoreError, UsageError
from kicksense.store.atomic import read_trouble, write_trouble
from kicksense.store.documents import Form, Part
from kicksense.store.folder import DataFolder
from kicksense.store.journal_lock import hold, is_being_written

RUN_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

RunKind = Literal["train", "evaluate", "simulate", "export"]
"""What a run does."""

LOG_FILE: Final = "log.txt"
_ASKED_FILE: Final = "asked.json"
_PROGRESS_FILE: Final = "progress.json"
_END_FILE: Final = "end.json"
_ALIVE_FILE: Final = "alive"
_CANCEL_FILE: Final = "cancel"
_ID: Final = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{6}")
_MOST_LOG_BYTES: Final = 64 * 1024
_OWNER_ONLY: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700

_Word = Annotated[str, StringConstraints(max_length=400)]


class RunAsked(Part):
    """What a run was asked to do.

    Attributes
    ----------
    format
        Version of the form.
    kind
        What it does.
    title
        What people call it: the model's name, or what is made.
    arguments
        Of the command line, behind ``kicksense``.
    asked_utc
        When.
    details
        What a page shows of it, such as the data and the seed.
    """

    format: Literal[1]
    kind: RunKind
    title: _Word
    arguments: Annotated[
        tuple[Annotated[str, StringConstraints(max_length=4096)], ...], Field(max_length=500)
    ]
    asked_utc: AwareDatetime
    details: Annotated[dict[_Word, _Word], Field(max_length=100, default_factory=dict)]


class RunProgress(Part):
    """How far a run is.

    Attributes
    ----------
    format
        Version of the form.
    stage
        What it does at the moment, such as ``training``.
    done, total
        Steps of this stage; a total of zero is not known yet.
    process_id
        Of the process; to be used only while it is alive.
    """

    format: Literal[1]
    stage: _Word = ""
    done: Annotated[int, Field(ge=0)] = 0
    total: Annotated[int, Field(ge=0)] = 0
    process_id: Annotated[int, Field(ge=0)] = 0


class RunEnd(Part):
    """How a run ended.

    Attributes
    ----------
    format
        Version of the form.
    exit_code
        Zero where all is well.
    ended_utc
        When.
    """

    format: Literal[1]
    exit_code: int
    ended_utc: AwareDatetime


_ASKED: Final = Form(
    RunAsked, RUN_FORMAT, "note of a run", "delete its folder and start it again", 1024**2
)
_PROGRESS: Final = Form(
    RunProgress, RUN_FORMAT, "note of progress", "delete it; the run is not harmed", 1024**2
)
_END: Final = Form(
    RunEnd, RUN_FORMAT, "note of an end", "delete the run and start it again", 1024**2
)


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of a run.

    Attributes
    ----------
    data
        The data folder.
    run_id
        Of the run; made by `new_run`.
    """

    data: DataFolder
    run_id: str

    def __post_init__(self) -> None:
        if _ID.fullmatch(self.run_id) is None:
            raise UsageError(f"'{self.run_id[:40]}' is no run; choose one from the list of runs.")

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.data.root / "runs" / self.run_id

    @property
    def log_path(self) -> Path:
        """What the process printed."""
        return self.path / LOG_FILE

    def asked(self) -> RunAsked:
        """Read what was asked.

        Raises
        ------
        UsageError
            If there is no such run.
        StoreError
            If its note is damaged.
        """
        found = _ASKED.read(self.path / _ASKED_FILE)
        if found is None:
            raise UsageError(f"there is no run '{self.run_id}' any more; choose another one.")
        return found

    def progress(self) -> RunProgress:
        """Read how far it is; nothing is known before it began."""
        return _PROGRESS.read(self.path / _PROGRESS_FILE) or RunProgress(format=RUN_FORMAT)

    def end(self) -> RunEnd | None:
        """Read how it ended; None where nothing says so."""
        return _END.read(self.path / _END_FILE)

    @property
    def began(self) -> bool:
        """Tell whether its process has come to life; it notes that once it holds its lock."""
        return (self.path / _PROGRESS_FILE).exists()

    @property
    def alive(self) -> bool:
        """Tell whether its process lives."""
        return is_being_written(self.path / _ALIVE_FILE)

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked it to stop."""
        return (self.path / _CANCEL_FILE).exists()

    def write_progress(self, progress: RunProgress) -> None:
        """Keep how far it is.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        _PROGRESS.write(self.data, self.path / _PROGRESS_FILE, progress)

    def write_end(self, exit_code: int) -> None:
        """Keep how it ended.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        end = RunEnd(format=RUN_FORMAT, exit_code=exit_code, ended_utc=datetime.now(UTC))
        _END.write(self.data, self.path / _END_FILE, end)

    def ask_to_stop(self) -> None:
        """Note that it is to stop.

        Raises
        ------
        StoreError
            If that cannot be written.
        """
        try:
            (self.path / _CANCEL_FILE).touch(mode=_OWNER_ONLY)
        except OSError as error:
            raise write_trouble(error, self.path) from error

    def live(self) -> int:
        """Take the lock that says that its process lives; it goes with the process.

        Returns
        -------
        descriptor
            To be kept open.

        Raises
        ------
        StoreError
            If another process is this run already, or the folder cannot be written.
        """
        try:
            descriptor = os.open(self.path / _ALIVE_FILE, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
        except OSError as error:
            raise write_trouble(error, self.path) from error
        if not hold(descriptor):
            os.close(descriptor)
            raise StoreError(f"run {self.run_id} is running already.")
        return descriptor

    def log_tail(self, lines: int) -> tuple[str, ...]:
        """Give the last lines of what it printed.

        Raises
        ------
        StoreError
            If the log cannot be read.
        """
        try:
            with self.log_path.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(0, size - _MOST_LOG_BYTES))
                text = log.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise read_trouble(error, self.log_path) from error
        said = [line.rstrip() for line in text.splitlines() if line.strip()]
        return tuple(said[-lines:])


def new_run(
    data: DataFolder,
    kind: RunKind,
    title: str,
    details: Mapping[str, str],
) -> tuple[RunFolder, RunAsked]:
    """Make the folder of a run; nothing is asked of it yet.

    Parameters
    ----------
    data
        The data folder.
    kind, title, details
        As in `RunAsked`.

    Returns
    -------
    folder, asked
        What is asked has no arguments yet, since they may name the folder; `write_asked` keeps it.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    now = datetime.now(UTC)
    folder = RunFolder(data, f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}")
    try:
        data.create()
        folder.path.mkdir(mode=_PRIVATE_FOLDER, parents=True)
        os.close(os.open(folder.log_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
    except OSError as error:
        raise write_trouble(error, folder.path) from error
    asked = RunAsked(
        format=RUN_FORMAT,
        kind=kind,
        title=title,
        arguments=(),
        asked_utc=now,
        details=dict(details),
    )
    return folder, asked


def write_asked(folder: RunFolder, asked: RunAsked) -> None:
    """Keep what is asked of a run.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    _ASKED.write(folder.data, folder.path / _ASKED_FILE, asked)


def run_folders(data: DataFolder) -> tuple[RunFolder, ...]:
    """Give the folders of all runs, the newest first.

    Raises
    ------
    StoreError
        If the folder of runs cannot be read.
    """
    place = data.root / "runs"
    try:
        names = [path.name for path in place.iterdir()] if place.is_dir() else []
    except OSError as error:
        raise read_trouble(error, place) from error
    return tuple(RunFolder(data, name) for name in sorted(names, reverse=True) if _is_id(name))


def take_turn(data: DataFolder) -> int | None:
    """Take the one place that there is for long work; None where somebody else has it.

    Returns
    -------
    descriptor
        To be kept open; the place is free again when the process ends.
    """
    path = data.root / "runs" / "turn"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
    except OSError as error:
        raise write_trouble(error, path) from error
    if hold(descriptor):
        return descriptor
    with contextlib.suppress(OSError):
        os.close(descriptor)
    return None


def _is_id(name: str) -> bool:
    return _ID.fullmatch(name) is not None
