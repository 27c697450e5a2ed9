"""A video of a stored session: drawn from the sensor, or filmed and kept with it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.options import DataDir, SideOption
from kicksense.cli.progress import counting
from kicksense.cli.speaking import say, spoken, working
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.domain.anatomy import Side
    from kicksense.workflows.sessions import Sessions


@spoken
def clip(
    session: Annotated[
        str,
        typer.Argument(metavar="SESSION", help="Id, beginning of an id, or name of a session."),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Draw a stick figure from the sensor into this file, .mp4 or .webm.",
            show_default=False,
        ),
    ] = None,
    add: Annotated[
        Path | None,
        typer.Option(
            "--add",
            metavar="FILE",
            help="Keep this video with the session, to be shown beside the trace.",
            show_default=False,
        ),
    ] = None,
    side: SideOption = None,
    offset: Annotated[
        float,
        typer.Option("--offset", metavar="SECONDS", help="Where the recording begins, with --out."),
    ] = 0.0,
    drift: Annotated[
        float,
        typer.Option(
            "--drift",
            metavar="PPM",
            help="How much faster its clock runs than the sensor's, in millionths, with --out.",
        ),
    ] = 0.0,
    data_dir: DataDir = None,
) -> None:
    """Draw a stored session as a stick-figure video, or keep a filmed one with it.

    What is drawn is no video of anybody, and says so in every picture; it needs the extra 'video'.

    For example: `kicksense clip SESSION --out session.mp4`, or `--add filmed.mp4` to keep one.
    """
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - late for --help

    if (out is None) == (add is None):
        raise UsageError("give either --out FILE, to draw a clip, or --add FILE, to keep a video.")
    if out is not None:
        from kicksense.workflows.clip_rendering import (  # noqa: PLC0415 - late for --help
            check_clip_path,
        )

        check_clip_path(out)
    store = open_sessions(data_dir)
    if add is not None:
        _add(store, session, add)
    elif out is not None:
        _draw(store, session, out, side=side, clock=(offset, drift / 1e6))


def _add(store: "Sessions", session: str, path: Path) -> None:
    """Look at a video and keep it."""
    from kicksense.workflows.clips import keep_clip  # noqa: PLC0415 - late for a fast --help

    with working("looking at the video"):
        kept = keep_clip(store, session, path)
    say(f"{path} is kept with session {kept.session_id}, as video {kept.id}.")


def _draw(
    store: "Sessions", session: str, out: Path, *, side: "Side | None", clock: tuple[float, float]
) -> None:
    """Draw a session as a clip."""
    from kicksense.workflows.analysis import worn_on  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.clip_rendering import render_clip  # noqa: PLC0415 - the same
    from kicksense.workflows.options import AnalysisRequest  # noqa: PLC0415 - the same
    from kicksense.workflows.practice_history import card_of_session  # noqa: PLC0415 - the same
    from kicksense.workflows.sessions import find_session, recording_of  # noqa: PLC0415 - the same

    row = find_session(store, session)
    with counting("looking for kicks") as count:
        found = card_of_session(store, row.id, AnalysisRequest(side=side), count)
    with counting("drawing") as count:
        made = render_clip(
            worn_on(recording_of(store, row.id), side),
            found.practised.report,
            out,
            offset_s=clock[0],
            drift_ratio=clock[1],
            progress=count,
        )
    say(f"{out}: {made.duration_s:.1f} s of {made.codec}, drawn from session {row.id}.")
