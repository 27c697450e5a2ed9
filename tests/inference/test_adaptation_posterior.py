"""What is believed of a player is the exact posterior, and its intervals hold."""

import math

import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Estimate, Technique
from kicksense.inference.adaptation_posterior import Belief, Evidence, updated
from kicksense.inference.adaptation_power import (
    PowerLessonSettings,
    SpeedPair,
    believed_gain,
    learn_power,
)

GAUSSIAN = 1e12
"""Degrees of freedom so many that every ball is trusted fully."""

SETTINGS = PowerLessonSettings()


def mixture(spreads: list[float], weights: list[float]) -> Belief:
    """Give a prior over one difference."""
    covers = np.square(spreads)[:, None, None]
    return Belief(np.array(weights), np.zeros((len(spreads), 1)), covers)


def balls(ratios: list[float], shared: float = 0.0, tail: float = GAUSSIAN) -> Evidence:
    """Give balls with a chance of 0.1 each and one error in common."""
    count = len(ratios)
    return Evidence(
        ratios=np.array(ratios),
        design=np.ones((count, 1)),
        shared=np.full((count, 1), shared),
        chance=np.full(count, 0.1**2),
        tail=tail,
    )


def brute_force(
    spreads: list[float], weights: list[float], ratios: list[float], shared: float
) -> tuple[FloatArray, FloatArray]:
    """Give a grid of differences and their probabilities, by integrating the shared error out."""
    grid = np.linspace(-2.0, 2.0, 4001)
    error = np.linspace(-6.0, 6.0, 601)
    prior = sum(
        weight * np.exp(-0.5 * (grid / spread) ** 2) / spread
        for spread, weight in zip(spreads, weights, strict=True)
    )
    left = (
        np.array(ratios)[:, None, None] - grid[None, :, None] - shared * error[None, None, :]
    ) / 0.1
    likelihood = np.exp(-0.5 * (left**2).sum(axis=0) - 0.5 * error**2).sum(axis=1)
    density = prior * likelihood
    return grid, density / density.sum()


@pytest.mark.parametrize(
    ("ratios", "shared"),
    [
        ([0.3], 0.0),
        ([0.3, 0.35, 0.2], 0.0),
        ([0.02, -0.05, 0.01, 0.03], 0.12),
        ([0.4, 0.5, 0.45, 0.42, 0.38], 0.12),
        ([-0.2, 0.3], 0.3),
    ],
)
def test_the_update_is_what_integrating_on_a_grid_gives(ratios: list[float], shared: float) -> None:
    spreads, weights = [0.04, 0.08, 0.16, 0.32], [0.1, 0.2, 0.3, 0.4]
    belief = updated(mixture(spreads, weights), balls(ratios, shared))
    grid, chances = brute_force(spreads, weights, ratios, shared)
    mean = float(grid @ chances)
    variance = float((grid - mean) ** 2 @ chances)
    assert float(belief.mean[0]) == pytest.approx(mean, abs=2e-4)
    assert float(belief.cover[0, 0]) == pytest.approx(variance, rel=5e-3)
    ratio = belief.ratio_along(np.ones(1))
    below = np.cumsum(chances)
    for share, said in ((0.05, ratio.low), (0.5, ratio.value), (0.95, ratio.high)):
        assert math.log(said) == pytest.approx(float(grid[np.searchsorted(below, share)]), abs=2e-3)


def test_without_balls_the_prior_stays() -> None:
    prior = mixture([0.04, 0.32], [0.5, 0.5])
    assert updated(prior, balls([])) is prior


def test_the_order_of_the_balls_does_not_matter() -> None:
    prior = mixture([0.04, 0.32], [0.5, 0.5])
    one = updated(prior, balls([0.1, 0.5, 0.2, 0.25], 0.1, tail=4.0))
    other = updated(prior, balls([0.25, 0.2, 0.1, 0.5], 0.1, tail=4.0))
    assert one.mean == pytest.approx(other.mean)
    assert one.weights == pytest.approx(other.weights)


def test_balls_far_off_speak_for_players_who_differ_much() -> None:
    prior = mixture([0.04, 0.32], [0.5, 0.5])
    usual, unusual = updated(prior, balls([0.01] * 5)), updated(prior, balls([0.4] * 5))
    assert usual.weights[0] > 0.8
    assert unusual.weights[1] > 0.99


