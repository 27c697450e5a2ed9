"""What the leg does between kicks, and what belongs together with the ball.

A sensor on one shin sees the strides of that leg. Times are on the source's own clock.
"""

from dataclasses import dataclass
from enum import StrEnum

from kicksense.domain.arrays import FloatArray, read_only
from kicksense.domain.kick import ContactKind


class Gait(StrEnum):
    """How a player moves for a while."""

    WAITING = "waiting"
    WALKING = "walking"
    RUNNING = "running"
    SPRINTING = "sprinting"


class PossessionKind(StrEnum):
    """How long the ball stays with the player."""

    ONE_TOUCH = "one_touch"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class BallContact:
    """A contact with the ball, as the analysis reports it.

    Attributes
    ----------
    t_s
        First moment of it.
    kind
        Touch, trap or air kick; None for a kick.
    """

    t_s: float
    kind: ContactKind | None


@dataclass(frozen=True, slots=True)
class Step:
    """The foot of the worn leg comes down.

    Attributes
    ----------
    t_s
        Of the first jolt.
    peak_swing_radps
        Fastest forward swing of the shank before it.
    jolt_mps2
        Largest specific force along the shank as it comes down, gravity taken away.
    """

    t_s: float
    peak_swing_radps: float
    jolt_mps2: float


@dataclass(frozen=True, slots=True)
class Bout:
    """A stretch of one gait; bouts follow each other without gaps.

    Attributes
    ----------
    start_s, stop_s
        A run starts when the leg begins to move out of what was before.
    gait
        Which.
    strides
        Steps of the worn leg in it; both legs make about twice as many.
    cadence_hz
        Steps of both legs a second (twice the worn leg's), zero without a step.
    peak_swing_radps
        Fastest forward swing of the shank in it.
    """

    start_s: float
    stop_s: float
    gait: Gait
    strides: int = 0
    cadence_hz: float = 0.0
    peak_swing_radps: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of direction.

    Attributes
    ----------
    start_s, stop_s
        While the body turns.
    angle_rad
        By how much, positive to the player's left (anticlockwise from above).
    spread_rad
        Standard deviation of that: what the gyroscope drifts meanwhile, and how unsure up is.
    """

    start_s: float
    stop_s: float
    angle_rad: float
    spread_rad: float


@dataclass(frozen=True, slots=True)
class Carry:
    """Three or more light touches on the run: the ball is driven.

    Attributes
    ----------
    start_s, stop_s
        First and last touch.
    touches
        How many.
    cadence_rise_ratio
        Cadence in its last third over that in its first; above one, the player speeds up. None
        where too few steps tell.
    """

    start_s: float
    stop_s: float
    touches: int
    cadence_rise_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Possession:
    """From the first contact with the ball until it is played away.

    Attributes
    ----------
    start_s, stop_s
        First and last contact; equal for a single one.
    contacts
        How many.
    kind
        One touch, short (under 1.5 s), or long.
    released
        True where its last contact is a kick.
    """

    start_s: float
    stop_s: float
    contacts: int
    kind: PossessionKind
    released: bool


@dataclass(frozen=True, slots=True)
class TouchFeel:
    """How softly a touch or a trap took the ball.

    Attributes
    ----------
    t_s
        Of the contact.
    jolt_mps2
        Largest specific force across it, what was there before taken away; NaN where it clipped.
    yield_s
        For how long the foot went with the ball.
    """

    t_s: float
    jolt_mps2: float
    yield_s: float


@dataclass(frozen=True, slots=True)
class KickSurroundings:
    """What the leg does before and after one kick; NaN where it cannot be told.

    Attributes
    ----------
    t_s
        Of the kick.
    heading_rad, heading_spread_rad
        Where the player faces, as in `Activity`, with its standard deviation.
    cadence_before_hz
        Of the steps in the two seconds before.
    sway_rad
        Root mean square of the shank's tilt about its own mean, 0.5 to 1.5 s after the kick; NaN
        where a step falls into that second.
    step_after_s
        From the kick to the second step of the worn leg: the landing and one more.
    unloaded_s
        How long the leg was off the ground before the kick.
    twist_radps
        Largest rate about the shank's long axis around the contact, the level before it taken
        away: a ball met off its middle turns the leg.
    """

    t_s: float
    heading_rad: float
    heading_spread_rad: float
    cadence_before_hz: float
    sway_rad: float
    step_after_s: float
    unloaded_s: float
    twist_radps: float = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """What a player does in a recording beside striking the ball.

    Attributes
    ----------
    start_s, stop_s
        Of the recording.
    steps
        Of the worn leg, in order of time.
    bouts
        Cover the recording.
    turns, carries, possessions
        In order of time.
    touches
        One for each touch and trap.
    surroundings
        One for each kick of the report, in its order.
    heading_t_s, heading_rad
        Where the player faces against the start, about ten times a second, shape (n,); positive
        to the left, not wrapped.
    heading_drift_radps
        Standard deviation of the heading's drift, over every second since any earlier moment.
    """

    start_s: float
    stop_s: float
    steps: tuple[Step, ...]
    bouts: tuple[Bout, ...]
    turns: tuple[Turn, ...]
    carries: tuple[Carry, ...]
    possessions: tuple[Possession, ...]
    touches: tuple[TouchFeel, ...]
    surroundings: tuple[KickSurroundings, ...]
    heading_t_s: FloatArray
    heading_rad: FloatArray
    heading_drift_radps: float

    def __post_init__(self) -> None:
        n = len(self.heading_t_s)
        object.__setattr__(self, "heading_t_s", read_only(self.heading_t_s, (n,), "heading_t_s"))
        object.__setattr__(self, "heading_rad", read_only(self.heading_rad, (n,), "heading_rad"))
