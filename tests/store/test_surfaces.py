"""Surfaces of one's own come back as they were written, and damage is refused with a cure."""

from pathlib import Path

import pytest

from kicksense.coaching.surface_rolls import SurfaceRoll
from kicksense.errors import StoreError
from kicksense.store.folder import DataFolder
from kicksense.store.surfaces import (
    OwnSurface,
    read_surfaces,
    surfaces_stamp,
    write_surfaces,
)

YARD = OwnSurface("yard", "short_grass", (SurfaceRoll(6.2), SurfaceRoll(9.5, 4.8)))
HALL = OwnSurface("hall-2", "indoor")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_without_a_file_there_are_none(folder: DataFolder) -> None:
    assert read_surfaces(folder) == ()
    assert surfaces_stamp(folder) == 0
    assert not folder.root.exists()


def test_surfaces_come_back_in_the_order_of_their_names(folder: DataFolder) -> None:
    write_surfaces(folder, (YARD, HALL))
    assert read_surfaces(folder) == (HALL, YARD)
    assert surfaces_stamp(folder) > 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"format": 1}',
        b'{"format": 1, "surfaces": [{"name": "../x", "like": "indoor"}]}',
        b'{"format": 1, "surfaces": [{"name": "x"}]}',
        b'{"format": 1, "surfaces": [{"name": "x", "like": "indoor", "more": 1}]}',
        b'{"format": 1, "surfaces": [{"name": "x", "like": "indoor", "rolls": '
        b'[{"distance_m": 0}]}]}',
        b'{"format": 1, "surfaces": [{"name": "x", "like": "indoor", "rolls": '
        b'[{"distance_m": NaN}]}]}',
        b'{"format": 1, "surfaces": [{"name": "x", "like": "indoor"}, '
        b'{"name": "x", "like": "indoor"}]}',
    ],
)
def test_a_damaged_file_is_refused_with_a_cure(folder: DataFolder, content: bytes) -> None:
    path = write_surfaces(folder, (YARD,))
    path.write_bytes(content)
    with pytest.raises(StoreError, match="delete it and add your surfaces again"):
        read_surfaces(folder)


def test_a_newer_form_asks_for_a_newer_program(folder: DataFolder) -> None:
    path = write_surfaces(folder, (YARD,))
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(StoreError, match="upgrade kicksense"):
        read_surfaces(folder)


def test_what_breaks_the_form_is_never_written(folder: DataFolder) -> None:
    write_surfaces(folder, (HALL,))
    with pytest.raises(ValueError, match="name"):
        write_surfaces(folder, (OwnSurface("Not a name", "indoor"),))
    assert read_surfaces(folder) == (HALL,)
