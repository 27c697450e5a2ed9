"""One thing to be learnt: its rows, its fits on players left out, and the choice of a family."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.errors import UsageError
from kicksense.inference.training_calibration import calibration_of, surprise
from kicksense.inference.training_families import Family, Fit, FitJob
from kicksense.inference.training_rows import Rows, TrainingSettings, thinned


@dataclass(frozen=True, slots=True)
class FitPlan:
    """How a task is fitted: family, settings, seed, and the rounds of boosting if known."""

    family: Family
    settings: TrainingSettings
    seed: int
    rounds: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One thing to be learnt.

    Attributes
    ----------
    name
        As the part of the model that it makes.
    rows
        All rows, also those of which the truth is not known.
    targets
        Places in ``classes``, or numbers, shape (n,).
    known
        Where the truth is known, shape (n,).
    classes
        Empty where a number is learnt.
    weights
        Shape (n,).
    strata
        What a choice of fewer rows keeps in balance, shape (n,).
    quantile
        Of the number; None for the middle.
    """

    name: str
    rows: Rows
    targets: np.ndarray
    known: BoolArray
    classes: tuple[str, ...]
    weights: FloatArray
    strata: IntArray
    quantile: float | None = None

    def kept(self, rows: IntArray) -> "Task":
        """Give the same task on some of its rows."""
        return Task(
            self.name,
            self.rows.kept(rows),
            self.targets[rows],
            self.known[rows],
            self.classes,
            self.weights[rows],
            self.strata[rows],
            self.quantile,
        )

    def thinned(self, most: int, seed: int) -> "Task":
        """Give the same task on fewer rows, all of known truth."""
        known = np.flatnonzero(self.known)
        chosen = thinned(self.strata[known], self.rows.players[known], most, seed)
        return self.kept(known[chosen])

    def job(
        self, fit: FitPlan, train: BoolArray, unseen: BoolArray, *, kept: bool = False
    ) -> FitJob:
        """Give a fit to the known rows of ``train`` that predicts the rows of ``unseen``."""
        used = np.flatnonzero(train & self.known)
        if len(used) == 0:
            raise UsageError(
                f"too few players show '{self.name}' to learn it from some and check it on others; "
                "add labelled recordings of more players, or simulated players made with "
                "'kicksense simulate'."
            )
        most = fit.settings.most_rows
        used = used[thinned(self.strata[used], self.rows.players[used], most, fit.seed)]
        # Single precision halves what travels between processes.
        return FitJob(
            family=fit.family,
            names=self.rows.names,
            classes=self.classes,
            numbers=self.rows.numbers[used].astype(np.float32),
            targets=self.targets[used],
            weights=self.weights[used],
            players=self.rows.players[used],
            unseen=self.rows.numbers[unseen].astype(np.float32),
            seed=fit.seed,
            settings=fit.settings.family_settings,
            quantile=self.quantile,
            rounds=fit.rounds,
            kept=kept,
        )

    def final_job(self, fit: FitPlan) -> FitJob:
        """Give the fit to all players, whose estimator is kept."""
        return self.job(fit, self.known, np.zeros_like(self.known), kept=True)


@dataclass(frozen=True, slots=True)
class FamilyScore:
    """How a family did on players left out.

    Attributes
    ----------
    task, family
        Which; the family ``chosen inside`` is the one that the other players would have chosen.
    loss
        Mean over players of surprise (nats, calibrated) or of the absolute error of a logarithm.
    standard_error
        Of that mean, over players.
    numbers
        How many numbers the plain model holds.
    chosen
        True for the family that the model uses.
    """

    task: str
    family: str
    loss: float
    standard_error: float
    numbers: int
    chosen: bool


def left_out_jobs(task: Task, fit: FitPlan, folds: IntArray) -> Iterator[FitJob]:
    """Give the fits that predict each fold without having seen its players."""
    for fold in np.unique(folds):
        yield task.job(fit, folds != fold, folds == fold)


def left_out(folds: IntArray, fits: Sequence[Fit]) -> FloatArray:
    """Put the predictions of `left_out_jobs` in the order of the rows, shape (n, c)."""
    together = np.empty((len(folds), fits[0].predictions.shape[1]))
    for fold, fit in zip(np.unique(folds), fits, strict=True):
        together[folds == fold] = fit.predictions
    return together


def comparison_jobs(
    task: Task, folds: IntArray, settings: TrainingSettings, seed: int
) -> Iterator[FitJob]:
    """Give the fits of the nested comparison, family by family.

    Each fold is predicted without it, and without it and one other fold: the latter say which
    family would have been chosen without that other fold.

    Parameters
    ----------
    task
        Thinned.
    folds
        Part of each row, shape (n,).
    settings, seed
        Of the training.

    Yields
    ------
    job
        First without one fold, in order, then without two.
    """
    parts = np.unique(folds)
    for family in settings.families:
        fit = FitPlan(family, settings, seed)
        yield from left_out_jobs(task, fit, folds)
        for pair in combinations(parts, 2):
            both = np.isin(folds, pair)
            yield task.job(fit, ~both, both)


