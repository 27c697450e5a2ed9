"""Recordings that lie in the folder but not in the catalogue."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from kicksense.errors import StoreError
from kicksense.store.atomic import PART_SUFFIX, write_trouble
from kicksense.store.catalogue import Catalogue, put_session, session_ids_in, sessions_of_content
from kicksense.store.folder import DataFolder
from kicksense.store.recordings import read_header
from kicksense.store.session_row import SessionRow, row_of

_STALE_AFTER: Final = timedelta(days=1)
"""A part that nobody has written to for so long belongs to a program that was stopped."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was found in the folder of recordings.

    Attributes
    ----------
    adopted
        Ids of recordings that the catalogue did not know and now knows.
    unreadable
        Pairs of file name and the sentence that says what is wrong with it.
    duplicates
        Names of files with content that another session has.
    """

    adopted: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    duplicates: tuple[str, ...] = ()


def adopt_recordings(folder: DataFolder, catalogue: Catalogue) -> Adoption:
    """Enter into the catalogue what only the folder knows.

    This is how an import that was stopped between file and catalogue is completed, and how a
    catalogue that is missing is built again: each recording carries all that is known of it.
    A file that cannot be read is reported and left alone. Where nothing can be written, nothing
    is entered.

    Parameters
    ----------
    folder
        The data folder.
    catalogue
        Its catalogue.

    Returns
    -------
    adoption
        What was found.

    Raises
    ------
    StoreError
        If the folder or the catalogue cannot be used.
    """
    try:
        stems = {path.stem for path in folder.recordings_path.glob("*.parquet")}
    except OSError as error:
        raise write_trouble(error, folder.recordings_path) from error
    with catalogue.reading() as connection:
        unknown = sorted(stems - session_ids_in(connection))
    if not unknown or not catalogue.can_write:
        return Adoption()
    rows: list[SessionRow] = []
    unreadable: list[tuple[str, str]] = []
    for session_id in unknown:
        path = folder.recording_path(session_id)
        try:
            rows.append(row_of(session_id, read_header(path).notes))
        except StoreError as error:
            unreadable.append((path.name, str(error)))
    adopted, duplicates = _enter(catalogue, rows)
    return Adoption(adopted, tuple(unreadable), duplicates)


def set_aside(catalogue_path: Path) -> Path:
    """Give a damaged catalogue another name, so that a new one can be built. Nothing is deleted.

    Parameters
    ----------
    catalogue_path
        The damaged file.

    Returns
    -------
    kept_path
        Where it lies now.

    Raises
    ------
    StoreError
        If it cannot be renamed.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    kept_path = catalogue_path.with_name(f"{catalogue_path.name}.damaged-{stamp}")
    try:
        for ending in ("-wal", "-shm"):
            companion = catalogue_path.with_name(catalogue_path.name + ending)
            if companion.exists():
                companion.rename(kept_path.with_name(kept_path.name + ending))
        catalogue_path.rename(kept_path)
    except OSError as error:
        raise write_trouble(error, catalogue_path) from error
    return kept_path


def remove_stale_parts(folder: DataFolder) -> None:
    """Remove half-written files that a stopped program has left behind.

    Parameters
    ----------
    folder
        The data folder.
    """
    now = datetime.now(UTC)
    for part in folder.recordings_path.glob(f".*{PART_SUFFIX}"):
        with contextlib.suppress(OSError):
            touched = datetime.fromtimestamp(part.stat().st_mtime, UTC)
            if now - touched > _STALE_AFTER:
                part.unlink()


def _enter(catalogue: Catalogue, rows: list[SessionRow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Add rows that are still unknown; give the ids added and the files left out."""
    if not rows:
        return (), ()
    adopted, duplicates = [], []
    with catalogue.writing() as connection:
        known = session_ids_in(connection)
        for row in rows:
            if row.id in known:
                continue
            same = sessions_of_content(connection, row.fingerprint)
            if any(other.worn_side is row.worn_side for other in same):
                duplicates.append(f"{row.id}.parquet")
                continue
            put_session(connection, row)
            adopted.append(row.id)
    return tuple(adopted), tuple(duplicates)
