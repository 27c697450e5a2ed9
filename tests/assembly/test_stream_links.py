"""A link is lost and comes back: what came later lies where clocks and arrivals say."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.assembly.stream import StreamAssembler
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.signals import GridBlock
from kicksense.protocol.codec import ClockKind
from tests.assembly.leg_made import (
    NOMINAL_HZ,
    Leg,
    assembler_of,
    even_cut,
    leg_of,
    packets_of,
)
from tests.assembly.radio_made import fed, whole_of


def with_a_cut(
    leg: Leg, first: int, last: int, *, timed: bool, restart_s: float | None
) -> tuple[StreamAssembler, FloatArray, BoolArray]:
    """Lose the link between two samples; a restarted sensor counts from ``restart_s``."""
    blocks, arrivals_s = packets_of(leg, even_cut(leg), timed=timed)
    assembler = assembler_of(ClockKind.SENSOR if timed else ClockKind.NONE)
    grid: list[GridBlock] = []
    for number, (block, arrived_s) in enumerate(zip(blocks, arrivals_s.tolist(), strict=True)):
        if first <= 8 * number < last:
            if 8 * number == first:
                grid += assembler.segment_ended()
            continue
        sent = block
        if 8 * number >= last and restart_s is not None and block.time_s is not None:
            sent = replace(block, time_s=block.time_s - float(leg.time_s[last]) + restart_s)
        grid += assembler.add(sent, arrived_s)
    grid += assembler.flush()
    return (assembler, *whole_of(grid))


def test_a_lost_link_leaves_a_gap_as_long_as_it_lasted() -> None:
    leg = leg_of(60.0, 403.0, drift_ppm=50.0)
    assembler, values, measured = with_a_cut(leg, 8000, 16000, timed=True, restart_s=None)
    assert len(values) == len(leg.values)
    assert np.flatnonzero(~measured).tolist() == list(range(8000, 16000))
    assert np.array_equal(values[measured], leg.values[measured])
    assert (assembler.counts.breaks, assembler.clock.restarts) == (1, 0)


@pytest.mark.parametrize("restart_s", [0.0, 0.3, 3600.0, 1e6])
def test_a_sensor_that_counts_anew_is_placed_by_its_arrival(restart_s: float) -> None:
    leg = leg_of(60.0, 403.0)
    assembler, values, measured = with_a_cut(leg, 8000, 12000, timed=True, restart_s=restart_s)
    gap = np.flatnonzero(~measured)
    assert assembler.clock.restarts == 1
    assert abs(len(gap) - 4000) <= 0.012 * leg.rate_hz
    assert np.array_equal(values[:8000], leg.values[:8000])
    assert np.array_equal(values[gap[-1] + 1 :], leg.values[12000:])
    assert assembler.rate_hz == pytest.approx(leg.rate_hz, rel=3e-4)


@pytest.mark.parametrize("gyr_first", [False, True])
@pytest.mark.parametrize("split", [False, True])
def test_a_sensor_that_counts_anew_every_few_seconds_loses_nothing_it_sent(
    split: bool, gyr_first: bool
) -> None:
    leg = leg_of(60.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    assembler = assembler_of()
    grid: list[GridBlock] = []
    sent = 0
    for number, (block, arrived_s) in enumerate(zip(blocks, arrivals_s.tolist(), strict=True)):
        piece, within = divmod(number, 400)
        if within >= 250:
            if within == 250:
                grid += assembler.segment_ended()
            continue
        sent += len(block)
        anew = replace(block, time_s=within * 8 / leg.rate_hz, sequence=None)
        parts = [anew]
        if split:
            parts = [replace(anew, gyr_radps=None), replace(anew, acc_mps2=None)]
        for part in parts[::-1] if gyr_first else parts:
            grid += assembler.add(part, arrived_s)
        assert assembler.clock.restarts <= piece
    grid += assembler.flush()
    values, measured = whole_of(grid)
    assert int(np.count_nonzero(measured)) == sent
    assert abs(len(values) - len(leg.values)) < 0.1 * NOMINAL_HZ
    assert assembler.counts.duplicate_samples + assembler.counts.left_out_samples == 0


def test_a_sensor_that_counts_anew_without_a_lost_link_is_noticed() -> None:
    leg = leg_of(40.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    anew = [
        replace(block, time_s=(block.time_s or 0.0) - 20.0) if number >= 1000 else block
        for number, block in enumerate(blocks)
    ]
    assembler = assembler_of()
    values, _ = whole_of(fed(assembler, anew, arrivals_s))
    assert assembler.clock.restarts == 1
    assert abs(len(values) - len(leg.values)) <= 8
    assert assembler.counts.duplicate_samples == 0


def test_a_clock_that_stood_still_while_the_link_was_lost_is_noticed() -> None:
    leg = leg_of(60.0)
    paused_s = float(leg.time_s[8000])
    assembler, values, measured = with_a_cut(leg, 8000, 12000, timed=True, restart_s=paused_s)
    assert assembler.clock.restarts == 1
    assert abs(int(np.count_nonzero(~measured)) - 4000) <= 5
    assert abs(len(values) - len(leg.values)) <= 5


def test_without_a_clock_the_gap_of_a_lost_link_is_as_long_as_the_host_says() -> None:
    leg = leg_of(60.0, 403.0)
    assembler, values, measured = with_a_cut(leg, 12000, 16000, timed=False, restart_s=None)
    gap = np.flatnonzero(~measured)
    assert abs(len(gap) - 4000) <= 0.03 * leg.rate_hz
    assert np.array_equal(values[gap[-1] + 1 :], leg.values[16000:])
    assert assembler.clock.restarts == 0


@pytest.mark.parametrize("kind", list(ClockKind))
def test_a_link_that_comes_back_after_hours_adds_nothing_wrong(kind: ClockKind) -> None:
    leg = leg_of(20.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg), timed=kind is ClockKind.SENSOR)
    assembler = assembler_of(kind)
    grid = [
        one
        for block, arrived_s in zip(blocks, arrivals_s.tolist(), strict=True)
        for one in assembler.add(block, arrived_s)
    ]
    grid += assembler.segment_ended()
    for block, arrived_s in zip(blocks, (arrivals_s + 9e4).tolist(), strict=True):
        grid += assembler.add(block, arrived_s)
    grid += assembler.flush()
    values, _ = whole_of(grid)
    assert np.array_equal(values, leg.values)
    assert assembler.counts.left_out_samples == len(leg.values)
