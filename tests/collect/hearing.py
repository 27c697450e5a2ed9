"""Arrivals taken from a source and understood, as a recording would."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from kicksense.collect.source import Arrival, LinkChange, LinkState, SensorSource
from kicksense.domain.notifications import Notification, SampleBlock
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import Decoder
from kicksense.units import GRAVITY_MPS2


@dataclass
class Hearing:
    """What was heard of a source.

    Attributes
    ----------
    arrivals
        All, in order.
    blocks
        What each sensor's notifications held.
    senseless
        Notifications that were not understood.
    """

    decoders: dict[str, Decoder]
    arrivals: list[Arrival] = field(default_factory=list)
    blocks: defaultdict[str, list[SampleBlock]] = field(default_factory=lambda: defaultdict(list))
    senseless: list[str] = field(default_factory=list)

    def take(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)
        if isinstance(arrival, LinkChange):
            return
        try:
            block, successor = self.decoders[arrival.sensor].decode(
                arrival.channel, arrival.payload
            )
        except ProtocolError as error:
            self.senseless.append(str(error))
            return
        self.decoders[arrival.sensor] = successor
        self.blocks[arrival.sensor].append(block)

    @property
    def sensors(self) -> list[str]:
        return list(self.decoders)

    @property
    def links(self) -> list[LinkChange]:
        return [one for one in self.arrivals if isinstance(one, LinkChange)]

    @property
    def states(self) -> list[LinkState]:
        return [link.state for link in self.links]

    @property
    def notifications(self) -> list[Notification]:
        return [one for one in self.arrivals if isinstance(one, Notification)]

    def samples(self, sensor: str | None = None) -> int:
        return sum(len(block) for block in self.blocks[sensor or self.sensors[0]])

    def packets(self, sensor: str | None = None) -> int:
        blocks = self.blocks[sensor or self.sensors[0]]
        return sum(1 for block in blocks if len(block) and not block.repeated)

    def lost(self, sensor: str | None = None) -> int:
        return sum(block.lost_packets for block in self.blocks[sensor or self.sensors[0]])

    def repeated(self, sensor: str | None = None) -> int:
        return sum(block.repeated for block in self.blocks[sensor or self.sensors[0]])

    def numbers(self, sensor: str | None = None) -> list[int]:
        """Give the numbers of the samples of a `Ramp`, in the order of arrival."""
        acc = [
            block.acc_mps2
            for block in self.blocks[sensor or self.sensors[0]]
            if block.acc_mps2 is not None
        ]
        counts = np.concatenate(acc)[:, 0] * 2048.0 / GRAVITY_MPS2
        return [int(count) for count in np.rint(counts)]

    def times_s(self, sensor: str | None = None) -> list[float]:
        blocks = self.blocks[sensor or self.sensors[0]]
        return [block.time_s for block in blocks if block.time_s is not None and len(block)]


async def hear(
    source: SensorSource,
    enough: Callable[[Hearing], bool] = lambda _: False,
    *,
    within_s: float = 20.0,
) -> Hearing:
    """Take arrivals until there are enough, or the source ends."""
    sensors = await source.sensors()
    hearing = Hearing({one.sensor: one.family.decoder(one.options) for one in sensors})
    async with asyncio.timeout(within_s), source.stream() as arrivals:
        async for arrival in arrivals:
            hearing.take(arrival)
            if enough(hearing):
                break
    return hearing
