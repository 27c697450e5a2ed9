"""Serve the dashboard: find a port, hand the pages their data folder, run until stopped."""

import importlib
import importlib.util
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from errno import EACCES, EADDRINUSE
from pathlib import Path
from types import ModuleType
from typing import Final, Protocol, cast
from urllib.parse import urlencode

from kicksense.errors import UsageError
from kicksense.workflows.places import place_of

DEFAULT_PORT: Final = 8501
"""Where the dashboard is looked for first."""

PORTS_TRIED: Final = 50
"""Ports tried, one after the other, until a free one is found."""

DATA_VARIABLE: Final = "KICKSENSE_DATA"
"""Environment variable that names the data folder, for the pages as for the commands."""

_PAGES: Final = "dashboard"


class _Server(Protocol):
    """What the pages' own module for serving offers."""

    def serve(
        self,
        *,
        host: str,
        port: int,
        when_listening: Callable[[], None],
    ) -> None:
        """Serve the pages until stopped."""
        ...


def serve_dashboard(
    *,
    data_dir: Path | None = None,
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: bool = False,
    session_id: str | None = None,
    say: Callable[[str], None] | None = None,
) -> None:
    """Serve the dashboard until it is stopped with Ctrl-C.

    Parameters
    ----------
    data_dir
        Data folder; None for the user's own.
    host
        Address to listen on. The default is reachable from this machine alone.
    port
        Port to listen on. None for 8501, or the next free one where that is taken.
    open_browser
        Open the dashboard in the browser where this machine has a screen.
    session_id
        Session to open first.
    say
        Called with each line for the user; None writes to standard output.

    Raises
    ------
    UsageError
        If a port was named and is taken.
    """
    tell = say if say is not None else _to_standard_output
    chosen = port if port is not None else free_port(host)
    if port is not None and not _is_free(host, port):
        raise UsageError(
            f"Port {port} on {host} is taken or not allowed. "
            "Stop what uses it, or leave --port out to get a free one."
        )
    if port is None and chosen != DEFAULT_PORT:
        tell(f"Port {DEFAULT_PORT} is taken; using {chosen}.")
    if data_dir is not None:
        os.environ[DATA_VARIABLE] = str(data_dir.resolve())
    query = f"/?{urlencode({'session': session_id})}" if session_id is not None else ""
    address = f"http://{_as_url_host(host)}:{chosen}{query}"

    def when_listening() -> None:
        tell(f"kicksense dashboard: {address} (Ctrl-C stops it)")
        if open_browser and has_screen():
            importlib.import_module("webbrowser").open(address)

    server = cast("_Server", importlib.import_module(f"{adopt_pages().__name__}.server"))
    with suppress(KeyboardInterrupt):
        server.serve(host=host, port=chosen, when_listening=when_listening)


def adopt_pages() -> ModuleType:
    """Make the dashboard's pages importable as ``dashboard``, from wherever they were installed.

    The pages lie in the checkout, or inside the installed package under another name. Their
    modules import each other as ``dashboard.charts`` either way.

    Returns
    -------
    package
        The package of the pages.
    """
    folder = place_of(_PAGES)
    known = sys.modules.get(_PAGES)
    if known is not None and folder in map(Path, known.__path__):
        return known
    spec = importlib.util.spec_from_file_location(
        _PAGES, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is no package")
    package = importlib.util.module_from_spec(spec)
    sys.modules[_PAGES] = package
    spec.loader.exec_module(package)
    return package


def free_port(host: str) -> int:
    """Give the first free port from 8501 on.

    Raises
    ------
    UsageError
        If none of the ports tried is free.
    """
    for port in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        if _is_free(host, port):
            return port
    raise UsageError(
        f"No port from {DEFAULT_PORT} to {DEFAULT_PORT + PORTS_TRIED - 1} on {host} is free. "
        "Name one with --port."
    )


def has_screen() -> bool:
    """Tell whether a browser could be shown on this machine."""
    if sys.platform.startswith(("win", "darwin")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there.

    Raises
    ------
    UsageError
        If this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno in {EADDRINUSE, EACCES}:
            return False
        raise UsageError(
            f"This machine cannot listen on '{host}'. Leave --host out to use 127.0.0.1."
        ) from error
    return True


def _as_url_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _to_standard_output(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
