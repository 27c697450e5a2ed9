import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kicksense.assembly.settings import StreamSettings
from kicksense.assembly.stream import StreamAssembler
from kicksense.domain.notifications import SampleBlock
from kicksense.domain.signals import GridBlock
from kicksense.protocol.codec import ClockKind
from tests.assembly.leg_made import (
    BEGAN_S,
    NOMINAL_HZ,
    assembled,
    assembler_of,
    even_cut,
    leg_of,
    packets_of,
    random_cut,
)
from tests.assembly.radio_made import fed, whole_of


@pytest.mark.parametrize("kind", list(ClockKind))
@pytest.mark.parametrize("rate_hz", [392.0, 400.0, 411.3])
def test_every_sample_is_on_the_grid_as_it_was_sent(kind: ClockKind, rate_hz: float) -> None:
    leg = leg_of(20.0, rate_hz)
    _, values, measured = assembled(leg, even_cut(leg), kind)
    assert np.array_equal(values, leg.values)
    assert measured.all()


@pytest.mark.parametrize("kind", list(ClockKind))
def test_rate_and_start_are_by_the_host_s_clock(kind: ClockKind) -> None:
    leg = leg_of(300.0, 403.7, drift_ppm=80.0)
    assembler, _, _ = assembled(leg, even_cut(leg), kind)
    true_hz = leg.rate_hz * (1.0 + leg.drift_ratio)
    assert assembler.rate_hz == pytest.approx(true_hz, rel=5e-6)
    assert assembler.start_time_s == pytest.approx(BEGAN_S + 0.003, abs=0.004)
    assert assembler.clock.fitted_rate_hz == assembler.rate_hz
    if kind is ClockKind.SENSOR:
        assert assembler.clock.drift_ppm == pytest.approx(80.0, abs=5.0)
    else:
        assert assembler.clock.drift_ppm is None


def test_the_rate_is_the_nominal_one_as_long_as_it_cannot_be_told() -> None:
    assembler = assembler_of()
    assert (assembler.rate_hz, assembler.start_time_s) == (NOMINAL_HZ, 0.0)
    assert assembler.clock.fitted_rate_hz is None


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), most=st.integers(2, 120))
@example(seed=7162, most=110)
def test_the_grid_is_the_same_however_samples_are_cut_into_packets(seed: int, most: int) -> None:
    leg = leg_of(4.0, 407.0)
    _, values, measured = assembled(leg, random_cut(leg, seed, most))
    assert np.array_equal(values, leg.values)
    assert measured.all()


def test_lost_packets_are_bridged_in_straight_lines_and_marked() -> None:
    leg = leg_of(30.0, 404.0)
    cut = replace(even_cut(leg), lost=frozenset({300, 301, 302, 700}))
    assembler, values, measured = assembled(leg, cut)
    assert len(values) == len(leg.values)
    lost = np.zeros(len(leg.values), dtype=np.bool_)
    lost[2400:2424] = lost[5600:5608] = True
    assert np.array_equal(measured, ~lost)
    assert np.array_equal(values[measured], leg.values[measured])
    share = np.arange(1, 25)[:, None] / 25
    line = leg.values[2399] + share * (leg.values[2424] - leg.values[2399])
    assert np.allclose(values[2400:2424], line)
    assert (assembler.counts.lost_packets, assembler.counts.bridged_samples) == (4, 32)


def test_loss_without_a_counter_shows_in_the_time() -> None:
    leg = leg_of(30.0, 404.0)
    blocks, arrivals_s = packets_of(leg, replace(even_cut(leg), lost=frozenset({500, 501})))
    silent = [replace(block, sequence=None, lost_packets=0) for block in blocks]
    values, measured = whole_of(fed(assembler_of(), silent, arrivals_s))
    assert np.flatnonzero(~measured).tolist() == list(range(4000, 4016))
    assert len(values) == len(leg.values)


def test_loss_without_a_time_is_as_many_packets_as_the_counter_says() -> None:
    leg = leg_of(30.0)
    cut = replace(even_cut(leg), lost=frozenset({500, 501}))
    _, values, measured = assembled(leg, cut, ClockKind.NONE)
    assert np.flatnonzero(~measured).tolist() == list(range(4000, 4016))
    assert np.array_equal(values[measured], leg.values[measured])


def test_nothing_is_bridged_before_the_next_samples_are_there() -> None:
    leg = leg_of(10.0)
    blocks, arrivals_s = packets_of(leg, replace(even_cut(leg), lost=frozenset({300})))
    assembler = assembler_of()
    given_ = [
        sum(len(one) for one in assembler.add(block, arrived_s))
        for block, arrived_s in zip(blocks[:301], arrivals_s[:301].tolist(), strict=True)
    ]
    assert sum(given_[:300]) == 2400
    assert given_[300] == 16


