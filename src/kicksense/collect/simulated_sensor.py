"""A sensor on a simulated leg: real packets, and on request all that goes wrong with them."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from kicksense.collect.simulated_leg import Leg, LegRequest
from kicksense.collect.source import Fact, LinkState
from kicksense.protocol.codec import (
    BATTERY_LEVEL,
    Family,
    Message,
    Peripheral,
    StreamOptions,
)
from kicksense.simulation.truth import TrueEvent
from kicksense.units import GRAVITY_MPS2

USUAL_MTU: Final = 247
"""What most phones and computers agree on with a sensor, bytes."""

_ATT_HEADER: Final = 3
_BATTERY_EVERY_S: Final = 60.0
_ANSWER_S: Final = 0.01
_APART_S: Final = 2e-5
"""Between two notifications of one connection event (bursts measured on a real stack: 0.02 ms)."""

_NEAR_WRAP_S: Final = 3.0
_MICROSECOND_WRAP_S: Final = 2**32 / 1e6
_COUNTER_WRAP: Final = 2**16


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong with a simulated sensor and its radio.

    Attributes
    ----------
    loss_ratio, repeat_ratio, swap_ratio
        Share of the notifications that never arrive, arrive twice, or arrive after the next one.
    garbage_ratio
        For how many a notification arrives besides that makes no sense: cut short, too long,
        empty, or noise.
    cut_s, cut_for_s
        The link is lost so long after it came, None for never, and comes back after so long.
    reboots
        True where the sensor starts anew when the link is lost: its clock and counter too.
    drift_ppm
        By how much its clock runs fast.
    interval_s
        Connection interval: notifications arrive in bursts, one burst an interval.
    near_wrap
        True where clock and counter are about to overflow when the stream begins.
    battery_ratio
        What it says of its battery.
    clipped_at_g
        Where its acceleration stops although it says otherwise, None for nowhere.
    true_rate_hz
        What it really sends, whatever it was asked for; None for what it was asked for.
    """

    loss_ratio: float = 0.0
    repeat_ratio: float = 0.0
    swap_ratio: float = 0.0
    garbage_ratio: float = 0.0
    cut_s: float | None = None
    cut_for_s: float = 3.0
    reboots: bool = False
    drift_ppm: float = 0.0
    interval_s: float = 0.015
    near_wrap: bool = False
    battery_ratio: float = 0.9
    clipped_at_g: float | None = None
    true_rate_hz: float | None = None


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """The link came or went; as in `LinkChange`."""

    state: LinkState
    detail: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """Something the host gets to know.

    Attributes
    ----------
    at_s
        When, from the start of the stream, by the host's clock.
    what
        A message of the sensor, or what became of its link.
    """

    at_s: float
    what: Message | LinkEvent


@dataclass(slots=True)
class Sent:
    """What a simulated sensor did: the truth that tests compare with.

    Attributes
    ----------
    packets, samples
        Sent while the link was up, those that were lost on the way too.
    withheld, repeated, swapped, garbage
        Notifications that never arrived, arrived twice, in the wrong order, or were none.
    cuts
        How often the link was lost.
    missed_samples
        Taken by the leg while the link was down.
    """

    packets: int = 0
    samples: int = 0
    withheld: int = 0
    repeated: int = 0
    swapped: int = 0
    garbage: int = 0
    cuts: int = 0
    missed_samples: int = 0


