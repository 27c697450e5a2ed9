"""The baselines do what they are said to do, no more and no less."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.kick import Technique, TechniqueProbability
from kicksense.domain.signals import Recording
from kicksense.pipeline import analyze
from kicksense.units import GRAVITY_MPS2, radps
from kicksense.workflows.baselines import (
    RuleSystem,
    ThresholdSettings,
    ThresholdSystem,
    named_alike,
    threshold_answer,
)
from kicksense.workflows.scoring import answer_of
from tests import played
from tests.workflows.scores_made import kick_at, labels_of, recording_of, said_at, session_of

IMPACT_S = 10.0


def _struck(
    *, impact_g: float = 8.0, swing_dps: float = 600.0, axis: int = 2, ends_s: float = 0.0
) -> Recording:
    """Give a standing leg (y points up) that swings for 0.2 s about an axis and is struck."""
    still = recording_of(20.0)
    acc, gyr = still.acc_mps2.copy(), still.gyr_radps.copy()
    at = round(IMPACT_S * 100.0)
    last = at - round(ends_s * 100.0)
    gyr[last - 20 : last + 1, axis] = radps(swing_dps)
    acc[at] = [impact_g * GRAVITY_MPS2, 0.0, 0.0]
    return replace(still, acc_mps2=acc, gyr_radps=gyr)


def _found(recording: Recording) -> list[float]:
    return [kick.t_s for kick in threshold_answer(recording, ThresholdSettings()).kicks]


def test_a_hard_impact_after_a_fast_swing_is_a_kick() -> None:
    assert _found(_struck()) == [pytest.approx(IMPACT_S)]
    assert _found(_struck(axis=0)) == [pytest.approx(IMPACT_S)]


@pytest.mark.parametrize(
    "recording",
    [
        _struck(impact_g=4.9),
        _struck(swing_dps=370.0),
        _struck(swing_dps=440.0),
        _struck(axis=1),
        _struck(ends_s=0.06),
        recording_of(20.0),
    ],
    ids=["soft", "slow", "not fast enough", "about the long axis", "swing over before", "still"],
)
def test_what_lacks_one_of_the_signs_is_none(recording: Recording) -> None:
    assert _found(recording) == []


def test_two_impacts_in_a_moment_are_one_kick() -> None:
    struck = _struck()
    acc, gyr = struck.acc_mps2.copy(), struck.gyr_radps.copy()
    acc[round(IMPACT_S * 100.0) + 15] = [7.0 * GRAVITY_MPS2, 0.0, 0.0]
    gyr[round(IMPACT_S * 100.0) :, 2] = radps(600.0)
    assert _found(replace(struck, acc_mps2=acc, gyr_radps=gyr)) == [pytest.approx(IMPACT_S)]


def test_the_crude_speed_is_the_lever_times_the_rate() -> None:
    (kick,) = threshold_answer(_struck(), ThresholdSettings()).kicks
    foot = 0.42 * 1.3 * radps(600.0)
    assert kick.foot_mps.value == pytest.approx(foot)
    assert kick.ball_mps.value == pytest.approx(1.15 * foot)
    assert [kick.foot_mps.low, kick.foot_mps.high] == pytest.approx([0.7 * foot, 1.3 * foot])


def test_the_threshold_finds_hard_kicks_of_a_simulated_leg() -> None:
    made = played.session()
    said = ThresholdSystem().answer(made.recording, "anyone")
    assert len(said.kicks) > 0
    assert said.air_kicks_s == ()


def test_the_rules_are_the_analysis_without_a_model() -> None:
    made = played.session()
    assert RuleSystem().answer(made.recording, "anyone") == answer_of(
        analyze(made.recording, played.SETTINGS)
    )


def test_the_rules_own_up_to_the_recordings_they_were_fitted_to() -> None:
    seen = [RuleSystem().has_seen(player) for player in ("lmd-1", "walk-xio", "sim-1-003", "anna")]
    assert seen == [True, True, False, False]


def test_the_most_frequent_technique_is_said_of_every_kick() -> None:
    labels = labels_of(
        kick_at(5.0, Technique.INSTEP), kick_at(9.0, Technique.INSTEP), kick_at(13.0)
    )
    said = (said_at(5.0, Technique.UNSURE), said_at(13.0, Technique.UNSURE), said_at(30.0))
    (named,) = named_alike([session_of(labels, *said)])
    shares = TechniqueProbability(1 / 3, 0.0, 2 / 3)
    techniques = [k.said and (k.said.technique, k.said.probability) for k in named.kicks]
    assert techniques == [(Technique.INSTEP, shares), None, (Technique.INSTEP, shares)]
    assert [kick.technique for kick in named.false_kicks] == [Technique.INSTEP]


def test_without_labelled_techniques_none_is_made_up() -> None:
    session = session_of(labels_of(kick_at(5.0, Technique.UNSURE)), said_at(5.0, Technique.UNSURE))
    assert named_alike([session]) == (session,)
    assert named_alike([]) == ()


def test_an_impact_at_the_very_start_is_looked_at_with_what_there_is() -> None:
    struck = _struck()
    acc = np.roll(struck.acc_mps2, -round(IMPACT_S * 100.0) + 1, axis=0)
    gyr = np.roll(struck.gyr_radps, -round(IMPACT_S * 100.0) + 1, axis=0)
    assert _found(replace(struck, acc_mps2=acc, gyr_radps=gyr)) == [pytest.approx(0.01)]
