"""Drills as values: what is asked of a player, on which pitch, and what is scored.

The drills themselves are data files (`kicksense.store.drills` reads them), so that a coach can add
one; this module says what a drill is.
"""

from dataclasses import dataclass
from enum import StrEnum

from kicksense.domain.kick import Technique


class Theme(StrEnum):
    """Which part of the game a drill trains."""

    BACKHEEL = "backheel"
    BUILD_OUT = "build_out"
    BACK_POST = "back_post"
    OPEN = "open"


class RepUnit(StrEnum):
    """What one repetition is."""

    KICK = "kick"
    """One strike of the ball."""

    TURN = "turn"
    """One turn of the player on the ball: all contacts up to the one that plays it away."""

    CUE = "cue"
    """One cue and what the player does after it."""

    CARRY = "carry"
    """One drive with the ball."""


class Extra(StrEnum):
    """What could show a thing that a sensor on one shin cannot see."""

    STANDING_LEG_SENSOR = "standing_leg_sensor"
    VIDEO = "video"
    CUE = "cue"
    OTHER_SENSORS = "other_sensors"
    COACH = "coach"


class MarkShape(StrEnum):
    """What a diagram can show."""

    PLAYER = "player"
    TEAM_MATE = "team_mate"
    DEFENDER = "defender"
    BALL = "ball"
    CONE = "cone"
    GATE = "gate"
    GOAL = "goal"
    WALL = "wall"


class LineKind(StrEnum):
    """Ways in a diagram."""

    PASS = "pass"
    RUN = "run"
    DRIBBLE = "dribble"


@dataclass(frozen=True, slots=True)
class DiagramMark:
    """A thing on the pitch, metres from the player's place: x to the right, y ahead.

    Attributes
    ----------
    shape
        What it is.
    at_m
        Where.
    to_m
        The other end of a wall, gate or goal; None for a point.
    label
        A few letters beside it.
    """

    shape: MarkShape
    at_m: tuple[float, float]
    to_m: tuple[float, float] | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class DiagramLine:
    """A way of the ball or of a player, through two or more places, with an arrow at its end."""

    kind: LineKind
    through_m: tuple[tuple[float, float], ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drill seen from above."""

    marks: tuple[DiagramMark, ...]
    lines: tuple[DiagramLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one score.

    Attributes
    ----------
    score
        Its name, as in `kicksense.coaching.score_kinds.SCORE_KINDS`.
    least, most
        Bounds in the score's unit; None where there is none. A score without bounds is shown and
        not judged.
    """

    score: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the progression.

    Attributes
    ----------
    title
        A few words: what is harder now.
    repetitions
        How many are asked for.
    distance_m
        Way to the target; None for the drill's own.
    asked
        What changes against the level before; scores that are not named stay as they were.
    """

    title: str
    repetitions: int
    distance_m: float | None = None
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the texts ask for and a sensor on one shin cannot see, with what could."""

    what: str
    extra: Extra


@dataclass(frozen=True, slots=True)
class CuePlan:
    """How a drill's cue is given.

    Attributes
    ----------
    wait_s
        Least and most time kicksense waits before each cue when it gives them itself.
    words
        What is called out, such as "Cross!"; a beep where empty.
    second_after_s
        A second cue comes so long after the first, to be adjusted to; None for no second cue.
    within_s
        A start counts for its cue from so long before it (negative) to so long after it.
    """

    wait_s: tuple[float, float]
    words: str = ""
    second_after_s: float | None = None
    within_s: tuple[float, float] = (-1.0, 4.0)


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill.

    Attributes
    ----------
    name
        How options, reports and findings call it.
    theme
        Which part of the game it trains.
    title, purpose
        A few words; one sentence.
    set_up
        What to do, sentence by sentence.
    diagram
        The same drawn.
    target_distance_m
        Way from the kick to the target; None where the ball goes somewhere else every time, so
        that power is judged only when the player names a distance.
    surface
        Surface assumed until the player names one.
    arrival_band_mps
        Arrival speeds that count as good.
    techniques
        What the drill trains; empty where anything goes.
    rep
        What one repetition is.
    scores
        What is scored, in the order shown, with what is asked at the first level.
    levels
        The progression, easiest first; at least one.
    unseen
        What a sensor on one shin cannot see of it.
    one_touch
        True where the ball is played with its first contact.
    stays_put
        True where the player has no reason to move on after the ball.
    wall
        True where the ball comes back from a wall at the target's distance.
    cue
        How the drill's cue is given; None where there is none.
    sensors
        How many players' sensors the drill is made for; one plays alone.
    source
        Where the numbers come from.
    aliases
        Names it had before.
    """

    name: str
    theme: Theme
    title: str
    purpose: str
    set_up: tuple[str, ...]
    diagram: Diagram
    target_distance_m: float | None
    surface: str
    arrival_band_mps: tuple[float, float]
    techniques: tuple[Technique, ...]
    rep: RepUnit
    scores: tuple[Asked, ...]
    levels: tuple[Level, ...]
    unseen: tuple[Unseen, ...]
    source: str
    one_touch: bool = False
    stays_put: bool = False
    wall: bool = False
    cue: CuePlan | None = None
    sensors: int = 1
    aliases: tuple[str, ...] = ()
