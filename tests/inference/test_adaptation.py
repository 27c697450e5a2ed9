"""Adaptation shrinks to nothing without evidence, to the truth with much, and breaks nothing."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.kick import Estimate, Technique, TechniqueProbability
from kicksense.inference.adaptation import (
    TECHNIQUES,
    Adaptation,
    SpeedFactor,
    adapted_estimate,
    adapted_probability,
)
from kicksense.inference.adaptation_power import PowerLessonSettings, SpeedPair, learn_power
from kicksense.inference.adaptation_technique import (
    NamedKick,
    TechniqueLessonSettings,
    learn_technique,
)

LABELS = TechniqueLessonSettings()
SPEEDS = PowerLessonSettings(
    foot_spread=0.09,
    ball_spread=0.10,
    foot_technique_spread=0.03,
    ball_technique_spread=0.03,
    shared_ratio=0.9,
    foot_within=0.10,
    ball_within=0.14,
    spread_scales=(1.0,),
    scale_weights=(1.0,),
)
"""Players who differ a lot, and by how much is known."""
SHARES = st.tuples(*[st.floats(0.0, 1.0)] * 3).filter(lambda parts: sum(parts) > 0.01)
SHIFTS = st.tuples(*[st.floats(-50.0, 50.0)] * 3)


def probability(shares: tuple[float, ...]) -> TechniqueProbability:
    heel, inside_foot, instep = (share / sum(shares) for share in shares)
    return TechniqueProbability(heel, inside_foot, instep)


def total(said: TechniqueProbability) -> float:
    return said.heel + said.inside_foot + said.instep


def interval(value_mps: float = 8.0, half: float = 0.3) -> Estimate:
    return Estimate(value_mps, value_mps * math.exp(-half), value_mps * math.exp(half))


def ball(
    log_ratio: float, technique: Technique = Technique.INSIDE_FOOT, spread: float = 0.02
) -> SpeedPair:
    """Give a ball that was faster than estimated by a factor."""
    return SpeedPair(interval(), technique, 8.0 * math.exp(log_ratio), spread)


def biased_kicks(shift: tuple[float, float, float], count: int, seed: int) -> list[NamedKick]:
    """Give kicks of a player for whom the model's log-odds are off by the negative of a shift."""
    rng = np.random.default_rng(seed)
    kicks = []
    for number in range(count):
        label = number % 3
        truth = rng.normal(0.0, 1.2, 3) + 3.0 * np.eye(3)[label]
        weights = np.exp(truth - np.array(shift))
        kicks.append(NamedKick(probability(tuple(weights)), TECHNIQUES[label]))
    return kicks


def right(kicks: list[NamedKick], adaptation: Adaptation) -> int:
    said = [adapted_probability(kick.probability, adaptation) for kick in kicks]
    return sum(
        max(TECHNIQUES, key=one.of) is kick.technique for one, kick in zip(said, kicks, strict=True)
    )


def test_without_evidence_nothing_changes() -> None:
    nothing = Adaptation()
    said = TechniqueProbability(0.2, 0.5, 0.3)
    assert adapted_probability(said, nothing) == said
    assert adapted_estimate(interval(), Technique.HEEL, nothing.ball) == interval()
    assert learn_technique([], LABELS).log_odds == (0.0, 0.0, 0.0)
    lesson = learn_power([], SPEEDS)
    adapted = adapted_estimate(interval(), Technique.INSTEP, lesson.ball)
    assert adapted.value == 8.0
    assert adapted.low == pytest.approx(interval().low)
    assert adapted.high == pytest.approx(interval().high)


def test_one_labelled_kick_teaches_nothing() -> None:
    kick = NamedKick(TechniqueProbability(0.1, 0.8, 0.1), Technique.HEEL)
    assert learn_technique([kick], LABELS).log_odds == (0.0, 0.0, 0.0)
    assert learn_power([ball(0.3)], SPEEDS).ball.log_means == (0.0, 0.0, 0.0, 0.0)


