"""An evaluation as the JSON document that other programs read.

The models below are the format; `kicksense/schemas/evaluation-1.json` is generated from them and
shipped. Shares are from 0 to 1, times are seconds, what could not be measured is null, and every
figure carries its interval over players.
"""

import json
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from kicksense import __version__
from kicksense.exchange.document_parts import Count, Known
from kicksense.pipeline import ANALYSIS_VERSION
from kicksense.workflows.model_evaluation import ModelEvaluation
from kicksense.workflows.scoring import FOUND_WITHIN_S
from kicksense.workflows.scoring_players import RESAMPLES
from kicksense.workflows.scoring_table import TECHNIQUES

DOCUMENT_VERSION: Final = 1
"""Version of the document's form."""

SCHEMA_ID: Final = f"urn:kicksense:evaluation:{DOCUMENT_VERSION}"
"""Name of the JSON Schema."""

CONFUSION_COLUMNS: Final = (*(technique.value for technique in TECHNIQUES), "unsure", "missed")
"""What was said: the columns of a confusion matrix. Its rows are the first three."""

Ratio = Annotated[float, Field(ge=0.0, le=1.0)]
"""A share."""


class _Part(BaseModel):
    """What all parts of the document share."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        allow_inf_nan=False,
        json_schema_serialization_defaults_required=True,
    )


class FigurePart(_Part):
    """A figure, the interval that holds 19 in 20 resamples of the players, and its cases."""

    value: Known
    low: Known
    high: Known
    count: Count


class MovementPart(_Part):
    """False kicks in one kind of movement."""

    movement: str
    hours: float
    false_kicks: Count
    per_hour: FigurePart


class EventPart(_Part):
    """Events of one kind that is no kick, and how many were called one."""

    kind: str
    events: Count
    called_ratio: FigurePart


class DetectionPart(_Part):
    """How well kicks are found."""

    kicks: Count
    found: Count
    false_kicks: Count
    precision: FigurePart
    recall: FigurePart
    f1: FigurePart
    timing_median_s: FigurePart
    timing_p95_s: FigurePart
    timing_bias_s: FigurePart
    hours: float
    hours_without_ball: float
    false_per_hour: FigurePart
    air_kicks_called: FigurePart
    air_kicks_found: FigurePart
    by_movement: tuple[MovementPart, ...]
    by_event: tuple[EventPart, ...]
    really: dict[str, Count]


class ReliabilityPart(_Part):
    """Kicks of about the same probability, and how many of them were right."""

    low_ratio: Ratio
    high_ratio: Ratio
    kicks: Count
    said_ratio: Ratio
    right_ratio: Ratio


class TechniquePart(_Part):
    """How well techniques are named; rows and columns of the confusion as in `data`."""

    kicks: Count
    macro_f1: FigurePart
    end_to_end_f1: FigurePart
    f1: tuple[FigurePart, ...]
    accuracy: FigurePart
    abstention: FigurePart
    confusion: tuple[tuple[Count, ...], ...]
    reliability: tuple[ReliabilityPart, ...]
    calibration_error: Known


class SpeedPart(_Part):
    """One speed over some of the kicks."""

    name: str
    kicks: Count
    median_error: FigurePart
    bias: FigurePart
    coverage: FigurePart
    width: FigurePart


class BandPart(_Part):
    """Kicks of about the same true ball speed; no `high_mps` means no upper end."""

    low_mps: float
    high_mps: Known
    kicks: Count
    recall: FigurePart
    ball_error: FigurePart
    ball_coverage: FigurePart


class GroupPart(_Part):
    """The main figures over recordings of one sort."""

    group: str
    value: str
    players: Count
    kicks: Count
    precision: FigurePart
    recall: FigurePart
    f1: FigurePart
    timing_median_s: FigurePart
    false_per_hour: FigurePart
    air_kicks_called: FigurePart
    macro_f1: FigurePart
    abstention: FigurePart
    foot_error: FigurePart
    foot_coverage: FigurePart
    ball_error: FigurePart
    ball_coverage: FigurePart


class SystemPart(_Part):
    """Everything that was measured of one system."""

    name: str
    detection: DetectionPart
    technique: TechniquePart
    foot: tuple[SpeedPart, ...]
    ball: tuple[SpeedPart, ...]
    bands: tuple[BandPart, ...]
    groups: tuple[GroupPart, ...]


class DataPart(_Part):
    """What was measured on, and how."""

    fingerprint: str
    sessions: Count
    players: Count
    sources: dict[str, Count]
    found_within_s: float
    resamples: Count
    confusion_columns: tuple[str, ...]


class EvaluationVersionsPart(_Part):
    """What made the numbers."""

    kicksense: str
    analysis: int


class EvaluationDocument(_Part):
    """How good systems are on the same labelled recordings."""

    schema_version: Literal[1]
    data: DataPart
    systems: tuple[SystemPart, ...]
    remarks: tuple[str, ...]
    versions: EvaluationVersionsPart


def evaluation_document(evaluation: ModelEvaluation) -> EvaluationDocument:
    """Give the document of an evaluation."""
    return EvaluationDocument(
        schema_version=DOCUMENT_VERSION,
        data=DataPart(
            fingerprint=evaluation.fingerprint,
            sessions=evaluation.sessions,
            players=evaluation.players,
            sources=dict(evaluation.sources),
            found_within_s=FOUND_WITHIN_S,
            resamples=RESAMPLES,
            confusion_columns=CONFUSION_COLUMNS,
        ),
        systems=tuple(SystemPart.model_validate(system) for system in evaluation.systems),
        remarks=evaluation.remarks,
        versions=EvaluationVersionsPart(kicksense=__version__, analysis=ANALYSIS_VERSION),
    )


def evaluation_json(evaluation: ModelEvaluation, *, indent: int | None = 2) -> str:
    """Give the document of an evaluation as JSON: indented, or on one line."""
    return evaluation_document(evaluation).model_dump_json(indent=indent)


def evaluation_schema() -> str:
    """Give the JSON Schema of the document, as the file that is shipped holds it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **EvaluationDocument.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2) + "\n"
