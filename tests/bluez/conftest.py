"""One boot of the emulated machine for all tests here, with virtual sensors within its range."""

import asyncio
import os
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

from kicksense.collect.virtual_sensor import Identity, VirtualSensor
from kicksense.protocol.codec import Family
from kicksense.protocol.ksp import KSP
from tests.bluez.image import build_image, missing_parts
from tests.bluez.machine import Machine
from tests.collect.bench import Air, Ramp

_KERNEL: Final = Path(__file__).resolve().parents[2] / ".bluez" / "kernel"
_PATIENCE_S: Final = 60.0
_Answer = TypeVar("_Answer")


class Range:
    """What is in radio range of the emulated machine; lives in a loop of its own.

    Parameters
    ----------
    folder
        For the machine's files.
    """

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        vmlinux, initrd = build_image(_KERNEL, folder)
        self.air = self.ask(_made(Air))
        self.machine = Machine(vmlinux, initrd, folder, self.air)
        self._sensors = 0

    def ask(self, question: Coroutine[Any, Any, _Answer]) -> _Answer:
        """Run something where the radio lives, and wait for it."""
        future: Future[_Answer] = asyncio.run_coroutine_threadsafe(question, self._loop)
        return future.result(_PATIENCE_S * 4)

    def close(self) -> None:
        """End the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE_S)
        self._loop.close()

    @contextmanager
    def sensor(self, name: str, family: Family = KSP, **known: Any) -> Iterator[VirtualSensor]:  # noqa: ANN401 - what a VirtualSensor takes
        """Switch a sensor on for a while; each has an address that no other had before."""
        self._sensors += 1
        identity = Identity(name, f"F0:F1:F2:F3:F4:{self._sensors:02X}")
        known = {"samples": Ramp, "identity": identity, **known}
        sensor = self.ask(_made(lambda: VirtualSensor.on_link(self.air, family, **known)))
        self.ask(sensor.start())
        try:
            yield sensor
        finally:
            self.ask(sensor.stop())

    def cut(self) -> None:
        """Lose every link, as when everybody walks out of range."""
        self.ask(_made(self.air.cut))


async def _made(make: Any) -> Any:  # noqa: ANN401 - whatever is made
    """Make something inside the loop, as what belongs to a loop must be."""
    return make()


@pytest.fixture(scope="session")
def radio_range(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    """Boot the machine, and lead bleak of this process and its children to its system bus."""
    missing = missing_parts(_KERNEL)
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}; make bluez gets it (Debian, as root)")
    there = Range(tmp_path_factory.mktemp("bluez"))
    try:
        there.ask(there.machine.__aenter__())
        try:
            with pytest.MonkeyPatch.context() as patch:
                for name, value in there.machine.bus.environment.items():
                    patch.setitem(os.environ, name, value)
                yield there
        finally:
            there.ask(there.machine.__aexit__())
    finally:
        there.close()
