"""Moving things into the bin and out of it, and deleting them; each step can be taken again."""

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from kicksense.store.atomic import sync_folder, write_trouble
from kicksense.store.bin_manifest import MANIFEST_NAME, Manifest, entry_path
from kicksense.store.folder import DataFolder


def move(folder: DataFolder, manifest: Manifest) -> None:
    """Move into the bin what has not been moved yet.

    Raises
    ------
    OSError
        If the system refuses.
    """
    entry = entry_path(folder, manifest.bin_id)
    parents = {entry}
    for moved in manifest.moved:
        place, kept = folder.root / moved.place, entry / moved.kept
        if os.path.lexists(place) and not os.path.lexists(kept):
            place.rename(kept)
            parents.add(place.parent)
    _sync(parents)


def move_back(folder: DataFolder, manifest: Manifest) -> None:
    """Move back what has been moved; what is in the way stays.

    Raises
    ------
    OSError
        If the system refuses.
    """
    entry = entry_path(folder, manifest.bin_id)
    parents = {entry}
    for moved in manifest.moved:
        place, kept = folder.root / moved.place, entry / moved.kept
        if os.path.lexists(kept) and not os.path.lexists(place):
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept.rename(place)
            parents.add(place.parent)
    _sync(parents)


def delete(folder: DataFolder, bin_id: str) -> None:
    """Delete an entry, its manifest last: a stopped program leaves what it can go on with.

    Raises
    ------
    StoreError
        If the system refuses.
    """
    entry = entry_path(folder, bin_id)
    try:
        for one in sorted(entry.iterdir(), key=lambda path: path.name == MANIFEST_NAME):
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink(missing_ok=True)
        entry.rmdir()
    except FileNotFoundError:
        return
    except OSError as error:
        raise write_trouble(error, entry) from error


def is_husk(folder: DataFolder, bin_id: str) -> bool:
    """Tell whether an entry has nothing in it: its manifest was never written, or went last."""
    with contextlib.suppress(OSError):
        return not any(not one.name.startswith(".") for one in entry_path(folder, bin_id).iterdir())
    return False


def size_of(path: Path) -> int:
    """Give how many bytes a file or folder holds; what cannot be looked at counts nothing.

    Parameters
    ----------
    path
        In the data folder; links are not followed.
    """
    with contextlib.suppress(OSError):
        if path.is_symlink() or not path.is_dir():
            return path.lstat().st_size
        return sum(size_of(one) for one in path.iterdir())
    return 0


def _sync(places: Iterable[Path]) -> None:
    """Make renames survive a power cut, as far as the system can."""
    for place in places:
        with contextlib.suppress(OSError):
            sync_folder(place)
