"""Rows that repeat the row before: a sensor polled faster than it updates."""

import numpy as np

from kicksense.assembly.settings import AssemblySettings
from kicksense.domain.arrays import BoolArray, FloatArray

_COUNTS_APART = 2.5
_ROWS_READ = 200_000


def repeated_rows(values: FloatArray) -> BoolArray:
    """Tell the rows of shape (n, 6) whose six numbers equal those of the row before."""
    repeated = np.zeros(len(values), dtype=np.bool_)
    repeated[1:] = values[1:, 0] == values[:-1, 0]
    candidates = np.flatnonzero(repeated)
    same = (values[candidates, 1:] == values[candidates - 1, 1:]).all(axis=1)
    repeated[candidates[~same]] = False
    return repeated


def moving_rows(values: FloatArray, settings: AssemblySettings) -> BoolArray:
    """Tell the rows in which the leg turns fast enough for repeats to be no coincidence."""
    rate = values[:, 3:]
    moving: BoolArray = np.einsum("ij,ij->i", rate, rate) > settings.moving_radps**2
    return moving


def is_polled(repeated: BoolArray, moving: BoolArray, settings: AssemblySettings) -> bool:
    """Tell whether so many rows repeat while the leg moves that the source polls the sensor."""
    while_moving = np.count_nonzero(repeated & moving)
    return bool(while_moving > max(10, settings.polled_ratio * np.count_nonzero(moving)))


def with_held_samples(
    values: FloatArray, place: FloatArray, longest: float
) -> tuple[FloatArray, FloatArray]:
    """Put back the repeats that were samples: those in short rests, where the sensor said the same.

    Parameters
    ----------
    values
        Shape (n, 6), samples that differ from the one before.
    place
        Shape (n,), their whole places on the grid.
    longest
        Longest rest, in samples, that is filled; longer ones may as well be a lost radio link.

    Returns
    -------
    values, place
        With a copy of the sample before in every place between two that agree.
    """
    steps = np.diff(place)
    short = steps <= longest
    copies = np.ones(len(place), dtype=np.intp)
    held = short & _agree(values)
    copies[:-1][held] = steps[held].astype(np.intp)
    source = np.repeat(np.arange(len(place)), copies)
    first = np.cumsum(copies) - copies
    return values[source], place[source] + (np.arange(len(source)) - first[source])


def _agree(values: FloatArray) -> BoolArray:
    """Tell the steps over which no number moves by more than two counts of its sensor."""
    apart = np.abs(np.diff(values, axis=0))
    agree = np.ones(len(apart), dtype=np.bool_)
    for sensor in (slice(0, 3), slice(3, 6)):
        some = apart[:_ROWS_READ, sensor]
        changes = some[some > 0]
        count = float(np.quantile(changes, 0.001)) if len(changes) else 0.0
        agree &= (apart[:, sensor] <= _COUNTS_APART * count).all(axis=1)
    return agree
