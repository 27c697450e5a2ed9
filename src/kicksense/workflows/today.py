"""A player's newest day: what it came to, the best kick of it, one thing to work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kicksense.coaching.ball_roll import arrival_speed, surface_of
from kicksense.coaching.shares import chance_above
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Estimate, Target, Technique
from kicksense.domain.score_card import WorkOn
from kicksense.errors import UsageError
from kicksense.store.kick_lines import KickLine
from kicksense.workflows.player_sessions import (
    KeptSession,
    PlayedAs,
    kept_sessions,
    kicks_of,
    played_as,
)
from kicksense.workflows.sessions import Sessions


class BestBy(StrEnum):
    """By what a kick is the best of a session."""

    WEIGHT = "weight"
    """Most surely arrives as the drill asks."""

    TECHNIQUE = "technique"
    """Most surely struck with the part of the foot that the drill trains."""

    SPEED = "speed"
    """Fastest even if the reading flatters."""


@dataclass(frozen=True, slots=True)
class BestKick:
    """The best kick of a session.

    Attributes
    ----------
    line
        The kick.
    by
        What made it the best.
    chance
        How sure it is that the ball arrived as asked, or that the foot was the one asked for; None
        for the fastest.
    arrival_mps
        Speed at the target, where there is one.
    out_of
        Of how many kicks.
    """

    line: KickLine
    by: BestBy
    chance: float | None
    arrival_mps: Estimate | None
    out_of: int


@dataclass(frozen=True, slots=True, eq=False)
class DaySession:
    """One session of the day.

    Attributes
    ----------
    kept
        With its score card.
    played
        Drill, level and target.
    kicks
        One line each, in order of time.
    best
        None without a kick that could be it.
    """

    kept: KeptSession
    played: PlayedAs
    kicks: tuple[KickLine, ...]
    best: BestKick | None


@dataclass(frozen=True, slots=True, eq=False)
class PlayerDay:
    """A day with sessions.

    Attributes
    ----------
    player_id
        Whose; None where nobody said.
    day
        On this machine's calendar.
    sessions
        The newest first.
    work_on
        The one thing, of the newest session in which something speaks clearly; with that session.
    earlier
        How many sessions there were on other days.
    """

    player_id: str | None
    day: date
    sessions: tuple[DaySession, ...]
    work_on: tuple[DaySession, WorkOn] | None
    earlier: int

    @property
    def simulated(self) -> bool:
        """True where no player did this."""
        return any(session.kept.row.simulated for session in self.sessions)


def newest_day(sessions: Sessions, player_id: str | None) -> PlayerDay | None:
    """Give the newest day on which a player has played.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose; None for the sessions of which nobody said whose they are.

    Returns
    -------
    day
        None where nothing is stored of the player.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    kept = kept_sessions(sessions, player_id)
    if not kept:
        return None
    day = kept[-1].started.astimezone().date()
    of_day = [one for one in kept if one.started.astimezone().date() == day]
    kicks = kicks_of(sessions, of_day)
    shown = tuple(
        _day_session(one, played_as(sessions, one), kicks[one.row.id]) for one in reversed(of_day)
    )
    return PlayerDay(player_id, day, shown, _work_on(shown), len(kept) - len(of_day))


def best_kick(
    kicks: Sequence[KickLine], drill: Drill | None, target: Target | None
) -> BestKick | None:
    """Choose the best kick of a session, by what the drill is for.

    With a target it is the kick whose ball most surely arrived in the good band: near its middle,
    and known well. Without one it is the kick most surely struck with the part of the foot that
    the drill trains. Where anything goes, it is the fastest ball by the lower end of its interval.

    Parameters
    ----------
    kicks
        Of one session.
    drill
        At its level; None where none was named.
    target
        What the ball was played to, or None.

    Returns
    -------
    best
        Of the kicks with the part of the foot that was asked for; None where there is none, or
        no ball that can have arrived well.
    """
    trained = () if drill is None else drill.techniques
    able = [kick for kick in kicks if not trained or kick.technique in trained]
    named = [kick for kick in able if kick.technique is not Technique.UNSURE]
    if target is not None:
        return _best_weight(able, target)
    if trained:
        return _best_technique(named)
    return _fastest(named)


def _best_weight(kicks: Sequence[KickLine], target: Target) -> BestKick | None:
    best: BestKick | None = None
    lower, upper = target.arrival_band_mps
    try:
        surface = surface_of(target)
    except UsageError:
        return None
    for kick in kicks:
        arrival = arrival_speed(kick.ball_speed_mps, distance_m=target.distance_m, surface=surface)
        chance = chance_above(arrival, lower) - chance_above(arrival, upper)
        if chance > 0.0 and (best is None or chance > (best.chance or 0.0)):
            best = BestKick(kick, BestBy.WEIGHT, chance, arrival, len(kicks))
    return best


def _best_technique(kicks: Sequence[KickLine]) -> BestKick | None:
    if not kicks:
        return None
    clearest = max(kicks, key=lambda kick: kick.probability)
    return BestKick(clearest, BestBy.TECHNIQUE, clearest.probability, None, len(kicks))


def _fastest(kicks: Sequence[KickLine]) -> BestKick | None:
    if not kicks:
        return None
    fastest = max(kicks, key=lambda kick: kick.ball_speed_mps.low)
    return BestKick(fastest, BestBy.SPEED, None, None, len(kicks))


def _day_session(kept: KeptSession, played: PlayedAs, kicks: Sequence[KickLine]) -> DaySession:
    best = best_kick(kicks, played.drill, played.target)
    return DaySession(kept, played, tuple(kicks), best)


def _work_on(sessions: Sequence[DaySession]) -> tuple[DaySession, WorkOn] | None:
    """Give the thing to work on of the newest session that has one."""
    for session in sessions:
        card = session.kept.card
        if card is not None and card.past.card.work_on is not None:
            return session, card.past.card.work_on
    return None
