"""Models are found by name, judge players they have not seen, and own up to those they have."""

from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.errors import ModelError, UsageError
from kicksense.store.folder import DataFolder
from kicksense.workflows.dataset_entries import SIMULATED, DatasetEntry
from kicksense.workflows.datasets import Dataset
from kicksense.workflows.evaluated_models import (
    ModelSystem,
    ModelVersion,
    default_systems,
    open_system,
    open_systems,
    overlap_remarks,
    seen_players,
    without_seen,
)
from kicksense.workflows.model_choice import model_folder
from tests import played
from tests.workflows.labelled_folder import save_small_model


def _dataset(*players: str) -> Dataset:
    """Give a dataset of one recording a player."""
    return Dataset(
        tuple(
            DatasetEntry(f"s-{player}", player, SIMULATED, f"{player:0<64}", Path(), Side.LEFT, "")
            for player in players
        )
    )


def _system(*seen: tuple[str, ...], recordings: tuple[str, ...] = ()) -> ModelSystem:
    """Give a system of versions that have seen these players each."""
    versions = (
        ModelVersion(Path(f"m{number}"), frozenset(players), frozenset(recordings))
        for number, players in enumerate(seen)
    )
    return ModelSystem("m", tuple(versions))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Give a data folder with one model, trained on the players one and two."""
    root = tmp_path_factory.mktemp("data")
    save_small_model(root / "models" / "small")
    return DataFolder(root)


def test_each_player_is_judged_by_the_first_version_that_has_not_seen_them() -> None:
    system = _system(("anna", "ben"), ("ben", "cleo"), ("anna", "cleo"))
    folders = [system.version_for(player).folder.name for player in ("anna", "ben", "cleo", "dan")]
    assert folders == ["m1", "m2", "m0", "m0"]
    assert not any(system.has_seen(player) for player in ("anna", "ben", "cleo", "dan"))


def test_players_that_every_version_has_seen_are_said_to_be_seen() -> None:
    system = _system(("anna", "ben"), ("anna",))
    dataset = _dataset("anna", "ben", "cleo")
    assert seen_players(system, dataset) == ("anna",)
    (remark,) = overlap_remarks(system, dataset)
    assert "1 of 3 players" in remark
    assert "(anna)" in remark
    assert without_seen(dataset, [system]).players == ("ben", "cleo")


def test_a_recording_that_was_trained_on_is_seen_under_another_player_s_name() -> None:
    system = _system(("someone",), recordings=(f"{'anna':0<64}",))
    assert seen_players(system, _dataset("anna", "ben")) == ("anna",)


def test_nothing_is_said_of_players_that_no_model_has_seen() -> None:
    assert overlap_remarks(_system(("someone",)), _dataset("anna")) == ()


def test_if_every_player_was_seen_there_is_nothing_left_to_measure() -> None:
    with pytest.raises(UsageError, match="all 2 players were in the training data"):
        without_seen(_dataset("anna", "ben"), [_system(("anna",)), _system(("ben",))])


def test_a_model_is_found_by_its_name_and_by_its_folder(data: DataFolder) -> None:
    folder = data.root / "models" / "small"
    assert model_folder("small", data) == folder
    assert model_folder(str(folder), data) == folder
    system = open_system("small", data)
    assert system.versions[0].players == {"one", "two"}
    both = open_system(f"small, {folder}", data)
    assert both.name == "small,small"
    assert both.versions == (system.versions[0],) * 2


@pytest.mark.parametrize("name", ["nobody", "/nowhere/at/all", "../small"])
def test_a_model_that_is_not_there_is_named_with_what_to_do(name: str, data: DataFolder) -> None:
    with pytest.raises(ModelError, match="there is no model") as caught:
        open_system(name, data)
    assert "--model none" in str(caught.value)


@pytest.mark.parametrize("name", ["", ",", " , "])
def test_no_name_is_no_model(name: str, data: DataFolder) -> None:
    with pytest.raises(UsageError, match="names no model"):
        open_system(name, data)


def test_a_model_cannot_pass_for_a_baseline(tmp_path: Path) -> None:
    save_small_model(tmp_path / "models" / "rules")
    with pytest.raises(UsageError, match="'rules' is what a baseline is called"):
        open_system("rules", DataFolder(tmp_path))


def test_models_are_told_apart_by_their_names(data: DataFolder) -> None:
    assert [system.name for system in open_systems(["none", "small"], data)] == ["small"]
    assert open_systems(["none"], data) == []
    with pytest.raises(UsageError, match="two models are called 'small'"):
        open_systems(["small", str(data.root / "models" / "small")], data)


def test_a_model_for_other_features_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    save_small_model(tmp_path / "models" / "old", schema_version=0)
    with pytest.raises(ModelError, match="kicksense train --model-name old"):
        open_system("old", DataFolder(tmp_path))


def test_the_report_is_that_of_the_model(data: DataFolder) -> None:
    system = open_system("small", data)
    assert system.report(played.session().recording, "anna").model_name.startswith("small@")


def test_where_no_model_ships_the_rules_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kicksense.workflows.model_choice.place_of", lambda name: tmp_path / name)
    data = DataFolder(tmp_path / "data")
    assert default_systems(data) == []
    save_small_model(tmp_path / "models" / "default")
    (system,) = default_systems(data)
    assert system.name == "default"
