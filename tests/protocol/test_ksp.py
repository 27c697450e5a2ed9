import re
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.errors import ProtocolError
from kicksense.protocol.codec import Message, StreamOptions
from kicksense.protocol.ksp import KSP, KspDecoder
from kicksense.protocol.ksp_packet import KSP_CONTROL, KSP_DATA, KSP_INFO, KspSheet
from kicksense.protocol.ksp_peripheral import KspPeripheral
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS
from tests.protocol.codec_made import decoded, joined, samples

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ksp.md"
EXAMPLES = [
    bytes.fromhex(line)
    for line in re.findall(r"^ {4}([0-9a-f ]+)$", PAGE.read_text(), re.MULTILINE)
]
ACC_COUNT_MPS2 = GRAVITY_MPS2 / 2048
GYR_COUNT_RADPS = RADPS_PER_DPS / 16.4


def decoder() -> KspDecoder:
    return KspDecoder.of(StreamOptions())


def packet(sequence: int, clock_us: int, n: int = 2, fill: int = 1) -> bytes:
    header = struct.pack("<BBHI", 0x10, n, sequence & 0xFFFF, clock_us & 0xFFFFFFFF)
    return header + struct.pack("<6h", *range(fill, fill + 6)) * n


def data(*payloads: bytes) -> list[Message]:
    return [Message(KSP_DATA, payload) for payload in payloads]


