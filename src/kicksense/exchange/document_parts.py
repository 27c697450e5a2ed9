"""What the JSON documents of kicksense have in common."""

import json
import math
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kicksense.domain.kick import Finding, Severity


def _known(value: object) -> object:
    """Give None for a number that is none, since JSON has neither NaN nor infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


Known = Annotated[float | None, BeforeValidator(_known)]
"""A number, or null where it is not known."""

Count = Annotated[int, Field(ge=0)]
"""How many."""


class DocumentPart(BaseModel):
    """What all parts of a document share."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        allow_inf_nan=False,
        json_schema_serialization_defaults_required=True,
    )


class EstimatePart(DocumentPart):
    """A value with the interval that holds it nine times in ten; no `high` means no upper end."""

    value: float
    low: float
    high: Known


class FindingPart(DocumentPart):
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


def schema_text_of(document: type[DocumentPart], schema_id: str) -> str:
    """Give the JSON Schema of a document, as the file that is shipped holds it.

    Parameters
    ----------
    document
        The form.
    schema_id
        Name of the schema.

    Returns
    -------
    text
        Indented JSON with a line end.
    """
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_id,
        **document.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2) + "\n"
