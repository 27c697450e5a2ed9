"""Shares, spreads and comparisons, against what is known of them."""

import math
import random
from statistics import median

import numpy as np
import pytest

from kicksense.coaching.shares import (
    chance_above,
    chance_wider,
    mean_interval,
    median_interval,
    normal_share,
    spread_interval,
    spread_of,
    spread_without_one,
    wilson,
)
from kicksense.domain.kick import Estimate

TRIALS = 1500


def test_wilson_gives_the_published_interval() -> None:
    # Agresti and Coull, The American Statistician 52, 1998: 0 of 10 and 5 of 10 at 95 %.
    assert wilson(0, 10, 1.96) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(5, 10, 1.96) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_wilson_holds_the_share_and_narrows() -> None:
    for of in (3, 10, 100):
        for count in range(of + 1):
            low, high = wilson(count, of)
            assert 0.0 <= low <= count / of <= high <= 1.0
    assert wilson(80, 100)[0] > wilson(8, 10)[0] > wilson(4, 5)[0]


def test_the_spread_is_that_of_normal_numbers_and_deaf_to_outliers() -> None:
    numbers = np.random.default_rng(3).normal(5.0, 2.0, 4001)
    assert spread_of(numbers.tolist()).spread == pytest.approx(2.0, rel=0.05)
    found = spread_of([1.0, 2.0, 3.0, math.nan, 900.0])
    assert (found.median, found.count) == (2.5, 4)
    empty = spread_of([math.nan])
    assert math.isnan(empty.median)
    assert empty.count == 0


def test_the_farthest_number_is_left_out_of_the_other_spread() -> None:
    left = spread_without_one([1.0, 2.0, 3.0, 90.0])
    assert (left.median, left.spread, left.count) == (2.0, 1.0, 3)
    assert math.isnan(spread_without_one([1.0, 2.0]).spread)
    assert spread_without_one([]).count == 0


def test_the_normal_share_is_half_at_zero_and_mirrored() -> None:
    assert normal_share(0.0) == 0.5
    assert normal_share(1.645) == pytest.approx(0.95, abs=1e-4)
    assert normal_share(-0.7) == pytest.approx(1.0 - normal_share(0.7))


def test_the_chance_above_a_bound_is_what_the_interval_leaves() -> None:
    speed = Estimate(6.0, 5.0, 7.2)
    assert chance_above(speed, 6.0) == pytest.approx(0.5)
    assert chance_above(speed, 5.0) == pytest.approx(0.95, abs=1e-3)
    assert chance_above(speed, 7.2) == pytest.approx(0.05, abs=1e-3)
    assert chance_above(speed, 0.0) == 1.0
    assert chance_above(Estimate(0.0, 0.0, 0.0), 1.0) == 0.0
    assert chance_above(Estimate(2.0, 2.0, 2.0), 1.0) == 1.0


def test_the_chance_of_a_wider_scatter_agrees_with_simulated_ones() -> None:
    rng = np.random.default_rng(5)
    seen = rng.normal(0.0, 1.0, (4000, 12)).std(axis=1, ddof=1)
    chances = np.array([chance_wider(float(one), 1.0, 12) for one in seen])
    # Where the truth is the limit, a chance of nine in ten is given once in ten or more seldom.
    assert 0.04 < float((chances > 0.9).mean()) < 0.11
    assert chance_wider(0.0, 1.0, 12) == 0.0
    assert chance_wider(3.0, 1.0, 1) == 0.0


def _covered(count: int, of: str, *, seed: int) -> float:
    """Give how often the interval of normal numbers (mean 3, spread 1) holds the truth."""
    chance = random.Random(seed)
    inside = 0
    for _ in range(TRIALS):
        values = [chance.gauss(3.0, 1.0) for _ in range(count)]
        if of == "median":
            interval, truth = median_interval(values), 3.0
        elif of == "mean":
            interval, truth = mean_interval(values), 3.0
        else:
            interval, truth = spread_interval(spread_of(values).spread, count), 1.0
        assert interval is not None
        inside += interval[0] <= truth <= interval[1]
    return inside / TRIALS


@pytest.mark.parametrize("count", [5, 10, 21, 60])
def test_the_interval_of_a_median_holds_nine_in_ten(count: int) -> None:
    assert _covered(count, "median", seed=3) == pytest.approx(0.9, abs=0.05)


@pytest.mark.parametrize("count", [10, 30])
def test_the_interval_of_a_mean_holds_nine_in_ten(count: int) -> None:
    assert _covered(count, "mean", seed=4) == pytest.approx(0.9, abs=0.05)


@pytest.mark.parametrize("count", [8, 15, 40])
def test_the_interval_of_a_spread_holds_nine_in_ten(count: int) -> None:
    assert _covered(count, "spread", seed=5) == pytest.approx(0.9, abs=0.06)


def test_four_numbers_are_too_few_for_the_interval_of_a_median() -> None:
    assert median_interval([1.0, 2.0, 3.0, 4.0]) is None


def test_the_interval_of_a_median_holds_the_median() -> None:
    values = [5.0, 1.0, 9.0, 2.0, 2.5, 7.0]
    interval = median_interval(values)
    assert interval is not None
    assert interval[0] <= median(values) <= interval[1]


def test_one_number_has_no_mean_to_be_unsure_of() -> None:
    assert mean_interval([1.0]) is None
