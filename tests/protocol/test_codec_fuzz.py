"""Whatever a stranger sends: samples or a ProtocolError, nothing else, and never without end."""

from functools import cache
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.domain.notifications import SampleBlock
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import Decoder, Family, Message, Stream, StreamOptions
from kicksense.protocol.families import FAMILIES
from tests.protocol.family_bench import deep_bytes, opened, sent

every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
BY_NAME = MappingProxyType({family.name: family for family in FAMILIES})


@cache
def heard_from(name: str) -> tuple[Message, ...]:
    """Give what a sensor of a family really sends, answers included, packets of all sizes."""
    family = BY_NAME[name]
    sensor = opened(family)
    rooms = [sent(family, sensor.peripheral, 3, room=room).messages for room in (20, 182, 512)]
    return (*sensor.answers, *(message for messages in rooms for message in messages))


@st.composite
def spoiled(draw: st.DrawFn, name: str) -> Message:
    """Draw a notification that was real before something happened to it."""
    message = draw(st.sampled_from(heard_from(name)))
    payload = bytearray(message.payload)
    for _ in range(draw(st.integers(0, 3))):
        if not payload:
            break
        at = draw(st.integers(0, len(payload) - 1))
        what = draw(st.sampled_from(["byte", "cut", "longer", "drop", "twice"]))
        if what == "byte":
            payload[at] = draw(st.integers(0, 255))
        elif what == "cut":
            del payload[at:]
        elif what == "drop":
            del payload[at]
        elif what == "longer":
            payload += draw(st.binary(max_size=20))
        else:
            payload += payload[at:]
    return Message(message.channel, bytes(payload))


def strangers(family: Family) -> st.SearchStrategy[list[Message]]:
    channels = st.sampled_from([channel for channel, _ in family.channels])
    random = st.builds(Message, channels, st.binary(max_size=80))
    real = st.sampled_from(heard_from(family.name))
    return st.lists(st.one_of(spoiled(family.name), real, random), max_size=25)


def fed(decoder: Decoder, messages: list[Message]) -> Decoder:
    """Let a decoder have all of it, and look at everything it gives."""
    for message in messages:
        try:
            block, decoder = decoder.decode(message.channel, message.payload)
        except ProtocolError:
            continue
        look_at(block)
    return decoder


def look_at(block: SampleBlock) -> None:
    for part in (block.acc_mps2, block.gyr_radps):
        if part is not None:
            assert np.isfinite(part).all()
            assert len(part) <= 2000
    assert block.time_s is None or np.isfinite(block.time_s)
    assert block.lost_packets >= 0
    assert not (block.repeated and len(block))
    assert all(len(problem) < 400 for problem in block.problems)


OPTIONS = st.builds(
    StreamOptions,
    stream=st.sampled_from(Stream),
    rate_hz=st.sampled_from([None, 26.0, 100.0, 208.0]),
    acc_range_g=st.sampled_from([None, 2.0, 16.0]),
    gyr_range_dps=st.sampled_from([None, 125.0, 2000.0]),
)


@every_family
@settings(max_examples=150, deadline=None, derandomize=True)
@given(chance=st.data())
def test_any_sequence_of_notifications_is_understood_or_refused(
    family: Family, chance: st.DataObject
) -> None:
    options = chance.draw(OPTIONS)
    decoder = fed(family.decoder(options), chance.draw(strangers(family)))
    assert deep_bytes(decoder) < 16_384
    real = [message for message in heard_from(family.name) for _ in range(2)]
    fed(decoder, real)


@every_family
@settings(max_examples=100, deadline=None, derandomize=True)
@given(chance=st.data())
def test_a_simulated_sensor_stands_any_command(family: Family, chance: st.DataObject) -> None:
    written = [step.payload for step in family.opening(StreamOptions()) if step.payload]
    payloads = st.one_of(st.sampled_from(written or [b""]), st.binary(max_size=24))
    channels = st.sampled_from([channel for channel, _ in family.channels])
    peripheral = family.peripheral(chance.draw(OPTIONS))
    for _ in range(chance.draw(st.integers(0, 12))):
        message = Message(chance.draw(channels), chance.draw(payloads))
        answers, peripheral = peripheral.heard(message)
        assert all(len(answer.payload) <= 512 for answer in answers)
        assert peripheral.samples_per_packet >= 1
        assert peripheral.rate_hz > 0.0


@pytest.mark.slow
@every_family
def test_a_hundred_thousand_strange_notifications_leave_nothing_behind(family: Family) -> None:
    rng = np.random.default_rng(5)
    real = heard_from(family.name)
    channels = [channel for channel, _ in family.channels]
    decoder, sizes = family.decoder(StreamOptions()), []
    for number in range(100_000):
        message = real[int(rng.integers(len(real)))]
        if number % 2:
            payload = rng.bytes(int(rng.integers(0, 40)))
            message = Message(channels[number % len(channels)], payload)
        elif number % 3 == 0:
            message = Message(message.channel, message.payload[: int(rng.integers(1, 500))])
        try:
            _, decoder = decoder.decode(message.channel, message.payload)
        except ProtocolError:
            continue
        if number % 1000 == 0:
            sizes.append(deep_bytes(decoder))
    assert max(sizes) < 16_384
