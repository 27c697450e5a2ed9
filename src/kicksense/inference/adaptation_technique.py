"""What a player's named kicks teach about their technique.

A few labelled kicks shift the general model's log-odds; without evidence nothing changes, and what
is learnt is kept only as far as it helps on kicks it was not learnt from.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.kick import Technique, TechniqueProbability
from kicksense.inference.adaptation import TECHNIQUES

KEPT_RATIOS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of what was learnt that are tried on kicks left out; the best is kept."""

_COUNT: Final = len(TECHNIQUES)
_NEWTON_STEPS: Final = 12
_MOST_FOLDS: Final = 40


@dataclass(frozen=True, slots=True)
class TechniqueLessonSettings:
    """How much players differ in technique, and how far labels are trusted.

    Spread and label noise serve simulated players best, with right labels and with one in eight
    wrong (``python benchmarks/adaptation.py``); simulated, not recorded.

    Attributes
    ----------
    spread
        Standard deviation between players of what must be added to the log-odds of a technique.
    limit
        Largest shift of one log-odds, whatever the labels say.
    label_noise_ratio
        Share of labels that name any technique but the right one; keeps a slip of the finger from
        outweighing the other kicks.
    floor_probability
        Model probabilities are taken as at least this.
    least_gain
        Logarithmic loss that a shift must save over all kicks left out; less is chance.
    """

    spread: float = 0.5
    limit: float = 1.5
    label_noise_ratio: float = 0.1
    floor_probability: float = 0.005
    least_gain: float = 0.05


@dataclass(frozen=True, slots=True)
class NamedKick:
    """What the general model says of a kick, and what it was.

    Attributes
    ----------
    probability
        Of the general model.
    technique
        What somebody says it was; never ``unsure``.
    """

    probability: TechniqueProbability
    technique: Technique

    def __post_init__(self) -> None:
        if self.technique not in TECHNIQUES:
            raise ValueError("a kick whose technique nobody knows teaches nothing")


@dataclass(frozen=True, slots=True)
class TechniqueLesson:
    """What a player's named kicks teach.

    Attributes
    ----------
    log_odds
        To be added for heel, inside foot and instep.
    kept_ratio
        How much of what was learnt is kept: zero where it helped no kick that was left out.
    right_before, right_after
        Kicks whose likeliest technique is the right one: by the general model, and by one that
        learnt from the other kicks.
    loss_before, loss_after
        Mean logarithmic loss in the same way.
    """

    log_odds: tuple[float, float, float] = (0.0, 0.0, 0.0)
    kept_ratio: float = 0.0
    right_before: int = 0
    right_after: int = 0
    loss_before: float = 0.0
    loss_after: float = 0.0


def learn_technique(
    kicks: Sequence[NamedKick], settings: TechniqueLessonSettings
) -> TechniqueLesson:
    """Learn by how much the log-odds of the techniques must be moved for a player.

    The likeliest shift under a bell curve about zero. Which techniques a player chose to label says
    nothing about how they play, so the mix of the labels is taken out (as in case-control studies),
    and eight heel kicks do not make every kick a heel kick. A label that the model finds all but
    impossible is taken for a slip.

    Parameters
    ----------
    kicks
        The player's, in any order.
    settings
        Spread of the players and trust in labels.

    Returns
    -------
    lesson
        No shift where there are fewer than two kicks, or where it did not help on kicks left out.
    """
    if len(kicks) < 2:  # noqa: PLR2004 - one kick leaves nothing to check on
        return TechniqueLesson()
    log_p = _log_probabilities(kicks, settings)
    labels = np.array([TECHNIQUES.index(kick.technique) for kick in kicks], dtype=np.intp)
    held_out = np.zeros((len(kicks), _COUNT))
    for fold in folds_of(len(kicks)):
        rest = np.setdiff1d(np.arange(len(kicks)), fold)
        held_out[fold] = _shift(log_p[rest], labels[rest], settings)
    ratio, losses, rights = _best_kept(log_p, labels, held_out, settings)
    heel, inside_foot, instep = (float(shift) for shift in ratio * _shift(log_p, labels, settings))
    return TechniqueLesson(
        log_odds=(heel, inside_foot, instep),
        kept_ratio=ratio,
        right_before=rights[0],
        right_after=rights[1],
        loss_before=losses[0],
        loss_after=losses[1],
    )


def _log_probabilities(kicks: Sequence[NamedKick], settings: TechniqueLessonSettings) -> FloatArray:
    """Give the logarithms of the model's probabilities, shape (n, 3)."""
    shares = np.array([[kick.probability.of(name) for name in TECHNIQUES] for kick in kicks])
    floored: FloatArray = np.log(np.maximum(shares, settings.floor_probability))
    return floored


def folds_of(count: int) -> list[IntArray]:
    """Give which kicks are left out together: each alone, or forty groups of many.

    Parameters
    ----------
    count
        Number of kicks.

    Returns
    -------
    folds
        Positions, disjoint; together all of them.
    """
    return [np.arange(first, count, _MOST_FOLDS) for first in range(min(count, _MOST_FOLDS))]


def _softmax(scores: FloatArray) -> FloatArray:
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: FloatArray = weights / weights.sum(axis=1, keepdims=True)
    return shares


def _shift(log_p: FloatArray, labels: IntArray, settings: TechniqueLessonSettings) -> FloatArray:
    """Give the likeliest shift of the log-odds, shape (3,); it adds up to zero."""
    counts = np.bincount(labels, minlength=_COUNT) + 1.0
    offset = log_p + np.log(counts / counts.sum())
    targets = np.eye(_COUNT)[labels]
    slip = settings.label_noise_ratio
    precision = 1.0 / settings.spread**2
    shift = np.zeros(_COUNT)
    for _ in range(_NEWTON_STEPS):
        shares = _softmax(offset + shift)
        right = (1.0 - slip) * shares[np.arange(len(labels)), labels]
        trust = right / (right + slip / _COUNT)
        slope = trust @ (targets - shares) - precision * shift
        curve = np.diag(trust @ shares) - (shares * trust[:, None]).T @ shares
        shift = shift + np.linalg.solve(curve + precision * np.eye(_COUNT), slope)
        shift = np.clip(shift, -settings.limit, settings.limit)
    centred: FloatArray = shift - shift.mean()
    return centred


def _best_kept(
    log_p: FloatArray, labels: IntArray, held_out: FloatArray, settings: TechniqueLessonSettings
) -> tuple[float, tuple[float, float], tuple[int, int]]:
    """Find the share of the shifts that serves kicks left out best, and never names fewer right."""
    every = np.arange(len(labels))
    before = after = (0.0, math.inf, 0)
    for ratio in KEPT_RATIOS:
        shares = _softmax(log_p + ratio * held_out)
        right = int(np.count_nonzero(shares.argmax(axis=1) == labels))
        loss = float(-np.log(shares[every, labels]).mean())
        if ratio == 0.0:
            before = after = (ratio, loss, right)
        elif loss < after[1] and right >= before[2]:
            after = (ratio, loss, right)
    if len(labels) * (before[1] - after[1]) < settings.least_gain:
        after = before
    return after[0], (before[1], after[1]), (before[2], after[2])
