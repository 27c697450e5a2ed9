"""What is in a data set at a glance: players, balance, splits, what is left out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kicksense.domain.labels import EventKind, LabelSet
from kicksense.store.folder import DataFolder
from kicksense.store.library import open_library
from kicksense.workflows.dataset_entries import RECORDED, SIMULATED
from kicksense.workflows.datasets import Dataset, DatasetEntry, player_folds, read_labels_of
from kicksense.workflows.label_choice import chosen_labels, labels_of_session

Progress = Callable[[int, int], None]
"""Told how many recordings are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class PlayerLine:
    """A player of a data set.

    Attributes
    ----------
    player_id
        Who.
    sources
        Where the recordings come from, such as ``recorded``.
    sessions
        How many recordings.
    complete
        In how many of them every kick is labelled.
    kicks
        Labelled kicks by technique.
    others
        Labelled events that are no kick.
    sides
        The legs.
    fold
        Which part of the split the player belongs to, from 1.
    """

    player_id: str
    sources: tuple[str, ...]
    sessions: int
    complete: int
    kicks: Mapping[str, int]
    others: int
    sides: tuple[str, ...]
    fold: int


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """How often something is labelled.

    Attributes
    ----------
    name
        Such as ``heel`` or ``touch``.
    by_source, by_side
        How often, by where it comes from and by leg.
    """

    name: str
    by_source: Mapping[str, int]
    by_side: Mapping[str, int]

    @property
    def count(self) -> int:
        """How often in all."""
        return sum(self.by_source.values())


@dataclass(frozen=True, slots=True)
class DatasetOverview:
    """What is in a data set.

    Attributes
    ----------
    fingerprint
        Of what the recordings hold and the labels say.
    players
        In the order of their ids.
    balance
        The most frequent first.
    folds
        Into how many parts the players are split.
    sources
        Recordings by where they come from.
    remarks
        What was left out, one sentence each.
    """

    fingerprint: str
    players: tuple[PlayerLine, ...]
    balance: tuple[BalanceLine, ...]
    folds: int
    sources: Mapping[str, int]
    remarks: tuple[str, ...]

    @property
    def sessions(self) -> int:
        """How many recordings."""
        return sum(self.sources.values())

    @property
    def kicks(self) -> int:
        """How many labelled kicks."""
        return sum(sum(line.kicks.values()) for line in self.players)


def overview_of(
    dataset: Dataset, progress: Progress, *, folds: int = 5, seed: int = 1
) -> DatasetOverview:
    """Read the labels of a data set and count.

    Parameters
    ----------
    dataset
        The data set.
    progress
        Told after each recording.
    folds, seed
        Of the split; with fewer players there are fewer parts. No player is in two of them.

    Returns
    -------
    overview
        Nothing but labels is read of stored sessions.

    Raises
    ------
    KicksenseError
        If labels cannot be read.
    """
    parts = min(folds, len(dataset.players))
    groups = player_folds(dataset.players, parts, seed) if parts else ()
    fold_of = {player: number for number, group in enumerate(groups, 1) for player in group}
    sides: dict[str, Counter[str]] = {}
    sources: dict[str, Counter[str]] = {}
    found: dict[str, list[tuple[DatasetEntry, LabelSet]]] = {}
    for done, (entry, labels) in enumerate(_labels_in(dataset), start=1):
        found.setdefault(entry.player_id, []).append((entry, labels))
        for event in labels.events:
            is_kick = event.kind is EventKind.KICK
            name = str(event.technique) if is_kick else str(event.kind)
            sides.setdefault(name, Counter())[str(entry.side)] += 1
            sources.setdefault(name, Counter())[entry.source] += 1
        progress(done, len(dataset.entries))
    balance = [BalanceLine(name, dict(sources[name]), dict(sides[name])) for name in sources]
    return DatasetOverview(
        fingerprint=dataset.fingerprint,
        players=tuple(_player(name, found[name], fold_of[name]) for name in sorted(found)),
        balance=tuple(sorted(balance, key=lambda line: (-line.count, line.name))),
        folds=parts,
        sources=dict(Counter(entry.source for entry in dataset.entries)),
        remarks=dataset.remarks,
    )


def _player(player_id: str, found: list[tuple[DatasetEntry, LabelSet]], fold: int) -> PlayerLine:
    events = [event for _, labels in found for event in labels.events]
    kicks = Counter(str(event.technique) for event in events if event.kind is EventKind.KICK)
    return PlayerLine(
        player_id=player_id,
        sources=tuple(sorted({entry.source for entry, _ in found})),
        sessions=len(found),
        complete=sum(labels.complete for _, labels in found),
        kicks=dict(kicks),
        others=len(events) - sum(kicks.values()),
        sides=tuple(sorted({str(entry.side) for entry, _ in found})),
        fold=fold,
    )


def _labels_in(dataset: Dataset) -> Iterator[tuple[DatasetEntry, LabelSet]]:
    """Read the labels, each data folder opened once."""
    places: dict[Path, list[DatasetEntry]] = {}
    for entry in dataset.entries:
        places.setdefault(entry.place, []).append(entry)
    for place, entries in places.items():
        if any(entry.source not in (RECORDED, SIMULATED) for entry in entries):
            for entry in entries:
                yield entry, read_labels_of(entry)
            continue
        library = open_library(DataFolder(place))
        rows = library.catalogue.sessions()
        by_id = {row.id: row for row in rows}
        for entry in entries:
            said = labels_of_session(library.folder, by_id[entry.session_id], rows)
            yield entry, chosen_labels(said)
