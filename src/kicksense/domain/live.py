"""What is told while a session is being recorded, and what may be asked of the recording.

The recording process tells `News` to whoever listens (a terminal, a page) and obeys `Order`s.
Times are seconds since the session began, on the host's monotonic clock: the session's clock.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray, read_only
from kicksense.domain.kick import ContactReport, KickReport


class Stage(StrEnum):
    """Where a session is; in this order."""

    CONNECTING = "connecting"
    CHECKING = "checking"
    STAND_STILL = "stand_still"
    SWING_LEG = "swing_leg"
    COUNTDOWN = "countdown"
    RECORDING = "recording"
    SEALING = "sealing"
    ENDED = "ended"


class Light(StrEnum):
    """A traffic light."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class MarkerKind(StrEnum):
    """What somebody marked while recording."""

    CUE = "cue"
    CROSS = "cross"
    TARGET_HIT = "target_hit"
    NOTE = "note"
    TAP = "tap"
    """Three taps on the sensor, found in its signal."""


BEEP: Final = "beep"
"""Origin of a cue that kicksense gives itself: whoever hears of it sounds a beep."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment somebody marked.

    Attributes
    ----------
    t_s
        Session's clock.
    kind
        What it was.
    text
        A note's words.
    origin
        Who set it: ``keyboard``, ``dashboard``, ``beep``, or the sensor's name.
    """

    t_s: float
    kind: MarkerKind
    text: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class ClockState:
    """How a sensor's clock is read.

    Attributes
    ----------
    drift_ppm
        By how much the sensor's clock runs fast against the host's; None until it can be told.
    residual_s
        Half of what the earliest arrivals leave open about the host time of a sample.
    fitted_rate_hz
        Samples a second by the host's clock; None until it can be told.
    restarts
        How often the sensor began to count anew.
    """

    drift_ppm: float | None = None
    residual_s: float | None = None
    fitted_rate_hz: float | None = None
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class SensorHealth:
    """How one sensor is doing.

    Attributes
    ----------
    sensor, name, family
        Identifier, name for people, family.
    player_id, side
        Whose leg, None where nobody said.
    connected
        True while the link is up.
    battery_ratio, rssi_dbm
        None where the sensor does not tell.
    nominal_rate_hz, measured_rate_hz
        Asked for, and counted over the last seconds (None at first).
    packets, samples
        Received since the session began, repeats not counted.
    lost_ratio
        Share of the samples of the session that never came; ``recent_lost_ratio`` of the last ten
        seconds.
    repeated_packets, overflowed_packets, undecodable_packets
        Dropped as doubles, dropped because a queue was full, and not understood.
    reconnects
        How often the link was lost and came back.
    clipped_ratio
        Share of samples at full scale.
    clock
        How its clock is read.
    light, remarks
        All of that in one colour, and in words for people: what is wrong, what to do.
    """

    sensor: str
    name: str
    family: str
    player_id: str | None = None
    side: Side | None = None
    connected: bool = False
    battery_ratio: float | None = None
    rssi_dbm: int | None = None
    nominal_rate_hz: float | None = None
    measured_rate_hz: float | None = None
    packets: int = 0
    samples: int = 0
    lost_ratio: float = 0.0
    recent_lost_ratio: float = 0.0
    repeated_packets: int = 0
    overflowed_packets: int = 0
    undecodable_packets: int = 0
    reconnects: int = 0
    clipped_ratio: float = 0.0
    clock: ClockState = ClockState()
    light: Light = Light.RED
    remarks: tuple[str, ...] = ()


# ---- news: what the recording process tells


@dataclass(frozen=True, slots=True)
class StageNews:
    """The session has come to another stage.

    Attributes
    ----------
    stage
        Which.
    session_id
        Of the session being recorded.
    sentence
        What the player should do now, or what happened, in words.
    countdown_s
        Seconds until the next stage, where that is known.
    """

    stage: Stage
    session_id: str
    sentence: str = ""
    countdown_s: float | None = None


