"""A player's stored sessions with what is kept of each, read from the catalogue alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kicksense.coaching.drills import at_level
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Target
from kicksense.errors import KicksenseError
from kicksense.store.kick_lines import KickLine
from kicksense.store.score_cards import StoredCard
from kicksense.store.session_row import SessionRow
from kicksense.workflows.drills import drill_of
from kicksense.workflows.options import AnalysisRequest, requested_target
from kicksense.workflows.practising import NO_PLAN
from kicksense.workflows.session_requests import (
    asked_before,
    cards_by_session,
    request_of_session,
    started_of,
)
from kicksense.workflows.sessions import Sessions, list_sessions


@dataclass(frozen=True, slots=True, eq=False)
class KeptSession:
    """A stored session with what is kept of it.

    Attributes
    ----------
    row
        The session.
    card
        What it came to in the drill that counts; None where nothing is kept yet.
    """

    row: SessionRow
    card: StoredCard | None

    @property
    def started(self) -> datetime:
        """When it was played; of an imported one only its import is known."""
        return started_of(self.row)


@dataclass(frozen=True, slots=True)
class PlayerLine:
    """A player in one line.

    Attributes
    ----------
    player_id
        Who; None for nobody knows.
    sessions
        How many are stored.
    last
        When the newest was played.
    simulated
        True where no session of them was played by anybody.
    """

    player_id: str | None
    sessions: int
    last: datetime
    simulated: bool


@dataclass(frozen=True, slots=True)
class PlayedAs:
    """What a session was played as.

    Attributes
    ----------
    drill
        At its level; None where its plan is no longer there, or none was named.
    level
        Of the drill, from 1.
    target
        What the ball was played to; None where nobody said.
    """

    drill: Drill | None
    level: int
    target: Target | None


def players_with_sessions(sessions: Sessions) -> tuple[PlayerLine, ...]:
    """Give the players of whom something is stored, in the order of their ids, nobody last.

    Parameters
    ----------
    sessions
        The store.
    """
    by_player: dict[str | None, list[SessionRow]] = {}
    for row in list_sessions(sessions):
        by_player.setdefault(row.player_id, []).append(row)
    order = sorted(by_player.items(), key=lambda entry: (entry[0] is None, entry[0] or ""))
    return tuple(
        PlayerLine(
            player_id=player_id,
            sessions=len(rows),
            last=max(started_of(row) for row in rows),
            simulated=all(row.simulated for row in rows),
        )
        for player_id, rows in order
    )


def kept_sessions(sessions: Sessions, player_id: str | None) -> tuple[KeptSession, ...]:
    """Give a player's sessions with what is kept of them, oldest first.

    Simulated sessions are given only where there are no others: they are not mixed.

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
    rows = [row for row in list_sessions(sessions) if row.player_id == player_id]
    real = [row for row in rows if not row.simulated]
    chosen = sorted(real or rows, key=lambda row: (started_of(row), row.id))
    kept = cards_by_session(sessions.library, chosen)
    return tuple(KeptSession(row, counting_card(row, kept.get(row.id, []))) for row in chosen)


def kicks_of(sessions: Sessions, kept: Sequence[KeptSession]) -> dict[str, tuple[KickLine, ...]]:
    """Give the kicks that are kept of sessions.

    Parameters
    ----------
    sessions
        The store.
    kept
        The sessions.

    Returns
    -------
    kicks
        By the id of every session, in order of time; empty where nothing is kept.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    found: dict[str, list[KickLine]] = {one.row.id: [] for one in kept}
    for line in sessions.library.kick_lines(list(found)):
        found[line.session_id].append(line)
    return {session_id: tuple(lines) for session_id, lines in found.items()}


def counting_card(row: SessionRow, cards: Sequence[StoredCard]) -> StoredCard | None:
    """Give the card that a session counts by: of the drill recorded, else of the one last shown.

    Parameters
    ----------
    row
        The session.
    cards
        Of it, the newest last.
    """
    if not cards:
        return None
    asked = asked_before(row, cards)
    wanted = asked.drill or (row.live.drill if row.live is not None else None) or NO_PLAN
    of_drill = [card for card in cards if card.past.card.drill == wanted]
    return (of_drill or list(cards))[-1]


def played_as(sessions: Sessions, kept: KeptSession) -> PlayedAs:
    """Give what a session was played as, by the plans and surfaces there are now.

    Parameters
    ----------
    sessions
        The store.
    kept
        One session.

    Returns
    -------
    played
        A plan or a surface that is no longer there is left out; the session is still shown.
    """
    root = sessions.folder.root
    cards = [] if kept.card is None else [kept.card]
    request = request_of_session(kept.row, asked_before(kept.row, cards), root)
    level = request.level if kept.card is None else kept.card.past.card.level
    name = request.drill if kept.card is None else kept.card.past.card.drill
    try:
        drill = None if name is None else at_level(drill_of(name, root), level)
    except KicksenseError:
        drill = None
    return PlayedAs(drill, level, _target(request))


def _target(request: AnalysisRequest) -> Target | None:
    try:
        return requested_target(request)
    except KicksenseError:
        return None
