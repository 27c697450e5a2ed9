"""A simulated sensor that speaks KSP: what it answers, and the packets it sends."""

import struct
from dataclasses import dataclass, replace

from kicksense.domain.arrays import FloatArray
from kicksense.protocol.codec import Message, StreamOptions
from kicksense.protocol.counts import beside, int16_bytes
from kicksense.protocol.ksp_packet import (
    ECHO,
    HEADER,
    KSP_CONTROL,
    KSP_DATA,
    KSP_INFO,
    RANGES,
    REPLY,
    SAMPLE_BYTES,
    SAMPLES,
    START,
    STOP,
    KspSheet,
    sheet_of,
)
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS


@dataclass(frozen=True, slots=True)
class KspPeripheral:
    """A sensor that sends KSP.

    Attributes
    ----------
    sheet
        What it says of itself on INFO, and does.
    sequence
        Counter of its next packet; replace it to begin near the wrap-around.
    clock_s
        Newest time it knows, for its answer to an echo.
    """

    sheet: KspSheet
    sequence: int = 0
    clock_s: float = 0.0

    @staticmethod
    def of(options: StreamOptions) -> "KspPeripheral":
        """Give a sensor that has been set up like this and waits."""
        sheet = replace(sheet_of(options), battery_ratio=0.9, firmware="kicksense simulated")
        return KspPeripheral(sheet)

    @property
    def streaming(self) -> bool:
        """Tell whether it has been asked to stream."""
        return self.sheet.streaming

    @property
    def rate_hz(self) -> float:
        """Samples per second it has been asked for."""
        return float(self.sheet.rate_hz)

    @property
    def samples_per_packet(self) -> int:
        """How many samples it wants to send at once."""
        return self.sheet.samples_per_packet

    def read(self, channel: str) -> bytes:
        """Give INFO."""
        return self.sheet.written() if channel == KSP_INFO else b""

    def heard(self, message: Message) -> "tuple[tuple[Message, ...], KspPeripheral]":
        """Give the answer to a command."""
        if message.channel != KSP_CONTROL or not message.payload:
            return (), self
        command, rest = message.payload[0], message.payload[1:]
        lengths = {START: 3, STOP: 0, ECHO: 8, RANGES: 4}
        if command not in lengths:
            return (_answer(command, 1),), self
        if len(rest) != lengths[command]:
            return (_answer(command, 3),), self
        if command == ECHO:
            return (_answer(ECHO, 0, rest + struct.pack("<I", _clock_us(self.clock_s))),), self
        sheet = self._obeying(command, rest)
        if sheet is None:
            return (_answer(command, 2),), self
        return (_answer(command, 0, rest),), replace(self, sheet=sheet)

    def _obeying(self, command: int, rest: bytes) -> KspSheet | None:
        """Give what it says of itself after a command, None where it cannot do it."""
        if command == STOP:
            return replace(self.sheet, streaming=False)
        if command == START:
            rate, n = struct.unpack("<HB", rest)
            if not rate or not n:
                return None
            return replace(self.sheet, rate_hz=rate, samples_per_packet=n, streaming=True)
        acc_g, gyr_dps = struct.unpack("<HH", rest)
        if not acc_g or not gyr_dps:
            return None
        scales = sheet_of(StreamOptions(acc_range_g=acc_g, gyr_range_dps=gyr_dps))
        return replace(
            self.sheet,
            acc_range_g=acc_g,
            gyr_range_dps=gyr_dps,
            acc_counts_per_g=scales.acc_counts_per_g,
            gyr_counts_per_dps=scales.gyr_counts_per_dps,
        )

    def sent(
        self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray, room: int
    ) -> "tuple[tuple[Message, ...], KspPeripheral]":
        """Give the packets for the next samples; see `Peripheral`."""
        fitting = max(1, min(self.samples_per_packet, (room - HEADER.size) // SAMPLE_BYTES))
        counts = beside(
            acc_mps2 * (self.sheet.acc_counts_per_g / GRAVITY_MPS2),
            gyr_radps * (self.sheet.gyr_counts_per_dps / RADPS_PER_DPS),
        )
        messages = []
        sequence = self.sequence
        for start in range(0, len(counts), fitting):
            rows = counts[start : start + fitting]
            clock_us = _clock_us(time_s + start / self.rate_hz)
            header = HEADER.pack(SAMPLES, len(rows), sequence, clock_us)
            messages.append(Message(KSP_DATA, header + int16_bytes(rows)))
            sequence = (sequence + 1) & 0xFFFF
        clock_s = time_s + len(counts) / self.rate_hz
        return tuple(messages), replace(self, sequence=sequence, clock_s=clock_s)


def _clock_us(time_s: float) -> int:
    """Give a time as the 32-bit clock shows it."""
    return round(time_s * 1e6) & 0xFFFFFFFF


def _answer(command: int, status: int, rest: bytes = b"") -> Message:
    """Give a reply to a command."""
    return Message(KSP_DATA, bytes((REPLY, command, status)) + rest)
