"""One thing edited in two places at once: whoever comes second is told, and nothing is lost."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Final

from kicksense.errors import StoreError
from kicksense.store.atomic import write_trouble
from kicksense.store.folder import DataFolder

_PRIVATE_MODE: Final = 0o600


class StaleEditError(StoreError):
    """What was edited has been changed by somebody else since it was opened."""


def check_revision(opened: int, kept: int, title: str) -> None:
    """Refuse to write over what somebody else has written since.

    Parameters
    ----------
    opened
        Revision of what was edited.
    kept
        Revision of what is in the store now; 0 for what is not there.
    title
        What it is, as in "the plan".

    Raises
    ------
    StaleEditError
        If the two differ; what is stored stays as it is.
    """
    if opened == kept:
        return
    if kept == 0:
        raise StaleEditError(
            f"{title} was deleted elsewhere while it was open here; copy what you typed, or "
            "restore it from the bin."
        )
    raise StaleEditError(
        f"{title} was changed elsewhere while it was open here; compare both, and save again "
        "what should stay."
    )


@contextlib.contextmanager
def alone(folder: DataFolder, kind: str) -> Iterator[None]:
    """Keep others from writing documents of one kind while the block runs.

    The lock is the system's own and goes with the process that holds it, however it ends.

    Parameters
    ----------
    folder
        The data folder; made where it is missing.
    kind
        Of the documents, as in ``plans``.

    Yields
    ------
    nothing
        While nobody else writes.

    Raises
    ------
    StoreError
        If the folder cannot be used.
    """
    folder.create()
    path = folder.root / f".{kind}.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE_MODE)
    except OSError as error:
        raise write_trouble(error, path) from error
    try:
        _wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _wait_for(descriptor: int) -> None:
        """Wait for the lock of an open file; the system gives up after ten seconds."""
        with contextlib.suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _wait_for(descriptor: int) -> None:
        """Wait for the lock of an open file; a file system without locks keeps nobody out."""
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
