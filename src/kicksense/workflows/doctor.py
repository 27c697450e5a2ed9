"""What a user can look at when something does not work, and the one repair there is."""

import os
import platform
import shutil
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from kicksense import __version__
from kicksense.errors import StoreError
from kicksense.store.adoption import set_aside
from kicksense.store.catalogue import Catalogue
from kicksense.store.catalogue_trouble import DamagedCatalogueError
from kicksense.store.folder import DataFolder
from kicksense.store.library import open_library
from kicksense.store.recordings import read_header
from kicksense.units import counted
from kicksense.workflows.recovery import journal_sizes, unsealed_journals

_PACKAGES: Final = (
    "numpy",
    "scipy",
    "vqf",
    "pyarrow",
    "pandas",
    "sqlalchemy",
    "alembic",
    "bleak",
    "streamlit",
    "typer",
)
"""Packages that kicksense cannot do without."""

_LITTLE_SPACE_MB: Final = 500.0
"""Free space below which imports may soon fail; an hour of samples takes about 7 MB."""

_BYTES_PER_MB: Final = 1e6
_NAMED: Final = 5


class Condition(StrEnum):
    """How something is."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name
        What was looked at.
    condition
        How it is.
    words
        What was found, and what to do where something is wrong.
    """

    name: str
    condition: Condition
    words: str


def examine(folder: DataFolder) -> tuple[Check, ...]:
    """Look at the environment and the data folder; change nothing.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    checks
        From the outside in.
    """
    return (
        Check("kicksense", Condition.GOOD, f"version {__version__}"),
        Check(
            "Python",
            Condition.GOOD,
            f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        ),
        check_packages(_PACKAGES),
        check_folder(folder),
        check_catalogue(folder),
        check_recordings(folder),
        check_journals(folder),
    )


def check_packages(names: tuple[str, ...]) -> Check:
    """Tell which versions of the packages are installed.

    Parameters
    ----------
    names
        As the package index calls them.

    Returns
    -------
    check
        Bad where one is missing.
    """
    found, missing = [], []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        words = f"missing: {', '.join(missing)}; run `pip install --force-reinstall kicksense`"
        return Check("packages", Condition.BAD, words)
    return Check("packages", Condition.GOOD, ", ".join(found))


def check_folder(folder: DataFolder) -> Check:
    """Tell where the data folder is and whether it can be used.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    check
        Bad where it cannot be written, a note where space is short.
    """
    root = folder.root
    where = f"{root} (chosen by {folder.chosen_by})"
    if root.exists() and not root.is_dir():
        words = f"{where} is a file; name another folder with --data-dir"
        return Check("data folder", Condition.BAD, words)
    standing = next(path for path in (root, *root.parents) if path.exists())
    if not os.access(standing, os.W_OK | os.X_OK):
        words = f"{where}: you may not write to {standing}; name another folder with --data-dir"
        return Check("data folder", Condition.BAD, words)
    free_mb = shutil.disk_usage(standing).free / _BYTES_PER_MB
    space = f"{free_mb / 1000:.1f} GB free"
    if free_mb < _LITTLE_SPACE_MB:
        words = f"{where}: only {free_mb:.0f} MB free; make room before you import more"
        return Check("data folder", Condition.NOTE, words)
    if root.exists():
        return Check("data folder", Condition.GOOD, f"{where}, {space}")
    words = f"{where} does not exist yet; the first import makes it ({space})"
    return Check("data folder", Condition.GOOD, words)


def check_catalogue(folder: DataFolder) -> Check:
    """Tell whether the catalogue is sound.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    check
        Bad where it is damaged or cannot be read.
    """
    if not folder.catalogue_path.exists():
        words = "none yet; it is made when the data folder is first used"
        return Check("catalogue", Condition.GOOD, words)
    try:
        health = Catalogue(folder.catalogue_path).check()
    except StoreError as error:
        return Check("catalogue", Condition.BAD, str(error))
    if health.problems:
        damage = DamagedCatalogueError(folder.catalogue_path, health.problems[0])
        return Check("catalogue", Condition.BAD, str(damage))
    words = f"sound, {counted(health.sessions, 'session')}, tables at {health.revision}"
    return Check("catalogue", Condition.GOOD, words)


def check_recordings(folder: DataFolder) -> Check:
    """Tell whether every recording can be read and every session has one.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    check
        Bad where one is damaged or missing.
    """
    paths = sorted(folder.recordings_path.glob("*.parquet"))
    problems = []
    for path in paths:
        try:
            read_header(path)
        except StoreError as error:
            problems.append(str(error))
    missing = sorted(_listed_ids(folder) - {path.stem for path in paths})
    problems += [f"the recording of session {name} is missing; import it again" for name in missing]
    if problems:
        return Check("recordings", Condition.BAD, " ".join(problems))
    size_mb = sum(path.stat().st_size for path in paths) / _BYTES_PER_MB
    words = f"{counted(len(paths), 'recording')}, {size_mb:.1f} MB, all readable"
    return Check("recordings", Condition.GOOD, words)


def check_journals(folder: DataFolder) -> Check:
    """Tell whether every session that was recorded live is stored.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    check
        A note where a recording was stopped before it was stored.
    """
    try:
        left = unsealed_journals(folder)
        sizes = journal_sizes(folder)
    except (StoreError, OSError) as error:
        return Check("journals", Condition.BAD, str(error))
    size_mb = sum(sizes.values()) / _BYTES_PER_MB
    words = f"{counted(len(sizes), 'journal')}, {size_mb:.1f} MB"
    if left:
        words += (
            f"; {', '.join(path.stem for path in left[:_NAMED])} "
            f"{'was' if len(left) == 1 else 'were'} stopped before being stored: "
            "`kicksense sessions` stores what there is"
        )
        return Check("journals", Condition.NOTE, words)
    return Check("journals", Condition.GOOD, words)


def repair_catalogue(folder: DataFolder) -> str:
    """Set a damaged catalogue aside and build a new one from the recordings.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    words
        What was done.

    Raises
    ------
    StoreError
        If the folder cannot be used, or something else than damage is wrong.
    """
    if not folder.catalogue_path.exists() or not _is_damaged(folder):
        library = open_library(folder)
        count = len(library.catalogue.sessions())
        return f"the catalogue is sound ({counted(count, 'session')}); nothing to repair."
    kept_path = set_aside(folder.catalogue_path)
    count = len(open_library(folder).catalogue.sessions())
    return (
        f"built a new catalogue with {counted(count, 'session')} from the recordings; "
        f"the damaged one is kept as {kept_path.name}."
    )


def _is_damaged(folder: DataFolder) -> bool:
    try:
        return bool(Catalogue(folder.catalogue_path).check().problems)
    except DamagedCatalogueError:
        return True


def _listed_ids(folder: DataFolder) -> set[str]:
    """Give the sessions that the catalogue lists; none where it cannot be read."""
    if not folder.catalogue_path.exists():
        return set()
    try:
        return {row.id for row in Catalogue(folder.catalogue_path).sessions()}
    except StoreError:
        return set()
