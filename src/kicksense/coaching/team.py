"""Passes between players who all wear a sensor, on one clock."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kicksense.coaching.ball_time import MeetingTime, meeting_time
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.kick import ContactKind, KickReport
from kicksense.domain.score_card import Practice


@dataclass(frozen=True, slots=True)
class TeamPass:
    """A pass that a team-mate met.

    Attributes
    ----------
    giver, taker
        Players, as `TeamPassing.players` names them.
    kick_s, met_s
        When it was played, and when it was met.
    """

    giver: str
    taker: str
    kick_s: float
    met_s: float


@dataclass(frozen=True, slots=True)
class TeamPassing:
    """How the ball went among the players of a session.

    Attributes
    ----------
    players
        Ids; ``sensor 2`` and so on for those of whom nobody said who they are.
    passes
        Those that were met, in order of time.
    chains
        How many such passes followed each other without the ball being lost, chain by chain.
    tempo_s
        Median time from one pass of a chain to the next; None where there are none.
    """

    players: tuple[str, ...]
    passes: tuple[TeamPass, ...]
    chains: tuple[int, ...]
    tempo_s: float | None

    @property
    def longest_chain(self) -> int:
        """Most passes in a row."""
        return max(self.chains, default=0)

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """Who passed to whom how often, most frequent first."""
        counted = Counter((one.giver, one.taker) for one in self.passes)
        return tuple((giver, taker, count) for (giver, taker), count in counted.most_common())


@dataclass(frozen=True, slots=True)
class _Contact:
    """A contact of one of the players; with a kick, when its ball can be met."""

    t_s: float
    player: str
    time: MeetingTime | None


def team_passing(practices: Sequence[Practice], *, settings: ScoreSettings) -> TeamPassing:
    """Follow the ball from player to player.

    A pass is a kick after which the next contact of all belongs to another player, when the ball
    can be there. A chain lives while the ball is met: by a team-mate, or by the same player again,
    within `ScoreSettings.chain_gap_s`. What the legs without a sensor do is not seen.

    Parameters
    ----------
    practices
        On one clock; several of one player (both legs) count as one.
    settings
        How long a pass may take. Distances differ from pass to pass, so that the drill's target
        says nothing about when the ball can be there.

    Returns
    -------
    passing
        Of all players together.
    """
    names = _names(practices)
    contacts = sorted(
        (
            contact
            for practice, name in zip(practices, names, strict=True)
            for contact in _contacts(practice, name, settings)
        ),
        key=lambda contact: contact.t_s,
    )
    passes: list[TeamPass] = []
    chains: list[list[float]] = [[]]
    for contact, following in pairwise(contacts):
        away_s = following.t_s - contact.t_s
        if away_s > settings.chain_gap_s:
            chains.append([])
        elif contact.time is not None and contact.player != following.player:
            if contact.time.soonest_s <= away_s <= contact.time.latest_s:
                passes.append(
                    TeamPass(contact.player, following.player, contact.t_s, following.t_s)
                )
                chains[-1].append(contact.t_s)
            elif away_s > contact.time.latest_s:
                chains.append([])
    gaps_s = [later - earlier for chain in chains for earlier, later in pairwise(chain)]
    return TeamPassing(
        players=tuple(dict.fromkeys(names)),
        passes=tuple(passes),
        chains=tuple(len(chain) for chain in chains if chain),
        tempo_s=median(gaps_s) if gaps_s else None,
    )


def _names(practices: Sequence[Practice]) -> list[str]:
    return [
        practice.player_id if practice.player_id is not None else f"sensor {number}"
        for number, practice in enumerate(practices, start=1)
    ]


def _contacts(practice: Practice, name: str, settings: ScoreSettings) -> list[_Contact]:
    found = [
        _Contact(kick.t_s, name, _meeting_time(kick, settings)) for kick in practice.report.kicks
    ]
    found.extend(
        _Contact(contact.t_s, name, None)
        for contact in practice.report.other_contacts
        if contact.kind is not ContactKind.AIR_KICK
    )
    return found


def _meeting_time(kick: KickReport, settings: ScoreSettings) -> MeetingTime:
    return meeting_time(kick, None, settings)
