import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.errors import ProtocolError
from kicksense.protocol.bluest import (
    ACC_MPS2_PER_COUNT,
    BLUEST,
    BLUEST_NINE,
    BLUEST_SIX,
    GYR_RADPS_PER_COUNT,
    BluestDecoder,
    BluestPeripheral,
)
from kicksense.protocol.codec import Message, StreamOptions
from kicksense.units import GRAVITY_MPS2
from tests.protocol.codec_made import decoded, joined, samples


def decoder() -> BluestDecoder:
    return BluestDecoder.of(StreamOptions())


def packet(tick: int, *counts: int) -> bytes:
    return struct.pack(f"<H{len(counts)}h", tick & 0xFFFF, *counts)


NINE = (10, -20, 1000, 1, -2, 900, 5, 6, 7)


def channel_of(mask: int) -> str:
    return f"{mask:08x}-0001-11e1-ac36-0002a5d5c51b"


def test_counts_are_thousandths_of_g_and_tenths_of_a_degree_a_second() -> None:
    for channel, counts in ((BLUEST_NINE, NINE), (BLUEST_SIX, NINE[:6]), (BLUEST_NINE, NINE[:6])):
        block, _ = decoder().decode(channel, packet(300, *counts))
        assert block.acc_mps2 is not None
        assert block.gyr_radps is not None
        assert block.acc_mps2[0] / GRAVITY_MPS2 == pytest.approx([0.01, -0.02, 1.0])
        assert np.rad2deg(block.gyr_radps[0]) == pytest.approx([0.1, -0.2, 90.0])
        assert (block.sequence, block.time_s, block.problems) == (300, None, ())


@pytest.mark.parametrize(
    ("mask", "acc", "gyr"),
    [
        (0x00800000, (1, 2, 3), None),
        (0x00400000, None, (1, 2, 3)),
        (0x00A00000, (1, 2, 3), None),
        (0x00600000, None, (1, 2, 3)),
        (0x00E00000, (1, 2, 3), (4, 5, 6)),
    ],
)
def test_the_mask_in_the_uuid_tells_what_a_packet_holds(
    mask: int, acc: tuple[int, ...] | None, gyr: tuple[int, ...] | None
) -> None:
    counts = range(1, 1 + 3 * mask.bit_count())
    block, _ = decoder().decode(channel_of(mask), packet(1, *counts))
    for part, per_count, expected in (
        (block.acc_mps2, ACC_MPS2_PER_COUNT, acc),
        (block.gyr_radps, GYR_RADPS_PER_COUNT, gyr),
    ):
        assert (part is None) == (expected is None)
        if part is not None:
            assert part[0] / per_count == pytest.approx(expected)


@pytest.mark.parametrize("mask", [0, 0x00200000, 0x00000100, 0x00800100])
def test_other_features_are_no_samples_and_no_error(mask: int) -> None:
    block, after = decoder().decode(channel_of(mask), b"\1\2\3")
    assert (len(block), block.problems, after) == (0, (), decoder())


def test_a_packet_of_another_length_is_refused() -> None:
    for channel, good in ((BLUEST_NINE, (14, 20)), (channel_of(0x00800000), (8,))):
        for length in range(25):
            if length in good:
                continue
            with pytest.raises(ProtocolError, match=f"has {length} bytes"):
                decoder().decode(channel, bytes(length))


@pytest.mark.parametrize("magnetometer", [True, False])
def test_what_is_sent_is_decoded_within_half_a_count(magnetometer: bool) -> None:
    acc, gyr = samples(300)
    peripheral = replace(BluestPeripheral.of(StreamOptions()), magnetometer=magnetometer)
    messages, _ = peripheral.sent(655.0, acc, gyr, 20)
    blocks, _ = decoded(decoder(), messages)
    assert np.abs(joined(blocks, "acc_mps2") - acc).max() <= 0.5001 * ACC_MPS2_PER_COUNT
    assert np.abs(joined(blocks, "gyr_radps") - gyr).max() <= 0.5001 * GYR_RADPS_PER_COUNT
    assert [block.sequence for block in blocks] == [(65_500 + k) % 65_536 for k in range(300)]
    assert sum(block.lost_packets for block in blocks) == 0


def test_what_is_beyond_the_sensors_range_stays_there() -> None:
    peripheral = BluestPeripheral.of(StreamOptions(acc_range_g=8.0, gyr_range_dps=1000.0))
    messages, _ = peripheral.sent(0.0, np.full((1, 3), 999.0), np.full((1, 3), -99.0), 20)
    (block,), _ = decoded(decoder(), messages)
    assert block.acc_mps2 is not None
    assert block.gyr_radps is not None
    assert block.acc_mps2[0] == pytest.approx([8 * GRAVITY_MPS2] * 3)
    assert np.rad2deg(block.gyr_radps[0]) == pytest.approx([-1000.0] * 3)


def test_missing_packets_show_in_the_tick_over_its_wrap_around() -> None:
    ticks = [65_500 + 2 * k for k in range(30)]
    kept = [tick for number, tick in enumerate(ticks) if number not in (12, 20, 21)]
    blocks, _ = decoded(
        decoder(),
        [Message(BLUEST_NINE, packet(tick, tick % 7, *NINE[1:])) for tick in kept],
    )
    assert [block.lost_packets for block in blocks if block.lost_packets] == [1, 2]


def test_the_same_packet_again_gives_no_sample_and_the_same_tick_with_others_does() -> None:
    first, second = packet(5, *NINE), packet(5, 11, *NINE[1:])
    third = packet(6, *NINE)
    order = (first, second, first, third, third)
    blocks, _ = decoded(decoder(), [Message(BLUEST_NINE, one) for one in order])
    assert [block.repeated for block in blocks] == [False, False, True, False, True]
    assert [len(block) for block in blocks] == [1, 1, 0, 1, 0]


def test_the_opening_subscribes_to_whichever_characteristic_is_there() -> None:
    steps = BLUEST.opening(StreamOptions())
    assert {step.channel for step in steps} == {uuid for uuid, _ in BLUEST.channels}
    assert all(step.subscribe and step.optional for step in steps)


@given(st.lists(st.binary(max_size=24), max_size=60))
def test_noise_raises_nothing_but_a_protocol_error(payloads: list[bytes]) -> None:
    knowing = decoder()
    for payload in payloads:
        try:
            block, successor = knowing.decode(BLUEST_NINE, payload)
        except ProtocolError:
            continue
        assert isinstance(successor, BluestDecoder)
        knowing = successor
        assert block.lost_packets < 65_536
        assert len(knowing.order.recent) <= 16
