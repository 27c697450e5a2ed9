from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kicksense.domain.anatomy import Side
from kicksense.store.folder import DataFolder
from kicksense.store.library import open_library
from kicksense.store.sensors import PairedSensor

LEFT = PairedSensor(
    sensor="AA:BB:CC:DD:EE:01",
    name="KICK-1",
    family="ksp",
    player_id="p1",
    side=Side.LEFT,
    paired_utc=datetime(2025, 3, 1, 9, 30, tzinfo=UTC),
)


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    assert open_library(DataFolder(tmp_path)).paired_sensors() == ()


def test_a_sensor_is_remembered_with_its_leg_and_its_player(tmp_path: Path) -> None:
    nobodys = replace(LEFT, sensor="3F2504E0", name="A", player_id=None, side=None)
    library = open_library(DataFolder(tmp_path))
    library.pair_sensor(LEFT)
    library.pair_sensor(nobodys)
    assert open_library(DataFolder(tmp_path)).paired_sensors() == (nobodys, LEFT)
    assert library.catalogue.check().players == 1
    assert library.catalogue.check().problems == ()


def test_pairing_again_replaces_what_was_known(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    library.pair_sensor(LEFT)
    right = replace(LEFT, side=Side.RIGHT, player_id="p2")
    library.pair_sensor(right)
    assert library.paired_sensors() == (right,)


def test_a_sensor_is_forgotten_once(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    library.pair_sensor(LEFT)
    assert library.forget_sensor(LEFT.sensor)
    assert not library.forget_sensor(LEFT.sensor)
    assert library.paired_sensors() == ()


def test_names_from_the_air_are_only_text(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    odd = replace(LEFT, sensor="'; DROP TABLE sensors; --", name="\x00\u202e<b>", player_id=None)
    library.pair_sensor(odd)
    assert library.paired_sensors() == (odd,)
