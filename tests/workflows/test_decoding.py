import io
import json
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.notifications import SampleBlock
from kicksense.errors import UsageError
from kicksense.protocol.codec import BATTERY_LEVEL, Stream, StreamOptions
from kicksense.protocol.families import FAMILIES, family_named
from kicksense.protocol.ksp_packet import KSP_INFO
from kicksense.workflows.decoding import (
    LONGEST_LINE_BYTES,
    DecodedLine,
    channel_named,
    decoded_lines,
    document_of,
    payload_of,
    requested_decoding,
)

NAMES = [family.name for family in FAMILIES]


def lines_of(text: bytes, family: str = "ksp") -> list[DecodedLine]:
    return list(decoded_lines(io.BytesIO(text), requested_decoding(family)))


def strict(document: str) -> dict[str, Any]:
    """Read JSON as a strict reader does: one line, no NaN, no infinity."""
    assert "\n" not in document
    assert document.isascii()

    def refuse(word: str) -> float:
        raise AssertionError(word)

    return cast(dict[str, Any], json.loads(document, parse_constant=refuse))


@pytest.mark.parametrize(
    "text",
    [b"1001FF", b"10 01 ff", b"10:01:FF", b"0x10 0x01 0xFF", b"0X1001FF", b"10,01, ff", b"10-01-ff",
     b"\t10 01ff ", b"0x10,0x01,0xff"],
)  # fmt: skip
def test_hex_is_read_however_people_write_it(text: bytes) -> None:
    assert payload_of(text) == b"\x10\x01\xff"


@pytest.mark.parametrize(
    "text",
    [b"1", b"10 1 ff", b"xyz", b"0x", b"10 0x", b"0x0x10", b"10\xff", b"10 01 ff;", b"10\0",
     b"-"],
)  # fmt: skip
def test_what_is_no_hex_is_never_read_as_bytes(text: bytes) -> None:
    assert payload_of(text) is None


@given(st.binary(max_size=600))
def test_any_bytes_written_as_hex_are_read_again(payload: bytes) -> None:
    assert payload_of(payload.hex().encode() or b"00") == (payload or b"\0")
    assert payload_of(payload.hex(" ").encode() or b"00") == (payload or b"\0")


def test_blank_lines_and_remarks_give_nothing_and_lines_keep_their_numbers() -> None:
    text = b"\xef\xbb\xbf# from the board\r\n\r\n  \n1001 # cut\r\nzz\n#\n"
    lines = lines_of(text)
    assert [(line.number, line.was_hex) for line in lines] == [(4, True), (5, False)]
    assert "line 5 is no hex payload: 'zz'" in strict(lines[1].document)["problems"][0]


def test_a_line_without_an_end_is_decoded_too() -> None:
    assert len(lines_of(b"1001\n1001")) == 2


def test_a_line_too_long_gives_one_document_and_the_next_line_is_decoded() -> None:
    for length in (LONGEST_LINE_BYTES, LONGEST_LINE_BYTES + 1, 10 * LONGEST_LINE_BYTES + 7):
        lines = lines_of(b"a" * length + b"\n1001\n")
        assert [line.was_hex for line in lines] == [length <= LONGEST_LINE_BYTES, True]
        assert len(lines[0].document) < 400


def test_a_long_line_is_not_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        left = 2_000
        largest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= LONGEST_LINE_BYTES + 1
            self.left -= 1
            return b"f" * size if self.left > 0 else b""

    (line,) = decoded_lines(Endless(), requested_decoding("ksp"))  # type: ignore[arg-type]
    assert not line.was_hex


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
def test_whatever_comes_in_every_line_gives_one_document_of_one_form(
    family: str, data: st.DataObject
) -> None:
    payloads = data.draw(st.lists(st.binary(min_size=1, max_size=80), max_size=8))
    text = b"\n".join(payload.hex().encode() for payload in payloads)
    lines = lines_of(text, family)
    assert len(lines) == len(payloads)
    for line in lines:
        document = strict(line.document)
        assert list(document) == ["sequence", "time_s", "acc_mps2", "gyr_radps", "problems"]
        assert line.was_hex


