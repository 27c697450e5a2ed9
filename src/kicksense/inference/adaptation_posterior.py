"""How a player's speeds differ from the general model's, after some known balls.

A linear model with bell curves throughout, but for one thing: how much players differ is not known
either. So there are several such models, one for each size of the differences, and the player's own
balls say which of them speaks the truth. A player like the simulated ones loses nothing by that,
and one who strikes the ball half as hard again as the model says is believed after a few balls.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Estimate

_ROUNDS: Final = 15
_BISECTIONS: Final = 40
_NINETY_PERCENT: Final = 0.9
_FARTHEST_LOG: Final = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Known balls as numbers; logarithms throughout.

    Attributes
    ----------
    ratios
        Measured over estimated speed, shape (n,).
    design
        Which differences of the player enter which ball, shape (n, d).
    shared
        How much the error of each group of references enters, in its standard deviations, shape
        (n, g).
    chance
        Variance of each ball about the player's mean, shape (n,).
    tail
        Degrees of freedom of that chance (Student's t): few make outliers count little.
    """

    ratios: FloatArray
    design: FloatArray
    shared: FloatArray
    chance: FloatArray
    tail: float


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What is believed of a player's differences: a mixture of bell curves.

    Attributes
    ----------
    weights
        Of each curve, adding up to one, shape (k,).
    means
        Shape (k, d).
    covers
        Covariances, shape (k, d, d).
    """

    weights: FloatArray
    means: FloatArray
    covers: FloatArray

    @property
    def mean(self) -> FloatArray:
        """Mean of the mixture, shape (d,)."""
        return self.weights @ self.means

    @property
    def cover(self) -> FloatArray:
        """Covariance of the mixture, shape (d, d)."""
        apart = self.means - self.mean
        spread = np.einsum("k,ki,kj->ij", self.weights, apart, apart)
        total: FloatArray = np.einsum("k,kij->ij", self.weights, self.covers) + spread
        return total

    def ratio_along(self, pick: FloatArray) -> Estimate:
        """Give a ratio of speeds with the interval that holds it nine times in ten.

        Parameters
        ----------
        pick
            Which differences add up to its logarithm, shape (d,).

        Returns
        -------
        ratio
            Exact quantiles of the mixture; the value is its median.
        """
        middles = self.means @ pick
        spreads = np.sqrt(np.maximum(np.einsum("i,kij,j->k", pick, self.covers, pick), 1e-12))
        low, middle, high = (
            _quantile(share, self.weights, middles, spreads)
            for share in (0.5 - _NINETY_PERCENT / 2.0, 0.5, 0.5 + _NINETY_PERCENT / 2.0)
        )
        return Estimate(math.exp(middle), math.exp(low), math.exp(high))


def _quantile(share: float, weights: FloatArray, middles: FloatArray, spreads: FloatArray) -> float:
    """Give where a mixture of bell curves has this share below, by halving."""
    low = float((middles - _FARTHEST_LOG * spreads).min())
    high = float((middles + _FARTHEST_LOG * spreads).max())
    for _ in range(_BISECTIONS):
        place = 0.5 * (low + high)
        below = float(weights @ ndtr((place - middles) / spreads))
        low, high = (place, high) if below < share else (low, place)
    return 0.5 * (low + high)


def updated(prior: Belief, evidence: Evidence) -> Belief:
    """Give what is believed after known balls.

    Given how far each ball is trusted, every curve of the mixture is updated as in any linear model
    with Gaussian errors, and its weight by how likely it makes the balls together (the marginal
    likelihood), both in closed form. How far each ball is trusted comes first, by reweighting as
    under Student's t in a single model as wide as the whole prior, so that all curves are compared
    on the same data. The errors that references share are unknowns of the model too and integrated
    out, so they do not shrink with the number of balls.

    Parameters
    ----------
    prior
        With means of zero.
    evidence
        May be empty.

    Returns
    -------
    belief
        As many curves as before.
    """
    if len(evidence.ratios) == 0:
        return prior
    noise = evidence.chance / _trust(prior.cover, evidence)
    groups = evidence.shared.shape[1]
    design = np.hstack([evidence.design, evidence.shared])
    weighed = design / noise[:, None]
    square, pulled = weighed.T @ design, weighed.T @ evidence.ratios
    dimensions = prior.means.shape[1]
    inverses = np.linalg.inv(prior.covers)
    precisions = np.tile(np.eye(dimensions + groups), (len(inverses), 1, 1))
    precisions[:, :dimensions, :dimensions] = inverses
    afters = np.linalg.inv(precisions + square).astype(np.float64, copy=False)
    means = afters @ pulled
    # log N(ratios; 0, X P X' + noise), less what is the same for all curves.
    sizes = np.linalg.slogdet(precisions)[1] + np.linalg.slogdet(afters)[1]
    logs = np.log(prior.weights) + 0.5 * (sizes + means @ pulled)
    weights: FloatArray = np.exp(logs - logs.max())
    shares: FloatArray = weights / weights.sum()
    return Belief(shares, means[:, :dimensions], afters[:, :dimensions, :dimensions])


def _trust(cover: FloatArray, evidence: Evidence) -> FloatArray:
    """Give how far each ball is trusted, shape (n,); near one, far less for an outlier."""
    groups = evidence.shared.shape[1]
    design = np.hstack([evidence.design, evidence.shared])
    precision = np.eye(len(cover) + groups)
    precision[: len(cover), : len(cover)] = np.linalg.inv(cover)
    trust = np.ones(len(evidence.ratios))
    for _ in range(_ROUNDS):
        weighed = design * (trust / evidence.chance)[:, None]
        mean = np.linalg.solve(precision + weighed.T @ design, weighed.T @ evidence.ratios)
        left = evidence.ratios - design @ mean
        trust = (evidence.tail + 1.0) / (evidence.tail + left**2 / evidence.chance)
    return trust
