"""The live page's socket: from a running recording to a browser, and orders back.

The one event loop of the server runs this. A recording is found, watched until it ends or its
process dies, and found again; the browser is told which of these it is. Traces pass as they are.
"""

import asyncio
import contextlib
import functools
import hmac
import json
from typing import Final

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from dashboard.gate import VISITOR, is_same_origin
from dashboard.languages import speech_in
from dashboard.live_words import greeting_words, words_of
from kicksense.domain.live import BEEP, MarkOrder
from kicksense.errors import KicksenseError, ProtocolError
from kicksense.exchange.live_document import MOST_ORDER_BYTES, order_of
from kicksense.store.folder import DataFolder, data_folder
from kicksense.workflows.language import Speech, SpeedUnit, spoken
from kicksense.workflows.live import (
    Attachment,
    RunningSession,
    attached,
    running_sessions,
    watching_key,
)

LIVE_ROUTE: Final = "/kicksense-live"
"""Where the socket is."""

MOST_VIEWERS: Final = 32
"""Pages that watch at once, over all browsers."""

LOOK_AGAIN_S: Final = 0.7
"""Between two looks for a recording that is not there."""

_ORDERS_PER_S: Final = 15
_viewers: Final[set["Viewer"]] = set()
_ENDS: Final = '{"v":1,"kind":"stage","stage":"ended"'
_REFUSED: Final = 1008
_BUSY: Final = 1013


@functools.cache
def page_key() -> str:
    """Give the secret that pages of this dashboard hold, and pages of other sites do not.

    It outlives the server: a page that was open while the server was started again goes on.
    """
    return watching_key(data_folder(None))


def live_route() -> WebSocketRoute:
    """Give the route of the socket."""
    return WebSocketRoute(LIVE_ROUTE, _watch)


async def _watch(socket: WebSocket) -> None:
    """Serve one page."""
    if not _is_welcome(socket):
        await socket.close(_REFUSED)
        return
    if len(_viewers) >= MOST_VIEWERS:
        await socket.close(_BUSY)
        return
    viewer = Viewer(socket, data_folder(None), socket.query_params.get("session", "")[:64])
    _viewers.add(viewer)
    try:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect, OSError), spoken(_speech_of(socket)):
            await viewer.serve()
    finally:
        _viewers.discard(viewer)
    if socket.application_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError, OSError, WebSocketDisconnect):
            await socket.close()


def _is_welcome(socket: WebSocket) -> bool:
    """Tell whether a page of this server asks: by its origin, and its key or its phone's cookie."""
    if not is_same_origin(socket.scope):
        return False
    match socket.scope.get(VISITOR):
        case "phone":
            return True
        case "local":
            key = socket.query_params.get("key", "")
            return hmac.compare_digest(key.encode(), page_key().encode())
        case _:
            return False


def _speech_of(socket: WebSocket) -> Speech:
    """Give how the page is spoken to; what it asks for may be anything."""
    asked = socket.query_params.get("unit", "")
    unit = SpeedUnit(asked) if asked in tuple(SpeedUnit) else SpeedUnit.KMH
    return speech_in(socket.query_params.get("lang", ""), unit)


class Viewer:
    """One page that watches.

    Parameters
    ----------
    socket
        To the browser.
    folder
        Where recordings announce themselves.
    wanted
        The session the page asks for; empty for the newest.
    """

    def __init__(self, socket: WebSocket, folder: DataFolder, wanted: str) -> None:
        self._socket = socket
        self._folder = folder
        self._wanted = wanted
        self._attachment: Attachment | None = None
        self._has_followed = False
        self._has_ended = False

    async def serve(self) -> None:
        """Tell and listen, until the page has gone."""
        telling = asyncio.create_task(self._tell())
        listening = asyncio.create_task(self._listen())
        try:
            await asyncio.wait({telling, listening}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (telling, listening):
                task.cancel()
            ends = await asyncio.gather(telling, listening, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _tell(self) -> None:
        said = ""
        while True:
            session = await asyncio.to_thread(self._found)
            if session is not None:
                with contextlib.suppress(KicksenseError):
                    await self._follow(session)
                said = ""
            state = self._state()
            if state != said:
                await self._socket.send_text(json.dumps({"v": 1, "kind": "relay", "state": state}))
                said = state
            await asyncio.sleep(LOOK_AGAIN_S)

    def _state(self) -> str:
        """Tell why nothing is told: it is over, cannot be reached, or there is nothing."""
        if self._has_ended:
            return "over"
        return "lost" if self._has_followed or self._wanted else "idle"

    def _found(self) -> RunningSession | None:
        """Give the session the page asks for, or the newest where it asks for none."""
        sessions = running_sessions(self._folder)
        if self._wanted:
            return next((each for each in sessions if each.session_id == self._wanted), None)
        return next(iter(sessions), None)

    async def _follow(self, session: RunningSession) -> None:
        """Pass on what a recording tells until it ends or goes away."""
        async with attached(session) as attachment:
            self._attachment = attachment
            self._has_followed, self._has_ended = True, False
            try:
                await self._socket.send_text(greeting_words(attachment.greeting))
                target = attachment.greeting.card.target
                async for line in attachment:
                    self._has_ended = self._has_ended or line.startswith(_ENDS)
                    await self._socket.send_text(words_of(line, target))
            finally:
                self._attachment = None

    async def _listen(self) -> None:
        """Take orders from the page; one that makes no sense ends it."""
        clock = asyncio.get_running_loop().time
        allowance, since_s = float(_ORDERS_PER_S), clock()
        while True:
            text = await self._socket.receive_text()
            now_s = clock()
            allowance = min(_ORDERS_PER_S, allowance + _ORDERS_PER_S * (now_s - since_s)) - 1.0
            since_s = now_s
            if allowance < 0.0 or len(text) > MOST_ORDER_BYTES:
                await self._socket.close(_REFUSED)
                return
            try:
                order = order_of(text)
            except ProtocolError:
                await self._socket.close(_REFUSED)
                return
            if isinstance(order, MarkOrder):
                origin = BEEP if order.origin == BEEP else "dashboard"
                order = MarkOrder(order.kind, order.text, origin, order.t_s)
            if self._attachment is not None:
                with contextlib.suppress(KicksenseError):
                    await self._attachment.give(order)
