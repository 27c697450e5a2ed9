"""Trained models as systems that can be measured, and which players they have seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kicksense.domain.kick import SessionReport
from kicksense.domain.signals import Recording
from kicksense.errors import ModelError, UsageError
from kicksense.pipeline import analyze
from kicksense.settings import AnalysisSettings
from kicksense.store.folder import DataFolder
from kicksense.store.model_folder import load_card
from kicksense.workflows.baselines import RULES, THRESHOLD
from kicksense.workflows.datasets import Dataset
from kicksense.workflows.model_choice import DEFAULT_MODEL, NO_MODEL, loaded_model, model_folder
from kicksense.workflows.scoring import Answer, answer_of

_NAMED_PLAYERS: Final = 5


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A trained model, and whom and what it was trained on."""

    folder: Path
    players: frozenset[str]
    recordings: frozenset[str]


@dataclass(frozen=True, slots=True)
class ModelSystem:
    """One model, or several that each left out other players.

    Every player is judged by the first version that was not trained on them, so that six models,
    each trained without one of six players, are measured as one that leaves one player out.

    Attributes
    ----------
    name
        What it is called in tables.
    versions
        At least one.
    """

    name: str
    versions: tuple[ModelVersion, ...]

    def version_for(self, player_id: str) -> ModelVersion:
        """Give the version that judges a player: the first that has not seen them, else the first.

        Parameters
        ----------
        player_id
            Whose recording is judged.

        Returns
        -------
        version
            One of `versions`.
        """
        unseen = (version for version in self.versions if player_id not in version.players)
        return next(unseen, self.versions[0])

    def has_seen(self, player_id: str) -> bool:
        """Tell whether the version that judges a player was trained on them.

        Parameters
        ----------
        player_id
            Whose recording is judged.

        Returns
        -------
        seen
            True where figures on this player are too good.
        """
        return player_id in self.version_for(player_id).players

    def report(self, recording: Recording, player_id: str) -> SessionReport:
        """Analyze a recording with the model that judges its player.

        Parameters
        ----------
        recording
            One shank sensor.
        player_id
            Whose.

        Returns
        -------
        report
            What the model says.
        """
        model = loaded_model(self.version_for(player_id).folder)
        return analyze(recording, AnalysisSettings(), model=model)

    def answer(self, recording: Recording, player_id: str) -> Answer:
        """Say where the kicks of a recording are.

        Parameters
        ----------
        recording
            One shank sensor.
        player_id
            Whose.

        Returns
        -------
        answer
            What the model says.
        """
        return answer_of(self.report(recording, player_id))


def open_system(words: str, data: DataFolder) -> ModelSystem:
    """Give the system of one or several models.

    Parameters
    ----------
    words
        Name of a model, folder of one, or several of these with commas between.
    data
        The user's data folder; models trained there are looked for first.

    Returns
    -------
    system
        Every version of it was read, so that one that cannot be used is refused at once.

    Raises
    ------
    UsageError
        If no model is named, or a baseline.
    ModelError
        If a model is not there, or cannot be used.
    """
    names = [name.strip() for name in words.split(",") if name.strip()]
    if not names:
        raise UsageError(f"'{words}' names no model; give its name, or '{NO_MODEL}'.")
    folders = [model_folder(name, data) for name in names]
    name = ",".join(folder.name for folder in folders)
    if name in (RULES, THRESHOLD):
        raise UsageError(
            f"'{name}' is what a baseline is called; train the model under another name."
        )
    return ModelSystem(name, tuple(_version(folder) for folder in folders))


def open_systems(words: Sequence[str], data: DataFolder) -> list[ModelSystem]:
    """Give the systems that are to be measured side by side.

    Parameters
    ----------
    words
        As `open_system` takes them; `NO_MODEL` adds nothing.
    data
        The user's data folder.

    Returns
    -------
    systems
        In the order asked for.

    Raises
    ------
    UsageError
        If two are called the same.
    ModelError
        If a model is not there, or cannot be used.
    """
    systems = [open_system(each, data) for each in words if each != NO_MODEL]
    names = [system.name for system in systems]
    if twice := {name for name in names if names.count(name) > 1}:
        raise UsageError(
            f"two models are called '{min(twice)}'; measure one after the other, or rename one "
            "by training it anew."
        )
    return systems


def default_systems(data: DataFolder) -> list[ModelSystem]:
    """Give the model that ships, or nothing where none does.

    Parameters
    ----------
    data
        The user's data folder.

    Returns
    -------
    systems
        One, or none.
    """
    try:
        model_folder(DEFAULT_MODEL, data)
    except ModelError:
        return []
    return [open_system(DEFAULT_MODEL, data)]


def overlap_remarks(system: ModelSystem, dataset: Dataset) -> tuple[str, ...]:
    """Say which players a model was trained on, since figures on them are too good.

    Parameters
    ----------
    system
        One model or several.
    dataset
        What it is to be measured on.

    Returns
    -------
    remarks
        One sentence, or none.
    """
    seen = seen_players(system, dataset)
    if not seen:
        return ()
    named = ", ".join(seen[:_NAMED_PLAYERS]) + (", ..." if len(seen) > _NAMED_PLAYERS else "")
    return (
        f"WARNING: {len(seen)} of {len(dataset.players)} players were in the training data of "
        f"'{system.name}' ({named}), so its figures are better than on people it has not seen; "
        "'--players-from unseen' leaves them out.",
    )


def seen_players(system: ModelSystem, dataset: Dataset) -> tuple[str, ...]:
    """Give the players whom, or whose recordings, the version that judges them was trained on.

    Parameters
    ----------
    system
        One model or several.
    dataset
        What it is to be measured on.

    Returns
    -------
    players
        Ids, sorted.
    """
    seen = set()
    for entry in dataset.entries:
        version = system.version_for(entry.player_id)
        if entry.player_id in version.players or entry.fingerprint in version.recordings:
            seen.add(entry.player_id)
    return tuple(sorted(seen))


def without_seen(dataset: Dataset, systems: Sequence[ModelSystem]) -> Dataset:
    """Leave out all players that any of the models was trained on.

    Parameters
    ----------
    dataset
        Labelled recordings.
    systems
        Models to be measured.

    Returns
    -------
    dataset
        What is left.

    Raises
    ------
    UsageError
        If nothing is left.
    """
    seen = {player for system in systems for player in seen_players(system, dataset)}
    rest = [player for player in dataset.players if player not in seen]
    if not rest:
        raise UsageError(
            f"all {len(dataset.players)} players were in the training data; evaluate on others, "
            "or let all players count ('--players-from all' in a terminal), which warns."
        )
    return dataset.only(rest)


def _version(folder: Path) -> ModelVersion:
    """Read whom a model was trained on, and see that it can be used."""
    card = load_card(folder)
    loaded_model(folder)
    return ModelVersion(folder, frozenset(card.players), frozenset(card.recordings))