@given(SHARES, SHIFTS)
def test_probabilities_add_up_to_what_they_did(
    shares: tuple[float, float, float], shifts: tuple[float, float, float]
) -> None:
    said = probability(shares)
    adapted = adapted_probability(said, Adaptation(technique_log_odds=shifts))
    assert total(adapted) == pytest.approx(total(said), abs=1e-9)
    assert all(0.0 <= adapted.of(name) <= 1.0 + 1e-12 for name in TECHNIQUES)
    assert all(adapted.of(name) == 0.0 for name in TECHNIQUES if said.of(name) == 0.0)


def test_a_shift_toward_a_technique_makes_it_likelier() -> None:
    said = TechniqueProbability(0.3, 0.4, 0.3)
    adapted = adapted_probability(said, Adaptation(technique_log_odds=(0.7, 0.0, -0.7)))
    assert adapted.heel > said.heel
    assert adapted.instep < said.instep
    assert adapted.heel / adapted.inside_foot == pytest.approx(0.75 * math.exp(0.7))


def test_many_kicks_find_the_players_own_shift() -> None:
    shift = (0.9, -0.6, -0.3)
    lesson = learn_technique(biased_kicks(shift, 900, seed=1), LABELS)
    assert lesson.kept_ratio == 1.0
    assert lesson.log_odds == pytest.approx(shift, abs=0.25)
    assert lesson.right_after > lesson.right_before
    assert lesson.loss_after < lesson.loss_before


def test_eight_kicks_of_one_technique_do_not_make_every_kick_one() -> None:
    kicks = [NamedKick(TechniqueProbability(0.8, 0.15, 0.05), Technique.HEEL)] * 8
    shifts = learn_technique(kicks, LABELS).log_odds
    assert max(shifts) - min(shifts) < 0.3


@pytest.mark.parametrize("seed", range(5))
def test_wrong_labels_of_clear_kicks_change_no_clear_kick(seed: int) -> None:
    clear = biased_kicks((0.0, 0.0, 0.0), 200, seed=seed)
    wrong = [
        NamedKick(kick.probability, TECHNIQUES[(TECHNIQUES.index(kick.technique) + 1) % 3])
        for kick in clear[:8]
    ]
    shifts = learn_technique(wrong, LABELS).log_odds
    bound = LABELS.limit * 4.0 / 3.0
    assert all(abs(shift) <= bound for shift in shifts)
    sure = [kick for kick in clear if kick.probability.of(kick.technique) > 0.96]
    assert len(sure) > 10
    assert right(sure, Adaptation(technique_log_odds=shifts)) == len(sure)


@pytest.mark.parametrize("seed", range(20))
def test_what_was_learnt_names_no_fewer_left_out_kicks_right(seed: int) -> None:
    lesson = learn_technique(biased_kicks((0.5, -0.5, 0.0), 8, seed=seed), LABELS)
    assert lesson.right_after >= lesson.right_before
    assert lesson.loss_after <= lesson.loss_before


def test_many_balls_find_the_players_own_factor() -> None:
    rng = np.random.default_rng(3)
    pairs = [ball(0.25 + error) for error in rng.normal(0.0, 0.12, 400)]
    factor = learn_power(pairs, SPEEDS).ball
    mean, kept = factor.of(Technique.INSIDE_FOOT)
    assert mean == pytest.approx(0.25, abs=0.03)
    assert kept < 0.02 * factor.prior_variance


def test_few_balls_move_the_speed_a_part_of_the_way() -> None:
    factor = learn_power([ball(0.2), ball(0.25), ball(0.15)], SPEEDS).ball
    mean, kept = factor.of(Technique.INSIDE_FOOT)
    assert 0.05 < mean < 0.2
    assert 0.0 < kept < factor.prior_variance


