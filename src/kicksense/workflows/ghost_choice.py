"""With which other kick one can be compared: the player's best, a usual one, a team-mate's."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kicksense.domain.kick import PowerBand, Technique
from kicksense.store.kick_lines import KickLine
from kicksense.store.session_row import SessionRow
from kicksense.workflows.practising import NO_PLAN
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, list_sessions

MOST_MATES: Final = 30
"""Team-mates that are offered."""


_MOST_DIGITS: Final = 6


class Source(StrEnum):
    """Where a ghost comes from."""

    BEST = "best"
    BEST_IN_DRILL = "drill"
    PREVIOUS = "previous"
    TEAM_MATE = "mate"
    CHOSEN = "kick"


@dataclass(frozen=True, slots=True)
class Ghost:
    """A kick that another one can be compared with.

    Attributes
    ----------
    source
        Why it is offered.
    row
        Its session.
    line
        The kick.
    """

    source: Source
    row: SessionRow
    line: KickLine

    @property
    def key(self) -> str:
        """Its name in an address: the best stays the best when another kick is looked at."""
        match self.source:
            case Source.TEAM_MATE:
                return f"{self.source}.{self.row.player_id}"
            case Source.CHOSEN:
                return chosen_key(self.line.session_id, self.line.number)
            case _:
                return self.source.value


def chosen_key(session_id: str, number: int) -> str:
    """Give the name in an address of a kick that somebody chose."""
    return f"{Source.CHOSEN}.{session_id}.{number}"


def kick_named(key: str) -> tuple[str, int] | None:
    """Give session and number of a chosen kick from its name in an address, None for another.

    Parameters
    ----------
    key
        May be anything.
    """
    match key.split("."):
        case [Source.CHOSEN.value, session_id, number] if (
            number.isdecimal() and len(number) <= _MOST_DIGITS
        ):
            return session_id, int(number)
        case _:
            return None


def ghosts_of(
    sessions: Sessions,
    session_id: str,
    number: int,
    *,
    team_mates: Collection[str] = (),
) -> tuple[Ghost, ...]:
    """Give the kicks that one can be compared with, what is likeliest wanted first.

    They are chosen among the kicks that the store keeps of each session
    (`kicksense.workflows.practice_history.refresh_cards`). Simulated kicks are compared with
    simulated ones, and a leg with itself; team-mates' kicks of the other leg are left out too.

    Parameters
    ----------
    sessions
        The store.
    session_id, number
        The kick.
    team_mates
        Players whose kicks may be shown to whoever asks.

    Returns
    -------
    ghosts
        At most one each of the best, the best in the same drill and the previous session's usual
        one, and one for each team-mate.
    """
    rows = {row.id: row for row in list_sessions(sessions)}
    row = rows.get(session_id)
    kick = None if row is None else line_of(sessions, session_id, number)
    if row is None or kick is None:
        return ()
    alike = [
        each
        for each in rows.values()
        if each.simulated == row.simulated and each.worn_side is row.worn_side
    ]
    own = [each for each in alike if _is_same_player(each, row)]
    drills = {card.session_id: card.drill for card in sessions.library.score_card_lines()}
    pick = _Pick(sessions, rows, kick)
    found = [
        pick.best(Source.BEST, own),
        pick.best(Source.BEST_IN_DRILL, _in_drill(own, drills, session_id)),
        pick.usual(_previous(own, row)),
        *(
            pick.best(Source.TEAM_MATE, [each for each in alike if each.player_id == mate])
            for mate in sorted(set(team_mates) - {row.player_id})[:MOST_MATES]
        ),
    ]
    told: dict[tuple[str, int], Ghost] = {}
    for ghost in found:
        if ghost is not None:
            told.setdefault((ghost.line.session_id, ghost.line.number), ghost)
    return tuple(told.values())


def line_of(sessions: Sessions, session_id: str, number: int) -> KickLine | None:
    """Give one kick as it is kept, None where it is not."""
    lines = sessions.library.kick_lines([session_id])
    return next((line for line in lines if line.number == number), None)


def ghost_of_kick(sessions: Sessions, session_id: str, number: int) -> Ghost | None:
    """Give a kick that somebody chose to compare with, None where there is none.

    Parameters
    ----------
    sessions
        The store.
    session_id, number
        May be anything that an address holds.
    """
    row = next((row for row in list_sessions(sessions) if row.id == session_id), None)
    line = None if row is None else line_of(sessions, session_id, number)
    return None if row is None or line is None else Ghost(Source.CHOSEN, row, line)


def may_be_compared(row: SessionRow, other: SessionRow, team_mates: Collection[str]) -> bool:
    """Tell whether whoever looks at a session may look at another one beside it.

    Parameters
    ----------
    row, other
        The two sessions.
    team_mates
        Players whose kicks may be shown.
    """
    if row.simulated != other.simulated:
        return False
    return _is_same_player(other, row) or other.player_id in team_mates


@dataclass(frozen=True, slots=True)
class _Pick:
    """Picks kicks of the technique of one, and never that one."""

    sessions: Sessions
    rows: dict[str, SessionRow]
    kick: KickLine

    def best(self, source: Source, among: Sequence[SessionRow]) -> Ghost | None:
        """Give the best kick: of those that were judged good if there are any, the surest hard."""
        lines = self._lines(among)
        good = [line for line in lines if line.power is PowerBand.GOOD]
        return self._ghost(source, good or lines, lambda some: max(some, key=_sure_speed))

    def usual(self, row: SessionRow | None) -> Ghost | None:
        """Give the kick in the middle of a session, by the speed of the ball."""
        lines = [] if row is None else self._lines([row])
        lines.sort(key=lambda line: line.ball_speed_mps.value)
        return self._ghost(Source.PREVIOUS, lines, lambda some: some[len(some) // 2])

    def _lines(self, among: Sequence[SessionRow]) -> list[KickLine]:
        lines = self.sessions.library.kick_lines([row.id for row in among])
        own = (self.kick.session_id, self.kick.number)
        return [
            line
            for line in lines
            if line.technique is self.kick.technique and (line.session_id, line.number) != own
        ]

    def _ghost(
        self,
        source: Source,
        lines: Sequence[KickLine],
        choose: Callable[[Sequence[KickLine]], KickLine],
    ) -> Ghost | None:
        if not lines or self.kick.technique is Technique.UNSURE:
            return None
        line = choose(lines)
        return Ghost(source, self.rows[line.session_id], line)


def _sure_speed(line: KickLine) -> float:
    """Give the speed that the ball surely had: a wide interval makes no best kick."""
    return line.ball_speed_mps.low


def _is_same_player(row: SessionRow, other: SessionRow) -> bool:
    """Tell whether two sessions are one player's; of nobody's, only a session is its own."""
    return row.id == other.id or (row.player_id is not None and row.player_id == other.player_id)


def _in_drill(
    rows: Sequence[SessionRow], drills: dict[str, str], session_id: str
) -> list[SessionRow]:
    """Give the sessions in which the same drill was played."""
    drill = drills.get(session_id)
    if drill in (None, NO_PLAN):
        return []
    return [row for row in rows if drills.get(row.id) == drill]


def _previous(rows: Sequence[SessionRow], row: SessionRow) -> SessionRow | None:
    """Give the session before one."""
    earlier = [each for each in rows if (started_of(each), each.id) < (started_of(row), row.id)]
    return max(earlier, key=lambda each: (started_of(each), each.id), default=None)
