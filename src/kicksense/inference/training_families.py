"""The families of estimators that are compared, and one fit of one of them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import numpy as np
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, PolynomialFeatures, StandardScaler
from threadpoolctl import threadpool_limits

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.inference.plain import SPREAD_LIMIT, Linear, PlainClassifier, PlainRegressor
from kicksense.inference.training_plain import plain_classifier, plain_regressor

_STOP_SHARE: Final = 6
"""One player in so many is kept aside to tell boosting when to stop."""

_FEWEST_TO_STOP: Final = 3
_BINS: Final = 255
_BOOSTING: Final = (HistGradientBoostingClassifier, HistGradientBoostingRegressor)


class Family(StrEnum):
    """Kinds of estimators."""

    LINEAR = "linear"
    BOOSTING = "boosting"
    EXTRA_TREES = "extra_trees"


@dataclass(frozen=True, slots=True)
class FamilySettings:
    """How large the members of each family are.

    Attributes
    ----------
    logistic_c
        Inverse strength of the penalty of the logistic model, as in ``fit_contacts.py`` of the
        spine.
    ridge_alpha
        Strength of the penalty of the linear model of speeds.
    most_linear_rows
        The linear model takes no more rows; its terms of second order are many.
    boost_rounds
        Rounds of boosting at most; it stops when players kept aside are no longer served.
    boost_rate, boost_leaves, boost_depth, boost_least_rows, boost_penalty
        Learning rate, leaves and depth of a tree, rows in a leaf at least, and L2 penalty.
    boost_columns
        Share of the columns that each split of boosting may look at.
    boost_patience
        Rounds without any gain after which boosting stops.
    trees, tree_depth, tree_leaves, tree_least_rows
        Of extra trees; as many leaves as fit a model of a few megabytes.
    tree_columns
        Share of the columns that each split of a tree may look at.
    """

    logistic_c: float = 0.05
    ridge_alpha: float = 30.0
    most_linear_rows: int = 30_000
    boost_rounds: int = 200
    boost_rate: float = 0.1
    boost_leaves: int = 16
    boost_depth: int = 6
    boost_least_rows: int = 25
    boost_penalty: float = 5.0
    boost_columns: float = 0.5
    boost_patience: int = 12
    trees: int = 120
    tree_depth: int = 14
    tree_leaves: int = 500
    tree_least_rows: int = 3
    tree_columns: float = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class FitJob:
    """One fit, complete in itself, so that another process can do it.

    Attributes
    ----------
    family
        Which.
    names, classes
        Of columns and classes; no classes for a number.
    numbers, targets, weights, players
        Training rows: shape (n, m), and (n,) each. Targets are places in ``classes``, or numbers.
    unseen
        Rows of players left out, to be predicted, shape (k, m).
    seed
        Of everything random.
    settings
        Sizes.
    quantile
        Of the number that is learnt; None for the middle.
    rounds
        Of boosting; None lets players kept aside tell when to stop.
    kept
        Give back the estimator.
    """

    family: Family
    names: tuple[str, ...]
    classes: tuple[str, ...]
    numbers: FloatArray
    targets: np.ndarray
    weights: FloatArray
    players: np.ndarray
    unseen: FloatArray
    seed: int
    settings: FamilySettings = field(default_factory=FamilySettings)
    quantile: float | None = None
    rounds: int | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What came of a fit.

    Attributes
    ----------
    predictions
        Of the rows left out: probabilities not yet calibrated, shape (k, c), or values, shape
        (k, 1).
    numbers
        How many numbers the plain model holds: its simplicity.
    rounds
        Of boosting, that served players kept aside best; 0 for other families.
    estimator, plain
        The fitted estimator and its plain form, where they were asked for.
    """

    predictions: FloatArray
    numbers: int
    rounds: int = 0
    estimator: Any = None
    plain: PlainClassifier | PlainRegressor | None = None


def fitted(job: FitJob) -> Fit:
    """Do one fit on one thread, which is fastest where several run side by side.

    Parameters
    ----------
    job
        What to fit.

    Returns
    -------
    fit
        Predictions of the plain form, which are those of the estimator.
    """
    with threadpool_limits(1):
        estimator = _estimator(job)
        plain: PlainClassifier | PlainRegressor
        if job.classes:
            plain = plain_classifier(estimator, job.names, job.classes)
            predictions = plain.probabilities(np.asarray(job.unseen, dtype=np.float64))
        else:
            plain = plain_regressor(estimator, job.names)
            predictions = plain.values(np.asarray(job.unseen, dtype=np.float64))[:, None]
    numbers = _numbers_in(plain)
    rounds = _best_rounds(estimator)
    if not job.kept:
        return Fit(predictions, numbers, rounds)
    return Fit(predictions, numbers, rounds, estimator, plain)


