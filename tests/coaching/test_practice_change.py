"""What changes over a practice, between the legs, against the player's own usual."""

from dataclasses import replace

import pytest

from kicksense.coaching.baseline import KICK_LOAD, kick_load_ns
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Severity, Technique
from kicksense.domain.score_card import Practice
from tests.coaching.practised import RULES, found, usual
from tests.practices import kick, practice

WAVES = (0.95, 1.0, 1.05, 0.98, 1.02)


def leg(
    ball_mps: float, count: int = 12, *, side: Side = Side.LEFT, player_id: str | None = "p1"
) -> Practice:
    """Give a leg that strikes about so hard."""
    kicks = [
        kick(4.0 * at, Technique.INSIDE_FOOT, ball_mps=ball_mps * WAVES[at % 5])
        for at in range(1, count + 1)
    ]
    return practice(kicks, side=side, player_id=player_id)


@pytest.mark.parametrize(("ratio", "said"), [(0.6, True), (0.75, False), (1.6, False)])
def test_the_weaker_leg_is_told_of_and_the_stronger_is_not(ratio: float, said: bool) -> None:
    own, other = leg(6.0 * ratio), leg(6.0, side=Side.RIGHT)
    assert ("legs_differ" in found(own, others=(other,))) is said


def test_only_the_other_leg_of_the_same_player_counts() -> None:
    own = leg(3.0)
    assert found(own, others=(leg(6.0, side=Side.RIGHT, player_id="p2"),)) == {}
    assert found(own, others=(leg(6.0),)) == {}
    assert found(own, others=(leg(6.0, count=RULES.min_leg_count - 1, side=Side.RIGHT),)) == {}
    nobody = replace(own, player_id=None)
    assert found(nobody, others=(leg(6.0, side=Side.RIGHT, player_id=None),)) == {}


def session(last: float, *, count: int = 30, unrest: float = 0.04) -> Practice:
    """Give a session whose last third is played at this share of the speed."""
    kicks = [
        kick(
            4.0 * (at + 1),
            Technique.INSIDE_FOOT,
            ball_mps=6.0
            * (last if at >= 2 * count // 3 else 1.0)
            * (1.0 + (unrest if at >= 2 * count // 3 else 0.04) * (at % 5 - 2)),
        )
        for at in range(count)
    ]
    return practice(kicks, duration_s=4.0 * count + 10.0)


@pytest.mark.parametrize(("last", "said"), [(0.7, True), (0.9, False), (1.3, False)])
def test_balls_that_get_softer_to_the_end_are_told_as_a_change(last: float, said: bool) -> None:
    stated = found(session(last))
    assert ("slower_at_end" in stated) is said
    if said:
        assert stated["slower_at_end"].severity is Severity.INFO


def test_a_short_session_has_no_end_to_compare() -> None:
    assert found(session(0.5, count=RULES.min_change_count - 3)) == {}


@pytest.mark.parametrize(("unrest", "said"), [(0.2, True), (0.05, False)])
def test_balls_that_differ_more_at_the_end_are_told_as_a_change(unrest: float, said: bool) -> None:
    assert ("uneven_at_end" in found(session(1.0, count=60, unrest=unrest))) is said


@pytest.mark.parametrize(("ratio", "said"), [(-0.01, True), (0.01, False)])
def test_a_load_above_the_usual_is_information(ratio: float, said: bool) -> None:
    own = leg(6.0)
    load = kick_load_ns(own.report.kicks)
    stated = found(own, baseline=usual(KICK_LOAD, load / (RULES.load_ratio - ratio), 0.1))
    assert ("load_above_usual" in stated) is said
    for finding in stated.values():
        assert finding.severity is Severity.INFO


def test_a_load_that_varies_anyway_is_not_told() -> None:
    own = leg(6.0)
    load = kick_load_ns(own.report.kicks)
    assert found(own, baseline=usual(KICK_LOAD, load / 2.0, load)) == {}
    assert found(own) == {}
