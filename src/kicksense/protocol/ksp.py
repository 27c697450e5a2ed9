"""KSP, the open packet for sensors people build themselves; `docs/ksp.md` specifies it."""

import struct
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kicksense.domain.notifications import SampleBlock, SensorWord
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import ClockKind, Decoder, Family, Step, StreamOptions
from kicksense.protocol.ksp_packet import (
    ECHO,
    HEADER,
    KSP_CONTROL,
    KSP_DATA,
    KSP_INFO,
    KSP_SERVICE,
    RANGES,
    REPLY,
    SAMPLE_BYTES,
    SAMPLES,
    START,
    STOP,
    USUAL_ACC_RANGE_G,
    USUAL_GYR_RANGE_DPS,
    USUAL_RATE_HZ,
    USUAL_SAMPLES,
    KspSheet,
    sheet_of,
)
from kicksense.protocol.ksp_peripheral import KspPeripheral
from kicksense.protocol.packet_order import PacketOrder
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

KICK_ACC_RANGE_G: Final = 16.0
KICK_GYR_RANGE_DPS: Final = 2000.0
"""Ranges below these are exceeded by ordinary kicks."""

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
        sheet = sheet_of(options)
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
        if len(payload) < HEADER.size:
            raise ProtocolError(
                f"the packet has {len(payload)} bytes, but its header alone has {HEADER.size}."
            )
        _, n, sequence, clock_us = HEADER.unpack_from(payload)
        if n == 0 or len(payload) != HEADER.size + SAMPLE_BYTES * n:
            raise ProtocolError(
                f"the packet announces {n} samples, which make "
                f"{HEADER.size + SAMPLE_BYTES * n} bytes, but has {len(payload)}; it is not used."
            )
        place, order = self.order.placed(sequence, clock_us)
        successor = KspDecoder(
            self.asked_rate_hz, self.acc_mps2_per_count, self.gyr_radps_per_count, order
        )
        problems = (f"packet {sequence} {place.problem}",) if place.problem else ()
        if place.repeated:
            return SampleBlock(sequence, place.tick * 1e-6, repeated=True), successor
        counts = np.frombuffer(payload, "<i2", 6 * n, HEADER.size).reshape(n, 6)
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


def _opening(options: StreamOptions) -> tuple[Step, ...]:
    """Give what makes it stream: subscribe, set the ranges, read INFO, start."""
    sheet = sheet_of(options)
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
