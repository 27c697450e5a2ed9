"""The lines of news: one model a kind, with the way from the value and back."""

import base64
import math
from abc import abstractmethod
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import (
    ContactKind,
    ContactReport,
    Estimate,
    FeatureVector,
    Finding,
    KickReport,
    Phases,
    TechniqueProbability,
)
from kicksense.domain.live import (
    ClockState,
    ContactNews,
    CueNews,
    HealthNews,
    KickNews,
    Light,
    Marker,
    MarkerKind,
    MarkerNews,
    News,
    SealedNews,
    SensorHealth,
    Stage,
    StageNews,
    TraceNews,
    TroubleNews,
    WithdrawnNews,
)
from kicksense.exchange.document_parts import EstimatePart, FindingPart
from kicksense.exchange.report_document import KickPart

MOST_TRACE_ROWS: Final = 4096
"""Rows of one trace."""

_COLUMNS: Final = 6
_FLOAT_BYTES: Final = 4

Name = Annotated[str, Field(max_length=200)]
"""An identifier or a short name."""

Sentence = Annotated[str, Field(max_length=2000)]
"""Words for people."""

Count = Annotated[int, Field(ge=0, lt=1 << 53)]
"""How many; a browser holds it exactly."""

Number = Annotated[int, Field(ge=1, lt=1 << 31)]
"""Of a kick, from 1."""


class NewsLine(BaseModel):
    """What all lines share."""

    model_config = ConfigDict(frozen=True, from_attributes=True, allow_inf_nan=False)

    v: Literal[1] = 1

    @classmethod
    def of(cls, news: Any) -> Self:  # noqa: ANN401 - each kind has its own value
        """Give the line of a value that has the same attributes."""
        return cls.model_validate(news)

    @abstractmethod
    def news(self) -> News:
        """Give the value."""


class StageLine(NewsLine):
    """The session has come to another stage."""

    kind: Literal["stage"] = "stage"
    stage: Stage
    session_id: Name
    sentence: Sentence
    countdown_s: float | None

    def news(self) -> StageNews:
        """Give the value."""
        return StageNews(self.stage, self.session_id, self.sentence, self.countdown_s)


class ClockPart(BaseModel):
    """How a sensor's clock is read."""

    model_config = ConfigDict(frozen=True, from_attributes=True, allow_inf_nan=False)

    drift_ppm: float | None
    residual_s: float | None
    fitted_rate_hz: float | None
    restarts: Count


class SensorPart(BaseModel):
    """How one sensor is doing."""

    model_config = ConfigDict(frozen=True, from_attributes=True, allow_inf_nan=False)

    sensor: Name
    name: Name
    family: Name
    player_id: Name | None
    side: Side | None
    connected: bool
    battery_ratio: float | None
    rssi_dbm: int | None
    nominal_rate_hz: float | None
    measured_rate_hz: float | None
    packets: Count
    samples: Count
    lost_ratio: float
    recent_lost_ratio: float
    repeated_packets: Count
    overflowed_packets: Count
    undecodable_packets: Count
    reconnects: Count
    clipped_ratio: float
    clock: ClockPart
    light: Light
    remarks: Annotated[tuple[Sentence, ...], Field(max_length=50)]

    def health(self) -> SensorHealth:
        """Give the value."""
        fields = {name: getattr(self, name) for name in SensorPart.model_fields}
        return SensorHealth(**fields | {"clock": ClockState(**self.clock.model_dump())})


class HealthLine(NewsLine):
    """How every sensor is doing."""

    kind: Literal["health"] = "health"
    t_s: float
    sensors: Annotated[tuple[SensorPart, ...], Field(max_length=64)]
    queue_depth: Count
    loop_lag_s: float
    journal_bytes: Count

    def news(self) -> HealthNews:
        """Give the value."""
        sensors = tuple(part.health() for part in self.sensors)
        return HealthNews(self.t_s, sensors, self.queue_depth, self.loop_lag_s, self.journal_bytes)


class TraceLine(NewsLine):
    """Samples to draw.

    ``t`` and ``values`` are little-endian float32 in base64: seconds from ``t0_s``, shape (n,),
    and specific force m/s2 and angular rate rad/s, shape (n, 6), row by row; NaN where nothing
    was measured.
    """

    kind: Literal["trace"] = "trace"
    sensor: Name
    t0_s: float
    n: Annotated[int, Field(ge=0, le=MOST_TRACE_ROWS)]
    t: str
    values: str

    @classmethod
    def of(cls, news: TraceNews) -> Self:
        """Give the line; only the last `MOST_TRACE_ROWS` rows are sent."""
        t_s, values = news.t_s[-MOST_TRACE_ROWS:], news.values[-MOST_TRACE_ROWS:]
        t0_s = float(t_s[0]) if len(t_s) else 0.0
        return cls(
            sensor=news.sensor,
            t0_s=t0_s,
            n=len(t_s),
            t=_packed(t_s - t0_s),
            values=_packed(values),
        )

    def news(self) -> TraceNews:
        """Give the value, with the exactness of float32."""
        t_s = _unpacked(self.t, self.n)
        if not np.isfinite(t_s).all():
            raise ValueError("a time is no number")
        values = _unpacked(self.values, _COLUMNS * self.n).reshape(self.n, _COLUMNS)
        return TraceNews(self.sensor, self.t0_s + t_s, values)


