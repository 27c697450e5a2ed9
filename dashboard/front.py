"""The document that every page is drawn in, told where its server is and in which language it is.

Streamlit's own document does not know. Opened at ``/session`` it asks ``/session/_stcore/health``
first, is refused, and only then asks ``/_stcore/health``: two errors in the browser's console and
a lost round on every page that is opened by its address.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import streamlit as st
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.languages import LANGUAGES
from kicksense.workflows.language import ENGLISH

_PAGE: Final = re.compile(r"/[a-z]{0,20}")
"""What may be the address of a page: letters alone, so no file and none of other routes."""

_FIRST: Final = "/start"
"""What people type for the first page, whose address is the bare one."""

_HEAD: Final = "<head>"
_LANGUAGE: Final = '<html lang="en">'
_TITLE: Final = "<title>Streamlit</title>"
_WHERE: Final = (
    '<script>window.__streamlit = { BACKEND_BASE_URL: window.location.origin + "/" };</script>'
)


@dataclass(frozen=True, slots=True)
class Front:
    """Middleware that answers a browser which opens a page.

    Parameters
    ----------
    app
        What lies behind.
    language
        Gives the code of the language that was chosen last on this computer.
    """

    app: ASGIApp
    language: Callable[[], str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the document, or pass the request on."""
        if not _opens_page(scope):
            await self.app(scope, receive, send)
            return
        if scope["path"] == _FIRST:
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(f"/?{query}" if query else "/")(scope, receive, send)
            return
        wanted = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
        text = first_page(wanted if wanted in LANGUAGES else self.language())
        answer = HTMLResponse(text, headers={"Cache-Control": "no-cache"})
        await answer(scope, receive, send)


def first_page(language: str) -> str:
    """Give the document in a language; any that is not known is English."""
    code = language if language in LANGUAGES else ENGLISH
    return _served().replace(_LANGUAGE, f'<html lang="{code}">', 1)


def _opens_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    if _PAGE.fullmatch(scope["path"]) is None:
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


@functools.cache
def _served() -> str:
    """Read Streamlit's document and put in where the server is."""
    path = Path(st.__file__).resolve().parent / "static" / "index.html"
    text = path.read_text("utf-8").replace(_HEAD, f"{_HEAD}\n    {_WHERE}", 1)
    return text.replace(_TITLE, "<title>kicksense</title>", 1)
