import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from kicksense.errors import StoreError
from kicksense.store.catalogue import Catalogue, open_catalogue, put_session
from kicksense.store.score_cards import (
    AskedOf,
    CardLine,
    KickCounts,
    StoredCard,
    card_lines_in,
    cards_in,
    put_card,
)
from kicksense.store.tables import METADATA
from tests.score_cards_made import empty_card, past_session
from tests.store.test_catalogue import ROW

COUNTS = KickCounts(19, heel_kicks=15, inside_foot_kicks=3, instep_kicks=0, ball_speed_mps=3.94)
STORED = StoredCard(
    past_session(ROW.id), "a" * 64, COUNTS, AskedOf("backheel_wall_pass", 2, 4.5, "indoor")
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    opened = open_catalogue(tmp_path / "catalogue.sqlite")
    with opened.writing() as connection:
        put_session(connection, ROW)
    return opened


def keep(catalogue: Catalogue, stored: StoredCard) -> bool:
    with catalogue.writing() as connection:
        return put_card(connection, stored)


def kept(catalogue: Catalogue, *session_ids: str) -> tuple[StoredCard, ...]:
    with catalogue.reading() as connection:
        return cards_in(connection, session_ids or (ROW.id,))


def test_a_score_card_reads_back_to_the_last_bit(catalogue: Catalogue) -> None:
    assert keep(catalogue, STORED)
    assert kept(catalogue) == (STORED,)


def test_a_card_replaces_the_one_of_the_same_session_and_drill_alone(catalogue: Catalogue) -> None:
    other = replace(
        STORED, past=replace(STORED.past, card=replace(empty_card(), drill="free_play"))
    )
    newer = replace(STORED, key="b" * 64)
    for stored in (STORED, other, newer):
        keep(catalogue, stored)
    assert kept(catalogue) == (other, newer)


def test_a_card_of_a_session_that_is_gone_is_not_kept(catalogue: Catalogue) -> None:
    gone = replace(STORED, past=replace(STORED.past, session_id="gone"))
    assert not keep(catalogue, gone)
    assert kept(catalogue, "gone") == ()


def test_cards_go_with_their_session(catalogue: Catalogue) -> None:
    keep(catalogue, STORED)
    with catalogue.writing() as connection:
        connection.exec_driver_sql("DELETE FROM sessions")
    assert kept(catalogue) == ()


def test_a_session_whose_line_is_written_again_keeps_its_cards(catalogue: Catalogue) -> None:
    keep(catalogue, STORED)
    with catalogue.writing() as connection:
        put_session(connection, replace(ROW, player_id="p2"))
    assert kept(catalogue) == (STORED,)


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", '{"format": 1}', '{"format": 2, "card": {}, "measures": {}}', "\x00", "NaN"],
)
def test_a_damaged_card_is_passed_over_and_can_be_made_again(
    catalogue: Catalogue, damage: str
) -> None:
    keep(catalogue, STORED)
    with catalogue.writing() as connection:
        connection.execute(sa.text("UPDATE score_cards SET document = :text"), {"text": damage})
    assert kept(catalogue) == ()
    keep(catalogue, STORED)
    assert kept(catalogue) == (STORED,)


def test_a_card_under_another_drills_name_is_passed_over(catalogue: Catalogue) -> None:
    keep(catalogue, STORED)
    with catalogue.writing() as connection:
        connection.exec_driver_sql("UPDATE score_cards SET drill = 'free_play'")
    assert kept(catalogue) == ()


def test_lists_are_told_without_reading_the_cards(catalogue: Catalogue) -> None:
    keep(catalogue, STORED)
    with catalogue.writing() as connection:
        connection.exec_driver_sql("UPDATE score_cards SET document = 'damaged'")
    with catalogue.reading() as connection:
        assert card_lines_in(connection) == (
            CardLine(
                session_id=ROW.id,
                drill="backheel_wall_pass",
                level=1,
                key="a" * 64,
                repetitions=18,
                level_met=False,
                work_on="too_much_power",
                counts=COUNTS,
            ),
        )


def test_the_cards_of_very_many_sessions_are_found_oldest_first(catalogue: Catalogue) -> None:
    names = [f"s{number:04d}" for number in range(1200)]
    with catalogue.writing() as connection:
        for number, name in enumerate(names):
            put_session(connection, replace(ROW, id=name, fingerprint=f"{number:064d}"))
        for name, day in ((names[1100], 3), (names[3], 9), (names[700], 1)):
            put_card(connection, StoredCard(past_session(name, day), "k", COUNTS))
    found = kept(catalogue, *names)
    assert [one.past.session_id for one in found] == [names[700], names[1100], names[3]]


def test_two_at_once_keep_one_card(catalogue: Catalogue) -> None:
    keys = [f"{number:064d}" for number in range(2)]

    def keep_often(key: str) -> None:
        mine = open_catalogue(catalogue.path)
        for _ in range(10):
            keep(mine, replace(STORED, key=key))

    threads = [threading.Thread(target=keep_often, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (one,) = kept(catalogue)
    assert one.key in keys
    assert catalogue.check().problems == ()


def test_a_catalogue_that_is_not_let_go_of_is_one_sentence(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kicksense.store.catalogue._BUSY_TIMEOUT_MS", 20)
    with closing(sqlite3.connect(catalogue.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program"):
            keep(catalogue, STORED)


def test_a_catalogue_of_before_there_were_score_cards_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    steps = Config()
    steps.set_main_option("script_location", "kicksense:store/migrations")
    steps.set_main_option("path_separator", "os")
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), poolclass=sa.NullPool)
    with engine.begin() as connection:
        steps.attributes["connection"] = connection
        command.upgrade(steps, "0002")
        connection.exec_driver_sql(
            "INSERT INTO sessions VALUES ('k7m2qx', ?, 'left', 1, 'morning', 'csv', 0, "
            "'2025-03-01T09:30:00.000000+00:00', 61.5, 199.7, NULL, 'g', "
            "'2025-03-01T09:00:00.000000+00:00', 'AA:01', 'partner_pass', 7.5, 'indoor')",
            ("ab" * 32,),
        )
    catalogue = open_catalogue(path)
    (row,) = catalogue.sessions()
    assert row.live is not None
    assert (row.live.drill, row.live.target_distance_m, row.live.level) == (
        "partner_pass",
        7.5,
        None,
    )
    assert keep(catalogue, STORED)
    assert kept(catalogue) == (STORED,)
    with catalogue.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
