"""Two sessions side by side: what differs, and whether that may be chance. Nothing is analyzed."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from kicksense.coaching.score_kinds import SCORE_KINDS, Better, Unit
from kicksense.coaching.shares import median_estimate
from kicksense.domain.kick import Estimate, Technique
from kicksense.domain.score_card import Score, ScoreCard
from kicksense.errors import UsageError
from kicksense.store.kick_lines import KickLine
from kicksense.store.session_row import SessionRow
from kicksense.units import NINE_IN_TEN_Z
from kicksense.workflows.player_sessions import counting_card
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, list_sessions

SURE_Z: Final = 1.96
"""A difference is said only where chance alone would show one in fewer than one of twenty looks."""

_TECHNIQUES: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)


class Verdict(StrEnum):
    """What is said of two numbers."""

    ROSE = "rose"
    FELL = "fell"
    CHANCE = "chance"
    COUNTED = "counted"
    MISSING = "missing"


class Caution(StrEnum):
    """What two sessions do not have in common, so that they compare less well."""

    PLAYER = "player"
    DRILL = "drill"
    LEVEL = "level"
    LEG = "leg"
    TARGET = "target"
    JUDGE = "judge"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True, eq=False)
class SessionSide:
    """One of two sessions.

    Attributes
    ----------
    row, started
        The session.
    card
        That it counts by; None where nobody has looked at it.
    kicks
        In order of time.
    target_distance_m, surface
        What was noted while recording, or asked since.
    """

    row: SessionRow
    started: datetime
    card: ScoreCard | None
    kicks: tuple[KickLine, ...]
    target_distance_m: float | None
    surface: str | None


@dataclass(frozen=True, slots=True)
class ScorePair:
    """A score of both sessions.

    Attributes
    ----------
    name
        Of the score.
    first, second
        None where a session has no such score.
    verdict
        Of the second against the first.
    better
        True where the second is surely better, False where it is surely worse, None where that
        cannot be said.
    """

    name: str
    first: Score | None
    second: Score | None
    verdict: Verdict
    better: bool | None


@dataclass(frozen=True, slots=True)
class SpeedPair:
    """Ball speeds of one technique in both sessions.

    Attributes
    ----------
    technique
        Of the kicks.
    first_mps, second_mps
        Median, with the medians of lows and highs; None without a kick.
    first_count, second_count
        Kicks.
    verdict
        Of the second against the first.
    """

    technique: Technique
    first_mps: Estimate | None
    second_mps: Estimate | None
    first_count: int
    second_count: int
    verdict: Verdict


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """Two sessions side by side.

    Attributes
    ----------
    first, second
        As they were named.
    scores
        In the order of the first, then what the second has besides.
    speeds
        Technique by technique; those that neither played are left out.
    cautions
        What they do not have in common.
    """

    first: SessionSide
    second: SessionSide
    scores: tuple[ScorePair, ...]
    speeds: tuple[SpeedPair, ...]
    cautions: tuple[Caution, ...]


def side_by_side(sessions: Sessions, first_id: str, second_id: str) -> SideBySide:
    """Put two sessions side by side.

    Parameters
    ----------
    sessions
        The store.
    first_id, second_id
        Of stored sessions; the second is said to have changed against the first.

    Returns
    -------
    beside
        Whoever asks for sessions of two players says so first, and asks both for their consent.

    Raises
    ------
    UsageError
        If there is no such session, or both are one.
    StoreError
        If the catalogue cannot be read.
    """
    if first_id == second_id:
        raise UsageError("One session cannot be put beside itself; choose another one.")
    first, second = (_side(sessions, each) for each in (first_id, second_id))
    return SideBySide(
        first,
        second,
        score_pairs(first.card, second.card),
        _speeds(first, second),
        _cautions(first, second),
    )


def score_pairs(first: ScoreCard | None, second: ScoreCard | None) -> tuple[ScorePair, ...]:
    """Compare the scores of two cards.

    Parameters
    ----------
    first, second
        None for a session that has none.
    """
    ones = {} if first is None else {score.name: score for score in first.scores}
    others = {} if second is None else {score.name: score for score in second.scores}
    return tuple(_pair(name, ones.get(name), others.get(name)) for name in {**ones, **others})


def judged(
    first: tuple[float, float, float] | None, second: tuple[float, float, float] | None
) -> Verdict:
    """Say whether two numbers differ by more than chance.

    Both are taken as normal with the spread that their interval tells; where an interval is not
    even, its wider half counts.

    Parameters
    ----------
    first, second
        Value, low and high of an interval that holds nine in ten; None for no number.
    """
    if first is None or second is None:
        return Verdict.MISSING
    errors = [
        max(value - low, high - value) / NINE_IN_TEN_Z for value, low, high in (first, second)
    ]
    error = math.hypot(*errors)
    away = second[0] - first[0]
    if abs(away) <= SURE_Z * error:
        return Verdict.CHANCE
    return Verdict.ROSE if away > 0.0 else Verdict.FELL


def _pair(name: str, first: Score | None, second: Score | None) -> ScorePair:
    kind = SCORE_KINDS.get(name)
    verdict = _verdict(first, second, is_count=kind is None or kind.unit is Unit.COUNT)
    better = None
    direction = Better.NEITHER if kind is None else kind.better
    if verdict in {Verdict.ROSE, Verdict.FELL} and direction is not Better.NEITHER:
        better = (verdict is Verdict.ROSE) == (direction is Better.MORE)
    return ScorePair(name, first, second, verdict, better)


def _verdict(first: Score | None, second: Score | None, *, is_count: bool) -> Verdict:
    """Judge two numbers; what was measured too seldom for an interval may differ by chance."""
    values = [None if each is None else each.value for each in (first, second)]
    if first is None or second is None or None in values:
        return Verdict.MISSING
    if first.interval is None or second.interval is None:
        return Verdict.COUNTED if is_count else Verdict.CHANCE
    return judged(_with_interval(first), _with_interval(second))


def _with_interval(score: Score) -> tuple[float, float, float] | None:
    if score.value is None or score.interval is None:
        return None
    return score.value, min(score.value, score.interval[0]), max(score.value, score.interval[1])


def _side(sessions: Sessions, session_id: str) -> SessionSide:
    row = next((row for row in list_sessions(sessions) if row.id == session_id), None)
    if row is None:
        raise UsageError(
            f"there is no session '{session_id[:40]}'; choose one from the list of sessions."
        )
    stored = counting_card(row, sessions.library.score_cards([row.id]))
    live = row.live
    asked = None if stored is None else stored.asked
    distance = None if asked is None else asked.target_distance_m
    surface = None if asked is None else asked.surface
    return SessionSide(
        row=row,
        started=started_of(row),
        card=None if stored is None else stored.past.card,
        kicks=sessions.library.kick_lines([row.id]),
        target_distance_m=distance or (None if live is None else live.target_distance_m),
        surface=surface or (None if live is None else live.surface),
    )


def _speeds(first: SessionSide, second: SessionSide) -> tuple[SpeedPair, ...]:
    pairs = []
    for technique in _TECHNIQUES:
        ones = [kick.ball_speed_mps for kick in first.kicks if kick.technique is technique]
        others = [kick.ball_speed_mps for kick in second.kicks if kick.technique is technique]
        if not ones and not others:
            continue
        one, other = median_estimate(ones), median_estimate(others)
        verdict = judged(_numbers(one), _numbers(other))
        pairs.append(SpeedPair(technique, one, other, len(ones), len(others), verdict))
    return tuple(pairs)


def _numbers(estimate: Estimate | None) -> tuple[float, float, float] | None:
    return None if estimate is None else (estimate.value, estimate.low, estimate.high)


def _cautions(first: SessionSide, second: SessionSide) -> tuple[Caution, ...]:
    one, other = first.card, second.card
    apart = {
        Caution.PLAYER: first.row.player_id != second.row.player_id,
        Caution.DRILL: (one and one.drill) != (other and other.drill),
        Caution.LEVEL: (one and one.level) != (other and other.level),
        Caution.LEG: first.row.worn_side is not second.row.worn_side,
        Caution.TARGET: (first.target_distance_m, first.surface)
        != (second.target_distance_m, second.surface),
        Caution.JUDGE: _judge(one) != _judge(other),
        Caution.SIMULATED: first.row.simulated != second.row.simulated,
    }
    return tuple(caution for caution, holds in apart.items() if holds)


def _judge(card: ScoreCard | None) -> tuple[int, str] | None:
    return None if card is None else card.made_by
