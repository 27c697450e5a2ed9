"""The technique is named from the way the leg turned, or not named at all."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    CalibrationReport,
    FeatureVector,
    Technique,
    TechniqueProbability,
)
from kicksense.inference.technique import TechniqueSettings, technique_probability
from kicksense.inference.verdict import likeliest
from kicksense.units import radps
from tests.played import TECHNIQUES, pairs_of, report, session, stages

SETTINGS = TechniqueSettings()
NAMES = (
    "sagittal_rate_at_impact_radps",
    "adduction_rate_at_impact_radps",
    "anterior_impulse_mps",
    "medial_impulse_mps",
)


def _named(
    features: FeatureVector, calibration: CalibrationReport, settings: TechniqueSettings
) -> tuple[Technique, TechniqueProbability]:
    probability = technique_probability(features, calibration, settings)
    return likeliest(probability, settings.sure_probability), probability


@cache
def _calibration() -> CalibrationReport:
    return replace(stages().calibration, quality_ratio=1.0, forward_known=True)


def _strike(degrees: float, anterior: float = 0.0, medial: float = 0.0) -> FeatureVector:
    """Give a strike about an axis: 0 forward, 90 toward the midline, 180 backward."""
    angle = radps(degrees)
    return FeatureVector(
        NAMES, (8.0 * float(np.cos(angle)), 8.0 * float(np.sin(angle)), anterior, medial), 1
    )


@pytest.mark.parametrize(
    ("degrees", "technique"),
    [
        (0.0, Technique.INSTEP),
        (-20.0, Technique.INSTEP),
        (20.0, Technique.INSTEP),
        (64.0, Technique.INSIDE_FOOT),
        (90.0, Technique.INSIDE_FOOT),
        (150.0, Technique.HEEL),
        (180.0, Technique.HEEL),
        (-150.0, Technique.HEEL),
    ],
)
def test_the_direction_of_the_strike_names_the_technique(
    degrees: float, technique: Technique
) -> None:
    named, probability = _named(_strike(degrees), _calibration(), SETTINGS)
    assert named is technique
    assert probability.of(technique) >= SETTINGS.sure_probability


@given(st.floats(-180.0, 180.0), st.floats(-5.0, 5.0), st.floats(-5.0, 5.0), st.floats(0.0, 1.0))
def test_probabilities_add_up_and_are_never_certain(
    degrees: float, anterior: float, medial: float, quality_ratio: float
) -> None:
    calibration = replace(_calibration(), quality_ratio=quality_ratio)
    named, probability = _named(_strike(degrees, anterior, medial), calibration, SETTINGS)
    shares = [probability.of(technique) for technique in TECHNIQUES]
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) > 0.0
    assert max(shares) < 1.0
    if named is Technique.UNSURE:
        assert max(shares) < SETTINGS.sure_probability
    else:
        assert probability.of(named) == max(shares)


@pytest.mark.parametrize("degrees", [38.0, 118.0, -65.0])
def test_between_two_techniques_nothing_is_named(degrees: float) -> None:
    between = min(
        (_named(_strike(degrees + off), _calibration(), SETTINGS) for off in range(-8, 9)),
        key=lambda verdict: max(verdict[1].of(technique) for technique in TECHNIQUES),
    )
    assert between[0] is Technique.UNSURE


def test_a_poor_calibration_makes_less_sure() -> None:
    good = _named(_strike(0.0), _calibration(), SETTINGS)[1]
    poor = _named(_strike(0.0), replace(_calibration(), quality_ratio=0.2), SETTINGS)[1]
    assert poor.instep < good.instep


def test_where_forward_is_unknown_both_ways_are_weighed_alike() -> None:
    calibration = replace(_calibration(), forward_known=False)
    probability = _named(_strike(180.0), calibration, SETTINGS)[1]
    turned = _named(_strike(0.0), calibration, SETTINGS)[1]
    assert probability.inside_foot < 0.1
    assert min(probability.heel, probability.instep) > 0.3
    assert turned.heel == pytest.approx(probability.heel)
    assert turned.instep == pytest.approx(probability.instep)


@pytest.mark.parametrize(
    ("anterior", "medial", "technique"),
    [
        (2.0, 0.0, Technique.HEEL),
        (-2.0, 0.0, Technique.INSTEP),
        (0.0, -2.0, Technique.INSIDE_FOOT),
    ],
)
def test_the_push_of_the_ball_speaks_for_its_technique(
    anterior: float, medial: float, technique: Technique
) -> None:
    without = _named(_strike(100.0), _calibration(), SETTINGS)[1]
    pushed = _named(_strike(100.0, anterior, medial), _calibration(), SETTINGS)[1]
    assert pushed.of(technique) > without.of(technique)


@pytest.mark.parametrize(
    ("side", "rate_hz"),
    [
        (Side.RIGHT, 50.0),
        (Side.LEFT, 102.4),
        (Side.RIGHT, 200.0),
        (Side.LEFT, 200.0),
        (Side.LEFT, 1000.0),
    ],
)
def test_simulated_kicks_are_named_right_at_any_rate_on_either_leg(
    side: Side, rate_hz: float
) -> None:
    pairs = pairs_of(session(side, rate_hz), report(side, rate_hz))
    assert len(pairs) == 6
    assert [kick.technique for _, kick in pairs] == [event.technique for event, _ in pairs]
