"""Rest, full scale and clipping are found in signals made to have them."""

import numpy as np
import pytest

from kicksense.assembly.quality import (
    ACC_SCALES_MPS2,
    SourceCounts,
    clipped_samples,
    full_scale_of,
    quality_of,
    quietest_norm,
)
from kicksense.domain.signals import GridBlock
from kicksense.units import GRAVITY_MPS2


@pytest.mark.parametrize("scale", [1.0, GRAVITY_MPS2, 1000.0])
def test_the_quietest_norm_is_that_of_the_rest_in_any_unit(scale: float) -> None:
    rng = np.random.default_rng(4)
    acc = rng.normal(0.0, 2.0, (1000, 3))
    acc[400:600] = np.array([0.0, 0.6, 0.8]) + rng.normal(0.0, 0.005, (200, 3))
    assert quietest_norm(acc * scale, 200.0) == pytest.approx(scale, rel=0.01)


def test_a_leg_that_never_rests_has_no_norm_at_rest() -> None:
    acc = np.random.default_rng(4).normal(0.0, 2.0, (1000, 3))
    assert quietest_norm(acc, 200.0) is None
    assert quietest_norm(acc[:20], 200.0) is None


def pulse(peak: float, width: float = 10.0) -> np.ndarray:
    place = np.arange(400.0)
    side = peak * np.exp(-(((place - 200.0) / width) ** 2))
    return np.column_stack((side, 0.1 * np.sin(place), 0.2 * np.cos(place)))


def test_a_peak_below_every_full_scale_meets_none() -> None:
    assert full_scale_of(pulse(140.0), ACC_SCALES_MPS2, 18.0) is None


@pytest.mark.parametrize("full_scale", ACC_SCALES_MPS2[1:])
def test_a_known_full_scale_is_found(full_scale: float) -> None:
    cut = np.clip(pulse(2 * full_scale), -full_scale, full_scale)
    assert full_scale_of(cut, ACC_SCALES_MPS2, 18.0) == pytest.approx(full_scale)


def test_a_flat_top_at_an_unknown_limit_is_found_on_either_side() -> None:
    cut = np.clip(-pulse(200.0), -111.0, 111.0)
    assert full_scale_of(cut, ACC_SCALES_MPS2, 18.0) == pytest.approx(111.0)


def test_a_plateau_reached_slowly_is_no_limit() -> None:
    slow = np.clip(pulse(112.0, width=150.0), None, 111.0)
    assert full_scale_of(slow, ACC_SCALES_MPS2, 18.0) is None


def test_an_axis_that_stays_small_is_not_mistaken_for_a_limit() -> None:
    values = pulse(140.0)
    values[:50, 1] = 4.0 * GRAVITY_MPS2
    assert full_scale_of(values, ACC_SCALES_MPS2, 18.0) is None


def test_samples_at_full_scale_on_any_axis_are_clipped() -> None:
    values = np.array([[0.0, 0.0, 0.0], [16.0, 0.0, 0.0], [0.0, -15.99, 0.0], [0.0, 0.0, 15.9]])
    assert clipped_samples(values, 16.0, 0.999).tolist() == [False, True, True, False]
    assert not clipped_samples(values, None, 0.999).any()


@pytest.mark.parametrize(
    ("measured", "gaps", "longest_s"),
    [([1, 1], 0, 0.0), ([0, 1, 0, 0], 2, 0.02), ([0, 0, 0], 1, 0.03)],
)
def test_gaps_are_counted_with_the_longest(
    measured: list[int], gaps: int, longest_s: float
) -> None:
    n = len(measured)
    moving = np.arange(3.0 * n).reshape(n, 3)
    whole = GridBlock(0, moving, moving, np.array(measured, np.bool_), np.zeros(n, np.bool_))
    counts = SourceCounts(rows=n, nominal_rate_hz=None)
    quality = quality_of(whole, 100.0, counts, clipped_acc=0, clipped_gyr=0, remarks=("first",))
    assert quality.gaps == gaps
    assert quality.longest_gap_s == pytest.approx(longest_s)
    assert quality.lost_ratio == pytest.approx(1.0 - sum(measured) / n)
    assert len(quality.remarks) == 1 + bool(gaps)
    assert quality.remarks[0] == "first"
