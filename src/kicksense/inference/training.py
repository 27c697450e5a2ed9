"""Training a model: what a contact is, which technique a kick is, how fast foot and ball were."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.inference.model import (
    CONTACT_CLASSES,
    TECHNIQUES,
    KickModel,
    PowerModel,
    SpeedModel,
    widened,
)
from kicksense.inference.plain import PlainClassifier, PlainRegressor
from kicksense.inference.training_calibration import (
    abstention_threshold,
    calibration_of,
    crossed,
    threshold_of_most_f1,
)
from kicksense.inference.training_examples import (
    KICK,
    SPEEDS,
    TrainingExamples,
    refuse_too_few,
)
from kicksense.inference.training_families import Family, Fit, FitJob, fitted
from kicksense.inference.training_intervals import Promise, crossed_margins, margins_of
from kicksense.inference.training_rows import (
    UNKNOWN,
    TrainingSettings,
    balanced_weights,
    folds_by_player,
)
from kicksense.inference.training_tasks import (
    FamilyScore,
    FitPlan,
    Task,
    compared,
    comparison_jobs,
    fits_to_compare,
    left_out,
    left_out_jobs,
)

_FEWEST_PARTS: Final = 3
_QUANTILES: Final[tuple[tuple[str, float | None], ...]] = (
    ("low", 0.05),
    ("middle", None),
    ("high", 0.95),
)

Runner = Callable[[Callable[[FitJob], Fit], Iterable[FitJob]], Iterable[Fit]]
"""Does jobs, in this process or in others, and gives back what came of them, in order."""

Progress = Callable[[int, int], None]
"""Told how many fits are done, and how many there are; of the comparison, then of the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What models that had not seen the player said of each row.

    Calibration and margins are those that the other players ask for.

    Attributes
    ----------
    contact_probabilities
        Shape (n, 5).
    kick_probabilities
        Of the techniques, shape (k, 3).
    speed_logs
        Logarithms of low, value and high over true speed, for foot and ball, shape (k, 2, 3); NaN
        where the truth is not known.
    """

    contact_probabilities: FloatArray
    kick_probabilities: FloatArray
    speed_logs: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A model, what it was made of, and how it does on players left out.

    Attributes
    ----------
    model
        Trained on everybody.
    estimators
        Of scikit-learn, by part of the model.
    families
        The comparison.
    judged
        The same training, on players left out.
    """

    model: KickModel
    estimators: Mapping[str, Any]
    families: tuple[FamilyScore, ...]
    judged: Judged