def test_a_technique_never_kicked_learns_less_than_the_one_kicked() -> None:
    factor = learn_power([ball(0.2)] * 5, SPEEDS).ball
    kicked, other, unsure = (
        factor.of(name) for name in (Technique.INSIDE_FOOT, Technique.HEEL, Technique.UNSURE)
    )
    assert 0.0 < other[0] < kicked[0]
    assert other[1] > kicked[1]
    assert unsure == pytest.approx(other)


def test_the_foot_learns_from_the_ball_and_less_surely() -> None:
    lesson = learn_power([ball(0.2)] * 8, SPEEDS)
    foot, of_ball = lesson.foot.of(Technique.INSIDE_FOOT), lesson.ball.of(Technique.INSIDE_FOOT)
    assert 0.0 < foot[0] < of_ball[0]
    assert foot[1] / lesson.foot.prior_variance > of_ball[1] / lesson.ball.prior_variance


def test_an_error_that_references_share_does_not_average_out() -> None:
    alone = [SpeedPair(interval(), Technique.HEEL, 10.0, 0.05) for _ in range(100)]
    together = [
        SpeedPair(interval(), Technique.HEEL, 10.0, 0.05, group="pitch", shared_spread=0.12)
        for _ in range(100)
    ]
    sure = learn_power(alone, SPEEDS).ball.of(Technique.HEEL)
    unsure = learn_power(together, SPEEDS).ball.of(Technique.HEEL)
    assert unsure[0] < 0.7 * sure[0]
    assert unsure[1] > 5.0 * sure[1]


def test_one_wild_reference_counts_little() -> None:
    usual = [ball(value) for value in (0.1, 0.12, 0.08, 0.11, 0.09, 0.1, 0.12)]
    calm = learn_power(usual, SPEEDS).ball.of(Technique.INSIDE_FOOT)[0]
    wild = learn_power([*usual, ball(-1.5)], SPEEDS).ball.of(Technique.INSIDE_FOOT)[0]
    assert abs(wild - calm) < 0.04


