"""Sensors over Bluetooth: the only module that knows bleak.

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
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakError

from kicksense.collect.addresses import Address
from kicksense.collect.inbox import Inbox
from kicksense.collect.radio import (
    ChannelMissingError,
    FoundSensor,
    Heard,
    Link,
    LinkTroubleError,
)
from kicksense.collect.radio_choice import all_there, chosen
from kicksense.collect.radio_words import is_about_the_radio, words_of
from kicksense.collect.sensor_link import LinkTimings, Outlet, SensorLink
from kicksense.collect.source import Arrival, SourceSensor
from kicksense.errors import SensorNotFoundError, UsageError
from kicksense.protocol.codec import Family, StreamOptions
from kicksense.protocol.families import FAMILIES, family_named, family_of

USUAL_SCAN_S: Final = 8.0
"""Sensors that save their battery advertise every second or two."""

_MOST_WAITING: Final = 20_000
"""Notifications of one sensor: half a minute of 600 a second."""

_NO_RSSI: Final = -127
_RADIO_ERRORS: Final = (BleakError, OSError, TimeoutError, EOFError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Backend:
    """What bleak drives, where it is not the platform's own Bluetooth.

    Attributes
    ----------
    scanner, client
        bleak's backend classes.
    """

    scanner: type[BaseBleakScanner]
    client: type[BaseBleakClient]


@dataclass(frozen=True, slots=True)
class BleSettings:
    """How sensors are looked for and connected.

    Attributes
    ----------
    scan_s
        How long to look.
    acquire
        True for AcquireNotify in place of StartNotify (BlueZ).
    adapter
        Name of the radio (BlueZ); None for the first.
    timings
        How patient links are.
    most_waiting
        Notifications of one sensor that may wait to be taken.
    """

    scan_s: float = USUAL_SCAN_S
    acquire: bool = False
    adapter: str | None = None
    timings: LinkTimings = LinkTimings()  # noqa: RUF009 - a frozen value
    most_waiting: int = _MOST_WAITING


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


async def scan(
    timeout_s: float = USUAL_SCAN_S, *, adapter: str | None = None, backend: Backend | None = None
) -> tuple[FoundSensor, ...]:
    """Look for Bluetooth devices in range, sensors or not.

    Parameters
    ----------
    timeout_s
        How long.
    adapter
        Which radio (Linux).
    backend
        Other than the platform's own.

    Returns
    -------
    found
        Those of known families first, then the strongest first.

    Raises
    ------
    SourceError
        If there is no radio to look with; the message says what to do.
    """
    radio = BleakRadio(BleSettings(adapter=adapter), backend)
    found = await radio.look(timeout_s, lambda _: False)
    return tuple(sorted(found, key=lambda one: (one.family is None, -(one.rssi_dbm or _NO_RSSI))))


class BleakRadio:
    """The computer's Bluetooth as bleak drives it.

    Parameters
    ----------
    settings
        Which adapter, and how notifications come.
    backend
        Other than the platform's own.
    """

    def __init__(self, settings: BleSettings, backend: Backend | None) -> None:
        self._settings, self._backend = settings, backend
        self._devices: dict[str, BLEDevice] = {}

    async def look(
        self, timeout_s: float, enough: Callable[[tuple[FoundSensor, ...]], bool]
    ) -> tuple[FoundSensor, ...]:
        """Listen to advertisements.

        Parameters
        ----------
        timeout_s
            How long at most.
        enough
            Told what was found so far; True to stop listening.

        Returns
        -------
        found
            Everything that advertised, and what this computer is connected to already.

        Raises
        ------
        LinkTroubleError
            If there is no radio to listen with.
        """
        seen: dict[str, FoundSensor] = {}
        services: dict[str, set[str]] = {}
        done = asyncio.Event()

        def hear(device: BLEDevice, said: AdvertisementData) -> None:
            known = services.setdefault(device.address, set())
            known.update(uuid.lower() for uuid in said.service_uuids)
            before = seen.get(device.address)
            name = said.local_name or device.name or (before.name if before else "")
            self._devices[device.address] = device
            rssi_dbm = said.rssi if said.rssi > _NO_RSSI else None
            family = family_of(name, tuple(known))
            seen[device.address] = FoundSensor(device.address, name or "", family, rssi_dbm)
            if enough(tuple(seen.values())):
                done.set()

        try:
            async with BleakScanner(hear, **self._scanner_options()):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(done.wait(), timeout_s)
        except _RADIO_ERRORS as error:
            raise LinkTroubleError(f"{words_of(error)}.", hopeless=True) from error
        if not done.is_set():
            await self._add_connected(seen)
        return tuple(seen.values())

    async def find_again(self, found: FoundSensor, timeout_s: float) -> FoundSensor | None:
        """Look for a sensor by its advertisements; see `Radio`."""
        there = await self.look(
            timeout_s, lambda seen: any(one.sensor == found.sensor for one in seen)
        )
        return next((one for one in there if one.sensor == found.sensor), None)

    async def connect(
        self, found: FoundSensor, on_lost: Callable[[], None], timeout_s: float
    ) -> Link:
        """Connect; see `Radio`."""
        device = self._devices.get(found.sensor)
        if device is None:
            raise LinkTroubleError("it was not seen yet; scan for it first")
        client = BleakClient(
            device,
            disconnected_callback=lambda _: on_lost(),
            timeout=timeout_s,
            **self._client_options(),
        )
        link = BleakLink(client, acquire=self._settings.acquire)
        try:
            await asyncio.wait_for(client.connect(), timeout_s)
        except BaseException as error:
            await asyncio.shield(link.close())
            if isinstance(error, _RADIO_ERRORS):
                hopeless = is_about_the_radio(error)
                raise LinkTroubleError(words_of(error), hopeless=hopeless) from error
            raise
        return link

    def _scanner_options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"bluez": {"adapter": self._settings.adapter}}
        if self._settings.adapter is None:
            options = {}
        return options | ({"backend": self._backend.scanner} if self._backend else {})

    def _client_options(self) -> dict[str, Any]:
        return {"backend": self._backend.client} if self._backend else {}

    async def _add_connected(self, seen: dict[str, FoundSensor]) -> None:
        """Add sensors this computer is connected to: they no longer advertise.

        After a crash the system keeps a link, and the sensor would stay unseen for ever.
        """
        if self._backend is not None:
            return
        services = [uuid for family in FAMILIES for uuid in family.services]
        with contextlib.suppress(*_RADIO_ERRORS):
            adapter = await BleakAdapter.get()
            for device in await adapter.get_connected_devices(services):
                if device.address not in seen:
                    self._devices[device.address] = device
                    name = device.name or ""
                    seen[device.address] = FoundSensor(device.address, name, family_of(name, ()))


class BleakLink:
    """A connection by bleak.

    Parameters
    ----------
    client
        bleak's, connected or about to be.
    acquire
        True for AcquireNotify in place of StartNotify (BlueZ).
    """

    def __init__(self, client: BleakClient, *, acquire: bool) -> None:
        self._client, self._acquire = client, acquire

    @property
    def mtu(self) -> int:
        """Largest message of the link, bytes, as its characteristics tell.

        ``client.mtu_size`` is always 23 with BlueZ, and warns.
        """
        with contextlib.suppress(BleakError):
            sizes = [
                one.max_write_without_response_size
                for one in self._client.services.characteristics.values()
            ]
            return max(sizes, default=20) + 3
        return 23

    @property
    def notify_path(self) -> str:
        """By which way notifications come."""
        backend = str(getattr(self._client.backend_id, "value", self._client.backend_id))
        if "bluez" not in backend.lower():
            return backend
        return "AcquireNotify" if self._acquire else "StartNotify"

    def has(self, channel: str) -> bool:
        """Tell whether the sensor has a characteristic."""
        try:
            self._characteristic(channel)
        except LinkTroubleError:
            return False
        return True

    async def subscribe(self, channel: str, heard: Heard) -> None:
        """Switch notifications or indications on; see `Link`."""

        def hear(_: BleakGATTCharacteristic, payload: bytearray) -> None:
            heard(channel, time.monotonic_ns(), time.time_ns(), bytes(payload))

        with _radio_words():
            await self._client.start_notify(
                self._characteristic(channel),
                hear,
                bluez={"use_start_notify": not self._acquire},
            )

    async def write(self, channel: str, payload: bytes, *, with_response: bool) -> None:
        """Write; see `Link`."""
        characteristic = self._characteristic(channel)
        response = with_response
        if "write-without-response" not in characteristic.properties:
            response = True
        elif "write" not in characteristic.properties:
            response = False
        with _radio_words():
            await self._client.write_gatt_char(characteristic, payload, response=response)

    async def read(self, channel: str) -> bytes:
        """Give what a characteristic says; see `Link`."""
        with _radio_words():
            return bytes(await self._client.read_gatt_char(self._characteristic(channel)))

    async def close(self) -> None:
        """Disconnect; see `Link`.

        Also after the link was lost by itself: otherwise BlueZ keeps the subscriptions of the old
        link and delivers everything twice over the next one (hbldh/bleak#2002).
        """
        # Whatever a platform's Bluetooth raises while it goes away, the session must be sealed.
        with contextlib.suppress(Exception):
            await self._client.disconnect()

    def _characteristic(self, channel: str) -> BleakGATTCharacteristic:
        with _radio_words():
            for characteristic in self._client.services.characteristics.values():
                if characteristic.uuid.lower() == channel:
                    return characteristic
        raise ChannelMissingError(channel)


@contextlib.contextmanager
def _radio_words() -> Iterator[None]:
    """Turn what bleak raises into what a link raises."""
    try:
        yield
    except _RADIO_ERRORS as error:
        raise LinkTroubleError(words_of(error)) from error


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
            self._found = chosen(self._targets, seen, self._family)
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
