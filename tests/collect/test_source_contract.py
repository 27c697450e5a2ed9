"""What holds for any source: order, ending, and leaving at any moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from kicksense.collect.source import (
    Arrival,
    LinkChange,
    LinkState,
    SensorSource,
    open_source,
)
from kicksense.protocol.codec import StreamOptions
from tests.collect.test_ble import pitch
from tests.collect.test_replay import written

Opened = Callable[[Path], AbstractAsyncContextManager[SensorSource]]


@asynccontextmanager
async def synthetic(_: Path) -> AsyncIterator[SensorSource]:
    yield open_source(
        "synthetic:?speed=0&seconds=6&sensors=2&cut_s=2&cut_for_s=0.5&rate=50", StreamOptions()
    )


@asynccontextmanager
async def synthetic_in_time(_: Path) -> AsyncIterator[SensorSource]:
    yield open_source("synthetic:?seconds=0.5&rate=50", StreamOptions())


@asynccontextmanager
async def replay(folder: Path) -> AsyncIterator[SensorSource]:
    yield open_source(f"replay:{written(folder / 'a.journal')}?speed=0", StreamOptions())


@asynccontextmanager
async def radio(_: Path) -> AsyncIterator[SensorSource]:
    async with pitch("KICK-1", "KICK-2") as there:
        source = there.source("KICK-1", "KICK-2", rate_hz=400.0)
        asyncio.get_running_loop().call_later(0.9, there.air.cut)
        yield source
        assert there.host.open_links == 0


SOURCES = pytest.mark.parametrize("opened", [synthetic, synthetic_in_time, replay, radio])


async def some(source: SensorSource, seconds: float) -> list[Arrival]:
    taken: list[Arrival] = []
    async with source.stream() as arrivals:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for arrival in arrivals:
                    taken.append(arrival)  # noqa: PERF401 - kept when the time is over
    return taken


@SOURCES
def test_every_sensor_is_linked_before_it_says_anything_and_silent_while_it_is_lost(
    opened: Opened, tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as source:
            sensors = {one.sensor for one in await source.sensors()}
            linked = dict.fromkeys(sensors, False)
            arrivals = await some(source, 1.6)
            for arrival in arrivals:
                assert arrival.sensor in sensors
                if isinstance(arrival, LinkChange):
                    up = arrival.state in (LinkState.CONNECTED, LinkState.RECONNECTED)
                    assert linked[arrival.sensor] is not up
                    linked[arrival.sensor] = up
                else:
                    assert linked[arrival.sensor]
            assert len(arrivals) > 5

    asyncio.run(scenario())


@SOURCES
def test_time_never_runs_backwards_for_a_sensor(opened: Opened, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as source:
            latest: dict[str, int] = {}
            for one in await some(source, 1.6):
                at_ns = one.at_ns if isinstance(one, LinkChange) else one.arrived_ns
                assert at_ns >= latest.get(one.sensor, 0)
                latest[one.sensor] = at_ns

    asyncio.run(scenario())


@SOURCES
def test_it_may_be_left_before_during_and_after_streaming(opened: Opened, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as source, source.stream():
            pass
        for n in (1, 5):
            path = tmp_path / str(n)
            path.mkdir()
            async with opened(path) as source, source.stream() as arrivals:
                for _ in range(n):
                    await asyncio.wait_for(anext(arrivals), 5.0)

    asyncio.run(scenario())


@SOURCES
def test_it_may_be_cancelled_and_leaves_nothing_running(opened: Opened, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as source:
            before = asyncio.all_tasks()
            taking = asyncio.create_task(some(source, 60.0))
            await asyncio.sleep(0.3)
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
            await asyncio.sleep(0.05)
            left = {task for task in asyncio.all_tasks() - before if "bumble" not in repr(task)}
            assert not left

    asyncio.run(scenario())


@SOURCES
def test_it_may_be_left_by_another_task_than_the_one_that_takes(
    opened: Opened, tmp_path: Path
) -> None:
    async def take(arrivals: AsyncIterator[Arrival]) -> None:
        async for _ in arrivals:
            pass

    async def scenario() -> None:
        async with opened(tmp_path) as source:
            streaming = source.stream()
            taking = asyncio.create_task(take(await streaming.__aenter__()))
            await asyncio.sleep(0.2)
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
            await asyncio.create_task(_left(streaming))

    asyncio.run(scenario())


async def _left(streaming: AbstractAsyncContextManager[AsyncIterator[Arrival]]) -> None:
    await streaming.__aexit__(None, None, None)
