"""Hex payloads of a sensor to samples, line by line: for those who write firmware."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.errors import ProtocolError, UsageError
from kicksense.protocol.codec import BATTERY_LEVEL, Decoder, Family, Stream, StreamOptions
from kicksense.protocol.families import family_named

LONGEST_LINE_BYTES: Final = 32_768
"""A notification has 514 bytes at most; whatever is longer than this is none."""

_DECIMALS: Final = 9
"""Far below one count of any sensor."""

_SHOWN_CHARACTERS: Final = 24
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SEPARATORS: Final = re.compile(r"[\s:,\-]+")
_BYTES: Final = re.compile(r"(?:0[xX])?((?:[0-9a-fA-F]{2})+)")
_LARGEST_RATE_HZ: Final = 100_000.0


@dataclass(frozen=True, slots=True)
class DecodeRequest:
    """What is to be decoded, and what its bytes do not say.

    Attributes
    ----------
    family
        Whose payloads.
    options
        What is known of the sensor.
    channel
        UUID of the characteristic that they come from.
    """

    family: Family
    options: StreamOptions
    channel: str


@dataclass(frozen=True, slots=True)
class DecodedLine:
    """What became of one line.

    Attributes
    ----------
    number
        Of the line, from 1.
    document
        One line of JSON.
    was_hex
        False where the line was no payload at all.
    """

    number: int
    document: str
    was_hex: bool = True


def requested_decoding(
    family_name: str,
    *,
    stream: str = "imu",
    rate_hz: float | None = None,
    acc_range_g: float | None = None,
    gyr_range_dps: float | None = None,
    channel: str | None = None,
) -> DecodeRequest:
    """Give what the user asks for, checked.

    Parameters
    ----------
    family_name, stream, rate_hz, acc_range_g, gyr_range_dps
        As given on the command line, None where not.
    channel
        UUID, beginning or end of its first group, or ``data``, ``control``, ``info``,
        ``battery``; None for the channel that samples come from.

    Returns
    -------
    request
        For `decoded_lines`.

    Raises
    ------
    UsageError
        If the family, the stream or the channel is not known, or a number makes no sense.
    """
    family = family_named(family_name)
    if stream not in list(Stream):
        raise UsageError(f"--stream is one of {', '.join(Stream)}; got '{stream}'.")
    for option, value in (
        ("--rate", rate_hz),
        ("--acc-range", acc_range_g),
        ("--gyr-range", gyr_range_dps),
    ):
        if value is not None and not 0.0 < value <= _LARGEST_RATE_HZ:
            raise UsageError(f"{option} takes a number above 0, like 16; got {value:g}.")
    options = StreamOptions(Stream(stream), rate_hz, acc_range_g, gyr_range_dps)
    return DecodeRequest(family, options, channel_named(family, channel))


def channel_named(family: Family, text: str | None) -> str:
    """Give the UUID of one of a family's characteristics.

    Parameters
    ----------
    family
        Whose.
    text
        UUID, beginning or end of its first group (like ``ffe4``), ``data``, ``control``, ``info``
        or ``battery``; None for ``data``.

    Returns
    -------
    uuid
        Lower case, 36 letters.

    Raises
    ------
    UsageError
        If nothing, or more than one, is called so.
    """
    name = (text or "data").strip().lower()
    if _UUID.fullmatch(name):
        return name
    found = _channels_called(family, name)
    if len(found) == 1:
        return found[0]
    known = ", ".join(uuid for uuid, _ in family.channels)
    raise UsageError(
        f"'{text}' names {'no' if not found else 'more than one'} characteristic of "
        f"{family.name}; give data, control, info, battery, or one of {known}."
    )


def _channels_called(family: Family, name: str) -> list[str]:
    """Give all characteristics a name may mean."""
    if name == "battery":
        return [BATTERY_LEVEL]
    if name == "data":
        return [uuid for uuid, can in family.channels if "notify" in can][:1]
    if name == "control":
        return [uuid for uuid, can in family.channels if any("write" in one for one in can)][:1]
    if name == "info":
        return [uuid for uuid, can in family.channels if can == ("read",)]
    groups = [(uuid, uuid.split("-")[0]) for uuid, _ in family.channels]
    return [uuid for uuid, group in groups if name and group.startswith(name)] or [
        uuid for uuid, group in groups if name and group.endswith(name)
    ]


def decoded_lines(source: BinaryIO, request: DecodeRequest) -> Iterator[DecodedLine]:
    """Decode payloads as they come, the decoder carried from line to line.

    Blank lines and what follows a ``#`` are passed over; every other line gives one line of JSON,
    whatever is in it.

    Parameters
    ----------
    source
        Lines of hex digits: spaces, colons, commas, hyphens and ``0x`` between bytes are fine.
    request
        Whose payloads they are.

    Yields
    ------
    line
        What became of each.
    """
    decoder = request.family.decoder(request.options)
    for number, line in enumerate(_bounded_lines(source), 1):
        text = line[:LONGEST_LINE_BYTES].removeprefix(b"\xef\xbb\xbf")
        text = text.split(b"#", 1)[0].strip()
        if not text:
            continue
        payload = None if len(line) > LONGEST_LINE_BYTES else payload_of(text)
        if payload is None:
            problem = f"line {number} is no hex payload: {_excerpt(text)}"
            yield DecodedLine(number, document_of(SampleBlock(problems=(problem,))), was_hex=False)
            continue
        block, decoder = _decoded(decoder, request.channel, payload)
        yield DecodedLine(number, document_of(block))


def _bounded_lines(source: BinaryIO) -> Iterator[bytes]:
    """Give lines; of one that is too long only the beginning, one byte longer than allowed."""
    while line := source.readline(LONGEST_LINE_BYTES + 1):
        rest = line
        while len(rest) > LONGEST_LINE_BYTES and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST_LINE_BYTES + 1)
        yield line.removesuffix(b"\n")


def payload_of(text: bytes) -> bytes | None:
    """Give the bytes that hex digits mean, None where they are none.

    Parameters
    ----------
    text
        Two digits a byte; between bytes there may be spaces, colons, commas, hyphens and ``0x``.
    """
    payload = bytearray()
    for word in _SEPARATORS.split(text.decode("ascii", "replace").strip()):
        digits = _BYTES.fullmatch(word)
        if digits is None:
            return None
        payload += bytes.fromhex(digits[1])
    return bytes(payload)


def _excerpt(text: bytes) -> str:
    """Give the beginning of a line as it can be shown anywhere."""
    words = text[:_SHOWN_CHARACTERS].decode("ascii", "replace")
    shown = "".join(c if c.isprintable() and c.isascii() else "?" for c in words)
    dots = "..." if len(text) > _SHOWN_CHARACTERS else ""
    return f"'{shown}{dots}'; two digits a byte are expected, like 10 02 ff."


def _decoded(decoder: Decoder, channel: str, payload: bytes) -> tuple[SampleBlock, Decoder]:
    """Decode one payload; what makes no sense becomes a problem."""
    try:
        return decoder.decode(channel, payload)
    except ProtocolError as error:
        return SampleBlock(problems=(str(error),)), decoder


def document_of(block: SampleBlock) -> str:
    """Give what a payload holds as one line of JSON.

    Parameters
    ----------
    block
        What was decoded.

    Returns
    -------
    document
        ``sequence``, ``time_s``, ``acc_mps2``, ``gyr_radps``, ``problems``; null where the payload
        has no such part. Numbers that are none become null too.
    """
    problems = list(block.problems)
    if block.lost_packets == 1:
        problems.append("1 packet is missing before this one.")
    elif block.lost_packets:
        problems.append(f"{block.lost_packets} packets are missing before this one.")
    if block.repeated:
        problems.append("this packet was already there; its samples are not given again.")
    parts = (block.acc_mps2, block.gyr_radps)
    if any(part is not None and not np.isfinite(part).all() for part in parts):
        problems.append("some samples are no numbers; they are given as null.")
    return json.dumps(
        {
            "sequence": block.sequence,
            "time_s": block.time_s,
            "acc_mps2": _rows(block.acc_mps2),
            "gyr_radps": _rows(block.gyr_radps),
            "problems": problems,
        },
        allow_nan=False,
    )


def _rows(values: FloatArray | None) -> list[list[float | None]] | None:
    """Give samples as plain numbers."""
    if values is None:
        return None
    rows = np.round(values, _DECIMALS).tolist()
    return [[one if math.isfinite(one) else None for one in row] for row in rows]
