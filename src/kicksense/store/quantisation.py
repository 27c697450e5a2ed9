"""Numbers that came from a counter, found out and turned back into counts."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

_PROBE_SAMPLES: Final = 8192
"""Samples that the step is looked for in; all samples are then checked against it."""

_MAX_CODE: Final = 2**31 - 1
"""Largest count that a column can hold."""

_WHOLE: Final = 0.1
"""How far from a whole number of steps a value may lie, in steps."""

_NEARLY: Final = 1e-6
"""Relative distance from a round number at which a step is taken for it."""

_MAX_EXCEPTION_RATIO: Final = 0.2
"""Share of values that may be no multiple of the step (bridged stretches) before it is useless."""

_MAX_PLACES: Final = 8
"""Decimal places that a text file is believed to have been written with."""

_ROUNDINGS: Final = 8.0
"""Rounding errors, in units of the last bit, that a remainder may have gathered."""

_LAST_BITS: Final = 3
"""How many floats to either side of a step are tried."""

_LEAST: Final = 1e-12
_MOST: Final = 1e12
"""No sensor counts in steps beyond these."""

_FIRST_LOOK: Final = 32
"""Samples that a way of writing is tried on before all."""

_UNIT_FACTORS: Final = (1.0, GRAVITY_MPS2, GRAVITY_MPS2 / 1000.0, RADPS_PER_DPS)
"""Factors that readers turn source units into SI with."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How counts become numbers: ``code * multiplier / divisor * factor``, in that order.

    Kept apart because floating point remembers the order: a reader that parses ``0.488`` and
    multiplies by g gets other last bits than a product with one constant.
    """

    multiplier: float
    divisor: float
    factor: float

    @property
    def step(self) -> float:
        """Size of one count."""
        return self.multiplier / self.divisor * self.factor

    def values_of(self, codes: IntArray | FloatArray) -> FloatArray:
        """Give the numbers that counts stand for.

        Parameters
        ----------
        codes
            Whole numbers, shape (n,); NaN stays NaN.

        Returns
        -------
        values
            Shape (n,).
        """
        values = np.multiply(codes, self.multiplier, dtype=np.float64)
        if self.divisor != 1.0:
            values /= self.divisor
        if self.factor != 1.0:
            values *= self.factor
        return values


_DECIMALS: Final = [
    Scale(1.0, 10.0**places, factor)
    for places in range(_MAX_PLACES + 1)
    for factor in _UNIT_FACTORS
]
"""Numbers written with a fixed number of decimals, whose counts are too many for Euclid."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """A channel as counts.

    Attributes
    ----------
    codes
        Shape (n,); zero where `exact` is False.
    exact
        Shape (n,); False where the number is no multiple of the step.
    scale
        From counts to numbers, to the last bit where `exact`.
    """

    codes: IntArray
    exact: BoolArray
    scale: Scale


def counts_of(values: FloatArray, measured: BoolArray) -> Counts | None:
    """Find the counts that a channel was made from.

    Looks for the largest step that all measured values are whole multiples of, then for the
    order of operations that gives every number back to its last bit. Values of bridged samples
    may lie between the steps.

    Parameters
    ----------
    values
        One channel, shape (n,).
    measured
        Shape (n,); False where a sample was bridged.

    Returns
    -------
    counts
        The counts, or None where the channel is not made of any.
    """
    probe = _probe(values[measured])
    scale = _exact_scale(probe)
    if scale is None:
        return None
    codes = np.rint(values / scale.step)
    codes[~(np.abs(codes) <= _MAX_CODE)] = 0.0
    exact = scale.values_of(codes) == values
    if np.count_nonzero(~exact) > _MAX_EXCEPTION_RATIO * len(values):
        return None
    return Counts(np.where(exact, codes, 0.0).astype(np.intp), exact, scale)


def _probe(values: FloatArray) -> FloatArray:
    """Give evenly spread samples and the extreme ones, finite, as magnitudes, in order."""
    stride = max(1, len(values) // _PROBE_SAMPLES)
    chosen = np.abs(values[::stride])
    if len(values):
        chosen = np.append(chosen, np.abs(values).max())
    chosen = chosen[np.isfinite(chosen)]
    return np.asarray(np.unique(chosen[chosen > 0.0]), dtype=np.float64)


def _common_step(magnitudes: FloatArray) -> float | None:
    """Give the largest number that all are whole multiples of, by Euclid's algorithm.

    The remainders take the place of the numbers in each round, which keeps the quotients, and with
    them the growth of rounding errors, small.
    """
    largest = float(magnitudes[-1])
    rests = magnitudes
    step = largest
    while len(rests) and step > largest / _MAX_CODE:
        step = float(rests.min())
        rests = np.abs(rests - np.rint(rests / step) * step)
        rounding = _ROUNDINGS * np.spacing(largest) * (largest / step)
        rests = rests[rests > rounding]
        if len(rests):
            rests = np.append(rests, step)
    multiples = np.rint(magnitudes / step)
    is_common = np.abs(magnitudes - multiples * step).max() <= _WHOLE * step
    return _best_step(magnitudes, multiples) if is_common else None


def _best_step(magnitudes: FloatArray, multiples: FloatArray) -> float:
    """Give the middle of all steps whose multiples, rounded to a float, are these numbers."""
    half_bit = np.spacing(magnitudes) / 2.0
    lowest = float(((magnitudes - half_bit) / multiples).max())
    highest = float(((magnitudes + half_bit) / multiples).min())
    return (lowest + highest) / 2.0


def _exact_scale(magnitudes: FloatArray) -> Scale | None:
    """Give the operations that turn counts into these very numbers."""
    if len(magnitudes) == 0 or not _LEAST < magnitudes[0] <= magnitudes[-1] < _MOST:
        return None
    step = _common_step(magnitudes)
    candidates = [] if step is None else _ways_of_writing(step)
    for candidate in candidates + _DECIMALS:
        if _gives_back(candidate, magnitudes[-_FIRST_LOOK:]) and _gives_back(candidate, magnitudes):
            return candidate
    return None


def _gives_back(scale: Scale, magnitudes: FloatArray) -> bool:
    """Tell whether counts on this scale are these very numbers."""
    codes = np.rint(magnitudes / scale.step)
    within = float(codes[-1]) <= _MAX_CODE
    return within and bool(np.array_equal(scale.values_of(codes), magnitudes))


def _ways_of_writing(step: float) -> list[Scale]:
    """Give the ways in which files and sensors write a step of this size, commonest first."""
    found: list[Scale] = []
    for factor in _UNIT_FACTORS:
        unit_step = step / factor
        nearby = unit_step + np.arange(-_LAST_BITS, _LAST_BITS + 1) * np.spacing(unit_step)
        found.extend(Scale(float(near), 1.0, factor) for near in nearby)
        divisor = round(1.0 / unit_step)
        if divisor >= 1 and abs(1.0 / unit_step - divisor) < _NEARLY * divisor:
            found.append(Scale(1.0, float(divisor), factor))
        found.extend(
            Scale(float(f"{unit_step:.{digits}g}"), 1.0, factor) for digits in range(1, 17)
        )
        for places in range(1, _MAX_PLACES + 1):
            whole = round(unit_step * 10.0**places)
            if whole >= 1 and abs(unit_step * 10.0**places - whole) < _NEARLY * whole:
                found.append(Scale(float(whole), 10.0**places, factor))
    return found
