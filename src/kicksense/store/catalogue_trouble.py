"""What SQLite complains about, as sentences."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from kicksense.errors import StoreError


class DamagedCatalogueError(StoreError):
    """The catalogue cannot be read; the recordings can."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"the catalogue {path} is damaged ({reason}); your recordings in "
            f"{path.parent / 'recordings'} are safe: run `kicksense doctor --repair` to set the "
            "damaged file aside and build a new catalogue from them."
        )


@contextlib.contextmanager
def catalogue_errors(path: Path) -> Iterator[None]:
    """Turn what the database raises within a block into one sentence.

    Parameters
    ----------
    path
        The catalogue.

    Yields
    ------
    nothing
        While the block runs.

    Raises
    ------
    StoreError
        In place of any database error but a broken rule of the tables, which is a mistake in
        the code.
    """
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DBAPIError as error:
        raise catalogue_trouble(path, error.orig or error) from error
    except sqlite3.Error as error:
        raise catalogue_trouble(path, error) from error


def catalogue_trouble(path: Path, error: BaseException) -> StoreError:
    """Give the sentence for a catalogue that could not be used.

    Parameters
    ----------
    path
        The catalogue.
    error
        What the database driver said.

    Returns
    -------
    trouble
        To be raised by the caller, from the error.
    """
    code = getattr(error, "sqlite_errorname", None) or ""
    for beginning, trouble in _troubles(path).items():
        if code.startswith(beginning):
            return trouble
    return DamagedCatalogueError(path, str(error))


def is_lack_of_room(error: BaseException) -> bool:
    """Tell whether SQLite may have failed for want of room on the disk alone.

    Parameters
    ----------
    error
        What SQLAlchemy or the driver raised.
    """
    code = getattr(getattr(error, "orig", None) or error, "sqlite_errorname", None) or ""
    return code.startswith(("SQLITE_FULL", "SQLITE_IOERR"))


def _troubles(path: Path) -> dict[str, StoreError]:
    """Give what is said by the beginning of the error's name; whole sentences can be translated."""
    return {
        "SQLITE_FULL": StoreError(
            f"the catalogue {path} could not be written: the disk is full; free some space and "
            "try again."
        ),
        "SQLITE_BUSY": StoreError(
            f"the catalogue {path} is in use by another program that does not let go; close other "
            "kicksense windows and try again."
        ),
        "SQLITE_READONLY": StoreError(
            f"the catalogue {path} could not be written: you may not write there; choose another "
            "folder with --data-dir or change its permissions."
        ),
        "SQLITE_CANTOPEN": StoreError(
            f"the catalogue {path} could not be opened; check that its folder exists and that you "
            "may write there, or choose another folder with --data-dir."
        ),
        "SQLITE_IOERR": StoreError(
            f"the catalogue {path} could not be read or written: the disk reports an error or is "
            "full; free some space, check the disk and try again."
        ),
        "SQLITE_PERM": _unreadable(path),
        "SQLITE_AUTH": _unreadable(path),
    }


def _unreadable(path: Path) -> StoreError:
    return StoreError(
        f"the catalogue {path} could not be opened: you may not read it; change its permissions."
    )


def newer_catalogue(path: Path, reason: str) -> StoreError:
    """Give the sentence for a catalogue whose tables this version does not know.

    Parameters
    ----------
    path
        The catalogue.
    reason
        What the migration said.

    Returns
    -------
    trouble
        To be raised by the caller.
    """
    return StoreError(
        f"the catalogue {path} was written by a newer kicksense ({reason}); upgrade kicksense, "
        "or choose another folder with --data-dir."
    )
