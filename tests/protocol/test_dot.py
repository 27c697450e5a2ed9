import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from kicksense.errors import ProtocolError
from kicksense.protocol.codec import Message, Stream, StreamOptions
from kicksense.protocol.dot import (
    DOT,
    DOT_CONTROL,
    DOT_DEVICE_CONTROL,
    DOT_LONG,
    DOT_MEDIUM,
    DOT_SHORT,
    DotDecoder,
    DotPeripheral,
)
from kicksense.units import GRAVITY_MPS2
from tests.protocol.codec_made import decoded, joined, samples

RATES = (1.5, -9.0, 3.25, 100.0, -250.5, 0.5)
STEP_US = 16_667


def decoder(stream: Stream = Stream.IMU) -> DotDecoder:
    return DotDecoder.of(StreamOptions(stream=stream))


def packet(clock_us: int, values: tuple[float, ...] = RATES, rest: bytes = b"") -> bytes:
    return struct.pack(f"<I{len(values)}f", clock_us & 0xFFFFFFFF, *values) + rest


def at(*clocks_us: int) -> list[Message]:
    return [
        Message(DOT_MEDIUM, packet(clock_us, (clock_us % 97, *RATES[1:]))) for clock_us in clocks_us
    ]


@pytest.mark.parametrize("rest", [b"", struct.pack("<3h", 1, -2, 3), bytes(12)])
@pytest.mark.parametrize("channel", [DOT_MEDIUM, DOT_LONG])
def test_rate_quantities_are_read_with_and_without_field_and_filling(
    channel: str, rest: bytes
) -> None:
    block, _ = decoder().decode(channel, packet(2_500_000, rest=rest))
    assert block.acc_mps2 is not None
    assert block.gyr_radps is not None
    assert block.acc_mps2[0] == pytest.approx(RATES[:3])
    assert np.rad2deg(block.gyr_radps[0]) == pytest.approx(RATES[3:])
    assert (block.sequence, block.time_s, block.problems) == (None, 2.5, ())


def test_forty_bytes_without_filling_are_read_and_the_doubt_is_said() -> None:
    block, _ = decoder().decode(DOT_MEDIUM, packet(0, (*RATES, 1.0, 2.0, 3.0)))
    assert block.acc_mps2 is not None
    assert block.acc_mps2[0] == pytest.approx(RATES[:3])
    assert "custom mode 1 has 40 bytes too" in block.problems[0]


def test_the_custom_mode_with_a_quaternion_is_read() -> None:
    values = (1.0, 0.0, 0.0, 0.0, *RATES)
    for rest in (b"", bytes(19)):
        block, _ = decoder().decode(DOT_LONG, packet(0, values, rest))
        assert block.acc_mps2 is not None
        assert block.gyr_radps is not None
        assert block.acc_mps2[0] == pytest.approx(RATES[:3])
        assert np.rad2deg(block.gyr_radps[0]) == pytest.approx(RATES[3:])


@pytest.mark.parametrize("turn_deg", [(0, 0, 0), (90, 0, 0), (10, -70, 130)])
def test_free_acceleration_is_turned_back_and_gravity_put_on_again(
    turn_deg: tuple[float, float, float],
) -> None:
    to_earth = Rotation.from_euler("xyz", turn_deg, degrees=True)
    force_mps2 = np.array([3.0, -20.0, 50.0])
    free_mps2 = to_earth.apply(force_mps2) - [0.0, 0.0, GRAVITY_MPS2]
    w_first = to_earth.as_quat(scalar_first=True)
    payload = packet(0, (*w_first, *free_mps2), bytes((1, 0, 3, 0)))
    for padded in (payload, payload + bytes(4)):
        block, _ = decoder(Stream.ACC).decode(DOT_MEDIUM, padded)
        assert block.acc_mps2 is not None
        assert block.acc_mps2[0] == pytest.approx(force_mps2, rel=1e-5)
        assert block.gyr_radps is None
        assert block.problems == (
            "the sensor says that 3 samples of the accelerometer were at full scale.",
        )


def test_other_lengths_and_other_modes_are_refused() -> None:
    for length in range(70):
        if length in (28, 34, 36, 40, 44, 63):
            continue
        with pytest.raises(ProtocolError, match=f"of {length} bytes"):
            decoder().decode(DOT_MEDIUM, bytes(length))
    with pytest.raises(ProtocolError, match="no rotation"):
        decoder().decode(DOT_MEDIUM, bytes(36))
    with pytest.raises(ProtocolError, match="mode 21"):
        decoder().decode(DOT_SHORT, bytes(16))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_floats_that_no_sensor_measures_are_refused(bad: float) -> None:
    for place in range(6):
        values = [*RATES]
        values[place] = bad
        with pytest.raises(ProtocolError, match="no sensor measures"):
            decoder().decode(DOT_MEDIUM, packet(0, tuple(values)))


