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


def held_steps(values: FloatArray) -> BoolArray:
    """Tell the steps between samples, shape (n - 1,), over which the sensor said the same.

    Two samples agree when no number differs by more than two counts of its sensor; rows between
    them that repeat the first are then samples as good as any.
    """
    apart = np.abs(np.diff(values, axis=0))
    held = np.ones(len(apart), dtype=np.bool_)
    for sensor in (slice(0, 3), slice(3, 6)):
        some = apart[:_ROWS_READ, sensor]
        changes = some[some > 0]
        count = float(np.quantile(changes, 0.001)) if len(changes) else 0.0
        held &= (apart[:, sensor] <= _COUNTS_APART * count).all(axis=1)
    return held
