import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from kicksense.domain.anatomy import Side
from kicksense.errors import StoreError
from kicksense.store.catalogue import (
    open_catalogue,
    put_session,
    sessions_of_content,
)
from kicksense.store.recording_notes import LiveNote
from kicksense.store.session_row import SessionRow, session_ids
from kicksense.store.tables import HEAD_REVISION, METADATA
from kicksense.workflows.session_requests import by_group

ROW = SessionRow(
    id="k7m2qx",
    name="morning",
    kind="csv",
    imported_utc=datetime(2025, 3, 1, 9, 30, tzinfo=UTC),
    duration_s=61.5,
    sampling_rate_hz=199.7,
    side=Side.LEFT,
    fingerprint="ab" * 32,
    simulated=False,
)


def test_a_new_catalogue_is_empty_sound_and_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    health = open_catalogue(path).check()
    assert (health.sessions, health.players, health.problems) == (0, 0, ())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_session_reads_back_after_the_catalogue_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    rows = (ROW, replace(ROW, id="a", fingerprint="cd" * 32, side=None, player_id="p1"))
    with open_catalogue(path).writing() as connection:
        for row in rows:
            put_session(connection, row)
    assert set(open_catalogue(path).sessions()) == set(rows)
    assert open_catalogue(path).check().players == 1


def test_the_newest_session_comes_first(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    newer = replace(
        ROW, id="b", fingerprint="cd" * 32, imported_utc=datetime(2025, 3, 2, tzinfo=UTC)
    )
    with catalogue.writing() as connection:
        put_session(connection, newer)
        put_session(connection, ROW)
    assert [row.id for row in catalogue.sessions()] == ["b", ROW.id]


def test_a_change_is_undone_when_its_block_fails(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")

    def change_and_fail() -> None:
        with catalogue.writing() as connection:
            put_session(connection, ROW)
            raise KeyError

    with pytest.raises(KeyError):
        change_and_fail()
    assert catalogue.sessions() == ()


def test_the_tables_refuse_the_same_content_twice_for_one_leg(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    with catalogue.writing() as connection:
        put_session(connection, ROW)
    with pytest.raises(sa.exc.IntegrityError), catalogue.writing() as connection:
        put_session(connection, replace(ROW, id="other"))
    with catalogue.reading() as connection:
        assert sessions_of_content(connection, ROW.fingerprint) == (ROW,)


def test_the_tables_refuse_a_player_that_does_not_exist(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    with catalogue.writing() as connection:
        put_session(connection, replace(ROW, player_id="p1"))
    with pytest.raises(sa.exc.IntegrityError), catalogue.writing() as connection:
        connection.exec_driver_sql("DELETE FROM players")


def test_the_migrations_make_the_tables_that_the_code_expects(tmp_path: Path) -> None:
    with open_catalogue(tmp_path / "catalogue.sqlite").reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    steps = Config()
    steps.set_main_option("script_location", "kicksense:store/migrations")
    steps.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(steps).get_current_head() == HEAD_REVISION


def test_a_catalogue_of_the_first_version_keeps_its_sessions_and_players(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    steps = Config()
    steps.set_main_option("script_location", "kicksense:store/migrations")
    steps.set_main_option("path_separator", "os")
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), poolclass=sa.NullPool)
    with engine.begin() as connection:
        steps.attributes["connection"] = connection
        command.upgrade(steps, "0001")
        connection.exec_driver_sql("INSERT INTO players VALUES ('p1', '2025-03-01T00:00:00+00:00')")
        connection.exec_driver_sql(
            "INSERT INTO sessions VALUES ('k7m2qx', ?, 'left', 1, 'morning', 'csv', 0, "
            "'2025-03-01T09:30:00.000000+00:00', 61.5, 199.7, 'p1')",
            ("ab" * 32,),
        )
    catalogue = open_catalogue(path)
    assert catalogue.sessions() == (replace(ROW, player_id="p1"),)
    assert catalogue.check().revision == HEAD_REVISION
    assert (catalogue.check().players, catalogue.check().problems) == (1, ())
    with catalogue.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_what_is_known_of_a_live_session_reads_back(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    started_utc = datetime(2025, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
    live = LiveNote("20250301-0900", started_utc, "AA:01", "wall_pass", 7.5, "short_grass", 2)
    left = replace(ROW, live=live)
    right = replace(
        ROW,
        id="b",
        fingerprint="cd" * 32,
        side=Side.RIGHT,
        live=LiveNote("20250301-0900", started_utc, "AA:02"),
    )
    with catalogue.writing() as connection:
        for row in (right, left, replace(ROW, id="c", fingerprint="ef" * 32)):
            put_session(connection, row)
    assert by_group(catalogue.sessions()) == {"20250301-0900": [left, right]}


def test_a_reader_sees_the_last_state_while_another_writes(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    writer, reader = open_catalogue(path), open_catalogue(path)
    with writer.writing() as connection:
        put_session(connection, ROW)
        assert reader.sessions() == ()
    assert reader.sessions() == (ROW,)


@pytest.mark.parametrize(
    "content", [b"this is no database" * 400, b"SQLite format 3\x00" + b"x" * 9000]
)
def test_a_damaged_catalogue_is_one_sentence_with_a_cure(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"is damaged.*are safe: run `kicksense doctor --repair`"):
        open_catalogue(path)
    assert path.read_bytes() == content


def test_a_catalogue_damaged_in_the_middle_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    catalogue = open_catalogue(path)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError, match="is damaged"):
        catalogue.sessions()


def test_a_catalogue_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with open_catalogue(path).writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"written by a newer kicksense.*upgrade kicksense"):
        open_catalogue(path)


def test_a_folder_in_place_of_the_catalogue_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").mkdir()
    with pytest.raises(StoreError, match="could not be opened"):
        open_catalogue(tmp_path / "catalogue.sqlite")


def test_the_ids_of_a_session_are_always_the_same_and_grow() -> None:
    first, second = (list(session_ids("ab" * 32, Side.LEFT)) for _ in range(2))
    assert first == second
    assert [len(name) for name in first] == list(range(6, 17))
    assert next(session_ids("ab" * 32, Side.RIGHT)) != first[0]
