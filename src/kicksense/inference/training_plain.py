"""Estimators of scikit-learn turned into plain arrays that answer the same."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.pipeline import Pipeline

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.inference.plain import Linear, PlainBody, PlainClassifier, PlainRegressor, Trees

_UNSEEN: Final = -20.0
"""Log-odds of a class that training never saw."""

_FORESTS: Final = (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
_BOOSTING: Final = (HistGradientBoostingClassifier, HistGradientBoostingRegressor)


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """One tree as scikit-learn numbers it; arrays of shape (nodes,), values (nodes, w)."""

    left: IntArray
    right: IntArray
    is_leaf: BoolArray
    feature: IntArray
    threshold: FloatArray
    missing_left: BoolArray
    values: FloatArray


def plain_classifier(
    estimator: Any,  # noqa: ANN401 - scikit-learn has no types
    names: tuple[str, ...],
    classes: tuple[str, ...],
) -> PlainClassifier:
    """Turn a fitted classifier into plain arrays, not yet calibrated.

    Parameters
    ----------
    estimator
        `linear` pipeline of `kicksense.inference.training_families`, forest or histogram gradient
        boosting, fitted to places in ``classes``.
    names
        Of the columns.
    classes
        All classes; one that training never saw gets next to no probability.

    Returns
    -------
    classifier
        Its probabilities are those of ``estimator.predict_proba``.
    """
    seen = np.asarray(estimator.classes_, dtype=np.intp)
    body = _body(estimator, len(names), seen, len(classes))
    return PlainClassifier(names, classes, body, 1.0, np.zeros(len(classes)))


def plain_regressor(
    estimator: Any,  # noqa: ANN401 - scikit-learn has no types
    names: tuple[str, ...],
) -> PlainRegressor:
    """Turn a fitted regressor into plain arrays; its values are those of ``estimator.predict``.

    Parameters
    ----------
    estimator
        As in `plain_classifier`.
    names
        Of the columns.

    Returns
    -------
    regressor
        The same answers.
    """
    return PlainRegressor(names, _body(estimator, len(names), np.zeros(1, dtype=np.intp), 1))


def _body(estimator: Any, m: int, seen: IntArray, count: int) -> PlainBody:  # noqa: ANN401 - the same
    """Choose how to flatten; ``seen`` says which of ``count`` scores the estimator knows."""
    if len(seen) < min(2, count):
        baseline = np.full(count, _UNSEEN)
        baseline[seen] = 0.0
        return _joined([_NOTHING] * count, m, baseline, averaged=False)
    if isinstance(estimator, Pipeline):
        return _linear(estimator, seen, count)
    if isinstance(estimator, _FORESTS):
        return _forest(estimator, m, seen, count)
    if isinstance(estimator, _BOOSTING):
        return _boosting(estimator, m, seen, count)
    raise TypeError(f"{type(estimator).__name__} cannot be turned into plain arrays")


def _linear(pipeline: Pipeline, seen: IntArray, count: int) -> Linear:
    """Read centre, spread and weights of imputer, scaler and linear model."""
    scaler, model = pipeline.named_steps["scale"], pipeline.named_steps["model"]
    # Of two classes scikit-learn scores the second alone.
    coefficients = np.atleast_2d(model.coef_)
    intercepts = np.atleast_1d(model.intercept_)
    if len(coefficients) < len(seen):
        coefficients = np.concatenate([np.zeros_like(coefficients), coefficients])
        intercepts = np.concatenate([np.zeros(1), intercepts])
    weights = np.zeros((count, coefficients.shape[1]))
    bias = np.full(count, _UNSEEN)
    weights[seen], bias[seen] = coefficients, intercepts
    return Linear(np.array(scaler.mean_), np.array(scaler.scale_), weights, bias)


def _forest(forest: Any, m: int, seen: IntArray, count: int) -> Trees:  # noqa: ANN401 - the same
    """Read the trees of a forest; a classifier's leaves hold shares of the classes."""
    trees = []
    for member in forest.estimators_:
        tree = member.tree_
        said = np.asarray(tree.value)[:, 0, :]
        values = np.zeros((tree.node_count, count))
        if hasattr(forest, "classes_"):
            said = said / said.sum(axis=1, keepdims=True)
        values[:, seen] = said
        trees.append(
            _Tree(
                left=np.asarray(tree.children_left),
                right=np.asarray(tree.children_right),
                is_leaf=np.asarray(tree.children_left) < 0,
                feature=np.asarray(tree.feature),
                threshold=np.asarray(tree.threshold),
                missing_left=np.asarray(tree.missing_go_to_left).astype(np.bool_),
                values=values,
            )
        )
    return _joined(trees, m, np.zeros(count), averaged=True)


