import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.assembly.settings import DEFAULT_STREAM_SETTINGS, StreamSettings
from kicksense.assembly.stream import StreamAssembler
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.domain.signals import GridBlock
from kicksense.protocol.codec import ClockKind
from tests.assembly.radio_made import arrivals_of, fed, whole_of

NOMINAL_HZ = 400.0
BEGAN_S = 5.0


@dataclass(frozen=True, eq=False)
class Leg:
    """What a sensor samples: at its own rate, by a clock that runs fast."""

    values: FloatArray
    rate_hz: float
    drift_ratio: float

    @property
    def time_s(self) -> FloatArray:
        return np.arange(len(self.values)) / self.rate_hz

    @property
    def host_s(self) -> FloatArray:
        return BEGAN_S + self.time_s / (1.0 + self.drift_ratio)


def leg_of(
    length_s: float, rate_hz: float = NOMINAL_HZ, drift_ppm: float = 0.0, seed: int = 1
) -> Leg:
    values = np.random.default_rng(seed).normal(size=(int(length_s * rate_hz), 6))
    return Leg(values, rate_hz, 1e-6 * drift_ppm)


@dataclass(frozen=True)
class Cut:
    """Where the packets of a leg begin, and which of them never arrive."""

    starts: tuple[int, ...]
    lost: frozenset[int] = frozenset()


def even_cut(leg: Leg, samples: int = 8) -> Cut:
    return Cut(tuple(range(0, len(leg.values), samples)))


def random_cut(leg: Leg, seed: int, most: int = 40) -> Cut:
    steps = np.random.default_rng(seed).integers(1, most, len(leg.values))
    starts = np.concatenate([[0], np.cumsum(steps)])
    return Cut(tuple(starts[starts < len(leg.values)].tolist()))


def packets_of(
    leg: Leg, cut: Cut, *, timed: bool = True, offset_s: float = 0.0
) -> tuple[list[SampleBlock], FloatArray]:
    """Give packets as decoders give them, and when they arrive."""
    stops = (*cut.starts[1:], len(leg.values))
    sampled_s, host_s = leg.time_s.tolist(), leg.host_s.tolist()
    blocks, taken_s, lost = [], [], 0
    for number, (start, stop) in enumerate(zip(cut.starts, stops, strict=True)):
        if number in cut.lost:
            lost += 1
            continue
        rows = leg.values[start:stop]
        time_s = sampled_s[start] + offset_s if timed else None
        blocks.append(
            SampleBlock(
                sequence=number,
                time_s=time_s,
                acc_mps2=rows[:, :3],
                gyr_radps=rows[:, 3:],
                lost_packets=lost,
            )
        )
        taken_s.append(host_s[stop - 1])
        lost = 0
    return blocks, arrivals_of(np.array(taken_s))


def assembler_of(
    kind: ClockKind = ClockKind.SENSOR, stream: StreamSettings = DEFAULT_STREAM_SETTINGS
) -> StreamAssembler:
    return StreamAssembler(kind, NOMINAL_HZ, settings=stream)


def assembled(
    leg: Leg, cut: Cut, kind: ClockKind = ClockKind.SENSOR
) -> tuple[StreamAssembler, FloatArray, BoolArray]:
    assembler = assembler_of(kind)
    blocks, arrivals_s = packets_of(leg, cut, timed=kind is ClockKind.SENSOR)
    return (assembler, *whole_of(fed(assembler, blocks, arrivals_s)))


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
                grid += assembler.segment_ended(arrived_s)
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
                grid += assembler.segment_ended(arrived_s)
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
    grid += assembler.segment_ended(30.0)
    for block, arrived_s in zip(blocks, (arrivals_s + 9e4).tolist(), strict=True):
        grid += assembler.add(block, arrived_s)
    grid += assembler.flush()
    values, _ = whole_of(grid)
    assert np.array_equal(values, leg.values)
    assert assembler.counts.left_out_samples == len(leg.values)


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
            grid += assembler.segment_ended(arrived_s)
    grid += assembler.flush()
    values, _ = whole_of(grid) if grid else (np.zeros((0, 6)), None)
    assert np.isfinite(values).all()
    assert np.isfinite(assembler.rate_hz)
    assert len(values) <= len(times) * (5 + 60.0 * 100.0 * 20.0)


