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
from kicksense.store.places import place_of

DEFAULT_PORT: Final = 8501
"""Where the dashboard is looked for first."""

PORTS_TRIED: Final = 50
"""Ports tried, one after the other, until a free one is found."""

DATA_VARIABLE: Final = "KICKSENSE_DATA"
"""Environment variable that names the data folder, for the pages as for the commands."""

DEFAULT_HOST: Final = "127.0.0.1"
"""Reachable from this machine alone."""

_PAGES: Final = "dashboard"
_THIS_MACHINE: Final = (DEFAULT_HOST, "localhost", "::1")
_ALL_ADDRESSES: Final = "0.0.0.0"
_ELSEWHERE: Final = ("192.0.2.1", 9)
"""An address that belongs to nobody (RFC 5737)."""


class _Server(Protocol):
    """What the pages' own module for serving offers."""

    def serve(
        self,
        *,
        host: str,
        port: int,
        when_listening: Callable[[], None],
        say_code: Callable[[str], None] | None = None,
        phones_alone: bool = True,
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
    phone: bool = False,
    say: Callable[[str], None] | None = None,
) -> None:
    """Serve the dashboard until it is stopped with Ctrl-C.

    Parameters
    ----------
    data_dir
        Data folder; None for the user's own.
    host
        Address to listen on. The default is reachable from this machine alone. On any other,
        visitors from elsewhere see the pages once they have typed a code that works once; what
        starts a recording is for this machine alone all the same.
    port
        Port to listen on. None for 8501, or the next free one where that is taken.
    open_browser
        Open the dashboard in the browser where this machine has a screen.
    session_id
        Session to open first.
    phone
        Listen on the local network too, and show the live page there to whoever types a code
        that works once. Everything else is for this machine alone.
    say
        Called with each line for the user; None writes to standard output.

    Raises
    ------
    UsageError
        If a port was named and is taken.
    """
    tell = say if say is not None else _to_standard_output
    if phone and host in _THIS_MACHINE:
        host = _ALL_ADDRESSES
    open_to_others = host not in _THIS_MACHINE
    if data_dir is not None:
        os.environ[DATA_VARIABLE] = str(data_dir.resolve())

    def say_addresses(chosen: int) -> None:
        address = _own_address(host, chosen, session_id)
        tell(f"kicksense dashboard: {address} (Ctrl-C stops it)")
        if open_to_others:
            _say_to_others(tell, host, chosen, phone=phone)
        if open_browser and has_screen():
            importlib.import_module("webbrowser").open(address)

    def say_code(code: str) -> None:
        tell(f"Code for the next {'phone' if phone else 'visitor'}: {code[:3]} {code[3:]}")

    server = cast("_Server", importlib.import_module(f"{adopt_pages().__name__}.server"))

    def serve(chosen: int, when_listening: Callable[[], None]) -> None:
        server.serve(
            host=host,
            port=chosen,
            when_listening=when_listening,
            say_code=say_code if open_to_others else None,
            phones_alone=phone,
        )

    with suppress(KeyboardInterrupt):
        _serve_where_free(serve, host, lambda: _port_to_use(host, port, tell), say_addresses)


def _say_to_others(tell: Callable[[str], None], host: str, port: int, *, phone: bool) -> None:
    words = "On a phone in the same network" if phone else "From elsewhere, with the code"
    for address in addresses_of_this_machine(host):
        tell(f"{words}: http://{_as_url_host(address)}:{port}")


def _own_address(host: str, port: int, session_id: str | None) -> str:
    """Give where this machine itself finds the page to begin with."""
    own = DEFAULT_HOST if host == _ALL_ADDRESSES else host
    page = "" if session_id is None else f"/session?{urlencode({'session': session_id})}"
    return f"http://{_as_url_host(own)}:{port}{page}"


def _serve_where_free(
    serve: Callable[[int, Callable[[], None]], None],
    host: str,
    port_to_use: Callable[[], int],
    say_addresses: Callable[[int], None],
) -> None:
    while not _was_served(serve, host, port_to_use(), say_addresses):
        pass


def _was_served(
    serve: Callable[[int, Callable[[], None]], None],
    host: str,
    port: int,
    say_addresses: Callable[[int], None],
) -> bool:
    """Serve until stopped; False where another began to listen there while the pages loaded."""
    begun = False

    def when_listening() -> None:
        nonlocal begun
        begun = True
        say_addresses(port)

    try:
        serve(port, when_listening)
    except SystemExit:
        if begun or _is_free(host, port):
            raise
        return False
    return True


def _port_to_use(host: str, port: int | None, tell: Callable[[str], None]) -> int:
    """Give the port that was named, or the first free one; a named one that is taken is refused."""
    if port is not None:
        if not _is_free(host, port):
            raise UsageError(
                f"Port {port} on {host} is taken or not allowed. "
                "Stop what uses it, or leave --port out to get a free one."
            )
        return port
    chosen = free_port(host)
    if chosen != DEFAULT_PORT:
        tell(f"Port {DEFAULT_PORT} is taken; using {chosen}.")
    return chosen


def addresses_of_this_machine(host: str = "0.0.0.0") -> tuple[str, ...]:
    """Give the addresses by which others on the local network reach a server here.

    Parameters
    ----------
    host
        Address it listens on; all of them by default.

    Returns
    -------
    addresses
        Empty where there is no network.
    """
    if host != _ALL_ADDRESSES:
        return (host,)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the system only says from where it would be.
            probe.connect(_ELSEWHERE)
        except OSError:
            return ()
        return (str(probe.getsockname()[0]),)


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
