"""Reports and score cards, printed alike for files, stored sessions and what was just recorded."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.progress import counting
from kicksense.cli.speaking import complain, say, say_lines
from kicksense.errors import KicksenseError, UsageError

PictureOption = Annotated[
    Path | None,
    typer.Option(
        "--picture",
        metavar="FILE",
        help="Draw the repetitions over time as a picture, .png or .svg.",
        show_default=False,
    ),
]

if TYPE_CHECKING:
    from kicksense.domain.drill import Drill
    from kicksense.domain.kick import SessionReport
    from kicksense.domain.live import Marker
    from kicksense.domain.score_card import ScoreCard
    from kicksense.workflows.given_markers import Given
    from kicksense.workflows.options import AnalysisRequest
    from kicksense.workflows.practice_history import PractisedSession
    from kicksense.workflows.practising import Practised
    from kicksense.workflows.sessions import Sessions


def given_with(cues: str | None, with_files: Sequence[str], drill: str | None) -> "Given":
    """Give what a user gives with a file.

    Parameters
    ----------
    cues
        Times or a label file, or None.
    with_files
        Other sensors' files, ``FILE`` or ``ID=FILE``.
    drill
        That was named, or None.

    Raises
    ------
    UsageError
        If there is no drill that they could belong to, or they make no sense.
    LabelFileError
        If the file of cues cannot be used.
    """
    from kicksense.workflows.given_markers import (  # noqa: PLC0415 - late for a fast --help
        Given,
        markers_given,
        other_files,
    )

    if (cues is not None or with_files) and drill is None:
        raise UsageError(
            "--cues and --with belong to a drill; name it with --drill (kicksense drills lists "
            "them)."
        )
    return Given(() if cues is None else markers_given(cues), other_files(with_files))


def check_picture(picture: Path | None) -> None:
    """Refuse a picture that could not be drawn, before the work.

    Parameters
    ----------
    picture
        The file, or None where none is asked for.

    Raises
    ------
    KicksenseError
        If it has another name than a picture.
    """
    if picture is not None:
        from kicksense.workflows.score_card_picture import (  # noqa: PLC0415 - late for --help
            check_card_picture,
        )

        check_card_picture(picture)


def draw(practised: "Practised", picture: Path | None) -> None:
    """Draw what a recording came to, and say where on standard error.

    Parameters
    ----------
    practised
        With its score card.
    picture
        The file, or None where none is asked for.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    if picture is not None:
        from kicksense.workflows.score_card_picture import (  # noqa: PLC0415 - late for --help
            write_card_picture,
        )

        write_card_picture(practised, picture)
        complain(f"the picture is in {picture}.")


def practice_lines(
    report: "SessionReport",
    card: "ScoreCard | None",
    drill: "Drill | None",
    markers: "Sequence[Marker]" = (),
) -> list[str]:
    """Give a report, and the score card in place of its advice where there is one.

    Parameters
    ----------
    report
        What was found.
    card, drill
        What it came to, None where no drill was named.
    markers
        What was marked.
    """
    from kicksense.cli.report_text import (  # noqa: PLC0415 - late for a fast --help
        found_lines,
        marker_lines,
        report_lines,
    )

    if card is None or drill is None:
        return [*report_lines(report), *marker_lines(report, markers)]
    return [
        *found_lines(report),
        *marker_lines(report, markers),
        "",
        *card_lines(report, card, drill),
    ]


def card_lines(report: "SessionReport", card: "ScoreCard", drill: "Drill") -> list[str]:
    """Give a score card alone.

    Parameters
    ----------
    report
        Names the target.
    card, drill
        What the recording came to.
    """
    from kicksense.cli.score_card_text import score_card_lines  # noqa: PLC0415 - late for --help
    from kicksense.workflows.score_card_wording import card_words  # noqa: PLC0415 - the same

    return score_card_lines(card_words(card, drill, report.target))


def practised_session(
    store: "Sessions", session_id: str, request: "AnalysisRequest"
) -> "PractisedSession":
    """Look at a stored session, show how far that is, and tell what could not be used.

    Parameters
    ----------
    store
        The store.
    session_id
        Of the session.
    request
        What the user asks.

    Raises
    ------
    KicksenseError
        If it cannot be looked at.
    """
    from kicksense.workflows.practice_history import card_of_session  # noqa: PLC0415 - for --help

    with counting("analyzing, with earlier sessions") as count:
        practised = card_of_session(store, session_id, request, count)
    for sentence in practised.troubles:
        complain(sentence)
    return practised


def say_cards_of(store: "Sessions", session_ids: Sequence[str]) -> None:
    """Print the score cards of sessions that were just recorded in a drill.

    Nothing is printed of a session without a drill. One that cannot be looked at is told on
    standard error: it is stored, and `kicksense show` says more.

    Parameters
    ----------
    store
        The store.
    session_ids
        Of the stored sessions, one a sensor.
    """
    from kicksense.workflows.options import AnalysisRequest  # noqa: PLC0415 - late for --help

    for session_id in session_ids:
        try:
            found = practised_session(store, session_id, AnalysisRequest())
        except KicksenseError as error:
            complain(f"there is no score card of session {session_id}: {error}")
            continue
        if found.is_drill:
            done = found.practised
            whose = f" ({found.row.name})" if len(session_ids) > 1 else ""
            say()
            say_lines([f"Session {session_id}{whose}"] if whose else [])
            say_lines(card_lines(done.report, done.card, done.drill))
