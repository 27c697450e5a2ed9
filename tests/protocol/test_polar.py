import struct

import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.errors import ProtocolError
from kicksense.protocol import pmd
from kicksense.protocol.codec import Message, Stream, StreamOptions
from kicksense.protocol.pmd import Measurement, Setting
from kicksense.protocol.polar import POLAR, PolarDecoder, start_command
from kicksense.protocol.polar_peripheral import PolarPeripheral
from kicksense.units import GRAVITY_MPS2
from tests.protocol.family_bench import blocks_of, opened, parts, sent

# Published bytes and the values they mean, cited from github.com/polarofficial/polar-ble-sdk,
# sources/iOS/ios-communications/Tests/iOSCommunicationsTests: AccDataTest.swift,
# PmdSettingTest.swift and PmdTimeStampUtilsTest.swift; and from its Android tests: GyrDataTest.kt.
ACC_TYPE_0 = bytes.fromhex(
    "020094357700000000807107f06a9e8d0a38be5cbeba2f96b3ee4be5adfb42b9ebbe4cfeba2f92bfee4be4b1fb12b9ec"
    "bd3c3ebb2f8fd3de4be3b5f7d2b8edbd307e7b2f8be3ce8be2baf7a2b8eebc20be7b2f88f3cecbe1bdef52f8efbc18fe"
    "3b2f8403bfcbe0c2ef32b8f0bb044ebc2e8113af0be0c6eff2f7f1b9fc7dbc2e7d279f4bdfcaebc2f7f2b8eccd7c2e7b"
    "378f4bdecee392f7f3b8e00dfd2d774b7fcbddd2df6237f5b7d44dbd2d745b6fcbdcd7d73237f6b5c88d7d2d716b4f4b"
    "dcdcd3f236f7b4bcddfd2c6f7b3f4bdbe0cfd236f8b2b02dbe2c6c8f1fcbdae3c7a276f9"
)
ACC_TYPE_1 = bytes.fromhex("0266000000000000008 1f1ff1400f00306017b0f08".replace(" ", ""))
ACC_RAW = bytes.fromhex("02009435770000000001" + "f7ffffffe703f8fffeffe503f9ffffffe503")
GYRO_TYPE_0 = bytes.fromhex("05ffffffffffffff7f80eaff08000d000301df00")
GYRO_TYPE_1 = bytes.fromhex(
    "050094357700000000810000803f000020410000a0411c010000a001000008cdccec0d"
)
SETTINGS = bytes.fromhex("00013400010110000204f500f401e803d007040103")

FRESH = PolarDecoder()


def reply(opcode: int, kind: int, status: int = 0, parameters: bytes = b"") -> Message:
    return Message(pmd.CONTROL, bytes([0xF0, opcode, kind, status, 0]) + parameters)


def started(kind: Measurement, factor: float, **options: float) -> PolarDecoder:
    told = b"\x05\x01" + struct.pack("<f", factor)
    decoder = PolarDecoder(StreamOptions(**options))  # type: ignore[arg-type]
    _, after = decoder.decode(pmd.CONTROL, reply(2, kind, 0, told).payload)
    return after


def acc_of(decoder: PolarDecoder, payload: bytes) -> FloatArray:
    block, _ = decoder.decode(pmd.DATA, payload)
    assert block.acc_mps2 is not None
    return block.acc_mps2 / GRAVITY_MPS2


def rates_of(decoder: PolarDecoder, payload: bytes) -> FloatArray:
    block, _ = decoder.decode(pmd.DATA, payload)
    assert block.gyr_radps is not None
    return np.rad2deg(block.gyr_radps)


def test_the_published_frame_of_57_accelerations_gives_its_published_values() -> None:
    counts = pmd.unpacked(ACC_TYPE_0[10:], 2)
    assert counts.shape == (57, 3)
    assert counts[:2].tolist() == [[1905, 27376, -29282], [2095, 27271, -29367]]
    values_g = acc_of(started(Measurement.ACC, 2.44e-4), ACC_TYPE_0)
    assert values_g == pytest.approx(counts * 2.44e-4, rel=1e-6)
    assert np.abs(values_g).max() <= 8.0


