import math
import struct

import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.errors import ProtocolError
from kicksense.protocol import gsp
from kicksense.protocol.codec import Decoder, Message, Stream, StreamOptions
from kicksense.protocol.movesense import MOVESENSE, MovesenseDecoder
from kicksense.protocol.movesense_peripheral import MovesensePeripheral
from tests.protocol.family_bench import blocks_of, opened, parts, sent

# Captured packets with their decoded values, cited from
# github.com/sensein/movesense-py tests/fixtures/validation/fixture.json (sbem2json's numbers).
ACC_52 = bytes.fromhex(
    "03de010055ab8bbf69f78d4081dd0a412b1387bf975a8d4020840b41e79190bf076d8e401bf10a412b1387bf316e8d40"
    "b9660b41"
)
GYRO_52 = bytes.fromhex(
    "03de0100295c8f3f666606c03e0a57beae47a13f85eb01c0295c8fbeae47a13fc3f5e8bf295c8fbe295c8f3f85ebf1bf"
    "3e0a57be"
)
IMU6_52 = bytes.fromhex(
    "aca1020094b578bf399b8840cdb20d4155ff7cbf6a60884092c70c4182627cbfa2e988405da00c418bf871bf71248940"
    "c38c0c4148e17abf713daabf3333b3bec3f568bf713daabf3e0ad7beae4721bff628bcbf3e0ad7beae4721bf3333b3bf"
    "3e0ad7be"
)
IMU9_52 = IMU6_52 + bytes.fromhex(
    "de9cfe41708636c2a5026cc10a4a0a42750733c293a355c19bc8fd411b8938c287f75fc17cfef541ff742fc2475774c1"
)
IMU_ACC = [
    [-0.9715206623077393, 4.268948078155518, 8.856152534484863],
    [-0.9882710576057434, 4.2617692947387695, 8.798723220825195],
    [-0.9858781099319458, 4.278519630432129, 8.789151191711426],
    [-0.9451987147331238, 4.285698413848877, 8.7843656539917],
]
IMU_GYRO_DPS = [
    [-0.9800000190734863, -1.3300000429153442, -0.3499999940395355],
    [-0.9100000262260437, -1.3300000429153442, -0.42000001668930054],
    [-0.6299999952316284, -1.4700000286102295, -0.42000001668930054],
    [-0.6299999952316284, -1.399999976158142, -0.42000001668930054],
]

FRESH = MovesenseDecoder()


def data(body: bytes, kind: int = 2, ref: int = 99) -> Message:
    return Message(gsp.DATA, bytes([kind, ref]) + body)


def packet(time_ms: int, acc: FloatArray, gyr_dps: FloatArray) -> bytes:
    floats = np.concatenate((acc, gyr_dps)).astype("<f4").tobytes()
    return struct.pack("<I", time_ms & 0xFFFFFFFF) + floats


def numbered(count: int, first: int = 0) -> tuple[FloatArray, FloatArray]:
    rows = np.arange(first, first + count, dtype=np.float64)[:, np.newaxis]
    offsets = np.array([0.25, 0.5, 0.75])
    return rows + offsets, -rows - offsets


def test_captured_packets_give_the_numbers_of_the_maker_s_own_tool() -> None:
    imu, _ = FRESH.decode(gsp.DATA, b"\x02\x63" + IMU6_52)
    assert imu.time_s == pytest.approx(172.460)
    assert imu.acc_mps2 == pytest.approx(np.array(IMU_ACC), rel=1e-7)
    assert imu.gyr_radps is not None
    assert np.rad2deg(imu.gyr_radps) == pytest.approx(np.array(IMU_GYRO_DPS), rel=1e-7)
    assert imu.problems == ()
    acc, _ = MovesenseDecoder(StreamOptions(stream=Stream.ACC)).decode(gsp.DATA, b"\x02a" + ACC_52)
    assert acc.time_s == pytest.approx(122.371)
    assert acc.acc_mps2 is not None
    assert acc.acc_mps2[3] == pytest.approx(
        [-1.0552724599838257, 4.419701099395752, 8.712578773498535]
    )
    assert acc.gyr_radps is None
    gyr, _ = MovesenseDecoder(StreamOptions(stream=Stream.GYR)).decode(gsp.DATA, b"\x02g" + GYRO_52)
    assert gyr.gyr_radps is not None
    assert np.rad2deg(gyr.gyr_radps[0]) == pytest.approx([1.12, -2.1, -0.21], rel=1e-6)
    assert gyr.acc_mps2 is None


