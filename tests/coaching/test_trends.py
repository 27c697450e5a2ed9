import numpy as np
import pytest
from scipy.stats import linregress, ttest_ind

from kicksense.coaching.trends import (
    FEWEST_EACH,
    FEWEST_POINTS,
    Change,
    TrendPoint,
    difference,
    trend_line,
)
from kicksense.units import NINE_IN_TEN_Z


def exact(values: list[float], days: list[float] | None = None) -> list[TrendPoint]:
    at = range(len(values)) if days is None else days
    return [TrendPoint(float(day), value) for day, value in zip(at, values, strict=True)]


def test_without_intervals_it_is_the_usual_regression_line() -> None:
    random = np.random.default_rng(3)
    days = [0.0, 2.0, 3.0, 7.0, 11.0, 12.0, 20.0]
    values = list(5.0 + 0.3 * np.array(days) + random.normal(0.0, 1.0, len(days)))
    line = trend_line(exact(values, days))
    known = linregress(days, values)
    assert line is not None
    assert line.a_day == pytest.approx(known.slope, rel=1e-6)
    assert line.slope_error == pytest.approx(known.stderr, rel=1e-4)
    assert line.at(0.0)[0] == pytest.approx(known.intercept, rel=1e-6)


def test_a_session_that_is_known_badly_hardly_moves_the_line() -> None:
    good = [TrendPoint(float(day), 10.0, (9.5, 10.5)) for day in range(8)]
    line = trend_line([*good, TrendPoint(8.0, 30.0, (0.0, 60.0))])
    assert line is not None
    assert line.at(8.0)[0] == pytest.approx(10.0, abs=0.5)
    assert line.change is Change.CHANCE


def test_a_session_without_an_interval_among_others_is_no_surer_than_the_least_sure() -> None:
    known = [TrendPoint(float(day), 10.0, (8.0, 12.0)) for day in range(5)]
    wide = TrendPoint(5.0, 10.0, (0.0, 20.0))
    as_wide, without = (
        trend_line([*known, wide, TrendPoint(6.0, 14.0, interval)])
        for interval in ((4.0, 24.0), None)
    )
    assert as_wide is not None
    assert without == as_wide


def test_a_clear_rise_and_a_clear_fall_are_told() -> None:
    up = trend_line(exact([1.0, 2.1, 2.9, 4.2, 5.0, 5.8]))
    down = trend_line(exact([5.8, 5.0, 4.2, 2.9, 2.1, 1.0]))
    assert up is not None
    assert down is not None
    assert (up.change, down.change) == (Change.ROSE, Change.FELL)
    assert up.a_day == pytest.approx(-down.a_day)


def test_a_change_is_said_where_its_interval_leaves_out_zero() -> None:
    sure = trend_line(exact([1.0, 2.1, 2.9, 4.2, 5.0, 5.8]))
    assert sure is not None
    change, low, high = sure.change_over(5.0)
    assert 0.0 < low < change < high
    assert change == pytest.approx(5.0 * sure.a_day)
    unsure = trend_line(exact([3.0, 1.0, 4.0, 1.5, 3.5, 2.0]))
    assert unsure is not None
    assert unsure.change is Change.CHANCE
    _, low, high = unsure.change_over(5.0)
    assert low < 0.0 < high


def test_what_never_changes_has_a_line_and_no_change() -> None:
    line = trend_line(exact([0.6] * 6))
    assert line is not None
    assert line.change is Change.CHANCE
    assert line.at(3.0)[0] == pytest.approx(0.6)


def test_few_sessions_or_one_day_make_no_line() -> None:
    assert trend_line(exact([float(n) for n in range(FEWEST_POINTS - 1)])) is None
    assert trend_line(exact([1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 0.1, 0.2, 0.3, 0.4])) is None
    assert trend_line([]) is None


def test_chance_alone_is_called_a_change_in_about_one_of_twenty_looks() -> None:
    random = np.random.default_rng(11)
    said = []
    for _ in range(600):
        days = np.sort(random.uniform(0.0, 90.0, 9))
        errors = random.uniform(0.5, 2.0, 9)
        values = 10.0 + random.normal(0.0, 1.0, 9) + random.normal(0.0, errors)
        points = [
            TrendPoint(day, value, (value - NINE_IN_TEN_Z * error, value + NINE_IN_TEN_Z * error))
            for day, value, error in zip(days, values, errors, strict=True)
        ]
        line = trend_line(points)
        assert line is not None
        said.append(line.change is not Change.CHANCE)
    assert 0.02 < np.mean(said) < 0.09


def test_the_band_holds_the_true_line_nine_times_in_ten() -> None:
    random = np.random.default_rng(5)
    held = []
    for _ in range(400):
        days = np.arange(8.0) * 5.0
        values = 3.0 + 0.1 * days + random.normal(0.0, 0.7, 8)
        line = trend_line(exact(list(values), list(days)))
        assert line is not None
        _, low, high = line.at(20.0)
        held.append(low <= 5.0 <= high)
    assert 0.86 < np.mean(held) < 0.94


def test_the_same_day_by_day_in_another_unit_is_the_same_line() -> None:
    values = [4.0, 5.5, 5.0, 6.5, 8.0, 7.0]
    line = trend_line(exact(values))
    scaled = trend_line(exact([100.0 * value for value in values]))
    assert line is not None
    assert scaled is not None
    assert scaled.a_day == pytest.approx(100.0 * line.a_day, rel=1e-6)
    assert scaled.change is line.change


def test_two_legs_that_differ_are_told_apart_and_others_not() -> None:
    right, left = exact([0.8, 0.82, 0.79, 0.81]), exact([0.5, 0.55, 0.52, 0.49])
    found = difference(right, left)
    assert found is not None
    assert found.change is Change.ROSE
    assert found.low < found.value < found.high
    turned = difference(left, right)
    assert turned is not None
    assert turned.change is Change.FELL
    assert turned.value == pytest.approx(-found.value)
    same = difference(exact([0.8, 0.5, 0.7]), exact([0.6, 0.9, 0.7]))
    assert same is not None
    assert same.change is Change.CHANCE


def test_a_difference_is_that_of_the_means_and_no_surer_than_welch_says() -> None:
    random = np.random.default_rng(2)
    one, other = random.normal(3.0, 1.0, 6), random.normal(2.0, 2.0, 5)
    found = difference(exact(list(one)), exact(list(other)))
    welch = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert found is not None
    assert found.value == pytest.approx(one.mean() - other.mean(), rel=1e-6)
    assert found.low <= welch.low + 1e-6
    assert found.high >= welch.high - 1e-6


def test_a_leg_with_too_few_sessions_is_not_compared() -> None:
    enough, few = exact([1.0] * FEWEST_EACH), exact([1.0] * (FEWEST_EACH - 1))
    assert difference(enough, few) is None
    assert difference(few, enough) is None
