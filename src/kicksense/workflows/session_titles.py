"""What a session is called."""

from kicksense.store.session_row import SessionRow
from kicksense.workflows.language import tr
from kicksense.workflows.wording import drill_title


def session_title(row: SessionRow) -> str:
    """Give the name of the file that somebody brought, or the drill of what was recorded here.

    What is recorded here is named by the program, for folders and not for people.

    Parameters
    ----------
    row
        The session.

    Returns
    -------
    title
        In the reader's language where it is not somebody's own.
    """
    if row.live is None:
        return row.name or row.id
    return tr("Session") if row.live.drill is None else drill_title(row.live.drill)
