"""Words: every code has them, and nothing else has."""

from collections.abc import Iterable, Mapping

import pytest

from kicksense.coaching.ball_roll import SURFACES
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    CalibrationMethod,
    ContactKind,
    PowerBand,
    RejectionReason,
    Technique,
)
from kicksense.domain.live import MarkerKind
from kicksense.workflows.wording import (
    CALIBRATION_WORDS,
    CONTACT_WORDS,
    MARKER_WORDS,
    POWER_WORDS,
    REJECTION_WORDS,
    SIDE_WORDS,
    SURFACE_WORDS,
    TECHNIQUE_WORDS,
    drill_sentence,
    drill_title,
    drill_titles,
)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (TECHNIQUE_WORDS, Technique),
        (MARKER_WORDS, MarkerKind),
        (CONTACT_WORDS, ContactKind),
        (POWER_WORDS, PowerBand),
        (REJECTION_WORDS, RejectionReason),
        (CALIBRATION_WORDS, CalibrationMethod),
        (SIDE_WORDS, Side),
        (SURFACE_WORDS, [surface.name for surface in SURFACES]),
    ],
)
def test_every_code_has_words_and_no_words_are_without_a_code(
    words: Mapping[str, object], codes: Iterable[str]
) -> None:
    assert set(words) == set(codes)
    assert all(words.values())


def test_a_drill_is_called_by_its_title_and_an_unknown_one_by_its_name() -> None:
    assert drill_title("free_play") == "Free play"
    assert drill_title("chess") == "chess"
    assert (drill_sentence("chess"), drill_titles()["free_play"]) == ("", "Free play")
