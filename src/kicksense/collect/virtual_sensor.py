"""A sensor that is none: it advertises and speaks a family's protocol over real Bluetooth.

The bytes are those of the family's own `Peripheral`; the radio is a controller that bumble
drives: a USB dongle, an emulated machine's, or one inside a test.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Protocol

from bumble.controller import Controller
from bumble.core import AdvertisingData
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address
from bumble.transport import open_transport

from kicksense.collect.simulated_sensor import Faults, Sent, about_to_wrap
from kicksense.domain.arrays import FloatArray
from kicksense.errors import SourceError
from kicksense.protocol.codec import BATTERY_LEVEL, Family, Message, StreamOptions

_BATTERY_SERVICE: Final = "0000180f-0000-1000-8000-00805f9b34fb"
_FLAGS: Final = b"\x06"
_MOST_ADVERTISED: Final = 31
_LONGEST_NAME: Final = 29
_ATT_HEADER: Final = 3
_ADVERTISING_MS: Final = 100.0
_PROPERTIES: Final = {
    "read": Characteristic.Properties.READ,
    "write": Characteristic.Properties.WRITE,
    "write-without-response": Characteristic.Properties.WRITE_WITHOUT_RESPONSE,
    "notify": Characteristic.Properties.NOTIFY,
    "indicate": Characteristic.Properties.INDICATE,
}

Spoiling = Callable[[bytes], bytes | None]
"""Makes other bytes of a packet, or None for none at all."""


class Samples(Protocol):
    """Where a sensor's samples come from."""

    async def take(self, n: int) -> tuple[FloatArray, FloatArray]:
        """Give the next n samples of acceleration (m/s2) and angular rate (rad/s), (n, 3) each."""
        ...

    async def close(self) -> None:
        """Stop making samples."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """What a virtual sensor is called on the air.

    Attributes
    ----------
    name
        As advertised.
    address
        Random static Bluetooth address.
    """

    name: str = "KICK-1"
    address: str = "F0:F1:F2:F3:F4:F5"


class VirtualSensor:
    """A Bluetooth peripheral that speaks a family's protocol.

    Parameters
    ----------
    source, sink
        Of the HCI transport of its controller; a bumble ``Controller`` is both.
    family, options
        What it speaks.
    samples
        Gives, for the rate it is asked for, where the samples come from.
    identity
        What it is called.
    faults
        Of these, drift, near overflow, battery and true rate.
    """

    def __init__(
        self,
        source: Any,  # noqa: ANN401 - bumble is untyped
        sink: Any,  # noqa: ANN401 - the same
        family: Family,
        *,
        samples: Callable[[float], Samples],
        options: StreamOptions | None = None,
        identity: Identity | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.family, self.identity = family, identity or Identity()
        self.sent = Sent()
        self._options, self._faults = options or StreamOptions(), faults or Faults()
        self._peripheral = family.peripheral(self._options)
        self._samples_at = samples
        self._samples: Samples | None = None
        self._samples_rate_hz = 0.0
        self._spoiling: list[Spoiling] = []
        self._deaf = False
        self._connection: Connection | None = None
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self._changed = asyncio.Event()
        self._clock_zero_s: float | None = None
        self._tasks: list[asyncio.Task[None]] = []
        configuration = DeviceConfiguration(
            name=self.identity.name,
            address=Address(self.identity.address),
            advertising_interval_min=_ADVERTISING_MS,
            advertising_interval_max=_ADVERTISING_MS,
        )
        self.device = Device.from_config_with_hci(configuration, source, sink)
        self._channels = self._add_services()
        self.device.advertising_data, self.device.scan_response_data = self._advertisement()
        self.device.on("connection", self._connected)

    @classmethod
    def on_link(cls, link: Any, family: Family, **known: Any) -> "VirtualSensor":  # noqa: ANN401 - bumble is untyped
        """Give a sensor with a controller of its own on a simulated radio link.

        Parameters
        ----------
        link
            bumble's ``LocalLink``, or one made like it.
        family
            What it speaks.
        **known
            As for the class.
        """
        identity = known.get("identity") or Identity()
        controller = Controller(f"sensor-{identity.name}", link=link)
        return cls(controller, controller, family, **known)

    @property
    def connected(self) -> bool:
        """Tell whether a host is connected."""
        return self._connection is not None

    @property
    def streaming(self) -> bool:
        """Tell whether it sends samples."""
        return self.connected and self._peripheral.streaming

    async def start(self) -> None:
        """Switch on: advertise, and serve whoever connects."""
        await self.device.power_on()
        await self.device.start_advertising(auto_restart=True)
        self._tasks = [asyncio.create_task(self._deliver()), asyncio.create_task(self._stream())]

    async def stop(self) -> None:
        """Switch off."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._samples is not None:
            await self._samples.close()
        with contextlib.suppress(Exception):
            async with asyncio.timeout(2.0):
                await self.device.power_off()

    async def failed(self) -> None:
        """Wait until it can no longer serve, and raise why; for ever where all is well."""
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    # ---- faults by order

    def withhold(self, packets: int) -> None:
        """Count, but do not send, the next packets of samples."""
        self.spoil(lambda _: None, packets)

    def spoil(self, spoiling: Spoiling, packets: int = 1) -> None:
        """Send other bytes in place of the next packets of samples."""
        self._spoiling += [spoiling] * packets

    def heal(self) -> None:
        """Send packets as they are again, and obey."""
        self._spoiling.clear()
        self._deaf = False

    def ignore(self) -> None:
        """Obey no command and answer none from now on."""
        self._deaf = True

    def reboot(self) -> None:
        """Forget everything: settings, counter and clock."""
        self._peripheral = self.family.peripheral(self._options)
        self._clock_zero_s = None

    async def cut(self) -> None:
        """Disconnect from this end."""
        if self._connection is not None:
            await self._connection.disconnect()

    # ---- what a host meets

    def _add_services(self) -> dict[str, Characteristic[bytes]]:
        """Give the device its services; give its characteristics by UUID."""
        channels = {
            uuid: _characteristic(
                uuid, properties, partial(self._read, uuid), partial(self._written, uuid)
            )
            for uuid, properties in self.family.channels
        }
        self.device.add_service(Service(self.family.services[0], list(channels.values())))
        if BATTERY_LEVEL not in channels:
            battery = _characteristic(BATTERY_LEVEL, ("read",), self._battery, _unwritten)
            self.device.add_service(Service(_BATTERY_SERVICE, [battery]))
        return channels

    def _advertisement(self) -> tuple[bytes, bytes]:
        """Give what it advertises, and what it answers to a scan: the name where it fits."""
        name = self.identity.name.encode()[:_LONGEST_NAME]
        uuid = bytes.fromhex(self.family.services[0].replace("-", ""))[::-1]
        parts = [
            (AdvertisingData.FLAGS, _FLAGS),
            (AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS, uuid),
        ]
        named = (AdvertisingData.COMPLETE_LOCAL_NAME, name)
        together = bytes(AdvertisingData([*parts, named]))
        if len(together) <= _MOST_ADVERTISED:
            return together, b""
        return bytes(AdvertisingData(parts)), bytes(AdvertisingData([named]))

    def _connected(self, connection: Connection) -> None:
        self._connection = connection
        connection.on("disconnection", self._disconnected)
        self._changed.set()

    def _disconnected(self, _reason: int) -> None:
        """Stop streaming, as sensors do when nobody listens."""
        self._connection = None
        self.sent.cuts += 1
        while not self._outgoing.empty():
            self._outgoing.get_nowait()
        for step in self.family.closing():
            if step.payload is not None:
                _, self._peripheral = self._peripheral.heard(Message(step.channel, step.payload))

    def _read(self, channel: str, _connection: Connection) -> bytes:
        return self._peripheral.read(channel)

    def _battery(self, _connection: Connection) -> bytes:
        return bytes([round(100.0 * self._faults.battery_ratio)])

    def _written(self, channel: str, _connection: Connection, payload: bytes) -> None:
        if self._deaf:
            return
        answers, self._peripheral = self._peripheral.heard(Message(channel, bytes(payload)))
        for answer in answers:
            self._outgoing.put_nowait(answer)
        self._changed.set()

    async def _deliver(self) -> None:
        """Send what waits, in order."""
        while True:
            message = await self._outgoing.get()
            connection = self._connection
            characteristic = self._channels.get(message.channel)
            if connection is None or characteristic is None:
                continue
            with contextlib.suppress(Exception):  # the host may go away at any moment
                if characteristic.properties & Characteristic.Properties.NOTIFY:
                    await self.device.notify_subscriber(connection, characteristic, message.payload)
                else:
                    await self.device.indicate_subscriber(
                        connection, characteristic, message.payload
                    )

    async def _stream(self) -> None:
        """Send samples while they are asked for."""
        while True:
            while not self.streaming:
                self._changed.clear()
                await self._changed.wait()
            await self._stream_once()

    async def _stream_once(self) -> None:
        """Send samples until the host goes, asks for no more, or asks for another rate."""
        loop = asyncio.get_running_loop()
        asked_hz = self._peripheral.rate_hz
        rate_hz = self._faults.true_rate_hz or asked_hz
        samples = await self._samples_for(rate_hz)
        if self._clock_zero_s is None:
            self._clock_zero_s = loop.time()
            if self._faults.near_wrap:
                zero_s, self._peripheral = about_to_wrap(self._peripheral, rate_hz)
                self._clock_zero_s += zero_s
        fast = 1.0 + 1e-6 * self._faults.drift_ppm
        began_s, taken = loop.time(), 0
        clock_began_s = (began_s - self._clock_zero_s) * fast
        while self._is_asked_for(asked_hz):
            n = max(1, self._peripheral.samples_per_packet)
            acc, gyr = await samples.take(n)
            clock_s = clock_began_s + taken / rate_hz
            taken += n
            await asyncio.sleep(max(0.0, began_s + taken / rate_hz / fast - loop.time()))
            if self._is_asked_for(asked_hz):
                self._send(clock_s, acc, gyr)

    def _is_asked_for(self, rate_hz: float) -> bool:
        return self.streaming and self._peripheral.rate_hz == rate_hz

    async def _samples_for(self, rate_hz: float) -> Samples:
        """Give where samples come from, made anew for another rate."""
        rate_before_hz, samples = self._samples_rate_hz, self._samples
        if samples is None or rate_before_hz != rate_hz:
            if samples is not None:
                await samples.close()
            samples = self._samples_at(rate_hz)
        self._samples, self._samples_rate_hz = samples, rate_hz
        return samples

    def _send(self, clock_s: float, acc: FloatArray, gyr: FloatArray) -> None:
        """Queue the packets of the next samples, spoilt where that was ordered."""
        room = (self._connection.att_mtu if self._connection is not None else 23) - _ATT_HEADER
        messages, self._peripheral = self._peripheral.sent(clock_s, acc, gyr, room)
        self.sent.samples += len(acc)
        for message in messages:
            self.sent.packets += 1
            payload: bytes | None = message.payload
            if self._spoiling:
                payload = self._spoiling.pop(0)(message.payload)
                self.sent.withheld += payload is None
                self.sent.garbage += payload is not None
            if payload is not None:
                self._outgoing.put_nowait(replace(message, payload=payload))


