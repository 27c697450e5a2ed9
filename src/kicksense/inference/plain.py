"""Trained models as plain arrays: the answers of scikit-learn without scikit-learn."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray

SPREAD_LIMIT: Final = 4.0
"""Numbers weigh at most this many spreads, so that nothing is judged by a far extrapolation."""

MOST_DEPTH: Final = 64
"""No tree is deeper than this."""

_LEAST_PROBABILITY: Final = 1e-7
_CELLS_AT_ONCE: Final = 1 << 17
"""Rows are taken in portions whose working arrays fit the cache of a processor."""


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A linear model of first or second order.

    Attributes
    ----------
    centre, spread
        Of each number in the fit, shape (m,). A missing number is taken to be the centre.
    weights
        Shape (c, m), or (c, m + m(m+1)/2): each number, then each product of two, in the order of
        the upper triangle, row by row.
    bias
        Shape (c,).
    """

    centre: FloatArray
    spread: FloatArray
    weights: FloatArray
    bias: FloatArray
    _first: IntArray = field(init=False, repr=False)
    _second: IntArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        m = len(self.centre)
        pairs = m * (m + 1) // 2
        if self.weights.shape not in {(len(self.bias), m), (len(self.bias), m + pairs)}:
            raise ValueError(f"weights have shape {self.weights.shape} for {m} numbers")
        first, second = np.triu_indices(m if self.weights.shape[1] > m else 0)
        object.__setattr__(self, "_first", first)
        object.__setattr__(self, "_second", second)

    @property
    def row_length(self) -> int:
        """How many numbers a row holds."""
        return len(self.centre)

    @property
    def score_count(self) -> int:
        """How many scores a row gets."""
        return len(self.bias)

    def scores(self, rows: FloatArray) -> FloatArray:
        """Give the weighted sums.

        Parameters
        ----------
        rows
            Shape (n, m); what is not finite is missing.

        Returns
        -------
        scores
            Shape (n, c).
        """
        scores = np.empty((len(rows), self.score_count))
        step = max(1, _CELLS_AT_ONCE // max(1, self.weights.shape[1]))
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            scores[part] = self._terms(rows[part]) @ self.weights.T
        return np.asarray(scores + self.bias)

    def _terms(self, rows: FloatArray) -> FloatArray:
        """Give each number and each product of two, relative to centre and spread."""
        known = np.where(np.isfinite(rows), rows, self.centre)
        scaled = np.clip((known - self.centre) / self.spread, -SPREAD_LIMIT, SPREAD_LIMIT)
        if len(self._first) == 0:
            return np.asarray(scaled)
        products = scaled.take(self._first, axis=1) * scaled.take(self._second, axis=1)
        return np.concatenate([scaled, products], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Decision trees, all nodes of all trees in one row of arrays.

    The children of a node stand side by side, further on than the node itself, so that a walk
    always ends. A number that is missing goes the way that training chose for it.

    Attributes
    ----------
    feature
        What a node looks at, shape (nodes,): column k of the row where a missing number goes to
        the first child, column k + m where it goes to the second.
    threshold
        A number up to it goes to the second child; NaN in a leaf, shape (nodes,).
    child
        First child of each node; a leaf is its own, shape (nodes,).
    values
        What a leaf says, shape (w, nodes). With w = 1 tree number t adds to score t modulo c.
    roots
        First node of each tree, shape (trees,).
    baseline
        Added to the scores, shape (c,).
    row_length
        How many numbers a row holds.
    averaged
        True for a forest, whose trees each give all scores and are averaged; False where they add.
    """

    feature: IntArray
    threshold: FloatArray
    child: IntArray
    values: FloatArray
    roots: IntArray
    baseline: FloatArray
    row_length: int
    averaged: bool
    depth: int = field(init=False)

    def __post_init__(self) -> None:
        nodes = len(self.feature)
        if not nodes == len(self.threshold) == len(self.child) == self.values.shape[-1]:
            raise ValueError("the arrays of the nodes differ in length")
        if len(self.roots) == 0:
            raise ValueError("there is no tree")
        if not _within(self.roots, 0, nodes) or not _within(self.feature, 0, 2 * self.row_length):
            raise ValueError("a tree points outside its arrays")
        inner = self.child != np.arange(nodes)
        if np.any(self.child[inner] <= np.flatnonzero(inner)) or not _within(
            self.child[inner], 1, nodes - 1
        ):
            raise ValueError("a node points back, or outside its arrays")
        if np.any(np.isnan(self.threshold) == inner):
            raise ValueError("a leaf has a threshold, or a node has none")
        width = self.score_count if self.averaged else 1
        if self.values.shape != (width, nodes) or (
            not self.averaged and len(self.roots) % self.score_count
        ):
            raise ValueError("the leaves do not fit the scores")
        object.__setattr__(self, "depth", _depth(self.child, self.roots))

    @property
    def score_count(self) -> int:
        """How many scores a row gets."""
        return len(self.baseline)

    def scores(self, rows: FloatArray) -> FloatArray:
        """Walk every row down every tree.

        Parameters
        ----------
        rows
            Shape (n, m); what is not finite is missing.

        Returns
        -------
        scores
            Shape (n, c).
        """
        scores = np.empty((len(rows), self.score_count))
        step = max(1, _CELLS_AT_ONCE // len(self.roots))
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            scores[part] = self._said(self._leaves(rows[part]))
        return np.asarray(scores + self.baseline)

    def _leaves(self, rows: FloatArray) -> IntArray:
        """Give the leaf of each row in each tree, shape (n, trees)."""
        known = np.isfinite(rows)
        if self.averaged:
            # Forests of scikit-learn compare in single precision.
            rows = np.where(known, rows, 0.0).astype(np.float32).astype(np.float64)
        # Compared with a threshold, NaN goes to the first child and -inf to the second.
        twice = np.concatenate(
            [np.where(known, rows, np.nan), np.where(known, rows, -np.inf)], axis=1
        )
        length = 2 * self.row_length
        if len(rows) == 1:
            return self._walked(twice[0], self.roots, None)
        first = np.arange(len(rows))[:, None] * length
        return self._walked(twice.ravel(), np.tile(self.roots, (len(rows), 1)), first)

    def _walked(self, numbers: FloatArray, node: IntArray, first: IntArray | None) -> IntArray:
        """Go down from nodes to leaves; ``first`` says where the numbers of each row begin."""
        for _ in range(self.depth):
            place = self.feature.take(node)
            if first is not None:
                place += first
            node = self.child.take(node) + (numbers.take(place) <= self.threshold.take(node))
        return node if first is not None else node[None, :]

    def _said(self, leaves: IntArray) -> FloatArray:
        """Add or average what the leaves say."""
        if self.averaged:
            total = np.zeros((len(leaves), self.score_count))
            for column in range(self.score_count):
                total[:, column] = self.values[column].take(leaves).sum(axis=1)
            return np.asarray(total / len(self.roots))
        rounds = len(self.roots) // self.score_count
        said = self.values[0].take(leaves)
        return np.asarray(said.reshape(len(leaves), rounds, self.score_count).sum(axis=1))


PlainBody = Linear | Trees


def _within(places: IntArray, first: int, stop: int) -> bool:
    """Tell whether all places lie in ``[first, stop)``."""
    return len(places) == 0 or bool(places.min() >= first and places.max() < stop)


def _depth(child: IntArray, roots: IntArray) -> int:
    """Give how many steps lead from the roots to the deepest leaf."""
    depth = 0
    nodes = np.unique(roots)
    while len(inner := nodes[child[nodes] != nodes]):
        nodes = np.unique(np.concatenate([child[inner], child[inner] + 1]))
        depth += 1
        if depth > MOST_DEPTH:
            raise ValueError(f"a tree is deeper than {MOST_DEPTH}")
    return depth


def _checked(rows: FloatArray, names: tuple[str, ...]) -> FloatArray:
    """Give rows as an array of the right width."""
    numbers = np.asarray(rows, dtype=np.float64)
    if numbers.shape != (len(numbers), len(names)):
        raise ValueError(f"rows have shape {numbers.shape}, expected (n, {len(names)})")
    return numbers


@dataclass(frozen=True, slots=True, eq=False)
class PlainClassifier:
    """Probabilities of classes from rows of numbers.

    Attributes
    ----------
    names
        Of the columns of a row.
    classes
        In the order of the probabilities.
    body
        Scores that are logarithms of odds, or, of a forest, probabilities.
    temperature, offsets
        Calibration: log-probabilities are divided by the one and moved by the other (shape (c,)),
        so that what is said to be likely at 80 % is true eight times in ten. Bias-corrected
        temperature scaling (Alexandari, Kundaje and Shrikumar, ICML 2020).
    """

    names: tuple[str, ...]
    classes: tuple[str, ...]
    body: PlainBody
    temperature: float
    offsets: FloatArray

    def __post_init__(self) -> None:
        if self.body.row_length != len(self.names):
            raise ValueError(f"{len(self.names)} names for rows of {self.body.row_length}")
        if not self.body.score_count == len(self.classes) == len(self.offsets):
            raise ValueError("scores, classes and offsets differ in number")
        if not self.temperature > 0.0:
            raise ValueError(f"the temperature is {self.temperature}, must be positive")

    def probabilities(self, rows: FloatArray) -> FloatArray:
        """Give the calibrated probability of each class.

        Parameters
        ----------
        rows
            Shape (n, m), columns as in ``names``; NaN where a number is missing.

        Returns
        -------
        probabilities
            Shape (n, c); rows add up to one.
        """
        scores = self.body.scores(_checked(rows, self.names))
        if isinstance(self.body, Trees) and self.body.averaged:
            scores = np.log(np.maximum(scores, _LEAST_PROBABILITY))
        return softmax(scores / self.temperature + self.offsets)


@dataclass(frozen=True, slots=True, eq=False)
class PlainRegressor:
    """A number from rows of numbers.

    Attributes
    ----------
    names
        Of the columns of a row.
    body
        With one score.
    """

    names: tuple[str, ...]
    body: PlainBody

    def __post_init__(self) -> None:
        if self.body.row_length != len(self.names):
            raise ValueError(f"{len(self.names)} names for rows of {self.body.row_length}")
        if self.body.score_count != 1:
            raise ValueError(f"a regressor has one score, not {self.body.score_count}")

    def values(self, rows: FloatArray) -> FloatArray:
        """Give the number of each row.

        Parameters
        ----------
        rows
            Shape (n, m), columns as in ``names``; NaN where a number is missing.

        Returns
        -------
        values
            Shape (n,).
        """
        return self.body.scores(_checked(rows, self.names))[:, 0]


def softmax(scores: FloatArray) -> FloatArray:
    """Turn logarithms of odds, shape (n, c), into probabilities that add up to one."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
