"""A stick-figure clip of a stored session, drawn from the sensor."""

from pathlib import Path
from typing import Annotated

import typer

from kicksense.cli.options import DataDir, SideOption
from kicksense.cli.progress import counting
from kicksense.cli.speaking import say, spoken


@spoken
def clip(
    session: Annotated[
        str,
        typer.Argument(metavar="SESSION", help="Id, beginning of an id, or name of a session."),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="The clip to be written, .mp4 or .webm."),
    ],
    *,
    side: SideOption = None,
    offset: Annotated[
        float,
        typer.Option("--offset", metavar="SECONDS", help="Where the recording begins in it."),
    ] = 0.0,
    drift: Annotated[
        float,
        typer.Option(
            "--drift",
            metavar="PPM",
            help="How much faster its clock runs than the sensor's, in millionths.",
        ),
    ] = 0.0,
    data_dir: DataDir = None,
) -> None:
    """Draw a stored session as a stick-figure video, to try video beside the trace.

    It is no video of anybody, and says so in every picture. Needs the extra 'video'.
    """
    from kicksense.workflows.analysis import worn_on  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.clip_rendering import (  # noqa: PLC0415 - the same
        check_clip_path,
        render_clip,
    )
    from kicksense.workflows.options import AnalysisRequest  # noqa: PLC0415 - the same
    from kicksense.workflows.practice_history import card_of_session  # noqa: PLC0415 - the same
    from kicksense.workflows.sessions import (  # noqa: PLC0415 - the same
        find_session,
        open_sessions,
        recording_of,
    )

    check_clip_path(out)
    store = open_sessions(data_dir)
    row = find_session(store, session)
    with counting("looking for kicks") as count:
        found = card_of_session(store, row.id, AnalysisRequest(side=side), count)
    with counting("drawing") as count:
        made = render_clip(
            worn_on(recording_of(store, row.id), side),
            found.practised.report,
            out,
            offset_s=offset,
            drift_ratio=drift / 1e6,
            progress=count,
        )
    say(f"{out}: {made.duration_s:.1f} s of {made.codec}, drawn from session {row.id}.")
