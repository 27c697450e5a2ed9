"""Telling a journal that is being written from one whose writer is gone.

The lock is the system's own and goes with the process that holds it, however it ends.
"""

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _LOCKED_AT = 2**62  # far behind the content: a locked byte cannot be read by others

    def hold(descriptor: int) -> bool:
        """Take the lock of an open journal, and tell whether it was free."""
        at = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, _LOCKED_AT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, at, os.SEEK_SET)
        return True

else:
    import fcntl

    def hold(descriptor: int) -> bool:
        """Take the lock of an open journal, and tell whether it was free."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks: whoever asks is not kept out
            return True
        return True


def is_being_written(path: Path) -> bool:
    """Tell whether a living process holds a journal open for writing.

    Parameters
    ----------
    path
        The journal.

    Returns
    -------
    being_written
        False also where there is no such file.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not hold(descriptor)
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)