# ---- acceleration and angular rate in packets of their own


def apart(
    leg: Leg, acc_samples: int, gyr_samples: int, *, kind: ClockKind, shift: float = 0.0
) -> Iterator[tuple[SampleBlock, float]]:
    """Give two streams of one sensor as they arrive; angular rates are taken later by a shift."""
    timed = kind is ClockKind.SENSOR
    streams = []
    for samples, gyr in ((acc_samples, False), (gyr_samples, True)):
        offset_s = shift / leg.rate_hz if gyr else 0.0
        blocks, arrivals_s = packets_of(leg, even_cut(leg, samples), timed=timed, offset_s=offset_s)
        for block, arrived_s in zip(blocks, arrivals_s.tolist(), strict=True):
            part = replace(block, acc_mps2=None) if gyr else replace(block, gyr_radps=None)
            streams.append((arrived_s + offset_s, part))
    for arrived_s, block in sorted(streams, key=lambda one: one[0]):
        yield block, arrived_s


def joined(
    leg: Leg,
    acc_samples: int,
    gyr_samples: int,
    *,
    kind: ClockKind = ClockKind.SENSOR,
    shift: float = 0.0,
    keep: Callable[[int, SampleBlock], bool] = lambda _number, _block: True,
) -> tuple[StreamAssembler, FloatArray, BoolArray]:
    assembler = assembler_of(kind)
    grid: list[GridBlock] = []
    stream = apart(leg, acc_samples, gyr_samples, kind=kind, shift=shift)
    for number, (block, arrived_s) in enumerate(stream):
        if keep(number, block):
            grid += assembler.add(block, arrived_s)
    grid += assembler.flush()
    return (assembler, *whole_of(grid))


@pytest.mark.parametrize("kind", list(ClockKind))
@pytest.mark.parametrize(("acc_samples", "gyr_samples"), [(8, 8), (17, 23), (36, 1), (3, 40)])
def test_two_streams_with_equal_times_pair_exactly(
    kind: ClockKind, acc_samples: int, gyr_samples: int
) -> None:
    leg = leg_of(30.0, 404.0)
    _, values, measured = joined(leg, acc_samples, gyr_samples, kind=kind)
    if kind is ClockKind.SENSOR:
        assert np.array_equal(values, leg.values)
        assert measured.all()
    else:
        assert np.array_equal(values[:, :3], leg.values[:, :3])
        shifts = [
            shift
            for shift in range(-20, 21)
            if np.array_equal(values[1000:2000, 3:], leg.values[1000 + shift : 2000 + shift, 3:])
        ]
        assert len(shifts) == 1
        assert abs(shifts[0]) <= 0.02 * leg.rate_hz


def test_angular_rates_between_the_accelerations_are_interpolated() -> None:
    leg = leg_of(10.0)
    smooth = np.cumsum(leg.values, axis=0)
    leg = replace(leg, values=smooth)
    _, values, measured = joined(leg, 8, 8, shift=0.4)
    assert np.array_equal(values[:, :3], smooth[:, :3])
    place = np.arange(1, len(smooth))
    expected = 0.6 * smooth[place, 3:] + 0.4 * smooth[place - 1, 3:]
    assert np.allclose(values[1:, 3:], expected)
    assert measured[1:].all()


@pytest.mark.parametrize("told", [False, True])
def test_lost_packets_of_either_stream_are_gaps_whether_told_or_not(told: bool) -> None:
    leg = leg_of(60.0)
    assembler = assembler_of()
    grid: list[GridBlock] = []
    rng = np.random.default_rng(4)
    lost = np.zeros(len(leg.values), dtype=np.bool_)
    missing = 0
    for number, (block, arrived_s) in enumerate(apart(leg, 21, 21, kind=ClockKind.SENSOR)):
        if number > 40 and rng.random() < 0.03:
            first = round(float(block.time_s or 0.0) * leg.rate_hz)
            lost[first : first + 21] = True
            missing += 1
            continue
        grid += assembler.add(replace(block, lost_packets=missing if told else 0), arrived_s)
        missing = 0
    grid += assembler.flush()
    values, measured = whole_of(grid)
    assert np.array_equal(measured, ~lost[: len(values)])
    assert np.array_equal(values[measured], leg.values[: len(values)][measured])
    assert assembler.counts.left_out_samples == 0


