"""The bin: what was erased lies here for 30 days and can come back exactly as it was.

What is to be moved is written down first. A program that is stopped in between leaves an entry that
is not in the state ``kept``; whoever opens the data folder next brings it to its end, before
anything in the folder is looked at. All changes are made inside a transaction of the catalogue, so
that two programs never work on the bin at once.
"""

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from kicksense.errors import StoreError
from kicksense.store.atomic import write_trouble
from kicksense.store.bin_catalogue import forget, is_preferred, remember_again, sensors_of
from kicksense.store.bin_manifest import (
    BinKind,
    BinState,
    Manifest,
    Moved,
    bin_ids,
    bin_path,
    new_bin_id,
    read_manifest,
    write_manifest,
)
from kicksense.store.bin_moving import delete, is_husk, move, move_back, size_of
from kicksense.store.catalogue import Catalogue
from kicksense.store.folder import DataFolder

KEPT_FOR: Final = timedelta(days=30)
"""So long a thing can be restored."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to be put into the bin, as one.

    Attributes
    ----------
    kind, title
        What it is, and of whom or what.
    paths
        Files and folders in the data folder; what is not there is passed over.
    session_ids
        Sessions that the catalogue is no longer to list.
    player_id
        Whose it is.
    whole_player
        True where sensors and the choice of who plays go with it.
    """

    kind: BinKind
    title: str
    paths: tuple[Path, ...] = ()
    session_ids: tuple[str, ...] = ()
    player_id: str | None = None
    whole_player: bool = False


def put_in_bin(
    folder: DataFolder, catalogue: Catalogue, erasure: Erasure, now: datetime | None = None
) -> Manifest:
    """Move something into the bin: all of it, or nothing.

    Parameters
    ----------
    folder, catalogue
        The store.
    erasure
        What.
    now
        The time; this moment unless given.

    Returns
    -------
    manifest
        As it lies in the bin.

    Raises
    ------
    StoreError
        If it could not be moved; it is then where it was.
    """
    with catalogue.writing() as connection:
        manifest = _moved_away(folder, connection, erasure, now or datetime.now(UTC))
    _settle_now(folder, catalogue, manifest.bin_id)
    return manifest.model_copy(update={"state": BinState.KEPT})


def bin_entries(folder: DataFolder) -> tuple[Manifest, ...]:
    """Give what can be restored, the newest first; what is damaged is left out.

    Parameters
    ----------
    folder
        The data folder.
    """
    found = [_sound(folder, bin_id) for bin_id in reversed(bin_ids(folder))]
    return tuple(each for each in found if each is not None and each.state is BinState.KEPT)


def restore(folder: DataFolder, catalogue: Catalogue, bin_id: str) -> Manifest:
    """Put a thing back where it was.

    What has come to lie in its place meanwhile goes into the bin in its stead. Its sessions are
    entered into the catalogue again when the recordings are next looked at
    (`kicksense.store.adoption.adopt_recordings`).

    Parameters
    ----------
    folder, catalogue
        The store.
    bin_id
        Which.

    Returns
    -------
    manifest
        What was put back.

    Raises
    ------
    StoreError
        If there is no such thing, or it could not be put back.
    """
    with catalogue.writing() as connection:
        manifest = read_manifest(folder, bin_id)
        if manifest.state is not BinState.KEPT:
            raise StoreError(
                f"what lies in the bin as {bin_id} is just being moved; try again in a moment."
            )
        replaced = _make_way(folder, connection, manifest)
        write_manifest(folder, manifest.model_copy(update={"state": BinState.RESTORING}))
        _put_back(folder, connection, manifest)
    _settle_now(folder, catalogue, bin_id)
    if replaced is not None:
        _settle_now(folder, catalogue, replaced.bin_id)
    return manifest


def empty_bin(folder: DataFolder, catalogue: Catalogue, wanted: Iterable[str]) -> int:
    """Delete things in the bin for good, and give how many.

    Parameters
    ----------
    folder, catalogue
        The store.
    wanted
        Their ids; one that is named twice is meant once.

    Raises
    ------
    StoreError
        If there is no such thing, and then nothing was deleted; or it could not be deleted.
    """
    with catalogue.writing():
        manifests = [read_manifest(folder, bin_id) for bin_id in dict.fromkeys(wanted)]
        for manifest in manifests:
            write_manifest(folder, manifest.model_copy(update={"state": BinState.EMPTYING}))
            delete(folder, manifest.bin_id)
    return len(manifests)


