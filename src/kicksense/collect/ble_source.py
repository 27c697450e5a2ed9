"""Sensors over Bluetooth as a source.

``ble:NAME?name=value&...`` takes names or addresses, separated by commas, or a family for all of
that family, or nothing for the only sensor in range; and

============  ==================================================================================
``family``    what the sensors speak, where neither their name nor their services tell
``seconds``   how long to look for them (8)
``notify``    ``start`` (usual) or ``acquire``: Linux only, by which call notifications come;
              the second is quicker, and some sensors break with it
``adapter``   Linux only: which radio, such as ``hci1``
``rate``      what is asked for; ``acc_range`` in g, ``gyr_range`` in degrees a second
============  ==================================================================================
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager

from kicksense.collect.addresses import Address
from kicksense.collect.ble import USUAL_SCAN_S, Backend, BleakRadio, BleSettings
from kicksense.collect.inbox import Inbox
from kicksense.collect.radio import FoundSensor
from kicksense.collect.radio_choice import all_there, chosen
from kicksense.collect.sensor_link import Outlet, SensorLink
from kicksense.collect.source import Arrival, SourceSensor
from kicksense.errors import SensorNotFoundError, UsageError
from kicksense.protocol.codec import Family, StreamOptions
from kicksense.protocol.families import family_named, refuse_rate


def ble_source(address: Address, options: StreamOptions) -> "BleSource":
    """Give the Bluetooth source of a name.

    Raises
    ------
    UsageError
        If a wish is not understood.
    """
    address.only("family", "seconds", "notify", "adapter", "rate", "acc_range", "gyr_range")
    family, notify = address.wished("family"), address.wished("notify") or "start"
    if notify not in {"start", "acquire"}:
        raise UsageError(f"notify= in 'ble:' takes start or acquire, not '{notify}'.")
    settings = BleSettings(
        scan_s=address.number("seconds", USUAL_SCAN_S, least=0.5, most=120.0),
        acquire=notify == "acquire",
        adapter=address.wished("adapter"),
    )
    targets = tuple(part.strip() for part in address.target.split(",") if part.strip())
    return BleSource(
        targets, options, family=family_named(family) if family else None, settings=settings
    )


class BleSource:
    """Sensors over Bluetooth.

    Parameters
    ----------
    targets
        Names or addresses; empty for the only sensor in range.
    options
        What is asked of them.
    family
        What they speak, None to tell by name and services.
    settings
        How they are looked for and connected.
    backend
        Other than the platform's own Bluetooth.
    """

    simulated = False

    def __init__(
        self,
        targets: tuple[str, ...],
        options: StreamOptions,
        *,
        family: Family | None = None,
        settings: BleSettings | None = None,
        backend: Backend | None = None,
    ) -> None:
        self._targets, self._options, self._family = targets, options, family
        self._settings = settings or BleSettings()
        self._radio = BleakRadio(self._settings, backend)
        self._found: tuple[FoundSensor, ...] | None = None
        self._inbox: Inbox | None = None

    @property
    def overflowed(self) -> Mapping[str, int]:
        """How many notifications of each sensor were dropped, because nobody took them."""
        return {} if self._inbox is None else self._inbox.overflowed

    async def sensors(self) -> tuple[SourceSensor, ...]:
        """Look for the sensors; see `SensorSource`."""
        if self._found is None:
            seen = await self._radio.look(
                self._settings.scan_s, lambda seen: all_there(self._targets, seen)
            )
            found = chosen(self._targets, seen, self._family)
            for one in found:
                refuse_rate(self._family_of(one), self._options.rate_hz)
            self._found = found
        return tuple(
            SourceSensor(one.sensor, one.called, self._family_of(one), self._options, one.rssi_dbm)
            for one in self._found
        )

    def stream(self) -> AbstractAsyncContextManager[AsyncIterator[Arrival]]:
        """Connect one sensor after the other and deliver what comes; see `SensorSource`."""
        return self._stream()

    @asynccontextmanager
    async def _stream(self) -> AsyncIterator[AsyncIterator[Arrival]]:
        await self.sensors()
        inbox = self._inbox = Inbox(self._settings.most_waiting)
        turn = asyncio.Lock()
        links = [
            SensorLink(
                one,
                self._family_of(one),
                self._options,
                radio=self._radio,
                turn=turn,
                outlet=Outlet(inbox.put, inbox.tell),
                timings=self._settings.timings,
            )
            for one in self._found or ()
        ]
        keeping = asyncio.create_task(_keep(links, inbox))
        try:
            async with aclosing(inbox.arrivals()) as arrivals:
                yield arrivals
        finally:
            # Whoever gives up waiting (a second Ctrl-C) does not stop the disconnecting.
            await asyncio.shield(asyncio.create_task(_leave(links, keeping)))

    def _family_of(self, found: FoundSensor) -> Family:
        family = self._family or found.family
        if family is None:
            raise SensorNotFoundError(f"{found.called} speaks nothing kicksense understands.")
        return family


async def _keep(links: list[SensorLink], inbox: Inbox) -> None:
    """Keep all sensors connected; end the stream when every one was given up."""
    try:
        async with asyncio.TaskGroup() as group:
            for link in links:
                group.create_task(link.run())
    except BaseExceptionGroup as group_of_errors:
        inbox.end(group_of_errors.exceptions[0])
        return
    if any(link.ever_connected for link in links):
        inbox.end()
    else:
        inbox.end(SensorNotFoundError(" ".join(link.trouble for link in links)))


async def _leave(links: list[SensorLink], keeping: asyncio.Task[None]) -> None:
    """Stop keeping, ask every sensor to stop, and disconnect."""
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await asyncio.gather(*(link.close() for link in links))
