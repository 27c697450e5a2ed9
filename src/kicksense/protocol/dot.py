"""Movella (Xsens) DOT: 60 samples a second live, which is slow for kicks.

Facts from the Movella DOT BLE services specification, the user manual and the public
``xsens_dot_server``. No payload with published values is known.
"""

import struct
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import (
    ClockKind,
    Decoder,
    Family,
    Message,
    Step,
    Stream,
    StreamOptions,
    nearest_offered,
)
from kicksense.protocol.tick_order import TickOrder
from kicksense.protocol.usual_step import KNOWN_STEPS, UsualStep
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

_BASE: Final = "-4947-11e9-8646-d663bd873d93"
DOT_SERVICE: Final = "15172000" + _BASE
DOT_CONTROL: Final = "15172001" + _BASE
DOT_LONG: Final = "15172002" + _BASE
DOT_MEDIUM: Final = "15172003" + _BASE
DOT_SHORT: Final = "15172004" + _BASE
DOT_DEVICE_CONTROL: Final = "15171002" + _BASE
"""In the configuration service."""

EXTENDED_QUATERNION: Final = 2
RATE_QUANTITIES_WITH_FIELD: Final = 20
RATE_QUANTITIES: Final = 21

RATES_HZ: Final[tuple[float, ...]] = (1.0, 4.0, 10.0, 12.0, 15.0, 20.0, 30.0, 60.0)
USUAL_RATE_HZ: Final = 60.0

_EXTENDED_BYTES: Final = 36
_MEDIUM_BYTES: Final = 40
_ACC_AT_BY_LENGTH: Final = {28: 4, 34: 4, 40: 4, 44: 20, 63: 20}
"""Where acceleration and then angular rate begin: modes 21 and 20, either filled up with zeros to
40 bytes, and custom mode 5 with a quaternion before them, filled up to 63."""

_FIXED_POINT_BYTES: Final = 34
"""Of mode 20 with the magnetic field in 16 bits; what is beyond it in 40 bytes is filling."""

_LARGEST: Final = 1e5
"""No sensor measures so many m/s2 or degrees a second: such floats are noise."""


@dataclass(frozen=True, slots=True)
class DotDecoder:
    """Understands one sensor; the length tells the payload mode.

    Rate quantities hold what is needed. The extended quaternion (mode 2) holds acceleration in the
    frame of the earth with gravity taken off; it is turned back and gravity put on again. The
    counts of clipped samples, which only that mode has, become problems.

    Attributes
    ----------
    extended
        True where 40 bytes are mode 2 filled up with zeros.
    order
        Which packets have come.
    """

    extended: bool
    order: TickOrder

    @staticmethod
    def of(options: StreamOptions) -> "DotDecoder":
        """Give the decoder: with acceleration alone asked for, of mode 2, else of 20 and 21."""
        step_us = round(1e6 / (options.rate_hz or USUAL_RATE_HZ))
        usual = UsualStep((max(1, step_us),) * KNOWN_STEPS)
        return DotDecoder(options.stream is Stream.ACC, TickOrder(32, usual=usual))

    def decode(self, channel: str, payload: bytes) -> tuple[SampleBlock, Decoder]:
        """Give the one sample of a notification; see `Decoder`."""
        if channel == DOT_SHORT:
            raise ProtocolError(
                "the short payload modes hold no acceleration and no angular rate; use mode 21."
            )
        if channel not in (DOT_MEDIUM, DOT_LONG):
            return SampleBlock(), self
        acc, gyr, problems = self._sample(payload)
        place, order = self.order.placed(int.from_bytes(payload[:4], "little"), payload)
        successor = replace(self, order=order)
        time_s = place.tick * 1e-6
        if place.repeated:
            return SampleBlock(time_s=time_s, repeated=True), successor
        if place.problem:
            problems = (*problems, f"the packet at {time_s:.6f} s: {place.problem}")
        block = SampleBlock(
            time_s=time_s,
            acc_mps2=acc,
            gyr_radps=gyr,
            lost_packets=place.lost,
            problems=problems,
        )
        return block, successor

    def _sample(self, payload: bytes) -> tuple[FloatArray, FloatArray | None, tuple[str, ...]]:
        """Give acceleration, angular rate where there is one, and what is wrong."""
        length = len(payload)
        if length == _EXTENDED_BYTES or (self.extended and length == _MEDIUM_BYTES):
            return _extended(payload)
        at = _ACC_AT_BY_LENGTH.get(length)
        if at is None:
            raise ProtocolError(
                f"a payload of {length} bytes is none of the modes 20 and 21 (rate quantities), 2 "
                "or custom 5; write 01 01 15 to the control characteristic for mode 21."
            )
        values = _floats(payload, 6, at)
        problems: tuple[str, ...] = ()
        if length == _MEDIUM_BYTES and any(payload[_FIXED_POINT_BYTES:]):
            problems = (
                "taken as rate quantities with a magnetic field in floats; custom mode 1 has 40 "
                "bytes too, so write 01 01 15 to the control characteristic for mode 21.",
            )
        return values[:, :3], values[:, 3:] * RADPS_PER_DPS, problems


