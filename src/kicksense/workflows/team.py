"""Who of a team needs what, and why: read from what is kept of sessions, nothing is analyzed.

Players are put in the order of what asks for attention, not of how well they play.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from kicksense.coaching.drills import DrillBook
from kicksense.coaching.score_kinds import SCORE_KINDS, Better
from kicksense.coaching.shares import wilson
from kicksense.coaching.trends import Change, TrendPoint, trend_line
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Estimate
from kicksense.domain.score_card import WorkOn
from kicksense.store.kick_counts import KickTally, ball_speeds_in, kick_tallies_in
from kicksense.store.score_cards import StoredCard
from kicksense.store.session_row import SessionRow
from kicksense.workflows.consent import Scope, allowed_players, known_players
from kicksense.workflows.drills import drill_book_of
from kicksense.workflows.planning import PlanState, Standing, plans_with_standing, this_day
from kicksense.workflows.player_sessions import counting_card
from kicksense.workflows.session_requests import cards_by_session, started_of
from kicksense.workflows.sessions import Sessions, list_sessions
from kicksense.workflows.team_values import (
    LevelReached,
    Need,
    PlayedCard,
    Reason,
    SignalTrouble,
    Team,
    TeamLine,
    TeamNumbers,
    TeamQuery,
    TeamTrend,
)

RECENT: Final = timedelta(weeks=4)
"""Sessions of so long are counted as recent."""

AWAY: Final = timedelta(weeks=3)
"""Who has not played for so long is asked after."""

LOW_RATE_HZ: Final = 95.0
"""Below the rate of the search grid an impact of 20 ms is a sample or two."""

MANY_RATIO: Final = 0.25
"""Kicks at full scale, or of unsure technique, are a trouble from such a share on."""

SHORTEST_S: Final = 60.0
"""In a shorter recording nothing need be found."""

_DAY_S: Final = 86_400.0
_ORDER: Final = {reason: place for place, reason in enumerate(Reason)}


def team_of(
    sessions: Sessions, query: TeamQuery | None = None, *, now: datetime | None = None
) -> Team:
    """Say who of a team needs what.

    Parameters
    ----------
    sessions
        The store.
    query
        Which sessions are looked at; all unless given.
    now
        The moment it is, with its zone; that of this computer unless given.

    Returns
    -------
    team
        In the order of `Reason`, and among equals whoever played longest ago first.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    shop = TeamShop(sessions, query or TeamQuery(), now or datetime.now(UTC))
    today = this_day(now)
    plans, troubles = plans_with_standing(sessions, today=today)
    allowed = allowed_players(sessions, Scope.COACH)
    lines = [
        shop.line(player_id, [each for each in plans if each.plan.player_id == player_id])
        if player_id in allowed
        else TeamLine(player_id, allowed=False, reasons=(Reason.NO_CONSENT,))
        for player_id in known_players(sessions)
    ]
    return Team(first_things_first(lines), shop.nameless, troubles)


def first_things_first(lines: Sequence[TeamLine]) -> tuple[TeamLine, ...]:
    """Put players in the order of what asks for attention, which is no order of quality.

    Parameters
    ----------
    lines
        In any order.
    """

    def urgency(line: TeamLine) -> tuple[int, float, str]:
        played = 0.0 if line.last is None else line.last.timestamp()
        return _ORDER[line.reasons[0]], played, line.player_id

    return tuple(sorted(lines, key=urgency))


def need_of(played: Sequence[PlayedCard]) -> Need | None:
    """Give the one thing to work on, as the newest session that names one has it.

    A later session that was played and names none ends it.

    Parameters
    ----------
    played
        Oldest first.
    """
    for each in reversed(played):
        if each.card is None:
            continue
        card = each.card.past.card
        if card.work_on is not None:
            return _need(card.work_on, each, card.drill)
        if card.reps:
            return None
    return None


def levels_reached(played: Sequence[PlayedCard], book: DrillBook) -> Mapping[str, LevelReached]:
    """Give how far a player has come in each drill that was played, by its name."""
    met: dict[str, int] = {}
    for each in played:
        if each.card is not None:
            card = each.card.past.card
            met[card.drill] = max(met.get(card.drill, 0), card.level if card.level_met else 0)
    return {
        name: LevelReached(name, level, len(drill.levels))
        for name, level in met.items()
        if (drill := book.find(name)) is not None
    }


