"""A radio in one process: an air link between bumble's controllers, and a bleak backend on it."""
# ruff: noqa: ANN401 - what bumble and the base classes of bleak pass is theirs

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError
from bumble import att, hci
from bumble.controller import Controller
from bumble.core import AdvertisingData
from bumble.core import TimeoutError as BumbleTimeoutError
from bumble.device import Device, DeviceConfiguration, Peer
from bumble.link import LocalLink

from kicksense.collect.ble import Backend
from kicksense.domain.arrays import FloatArray

_CENTRAL = "C4:C5:C6:C7:C8:C9"
_NAMES = (AdvertisingData.COMPLETE_LOCAL_NAME, AdvertisingData.SHORTENED_LOCAL_NAME)
_SERVICES = (
    AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
)
_PROPERTIES = (
    "broadcast",
    "read",
    "write-without-response",
    "write",
    "notify",
    "indicate",
    "authenticated-signed-writes",
    "extended-properties",
)


class Air(LocalLink):
    """Joins controllers; data crosses at connection events only, and not while it is blanked.

    Parameters
    ----------
    interval_s
        Connection interval; 0 for at once.
    per_event
        Messages that fit into one connection event, each way.
    """

    def __init__(self, interval_s: float = 0.0, per_event: int = 6) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.interval_s, self.per_event = interval_s, per_event
        self.blanked = False
        self.lost_in_air = 0
        self._waiting: defaultdict[Any, deque[Callable[[], None]]] = defaultdict(deque)
        self._pump: asyncio.Task[None] | None = None

    def send_acl_data(
        self, sender_controller: Any, destination_address: Any, transport: Any, data: bytes
    ) -> None:
        if self.blanked:
            self.lost_in_air += 1
            return
        sender, destination = sender_controller, destination_address

        def deliver() -> None:
            connection = sender.le_connections.get(destination)
            receiver = self.find_le_controller(destination)
            if connection is not None and receiver is not None:
                # The sender is named by the address of its connection, not by its random one.
                receiver.on_link_acl_data(connection.self_address, transport, data)

        if self.interval_s <= 0.0:
            asyncio.get_running_loop().call_soon(deliver)
            return
        self._waiting[(id(sender), destination)].append(deliver)
        if self._pump is None:
            self._pump = asyncio.create_task(self._connection_events())

    async def _connection_events(self) -> None:
        while True:
            await asyncio.sleep(self.interval_s)
            for queue in list(self._waiting.values()):
                for _ in range(min(self.per_event, len(queue))):
                    queue.popleft()()

    def send_advertising_pdu(self, sender_controller: Any, packet: Any) -> None:
        if not self.blanked:
            super().send_advertising_pdu(sender_controller, packet)

    def send_ll_control_pdu(self, sender_address: Any, receiver_address: Any, packet: Any) -> None:
        if not self.blanked:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def cut(self, address: str | None = None) -> None:
        """Lose the connections to one address, or all, as a supervision timeout does."""
        self._waiting.clear()
        for controller in list(self.controllers):
            for peer, connection in list(controller.le_connections.items()):
                ends = {str(peer).split("/")[0], str(connection.self_address).split("/")[0]}
                if address is None or address in ends:
                    controller.on_le_disconnected(connection, hci.HCI_CONNECTION_TIMEOUT_ERROR)

    def close(self) -> None:
        """Let nothing cross any more."""
        self.blanked = True
        if self._pump is not None:
            self._pump.cancel()


@dataclass
class Ramp:
    """Samples that tell their own number: sample i is i counts on x, and the like on others."""

    rate_hz: float = 200.0
    taken: int = 0
    step_mps2: float = 9.80665 / 2048.0
    closed: bool = False

    async def take(self, n: int) -> tuple[FloatArray, FloatArray]:
        number = (self.taken + np.arange(n)) % 20_000
        self.taken += n
        acc = np.column_stack([number, np.zeros(n), np.full(n, 2048.0)]) * self.step_mps2
        return acc, np.zeros((n, 3))

    async def close(self) -> None:
        self.closed = True


def uuid_text(uuid: Any) -> str:
    """Give bumble's UUID as bleak writes it."""
    raw = bytes(uuid.to_bytes())[::-1].hex()
    if len(raw) == 4:
        return f"0000{raw}-0000-1000-8000-00805f9b34fb"
    return "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))


def _properties_of(bits: int) -> Any:
    """Give bleak's names of a characteristic's properties."""
    return [name for bit, name in enumerate(_PROPERTIES) if bits >> bit & 1]


@dataclass
class Host:
    """The computer's end of the air.

    Attributes
    ----------
    backend
        For bleak.
    device
        bumble's, the central.
    connects
        How often a connection was tried.
    refusals
        So many more attempts are refused.
    forgotten
        True where the system does not know sensors any more, until it scans again.
    open_links
        Connections there are.
    """

    device: Any
    mtu: int = 247
    connects: int = 0
    open_links: int = 0
    refusals: int = 0
    forgotten: bool = False
    backend: Backend = field(init=False)

    def __post_init__(self) -> None:
        self.backend = Backend(
            type("Scanner", (AirScanner,), {"host": self}),
            type("Client", (AirClient,), {"host": self}),
        )


