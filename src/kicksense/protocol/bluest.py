"""ST's BlueST boards: SensorTile, SensorTile.box, BlueTile.

Facts from UM2496, ST's description of the BlueST protocol, and public clients. No payload with
published values is known, and the unit of the tick differs between firmwares, so samples are
timed by when they arrive; the tick tells what is missing.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import ClockKind, Decoder, Family, Message, Step, StreamOptions
from kicksense.protocol.counts import beside, int16_bytes
from kicksense.protocol.tick_order import TickOrder
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

BLUEST_SERVICE: Final = "00000000-0001-11e1-9ab4-0002a5d5c51b"
BLUEST_NINE: Final = "00e00000-0001-11e1-ac36-0002a5d5c51b"
"""Acceleration, angular rate and magnetic field."""

BLUEST_SIX: Final = "00c00000-0001-11e1-ac36-0002a5d5c51b"
"""Acceleration and angular rate."""

ACC_BIT: Final = 1 << 23
GYR_BIT: Final = 1 << 22
MAG_BIT: Final = 1 << 21

ACC_MPS2_PER_COUNT: Final = GRAVITY_MPS2 * 1e-3
GYR_RADPS_PER_COUNT: Final = 0.1 * RADPS_PER_DPS

_TICK_BITS: Final = 16
_TRIPLE_BYTES: Final = 6
_SIX_BYTES: Final = 14
_NINE_BYTES: Final = 20
_FEATURE: Final = re.compile(r"([0-9a-f]{8})-0001-11e1-ac36-0002a5d5c51b")


@dataclass(frozen=True, slots=True)
class BluestDecoder:
    """Understands one board: features are told by the mask in the characteristic's UUID.

    Attributes
    ----------
    order
        Which packets have come.
    """

    order: TickOrder

    @staticmethod
    def of(options: StreamOptions) -> "BluestDecoder":
        """Give the decoder; units are fixed, so options change nothing."""
        del options
        return BluestDecoder(TickOrder(_TICK_BITS))

    def decode(self, channel: str, payload: bytes) -> tuple[SampleBlock, Decoder]:
        """Give the one sample of a notification; see `Decoder`."""
        acc_at, gyr_at, size = _layout(channel, len(payload))
        if acc_at is None and gyr_at is None:
            return SampleBlock(), self
        if len(payload) != size:
            raise ProtocolError(
                f"the packet has {len(payload)} bytes, but the features of its characteristic "
                f"make {size}; it is not used."
            )
        sequence = int.from_bytes(payload[:2], "little")
        place, order = self.order.placed(sequence, payload)
        successor = BluestDecoder(order)
        if place.repeated:
            return SampleBlock(sequence, repeated=True), successor
        block = SampleBlock(
            sequence=sequence,
            acc_mps2=_triple(payload, acc_at, ACC_MPS2_PER_COUNT),
            gyr_radps=_triple(payload, gyr_at, GYR_RADPS_PER_COUNT),
            lost_packets=place.lost,
            problems=(f"packet {sequence}: {place.problem}",) if place.problem else (),
        )
        return block, successor


def _layout(channel: str, received: int) -> tuple[int | None, int | None, int]:
    """Give where acceleration and angular rate begin, and how long a packet is.

    Boards send acceleration and angular rate alone, in 14 bytes, on the characteristic of nine
    values too; the length tells both apart.
    """
    feature = _FEATURE.fullmatch(channel)
    mask = int(feature[1], 16) if feature else 0
    if mask & ~(ACC_BIT | GYR_BIT | MAG_BIT):
        return None, None, 0
    if mask & ACC_BIT and mask & GYR_BIT and received in (_SIX_BYTES, _NINE_BYTES):
        return 2, 2 + _TRIPLE_BYTES, received
    acc_at = 2 if mask & ACC_BIT else None
    gyr_at = 2 + _TRIPLE_BYTES * bool(mask & ACC_BIT) if mask & GYR_BIT else None
    return acc_at, gyr_at, 2 + _TRIPLE_BYTES * mask.bit_count()


def _triple(payload: bytes, at: int | None, per_count: float) -> FloatArray | None:
    """Give three numbers as the one row of an array."""
    if at is None:
        return None
    return np.frombuffer(payload, "<i2", 3, at).reshape(1, 3) * per_count


@dataclass(frozen=True, slots=True)
class BluestPeripheral:
    """A board that sends while somebody is subscribed.

    Attributes
    ----------
    rate_hz
        Samples a second.
    acc_range_g, gyr_range_dps
        Full scales of its sensors; the units of the packet would reach further.
    magnetometer
        True to send 20 bytes, the magnetic field being zeros; False to send 14.
    tick_s
        What one tick means.
    """

    rate_hz: float
    acc_range_g: float
    gyr_range_dps: float
    magnetometer: bool = True
    tick_s: float = 0.01

    @staticmethod
    def of(options: StreamOptions) -> "BluestPeripheral":
        """Give a board with these rates and ranges."""
        return BluestPeripheral(
            options.rate_hz or BLUEST.rate_hz,
            options.acc_range_g or BLUEST.acc_range_g,
            options.gyr_range_dps or BLUEST.gyr_range_dps,
        )

    @property
    def streaming(self) -> bool:
        """Tell that it streams to whoever subscribes."""
        return True

    @property
    def samples_per_packet(self) -> int:
        """One."""
        return 1

    def read(self, channel: str) -> bytes:
        """Give nothing."""
        del channel
        return b""

    def heard(self, message: Message) -> "tuple[tuple[Message, ...], BluestPeripheral]":
        """Take no commands."""
        del message
        return (), self

    def sent(
        self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray, room: int
    ) -> "tuple[tuple[Message, ...], BluestPeripheral]":
        """Give one packet a sample; see `Peripheral`."""
        del room
        acc_limit = self.acc_range_g * GRAVITY_MPS2
        gyr_limit = self.gyr_range_dps * RADPS_PER_DPS
        counts = beside(
            np.clip(acc_mps2, -acc_limit, acc_limit) / ACC_MPS2_PER_COUNT,
            np.clip(gyr_radps, -gyr_limit, gyr_limit) / GYR_RADPS_PER_COUNT,
        )
        channel = BLUEST_NINE if self.magnetometer else BLUEST_SIX
        field = bytes(_TRIPLE_BYTES if self.magnetometer else 0)
        messages = []
        for number, row in enumerate(counts):
            tick = round((time_s + number / self.rate_hz) / self.tick_s) & 0xFFFF
            packet = tick.to_bytes(2, "little") + int16_bytes(row) + field
            messages.append(Message(channel, packet))
        return tuple(messages), replace(self)


def _opening(options: StreamOptions) -> tuple[Step, ...]:
    """Give the subscription to whichever combined characteristic the board has."""
    del options
    return (
        Step(BLUEST_NINE, subscribe=True, optional=True),
        Step(BLUEST_SIX, subscribe=True, optional=True),
    )


def _closing() -> tuple[Step, ...]:
    """Give nothing: it stops when nobody is subscribed."""
    return ()


BLUEST: Final = Family(
    name="bluest",
    title="ST SensorTile, SensorTile.box, BlueTile",
    services=(BLUEST_SERVICE,),
    name_prefixes=("BlueST", "STEVAL", "SensorTile"),
    clock=ClockKind.NONE,
    rate_hz=100.0,
    acc_range_g=16.0,
    gyr_range_dps=2000.0,
    rates_hz=(),
    notes=(
        "Rate and ranges are the firmware's and cannot be asked for here; set 16 g, 2000 degrees a "
        "second and 100 samples a second in it.",
        "What its tick means differs between firmwares: samples are timed by when they arrive, and "
        "the tick only tells what is missing.",
    ),
    channels=(
        (BLUEST_NINE, ("notify",)),
        (BLUEST_SIX, ("notify",)),
    ),
    decoder=BluestDecoder.of,
    peripheral=BluestPeripheral.of,
    opening=_opening,
    closing=_closing,
)
"""ST's development boards."""
