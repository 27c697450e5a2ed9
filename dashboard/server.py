"""Serve the pages and their own files; nothing is asked of any other machine."""

import asyncio
import gc
import importlib
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard.clip_route import clip_route
from dashboard.components import ASSETS, ROUTE, assets_version
from dashboard.door import MOST_GUESTS, MOST_PHONES, PhoneDoor, remember_door
from dashboard.front import Front
from dashboard.gate import PHONE_PATH, Gate
from dashboard.limits import MAX_UPLOAD_MB
from dashboard.live_route import live_route
from dashboard.phone import PHONE_PATHS, phone_routes
from kicksense.errors import StoreError
from kicksense.store.folder import data_folder
from kicksense.store.preferences import read_preferences
from kicksense.workflows.language import ENGLISH
from kicksense.workflows.places import uplot_script, uplot_style

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
"""Served to this machine alone, no other name leads here but a trick of a foreign page."""

_MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

_FOR_EVER: Final = "private, max-age=31536000, immutable"

_HEAVY: Final = (
    "pandas",
    "pyarrow",
    "dashboard.views.session",
    "dashboard.views.live",
    "kicksense.pipeline",
)


def serve(
    *,
    host: str,
    port: int,
    when_listening: Callable[[], None],
    say_code: Callable[[str], None] | None = None,
    phones_alone: bool = True,
) -> None:
    """Serve the pages until stopped.

    Parameters
    ----------
    host, port
        Where to listen.
    when_listening
        Called once, as soon as a browser can connect.
    say_code
        Told every code that lets a visitor from elsewhere in; None where none is let in.
    phones_alone
        True where such a visitor sees the live page for phones alone, and not all pages.
    """
    most = MOST_PHONES if phones_alone else MOST_GUESTS
    door = None if say_code is None else PhoneDoor(say_code, most=most)
    leads_to = PHONE_PATH if phones_alone else "/"
    remember_door(door)

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        _load_once()
        announcement = asyncio.create_task(_announce(host, port, when_listening))
        yield
        announcement.cancel()

    folder = Path(__file__).resolve().parent
    app = st.App(
        folder / "app.py",
        routes=[
            *asset_routes(),
            live_route(),
            clip_route(),
            *(() if door is None else phone_routes(door, leads_to=leads_to)),
        ],
        middleware=[
            Middleware(
                Gate, host=host, door=door, phone_paths=PHONE_PATHS if phones_alone else None
            ),
            Middleware(Front, language=_language),
        ],
        lifespan=lifespan,
    )
    app.run(config=config_of(folder, host=host, port=port))


def _language() -> str:
    """Give the language that was chosen last on this computer."""
    try:
        return read_preferences(data_folder(None)).language
    except StoreError:
        return ENGLISH


def _load_once() -> None:
    """Import what the first page would have to wait for, once the server's own store exists.

    Garbage is collected while pages run; what is loaded by now need not be looked at again.
    """
    for module in _HEAVY:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()


def config_of(folder: Path, *, host: str, port: int) -> dict[str, Any]:
    """Give the server's settings: the theme from its file, the rest from here.

    Parameters
    ----------
    folder
        Folder of the pages, which holds ``.streamlit/config.toml``.
    host, port
        Where to listen.

    Returns
    -------
    config
        Dotted option names and their values.
    """
    written = tomllib.loads((folder / ".streamlit" / "config.toml").read_text("utf-8"))
    return flattened(written) | {
        "server.address": host,
        "server.port": port,
        "server.allowedHosts": [host, "localhost"] if host in _LOOPBACK else [],
        "server.headless": True,
        "server.fileWatcherType": "none",
        # A page would wait for a full collection at its end; Python collects as it goes.
        "runner.postScriptGC": False,
        "server.maxUploadSize": MAX_UPLOAD_MB,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "logger.hideWelcomeMessage": True,
    }


def flattened(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Give nested tables as one, with dotted names."""
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat |= flattened(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def asset_routes() -> tuple[Route, ...]:
    """Give the routes of the pages' own files, by version and without one."""
    return (
        Route(f"{ROUTE}/{{name}}", _asset),
        Route(f"{ROUTE}/{{version}}/{{name}}", _asset),
    )


def _asset(request: Request) -> Response:
    """Give one of the pages' own files; names not on the list do not exist.

    What is asked for by its version never changes, so a browser need not ask again.
    """
    name = request.path_params["name"]
    if name == "uplot.js":
        path = uplot_script()
    elif name == "uplot.css":
        path = uplot_style()
    elif name in ASSETS:
        path = Path(__file__).resolve().parent / "assets" / name
    else:
        return Response(status_code=404)
    return FileResponse(
        path,
        media_type=_MEDIA_TYPES[path.suffix],
        headers={
            "Cache-Control": _FOR_EVER
            if request.path_params.get("version") == assets_version()
            else "no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _announce(host: str, port: int, when_listening: Callable[[], None]) -> None:
    """Wait until the server takes connections, then say so."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(reachable, port)
            writer.close()
            break
        await asyncio.sleep(0.05)
    when_listening()
