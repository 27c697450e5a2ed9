"""What is written on the card of a model: what it is made of, from what, and how good it is."""

import re
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

CARD_FORMAT: Final = 1
"""Rises with every change of the files of a model that older programs cannot read."""

NAME_PATTERN: Final = r"^[a-z0-9][a-z0-9_-]{0,63}$"
"""Names of models: small letters, digits, ``-`` and ``_``."""

_Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
_Count = Annotated[int, Field(ge=0, le=10**9)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Name = Annotated[str, Field(pattern=NAME_PATTERN)]
_Word = Annotated[str, Field(max_length=200)]
_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    """Strict and unchangeable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BodyCard(_Part):
    """One part of the model as plain arrays."""

    kind: Literal["linear", "trees"]
    row_length: Annotated[int, Field(ge=1, le=4096)]
    averaged: bool = False
    temperature: Annotated[float, Field(gt=0.0, le=1e3)] = 1.0


class SourceCard(_Part):
    """Where examples came from."""

    name: _Word
    simulated: bool
    players: _Count
    recordings: _Count
    contacts: _Count
    kicks: _Count


class ScoreCard(_Part):
    """A figure on players that the model had not seen, with its interval over players."""

    name: _Word
    value: _Number
    low: _Number
    high: _Number
    count: _Count


class FamilyCard(_Part):
    """How one family of estimators did at one task, players kept apart; smaller loss is better."""

    task: _Word
    family: _Word
    loss: _Number
    standard_error: _Number
    numbers: _Count
    chosen: bool


class TableCard(_Part):
    """Counts or shares, row by row."""

    rows: tuple[_Word, ...]
    columns: tuple[_Word, ...]
    values: tuple[tuple[_Number, ...], ...]


class GroupCard(_Part):
    """Figures for one group of kicks, such as ``mount = upside_down``."""

    group: _Word
    value: _Word
    kicks: _Count
    scores: tuple[ScoreCard, ...]


class FileCard(_Part):
    """One file beside the card."""

    size: _Count
    sha256: _Sha256


class ModelCard(_Part):
    """Everything that is known of a model.

    Attributes
    ----------
    format_version
        Of the files of the model.
    name, created_utc, command, seed
        What it is called, and when and how it was made.
    schema_version, analysis_version, analysis_settings
        Of the analysis that measured the examples.
    training_settings
        Folds, families and their sizes.
    contact_names, kick_names
        What a contact and a kick are described by, in order.
    bodies
        The parts in ``arrays.npz``, by name.
    kick_probability, abstain_below
        Thresholds, chosen on players left out.
    dataset_fingerprint, recordings, players, sources
        What it was trained on: fingerprints and ids, no copies.
    versions
        Of Python, numpy, scikit-learn, skops and kicksense.
    families, scores, groups, confusion, reliability
        How good it is.
    files
        Sizes and digests of what lies beside the card.
    """

    format_version: Literal[1] = CARD_FORMAT
    name: _Name
    created_utc: datetime
    command: Annotated[str, Field(max_length=4000)]
    seed: int
    schema_version: _Count
    analysis_version: _Count
    analysis_settings: dict[str, JsonValue]
    training_settings: dict[str, JsonValue]
    contact_names: Annotated[tuple[_Word, ...], Field(max_length=4096)]
    kick_names: Annotated[tuple[_Word, ...], Field(max_length=4096)]
    bodies: dict[_Word, BodyCard]
    kick_probability: _Share
    abstain_below: _Share
    dataset_fingerprint: _Word
    recordings: tuple[_Word, ...]
    players: tuple[_Word, ...]
    sources: tuple[SourceCard, ...]
    versions: dict[str, _Word]
    families: tuple[FamilyCard, ...] = ()
    scores: tuple[ScoreCard, ...] = ()
    groups: tuple[GroupCard, ...] = ()
    confusion: dict[str, TableCard] = Field(default_factory=dict)
    reliability: dict[str, TableCard] = Field(default_factory=dict)
    files: dict[str, FileCard] = Field(default_factory=dict)

    def to_json(self) -> bytes:
        """Give the card as JSON text, UTF-8."""
        return self.model_dump_json(indent=1).encode()


def is_name(name: str) -> bool:
    """Tell whether a text may be the name of a model, and so of a folder."""
    return re.fullmatch(NAME_PATTERN.removesuffix("$"), name) is not None