def _estimator(job: FitJob) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Fit an estimator of the family asked for."""
    rows = np.asarray(job.numbers, dtype=np.float64)
    # A logistic model knows nothing to say where there is one class alone; boosting does.
    one_class = bool(job.classes) and len(np.unique(job.targets)) == 1
    if job.family is Family.BOOSTING or one_class:
        return _boosted(job, rows)
    if job.family is Family.EXTRA_TREES:
        return _grown(job).fit(rows, job.targets, sample_weight=job.weights)
    most = job.settings.most_linear_rows
    if len(rows) > most:
        chosen = np.random.default_rng(job.seed).permutation(len(rows))[:most]
    else:
        chosen = np.arange(len(rows))
    return linear(job).fit(
        rows[chosen], job.targets[chosen], model__sample_weight=job.weights[chosen]
    )


def linear(job: FitJob) -> Pipeline:
    """Give a linear model of second order that fills what is missing with the mean.

    Numbers are scaled and held within four spreads before they are multiplied, as in
    `kicksense.kicks.contact_model.terms_of`.

    Parameters
    ----------
    job
        Says whether classes or a number are learnt, and the penalties.

    Returns
    -------
    pipeline
        Not yet fitted.
    """
    settings = job.settings
    model = (
        LogisticRegression(C=settings.logistic_c, max_iter=400, tol=2e-3)
        if job.classes
        else Ridge(alpha=settings.ridge_alpha)
    )
    limits = {"a_min": -SPREAD_LIMIT, "a_max": SPREAD_LIMIT}
    return Pipeline(
        [
            ("fill", SimpleImputer(keep_empty_features=True)),
            ("scale", StandardScaler()),
            ("hold", FunctionTransformer(np.clip, kw_args=limits)),
            ("terms", PolynomialFeatures(2, include_bias=False)),
            ("model", model),
        ]
    )


def _grown(job: FitJob) -> ExtraTreesClassifier | ExtraTreesRegressor:
    """Give extra trees, not yet fitted."""
    settings = job.settings
    kind = ExtraTreesClassifier if job.classes else ExtraTreesRegressor
    return kind(
        n_estimators=settings.trees,
        max_depth=settings.tree_depth,
        max_leaf_nodes=settings.tree_leaves,
        min_samples_leaf=settings.tree_least_rows,
        max_features=settings.tree_columns,
        random_state=job.seed,
    )


def _boosted(job: FitJob, rows: FloatArray) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Fit boosting, on all rows where the rounds are given, else until players are served best."""
    aside = _kept_aside(job) & (job.rounds is None)
    rows = coarsened(rows, job.weights)
    # Boosting cannot bin a number that nobody has; one that is the same for all parts no rows.
    rows[:, np.isnan(rows[~aside]).all(axis=0)] = 0.0
    if not aside.any():
        rounds = job.settings.boost_rounds if job.rounds is None else job.rounds
        model = _boosting(job, rounds, stops=False)
        return model.fit(rows, job.targets, sample_weight=job.weights)
    return _boosting(job, job.settings.boost_rounds, stops=True).fit(
        rows[~aside],
        job.targets[~aside],
        sample_weight=job.weights[~aside],
        X_val=rows[aside],
        y_val=job.targets[aside],
        sample_weight_val=job.weights[aside],
    )


def coarsened(rows: FloatArray, weights: FloatArray) -> FloatArray:
    """Let each column take as many values as boosting tells apart, at its weighted quantiles.

    Boosting would look for these quantiles itself, one by one, which takes longer than the rest
    of the fit where rows have weights. A threshold between two of the values parts the original
    numbers as it parts these.

    Parameters
    ----------
    rows
        Shape (n, m).
    weights
        Of the rows, shape (n,).

    Returns
    -------
    rows
        Shape (n, m); NaN stays NaN.
    """
    coarse = rows.copy()
    shares = np.linspace(0.0, 1.0, _BINS)
    for column in coarse.T:
        known = np.flatnonzero(~np.isnan(column))
        numbers = column[known]
        if len(np.unique(numbers)) <= _BINS:
            continue
        values = np.unique(
            np.quantile(numbers, shares, weights=weights[known], method="inverted_cdf")
        )
        middles = 0.5 * (values[1:] + values[:-1])
        column[known] = values[np.searchsorted(middles, numbers)]
    return coarse


def _best_rounds(model: Any) -> int:  # noqa: ANN401 - scikit-learn has no types
    """Give after how many rounds of boosting the players kept aside were served best, else 0."""
    scores = np.asarray(getattr(model, "validation_score_", []))
    if len(scores) > 1:
        return int(scores[1:].argmax()) + 1
    return int(model.n_iter_) if isinstance(model, _BOOSTING) else 0


def _kept_aside(job: FitJob) -> BoolArray:
    """Choose rows of players that tell boosting when to stop; none if that costs a class."""
    names = np.unique(job.players)
    aside = np.zeros(len(job.players), dtype=np.bool_)
    if len(names) < _FEWEST_TO_STOP:
        return aside
    count = max(1, len(names) // _STOP_SHARE)
    chosen = np.random.default_rng(job.seed).permutation(names)[:count]
    aside = np.isin(job.players, chosen)
    if job.classes and len(np.unique(job.targets[~aside])) < len(np.unique(job.targets)):
        aside[:] = False
    return aside


def _boosting(
    job: FitJob, rounds: int, *, stops: bool
) -> HistGradientBoostingClassifier | HistGradientBoostingRegressor:
    """Give histogram gradient boosting, not yet fitted."""
    settings = job.settings
    sizes: dict[str, Any] = {
        "max_iter": rounds,
        "learning_rate": settings.boost_rate,
        "max_leaf_nodes": settings.boost_leaves,
        "max_depth": settings.boost_depth,
        "min_samples_leaf": settings.boost_least_rows,
        "l2_regularization": settings.boost_penalty,
        "max_features": settings.boost_columns,
        "early_stopping": stops,
        "n_iter_no_change": settings.boost_patience,
        "random_state": job.seed,
    }
    if job.classes:
        return HistGradientBoostingClassifier(**sizes)
    if job.quantile is None:
        return HistGradientBoostingRegressor(loss="absolute_error", **sizes)
    return HistGradientBoostingRegressor(loss="quantile", quantile=job.quantile, **sizes)


def _numbers_in(plain: PlainClassifier | PlainRegressor) -> int:
    """Count the numbers of a plain model."""
    body = plain.body
    if isinstance(body, Linear):
        return body.weights.size + body.bias.size + 2 * body.centre.size
    return 3 * body.feature.size + body.values.size