def fits_to_compare(folds: IntArray, settings: TrainingSettings) -> int:
    """Give how many jobs `comparison_jobs` yields."""
    parts = len(np.unique(folds))
    return len(settings.families) * (parts + parts * (parts - 1) // 2)


def compared(
    task: Task, folds: IntArray, fits: Sequence[Fit], settings: TrainingSettings
) -> tuple[FamilyScore, ...]:
    """Choose a family, and say how well choosing this way does on players it has not seen.

    Parameters
    ----------
    task, folds, settings
        As given to `comparison_jobs`.
    fits
        What came of them, in order.

    Returns
    -------
    scores
        Of all; chosen is the simplest within one standard error of the best.
    """
    parts = np.unique(folds)
    each = len(fits) // len(settings.families)
    numbers = np.array([fits[row * each].numbers for row in range(len(settings.families))])
    outer, inner = [], []
    for row in range(len(settings.families)):
        own = fits[row * each : (row + 1) * each]
        inside = _inside(folds, parts, own[len(parts) :])
        outside = left_out(folds, own[: len(parts)])
        losses = [_losses(task, folds, inside[place], part) for place, part in enumerate(parts)]
        inner.append(losses)
        outer.append(_outer_losses(task, folds, outside, inside))
    whole = np.stack([_per_player(task, loss) for loss in outer])
    winner = simplest_within_one_error(whole, numbers)
    nested = np.empty(len(folds))
    for place, part in enumerate(parts):
        seen = folds != part
        reached = np.stack([_per_player(task.kept(np.flatnonzero(seen)), loss[place][seen])
                            for loss in inner])  # fmt: skip
        choice = simplest_within_one_error(reached, numbers)
        nested[~seen] = outer[choice][~seen]
    scores = [
        _score(task.name, family.value, losses, int(count), chosen=row == winner)
        for row, (family, losses, count) in enumerate(
            zip(settings.families, whole, numbers, strict=True)
        )
    ]
    scores.append(_score(task.name, "chosen inside", _per_player(task, nested), 0, chosen=False))
    return tuple(scores)


def _inside(folds: IntArray, parts: IntArray, fits: Sequence[Fit]) -> list[FloatArray]:
    """Give, for each fold, the predictions of all other rows without it and their own fold."""
    width = fits[0].predictions.shape[1]
    inside = [np.full((len(folds), width), np.nan) for _ in parts]
    for pair, fit in zip(combinations(range(len(parts)), 2), fits, strict=True):
        both = np.flatnonzero(np.isin(folds, parts[list(pair)]))
        for out, other in (pair, pair[::-1]):
            own = folds[both] == parts[other]
            inside[out][both[own]] = fit.predictions[own]
    return inside


def _losses(task: Task, folds: IntArray, inside: FloatArray, out: int) -> FloatArray:
    """Give the loss of each row outside one fold, shape (n,); NaN in that fold."""
    seen = np.flatnonzero(folds != out)
    losses = np.full(len(folds), np.nan)
    part = task.kept(seen)
    losses[seen] = _loss(part, inside[seen], inside[seen], part)
    return losses


def _outer_losses(
    task: Task, folds: IntArray, outside: FloatArray, inside: list[FloatArray]
) -> FloatArray:
    """Give the loss of each row, calibrated without its fold, shape (n,)."""
    losses = np.empty(len(folds))
    for place, part in enumerate(np.unique(folds)):
        rows, rest = np.flatnonzero(folds == part), np.flatnonzero(folds != part)
        losses[rows] = _loss(task.kept(rows), outside[rows], inside[place][rest], task.kept(rest))
    return losses


def _loss(task: Task, said: FloatArray, others_said: FloatArray, others: Task) -> FloatArray:
    """Give the loss of each row, calibrated by what was said of other rows."""
    if not task.classes:
        return np.asarray(np.abs(said[:, 0] - task.targets))
    calibration = calibration_of(others_said, others.targets, others.weights)
    return surprise(calibration.applied(said), task.targets)


def _per_player(task: Task, losses: FloatArray) -> FloatArray:
    """Give each player's weighted mean loss, shape (players,)."""
    _, whose = np.unique(task.rows.players, return_inverse=True)
    total = np.bincount(whose, weights=task.weights)
    return np.asarray(np.bincount(whose, weights=task.weights * losses) / total)


def simplest_within_one_error(losses: FloatArray, numbers: IntArray) -> int:
    """Choose the simplest family that is not worse than the best by more than chance.

    Parameters
    ----------
    losses
        Of each family and player, shape (f, players).
    numbers
        How many numbers each family's model holds, shape (f,).

    Returns
    -------
    row
        The family with the fewest numbers among those whose mean excess over the best is at most
        one standard error of that excess, player by player.
    """
    best = int(losses.mean(axis=1).argmin())
    excess = losses - losses[best]
    players = losses.shape[1]
    error = excess.std(axis=1, ddof=1) / np.sqrt(players) if players > 1 else np.zeros(len(losses))
    within = np.flatnonzero(excess.mean(axis=1) <= error)
    return int(within[numbers[within].argmin()])


def _score(
    task: str, family: str, losses: FloatArray, numbers: int, *, chosen: bool
) -> FamilyScore:
    """Sum up the losses of the players."""
    error = float(losses.std(ddof=1) / np.sqrt(len(losses))) if len(losses) > 1 else 0.0
    return FamilyScore(task, family, float(losses.mean()), error, numbers, chosen)
