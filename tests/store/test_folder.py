import stat
from pathlib import Path

import pytest

from kicksense.errors import StoreError
from kicksense.store.folder import DataFolder, data_folder


def test_the_option_goes_before_the_environment(tmp_path: Path) -> None:
    chosen = data_folder(tmp_path / "a", {"KICKSENSE_DATA": str(tmp_path / "b")})
    assert (chosen.root, chosen.chosen_by) == (tmp_path / "a", "--data-dir")


def test_the_environment_goes_before_the_default(tmp_path: Path) -> None:
    chosen = data_folder(None, {"KICKSENSE_DATA": str(tmp_path / "b")})
    assert (chosen.root, chosen.chosen_by) == (tmp_path / "b", "KICKSENSE_DATA")


@pytest.mark.parametrize("environment", [{}, {"KICKSENSE_DATA": ""}])
def test_the_default_is_the_systems_place_for_user_data(environment: dict[str, str]) -> None:
    chosen = data_folder(None, environment)
    assert chosen.chosen_by == "default"
    assert chosen.root.name == "kicksense"


def test_a_new_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "deep" / "data")
    folder.create()
    folder.create()
    for path in (folder.root, folder.recordings_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="a file of that name is there; name another folder"):
        DataFolder(tmp_path / "data").create()


def test_a_file_above_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="a part of the path is a file"):
        DataFolder(tmp_path / "data" / "deeper").create()
