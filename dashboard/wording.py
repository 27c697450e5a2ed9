"""The words of kicksense, for the pages."""

from kicksense.workflows.wording import (
    CALIBRATION_WORDS,
    SURFACE_WORDS,
    calibration_words,
    contact_words,
    drill_sentence,
    drill_title,
    drill_titles,
    power_words,
    rejection_words,
    sentence_of,
    side_words,
    surface_words,
    technique_words,
)

__all__ = [
    "CALIBRATION_WORDS",
    "SURFACE_WORDS",
    "calibration_words",
    "contact_words",
    "drill_sentence",
    "drill_title",
    "drill_titles",
    "power_words",
    "rejection_words",
    "sentence_of",
    "side_words",
    "surface_words",
    "technique_words",
]
