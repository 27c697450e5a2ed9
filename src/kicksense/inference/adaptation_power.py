"""What measured speeds teach about a player's power.

A few balls of known speed move the general model's speeds for one player and make them surer;
without evidence nothing changes, and what is learnt is kept only as far as it helps on kicks it was
not learnt from.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, read_only
from kicksense.domain.kick import Estimate, Technique
from kicksense.inference.adaptation import TECHNIQUES, SpeedFactor
from kicksense.inference.adaptation_posterior import Belief, Evidence, updated
from kicksense.inference.adaptation_technique import KEPT_RATIOS, folds_of
from kicksense.units import NINE_IN_TEN_Z

_COUNT: Final = len(TECHNIQUES)
_NO_GAIN: Final = Estimate(1.0, 1.0, 1.0)
_ROWS: Final = _COUNT + 2
"""A player's difference in general, in each technique, and in one never seen, for the unsure."""


_GENERAL_BALL: Final = read_only(np.eye(2 * _ROWS)[_ROWS], (2 * _ROWS,), "general ball")


@dataclass(frozen=True, slots=True)
class PowerLessonSettings:
    """How much players differ in speed, and how far single kicks are trusted.

    Spreads are standard deviations of log(true / estimated) over simulated players that the
    analysis has not seen, as ``python benchmarks/adaptation.py --spreads`` prints them. Simulated,
    not recorded. How much more real players differ is not known; the scales say what is thought
    possible.

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
    spread_scales, scale_weights
        How many times more than simulated ones the player's kind may differ, and how likely that
        is; foot and ball each have a scale of their own, and a player's balls tell which. Assumed:
        a ball then differs between players by a standard deviation of 0.22, of the size of the
        field notes' 25 to 30 % before calibration (section 4). Simulated players are surely more
        alike than real ones; what it costs to be like them is in docs/adaptation.md.
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
    spread_scales: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0)
    scale_weights: tuple[float, ...] = (0.1, 0.2, 0.3, 0.4)
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
    gain_before, gain_after
        By how much the player's balls are faster than the general model says, in all techniques
        alike: what is believed of anybody, and of this player.
    """

    foot: SpeedFactor
    ball: SpeedFactor
    kept_ratio: float = 0.0
    error_before: float = 0.0
    error_after: float = 0.0
    gain_before: Estimate = _NO_GAIN
    gain_after: Estimate = _NO_GAIN


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
    belief = _posterior(pairs, settings)
    gains = (_prior(settings).ratio_along(_GENERAL_BALL), belief.ratio_along(_GENERAL_BALL))
    if len(pairs) < 2:  # noqa: PLR2004 - one kick leaves nothing to check on
        foot, ball = _factors(belief, 0.0, settings)
        return PowerLesson(foot, ball, gain_before=gains[0], gain_after=gains[1])
    ratios = np.array([pair.log_ratio for pair in pairs])
    held_out = np.zeros(len(pairs))
    for fold in folds_of(len(pairs)):
        left_out = set(fold.tolist())
        rest = [pair for row, pair in enumerate(pairs) if row not in left_out]
        held_out[fold] = (_design(pairs) @ _posterior(rest, settings).mean)[fold]
    kept, least = 0.0, float(np.abs(ratios).mean())
    for ratio in KEPT_RATIOS:
        error = float(np.abs(ratios - ratio * held_out).mean())
        if error < least:
            kept, least = ratio, error
    foot, ball = _factors(belief, kept, settings)
    return PowerLesson(
        foot,
        ball,
        kept_ratio=kept,
        error_before=float(np.median(np.abs(ratios))),
        error_after=float(np.median(np.abs(ratios - kept * held_out))),
        gain_before=gains[0],
        gain_after=gains[1],
    )


def believed_gain(pairs: Sequence[SpeedPair], settings: PowerLessonSettings) -> Estimate:
    """Give by how much a player's balls are faster than the general model says.

    Parameters
    ----------
    pairs
        The player's, in any order; may be empty.
    settings
        Spreads between and within players.

    Returns
    -------
    gain
        In all techniques alike, with the interval that holds it nine times in ten; nothing is
        checked on balls left out.
    """
    return _posterior(pairs[-settings.most_pairs :], settings).ratio_along(_GENERAL_BALL)


