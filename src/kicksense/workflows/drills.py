"""The drills a user can choose from."""

from pathlib import Path

from kicksense.coaching.drills import DrillBook
from kicksense.domain.drill import Drill
from kicksense.store.drills import drill_book
from kicksense.store.folder import data_folder


def drill_book_of(data_dir: Path | None) -> DrillBook:
    """Give the drills that ship and the user's own.

    Parameters
    ----------
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    book
        With the plans that cannot be used.
    """
    return drill_book(data_folder(data_dir))


def drill_of(name: str, data_dir: Path | None) -> Drill:
    """Give the drill of a name.

    Parameters
    ----------
    name
        Of a drill that ships or of the user's own.
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    drill
        As planned.

    Raises
    ------
    UsageError
        If there is none; the message lists the names.
    DrillFileError
        If there is a plan of that name, and it cannot be used.
    """
    return drill_book_of(data_dir).named(name)
