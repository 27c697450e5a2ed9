"""Players and sessions: which recordings there are."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from kicksense.domain.anatomy import Side
from kicksense.store.catalogue_trouble import (
    catalogue_errors,
    is_lack_of_room,
    newer_catalogue,
)
from kicksense.store.recording_notes import LiveNote
from kicksense.store.session_row import SessionRow
from kicksense.store.tables import HEAD_REVISION, PLAYERS, SESSIONS, utc_text

_BUSY_TIMEOUT_MS: Final = 30_000
"""How long to wait for another process that is writing."""


@dataclass(frozen=True, slots=True)
class CatalogueHealth:
    """What a check of the catalogue found.

    Attributes
    ----------
    revision
        Migration that its tables are at.
    sessions, players
        How many there are.
    problems
        What SQLite's own check complains about; empty when sound.
    """

    revision: str
    sessions: int
    players: int
    problems: tuple[str, ...]


class Catalogue:
    """The catalogue of a data folder, an SQLite file.

    Several processes may read it while one writes. Made by `open_catalogue`.

    Parameters
    ----------
    path
        The SQLite file.

    Attributes
    ----------
    can_write
        False where the file or its folder is read-only when it is opened: another one's folder,
        a copy on a disk that cannot be written. It can then be read all the same.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.can_write = _can_write(path)
        if self.can_write:
            self._engine = sa.create_engine(
                sa.URL.create("sqlite", database=str(path)), poolclass=sa.NullPool
            )
            sa.event.listen(self._engine, "connect", _prepare)
        else:
            self._engine = _read_only_engine(path)
        sa.event.listen(self._engine, "begin", _begin)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a transaction that sees one state of the catalogue.

        Yields
        ------
        connection
            For queries.

        Raises
        ------
        StoreError
            If the catalogue is damaged or cannot be read.
        """
        with catalogue_errors(self.path), self._connected() as connection:
            yield connection

    def _connected(self) -> sa.Connection:
        """Connect for reading, also where the disk has no room for SQLite's companions."""
        try:
            connection = self._engine.connect()
            try:
                connection.exec_driver_sql("SELECT 1 FROM sqlite_master")
            except sa.exc.DBAPIError:
                connection.close()
                raise
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            if not self.path.is_file() or not is_lack_of_room(error):
                raise
            return _read_only_engine(self.path).connect()
        return connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction that no other process can write beside, and commit it at the end.

        Yields
        ------
        connection
            For queries and changes; they are undone if the block raises.

        Raises
        ------
        StoreError
            If the catalogue is damaged, cannot be written, or another process does not let go.
        """
        with catalogue_errors(self.path), self._engine.connect() as connection:
            connection = connection.execution_options(kicksense_writes=True)  # noqa: PLW2901 - the same one
            with connection.begin():
                yield connection

    def sessions(self) -> tuple[SessionRow, ...]:
        """Give all sessions, the newest import first."""
        with self.reading() as connection:
            return sessions_in(connection)

    def check(self) -> CatalogueHealth:
        """Read the whole catalogue and tell whether it is sound.

        Raises
        ------
        StoreError
            If it is too damaged to be asked.
        """
        with self.reading() as connection:
            lines = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            problems = [str(line) for line in lines if line != "ok"]
            problems += [
                f"a row of {row[0]} names a row of {row[2]} that does not exist" for row in broken
            ]
            return CatalogueHealth(
                revision=_revision_in(connection) or "none",
                sessions=connection.scalar(sa.select(sa.func.count()).select_from(SESSIONS)) or 0,
                players=connection.scalar(sa.select(sa.func.count()).select_from(PLAYERS)) or 0,
                problems=tuple(problems),
            )


def open_catalogue(path: Path) -> Catalogue:
    """Open a catalogue; make it, or bring its tables up to date, where that is needed.

    Parameters
    ----------
    path
        The SQLite file; its folder exists.

    Returns
    -------
    catalogue
        Ready for use, at `HEAD_REVISION`.

    Raises
    ------
    StoreError
        If it is damaged, cannot be written, or was written by a newer kicksense.
    """
    catalogue = Catalogue(path)
    with catalogue.reading() as connection:
        revision = _revision_in(connection)
    if revision != HEAD_REVISION:
        with catalogue.writing() as connection:
            if _revision_in(connection) != HEAD_REVISION:
                _migrate(connection, path)
    return catalogue


def sessions_in(connection: sa.Connection) -> tuple[SessionRow, ...]:
    """Give all sessions, the newest import first.

    Parameters
    ----------
    connection
        From `Catalogue.reading` or `Catalogue.writing`.

    Returns
    -------
    rows
        One for each session.
    """
    query = sa.select(SESSIONS).order_by(SESSIONS.c.imported_utc.desc(), SESSIONS.c.id)
    return tuple(_row(row) for row in connection.execute(query))


def sessions_of_content(connection: sa.Connection, fingerprint: str) -> tuple[SessionRow, ...]:
    """Give the sessions that came from the same content: at most one for each leg.

    Parameters
    ----------
    connection
        From `Catalogue.reading` or `Catalogue.writing`.
    fingerprint
        SHA-256 of the content.

    Returns
    -------
    rows
        Oldest first.
    """
    query = sa.select(SESSIONS).where(SESSIONS.c.fingerprint == fingerprint)
    return tuple(_row(row) for row in connection.execute(query.order_by(SESSIONS.c.imported_utc)))


def session_ids_in(connection: sa.Connection) -> frozenset[str]:
    """Give the ids of all sessions.

    Parameters
    ----------
    connection
        From `Catalogue.reading` or `Catalogue.writing`.

    Returns
    -------
    ids
        Each once.
    """
    return frozenset(connection.scalars(sa.select(SESSIONS.c.id)))


def put_session(connection: sa.Connection, row: SessionRow) -> None:
    """Add a session, or replace the one with its id; its player is added where new.

    Parameters
    ----------
    connection
        From `Catalogue.writing`.
    row
        What to write.

    """
    put_player(connection, row.player_id)
    values = _values(row)
    changed = connection.execute(sa.update(SESSIONS).where(SESSIONS.c.id == row.id).values(values))
    if changed.rowcount == 0:
        connection.execute(sa.insert(SESSIONS).values(values))


def put_player(connection: sa.Connection, player_id: str | None) -> None:
    """Add a player who is new.

    Parameters
    ----------
    connection
        From `Catalogue.writing`.
    player_id
        Who; None for nobody.
    """
    if player_id is None:
        return
    known = sa.select(PLAYERS.c.id).where(PLAYERS.c.id == player_id)
    if connection.scalar(known) is None:
        now = utc_text(datetime.now(UTC))
        connection.execute(sa.insert(PLAYERS).values(id=player_id, created_utc=now))


def _row(columns: sa.Row[Any]) -> SessionRow:
    return SessionRow(
        id=columns.id,
        name=columns.name,
        kind=columns.kind,
        imported_utc=datetime.fromisoformat(columns.imported_utc),
        duration_s=columns.duration_s,
        sampling_rate_hz=columns.sampling_rate_hz,
        side=Side(columns.side) if columns.side_known else None,
        fingerprint=columns.fingerprint,
        simulated=columns.simulated,
        player_id=columns.player_id,
        live=_live(columns),
    )


def _live(columns: sa.Row[Any]) -> LiveNote | None:
    if columns.group_id is None:
        return None
    return LiveNote(
        group_id=columns.group_id,
        started_utc=datetime.fromisoformat(columns.started_utc),
        sensor=columns.sensor,
        drill=columns.drill,
        target_distance_m=columns.target_distance_m,
        surface=columns.surface,
        level=columns.level,
    )


def _values(row: SessionRow) -> dict[str, object]:
    return {
        "id": row.id,
        "fingerprint": row.fingerprint,
        "side": str(row.worn_side),
        "side_known": row.side is not None,
        "name": row.name,
        "kind": row.kind,
        "simulated": row.simulated,
        "imported_utc": utc_text(row.imported_utc),
        "duration_s": row.duration_s,
        "sampling_rate_hz": row.sampling_rate_hz,
        "player_id": row.player_id,
        **_live_values(row.live),
    }


def _live_values(live: LiveNote | None) -> dict[str, object]:
    values: dict[str, object] = dict.fromkeys(LiveNote.__slots__)
    if live is not None:
        values |= {name: getattr(live, name) for name in values}
        values["started_utc"] = utc_text(live.started_utc)
    return values


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own connection
    """Set up one SQLite connection: transactions are begun by `_begin`, not by the driver."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        with contextlib.suppress(sqlite3.OperationalError):  # another process is just doing it
            connection.execute("PRAGMA journal_mode = WAL")


