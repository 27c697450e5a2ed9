"""What is kept of players."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kicksense.errors import StoreError
from kicksense.store.folder import DataFolder
from kicksense.store.players import (
    Consent,
    Giver,
    PlayerRecord,
    Scope,
    may_be_minor,
    player_path,
    read_player,
    read_players,
    write_player,
)

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_a_player_is_read_as_written(folder: DataFolder) -> None:
    given = Consent(scope=Scope.VIDEO, text_version=1, given_by=Giver.GUARDIAN, given_utc=NOW)
    written = write_player(
        folder, PlayerRecord(player_id="p07", birth_year=2012, consents=(given,))
    )
    assert read_player(folder, "p07") == written
    assert written.revision == 1
    assert read_player(folder, "p08") is None


def test_ids_that_differ_in_case_alone_are_two_players(folder: DataFolder) -> None:
    paths = {player_path(folder, each).name.lower() for each in ("p07", "P07", "..", "CON")}
    assert len(paths) == 4
    write_player(folder, PlayerRecord(player_id=".."))
    assert player_path(folder, "..").parent == folder.root / "players"


def test_the_file_name_does_not_give_the_id_away(folder: DataFolder) -> None:
    assert "p07" not in player_path(folder, "p07").name


def test_a_change_made_on_an_old_state_is_refused_and_loses_nothing(folder: DataFolder) -> None:
    first = write_player(folder, PlayerRecord(player_id="p07", birth_year=2012))
    newer = write_player(folder, first.model_copy(update={"birth_year": 2011}))
    with pytest.raises(StoreError, match="changed in another window"):
        write_player(folder, first.model_copy(update={"birth_year": 2010}))
    assert read_player(folder, "p07") == newer


def test_a_damaged_file_is_said_and_does_not_hide_the_others(folder: DataFolder) -> None:
    write_player(folder, PlayerRecord(player_id="p07"))
    write_player(folder, PlayerRecord(player_id="p08"))
    player_path(folder, "p07").write_text('{"format": 1, "player_id": "p07", "name": "Ann"}')
    with pytest.raises(StoreError, match="no sound file of a player"):
        read_player(folder, "p07")
    assert [record.player_id for record in read_players(folder)] == ["p08"]


def test_a_file_under_another_players_name_is_refused(folder: DataFolder) -> None:
    write_player(folder, PlayerRecord(player_id="p07"))
    player_path(folder, "p07").rename(player_path(folder, "p08"))
    with pytest.raises(StoreError, match="another player than its name"):
        read_player(folder, "p08")
    assert read_players(folder) == ()


@pytest.mark.parametrize(
    ("birth_year", "minor"), [(None, True), (2009, False), (2010, True), (2016, True)]
)
def test_who_may_be_under_sixteen_is_told_from_the_year_alone(
    birth_year: int | None, *, minor: bool
) -> None:
    assert may_be_minor(birth_year, NOW) is minor