def test_samples_are_held_back_half_a_second_and_no_longer() -> None:
    leg = leg_of(3.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    assembler = assembler_of()
    given_ = [
        sum(len(one) for one in assembler.add(block, arrived_s))
        for block, arrived_s in zip(blocks, arrivals_s.tolist(), strict=True)
    ]
    assert given_[:24] == [0] * 24
    assert given_[24] == 200
    assert set(given_[25:]) == {8}


def test_repeated_packets_and_overlapping_times_are_taken_once() -> None:
    leg = leg_of(10.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    twice: list[SampleBlock] = []
    for number, block in enumerate(blocks):
        twice.append(block)
        if number % 3 == 0:
            twice.append(replace(block, repeated=True, acc_mps2=None, gyr_radps=None))
        if number % 50 == 49:
            twice.append(replace(block, sequence=None))
    times_s = np.interp(np.arange(len(twice)), np.linspace(0, len(twice), len(blocks)), arrivals_s)
    assembler = assembler_of()
    values, measured = whole_of(fed(assembler, twice, times_s))
    assert np.array_equal(values, leg.values)
    assert measured.all()
    assert assembler.counts.repeated_packets == len(range(0, len(blocks), 3))
    assert assembler.counts.duplicate_samples == 8 * (len(blocks) // 50)


def test_times_that_jitter_move_no_sample() -> None:
    leg = leg_of(60.0, 403.0)
    rng = np.random.default_rng(3)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    shaken = [
        replace(block, time_s=(block.time_s or 0.0) + rng.uniform(-0.003, 0.003))
        for block in blocks
    ]
    values, measured = whole_of(fed(assembler_of(), shaken, arrivals_s))
    assert np.array_equal(values, leg.values)
    assert measured.all()


def test_times_in_whole_milliseconds_serve_as_well() -> None:
    leg = leg_of(60.0, 208.3)
    assembler = StreamAssembler(ClockKind.SENSOR, 208.0)
    cut = replace(even_cut(leg), lost=frozenset({900}))
    blocks, arrivals_s = packets_of(leg, cut)
    rounded = [replace(block, time_s=round(block.time_s or 0.0, 3)) for block in blocks]
    values, measured = whole_of(fed(assembler, rounded, arrivals_s))
    assert len(values) == len(leg.values)
    assert np.flatnonzero(~measured).tolist() == list(range(7200, 7208))


def test_a_backlog_is_neither_a_gap_nor_a_restart() -> None:
    leg = leg_of(60.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    stuck = (arrivals_s > 30.0) & (arrivals_s < 32.0)
    arrivals_s[stuck] = 32.0 + 1e-5 * np.arange(np.count_nonzero(stuck))
    arrivals_s = np.maximum.accumulate(arrivals_s)
    assembler = assembler_of()
    values, measured = whole_of(fed(assembler, blocks, arrivals_s))
    assert np.array_equal(values, leg.values)
    assert measured.all()
    assert assembler.clock.restarts == 0


def test_what_comes_after_too_long_a_pause_is_counted_and_takes_no_memory() -> None:
    leg = leg_of(20.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    late = [
        replace(block, time_s=(block.time_s or 0.0) + 1e6) if number >= 500 else block
        for number, block in enumerate(blocks)
    ]
    arrivals_s[500:] += 1e6
    assembler = assembler_of()
    values, _ = whole_of(fed(assembler, late, arrivals_s))
    assert np.array_equal(values, leg.values[:4000])
    assert assembler.counts.left_out_samples == len(leg.values) - 4000


def test_long_gaps_are_bridged_in_several_blocks() -> None:
    leg = leg_of(60.0)
    blocks, arrivals_s = packets_of(leg, replace(even_cut(leg), lost=frozenset(range(100, 2900))))
    assembler = assembler_of(stream=StreamSettings(block_samples=1000))
    grid = fed(assembler, blocks, arrivals_s)
    values, measured = whole_of(grid)
    assert max(len(block) for block in grid) <= 1000
    assert len(values) == len(leg.values)
    assert np.count_nonzero(~measured) == 22400
    assert np.allclose(np.diff(values[800:23200], n=2, axis=0), 0.0, atol=1e-9)


def test_samples_at_full_scale_are_marked() -> None:
    leg = leg_of(2.0)
    values = np.array(leg.values)
    values[300, 1], values[400, 5], values[500, 0] = -156.9, 34.9, 156.0
    assembler = StreamAssembler(ClockKind.SENSOR, NOMINAL_HZ, 156.9, 34.9)
    loud = replace(leg, values=values)
    grid = fed(assembler, *packets_of(loud, even_cut(loud)))
    clipped = np.concatenate([block.clipped for block in grid])
    assert np.flatnonzero(clipped).tolist() == [300, 400]
    assert assembler.counts.clipped_samples == 2


@pytest.mark.parametrize("kind", list(ClockKind))
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_packets_with_no_numbers_are_left_out_and_counted(kind: ClockKind, bad: float) -> None:
    leg = leg_of(10.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg), timed=kind is ClockKind.SENSOR)
    blocks[200] = replace(blocks[200], gyr_radps=np.full((8, 3), bad))
    assembler = assembler_of(kind)
    values, measured = whole_of(fed(assembler, blocks, arrivals_s))
    assert np.isfinite(values).all()
    assert np.flatnonzero(~measured).tolist() == list(range(1600, 1608))
    assert assembler.counts.left_out_samples == 8


def test_a_sensor_whose_time_stands_still_is_counted_instead() -> None:
    leg = leg_of(20.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    frozen = [replace(block, time_s=7.0) for block in blocks]
    values, measured = whole_of(fed(assembler_of(), frozen, arrivals_s))
    assert np.array_equal(values, leg.values)
    assert measured.all()


def test_a_packet_of_one_sample_with_the_time_of_the_one_before_is_no_new_sample() -> None:
    leg = leg_of(20.0, 60.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg, 1))
    twice = [one for number, block in enumerate(blocks) for one in [block] * (1 + number % 2)]
    times_s = np.repeat(arrivals_s, [1 + number % 2 for number in range(len(blocks))])
    assembler = StreamAssembler(ClockKind.SENSOR, 60.0)
    values, measured = whole_of(fed(assembler, twice, times_s))
    assert np.array_equal(values, leg.values)
    assert measured.all()
    assert assembler.counts.duplicate_samples == len(blocks) // 2


def test_one_time_that_makes_no_sense_is_left_out_and_the_rest_goes_on() -> None:
    leg = leg_of(20.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    for number, time_s in ((400, 9e5), (600, -3e4), (601, 5e5)):
        blocks[number] = replace(blocks[number], time_s=time_s)
    assembler = assembler_of()
    values, measured = whole_of(fed(assembler, blocks, arrivals_s))
    lost = [*range(3200, 3208), *range(4800, 4816)]
    assert np.flatnonzero(~measured).tolist() == lost
    assert np.array_equal(values[measured], leg.values[measured])
    assert (assembler.clock.restarts, assembler.counts.left_out_samples) == (0, 24)


def test_no_counter_makes_samples_come_from_the_future() -> None:
    leg = leg_of(20.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg), timed=False)
    blocks[500] = replace(blocks[500], lost_packets=65_535)
    assembler = assembler_of(ClockKind.NONE)
    values, _ = whole_of(fed(assembler, blocks, arrivals_s))
    assert len(leg.values) <= len(values) <= len(leg.values) + 0.2 * NOMINAL_HZ


@settings(max_examples=60, deadline=None)
@given(
    times=st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=80),
    steps=st.lists(st.floats(0.0, 1e4), min_size=80, max_size=80),
    lost=st.lists(st.integers(0, 70_000), min_size=80, max_size=80),
    kind=st.sampled_from(list(ClockKind)),
)
def test_no_times_break_the_grid_or_fill_the_memory(
    times: list[float], steps: list[float], lost: list[int], kind: ClockKind
) -> None:
    assembler = StreamAssembler(kind, 100.0, settings=StreamSettings(longest_gap_s=60.0))
    rng = np.random.default_rng(0)
    grid: list[GridBlock] = []
    for time_s, arrived_s, missing in zip(times, np.cumsum(steps).tolist(), lost, strict=False):
        rows = rng.normal(size=(5, 6))
        block = SampleBlock(
            time_s=time_s, acc_mps2=rows[:, :3], gyr_radps=rows[:, 3:], lost_packets=missing
        )
        grid += assembler.add(block, arrived_s)
        if missing % 7 == 0:
            grid += assembler.segment_ended()
    grid += assembler.flush()
    values, _ = whole_of(grid) if grid else (np.zeros((0, 6)), None)
    assert np.isfinite(values).all()
    assert np.isfinite(assembler.rate_hz)
    assert len(values) <= len(times) * (5 + 60.0 * 100.0 * 20.0)


def test_a_packet_costs_microseconds() -> None:
    leg = leg_of(60.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    assembler = StreamAssembler(ClockKind.SENSOR, NOMINAL_HZ, 156.9, 34.9)
    times_s = arrivals_s.tolist()
    began_s = time.process_time()
    for block, arrived_s in zip(blocks, times_s, strict=True):
        assembler.add(block, arrived_s)
    each_s = (time.process_time() - began_s) / len(blocks)
    assert each_s < 150e-6  # 20 us measured alone; room for a busy machine