def _floats(payload: bytes, count: int, at: int) -> FloatArray:
    """Give float32 numbers as one row, refused where they can be no measurement."""
    with np.errstate(invalid="ignore"):  # NaNs that signal; they are refused below
        values = np.frombuffer(payload, "<f4", count, at).astype(np.float64).reshape(1, count)
    # A comparison with a NaN is False, so that NaNs are refused too.
    if not bool((np.abs(values) <= _LARGEST).all()):
        raise ProtocolError("the payload holds floats that no sensor measures; it is not used.")
    return values


def _extended(payload: bytes) -> tuple[FloatArray, None, tuple[str, ...]]:
    """Read mode 2: specific force is free acceleration and gravity, turned into the sensor."""
    values = _floats(payload, 7, 4)[0]
    norm = float(np.linalg.norm(values[:4]))
    if abs(norm - 1.0) > 0.01:  # noqa: PLR2004 - float32 keeps it far closer
        raise ProtocolError("the payload's quaternion is no rotation; it is not of mode 2.")
    w, x, y, z = values[:4] / norm
    # Columns: the sensor's axes in the frame of the earth, z up.
    to_earth = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    acc = (values[4:] + np.array([0.0, 0.0, GRAVITY_MPS2])) @ to_earth
    problems = tuple(
        f"the sensor says that {count} samples of the {name} were at full scale."
        for name, count in (("accelerometer", payload[34]), ("gyroscope", payload[35]))
        if count
    )
    return acc.reshape(1, 3), None, problems