@dataclass(frozen=True, slots=True, eq=False)
class _Learnt:
    """A task, what was said of the rows of players left out, and the fit to everybody."""

    task: Task
    folds: IntArray
    said: FloatArray
    last: Fit


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Tasks, and how their rows are cut."""

    tasks: tuple[Task, ...]
    folds: Mapping[str, IntArray]
    settings: TrainingSettings
    seed: int


def train(
    examples: TrainingExamples,
    name: str,
    settings: TrainingSettings,
    *,
    seed: int,
    analysis_version: int,
    run: Runner,
    progress: Progress,
) -> Trained:
    """Compare families, train the chosen ones on everybody, and check them on players left out.

    Probabilities are calibrated, thresholds chosen and intervals widened on predictions for
    players that the predicting model had not seen.

    Parameters
    ----------
    examples
        What to learn from.
    name
        Of the model.
    settings
        Folds, families, sizes.
    seed
        Of everything random.
    analysis_version
        Of the analysis that measured the examples.
    run
        Does the fits.
    progress
        Told after each fit.

    Returns
    -------
    trained
        The model and its figures.

    Raises
    ------
    UsageError
        If there are too few players, kicks or known speeds to learn from.
    """
    refuse_too_few(examples)
    plan = _planned(examples, settings, seed)
    families, rounds = _compared(plan, run, progress)
    learnt = _learnt(plan, _fit_plans(plan, families, rounds), run, progress)
    model, judged = _put_together(learnt, settings, name, analysis_version)
    estimators = {part: own.last.estimator for part, own in learnt.items()}
    return Trained(model, estimators, families, judged)


def _planned(examples: TrainingExamples, settings: TrainingSettings, seed: int) -> _Plan:
    """Lay out what is to be learnt."""
    contacts, kicks = examples.contacts, examples.kicks
    known = examples.techniques != UNKNOWN
    weights = balanced_weights(examples.contact_classes, contacts.sources, settings.balance)
    by_technique = balanced_weights(examples.techniques, kicks.sources, settings.balance)
    tasks = [
        Task(
            "contacts", contacts, examples.contact_classes, np.ones(len(weights), dtype=np.bool_),
            CONTACT_CLASSES, weights, examples.contact_classes,
        ),
        Task(
            "technique", kicks, examples.techniques, known, TECHNIQUES, by_technique,
            examples.techniques,
        ),
    ]  # fmt: skip
    corrections = examples.true_logs - examples.physics_logs
    for column, speed in enumerate(SPEEDS):
        target = corrections[:, column]
        measured = np.isfinite(target)
        tasks += [
            Task(f"{speed}_{part}", kicks, np.where(measured, target, 0.0), measured, (),
                 by_technique, examples.techniques, quantile)
            for part, quantile in _QUANTILES
        ]  # fmt: skip
    # One deal of the players for contacts and kicks, so that nobody sits on both sides.
    players = np.concatenate([contacts.players, kicks.players])
    sources = np.concatenate([contacts.sources, kicks.sources])
    folds = folds_by_player(players, sources, settings.folds, seed)
    halves = {True: folds[: len(contacts.players)], False: folds[len(contacts.players) :]}
    return _Plan(
        tuple(tasks), {task.name: halves[task.rows is contacts] for task in tasks}, settings, seed
    )


def _compared(
    plan: _Plan, run: Runner, progress: Progress
) -> tuple[tuple[FamilyScore, ...], dict[str, int]]:
    """Compare the families, and find how many rounds boosting takes, on all players, for each task.

    The ends of intervals are learnt by boosting alone.
    """
    settings, seed = plan.settings, plan.seed
    rivals = [task for task in plan.tasks if task.quantile is None]
    thin = [task.thinned(settings.compared_rows, seed) for task in rivals]
    # Two parts are left out at a time, so there must be a third to learn from.
    thin = [task for task in thin if len(np.unique(task.rows.players)) >= _FEWEST_PARTS]
    if len(settings.families) == 1:
        thin = []
    folds = [
        folds_by_player(task.rows.players, task.rows.sources, settings.compared_folds, seed)
        for task in thin
    ]
    counts = [fits_to_compare(part, settings) for part in folds]
    stopping = FitPlan(Family.BOOSTING, settings, seed)

    def jobs() -> Iterator[FitJob]:
        for task, part in zip(thin, folds, strict=True):
            yield from comparison_jobs(task, part, settings, seed)
        for task in plan.tasks:
            yield task.job(stopping, task.known, np.zeros_like(task.known))

    fits = _counted(run(fitted, jobs()), progress, sum(counts) + len(plan.tasks))
    scores = tuple(
        score
        for task, part, count in zip(thin, folds, counts, strict=True)
        for score in compared(task, part, list(islice(fits, count)), settings)
    )
    return scores, {task.name: next(fits).rounds for task in plan.tasks}


def _fit_plans(
    plan: _Plan, families: tuple[FamilyScore, ...], rounds: Mapping[str, int]
) -> dict[str, FitPlan]:
    """Say how each task is fitted: on players but some and on all in the same way."""
    chosen = {score.task: Family(score.family) for score in families if score.chosen}
    for task in plan.tasks:
        only = Family.BOOSTING
        if len(plan.settings.families) == 1 and task.quantile is None:
            only = plan.settings.families[0]
        chosen.setdefault(task.name, only)
    return {
        task.name: FitPlan(chosen[task.name], plan.settings, plan.seed, rounds[task.name])
        for task in plan.tasks
    }


def _learnt(
    plan: _Plan, fit_plans: Mapping[str, FitPlan], run: Runner, progress: Progress
) -> dict[str, _Learnt]:
    """Fit each part on all players but some, in turns, and last on all."""

    def jobs() -> Iterator[FitJob]:
        for task in plan.tasks:
            yield from left_out_jobs(task, fit_plans[task.name], plan.folds[task.name])
            yield task.final_job(fit_plans[task.name])

    counts = [len(np.unique(plan.folds[task.name])) + 1 for task in plan.tasks]
    fits = _counted(run(fitted, jobs()), progress, sum(counts))
    learnt: dict[str, _Learnt] = {}
    for task, count in zip(plan.tasks, counts, strict=True):
        folds = plan.folds[task.name]
        *parts, last = islice(fits, count)
        learnt[task.name] = _Learnt(task, folds, left_out(folds, parts), last)
    return learnt


def _counted(fits: Iterable[Fit], progress: Progress, total: int) -> Iterator[Fit]:
    """Tell of each fit that is done."""
    for number, fit in enumerate(fits, start=1):
        progress(number, total)
        yield fit


def _put_together(
    learnt: Mapping[str, _Learnt], settings: TrainingSettings, name: str, analysis_version: int
) -> tuple[KickModel, Judged]:
    """Calibrate, choose thresholds, widen intervals."""
    contacts, of_contacts = _calibrated(learnt["contacts"], settings)
    technique, of_kicks = _calibrated(learnt["technique"], settings)
    speeds = [
        _speed([learnt[f"{speed}_{part}"] for part, _ in _QUANTILES], of_kicks, settings)
        for speed in SPEEDS
    ]
    is_kick = learnt["contacts"].task.targets == KICK
    model = KickModel(
        name=name,
        schema_version=SCHEMA_VERSION,
        analysis_version=analysis_version,
        contacts=contacts,
        technique=technique,
        power=PowerModel(*(model for model, _ in speeds)),
        kick_probability=threshold_of_most_f1(of_contacts[:, KICK], is_kick),
        abstain_below=abstention_threshold(
            of_kicks, settings.abstain_ratio, settings.most_abstain_below
        ),
    )
    return model, Judged(of_contacts, of_kicks, np.stack([logs for _, logs in speeds], axis=1))


def _calibrated(learnt: _Learnt, settings: TrainingSettings) -> tuple[PlainClassifier, FloatArray]:
    """Give the calibrated classifier, and what classifiers that had not seen the player said."""
    task, known, plain = learnt.task, learnt.task.known, learnt.last.plain
    if not isinstance(plain, PlainClassifier):
        raise TypeError(f"'{task.name}' is no classifier")
    # Sources weigh the same as in training; classes as often as they come.
    alike = np.zeros(len(known), dtype=np.intp)
    weights = balanced_weights(alike, task.rows.sources, settings.balance) * known
    targets = np.where(known, task.targets, 0).astype(np.intp)
    calibration = calibration_of(learnt.said, targets, weights)
    unseen = crossed(learnt.said, targets, weights, learnt.folds)
    return (
        replace(plain, temperature=calibration.temperature, offsets=calibration.offsets),
        unseen,
    )


def _speed(
    parts: list[_Learnt], shares: FloatArray, settings: TrainingSettings
) -> tuple[SpeedModel, FloatArray]:
    """Give the model of one speed, and bounds over truth on players left out, shape (k, 3)."""
    task, known = parts[0].task, parts[0].task.known
    bounds = np.concatenate([part.said for part in parts], axis=1)
    truth, techniques = task.targets[known], task.strata[known]
    promise = Promise(settings.coverage, settings.fewest_kicks)
    margins = margins_of(bounds[known], truth, techniques, promise)
    of_others = crossed_margins(
        bounds[known], truth, techniques, promise, folds=parts[0].folds[known]
    )
    logs = np.full((len(known), len(_QUANTILES)), np.nan)
    own = np.einsum("kt,kte->ke", shares[known], of_others)
    logs[known] = widened(bounds[known], own) - truth[:, None]
    low, middle, high = (_regressor(part) for part in parts)
    return SpeedModel(low, middle, high, margins), logs


def _regressor(learnt: _Learnt) -> PlainRegressor:
    """Give the plain regressor trained on everybody."""
    if not isinstance(learnt.last.plain, PlainRegressor):
        raise TypeError(f"'{learnt.task.name}' is no regressor")
    return learnt.last.plain