class KickLine(NewsLine):
    """A kick was judged."""

    kind: Literal["kick"] = "kick"
    sensor: Name
    side: Side
    number: Number
    settled: bool
    delay_s: float
    impact_index: int
    features_version: int
    report: KickPart

    @classmethod
    def of(cls, news: KickNews) -> Self:
        """Give the line."""
        return cls(
            sensor=news.sensor,
            side=news.side,
            number=news.number,
            settled=news.settled,
            delay_s=news.delay_s,
            impact_index=news.report.impact_index,
            features_version=news.report.features.schema_version,
            report=KickPart.of(news.report),
        )

    def news(self) -> KickNews:
        """Give the value."""
        part = self.report
        values = tuple(math.nan if value is None else value for value in part.features.values())
        report = KickReport(
            t_s=part.t_s,
            impact_index=self.impact_index,
            technique=part.technique,
            probability=TechniqueProbability(**part.probability.model_dump()),
            foot_speed_mps=_estimate(part.foot_speed_mps),
            ball_speed_mps=_estimate(part.ball_speed_mps),
            arrival_speed_mps=(
                None if part.arrival_speed_mps is None else _estimate(part.arrival_speed_mps)
            ),
            power=part.power,
            phases=Phases(**part.phases.model_dump()),
            clipped=part.clipped,
            features=FeatureVector(tuple(part.features), values, self.features_version),
            findings=tuple(_finding(finding) for finding in part.findings),
        )
        return KickNews(
            sensor=self.sensor,
            side=self.side,
            number=self.number,
            report=report,
            settled=self.settled,
            delay_s=self.delay_s,
        )


class ContactLine(NewsLine):
    """A touch, a trap or an air kick."""

    kind: Literal["contact"] = "contact"
    sensor: Name
    side: Side
    t_s: float
    contact: ContactKind

    def news(self) -> ContactNews:
        """Give the value."""
        return ContactNews(self.sensor, self.side, ContactReport(self.t_s, self.contact))

    @classmethod
    def of(cls, news: ContactNews) -> Self:
        """Give the line."""
        return cls(
            sensor=news.sensor, side=news.side, t_s=news.report.t_s, contact=news.report.kind
        )


class WithdrawnLine(NewsLine):
    """A kick is none after all."""

    kind: Literal["withdrawn"] = "withdrawn"
    sensor: Name
    number: Number
    sentence: Sentence

    def news(self) -> WithdrawnNews:
        """Give the value."""
        return WithdrawnNews(self.sensor, self.number, self.sentence)


class MarkerLine(NewsLine):
    """A moment was marked."""

    kind: Literal["marker"] = "marker"
    t_s: float
    marker: MarkerKind
    text: Sentence
    origin: Name

    def news(self) -> MarkerNews:
        """Give the value."""
        return MarkerNews(Marker(self.t_s, self.marker, self.text, self.origin))

    @classmethod
    def of(cls, news: MarkerNews) -> Self:
        """Give the line."""
        marker = news.marker
        return cls(t_s=marker.t_s, marker=marker.kind, text=marker.text, origin=marker.origin)


class CueLine(NewsLine):
    """Something to be said to the player now."""

    kind: Literal["cue"] = "cue"
    number: Annotated[int, Field(ge=0, lt=1 << 31)]
    words: Sentence
    tone_hz: Annotated[float, Field(gt=0, le=20_000)] | None

    def news(self) -> CueNews:
        """Give the value."""
        return CueNews(self.number, self.words, self.tone_hz)


class TroubleLine(NewsLine):
    """Something people must know."""

    kind: Literal["trouble"] = "trouble"
    sentence: Sentence
    fatal: bool
    sensor: Name | None

    def news(self) -> TroubleNews:
        """Give the value."""
        return TroubleNews(self.sentence, self.fatal, self.sensor)


class SealedLine(NewsLine):
    """The session is on disk."""

    kind: Literal["sealed"] = "sealed"
    session_ids: Annotated[tuple[Name, ...], Field(max_length=64)]
    sentence: Sentence

    def news(self) -> SealedNews:
        """Give the value."""
        return SealedNews(self.session_ids, self.sentence)


def _estimate(part: EstimatePart) -> Estimate:
    """Give an interval; one without an upper end has none in the document."""
    return Estimate(part.value, part.low, math.inf if part.high is None else part.high)


def _finding(part: FindingPart) -> Finding:
    evidence = tuple(
        (name, math.nan if value is None else value) for name, value in part.evidence.items()
    )
    return Finding(part.code, part.severity, evidence, part.drill)


def _packed(values: FloatArray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode("ascii")


def _unpacked(text: str, count: int) -> FloatArray:
    """Give the numbers of a base64 text.

    Raises
    ------
    ValueError
        If it is no base64, holds another number of numbers, or one without bounds.
    """
    content = base64.b64decode(text, validate=True)
    if len(content) != count * _FLOAT_BYTES:
        raise ValueError(f"{len(content)} bytes of samples where {count} numbers were announced")
    values = np.frombuffer(content, dtype="<f4").astype(np.float64)
    if np.isinf(values).any():
        raise ValueError("a sample is without bounds")
    return values
