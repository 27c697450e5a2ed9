"""The words of kicksense, for the pages."""

from kicksense.workflows.finding_wording import cure_of, sentence_of, what_of, why_of
from kicksense.workflows.wording import (
    CALIBRATION_WORDS,
    SURFACE_WORDS,
    calibration_words,
    contact_words,
    drill_levels,
    drill_sentence,
    drill_title,
    drill_titles,
    marker_words,
    power_words,
    rejection_words,
    side_words,
    surface_words,
    technique_words,
)

__all__ = [
    "CALIBRATION_WORDS",
    "SURFACE_WORDS",
    "calibration_words",
    "contact_words",
    "cure_of",
    "drill_levels",
    "drill_sentence",
    "drill_title",
    "drill_titles",
    "marker_words",
    "power_words",
    "rejection_words",
    "sentence_of",
    "side_words",
    "surface_words",
    "technique_words",
    "what_of",
    "why_of",
]
