"""What researchers start from a page, each as a run of its own, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from kicksense.errors import ModelError, StoreError, UsageError
from kicksense.store.atomic import read_trouble
from kicksense.store.bin import Erasure, put_in_bin
from kicksense.store.bin_manifest import BinKind
from kicksense.store.drills import shipped_drills
from kicksense.store.folder import DataFolder
from kicksense.store.model_card import ModelCard
from kicksense.store.model_folder import TEXT_FILE, require_name
from kicksense.store.runs import RunFolder, run_folders
from kicksense.workflows.data_places import DataPlace, simulated_path
from kicksense.workflows.evaluation_document import EvaluationDocument
from kicksense.workflows.evaluation_kicks import KicksDocument, read_kicks
from kicksense.workflows.model_card_text import PICTURE_FILE
from kicksense.workflows.model_choice import DEFAULT_MODEL, choose_default_model, default_model
from kicksense.workflows.models import found_models, models_of
from kicksense.workflows.runs import Run, refuse_running, run_called, run_now, start_run
from kicksense.workflows.sessions import Sessions

EVALUATION_FILE: Final = "evaluation.json"
KICKS_FILE: Final = "kicks.json"
EXPORT_FILE: Final = "kicksense-export.zip"

MOST_SIMULATED: Final = 200
"""Players that a page simulates at once; the command line takes more."""

_NEEDED: Final = ("sklearn", "skops", "matplotlib")
_MOST_SEED: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class TrainingAsk:
    """What is to be trained.

    Attributes
    ----------
    places
        The data.
    name
        Of the model.
    seed
        Of everything random.
    quick
        One small family of estimators, to try something out.
    left_out
        Players that the model must not see.
    """

    places: tuple[DataPlace, ...]
    name: str
    seed: int = 1
    quick: bool = True
    left_out: tuple[str, ...] = ()


def start_training(data: DataFolder, ask: TrainingAsk) -> Run:
    """Start a training; players who have not agreed are left out of it.

    Raises
    ------
    ModelError
        If the name is none, or the name of a model that is there.
    UsageError
        If no data are named, or what training needs is not installed.
    StoreError
        If the run cannot be written.
    """
    refuse_without_extra()
    require_name(ask.name)
    _check_data(ask.places)
    _check_seed(ask.seed)
    if (models_of(data) / ask.name).exists() or ask.name in names_in_training(data):
        raise ModelError(f"there is a model '{ask.name}' already; give the new one another name.")
    if ask.name == DEFAULT_MODEL:
        raise ModelError(
            f"'{DEFAULT_MODEL}' is the model that ships; give the new one another name."
        )

    def arguments(folder: RunFolder) -> list[str]:
        del folder
        return [
            "train",
            *(f"--data={place.path}" for place in ask.places),
            f"--model-name={ask.name}",
            f"--seed={ask.seed}",
            *(["--quick"] if ask.quick else []),
            *(f"--leave-out={player}" for player in ask.left_out),
            "--consented",
            f"--data-dir={data.root}",
        ]

    details = {
        "data": ", ".join(place.title for place in ask.places),
        "seed": str(ask.seed),
        "quick": "yes" if ask.quick else "no",
    }
    return start_run(data, "train", ask.name, arguments=arguments, details=details)


def start_evaluation(
    data: DataFolder, places: Sequence[DataPlace], models: Sequence[str], *, unseen: bool
) -> Run:
    """Start an evaluation of models beside the baselines.

    Parameters
    ----------
    data
        The data folder.
    places
        What to measure on.
    models
        Names.
    unseen
        True to leave out players that a model was trained on.

    Raises
    ------
    UsageError
        If no data or no model is named.
    ModelError
        If a name is none.
    """
    _check_data(places)
    if not models:
        raise UsageError("choose at least one model.")
    for name in models:
        require_name(name)

    def arguments(folder: RunFolder) -> list[str]:
        return [
            "evaluate",
            *(f"--data={place.path}" for place in places),
            *(f"--model={name}" for name in models),
            f"--players-from={'unseen' if unseen else 'all'}",
            f"--out={folder.path / EVALUATION_FILE}",
            f"--kicks={folder.path / KICKS_FILE}",
            "--consented",
            f"--data-dir={data.root}",
        ]

    details = {
        "data": ", ".join(place.title for place in places),
        "players": "unseen" if unseen else "all",
    }
    return start_run(data, "evaluate", ", ".join(models), arguments=arguments, details=details)


def start_simulation(data: DataFolder, *, players: int, drill: str, seed: int) -> Run:
    """Start simulating players, into a folder of their own beside the recordings.

    Raises
    ------
    UsageError
        If a number or the drill makes no sense.
    """
    if not 1 <= players <= MOST_SIMULATED:
        raise UsageError(f"simulate from 1 to {MOST_SIMULATED} players at once.")
    _check_seed(seed)
    if drill not in simulated_drills():
        raise UsageError(f"'{drill[:40]}' is no drill; choose one from the list.")
    title = f"{drill}-{players}-{seed}"

    def arguments(folder: RunFolder) -> list[str]:
        del folder
        return [
            "simulate",
            f"--players={players}",
            f"--drill={drill}",
            f"--seed={seed}",
            f"--out={simulated_path(data) / title}",
        ]

    return start_run(data, "simulate", title, arguments=arguments, details={"seed": str(seed)})


def simulated_drills() -> tuple[str, ...]:
    """Give what simulated players can play: everything mixed, or a drill that ships."""
    return ("field_mix", *shipped_drills().names)


def start_export(data: DataFolder, *, recordings: bool, bids: bool) -> Run:
    """Start writing the archive of all players who agreed."""

    def arguments(folder: RunFolder) -> list[str]:
        return [
            "label",
            "bundle",
            f"--out={folder.path / EXPORT_FILE}",
            *(["--recordings"] if recordings else []),
            *(["--bids"] if bids else []),
            f"--data-dir={data.root}",
        ]

    details = {"recordings": "yes" if recordings else "no", "bids": "yes" if bids else "no"}
    return start_run(data, "export", EXPORT_FILE, arguments=arguments, details=details)


def refuse_without_extra() -> None:
    """Say what to install where training cannot work.

    Raises
    ------
    UsageError
        If something is missing.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"training needs {', '.join(missing)}; install it with pip install 'kicksense[train]'."
        )


