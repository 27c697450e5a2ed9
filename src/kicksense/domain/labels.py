"""What is known to have happened in a recording, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kicksense.domain.kick import Technique


class EventKind(StrEnum):
    """What happened to the leg.

    Kick, air kick, touch and trap are what the analysis tells apart; the others are what it must
    not mistake for them.
    """

    KICK = "kick"
    AIR_KICK = "air_kick"
    TOUCH = "touch"
    TRAP = "trap"
    DRAG_BACK = "drag_back"
    OTHER_LEG_KICK = "other_leg_kick"
    STAMP = "stamp"
    LANDING = "landing"
    FOOT_STRIKE = "foot_strike"
    CLASH = "clash"
    KNOCK = "knock"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LabelledEvent:
    """One moment that somebody has named.

    Attributes
    ----------
    t_s
        First contact (of a miss: closest approach), on the recording's own clock.
    kind
        What happened.
    technique
        The part of the foot; ``unsure`` where no ball is swung at or the labeller does not know.
    within_s
        How far ``t_s`` may be off; a tapped label is off by up to half a second.
    quality
        In the labeller's words, such as ``clean``, ``thin``, ``off centre``; empty if not said.
    foot_speed_mps, ball_speed_mps
        Of the contact point just before and of the ball just after, where they are known (radar,
        simulation); else None.
    impulse_ns, off_centre_m
        Of the contact: impulse on the ball, and how far its line passes the ball's middle.
    target_distance_m
        How far away the target was.
    intent
        What the player was after, such as ``pass`` or ``too hard``; empty if not said.
    """

    t_s: float
    kind: EventKind
    technique: Technique = Technique.UNSURE
    within_s: float = 0.03
    quality: str = ""
    foot_speed_mps: float | None = None
    ball_speed_mps: float | None = None
    impulse_ns: float | None = None
    off_centre_m: float | None = None
    target_distance_m: float | None = None
    intent: str = ""


@dataclass(frozen=True, slots=True)
class MovementSpan:
    """A stretch of time and what the player did in it, such as ``walk`` or ``jog``."""

    start_s: float
    stop_s: float
    movement: str


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Everything one labeller says of one recording.

    Attributes
    ----------
    fingerprint
        SHA-256 of the recording that is spoken of.
    labeller
        Who: ``simulation``, or an id that is no name.
    labelled_utc
        When.
    player_id
        Whose leg it is.
    events
        In order of time.
    spans
        What was done when; may be empty.
    complete
        True where every kick of the recording is among the events, so that another one found there
        is a false one. If there are spans, this holds inside them alone.
    groups
        What scores are given by, such as ``{"age": "child", "mount": "upside_down"}``.
    session_id
        Which stored session, where one file held both legs; empty where there is only one.
    """

    fingerprint: str
    labeller: str
    labelled_utc: datetime
    player_id: str
    events: tuple[LabelledEvent, ...]
    spans: tuple[MovementSpan, ...] = ()
    complete: bool = True
    groups: Mapping[str, str] = field(default_factory=dict)
    session_id: str = ""