def _boosting(model: Any, m: int, seen: IntArray, count: int) -> Trees:  # noqa: ANN401 - the same
    """Read the trees of histogram gradient boosting, one a score and round."""
    if getattr(model, "is_categorical_", None) is not None:
        raise TypeError("categorical columns cannot be turned into plain arrays")
    start = np.asarray(model._baseline_prediction).ravel()
    # Of two classes scikit-learn scores the second alone.
    scored = seen[-len(start) :]
    baseline = np.full(count, _UNSEEN)
    baseline[seen] = 0.0
    baseline[scored] = start
    trees: list[_Tree] = []
    for round_ in model._predictors:
        slots = [_NOTHING] * count
        for place, predictor in zip(scored, round_, strict=True):
            slots[place] = _boosted(predictor.nodes)
        trees += slots
    return _joined(trees or [_NOTHING] * count, m, baseline, averaged=False)


def _boosted(nodes: Any) -> _Tree:  # noqa: ANN401 - a structured array
    """Read the nodes of one boosted tree."""
    return _Tree(
        left=nodes["left"].astype(np.intp),
        right=nodes["right"].astype(np.intp),
        is_leaf=nodes["is_leaf"].astype(np.bool_),
        feature=nodes["feature_idx"].astype(np.intp),
        threshold=nodes["num_threshold"].astype(np.float64),
        missing_left=nodes["missing_go_to_left"].astype(np.bool_),
        values=nodes["value"].astype(np.float64)[:, None],
    )


_NOTHING: Final = _Tree(
    left=np.zeros(1, dtype=np.intp),
    right=np.zeros(1, dtype=np.intp),
    is_leaf=np.ones(1, dtype=np.bool_),
    feature=np.zeros(1, dtype=np.intp),
    threshold=np.zeros(1),
    missing_left=np.zeros(1, dtype=np.bool_),
    values=np.zeros((1, 1)),
)
"""A tree that says zero."""


def _joined(trees: list[_Tree], m: int, baseline: FloatArray, *, averaged: bool) -> Trees:
    """Put all trees into one row of arrays, children side by side."""
    counts = [len(tree.left) for tree in trees]
    roots = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
    feature, threshold, child, values = [], [], [], []
    for tree, root in zip(trees, roots, strict=True):
        order, first = _level_order(tree)
        leaf = tree.is_leaf[order]
        goes_first = np.where(tree.missing_left[order], 0, 1)
        # Missing numbers are kept as NaN in the first half of a row, which is no number up to the
        # threshold (to the right), and as -inf in the second half (to the left).
        feature.append(np.where(leaf, 0, tree.feature[order] + m * (1 - goes_first)))
        threshold.append(np.where(leaf, np.nan, tree.threshold[order]))
        child.append(np.where(leaf, np.arange(len(order)), first) + root)
        values.append(np.where(leaf[:, None], tree.values[order], 0.0))
    return Trees(
        feature=np.concatenate(feature).astype(np.intp),
        threshold=np.concatenate(threshold),
        child=np.concatenate(child).astype(np.intp),
        values=np.ascontiguousarray(np.concatenate(values).T),
        roots=roots,
        baseline=baseline,
        row_length=m,
        averaged=averaged,
    )


def _level_order(tree: _Tree) -> tuple[IntArray, IntArray]:
    """Give nodes level by level, and where the right child of each will stand, the left behind."""
    levels = [np.zeros(1, dtype=np.intp)]
    first = np.zeros(len(tree.left), dtype=np.intp)
    taken = 1
    while len(inner := levels[-1][~tree.is_leaf[levels[-1]]]):
        first[inner] = taken + 2 * np.arange(len(inner))
        levels.append(np.stack([tree.right[inner], tree.left[inner]], axis=1).ravel())
        taken += 2 * len(inner)
        if taken > len(first):
            raise ValueError("a tree has more branches than nodes")
    order = np.concatenate(levels)
    return order, first[order]