@pytest.mark.parametrize("stream", [Stream.IMU, Stream.ACC])
def test_the_opening_makes_it_stream_what_the_decoder_understands(stream: Stream) -> None:
    options = StreamOptions(stream=stream)
    peripheral = DotPeripheral.of(options)
    assert not peripheral.streaming
    for step in DOT.opening(options):
        if step.payload is not None:
            _, peripheral = peripheral.heard(Message(step.channel, step.payload))
    assert (peripheral.streaming, peripheral.rate_hz) == (True, 60.0)
    acc, gyr = samples(100)
    messages, _ = peripheral.sent(2**32 * 1e-6 - 1.0, acc, gyr, 40)
    blocks, _ = decoded(DotDecoder.of(options), messages)
    assert joined(blocks, "acc_mps2") == pytest.approx(acc, abs=1e-4)
    if stream is Stream.IMU:
        assert joined(blocks, "gyr_radps") == pytest.approx(gyr, abs=1e-4)
    assert np.diff([block.time_s or 0.0 for block in blocks]) == pytest.approx(1 / 60, abs=2e-6)
    assert sum(block.lost_packets for block in blocks) == 0
    for step in DOT.closing():
        _, peripheral = peripheral.heard(Message(step.channel, step.payload or b""))
    assert not peripheral.streaming


def test_a_rate_is_taken_before_the_start_only_and_only_one_it_has() -> None:
    steps = DOT.opening(StreamOptions(rate_hz=28.0))
    setting = next(step.payload for step in steps if step.channel == DOT_DEVICE_CONTROL)
    assert setting is not None
    assert (len(setting), setting[0], setting[24:26]) == (32, 0x10, b"\x1e\x00")
    _, slower = DotPeripheral.of(StreamOptions()).heard(Message(DOT_DEVICE_CONTROL, setting))
    assert slower.rate_hz == 30.0
    _, running = DotPeripheral.of(StreamOptions()).heard(Message(DOT_CONTROL, b"\x01\x01\x14"))
    _, running = running.heard(Message(DOT_DEVICE_CONTROL, setting))
    assert (running.rate_hz, running.read(DOT_CONTROL)) == (60.0, b"\x01\x01\x14")
    odd = setting[:24] + b"\x1d\x00" + setting[26:]
    _, same = DotPeripheral.of(StreamOptions()).heard(Message(DOT_DEVICE_CONTROL, odd))
    assert same.rate_hz == 60.0


def test_missing_packets_show_in_the_clock_from_the_first_one_on() -> None:
    clocks = [2**32 - 5 * STEP_US + k * STEP_US for k in range(20)]
    blocks, _ = decoded(
        decoder(), at(*(clock for k, clock in enumerate(clocks) if k not in (1, 9, 10, 11)))
    )
    assert [block.lost_packets for block in blocks] == [0, 1] + [0] * 6 + [3] + [0] * 7
    assert (blocks[-1].time_s or 0.0) - (blocks[0].time_s or 0.0) == pytest.approx(
        19 * STEP_US * 1e-6
    )


def test_repeated_and_overtaken_packets_are_told_apart() -> None:
    clocks = [k * STEP_US for k in range(8)]
    order = (0, 1, 2, 3, 5, 4, 4, 5, 6, 3, 7)
    blocks, _ = decoded(decoder(), at(*(clocks[k] for k in order)))
    assert [k for k, block in zip(order, blocks, strict=True) if block.repeated] == [4, 5, 3]
    assert blocks[5].time_s == pytest.approx(4 * STEP_US * 1e-6)
    assert "came late" in blocks[5].problems[0]
    assert sum(len(block) for block in blocks) == 8


def test_a_sensor_switched_on_again_begins_anew() -> None:
    blocks, _ = decoded(decoder(), at(500_000_000, 500_016_667, 3_000_000, 3_016_667))
    assert [block.time_s for block in blocks] == pytest.approx([500, 500.016667, 3, 3.016667])
    assert [len(block.problems) for block in blocks] == [0, 0, 1, 0]
    assert sum(block.lost_packets for block in blocks) == 0


def test_channels_without_samples_are_passed_over() -> None:
    block, after = decoder().decode("15173001-4947-11e9-8646-d663bd873d93", b"\x50\x00")
    assert (len(block), block.problems, after) == (0, (), decoder())


@given(
    st.lists(st.binary(max_size=64), max_size=40),
    st.sampled_from([DOT_MEDIUM, DOT_LONG, DOT_SHORT, DOT_CONTROL]),
)
def test_noise_raises_nothing_but_a_protocol_error(payloads: list[bytes], channel: str) -> None:
    knowing = decoder()
    for payload in payloads:
        try:
            _, successor = knowing.decode(channel, payload)
        except ProtocolError:
            continue
        assert isinstance(successor, DotDecoder)
        knowing = successor
        assert len(knowing.order.recent) <= 16