@asynccontextmanager
async def host_on(air: Air, mtu: int = 247) -> AsyncIterator[Host]:
    """Give a computer whose Bluetooth is on this air."""
    controller = Controller("central", link=air)
    configuration = DeviceConfiguration(name="central", address=hci.Address(_CENTRAL))
    device = Device.from_config_with_hci(configuration, controller, controller)
    await device.power_on()
    try:
        yield Host(device, mtu)
    finally:
        await device.power_off()
        air.close()


class AirScanner(BaseBleakScanner):
    """What bleak's scanner drives."""

    host: Host

    def __init__(self, callback: Any, services: Any, _mode: Any, **_: Any) -> None:
        super().__init__(callback, services)

    def _hear(self, advertisement: Any) -> None:
        data = advertisement.data
        raw = next(filter(None, (data.get(kind, raw=True) for kind in _NAMES)), None)
        name = raw.decode(errors="replace") if raw else None
        listed = (uuids for kind in _SERVICES for uuids in data.get_all(kind) or [])
        services = [uuid_text(uuid) for uuids in listed for uuid in uuids]
        said = AdvertisementData(name, {}, {}, services, None, advertisement.rssi, ())
        address = str(advertisement.address).split("/")[0]
        device = self.create_or_update_device(address, address, name, None, said)
        self.call_detection_callbacks(device, said)

    async def start(self) -> None:
        self.seen_devices = {}
        self.host.forgotten = False
        self.host.device.on("advertisement", self._hear)
        await self.host.device.start_scanning(legacy=True, filter_duplicates=False)

    async def stop(self) -> None:
        self.host.device.remove_listener("advertisement", self._hear)
        await self.host.device.stop_scanning(legacy=True)


class AirClient(BaseBleakClient):
    """What bleak's client drives."""

    host: Host

    def __init__(self, device: BLEDevice | str, **known: Any) -> None:
        super().__init__(
            device,
            disconnected_callback=known.get("disconnected_callback"),
            timeout=known.get("timeout", 10.0),
        )
        self._connection: Any = None
        self._handlers: dict[int, Any] = {}

    @property
    def name(self) -> str:
        return self.address

    @property
    def mtu_size(self) -> int:
        return 23 if self._connection is None else int(self._connection.att_mtu)

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def connect(self, pair: bool, **_: Any) -> None:
        del pair
        self.host.connects += 1
        if self.host.forgotten:
            raise BleakDeviceNotFoundError(self.address, "removed when scanning stopped")
        if self.host.refusals > 0:
            self.host.refusals -= 1
            raise BleakError("le-connection-abort-by-local")
        try:
            self._connection = await self.host.device.connect(
                hci.Address(self.address),
                own_address_type=hci.OwnAddressType.RANDOM,
                timeout=self._timeout,
            )
        except (TimeoutError, BumbleTimeoutError) as error:
            raise BleakDeviceNotFoundError(self.address, "not found") from error
        except hci.HCI_Error as error:
            raise BleakError(str(error)) from error
        self.host.open_links += 1
        self._connection.on("disconnection", self._gone)
        peer = Peer(self._connection)
        await peer.request_mtu(self.host.mtu)
        self.services = await self._discovered(peer)

    async def _discovered(self, peer: Peer) -> BleakGATTServiceCollection:
        found = BleakGATTServiceCollection()
        await peer.discover_services()
        for service in peer.services:
            known = BleakGATTService(service, service.handle, uuid_text(service.uuid))
            found.add_service(known)
            for one in await service.discover_characteristics():
                characteristic = BleakGATTCharacteristic(
                    one,
                    one.handle,
                    uuid_text(one.uuid),
                    _properties_of(int(one.properties)),
                    lambda: self.mtu_size - 3,
                    known,
                )
                found.add_characteristic(characteristic)
                for descriptor in await one.discover_descriptors():
                    found.add_descriptor(
                        BleakGATTDescriptor(
                            descriptor,
                            descriptor.handle,
                            uuid_text(descriptor.type),
                            characteristic,
                        )
                    )
        return found

    def _gone(self, _reason: int) -> None:
        self._connection = None
        self._handlers.clear()
        self.host.open_links -= 1
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.disconnect()

    async def pair(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError

    async def unpair(self) -> None:
        raise NotImplementedError

    async def _done(self, doing: Any) -> Any:
        if self._connection is None:
            doing.close()
            raise BleakError("Not connected")
        try:
            return await doing
        except att.ATT_Error as error:
            raise BleakGATTProtocolError(error.error_code) from error

    async def read_gatt_char(self, characteristic: Any, **_: Any) -> bytearray:
        return bytearray(await self._done(characteristic.obj.read_value()))

    async def read_gatt_descriptor(self, descriptor: Any, **_: Any) -> bytearray:
        return bytearray(await self._done(descriptor.obj.read_value()))

    async def write_gatt_char(self, characteristic: Any, data: Any, response: bool) -> None:
        await self._done(characteristic.obj.write_value(bytes(data), with_response=response))

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
        await self._done(descriptor.obj.write_value(bytes(data), with_response=True))

    async def start_notify(self, characteristic: Any, callback: Any, **_: Any) -> None:
        def hear(value: bytes) -> None:
            callback(bytearray(value))

        self._handlers[characteristic.handle] = hear
        indicated = "notify" not in characteristic.properties
        await self._done(characteristic.obj.subscribe(hear, prefer_notify=not indicated))

    async def stop_notify(self, characteristic: Any) -> None:
        hear = self._handlers.pop(characteristic.handle, None)
        await self._done(characteristic.obj.unsubscribe(hear))
