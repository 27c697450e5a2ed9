"""How a player's numbers go over the sessions, read from what is kept in the catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kicksense.coaching.score_kinds import SCORE_KINDS, Better
from kicksense.coaching.shares import median_estimate
from kicksense.coaching.trends import (
    Change,
    Difference,
    TrendLine,
    TrendPoint,
    difference,
    trend_line,
)
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.score_card import ScoreCard
from kicksense.store.kick_lines import KickLine
from kicksense.workflows.player_sessions import KeptSession, kept_sessions, kicks_of
from kicksense.workflows.sessions import Sessions

BALL_SPEED: Final = "ball_speed_mps"
"""The score that can be followed over all drills, technique by technique."""

FEWEST_KICKS: Final = 5
"""Of fewer kicks a session has no middle: one lucky kick would move it."""

_DAY_S: Final = 86_400.0
_TECHNIQUES: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that is followed.

    Attributes
    ----------
    score
        Name, as in `kicksense.coaching.score_kinds.SCORE_KINDS`.
    technique
        Of the kicks it is taken of, over all drills; None for a score of one drill.
    """

    score: str
    technique: Technique | None = None

    @property
    def code(self) -> str:
        """The measure in one word, as addresses hold it."""
        return self.score if self.technique is None else f"{self.score}.{self.technique}"

    @property
    def better(self) -> Better:
        """Which way it improves."""
        return SCORE_KINDS[self.score].better


@dataclass(frozen=True, slots=True)
class ProgressPoint:
    """What one session came to.

    Attributes
    ----------
    session_id, started, side
        Which, when, which leg.
    drill, level
        As what it was played; the level counts from 1.
    value, interval
        In SI units; the interval should hold nine in ten, None where it is not known.
    count
        How many kicks or repetitions it rests on.
    made_by
        Version of the analysis and name of the model that the value comes from.
    """

    session_id: str
    started: datetime
    side: Side
    drill: str | None
    level: int
    value: float
    interval: tuple[float, float] | None
    count: int
    made_by: tuple[int, str] = (0, "")


@dataclass(frozen=True, slots=True, eq=False)
class PlayerProgress:
    """All that can be followed of a player.

    Attributes
    ----------
    player_id
        Whose; None where nobody said.
    simulated
        True where no player did it.
    sessions
        Oldest first.
    kicks
        By session, in order of time.
    """

    player_id: str | None
    simulated: bool
    sessions: tuple[KeptSession, ...]
    kicks: Mapping[str, tuple[KickLine, ...]]


@dataclass(frozen=True, slots=True)
class Followed:
    """What is to be followed.

    Attributes
    ----------
    drill
        None for all drills.
    measure
        One of `measures_in`.
    side
        None for both legs.
    since
        None for all there is.
    """

    drill: str | None
    measure: Measure
    side: Side | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LegSeries:
    """One leg's sessions, and the line through those that compare.

    Attributes
    ----------
    side
        The leg.
    points
        Oldest first.
    level
        The newest session's; the line goes through sessions of this level alone, because another
        level asks for something else, and through those that the same analysis and model have
        looked at. None over all drills.
    line
        None for too few sessions, and over all drills: different drills ask for different balls,
        and a line would follow the drills.
    first_day
        Moment that the line counts its days from.
    """

    side: Side
    points: tuple[ProgressPoint, ...]
    level: int | None
    line: TrendLine | None
    first_day: datetime

    @property
    def compared(self) -> tuple[ProgressPoint, ...]:
        """The sessions that the line goes through: those that compare with the newest."""
        if self.level is None:
            return self.points
        return tuple(point for point in self.points if _compares(point, self.points[-1]))

    @property
    def change(self) -> Change:
        """Whether it changed."""
        return Change.TOO_FEW if self.line is None else self.line.change

    def line_at(self, moment: datetime) -> tuple[float, float, float] | None:
        """Give the line and its band at a moment; None without a line."""
        return None if self.line is None else self.line.at(_days(self.first_day, moment))

    def whole_change(self) -> tuple[float, float, float] | None:
        """Give how much the line changes from first to last session, and the least and most."""
        if self.line is None:
            return None
        compared = self.compared
        return self.line.change_over(_days(compared[0].started, compared[-1].started))


@dataclass(frozen=True, slots=True)
class Series:
    """What is followed, leg by leg.

    Attributes
    ----------
    followed
        What was asked for.
    legs
        The right one first; those with sessions.
    legs_apart
        Right less left, of sessions of one level of one drill; None where either has too few.
    """

    followed: Followed
    legs: tuple[LegSeries, ...]
    legs_apart: Difference | None


