"""From labelled recordings to a model in its folder."""

import json
import os
import platform
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import JsonValue

from kicksense import __version__
from kicksense.domain.arrays import FloatArray
from kicksense.errors import UsageError
from kicksense.inference.model import TECHNIQUES
from kicksense.inference.training import Progress, Trained, train
from kicksense.inference.training_examples import SPEEDS, TrainingExamples
from kicksense.inference.training_families import Family, FamilySettings, Fit, FitJob
from kicksense.inference.training_rows import Rows, TrainingSettings
from kicksense.pipeline import ANALYSIS_VERSION
from kicksense.settings import AnalysisSettings
from kicksense.store.model_card import FamilyCard, ModelCard, SourceCard
from kicksense.store.model_files import ModelContents, save_model
from kicksense.store.model_folder import require_name
from kicksense.workflows.data_places import consented_dataset
from kicksense.workflows.datasets import SIMULATED, Dataset
from kicksense.workflows.examples import Examples, examples_of
from kicksense.workflows.model_card_picture import reliability_picture
from kicksense.workflows.model_card_scores import (
    confusions_of,
    groups_of,
    judged_rows,
    reliabilities_of,
    scores_of,
)
from kicksense.workflows.model_card_text import PICTURE_FILE, card_text
from kicksense.workflows.workers import pooled, worker_count

QUICK: Final = TrainingSettings(
    families=(Family.BOOSTING,),
    folds=3,
    most_rows=20_000,
    family_settings=FamilySettings(boost_rounds=40, boost_rate=0.2),
)
"""One family, few and short fits: to try something out, not to ship."""

_CHECK_ROWS: Final = 64
_MISSING_SHARE: Final = 0.05
_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What a user asks of a training.

    Attributes
    ----------
    places
        Folders with labelled recordings.
    name
        Of the model.
    seed
        Of everything random.
    models
        Folder of models to write to.
    command
        How the user asked, for the card.
    left_out
        Players that the model must not see.
    settings
        Folds, families, sizes.
    only_consented
        True to leave out recorded players who have not agreed to it; False to leave out those
        alone who were asked and have not agreed, for data whose consent is kept elsewhere.
    """

    places: tuple[Path, ...]
    name: str
    seed: int
    models: Path
    command: str
    left_out: tuple[str, ...] = ()
    settings: TrainingSettings = field(default_factory=TrainingSettings)
    only_consented: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Labelled recordings, and the rows that were measured in them."""

    dataset: Dataset
    examples: Examples


def gather(request: TrainingRequest, progress: Progress) -> Gathered:
    """Read and measure all recordings that a model is to be trained on.

    Parameters
    ----------
    request
        What is asked.
    progress
        Told after each recording.

    Returns
    -------
    gathered
        For `train_model`.

    Raises
    ------
    KicksenseError
        If the name or the folder of models is no good, nothing is labelled, or a recording cannot
        be read.
    """
    require_name(request.name)
    _refuse_unwritable(request.models.expanduser().resolve())
    opened = consented_dataset(request.places, unasked=not request.only_consented)
    dataset = _without(opened, request.left_out)
    return Gathered(dataset, examples_of(dataset, progress))


def train_model(
    request: TrainingRequest, gathered: Gathered, progress: Progress
) -> tuple[Path, ModelCard]:
    """Train a model and write it with its card; nothing is written before everything is done.

    Parameters
    ----------
    request
        What is asked.
    gathered
        What is learnt from.
    progress
        Told after each fit, of the comparison and then of the rest.

    Returns
    -------
    folder, card
        Of the model.

    Raises
    ------
    KicksenseError
        If there is too little to learn from, or the model cannot be written.
    """
    known = training_examples(gathered.examples)
    trained = train(
        known,
        request.name,
        request.settings,
        seed=request.seed,
        analysis_version=ANALYSIS_VERSION,
        run=run_in_pool,
        progress=progress,
    )
    folder = request.models.expanduser().resolve() / request.name
    return folder, save_model(folder, _contents(request, gathered, known, trained))


def run_in_pool(function: Callable[[FitJob], Fit], jobs: Iterable[FitJob]) -> Iterator[Fit]:
    """Do fits in as many processes as the machine keeps busy, each on one thread."""
    return pooled(partial(quietly, function), jobs, worker_count())


def quietly(function: Callable[[FitJob], Fit], job: FitJob) -> Fit:
    """Do a fit without the solver's complaint that it could have gone on."""
    with warnings.catch_warnings():
        # A solver stopped a little early is still judged on players left out like any other.
        warnings.filterwarnings("ignore", message=".*failed to converge.*")
        return function(job)


def training_examples(examples: Examples) -> TrainingExamples:
    """Give examples as the training takes them: numbers in place of words.

    Parameters
    ----------
    examples
        From labelled recordings.

    Returns
    -------
    known
        Techniques as places in `TECHNIQUES`, speeds as logarithms.
    """
    columns = [examples.kick_names.index(f"log_physics_{speed}_mps") for speed in SPEEDS]
    techniques = np.full(len(examples.techniques), -1, dtype=np.intp)
    for place, technique in enumerate(TECHNIQUES):
        techniques[examples.techniques == technique] = place
    return TrainingExamples(
        contacts=Rows(
            examples.contact_names,
            examples.contacts,
            examples.contact_players,
            examples.contact_sources,
        ),
        contact_classes=examples.contact_classes,
        kicks=Rows(
            examples.kick_names, examples.kicks, examples.kick_players, examples.kick_sources
        ),
        techniques=techniques,
        physics_logs=examples.kicks[:, columns],
        true_logs=np.stack([_log(examples.foot_mps), _log(examples.ball_mps)], axis=1),
    )


