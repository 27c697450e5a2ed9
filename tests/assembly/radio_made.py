"""When notifications of a sensor arrive, made up with a known truth."""

import numpy as np

from kicksense.assembly.stream import StreamAssembler
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.domain.signals import GridBlock


def arrivals_of(
    taken_s: FloatArray,
    *,
    interval_s: float = 0.015,
    backlog_every_s: float | None = None,
    backlog_s: float = 2.0,
    seed: int = 0,
) -> FloatArray:
    """Give when packets arrive whose last sample was taken at these host times.

    They leave at connection events only, sometimes late, and seldom only after a backlog; never
    in another order.
    """
    rng = np.random.default_rng(seed)
    ready_s = taken_s + 0.002 + rng.exponential(0.001, len(taken_s))
    arrived_s = np.ceil(ready_s / interval_s) * interval_s + rng.exponential(0.0003, len(taken_s))
    if backlog_every_s is not None:
        span_s = taken_s[-1] - taken_s[0]
        for start_s in taken_s[0] + rng.uniform(0, span_s, int(span_s / backlog_every_s)):
            stuck = (taken_s > start_s) & (taken_s < start_s + backlog_s)
            queue_s = start_s + backlog_s + 0.003 * np.arange(np.count_nonzero(stuck))
            arrived_s[stuck] = np.maximum(arrived_s[stuck], queue_s)
    in_order: FloatArray = np.maximum.accumulate(arrived_s) + 1e-9 * np.arange(len(taken_s))
    return in_order


def fed(
    assembler: StreamAssembler, blocks: list[SampleBlock], arrivals_s: FloatArray
) -> list[GridBlock]:
    """Give all grid blocks of a stream, its flush included."""
    grid: list[GridBlock] = []
    for block, arrived_s in zip(blocks, arrivals_s.tolist(), strict=True):
        grid += assembler.add(block, arrived_s)
    grid += assembler.flush()
    return grid


def whole_of(grid: list[GridBlock]) -> tuple[FloatArray, BoolArray]:
    """Give values, shape (n, 6), and mask of blocks that must follow each other."""
    starts = np.cumsum([0] + [len(block) for block in grid[:-1]])
    assert [block.start_index for block in grid] == list(starts)
    values = np.concatenate([np.hstack((block.acc_mps2, block.gyr_radps)) for block in grid])
    return values, np.concatenate([block.measured for block in grid])
