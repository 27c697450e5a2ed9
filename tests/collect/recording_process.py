"""A recording as a process of its own, that says what its source has sent: to be killed."""

import asyncio
import os
import signal
import struct
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from kicksense.collect.recorder import Recorder
from kicksense.collect.session_plan import SessionPlan
from kicksense.collect.source import Arrival, SensorSource, SourceSensor, open_source
from kicksense.collect.worn import Worn
from kicksense.domain.notifications import Notification
from kicksense.protocol.codec import StreamOptions

SENT = struct.Struct("<qI")
"""When something was sent, host's monotonic clock in ns, and the first bytes' checksum."""


class SpokenSource:
    """A source that writes down what it has delivered, before it delivers it."""

    def __init__(self, source: SensorSource, descriptor: int) -> None:
        self._source = source
        self._descriptor = descriptor

    @property
    def simulated(self) -> bool:
        return self._source.simulated

    @property
    def overflowed(self) -> Mapping[str, int]:
        return self._source.overflowed

    async def sensors(self) -> tuple[SourceSensor, ...]:
        return await self._source.sensors()

    @asynccontextmanager
    async def _stream(self) -> AsyncIterator[AsyncIterator[Arrival]]:
        async with self._source.stream() as arrivals:
            yield self._spoken(arrivals)

    def stream(self) -> AbstractAsyncContextManager[AsyncIterator[Arrival]]:
        return self._stream()

    async def _spoken(self, arrivals: AsyncIterator[Arrival]) -> AsyncIterator[Arrival]:
        async for arrival in arrivals:
            if isinstance(arrival, Notification):
                # A pipe belongs to the system: what is in it survives this process.
                line = SENT.pack(time.monotonic_ns(), checksum(arrival.payload))
                os.write(self._descriptor, line)
            yield arrival


def checksum(payload: bytes) -> int:
    """Give a number that tells payloads apart, the same in every process."""
    import zlib  # noqa: PLC0415 - small

    return zlib.crc32(payload)


async def _record(address: str, path: Path, descriptor: int) -> None:
    source = SpokenSource(open_source(address, StreamOptions()), descriptor)
    sensors = tuple(Worn(one, one.player_id, one.side) for one in await source.sensors())
    recorder = Recorder(source, SessionPlan(path.stem, path, sensors))
    recorded = await recorder.run()
    recorder.close()
    print(recorded.sentence, flush=True)  # noqa: T201 - the test reads it


def _limit_files(most_bytes: int) -> None:
    """Let no file of this process grow beyond a size, as on a full disk."""
    import resource  # noqa: PLC0415 - not everywhere

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


if __name__ == "__main__":
    if int(sys.argv[4]):
        _limit_files(int(sys.argv[4]))
    asyncio.run(_record(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
