"""Recordings that are running on this machine: found, watched, commanded, started.

A recording is a process of its own. Whoever watches it may come, die and come back: it is found
again by the announcement it has left in the data folder (`kicksense.collect.publishing`).
"""

import asyncio
import contextlib
import json
import os
import re
import secrets
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from kicksense.collect.publishing import live_path, write_for_owner
from kicksense.domain.live import Order
from kicksense.errors import ProtocolError, SourceError
from kicksense.exchange.live_document import MOST_LINE_BYTES, order_line
from kicksense.exchange.live_greeting import Greeting, greeting_of, hello_line
from kicksense.store.folder import DataFolder

_HOST: Final = "127.0.0.1"
_MOST_ANNOUNCEMENT_BYTES: Final = 4096
_MOST_PORT: Final = 65_535
_SESSION_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_ANSWER_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class RunningSession:
    """A recording that is running on this machine.

    Attributes
    ----------
    session_id
        The session that is being recorded.
    pid
        The process that records.
    port, token
        Where it is watched, and with which secret.
    started_utc_ns
        When it began, by the wall clock.
    """

    session_id: str
    pid: int
    port: int
    token: str = field(repr=False)
    started_utc_ns: int


class Attachment:
    """The watcher's end of a running recording; `attached` gives one."""

    def __init__(
        self,
        greeting: tuple[Greeting, str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.greeting, self.greeting_line = greeting
        self._reader = reader
        self._writer = writer

    def __aiter__(self) -> Self:
        """Give the lines as they come: what was before, ``current``, then what is new."""
        return self

    async def __anext__(self) -> str:
        """Give the next line, without its end.

        Raises
        ------
        StopAsyncIteration
            When the recording has ended, or its process has.
        """
        try:
            line = await self._reader.readline()
        except (OSError, ValueError):
            line = b""
        if not line:
            raise StopAsyncIteration
        return line.decode("utf-8", "replace").rstrip("\n")

    async def give(self, order: Order) -> None:
        """Ask something of the recording.

        Raises
        ------
        SourceError
            If it is no longer there.
        """
        try:
            self._writer.write(order_line(order).encode() + b"\n")
            await self._writer.drain()
        except OSError as error:
            raise SourceError(_GONE) from error


_GONE: Final = "The recording is no longer running; what it wrote is sealed at the next start."


def running_sessions(folder: DataFolder) -> tuple[RunningSession, ...]:
    """Find the recordings that are running, the newest first.

    Announcements of processes that are no more are removed: a recording listens before it
    announces itself, so one that nobody listens behind is dead.

    Parameters
    ----------
    folder
        The data folder they record into.
    """
    found = []
    for path in sorted(live_path(folder).glob("*.json")):
        session = _announced(path)
        if session is None:
            continue
        if _listens(session):
            found.append(session)
        else:
            with contextlib.suppress(OSError):
                path.unlink()
    return tuple(sorted(found, key=lambda each: -each.started_utc_ns))


def watching_key(folder: DataFolder) -> str:
    """Give the secret by which the pages of a data folder's dashboard are known.

    Parameters
    ----------
    folder
        The data folder; the secret is kept there, for its owner alone, and made when it is
        missing.

    Raises
    ------
    StoreError
        If it can neither be read nor be written.
    """
    path = live_path(folder) / "page.key"
    try:
        kept = path.read_text("ascii")
    except (OSError, ValueError):
        kept = ""
    if _KEY.fullmatch(kept):
        return kept
    made = secrets.token_urlsafe(32)
    write_for_owner(path, made)
    return made


@contextlib.asynccontextmanager
async def attached(session: RunningSession) -> AsyncIterator[Attachment]:
    """Watch a running recording.

    Parameters
    ----------
    session
        As found by `running_sessions`.

    Yields
    ------
    attachment
        Its lines, and the way to give it orders.

    Raises
    ------
    SourceError
        If it is no longer there, or something else answers.
    """
    try:
        reader, writer = await asyncio.open_connection(
            _HOST, session.port, limit=MOST_LINE_BYTES + 1
        )
    except OSError as error:
        raise SourceError(_GONE) from error
    try:
        yield await _introduced(session, reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()


def order(session: RunningSession, asked: Order) -> None:
    """Ask something of a running recording, and wait until it has heard it.

    Parameters
    ----------
    session
        As found by `running_sessions`.
    asked
        What is asked.

    Raises
    ------
    SourceError
        If it is no longer there.
    """
    said = f"{hello_line(session.token)}\n{order_line(asked)}\n".encode()
    try:
        with socket.create_connection((_HOST, session.port), timeout=_ANSWER_S) as connection:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
            answered = b""
            while content := connection.recv(MOST_LINE_BYTES):
                answered = answered or content
    except OSError as error:
        raise SourceError(_GONE) from error
    if not answered:
        raise SourceError(_GONE)


async def _introduced(
    session: RunningSession, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Attachment:
    """Say the secret, and hear whether this is the recording that was announced."""
    try:
        writer.write(hello_line(session.token).encode() + b"\n")
        async with asyncio.timeout(_ANSWER_S):
            line = await reader.readline()
        greeting = greeting_of(line)
    except (OSError, ValueError, TimeoutError, ProtocolError) as error:
        raise SourceError(_GONE) from error
    if greeting.session_id != session.session_id:
        raise SourceError(_GONE)
    return Attachment((greeting, line.decode().rstrip("\n")), reader, writer)


def _announced(path: Path) -> RunningSession | None:
    """Read an announcement; None where it is none."""
    try:
        if path.stat().st_size > _MOST_ANNOUNCEMENT_BYTES:
            return None
        match json.loads(path.read_text("utf-8")):
            case {
                "version": 1,
                "session_id": str(session_id),
                "pid": int(pid),
                "port": int(port),
                "token": str(token),
                "started_utc_ns": int(started_utc_ns),
            } if _SESSION_ID.fullmatch(session_id) and pid > 0 and 0 < port <= _MOST_PORT:
                return RunningSession(session_id, pid, port, token, started_utc_ns)
    except (OSError, ValueError):
        pass
    return None


def _listens(session: RunningSession) -> bool:
    """Tell whether anybody listens where a recording said it would, and its process is there."""
    if not _exists(session.pid):
        return False
    try:
        socket.create_connection((_HOST, session.port), timeout=_ANSWER_S).close()
    except OSError:
        return False
    return True


def _exists(pid: int) -> bool:
    """Tell whether a process exists, where that can be asked without harm."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