@dataclass(frozen=True, slots=True)
class DotPeripheral:
    """A DOT.

    Attributes
    ----------
    rate_hz
        Samples a second.
    acc_range_g, gyr_range_dps
        Full scales.
    mode
        Payload mode: 2, 20 or 21.
    streaming
        True between start and stop.
    """

    rate_hz: float
    acc_range_g: float
    gyr_range_dps: float
    mode: int = RATE_QUANTITIES
    streaming: bool = False

    @staticmethod
    def of(options: StreamOptions) -> "DotPeripheral":
        """Give a sensor with these ranges that waits."""
        return DotPeripheral(
            options.rate_hz or USUAL_RATE_HZ,
            options.acc_range_g or DOT.acc_range_g,
            options.gyr_range_dps or DOT.gyr_range_dps,
            _mode_of(options),
        )

    @property
    def samples_per_packet(self) -> int:
        """One."""
        return 1

    def read(self, channel: str) -> bytes:
        """Give the state of the measurement."""
        return bytes((1, self.streaming, self.mode)) if channel == DOT_CONTROL else b""

    def heard(self, message: Message) -> "tuple[tuple[Message, ...], DotPeripheral]":
        """Obey start and stop, and take the rate."""
        payload = message.payload
        if message.channel == DOT_CONTROL and len(payload) == 3 and payload[0] == 1:  # noqa: PLR2004 - its length
            if payload[1] == 0:
                return (), replace(self, streaming=False)
            known = (EXTENDED_QUATERNION, RATE_QUANTITIES_WITH_FIELD, RATE_QUANTITIES)
            if payload[2] in known:
                return (), replace(self, streaming=True, mode=payload[2])
        setting = message.channel == DOT_DEVICE_CONTROL and len(payload) == _SETTINGS.size
        if setting and not self.streaming:
            rate = float(_SETTINGS.unpack(payload)[-3])
            if rate in RATES_HZ:
                return (), replace(self, rate_hz=rate)
        return (), self

    def sent(
        self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray, room: int
    ) -> "tuple[tuple[Message, ...], DotPeripheral]":
        """Give one packet a sample; see `Peripheral`."""
        del room
        acc_limit = self.acc_range_g * GRAVITY_MPS2
        acc = np.clip(acc_mps2, -acc_limit, acc_limit)
        gyr = np.clip(gyr_radps / RADPS_PER_DPS, -self.gyr_range_dps, self.gyr_range_dps)
        messages = []
        for number in range(len(acc)):
            clock_us = round((time_s + number / self.rate_hz) * 1e6) & 0xFFFFFFFF
            clipped = bool((np.abs(acc_mps2[number]) > acc_limit).any())
            values = self._values(acc[number], gyr[number], clipped=clipped)
            messages.append(Message(DOT_MEDIUM, clock_us.to_bytes(4, "little") + values))
        return tuple(messages), self

    def _values(self, acc: FloatArray, gyr: FloatArray, *, clipped: bool) -> bytes:
        """Give what follows the clock."""
        if self.mode == EXTENDED_QUATERNION:
            level = np.array([1.0, 0.0, 0.0, 0.0, *acc[:2], acc[2] - GRAVITY_MPS2])
            return level.astype("<f4").tobytes() + bytes((int(clipped), 0, int(clipped), 0))
        rates = np.concatenate((acc, gyr)).astype("<f4").tobytes()
        return rates + bytes(6 if self.mode == RATE_QUANTITIES_WITH_FIELD else 0)


_SETTINGS: Final = struct.Struct("<BBBHHB16sHB5s")
"""Which fields count, identify, power, two time-outs, length of name, name, rate, filter, rest."""

_RATE_COUNTS: Final = 1 << 4


def _mode_of(options: StreamOptions) -> int:
    """Give the payload mode for what is asked."""
    return EXTENDED_QUATERNION if options.stream is Stream.ACC else RATE_QUANTITIES


def _opening(options: StreamOptions) -> tuple[Step, ...]:
    """Give what sets the rate, subscribes and starts."""
    nearest_hz = nearest_offered(options.rate_hz or USUAL_RATE_HZ, RATES_HZ)
    settings = _SETTINGS.pack(_RATE_COUNTS, 0, 0, 0, 0, 0, b"", int(nearest_hz), 0, b"")
    return (
        Step(DOT_DEVICE_CONTROL, settings, optional=True),
        Step(DOT_MEDIUM, subscribe=True),
        Step(DOT_CONTROL, bytes((1, 1, _mode_of(options)))),
    )


def _closing() -> tuple[Step, ...]:
    """Give what makes it stop."""
    return (Step(DOT_CONTROL, bytes((1, 0, RATE_QUANTITIES)), optional=True),)


DOT: Final = Family(
    name="dot",
    title="Movella (Xsens) DOT",
    services=(DOT_SERVICE,),
    name_prefixes=("Movella DOT", "Xsens DOT"),
    clock=ClockKind.SENSOR,
    rate_hz=USUAL_RATE_HZ,
    acc_range_g=16.0,
    gyr_range_dps=2000.0,
    rates_hz=RATES_HZ,
    notes=(
        "It sends 60 samples a second at most, which is slow for kicks: impacts fall between "
        "samples, and speeds are less sure.",
    ),
    channels=(
        (DOT_MEDIUM, ("notify",)),
        (DOT_CONTROL, ("read", "write")),
        (DOT_LONG, ("notify",)),
        (DOT_SHORT, ("notify",)),
    ),
    decoder=DotDecoder.of,
    peripheral=DotPeripheral.of,
    opening=_opening,
    closing=_closing,
)
"""The slow extra."""
