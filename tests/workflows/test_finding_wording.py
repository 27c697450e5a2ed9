"""Findings in words: what, why and what to try, for every code, in numbers of everyday."""

import math
import re
from collections.abc import Callable

import pytest

from kicksense.coaching.findings import FINDING_CODES, PROXY_CODES
from kicksense.domain.kick import Finding, Severity
from kicksense.workflows.finding_wording import (
    FINDING_WORDS,
    cure_of,
    evidence_words,
    sentence_of,
    what_of,
    why_of,
)
from kicksense.workflows.finding_words import GENERAL_WHY

BODY_WORDS = ("knee", "hip", "ankle", "thigh", "shank", "muscle", "joint", "rotate", "flexion")
DIAGNOSES = (
    "injur",
    "pain",
    "fatigue",
    "tired",
    "exhaust",
    "strain",
    "overload",
    "hurt",
    "weak",
    "disorder",
    "risk",
    "health",
    "doctor",
    "lazy",
    "clumsy",
)
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
OF_THE_WHOLE = frozenset(
    {
        "uneven_weight",
        "weight_fades",
        "tempo_drops",
        "uneven_timing",
        "uneven_start",
        "legs_differ",
        "slower_at_end",
        "uneven_at_end",
        "load_above_usual",
    }
)
"""What no single repetition shows."""


def phrases_of(code: str) -> tuple[str, ...]:
    words = FINDING_WORDS[code]
    return (*words.what, *words.why, words.cure)


def plain(phrase: str) -> str:
    return re.sub(r"\{\w+\}", "9", phrase)


def test_every_code_has_words_and_no_words_are_without_a_code() -> None:
    assert set(FINDING_WORDS) == set(FINDING_CODES)
    assert all(words.what and words.cure for words in FINDING_WORDS.values())


@pytest.mark.parametrize("code", FINDING_CODES)
@pytest.mark.parametrize("evidence", [(), COUNTED, KICK_EVIDENCE], ids=["bare", "counted", "kick"])
@pytest.mark.parametrize("said", [sentence_of, what_of, why_of, cure_of])
def test_every_finding_says_what_why_and_what_to_try(
    code: str, evidence: tuple[tuple[str, float], ...], said: Callable[[Finding], str]
) -> None:
    sentence = said(Finding(code, Severity.ADVICE, evidence))
    assert sentence[0].isupper() or sentence[0].isdigit()
    assert sentence.endswith(".")
    assert not re.search(r"[{}_]|nan", sentence)
    assert len(sentence) < 200


@pytest.mark.parametrize("code", FINDING_CODES)
@pytest.mark.parametrize("evidence", [(), COUNTED, KICK_EVIDENCE], ids=["bare", "counted", "kick"])
def test_every_finding_speaks_of_the_ball(
    code: str, evidence: tuple[tuple[str, float], ...]
) -> None:
    assert "ball" in sentence_of(Finding(code, Severity.ADVICE, evidence)).lower()


@pytest.mark.parametrize("code", FINDING_CODES)
@pytest.mark.parametrize("words", [BODY_WORDS, DIAGNOSES], ids=["body", "diagnosis"])
def test_nobody_is_told_how_to_hold_a_body_or_what_is_wrong_with_it(
    code: str, words: tuple[str, ...]
) -> None:
    said = " ".join(phrases_of(code)).lower()
    assert not any(word in said for word in words)


@pytest.mark.parametrize("code", FINDING_CODES)
def test_what_is_a_sign_says_so_and_what_is_measured_does_not(code: str) -> None:
    for phrase in FINDING_WORDS[code].what:
        assert phrase.startswith("A sign that ") is (code in PROXY_CODES)


@pytest.mark.parametrize("code", sorted(set(FINDING_CODES) - OF_THE_WHOLE))
def test_a_session_hears_how_many_kicks_showed_it(code: str) -> None:
    assert "3 of 12" in sentence_of(Finding(code, Severity.ADVICE, COUNTED))


@pytest.mark.parametrize("code", FINDING_CODES)
def test_words_are_short_enough_for_a_player_of_twelve(code: str) -> None:
    for phrase in (*phrases_of(code), *GENERAL_WHY):
        assert max(len(word) for word in re.findall(r"[a-z]+", plain(phrase))) <= 12
        for sentence in re.split(r"[.:;]\s", plain(phrase)):
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


def test_where_only_a_count_is_known_the_share_is_told_with_room_for_chance() -> None:
    finding = Finding("extra_touch", Severity.ADVICE, (*COUNTED, ("share_low_ratio", 0.109)))
    assert why_of(finding) == "Leaving room for chance, that is at least 10 % of them."


def test_a_number_that_could_not_be_measured_is_not_said() -> None:
    finding = Finding("sway_after", Severity.ADVICE, (*COUNTED, ("sway_rad", math.nan)))
    assert why_of(finding) == "It showed in 3 of the 12 that could have shown it."


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
        ("waiting_step_rate_hz", 1.26, "1.3 steps a second"),
        ("first_touch_jolt_mps2", 68.6, "7 g"),
        ("kick_load_ns", 41.6, "42 N s"),
    ],
)
def test_numbers_come_in_everyday_units(name: str, value: float, words: str) -> None:
    assert evidence_words(name, value) == words


def test_a_number_without_a_unit_is_refused() -> None:
    with pytest.raises(KeyError):
        evidence_words("speed_furlongs", 1.0)