@dataclass(frozen=True, slots=True)
class HealthNews:
    """How every sensor is doing, about once a second.

    Attributes
    ----------
    t_s
        Session's clock.
    sensors
        All sensors of the session.
    queue_depth, loop_lag_s
        Notifications waiting to be written, and how late the event loop runs.
    journal_bytes
        Written so far.
    """

    t_s: float
    sensors: tuple[SensorHealth, ...]
    queue_depth: int = 0
    loop_lag_s: float = 0.0
    journal_bytes: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class TraceNews:
    """Samples to draw, about ten times a second; rows may be thinned to minima and maxima.

    Attributes
    ----------
    sensor
        Whose.
    t_s
        Session's clock, shape (n,).
    values
        Shape (n, 6): specific force m/s2 and angular rate rad/s, sensor frame.
    """

    sensor: str
    t_s: FloatArray
    values: FloatArray

    def __post_init__(self) -> None:
        n = len(self.t_s)
        object.__setattr__(self, "t_s", read_only(self.t_s, (n,), "t_s"))
        object.__setattr__(self, "values", read_only(self.values, (n, 6), "values"))


@dataclass(frozen=True, slots=True)
class KickNews:
    """A kick was judged, or judged again.

    Attributes
    ----------
    sensor, side
        Which leg.
    number
        Of the kick within the session, from 1, over all sensors in the order of news; a kick
        judged again keeps its number.
    report
        As in a session report; ``t_s`` is on the session's clock.
    settled
        True once nothing that is still to come can change it.
    delay_s
        From the impact to this news, by the host's clock.
    """

    sensor: str
    side: Side
    number: int
    report: KickReport
    settled: bool
    delay_s: float


@dataclass(frozen=True, slots=True)
class ContactNews:
    """A touch, a trap or an air kick was seen."""

    sensor: str
    side: Side
    report: ContactReport


@dataclass(frozen=True, slots=True)
class WithdrawnNews:
    """A kick told before is none after all, now that the leg is better known."""

    sensor: str
    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class MarkerNews:
    """A moment was marked."""

    marker: Marker


@dataclass(frozen=True, slots=True)
class CueNews:
    """Something to be said to the player now.

    Attributes
    ----------
    number
        Of the kick it is about.
    words
        About the ball: "softer", "good weight", "didn't reach".
    tone_hz
        A tone for those who do not want words; higher is harder. None for no tone.
    """

    number: int
    words: str
    tone_hz: float | None = None


@dataclass(frozen=True, slots=True)
class TroubleNews:
    """Something people must know: a link lost, a disk full.

    Attributes
    ----------
    sentence
        What is wrong and what to do.
    fatal
        True where the session ends by it.
    """

    sentence: str
    fatal: bool = False
    sensor: str | None = None


@dataclass(frozen=True, slots=True)
class SealedNews:
    """The session is on disk.

    Attributes
    ----------
    session_ids
        The stored sessions, one a sensor.
    sentence
        What was stored.
    """

    session_ids: tuple[str, ...]
    sentence: str


News = (
    StageNews
    | HealthNews
    | TraceNews
    | KickNews
    | ContactNews
    | WithdrawnNews
    | MarkerNews
    | CueNews
    | TroubleNews
    | SealedNews
)
"""Anything the recording process tells."""


# ---- orders: what may be asked of it


@dataclass(frozen=True, slots=True)
class MarkOrder:
    """Mark this moment, or the one given on the session's clock."""

    kind: MarkerKind
    text: str = ""
    origin: str = ""
    t_s: float | None = None


@dataclass(frozen=True, slots=True)
class StopOrder:
    """End the session: seal what was recorded."""


@dataclass(frozen=True, slots=True)
class TellOrder:
    """Say the verdict of the last kick now: the player asked."""


@dataclass(frozen=True, slots=True)
class GuessOrder:
    """The player's own guess of the last kick: ``softer``, ``good`` or ``harder``."""

    guess: str


@dataclass(frozen=True, slots=True)
class SkipOrder:
    """Go on to the next stage without finishing this one of the preparation."""


Order = MarkOrder | StopOrder | TellOrder | GuessOrder | SkipOrder
"""Anything that may be asked of the recording process."""
