"""The dashboard, empty-handed or on the demo session."""

from pathlib import Path
from typing import Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.progress import counting_steps
from kicksense.cli.speaking import complain, say, spoken, working
from kicksense.errors import UsageError

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
    typer.Option(
        "--host",
        help="Address to listen on. The default is for this machine alone; on another one, "
        "visitors type a code that works once, and then see all pages.",
    ),
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
    season: Annotated[
        bool,
        typer.Option(
            "--season",
            help="A whole season instead: 12 simulated players and 200 sessions, in a data folder "
            "of its own. Takes some minutes the first time; stopped, it goes on where it was.",
        ),
    ] = False,
    serve: Annotated[
        bool,
        typer.Option("--serve/--no-serve", help="Open the dashboard afterwards, or only make it."),
    ] = True,
    players: Annotated[
        int | None,
        typer.Option(
            "--players",
            metavar="N",
            help="Of a season: how many players. Default: 12.",
            show_default=False,
        ),
    ] = None,
    sessions: Annotated[
        int | None,
        typer.Option(
            "--sessions",
            metavar="N",
            help="Of a season: how many sessions. Default: 200.",
            show_default=False,
        ),
    ] = None,
    port: Port = None,
    host: Host = "127.0.0.1",
    no_browser: NoBrowser = False,
    data_dir: DataDir = None,
) -> None:
    """Open the dashboard on a simulated session, or on a season of them; no sensor is needed.

    For example: `kicksense demo --season`, and stopped with Ctrl-C it goes on where it was.
    """
    if not season and not (players is None and sessions is None):
        option = "--sessions" if players is None else "--players"
        raise UsageError(f"{option} is of a season, and the demo is one session; add --season.")
    folder = _season(players, sessions, data_dir) if season else data_dir
    session_id = None if season else _session(data_dir)
    if serve:
        _serve(port=port, host=host, no_browser=no_browser, data_dir=folder, session_id=session_id)


def _session(data_dir: Path | None) -> str:
    """Put the demo session in its place, give its id."""
    from kicksense.workflows.demo import ensure_demo  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    with working("preparing the demo session"):
        row = ensure_demo(open_sessions(data_dir))
    say(f"Demo session {row.id} ({row.name}): simulated, no player did this.")
    return row.id


def _season(players: int | None, sessions: int | None, data_dir: Path | None) -> Path:
    """Make the season, or go on with it; give its folder."""
    from kicksense.workflows import season  # noqa: PLC0415 - late for a fast --help

    folder = season.season_folder(data_dir)
    try:
        with counting_steps() as tell:
            summary = season.ensure_season(
                folder,
                tell,
                players=season.PLAYERS if players is None else players,
                sessions=season.SESSIONS if sessions is None else sessions,
            )
    except KeyboardInterrupt:
        complain(
            f"stopped; what is complete was kept in {folder.root}, and the same command goes on."
        )
        raise
    for trouble in summary.troubles:
        complain(trouble)
    before = f" ({summary.kept} of them there before)" if summary.kept else ""
    say(
        f"Demo season in {summary.folder}: {summary.sessions} sessions{before} of "
        f"{summary.players} players, all simulated: no player did this."
    )
    return folder.root


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
