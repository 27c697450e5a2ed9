"""What measured speeds teach about a player's power.

A few balls of known speed move the general model's speeds for one player and make them surer;
without evidence nothing changes, and what is learnt is kept only as far as it helps on kicks it was
not learnt from.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Estimate, Technique
from kicksense.inference.adaptation import TECHNIQUES, SpeedFactor
from kicksense.inference.adaptation_technique import KEPT_RATIOS, folds_of

_NINETY_PERCENT: Final = 1.645
_COUNT: Final = len(TECHNIQUES)
_ROUNDS: Final = 15


@dataclass(frozen=True, slots=True)
class PowerLessonSettings:
    """How much players differ in speed, and how far single kicks are trusted.

    All are standard deviations of log(true / estimated) over simulated players that the analysis
    has not seen, as ``python benchmarks/adaptation.py --spreads`` prints them. Simulated, not
    recorded.

    Attributes
    ----------
    foot_spread, ball_spread
        Between players, in all techniques alike.
    foot_technique_spread, ball_technique_spread
        Between players, in one technique beside that.
    shared_ratio
        Correlation of a player's foot and ball difference.
    foot_within, ball_within
        Between kicks of one player and technique.
    tail
        Degrees of freedom of the kicks' distribution about the player's mean; few make outliers
        count little.
    most_pairs
        Only the newest are learnt from.
    """

    foot_spread: float = 0.03
    ball_spread: float = 0.04
    foot_technique_spread: float = 0.01
    ball_technique_spread: float = 0.01
    shared_ratio: float = 0.4
    foot_within: float = 0.06
    ball_within: float = 0.11
    tail: float = 4.0
    most_pairs: int = 200


@dataclass(frozen=True, slots=True)
class SpeedPair:
    """What the general model says of a speed, and what it was measured to be.

    Attributes
    ----------
    estimate
        Of the general model.
    technique
        Of the kick; may be ``unsure``.
    reference_mps
        What a radar, the way of the ball or a wall says.
    spread
        Standard deviation of the reference's own error, log units.
    is_foot
        True for a speed of the foot, False for one of the ball.
    group
        References of one group share an error, such as that of the friction of the pitch.
    shared_spread
        Standard deviation of that error, log units.
    """

    estimate: Estimate
    technique: Technique
    reference_mps: float
    spread: float
    is_foot: bool = False
    group: str = ""
    shared_spread: float = 0.0

    def __post_init__(self) -> None:
        if not (self.reference_mps > 0.0 and self.estimate.low > 0.0):
            raise ValueError(f"no ball was struck at {self.reference_mps} m/s")
        if not (self.spread >= 0.0 and self.shared_spread >= 0.0):
            raise ValueError("a spread is never negative")

    @property
    def log_ratio(self) -> float:
        """Logarithm of measured over estimated speed."""
        return math.log(self.reference_mps / self.estimate.value)


@dataclass(frozen=True, slots=True)
class PowerLesson:
    """What a player's measured speeds teach.

    Attributes
    ----------
    foot, ball
        The player's factors.
    kept_ratio
        How much of what was learnt is kept.
    error_before, error_after
        Median of the absolute log error: of the general model, and of one that learnt from the
        other kicks.
    """

    foot: SpeedFactor
    ball: SpeedFactor
    kept_ratio: float = 0.0
    error_before: float = 0.0
    error_after: float = 0.0


def learn_power(pairs: Sequence[SpeedPair], settings: PowerLessonSettings) -> PowerLesson:
    """Learn by which factor a player's speeds differ from the general model's.

    Logarithms of measured over estimated speed are a difference of the player, one of the player in
    that technique, and chance; all are bell curves with the mean zero, so the posterior is that of
    a linear model. Foot and ball are learnt together: a radar knows the ball, and a player
    with a long lever has a faster foot as well. Errors that references share do not shrink with
    their number. Kicks far from the others weigh little (Student's t, by reweighting).

    Parameters
    ----------
    pairs
        The player's, in any order.
    settings
        Spreads between and within players.

    Returns
    -------
    lesson
        The prior where there is no pair, or where learning did not help on kicks left out.
    """
    pairs = pairs[-settings.most_pairs :]
    mean, cover = _posterior(pairs, settings)
    if len(pairs) < 2:  # noqa: PLR2004 - one kick leaves nothing to check on
        return PowerLesson(*_factors(mean, cover, 0.0, settings))
    ratios = np.array([pair.log_ratio for pair in pairs])
    held_out = np.zeros(len(pairs))
    for fold in folds_of(len(pairs)):
        rest = [pair for row, pair in enumerate(pairs) if row not in set(fold.tolist())]
        expected, _ = _posterior(rest, settings)
        held_out[fold] = (_design(pairs) @ expected)[fold]
    before = float(np.abs(ratios).mean())
    kept, least = 0.0, before
    for ratio in KEPT_RATIOS:
        error = float(np.abs(ratios - ratio * held_out).mean())
        if error < least:
            kept, least = ratio, error
    return PowerLesson(
        *_factors(mean, cover, kept, settings),
        kept_ratio=kept,
        error_before=float(np.median(np.abs(ratios))),
        error_after=float(np.median(np.abs(ratios - kept * held_out))),
    )


def _prior(settings: PowerLessonSettings) -> FloatArray:
    """Give the covariance of a player's differences, shape (8, 8).

    Foot in general, in heel, inside foot and instep kicks; ball in the same order.
    """
    foot = [settings.foot_spread, *(settings.foot_technique_spread,) * _COUNT]
    ball = [settings.ball_spread, *(settings.ball_technique_spread,) * _COUNT]
    between = settings.shared_ratio * np.diag(np.multiply(foot, ball))
    cover: FloatArray = np.block(
        [[np.diag(np.square(foot)), between], [between, np.diag(np.square(ball))]]
    )
    return cover


def _design(pairs: Sequence[SpeedPair]) -> FloatArray:
    """Give which differences enter which pair, shape (n, 8)."""
    rows = np.zeros((len(pairs), 2 * (_COUNT + 1)))
    for row, pair in zip(rows, pairs, strict=True):
        first = 0 if pair.is_foot else _COUNT + 1
        row[first] = 1.0
        if pair.technique in TECHNIQUES:
            row[first + 1 + TECHNIQUES.index(pair.technique)] = 1.0
    return rows


def _chance(pair: SpeedPair, settings: PowerLessonSettings) -> float:
    """Give the variance of one pair about the player's mean.

    At least what kicks of one player differ; more where the interval is wider than usual.
    """
    prior = _prior_variance(settings, is_foot=pair.is_foot)
    within = settings.foot_within if pair.is_foot else settings.ball_within
    half = math.log(pair.estimate.high / pair.estimate.low) / (2.0 * _NINETY_PERCENT)
    return max(within**2, half**2 - prior) + pair.spread**2


def _prior_variance(settings: PowerLessonSettings, *, is_foot: bool) -> float:
    """Give the variance between players of one technique's difference."""
    if is_foot:
        return settings.foot_spread**2 + settings.foot_technique_spread**2
    return settings.ball_spread**2 + settings.ball_technique_spread**2


def _posterior(
    pairs: Sequence[SpeedPair], settings: PowerLessonSettings
) -> tuple[FloatArray, FloatArray]:
    """Give mean (8,) and covariance (8, 8) of a player's differences after the pairs.

    The errors that references share are unknowns as well, one a group, and learnt with them.
    """
    prior = _prior(settings)
    if not pairs:
        return np.zeros(len(prior)), prior
    design = np.hstack([_design(pairs), _shared(pairs)])
    precision = np.eye(design.shape[1])
    precision[: len(prior), : len(prior)] = np.linalg.inv(prior)
    ratios = np.array([pair.log_ratio for pair in pairs])
    chance = np.array([_chance(pair, settings) for pair in pairs])
    weights = np.ones(len(pairs))
    mean, cover = np.zeros(len(precision)), precision
    for _ in range(_ROUNDS):
        weighed = design * (weights / chance)[:, None]
        cover = np.linalg.inv(precision + weighed.T @ design)
        mean = cover @ (weighed.T @ ratios)
        left = ratios - design @ mean
        weights = (settings.tail + 1.0) / (settings.tail + left**2 / chance)
    return mean[: len(prior)], cover[: len(prior), : len(prior)]


def _shared(pairs: Sequence[SpeedPair]) -> FloatArray:
    """Give how much the error of each group enters each pair, shape (n, groups)."""
    names = sorted({pair.group for pair in pairs})
    spreads = np.zeros((len(pairs), len(names)))
    for row, pair in zip(spreads, pairs, strict=True):
        row[names.index(pair.group)] = pair.shared_spread
    return spreads


def _factors(
    mean: FloatArray, cover: FloatArray, kept: float, settings: PowerLessonSettings
) -> tuple[SpeedFactor, SpeedFactor]:
    """Give the factors of foot and ball, with the share of what was learnt that is kept."""
    unsure = len(TECHNIQUES)
    found = []
    for is_foot in (True, False):
        first = 0 if is_foot else unsure + 1
        prior = _prior_variance(settings, is_foot=is_foot)
        means, variances = [], []
        for row in (1, 2, 3, 0):
            pick = np.zeros(len(mean))
            pick[first] = 1.0
            pick[first + row] = 1.0
            means.append(kept * float(pick @ mean))
            narrow = float(pick @ cover @ pick)
            if row == 0:
                narrow += prior - float(pick @ _prior(settings) @ pick)
            variances.append(narrow + (1.0 - kept) ** 2 * (prior - narrow))
        within = settings.foot_within if is_foot else settings.ball_within
        found.append(
            SpeedFactor(
                log_means=(means[0], means[1], means[2], means[3]),
                kept_variances=(
                    min(variances[0], prior),
                    min(variances[1], prior),
                    min(variances[2], prior),
                    min(variances[3], prior),
                ),
                prior_variance=prior,
                between_ratio=prior / (prior + within**2),
            )
        )
    return found[0], found[1]
