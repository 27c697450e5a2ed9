"""WitMotion's sensors with Bluetooth 5: WT901BLE67, WT901BLECL, WT9011DCL-BT50, BWT901BLE.

Facts from the WT901BLECL datasheet (v20-0707) and from public clients of these sensors. Frames
carry no time, no counter and no checksum: loss cannot be seen, and samples are timed by when they
arrive.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.protocol.codec import (
    ClockKind,
    Decoder,
    Family,
    Message,
    Step,
    StreamOptions,
    nearest_offered,
)
from kicksense.protocol.counts import beside, int16_bytes
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

# The base ends in 9a, not in 9b as that of the Bluetooth standard does.
WIT_SERVICE: Final = "0000ffe5-0000-1000-8000-00805f9a34fb"
WIT_DATA: Final = "0000ffe4-0000-1000-8000-00805f9a34fb"
WIT_COMMAND: Final = "0000ffe9-0000-1000-8000-00805f9a34fb"

FRAME_BYTES: Final = 20
HEAD: Final = 0x55
SAMPLE: Final = 0x61
REGISTER: Final = 0x71

ACC_RANGE_G: Final = 16.0
GYR_RANGE_DPS: Final = 2000.0
_FULL_SCALE_COUNTS: Final = 32768

RATE_CODES: Final = {10.0: 0x06, 20.0: 0x07, 50.0: 0x08, 100.0: 0x09, 200.0: 0x0B}
"""Samples a second by the code of register 3. Sources disagree about 200: 0x0B in WitMotion's
general protocol, 0x0A in a client after datasheet v23-0420."""

OTHER_CODE_200: Final = 0x0A
POWER_ON_RATE_HZ: Final = 10.0

_UNLOCK: Final = bytes((0xFF, 0xAA, 0x69, 0x88, 0xB5))
_RATE_REGISTER: Final = 0x03
_READ: Final = 0x27
_BATTERY: Final = 0x64
_NEWEST_BATTERY: Final = 398
"""In 0.01 V: a full cell."""


@dataclass(frozen=True, slots=True)
class WitDecoder:
    """Understands one sensor, whose frames may be split over notifications or share one.

    A frame begins with 55 61 (sample) or 55 71 (register). What lies between frames is skipped and
    said. Where the rest of a frame never came and the next notification holds whole frames, the
    piece is dropped instead of being joined with what does not belong to it.

    Attributes
    ----------
    acc_mps2_per_count, gyr_radps_per_count
        Scale.
    kept
        Beginning of a frame whose rest has not come; fewer than 20 bytes.
    """

    acc_mps2_per_count: float
    gyr_radps_per_count: float
    kept: bytes = b""

    @staticmethod
    def of(options: StreamOptions) -> "WitDecoder":
        """Give the decoder for a sensor with these full scales."""
        acc_g = options.acc_range_g or ACC_RANGE_G
        gyr_dps = options.gyr_range_dps or GYR_RANGE_DPS
        return WitDecoder(
            acc_g * GRAVITY_MPS2 / _FULL_SCALE_COUNTS,
            gyr_dps * RADPS_PER_DPS / _FULL_SCALE_COUNTS,
        )

    def decode(self, channel: str, payload: bytes) -> tuple[SampleBlock, Decoder]:
        """Give the samples of all frames that are complete now; see `Decoder`."""
        if channel != WIT_DATA:
            return SampleBlock(), self
        problems = []
        kept = self.kept
        if kept and _only_whole_frames(payload):
            problems.append(f"the rest of a frame never came; its {len(kept)} bytes are dropped.")
            kept = b""
        samples, rest, skipped = _frames(kept + payload)
        if skipped:
            problems.append(f"{skipped} bytes belong to no frame and were skipped.")
        successor = replace(self, kept=rest)
        if not samples:
            return SampleBlock(problems=tuple(problems)), successor
        counts = np.frombuffer(b"".join(samples), "<i2").reshape(len(samples), 6)
        block = SampleBlock(
            acc_mps2=counts[:, :3] * self.acc_mps2_per_count,
            gyr_radps=counts[:, 3:] * self.gyr_radps_per_count,
            problems=tuple(problems),
        )
        return block, successor


def _only_whole_frames(payload: bytes) -> bool:
    """Tell whether a notification can be read without what came before."""
    return (
        len(payload) >= FRAME_BYTES
        and len(payload) % FRAME_BYTES == 0
        and set(payload[::FRAME_BYTES]) == {HEAD}
        and set(payload[1::FRAME_BYTES]) <= {SAMPLE, REGISTER}
    )


def _frames(received: bytes) -> tuple[list[bytes], bytes, int]:
    """Give six integers of each whole sample, the frame that is not whole, and bytes skipped."""
    samples: list[bytes] = []
    skipped = 0
    place = 0
    while place < len(received):
        head = received.find(HEAD, place)
        if head < 0:
            return samples, b"", skipped + len(received) - place
        skipped += head - place
        kind = received[head + 1 : head + 2]
        if kind and kind[0] not in (SAMPLE, REGISTER):
            skipped += 1
            place = head + 1
            continue
        if head + FRAME_BYTES > len(received):
            return samples, received[head:], skipped
        if kind[0] == SAMPLE:
            samples.append(received[head + 2 : head + 14])
        place = head + FRAME_BYTES
    return samples, b"", skipped


@dataclass(frozen=True, slots=True)
class WitPeripheral:
    """A sensor that sends as soon as it is switched on, 10 times a second until told otherwise.

    Attributes
    ----------
    acc_range_g, gyr_range_dps
        Full scales.
    rate_hz
        Samples a second.
    code_200
        The code it takes for 200 samples a second; it ignores the other one.
    unlocked
        True once it takes settings.
    """

    acc_range_g: float
    gyr_range_dps: float
    rate_hz: float = POWER_ON_RATE_HZ
    code_200: int = RATE_CODES[200.0]
    unlocked: bool = False

    @staticmethod
    def of(options: StreamOptions) -> "WitPeripheral":
        """Give a sensor that has just been switched on."""
        return WitPeripheral(
            options.acc_range_g or ACC_RANGE_G, options.gyr_range_dps or GYR_RANGE_DPS
        )

    @property
    def streaming(self) -> bool:
        """Tell that it streams; nobody has to ask."""
        return True

    @property
    def samples_per_packet(self) -> int:
        """How many samples it wants to send at once: as many as come within 20 ms."""
        return max(1, round(self.rate_hz / 50.0))

    def read(self, channel: str) -> bytes:
        """Give nothing: registers are read by a command."""
        del channel
        return b""

    def heard(self, message: Message) -> "tuple[tuple[Message, ...], WitPeripheral]":
        """Obey a command."""
        command = message.payload
        if message.channel != WIT_COMMAND or len(command) != len(_UNLOCK):
            return (), self
        if command == _UNLOCK:
            return (), replace(self, unlocked=True)
        register = command[2]
        if command[:2] == _UNLOCK[:2] and register == _READ:
            return (Message(WIT_DATA, _register_frame(command[3])),), self
        if command[:2] == _UNLOCK[:2] and register == _RATE_REGISTER and self.unlocked:
            codes = {code: rate for rate, code in RATE_CODES.items() if rate < 200.0}  # noqa: PLR2004 - Hz
            codes[self.code_200] = 200.0
            return (), replace(self, rate_hz=codes.get(command[3], self.rate_hz))
        return (), self

    def sent(
        self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray, room: int
    ) -> "tuple[tuple[Message, ...], WitPeripheral]":
        """Give the frames for the next samples; angles are sent as zeros. See `Peripheral`."""
        del time_s
        counts = beside(
            acc_mps2 * (_FULL_SCALE_COUNTS / (self.acc_range_g * GRAVITY_MPS2)),
            gyr_radps * (_FULL_SCALE_COUNTS / (self.gyr_range_dps * RADPS_PER_DPS)),
        )
        head = bytes((HEAD, SAMPLE))
        frames = [head + int16_bytes(row) + bytes(6) for row in counts]
        together = max(1, min(self.samples_per_packet, room // FRAME_BYTES))
        messages = tuple(
            Message(WIT_DATA, b"".join(frames[start : start + together]))
            for start in range(0, len(frames), together)
        )
        return messages, self


def _register_frame(register: int) -> bytes:
    """Give the reply to the reading of a register; all are zero save the battery's."""
    voltage = _NEWEST_BATTERY if register == _BATTERY else 0
    return bytes((HEAD, REGISTER, register, 0)) + voltage.to_bytes(2, "little") + bytes(14)


