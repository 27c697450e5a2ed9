"""The bytes of KSP, as far as both ends share them; `docs/ksp.md` specifies them."""

import struct
from dataclasses import dataclass
from typing import Final

from kicksense.errors import ProtocolError
from kicksense.protocol.codec import StreamOptions

KSP_SERVICE: Final = "4b530000-a5f0-40ac-8491-55dd29dd09c2"
KSP_DATA: Final = "4b530001-a5f0-40ac-8491-55dd29dd09c2"
KSP_CONTROL: Final = "4b530002-a5f0-40ac-8491-55dd29dd09c2"
KSP_INFO: Final = "4b530003-a5f0-40ac-8491-55dd29dd09c2"

SAMPLES: Final = 0x10
REPLY: Final = 0x11

START: Final = 1
STOP: Final = 2
ECHO: Final = 3
RANGES: Final = 4

USUAL_RATE_HZ: Final = 200.0
USUAL_ACC_RANGE_G: Final = 16.0
USUAL_GYR_RANGE_DPS: Final = 2000.0
USUAL_SAMPLES: Final = 8
"""Samples in one packet: 104 bytes fit into what every platform negotiates."""

HEADER: Final = struct.Struct("<BBHI")
SAMPLE_BYTES: Final = 12
_INFO: Final = struct.Struct("<BBHHHffBBB")
_INFO_VERSION: Final = 1
_UNKNOWN_BATTERY: Final = 255
_SCALES: Final = (1e-3, 1e9)
"""What a scale can be; a NaN is neither above nor below."""


@dataclass(frozen=True, slots=True)
class KspSheet:
    """What a sensor says of itself on the INFO characteristic.

    Attributes
    ----------
    rate_hz
        Samples a second it sends, or will send by itself.
    samples_per_packet
        How many it puts into one packet.
    acc_range_g, gyr_range_dps
        Full scales.
    acc_counts_per_g, gyr_counts_per_dps
        Scale of the integers.
    battery_ratio
        Charge, None where it does not know.
    streaming
        True while it sends samples.
    firmware
        Name and version.
    """

    rate_hz: int = int(USUAL_RATE_HZ)
    samples_per_packet: int = USUAL_SAMPLES
    acc_range_g: int = int(USUAL_ACC_RANGE_G)
    gyr_range_dps: int = int(USUAL_GYR_RANGE_DPS)
    acc_counts_per_g: float = 2048.0
    gyr_counts_per_dps: float = 16.4
    battery_ratio: float | None = None
    streaming: bool = False
    firmware: str = ""

    @staticmethod
    def read(payload: bytes) -> "KspSheet":
        """Give what the bytes of INFO say.

        Raises
        ------
        ProtocolError
            If they are too short, of another layout, or say what cannot be.
        """
        if len(payload) < _INFO.size:
            raise ProtocolError(
                f"INFO has {len(payload)} bytes, but its fixed part alone has {_INFO.size}; "
                "compare the firmware with docs/ksp.md."
            )
        version, n, rate, acc_g, gyr_dps, acc, gyr, battery, flags, length = _INFO.unpack_from(
            payload
        )
        if version != _INFO_VERSION:
            raise ProtocolError(
                f"INFO has layout {version}, but this program knows layout {_INFO_VERSION}; "
                "bring both to the same version of docs/ksp.md."
            )
        text = payload[_INFO.size : _INFO.size + length]
        if len(text) < length:
            raise ProtocolError(
                f"INFO announces {length} bytes of firmware text but holds {len(text)}."
            )
        possible = all(_SCALES[0] <= one <= _SCALES[1] for one in (acc, gyr))
        if not possible or 0 in (n, rate, acc_g, gyr_dps):
            raise ProtocolError("INFO says a rate, range or scale that cannot be.")
        return KspSheet(
            rate_hz=rate,
            samples_per_packet=n,
            acc_range_g=acc_g,
            gyr_range_dps=gyr_dps,
            acc_counts_per_g=acc,
            gyr_counts_per_dps=gyr,
            battery_ratio=None if battery > 100 else battery / 100,  # noqa: PLR2004 - per cent
            streaming=bool(flags & 1),
            firmware=text.decode("utf-8", "replace"),
        )

    def written(self) -> bytes:
        """Give the bytes of INFO."""
        battery = self.battery_ratio
        text = self.firmware.encode()[:255]
        return (
            _INFO.pack(
                _INFO_VERSION,
                self.samples_per_packet,
                self.rate_hz,
                self.acc_range_g,
                self.gyr_range_dps,
                self.acc_counts_per_g,
                self.gyr_counts_per_dps,
                _UNKNOWN_BATTERY if battery is None else round(100 * battery),
                int(self.streaming),
                len(text),
            )
            + text
        )


def sheet_of(options: StreamOptions) -> KspSheet:
    """Give what a sensor would say of itself that does exactly what it is asked."""
    acc_g = options.acc_range_g or USUAL_ACC_RANGE_G
    gyr_dps = options.gyr_range_dps or USUAL_GYR_RANGE_DPS
    return KspSheet(
        rate_hz=_u16(options.rate_hz or USUAL_RATE_HZ),
        acc_range_g=_u16(acc_g),
        gyr_range_dps=_u16(gyr_dps),
        acc_counts_per_g=2048.0 * USUAL_ACC_RANGE_G / acc_g,
        gyr_counts_per_dps=16.4 * USUAL_GYR_RANGE_DPS / gyr_dps,
    )


def _u16(value: float) -> int:
    """Give a number as a 16-bit field can hold it, at least one."""
    return int(min(max(round(value), 1), 0xFFFF))
