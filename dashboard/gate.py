"""What stands before every route of the server: who may ask for what.

A browser on this machine, under a name of this machine, may see everything. A visitor from
elsewhere comes no further than the page that asks for the code, and is let in by its cookie: with
``--phone`` to the live page for phones and nothing else, neither other pages nor the socket that
runs them; with ``--host`` to every page, as a guest, but never to what starts a recording.
"""

import ipaddress
import re
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.door import PhoneDoor

COOKIE: Final = "kicksense_phone"
"""Name of the cookie of a phone that was let in."""

REMOTE_HEADER: Final = "x-kicksense-remote"
"""Set on requests from elsewhere, whatever the visitor says; pages read it."""

VISITOR: Final = "kicksense.visitor"
"""Where routes find, in their scope, who asks: ``local``, ``remote``, ``phone`` or ``guest``."""

CODE_PATH: Final = "/kicksense-code"
PHONE_PATH: Final = "/kicksense-phone"

_NAMES_OF_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")
_GUARDS: Final = (
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"content-security-policy", b"frame-ancestors 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
_HOST: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9.-]{1,253}))(?::(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Gate:
    """Middleware over all routes.

    Parameters
    ----------
    app
        What lies behind.
    host
        Address the server listens on.
    door
        Where visitors from elsewhere come in; None where nobody does.
    phone_paths
        What a phone that was let in may ask for; a path that ends in ``/`` stands for all below.
        None where the door leads to all pages.
    """

    app: ASGIApp
    host: str
    door: PhoneDoor | None
    phone_paths: tuple[str, ...] | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        visitor = self._visitor(scope)
        answer = self._refusal(scope, visitor)
        send = _guarded(send)
        if answer is None:
            await self.app(_marked(scope, visitor), receive, send)
        elif scope["type"] == "websocket":
            await _closed(receive, send)
        else:
            await answer(scope, receive, send)

    def _visitor(self, scope: Scope) -> str:
        """Tell who asks: by the address the connection came from and the name that was used."""
        name = host_of(scope)
        client = scope.get("client")
        if client is not None and _is_loopback(client[0]) and name in _NAMES_OF_THIS_MACHINE:
            return "local"
        if self.door is not None and self.door.knows(cookie_of(scope)):
            return "guest" if self.phone_paths is None else "phone"
        return "remote"

    def _refusal(self, scope: Scope, visitor: str) -> Response | None:
        """Give the answer to a request that goes no further."""
        if visitor == "local":
            return None
        if not self._is_own_name(host_of(scope)):
            return PlainTextResponse("This name does not lead here.", status_code=403)
        return self._refusal_at_door(scope, visitor)

    def _refusal_at_door(self, scope: Scope, visitor: str) -> Response | None:
        """Give the answer to a visitor from elsewhere; None where it may go on."""
        path = str(scope["path"])
        if path == CODE_PATH:
            return None
        if visitor == "remote":
            return _to(scope, CODE_PATH, status=401)
        if self.phone_paths is None:
            return None
        for own in self.phone_paths:
            if path == own or (own.endswith("/") and path.startswith(own)):
                return None
        return _to(scope, PHONE_PATH, status=404)

    def _is_own_name(self, name: str | None) -> bool:
        """Tell whether a name can only mean this machine: other sites' names may be made to.

        Nobody can make an address of numbers lead elsewhere. Where the door leads to all pages the
        server is called as people there call it: a site that makes its own name lead here brings
        no cookie along, since that belongs to the name it was given under.
        """
        if name is None or self.door is None:
            return False
        if self.phone_paths is None:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in _NAMES_OF_THIS_MACHINE
        return True


def host_of(scope: Scope) -> str | None:
    """Give the name under which the server was asked for, without its port."""
    found = _HOST.fullmatch(header_of(scope, b"host") or "")
    return None if found is None else (found[1] or found[2]).lower()


def is_same_origin(scope: Scope) -> bool:
    """Tell whether a page of this very server asks; one that does not say so is a stranger's."""
    origin, host = header_of(scope, b"origin"), header_of(scope, b"host")
    return bool(host) and origin in {f"http://{host}", f"https://{host}"}


def cookie_of(scope: Scope) -> str | None:
    """Give the cookie of a phone."""
    try:
        morsel = SimpleCookie(header_of(scope, b"cookie") or "").get(COOKIE)
    except CookieError:
        return None
    return None if morsel is None else morsel.value


def header_of(scope: Scope, name: bytes) -> str | None:
    """Give a header that was sent exactly once; sent twice, it is not believed."""
    found = [value for key, value in scope["headers"] if key.lower() == name]
    return found[0].decode("latin-1") if len(found) == 1 else None


def _marked(scope: Scope, visitor: str) -> Scope:
    """Give the request with who asks, and without what the visitor says of that."""
    name = REMOTE_HEADER.encode()
    headers = [(key, value) for key, value in scope["headers"] if key.lower() != name]
    if visitor != "local":
        headers.append((name, b"1"))
    return {**scope, "headers": headers, VISITOR: visitor}


def _to(scope: Scope, path: str, *, status: int) -> Response:
    """Lead people who open a page to the right one; programs are only told no."""
    wants_page = scope["type"] == "http" and scope["method"] == "GET"
    if wants_page and "text/html" in (header_of(scope, b"accept") or ""):
        return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})
    return PlainTextResponse("Not here.", status_code=status)


def _guarded(send: Send) -> Send:
    """Add to every answer what it may be used for.

    A page of another site could otherwise hold ours in a frame that nobody sees, and let people
    press its buttons.
    """

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [*message.get("headers", ())]
            named = {name.lower() for name, _ in given}
            more = [pair for pair in _GUARDS if pair[0] not in named]
            message = {**message, "headers": [*given, *more]}
        await send(message)

    return guarded


async def _closed(receive: Receive, send: Send) -> None:
    """Refuse a socket before it is one."""
    await receive()
    closing: Message = {"type": "websocket.close", "code": 1008, "reason": ""}
    await send(closing)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