def _write(register: int, value: int) -> Step:
    """Give the writing of one register."""
    return Step(WIT_COMMAND, bytes((0xFF, 0xAA, register, value, 0)))


def _opening(options: StreamOptions) -> tuple[Step, ...]:
    """Give what sets the rate, until the sensor is switched off: nothing is saved in it.

    For 200 samples a second, 100 is set first: a sensor that does not know the code then stays
    at 100, and not at the 10 it wakes up with.
    """
    nearest_hz = nearest_offered(options.rate_hz or WITMOTION.rate_hz, RATE_CODES)
    codes = [RATE_CODES[100.0]] * (nearest_hz > 100.0) + [RATE_CODES[nearest_hz]]  # noqa: PLR2004 - Hz
    return (
        Step(WIT_DATA, subscribe=True),
        Step(WIT_COMMAND, _UNLOCK),
        *(_write(_RATE_REGISTER, code) for code in codes),
        replace(_write(_READ, _BATTERY), optional=True),
    )


def _closing() -> tuple[Step, ...]:
    """Give nothing: it sends until it is switched off."""
    return ()


WITMOTION: Final = Family(
    name="witmotion",
    title="WitMotion WT901BLE, WT9011DCL",
    services=(WIT_SERVICE,),
    name_prefixes=("WT",),
    clock=ClockKind.NONE,
    rate_hz=100.0,
    acc_range_g=ACC_RANGE_G,
    gyr_range_dps=GYR_RANGE_DPS,
    rates_hz=tuple(RATE_CODES),
    notes=(
        "It sends no time and no counter: samples are timed by when they arrive, and loss "
        "cannot be seen.",
        "For 200 samples a second its documents give two different codes; where the measured rate "
        "is not 200, ask for 100.",
    ),
    channels=(
        (WIT_DATA, ("notify",)),
        (WIT_COMMAND, ("write", "write-without-response")),
    ),
    decoder=WitDecoder.of,
    peripheral=WitPeripheral.of,
    opening=_opening,
    closing=_closing,
)
"""The cheapest sensors."""
