"""A stored session on one page of paper."""

from pathlib import Path
from typing import Annotated

import typer

from kicksense.cli.options import (
    DataDir,
    DrillOption,
    LevelOption,
    ModelOption,
    SideOption,
    SurfaceOption,
    TargetOption,
    request_of,
)
from kicksense.cli.practice_output import practised_session
from kicksense.cli.speaking import complain, say, spoken
from kicksense.errors import UsageError


@spoken
def report(
    session: Annotated[
        str,
        typer.Argument(metavar="SESSION", help="Id, beginning of an id, or name of a session."),
    ],
    pdf: Annotated[Path, typer.Option("--pdf", metavar="FILE", help="The page to be written.")],
    *,
    notes: Annotated[
        bool, typer.Option("--notes/--no-notes", help="With the notes that were taken of it.")
    ] = True,
    side: SideOption = None,
    drill: DrillOption = None,
    level: LevelOption = 1,
    target_distance: TargetOption = None,
    surface: SurfaceOption = None,
    model: ModelOption = None,
    data_dir: DataDir = None,
) -> None:
    """Write what a stored session came to as one printable page, a PDF.

    For example: `kicksense report SESSION --pdf session.pdf --no-notes`.
    """
    from kicksense.workflows.notes import notes_of_session  # noqa: PLC0415 - late for --help
    from kicksense.workflows.session_pdf import write_session_pdf  # noqa: PLC0415 - the same
    from kicksense.workflows.sessions import (  # noqa: PLC0415 - the same
        find_session,
        open_sessions,
        recording_of,
    )

    if pdf.suffix.lower() != ".pdf":
        raise UsageError(f"{pdf} is no name of a page; one that ends with .pdf was expected.")
    request = request_of(
        side,
        drill=drill,
        level=level,
        target_distance_m=target_distance,
        surface=surface,
        model=model,
        data_dir=data_dir,
    )
    store = open_sessions(data_dir)
    row = find_session(store, session)
    found = practised_session(store, row.id, request)
    kept = notes_of_session(store, row.id)
    for trouble in kept.troubles:
        complain(trouble)
    write_session_pdf(pdf, found, recording_of(store, row.id), kept.notes if notes else ())
    say(f"{pdf}: session {row.id} on one page.")
