"""The settings of all stages in one value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """Settings of the whole analysis."""
