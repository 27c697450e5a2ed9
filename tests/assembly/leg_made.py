"""A leg sampled at its own rate, by a clock of its own, cut into packets."""

from dataclasses import dataclass

import numpy as np

from kicksense.assembly.settings import DEFAULT_STREAM_SETTINGS, StreamSettings
from kicksense.assembly.stream import StreamAssembler
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.notifications import SampleBlock
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
