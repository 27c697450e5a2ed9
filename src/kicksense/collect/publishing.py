"""A running recording for others to watch and command: one socket, on this machine alone.

Whoever can read the user's own files can find it: the announcement, readable by its owner only,
names the port and a secret. A watcher says the secret, is told what was before it came
(`kicksense.exchange.live_greeting`), then every news as it comes, and may give orders, one line
of JSON each (`kicksense.exchange.live_document`). Watchers never hold up the recording: nothing
here waits for them, one that reads too slowly misses traces, and is left behind if that does not
help.
"""

import asyncio
import contextlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kicksense.collect.live_history import History
from kicksense.domain.live import News, Order, StageNews, TraceNews
from kicksense.errors import ProtocolError, StoreError
from kicksense.exchange.live_document import MOST_ORDER_BYTES, news_line, order_of
from kicksense.exchange.live_greeting import (
    CURRENT_LINE,
    Greeting,
    SessionCard,
    greeting_line,
    token_of,
)
from kicksense.store.atomic import publish, staged, write_trouble
from kicksense.store.folder import DataFolder

MOST_WATCHERS: Final = 40
"""Watchers at once; more are turned away."""

BEHIND_BYTES: Final = 256 * 1024
"""A watcher that has not taken so much yet is spared traces."""

LOST_BYTES: Final = 8 * 1024 * 1024
"""A watcher that has not taken so much yet is left behind."""

HELLO_S: Final = 5.0
"""A watcher that has not said its secret by then is turned away."""

ORDERS_PER_S: Final = 20
"""A watcher that gives more orders within a second is turned away."""

_FAREWELL_S: Final = 1.0
_HOST: Final = "127.0.0.1"
_OWNER_ONLY: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700


def live_path(folder: DataFolder) -> Path:
    """Give the folder of the announcements of running recordings."""
    return folder.root / "live"