def test_an_outlier_counts_little() -> None:
    prior = mixture([0.16], [1.0])
    calm = updated(prior, balls([0.2] * 8, tail=4.0)).mean[0]
    wild = updated(prior, balls([*[0.2] * 8, -1.5], tail=4.0)).mean[0]
    assert abs(wild - calm) < 0.02


def pair(
    log_ratio: float, *, spread: float = 0.03, group: str = "radar", shared_spread: float = 0.02
) -> SpeedPair:
    """Give a ball that was faster than estimated by a factor, as a radar reads it."""
    half = 1.645 * math.hypot(SETTINGS.ball_spread, SETTINGS.ball_within)
    general = Estimate(8.0, 8.0 * math.exp(-half), 8.0 * math.exp(half))
    reference_mps = 8.0 * math.exp(log_ratio)
    return SpeedPair(
        general,
        Technique.INSIDE_FOOT,
        reference_mps,
        spread,
        group=group,
        shared_spread=shared_spread,
    )


def echo(log_ratio: float) -> SpeedPair:
    """Give the same as a wall tells it, whose liveliness nobody knows."""
    return pair(log_ratio, spread=0.06, group="wall", shared_spread=0.11)


@pytest.mark.parametrize("gain", [0.7, 1.4])
def test_a_player_unlike_the_simulated_is_learnt_from_five_balls(gain: float) -> None:
    rng = np.random.default_rng(5)
    pairs = [pair(math.log(gain) + error) for error in rng.normal(0.0, 0.11, 5)]
    lesson = learn_power(pairs, SETTINGS)
    assert lesson.gain_after.low < gain < lesson.gain_after.high
    assert abs(math.log(lesson.gain_after.value / gain)) < 0.08
    assert not lesson.gain_after.low < 1.0 < lesson.gain_after.high


def test_a_player_like_the_simulated_is_hardly_moved() -> None:
    rng = np.random.default_rng(6)
    moved = []
    for _ in range(60):
        pairs = [pair(error) for error in rng.normal(0.0, 0.11, 8)]
        lesson = learn_power(pairs, SETTINGS)
        moved.append(abs(lesson.ball.of(Technique.INSIDE_FOOT)[0]))
    assert float(np.median(moved)) < 0.03


def test_twenty_echoes_from_one_wall_are_no_surer_than_the_wall() -> None:
    gain = believed_gain([echo(0.2)] * 200, SETTINGS)
    half = 0.5 * math.log(gain.high / gain.low)
    assert half > 0.8 * 1.645 * 0.11
    assert gain.low < 1.1


def test_a_radar_teaches_the_wall() -> None:
    walls, radar = [echo(0.35)] * 20, [pair(0.2)] * 5
    both = believed_gain([*walls, *radar], SETTINGS)
    alone = believed_gain(radar, SETTINGS)
    assert math.log(both.high / both.low) < math.log(alone.high / alone.low)
    assert abs(math.log(both.value) - 0.2) < abs(
        math.log(believed_gain(walls, SETTINGS).value) - 0.2
    )


@pytest.mark.parametrize("wall", [False, True])
def test_intervals_of_the_gain_hold_for_players_drawn_from_the_prior(*, wall: bool) -> None:
    rng = np.random.default_rng(8)
    shared = 0.11 if wall else 0.02
    held = []
    for _ in range(300):
        scale = rng.choice(SETTINGS.spread_scales, p=SETTINGS.scale_weights)
        own = rng.normal(0.0, scale * SETTINGS.ball_spread)
        common = rng.normal(0.0, shared) + rng.normal(0.0, scale * SETTINGS.ball_technique_spread)
        make = echo if wall else pair
        gain = believed_gain(
            [make(own + common + error) for error in rng.normal(0.0, 0.12, 8)], SETTINGS
        )
        held.append(gain.low <= math.exp(own) <= gain.high)
    assert 0.85 < float(np.mean(held)) < 0.96


def test_the_prior_is_as_wide_as_its_settings_say() -> None:
    gain = learn_power((), SETTINGS).gain_before
    assert gain.value == pytest.approx(1.0, abs=1e-6)
    assert gain.low == pytest.approx(1.0 / gain.high)
    assert 1.3 < gain.high < 1.6
