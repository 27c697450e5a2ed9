"""A session report as the JSON document that other programs read.

The models below are the format. `kicksense/schemas/analysis-1.json` is generated from them and
shipped, so that documents can be checked without kicksense. Units are in the names, times are on
the recording's own clock, and what could not be measured is null. A field may be added under the
same version, so readers pass over what they do not know; one that is removed or changes its
meaning raises `DOCUMENT_VERSION`.
"""

import json
import math
from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kicksense import __version__
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    CalibrationMethod,
    ContactKind,
    FeatureVector,
    Finding,
    KickReport,
    PowerBand,
    RejectionReason,
    SessionReport,
    Severity,
    Technique,
)
from kicksense.domain.live import Marker, MarkerKind

DOCUMENT_VERSION: Final = 1
"""Version of the document's form, not of the numbers in it: that is ``versions.analysis``."""

SCHEMA_ID: Final = f"urn:kicksense:analysis:{DOCUMENT_VERSION}"
"""Name of the JSON Schema; it is shipped with the package rather than fetched from anywhere."""


def _known(value: object) -> object:
    """Give None for a number that is none, since JSON has neither NaN nor infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


Known = Annotated[float | None, BeforeValidator(_known)]
"""A number, or null where it is not known."""

Count = Annotated[int, Field(ge=0)]
"""How many."""


class _Part(BaseModel):
    """What all parts of the document share."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        allow_inf_nan=False,
        json_schema_serialization_defaults_required=True,
    )


class RecordingPart(_Part):
    """The recording that the document speaks of; `start_time_s` is on the file's own clock."""

    name: str
    kind: str
    fingerprint: str
    simulated: bool
    side: Side
    side_known: bool
    sampling_rate_hz: float
    start_time_s: float
    duration_s: float
    remarks: tuple[str, ...]


class QualityPart(_Part):
    """How good the recording is."""

    rows: Count
    duration_s: float
    nominal_rate_hz: Known
    measured_rate_hz: Known
    lost_ratio: Known
    gaps: Count
    longest_gap_s: Known
    duplicate_times: Count
    repeated_rows: Count
    unsorted_rows: Count
    clipped_ratio: Known
    clipped_acc_samples: Count
    clipped_gyr_samples: Count
    acc_at_rest_mps2: Known
    remarks: tuple[str, ...]


class CalibrationPart(_Part):
    """How the sensor was found to sit on the leg; `rotation` turns sensor to segment axes."""

    method: CalibrationMethod
    quality_ratio: Known
    still_span_s: tuple[float, float] | None
    swing_span_s: tuple[float, float] | None
    rotation: tuple[tuple[Known, Known, Known], ...]
    tilt_error_rad: Known
    forward_known: bool
    remarks: tuple[str, ...]
    sensor_to_ankle_m: Known | None = None
    sensor_to_ankle_spread_m: Known | None = None
    leg_length_m: Known | None = None


class TargetPart(_Part):
    """What the ball was played to."""

    distance_m: float
    surface: str
    arrival_band_mps: tuple[float, float]


class EstimatePart(_Part):
    """A value with the interval that holds it nine times in ten; no `high` means no upper end."""

    value: float
    low: float
    high: Known


class ProbabilityPart(_Part):
    """Probability of each technique."""

    heel: float
    inside_foot: float
    instep: float


class PhasesPart(_Part):
    """The events of a kick."""

    backswing_s: float
    swing_reversal_s: float
    impact_s: float
    follow_through_end_s: float


