"""Labelled recordings as one data set: an index, a fingerprint, and splits that keep players apart.

A data set is put together from folders: data folders with labels (recorded or simulated), and the
shared real recordings, whose labels follow from what is known of them (`real_labels.py`).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.labels import LabelSet
from kicksense.domain.signals import Recording
from kicksense.errors import StoreError, UsageError
from kicksense.store.folder import DataFolder
from kicksense.store.labels import content_digest
from kicksense.store.library import Library, open_library
from kicksense.units import GRAVITY_MPS2
from kicksense.workflows.analysis import load_recording
from kicksense.workflows.dataset_entries import (
    RECORDED,
    SIMULATED,
    SUIT,
    WALKING,
    DatasetEntry,
    entries_in,
)
from kicksense.workflows.label_choice import chosen_labels, labels_of_session
from kicksense.workflows.real_labels import suit_labels, walking_labels

__all__ = [
    "RECORDED",
    "SIMULATED",
    "SUIT",
    "WALKING",
    "Dataset",
    "DatasetEntry",
    "LabelledSession",
    "open_dataset",
    "player_folds",
    "read_entry",
    "read_labels_of",
]


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSession:
    """A recording and what is known to have happened in it.

    Attributes
    ----------
    session_id
        Unique within its data set.
    player_id
        Whose leg it is.
    source
        `RECORDED`, `SIMULATED`, `SUIT` or `WALKING`.
    recording
        Sensor frame.
    labels
        One answer, also where several people labelled.
    """

    session_id: str
    player_id: str
    source: str
    recording: Recording
    labels: LabelSet


@dataclass(frozen=True, slots=True)
class Dataset:
    """An index of labelled recordings; they are read one at a time.

    Attributes
    ----------
    entries
        In order of player and session.
    remarks
        What was left out, one sentence each.
    """

    entries: tuple[DatasetEntry, ...]
    remarks: tuple[str, ...] = ()

    @property
    def players(self) -> tuple[str, ...]:
        """Ids of all players, sorted."""
        return tuple(sorted({entry.player_id for entry in self.entries}))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of recordings, players and labels, whatever their order and wherever they lie."""
        lines = sorted(
            f"{entry.fingerprint} {entry.side} {entry.player_id} {entry.label_digest}"
            for entry in self.entries
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def only(self, players: Iterable[str]) -> "Dataset":
        """Give the part of the data set that belongs to some players."""
        wanted = frozenset(players)
        entries = tuple(entry for entry in self.entries if entry.player_id in wanted)
        return replace(self, entries=entries)

    def read(self, entry: DatasetEntry) -> LabelledSession:
        """Read one recording with its labels; as `read_entry`."""
        return read_entry(entry)


def open_dataset(places: Sequence[Path]) -> Dataset:
    """Make the index of labelled recordings in some folders.

    Parameters
    ----------
    places
        Data folders with labels; the folder of the suit recordings; or the folder of all shared
        real recordings (suit and walking).

    Returns
    -------
    dataset
        Every recording once. A player with the same id in two folders is the same player.

    Raises
    ------
    SourceError
        If a folder holds nothing labelled.
    StoreError
        If labels are damaged or contradict each other about whose recording it is.
    """
    entries: list[DatasetEntry] = []
    remarks: list[str] = []
    for place in dict.fromkeys(path.expanduser().resolve() for path in places):
        found, said = entries_in(place)
        entries += found
        remarks += said
    if not entries:
        raise UsageError("no data was named; name at least one folder with labelled recordings.")
    kept = _each_once(entries, remarks)
    kept.sort(key=lambda entry: (entry.player_id, entry.session_id, entry.side))
    return Dataset(tuple(kept), tuple(remarks))


def read_entry(entry: DatasetEntry) -> LabelledSession:
    """Read one recording of a data set with its labels.

    Parameters
    ----------
    entry
        From `Dataset.entries`.

    Returns
    -------
    session
        Groups of the labels name at least side, rate and range.

    Raises
    ------
    KicksenseError
        If the recording or its labels cannot be read, or were changed since the data set was
        opened.
    """
    if entry.source in (RECORDED, SIMULATED):
        library, labels = _stored_labels(entry)
        recording = library.read(entry.session_id)
    else:
        recording = load_recording(entry.place, entry.read_options)
        if recording.source.fingerprint != entry.fingerprint:
            raise _changed(entry)
        if entry.trial is not None:
            labels = suit_labels(entry.trial, recording, entry.player_id)
        else:
            labels = walking_labels(entry.session_id, recording, entry.player_id)
    groups = {**_groups_of(recording), **labels.groups}
    labels = replace(labels, groups=groups, player_id=entry.player_id)
    return LabelledSession(entry.session_id, entry.player_id, entry.source, recording, labels)


def read_labels_of(entry: DatasetEntry) -> LabelSet:
    """Read the labels of one recording, without its samples where they are not needed.

    Parameters
    ----------
    entry
        From `Dataset.entries`.

    Returns
    -------
    labels
        One answer, also where several people labelled.

    Raises
    ------
    KicksenseError
        As for `read_entry`.
    """
    if entry.source in (RECORDED, SIMULATED):
        return replace(_stored_labels(entry)[1], player_id=entry.player_id)
    return read_entry(entry).labels


def player_folds(players: Sequence[str], folds: int, seed: int) -> tuple[frozenset[str], ...]:
    """Split players into groups of nearly the same size.

    Parameters
    ----------
    players
        Ids, in any order; one given twice counts once.
    folds
        How many groups.
    seed
        Of the chance; the same seed gives the same groups.

    Returns
    -------
    groups
        Disjoint, none of them empty, all players together.

    Raises
    ------
    UsageError
        If there are fewer players than groups.
    """
    each = sorted(set(players))
    if not 1 <= folds <= len(each):
        raise UsageError(
            f"{len(each)} players cannot be split into {folds} groups; give more players' "
            "recordings or ask for fewer groups."
        )
    shuffled = np.random.default_rng(seed).permutation(len(each))
    return tuple(
        frozenset(each[int(number)] for number in shuffled[fold::folds]) for fold in range(folds)
    )


def _stored_labels(entry: DatasetEntry) -> tuple[Library, LabelSet]:
    library = open_library(DataFolder(entry.place, "--data"))
    rows = library.catalogue.sessions()
    row = next((row for row in rows if row.id == entry.session_id), None)
    label_sets = () if row is None else labels_of_session(library.folder, row, rows)
    if not label_sets or content_digest(labels := chosen_labels(label_sets)) != entry.label_digest:
        raise _changed(entry)
    return library, labels


def _changed(entry: DatasetEntry) -> StoreError:
    return StoreError(
        f"{entry.session_id} in {entry.place} was changed while it was used; start again."
    )


def _groups_of(recording: Recording) -> dict[str, str]:
    groups = {
        "side": str(recording.placement.side),
        "rate": f"{recording.nominal_rate_hz or recording.sampling_rate_hz:.0f}",
    }
    if recording.acc_full_scale_mps2 is not None:
        groups["acc_range"] = f"{recording.acc_full_scale_mps2 / GRAVITY_MPS2:.0f}"
    return groups


def _each_once(entries: Sequence[DatasetEntry], remarks: list[str]) -> list[DatasetEntry]:
    """Leave out copies; refuse a recording that is said to be of two players."""
    kept: dict[tuple[str, Side], DatasetEntry] = {}
    owners: dict[str, DatasetEntry] = {}
    for entry in entries:
        owner = owners.setdefault(entry.fingerprint, entry)
        if owner.player_id != entry.player_id:
            raise StoreError(
                f"the same recording is of player {owner.player_id} in {owner.place} and of "
                f"player {entry.player_id} in {entry.place}; leave one of them out, or give both "
                "the same player."
            )
        first = kept.setdefault(entry.content, entry)
        if first is not entry:
            remarks.append(
                f"{entry.session_id} in {entry.place} is the same recording as "
                f"{first.session_id} in {first.place}; left out."
            )
    return list(kept.values())
