"""KSP, the open packet for sensors people build themselves; `docs/ksp.md` specifies it."""

import struct
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock, SensorWord
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import ClockKind, Decoder, Family, Message, Step, StreamOptions
from kicksense.protocol.counts import beside, int16_bytes
from kicksense.protocol.packet_order import PacketOrder
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

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

KICK_ACC_RANGE_G: Final = 16.0
KICK_GYR_RANGE_DPS: Final = 2000.0
"""Ranges below these are exceeded by ordinary kicks."""

_HEADER: Final = struct.Struct("<BBHI")
_SAMPLE_BYTES: Final = 12
_INFO: Final = struct.Struct("<BBHHHffBBB")
_INFO_VERSION: Final = 1
_UNKNOWN_BATTERY: Final = 255
_SCALES: Final = (1e-3, 1e9)
"""What a scale can be; a NaN is neither above nor below."""
_STATUS_WORDS: Final = {
    1: "it does not know the command",
    2: "it cannot do what was asked",
    3: "the command had the wrong length",
}


_COMMAND_WORDS: Final = {
    START: "to start (command 1)",
    STOP: "to stop (command 2)",
    ECHO: "to tell its time (command 3)",
    RANGES: "the ranges that were asked for (command 4)",
}


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


def _sheet_of(options: StreamOptions) -> KspSheet:
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


