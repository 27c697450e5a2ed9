"""A player as a coach sees them: what is strong, what to work on, every session, notes, plans."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kicksense.domain.score_card import Score
from kicksense.store.notes import Note
from kicksense.workflows.notes import notes_of
from kicksense.workflows.planning import Standing, Wish, plans_with_standing, proposed, this_day
from kicksense.workflows.sessions import Sessions
from kicksense.workflows.team import TeamShop, levels_reached
from kicksense.workflows.team_values import PlayedCard, TeamLine, TeamQuery

MOST_NOTES = 20
"""The newest of the notes that are shown."""

_STRONG_SESSIONS = 3


@dataclass(frozen=True, slots=True)
class Strength:
    """A score that was reached, or was better than usual, in a recent session.

    Attributes
    ----------
    score
        With its interval.
    drill
        In which it was played.
    session_id, started
        In which session.
    """

    score: Score
    drill: str
    session_id: str
    started: datetime


@dataclass(frozen=True, slots=True, eq=False)
class PlayerOverview:
    """A player.

    Attributes
    ----------
    line
        As the list of the team has it.
    played
        The sessions, oldest first.
    strengths
        Of the newest sessions, the newest first; a score once.
    proposal
        What could be planned next; None where nothing speaks clearly.
    plans
        The soonest first.
    notes
        The newest first, with the session of each in it.
    troubles
        Sentences about what could not be read.
    """

    line: TeamLine
    played: tuple[PlayedCard, ...]
    strengths: tuple[Strength, ...]
    proposal: Wish | None
    plans: tuple[Standing, ...]
    notes: tuple[Note, ...]
    troubles: tuple[str, ...]


def overview_of(
    sessions: Sessions, player_id: str, *, now: datetime | None = None
) -> PlayerOverview:
    """Give what is kept of a player; whoever calls has asked for the player's consent.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.
    now
        The moment it is, with its zone; that of this computer unless given.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    shop = TeamShop(sessions, TeamQuery(), now or datetime.now(UTC))
    today = this_day(now)
    plans, troubles = plans_with_standing(sessions, player_id, today=today)
    played = tuple(shop.played(player_id))
    line = shop.line(player_id, plans)
    reached = levels_reached(played, shop.book)
    finding = None if line.need is None else line.need.finding
    drill = proposed(finding, 0, shop.book, today=today)
    level = 0 if drill is None or drill.drill not in reached else reached[drill.drill].met
    kept = notes_of(sessions.folder, [each.row.id for each in played])
    notes = sorted(
        (note for each in kept.values() for note in each.notes),
        key=lambda note: note.created_utc,
        reverse=True,
    )
    return PlayerOverview(
        line=line,
        played=played,
        strengths=strengths_of(played),
        proposal=proposed(finding, level, shop.book, today=today),
        plans=plans,
        notes=tuple(notes[:MOST_NOTES]),
        troubles=(*troubles, *(words for each in kept.values() for words in each.troubles)),
    )


def strengths_of(played: tuple[PlayedCard, ...]) -> tuple[Strength, ...]:
    """Give what was reached, or better than usual, in the newest sessions; each score once.

    Parameters
    ----------
    played
        Oldest first.
    """
    found: dict[str, Strength] = {}
    looked = [each for each in reversed(played) if each.card is not None][:_STRONG_SESSIONS]
    for each in looked:
        if each.card is None:
            continue
        card = each.card.past.card
        for score in card.scores:
            if score.name != "repetitions" and is_strong(score):
                strength = Strength(score, card.drill, each.row.id, each.started)
                found.setdefault(score.name, strength)
    return tuple(found.values())


def is_strong(score: Score) -> bool:
    """Tell whether a score was reached where something was asked, or is better than usual."""
    return score.met is True or (score.compared is not None and score.compared.better is True)
