"""What has arrived and waits to be taken: bounded for each sensor, and overflow is counted."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, Mapping

from kicksense.collect.source import Arrival, LinkChange
from kicksense.domain.notifications import Notification


class Inbox:
    """Arrivals in the order in which they came.

    Parameters
    ----------
    most_waiting
        Notifications of one sensor that may wait; younger ones are dropped and counted. A sensor
        that floods does not take the room of others, and links are never dropped.
    """

    def __init__(self, most_waiting: int) -> None:
        self._most = most_waiting
        self._arrived: deque[Arrival] = deque()
        self._waiting: Counter[str] = Counter()
        self._overflowed: Counter[str] = Counter()
        self._something = asyncio.Event()
        self._ended = False
        self._trouble: BaseException | None = None

    @property
    def overflowed(self) -> Mapping[str, int]:
        """How many notifications of each sensor were dropped."""
        return dict(self._overflowed)

    def put(self, notification: Notification) -> None:
        """Add a notification, or drop it where too many of its sensor wait."""
        sensor = notification.sensor
        if self._waiting[sensor] >= self._most:
            self._overflowed[sensor] += 1
            return
        self._waiting[sensor] += 1
        self._arrived.append(notification)
        self._something.set()

    def tell(self, change: LinkChange) -> None:
        """Add what became of a link."""
        self._arrived.append(change)
        self._something.set()

    def end(self, trouble: BaseException | None = None) -> None:
        """Add nothing from now on; whoever takes gets the trouble after all that is there."""
        if not self._ended:
            self._ended, self._trouble = True, trouble
            self._something.set()

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Give what arrives until the end.

        Yields
        ------
        arrival
            The oldest that waits.

        Raises
        ------
        BaseException
            What `end` was given, after everything that had arrived before.
        """
        while True:
            while self._arrived:
                arrival = self._arrived.popleft()
                if isinstance(arrival, Notification):
                    self._waiting[arrival.sensor] -= 1
                yield arrival
            if self._ended:
                if self._trouble is not None:
                    raise self._trouble
                return
            self._something.clear()
            await self._something.wait()
