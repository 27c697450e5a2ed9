"""How right score cards are, as the JSON document that other programs read.

The models below are the format; `kicksense/schemas/drill-evaluation-1.json` is generated from them
and shipped. Shares and relative errors are ratios, times are seconds, what could not be measured is
null, and every figure carries its interval over players. Everything in it is simulated.
"""

from typing import Final, Literal

from kicksense import __version__
from kicksense.exchange.document_parts import Count, DocumentPart, Known, schema_text_of
from kicksense.pipeline import ANALYSIS_VERSION
from kicksense.workflows.drill_evaluation_figures import DrillEvaluation
from kicksense.workflows.scoring_players import RESAMPLES

DOCUMENT_VERSION: Final = 1
"""Version of the document's form."""

SCHEMA_ID: Final = f"urn:kicksense:drill-evaluation:{DOCUMENT_VERSION}"
"""Name of the JSON Schema."""


class DrillFigurePart(DocumentPart):
    """A figure, the interval that holds 19 in 20 resamples of the players, and its cases."""

    value: Known
    low: Known
    high: Known
    count: Count


class MeasurePart(DocumentPart):
    """One measure: its figure, what was asked of it, and whether it was met (null: not asked)."""

    name: str
    shown_in: Literal["ratio", "s", "other"]
    figure: DrillFigurePart
    least: float | None
    most: float | None
    met: bool | None


class DrillGroupPart(DocumentPart):
    """The measures over sessions of one sort; `all` and `all` for every session."""

    group: str
    value: str
    sessions: Count
    players: Count
    reps: Count
    measures: tuple[MeasurePart, ...]
    scores: tuple[MeasurePart, ...]


class PutFirstPart(DocumentPart):
    """A finding that was put first, and how often."""

    code: str
    sessions: Count


class FaultPart(DocumentPart):
    """What was put first in the sessions with one fault; null for those without."""

    fault: str | None
    sessions: Count
    right: Count
    silent: Count
    others: tuple[PutFirstPart, ...]


class DrillEvaluationVersionsPart(DocumentPart):
    """What made the numbers."""

    kicksense: str
    analysis: int
    model: str


class DrillEvaluationDocument(DocumentPart):
    """How right the score cards of simulated sessions are."""

    schema_version: Literal[1]
    simulated: Literal[True]
    seed: Count
    engine: str
    level: Count
    drills: tuple[str, ...]
    players: Count
    sessions: Count
    minutes: float
    resamples: Count
    groups: tuple[DrillGroupPart, ...]
    faults: tuple[FaultPart, ...]
    remarks: tuple[str, ...]
    versions: DrillEvaluationVersionsPart


def drill_evaluation_document(evaluation: DrillEvaluation) -> DrillEvaluationDocument:
    """Give the document of an evaluation."""
    return DrillEvaluationDocument(
        schema_version=DOCUMENT_VERSION,
        simulated=True,
        seed=evaluation.seed,
        engine=evaluation.engine,
        level=evaluation.level,
        drills=evaluation.drills,
        players=evaluation.groups[0].players,
        sessions=evaluation.groups[0].sessions,
        minutes=evaluation.minutes,
        resamples=RESAMPLES,
        groups=tuple(DrillGroupPart.model_validate(group) for group in evaluation.groups),
        faults=tuple(
            FaultPart(
                fault=fault.fault,
                sessions=fault.sessions,
                right=fault.right,
                silent=fault.silent,
                others=tuple(PutFirstPart(code=code, sessions=n) for code, n in fault.others),
            )
            for fault in evaluation.faults
        ),
        remarks=evaluation.remarks,
        versions=DrillEvaluationVersionsPart(
            kicksense=__version__, analysis=ANALYSIS_VERSION, model=evaluation.model_name
        ),
    )


def drill_evaluation_json(evaluation: DrillEvaluation, *, indent: int | None = 2) -> str:
    """Give the document of an evaluation as JSON: indented, or on one line."""
    return drill_evaluation_document(evaluation).model_dump_json(indent=indent)


def drill_evaluation_schema() -> str:
    """Give the JSON Schema of the document, as the file that is shipped holds it."""
    return schema_text_of(DrillEvaluationDocument, SCHEMA_ID)