def trend_of(played: Sequence[PlayedCard], drill: Drill) -> TeamTrend | None:
    """Give where the first score that a drill asks for goes over the sessions.

    One score of one leg is looked at and no more, because of many one would seem to move by chance.
    Like is compared with like: the newest session's level, as the newest session's analysis and
    model see it, and of the legs the one that was played more often so.

    Parameters
    ----------
    played
        Of one player, oldest first.
    drill
        Which.

    Returns
    -------
    trend
        None where the drill asks for nothing that has a better and a worse, or nothing of it is
        known of any session.
    """
    wanted = [
        each.score for each in drill.scores if each.least is not None or each.most is not None
    ]
    named = [*wanted, *(each.score for each in drill.scores)]
    name = next((one for one in named if SCORE_KINDS[one].better is not Better.NEITHER), None)
    if name is None:
        return None
    cards = [
        (TrendPoint(each.started.timestamp() / _DAY_S, score.value, score.interval), card)
        for each in played
        if each.card is not None and (card := each.card.past.card).drill == drill.name
        for score in card.scores
        if score.name == name and score.value is not None
    ]
    if not cards:
        return None
    newest = cards[-1][1]
    alike = [
        (point, card)
        for point, card in cards
        if (card.level, card.made_by) == (newest.level, newest.made_by)
    ]
    counts = Counter(card.side for _, card in reversed(alike))
    side = counts.most_common(1)[0][0]
    points = [point for point, card in alike if card.side is side]
    line = trend_line(points)
    better = None
    if line is not None and line.change in {Change.ROSE, Change.FELL}:
        better = (line.change is Change.ROSE) == (SCORE_KINDS[name].better is Better.MORE)
    return TeamTrend(
        drill=drill.name,
        level=newest.level,
        side=side,
        score=name,
        sessions=len(points),
        line=line,
        better=better,
    )


def troubles_of(row: SessionRow, tally: KickTally | None) -> tuple[SignalTrouble, ...]:
    """Give what is wrong with the signal of a session, as far as lists know it.

    Parameters
    ----------
    row
        The session.
    tally
        Its kicks; None where nobody has looked.
    """
    found = [SignalTrouble.RATE_LOW] if row.sampling_rate_hz < LOW_RATE_HZ else []
    found += [SignalTrouble.SIDE_UNKNOWN] if row.side is None else []
    if tally is None:
        return tuple(found)
    if not tally.kicks:
        return (
            (*found, SignalTrouble.NOTHING_FOUND) if row.duration_s >= SHORTEST_S else tuple(found)
        )
    found += [SignalTrouble.CLIPPED] if tally.clipped >= MANY_RATIO * tally.kicks else []
    found += [SignalTrouble.UNSURE] if tally.unsure >= MANY_RATIO * tally.kicks else []
    return tuple(found)


def played_of(sessions: Sessions, player_id: str) -> tuple[PlayedCard, ...]:
    """Give a player's sessions, oldest first; whoever calls has asked for the player's consent."""
    return tuple(TeamShop(sessions, TeamQuery(), datetime.now(UTC)).played(player_id))


def share_of(count: int, of: int) -> Estimate:
    """Give a share with the interval that holds it nine times in ten; ``of`` is one or more."""
    low, high = wilson(count, of)
    return Estimate(count / of, min(low, count / of), max(high, count / of))


