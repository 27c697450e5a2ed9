"""Sessions in a line, for lists to choose from."""

from dashboard.formats import moment_words
from dashboard.wording import side_words
from kicksense.store.session_row import SessionRow
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.session_titles import session_title


def session_line(row: SessionRow) -> str:
    """Name a session so that it is told from all others.

    Parameters
    ----------
    row
        The session.

    Returns
    -------
    line
        What was recorded here: drill, day and time, whose, which leg. A file: its name and id.
    """
    if row.live is None:
        return f"{row.name} ({row.id})"
    whose = [] if row.player_id is None else [row.player_id]
    return ", ".join(
        (session_title(row), moment_words(started_of(row)), *whose, side_words(row.worn_side))
    )
