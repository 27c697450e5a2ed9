"""Values check themselves once, when they are made, and cannot be changed after."""

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import read_only, read_only_mask
from kicksense.domain.kick import (
    Estimate,
    FeatureVector,
    KickEvents,
    Technique,
    TechniqueProbability,
)
from kicksense.domain.signals import SegmentRecording
from tests.played import session


def test_arrays_of_another_shape_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="gyr_radps has shape"):
        read_only(np.zeros((4, 2)), (4, 3), "gyr_radps")
    with pytest.raises(ValueError, match="clipped has shape"):
        read_only_mask(np.zeros(4), 5, "clipped")


def test_nobody_can_write_into_a_recording() -> None:
    recording = session().recording
    with pytest.raises(ValueError, match="read-only"):
        recording.acc_mps2[0, 0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        recording.measured[0] = False


def test_reading_a_view_leaves_the_original_writable() -> None:
    values = np.zeros((3, 3))
    read_only(values, (3, 3), "values")
    values[0, 0] = 1.0
    assert values[0, 0] == 1.0


@pytest.mark.parametrize(("value", "low", "high"), [(1.0, 2.0, 3.0), (4.0, 2.0, 3.0)])
def test_an_estimate_outside_its_interval_is_refused(value: float, low: float, high: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        Estimate(value, low, high)


@pytest.mark.parametrize("order", [(5, 4, 9, 12), (1, 9, 9, 12), (1, 4, 12, 12)])
def test_events_out_of_order_are_refused(order: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="out of order"):
        KickEvents(*order)


def test_features_are_read_and_replaced_by_name() -> None:
    vector = FeatureVector(("a", "b"), (1.0, 2.0), 1)
    assert vector["b"] == 2.0
    assert vector.replaced("a", 5.0).values == (5.0, 2.0)
    assert vector.values == (1.0, 2.0)
    with pytest.raises(KeyError, match="c"):
        vector["c"]


def test_the_probability_of_unsure_is_zero() -> None:
    probability = TechniqueProbability(0.5, 0.3, 0.2)
    assert [probability.of(technique) for technique in Technique] == [0.5, 0.3, 0.2, 0.0]


def test_anatomical_scalars_agree_in_sign_between_mirrored_legs() -> None:
    right = session(Side.RIGHT).segment
    left = session(Side.LEFT).segment
    for name in (
        "sagittal_rate_radps",
        "adduction_rate_radps",
        "internal_rotation_rate_radps",
        "lateral_acc_mps2",
    ):
        there, here = getattr(right, name), getattr(left, name)
        assert float(np.corrcoef(there, here)[0, 1]) > 0.99, name


def test_a_segment_recording_with_too_few_directions_is_refused() -> None:
    signals = session().segment
    with pytest.raises(ValueError, match="up has shape"):
        SegmentRecording(
            sampling_rate_hz=200.0,
            acc_mps2=signals.acc_mps2,
            gyr_radps=signals.gyr_radps,
            up=signals.up[1:],
            measured=signals.measured,
            clipped=signals.clipped,
        )
