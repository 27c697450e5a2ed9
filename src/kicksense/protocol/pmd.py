"""Polar's measurement protocol (PMD), as far as both ends share it: settings and delta frames.

Facts from Polar's own description (github.com/polarofficial/polar-ble-sdk,
technical_documentation/online_measurement.pdf) and from the bytes in its published tests.
"""

import struct
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kicksense.errors import ProtocolError

SERVICE: Final = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL: Final = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA: Final = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

RATE_HZ: Final = 208.0
RATES_HZ: Final = (26.0, 52.0, 104.0, 208.0, 416.0)
PLAIN_RATE_HZ: Final = 52.0
"""The only rate without SDK mode."""

ACC_RANGE_G: Final = 16.0
GYR_RANGE_DPS: Final = 2000.0
ACC_RANGES_G: Final = (2, 4, 8, 16)
GYR_RANGES_DPS: Final = (250, 500, 1000, 2000)


class Measurement(IntEnum):
    """What is measured; the protocol has more, which hold no motion."""

    ACC = 2
    GYR = 5
    SDK_MODE = 9


class Opcode(IntEnum):
    """First byte of a command."""

    SETTINGS = 1
    START = 2
    STOP = 3


class Setting(IntEnum):
    """What a setting is about."""

    RATE = 0
    RESOLUTION = 1
    RANGE = 2
    RANGE_MILLI = 3
    CHANNELS = 4
    FACTOR = 5
    SECURITY = 6


REPLY: Final = 0xF0
REPLY_HEAD_BYTES: Final = 4
PARAMETERS_AT: Final = 5
"""After a reply's head comes a byte that says whether more will follow."""

HEAD: Final = struct.Struct("<BQB")
"""Of data: what was measured, time of the last sample in ns, type of the frame."""

COMPRESSED: Final = 0x80
AXES: Final = 3
WIDEST_BITS: Final = 32

_SETTING_BYTES: Final = {
    Setting.RATE: 2,
    Setting.RESOLUTION: 2,
    Setting.RANGE: 2,
    Setting.RANGE_MILLI: 4,
    Setting.CHANNELS: 1,
    Setting.FACTOR: 4,
    Setting.SECURITY: 16,
}
_BLOCK_DELTAS: Final = 12
"""Deltas packed with one width: a blow widens those around it only."""

_WEIGHTS: Final = {
    width: np.array([1 << bit for bit in range(width - 1)] + [-(1 << (width - 1))], np.int64)
    for width in range(1, WIDEST_BITS + 1)
}
"""What each bit of a two's complement number of so many bits is worth."""


def settings_of(parameters: bytes) -> dict[Setting, tuple[bytes, ...]]:
    """Give the settings in a reply: for each its values, as sent.

    A setting this program does not know ends the list, since its length is not known.

    Raises
    ------
    ProtocolError
        If the list ends within a setting.
    """
    settings: dict[Setting, tuple[bytes, ...]] = {}
    at = 0
    while at < len(parameters) and parameters[at] in _SETTING_BYTES:
        setting = Setting(parameters[at])
        size = _SETTING_BYTES[setting]
        count = parameters[at + 1] if at + 1 < len(parameters) else 0
        end = at + 2 + count * size
        if count == 0 or end > len(parameters):
            raise ProtocolError(
                f"the sensor's settings end within '{setting.name.lower()}'; the reply is not whole"
            )
        values = parameters[at + 2 : end]
        settings[setting] = tuple(values[i : i + size] for i in range(0, len(values), size))
        at = end
    return settings


def numbers_of(settings: dict[Setting, tuple[bytes, ...]], setting: Setting) -> tuple[int, ...]:
    """Give the values of a setting as whole numbers; none where it is not there."""
    return tuple(int.from_bytes(value, "little") for value in settings.get(setting, ()))


def setting_bytes(setting: Setting, *values: int) -> bytes:
    """Give a setting with its values as sent."""
    size = _SETTING_BYTES[setting]
    return bytes([setting, len(values)]) + b"".join(v.to_bytes(size, "little") for v in values)


def unpacked(content: bytes, reference_bytes: int) -> NDArray[np.int64]:
    """Give the samples of a compressed frame.

    A first sample of three signed numbers, then blocks: width in bits, number of deltas, and the
    deltas as signed bit fields, least significant bit first, x y z, each added to the sample
    before.

    Parameters
    ----------
    content
        The frame after its head.
    reference_bytes
        Bytes of each number of the first sample, 2 or 4.

    Returns
    -------
    counts
        Shape (n, 3). Sums are not limited to the width of the first sample.

    Raises
    ------
    ProtocolError
        If the content ends within a sample, or a width is none.
    """
    at = AXES * reference_bytes
    if len(content) < at:
        raise ProtocolError(
            f"a compressed frame has {len(content)} bytes; its first sample alone has {at}"
        )
    pieces = [np.frombuffer(content, f"<i{reference_bytes}", AXES).astype(np.int64)[np.newaxis]]
    while at < len(content):
        width, count = content[at], content[at + 1] if at + 1 < len(content) else 0
        bits = width * count * AXES
        end = at + 2 + (bits + 7) // 8
        if not (1 <= width <= WIDEST_BITS and count) or end > len(content):
            raise ProtocolError(
                f"a compressed frame announces {count} differences of {width} bits where "
                f"{len(content) - at} bytes are left; it is not used"
            )
        packed = np.frombuffer(content, np.uint8, end - at - 2, at + 2)
        fields = np.unpackbits(packed, count=bits, bitorder="little").reshape(-1, width)
        pieces.append((fields @ _WEIGHTS[width]).reshape(count, AXES))
        at = end
    return np.concatenate(pieces).cumsum(axis=0)


def packed(counts: NDArray[np.int64], reference_bytes: int) -> bytes:
    """Give a compressed frame's content; the other way round than `unpacked`.

    Parameters
    ----------
    counts
        Shape (n, 3), at least one sample, within the width of the first sample.
    reference_bytes
        Bytes of each number of the first sample, 2 or 4.
    """
    content: bytes = counts[0].astype(f"<i{reference_bytes}").tobytes()
    deltas = np.diff(counts, axis=0)
    for start in range(0, len(deltas), _BLOCK_DELTAS):
        block = deltas[start : start + _BLOCK_DELTAS]
        size = np.where(block < 0, ~block, block).max()
        width = int(size).bit_length() + 1
        bits = (block.reshape(-1, 1) >> np.arange(width)) & 1
        content += bytes([width, len(block)])
        content += np.packbits(bits.astype(np.uint8), bitorder="little").tobytes()
    return content