def write_for_owner(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, there completely or not at all.

    Parameters
    ----------
    path
        The file; its folder is made where it is missing.
    text
        All of it.

    Raises
    ------
    StoreError
        If it could not be written.
    """
    try:
        path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        with staged(path) as part:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(text)
            publish(part, path)
    except OSError as error:
        raise write_trouble(error, path) from error


class Publisher:
    """Tells watchers on this machine what a recording tells, and passes their orders on.

    Use it as an asynchronous context manager around the recording, in the recording's own event
    loop, and as one of its listeners. It may be called from any thread. It announces itself
    with the first stage it hears of, since that names the session.

    Parameters
    ----------
    folder
        The data folder that the session is recorded into.
    card
        What a watcher must know of the session before its news.
    """

    def __init__(self, folder: DataFolder, card: SessionCard) -> None:
        self._folder = live_path(folder)
        self._card = card
        self._token = secrets.token_urlsafe(32)
        self._give: Callable[[Order], None] | None = None
        self._history = History(card.target)
        self._connected: set[asyncio.StreamWriter] = set()
        self._watchers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0
        self._announced: Path | None = None
        self.trouble: str | None = None

    def obey(self, give: Callable[[Order], None]) -> None:
        """Name who takes the orders of watchers; until then they are passed over."""
        self._give = give

    @property
    def port(self) -> int:
        """The port it listens on; 0 while it does not."""
        if self._server is None or not self._server.sockets:
            return 0
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def watchers(self) -> int:
        """How many watch now."""
        return len(self._watchers)

    async def __aenter__(self) -> Self:
        """Listen; nobody is told where before the session has a name."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._server = await asyncio.start_server(
            self._meet, _HOST, 0, limit=MOST_ORDER_BYTES, backlog=MOST_WATCHERS
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say good-bye: what was told is still sent for a moment, then nobody is served."""
        await asyncio.sleep(0)  # what other threads have told is told first
        if self._announced is not None:
            with contextlib.suppress(OSError):
                self._announced.unlink()
        if self._server is not None:
            self._server.close()
        leaving = list(self._connected)
        for writer in leaving:
            writer.close()
        farewell = [asyncio.ensure_future(writer.wait_closed()) for writer in leaving]
        if farewell:
            await asyncio.wait(farewell, timeout=_FAREWELL_S)
        for writer, left in zip(leaving, farewell, strict=True):
            if not left.done():
                writer.transport.abort()
        await asyncio.gather(*farewell, return_exceptions=True)
        self._loop = None

    def __call__(self, news: News) -> None:
        """Tell news to everybody who watches; never waits, whoever calls."""
        if self._loop is None:
            return
        if threading.get_ident() == self._thread:
            self._tell(news)
            return
        with contextlib.suppress(RuntimeError):  # the loop was closed just now
            self._loop.call_soon_threadsafe(self._tell, news)

    def _tell(self, news: News) -> None:
        try:
            line = self._history.add(news)
            if line is None and self._watchers:
                line = news_line(news)
        except ValueError as error:
            self.trouble = f"something could not be told to watchers: {error}"
            return
        if isinstance(news, StageNews) and self._announced is None and self.trouble is None:
            self._announce(news.session_id)
        if line is not None:
            content = line.encode() + b"\n"
            for writer in tuple(self._watchers):
                _send(writer, content, may_be_missed=isinstance(news, TraceNews))

    def _announce(self, session_id: str) -> None:
        """Write where to watch this session; a recording goes on if that is not possible."""
        document = {
            "version": 1,
            "session_id": session_id,
            "pid": os.getpid(),
            "port": self.port,
            "token": self._token,
            "started_utc_ns": self._card.started_utc_ns,
        }
        path = self._folder / f"{session_id}.json"
        try:
            write_for_owner(path, json.dumps(document))
            self._announced = path
        except StoreError as error:
            self.trouble = f"nobody can watch this recording: {error}"

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one watcher until it leaves or is turned away."""
        self._connected.add(writer)
        try:
            if await self._is_welcome(reader):
                for line in self._everything_so_far():
                    writer.write(line.encode() + b"\n")
                self._watchers.add(writer)
                await self._take_orders(reader)
        except (OSError, ValueError, ProtocolError, TimeoutError):
            # A watcher that left, or sent what is no order: it may come again.
            pass
        finally:
            self._watchers.discard(writer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            self._connected.discard(writer)

    async def _is_welcome(self, reader: asyncio.StreamReader) -> bool:
        if len(self._connected) > MOST_WATCHERS:
            return False
        async with asyncio.timeout(HELLO_S):
            line = await reader.readline()
        return hmac.compare_digest(token_of(line).encode(), self._token.encode())

    def _everything_so_far(self) -> list[str]:
        history = self._history
        greeting = Greeting(
            history.session_id,
            self._card,
            dict(history.older_techniques),
            dict(history.older_weights),
        )
        return [greeting_line(greeting), *history.lines(), CURRENT_LINE]

    async def _take_orders(self, reader: asyncio.StreamReader) -> None:
        """Pass orders on until the watcher leaves; too many at once end it."""
        clock = asyncio.get_running_loop().time
        allowance, since_s = float(ORDERS_PER_S), clock()
        while line := await reader.readline():
            order = order_of(line)
            now_s = clock()
            allowance = min(ORDERS_PER_S, allowance + ORDERS_PER_S * (now_s - since_s)) - 1.0
            since_s = now_s
            if allowance < 0.0:
                return
            if self._give is not None:
                self._give(order)


def _send(writer: asyncio.StreamWriter, content: bytes, *, may_be_missed: bool) -> None:
    """Hand a line to the system without waiting."""
    waiting = writer.transport.get_write_buffer_size()
    if waiting > LOST_BYTES:
        writer.transport.abort()
    elif not (may_be_missed and waiting > BEHIND_BYTES):
        writer.write(content)
