"""Sessions whose recording was stopped before it was sealed, found and sealed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kicksense.errors import StoreError
from kicksense.store.atomic import read_trouble
from kicksense.store.catalogue import Catalogue
from kicksense.store.folder import JOURNAL_SUFFIX, DataFolder
from kicksense.store.journal import read_journal
from kicksense.store.journal_lock import is_being_written
from kicksense.store.journal_reading import DamagedJournalError
from kicksense.store.journals import journals_in
from kicksense.store.library import Library, open_library
from kicksense.store.session_row import SessionRow
from kicksense.workflows.sealing import Sealed, seal_journal

_LOST_AT_MOST: Final = "At most the last second"
_SECONDS_IN_MINUTE: Final = 60.0

Telling = Callable[[str, float], None]
"""Told which session is being recovered, and how much of it is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of one recording that had not been sealed.

    Attributes
    ----------
    session_id
        Of the live session.
    rows
        The stored sessions; empty where nothing could be stored.
    sentence
        For people: what was recovered, and how much is lost at most.
    """

    session_id: str
    rows: tuple[SessionRow, ...]
    sentence: str


def unsealed_journals(folder: DataFolder) -> tuple[Path, ...]:
    """Give the journals that no stored session was made of, oldest first. Nothing is changed.

    A journal that a living process is writing is none of them.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    paths
        Empty in a folder in which everything is stored.

    Raises
    ------
    StoreError
        If the folder or its catalogue cannot be read.
    """
    sizes = journal_sizes(folder)
    if not sizes:
        return ()
    sealed = _sealed(folder)
    left = [path for path, size in sizes.items() if sealed.get(path.stem) != size]
    return tuple(path for path in left if not is_being_written(path))


def journal_sizes(folder: DataFolder) -> dict[Path, int]:
    """Give all journals and how long they are in bytes, oldest first.

    Parameters
    ----------
    folder
        The data folder.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    found: list[tuple[int, Path, int]] = []
    try:
        for path in folder.journals_path.glob(f"*{JOURNAL_SUFFIX}"):
            status = path.stat()
            found.append((status.st_mtime_ns, path, status.st_size))
    except OSError as error:
        raise read_trouble(error, folder.journals_path) from error
    return {path: size for _, path, size in sorted(found)}


def recover(folder: DataFolder, telling: Telling | None = None) -> tuple[Recovered, ...]:
    """Seal what was recorded and never sealed: after a crash, a kill, a flat battery.

    Parameters
    ----------
    folder
        The data folder.
    telling
        Told how far it is.

    Returns
    -------
    recovered
        One for each journal found; a journal that cannot be read is said once and then left.

    Raises
    ------
    StoreError
        If the folder or its catalogue cannot be used.
    """
    paths = unsealed_journals(folder)
    if not paths:
        return ()
    library = open_library(folder)
    return tuple(_recovered(library, path, telling) for path in paths)


def _recovered(library: Library, path: Path, telling: Telling | None) -> Recovered:
    def tell(share: float) -> None:
        if telling is not None:
            telling(path.stem, share)

    try:
        read_journal(path)
    except DamagedJournalError as error:
        library.mark_sealed(path.stem, _size_of(path))
        return Recovered(path.stem, (), f"Nothing of {path.stem} could be recovered: {error}")
    except StoreError as error:
        return Recovered(path.stem, (), f"{path.stem} was left as it is: {error}")
    sealed = seal_journal(path, library, tell)
    return Recovered(sealed.session_id, sealed.rows, _sentence(sealed))


def _sentence(sealed: Sealed) -> str:
    """Say what was recovered, and how much is lost at most."""
    length = _length(sealed.duration_s)
    if not sealed.rows:
        why = "; ".join(f"{name}: {reason}" for name, reason in sealed.refusals)
        reason = f" ({why})" if why else ""
        return f"{sealed.session_id} was stopped before there was anything to store{reason}."
    count = len(sealed.rows)
    sensors = "one sensor" if count == 1 else f"{count} sensors"
    if sealed.closed:
        said = f"{sealed.session_id} was recorded to its end but not stored; it is now: "
    else:
        said = f"{sealed.session_id} was not ended in order; recovered: "
    said += f"{length} of {sensors}"
    if not sealed.closed:
        said += f". {_LOST_AT_MOST} of its end is lost"
    if sealed.refusals:
        said += "; nothing of " + ", ".join(name for name, _ in sealed.refusals)
    return said + "."


def _length(duration_s: float) -> str:
    if duration_s < _SECONDS_IN_MINUTE:
        return f"{duration_s:.0f} s"
    minutes, seconds = divmod(round(duration_s), round(_SECONDS_IN_MINUTE))
    return f"{minutes} min {seconds} s"


def _sealed(folder: DataFolder) -> dict[str, int]:
    """Give the journals that the catalogue knows, and how long they were."""
    if not folder.catalogue_path.exists():
        return {}
    with Catalogue(folder.catalogue_path).reading() as connection:
        return journals_in(connection)


def _size_of(path: Path) -> int:
    return path.stat().st_size
