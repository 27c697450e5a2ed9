"""Sessions in a line, for lists to choose from."""

from collections.abc import Iterable, Mapping

from dashboard.formats import moment_words
from dashboard.wording import side_words
from kicksense.store.session_row import SessionRow
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.session_titles import session_title
from kicksense.workflows.wording import drill_titles


def session_lines(rows: Iterable[SessionRow]) -> dict[str, str]:
    """Give the lines of many sessions by their ids, as `session_line` does for one."""
    titles = drill_titles()
    return {row.id: session_line(row, titles) for row in rows}


def session_line(row: SessionRow, titles: Mapping[str, str] | None = None) -> str:
    """Name a session so that it is told from all others.

    Parameters
    ----------
    row
        The session.
    titles
        Of all drills by name, where they were read already.

    Returns
    -------
    line
        What was recorded here: drill, day and time, whose, which leg. A file: its name and id.
    """
    if row.live is None:
        return f"{row.name} ({row.id})"
    whose = [] if row.player_id is None else [row.player_id]
    title, began = session_title(row, titles), moment_words(started_of(row))
    return ", ".join((title, began, *whose, side_words(row.worn_side)))
