"""A session recorded: what arrives goes to the journal first, then to everything that looks at it.

Three kinds of threads: the event loop takes arrivals and queues them; one thread writes the
journal; one looks after the session (`kicksense.collect.desk`). Listeners have threads of their
own. A fault in what looks at the session never reaches the journal.
"""

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Final

from kicksense.collect.desk import Desk, Pulse
from kicksense.collect.following import NS_PER_S
from kicksense.collect.journaling import JournalThread
from kicksense.collect.session_plan import Recorded, RecorderSettings, SessionPlan, header_of
from kicksense.collect.sleeping import SleepWatch
from kicksense.collect.source import Arrival, LinkChange, SensorSource
from kicksense.collect.telling import Listener, Teller
from kicksense.domain.live import News, Order, StopOrder, TroubleNews
from kicksense.domain.notifications import Notification
from kicksense.errors import StoreError
from kicksense.store.journal import JournalWriter, JsonValue

_DISCONNECT_S: Final = 10.0
_DESK_END_S: Final = 60.0
_YIELD_S: Final = 0.002
_LOOK_AGAIN_S: Final = 0.01


class Recorder:
    """Records one session; made anew for each.

    Parameters
    ----------
    source
        Delivers notifications.
    plan
        What is recorded.
    listeners
        Hear all news, each in a thread of its own.
    order_listeners
        Hear of orders to tell a verdict and of guesses, in the thread that looks at the session.
    settings
        How.
    """

    def __init__(
        self,
        source: SensorSource,
        plan: SessionPlan,
        *,
        listeners: Sequence[Listener] = (),
        order_listeners: Sequence[Callable[[Order], None]] = (),
        settings: RecorderSettings | None = None,
    ) -> None:
        self.plan = plan
        self._source = source
        self._settings = settings or RecorderSettings()
        self._order_listeners = tuple(order_listeners)
        self._teller = Teller(listeners, self._listener_failed)
        self._orders: deque[tuple[Order, int]] = deque()
        self._unseen: deque[Arrival] = deque()
        self._unseen_dropped = 0
        self._started_ns = 0
        self._seen_ns = 0
        self._lag_s = 0.0
        self._ended_sentence = ""
        self._hurried = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ending = threading.Event()

    @property
    def session_id(self) -> str:
        """The session that is recorded."""
        return self.plan.session_id

    def give(self, order: Order) -> None:
        """Ask something of the recording; any thread may."""
        if isinstance(order, StopOrder):
            self.stop("The session was ended.")
        else:
            self._orders.append((order, time.monotonic_ns()))

    def tell(self, news: News) -> None:
        """Tell all listeners something; any thread may."""
        self._teller.tell(news)

    def stop(self, sentence: str) -> None:
        """End the session; any thread may, and the first reason counts."""
        if not self._ended_sentence:
            self._ended_sentence = sentence
        loop, stop = self._loop, self._stop
        if loop is not None and stop is not None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)

    def hurry(self) -> None:
        """End at once: what was recorded is written, and nothing else is waited for."""
        self._hurried = True
        self.stop("The session was ended at once.")

    def close(self) -> None:
        """Tell nothing more, once everybody has heard what was told."""
        self._teller.close()

    async def run(self) -> Recorded:
        """Record until the source ends, somebody says so, or the disk is full.

        Returns
        -------
        recorded
            Where the journal is.

        Raises
        ------
        StoreError
            If the journal cannot be made.
        SourceError
            If nothing can be had from the source; the journal is closed.
        """
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        if self._ended_sentence:
            self._stop.set()
        self._started_ns = self._seen_ns = time.monotonic_ns()
        header = header_of(
            self.plan,
            started_ns=self._started_ns,
            started_utc_ns=time.time_ns(),
            simulated=self._source.simulated,
        )
        writer = JournalWriter.create(self.plan.journal_path, header)
        journal = JournalThread(writer, self._settings.journaling, self._disk_trouble)
        desk_thread = threading.Thread(
            target=self._look_after, args=(journal,), name="desk", daemon=True
        )
        desk_thread.start()
        whole = False
        try:
            await self._receive(journal, self._stop)
        finally:
            self._ending.set()
            await self._until(lambda: not desk_thread.is_alive(), _DESK_END_S)
            whole = journal.end()
        return Recorded(self.plan.journal_path, whole, self._ended_sentence)

    async def _receive(self, journal: JournalThread, stop: asyncio.Event) -> None:
        """Take arrivals until the end; then disconnect, which may fail without harm."""
        pulse = asyncio.create_task(self._measure())
        stack = AsyncExitStack()
        try:
            arrivals = await stack.enter_async_context(self._source.stream())
            taking = asyncio.create_task(self._take_all(arrivals, journal))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({taking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if not taking.done():
                taking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await taking
        finally:
            pulse.cancel()
            await self._disconnect(stack)

    async def _disconnect(self, stack: AsyncExitStack) -> None:
        """Leave the source; one that does not let go is left alone."""
        leaving = asyncio.create_task(stack.aclose())
        if not await self._until(leaving.done, _DISCONNECT_S):
            leaving.cancel()
            self.tell(TroubleNews("A sensor did not let go; switch it off and on for next time."))
        elif not leaving.cancelled() and (error := leaving.exception()) is not None:
            self.tell(TroubleNews(f"A sensor was not left as it should be ({error})."))

    async def _until(self, done: Callable[[], bool], within_s: float) -> bool:
        """Wait for something while the loop goes on turning; not for long where there is hurry."""
        until_s = time.monotonic() + within_s
        while not done():
            if time.monotonic() > until_s or self._hurried:
                return False
            await asyncio.sleep(_LOOK_AGAIN_S)
        return True

    async def _take_all(self, arrivals: AsyncIterator[Arrival], journal: JournalThread) -> None:
        """Queue what arrives, and nothing else."""
        ahead_ns = round(self._settings.ahead_s * NS_PER_S)
        async for arrival in arrivals:
            at_ns = self._queue(arrival, journal)
            if at_ns - time.monotonic_ns() > ahead_ns:
                await self._let_catch_up(journal)
        if not self._ended_sentence:
            self._ended_sentence = "The source has ended."

    def _queue(self, arrival: Arrival, journal: JournalThread) -> int:
        """Queue one arrival for the journal, and for whoever looks at it; never waits."""
        if isinstance(arrival, Notification):
            at_ns = arrival.arrived_ns
            journal.append(arrival)
        else:
            at_ns = arrival.at_ns
            _note_link(arrival, journal)
        if len(self._unseen) < self._settings.most_unseen:
            self._unseen.append(arrival)
        else:
            self._unseen_dropped += 1
        return at_ns

    async def _let_catch_up(self, journal: JournalThread) -> None:
        """Wait while much is queued; only for sources that are faster than time."""
        most = self._settings.most_ahead
        while len(self._unseen) > most or journal.depth > most:
            if self._ending.is_set() or journal.is_broken:
                return
            await asyncio.sleep(_YIELD_S)

    async def _measure(self) -> None:
        """Measure how late the loop runs, and notice that the computer slept."""
        watch = SleepWatch()
        every_s = self._settings.look_s
        while True:
            before_s = time.monotonic()
            await asyncio.sleep(every_s)
            self._lag_s = max(self._lag_s, time.monotonic() - before_s - every_s)
            slept_s = watch.slept_s()
            if slept_s:
                self._woke_up(slept_s)

    def _woke_up(self, slept_s: float) -> None:
        """Say that the computer slept; a long sleep ends the session."""
        words = f"The computer slept for {slept_s:.0f} s; nothing was recorded meanwhile."
        if slept_s > self._settings.longest_sleep_s:
            self.tell(TroubleNews(f"{words} The session ends.", fatal=True))
            self.stop(words)
        else:
            self.tell(TroubleNews(f"{words} The sensors are picked up again."))

    def _look_after(self, journal: JournalThread) -> None:
        """Look after the session, in a thread of its own."""
        plan = self.plan
        desk = Desk(
            plan.session_id,
            plan.sensors,
            self._started_ns,
            simulated=self._source.simulated,
            guided=plan.guided,
            settings=self._settings.desk,
            tell=self.tell,
            note=journal.note,
            order_listeners=self._order_listeners,
        )
        try:
            desk.begin(0.0)
            while True:
                ending = self._ending.wait(self._settings.look_s)
                self._see(desk, journal)
                if ending:
                    break
            desk.finish(self._now_s(), lambda: self._pulse(journal))
        except Exception as error:  # noqa: BLE001 - the journal must go on, whatever is wrong here
            self.tell(
                TroubleNews(
                    f"Nothing is shown of this session any more, because of a fault ({error!r}); "
                    "it is recorded all the same. End it as usual."
                )
            )
            # Arrivals that nobody looks at must not pile up.
            while not self._ending.wait(self._settings.look_s):
                self._unseen.clear()

    def _see(self, desk: Desk, journal: JournalThread) -> None:
        """Look at what arrived and was asked since the last time."""
        for _ in range(len(self._unseen)):
            arrival = self._unseen.popleft()
            at_ns = arrival.at_ns if isinstance(arrival, LinkChange) else arrival.arrived_ns
            self._seen_ns = max(self._seen_ns, at_ns)
            desk.arrived(arrival, self._now_s())
            if self._seen_s() >= desk.due_s:
                desk.tick(self._seen_s(), lambda: self._pulse(journal))
        if not self._unseen:
            # What came so far was seen, so that time may go on without arrivals.
            self._seen_ns = max(self._seen_ns, time.monotonic_ns())
        while self._orders:
            order, at_ns = self._orders.popleft()
            desk.ordered(order, self._order_time_s(at_ns))
        if self._seen_s() >= desk.due_s:
            desk.tick(self._seen_s(), lambda: self._pulse(journal))
        self._end_where_due(desk)

    def _end_where_due(self, desk: Desk) -> None:
        """End a session whose time is over, or whose sensors are all gone for good."""
        since_s, seconds = desk.recording_since_s, self.plan.seconds
        if seconds is not None and since_s is not None and self._seen_s() - since_s >= seconds:
            self.stop("The time that was asked for is over.")
        if desk.all_given_up and not self._ended_sentence:
            words = "No sensor is left; what came before is kept."
            self.tell(TroubleNews(words, fatal=True))
            self.stop(words)

    def _pulse(self, journal: JournalThread) -> Pulse:
        """Give how the recording itself is doing."""
        lag_s, self._lag_s = self._lag_s, 0.0
        overflowed = dict(journal.overflowed)
        for sensor, count in self._source.overflowed.items():
            overflowed[sensor] = overflowed.get(sensor, 0) + count
        return Pulse(journal.depth, lag_s, journal.size_bytes, overflowed)

    def _now_s(self) -> float:
        """Give the session's clock: the host's, or that of what was seen of faster sources."""
        return (max(time.monotonic_ns(), self._seen_ns) - self._started_ns) / NS_PER_S

    def _seen_s(self) -> float:
        """Give the session's clock as far as arrivals were looked at."""
        return (self._seen_ns - self._started_ns) / NS_PER_S

    def _order_time_s(self, at_ns: int) -> float:
        """Give when an order was given; where arrivals run ahead of time, that is now."""
        if self._seen_ns > time.monotonic_ns():
            return self._seen_s()
        return (at_ns - self._started_ns) / NS_PER_S

    def _disk_trouble(self, error: StoreError) -> None:
        """End a session that can no longer be written."""
        words = f"The recording stops: {error} What was written until now is kept."
        self.tell(TroubleNews(words, fatal=True))
        self.stop(words)

    def _listener_failed(self, sentence: str) -> None:
        """Say to the others that a listener failed."""
        self.tell(TroubleNews(sentence))


def _note_link(change: LinkChange, journal: JournalThread) -> None:
    """Note a change of a link, and what is known of the new one right after it."""
    journal.note(
        "link",
        {"sensor": change.sensor, "state": str(change.state), "detail": change.detail},
        change.at_ns,
    )
    if change.facts:
        facts: dict[str, JsonValue] = {"sensor": change.sensor, **change.facts}
        journal.note("configured", facts, change.at_ns)
