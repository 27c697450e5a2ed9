import pytest

from kicksense.coaching.score_kinds import SCORE_KINDS, Unit
from kicksense.domain.drill import Extra, RepUnit
from kicksense.domain.score_card import Comparison, Missing, Score
from kicksense.workflows.score_titles import SCORE_WORDS
from kicksense.workflows.score_wording import (
    EXTRA_WORDS,
    MISSING_WORDS,
    asked_words,
    done_words,
    extra_words,
    met_words,
    missing_sentence,
    repetitions_words,
    score_title,
    usual_words,
    value_words,
)

_SCOLDING = ("knee", "ankle", "hip", "injur", "pain", "wrong", "bad", "fail")


def test_every_score_has_words_and_nothing_else_has() -> None:
    assert set(SCORE_WORDS) == set(SCORE_KINDS)


def test_titles_are_short_and_tell_the_scores_apart() -> None:
    titles = [words.title for words in SCORE_WORDS.values()]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 26
    assert score_title("hit_ratio") == "Target hit"


def test_every_reason_and_every_extra_has_words() -> None:
    assert set(MISSING_WORDS) == set(Missing)
    assert set(EXTRA_WORDS) == set(Extra)
    assert max(len(words.short) for words in MISSING_WORDS.values()) <= 18
    assert missing_sentence(Missing.NO_CUES).startswith("No cue was marked")
    assert extra_words(Extra.VIDEO) == "a video would show it"


def test_words_speak_of_the_ball_and_are_sentences() -> None:
    sentences = [words.meaning for words in SCORE_WORDS.values()]
    sentences += [words.sentence for words in MISSING_WORDS.values()]
    for sentence in sentences:
        assert sentence.endswith(".")
        assert sentence[0].isupper()
        assert not any(word in sentence.lower() for word in _SCOLDING), sentence


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("repetitions", 18.0, "18"),
        ("contacts_per_turn", 1.5, "1.5"),
        ("in_band_ratio", 0.724, "72 %"),
        ("carry_cadence_rise_ratio", 1.15, "+15 %"),
        ("carry_cadence_rise_ratio", 0.9, "-10 %"),
        ("ball_speed_mps", 4.0, "14 km/h"),
        ("rhythm_s", 4.0, "4.00 s"),
        ("onset_s", -0.15, "-0.15 s"),
        ("onset_s", -0.001, "0.00 s"),
        ("heading_change_rad", 1.5708, "90 degrees"),
        ("sprint_peak_radps", 12.2173, "700 deg/s"),
        ("sprint_cadence_hz", 3.96, "4.0 /s"),
        ("first_touch_jolt_mps2", 29.42, "3.0 g"),
        ("kick_load_ns", 41.6, "42 Ns"),
    ],
)
def test_values_are_in_everyday_units(name: str, value: float, words: str) -> None:
    assert value_words(name, value) == words


def test_every_unit_has_an_everyday_one() -> None:
    names = {kind.unit: name for name, kind in SCORE_KINDS.items()}
    assert set(names) == set(Unit)
    assert all(value_words(name, 1.0) for name in names.values())


def test_an_interval_follows_its_value() -> None:
    assert done_words(Score("ball_speed_mps", 4.0, (3.3, 4.5))) == "14 km/h (11-17)"
    assert done_words(Score("onset_s", 0.2, (-0.1, 0.45))) == "0.20 s (-0.10 to 0.45)"
    assert done_words(Score("repetitions", 18.0, (18.0, 18.0))) == "18"


def test_a_missing_value_says_why() -> None:
    assert done_words(Score("hit_ratio", None, missing=Missing.NO_MARKS)) == "no hit marked"
    assert done_words(Score("hit_ratio", None)) == ""


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (Score("in_band_ratio", 0.699, least=0.7, met=False), "69.9 %"),
        (Score("in_band_ratio", 0.701, least=0.7, met=True), "70 %"),
        (Score("too_hard_ratio", 0.2002, most=0.2, met=False), "20.02 %"),
        (Score("in_band_ratio", 0.6, least=0.7, met=False), "60 %"),
    ],
)
def test_what_was_not_enough_is_never_rounded_to_what_was_asked(score: Score, words: str) -> None:
    assert done_words(score) == words


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (Score("repetitions", 1.0, least=20.0), "20 or more"),
        (Score("too_hard_ratio", 0.1, most=0.2), "at most 20 %"),
        (Score("ball_speed_mps", 4.0, least=2.8, most=5.0), "10-18 km/h"),
        (Score("onset_s", 0.0, least=-0.2, most=0.6), "-0.20 to 0.60 s"),
        (Score("touches", 9.0), ""),
    ],
)
def test_what_was_asked_is_a_few_words(score: Score, words: str) -> None:
    assert asked_words(score) == words


def test_reached_or_not_is_told_by_a_sign_and_a_word() -> None:
    assert met_words(Score("repetitions", 20.0, least=20.0, met=True)) == "+ yes"
    assert met_words(Score("repetitions", 2.0, least=20.0, met=False)) == "- not yet"
    assert met_words(Score("in_band_ratio", 0.7, (0.5, 0.9), least=0.6)) == "? open"
    assert met_words(Score("in_band_ratio", None, least=0.6, missing=Missing.NO_REPS)) == ""
    assert met_words(Score("touches", 9.0)) == ""


def test_the_own_usual_stands_beside() -> None:
    usual = Comparison(0.61, 0.1, 3, better=None)
    assert usual_words(Score("in_band_ratio", 0.7, compared=usual)) == "61 %"
    assert usual_words(Score("in_band_ratio", 0.7)) == ""


def test_repetitions_are_counted_in_what_they_are() -> None:
    assert repetitions_words(1, RepUnit.KICK) == "1 kick"
    assert {repetitions_words(2, unit).startswith("2 ") for unit in RepUnit} == {True}
