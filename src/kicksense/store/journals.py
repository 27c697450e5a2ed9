"""Which journals have been sealed."""

from datetime import UTC, datetime

import sqlalchemy as sa

from kicksense.store.tables import JOURNALS, utc_text


def journals_in(connection: sa.Connection) -> dict[str, int]:
    """Give the length in bytes of each journal that was sealed, by its session's id.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.reading` or ``writing``.

    Returns
    -------
    sizes
        A journal that is longer now has grown since. Empty in a catalogue of before there were
        journals, that nobody has brought up to date yet.
    """
    if not sa.inspect(connection).has_table(JOURNALS.name):
        return {}
    query = sa.select(JOURNALS.c.session_id, JOURNALS.c.size_bytes)
    return {row.session_id: row.size_bytes for row in connection.execute(query)}


def put_journal(connection: sa.Connection, session_id: str, size_bytes: int) -> None:
    """Remember that a journal was sealed.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.writing`.
    session_id
        Of the live session.
    size_bytes
        Length of the journal then.
    """
    connection.execute(sa.delete(JOURNALS).where(JOURNALS.c.session_id == session_id))
    connection.execute(
        sa.insert(JOURNALS).values(
            session_id=session_id, size_bytes=size_bytes, sealed_utc=utc_text(datetime.now(UTC))
        )
    )
