"""A team as values: who needs what, how sure that is, and what asks for attention."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kicksense.coaching.trends import TrendLine
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Theme
from kicksense.domain.kick import Estimate, Finding
from kicksense.store.score_cards import StoredCard
from kicksense.store.session_row import SessionRow
from kicksense.workflows.planning import Standing


class Reason(StrEnum):
    """Why a player asks for attention, the most urgent first."""

    PLAN_OVERDUE = "plan_overdue"
    SIGNAL = "signal"
    WORK_ON = "work_on"
    LEVEL_DUE = "level_due"
    AWAY = "away"
    NOTHING = "nothing"
    NO_CONSENT = "no_consent"


class SignalTrouble(StrEnum):
    """What is wrong with the signal of a session."""

    RATE_LOW = "rate_low"
    SIDE_UNKNOWN = "side_unknown"
    CLIPPED = "clipped"
    UNSURE = "unsure"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class TeamQuery:
    """Which sessions are looked at.

    Attributes
    ----------
    since
        Only sessions of so long; None for all there are.
    drill, theme
        Only sessions of it; None for all.
    compared
        True where numbers of players are wanted beside each other.
    """

    since: timedelta | None = None
    drill: str | None = None
    theme: Theme | None = None
    compared: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PlayedCard:
    """A session with the card that it counts by.

    Attributes
    ----------
    row, card
        The card is None for a session that nobody has looked at.
    started
        When it was played; of an imported one only its import is known.
    """

    row: SessionRow
    card: StoredCard | None
    started: datetime

    @property
    def drill(self) -> str | None:
        """What was played, as far as that is known."""
        if self.card is not None:
            return self.card.past.card.drill
        return None if self.row.live is None else self.row.live.drill


@dataclass(frozen=True, slots=True)
class Need:
    """The one thing to work on, as the newest session that names one has it.

    Attributes
    ----------
    finding
        With its evidence.
    kept
        True where it was the thing before already.
    shown, of
        In how many kicks it showed, of how many that could have shown it; None where it is no
        share.
    share_ratio
        The same as a share with the interval that holds it nine times in ten; None likewise.
    session_id, started, drill
        In which session.
    """

    finding: Finding
    kept: bool
    shown: int | None
    of: int | None
    share_ratio: Estimate | None
    session_id: str
    started: datetime
    drill: str


@dataclass(frozen=True, slots=True)
class LevelReached:
    """How far a player has come in a drill.

    Attributes
    ----------
    drill
        Which.
    met
        The highest level of which everything asked was reached; 0 for none.
    levels
        That it has.
    """

    drill: str
    met: int
    levels: int


@dataclass(frozen=True, slots=True)
class TeamTrend:
    """Where a score of a drill goes over the sessions that compare.

    Attributes
    ----------
    drill, level, side, score
        Of which leg at which level, from 1; sessions of others are left out.
    sessions
        With a value of it.
    line
        Through them; None for too few.
    better
        True where it gets better, False where it gets worse, None where chance would show as much.
    """

    drill: str
    level: int
    side: Side
    score: str
    sessions: int
    line: TrendLine | None
    better: bool | None


@dataclass(frozen=True, slots=True)
class TeamNumbers:
    """Numbers that can be put beside those of others; on purpose alone.

    Attributes
    ----------
    good_ratio
        Share of balls of good weight, of those that were judged; None where none was.
    ball_speed_mps
        Median of the kicks, with that of their lows and highs: one sensor errs alike in all of
        them. None without a kick.
    judged
        Kicks that were judged against a target.
    """

    good_ratio: Estimate | None
    ball_speed_mps: Estimate | None
    judged: int


@dataclass(frozen=True, slots=True, eq=False)
class TeamLine:
    """A player in one line.

    Attributes
    ----------
    player_id
        Who.
    allowed
        False where the player has not agreed that the coach sees anything; everything else is then
        empty.
    simulated
        True where nobody played.
    last
        When the newest session was played.
    recent, kicks
        Sessions of the last four weeks, and kicks of the sessions looked at.
    need
        The one thing to work on; None where nothing speaks clearly.
    trend
        Of the drill played last of those that were played often enough, else of the one played
        last; None where nothing is scored.
    level
        Reached in the drill played last.
    troubles
        With the signal of the newest session.
    plan
        The first one that is not done yet.
    numbers
        None where they were not asked for.
    reasons
        What asks for attention, the first thing first.
    """

    player_id: str
    allowed: bool
    simulated: bool = False
    last: datetime | None = None
    recent: int = 0
    kicks: int = 0
    need: Need | None = None
    trend: TeamTrend | None = None
    level: LevelReached | None = None
    troubles: tuple[SignalTrouble, ...] = ()
    plan: Standing | None = None
    numbers: TeamNumbers | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """All players of a store.

    Attributes
    ----------
    lines
        In the order of what asks for attention.
    nameless
        Sessions of which nobody said whose they are.
    troubles
        Sentences about what could not be read.
    """

    lines: tuple[TeamLine, ...]
    nameless: int
    troubles: tuple[str, ...]