def _refuse_unwritable(models: Path) -> None:
    """Refuse a folder that cannot be written before minutes are spent on what goes there."""
    nearest = next(place for place in (models, *models.parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise UsageError(
            f"models cannot be written to {models}; name a folder that you may write with --out."
        )


def _log(speeds_mps: FloatArray) -> FloatArray:
    """Give logarithms, NaN of what is unknown or no speed."""
    known = speeds_mps > 0.0
    return np.where(known, np.log(np.where(known, speeds_mps, 1.0)), np.nan)


def _without(dataset: Dataset, left_out: tuple[str, ...]) -> Dataset:
    """Leave players out, who must be there."""
    strangers = sorted(set(left_out) - set(dataset.players))
    if strangers:
        more = ", ..." if len(dataset.players) > _NAMED else ""
        raise UsageError(
            f"there is no player '{strangers[0]}' to leave out; the players are "
            f"{', '.join(dataset.players[:_NAMED])}{more}."
        )
    return dataset.only(set(dataset.players) - set(left_out))


def _contents(
    request: TrainingRequest, gathered: Gathered, known: TrainingExamples, trained: Trained
) -> ModelContents:
    """Put model, card, page and picture together."""
    dataset, examples = gathered.dataset, gathered.examples
    rows = judged_rows(known, trained.judged, trained.model)
    reliability = reliabilities_of(rows)
    card = ModelCard(
        name=request.name,
        created_utc=datetime.now(UTC),
        command=request.command,
        seed=request.seed,
        schema_version=trained.model.schema_version,
        analysis_version=ANALYSIS_VERSION,
        analysis_settings=_json(asdict(AnalysisSettings())),
        training_settings=_json(asdict(request.settings)),
        contact_names=known.contacts.names,
        kick_names=known.kicks.names,
        bodies={},
        kick_probability=trained.model.kick_probability,
        abstain_below=trained.model.abstain_below,
        dataset_fingerprint=dataset.fingerprint,
        recordings=tuple(sorted({entry.fingerprint for entry in dataset.entries})),
        players=dataset.players,
        sources=_sources(dataset, examples),
        versions=_versions(),
        families=tuple(FamilyCard(**asdict(score)) for score in trained.families),
        scores=scores_of(rows, request.seed),
        groups=groups_of(rows, examples.kick_groups, request.seed),
        confusion=confusions_of(rows),
        reliability=reliability,
    )
    return ModelContents(
        model=trained.model,
        estimators=trained.estimators,
        card=card,
        text=card_text,
        check_contacts=check_rows(known.contacts, request.seed),
        check_kicks=check_rows(known.kicks, request.seed),
        pictures={PICTURE_FILE: reliability_picture(reliability)},
    )


def check_rows(rows: Rows, seed: int) -> FloatArray:
    """Give rows to compare both forms of a model on, of which none is of a person.

    Parameters
    ----------
    rows
        All rows.
    seed
        Of the choice.

    Returns
    -------
    numbers
        Some rows of simulated players; and as many drawn column by column, with a few numbers
        missing, shape (k, m).
    """
    rng = np.random.default_rng(seed)
    simulated = np.flatnonzero(rows.sources == SIMULATED)
    chosen = rng.permutation(simulated)[:_CHECK_ROWS]
    known = np.ma.masked_invalid(rows.numbers)
    centre, spread = known.mean(axis=0).filled(0.0), known.std(axis=0).filled(1.0)
    drawn = centre + spread * rng.normal(size=(_CHECK_ROWS, len(rows.names)))
    drawn[rng.random(drawn.shape) < _MISSING_SHARE] = np.nan
    return np.concatenate([rows.numbers[chosen], drawn])


def _sources(dataset: Dataset, examples: Examples) -> tuple[SourceCard, ...]:
    """Count what came from where."""
    return tuple(
        SourceCard(
            name=source,
            simulated=source == SIMULATED,
            players=len({e.player_id for e in dataset.entries if e.source == source}),
            recordings=sum(entry.source == source for entry in dataset.entries),
            contacts=int(np.count_nonzero(examples.contact_sources == source)),
            kicks=int(np.count_nonzero(examples.kick_sources == source)),
        )
        for source in sorted({entry.source for entry in dataset.entries})
    )


def _versions() -> dict[str, str]:
    """Give the versions of what the model was made with."""
    packages = ("numpy", "scipy", "scikit-learn", "skops")
    return {
        "Python": platform.python_version(),
        "kicksense": __version__,
        **{package: version(package) for package in packages},
    }


def _json(values: dict[str, Any]) -> dict[str, JsonValue]:
    """Give settings as JSON knows them."""
    plain: dict[str, JsonValue] = json.loads(json.dumps(values))
    return plain
