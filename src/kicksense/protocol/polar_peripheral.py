"""A simulated Polar sensor: what it answers, and the compressed frames it sends."""

import struct
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kicksense.domain.arrays import FloatArray
from kicksense.errors import ProtocolError
from kicksense.protocol import pmd
from kicksense.protocol.codec import Message, StreamOptions
from kicksense.protocol.counts import int16_counts
from kicksense.protocol.pmd import Measurement, Opcode, Setting
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

_COUNTS: Final = 32768.0
_FRAMES_HZ: Final = 10.0
_FEATURES: Final = bytes([0x0F, 1 << Measurement.ACC | 1 << Measurement.GYR, 1 << 1])
"""What it can measure, as it says when its control point is read; the last is SDK mode."""

_UNKNOWN, _NO_SUCH, _WRONG, _ALREADY, _BAD_RATE, _BAD_RANGE, _BAD_STATE = 1, 2, 5, 6, 8, 9, 12
_COMMAND_BYTES: Final = 2


@dataclass(frozen=True, slots=True)
class PolarPeripheral:
    """A Polar sensor that sends PMD frames.

    Attributes
    ----------
    options
        Streams that make it complete: it streams once those have been started.
    sdk_mode
        True once switched on; only then it offers more than 52 Hz and 8 g.
    rate_hz
        Of the stream started last.
    acc_range_g, gyr_range_dps
        Full scales of the streams that run, None for those that do not.
    """

    options: StreamOptions = field(default_factory=StreamOptions)
    sdk_mode: bool = False
    rate_hz: float = pmd.PLAIN_RATE_HZ
    acc_range_g: int | None = None
    gyr_range_dps: int | None = None

    @property
    def streaming(self) -> bool:
        """Tell whether it has been asked to stream."""
        return self.acc_range_g is not None or self.gyr_range_dps is not None

    @property
    def samples_per_packet(self) -> int:
        """How many samples it wants to send at once."""
        return max(1, round(self.rate_hz / _FRAMES_HZ))

    def read(self, channel: str) -> bytes:
        """Give what it can measure, on its control point."""
        return _FEATURES if channel == pmd.CONTROL else b""

    def heard(self, message: Message) -> "tuple[tuple[Message, ...], PolarPeripheral]":
        """Give the indication that answers a command."""
        if message.channel != pmd.CONTROL or len(message.payload) < _COMMAND_BYTES:
            return (), self
        opcode, kind = message.payload[0], message.payload[1]
        status, parameters, now = _NO_SUCH, b"", self
        if opcode not in tuple(Opcode):
            status = _UNKNOWN
        elif kind == Measurement.SDK_MODE:
            status, now = self._switched(opcode)
        elif kind in (Measurement.ACC, Measurement.GYR):
            status, parameters, now = self._asked(
                Opcode(opcode), Measurement(kind), message.payload[_COMMAND_BYTES:]
            )
        reply = bytes([pmd.REPLY, opcode, kind, status, 0]) + parameters
        return (Message(pmd.CONTROL, reply),), now

    def _switched(self, opcode: int) -> "tuple[int, PolarPeripheral]":
        """Switch SDK mode."""
        wanted = opcode == Opcode.START
        if self.streaming:
            return _BAD_STATE, self
        if wanted == self.sdk_mode:
            return _ALREADY, self
        return 0, replace(self, sdk_mode=wanted)

    def _asked(
        self, opcode: Opcode, kind: Measurement, settings: bytes
    ) -> "tuple[int, bytes, PolarPeripheral]":
        """Obey a command about one of the two streams."""
        rates, ranges = self._offered(kind)
        if opcode is Opcode.SETTINGS:
            parameters = (
                pmd.setting_bytes(Setting.RATE, *rates)
                + pmd.setting_bytes(Setting.RESOLUTION, 16)
                + pmd.setting_bytes(Setting.RANGE, *ranges)
                + pmd.setting_bytes(Setting.CHANNELS, pmd.AXES)
            )
            return 0, parameters, self
        running = self.acc_range_g if kind is Measurement.ACC else self.gyr_range_dps
        if (running is not None) == (opcode is Opcode.START):
            return _ALREADY, b"", self
        if opcode is Opcode.STOP:
            return 0, b"", self._with_range(kind, None)
        return self._begun(kind, settings)

    def _begun(self, kind: Measurement, settings: bytes) -> "tuple[int, bytes, PolarPeripheral]":
        """Start one of the two streams, if the settings make sense."""
        rates, ranges = self._offered(kind)
        try:
            known = pmd.settings_of(settings)
        except ProtocolError:
            return _WRONG, b"", self
        rate = pmd.numbers_of(known, Setting.RATE)
        full_scale = pmd.numbers_of(known, Setting.RANGE)
        if len(rate) != 1 or len(full_scale) != 1:
            return _WRONG, b"", self
        if rate[0] not in rates or full_scale[0] not in ranges:
            return _BAD_RATE if rate[0] not in rates else _BAD_RANGE, b"", self
        factor = struct.pack("<f", full_scale[0] / _COUNTS)
        now = replace(self._with_range(kind, full_scale[0]), rate_hz=float(rate[0]))
        return 0, bytes([Setting.FACTOR, 1]) + factor, now

    def _offered(self, kind: Measurement) -> tuple[tuple[int, ...], tuple[int, ...]]:
        is_acc = kind is Measurement.ACC
        if not self.sdk_mode:
            return (round(pmd.PLAIN_RATE_HZ),), (8,) if is_acc else (2000,)
        rates = tuple(round(rate_hz) for rate_hz in pmd.RATES_HZ)
        return rates, pmd.ACC_RANGES_G if is_acc else pmd.GYR_RANGES_DPS

    def _with_range(self, kind: Measurement, full_scale: int | None) -> "PolarPeripheral":
        if kind is Measurement.ACC:
            return replace(self, acc_range_g=full_scale)
        return replace(self, gyr_range_dps=full_scale)

    def sent(
        self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray, room: int
    ) -> "tuple[tuple[Message, ...], PolarPeripheral]":
        """Give a frame of each stream that runs, more where they do not fit into one."""
        messages: list[Message] = []
        if self.acc_range_g is not None:
            counts = _counts(acc_mps2 / GRAVITY_MPS2, self.acc_range_g)
            messages += self._frames(Measurement.ACC, time_s, counts, room)
        if self.gyr_range_dps is not None:
            counts = _counts(gyr_radps / RADPS_PER_DPS, self.gyr_range_dps)
            messages += self._frames(Measurement.GYR, time_s, counts, room)
        return tuple(messages), self

    def _frames(
        self, kind: Measurement, time_s: float, counts: NDArray[np.int64], room: int
    ) -> list[Message]:
        if not len(counts):
            return []
        last_ns = round((time_s + (len(counts) - 1) / self.rate_hz) * 1e9)
        head = pmd.HEAD.pack(kind, last_ns & 0xFFFFFFFFFFFFFFFF, pmd.COMPRESSED)
        payload = head + pmd.packed(counts, 2)
        if len(payload) <= room or len(counts) == 1:
            return [Message(pmd.DATA, payload)]
        half = len(counts) // 2
        return [
            *self._frames(kind, time_s, counts[:half], room),
            *self._frames(kind, time_s + half / self.rate_hz, counts[half:], room),
        ]


def _counts(values: FloatArray, full_scale: float) -> NDArray[np.int64]:
    """Give whole counts as the sensor rounds and limits them."""
    return int16_counts(values * (_COUNTS / full_scale)).astype(np.int64)