def test_nine_numbers_a_sample_are_told_by_length_and_it_is_said_once() -> None:
    later = struct.pack("<I", 172_537) + IMU9_52[4:]
    blocks = blocks_of(FRESH, (data(IMU9_52), data(later)))
    for block in blocks:
        assert block.acc_mps2 == pytest.approx(np.array(IMU_ACC))
        assert block.gyr_radps is not None
        assert np.rad2deg(block.gyr_radps) == pytest.approx(np.array(IMU_GYRO_DPS))
    assert [bool(block.problems) for block in blocks] == [True, False]


def test_after_our_own_subscription_nothing_is_taken_as_nine_numbers() -> None:
    decoder = opened(MOVESENSE).decoder
    first, _ = decoder.decode(gsp.DATA, b"\x02\x6b" + IMU9_52)
    assert len(first) == 0


@pytest.mark.parametrize("subscribed", [True, False])
def test_a_packet_divided_anywhere_is_joined(*, subscribed: bool) -> None:
    for cut in range(1, 4 + 16 * 24):
        told_at_once = not subscribed and cut > 4 and (cut - 4) % 24 == 0
        blocks, later = divided(cut, subscribed=subscribed)
        assert [len(block) for block in later] == [0, 16]
        assert not any(block.problems or block.lost_packets for block in later)
        acc, gyr = numbered(16, first=16)
        assert parts(later, "acc_mps2") == pytest.approx(acc)
        assert np.rad2deg(parts(later, "gyr_radps")) == pytest.approx(gyr)
        acc, gyr = numbered(16)
        assert parts(blocks, "acc_mps2") == pytest.approx(acc)
        corrected = "only a first part" in " ".join(blocks[1].problems)
        assert corrected == told_at_once
        if not told_at_once:
            assert len(blocks[0]) == 0
            assert np.rad2deg(parts(blocks, "gyr_radps")) == pytest.approx(gyr)


def divided(cut: int, *, subscribed: bool) -> tuple[list[SampleBlock], list[SampleBlock]]:
    """Give what two packets of sixteen samples, cut at the same place, are decoded to."""
    body, later = packet(1000, *numbered(16)), packet(1077, *numbered(16, first=16))
    pieces = (data(body[:cut]), data(body[cut:], 3), data(later[:cut]), data(later[cut:], 3))
    blocks = blocks_of(MovesenseDecoder(subscribed=subscribed), pieces)
    return blocks[:2], blocks[2:]


def test_the_rest_of_a_packet_taken_for_whole_follows_at_its_own_time() -> None:
    decoder = MovesenseDecoder(StreamOptions(stream=Stream.ACC, rate_hz=104.0))
    acc, _ = numbered(8)
    body = struct.pack("<I", 5000) + acc.astype("<f4").tobytes()
    blocks = blocks_of(decoder, (data(body[: 4 + 5 * 12]), data(body[4 + 5 * 12 :], 3)))
    assert parts(blocks, "acc_mps2") == pytest.approx(acc)
    assert blocks[1].time_s == pytest.approx(5.0 + 5 / 104)
    assert len(blocks[1].problems) == 1


def test_a_second_part_that_never_comes_is_a_lost_packet() -> None:
    acc, gyr = numbered(16)
    bodies = [packet(1000 + 77 * n, acc, gyr) for n in range(8)]
    halves = [(data(body[:180]), data(body[180:], 3)) for body in bodies]
    kept = [one for pair in halves for one in pair]
    del kept[7]
    blocks = blocks_of(FRESH, tuple(kept))
    assert sum(block.lost_packets for block in blocks) == 1
    assert sum("never came" in " ".join(block.problems) for block in blocks) == 1
    assert len(parts(blocks, "acc_mps2")) == 7 * 16


