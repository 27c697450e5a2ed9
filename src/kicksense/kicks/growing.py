"""The search grid of a recording that is still growing, as far back as it may be needed."""

import numpy as np
from numpy.typing import NDArray

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.signals import GridBlock, Quality
from kicksense.dsp import runs_of
from kicksense.frames.coarse import CoarseRecording, Timeline, averaged
from kicksense.frames.orientation import OrientationFilter
from kicksense.kicks.onset import onset_indices, onset_reach

_LEAST_ROWS = 1024


class GrowingRows:
    """Rows of an array that grows at its end and is forgotten from its beginning.

    Parameters
    ----------
    width
        Columns of a row.
    dtype
        Of the numbers.
    """

    def __init__(self, width: int, dtype: type) -> None:
        self._rows: NDArray[np.generic] = np.empty((_LEAST_ROWS, width), dtype=dtype)
        self._held = 0
        self._first = 0

    @property
    def room(self) -> int:
        """Rows that memory is taken for."""
        return len(self._rows)

    def append(self, rows: NDArray[np.generic]) -> None:
        """Add rows at the end."""
        needed = self._held + len(rows)
        if needed > len(self._rows):
            self._move(0, max(needed, 2 * self._held))
        self._rows[self._held : needed] = rows
        self._held = needed

    def part(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the rows ``[start, stop)``, counted from the first there ever was.

        A view, true until the next call that changes something.
        """
        return self._rows[start - self._first : stop - self._first]

    def forget(self, before: int) -> None:
        """Let go of the rows before a position; they are moved together now and then."""
        gone = min(before - self._first, self._held)
        if gone > max(_LEAST_ROWS // 2, self._held // 2):
            self._move(gone, max(_LEAST_ROWS, 2 * (self._held - gone)))

    def _move(self, gone: int, size: int) -> None:
        """Put what is left of the rows into an array of their own."""
        moved = np.empty((size, self._rows.shape[1]), dtype=self._rows.dtype)
        moved[: self._held - gone] = self._rows[gone : self._held]
        self._rows, self._held, self._first = moved, self._held - gone, self._first + gone


class GrowingGrid:
    """The search grid of a recording that comes in blocks: the same numbers as of the whole.

    Parameters
    ----------
    times
        Of the recording.
    """

    def __init__(self, times: Timeline) -> None:
        self.times = times
        self.taken = 0
        self._length = 0
        self._lost = self._clipped = self._gaps = 0
        self._open_gap = self._longest_gap = 0
        self._orientation = OrientationFilter(times.grid_rate_hz)
        self._new: list[GridBlock] = []
        self._acc_before: FloatArray = np.empty((0, 3))
        # Specific force, angular rate and orientation; bridged and clipped; how far the onset of
        # a contact at that place lies before its first sample.
        self._values = GrowingRows(10, np.float64)
        self._flags = GrowingRows(2, np.bool_)
        self._leads = GrowingRows(1, np.int16)

    def __len__(self) -> int:
        """Give the number of samples of the search grid that were made."""
        return self._length

    @property
    def due(self) -> int:
        """Samples of the search grid that have come, made or not."""
        return self.taken // self.times.factor

    def take(self, block: GridBlock) -> None:
        """Take the next samples of the recording, for `make` to work on.

        Raises
        ------
        ValueError
            If the block does not begin where the one before ended.
        """
        if block.start_index != self.taken:
            raise ValueError(f"expected sample {self.taken}, got a block from {block.start_index}")
        if len(block):
            self._new.append(block)
            self.taken += len(block)

    def make(self) -> None:
        """Make the samples of the search grid that have come."""
        if self.due == self._length:
            return
        block = joined_blocks(self._new)
        grid = averaged(block, self.times)
        acc = np.concatenate([self._acc_before, block.acc_mps2])
        first = block.start_index - len(self._acc_before)
        used = len(grid) * self.times.factor
        self._append(grid, acc[: len(self._acc_before) + used], first)
        reach = onset_reach(self.times) + 1
        end = len(self._acc_before) + used
        self._acc_before = acc[max(0, end - reach) : end].copy()
        self._count(part_of_block(block, 0, used))
        self._new = [part_of_block(block, used, len(block))] if used < len(block) else []

    def _count(self, block: GridBlock) -> None:
        """Count what is missing and what is cut off."""
        self._clipped += int(np.count_nonzero(block.clipped))
        runs = runs_of(np.asarray(~block.measured))
        for run in runs:
            follows = run.start == 0 and self._open_gap > 0
            length = run.stop - run.start + (self._open_gap if follows else 0)
            self._gaps += not follows
            self._lost += run.stop - run.start
            self._longest_gap = max(self._longest_gap, length)
            self._open_gap = length if run.stop == len(block) else 0
        if not runs:
            self._open_gap = 0

    @property
    def quality(self) -> Quality:
        """How good the recording is, as far as its samples tell: loss and clipping."""
        samples = max(1, self._length * self.times.factor)
        rate_hz = self.times.sampling_rate_hz
        return Quality(
            rows=samples - self._lost,
            duration_s=samples / rate_hz,
            nominal_rate_hz=None,
            measured_rate_hz=rate_hz,
            lost_ratio=self._lost / samples,
            gaps=self._gaps,
            longest_gap_s=self._longest_gap / rate_hz,
            duplicate_times=0,
            repeated_rows=0,
            unsorted_rows=0,
            clipped_ratio=self._clipped / samples,
            clipped_acc_samples=0,
            clipped_gyr_samples=0,
            acc_at_rest_mps2=None,
        )

    def _append(self, grid: CoarseRecording, acc_mps2: FloatArray, first: int) -> None:
        """Keep samples of the search grid, with their orientation and onsets."""
        quaternions = self._orientation.quaternions_of(grid)
        positions = np.arange(self._length, self._length + len(grid))
        onsets = onset_indices(acc_mps2, positions, self.times, first=first)
        self._values.append(np.concatenate([grid.acc_mps2, grid.gyr_radps, quaternions], axis=1))
        self._flags.append(np.stack([grid.measured, grid.clipped], axis=1))
        self._leads.append((positions * self.times.factor - onsets)[:, None])
        self._length += len(grid)

    def stretch(self, start: int, stop: int) -> tuple[CoarseRecording, FloatArray]:
        """Give the samples ``[start, stop)`` of the search grid and their orientation.

        Returns
        -------
        grid
            Sensor frame.
        quaternions
            Shape (n, 4), scalar first.
        """
        values = self._values.part(start, stop)
        flags = self._flags.part(start, stop)
        grid = CoarseRecording(
            factor=self.times.factor,
            sampling_rate_hz=self.times.grid_rate_hz,
            acc_mps2=np.array(values[:, :3], np.float64, order="C"),
            gyr_radps=np.array(values[:, 3:6], np.float64, order="C"),
            measured=np.array(flags[:, 0], np.bool_),
            clipped=np.array(flags[:, 1], np.bool_),
        )
        return grid, np.array(values[:, 6:], np.float64, order="C")

    def onset_of(self, position: int) -> int:
        """Give the first sample of a contact at the recording's own rate."""
        lead: IntArray = np.array(self._leads.part(position, position + 1), dtype=np.intp)
        return position * self.times.factor - int(lead[0, 0])

    def forget(self, before: int) -> None:
        """Let go of what came before a position of the search grid."""
        for rows in (self._values, self._flags, self._leads):
            rows.forget(before)


def joined_blocks(blocks: list[GridBlock]) -> GridBlock:
    """Put neighbouring blocks together; there is at least one."""
    if len(blocks) == 1:
        return blocks[0]
    return GridBlock(
        start_index=blocks[0].start_index,
        acc_mps2=np.concatenate([block.acc_mps2 for block in blocks]),
        gyr_radps=np.concatenate([block.gyr_radps for block in blocks]),
        measured=np.concatenate([block.measured for block in blocks]),
        clipped=np.concatenate([block.clipped for block in blocks]),
    )


def part_of_block(block: GridBlock, start: int, stop: int) -> GridBlock:
    """Give the samples ``[start, stop)`` of a block."""
    return GridBlock(
        start_index=block.start_index + start,
        acc_mps2=block.acc_mps2[start:stop],
        gyr_radps=block.gyr_radps[start:stop],
        measured=block.measured[start:stop],
        clipped=block.clipped[start:stop],
    )