def test_the_packet_of_the_page_means_what_the_page_says() -> None:
    block, _ = decoder().decode(KSP_DATA, EXAMPLES[0])
    assert (block.sequence, block.time_s, block.problems) == (7, 1.5, ())
    assert block.acc_mps2 is not None
    assert block.gyr_radps is not None
    assert block.acc_mps2 / GRAVITY_MPS2 == pytest.approx(
        np.array([[0, 0, 1], [0.049, -0.098, 1]]), abs=5e-4
    )
    assert np.rad2deg(block.gyr_radps[:, 2]) == pytest.approx([100, -100])


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
def test_the_c_code_of_the_page_makes_the_packet_of_the_page(tmp_path: Path) -> None:
    (code,) = re.findall(r"^```c\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    counts = struct.unpack_from("<12h", EXAMPLES[0], 8)
    source = tmp_path / "packet.c"
    source.write_text(f"""
        #include <stddef.h>
        #include <stdint.h>
        #include <stdio.h>
        {code}
        int main(void)
        {{
            static const int16_t samples[] = {{{", ".join(map(str, counts))}}};
            uint8_t packet[256];
            size_t length = ksp_packet(packet, 7, 1500000u, samples, 2);
            return fwrite(packet, 1, length, stdout) != length;
        }}
    """)
    program = tmp_path / "packet"
    strict = ["-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-pedantic"]
    subprocess.run(["cc", *strict, "-o", program, source], check=True, timeout=60)
    made = subprocess.run([program], check=True, capture_output=True, timeout=10)
    assert made.stdout == EXAMPLES[0]


def test_the_info_of_the_page_means_what_the_page_says() -> None:
    sheet = KspSheet.read(EXAMPLES[1])
    assert sheet.gyr_counts_per_dps == pytest.approx(16.4)
    assert replace(sheet, gyr_counts_per_dps=16.4) == KspSheet(
        rate_hz=200,
        samples_per_packet=8,
        acc_range_g=16,
        gyr_range_dps=2000,
        acc_counts_per_g=2048.0,
        gyr_counts_per_dps=16.4,
        battery_ratio=0.9,
        firmware="acme 1.02",
    )
    assert sheet.written() == EXAMPLES[1]


def test_the_page_names_the_service_and_what_is_written_to_it() -> None:
    text = PAGE.read_text()
    for uuid in (*KSP.services, *(uuid for uuid, _ in KSP.channels)):
        assert f"`{uuid}`" in text
    written = [step.payload for step in KSP.opening(StreamOptions()) if step.payload is not None]
    assert all(f"`{payload.hex(' ')}`" in text for payload in written)


@pytest.mark.parametrize("room", [20, 21, 104, 182, 244, 512])
@pytest.mark.parametrize("options", [StreamOptions(), StreamOptions(rate_hz=416.0)])
def test_what_is_sent_is_decoded_within_half_a_count(room: int, options: StreamOptions) -> None:
    acc, gyr = samples(50)
    messages, _ = KspPeripheral.of(options).sent(12.0, acc, gyr, room)
    assert max(len(message.payload) for message in messages) <= room
    blocks, _ = decoded(KspDecoder.of(options), messages)
    assert np.abs(joined(blocks, "acc_mps2") - acc).max() <= 0.5001 * ACC_COUNT_MPS2
    assert np.abs(joined(blocks, "gyr_radps") - gyr).max() <= 0.5001 * GYR_COUNT_RADPS
    starts = np.cumsum([0, *(len(block) for block in blocks[:-1])])
    times = [block.time_s for block in blocks]
    assert times == pytest.approx(12.0 + starts / (options.rate_hz or 200.0), abs=1e-6)
    assert [block.sequence for block in blocks] == list(range(len(blocks)))


def test_what_is_beyond_full_scale_stays_at_full_scale() -> None:
    huge = np.full((1, 3), 1e4) * [1, -1, 1]
    messages, _ = KspPeripheral.of(StreamOptions()).sent(0.0, huge, -huge, 244)
    (block,), _ = decoded(decoder(), messages)
    assert block.acc_mps2 is not None
    assert block.gyr_radps is not None
    assert block.acc_mps2[0] / ACC_COUNT_MPS2 == pytest.approx([32767, -32768, 32767])
    assert block.gyr_radps[0] / GYR_COUNT_RADPS == pytest.approx([-32768, 32767, -32768])


def test_smaller_ranges_have_finer_counts() -> None:
    fine, _ = KspDecoder.of(StreamOptions(acc_range_g=4.0, gyr_range_dps=500.0)).decode(
        KSP_DATA, packet(0, 0)
    )
    usual, _ = decoder().decode(KSP_DATA, packet(0, 0))
    assert fine.acc_mps2 is not None
    assert fine.gyr_radps is not None
    assert fine.acc_mps2 * 4 == pytest.approx(usual.acc_mps2)
    assert fine.gyr_radps * 4 == pytest.approx(usual.gyr_radps)


def test_info_gives_the_scale_and_the_channel_alone_decides_what_bytes_mean() -> None:
    sheet = KspSheet(acc_counts_per_g=2049.18, gyr_counts_per_dps=14.2857)
    told, knowing = decoder().decode(KSP_INFO, sheet.written())
    assert (len(told), told.problems) == (0, ())
    block, _ = knowing.decode(KSP_DATA, packet(0, 0, n=1, fill=1000))
    assert block.acc_mps2 is not None
    assert block.gyr_radps is not None
    assert block.acc_mps2[0, 0] == pytest.approx(1000 / 2049.18 * GRAVITY_MPS2)
    assert block.gyr_radps[0, 0] == pytest.approx(np.deg2rad(1003 / 14.2857))


def test_ranges_too_small_for_kicks_are_said() -> None:
    block, _ = decoder().decode(KSP_INFO, KspSheet(acc_range_g=4, gyr_range_dps=500).written())
    assert [problem.split(" but ")[0] for problem in block.problems] == [
        "the accelerometer ends at 4 g,",
        "the gyroscope ends at 500 degrees a second,",
    ]


def test_info_is_read_with_bytes_appended_and_refused_when_cut_anywhere() -> None:
    whole = KspSheet(firmware="zürich 2").written()
    assert KspSheet.read(whole + b"later").firmware == "zürich 2"
    for length in range(len(whole)):
        with pytest.raises(ProtocolError):
            KspSheet.read(whole[:length])


@pytest.mark.parametrize(
    ("at", "bytes_there"),
    [(0, b"\x02"), (1, b"\0"), (2, b"\0\0"), (4, b"\0\0"), (6, b"\0\0")]
    + [(8, struct.pack("<f", bad)) for bad in (0.0, -1.0, np.nan, np.inf, 1e-30)],
)
def test_info_that_cannot_be_is_refused(at: int, bytes_there: bytes) -> None:
    whole = bytearray(KspSheet().written())
    whole[at : at + len(bytes_there)] = bytes_there
    with pytest.raises(ProtocolError):
        decoder().decode(KSP_INFO, bytes(whole))


def test_a_packet_of_any_other_length_is_refused_and_the_next_one_understood() -> None:
    whole = packet(5, 1000, n=3)
    knowing = decoder()
    for length in range(len(whole)):
        with pytest.raises(ProtocolError):
            knowing.decode(KSP_DATA, whole[:length])
    for junk in (b"\0", b"\0" * 12, whole):
        with pytest.raises(ProtocolError, match="announces 3 samples"):
            knowing.decode(KSP_DATA, whole + junk)
    with pytest.raises(ProtocolError, match="announces 0 samples"):
        knowing.decode(KSP_DATA, struct.pack("<BBHI", 0x10, 0, 1, 1))
    with pytest.raises(ProtocolError, match="0x12"):
        knowing.decode(KSP_DATA, b"\x12" + whole[1:])
    block, _ = knowing.decode(KSP_DATA, whole)
    assert (len(block), block.lost_packets) == (3, 0)


def test_counter_and_clock_run_on_over_their_wrap_arounds() -> None:
    peripheral = replace(KspPeripheral.of(StreamOptions()), sequence=65530)
    acc, gyr = samples(8 * 20)
    start_s = 2**32 * 1e-6 - 0.3
    messages, _ = peripheral.sent(start_s, acc, gyr, 244)
    blocks, _ = decoded(decoder(), messages)
    assert [block.sequence for block in blocks] == [(65530 + k) % 65536 for k in range(20)]
    assert np.diff([block.time_s or 0.0 for block in blocks]) == pytest.approx(0.04, abs=2e-6)
    assert sum(block.lost_packets for block in blocks) == 0
    assert not any(block.problems for block in blocks)


@pytest.mark.parametrize("lost", [1, 7, 100, 40_000])
def test_missing_packets_are_counted_over_the_wrap_around_too(lost: int) -> None:
    first = 65_520
    ordered = [packet(first + k, 40_000 * k) for k in range(10)]
    after = packet(first + 10 + lost, 40_000 * (10 + lost))
    blocks, _ = decoded(decoder(), data(*ordered, after))
    assert [block.lost_packets for block in blocks] == [0] * 10 + [lost]
    assert blocks[-1].time_s == pytest.approx(0.04 * (10 + lost))
    assert not blocks[-1].problems


def test_repeated_packets_give_no_samples_in_whatever_order_they_come() -> None:
    packets = [packet(k, 40_000 * k) for k in range(6)]
    order = (0, 0, 1, 2, 1, 2, 2, 3, 4, 5, 0, 5)
    blocks, _ = decoded(decoder(), data(*(packets[k] for k in order)))
    new = [k for k, block in zip(order, blocks, strict=True) if not block.repeated]
    assert new == [0, 1, 2, 3, 4, 5]
    assert all(len(block) == 0 for block in blocks if block.repeated)
    assert sum(block.lost_packets for block in blocks) == 0


def test_an_overtaken_packet_keeps_its_own_time_and_comes_once() -> None:
    packets = [packet(k, 40_000 * k) for k in range(5)]
    blocks, _ = decoded(decoder(), data(*(packets[k] for k in (0, 1, 3, 2, 2, 4))))
    assert [block.lost_packets for block in blocks] == [0, 0, 1, 0, 0, 0]
    assert [block.time_s for block in blocks] == pytest.approx([0, 0.04, 0.12, 0.08, 0.08, 0.16])
    assert [len(block) for block in blocks] == [2, 2, 2, 2, 0, 2]
    assert "packet 2 came late" in blocks[3].problems[0]


def test_a_sensor_switched_on_again_is_not_taken_for_lost_packets() -> None:
    before = [packet(30_000 + k, 600_000_000 + 40_000 * k) for k in range(5)]
    after = [packet(k, 2_000_000 + 40_000 * k) for k in range(3)]
    blocks, _ = decoded(decoder(), data(*before, *after))
    assert sum(block.lost_packets for block in blocks) == 0
    assert [block.time_s for block in blocks[5:]] == pytest.approx([2.0, 2.04, 2.08])
    assert "switched on again" in blocks[5].problems[0]
    assert not blocks[6].problems


def test_a_sensor_switched_on_again_after_a_long_session_begins_anew_as_well() -> None:
    late_us = 3_000_000_000
    before = [packet(10_000 + k, late_us + 40_000 * k) for k in range(5)]
    blocks, _ = decoded(decoder(), data(*before, packet(0, 5_000_000), packet(1, 5_040_000)))
    assert [block.time_s for block in blocks[5:]] == pytest.approx([5.0, 5.04])
    assert [block.lost_packets for block in blocks[5:]] == [0, 0]
    assert "counter jumped" in blocks[5].problems[0]


def test_a_pause_in_which_the_sensor_made_no_packets_loses_none() -> None:
    before = [packet(k, 40_000 * k) for k in range(5)]
    blocks, _ = decoded(decoder(), data(*before, packet(5, 30_000_000), packet(6, 30_040_000)))
    assert sum(block.lost_packets for block in blocks) == 0
    assert blocks[5].time_s == pytest.approx(30.0)


def test_a_clock_or_a_counter_that_stands_still_is_said() -> None:
    still, _ = decoded(decoder(), data(packet(1, 500), packet(2, 500)))
    assert "clock stands still" in still[1].problems[0]
    uncounted, _ = decoded(decoder(), data(packet(1, 500), packet(1, 600)))
    assert "counter stands still" in uncounted[1].problems[0]
    assert [len(block) for block in (*still, *uncounted)] == [2] * 4


def test_commands_are_answered_and_the_opening_makes_it_stream() -> None:
    options = StreamOptions(rate_hz=416.0, acc_range_g=8.0, gyr_range_dps=1000.0)
    peripheral = KspPeripheral.of(StreamOptions())
    assert not peripheral.streaming
    for step in KSP.opening(options):
        if step.payload is not None:
            (answer,), peripheral = peripheral.heard(Message(step.channel, step.payload))
            block, _ = KspDecoder.of(options).decode(answer.channel, answer.payload)
            assert (len(block), block.problems) == (0, ())
    assert peripheral.streaming
    assert (peripheral.rate_hz, peripheral.samples_per_packet) == (416.0, 8)
    sheet = KspSheet.read(peripheral.read(KSP_INFO))
    assert (sheet.acc_range_g, sheet.gyr_range_dps, sheet.streaming) == (8, 1000, True)
    assert sheet.acc_counts_per_g == 4096
    for step in KSP.closing():
        _, peripheral = peripheral.heard(Message(step.channel, step.payload or b""))
    assert not peripheral.streaming


def test_an_echo_comes_back_with_the_sensors_clock() -> None:
    acc, gyr = samples(8)
    _, peripheral = KspPeripheral.of(StreamOptions()).sent(100.0, acc, gyr, 244)
    (answer,), _ = peripheral.heard(Message(KSP_CONTROL, b"\x03" + bytes(range(8))))
    assert answer.payload == b"\x11\x03\x00" + bytes(range(8)) + struct.pack("<I", 100_040_000)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (b"\x09", "does not know"),
        (b"\x01\x00\x00\x08", "cannot do"),
        (b"\x04\x00\x00\x00\x00", "cannot do"),
        (b"\x01\xc8", "wrong length"),
        (b"\x03", "wrong length"),
    ],
)
def test_a_refused_command_is_said_in_words(command: bytes, words: str) -> None:
    (answer,), same = KspPeripheral.of(StreamOptions()).heard(Message(KSP_CONTROL, command))
    assert same == KspPeripheral.of(StreamOptions())
    block, _ = decoder().decode(answer.channel, answer.payload)
    assert words in block.problems[0]


def test_a_rate_other_than_asked_for_is_said() -> None:
    block, _ = decoder().decode(KSP_DATA, b"\x11\x01\x00" + struct.pack("<HB", 104, 8))
    assert block.problems == ("the sensor sends 104 samples a second, 200 were asked for.",)


@given(st.lists(st.tuples(st.integers(0, 65_535), st.integers(0, 2**32 - 1)), max_size=30))
def test_counters_that_jump_anywhere_give_samples_loss_and_times_that_can_be(
    places: list[tuple[int, int]],
) -> None:
    knowing = decoder()
    for sequence, clock_us in places:
        block, successor = knowing.decode(KSP_DATA, packet(sequence, clock_us))
        assert isinstance(successor, KspDecoder)
        knowing = successor
        assert block.sequence == sequence
        assert block.lost_packets < 65_536
        assert round((block.time_s or 0.0) * 1e6) % 2**32 == clock_us
        assert knowing.order.seen < 2**66


@given(st.binary(max_size=300), st.sampled_from([KSP_DATA, KSP_INFO, KSP_CONTROL]))
def test_noise_raises_nothing_but_a_protocol_error(payload: bytes, channel: str) -> None:
    try:
        decoder().decode(channel, payload)
    except ProtocolError:
        return