@lru_cache(maxsize=16)
def _prior(settings: PowerLessonSettings) -> Belief:
    """Give what is believed of any player: one curve for each size of foot and ball differences.

    Foot in general, in heel, inside foot, instep and unsure kicks; ball in the same order. What
    simulated players differ by, foot and ball share in part; what real ones may differ by beyond
    that has causes that nobody knows, so it is taken as unrelated.
    """
    foot = np.array([settings.foot_spread, *(settings.foot_technique_spread,) * (_ROWS - 1)])
    ball = np.array([settings.ball_spread, *(settings.ball_technique_spread,) * (_ROWS - 1)])
    between = settings.shared_ratio * np.diag(foot * ball)
    least = np.block([[np.diag(foot**2), between], [between, np.diag(ball**2)]])
    sizes = list(zip(settings.spread_scales, settings.scale_weights, strict=True))
    covers, weights = [], []
    for (of_foot, foot_weight), (of_ball, ball_weight) in product(sizes, sizes):
        more = np.repeat([of_foot**2 - 1.0, of_ball**2 - 1.0], _ROWS)
        covers.append(least + np.diag(more * np.diag(least)))
        weights.append(foot_weight * ball_weight)
    shares = np.array(weights) / sum(weights)
    return Belief(shares, np.zeros((len(shares), 2 * _ROWS)), np.array(covers))


def _design(pairs: Sequence[SpeedPair]) -> FloatArray:
    """Give which differences enter which pair, shape (n, 10)."""
    rows = np.zeros((len(pairs), 2 * _ROWS))
    for row, pair in zip(rows, pairs, strict=True):
        first = 0 if pair.is_foot else _ROWS
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
    half = math.log(pair.estimate.high / pair.estimate.low) / (2.0 * NINE_IN_TEN_Z)
    return max(within**2, half**2 - prior) + pair.spread**2


def _prior_variance(settings: PowerLessonSettings, *, is_foot: bool) -> float:
    """Give the variance between players of one technique's difference."""
    if is_foot:
        return settings.foot_spread**2 + settings.foot_technique_spread**2
    return settings.ball_spread**2 + settings.ball_technique_spread**2


def _posterior(pairs: Sequence[SpeedPair], settings: PowerLessonSettings) -> Belief:
    """Give what is believed of a player's differences after the pairs, in ten dimensions."""
    return updated(
        _prior(settings),
        Evidence(
            ratios=np.array([pair.log_ratio for pair in pairs]),
            design=_design(pairs),
            shared=_shared(pairs),
            chance=np.array([_chance(pair, settings) for pair in pairs]),
            tail=settings.tail,
        ),
    )


def _shared(pairs: Sequence[SpeedPair]) -> FloatArray:
    """Give how much the error of each group enters each pair, shape (n, groups)."""
    names = sorted({pair.group for pair in pairs})
    spreads = np.zeros((len(pairs), len(names)))
    for row, pair in zip(spreads, pairs, strict=True):
        row[names.index(pair.group)] = pair.shared_spread
    return spreads


def _factors(
    belief: Belief, kept: float, settings: PowerLessonSettings
) -> tuple[SpeedFactor, SpeedFactor]:
    """Give the factors of foot and ball, with the share of what was learnt that is kept."""
    foot, ball = (_factor(belief, kept, settings, is_foot=is_foot) for is_foot in (True, False))
    return foot, ball


def _factor(
    belief: Belief, kept: float, settings: PowerLessonSettings, *, is_foot: bool
) -> SpeedFactor:
    """Give one factor: heel, inside foot, instep, and a kick of unsure technique."""
    usual = _prior_variance(settings, is_foot=is_foot)
    means, variances = [], []
    first = 0 if is_foot else _ROWS
    for row in range(1, _ROWS):
        pick = np.zeros(2 * _ROWS)
        pick[[first, first + row]] = 1.0
        mean, variance = float(pick @ belief.mean), float(pick @ belief.cover @ pick)
        means.append(kept * mean)
        # Mean square of what stays unknown where only a part of the mean is kept.
        variances.append(variance + ((1.0 - kept) * mean) ** 2)
    within = settings.foot_within if is_foot else settings.ball_within
    inside = [min(variance, usual) if kept else usual for variance in variances]
    return SpeedFactor(
        log_means=(means[0], means[1], means[2], means[3]),
        kept_variances=(inside[0], inside[1], inside[2], inside[3]),
        prior_variance=usual,
        between_ratio=usual / (usual + within**2),
    )
