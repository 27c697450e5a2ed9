"""A stored journal as a source: the same bytes again, at their own pace or faster.

``replay:PATH?speed=10`` takes the path of a journal; ``speed`` is 1 where it is not given, and 0
for as fast as anybody takes it.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from kicksense.collect.addresses import Address
from kicksense.collect.pacing import Pace
from kicksense.collect.source import Arrival, Fact, LinkChange, LinkState, SourceSensor
from kicksense.domain.notifications import Notification
from kicksense.errors import UsageError
from kicksense.protocol.families import family_named
from kicksense.store.journal import Journal, JournalNote, read_journal

_LINK: Final = "link"
_CONFIGURED: Final = "configured"
_NS_PER_S: Final = 1e9


def replay_source(address: Address) -> "ReplaySource":
    """Give the source of a journal's name.

    Raises
    ------
    UsageError
        If no path or no sensible speed is given.
    """
    address.only("speed", "rate", "acc_range", "gyr_range")
    if not address.target.strip():
        raise UsageError("replay: takes the path of a journal, such as replay:session.journal.")
    speed = address.number("speed", 1.0, most=1e6)
    return ReplaySource(Path(address.target.strip()).expanduser(), speed)


class ReplaySource:
    """The notifications and links of a journal, moved to now.

    Parameters
    ----------
    path
        The journal.
    speed
        Times its own pace; 0 for as fast as anybody takes it.
    """

    def __init__(self, path: Path, speed: float) -> None:
        self._path, self._speed = path, speed
        self._journal: Journal | None = None

    @property
    def simulated(self) -> bool:
        """Tell whether the journal's session was simulated; True until it was read."""
        return self._journal is None or self._journal.header.simulated

    @property
    def overflowed(self) -> Mapping[str, int]:
        """Nothing: a journal waits for whoever takes its notifications."""
        return {}

    async def sensors(self) -> tuple[SourceSensor, ...]:
        """Give the sensors of the journal, with the legs they were worn on.

        Raises
        ------
        StoreError
            If the journal cannot be read.
        UsageError
            If a family is not known to this version.
        """
        self._journal = read_journal(self._path)
        return tuple(
            SourceSensor(
                sensor=sensor.sensor,
                name=sensor.name,
                family=family_named(sensor.family),
                options=sensor.options,
                player_id=sensor.player_id,
                side=sensor.side,
            )
            for sensor in self._journal.header.sensors
        )

    @asynccontextmanager
    async def _stream(self) -> AsyncIterator[AsyncIterator[Arrival]]:
        journal = read_journal(self._path)
        self._journal = journal
        async with aclosing(_paced(journal, Pace(self._speed))) as arrivals:
            yield arrivals

    def stream(self) -> AbstractAsyncContextManager[AsyncIterator[Arrival]]:
        """Deliver what the journal holds; see `SensorSource`."""
        return self._stream()


async def _paced(journal: Journal, pace: Pace) -> AsyncGenerator[Arrival, None]:
    """Give what the journal holds when it is due, with stamps of now."""
    started_ns = journal.header.started_ns
    latest_s = 0.0
    for arrival in _arrivals(journal):
        own_ns = arrival.at_ns if isinstance(arrival, LinkChange) else arrival.arrived_ns
        at_s = max(0.0, (own_ns - started_ns) / _NS_PER_S)
        latest_s = max(latest_s, at_s)
        await pace.wait_until(latest_s)
        if isinstance(arrival, LinkChange):
            yield replace(arrival, at_ns=pace.monotonic_ns(at_s))
        else:
            yield replace(arrival, arrived_ns=pace.monotonic_ns(at_s), utc_ns=pace.utc_ns(at_s))


def _arrivals(journal: Journal) -> Iterator[Arrival]:
    """Give links, with the facts noted right after them, and notifications."""
    waiting: LinkChange | None = None
    linked: set[str] = set()
    for entry in journal.entries:
        if isinstance(entry, JournalNote) and entry.kind == _CONFIGURED and waiting is not None:
            waiting = replace(waiting, facts=_facts_of(entry))
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if isinstance(entry, JournalNote):
            waiting = _link_of(entry)
        else:
            if entry.sensor not in linked:
                linked.add(entry.sensor)
                yield from _first_link(entry)
            yield entry
        if waiting is not None:
            linked.add(waiting.sensor)
    if waiting is not None:
        yield waiting


def _first_link(entry: Notification) -> Iterator[LinkChange]:
    """Give the link of a sensor whose journal does not say how it came."""
    yield LinkChange(entry.sensor, LinkState.CONNECTED, entry.arrived_ns)


def _link_of(note: JournalNote) -> LinkChange | None:
    """Give the link that a note tells of, None where it tells of something else."""
    sensor, state = note.document.get("sensor"), note.document.get("state")
    if note.kind != _LINK or not isinstance(sensor, str) or state not in set(LinkState):
        return None
    return LinkChange(sensor, LinkState(state), note.at_ns, str(note.document.get("detail") or ""))


def _facts_of(note: JournalNote) -> dict[str, Fact]:
    """Give what was noted about a link."""
    return {
        name: value
        for name, value in note.document.items()
        if name != "sensor" and (value is None or isinstance(value, str | int | float))
    }