class FindingPart(_Part):
    """One statement with its evidence and the drill that trains it."""

    code: str
    severity: Severity
    evidence: dict[str, Known]
    drill: str | None

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Give the part for a finding."""
        return cls(
            code=finding.code,
            severity=finding.severity,
            evidence=dict(finding.evidence),
            drill=finding.drill,
        )


class KickPart(_Part):
    """One kick; `arrival_speed_mps` and `power` are null where no target was named."""

    t_s: float
    technique: Technique
    probability: ProbabilityPart
    foot_speed_mps: EstimatePart
    ball_speed_mps: EstimatePart
    arrival_speed_mps: EstimatePart | None
    power: PowerBand | None
    phases: PhasesPart
    clipped: bool
    findings: tuple[FindingPart, ...]
    features: dict[str, Known]

    @classmethod
    def of(cls, kick: KickReport) -> Self:
        """Give the part for a kick."""
        arrival = kick.arrival_speed_mps
        return cls(
            t_s=kick.t_s,
            technique=kick.technique,
            probability=ProbabilityPart.model_validate(kick.probability),
            foot_speed_mps=EstimatePart.model_validate(kick.foot_speed_mps),
            ball_speed_mps=EstimatePart.model_validate(kick.ball_speed_mps),
            arrival_speed_mps=None if arrival is None else EstimatePart.model_validate(arrival),
            power=kick.power,
            phases=PhasesPart.model_validate(kick.phases),
            clipped=kick.clipped,
            findings=tuple(FindingPart.of(finding) for finding in kick.findings),
            features=_by_name(kick.features),
        )


class ContactPart(_Part):
    """A contact or swing that is no kick."""

    t_s: float
    kind: ContactKind


class MarkerPart(_Part):
    """A moment that somebody marked, or three taps on the sensor; on the recording's clock."""

    t_s: float
    kind: MarkerKind
    text: str
    origin: str


class VersionsPart(_Part):
    """What made the numbers."""

    kicksense: str
    analysis: int
    features: int
    model: str = "rules"


class AnalysisDocument(_Part):
    """What kicksense says of one recording."""

    schema_version: Literal[1]
    recording: RecordingPart
    quality: QualityPart
    calibration: CalibrationPart
    drill: str | None
    target: TargetPart | None
    kicks: tuple[KickPart, ...]
    other_contacts: tuple[ContactPart, ...]
    rejected: dict[RejectionReason, Count]
    session_findings: tuple[FindingPart, ...]
    versions: VersionsPart
    markers: tuple[MarkerPart, ...] = ()


def document_of(report: SessionReport, markers: Sequence[Marker] = ()) -> AnalysisDocument:
    """Give the document of a report.

    Parameters
    ----------
    report
        What the analysis says.
    markers
        What was marked while it was recorded; only stored sessions have any.

    Returns
    -------
    document
        Every number finite or null.
    """
    return AnalysisDocument(
        schema_version=DOCUMENT_VERSION,
        recording=_recording_part(report),
        quality=QualityPart.model_validate(report.quality),
        calibration=CalibrationPart.model_validate(report.calibration),
        drill=report.drill,
        target=None if report.target is None else TargetPart.model_validate(report.target),
        kicks=tuple(KickPart.of(kick) for kick in report.kicks),
        other_contacts=tuple(
            ContactPart.model_validate(contact) for contact in report.other_contacts
        ),
        rejected=dict(report.rejected),
        session_findings=tuple(FindingPart.of(finding) for finding in report.session_findings),
        versions=VersionsPart(
            kicksense=__version__,
            analysis=report.analysis_version,
            features=report.schema_version,
            model=report.model_name,
        ),
        markers=tuple(MarkerPart.model_validate(marker) for marker in markers),
    )


def document_json(
    report: SessionReport, markers: Sequence[Marker] = (), *, indent: int | None = None
) -> str:
    """Give the document of a report as JSON: on one line, or indented by so many spaces."""
    return document_of(report, markers).model_dump_json(indent=indent)


def schema_text() -> str:
    """Give the JSON Schema of the document, as the file that is shipped holds it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **AnalysisDocument.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2) + "\n"


def _recording_part(report: SessionReport) -> RecordingPart:
    source = report.source
    return RecordingPart(
        name=source.name,
        kind=source.kind,
        fingerprint=source.fingerprint,
        simulated=source.simulated,
        side=Side(report.side),
        side_known=report.side_known,
        sampling_rate_hz=report.sampling_rate_hz,
        start_time_s=report.start_time_s,
        duration_s=report.duration_s,
        remarks=source.remarks,
    )


def _by_name(features: FeatureVector) -> dict[str, float | None]:
    return dict(zip(features.names, features.values, strict=True))
