"""What holds for every family of sensors."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest

from kicksense.domain.notifications import SampleBlock
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import (
    BATTERY_LEVEL,
    ClockKind,
    Decoder,
    Family,
    Message,
    Stream,
    StreamOptions,
)
from kicksense.protocol.families import FAMILIES
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS
from tests.protocol.family_bench import (
    Opened,
    Sent,
    blocks_of,
    deep_bytes,
    lively,
    opened,
    parts,
    sent,
)

ROOMS = (20, 30, 64, 182, 244, 512)
"""Bytes in a notification: the smallest there is, odd ones, macOS, phones, Linux."""

LEAST = {family.name: 28 if family.name == "dot" else 20 for family in FAMILIES}
"""What a sensor needs at least; a DOT's packet is never shorter."""

TIMED = [family for family in FAMILIES if family.clock is ClockKind.SENSOR]
COUNTED = [family for family in FAMILIES if family.name not in ("witmotion", "metamotion")]
"""The others' packets bear neither time nor counter."""


def each(families: Iterable[Family]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("family", families, ids=lambda family: family.name)


every_family = each(FAMILIES)
every_timed_family = each(TIMED)
every_counted_family = each(COUNTED)


def count_of(family: Family) -> tuple[float, float]:
    """Give one count: of 16 bits over the full scale, or what the family rounds to."""
    acc_g = max(family.acc_range_g / 32768.0, 1e-3 if family.name == "bluest" else 0.0)
    gyr_dps = max(family.gyr_range_dps / 28571.0, 0.1 if family.name == "bluest" else 0.0)
    return acc_g * GRAVITY_MPS2, gyr_dps * RADPS_PER_DPS


def streamed(family: Family, packets: int = 12, **how: float) -> tuple[Opened, Sent]:
    sensor = opened(family)
    begin_s, room = how.get("begin_s", 2.0), int(how.get("room", 244))
    return sensor, sent(family, sensor.peripheral, packets, room=room, begin_s=begin_s)


def attempted(decoder: Decoder, message: Message) -> tuple[SampleBlock, Decoder]:
    """Decode what may make no sense."""
    try:
        return decoder.decode(message.channel, message.payload)
    except ProtocolError:
        return SampleBlock(), decoder


def test_all_seven_families_are_there() -> None:
    names = {"ksp", "movesense", "polar", "witmotion", "metamotion", "bluest", "dot"}
    assert {family.name for family in FAMILIES} == names


@every_family
@pytest.mark.parametrize("stream", Stream)
def test_the_opening_makes_a_sensor_stream_without_a_complaint(
    family: Family, stream: Stream
) -> None:
    options = StreamOptions(stream=stream, acc_range_g=16.0)
    sensor = opened(family, options)
    assert sensor.peripheral.streaming
    assert sensor.problems == ()


@every_family
def test_the_opening_uses_channels_for_what_they_can_do(family: Family) -> None:
    channels = dict(family.channels)
    for step in (*family.opening(StreamOptions()), *family.closing()):
        if step.optional and step.channel not in channels:
            continue  # of another service, and no fault where it is missing
        can = channels[step.channel]
        if step.subscribe:
            assert {"notify", "indicate"} & set(can)
        elif step.payload is None:
            assert "read" in can
        else:
            assert {"write", "write-without-response"} & set(can)
        assert step.answered_on is None or step.answered_on in channels


@every_family
def test_what_is_asked_for_is_what_the_sensor_sends(family: Family) -> None:
    for rate_hz in family.rates_hz or (100.0, 200.0):
        sensor = opened(family, StreamOptions(rate_hz=rate_hz))
        assert sensor.peripheral.rate_hz == rate_hz
    assert family.rate_hz == opened(family).peripheral.rate_hz


@every_family
@pytest.mark.parametrize("room", ROOMS)
def test_samples_come_back_within_one_count(family: Family, room: int) -> None:
    sensor, told = streamed(family, room=room)
    assert max(len(message.payload) for message in told.messages) <= max(room, LEAST[family.name])
    blocks = blocks_of(sensor.decoder, told.messages)
    acc, gyr = parts(blocks, "acc_mps2"), parts(blocks, "gyr_radps")
    assert len(told.acc_mps2) - len(acc) < 2 * sensor.peripheral.samples_per_packet
    assert len(acc) == len(gyr) > 0
    acc_count, gyr_count = count_of(family)
    assert acc == pytest.approx(told.acc_mps2[: len(acc)], abs=acc_count)
    assert gyr == pytest.approx(told.gyr_radps[: len(gyr)], abs=gyr_count)
    assert sum(block.lost_packets for block in blocks) == 0
    assert not any(block.repeated for block in blocks)


@every_family
@pytest.mark.parametrize("stream", [Stream.ACC, Stream.GYR])
def test_a_part_that_was_not_asked_for_may_be_absent_and_the_other_is_whole(
    family: Family, stream: Stream
) -> None:
    sensor = opened(family, StreamOptions(stream=stream))
    told = sent(family, sensor.peripheral, 6)
    blocks = blocks_of(sensor.decoder, told.messages)
    name = "acc_mps2" if stream is Stream.ACC else "gyr_radps"
    assert len(parts(blocks, name)) == len(told.acc_mps2)


@every_timed_family
@pytest.mark.parametrize("begin_s", [2.0, 2**32 / 1e6 - 0.3, 2**32 / 1e3 - 0.3, 2**33 / 1e6 - 0.1])
def test_times_are_those_of_first_samples_and_go_on_when_the_clock_wraps(
    family: Family, begin_s: float
) -> None:
    sensor, told = streamed(family, begin_s=begin_s)
    blocks = blocks_of(sensor.decoder, told.messages)
    rate_hz = sensor.peripheral.rate_hz
    for name in ("acc_mps2", "gyr_radps"):
        some = [block for block in blocks if getattr(block, name) is not None]
        first_s = some[0].time_s
        before = 0
        for block in some:
            assert block.time_s is not None
            assert first_s is not None
            assert block.time_s - first_s == pytest.approx(before / rate_hz, abs=1.1e-3)
            before += len(getattr(block, name))
    assert not any(block.problems for block in blocks)


@every_counted_family
def test_a_packet_that_never_came_is_counted(family: Family) -> None:
    sensor, told = streamed(family, packets=16, room=512)
    per_packet = 2 if family.name == "polar" else 1
    cut = 10 * per_packet
    kept = told.messages[:cut] + told.messages[cut + per_packet :]
    blocks = blocks_of(sensor.decoder, kept)
    assert sum(block.lost_packets for block in blocks) == per_packet
    assert len(parts(blocks, "acc_mps2")) == len(told.acc_mps2) * 15 // 16


@every_counted_family
def test_packets_that_come_twice_give_their_samples_once(family: Family) -> None:
    for room in (20, 244, 512):
        sensor, told = streamed(family, room=room)
        once = blocks_of(sensor.decoder, told.messages)
        twice = blocks_of(
            sensor.decoder, tuple(message for message in told.messages for _ in range(2))
        )
        assert parts(twice, "acc_mps2") == pytest.approx(parts(once, "acc_mps2"))
        assert sum(block.repeated for block in twice) == len(told.messages)
        assert sum(block.lost_packets for block in twice) == 0


@every_family
@pytest.mark.parametrize("room", [20, 182, 512])
def test_a_notification_cut_short_is_refused_or_empty_and_the_next_ones_are_understood(
    family: Family, room: int
) -> None:
    sensor, told = streamed(family, packets=8, room=room)
    clean = blocks_of(sensor.decoder, told.messages)
    at = len(told.messages) // 2
    before = sensor.decoder
    for message in told.messages[:at]:
        _, before = before.decode(message.channel, message.payload)
    victim = told.messages[at]
    for length in range(len(victim.payload)):
        _, after = attempted(before, Message(victim.channel, victim.payload[:length]))
        blocks = [SampleBlock()]
        for message in told.messages[at + 1 :]:
            block, after = attempted(after, message)
            blocks.append(block)
        assert parts(blocks[-1:], "acc_mps2") == pytest.approx(parts(clean[-1:], "acc_mps2"))
        assert parts(blocks[-1:], "gyr_radps") == pytest.approx(parts(clean[-1:], "gyr_radps"))


@every_family
def test_answers_cut_short_raise_nothing_but_protocol_errors(family: Family) -> None:
    sensor = opened(family)
    decoder = family.decoder(StreamOptions())
    for message in sensor.answers:
        for length in range(len(message.payload)):
            attempted(decoder, Message(message.channel, message.payload[:length]))


@every_family
def test_unknown_channels_are_empty_and_change_nothing(family: Family) -> None:
    sensor, told = streamed(family)
    for channel in (BATTERY_LEVEL, "", "0000ffff-0000-1000-8000-00805f9b34fb"):
        for payload in (b"", b"\x00", b"\xff" * 512, told.messages[0].payload):
            block, after = sensor.decoder.decode(channel, payload)
            assert (len(block), block.problems, block.time_s) == (0, (), None)
            assert after == sensor.decoder


@every_family
def test_decoding_does_not_change_a_decoder(family: Family) -> None:
    sensor, told = streamed(family)
    before = repr(sensor.decoder)
    first = blocks_of(sensor.decoder, told.messages)
    assert repr(sensor.decoder) == before
    again = blocks_of(sensor.decoder, told.messages)
    assert np.array_equal(parts(first, "acc_mps2"), parts(again, "acc_mps2"))


@every_family
def test_what_exceeds_the_full_scale_stays_at_it(family: Family) -> None:
    sensor = opened(family)
    acc, gyr = lively(family, sensor.peripheral.samples_per_packet)
    messages, _ = sensor.peripheral.sent(2.0, 100.0 * np.sign(acc) * 50.0, 1e4 * gyr, 512)
    blocks = blocks_of(sensor.decoder, messages)
    assert np.abs(parts(blocks, "acc_mps2")).min() == pytest.approx(
        family.acc_range_g * GRAVITY_MPS2, rel=0.01
    )
    assert np.abs(parts(blocks, "gyr_radps")).max() < 1.2 * family.gyr_range_dps * RADPS_PER_DPS


@every_family
def test_the_closing_ends_the_stream(family: Family) -> None:
    peripheral = opened(family).peripheral
    for step in family.closing():
        assert step.optional
        if step.payload is not None:
            _, peripheral = peripheral.heard(Message(step.channel, step.payload))
    if any(step.payload is not None for step in family.closing()):
        assert not peripheral.streaming


@every_family
def test_a_sensor_can_be_opened_again_after_its_link_was_lost(family: Family) -> None:
    options = StreamOptions()
    sensor = opened(family, options)
    peripheral, decoder = sensor.peripheral, sensor.decoder
    for step in family.opening(options):
        if step.payload is not None and step.applies(m.payload for m in sensor.answers):
            heard, peripheral = peripheral.heard(Message(step.channel, step.payload))
            for message in heard:
                _, decoder = attempted(decoder, message)
    told = sent(family, peripheral, 4, room=512)
    assert len(parts(blocks_of(decoder, told.messages), "acc_mps2")) == len(told.acc_mps2)


@every_family
def test_what_a_sensor_is_remembered_by_does_not_grow(family: Family) -> None:
    sensor, told = streamed(family, packets=6)
    rng = np.random.default_rng(11)
    channels = [uuid for uuid, _ in family.channels]
    decoder, largest = sensor.decoder, 0
    for number in range(20_000):
        if number % 3:
            payload = rng.bytes(int(rng.integers(0, 60)))
            message = Message(channels[int(rng.integers(len(channels)))], payload)
        else:
            message = told.messages[int(rng.integers(len(told.messages)))]
            spoiled = bytearray(message.payload)
            spoiled[int(rng.integers(len(spoiled)))] = int(rng.integers(256))
            message = Message(message.channel, bytes(spoiled))
        _, decoder = attempted(decoder, message)
        if number % 500 == 0:
            largest = max(largest, deep_bytes(decoder))
    assert largest < 16_384


@every_family
def test_notes_are_sentences_and_rates_are_in_order(family: Family) -> None:
    assert all(note.endswith(".") and len(note) < 200 for note in family.notes)
    assert all(low < high for low, high in pairwise(family.rates_hz))
