"""Samples as the integers that sensors send."""

from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray

INT16_MAX: Final = 32767


def int16_counts(values: FloatArray) -> FloatArray:
    """Give numbers in counts, rounded and limited as a sensor of 16 bits does."""
    return np.clip(np.rint(values), -INT16_MAX - 1, INT16_MAX)


def int16_bytes(values: FloatArray) -> bytes:
    """Give numbers as little-endian 16-bit integers, as a sensor sends them.

    Parameters
    ----------
    values
        In counts, any shape; sent row by row.

    Returns
    -------
    payload
        Two bytes each.
    """
    return int16_counts(values).astype("<i2").tobytes()


def beside(acc: FloatArray, gyr: FloatArray) -> FloatArray:
    """Give both triples of every sample in one row.

    Parameters
    ----------
    acc, gyr
        Shape (n, 3).

    Returns
    -------
    rows
        Shape (n, 6), acceleration first.
    """
    return np.concatenate((acc, gyr), axis=1)
