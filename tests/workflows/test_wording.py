"""Words: every code has them, nothing else has, and numbers are those of everyday."""

import math
import re
from collections.abc import Iterable, Mapping

import pytest

from kicksense.coaching.ball_roll import SURFACES
from kicksense.coaching.findings import FINDING_CODES
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    CalibrationMethod,
    ContactKind,
    Finding,
    PowerBand,
    RejectionReason,
    Severity,
    Technique,
)
from kicksense.domain.live import MarkerKind
from kicksense.workflows.wording import (
    CALIBRATION_WORDS,
    CONTACT_WORDS,
    FINDING_SENTENCES,
    MARKER_WORDS,
    POWER_WORDS,
    REJECTION_WORDS,
    SEVERITY_WORDS,
    SIDE_WORDS,
    SURFACE_WORDS,
    TECHNIQUE_WORDS,
    drill_sentence,
    drill_title,
    drill_titles,
    evidence_words,
    sentence_of,
)

BODY_WORDS = ("knee", "hip", "ankle", "thigh", "shank", "muscle", "joint", "rotate", "flexion")
COUNTED = (("kicks_count", 3.0), ("of_kicks_count", 12.0))
KICK_EVIDENCE = (
    ("ball_speed_low_mps", 9.13),
    ("ball_speed_high_mps", 3.07),
    ("enough_ball_speed_mps", 5.0),
    ("target_distance_m", 6.0),
    ("follow_through_angle_rad", 1.31),
    ("swing_angle_rad", 1.1),
    ("most_angle_rad", 1.0472),
    ("swing_pause_s", 0.52),
    ("swing_reversals_count", 3.0),
    ("time_to_next_step_s", 1.44),
    ("most_time_to_next_step_s", 0.8),
    ("contact_ratio", 0.27),
    ("time_since_last_contact_s", 1.1),
    ("slowest_ball_speed_mps", 3.0),
    ("fastest_ball_speed_mps", 8.0),
)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (FINDING_SENTENCES, FINDING_CODES),
        (TECHNIQUE_WORDS, Technique),
        (MARKER_WORDS, MarkerKind),
        (CONTACT_WORDS, ContactKind),
        (POWER_WORDS, PowerBand),
        (SEVERITY_WORDS, Severity),
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


@pytest.mark.parametrize("code", FINDING_CODES)
@pytest.mark.parametrize("evidence", [(), COUNTED, KICK_EVIDENCE], ids=["bare", "counted", "kick"])
def test_every_finding_is_a_sentence_about_the_ball(
    code: str, evidence: tuple[tuple[str, float], ...]
) -> None:
    sentence = sentence_of(Finding(code, Severity.ADVICE, evidence))
    assert sentence[0].isupper() or sentence[0].isdigit()
    assert sentence.endswith(".")
    assert not re.search(r"[{}_]", sentence)
    assert len(sentence) < 200
    assert "ball" in sentence.lower()
    assert not any(word in sentence.lower() for word in BODY_WORDS)


@pytest.mark.parametrize("code", sorted(set(FINDING_CODES) - {"uneven_weight"}))
def test_a_session_hears_how_many_kicks_showed_it(code: str) -> None:
    assert "3 of 12" in sentence_of(Finding(code, Severity.ADVICE, COUNTED))


@pytest.mark.parametrize("code", FINDING_CODES)
def test_words_are_short_enough_for_a_player_of_twelve(code: str) -> None:
    for phrase in FINDING_SENTENCES[code]:
        plain = re.sub(r"\{\w+\}", "9", phrase)
        assert max(len(word) for word in re.findall(r"[a-z]+", plain)) <= 12
        for sentence in re.split(r"[.:]\s", plain):
            assert len(sentence.split()) <= 22


def test_too_much_power_names_distance_and_both_speeds() -> None:
    finding = Finding("too_much_power", Severity.WARNING, KICK_EVIDENCE)
    assert sentence_of(finding) == (
        "Too hard for 6 m: the ball left with 32 km/h or more, and 18 km/h is enough. "
        "Let it die at your team-mate's feet."
    )


def test_a_double_swing_without_a_pause_is_told_without_a_pause() -> None:
    finding = Finding("telegraphed", Severity.ADVICE, (("swing_reversals_count", 3.0),))
    assert "back and forth" in sentence_of(finding)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ball_speed_mps", 10.0, "36 km/h"),
        ("ball_speed_low_mps", 10.2, "36 km/h"),
        ("ball_speed_high_mps", 10.2, "37 km/h"),
        ("follow_through_angle_rad", math.pi / 3, "60 degrees"),
        ("time_to_next_step_s", 1.26, "1.3 seconds"),
        ("target_distance_m", 10.0, "10 m"),
        ("target_distance_m", 7.5, "7.5 m"),
        ("contact_ratio", 0.273, "27 %"),
        ("kicks_count", 4.0, "4"),
        ("strike_rate_change_radps", math.pi, "180 degrees a second"),
        ("swing_smoothness_index", -4.23, "-4.2"),
    ],
)
def test_numbers_come_in_everyday_units(name: str, value: float, words: str) -> None:
    assert evidence_words(name, value) == words


def test_a_number_without_a_unit_is_refused() -> None:
    with pytest.raises(KeyError):
        evidence_words("speed_furlongs", 1.0)


def test_a_drill_is_called_by_its_title_and_an_unknown_one_by_its_name() -> None:
    assert drill_title("free_play") == "Free play"
    assert drill_title("chess") == "chess"
    assert (drill_sentence("chess"), drill_titles()["free_play"]) == ("", "Free play")
