"""Probabilities that mean what they say, and the thresholds that go with them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.inference.plain import softmax

_LEAST_PROBABILITY: Final = 1e-7
_PENALTY: Final = 2e-3
"""Of squared offsets, in nats a row: keeps a class with few rows from wandering off."""

_F1_TOLERANCE: Final = 0.002

_LIMITS: Final = (-2.0, 2.0)
"""Of the logarithm of the temperature."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A temperature and an offset of each class.

    Attributes
    ----------
    temperature, offsets
        As in `kicksense.inference.plain.PlainClassifier`.
    """

    temperature: float
    offsets: FloatArray

    def applied(self, probabilities: FloatArray) -> FloatArray:
        """Give calibrated probabilities, shape (n, c), of those that an estimator said."""
        logs = np.log(np.maximum(probabilities, _LEAST_PROBABILITY))
        return softmax(logs / self.temperature + self.offsets)


def calibration_of(
    probabilities: FloatArray, classes: IntArray, weights: FloatArray
) -> Calibration:
    """Find the calibration under which what happened was likeliest.

    Bias-corrected temperature scaling (Alexandari, Kundaje and Shrikumar, ICML 2020); the offsets
    undo what weighing up rare classes in training did to the probabilities.

    Parameters
    ----------
    probabilities
        Of rows of players left out, shape (n, c).
    classes
        True ones, shape (n,).
    weights
        Of the rows, shape (n,).

    Returns
    -------
    calibration
        That changes nothing where there are no rows.
    """
    count = probabilities.shape[1]
    if len(classes) == 0:
        return Calibration(1.0, np.zeros(count))
    logs = np.log(np.maximum(probabilities, _LEAST_PROBABILITY))
    shares = weights / weights.sum()
    true = np.eye(count)[classes]

    def loss(numbers: FloatArray) -> tuple[float, FloatArray]:
        """Give mean surprise and its slope."""
        cooled = logs * np.exp(-numbers[0])
        said = softmax(cooled + numbers[1:])
        right = np.maximum(said[np.arange(len(classes)), classes], 1e-300)
        apart = (said - true) * shares[:, None]
        slope = np.concatenate([[-(apart * cooled).sum()], apart.sum(axis=0)])
        slope[1:] += 2.0 * _PENALTY * numbers[1:]
        return float(-shares @ np.log(right) + _PENALTY * (numbers[1:] ** 2).sum()), slope

    start = np.zeros(count + 1)
    bounds = [_LIMITS] + [(-8.0, 8.0)] * count
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    # Softmax does not see what all offsets have in common.
    return Calibration(float(np.exp(found[0])), found[1:] - found[1:].mean())


def crossed(
    probabilities: FloatArray, classes: IntArray, weights: FloatArray, folds: IntArray
) -> FloatArray:
    """Calibrate each fold by what the others say, for scores that calibration cannot flatter.

    Parameters
    ----------
    probabilities, classes, weights
        As in `calibration_of`.
    folds
        Part of each row, shape (n,).

    Returns
    -------
    probabilities
        Calibrated, shape (n, c).
    """
    calibrated = np.empty_like(probabilities)
    for fold in np.unique(folds):
        rest, part = folds != fold, folds == fold
        if not rest.any():
            rest = part
        calibration = calibration_of(probabilities[rest], classes[rest], weights[rest])
        calibrated[part] = calibration.applied(probabilities[part])
    return calibrated


def surprise(probabilities: FloatArray, classes: IntArray) -> FloatArray:
    """Give the negative logarithm of the probability of what happened, shape (n,)."""
    said = probabilities[np.arange(len(classes)), classes]
    return -np.log(np.maximum(said, _LEAST_PROBABILITY))


def threshold_of_most_f1(probability: FloatArray, true: BoolArray) -> float:
    """Give the probability from which on calling it so makes F1 highest.

    Parameters
    ----------
    probability
        Shape (n,).
    true
        Shape (n,).

    Returns
    -------
    threshold
        Midway between the last row called so and the first that is not. Of all that come within
        `_F1_TOLERANCE` of the highest F1 the one nearest to 0.5, since the top is flat and where
        exactly it lies is chance; 0.5 where nothing is true.
    """
    if not true.any():
        return 0.5
    order = np.argsort(-probability, kind="stable")
    falling = probability[order]
    hits = np.cumsum(true[order])
    f1 = 2.0 * hits / (np.arange(1, len(hits) + 1) + true.sum())
    # Equal probabilities are called alike.
    f1[:-1][falling[:-1] == falling[1:]] = -1.0
    thresholds = 0.5 * (falling + np.append(falling[1:], 0.0))
    good = thresholds[f1 >= f1.max() - _F1_TOLERANCE]
    return float(good[np.abs(good - 0.5).argmin()])


def abstention_threshold(probabilities: FloatArray, ratio: float, most: float) -> float:
    """Give the probability below which a technique is left open.

    Parameters
    ----------
    probabilities
        Of kicks of players left out, shape (n, c).
    ratio
        Share of the kicks that may be left open.
    most
        No threshold is higher.

    Returns
    -------
    threshold
        The lower of the two that follow.
    """
    if len(probabilities) == 0:
        return most
    return float(min(most, np.quantile(probabilities.max(axis=1), ratio)))
