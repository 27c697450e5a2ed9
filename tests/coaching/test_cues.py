"""What is said of a kick, on both sides of every line."""

from dataclasses import replace

import pytest

from kicksense.coaching.ball_roll import arrival_speed, surface_named
from kicksense.coaching.cues import (
    NOT_SURE,
    TECHNIQUE_CUES,
    WEIGHT_TONES_HZ,
    WEIGHT_WORDS,
    Cue,
    Guess,
    Weight,
    cue_of,
    right_guess,
    speed_tone_hz,
    summary_words,
    weight_of,
)
from kicksense.coaching.power import power_band
from kicksense.domain.kick import Estimate, KickReport, PowerBand, Target, Technique
from tests.coaching.kicks import kick_report

TARGET = Target(8.0)
FIRM = Target(12.0, arrival_band_mps=(3.0, 5.0))


def judged(
    low: float, value: float, high: float, *, target: Target = TARGET, launch_mps: float = 5.0
) -> KickReport:
    """Give a kick that arrives so, judged as the pipeline does."""
    arrival = Estimate(value, low, high)
    launch = Estimate(launch_mps, launch_mps, launch_mps)
    report = kick_report(arrival=arrival, ball_mps=launch_mps)
    return replace(report, power=power_band(launch, arrival, target))


@pytest.mark.parametrize(
    ("low", "value", "high", "words"),
    [
        (0.0, 0.0, 0.0, "didn't reach"),
        (0.0, 0.0, 0.01, "perhaps harder"),
        (0.0, 0.99, 1.5, "perhaps harder"),
        (0.9, 1.0, 1.5, "good weight"),
        (2.0, 4.0, 4.5, "good weight"),
        (2.0, 4.01, 4.5, "perhaps softer"),
        (4.0, 4.5, 5.0, "perhaps softer"),
        (4.01, 4.5, 5.0, "a little softer"),
        (6.0, 7.0, 8.0, "a little softer"),
        (6.01, 7.0, 8.0, "softer"),
    ],
)
def test_words_change_where_the_band_does(
    low: float, value: float, high: float, words: str
) -> None:
    assert cue_of(judged(low, value, high), TARGET).words == words


@pytest.mark.parametrize(
    ("high", "words"), [(2.99, "harder"), (3.0, "perhaps harder"), (0.0, "didn't reach")]
)
def test_a_firm_drill_asks_for_more_of_a_ball_that_arrives_too_slowly(
    high: float, words: str
) -> None:
    report = judged(0.0, min(2.0, high), high, target=FIRM)
    assert cue_of(report, FIRM).words == words


def test_a_ball_that_was_struck_far_too_hard_is_too_hard_wherever_it_arrives() -> None:
    report = judged(2.0, 2.5, 3.0, launch_mps=30.0)
    assert weight_of(report, TARGET) is Weight.TOO_HARD


@pytest.mark.parametrize(("high", "weight"), [(9.0, Weight.UNKNOWN), (4.5, Weight.GOOD)])
def test_good_is_said_only_where_it_is_likelier_than_not(high: float, weight: Weight) -> None:
    assert weight_of(judged(0.0, 2.5, high), TARGET) is weight


def test_a_single_number_inside_the_band_is_good() -> None:
    assert weight_of(judged(2.0, 2.0, 2.0), TARGET) is Weight.GOOD


@pytest.mark.parametrize("technique", list(Technique))
def test_without_a_target_the_technique_is_told(technique: Technique) -> None:
    cue = cue_of(kick_report(technique=technique), None)
    assert (cue.weight, cue.words) == (Weight.UNKNOWN, TECHNIQUE_CUES[technique])
    assert cue.says_something is (technique is not Technique.UNSURE)


def test_a_kick_that_was_not_judged_has_no_weight() -> None:
    assert weight_of(kick_report(), TARGET) is Weight.UNKNOWN
    assert cue_of(kick_report(technique=Technique.HEEL), TARGET).words == "heel"


def test_a_harder_ball_sounds_higher() -> None:
    speeds = [1.0, 4.0, 5.0, 8.0, 12.0, 16.0, 40.0]
    tones = [speed_tone_hz(kick_report(ball_mps=speed)) for speed in speeds]
    assert tones == sorted(tones)
    assert (tones[0], tones[3], tones[5], tones[-1]) == (220.0, 440.0, 880.0, 1760.0)
    judged_tones = [WEIGHT_TONES_HZ[weight] for weight in Weight if weight.is_sure]
    assert judged_tones == sorted(judged_tones)


def test_what_is_unsure_has_words_and_no_tone_and_no_right_guess() -> None:
    for weight in Weight:
        assert WEIGHT_WORDS[weight]
        assert (weight in WEIGHT_TONES_HZ) is weight.is_sure
        assert (right_guess(weight) is not None) is weight.is_sure


@pytest.mark.parametrize(
    ("weight", "guess"),
    [
        (Weight.DID_NOT_REACH, Guess.HARDER),
        (Weight.GOOD, Guess.GOOD),
        (Weight.TOO_HARD, Guess.SOFTER),
        (Weight.PERHAPS_TOO_HARD, None),
    ],
)
def test_a_guess_is_what_the_next_ball_should_be(weight: Weight, guess: Guess | None) -> None:
    assert right_guess(weight) is guess


def test_a_summary_counts_what_was() -> None:
    weights = [Weight.GOOD, Weight.TOO_HARD, Weight.GOOD, Weight.A_LITTLE_TOO_HARD, Weight.UNKNOWN]
    cues = [Cue(weight, WEIGHT_WORDS[weight], None) for weight in weights]
    assert summary_words(cues) == "5 kicks: 2 good weight, 2 too hard, 1 not sure"
    assert summary_words(cues[:1]) == "1 kick: 1 good weight"
    assert summary_words([]) == "0 kicks"


def test_a_summary_without_a_target_counts_techniques() -> None:
    cues = [Cue(Weight.UNKNOWN, words, None) for words in ("heel", "heel", NOT_SURE)]
    assert summary_words(cues) == "3 kicks: 2 heel, 1 not sure"


def test_the_lines_are_those_of_the_ball_that_rolls() -> None:
    surface = surface_named(TARGET.surface)
    launch = Estimate(6.0, 5.5, 6.5)
    arrival = arrival_speed(launch, distance_m=TARGET.distance_m, surface=surface)
    report = replace(kick_report(arrival=arrival), power=power_band(launch, arrival, TARGET))
    assert report.power is PowerBand.GOOD
    assert cue_of(report, TARGET).words == "good weight"