class TeamShop:
    """Says what sessions come to for each player; what all of them need is read once.

    Parameters
    ----------
    sessions
        The store.
    query
        Which sessions are looked at.
    now
        The moment it is.
    """

    def __init__(self, sessions: Sessions, query: TeamQuery, now: datetime) -> None:
        self.book = drill_book_of(sessions.folder.root)
        self._sessions = sessions
        self._query = query
        self._now = now
        rows = list_sessions(sessions)
        kept = cards_by_session(sessions.library, rows)
        self._played: dict[str | None, list[PlayedCard]] = {}
        for row in sorted(rows, key=lambda row: (started_of(row), row.id)):
            each = PlayedCard(row, _counting(row, kept), started_of(row))
            self._played.setdefault(row.player_id, []).append(each)
        with sessions.library.catalogue.reading() as connection:
            self._tallies = kick_tallies_in(connection)

    @property
    def nameless(self) -> int:
        """How many sessions nobody said the player of."""
        return len(self._played.get(None, ()))

    def played(self, player_id: str) -> list[PlayedCard]:
        """Give a player's sessions, oldest first; simulated ones only where there are no others."""
        everything = self._played.get(player_id, [])
        return [each for each in everything if not each.row.simulated] or everything

    def line(self, player_id: str, plans: Sequence[Standing]) -> TeamLine:
        """Say what a player's sessions come to.

        Parameters
        ----------
        player_id
            Who has agreed to it.
        plans
            Of the player, the soonest first.
        """
        everything = self.played(player_id)
        played = [each for each in everything if self._is_looked_at(each)]
        last = played[-1] if played else None
        drill = None if last is None or last.drill is None else self.book.find(last.drill)
        tallies = [self._tallies[each.row.id] for each in played if each.row.id in self._tallies]
        signal = () if last is None else troubles_of(last.row, self._tallies.get(last.row.id))
        need, level = need_of(played), self._level(everything, drill)
        plan = next((each for each in plans if each.state is not PlanState.DONE), None)
        return TeamLine(
            player_id=player_id,
            allowed=True,
            simulated=bool(everything) and all(each.row.simulated for each in everything),
            last=None if last is None else last.started,
            recent=sum(self._now - each.started <= RECENT for each in played),
            kicks=sum(tally.kicks for tally in tallies),
            need=need,
            trend=self._trend(played),
            level=level,
            troubles=signal,
            plan=plan,
            numbers=self._numbers(played, tallies) if self._query.compared else None,
            reasons=self._reasons(plan, signal, need, level=level, last=last),
        )

    def _is_looked_at(self, each: PlayedCard) -> bool:
        query = self._query
        if query.since is not None and self._now - each.started > query.since:
            return False
        if query.drill is None and query.theme is None:
            return True
        drill = None if each.drill is None else self.book.find(each.drill)
        if drill is None:
            return False
        return query.drill in (None, drill.name) and query.theme in (None, drill.theme)

    def _level(self, played: Sequence[PlayedCard], drill: Drill | None) -> LevelReached | None:
        return None if drill is None else levels_reached(played, self.book).get(drill.name)

    def _trend(self, played: Sequence[PlayedCard]) -> TeamTrend | None:
        """Give the trend of the drill played last among those that were played often enough."""
        names = dict.fromkeys(each.drill for each in reversed(played) if each.drill is not None)
        drills = [drill for name in names if (drill := self.book.find(name)) is not None]
        trends = [trend for drill in drills if (trend := trend_of(played, drill)) is not None]
        drawn = (trend for trend in trends if trend.line is not None)
        return next(drawn, trends[0] if trends else None)

    def _numbers(self, played: Sequence[PlayedCard], tallies: Sequence[KickTally]) -> TeamNumbers:
        judged, good = sum(each.judged for each in tallies), sum(each.good for each in tallies)
        with self._sessions.library.catalogue.reading() as connection:
            speeds = ball_speeds_in(connection, [each.row.id for each in played])
        ratio = share_of(good, judged) if judged else None
        ball = None
        if speeds:
            value, low, high = np.median(np.vstack(list(speeds.values())), axis=0).tolist()
            ball = Estimate(value, min(low, value), max(high, value))
        return TeamNumbers(ratio, ball, judged)

    def _reasons(
        self,
        plan: Standing | None,
        signal: Sequence[SignalTrouble],
        need: Need | None,
        *,
        level: LevelReached | None,
        last: PlayedCard | None,
    ) -> tuple[Reason, ...]:
        is_due = level is not None and 0 < level.met < level.levels
        asked = {
            Reason.PLAN_OVERDUE: plan is not None and plan.state is PlanState.OVERDUE,
            Reason.SIGNAL: bool(signal),
            Reason.WORK_ON: need is not None,
            Reason.LEVEL_DUE: is_due,
            Reason.AWAY: last is None or self._now - last.started > AWAY,
        }
        return tuple(reason for reason, holds in asked.items() if holds) or (Reason.NOTHING,)


def _counting(row: SessionRow, kept: Mapping[str, list[StoredCard]]) -> StoredCard | None:
    return counting_card(row, kept.get(row.id, []))


def _need(work_on: WorkOn, played: PlayedCard, drill: str) -> Need:
    evidence = dict(work_on.finding.evidence)
    shown, of = evidence.get("kicks_count"), evidence.get("of_kicks_count")
    counted = shown is not None and of is not None and 0 <= shown <= of and of >= 1
    share = None
    if counted and shown is not None and of is not None:
        share = share_of(round(shown), round(of))
    return Need(
        finding=work_on.finding,
        kept=work_on.kept,
        shown=None if shown is None or not counted else round(shown),
        of=None if of is None or not counted else round(of),
        share_ratio=share,
        session_id=played.row.id,
        started=played.started,
        drill=drill,
    )
