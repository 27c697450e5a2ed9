"""The folders with labelled recordings that pages offer; a page names them by id, never by path."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kicksense.errors import KicksenseError, UsageError
from kicksense.store.data_places import place_id, read_choices, write_choices
from kicksense.store.folder import DataFolder
from kicksense.workflows.consent import Scope, allowed_players, unasked_players
from kicksense.workflows.dataset_entries import RECORDED, entries_in
from kicksense.workflows.datasets import Dataset, open_dataset
from kicksense.workflows.sessions import open_sessions

OWN: Final = "own"
"""Id of the data folder that is open."""

_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class DataPlace:
    """A folder with recordings.

    Attributes
    ----------
    place_id
        What pages call it: `OWN`, or a digest of its path.
    path
        The folder.
    kind
        ``own``, ``simulated`` (made from a page) or ``added``.
    """

    place_id: str
    path: Path
    kind: str

    @property
    def title(self) -> str:
        """The name of the folder."""
        return self.path.name


def simulated_path(data: DataFolder) -> Path:
    """Give the folder in which pages put simulated players, one folder for each choice."""
    return data.root / "simulated"


def data_places(data: DataFolder) -> tuple[DataPlace, ...]:
    """Give all folders that can be used: the open one first.

    Parameters
    ----------
    data
        The open data folder.

    Raises
    ------
    StoreError
        If the file of choices is damaged.
    """
    made = simulated_path(data)
    simulated = [path for path in sorted(made.glob("*")) if DataFolder(path).in_use]
    added = [Path(text) for text in read_choices(data).places]
    found = [
        DataPlace(OWN, data.root, "own"),
        *(DataPlace(place_id(path), path, "simulated") for path in simulated),
        *(DataPlace(place_id(path), path, "added") for path in added),
    ]
    return tuple({place.place_id: place for place in found}.values())


def places_called(data: DataFolder, ids: Iterable[str]) -> tuple[DataPlace, ...]:
    """Give the places of some ids.

    Raises
    ------
    UsageError
        If one is not known.
    """
    known = {place.place_id: place for place in data_places(data)}
    wanted = tuple(dict.fromkeys(ids))
    for name in wanted:
        if name not in known:
            raise UsageError(f"there is no data '{name[:40]}' any more; choose again.")
    return tuple(known[name] for name in wanted)


def add_place(data: DataFolder, path_text: str) -> DataPlace:
    """Remember a folder with labelled recordings.

    Parameters
    ----------
    data
        The open data folder.
    path_text
        Where it lies, as somebody typed it.

    Returns
    -------
    place
        Nothing in it is changed.

    Raises
    ------
    SourceError
        If nothing in it is labelled.
    UsageError
        If it is no absolute path of a folder.
    """
    path = Path(path_text.strip()).expanduser()
    if not path_text.strip() or not path.is_absolute() or not path.is_dir():
        raise UsageError(
            "there is no such folder; give its whole path, such as /home/me/recordings."
        )
    path = path.resolve()
    if path == data.root.resolve():
        return DataPlace(OWN, data.root, "own")
    entries_in(path)
    choices = read_choices(data)
    places = tuple(dict.fromkeys([*choices.places, str(path)]))
    write_choices(data, choices.model_copy(update={"places": places}))
    return DataPlace(place_id(path), path, "added")


def drop_place(data: DataFolder, wanted: str) -> None:
    """Forget a folder that was added; nothing in it is changed."""
    choices = read_choices(data)
    places = tuple(text for text in choices.places if place_id(Path(text)) != wanted)
    write_choices(data, choices.model_copy(update={"places": places}))


def consented_dataset(places: Sequence[Path], *, unasked: bool = False) -> Dataset:
    """Make the index of labelled recordings, without players who did not agree to it.

    Parameters
    ----------
    places
        As for `kicksense.workflows.datasets.open_dataset`.
    unasked
        True to keep players of whom nothing was written down in the data folder in which the
        recording lies, whose consent must be kept elsewhere.

    Returns
    -------
    dataset
        Recorded players are in it only where they, or a guardian, agreed to help to train models,
        in the data folder in which the recording lies; the remarks name the others. What is
        simulated, or published by others, needs no consent.

    Raises
    ------
    KicksenseError
        As for `open_dataset`; or if nobody is left.
    """
    dataset = open_dataset(places)
    agreed: dict[Path, frozenset[str]] = {}
    for entry in dataset.entries:
        if entry.source == RECORDED and entry.place not in agreed:
            store = open_sessions(entry.place)
            agreed[entry.place] = allowed_players(store, Scope.TRAIN)
            if unasked:
                agreed[entry.place] |= unasked_players(store)
    kept = tuple(
        entry
        for entry in dataset.entries
        if entry.source != RECORDED or entry.player_id in agreed[entry.place]
    )
    refused = sorted({e.player_id for e in dataset.entries} - {e.player_id for e in kept})
    if not refused:
        return dataset
    named = ", ".join(refused[:_NAMED]) + (", ..." if len(refused) > _NAMED else "")
    left_out = len(dataset.entries) - len(kept)
    if not kept:
        raise UsageError(
            f"no player has agreed that their recordings train models ({named}); ask them, and "
            "keep the answer on the page My data."
        )
    remark = (
        f"{len(refused)} players have not agreed that their recordings train models ({named}); "
        f"{left_out} recordings are left out."
    )
    return Dataset(kept, (*dataset.remarks, remark))


def usable_places(data: DataFolder) -> tuple[tuple[DataPlace, str], ...]:
    """Give all places, each with what is wrong with it; empty where it can be used."""
    return tuple((place, _trouble(place)) for place in data_places(data))


def _trouble(place: DataPlace) -> str:
    try:
        entries_in(place.path)
    except KicksenseError as error:
        return str(error)
    return ""