def test_published_accelerations_in_milli_g_give_their_published_values() -> None:
    assert acc_of(FRESH, ACC_TYPE_1) * 1e3 == pytest.approx(
        np.array([[-15.0, 20.0, 1008.0], [-20.0, 17.0, 1008.0]])
    )
    raw = acc_of(FRESH, ACC_RAW) * 1e3
    assert raw == pytest.approx(
        np.array([[-9.0, -1.0, 999.0], [-8.0, -2.0, 997.0], [-7.0, -1.0, 997.0]])
    )


def test_published_angular_rates_give_their_published_values() -> None:
    assert rates_of(FRESH, GYRO_TYPE_0) == pytest.approx(
        np.array([[-22.0, 8.0, 13.0], [-23.0, 11.0, 16.0]])
    )
    floats = np.array([[1.0, 10.0, 20.0], [10.0, 20.0, 1.1]])
    assert rates_of(FRESH, GYRO_TYPE_1) == pytest.approx(floats)
    halved = rates_of(started(Measurement.GYR, 0.5), GYRO_TYPE_1)
    assert halved == pytest.approx(floats / 2.0)


def test_the_time_of_a_frame_is_that_of_its_last_sample() -> None:
    block, _ = FRESH.decode(pmd.DATA, GYRO_TYPE_0)
    assert block.time_s == pytest.approx(9223372036.854775807 - 1 / 52, abs=2e-6)


def frame(kind: Measurement, time_s: float, samples: int, value: int = 7) -> Message:
    counts = np.full((samples, 3), value, np.int64) + np.arange(samples)[:, np.newaxis]
    head = struct.pack("<BQB", kind, round(time_s * 1e9), 0x80)
    return Message(pmd.DATA, head + pmd.packed(counts, 2))


def test_samples_are_spread_back_to_the_frame_before_as_published() -> None:
    first = Message(
        pmd.DATA, struct.pack("<BQB", 5, 10**9, 0x80) + pmd.packed(np.ones((1, 3), np.int64), 2)
    )
    decoder = PolarDecoder(StreamOptions(rate_hz=1.0, gyr_range_dps=2000.0))
    blocks = blocks_of(decoder, (first, frame(Measurement.GYR, 11.0, 10)))
    assert blocks[1].time_s == pytest.approx(2.0)
    uneven = Message(
        pmd.DATA, struct.pack("<BQB", 5, 100, 0x80) + pmd.packed(np.ones((1, 3), np.int64), 2)
    )
    blocks = blocks_of(decoder, (uneven, frame(Measurement.GYR, 2.0, 3)))
    assert blocks[1].time_s == pytest.approx(0.66666673333, abs=1e-9)
    alone, _ = decoder.decode(pmd.DATA, frame(Measurement.GYR, 10.0, 10).payload)
    assert alone.time_s == pytest.approx(1.0)


@pytest.mark.parametrize("width", range(1, 33))
def test_differences_of_every_width_come_back(width: int) -> None:
    rng = np.random.default_rng(width)
    low, high = -(1 << (width - 1)), 1 << (width - 1)
    deltas = rng.integers(low, high, (40, 3))
    deltas[0], deltas[1] = low, high - 1
    counts = np.concatenate((np.array([[3, -4, 5]]), deltas)).cumsum(axis=0)
    content = pmd.packed(counts, 4)
    assert content[12] == width
    assert np.array_equal(pmd.unpacked(content, 4), counts)


def test_blocks_of_several_widths_follow_each_other() -> None:
    steps = np.concatenate((np.ones(20), np.full(3, 30_000), np.full(3, -30_000), np.ones(70)))
    counts = np.repeat(steps.cumsum().astype(np.int64)[:, np.newaxis], 3, axis=1)
    content = pmd.packed(counts, 2)
    assert len(content) < 6 + 60 + 96 * 6
    assert np.array_equal(pmd.unpacked(content, 2), counts)


