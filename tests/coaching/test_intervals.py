import random
from statistics import median

import pytest

from kicksense.coaching.intervals import mean_interval, median_interval, spread_interval
from kicksense.coaching.shares import spread_of

TRIALS = 1500


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
