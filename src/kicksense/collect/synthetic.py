"""A simulated leg as a source: what the whole program does with a radio, without one.

``synthetic:DRILL?name=value&...`` takes a drill of `kicksense.simulation.plans` and

=================  =============================================================================
``family``         what the sensors speak (``ksp``)
``players``        how many (1); ``sensors`` 1 or 2 for each (both shins); ``side`` of a single one
``seed``           of every chance (1)
``speed``          times real time (1); 0 for as fast as anybody takes it
``seconds``        the source ends after so long; without end where it is not given
``rounds``         simulate only so many rounds of the drill and repeat them
``stand``          seconds of standing before anything else (a guided recording asks for some)
``loss``           share of the notifications that never arrive; ``repeat``: arrive twice;
                   ``swap``: arrive late; ``garbage``: arrive besides and make no sense
``cut_s``          the link is lost so long after it came, for ``cut_for_s`` (3); ``reboot=1``:
                   and the sensor starts anew
``drift_ppm``      by how much the sensors' clocks run fast
``interval_s``     connection interval: notifications come in bursts (0.015)
``wrap``           1: clock and counter are about to overflow
``battery``        0 to 1 (0.9)
``clip_g``         the acceleration stops there, whatever range the sensor claims
``true_rate``      samples a second that really come, whatever was asked for
``rate``           what is asked for; ``acc_range`` in g, ``gyr_range`` in degrees a second
=================  =============================================================================
"""

import heapq
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    aclosing,
    asynccontextmanager,
)
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from kicksense.collect.addresses import Address
from kicksense.collect.pacing import Pace
from kicksense.collect.simulated_leg import LegRequest
from kicksense.collect.simulated_sensor import Due, Faults, LinkEvent, SimulatedSensor
from kicksense.collect.source import Arrival, LinkChange, SourceSensor
from kicksense.domain.anatomy import Side
from kicksense.domain.notifications import Notification
from kicksense.errors import UsageError
from kicksense.protocol.codec import Family, StreamOptions
from kicksense.protocol.families import family_named, refuse_rate
from kicksense.simulation.plans import drill_names

