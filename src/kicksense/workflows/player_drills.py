"""The drills a player can choose from, with what was reached in each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kicksense.coaching.drills import BrokenPlan
from kicksense.domain.drill import Drill, Theme
from kicksense.store.score_cards import CardLine
from kicksense.store.session_row import SessionRow
from kicksense.workflows.drills import drill_book_of, own_names
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, list_sessions


@dataclass(frozen=True, slots=True)
class Reached:
    """What a player has reached in a drill.

    Attributes
    ----------
    sessions
        How many there are.
    last
        When the newest was.
    level, level_met
        Of the newest; None where it could not be judged.
    highest_met
        The highest level that was met in any; 0 for none.
    """

    sessions: int
    last: datetime
    level: int
    level_met: bool | None
    highest_met: int

    def next_level(self, drill: Drill) -> int:
        """Give the level to play now: the one after the highest that was met.

        Parameters
        ----------
        drill
            As planned.
        """
        return min(max(self.highest_met + 1, 1), len(drill.levels))


@dataclass(frozen=True, slots=True)
class DrillLine:
    """A drill as a list shows it.

    Attributes
    ----------
    drill
        As planned.
    is_own
        True for one that the user wrote.
    reached
        By the player; None for one never played.
    """

    drill: Drill
    is_own: bool
    reached: Reached | None

    @property
    def level(self) -> int:
        """The level to play now."""
        return 1 if self.reached is None else self.reached.next_level(self.drill)


@dataclass(frozen=True, slots=True)
class DrillList:
    """The drills there are.

    Attributes
    ----------
    lines
        By theme and name.
    broken
        The user's own plans that cannot be used, with what is wrong.
    """

    lines: tuple[DrillLine, ...]
    broken: tuple[BrokenPlan, ...]

    def find(self, name: str | None) -> DrillLine | None:
        """Give the drill of a name, or of a name it had before; None where there is none."""
        for line in self.lines:
            if name == line.drill.name or name in line.drill.aliases:
                return line
        return None

    def of_theme(self, theme: Theme) -> tuple[DrillLine, ...]:
        """Give the drills of a part of the game."""
        return tuple(line for line in self.lines if line.drill.theme is theme)


def drills_of(sessions: Sessions, player_id: str | None) -> DrillList:
    """Give the drills there are, with what a player has reached in each.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose sessions count; None for those of which nobody said whose they are.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    root = sessions.folder.root
    book, own = drill_book_of(root), own_names(root)
    rows = {row.id: row for row in list_sessions(sessions) if row.player_id == player_id}
    has_real = any(not row.simulated for row in rows.values())
    counted = {
        session_id: row for session_id, row in rows.items() if not (has_real and row.simulated)
    }
    cards = [line for line in sessions.library.score_card_lines() if line.session_id in counted]
    lines = tuple(
        DrillLine(drill, drill.name in own, _reached(drill, cards, counted))
        for drill in book.drills
    )
    return DrillList(lines, book.broken)


def _reached(
    drill: Drill, cards: Iterable[CardLine], rows: dict[str, SessionRow]
) -> Reached | None:
    names = {drill.name, *drill.aliases}
    of_drill = sorted(
        (card for card in cards if card.drill in names),
        key=lambda card: started_of(rows[card.session_id]),
    )
    if not of_drill:
        return None
    newest = of_drill[-1]
    return Reached(
        sessions=len({card.session_id for card in of_drill}),
        last=started_of(rows[newest.session_id]),
        level=newest.level,
        level_met=newest.level_met,
        highest_met=max((card.level for card in of_drill if card.level_met), default=0),
    )
