"""What a session is called."""

from collections.abc import Mapping

from kicksense.store.session_row import SessionRow
from kicksense.workflows.language import tr
from kicksense.workflows.wording import drill_title


def session_title(row: SessionRow, titles: Mapping[str, str] | None = None) -> str:
    """Give the name of the file that somebody brought, or the drill of what was recorded here.

    What is recorded here is named by the program, for folders and not for people.

    Parameters
    ----------
    row
        The session.
    titles
        Of all drills by name, where they were read already.

    Returns
    -------
    title
        In the reader's language where it is not somebody's own.
    """
    if row.live is None:
        return row.name or row.id
    if row.live.drill is None:
        return tr("Session")
    known = None if titles is None else titles.get(row.live.drill)
    return known or drill_title(row.live.drill)