def test_a_second_part_alone_is_dropped_and_said() -> None:
    block, after = FRESH.decode(gsp.DATA, b"\x03\x63" + b"\x00" * 40)
    assert (len(block), len(block.problems)) == (0, 1)
    told, _ = after.decode(gsp.DATA, b"\x02\x63" + IMU6_52)
    assert len(told) == 4


def test_second_parts_belong_to_the_first_part_with_their_reference() -> None:
    acc, gyr = numbered(4)
    one, other = packet(1000, acc, gyr), packet(1003, acc + 50.0, gyr)
    blocks = blocks_of(
        FRESH,
        (
            data(one[:50], 2, 1),
            data(other[:70], 2, 2),
            data(one[50:], 3, 1),
            data(other[70:], 3, 2),
        ),
    )
    assert [len(block) for block in blocks] == [0, 0, 4, 4]
    assert blocks[2].acc_mps2 == pytest.approx(acc)
    assert blocks[3].acc_mps2 == pytest.approx(acc + 50.0)


def test_parts_that_come_twice_are_repeats() -> None:
    acc, gyr = numbered(4)
    body = packet(1000, acc, gyr)
    first, rest = data(body[:50]), data(body[50:], 3)
    for order in ((first, first, rest, rest), (first, rest, first, rest)):
        blocks = blocks_of(FRESH, order)
        assert sum(len(block) for block in blocks) == 4
        assert sum(block.repeated for block in blocks) == 2


def test_milliseconds_wrap_after_49_days_and_a_late_packet_keeps_its_time() -> None:
    acc, gyr = numbered(16)
    times = (2**32 - 77, 2**32, 2**32 + 154, 2**32 + 77, 2**32 + 231)
    blocks = blocks_of(FRESH, tuple(data(packet(t, acc, gyr)) for t in times))
    assert [block.time_s for block in blocks] == pytest.approx([t * 1e-3 for t in times])
    assert [block.lost_packets for block in blocks] == [0, 0, 1, 0, 0]
    assert [bool(block.problems) for block in blocks] == [False, False, False, True, False]


def test_a_sensor_that_starts_anew_loses_no_packets_by_that() -> None:
    acc, gyr = numbered(16)
    times = (900_000, 900_077, 900_154, 300, 377)
    blocks = blocks_of(FRESH, tuple(data(packet(t, acc, gyr)) for t in times))
    assert [block.time_s for block in blocks] == pytest.approx([t * 1e-3 for t in times])
    assert not any(block.lost_packets for block in blocks)
    assert "went back" in blocks[3].problems[0]


@pytest.mark.parametrize("worst", [math.nan, math.inf, -math.inf, 1e30, 20_000.0])
def test_numbers_no_sensor_measures_are_refused(worst: float) -> None:
    acc, gyr = numbered(4)
    acc[2, 1] = worst
    with pytest.raises(ProtocolError, match="no sensor measures"):
        FRESH.decode(gsp.DATA, data(packet(0, acc, gyr)).payload)


@pytest.mark.parametrize("payload", [b"", b"\x02", b"\x00\x63abc", b"\x09\x63", b"\x02" * 600])
def test_bytes_that_are_no_notification_are_refused_in_words(payload: bytes) -> None:
    with pytest.raises(ProtocolError, match="Movesense notification"):
        FRESH.decode(gsp.DATA, payload)


def test_a_range_below_16_g_and_a_refusal_are_said() -> None:
    narrow = opened(MOVESENSE)
    assert "set to 8 g" in narrow.problems[0]
    assert opened(MOVESENSE, StreamOptions(acc_range_g=16.0)).problems == ()
    refused, after = FRESH.decode(gsp.DATA, b"\x01\x6b\x94\x01")
    assert "404" in refused.problems[0]
    assert not after.subscribed
    silent, _ = FRESH.decode(gsp.DATA, b"\x01\x72\x94\x01")
    assert "does not tell" in silent.problems[0]


