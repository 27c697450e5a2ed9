"""The computer's Bluetooth as bleak drives it: the only module that knows bleak."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakDeviceNotFoundError, BleakError

from kicksense.collect.radio import (
    ChannelMissingError,
    FoundSensor,
    Heard,
    Link,
    LinkTroubleError,
)
from kicksense.collect.radio_words import is_about_the_radio, words_of
from kicksense.collect.sensor_link import LinkTimings, heed_cancellation
from kicksense.protocol.families import FAMILIES, family_of

USUAL_SCAN_S: Final = 8.0
"""Sensors that save their battery advertise every second or two."""

_MOST_WAITING: Final = 20_000
"""Notifications of one sensor: half a minute of 600 a second."""

_GRACE_S: Final = 2.0
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
                    async with asyncio.timeout(timeout_s):
                        await done.wait()
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
            raise LinkTroubleError("it was not seen yet; scan for it first", forgotten=True)
        client = BleakClient(
            device,
            disconnected_callback=lambda _: on_lost(),
            timeout=timeout_s,
            **self._client_options(),
        )
        link = BleakLink(client, acquire=self._settings.acquire)
        try:
            # Backends have the time-out too, and clean up after it; not all of them obey it.
            # `asyncio.wait_for` would swallow a cancellation that comes just as it connects.
            async with asyncio.timeout(timeout_s + _GRACE_S):
                await client.connect()
                heed_cancellation()
        except BaseException as error:
            await asyncio.shield(link.close())
            if isinstance(error, _RADIO_ERRORS):
                raise LinkTroubleError(
                    words_of(error),
                    hopeless=is_about_the_radio(error),
                    # BlueZ forgets sensors half a minute after they were last heard of.
                    forgotten=isinstance(error, BleakDeviceNotFoundError),
                ) from error
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
