"""Kicks, contacts and what is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from kicksense.domain.arrays import FloatArray, read_only
from kicksense.domain.signals import Quality, SegmentRecording, SourceNote
from kicksense.domain.surface import Friction


class Technique(StrEnum):
    """The part of the foot that struck the ball."""

    HEEL = "heel"
    INSIDE_FOOT = "inside_foot"
    INSTEP = "instep"
    UNSURE = "unsure"


class ContactKind(StrEnum):
    """A contact, or a swing, that is no kick."""

    TOUCH = "touch"
    TRAP = "trap"
    AIR_KICK = "air_kick"


class PowerBand(StrEnum):
    """Arrival speed at the target, judged."""

    UNDER_HIT = "under_hit"
    GOOD = "good"
    HEAVY = "heavy"
    EXCESS = "excess"


class Severity(StrEnum):
    """How much a finding matters."""

    INFO = "info"
    ADVICE = "advice"
    WARNING = "warning"


class RejectionReason(StrEnum):
    """Why a candidate is no kick."""

    LEG_AT_REST = "leg_at_rest"
    NO_BACKSWING = "no_backswing"
    TOO_SLOW = "too_slow"
    FOOT_STRIKE = "foot_strike"
    NO_IMPACT = "no_impact"
    CUT_OFF = "cut_off"
    SAMPLES_LOST = "samples_lost"
    SAME_KICK = "same_kick"
    NO_SWING = "no_swing"
    RATE_TOO_LOW = "rate_too_low"


class CalibrationMethod(StrEnum):
    """How the sensor-to-segment rotation was found, best first."""

    STANCE_AND_SWINGS = "stance_and_swings"
    WALKING = "walking"
    MOVEMENT = "movement"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate found to be no kick, and why."""

    index: int
    reason: RejectionReason


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the interval that holds it nine times in ten.

    Attributes
    ----------
    value, low, high
        Same unit; low <= value <= high.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.value} lies outside {self.low} to {self.high}")


@dataclass(frozen=True, slots=True)
class KickEvents:
    """The ordered events of one kick, as sample positions of the recording.

    Attributes
    ----------
    backswing_index
        Start of the backswing.
    reversal_index
        The leg starts toward the ball.
    impact_index
        First sample of the contact.
    end_index
        End of the follow-through.
    """

    backswing_index: int
    reversal_index: int
    impact_index: int
    end_index: int

    def __post_init__(self) -> None:
        if not self.backswing_index <= self.reversal_index < self.impact_index < self.end_index:
            raise ValueError(f"events out of order: {self}")


@dataclass(frozen=True, slots=True, eq=False)
class KickWindow:
    """A stretch of a segment recording and the four ordered events of one kick.

    Attributes
    ----------
    signals
        Segment frame, from before the backswing to after the follow-through.
    events
        As positions in ``signals``.
    strike_axis
        Unit vector about which the leg turns into the ball, segment frame, across the long axis.
    to_level
        Rotation from the segment frame to a level frame (z up, heading unknown) of the samples
        before the impact, shape (impact, 3, 3).
    strike_rate_radps
        Rate about the strike axis, positive toward the ball, shape (n,).
    """

    signals: SegmentRecording
    events: KickEvents
    strike_axis: FloatArray
    to_level: FloatArray
    strike_rate_radps: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        n = self.events.impact_index
        rate = self.signals.gyr_radps @ np.asarray(self.strike_axis)
        object.__setattr__(self, "strike_axis", read_only(self.strike_axis, (3,), "strike_axis"))
        object.__setattr__(self, "to_level", read_only(self.to_level, (n, 3, 3), "to_level"))
        object.__setattr__(
            self,
            "strike_rate_radps",
            read_only(rate, (len(self.signals),), "strike_rate_radps"),
        )


@dataclass(frozen=True, slots=True)
class Phases:
    """The events of one kick on the source's own clock, s."""

    backswing_s: float
    swing_reversal_s: float
    impact_s: float
    follow_through_end_s: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement about a kick or a practice, with its evidence.

    Attributes
    ----------
    code
        Name of the statement; the sentence lives in `kicksense.workflows.finding_wording`.
    severity
        How much it matters.
    evidence
        Pairs of quantity (with unit in its name) and value.
    drill
        Name of the drill that trains it, or None.
    """

    code: str
    severity: Severity
    evidence: tuple[tuple[str, float], ...] = ()
    drill: str | None = None


@dataclass(frozen=True, slots=True)
class FeatureVector:
    """Numbers in schema order, read by name."""

    names: tuple[str, ...]
    values: tuple[float, ...]
    schema_version: int

    def __getitem__(self, name: str) -> float:
        """Give the value of a feature.

        Raises
        ------
        KeyError
            If the schema has no such feature.
        """
        try:
            return self.values[self.names.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def replaced(self, name: str, value: float) -> "FeatureVector":
        """Give the same vector with another value for one feature."""
        index = self.names.index(name)
        values = (*self.values[:index], value, *self.values[index + 1 :])
        return FeatureVector(self.names, values, self.schema_version)


@dataclass(frozen=True, slots=True)
class TechniqueProbability:
    """Probability of each technique; they add up to one."""

    heel: float
    inside_foot: float
    instep: float

    def of(self, technique: Technique) -> float:
        """Give the probability of a technique; zero for ``unsure``."""
        return {
            Technique.HEEL: self.heel,
            Technique.INSIDE_FOOT: self.inside_foot,
            Technique.INSTEP: self.instep,
        }.get(technique, 0.0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one kick: its technique and how hard the ball was struck."""

    technique: Technique
    probability: TechniqueProbability
    foot_speed_mps: Estimate
    ball_speed_mps: Estimate


