"""Whether a leg is still, and whether it swings, told while samples come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.signals import GridBlock
from kicksense.dsp import Run, block_means, unit
from kicksense.frames.coarse import CoarseRecording, CoarseSettings
from kicksense.frames.stance import StanceSettings, cut_pieces
from kicksense.frames.swings import SwingSettings, find_swings
from kicksense.units import samples_in

_DONE_S: Final = 1.0
"""Swings are over when they have not grown for so long."""

_KEPT_S: Final = 40.0


@dataclass(slots=True)
class LegWatch:
    """The last seconds of one leg on the search grid.

    Attributes
    ----------
    rate_hz
        Of the blocks.
    start_time_s
        Session's clock at position 0 of the blocks' grid.
    """

    rate_hz: float
    start_time_s: float
    stance: StanceSettings = field(default_factory=lambda: StanceSettings(piece_s=0.25))
    swings: SwingSettings = field(default_factory=SwingSettings)
    _factor: int = field(init=False)
    _first: int = 0
    _rest: GridBlock | None = None
    _acc: FloatArray = field(default_factory=lambda: np.empty((0, 3)))
    _gyr: FloatArray = field(default_factory=lambda: np.empty((0, 3)))

    def __post_init__(self) -> None:
        wanted_hz = CoarseSettings().target_rate_hz
        self._factor = max(1, round(self.rate_hz / wanted_hz))

    @property
    def grid_hz(self) -> float:
        """Rate of the search grid."""
        return self.rate_hz / self._factor

    def add(self, block: GridBlock) -> None:
        """Take the next samples.

        Parameters
        ----------
        block
            Sensor frame; begins where the one before ended, or everything before is forgotten.
        """
        rest = self._rest
        if rest is None or rest.start_index + len(rest) != block.start_index:
            rest, start = None, -(-block.start_index // self._factor) * self._factor
            block = _from(block, start - block.start_index)
            self._first = start // self._factor
            self._acc = self._gyr = np.empty((0, 3))
        if rest is not None:
            block = joined((rest, block))
        whole = len(block) // self._factor * self._factor
        self._acc = self._recent(self._acc, block_means(block.acc_mps2[:whole], self._factor))
        self._gyr = self._recent(self._gyr, block_means(block.gyr_radps[:whole], self._factor))
        end = (block.start_index + whole) // self._factor
        self._first = end - len(self._acc)
        self._rest = _from(block, whole)

    def still_since_s(self) -> float | None:
        """Give since when the leg is still, session's clock; None where it moves."""
        length = samples_in(self.stance.piece_s, self.grid_hz)
        count = len(self._acc) // length
        if count == 0:
            return None
        # Pieces are counted from the end, so that the last one is always whole.
        skipped = len(self._acc) - count * length
        signals = self._signals(Run(skipped, len(self._acc)))
        still = cut_pieces(signals, signals.acc_mps2, self.stance).still
        moved = np.flatnonzero(~still)
        first = 0 if len(moved) == 0 else int(moved[-1]) + 1
        return None if first == count else self._time_of(skipped + first * length)

    def swung_after(self, stance_s: tuple[float, float]) -> tuple[float, float] | None:
        """Give when the leg swung after a stance.

        Parameters
        ----------
        stance_s
            Begin and end of the stance, session's clock.

        Returns
        -------
        span_s
            Begin and end of the swings; None where there are none, or they may still go on.
        """
        begin, end = (round((moment - self._time_of(0)) * self.grid_hz) for moment in stance_s)
        stance = Run(max(begin, 0), min(end, len(self._acc)))
        if stance.stop - stance.start < samples_in(self.stance.piece_s, self.grid_hz):
            return None
        up = unit(self._acc[stance.start : stance.stop].mean(axis=0))
        found = find_swings(self._signals(Run(0, len(self._acc))), stance, up, self.swings)
        if found is None or len(self._acc) - found.span.stop < samples_in(_DONE_S, self.grid_hz):
            return None
        return self._time_of(found.span.start), self._time_of(found.span.stop)

    def last(self, duration_s: float) -> tuple[FloatArray, FloatArray]:
        """Give acceleration and angular rate of the last moments, search grid, sensor frame."""
        count = samples_in(duration_s, self.grid_hz)
        return self._acc[-count:], self._gyr[-count:]

    def _recent(self, values: FloatArray, more: FloatArray) -> FloatArray:
        """Add rows and forget the oldest."""
        kept = np.concatenate([values, more])
        return kept[max(0, len(kept) - samples_in(_KEPT_S, self.grid_hz)) :]

    def _time_of(self, row: int) -> float:
        """Give the session's clock at the begin of a row that is kept."""
        return self.start_time_s + (self._first + row) / self.grid_hz

    def _signals(self, run: Run) -> CoarseRecording:
        """Give rows that are kept as a recording on the search grid."""
        acc, gyr = self._acc[run.start : run.stop], self._gyr[run.start : run.stop]
        measured: BoolArray = np.ones(len(acc), dtype=np.bool_)
        return CoarseRecording(
            factor=self._factor,
            sampling_rate_hz=self.grid_hz,
            acc_mps2=acc,
            gyr_radps=gyr,
            measured=measured,
            clipped=~measured,
        )


def _from(block: GridBlock, position: int) -> GridBlock:
    """Give a block from a position on."""
    return GridBlock(
        block.start_index + position,
        block.acc_mps2[position:],
        block.gyr_radps[position:],
        block.measured[position:],
        block.clipped[position:],
    )


def joined(blocks: Sequence[GridBlock]) -> GridBlock:
    """Give blocks that follow each other as one.

    Parameters
    ----------
    blocks
        At least one; each begins where the one before ended.

    Returns
    -------
    block
        All of their samples.
    """
    return GridBlock(
        blocks[0].start_index,
        np.concatenate([block.acc_mps2 for block in blocks]),
        np.concatenate([block.gyr_radps for block in blocks]),
        np.concatenate([block.measured for block in blocks]),
        np.concatenate([block.clipped for block in blocks]),
    )
