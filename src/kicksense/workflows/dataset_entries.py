"""What is labelled in a folder, one entry a recording."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kicksense.domain.anatomy import Side
from kicksense.errors import SourceError, StoreError
from kicksense.exchange.options import ReadOptions
from kicksense.store.folder import DataFolder
from kicksense.store.labels import content_digest, labelled_fingerprints
from kicksense.store.library import Library, open_library
from kicksense.store.session_row import SessionRow
from kicksense.workflows.analysis import content_fingerprint
from kicksense.workflows.label_choice import chosen_labels, labels_of_session
from kicksense.workflows.real_labels import rule_digest
from kicksense.workflows.suite_recordings import (
    Trial,
    trials_in,
    walker_of,
    walking_files,
)

RECORDED: Final = "recorded"
"""A stored session of a player, labelled by people."""

SIMULATED: Final = "simulated"
"""A stored session that no player ever did; its labels are the truth of the simulation."""

SUIT: Final = "suit"
"""A kick trial of the suit recordings; its labels follow from the suit's own foot speed."""

WALKING: Final = "walking"
"""A real recording of walking or stairs, without a kick."""


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """Where a labelled recording lies; small, and may be handed to other processes.

    Attributes
    ----------
    session_id, player_id, source
        As in `LabelledSession`.
    fingerprint
        SHA-256 of the recording's original content.
    place
        The data folder, or the file.
    side
        The leg.
    label_digest
        SHA-256 of what the labels say, whenever they were made.
    labellers
        Who labelled it.
    trial
        Of a suit recording, what is known of it; else None.
    read_options
        How the file is to be read, if it is no stored session.
    """

    session_id: str
    player_id: str
    source: str
    fingerprint: str
    place: Path
    side: Side
    label_digest: str
    labellers: tuple[str, ...] = ()
    trial: Trial | None = None
    read_options: ReadOptions = field(default_factory=ReadOptions)

    @property
    def content(self) -> tuple[str, Side]:
        """What makes a recording the same wherever it lies: its content and its leg."""
        return self.fingerprint, self.side


def entries_in(place: Path) -> tuple[list[DatasetEntry], list[str]]:
    """Give what is labelled in one folder, and sentences about what is not.

    Parameters
    ----------
    place
        A data folder, or a folder of the shared real recordings.

    Returns
    -------
    entries, remarks
        Nothing is read yet but labels and fingerprints.

    Raises
    ------
    SourceError
        If nothing in it is labelled.
    StoreError
        If labels are damaged, or name different players for one recording.
    """
    if DataFolder(place).in_use:
        return _stored_entries(place)
    trials = trials_in(place) or trials_in(place / "lmd")
    entries = [entry for trial in trials if trial.holds_a_kick for entry in _suit_entries(trial)]
    entries += _walking_entries(place)
    if not entries:
        raise SourceError(
            f"{place} holds no labelled recordings; name a data folder (kicksense simulate and "
            "kicksense label import fill one) or the folder of the shared real recordings."
        )
    return entries, []


def _stored_entries(place: Path) -> tuple[list[DatasetEntry], list[str]]:
    library = open_library(DataFolder(place, "--data"))
    rows = library.catalogue.sessions()
    labelled = labelled_fingerprints(library.folder)
    entries = [
        entry
        for row in rows
        if row.fingerprint in labelled and (entry := _stored_entry(library, row, rows)) is not None
    ]
    if not entries:
        raise SourceError(
            f"{place} holds {len(rows)} recordings and no labels; kicksense label import brings "
            "labels in, and kicksense simulate makes labelled recordings."
        )
    remarks = []
    if without := len(rows) - len(entries):
        remarks.append(f"{place}: {without} of {len(rows)} recordings have no labels; left out.")
    if orphans := len(labelled - {row.fingerprint for row in rows}):
        remarks.append(f"{place}: labels of {orphans} recordings that are not there; left out.")
    remarks += [f"{place}: {sentence}" for _, sentence in library.adoption.unreadable]
    return entries, remarks


def _stored_entry(
    library: Library, row: SessionRow, rows: Sequence[SessionRow]
) -> DatasetEntry | None:
    """Give the entry of a stored session; None where nobody labelled this leg."""
    label_sets = labels_of_session(library.folder, row, rows)
    if not label_sets:
        return None
    players = sorted({labels.player_id for labels in label_sets})
    if row.player_id is None and len(players) > 1:
        raise StoreError(
            f"session {row.id} ({row.name}) is said to be of different players: "
            f"{', '.join(players)}; import the recording again with --player."
        )
    labels = chosen_labels(label_sets)
    return DatasetEntry(
        session_id=row.id,
        player_id=row.player_id or labels.player_id,
        source=SIMULATED if row.simulated else RECORDED,
        fingerprint=row.fingerprint,
        place=library.folder.root,
        side=row.worn_side,
        label_digest=content_digest(labels),
        labellers=tuple(said.labeller for said in label_sets),
    )


def _suit_entries(trial: Trial) -> list[DatasetEntry]:
    """Give both legs of a kick trial."""
    fingerprint = content_fingerprint(trial.path)
    return [
        DatasetEntry(
            session_id=f"{trial.name}-{side}",
            player_id=trial.player_id,
            source=SUIT,
            fingerprint=fingerprint,
            place=trial.path,
            side=side,
            label_digest=rule_digest(f"{SUIT} {side is trial.kicking_side}"),
            labellers=("suit",),
            trial=trial,
            read_options=ReadOptions(side=side),
        )
        for side in Side
    ]


def _walking_entries(place: Path) -> list[DatasetEntry]:
    return [
        DatasetEntry(
            session_id=name,
            player_id=walker_of(name),
            source=WALKING,
            fingerprint=content_fingerprint(path),
            place=path,
            side=options.side or Side.RIGHT,
            label_digest=rule_digest(f"{WALKING} {name}"),
            labellers=("maker",),
            read_options=options,
        )
        for name, path, options in walking_files(place)
    ]
