"""What in the data folder belongs to a session or to a player, found by what it is called.

Whatever is kept of a session is called after its id or its fingerprint, and whatever is kept of a
player after the id or its digest: ``notes/<session>/``, ``labels/<fingerprint>/``,
``adaptations/<digest>-left.json``. So what a later version keeps is found as well.
"""

import contextlib
import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from kicksense.store.folder import DataFolder
from kicksense.store.session_row import SessionRow

_OTHERWISE: Final = frozenset(
    {"recordings", "journals", "live", "bin", "models", "drills", "exports"}
)
"""Folders in which a name means something else, or that are looked at by name below."""

_FEWEST_DIGEST_LETTERS: Final = 16
_SEPARATOR: Final = re.compile(r"[.-]")


def session_paths(
    folder: DataFolder, rows: Sequence[SessionRow], others: Sequence[SessionRow] = ()
) -> tuple[Path, ...]:
    """Give all files and folders that belong to sessions, the recordings first.

    Parameters
    ----------
    folder
        The data folder.
    rows
        The sessions.
    others
        Sessions that stay: what is kept of a content that one of them shares stays as well.

    Returns
    -------
    paths
        That are there. A journal goes with any of its sessions: the others were stored from it and
        need it no more, and with it the session could be made again.
    """
    shared = {row.fingerprint for row in others}
    names = {row.id for row in rows} | {row.fingerprint for row in rows} - shared
    recordings = [folder.recording_path(row.id) for row in rows]
    journals = [folder.journal_path(row.live.group_id) for row in rows if row.live is not None]
    beside = [path for path in _entries(folder) if _SEPARATOR.split(path.name)[0] in names]
    found = dict.fromkeys((*recordings, *journals, *beside))
    return tuple(path for path in found if path.exists() or path.is_symlink())


def player_paths(folder: DataFolder, player_id: str) -> tuple[Path, ...]:
    """Give all files and folders that belong to a player and to no session.

    Parameters
    ----------
    folder
        The data folder.
    player_id
        Who.
    """
    digest = hashlib.sha256(player_id.encode()).hexdigest()
    called = {player_id, f"{player_id}.json"}
    return tuple(
        path
        for path in _entries(folder)
        if path.name in called or _begins(digest, _SEPARATOR.split(path.name)[0])
    )


def _begins(digest: str, head: str) -> bool:
    """Tell whether a name is the beginning of a digest, and long enough to be no other's."""
    return len(head) >= _FEWEST_DIGEST_LETTERS and digest.startswith(head)


def folders_of(folder: DataFolder, paths: Collection[Path]) -> dict[str, tuple[Path, ...]]:
    """Give paths by the folder that they lie in, as in ``notes`` or ``recordings``."""
    found: dict[str, list[Path]] = {}
    for path in paths:
        found.setdefault(path.relative_to(folder.root).parts[0], []).append(path)
    return {name: tuple(inside) for name, inside in found.items()}


def _entries(folder: DataFolder) -> Iterator[Path]:
    """Give everything that lies directly in a folder of the data folder."""
    with contextlib.suppress(OSError):
        for place in sorted(folder.root.iterdir()):
            if place.name in _OTHERWISE or place.name.startswith(".") or not place.is_dir():
                continue
            with contextlib.suppress(OSError):
                yield from sorted(place.iterdir())
