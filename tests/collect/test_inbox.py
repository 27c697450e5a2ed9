import asyncio

import pytest

from kicksense.collect.inbox import Inbox
from kicksense.collect.source import Arrival, LinkChange, LinkState
from kicksense.domain.notifications import Notification
from kicksense.errors import SourceError


def note(sensor: str, number: int) -> Notification:
    return Notification(sensor, "channel", number, number, bytes([number % 256]))


async def taken(inbox: Inbox) -> list[Arrival]:
    return [arrival async for arrival in inbox.arrivals()]


def test_arrivals_come_out_in_order_and_end() -> None:
    inbox = Inbox(10)
    lost = LinkChange("a", LinkState.LOST, 3)
    inbox.put(note("a", 1))
    inbox.put(note("b", 2))
    inbox.tell(lost)
    inbox.end()
    assert asyncio.run(taken(inbox)) == [note("a", 1), note("b", 2), lost]


def test_a_flood_is_dropped_and_counted_and_takes_no_room_of_others() -> None:
    inbox = Inbox(3)
    for number in range(100):
        inbox.put(note("flood", number))
    inbox.put(note("calm", 1))
    inbox.tell(LinkChange("flood", LinkState.LOST, 3))
    inbox.end()
    kept = asyncio.run(taken(inbox))
    assert [one for one in kept if isinstance(one, Notification)] == [
        *(note("flood", number) for number in range(3)),
        note("calm", 1),
    ]
    assert isinstance(kept[-1], LinkChange)
    assert inbox.overflowed == {"flood": 97}


def test_what_is_taken_makes_room() -> None:
    async def scenario() -> None:
        inbox = Inbox(1)
        arrivals = inbox.arrivals()
        for number in range(50):
            inbox.put(note("a", number))
            assert await anext(arrivals) == note("a", number)
        assert inbox.overflowed == {}

    asyncio.run(scenario())


def test_trouble_comes_after_everything_that_had_arrived() -> None:
    async def scenario() -> None:
        inbox = Inbox(5)
        inbox.put(note("a", 1))
        inbox.end(SourceError("broken"))
        inbox.end(SourceError("too late"))
        arrivals = inbox.arrivals()
        assert await anext(arrivals) == note("a", 1)
        with pytest.raises(SourceError, match="broken"):
            await anext(arrivals)

    asyncio.run(scenario())


def test_whoever_waits_is_woken() -> None:
    async def scenario() -> None:
        inbox = Inbox(5)
        waiting = asyncio.create_task(taken(inbox))
        await asyncio.sleep(0)
        inbox.put(note("a", 1))
        await asyncio.sleep(0)
        inbox.end()
        assert await asyncio.wait_for(waiting, 1.0) == [note("a", 1)]

    asyncio.run(scenario())