class SimulatedSensor:
    """One sensor on a simulated leg, as the host meets it over the air.

    Parameters
    ----------
    family, options
        What it speaks and what is asked of it.
    leg
        Whose samples it sends.
    faults
        What goes wrong.
    begins_s
        When the host has connected, from the start of the stream.
    """

    def __init__(
        self,
        family: Family,
        options: StreamOptions,
        leg: LegRequest,
        *,
        faults: Faults,
        begins_s: float = 0.0,
    ) -> None:
        self._family, self._options, self._faults = family, options, faults
        self._rng = np.random.default_rng([leg.seed, leg.number, 1])
        self._peripheral: Peripheral = family.peripheral(options)
        self._begins_s = self._last_s = self._battery_s = begins_s
        self._opening = tuple(self._hear_opening(begins_s))
        self.rate_hz = faults.true_rate_hz or self._peripheral.rate_hz
        self.leg = Leg(leg.pieces(self.rate_hz))
        self.sent = Sent()
        self._clock_zero_s = 0.0
        self._taken = 0
        self._held: Message | None = None

    @property
    def truth(self) -> tuple[TrueEvent, ...]:
        """What happened so far, and a little ahead, by the host's clock since the start, s."""
        return tuple(event.on_clock(self._host_s) for event in self.leg.truth)

    def _host_s(self, sensor_s: float) -> float:
        """Give the host's time since the start of what the sensor's clock calls so."""
        return self._begins_s + sensor_s / (1.0 + self._faults.drift_ppm * 1e-6)

    async def arrivals(self) -> AsyncGenerator[Due, None]:
        """Give what the host gets to know, in order of time, for ever."""
        if self._faults.near_wrap:
            self._clock_zero_s, self._peripheral = about_to_wrap(self._peripheral, self.rate_hz)
        yield Due(self._begins_s, self._linked(LinkState.CONNECTED))
        for due in self._opening:
            yield due
        self._opening = ()
        connected_s = self._begins_s
        while True:
            cut_s = self._faults.cut_s
            for due in await self._next_packet():
                if cut_s is not None and due.at_s > connected_s + cut_s:
                    break
                yield due
            else:
                continue
            lost_s = connected_s + (cut_s or 0.0)
            yield Due(lost_s, LinkEvent(LinkState.LOST, "the link was cut on request"))
            connected_s = lost_s + self._faults.cut_for_s
            await self._miss_until(connected_s)
            yield Due(connected_s, self._linked(LinkState.RECONNECTED))
            for due in tuple(self._hear_opening(connected_s)):
                yield due

    async def close(self) -> None:
        """Take the sensor off the leg."""
        await self.leg.close()

    def _linked(self, state: LinkState) -> LinkEvent:
        facts: dict[str, Fact] = {"mtu": USUAL_MTU, "notify_path": "simulated", "attempts": 1}
        return LinkEvent(state, facts=facts)

    def _hear_opening(self, at_s: float) -> Iterator[Due]:
        """Ask the sensor to stream, as a host does, and give what it answers."""
        said: list[bytes] = []
        for step in self._family.opening(self._options):
            if not step.applies(said):
                continue
            answers: tuple[Message, ...] = ()
            if step.payload is not None:
                answers, self._peripheral = self._peripheral.heard(
                    Message(step.channel, step.payload)
                )
            elif not step.subscribe:
                read = self._peripheral.read(step.channel)
                answers = (Message(step.channel, read),) if read else ()
            at_s += _ANSWER_S
            said.extend(answer.payload for answer in answers)
            yield from (Due(at_s, answer) for answer in answers)
        self._last_s = max(self._last_s, at_s)

    async def _next_packet(self) -> list[Due]:
        """Take samples, put them into packets, and give those that arrive."""
        n = max(1, self._peripheral.samples_per_packet)
        taken_s = self._taken / self.rate_hz
        acc, gyr = await self.leg.take(n)
        self._taken += n
        limit_g = self._faults.clipped_at_g
        if limit_g is not None:
            acc = np.clip(acc, -limit_g * GRAVITY_MPS2, limit_g * GRAVITY_MPS2)
        messages, self._peripheral = self._peripheral.sent(
            taken_s - self._clock_zero_s, acc, gyr, USUAL_MTU - _ATT_HEADER
        )
        self.sent.packets += len(messages)
        self.sent.samples += n
        at_s = self._arrives_s(self._host_s(self._taken / self.rate_hz))
        if at_s >= self._battery_s:
            self._battery_s = at_s + _BATTERY_EVERY_S
            percent = round(100.0 * self._faults.battery_ratio)
            messages = (Message(BATTERY_LEVEL, bytes([percent])), *messages)
        heard = [message for sent in messages for message in self._over_the_air(sent)]
        dues = [Due(at_s + place * _APART_S, message) for place, message in enumerate(heard)]
        self._last_s = dues[-1].at_s + _APART_S if dues else self._last_s
        return dues

    def _arrives_s(self, ready_s: float) -> float:
        """Give the connection event that takes what is ready."""
        interval_s = self._faults.interval_s
        event_s = np.ceil(ready_s / interval_s) * interval_s if interval_s > 0.0 else ready_s
        return max(float(event_s), self._last_s)

    def _over_the_air(self, message: Message) -> Iterator[Message]:
        """Give what arrives of a message."""
        faults = self._faults
        loss, repeat, swap, garbage = self._rng.random(4)
        held, self._held = self._held, None
        if loss < faults.loss_ratio:
            self.sent.withheld += 1
        elif swap < faults.swap_ratio and held is None:
            self.sent.swapped += 1
            self._held = message
        else:
            yield message
        if repeat < faults.repeat_ratio and loss >= faults.loss_ratio and self._held is None:
            self.sent.repeated += 1
            yield message
        if garbage < faults.garbage_ratio:
            self.sent.garbage += 1
            yield self._senseless(message)
        if held is not None:
            yield held

    def _senseless(self, message: Message) -> Message:
        """Give bytes that no sensor in its senses would send."""
        payload, rng = message.payload, self._rng
        kinds = (
            payload[: int(rng.integers(0, max(1, len(payload) - 1)))],
            payload + rng.bytes(int(rng.integers(1, 9))),
            rng.bytes(len(payload)),
            b"",
        )
        return Message(message.channel, kinds[int(rng.integers(len(kinds)))])

    async def _miss_until(self, back_s: float) -> None:
        """Let the leg go on while nobody hears the sensor."""
        self.sent.cuts += 1
        self._held = None
        while self._host_s(self._taken / self.rate_hz) < back_s:
            await self.leg.take(1)
            self._taken += 1
            self.sent.missed_samples += 1
        self._last_s = back_s
        if self._faults.reboots:
            self._peripheral = self._family.peripheral(self._options)
            self._clock_zero_s = self._taken / self.rate_hz


def about_to_wrap(peripheral: Peripheral, rate_hz: float) -> tuple[float, Peripheral]:
    """Give the sensor whose clock and counter are about to overflow.

    Parameters
    ----------
    peripheral
        Any; its counter is set where it has one called ``sequence``, as 16-bit counters are.
    rate_hz
        Samples a second.

    Returns
    -------
    clock_zero_s
        When its clock would have shown zero, from now: long ago.
    peripheral
        With its counter set.
    """
    zero_s = _NEAR_WRAP_S - _MICROSECOND_WRAP_S
    if "sequence" not in getattr(peripheral, "__dataclass_fields__", {}):
        return zero_s, peripheral
    ahead = max(1, round(_NEAR_WRAP_S * rate_hz / max(1, peripheral.samples_per_packet)))
    counting: Any = peripheral
    return zero_s, replace(counting, sequence=_COUNTER_WRAP - ahead)
