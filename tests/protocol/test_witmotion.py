from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.protocol.codec import Message, StreamOptions
from kicksense.protocol.witmotion import (
    OTHER_CODE_200,
    WIT_COMMAND,
    WIT_DATA,
    WITMOTION,
    WitDecoder,
    WitPeripheral,
)
from kicksense.units import GRAVITY_MPS2
from tests.protocol.codec_made import decoded, joined, samples

# Captured by a user: zenn.dev/fastriver/articles/wt901blecl_change_settings
PUBLISHED = bytes.fromhex("55617702A8FE92FE060230FECDFFF8F053FCABC4")
BATTERY = bytes.fromhex("55716400 8E01".replace(" ", "")) + bytes(14)


def decoder() -> WitDecoder:
    return WitDecoder.of(StreamOptions())


def data(*payloads: bytes) -> list[Message]:
    return [Message(WIT_DATA, payload) for payload in payloads]


def frames(count: int) -> tuple[bytes, WitPeripheral]:
    acc, gyr = samples(count)
    messages, peripheral = WitPeripheral.of(StreamOptions()).sent(0.0, acc, gyr, 20)
    return b"".join(message.payload for message in messages), peripheral


def test_the_published_frame_means_what_its_scale_says() -> None:
    block, _ = decoder().decode(WIT_DATA, PUBLISHED)
    assert block.acc_mps2 is not None
    assert block.gyr_radps is not None
    assert block.acc_mps2[0] / GRAVITY_MPS2 == pytest.approx([0.308, -0.168, -0.179], abs=5e-4)
    assert np.rad2deg(block.gyr_radps[0]) == pytest.approx([31.6, -28.3, -3.1], abs=0.05)
    assert (block.sequence, block.time_s, block.problems) == (None, None, ())


@pytest.mark.parametrize("cut", range(1, 60))
def test_frames_split_anywhere_are_joined(cut: int) -> None:
    stream, _ = frames(3)
    whole, _ = decoded(decoder(), data(stream))
    parts, after = decoded(decoder(), data(stream[:cut], stream[cut:]))
    assert np.array_equal(joined(parts, "acc_mps2"), joined(whole, "acc_mps2"))
    assert np.array_equal(joined(parts, "gyr_radps"), joined(whole, "gyr_radps"))
    assert not any(block.problems for block in parts)
    assert after == decoder()


@pytest.mark.parametrize("size", [1, 3, 19, 20, 21, 40, 47])
def test_notifications_of_any_size_give_the_same_samples(size: int) -> None:
    stream, _ = frames(10)
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    blocks, _ = decoded(decoder(), data(*pieces))
    whole, _ = decoded(decoder(), data(stream))
    assert np.array_equal(joined(blocks, "acc_mps2"), joined(whole, "acc_mps2"))


def test_what_lies_between_frames_is_skipped_and_said() -> None:
    stream, _ = frames(2)
    noisy = b"\x01\x55\x02" + stream[:20] + b"\x55\x51" + stream[20:]
    block, after = decoder().decode(WIT_DATA, noisy)
    assert len(block) == 2
    assert block.problems == ("5 bytes belong to no frame and were skipped.",)
    assert after == decoder()


def test_registers_between_samples_are_no_samples() -> None:
    stream, _ = frames(2)
    block, _ = decoder().decode(WIT_DATA, BATTERY)
    assert (len(block), block.problems) == (0, ())
    block, _ = decoder().decode(WIT_DATA, stream[:20] + BATTERY + stream[20:])
    assert (len(block), block.problems) == (2, ())


def test_a_frame_whose_rest_is_lost_is_not_joined_with_another() -> None:
    stream, _ = frames(3)
    blocks, _ = decoded(decoder(), data(stream[:13], stream[20:]))
    whole, _ = decoded(decoder(), data(stream[20:]))
    assert np.array_equal(joined(blocks, "acc_mps2"), joined(whole, "acc_mps2"))
    assert "its 13 bytes are dropped" in blocks[1].problems[0]


def test_the_opening_sets_100_before_it_asks_for_200() -> None:
    rates = []
    for code in (0x0B, OTHER_CODE_200):
        peripheral = replace(WitPeripheral.of(StreamOptions()), code_200=code)
        assert peripheral.rate_hz == 10.0
        for step in WITMOTION.opening(StreamOptions(rate_hz=200.0)):
            if step.payload is not None:
                _, peripheral = peripheral.heard(Message(step.channel, step.payload))
        rates.append(peripheral.rate_hz)
    assert rates == [200.0, 100.0]
    assert any("two different codes" in note for note in WITMOTION.notes)


@pytest.mark.parametrize(
    ("asked", "given"), [(None, 100.0), (10.0, 10.0), (60.0, 50.0), (104.0, 100.0), (1e4, 200.0)]
)
def test_the_nearest_rate_is_asked_for(asked: float | None, given: float) -> None:
    peripheral = WitPeripheral.of(StreamOptions())
    for step in WITMOTION.opening(StreamOptions(rate_hz=asked)):
        if step.payload is not None:
            _, peripheral = peripheral.heard(Message(step.channel, step.payload))
    assert peripheral.rate_hz == given


def test_a_locked_sensor_keeps_its_rate_and_every_sensor_tells_its_battery() -> None:
    peripheral = WitPeripheral.of(StreamOptions())
    answers, peripheral = peripheral.heard(Message(WIT_COMMAND, b"\xff\xaa\x03\x09\x00"))
    assert (answers, peripheral.rate_hz) == ((), 10.0)
    (answer,), _ = peripheral.heard(Message(WIT_COMMAND, b"\xff\xaa\x27\x64\x00"))
    assert answer == Message(WIT_DATA, BATTERY)


@given(st.lists(st.binary(max_size=64), max_size=20))
def test_noise_is_never_an_error_and_never_kept_beyond_one_frame(payloads: list[bytes]) -> None:
    knowing = decoder()
    for payload in payloads:
        block, successor = knowing.decode(WIT_DATA, payload)
        assert isinstance(successor, WitDecoder)
        assert len(successor.kept) < 20
        assert len(block) * 20 <= len(payload) + len(knowing.kept)
        knowing = successor


def test_a_frame_after_noise_is_found() -> None:
    for noise in (b"\x55" * 7, b"\x61\x55", bytes(range(256)), b""):
        blocks, _ = decoded(decoder(), data(noise, PUBLISHED))
        assert [len(block) for block in blocks][-1] == 1
