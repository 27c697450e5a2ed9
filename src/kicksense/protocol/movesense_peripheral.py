"""A simulated Movesense sensor: what it answers, and the packets it sends."""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import NO_VECTORS, FloatArray
from kicksense.protocol import gsp
from kicksense.protocol.codec import Message, Stream, StreamOptions
from kicksense.protocol.counts import int16_counts
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

_COUNTS: Final = 32768.0
_DPS_PER_RANGE: Final = 35e-6
"""One count, deg/s, for each deg/s of range: captured packets hold multiples of 0.07 at 2000."""


@dataclass(frozen=True, slots=True, eq=False)
class MovesensePeripheral:
    """A Movesense sensor that sends GSP.

    Attributes
    ----------
    options
        Ranges its signals are limited to.
    stream, rate_hz
        What was subscribed to.
    ref
        Reference of the subscription, None while there is none.
    acc_mps2, gyr_radps
        Samples that wait until a packet is full, shape (n, 3).
    """

    options: StreamOptions = field(default_factory=StreamOptions)
    stream: Stream = Stream.IMU
    rate_hz: float = gsp.RATE_HZ
    ref: int | None = None
    acc_mps2: FloatArray = field(default_factory=lambda: NO_VECTORS)
    gyr_radps: FloatArray = field(default_factory=lambda: NO_VECTORS)

    @property
    def streaming(self) -> bool:
        """Tell whether it has been asked to stream."""
        return self.ref is not None

    @property
    def samples_per_packet(self) -> int:
        """How many samples it wants to send at once."""
        return gsp.packet_samples(self.rate_hz)

    def read(self, channel: str) -> bytes:
        """Give nothing: the sensor has no readable characteristic."""
        del channel
        return b""

    def heard(self, message: Message) -> "tuple[tuple[Message, ...], MovesensePeripheral]":
        """Give the answers to a command."""
        if message.channel != gsp.COMMAND or len(message.payload) < gsp.HEAD_BYTES:
            return (), self
        code, ref, text = message.payload[0], message.payload[1], message.payload[2:]
        if code == gsp.Command.HELLO:
            return (_answer(ref, b"\x01" + b"simulated\0kicksense\0\0\0\0"),), self
        if code == gsp.Command.SUBSCRIBE:
            return self._subscribed(ref, text)
        if code == gsp.Command.UNSUBSCRIBE:
            return (_answer(ref, _status(gsp.OK)),), replace(self, ref=None)
        if code == gsp.Command.GET and text == gsp.ACC_CONFIG:
            range_g = round(self.options.acc_range_g or gsp.ACC_RANGE_G)
            return (_answer(ref, _status(gsp.OK) + bytes([range_g])),), self
        return (_answer(ref, _status(gsp.NOT_FOUND)),), self

    def _subscribed(
        self, ref: int, text: bytes
    ) -> "tuple[tuple[Message, ...], MovesensePeripheral]":
        for stream in Stream:
            for rate_hz in gsp.RATES_HZ:
                if text == gsp.path_of(stream, rate_hz):
                    now = replace(self, ref=ref, stream=stream, rate_hz=rate_hz)
                    return (_answer(ref, _status(gsp.OK)),), now
        return (_answer(ref, _status(gsp.NOT_FOUND)),), self

    def sent(
        self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray, room: int
    ) -> "tuple[tuple[Message, ...], MovesensePeripheral]":
        """Give the packets that are full with the next samples; see `Peripheral.sent`."""
        if self.ref is None:
            return (), self
        acc = np.concatenate((self.acc_mps2, acc_mps2))
        gyr = np.concatenate((self.gyr_radps, gyr_radps))
        begin_s = time_s - len(self.acc_mps2) / self.rate_hz
        count = min(self.samples_per_packet, self._fitting(room))
        messages: list[Message] = []
        for start in range(0, len(acc) - count + 1, count):
            rows = slice(start, start + count)
            body = self._body(begin_s + start / self.rate_hz, acc[rows], gyr[rows])
            cut = room - gsp.HEAD_BYTES
            messages.append(Message(gsp.DATA, bytes([gsp.Kind.FIRST, self.ref]) + body[:cut]))
            if len(body) > cut:
                messages.append(Message(gsp.DATA, bytes([gsp.Kind.REST, self.ref]) + body[cut:]))
        left = len(acc) - len(acc) % count
        return tuple(messages), replace(self, acc_mps2=acc[left:], gyr_radps=gyr[left:])

    def _fitting(self, room: int) -> int:
        """Give how many samples fit into two parts."""
        sample_bytes = gsp.VECTOR_BYTES * gsp.BLOCKS[self.stream]
        return max(1, (2 * (room - gsp.HEAD_BYTES) - gsp.TIME_BYTES) // sample_bytes)

    def _body(self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray) -> bytes:
        # Captured packets hold multiples of 0.244 mg at 8 g and of 0.07 deg/s at 2000 deg/s.
        acc_lsb = (self.options.acc_range_g or gsp.ACC_RANGE_G) * GRAVITY_MPS2 / _COUNTS
        gyr_lsb = (self.options.gyr_range_dps or gsp.GYR_RANGE_DPS) * _DPS_PER_RANGE
        acc = int16_counts(acc_mps2 / acc_lsb) * acc_lsb
        gyr = int16_counts(gyr_radps / RADPS_PER_DPS / gyr_lsb) * gyr_lsb
        blocks = {Stream.IMU: (acc, gyr), Stream.ACC: (acc,), Stream.GYR: (gyr,)}[self.stream]
        time_ms = round(time_s * 1e3) & 0xFFFFFFFF
        return time_ms.to_bytes(gsp.TIME_BYTES, "little") + b"".join(
            block.astype("<f4").tobytes() for block in blocks
        )


def _answer(ref: int, body: bytes) -> Message:
    return Message(gsp.DATA, bytes([gsp.Kind.ANSWER, ref]) + body)


def _status(status: int) -> bytes:
    return status.to_bytes(gsp.STATUS_BYTES, "little")
