"""Acceleration and angular rate in packets of their own find together."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from kicksense.assembly.stream import StreamAssembler
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.notifications import SampleBlock
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
