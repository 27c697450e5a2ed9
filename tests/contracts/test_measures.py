"""What holds for every measure and for the schema."""

import re

import numpy as np
import pytest

from kicksense.domain.kick import FeatureVector
from kicksense.features.schema import CONTEXT_NAMES, FEATURE_NAMES, MEASURES, SCHEMA_VERSION
from tests.builders import mirrored
from tests.played import analyzed, report, session

UNITS = re.compile(r"_(radps|rad|s|mps|mps2|index|count)$")


def test_every_name_is_there_once() -> None:
    assert len(set(FEATURE_NAMES)) == len(FEATURE_NAMES)
    assert FEATURE_NAMES[-len(CONTEXT_NAMES) :] == CONTEXT_NAMES


@pytest.mark.parametrize("name", FEATURE_NAMES)
def test_every_name_says_its_unit(name: str) -> None:
    assert UNITS.search(name)


@pytest.mark.parametrize("number", range(len(MEASURES)))
def test_every_measure_says_in_one_line_what_it_is(number: int) -> None:
    doc = MEASURES[number].__doc__
    assert doc
    assert doc.splitlines()[0].endswith(".")
    assert len(doc.splitlines()[0]) > 20


def _vectors() -> list[FeatureVector]:
    return [kick.features for kick in report().kicks]


def test_every_kick_carries_the_schema() -> None:
    assert len(_vectors()) == 6
    for vector in _vectors():
        assert vector.names == FEATURE_NAMES
        assert vector.schema_version == SCHEMA_VERSION
    assert report().schema_version == SCHEMA_VERSION


def test_a_mirrored_leg_measures_the_same() -> None:
    others = analyzed(mirrored(session().recording)).kicks
    assert len(others) == len(_vectors())
    for vector, other in zip(_vectors(), others, strict=True):
        for name in FEATURE_NAMES:
            assert other.features[name] == pytest.approx(
                vector[name], rel=0.02, abs=0.02, nan_ok=True
            ), name


def test_numbers_of_one_kick_do_not_contradict_each_other() -> None:
    for vector in _vectors():
        assert vector["peak_strike_rate_radps"] >= vector["strike_rate_at_impact_radps"] * 0.9
        assert vector["swing_duration_s"] > 0.0
        assert 0.0 <= vector["swing_plane_angle_rad"] <= np.pi / 2.0
        assert vector["swing_smoothness_index"] < 0.0
        assert vector["peak_acc_mps2"] > 9.0