def progress_of(sessions: Sessions, player_id: str | None) -> PlayerProgress:
    """Read what can be followed of a player.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose; None for the sessions of which nobody said whose they are.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    kept = kept_sessions(sessions, player_id)
    return PlayerProgress(
        player_id=player_id,
        simulated=any(one.row.simulated for one in kept),
        sessions=kept,
        kicks=kicks_of(sessions, kept),
    )


def drills_played(progress: PlayerProgress) -> tuple[str, ...]:
    """Give the drills that there are cards of, the one played last first."""
    names = [
        one.card.past.card.drill for one in reversed(progress.sessions) if one.card is not None
    ]
    return tuple(dict.fromkeys(names))


def measures_in(progress: PlayerProgress, drill: str | None) -> tuple[Measure, ...]:
    """Give what can be followed.

    Parameters
    ----------
    progress
        Of a player.
    drill
        None for all drills.

    Returns
    -------
    measures
        Those with a value in at least one session; of a drill in the order of its newest card.
    """
    if drill is None:
        return tuple(
            measure
            for technique in _TECHNIQUES
            if points_of(progress, Followed(None, measure := Measure(BALL_SPEED, technique)))
        )
    names: dict[str, None] = {}
    for card in _cards_of(progress, drill):
        for score in card.scores:
            if score.value is not None:
                names.setdefault(score.name)
    return tuple(Measure(name) for name in names if name in SCORE_KINDS)


def points_of(progress: PlayerProgress, followed: Followed) -> tuple[ProgressPoint, ...]:
    """Give the sessions of what is followed, oldest first.

    Parameters
    ----------
    progress
        Of a player.
    followed
        What.
    """
    made = (
        _of_kicks(progress, followed.measure.technique)
        if followed.measure.technique is not None
        else _of_cards(progress, followed.drill, followed.measure.score)
    )
    return tuple(
        point
        for point in made
        if followed.side in (None, point.side)
        and (followed.since is None or point.started >= followed.since)
    )


def series_of(progress: PlayerProgress, followed: Followed) -> Series:
    """Give what is followed, with the lines through it and how the legs differ.

    Parameters
    ----------
    progress
        Of a player.
    followed
        What.
    """
    points = points_of(progress, followed)
    is_one_drill = followed.measure.technique is None
    legs = tuple(
        _leg(side, of_leg, is_one_drill=is_one_drill)
        for side in (Side.RIGHT, Side.LEFT)
        if (of_leg := tuple(point for point in points if point.side is side))
    )
    return Series(followed, legs, _legs_apart(points) if is_one_drill else None)


def _leg(side: Side, points: tuple[ProgressPoint, ...], *, is_one_drill: bool) -> LegSeries:
    level, first = points[-1].level, points[0].started
    if not is_one_drill:
        return LegSeries(side, points, None, None, first)
    compared = [point for point in points if _compares(point, points[-1])]
    return LegSeries(side, points, level, trend_line(_trend_points(compared, first)), first)


def _compares(point: ProgressPoint, newest: ProgressPoint) -> bool:
    """Tell whether two sessions can be put beside each other."""
    return (point.level, point.made_by) == (newest.level, newest.made_by)


def _legs_apart(points: Sequence[ProgressPoint]) -> Difference | None:
    """Compare the legs at the highest level that both have played enough of."""
    made_by = points[-1].made_by if points else None
    for level in sorted({point.level for point in points}, reverse=True):
        of_level = [each for each in points if (each.level, each.made_by) == (level, made_by)]
        right, left = (
            _trend_points([point for point in of_level if point.side is side], points[0].started)
            for side in (Side.RIGHT, Side.LEFT)
        )
        found = difference(right, left)
        if found is not None:
            return found
    return None


def _trend_points(points: Sequence[ProgressPoint], first: datetime) -> list[TrendPoint]:
    return [
        TrendPoint(_days(first, point.started), point.value, point.interval) for point in points
    ]


def _days(first: datetime, moment: datetime) -> float:
    return (moment - first).total_seconds() / _DAY_S


def _cards_of(progress: PlayerProgress, drill: str) -> Iterator[ScoreCard]:
    """Give the cards of a drill, the newest first."""
    for one in reversed(progress.sessions):
        if one.card is not None and one.card.past.card.drill == drill:
            yield one.card.past.card


def _of_cards(progress: PlayerProgress, drill: str | None, name: str) -> Iterator[ProgressPoint]:
    for one in progress.sessions:
        card = None if one.card is None else one.card.past.card
        if card is None or card.drill != drill:
            continue
        for score in card.scores:
            if score.name == name and score.value is not None:
                yield ProgressPoint(
                    session_id=one.row.id,
                    started=one.started,
                    side=card.side,
                    drill=card.drill,
                    level=card.level,
                    value=score.value,
                    interval=score.interval,
                    count=score.count,
                    made_by=card.made_by,
                )


def _of_kicks(progress: PlayerProgress, technique: Technique) -> Iterator[ProgressPoint]:
    """Give the middle ball speed of each session's kicks with one part of the foot."""
    for one in progress.sessions:
        speeds = [
            line.ball_speed_mps
            for line in progress.kicks.get(one.row.id, ())
            if line.technique is technique
        ]
        typical = median_estimate(speeds)
        if typical is None or len(speeds) < FEWEST_KICKS:
            continue
        card = None if one.card is None else one.card.past.card
        yield ProgressPoint(
            session_id=one.row.id,
            started=one.started,
            side=one.row.worn_side,
            drill=None if card is None else card.drill,
            level=1 if card is None else card.level,
            value=typical.value,
            interval=(typical.low, typical.high),
            count=len(speeds),
        )