@dataclass(frozen=True, slots=True)
class KspDecoder:
    """Understands one sensor.

    Packets that come late keep their own time and say so; those that come twice are told by
    counter and clock and give no samples (`PacketOrder`). What INFO says of the scale counts from
    then on.

    Attributes
    ----------
    asked_rate_hz
        What was asked for, to compare with what the sensor grants.
    acc_mps2_per_count, gyr_radps_per_count
        Scale.
    order
        Which packets have come.
    """

    asked_rate_hz: int
    acc_mps2_per_count: float
    gyr_radps_per_count: float
    order: PacketOrder = field(default_factory=PacketOrder)

    @staticmethod
    def of(options: StreamOptions) -> "KspDecoder":
        """Give the decoder for a sensor that was asked for these options."""
        sheet = _sheet_of(options)
        return KspDecoder(
            sheet.rate_hz,
            GRAVITY_MPS2 / sheet.acc_counts_per_g,
            RADPS_PER_DPS / sheet.gyr_counts_per_dps,
        )

    def decode(self, channel: str, payload: bytes) -> tuple[SampleBlock, Decoder]:
        """Give what a notification, or INFO as read, holds; see `Decoder`."""
        if channel == KSP_DATA:
            kind = payload[0] if payload else -1
            if kind == SAMPLES:
                return self._samples(payload)
            if kind == REPLY:
                return SampleBlock(problems=self._reply(payload), word=SensorWord()), self
            raise ProtocolError(
                "the packet is empty; it should begin with its type."
                if kind < 0
                else f"packets of type 0x{kind:02x} are not part of KSP; samples are 0x10 and "
                "replies 0x11."
            )
        if channel == KSP_INFO:
            return self._told(KspSheet.read(payload))
        return SampleBlock(), self

    def _samples(self, payload: bytes) -> tuple[SampleBlock, Decoder]:
        """Read a packet of samples."""
        if len(payload) < _HEADER.size:
            raise ProtocolError(
                f"the packet has {len(payload)} bytes, but its header alone has {_HEADER.size}."
            )
        _, n, sequence, clock_us = _HEADER.unpack_from(payload)
        if n == 0 or len(payload) != _HEADER.size + _SAMPLE_BYTES * n:
            raise ProtocolError(
                f"the packet announces {n} samples, which make "
                f"{_HEADER.size + _SAMPLE_BYTES * n} bytes, but has {len(payload)}; it is not used."
            )
        place, order = self.order.placed(sequence, clock_us)
        successor = KspDecoder(
            self.asked_rate_hz, self.acc_mps2_per_count, self.gyr_radps_per_count, order
        )
        problems = (f"packet {sequence} {place.problem}",) if place.problem else ()
        if place.repeated:
            return SampleBlock(sequence, place.tick * 1e-6, repeated=True), successor
        counts = np.frombuffer(payload, "<i2", 6 * n, _HEADER.size).reshape(n, 6)
        block = SampleBlock(
            sequence=sequence,
            time_s=place.tick * 1e-6,
            acc_mps2=counts[:, :3] * self.acc_mps2_per_count,
            gyr_radps=counts[:, 3:] * self.gyr_radps_per_count,
            lost_packets=place.lost,
            problems=problems,
        )
        return block, successor

    def _reply(self, payload: bytes) -> tuple[str, ...]:
        """Give what is wrong by a reply to a command."""
        if len(payload) < 3:  # noqa: PLR2004 - type, command, status
            raise ProtocolError("a reply needs at least its command and its status.")
        command, status = payload[1], payload[2]
        if status:
            words = _STATUS_WORDS.get(status, f"it answers status {status}")
            called = _COMMAND_WORDS.get(command, f"command {command}")
            return (f"the sensor refuses {called}: {words}.",)
        if command == START and len(payload) == 6:  # noqa: PLR2004 - type ... n
            granted = int.from_bytes(payload[3:5], "little")
            if granted != self.asked_rate_hz:
                return (
                    f"the sensor sends {granted} samples a second, {self.asked_rate_hz} were "
                    "asked for.",
                )
        return ()

    def _told(self, sheet: KspSheet) -> tuple[SampleBlock, Decoder]:
        """Take the scale that the sensor says."""
        problems = []
        if sheet.acc_range_g < KICK_ACC_RANGE_G:
            problems.append(
                f"the accelerometer ends at {sheet.acc_range_g} g, but kicks reach 16 g and more; "
                "let the firmware set 16 g."
            )
        if sheet.gyr_range_dps < KICK_GYR_RANGE_DPS:
            problems.append(
                f"the gyroscope ends at {sheet.gyr_range_dps} degrees a second, but kicks reach "
                "2000; let the firmware set 2000."
            )
        successor = replace(
            self,
            acc_mps2_per_count=GRAVITY_MPS2 / sheet.acc_counts_per_g,
            gyr_radps_per_count=RADPS_PER_DPS / sheet.gyr_counts_per_dps,
        )
        word = SensorWord(
            sheet.battery_ratio,
            sheet.acc_range_g * GRAVITY_MPS2,
            sheet.gyr_range_dps * RADPS_PER_DPS,
        )
        return SampleBlock(problems=tuple(problems), word=word), successor


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
        sheet = replace(_sheet_of(options), battery_ratio=0.9, firmware="kicksense simulated")
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
        scales = _sheet_of(StreamOptions(acc_range_g=acc_g, gyr_range_dps=gyr_dps))
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
        fitting = max(1, min(self.samples_per_packet, (room - _HEADER.size) // _SAMPLE_BYTES))
        counts = beside(
            acc_mps2 * (self.sheet.acc_counts_per_g / GRAVITY_MPS2),
            gyr_radps * (self.sheet.gyr_counts_per_dps / RADPS_PER_DPS),
        )
        messages = []
        sequence = self.sequence
        for start in range(0, len(counts), fitting):
            rows = counts[start : start + fitting]
            clock_us = _clock_us(time_s + start / self.rate_hz)
            header = _HEADER.pack(SAMPLES, len(rows), sequence, clock_us)
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


def _opening(options: StreamOptions) -> tuple[Step, ...]:
    """Give what makes it stream: subscribe, set the ranges, read INFO, start."""
    sheet = _sheet_of(options)
    ranges = struct.pack("<BHH", RANGES, sheet.acc_range_g, sheet.gyr_range_dps)
    start = struct.pack("<BHB", START, sheet.rate_hz, USUAL_SAMPLES)
    return (
        Step(KSP_DATA, subscribe=True),
        Step(KSP_CONTROL, ranges, answered_on=KSP_DATA, optional=True),
        Step(KSP_INFO, optional=True),
        Step(KSP_CONTROL, start, answered_on=KSP_DATA),
    )


def _closing() -> tuple[Step, ...]:
    """Give what makes it stop."""
    return (Step(KSP_CONTROL, bytes((STOP,)), optional=True),)


KSP: Final = Family(
    name="ksp",
    title="KSP, the open packet for own firmware",
    services=(KSP_SERVICE,),
    name_prefixes=("KICK-", "KSP-"),
    clock=ClockKind.SENSOR,
    rate_hz=USUAL_RATE_HZ,
    acc_range_g=USUAL_ACC_RANGE_G,
    gyr_range_dps=USUAL_GYR_RANGE_DPS,
    rates_hz=(),
    notes=(
        "Many Arduino libraries fix the accelerometer at 4 g, which every kick exceeds; the "
        "firmware must set 16 g itself.",
    ),
    channels=(
        (KSP_DATA, ("notify",)),
        (KSP_CONTROL, ("write", "write-without-response")),
        (KSP_INFO, ("read",)),
    ),
    decoder=KspDecoder.of,
    peripheral=KspPeripheral.of,
    opening=_opening,
    closing=_closing,
)
"""The open packet."""