def test_one_byte_longer_or_shorter_is_no_frame() -> None:
    content = pmd.packed(np.arange(90).reshape(30, 3), 2)
    for wrong in (
        content[:-1],
        content + b"\x00",
        content + b"\x00\x00",
        content + b"\x05\x00",
        b"\x01",
    ):
        with pytest.raises(ProtocolError):
            pmd.unpacked(wrong, 2)
    with pytest.raises(ProtocolError, match="differences of 33 bits"):
        pmd.unpacked(content[:6] + b"\x21\x01" + bytes(13), 2)


def test_uncompressed_numbers_of_one_two_and_three_bytes_are_signed() -> None:
    for size in (1, 2, 3):
        limit = 1 << (8 * size - 1)
        rows = [[-limit, limit - 1, -1], [0, 1, -2]]
        content = b"".join(
            value.to_bytes(size, "little", signed=True) for row in rows for value in row
        )
        payload = struct.pack("<BQB", 2, 10**9, size - 1) + content
        assert acc_of(FRESH, payload) * 1e3 == pytest.approx(np.array(rows, np.float64))
    in_g = acc_of(started(Measurement.ACC, 0.5), struct.pack("<BQB3b", 2, 10**9, 0, 2, -4, 6))
    assert in_g.tolist() == [[1.0, -2.0, 3.0]]


def test_the_scale_is_the_sensor_s_or_else_the_given_range_or_else_said_to_be_unknown() -> None:
    told = acc_of(started(Measurement.ACC, 1e-3, acc_range_g=16.0), ACC_TYPE_0)
    assert told[0, 0] == pytest.approx(1.905)
    given = acc_of(PolarDecoder(StreamOptions(acc_range_g=8.0)), ACC_TYPE_0)
    assert given[0, 0] == pytest.approx(1905 * 8 / 32768)
    guessed = blocks_of(FRESH, (Message(pmd.DATA, GYRO_TYPE_0), frame(Measurement.GYR, 1e10, 3)))
    assert "No factor" in guessed[0].problems[0]
    assert not any("No factor" in problem for problem in guessed[1].problems)
    _, silent = FRESH.decode(pmd.CONTROL, reply(2, 5).payload)
    assert rates_of(silent, GYRO_TYPE_0)[0, 0] == pytest.approx(-22 * 2000 / 32768)


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan"), float("inf"), 1e30])
def test_a_factor_that_cannot_be_is_refused(factor: float) -> None:
    with pytest.raises(ProtocolError, match="factor"):
        started(Measurement.GYR, factor)


def test_published_settings_are_read() -> None:
    settings = pmd.settings_of(SETTINGS)
    assert pmd.numbers_of(settings, Setting.RATE) == (52,)
    assert pmd.numbers_of(settings, Setting.RESOLUTION) == (16,)
    assert pmd.numbers_of(settings, Setting.RANGE) == (245, 500, 1000, 2000)
    assert pmd.numbers_of(settings, Setting.CHANNELS) == (3,)
    milli = pmd.settings_of(bytes.fromhex("0302ffffffffff00000001010e00"))
    assert pmd.numbers_of(milli, Setting.RANGE_MILLI) == (0xFFFFFFFF, 0xFF)
    with pytest.raises(ProtocolError):
        pmd.settings_of(bytes.fromhex("0302ffffffffff00000001010e"))


def test_starting_208_hz_and_16_g_is_written_as_specified() -> None:
    assert start_command(StreamOptions(), Measurement.ACC) == bytes.fromhex(
        "02020001d0000101100002011000040103"
    )


def test_replies_are_put_into_words() -> None:
    lines = {
        (2, 5, 8): "no such rate",
        (2, 2, 13): "charger",
        (2, 9, 3): "SDK mode",
        (1, 6, 7): "resolution",
        (2, 2, 200): "status 200",
    }
    for (opcode, kind, status), words in lines.items():
        block, after = FRESH.decode(pmd.CONTROL, reply(opcode, kind, status).payload)
        assert words in block.problems[0]
        assert after == FRESH
    for opcode, kind, status in ((2, 9, 6), (2, 9, 0), (3, 2, 6), (3, 5, 12)):
        assert FRESH.decode(pmd.CONTROL, reply(opcode, kind, status).payload)[0].problems == ()
    plain, _ = FRESH.decode(pmd.CONTROL, reply(1, 5, 0, SETTINGS).payload)
    assert "no 208 Hz" in plain.problems[0]
    published, _ = FRESH.decode(pmd.CONTROL, reply(1, 2, 0, b"\xff\xff\xff").payload)
    assert published.problems == ()
    features, _ = FRESH.decode(pmd.CONTROL, b"\x0f\x24\x02")
    assert (len(features), features.problems) == (0, ())