@dataclass(frozen=True, slots=True)
class KickReport:
    """One kick.

    Attributes
    ----------
    t_s
        Time of the impact on the source's own clock.
    impact_index
        The same as a sample position.
    technique, probability
        The likeliest technique, or ``unsure``.
    foot_speed_mps
        Speed of the contact point of the foot just before the ball.
    ball_speed_mps
        Launch speed of the ball.
    arrival_speed_mps
        Speed at the target; None where no target was named. Zero: does not arrive.
    power
        The arrival judged; None where no target was named.
    clipped
        True where a sensor was at full scale within the kick, so that speeds are wider.
    """

    t_s: float
    impact_index: int
    technique: Technique
    probability: TechniqueProbability
    foot_speed_mps: Estimate
    ball_speed_mps: Estimate
    arrival_speed_mps: Estimate | None
    power: PowerBand | None
    phases: Phases
    clipped: bool
    features: FeatureVector
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactReport:
    """A contact or swing that is no kick, on the source's own clock."""

    t_s: float
    kind: ContactKind


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """How the sensor was found to sit on the leg.

    Attributes
    ----------
    method
        What the rotation was found from.
    quality_ratio
        0 (a guess) to 1 (stance and clean swings).
    still_span_s, swing_span_s
        Spans used, on the source's own clock; None where there was none.
    rotation
        Sensor to segment, 3 x 3, row by row.
    tilt_error_rad
        Expected error of the upward direction.
    forward_known
        True where forward could be told from backward.
    remarks
        Sentences: upside down, wrong leg, what depends on a missing stance.
    sensor_to_ankle_m, sensor_to_ankle_spread_m
        How far above the ankle the sensor sits, and the standard deviation of that; None where it
        was not looked for.
    leg_length_m
        From hip joint to ankle, where the leg swings of the wearing protocol tell it.
    """

    method: CalibrationMethod
    quality_ratio: float
    still_span_s: tuple[float, float] | None
    swing_span_s: tuple[float, float] | None
    rotation: tuple[tuple[float, float, float], ...]
    tilt_error_rad: float
    forward_known: bool
    remarks: tuple[str, ...] = ()
    sensor_to_ankle_m: float | None = None
    sensor_to_ankle_spread_m: float | None = None
    leg_length_m: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What the ball is played to.

    Attributes
    ----------
    distance_m
        From the kick to the target.
    surface
        Name of a surface: one known to `kicksense.coaching.ball_roll`, or the user's own.
    arrival_band_mps
        Arrival speeds that count as good, lower and upper.
    friction
        Of the user's own surface; None for one that `kicksense.coaching.ball_roll` knows.
    """

    distance_m: float
    surface: str = "short_grass"
    arrival_band_mps: tuple[float, float] = (1.0, 4.0)
    friction: Friction | None = None


@dataclass(frozen=True, slots=True)
class SessionReport:
    """What the pipeline says of one recording.

    Attributes
    ----------
    source, side, side_known, sampling_rate_hz, start_time_s, duration_s
        The recording it speaks of.
    kicks
        In order of time.
    other_contacts
        Touches, traps and air kicks, in order of time.
    rejected
        Candidates that were no kick, counted by reason.
    session_findings
        Findings about the session as a whole, most important first.
    target
        What power was judged against, or None.
    analysis_version
        Rises whenever the same recording would give other numbers.
    model_name
        The trained model that judged; ``rules`` where none did.
    learnt_from
        What the answers were adapted to the player by: kinds of evidence and how many of each.
    """

    source: SourceNote
    side: str
    side_known: bool
    sampling_rate_hz: float
    start_time_s: float
    duration_s: float
    quality: Quality
    calibration: CalibrationReport
    kicks: tuple[KickReport, ...]
    other_contacts: tuple[ContactReport, ...]
    rejected: Mapping[RejectionReason, int]
    session_findings: tuple[Finding, ...]
    target: Target | None
    drill: str | None
    analysis_version: int
    schema_version: int
    model_name: str = "rules"
    learnt_from: tuple[tuple[str, int], ...] = ()
