"""What is known of one player, and what it changes in the model's answers."""

import math
from dataclasses import dataclass
from typing import Final

from kicksense.domain.kick import Estimate, Technique, TechniqueProbability
from kicksense.units import NINE_IN_TEN_Z

TECHNIQUES: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
"""The order of everything that has one number a technique."""


@dataclass(frozen=True, slots=True)
class SpeedFactor:
    """How the speeds of one player differ from what the general model says of them.

    The logarithm of true over estimated speed is the same for all kicks of a player and technique
    but for chance; over players it has the mean zero and a variance, the prior. A player's own
    kicks leave a posterior mean and variance of it.

    Attributes
    ----------
    log_means
        Posterior mean of log(true / estimated) for heel, inside foot, instep, and a kick of
        unsure technique.
    kept_variances
        Posterior variance of the same, log units squared.
    prior_variance
        Variance between players.
    between_ratio
        Share of an ordinary interval's variance that comes from the differences between players,
        0 to 1; no more of an interval is taken away.
    """

    log_means: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    kept_variances: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    prior_variance: float = 0.0
    between_ratio: float = 0.0

    def __post_init__(self) -> None:
        numbers = (
            *self.log_means,
            *self.kept_variances,
            self.prior_variance,
            self.between_ratio,
        )
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"not a number in {self}")
        if not all(0.0 <= kept <= self.prior_variance for kept in self.kept_variances):
            raise ValueError(f"a posterior is wider than its prior in {self}")
        if not 0.0 <= self.between_ratio < 1.0:
            raise ValueError(f"{self.between_ratio} is no share of a variance")

    def of(self, technique: Technique) -> tuple[float, float]:
        """Give posterior mean and variance for a technique."""
        row = TECHNIQUES.index(technique) if technique in TECHNIQUES else len(TECHNIQUES)
        return self.log_means[row], self.kept_variances[row]


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What one player's own kicks add to the general model; the default adds nothing.

    Attributes
    ----------
    technique_log_odds
        Added to the log-odds of heel, inside foot and instep.
    foot, ball
        Speeds.
    learnt_from
        Kind of evidence and number of kicks, such as ``("labelled_kicks", 8)``.
    """

    technique_log_odds: tuple[float, float, float] = (0.0, 0.0, 0.0)
    foot: SpeedFactor = SpeedFactor()
    ball: SpeedFactor = SpeedFactor()
    learnt_from: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if not all(math.isfinite(shift) for shift in self.technique_log_odds):
            raise ValueError(f"not a number in {self.technique_log_odds}")

    @property
    def changes_nothing(self) -> bool:
        """True where the answers of the general model stay as they are."""
        return not any(self.technique_log_odds) and all(
            not any(factor.log_means) and set(factor.kept_variances) == {factor.prior_variance}
            for factor in (self.foot, self.ball)
        )


def adapted_probability(
    probability: TechniqueProbability, adaptation: Adaptation
) -> TechniqueProbability:
    """Give the probabilities of the techniques for this player.

    Parameters
    ----------
    probability
        What the general model says.
    adaptation
        The player's.

    Returns
    -------
    probability
        Adds up to what the general model's added up to. What is impossible stays impossible.
    """
    shifts = adaptation.technique_log_odds
    if not any(shifts):
        return probability
    shares = [probability.of(technique) for technique in TECHNIQUES]
    # Relative to the largest shift, so that nothing overflows.
    largest = max(shifts)
    weights = [
        share * math.exp(shift - largest) for share, shift in zip(shares, shifts, strict=True)
    ]
    weight = sum(weights)
    if not weight > 0.0:
        return probability
    total = sum(shares)
    heel, inside_foot, instep = (total * one / weight for one in weights)
    return TechniqueProbability(heel, inside_foot, instep)


def adapted_estimate(estimate: Estimate, technique: Technique, factor: SpeedFactor) -> Estimate:
    """Give a speed for this player: moved by what is known of them, and surer.

    An interval's variance, in logarithms, is that between players and that between the kicks of
    one player. The first shrinks to its posterior; the second stays. Where an interval is wider
    than usual, as after clipping, the excess belongs to the kick and stays too.

    Parameters
    ----------
    estimate
        What the general model says.
    technique
        What the kick was named; may be ``unsure``.
    factor
        The player's, for foot or ball.

    Returns
    -------
    estimate
        Never negative, its bounds in order; relative to its value never wider than the general
        one.
    """
    if factor.prior_variance == 0.0 or not estimate.low > 0.0 or estimate.high == math.inf:
        return estimate
    mean, kept = factor.of(technique)
    value = estimate.value * math.exp(mean)
    down = _narrowed(math.log(estimate.value / estimate.low), factor, kept)
    upward = _narrowed(math.log(estimate.high / estimate.value), factor, kept)
    return Estimate(value, value * math.exp(-down), value * math.exp(upward))


def _narrowed(half: float, factor: SpeedFactor, kept: float) -> float:
    """Give the half width of an interval, log units, with the players' share at its posterior."""
    variance = (half / NINE_IN_TEN_Z) ** 2
    between = min(factor.prior_variance, factor.between_ratio * variance)
    gone = between * (1.0 - kept / factor.prior_variance)
    return NINE_IN_TEN_Z * math.sqrt(variance - gone)
