"""A simulated leg put on the air as a Bluetooth sensor."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Final

from kicksense.domain.anatomy import Side
from kicksense.errors import SourceError, UsageError
from kicksense.protocol.families import family_named
from kicksense.simulation.plans import drill_names

if TYPE_CHECKING:
    from kicksense.collect.virtual_sensor import VirtualSensor

_ADDRESS: Final = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}")
_STATIC: Final = 0xC0
_LONGEST_NAME: Final = 29
_POWER_ON_S: Final = 15.0
_LOOK_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class VirtualSensorRequest:
    """What is put on the air.

    Attributes
    ----------
    transport
        Bluetooth controller, as bumble names it.
    family
        Name of what it speaks.
    name, address
        What it calls itself.
    drill, side, seed
        Which leg plays what.
    drift_ppm, battery_ratio
        What its clock and its battery say.
    duration_s
        How long it stays; None for until it is interrupted.
    """

    transport: str
    family: str = "ksp"
    name: str = "KICK-1"
    address: str = "F0:F1:F2:F3:F4:F5"
    drill: str = "backheel_wall_pass"
    side: Side = Side.RIGHT
    seed: int = 1
    drift_ppm: float = 0.0
    battery_ratio: float = 0.9
    duration_s: float | None = None

    def __post_init__(self) -> None:
        family_named(self.family)
        if self.drill not in drill_names():
            raise UsageError(
                f"there is no drill '{self.drill}'; choose one of {', '.join(drill_names())}."
            )
        if not 1 <= len(self.name.encode()) <= _LONGEST_NAME or not self.name.isprintable():
            raise UsageError(f"--name takes 1 to {_LONGEST_NAME} letters, not '{self.name}'.")
        address = self.address.upper()
        if not _ADDRESS.fullmatch(address) or int(address[:2], 16) < _STATIC:
            raise UsageError(
                "--address takes six bytes of which the first is C0 or more (a random static "
                f"address), as F0:F1:F2:F3:F4:F5, not '{self.address}'."
            )


def serve(request: VirtualSensorRequest, tell: Callable[[str], None]) -> None:
    """Advertise, and stream to whoever connects, until the time is over or Ctrl-C.

    Parameters
    ----------
    request
        What is put on the air.
    tell
        Called with a sentence when it is on the air, and when a host comes or goes.

    Raises
    ------
    UsageError
        If bumble is not installed.
    SourceError
        If the Bluetooth controller cannot be used.
    """
    module = _virtual_sensor_module()
    try:
        asyncio.run(_serve(request, tell, module))
    except KeyboardInterrupt:
        tell(f"{request.name} is switched off.")


def _virtual_sensor_module() -> ModuleType:
    try:
        from kicksense.collect import virtual_sensor  # noqa: PLC0415 - needs an extra
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "bumble":
            raise
        raise UsageError(
            "a virtual sensor needs bumble, which is not installed; pip install 'kicksense[dev]'."
        ) from error
    return virtual_sensor


async def _serve(
    request: VirtualSensorRequest, tell: Callable[[str], None], module: ModuleType
) -> None:
    """Keep the sensor on the air."""
    from kicksense.collect.simulated_leg import Leg, LegRequest  # noqa: PLC0415 - late: scipy
    from kicksense.collect.simulated_sensor import Faults  # noqa: PLC0415 - the same

    leg = LegRequest(request.drill, request.side, seed=request.seed)
    async with AsyncExitStack() as stack:
        source, sink = await stack.enter_async_context(module.radio_of(request.transport))
        sensor: VirtualSensor = module.VirtualSensor(
            source,
            sink,
            family_named(request.family),
            samples=lambda rate_hz: Leg(leg.pieces(rate_hz)),
            identity=module.Identity(request.name, request.address.upper()),
            faults=Faults(drift_ppm=request.drift_ppm, battery_ratio=request.battery_ratio),
        )
        stack.push_async_callback(sensor.stop)
        try:
            async with asyncio.timeout(_POWER_ON_S):
                await sensor.start()
        except TimeoutError as error:
            raise SourceError(
                f"the Bluetooth controller '{request.transport}' does not answer; unplug it and "
                "plug it in again, or name another."
            ) from error
        tell(f"{request.name} is on the air as a {request.family} sensor; Ctrl-C switches it off.")
        watching = asyncio.create_task(_watch(sensor, request.name, tell))
        failing = asyncio.create_task(sensor.failed())
        done, waiting = await asyncio.wait(
            {watching, failing},
            timeout=request.duration_s,
            return_when=asyncio.FIRST_COMPLETED,
        )
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for task in done:
            task.result()


async def _watch(sensor: "VirtualSensor", name: str, tell: Callable[[str], None]) -> None:
    """Tell when a host comes, asks for samples, or goes."""
    before = (False, False)
    while True:
        await asyncio.sleep(_LOOK_S)
        now = (sensor.connected, sensor.streaming)
        if now == before:
            continue
        before = now
        if now[1]:
            tell(f"{name} streams.")
        elif now[0]:
            tell(f"{name} is connected.")
        else:
            tell(f"{name} is alone again; {sensor.sent.packets} packets were sent so far.")
