"""The search grid of a growing recording holds the numbers of the whole."""

from dataclasses import replace
from itertools import repeat

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.frames.coarse import averaged, coarse, timeline_of
from kicksense.frames.orientation import orientation_quaternions
from kicksense.kicks.growing import GrowingGrid, GrowingRows
from kicksense.kicks.onset import onset_indices
from tests.fed import blocks_of, random_sizes
from tests.played import SETTINGS, part_of, session


@pytest.mark.parametrize("rate_hz", [50.0, 200.0, 1000.0])
@pytest.mark.parametrize("most", [3, 60, 1500])
def test_the_grid_grows_to_that_of_the_whole(rate_hz: float, most: int) -> None:
    recording = part_of(session(Side.RIGHT, rate_hz).recording, 0, round(15.0 * rate_hz) + 3)
    times = timeline_of(recording.sampling_rate_hz, recording.start_time_s, SETTINGS.coarse)
    grid = GrowingGrid(times)
    for block in blocks_of(recording, random_sizes(1, most)):
        grid.take(block)
        grid.make()
    whole = coarse(recording, SETTINGS.coarse)
    grown, quaternions = grid.stretch(0, len(grid))
    assert len(grid) == len(whole) == grid.due
    assert np.array_equal(grown.acc_mps2, whole.acc_mps2)
    assert np.array_equal(grown.gyr_radps, whole.gyr_radps)
    assert np.array_equal(grown.measured, whole.measured)
    assert np.array_equal(quaternions, orientation_quaternions(whole))
    positions = np.arange(1, len(grid), 7)
    onsets = [grid.onset_of(int(position)) for position in positions]
    assert onsets == onset_indices(recording.acc_mps2, positions, times).tolist()


def test_what_is_forgotten_leaves_the_rest_in_its_place() -> None:
    recording = session().recording
    times = timeline_of(200.0, recording.start_time_s, SETTINGS.coarse)
    grid = GrowingGrid(times)
    whole = averaged(recording, times)
    for block in blocks_of(recording, repeat(200)):
        grid.take(block)
        grid.make()
        first = max(0, len(grid) - 250)
        grid.forget(first)
        kept, _ = grid.stretch(first, len(grid))
        assert np.array_equal(kept.acc_mps2, whole.acc_mps2[first : len(grid)])


def test_rows_forgotten_take_no_room() -> None:
    rows = GrowingRows(2, np.float64)
    for start in range(0, 200_000, 100):
        rows.append(_rows(start, start + 100))
        rows.forget(start - 400)
    assert np.array_equal(rows.part(199_600, 200_000), _rows(199_600, 200_000))
    assert rows.room < 5_000


def _rows(start: int, stop: int) -> FloatArray:
    return np.stack([np.arange(start, stop), -np.arange(start, stop)], axis=1).astype(np.float64)


def test_an_empty_block_is_taken_and_changes_nothing() -> None:
    recording = part_of(session().recording, 0, 10)
    grid = GrowingGrid(timeline_of(200.0, 0.0, SETTINGS.coarse))
    (block,) = blocks_of(recording, repeat(10))
    grid.take(replace(block, acc_mps2=block.acc_mps2[:0], gyr_radps=block.gyr_radps[:0],
                      measured=block.measured[:0], clipped=block.clipped[:0]))  # fmt: skip
    grid.make()
    assert (len(grid), grid.due) == (0, 0)
    grid.take(block)
    grid.make()
    assert len(grid) == 5