def test_a_sensor_that_sends_other_packets_than_expected_is_understood_after_the_first() -> None:
    decoder = MovesenseDecoder(subscribed=True)
    acc, gyr = numbered(8)
    blocks = blocks_of(decoder, tuple(data(packet(38 * n, acc, gyr)) for n in range(6)))
    assert [len(block) for block in blocks] == [0, 8, 8, 8, 8, 8]
    assert [block.lost_packets for block in blocks] == [0, 1, 0, 0, 0, 0]


def test_spoiled_copies_of_parts_do_not_cost_the_packet() -> None:
    bodies = [packet(1000 + 77 * n, *numbered(16, first=16 * n)) for n in range(2)]
    pieces = [piece for body in bodies for piece in (data(body[:180]), data(body[180:], 3))]
    short_first, long_rest = data(bodies[1][:61]), data(bodies[1][180:] + b"xyz", 3)
    blocks, _ = blocks_and_decoder(FRESH, [*pieces[:3], short_first, long_rest, pieces[3]])
    assert [len(block) for block in blocks] == [0, 16, 0, 0, 0, 16]
    assert "unlike lengths" in blocks[3].problems[0]
    assert "no whole number" in blocks[4].problems[0]
    assert not any(block.lost_packets for block in blocks)


def test_a_new_subscription_forgets_the_sizes_of_the_old_connection() -> None:
    decoder = MovesenseDecoder(subscribed=True)
    bodies = [packet(1000 + 77 * n, *numbered(16, first=16 * n)) for n in range(4)]
    whole, later = blocks_and_decoder(decoder, [data(body) for body in bodies[:2]])
    assert [len(block) for block in whole] == [16, 16]
    _, later = later.decode(gsp.DATA, b"\x01\x6b\xc8\x00")
    cut = 4 + 24 * 7
    halves = [piece for body in bodies[2:] for piece in (data(body[:cut]), data(body[cut:], 3))]
    blocks, _ = blocks_and_decoder(later, halves)
    assert [len(block) for block in blocks] == [0, 16, 0, 16]
    assert not any(block.lost_packets or block.problems for block in blocks)


def blocks_and_decoder(
    decoder: Decoder, messages: list[Message]
) -> tuple[list[SampleBlock], Decoder]:
    blocks = []
    for message in messages:
        block, decoder = decoder.decode(message.channel, message.payload)
        blocks.append(block)
    return blocks, decoder


def test_the_subscription_names_rate_and_stream() -> None:
    def path(options: StreamOptions) -> bytes:
        return (MOVESENSE.opening(options)[-1].payload or b"")[2:]

    assert path(StreamOptions()) == b"/Meas/IMU6/208\x00"
    assert path(StreamOptions(stream=Stream.ACC, rate_hz=52.0)) == b"/Meas/Acc/52\x00"
    assert path(StreamOptions(stream=Stream.GYR, rate_hz=200.0)) == b"/Meas/Gyro/208\x00"


def test_the_simulated_sensor_refuses_what_a_real_one_would() -> None:
    sensor = MovesensePeripheral()
    for payload, status in ((b"\x01\x05/Meas/IMU6/200\x00", 404), (b"\x04\x05/Info\x00", 404)):
        answers, after = sensor.heard(Message(gsp.COMMAND, payload))
        assert answers[0].payload == bytes([1, 5]) + status.to_bytes(2, "little")
        assert not after.streaming
    assert sensor.heard(Message(gsp.COMMAND, b"\x01"))[0] == ()
    assert sensor.sent(0.0, np.ones((32, 3)), np.ones((32, 3)), 244)[0] == ()


@pytest.mark.parametrize(("rate_hz", "samples"), [(13, 1), (26, 2), (52, 4), (104, 8), (208, 16)])
def test_packets_of_every_rate_hold_a_power_of_two(rate_hz: float, samples: int) -> None:
    assert gsp.packet_samples(rate_hz) == samples
    sensor = opened(MOVESENSE, StreamOptions(rate_hz=rate_hz))
    told = sent(MOVESENSE, sensor.peripheral, 3, room=512)
    assert len(told.messages) == 3
    assert {len(message.payload) for message in told.messages} == {2 + 4 + 24 * samples}
