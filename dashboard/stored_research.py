"""What the researcher's pages read and start, each in one call."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from dashboard import stored
from kicksense.errors import KicksenseError
from kicksense.store.runs import RunKind
from kicksense.workflows import data_places, experiments
from kicksense.workflows import runs as run_workflow
from kicksense.workflows.data_places import DataPlace, consented_dataset
from kicksense.workflows.dataset_overview import DatasetOverview, overview_of
from kicksense.workflows.evaluation_document import EvaluationDocument
from kicksense.workflows.evaluation_kicks import EvaluatedKick, KicksDocument
from kicksense.workflows.experiments import ModelPage, TrainingAsk
from kicksense.workflows.export_bundle import exported_rows
from kicksense.workflows.model_choice import choose_default_model
from kicksense.workflows.runs import Run
from kicksense.workflows.sessions import SessionRow

NEAR_S = 0.5
"""A stored kick so near to an evaluated one is that kick."""


def places() -> tuple[tuple[DataPlace, str], ...]:
    """Give the folders with recordings, each with what is wrong with it."""
    return data_places.usable_places(stored.sessions().folder)


def add_place(path: str) -> DataPlace:
    """Remember a folder."""
    return data_places.add_place(stored.sessions().folder, path)


def drop_place(place_id: str) -> None:
    """Forget a folder."""
    data_places.drop_place(stored.sessions().folder, place_id)


def overview(
    chosen: Sequence[DataPlace], progress: Callable[[int, int], None], *, folds: int, seed: int
) -> DatasetOverview:
    """Give what is in a data set; read once for each content."""
    dataset = consented_dataset([place.path for place in chosen])
    said = hashlib.sha256("\n".join(dataset.remarks).encode()).hexdigest()
    kept = _overviews()
    key = (dataset.fingerprint, said, folds, seed)
    if key not in kept:
        while len(kept) >= 8:  # noqa: PLR2004 - as many as anybody compares
            kept.pop(next(iter(kept)))
        kept[key] = overview_of(dataset, progress, folds=folds, seed=seed)
    return kept[key]


@st.cache_resource(max_entries=1, show_spinner=False)
def _overviews() -> dict[tuple[str, str, int, int], DatasetOverview]:
    """Give what was read so far: the way it is read shows progress, which no cache can."""
    return {}


def drills() -> tuple[str, ...]:
    """Give what simulated players can play."""
    return experiments.simulated_drills()


def runs(*kinds: RunKind) -> tuple[Run, ...]:
    """Give the runs of some kinds, the newest first."""
    return run_workflow.runs(stored.sessions().folder, kinds)


def log_lines(run_id: str) -> tuple[str, ...]:
    """Give the last lines that a run printed."""
    return run_workflow.log_of(stored.sessions().folder, run_id)


def cancel(run_id: str) -> None:
    """Stop a run."""
    run_workflow.ask_to_stop(stored.sessions().folder, run_id)


def delete_run(run_id: str) -> None:
    """Put a run into the bin."""
    experiments.delete_run(stored.sessions(), run_id)


def simulate(players: int, drill: str, seed: int) -> Run:
    """Start simulating."""
    folder = stored.sessions().folder
    return experiments.start_simulation(folder, players=players, drill=drill, seed=seed)


def train(ask: TrainingAsk) -> Run:
    """Start a training."""
    return experiments.start_training(stored.sessions().folder, ask)


def training_trouble() -> str:
    """Say what is missing for training; empty where nothing is."""
    try:
        experiments.refuse_without_extra()
    except KicksenseError as error:
        return str(error)
    return ""


def evaluate(chosen: Sequence[DataPlace], models: Sequence[str], *, unseen: bool) -> Run:
    """Start an evaluation."""
    folder = stored.sessions().folder
    return experiments.start_evaluation(folder, chosen, models, unseen=unseen)


def export(*, recordings: bool, bids: bool) -> Run:
    """Start an export."""
    folder = stored.sessions().folder
    return experiments.start_export(folder, recordings=recordings, bids=bids)


def export_path(run_id: str) -> Path:
    """Give the archive of an export."""
    return experiments.export_path(stored.sessions().folder, run_id)


def exported() -> tuple[tuple[SessionRow, ...], int]:
    """Give the sessions that an export would hold, and how many are left out."""
    kept = exported_rows(stored.sessions())
    return kept, len(stored.session_rows()) - len(kept)


def models() -> tuple[ModelPage, ...]:
    """Give the models that there are."""
    return experiments.model_pages(stored.sessions().folder)


def make_default(name: str | None) -> None:
    """Have a model judge where nobody names one."""
    choose_default_model(stored.sessions().folder, name)


def delete_model(name: str) -> None:
    """Put a model into the bin."""
    experiments.delete_model(stored.sessions(), name)


def evaluation(run_id: str) -> EvaluationDocument:
    """Give what an evaluation found."""
    return _evaluation(run_id)


@st.cache_resource(max_entries=4, show_spinner=False)
def _evaluation(run_id: str) -> EvaluationDocument:
    return experiments.evaluation_of(stored.sessions().folder, run_id)


@st.cache_resource(max_entries=2, show_spinner=False)
def evaluated_kicks(run_id: str) -> KicksDocument:
    """Give the kicks behind an evaluation."""
    return experiments.kicks_of_evaluation(stored.sessions().folder, run_id)


def places_in_sessions(kicks: Sequence[EvaluatedKick]) -> dict[tuple[str, float], int | None]:
    """Give where kicks can be looked at: those of sessions that are stored here.

    Returns
    -------
    numbers
        By session and time, the number of the kick on its page; None where the analysis does not
        report it. What lies in another folder is not in it.
    """
    sessions = stored.sessions()
    here = {row.id for row in stored.session_rows()}
    root = str(sessions.folder.root.resolve())
    own = [kick for kick in kicks if kick.session_id in here and kick.place == root]
    lines = sessions.library.kick_lines(sorted({kick.session_id for kick in own}))
    found: dict[tuple[str, float], int | None] = {}
    for kick in own:
        near = [
            (abs(line.t_s - kick.t_s), line.number)
            for line in lines
            if line.session_id == kick.session_id and abs(line.t_s - kick.t_s) <= NEAR_S
        ]
        found[kick.session_id, kick.t_s] = min(near)[1] if near else None
    return found
