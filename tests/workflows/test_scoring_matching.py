"""Moments are matched one to one, as many as can be, and the nearest ones."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.workflows.scoring_matching import match_times, nearest_rows

moments = st.lists(st.floats(0.0, 3.0), max_size=5)


def _pairs(true: list[float], said: list[float], within: float = 0.1) -> list[tuple[int, int]]:
    rows = match_times(true, said, within)
    return list(zip(rows[0].tolist(), rows[1].tolist(), strict=True))


def test_each_moment_is_matched_with_what_was_said_of_it() -> None:
    assert _pairs([1.0, 5.0], [5.05, 0.96]) == [(0, 1), (1, 0)]


def test_a_second_detection_of_the_same_moment_is_left_over() -> None:
    assert _pairs([1.0], [1.06, 1.01]) == [(0, 1)]


def test_one_detection_between_two_moments_belongs_to_the_nearer_one() -> None:
    assert _pairs([1.0, 1.15], [1.09]) == [(1, 0)]


def test_of_two_moments_just_as_near_one_is_matched() -> None:
    assert len(_pairs([1.0, 1.125], [1.0625])) == 1


def test_two_pairs_are_better_than_one_that_is_nearer() -> None:
    assert _pairs([1.0, 1.09], [1.08, 1.17]) == [(0, 0), (1, 1)]


def test_exactly_as_far_as_allowed_is_near_enough() -> None:
    assert _pairs([1.0], [1.1]) == [(0, 0)]
    assert _pairs([1.0], [1.1001]) == []


def test_a_moment_that_is_less_well_known_may_be_matched_from_farther_away() -> None:
    rows, _ = match_times([1.0, 2.0], [1.3, 2.3], [0.5, 0.1])
    assert rows.tolist() == [0]


@pytest.mark.parametrize(("true", "said"), [([], []), ([1.0], []), ([], [1.0])])
def test_nothing_is_matched_with_nothing(true: list[float], said: list[float]) -> None:
    assert _pairs(true, said) == []


def _best(true: list[float], said: list[float], within: float) -> tuple[int, float]:
    """Try every way to match: most pairs, then the least time between them."""
    short, long_ = sorted((true, said), key=len)
    best = (0, 0.0)
    for order in permutations(long_, len(short)):
        apart = [
            abs(a - b) for a, b in zip(short, order, strict=True) if abs(a - b) <= within + 1e-9
        ]
        best = max(best, (len(apart), -sum(apart)))
    return best[0], -best[1]


@given(true=moments, said=moments)
def test_the_match_is_as_good_as_the_best_of_all(true: list[float], said: list[float]) -> None:
    pairs = _pairs(true, said, 0.3)
    count, apart = _best(true, said, 0.3)
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs) == count
    assert sum(abs(true[a] - said[b]) for a, b in pairs) == pytest.approx(apart, abs=1e-6)


@given(true=moments, said=moments, seed=st.integers(0, 99))
def test_the_order_of_the_moments_does_not_matter(
    true: list[float], said: list[float], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    other = rng.permutation(said).tolist()
    assert len(_pairs(true, said)) == len(_pairs(rng.permutation(true).tolist(), other))


def test_long_lists_are_matched_stretch_by_stretch() -> None:
    true = np.arange(0.0, 20_000.0, 1.0)
    rows, said = match_times(true, true[::-1] + 0.05, 0.1)
    assert len(rows) == len(true)
    assert np.array_equal(rows + said, np.full(len(true), len(true) - 1))


def test_the_nearest_mark_is_found_and_a_far_one_is_none() -> None:
    assert nearest_rows([1.0, 2.0, 9.0], [2.2, 0.9], 0.3).tolist() == [1, 0, -1]
    assert nearest_rows([1.0], [], 0.3).tolist() == [-1]
    assert nearest_rows([], [1.0], 0.3).tolist() == []