def _can_write(path: Path) -> bool:
    """Tell whether SQLite can keep its companions beside the file, and change the file."""
    return not path.is_file() or (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK))


def _read_only_engine(path: Path) -> sa.Engine:
    return sa.create_engine("sqlite://", creator=lambda: _read_only(path), poolclass=sa.NullPool)


def _read_only(path: Path) -> sqlite3.Connection:
    """Open a catalogue beside which nothing can be written.

    SQLite cannot make its companion files there, unless it is told that nobody changes the file.
    Where a program that was stopped has left its log, SQLite has to read that too.
    """
    log = path.with_name(f"{path.name}-wal")
    manner = "mode=ro" if log.is_file() and log.stat().st_size > 0 else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{manner}", uri=True)
    connection.isolation_level = None
    return connection


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("kicksense_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision_in(connection: sa.Connection) -> str | None:
    """Give the migration that the tables are at; None for an empty catalogue."""
    there = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    if connection.exec_driver_sql(there).first() is None:
        return None
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if version is None else str(version)


def _migrate(connection: sa.Connection, path: Path) -> None:
    """Bring the tables to `HEAD_REVISION`, within the transaction given."""
    from alembic import command, config, util  # noqa: PLC0415 - imported only when tables change

    steps = config.Config()
    steps.set_main_option("script_location", "kicksense:store/migrations")
    steps.attributes["connection"] = connection
    try:
        command.upgrade(steps, "head")
    except util.CommandError as error:
        raise newer_catalogue(path, str(error)) from error