def settle_bin(folder: DataFolder, catalogue: Catalogue, now: datetime | None = None) -> None:
    """Finish what a stopped program has begun, and delete what is older than `KEPT_FOR`.

    Where that cannot be done, because the disk is full or read-only, it is left for the next time.

    Parameters
    ----------
    folder, catalogue
        The store.
    now
        The time; this moment unless given.
    """
    if not bin_path(folder).is_dir():
        return
    moment = now or datetime.now(UTC)
    for bin_id in bin_ids(folder):
        if _is_due(folder, bin_id, moment):
            with contextlib.suppress(StoreError, OSError):
                _settle(folder, catalogue, bin_id, moment)


def _is_due(folder: DataFolder, bin_id: str, now: datetime) -> bool:
    manifest = _sound(folder, bin_id)
    if manifest is None:
        return is_husk(folder, bin_id)
    return manifest.state is not BinState.KEPT or now - manifest.binned_utc > KEPT_FOR


def _settle_now(folder: DataFolder, catalogue: Catalogue, bin_id: str) -> None:
    """Finish what was just done; where that cannot be, whoever opens the folder next does it."""
    with contextlib.suppress(StoreError, OSError):
        _settle(folder, catalogue, bin_id, datetime.now(UTC))


def _settle(folder: DataFolder, catalogue: Catalogue, bin_id: str, now: datetime) -> None:
    """Bring one entry to its end: what the catalogue knows first, the entry once that is kept.

    Every step can be taken again, and another program may have taken it meanwhile.
    """
    with catalogue.writing() as connection:
        manifest = _sound(folder, bin_id)
        if manifest is not None and manifest.state is BinState.MOVING:
            move(folder, manifest)
            forget(folder, connection, manifest)
        elif manifest is not None and manifest.state is BinState.RESTORING:
            _put_back(folder, connection, manifest)
    with catalogue.writing():
        if not _is_due(folder, bin_id, now):
            return
        manifest = _sound(folder, bin_id)
        if manifest is not None and manifest.state is BinState.MOVING:
            write_manifest(folder, manifest.model_copy(update={"state": BinState.KEPT}))
            return
        if manifest is not None and manifest.state is BinState.KEPT:
            write_manifest(folder, manifest.model_copy(update={"state": BinState.EMPTYING}))
        delete(folder, bin_id)


def _moved_away(
    folder: DataFolder, connection: sa.Connection, erasure: Erasure, now: datetime
) -> Manifest:
    """Move into the bin within the transaction given; the entry is not settled yet."""
    there = [path for path in dict.fromkeys(erasure.paths) if os.path.lexists(path)]
    whole, player_id = erasure.whole_player, erasure.player_id
    manifest = Manifest(
        bin_id=new_bin_id(now),
        kind=erasure.kind,
        title=erasure.title,
        binned_utc=now,
        moved=tuple(
            Moved(place=path.relative_to(folder.root).as_posix(), kept=f"{number:04d}")
            for number, path in enumerate(there)
        ),
        session_ids=erasure.session_ids,
        player_id=player_id,
        sensors=sensors_of(connection, player_id) if whole else (),
        preferred=whole and is_preferred(folder, player_id),
        size_bytes=sum(size_of(path) for path in there),
    )
    write_manifest(folder, manifest)
    try:
        move(folder, manifest)
        forget(folder, connection, manifest)
    except (OSError, StoreError) as error:
        move_back(folder, manifest)
        delete(folder, manifest.bin_id)
        if isinstance(error, OSError):
            raise write_trouble(error, folder.root) from error
        raise
    return manifest


def _make_way(folder: DataFolder, connection: sa.Connection, manifest: Manifest) -> Manifest | None:
    """Put into the bin what has come to lie where things are to be put back."""
    paths = tuple(
        path for moved in manifest.moved if os.path.lexists(path := folder.root / moved.place)
    )
    if not paths:
        return None
    stems = {path.stem for path in paths if path.parent == folder.recordings_path}
    erasure = Erasure(
        BinKind.REPLACED,
        manifest.title,
        paths,
        session_ids=tuple(sorted(stems & set(manifest.session_ids))),
        player_id=manifest.player_id,
    )
    return _moved_away(folder, connection, erasure, datetime.now(UTC))


def _put_back(folder: DataFolder, connection: sa.Connection, manifest: Manifest) -> None:
    """Put everything back; the entry itself goes once the catalogue has kept that."""
    try:
        move_back(folder, manifest)
    except OSError as error:
        raise write_trouble(error, folder.root) from error
    remember_again(folder, connection, manifest)


def _sound(folder: DataFolder, bin_id: str) -> Manifest | None:
    try:
        return read_manifest(folder, bin_id)
    except StoreError:
        return None
