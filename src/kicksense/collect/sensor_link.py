"""One sensor kept connected: asked to stream, missed when it is gone, fetched back."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from kicksense.collect.opening import Conversation
from kicksense.collect.radio import FoundSensor, Link, LinkTroubleError, Radio
from kicksense.collect.source import Fact, LinkChange, LinkState
from kicksense.domain.notifications import Notification
from kicksense.protocol.codec import BATTERY_LEVEL, Family, StreamOptions

_SMALLEST_MTU: Final = 23
_GLANCE_S: Final = 0.02
_NS_PER_S: Final = 1e9


@dataclass(frozen=True, slots=True)
class LinkTimings:
    """How patient a link is.

    Attributes
    ----------
    connect_s
        For one attempt; Windows and BlueZ need up to 20 s (bleak's documentation of timeouts).
    reconnect_s
        The same for a sensor that was lost: shorter, since others wait for their turn.
    step_s, answer_s
        For a step of the opening, and for the sensor's answer to it.
    close_s
        For all that is done when leaving.
    backoff_s
        Pauses between attempts; the last one is repeated.
    first_attempts
        After so many a sensor that was never connected is given up.
    steady_s
        A link that lasts so long counts as recovered, and pauses begin with the shortest again.
    patience_s
        A sensor that was lost is given up after so long.
    rescan_after, rescan_s
        After so many failed attempts its advertisements are looked for, for so long; not before,
        because looking disturbs the sensors that stream.
    silence_s
        A link over which nothing comes for so long counts as lost.
    battery_every_s
        How often the battery is asked.
    mtu_s
        How long a link of the smallest size may take to agree on more.
    """

    connect_s: float = 20.0
    reconnect_s: float = 8.0
    step_s: float = 5.0
    answer_s: float = 3.0
    close_s: float = 4.0
    backoff_s: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)
    first_attempts: int = 4
    steady_s: float = 5.0
    patience_s: float = 3600.0
    rescan_after: int = 3
    rescan_s: float = 4.0
    silence_s: float = 10.0
    battery_every_s: float = 60.0
    mtu_s: float = 0.3


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where a link puts what comes.

    Attributes
    ----------
    put, tell
        Take a notification, and what became of the link.
    """

    put: Callable[[Notification], None]
    tell: Callable[[LinkChange], None]


class SensorLink:
    """Keeps one sensor connected until it is closed.

    Parameters
    ----------
    found
        The sensor.
    family, options
        What it speaks and what is asked of it.
    radio
        Connects.
    turn
        Held while connecting: only one sensor at a time.
    outlet
        Takes what comes.
    timings
        How patient it is.
    """

    def __init__(
        self,
        found: FoundSensor,
        family: Family,
        options: StreamOptions,
        *,
        radio: Radio,
        turn: asyncio.Lock,
        outlet: Outlet,
        timings: LinkTimings,
    ) -> None:
        self._found, self._family, self._options = found, family, options
        self._radio, self._turn, self._outlet, self._timings = radio, turn, outlet, timings
        self._link: Link | None = None
        self._gone = asyncio.Event()
        self._gone_ns = 0
        self._heard_ns = 0
        self._generation = 0
        self._early: list[Notification] | None = None
        self._said: list[bytes] = []
        self._forgotten = False
        self.ever_connected = False
        self.trouble = ""
        """Why it was given up; empty while it was not."""

    async def run(self) -> None:
        """Connect, stay connected, reconnect; come back only when the sensor is given up."""
        failed, lost_s = 0, time.monotonic()
        while True:
            try:
                async with self._turn:
                    await self._connect(failed)
            except LinkTroubleError as trouble:
                failed += 1
                self._forgotten = trouble.forgotten
                if self._is_beyond(trouble, failed, lost_s):
                    self._give_up(trouble)
                    return
            else:
                connected_s = time.monotonic()
                await self._stay()
                lost_s = time.monotonic()
                await self._drop()
                # A link that breaks again at once is no better than none.
                failed = 1 if lost_s - connected_s > self._timings.steady_s else failed + 1
            await asyncio.sleep(self._pause_s(failed))

    async def close(self) -> None:
        """Ask the sensor to stop and disconnect; never raises."""
        link = self._link
        if link is not None and not self._gone.is_set():
            conversation = Conversation(
                link, _unheard, self._timings.step_s, self._timings.answer_s, said=self._said
            )
            with contextlib.suppress(TimeoutError, LinkTroubleError):
                async with asyncio.timeout(self._timings.close_s):
                    await conversation.hold(
                        replace(step, answered_on=None) for step in self._family.closing()
                    )
        await self._drop()

    def _is_beyond(self, trouble: LinkTroubleError, failed: int, lost_s: float) -> bool:
        """Tell whether to stop trying."""
        if not self.ever_connected:
            return trouble.hopeless or failed >= self._timings.first_attempts
        return time.monotonic() - lost_s > self._timings.patience_s

    def _pause_s(self, failed: int) -> float:
        pauses_s = self._timings.backoff_s
        return pauses_s[min(failed, len(pauses_s)) - 1]

    def _give_up(self, trouble: LinkTroubleError) -> None:
        self.trouble = f"{self._found.called} cannot be used: {trouble}."
        self._tell(LinkState.GIVEN_UP, self.trouble, time.monotonic_ns())

    def _tell(
        self, state: LinkState, detail: str, at_ns: int, facts: dict[str, Fact] | None = None
    ) -> None:
        self._outlet.tell(LinkChange(self._found.sensor, state, at_ns, detail, facts or {}))

    async def _connect(self, failed: int) -> None:
        """Connect and open the stream, or leave nothing behind."""
        if self._forgotten or failed >= self._timings.rescan_after:
            again = await self._radio.find_again(self._found, self._timings.rescan_s)
            if again is None:
                raise LinkTroubleError(
                    "it does not show itself; switch it on, bring it nearer, and close other "
                    "programs and phones that may hold it"
                )
            self._found = replace(again, name=again.name or self._found.name)
        self._gone = gone = asyncio.Event()
        self._generation += 1

        def lost() -> None:
            self._gone_ns = time.monotonic_ns()
            gone.set()

        timings = self._timings
        timeout_s = timings.reconnect_s if self.ever_connected else timings.connect_s
        self._link = await self._radio.connect(self._found, lost, timeout_s)
        self._forgotten = False
        try:
            await self._open(self._link, failed)
            heed_cancellation()
        except BaseException:
            await asyncio.shield(self._drop())
            raise

    async def _open(self, link: Link, failed: int) -> None:
        """Do the family's opening steps; tell that the sensor is there, then what it said."""
        await self._agreed_mtu(link)
        connected_ns = time.monotonic_ns()
        self._early = []
        conversation = Conversation(
            link, self._hearing(self._generation), self._timings.step_s, self._timings.answer_s
        )
        await conversation.hold(self._family.opening(self._options))
        self._said = conversation.said
        if self._gone.is_set():
            raise LinkTroubleError("it went away while it was being set up; bring it nearer")
        facts: dict[str, Fact] = {
            "mtu": link.mtu,
            "rssi_dbm": self._found.rssi_dbm,
            "notify_path": link.notify_path,
            "attempts": failed + 1,
            **conversation.facts,
        }
        state = LinkState.RECONNECTED if self.ever_connected else LinkState.CONNECTED
        self.ever_connected = True
        self._heard_ns = time.monotonic_ns()
        self._tell(state, "", connected_ns, facts)
        early, self._early = self._early, None
        for notification in early:
            self._outlet.put(notification)

    async def _agreed_mtu(self, link: Link) -> None:
        """Give both sides a moment to agree on larger messages."""
        for _ in range(round(self._timings.mtu_s / _GLANCE_S)):
            if link.mtu > _SMALLEST_MTU:
                return
            await asyncio.sleep(_GLANCE_S)

    def _hearing(self, generation: int) -> Callable[[str, int, int, bytes], None]:
        """Give what takes notifications of this connection, and of no connection before it."""
        sensor, put = self._found.sensor, self._outlet.put

        def hear(channel: str, at_ns: int, utc_ns: int, payload: bytes) -> None:
            if generation != self._generation or self._gone.is_set():
                return
            self._heard_ns = at_ns
            notification = Notification(sensor, channel, at_ns, utc_ns, payload)
            if self._early is None:
                put(notification)
            else:
                self._early.append(notification)

        return hear

    async def _stay(self) -> None:
        """Wait until the link is lost or silent; ask for the battery now and then."""
        battery_s = 0.0
        while True:
            heed_cancellation()
            now_s = time.monotonic()
            silent_s = now_s - self._heard_ns / _NS_PER_S
            if silent_s > self._timings.silence_s:
                sentence = f"nothing came for {silent_s:.0f} s; connecting anew"
                self._tell(LinkState.LOST, sentence, time.monotonic_ns())
                return
            if now_s >= battery_s:
                battery_s = now_s + self._timings.battery_every_s
                await self._ask_battery()
            wait_s = min(battery_s - now_s, self._timings.silence_s - silent_s)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.01, wait_s)):
                    await self._gone.wait()
            if self._gone.is_set():
                self._tell(LinkState.LOST, "the radio link broke", self._gone_ns)
                return

    async def _ask_battery(self) -> None:
        """Deliver what the standard battery service says, where there is one."""
        link, generation = self._link, self._generation
        if link is None or not link.has(BATTERY_LEVEL):
            return
        with contextlib.suppress(TimeoutError, LinkTroubleError):
            async with asyncio.timeout(self._timings.step_s):
                level = await link.read(BATTERY_LEVEL)
            if generation == self._generation and not self._gone.is_set():
                # Put past the ear: a battery that answers does not show that the stream lives.
                self._outlet.put(
                    Notification(
                        self._found.sensor,
                        BATTERY_LEVEL,
                        time.monotonic_ns(),
                        time.time_ns(),
                        level,
                    )
                )

    async def _drop(self) -> None:
        """Disconnect and release; what still comes over the old link is not heard."""
        link, self._link = self._link, None
        self._generation += 1
        self._early = None
        if link is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._timings.close_s):
                    await link.close()


def _unheard(_channel: str, _at_ns: int, _utc_ns: int, _payload: bytes) -> None:
    """Take what a sensor answers to the order to stop."""


def heed_cancellation() -> None:
    """Stop here if the running task was told to stop.

    Bluetooth stacks catch a cancellation to undo what they began, and may come back with a
    connection all the same; who told the task to stop would wait for it for ever.

    Raises
    ------
    asyncio.CancelledError
        If somebody cancelled the task, and the word was lost on its way.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
