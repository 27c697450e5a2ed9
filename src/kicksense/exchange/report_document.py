"""A session report as the JSON document that other programs read.

The models below are the format. `kicksense/schemas/analysis-1.json` is generated from them and
shipped, so that documents can be checked without kicksense. Units are in the names, times are on
the recording's own clock, and what could not be measured is null. A field may be added under the
same version, so readers pass over what they do not know; one that is removed or changes its
meaning raises `DOCUMENT_VERSION`.
"""

from collections.abc import Sequence
from typing import Final, Literal, Self

from kicksense import __version__
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    CalibrationMethod,
    ContactKind,
    FeatureVector,
    KickReport,
    PowerBand,
    RejectionReason,
    SessionReport,
    Technique,
)
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.locomotion import Activity
from kicksense.domain.score_card import ScoreCard
from kicksense.exchange.activity_document import ActivityPart
from kicksense.exchange.document_parts import (
    Count,
    DocumentPart,
    EstimatePart,
    FindingPart,
    Known,
    schema_text_of,
)
from kicksense.exchange.score_card_document import ScoreCardPart

DOCUMENT_VERSION: Final = 1
"""Version of the document's form, not of the numbers in it: that is ``versions.analysis``."""

SCHEMA_ID: Final = f"urn:kicksense:analysis:{DOCUMENT_VERSION}"
"""Name of the JSON Schema; it is shipped with the package rather than fetched from anywhere."""


class RecordingPart(DocumentPart):
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


class QualityPart(DocumentPart):
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


class CalibrationPart(DocumentPart):
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


class TargetPart(DocumentPart):
    """What the ball was played to."""

    distance_m: float
    surface: str
    arrival_band_mps: tuple[float, float]


class ProbabilityPart(DocumentPart):
    """Probability of each technique."""

    heel: float
    inside_foot: float
    instep: float


class PhasesPart(DocumentPart):
    """The events of a kick."""

    backswing_s: float
    swing_reversal_s: float
    impact_s: float
    follow_through_end_s: float


class KickPart(DocumentPart):
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


class ContactPart(DocumentPart):
    """A contact or swing that is no kick."""

    t_s: float
    kind: ContactKind


class MarkerPart(DocumentPart):
    """A moment that somebody marked, or three taps on the sensor; on the recording's clock."""

    t_s: float
    kind: MarkerKind
    text: str
    origin: str


class VersionsPart(DocumentPart):
    """What made the numbers."""

    kicksense: str
    analysis: int
    features: int
    model: str = "rules"


class AnalysisDocument(DocumentPart):
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
    activity: ActivityPart | None = None
    score_card: ScoreCardPart | None = None


def document_of(
    report: SessionReport,
    markers: Sequence[Marker] = (),
    *,
    activity: Activity | None = None,
    card: ScoreCard | None = None,
) -> AnalysisDocument:
    """Give the document of a report.

    Parameters
    ----------
    report
        What the analysis says.
    markers
        Cues, hits and notes, on the recording's clock.
    activity
        What the leg did between the kicks, where that was looked at.
    card
        What the recording came to in a drill, where one was named.

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
        activity=None if activity is None else ActivityPart.of(activity),
        score_card=None if card is None else ScoreCardPart.of(card),
    )


def document_json(
    report: SessionReport,
    markers: Sequence[Marker] = (),
    *,
    activity: Activity | None = None,
    card: ScoreCard | None = None,
    indent: int | None = None,
) -> str:
    """Give the document of a report as JSON: on one line, or indented by so many spaces."""
    document = document_of(report, markers, activity=activity, card=card)
    return document.model_dump_json(indent=indent)


def schema_text() -> str:
    """Give the JSON Schema of the document, as the file that is shipped holds it."""
    return schema_text_of(AnalysisDocument, SCHEMA_ID)


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