def names_in_training(data: DataFolder) -> frozenset[str]:
    """Give the names of models that are being trained."""
    going = (run_now(folder) for folder in run_folders(data))
    return frozenset(run.title for run in going if run.kind == "train" and not run.state.is_over)


def evaluation_of(data: DataFolder, run_id: str) -> EvaluationDocument:
    """Read what an evaluation found.

    Raises
    ------
    StoreError
        If it is not there, or damaged.
    """
    path = RunFolder(data, run_id).path / EVALUATION_FILE
    try:
        return EvaluationDocument.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise StoreError("the figures of this evaluation are gone; evaluate again.") from error
    except OSError as error:
        raise read_trouble(error, path) from error
    except ValidationError as error:
        raise StoreError(f"{path} is damaged; evaluate again.") from error


def kicks_of_evaluation(data: DataFolder, run_id: str) -> KicksDocument:
    """Read the kicks behind an evaluation; as `read_kicks`."""
    return read_kicks(RunFolder(data, run_id).path / KICKS_FILE)


def export_path(data: DataFolder, run_id: str) -> Path:
    """Give the archive that an export wrote.

    Raises
    ------
    StoreError
        If it is not there.
    """
    path = RunFolder(data, run_id).path / EXPORT_FILE
    if not path.is_file():
        raise StoreError("this archive is gone; export again.")
    return path


@dataclass(frozen=True, slots=True)
class ModelPage:
    """What is shown of a model.

    Attributes
    ----------
    name
        Of the model.
    ships, is_default
        It came with kicksense; it judges where nobody names another.
    card
        None where it cannot be used.
    trouble
        Why not; empty where it can be used.
    text
        Its card for people, Markdown without pictures; empty where there is none.
    picture
        Said and true probabilities, PNG; None where there is none.
    """

    name: str
    ships: bool
    is_default: bool
    card: ModelCard | None
    trouble: str
    text: str
    picture: bytes | None


def model_pages(data: DataFolder) -> tuple[ModelPage, ...]:
    """Give the models that there are, by name; those of the user hide those that ship."""
    chosen = default_model(data)
    return tuple(
        ModelPage(
            name=model.name,
            ships=model.ships,
            is_default=model.name == chosen,
            card=model.card,
            trouble=model.trouble,
            text=_text_of(model.folder / TEXT_FILE),
            picture=_content_of(model.folder / PICTURE_FILE),
        )
        for model in found_models(data)
    )


def delete_model(sessions: Sessions, name: str) -> None:
    """Put a model of the user's into the bin.

    Raises
    ------
    ModelError
        If it is no name, ships with kicksense, or is not there.
    """
    require_name(name)
    path = models_of(sessions.folder) / name
    if not path.is_dir():
        raise ModelError(f"there is no model '{name}' of your own; one that ships stays.")
    if default_model(sessions.folder) == name:
        choose_default_model(sessions.folder, None)
    erasure = Erasure(BinKind.FILES, f"model {name}", (path,))
    put_in_bin(sessions.folder, sessions.library.catalogue, erasure)


def delete_run(sessions: Sessions, run_id: str) -> None:
    """Put a run that is over into the bin, with its log and what it found.

    Raises
    ------
    UsageError
        If it goes on, or there is no such run.
    """
    run = run_called(sessions.folder, run_id)
    refuse_running(run)
    path = RunFolder(sessions.folder, run_id).path
    erasure = Erasure(BinKind.FILES, f"{run.kind} {run.title}", (path,))
    put_in_bin(sessions.folder, sessions.library.catalogue, erasure)


def _check_data(places: Sequence[DataPlace]) -> None:
    if not places:
        raise UsageError("choose the data first.")


def _check_seed(seed: int) -> None:
    if not 0 <= seed <= _MOST_SEED:
        raise UsageError(f"the seed must be from 0 to {_MOST_SEED}.")


def _text_of(path: Path) -> str:
    content = _content_of(path)
    if content is None:
        return ""
    lines = content.decode("utf-8", "replace").splitlines()
    # A picture in Markdown would be fetched; the page draws the model's own beside the text.
    return "\n".join(line for line in lines if not line.startswith("!["))


def _content_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
