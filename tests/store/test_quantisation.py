import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.arrays import FloatArray
from kicksense.store.quantisation import counts_of
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

CODES = np.random.default_rng(5).integers(-32768, 32768, 3000)
ALL = np.ones(len(CODES), dtype=np.bool_)

SOURCES = {
    "a sensor's own step in SI": CODES * (16 * GRAVITY_MPS2 / 32768),
    "a power of two of g": CODES / 2048 * GRAVITY_MPS2,
    "milligrams": (CODES * 0.488) * (GRAVITY_MPS2 / 1000.0),
    "g with three decimals": np.round(CODES * 0.000488, 3) * GRAVITY_MPS2,
    "degrees per second with two decimals": np.round(CODES * 0.07, 2) * RADPS_PER_DPS,
    "rad/s with four decimals": np.round(CODES * 0.0012, 4),
    "g with seven decimals": np.round(CODES * 0.0004882813, 7) * GRAVITY_MPS2,
}


@pytest.mark.parametrize("source", SOURCES)
def test_the_counts_behind_a_channel_give_every_number_back(source: str) -> None:
    values = SOURCES[source]
    counts = counts_of(values, ALL)
    assert counts is not None
    assert counts.exact.all()
    assert np.array_equal(counts.scale.values_of(counts.codes), values)


def test_counts_of_a_sensor_with_16_bits_fit_into_16_bits() -> None:
    counts = counts_of(SOURCES["a sensor's own step in SI"], ALL)
    assert counts is not None
    assert counts.codes.min() >= -32768
    assert counts.codes.max() <= 32767


def test_a_bridged_stretch_between_the_steps_is_told_apart() -> None:
    values = SOURCES["a sensor's own step in SI"].copy()
    measured = ALL.copy()
    measured[100:110] = False
    values[100:110] = np.linspace(1.0, 2.0, 10)
    counts = counts_of(values, measured)
    assert counts is not None
    assert np.array_equal(np.flatnonzero(~counts.exact), np.arange(100, 110))


@pytest.mark.parametrize(
    "values",
    [np.random.default_rng(2).normal(size=3000), np.zeros(3000), np.full(3000, np.nan)],
    ids=["noise", "zeros", "nan"],
)
def test_a_channel_that_was_never_counted_has_no_counts(values: FloatArray) -> None:
    assert counts_of(values, ALL) is None


@given(
    codes=st.lists(st.integers(-32768, 32767), min_size=1, max_size=200),
    step=st.floats(1e-6, 10.0, allow_nan=False),
)
def test_whatever_counts_are_found_are_exact_where_they_say_so(
    codes: list[int], step: float
) -> None:
    values = np.array(codes, dtype=np.float64) * step
    counts = counts_of(values, np.ones(len(values), dtype=np.bool_))
    if counts is not None:
        again = counts.scale.values_of(counts.codes)
        assert np.array_equal(again[counts.exact], values[counts.exact])
        assert np.array_equal(again != values, ~counts.exact)