_USUAL_DRILL: Final = "backheel_wall_pass"
_BETWEEN_CONNECTS_S: Final = 0.2
_BOTH_LEGS: Final = 2
_MOST_PLAYERS: Final = 30
_WISHES: Final = (
    "family", "players", "sensors", "side", "seed", "speed", "seconds", "rounds", "stand", "loss",
    "repeat", "swap", "garbage", "cut_s", "cut_for_s", "reboot", "drift_ppm", "interval_s", "wrap",
    "battery", "clip_g", "true_rate", "rate", "acc_range", "gyr_range",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SyntheticRequest:
    """What is to be simulated.

    Attributes
    ----------
    drill
        What is played.
    family, options
        What the sensors speak and what is asked of them.
    players, sides
        How many players, and which of their legs wear sensors.
    seed
        Of every chance.
    speed
        Times real time, 0 for as fast as possible.
    duration_s
        When the source ends; None for never.
    rounds, stand_s
        As in `LegRequest`.
    faults
        What goes wrong.
    """

    drill: str
    family: Family
    options: StreamOptions = field(default_factory=StreamOptions)
    players: int = 1
    sides: tuple[Side, ...] = (Side.RIGHT,)
    seed: int = 1
    speed: float = 1.0
    duration_s: float | None = None
    rounds: int | None = None
    stand_s: float = 0.0
    faults: Faults = field(default_factory=Faults)


def synthetic_source(address: Address, options: StreamOptions) -> "SyntheticSource":
    """Give the simulated source of a name.

    Raises
    ------
    UsageError
        If drill or family is not known, the family has no such rate, or a number makes no sense.
    """
    address.only(*_WISHES)
    drill = address.target.strip() or _USUAL_DRILL
    if drill not in drill_names():
        raise UsageError(f"there is no drill '{drill}'; choose one of {', '.join(drill_names())}.")
    seconds, rounds = address.wished("seconds"), address.wished("rounds")
    family = family_named(address.wished("family") or "ksp")
    refuse_rate(family, options.rate_hz)
    request = SyntheticRequest(
        drill=drill,
        family=family,
        options=options,
        players=address.whole("players", 1, least=1, most=_MOST_PLAYERS),
        sides=_sides_of(address),
        seed=address.whole("seed", 1),
        speed=address.number("speed", 1.0, most=1e6),
        duration_s=None if seconds is None else address.number("seconds", 0.0),
        rounds=None if rounds is None else address.whole("rounds", 1, least=1, most=1000),
        stand_s=address.number("stand", 0.0, most=600.0),
        faults=_faults_of(address),
    )
    return SyntheticSource(request)


def _sides_of(address: Address) -> tuple[Side, ...]:
    if address.whole("sensors", 1, least=1, most=_BOTH_LEGS) == _BOTH_LEGS:
        return (Side.LEFT, Side.RIGHT)
    side = (address.wished("side") or Side.RIGHT).lower()
    if side not in set(Side):
        raise UsageError(f"side= in 'synthetic:' takes {' or '.join(Side)}, not '{side}'.")
    return (Side(side),)


def _faults_of(address: Address) -> Faults:
    cut, clip, rate = (address.wished(name) for name in ("cut_s", "clip_g", "true_rate"))
    return Faults(
        loss_ratio=address.number("loss", 0.0, most=1.0),
        repeat_ratio=address.number("repeat", 0.0, most=1.0),
        swap_ratio=address.number("swap", 0.0, most=1.0),
        garbage_ratio=address.number("garbage", 0.0, most=1.0),
        cut_s=None if cut is None else address.number("cut_s", 0.0, least=0.1),
        cut_for_s=address.number("cut_for_s", 3.0, least=0.01),
        reboots=address.whole("reboot", 0, most=1) == 1,
        drift_ppm=address.number("drift_ppm", 0.0, least=-1e5, most=1e5),
        interval_s=address.number("interval_s", 0.015, most=4.0),
        near_wrap=address.whole("wrap", 0, most=1) == 1,
        battery_ratio=address.number("battery", 0.9, most=1.0),
        clipped_at_g=None if clip is None else address.number("clip_g", 0.0, least=0.5),
        true_rate_hz=None if rate is None else address.number("true_rate", 0.0, least=1.0),
    )


class SyntheticSource:
    """Simulated legs that stream like sensors.

    Parameters
    ----------
    request
        What is simulated.
    """

    simulated = True

    def __init__(self, request: SyntheticRequest) -> None:
        self.request = request
        self.streaming: Mapping[str, SimulatedSensor] = {}
        """The simulated sensors by identifier, once they stream and after: they hold the truth."""

    @property
    def overflowed(self) -> Mapping[str, int]:
        """Nothing: a simulated sensor waits for whoever takes its notifications."""
        return {}

    async def sensors(self) -> tuple[SourceSensor, ...]:
        """Give the simulated sensors, with the leg that wears each."""
        request = self.request
        legs = product(range(1, request.players + 1), request.sides)
        return tuple(
            SourceSensor(
                sensor=f"simulated-{number}",
                name=f"SIM-{number}",
                family=request.family,
                options=request.options,
                player_id=f"simulated-player-{player}" if request.players > 1 else None,
                side=side,
            )
            for number, (player, side) in enumerate(legs, start=1)
        )

    @asynccontextmanager
    async def _stream(self) -> AsyncIterator[AsyncIterator[Arrival]]:
        request = self.request
        self.streaming = {
            found.sensor: SimulatedSensor(
                request.family,
                request.options,
                LegRequest(
                    request.drill,
                    found.side or Side.RIGHT,
                    seed=request.seed,
                    number=number,
                    rounds=request.rounds,
                    stand_s=request.stand_s,
                ),
                faults=request.faults,
                begins_s=number * _BETWEEN_CONNECTS_S,
            )
            for number, found in enumerate(await self.sensors())
        }
        try:
            for sensor in self.streaming.values():
                await sensor.leg.prepare()
            pace = Pace(request.speed)
            async with aclosing(_paced(self.streaming, pace, request.duration_s)) as arrivals:
                yield arrivals
        finally:
            for sensor in self.streaming.values():
                await sensor.close()

    def stream(self) -> AbstractAsyncContextManager[AsyncIterator[Arrival]]:
        """Deliver what the simulated sensors send; see `SensorSource`."""
        return self._stream()


async def _paced(
    sensors: Mapping[str, SimulatedSensor], pace: Pace, duration_s: float | None
) -> AsyncGenerator[Arrival, None]:
    """Give what all sensors send, in order of time, when it is due."""
    async with AsyncExitStack() as stack:
        streams = {
            name: await stack.enter_async_context(aclosing(sensor.arrivals()))
            for name, sensor in sensors.items()
        }
        waiting: list[tuple[float, int, str, Due]] = []
        for place, (name, stream) in enumerate(streams.items()):
            first = await anext(stream)
            waiting.append((first.at_s, place, name, first))
        heapq.heapify(waiting)
        while waiting:
            at_s, place, name, due = heapq.heappop(waiting)
            if duration_s is not None and at_s > duration_s:
                return
            await pace.wait_until(at_s)
            yield _arrival(name, due, pace)
            following = await anext(streams[name])
            heapq.heappush(waiting, (following.at_s, place, name, following))


def _arrival(sensor: str, due: Due, pace: Pace) -> Arrival:
    """Give what is due with its stamps."""
    at_ns, what = pace.monotonic_ns(due.at_s), due.what
    if isinstance(what, LinkEvent):
        return LinkChange(sensor, what.state, at_ns, what.detail, what.facts)
    return Notification(sensor, what.channel, at_ns, pace.utc_ns(due.at_s), what.payload)
