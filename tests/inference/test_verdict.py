"""A model judges where there is one, and what is known of the player comes last."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.kick import Estimate, Technique, TechniqueProbability
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.inference.technique import TechniqueSettings
from kicksense.inference.verdict import Knowledge, likeliest
from kicksense.kicks.contact_model import judge_by_rule
from kicksense.kicks.contacts import jolts
from kicksense.kicks.detect import DetectionSettings, detect
from tests.models_made import small_model
from tests.played import stages

RULE = TechniqueProbability(0.1, 0.2, 0.7)
PHYSICS = (Estimate(8.0, 6.0, 11.0), Estimate(9.0, 6.0, 13.0))
SETTINGS = TechniqueSettings()
ROW = np.linspace(-1.0, 1.0, len(KICK_EVIDENCE))


def test_without_a_model_rule_and_physics_have_the_last_word() -> None:
    said = Knowledge().verdict(ROW, RULE, PHYSICS, SETTINGS)
    assert said.technique is Technique.INSTEP
    assert said.probability == RULE
    assert (said.foot_speed_mps, said.ball_speed_mps) == PHYSICS
    assert Knowledge().model_name == "rules"


def test_a_model_names_the_kick_and_corrects_the_physics() -> None:
    model = small_model()
    said = Knowledge(model).verdict(ROW, RULE, PHYSICS, SETTINGS)
    shares = model.technique.probabilities(ROW[None, :])[0]
    assert [said.probability.heel, said.probability.inside_foot, said.probability.instep] == (
        pytest.approx(shares.tolist())
    )
    assert said.foot_speed_mps.value == pytest.approx(8.0)
    assert said.foot_speed_mps.high == pytest.approx(8.0 * np.exp(0.2))


def test_a_model_is_told_from_the_next_of_its_name() -> None:
    model = replace(small_model(), digest="0123456789abcdef")
    assert Knowledge(model).model_name == "small@01234567"


def test_a_model_that_is_not_sure_leaves_the_technique_open() -> None:
    wary = replace(small_model(), abstain_below=1.0)
    assert Knowledge(wary).verdict(ROW, RULE, PHYSICS, SETTINGS).technique is Technique.UNSURE


def test_what_is_known_of_the_player_comes_last() -> None:
    shift = Adaptation(technique_log_odds=(50.0, 0.0, 0.0))
    said = Knowledge(None, shift).verdict(ROW, RULE, PHYSICS, SETTINGS)
    assert said.technique is Technique.HEEL
    assert said.probability.heel == pytest.approx(1.0)


def test_contacts_are_judged_by_the_model_under_its_own_threshold() -> None:
    signals, settings = stages().signals, DetectionSettings()
    model = replace(small_model(), kick_probability=0.37)
    knowledge = Knowledge(model)
    assert knowledge.detection(settings).struck_probability == 0.37
    assert Knowledge().detection(settings) == settings
    by_rule, by_model = detect(signals, settings), detect(signals, settings, knowledge.judge)
    assert np.array_equal(by_rule.positions, by_model.positions)
    assert not np.allclose(by_rule.probabilities, by_model.probabilities)
    rule = judge_by_rule(signals, jolts(signals), by_rule.positions, by_rule.measures)
    assert by_rule.probabilities == pytest.approx(rule)


def test_the_likeliest_technique_needs_to_be_likely_enough() -> None:
    assert likeliest(RULE, 0.7) is Technique.INSTEP
    assert likeliest(RULE, 0.71) is Technique.UNSURE
