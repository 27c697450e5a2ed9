"""The dashboard, empty-handed or on the demo session."""

from pathlib import Path
from typing import Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.speaking import say, spoken, working

Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        min=1,
        max=65535,
        help="Port to listen on. Default: 8501, or the next free one.",
        show_default=False,
    ),
]
Host = Annotated[
    str,
    typer.Option("--host", help="Address to listen on. The default is for this machine alone."),
]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="Print the address, but open no browser.")
]
Phone = Annotated[
    bool,
    typer.Option(
        "--phone",
        help="Let phones on the local network watch a live recording, with a code that works once.",
    ),
]


@spoken
def dashboard(
    *,
    port: Port = None,
    host: Host = "127.0.0.1",
    no_browser: NoBrowser = False,
    phone: Phone = False,
    data_dir: DataDir = None,
) -> None:
    """Open the dashboard on your stored recordings."""
    _serve(
        port=port,
        host=host,
        no_browser=no_browser,
        data_dir=data_dir,
        session_id=None,
        phone=phone,
    )


@spoken
def demo(
    *,
    port: Port = None,
    host: Host = "127.0.0.1",
    no_browser: NoBrowser = False,
    data_dir: DataDir = None,
) -> None:
    """Open the dashboard on a simulated session; no sensor is needed."""
    from kicksense.workflows.demo import ensure_demo  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    with working("preparing the demo session"):
        row = ensure_demo(open_sessions(data_dir))
    say(f"Demo session {row.id} ({row.name}): simulated, no player did this.")
    _serve(port=port, host=host, no_browser=no_browser, data_dir=data_dir, session_id=row.id)


def _serve(
    *,
    port: int | None,
    host: str,
    no_browser: bool,
    data_dir: Path | None,
    session_id: str | None,
    phone: bool = False,
) -> None:
    """Serve the dashboard until it is stopped."""
    from kicksense.workflows.dashboard import serve_dashboard  # noqa: PLC0415 - late for --help

    serve_dashboard(
        data_dir=data_dir,
        host=host,
        port=port,
        open_browser=not no_browser,
        session_id=session_id,
        phone=phone,
    )
