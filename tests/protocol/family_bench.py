"""A sensor of any family and the program that listens to it, without a radio between them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.protocol.codec import Decoder, Family, Message, Peripheral, StreamOptions
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

USUAL = StreamOptions()


@dataclass(frozen=True, slots=True)
class Opened:
    """A sensor that streams, the decoder that has heard its answers, and what was said."""

    peripheral: Peripheral
    decoder: Decoder
    answers: tuple[Message, ...]
    problems: tuple[str, ...]


def opened(family: Family, options: StreamOptions = USUAL) -> Opened:
    """Take the steps of the opening as the collector does."""
    peripheral, decoder = family.peripheral(options), family.decoder(options)
    answers: list[Message] = []
    problems: list[str] = []
    for step in family.opening(options):
        if step.subscribe or not step.applies(message.payload for message in answers):
            continue
        heard: tuple[Message, ...]
        if step.payload is None:
            heard = (Message(step.channel, peripheral.read(step.channel)),)
        else:
            heard, peripheral = peripheral.heard(Message(step.channel, step.payload))
        if step.answered_on is not None:
            assert step.answered_on in [message.channel for message in heard]
        for message in heard:
            block, decoder = decoder.decode(message.channel, message.payload)
            problems += block.problems
        answers += heard
    return Opened(peripheral, decoder, tuple(answers), tuple(problems))


def lively(family: Family, count: int, seed: int = 7) -> tuple[FloatArray, FloatArray]:
    """Give acceleration and angular rate up to nine tenths of a family's full scales."""
    rng = np.random.default_rng(seed)
    acc = 0.9 * family.acc_range_g * GRAVITY_MPS2
    gyr = 0.9 * family.gyr_range_dps * RADPS_PER_DPS
    return rng.uniform(-acc, acc, (count, 3)), rng.uniform(-gyr, gyr, (count, 3))


@dataclass(frozen=True, slots=True)
class Sent:
    """Samples, and the notifications that bear them."""

    acc_mps2: FloatArray
    gyr_radps: FloatArray
    messages: tuple[Message, ...]


def sent(
    family: Family, start: Peripheral, packets: int, *, room: int = 244, begin_s: float = 2.0
) -> Sent:
    """Let a sensor send so many packets of its own size."""
    per_packet, rate_hz = start.samples_per_packet, start.rate_hz
    acc, gyr = lively(family, per_packet * packets)
    messages: list[Message] = []
    peripheral = start
    for at in range(0, len(acc), per_packet):
        rows = slice(at, at + per_packet)
        some, peripheral = peripheral.sent(begin_s + at / rate_hz, acc[rows], gyr[rows], room)
        messages += some
    return Sent(acc, gyr, tuple(messages))


def blocks_of(decoder: Decoder, messages: tuple[Message, ...]) -> list[SampleBlock]:
    """Give what a decoder makes of messages, one after the other."""
    blocks = []
    for message in messages:
        block, decoder = decoder.decode(message.channel, message.payload)
        blocks.append(block)
    return blocks


def parts(blocks: list[SampleBlock], name: str) -> FloatArray:
    """Give acceleration or angular rate of all blocks, shape (n, 3)."""
    found = [getattr(block, name) for block in blocks]
    return np.concatenate([np.empty((0, 3)), *(part for part in found if part is not None)])


def deep_bytes(value: object) -> int:
    """Give about how much memory a value holds, all that it refers to included."""
    return sum(_own_bytes(one) for one in _reached(value))


def _reached(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, tuple | list | frozenset | set):
        inner = list(value)
    elif is_dataclass(value):
        inner = [getattr(value, field.name) for field in fields(value)]
    else:
        inner = []
    for one in inner:
        yield from _reached(one)


def _own_bytes(value: object) -> int:
    if isinstance(value, np.ndarray):
        return int(value.nbytes) + 100
    return value.__sizeof__()
