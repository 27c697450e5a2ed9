"""Two sessions side by side."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kicksense.coaching.shares import median_estimate
from kicksense.domain.kick import Estimate
from kicksense.domain.score_card import Score, ScoreCard
from kicksense.errors import UsageError
from kicksense.workflows.side_by_side import (
    Caution,
    Verdict,
    judged,
    score_pairs,
    side_by_side,
)
from tests.score_cards_made import full_card
from tests.teams_made import MadeTeam, stored_team


def card_with(*scores: Score) -> ScoreCard:
    return replace(full_card(), scores=scores)


def test_sessions_of_one_player_are_compared_score_by_score(tmp_path: Path) -> None:
    sessions = stored_team(tmp_path, MadeTeam(players=1, sessions_each=2))
    found = side_by_side(sessions, "t000000", "t000001")
    assert [pair.name for pair in found.scores] == [
        "repetitions",
        "as_asked_ratio",
        "in_band_ratio",
    ]
    assert found.scores[0].verdict is Verdict.COUNTED
    assert found.scores[1].verdict is Verdict.CHANCE
    assert {pair.first_count + pair.second_count for pair in found.speeds} == {12, 14}
    assert Caution.PLAYER not in found.cautions


def test_what_two_sessions_do_not_have_in_common_is_said(tmp_path: Path) -> None:
    sessions = stored_team(tmp_path, MadeTeam(players=2, sessions_each=2))
    found = side_by_side(sessions, "t000000", "t001001")
    assert set(found.cautions) == {Caution.PLAYER, Caution.DRILL}


@pytest.mark.parametrize("second", ["t000000", "nobody", "../x"])
def test_what_cannot_be_put_side_by_side_is_refused_in_a_sentence(
    tmp_path: Path, second: str
) -> None:
    sessions = stored_team(tmp_path, MadeTeam(players=1, sessions_each=1))
    with pytest.raises(UsageError):
        side_by_side(sessions, "t000000", second)


@pytest.mark.parametrize(
    ("name", "first", "second", "better"),
    [
        ("in_band_ratio", 0.3, 0.8, True),
        ("in_band_ratio", 0.8, 0.3, False),
        ("in_band_ratio", 0.5, 0.6, None),
        ("too_hard_ratio", 0.8, 0.3, True),
        ("ball_speed_mps", 3.0, 8.0, None),
    ],
)
def test_better_is_said_only_beyond_chance_and_where_there_is_a_better(
    name: str, first: float, second: float, better: bool | None
) -> None:
    one, other = (
        card_with(Score(name, value, interval=(value - 0.1, value + 0.1)))
        for value in (first, second)
    )
    assert score_pairs(one, other)[0].better is better


def test_a_score_that_one_session_lacks_is_missing() -> None:
    pairs = score_pairs(card_with(Score("touches", 3.0)), card_with(Score("carries", None)))
    assert [(pair.name, pair.verdict) for pair in pairs] == [
        ("touches", Verdict.MISSING),
        ("carries", Verdict.MISSING),
    ]


def test_what_is_counted_is_counted_and_what_was_measured_too_seldom_may_be_chance() -> None:
    pairs = score_pairs(
        card_with(Score("touches", 3.0), Score("ball_speed_mps", 5.0)),
        card_with(Score("touches", 4.0), Score("ball_speed_mps", 9.0, interval=(8.9, 9.1))),
    )
    assert [(pair.name, pair.verdict) for pair in pairs] == [
        ("touches", Verdict.COUNTED),
        ("ball_speed_mps", Verdict.CHANCE),
    ]


def test_equal_numbers_are_told_apart_by_chance_once_in_twenty_looks() -> None:
    random = np.random.default_rng(11)
    looks, said = 4000, 0
    for one, other in random.normal(10.0, 1.0, (looks, 2)):
        half = 1.645
        verdict = judged((one, one - half, one + half), (other, other - half, other + half))
        said += verdict is not Verdict.CHANCE
    assert 0.035 < said / looks < 0.065


def test_many_kicks_are_no_surer_than_one_of_their_sensor() -> None:
    few = median_estimate([Estimate(10.0, 8.0, 12.0)] * 3)
    many = median_estimate([Estimate(10.0, 8.0, 12.0)] * 300)
    assert few == many == Estimate(10.0, 8.0, 12.0)