@pytest.mark.parametrize("seed", range(20))
def test_left_out_balls_are_never_further_off_on_average(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lesson = learn_power([ball(one) for one in rng.normal(0.0, 0.15, 5)], SPEEDS)
    assert 0.0 <= lesson.kept_ratio <= 1.0
    if lesson.kept_ratio == 0.0:
        assert lesson.ball.log_means == (0.0, 0.0, 0.0, 0.0)
        assert set(lesson.ball.kept_variances) == {lesson.ball.prior_variance}


def test_kicks_with_wide_intervals_teach_less() -> None:
    sharp = [SpeedPair(interval(half=0.3), Technique.HEEL, 10.0, 0.02)] * 3
    blurred = [SpeedPair(interval(half=1.0), Technique.HEEL, 10.0, 0.02)] * 3
    first, second = (learn_power(pairs, SPEEDS).ball.log_means[0] for pairs in (sharp, blurred))
    assert 0.0 < second < 0.5 * first


@given(
    st.floats(0.1, 40.0),
    st.floats(0.0, 2.0),
    st.lists(st.floats(-3.0, 3.0), max_size=8),
    st.sampled_from(list(Technique)),
)
def test_adapted_intervals_are_positive_ordered_and_never_relatively_wider(
    value_mps: float, half: float, log_ratios: list[float], technique: Technique
) -> None:
    lesson = learn_power([ball(ratio, technique) for ratio in log_ratios], SPEEDS)
    before = interval(value_mps, half)
    for factor in (lesson.foot, lesson.ball):
        after = adapted_estimate(before, technique, factor)
        assert 0.0 < after.low <= after.value <= after.high < math.inf
        assert after.high / after.low <= before.high / before.low * (1.0 + 1e-9)


def test_what_clipping_added_to_an_interval_stays() -> None:
    factor = SpeedFactor((0.0,) * 4, (0.0,) * 4, prior_variance=0.01, between_ratio=0.5)
    after = adapted_estimate(interval(half=1.645 * 0.5), Technique.HEEL, factor)
    assert math.log(after.high / after.value) == pytest.approx(1.645 * math.sqrt(0.25 - 0.01))
    narrow = adapted_estimate(interval(half=1.645 * 0.1), Technique.HEEL, factor)
    assert math.log(narrow.high / narrow.value) == pytest.approx(1.645 * math.sqrt(0.005))


def test_a_speed_with_no_lower_bound_is_left_alone() -> None:
    factor = learn_power([ball(0.3)] * 5, SPEEDS).ball
    open_ended = Estimate(2.0, 0.0, 3.0)
    assert adapted_estimate(open_ended, Technique.HEEL, factor) == open_ended


@pytest.mark.parametrize(
    "make",
    [
        lambda: Adaptation(technique_log_odds=(math.nan, 0.0, 0.0)),
        lambda: SpeedFactor(log_means=(math.inf, 0.0, 0.0, 0.0)),
        lambda: SpeedFactor(kept_variances=(0.2, 0.0, 0.0, 0.0), prior_variance=0.1),
        lambda: SpeedFactor(between_ratio=1.0),
        lambda: NamedKick(TechniqueProbability(0.2, 0.3, 0.5), Technique.UNSURE),
        lambda: SpeedPair(interval(), Technique.HEEL, 0.0, 0.1),
        lambda: SpeedPair(interval(), Technique.HEEL, math.nan, 0.1),
        lambda: SpeedPair(interval(), Technique.HEEL, 5.0, -0.1),
    ],
)
def test_values_that_make_no_sense_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        make()


def macro_f1(kicks: list[NamedKick], adaptation: Adaptation) -> float:
    said = [
        max(TECHNIQUES, key=adapted_probability(kick.probability, adaptation).of) for kick in kicks
    ]
    truth = [kick.technique for kick in kicks]
    pairs = list(zip(said, truth, strict=True))
    return float(
        np.mean(
            [
                2.0 * pairs.count((name, name)) / (said.count(name) + truth.count(name))
                for name in TECHNIQUES
            ]
        )
    )


def test_eight_labelled_kicks_help_drawn_players_and_seldom_harm_one() -> None:
    rng = np.random.default_rng(11)
    gains = []
    for seed in range(120):
        shift = rng.normal(0.0, 0.8, 3)
        kicks = biased_kicks((float(shift[0]), float(shift[1]), float(shift[2])), 128, seed)
        lesson = learn_technique(kicks[:8], LABELS)
        own = Adaptation(technique_log_odds=lesson.log_odds)
        gains.append(macro_f1(kicks[8:], own) - macro_f1(kicks[8:], Adaptation()))
    assert np.mean(gains) > 0.01
    assert np.mean(np.array(gains) >= 0.0) > 0.9
    assert min(gains) > -0.05


def test_five_known_balls_help_drawn_players_and_their_intervals_hold() -> None:
    rng = np.random.default_rng(12)
    before, after, held, narrower = [], [], [], []
    for _ in range(200):
        bias = rng.normal(0.0, SPEEDS.ball_spread)
        logs = bias + rng.normal(0.0, SPEEDS.ball_within, 45)
        half = 1.645 * math.hypot(SPEEDS.ball_spread, SPEEDS.ball_within)
        pairs = [
            SpeedPair(interval(half=half), Technique.HEEL, 8.0 * math.exp(one), 0.03)
            for one in logs
        ]
        own = adapted_estimate(
            interval(half=half), Technique.HEEL, learn_power(pairs[:5], SPEEDS).ball
        )
        truths = 8.0 * np.exp(logs[5:])
        before.append(np.abs(logs[5:]).mean())
        after.append(np.abs(np.log(truths / own.value)).mean())
        held.append(np.mean((own.low <= truths) & (truths <= own.high)))
        narrower.append(math.log(own.high / own.low) / (2.0 * half))
    assert np.mean(after) < 0.93 * np.mean(before)
    assert 0.87 < np.mean(held) < 0.93
    assert np.mean(narrower) < 0.95
