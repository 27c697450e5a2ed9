"""Files that are there completely or not at all."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kicksense.errors import StoreError

PART_SUFFIX: Final = ".part"
"""Ends the name of a file that is still being written."""

_WHY: Final = {
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "your disk quota is used up; free some space and try again",
    errno.EFBIG: "the file grew larger than the system allows; free some space or raise the limit",
    errno.EACCES: "you may not write there; choose another folder or change its permissions",
    errno.EPERM: "you may not write there; choose another folder or change its permissions",
    errno.EROFS: "the disk is read-only; choose a folder that can be written",
    errno.ENOENT: "the folder does not exist; create it first",
    errno.ENOTDIR: "a part of the path is a file, not a folder; choose another folder",
    errno.EISDIR: "a folder of that name is in the way; choose another name",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def write_trouble(error: OSError, path: Path) -> StoreError:
    """Give the sentence for a file or folder that could not be written.

    Parameters
    ----------
    error
        What the system said.
    path
        What was to be written.

    Returns
    -------
    trouble
        To be raised by the caller, from the error.
    """
    why = _WHY.get(error.errno or 0)
    if why is None:
        why = f"the system says: {error.strerror or error}"
    return StoreError(f"{path} could not be written: {why}.")


def read_trouble(error: OSError, path: Path) -> StoreError:
    """Give the sentence for a file or folder that could not be read.

    Parameters
    ----------
    error
        What the system said.
    path
        What was to be read.

    Returns
    -------
    trouble
        To be raised by the caller, from the error.
    """
    return StoreError(
        f"{path} cannot be read: {error.strerror or error}; check that you may read it."
    )


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system can do that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Give a name beside a file under which its new content is written first.

    Whatever still stands under that name at the end, because `publish` was not called or
    something failed, is removed. The file itself is not touched.

    Parameters
    ----------
    path
        The file to be made.

    Yields
    ------
    part
        Where to write.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART_SUFFIX}")
    try:
        yield part
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def publish(part: Path, path: Path) -> None:
    """Put a completely written part in its place, in one step.

    Parameters
    ----------
    part
        As given by `staged`, written and flushed.
    path
        The file to be made or replaced.
    """
    part.replace(path)
    sync_folder(path.parent)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file: beside, flush, rename.

    Parameters
    ----------
    path
        The file to be made or replaced.
    content
        All of it.

    Raises
    ------
    StoreError
        If it could not be written; an older file of the same name is then untouched.
    """
    try:
        with staged(path) as part:
            with part.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            publish(part, path)
    except OSError as error:
        raise write_trouble(error, path) from error
