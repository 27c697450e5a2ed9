"""The emulated machine: QEMU with a Linux kernel and bluetoothd, its radio joined to bumble's."""

import asyncio
import contextlib
import os
import socket
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bumble import hci
from bumble.controller import Controller
from bumble.link import LocalLink
from bumble.transport import open_transport
from dbus_fast import Message
from dbus_fast.aio import MessageBus
from dbus_fast.auth import AuthExternal

_BOOT_S: Final = 120.0
_POWER_S: Final = 60.0
_OWN_ADDRESS: Final = "C0:FF:EE:00:00:01"


@dataclass(frozen=True, slots=True)
class Bus:
    """Where the system bus of the machine is found.

    Attributes
    ----------
    port
        On 127.0.0.1.
    """

    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs so that it talks to this bus, as that machine's root."""
        address = f"tcp:host=127.0.0.1,port={self.port}"
        return {"DBUS_SYSTEM_BUS_ADDRESS": address, "BLEAK_DBUS_AUTH_UID": "0"}

    async def powered_adapter(self) -> str | None:
        """Give the path of an adapter that is switched on, None while there is none."""
        address = self.environment["DBUS_SYSTEM_BUS_ADDRESS"]
        bus = await MessageBus(bus_address=address, auth=AuthExternal(uid=0)).connect()
        try:
            answer = await bus.call(
                Message(
                    destination="org.bluez",
                    path="/",
                    interface="org.freedesktop.DBus.ObjectManager",
                    member="GetManagedObjects",
                )
            )
        finally:
            bus.disconnect()
        if not answer.signature.startswith("a{oa"):
            return None
        objects: dict[str, Any] = answer.body[0]
        for path, interfaces in objects.items():
            powered = interfaces.get("org.bluez.Adapter1", {}).get("Powered")
            if powered is not None and powered.value:
                return str(path)
        return None


class Machine:
    """One boot of the emulated machine.

    Parameters
    ----------
    vmlinux, initrd
        From `tests.bluez.image.build_image`.
    folder
        For its sockets and its log.
    link
        The air between its radio and those of the sensors.
    """

    def __init__(self, vmlinux: Path, initrd: Path, folder: Path, link: LocalLink) -> None:
        self.vmlinux, self.initrd, self.folder, self.link = vmlinux, initrd, folder, link
        self.log: deque[str] = deque(maxlen=200)
        self.bus = Bus(_free_port())
        self._open = contextlib.AsyncExitStack()

    async def __aenter__(self) -> "Machine":
        """Boot, and wait until its Bluetooth adapter is switched on."""
        await self._open.__aenter__()
        try:
            async with asyncio.timeout(_BOOT_S):
                await self._boot()
            async with asyncio.timeout(_POWER_S):
                await self._power()
        except BaseException:
            await self._open.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Switch it off."""
        await self._open.aclose()

    async def _boot(self) -> None:
        radio = self.folder / "radio.sock"
        process = await asyncio.create_subprocess_exec(
            *self._command(radio),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._open.push_async_callback(_killed, process)
        while not radio.exists():
            if process.returncode is not None:
                break
            await asyncio.sleep(0.02)
        transport = await self._open.enter_async_context(
            await open_transport(f"unix-client:{radio}")
        )
        controller = Controller(
            "bluez",
            host_source=transport.source,
            host_sink=transport.sink,
            link=self.link,
            public_address=hci.Address(_OWN_ADDRESS, hci.Address.PUBLIC_DEVICE_ADDRESS),
        )
        # The kernel waits for the enhanced form of an event where these are announced, and the
        # simulated controller sends the plain one.
        controller.le_features &= ~(
            hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
        )
        if process.stdout is None:
            raise RuntimeError("the machine has no console")
        async for line in process.stdout:
            self.log.append(line.decode(errors="replace").rstrip())
            if "box: ready" in self.log[-1]:
                reading = asyncio.create_task(self._keep_reading(process.stdout))
                self._open.callback(reading.cancel)
                return
        raise RuntimeError("the machine stopped:\n" + "\n".join(self.log))

    async def _keep_reading(self, console: asyncio.StreamReader) -> None:
        async for line in console:
            self.log.append(line.decode(errors="replace").rstrip())

    async def _power(self) -> None:
        while True:
            with contextlib.suppress(OSError, EOFError, asyncio.TimeoutError):
                if await asyncio.wait_for(self.bus.powered_adapter(), 5.0):
                    return
            await asyncio.sleep(0.1)

    def _command(self, radio: Path) -> list[str]:
        return [
            "qemu-system-x86_64",
            *("-accel", "tcg,thread=multi", "-machine", "q35", "-cpu", "qemu64,+rdrand"),
            *("-m", "384M", "-smp", str(min(2, os.cpu_count() or 1))),
            *("-nodefaults", "-no-reboot", "-display", "none", "-serial", "stdio"),
            *("-kernel", str(self.vmlinux), "-initrd", str(self.initrd)),
            *("-append", "console=ttyS0 quiet panic=-1 mitigations=off"),
            *("-device", "virtio-rng-pci", "-device", "virtio-serial-pci"),
            *("-chardev", f"socket,id=radio,path={radio},server=on,wait=off"),
            *("-device", "virtserialport,chardev=radio,name=radio"),
            # Nothing leaves the machine; only its system bus is reached, from here.
            "-netdev",
            f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{self.bus.port}-10.0.2.15:5555",
            *("-device", "virtio-net-pci,netdev=net,romfile="),
        ]


async def _killed(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