def test_a_lost_packet_of_either_stream_is_a_gap() -> None:
    leg = leg_of(20.0)
    dropped: list[tuple[float, bool]] = []

    def keep(number: int, block: SampleBlock) -> bool:
        if number in (300, 301, 600):
            dropped.append((float(block.time_s or 0.0), block.acc_mps2 is None))
            return False
        return True

    _, values, measured = joined(leg, 8, 8, keep=keep)
    lost = sorted({round(time_s * leg.rate_hz) + k for time_s, _ in dropped for k in range(8)})
    assert np.flatnonzero(~measured).tolist() == lost
    assert np.array_equal(values[measured], leg.values[measured])


@pytest.mark.parametrize("lost_is_gyr", [False, True])
def test_streams_without_times_find_together_again_after_a_loss_that_nobody_saw(
    lost_is_gyr: bool,
) -> None:
    leg = leg_of(60.0, 100.0)
    leg = replace(leg, values=np.cumsum(leg.values, axis=0))
    assembler = StreamAssembler(ClockKind.NONE, 100.0)
    grid: list[GridBlock] = []
    seen = 0
    for block, arrived_s in apart(leg, 3, 3, kind=ClockKind.NONE):
        seen += 1
        if 800 < seen < 840 and (block.acc_mps2 is None) is lost_is_gyr:
            continue
        grid += assembler.add(replace(block, lost_packets=0), arrived_s)
    grid += assembler.flush()
    values, _ = whole_of(grid)
    late = values[4000:5000]
    apart_by = []
    for part in (slice(0, 3), slice(3, 6)):
        fits = [
            float(np.abs(late[:, part] - leg.values[4000 + k : 5000 + k, part]).max())
            for k in range(-80, 81)
        ]
        apart_by.append(int(np.argmin(fits)) - 80)
    assert abs(apart_by[0] - apart_by[1]) <= 2


def test_a_stream_without_angular_rates_is_given_with_none_measured() -> None:
    leg = leg_of(5.0)
    assembler, values, measured = joined(leg, 8, 8, keep=lambda _n, block: block.gyr_radps is None)
    assert np.array_equal(values[:, :3], leg.values[:, :3])
    assert not measured.any()
    assert not values[:, 3:].any()
    assert assembler.counts.samples == len(leg.values)


def test_angular_rates_are_waited_for_a_second_and_no_longer() -> None:
    leg = leg_of(6.0)
    assembler = assembler_of()
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    given_ = 0
    for number, (block, arrived_s) in enumerate(zip(blocks, arrivals_s.tolist(), strict=True)):
        only = replace(block, gyr_radps=None)
        given_ += sum(len(one) for one in assembler.add(only, arrived_s))
        assert given_ >= 8 * (number + 1) - NOMINAL_HZ - 8


def test_angular_rates_alone_make_no_grid_and_fill_no_memory() -> None:
    leg = leg_of(30.0)
    assembler, blocks = assembler_of(), packets_of(leg, even_cut(leg, 1))
    only = [replace(block, acc_mps2=None) for block in blocks[0]]
    assert fed(assembler, only, blocks[1]) == []
    assert assembler.counts.left_out_samples > 0


def test_a_sensor_that_stops_sending_both_together_goes_on() -> None:
    leg = leg_of(20.0)
    blocks, arrivals_s = packets_of(leg, even_cut(leg))
    mixed, times_s = [], []
    for number, (block, arrived_s) in enumerate(zip(blocks, arrivals_s.tolist(), strict=True)):
        parts = [block]
        if number >= 500:
            parts = [replace(block, gyr_radps=None), replace(block, acc_mps2=None)]
        mixed += parts
        times_s += [arrived_s] * len(parts)
    values, measured = whole_of(fed(assembler_of(), mixed, np.array(times_s)))
    assert np.array_equal(values, leg.values)
    assert measured.all()


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