def _characteristic(
    uuid: str,
    properties: tuple[str, ...],
    read: Callable[[Connection], bytes],
    written: Callable[[Connection, bytes], None],
) -> Characteristic[bytes]:
    """Give a characteristic that asks the sensor what it says and tells it what was written."""
    has = Characteristic.Properties(0)
    for name in properties:
        has |= _PROPERTIES[name]
    may = Characteristic.Permissions(0)
    if "read" in properties:
        may |= Characteristic.READABLE
    if any(name.startswith("write") for name in properties):
        may |= Characteristic.WRITEABLE
    return Characteristic(uuid, has, may, CharacteristicValue(read=read, write=written))


def _unwritten(_connection: Connection, _payload: bytes) -> None:
    """Take what nobody can write."""


@asynccontextmanager
async def radio_of(transport: str) -> AsyncIterator[tuple[Any, Any]]:
    """Open a Bluetooth controller by bumble's name of it.

    Parameters
    ----------
    transport
        ``usb:0``, ``hci-socket:0``, ``tcp-client:HOST:PORT``, ``unix-client:PATH``,
        ``serial:DEVICE`` and others.

    Yields
    ------
    source, sink
        As `VirtualSensor` takes them.

    Raises
    ------
    SourceError
        If there is no such controller or it may not be used.
    """
    try:
        opened = await open_transport(transport)
    except Exception as error:  # bumble raises what its many transports raise
        said = " ".join(str(error).split()) or type(error).__name__
        raise SourceError(
            f"the Bluetooth controller '{transport}' cannot be opened ({said}); name one such as "
            "usb:0 or tcp-client:HOST:PORT, free it (Linux: `sudo hciconfig hci0 down`), and make "
            "sure that this user may use it."
        ) from error
    async with opened as (source, sink):
        yield source, sink
