"""What a session of a drill came to: what was asked, what was done, what to work on."""

from dataclasses import dataclass
from enum import StrEnum

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, Finding, PowerBand, SessionReport, Technique
from kicksense.domain.live import Marker
from kicksense.domain.locomotion import Activity


class Missing(StrEnum):
    """Why a score has no value."""

    NO_REPS = "no_reps"
    TOO_FEW = "too_few"
    NO_TARGET = "no_target"
    NO_CUES = "no_cues"
    NO_MARKS = "no_marks"
    NO_OTHER_SENSOR = "no_other_sensor"
    NO_WALL = "no_wall"
    NO_ECHO = "no_echo"
    NO_HISTORY = "no_history"
    HEADING_UNSURE = "heading_unsure"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class Practice:
    """One leg of one player in one recording, with all that is known of it.

    Attributes
    ----------
    session_id
        Of the stored session; empty for a file.
    player_id
        None where nobody said.
    side
        The worn leg.
    report, activity
        What it holds; on one clock.
    markers
        Cues, target hits and notes, on the same clock.
    """

    session_id: str
    player_id: str | None
    side: Side
    report: SessionReport
    activity: Activity
    markers: tuple[Marker, ...] = ()


@dataclass(frozen=True, slots=True)
class Echo:
    """A ball that came back from the wall.

    Attributes
    ----------
    kick_index
        Of the kick in the report.
    after_s
        From the kick to the contact with the ball that came back.
    ball_speed_mps
        Launch speed that the wall tells.
    """

    kick_index: int
    after_s: float
    ball_speed_mps: Estimate


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition.

    Attributes
    ----------
    number
        From 1.
    t_s
        Of its kick, or of its cue, or of its first contact where it has neither.
    kick_index
        Of the kick that ends it, in the report; None where there is none.
    technique, power
        Of that kick.
    as_asked
        False where the drill asks for another technique; None where that is unsure or anything
        goes.
    cue_s
        The cue it answers, on the same clock; None without.
    onset_s
        From the cue to the start of the run, or of the steps to a ball that is kicked; negative
        where the player started to run before it. None where no start was seen.
    release_s
        From the cue to the kick.
    contacts
        With the ball.
    touch_to_release_s
        From the first contact to the kick; zero for one touch.
    echo
        Where the ball came back from the wall.
    hit
        True where the target was marked as hit, None where nobody marks.
    heading_change_rad
        By how much the player turned with the ball, from before its first contact to before the
        swing; None where that cannot be told.
    """

    number: int
    t_s: float
    kick_index: int | None = None
    technique: Technique | None = None
    power: PowerBand | None = None
    as_asked: bool | None = None
    cue_s: float | None = None
    onset_s: float | None = None
    release_s: float | None = None
    contacts: int = 0
    touch_to_release_s: float | None = None
    echo: Echo | None = None
    hit: bool | None = None
    heading_change_rad: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A score beside the player's own earlier ones in the same drill.

    Attributes
    ----------
    median, spread
        Of earlier sessions: median, and 1.48 times the median absolute deviation.
    sessions
        How many.
    better
        True where this one is better by more than the spread, False where it is worse by more;
        None where neither can be said.
    best
        True where it is the player's best.
    """

    median: float
    spread: float
    sessions: int
    better: bool | None
    best: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """One line of a score card.

    Attributes
    ----------
    name
        As in `kicksense.coaching.score_kinds.SCORE_KINDS`, which knows its unit and direction.
    value
        None where it cannot be told; ``missing`` says why.
    interval
        Low and high that should hold nine in ten, where that is known.
    count
        How many repetitions, kicks or cues it rests on.
    least, most
        What was asked.
    met
        Whether it was reached; None where nothing was asked or it is too close to call
        (`kicksense.coaching.scores.is_met`).
    missing
        Why there is no value.
    compared
        Against the player's own earlier sessions, or None where there are fewer than two.
    """

    name: str
    value: float | None
    interval: tuple[float, float] | None = None
    count: int = 0
    least: float | None = None
    most: float | None = None
    met: bool | None = None
    missing: Missing | None = None
    compared: Comparison | None = None


@dataclass(frozen=True, slots=True)
class WorkOn:
    """The one thing to work on.

    Attributes
    ----------
    finding
        With its evidence and the drill that trains it.
    weight
        Severity times confidence times how often, by which it came first.
    kept
        True where it was the thing before and nothing else has clearly passed it.
    """

    finding: Finding
    weight: float
    kept: bool = False


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """What a session of a drill came to.

    Attributes
    ----------
    drill, level
        Name, and number of the level from 1.
    player_id, side
        Whose leg.
    repetitions_asked
        At this level.
    reps
        In order of time.
    scores
        In the drill's order.
    findings
        About the session as a whole, weightiest first.
    work_on
        The first thing, or None where nothing speaks clearly.
    level_met
        True where everything that was asked was reached: the next level is due. None where
        something asked cannot be judged.
    analysis_version, model_name
        What the numbers come from; earlier cards of another version are not compared.
    simulated
        True where no player did this.
    """

    drill: str
    level: int
    player_id: str | None
    side: Side
    repetitions_asked: int
    reps: tuple[Rep, ...]
    scores: tuple[Score, ...]
    findings: tuple[Finding, ...]
    work_on: WorkOn | None
    level_met: bool | None
    analysis_version: int
    model_name: str
    simulated: bool

    @property
    def made_by(self) -> tuple[int, str]:
        """What cards must have in common to be compared: version of the analysis, and model."""
        return self.analysis_version, self.model_name


@dataclass(frozen=True, slots=True)
class Spread:
    """Several numbers in three: median, 1.48 times the median absolute deviation, how many."""

    median: float
    spread: float
    count: int


@dataclass(frozen=True, slots=True)
class SessionMeasures:
    """What one session adds to the player's own baseline.

    Attributes
    ----------
    measures
        Name of a measure, technique of the kicks it was taken of, and its spread in the session.
    """

    measures: tuple[tuple[str, Technique, Spread], ...]


@dataclass(frozen=True, slots=True)
class PastSession:
    """An earlier session of the same player and leg.

    Attributes
    ----------
    session_id, started_utc
        Which, and when (ISO 8601).
    card
        What it came to.
    measures
        For the baseline.
    """

    session_id: str
    started_utc: str
    card: ScoreCard
    measures: SessionMeasures


@dataclass(frozen=True, slots=True)
class History:
    """The player's own earlier sessions of this leg, oldest first.

    Attributes
    ----------
    sessions
        Of any drill, made by the same analysis and model; only real ones beside real ones.
    """

    sessions: tuple[PastSession, ...] = ()