def test_a_lost_frame_is_counted_and_does_not_stretch_the_samples_after_it() -> None:
    frames = tuple(frame(Measurement.GYR, 1.0 + n * 21 / 208, 21) for n in range(12))
    blocks = blocks_of(started(Measurement.GYR, 1.0), frames[:6] + frames[8:])
    assert [block.lost_packets for block in blocks] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 0]
    assert blocks[6].time_s == pytest.approx(1.0 + (8 * 21 - 20) / 208, abs=1e-6)


def test_the_first_loss_shows_too_when_the_rate_is_known() -> None:
    frames = tuple(frame(Measurement.ACC, 1.0 + n * 21 / 208, 21) for n in (0, 2, 3))
    blocks = blocks_of(started(Measurement.ACC, 1.0), frames)
    assert [block.lost_packets for block in blocks] == [0, 1, 0]
    assert blocks[1].time_s == pytest.approx(1.0 + (42 - 20) / 208, abs=1e-6)


def test_the_two_streams_do_not_disturb_each_other() -> None:
    pairs = [
        frame(kind, 1.0 + n * 21 / 208 + shift, 21)
        for n in range(9)
        for kind, shift in ((Measurement.ACC, 0.0), (Measurement.GYR, 0.031))
    ]
    blocks = blocks_of(FRESH, tuple(pairs))
    assert not any(block.lost_packets or block.repeated for block in blocks)
    assert len(parts(blocks, "acc_mps2")) == len(parts(blocks, "gyr_radps")) == 9 * 21


def test_frames_of_other_measurements_are_no_fault() -> None:
    for kind in (0, 1, 3, 6, 7):
        block, after = FRESH.decode(pmd.DATA, struct.pack("<BQB", kind, 1, 0) + b"123456")
        assert (len(block), block.problems, after) == (0, (), FRESH)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x02",
        ACC_TYPE_0[:10],
        b"\x02" + bytes(8) + b"\x85abcdef",
        b"\x05" + bytes(8) + b"\x01abcdef",
        b"\x3e" + bytes(12),
        b"\xf0\x02",
        bytes(600),
        GYRO_TYPE_1[:10] + bytes.fromhex("0000c07f") * 3,
    ],
)
def test_bytes_that_are_no_frame_are_refused(payload: bytes) -> None:
    with pytest.raises(ProtocolError):
        FRESH.decode(pmd.DATA, payload)


def test_without_sdk_mode_the_simulated_sensor_offers_52_hz_and_says_why_it_refuses() -> None:
    sensor = PolarPeripheral()
    answers, after = sensor.heard(
        Message(pmd.CONTROL, start_command(StreamOptions(), Measurement.ACC))
    )
    assert answers[0].payload[:4] == bytes([0xF0, 2, 2, 8])
    assert not after.streaming
    for payload, status in (
        (b"\x02\x05", 5),
        (b"\x02\x05\x00", 5),
        (b"\x07\x05", 1),
        (b"\x02\x06", 2),
        (b"\x03\x05", 6),
    ):
        answers, _ = sensor.heard(Message(pmd.CONTROL, payload))
        assert answers[0].payload[3] == status
    running = opened(POLAR).peripheral
    answers, _ = running.heard(Message(pmd.CONTROL, b"\x03\x09"))
    assert answers[0].payload[3] == 12
    assert sensor.read(pmd.CONTROL)[0] == 0x0F


def test_frames_shrink_with_the_room_there_is() -> None:
    sensor = opened(POLAR, StreamOptions(stream=Stream.GYR))
    for room in (20, 64, 244):
        told = sent(POLAR, sensor.peripheral, 2, room=room)
        assert max(len(message.payload) for message in told.messages) <= room
