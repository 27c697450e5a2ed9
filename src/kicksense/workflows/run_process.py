"""Being the process of a run: waiting for a turn, telling how far it is, noting how it ended."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from kicksense.errors import KicksenseError
from kicksense.store.folder import DataFolder
from kicksense.store.runs import RUN_FORMAT, RunFolder, RunProgress, take_turn
from kicksense.workflows.runs import WAITING

RUN_VARIABLE: Final = "KICKSENSE_RUN"
"""Environment variable that names the run a process is; its progress is written for that run."""

_LOOK_AGAIN_S: Final = 0.3
_TELL_EVERY_S: Final = 0.25


@contextmanager
def being_run(data: DataFolder, run_id: str) -> Iterator[tuple[str, ...]]:
    """Be the process of a run: hold its lock, wait for its turn, note how it ends.

    Parameters
    ----------
    data
        The data folder.
    run_id
        Which.

    Yields
    ------
    arguments
        Of the command line.

    Raises
    ------
    StoreError
        If another process is this run.
    KeyboardInterrupt
        When it is asked to stop.
    """
    folder = RunFolder(data, run_id)
    asked = folder.asked()
    lock = folder.live()
    os.environ[RUN_VARIABLE] = str(folder.path)
    signal.signal(signal.SIGTERM, _interrupt)
    exit_code = 1
    try:
        _wait_for_turn(folder)
        yield asked.arguments
        exit_code = 0
    except SystemExit as end:
        exit_code = end.code if isinstance(end.code, int) else int(end.code is not None)
        raise
    finally:
        folder.write_end(exit_code)
        os.close(lock)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Make a request to end what Ctrl-C is: every command ends in good order on that."""
    del number, frame
    raise KeyboardInterrupt


def _wait_for_turn(folder: RunFolder) -> None:
    """Wait until no other run is at work; the turn goes with the process."""
    note = RunProgress(format=RUN_FORMAT, stage=WAITING, process_id=os.getpid())
    folder.write_progress(note)
    if folder.cancelled:
        raise KeyboardInterrupt
    while take_turn(folder.data) is None:
        time.sleep(_LOOK_AGAIN_S)
    folder.write_progress(note.model_copy(update={"stage": ""}))


def progress_teller(stage: str) -> Callable[[int, int], None] | None:
    """Give what notes the progress of the run that this process is; None where it is none.

    Parameters
    ----------
    stage
        What is being done.

    Returns
    -------
    tell
        To be called with the number of steps done and the number of all steps. That the disk is
        full does not stop the work.
    """
    named = os.environ.get(RUN_VARIABLE)
    if not named:
        return None
    root, _, run_id = named.rpartition(os.sep)
    folder = RunFolder(DataFolder(Path(root).parent), run_id)
    told_s = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told_s
        now_s = time.monotonic()
        if done < total and now_s - told_s < _TELL_EVERY_S:
            return
        told_s = now_s
        with contextlib.suppress(KicksenseError):
            folder.write_progress(
                RunProgress(
                    format=RUN_FORMAT,
                    stage=stage,
                    done=done,
                    total=total,
                    process_id=os.getpid(),
                )
            )

    tell(0, 0)
    return tell