@given(st.binary(max_size=2_000))
def test_binary_noise_gives_a_document_for_each_line_that_is_not_blank(noise: bytes) -> None:
    for line in lines_of(noise):
        strict(line.document)


def test_lost_repeated_and_malformed_packets_are_said_and_the_rest_goes_on() -> None:
    def packet(sequence: int) -> str:
        return f"1001{sequence:02x}00{sequence * 40:02x}000000" + "0100" * 6

    texts = [packet(0), packet(0), packet(2), packet(5), packet(6)[:-2], packet(6)]
    lines = lines_of("\n".join(texts).encode())
    problems = [" ".join(strict(line.document)["problems"]) for line in lines]
    assert problems[0] == problems[5] == ""
    assert "already there" in problems[1]
    assert problems[2] == "1 packet is missing before this one."
    assert problems[3] == "2 packets are missing before this one."
    assert "announces 1 samples" in problems[4]
    assert [strict(line.document)["acc_mps2"] is None for line in lines] == [
        False, True, False, False, True, False,
    ]  # fmt: skip


def test_numbers_are_exact_to_far_below_one_count() -> None:
    acc = np.array([[1 / 3, -2e3 / 7, 1e-8]])
    document = strict(document_of(SampleBlock(sequence=3, time_s=1 / 3, acc_mps2=acc)))
    assert document["acc_mps2"][0] == pytest.approx(acc[0].tolist(), abs=1e-9)
    assert document["time_s"] == 1 / 3
    assert document["gyr_radps"] is None


def test_numbers_that_are_none_become_null() -> None:
    gyr = np.array([[np.nan, 1.0, -np.inf]])
    document = strict(document_of(SampleBlock(gyr_radps=gyr)))
    assert document["gyr_radps"] == [[None, 1.0, None]]
    assert "no numbers" in document["problems"][0]


@pytest.mark.parametrize("family", NAMES)
def test_channels_are_found_by_role_and_by_the_beginning_or_end_of_their_uuid(family: str) -> None:
    known = family_named(family)
    data = channel_named(known, None)
    assert channel_named(known, "data") == channel_named(known, data.upper()) == data
    for uuid, _ in known.channels:
        assert channel_named(known, uuid.split("-")[0]) == uuid
    assert channel_named(known, "battery") == BATTERY_LEVEL
    with pytest.raises(UsageError, match="names no characteristic"):
        channel_named(known, "nonsense")


def test_short_names_of_channels_must_be_clear() -> None:
    assert channel_named(family_named("witmotion"), "ffe4").startswith("0000ffe4")
    assert channel_named(family_named("ksp"), "info") == KSP_INFO
    with pytest.raises(UsageError, match="more than one"):
        channel_named(family_named("dot"), "1517")
    with pytest.raises(UsageError):
        channel_named(family_named("ksp"), " ")


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf"), 1e9])
@pytest.mark.parametrize("option", ["rate_hz", "acc_range_g", "gyr_range_dps"])
def test_numbers_that_make_no_sense_are_refused(option: str, bad: float) -> None:
    with pytest.raises(UsageError, match="takes a number above 0"):
        requested_decoding("ksp", **{option: bad})  # type: ignore[arg-type]


def test_what_is_asked_for_reaches_the_decoder() -> None:
    request = requested_decoding(
        "polar", stream="gyr", rate_hz=104.0, acc_range_g=8.0, gyr_range_dps=1000.0
    )
    assert request.options == StreamOptions(Stream.GYR, 104.0, 8.0, 1000.0)
    with pytest.raises(UsageError, match="imu, acc, gyr"):
        requested_decoding("ksp", stream="mag")
    with pytest.raises(UsageError, match="no sensor family"):
        requested_decoding("acme")
