"""The bin: all or nothing, back exactly as it was, gone after 30 days."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.errors import StoreError
from kicksense.store.bin import (
    Erasure,
    bin_entries,
    empty_bin,
    put_in_bin,
    restore,
    settle_bin,
)
from kicksense.store.bin_manifest import (
    BinKind,
    BinState,
    Manifest,
    Moved,
    bin_path,
    read_manifest,
    write_manifest,
)
from kicksense.store.folder import DataFolder
from kicksense.store.library import Library, open_library
from kicksense.store.preferences import Preferences, read_preferences, write_preferences
from kicksense.store.sensors import PairedSensor
from tests.dashboard import fakes

NOW = datetime.now(UTC)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Give a store with a session of p07, notes on it, and a sensor."""
    library = open_library(DataFolder(tmp_path / "data"))
    row = library.store(fakes.recording(), "p07").row
    notes = library.folder.root / "notes" / row.id
    notes.mkdir(parents=True)
    (notes / "one.json").write_text("{}")
    (notes / "voice.ogg").write_bytes(b"sound")
    library.pair_sensor(PairedSensor("AA", "KICK-1", "ksp", "p07", Side.LEFT, NOW))
    write_preferences(library.folder, Preferences(player_id="p07"))
    return library


def everything(library: Library) -> Erasure:
    (row,) = library.catalogue.sessions()
    return Erasure(
        BinKind.PLAYER,
        "p07",
        (
            library.folder.recording_path(row.id),
            library.folder.root / "notes" / row.id,
            library.folder.root / "never" / "there",
        ),
        session_ids=(row.id,),
        player_id="p07",
        whole_player=True,
    )


def content(folder: DataFolder) -> dict[str, bytes]:
    """Give all files outside the bin and the catalogue, as they are."""
    return {
        str(path.relative_to(folder.root)): path.read_bytes()
        for path in folder.root.rglob("*")
        if path.is_file()
        and bin_path(folder) not in path.parents
        and not path.name.startswith(("catalogue", "."))
    }


def test_what_is_put_into_the_bin_comes_back_exactly_as_it_was(library: Library) -> None:
    before, rows = content(library.folder), library.catalogue.sessions()
    sensors = library.paired_sensors()
    manifest = put_in_bin(library.folder, library.catalogue, everything(library))
    assert manifest.size_bytes > 1000
    assert library.catalogue.sessions() == ()
    assert library.paired_sensors() == ()
    assert read_preferences(library.folder).player_id is None
    assert set(content(library.folder)) == {"preferences.json"}
    assert [each.bin_id for each in bin_entries(library.folder)] == [manifest.bin_id]

    restore(library.folder, library.catalogue, manifest.bin_id)
    again = open_library(library.folder)
    assert content(library.folder) == before
    assert again.catalogue.sessions() == rows
    assert again.paired_sensors() == sensors
    assert bin_entries(library.folder) == ()
    assert not list(bin_path(library.folder).iterdir())


def test_what_lies_in_the_bin_is_not_adopted_again(library: Library) -> None:
    put_in_bin(library.folder, library.catalogue, everything(library))
    assert open_library(library.folder).catalogue.sessions() == ()


class StoppedError(BaseException):
    """The program ends here."""


def stopping_at(step: int) -> Callable[[Path, Path], Path]:
    """Give a rename that ends the program instead of taking the step of this number."""
    real, taken = Path.rename, iter(range(1000))

    def rename(self: Path, target: Path) -> Path:
        if next(taken) == step:
            raise StoppedError
        return real(self, target)

    return rename


@pytest.mark.parametrize("step", [0, 1])
def test_a_program_stopped_while_erasing_is_brought_to_its_end(
    library: Library, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before = content(library.folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", stopping_at(step))
        with pytest.raises(StoppedError):
            put_in_bin(library.folder, library.catalogue, everything(library))
    again = open_library(library.folder)
    assert again.catalogue.sessions() == ()
    assert set(content(library.folder)) == {"preferences.json"}
    (manifest,) = bin_entries(library.folder)
    restore(again.folder, again.catalogue, manifest.bin_id)
    assert content(library.folder) == before
    assert len(open_library(library.folder).catalogue.sessions()) == 1


@pytest.mark.parametrize("step", [0, 1])
def test_a_program_stopped_while_restoring_is_brought_to_its_end(
    library: Library, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before = content(library.folder)
    manifest = put_in_bin(library.folder, library.catalogue, everything(library))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", stopping_at(step))
        with pytest.raises(StoppedError):
            restore(library.folder, library.catalogue, manifest.bin_id)
    again = open_library(library.folder)
    assert content(library.folder) == before
    assert len(again.catalogue.sessions()) == 1
    assert len(again.paired_sensors()) == 1
    assert not list(bin_path(library.folder).iterdir())


@pytest.mark.parametrize("step", [0, 1])
def test_what_cannot_be_moved_stays_whole(
    library: Library, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before, rows = content(library.folder), library.catalogue.sessions()
    real, taken = Path.rename, iter(range(1000))

    def refuse(self: Path, target: Path) -> Path:
        if next(taken) == step:
            raise OSError(30, "Read-only file system")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(StoreError, match="read-only"):
            put_in_bin(library.folder, library.catalogue, everything(library))
    assert content(library.folder) == before
    assert open_library(library.folder).catalogue.sessions() == rows
    assert bin_entries(library.folder) == ()


def test_on_a_full_disk_nothing_is_moved(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before, rows = content(library.folder), library.catalogue.sessions()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="the disk is full"):
            put_in_bin(library.folder, library.catalogue, everything(library))
    assert content(library.folder) == before
    assert open_library(library.folder).catalogue.sessions() == rows
    assert bin_entries(library.folder) == ()


def test_after_thirty_days_it_is_gone_for_good(library: Library) -> None:
    then = NOW - timedelta(days=30, minutes=1)
    put_in_bin(library.folder, library.catalogue, everything(library), then)
    settle_bin(library.folder, library.catalogue, then + timedelta(days=29, hours=23))
    assert len(bin_entries(library.folder)) == 1
    open_library(library.folder)
    assert not list(bin_path(library.folder).iterdir())
    assert set(content(library.folder)) == {"preferences.json"}


def test_a_program_stopped_while_emptying_is_brought_to_its_end(library: Library) -> None:
    manifest = put_in_bin(library.folder, library.catalogue, everything(library))
    write_manifest(library.folder, manifest.model_copy(update={"state": BinState.EMPTYING}))
    (bin_path(library.folder) / manifest.bin_id / "0000").unlink()
    open_library(library.folder)
    assert not list(bin_path(library.folder).iterdir())


def test_an_entry_whose_manifest_was_never_written_is_removed(library: Library) -> None:
    husk = bin_path(library.folder) / "20260101T000000-00000000"
    husk.mkdir(parents=True)
    (husk / ".manifest.json.1234.part").write_text("{")
    open_library(library.folder)
    assert not husk.exists()


def test_what_came_in_the_place_meanwhile_goes_into_the_bin_in_its_stead(
    library: Library,
) -> None:
    (row,) = library.catalogue.sessions()
    manifest = put_in_bin(library.folder, library.catalogue, everything(library))
    library.store(fakes.recording(), "p08")
    notes = library.folder.root / "notes" / row.id
    notes.mkdir()
    (notes / "newer.json").write_text("[]")
    restore(library.folder, library.catalogue, manifest.bin_id)
    (back,) = open_library(library.folder).catalogue.sessions()
    assert (back.id, back.player_id) == (row.id, "p07")
    assert sorted(path.name for path in notes.iterdir()) == ["one.json", "voice.ogg"]
    (replaced,) = bin_entries(library.folder)
    assert replaced.kind is BinKind.REPLACED
    assert len(replaced.moved) == 2


def test_emptying_deletes_what_was_named_and_nothing_else(library: Library) -> None:
    first = put_in_bin(library.folder, library.catalogue, everything(library))
    library.store(fakes.recording(fingerprint="e" * 64), "p07")
    second = put_in_bin(library.folder, library.catalogue, everything(library))
    assert empty_bin(library.folder, library.catalogue, [first.bin_id]) == 1
    assert [each.bin_id for each in bin_entries(library.folder)] == [second.bin_id]
    with pytest.raises(StoreError, match="there is no"):
        empty_bin(library.folder, library.catalogue, [first.bin_id])


@pytest.mark.parametrize("bin_id", ["..", "../..", "", "/etc", "20260101T000000-0000000g"])
def test_an_id_from_outside_is_never_a_path(library: Library, bin_id: str) -> None:
    with pytest.raises(StoreError, match="there is no"):
        restore(library.folder, library.catalogue, bin_id)
    with pytest.raises(StoreError, match="there is no"):
        empty_bin(library.folder, library.catalogue, [bin_id])


def test_a_manifest_that_names_a_place_outside_is_refused(library: Library, tmp_path: Path) -> None:
    manifest = put_in_bin(library.folder, library.catalogue, everything(library))
    hostile = manifest.model_copy(update={"moved": (Moved(place="../evil", kept="0000"),)})
    write_manifest(library.folder, hostile)
    with pytest.raises(StoreError, match="outside the data folder"):
        read_manifest(library.folder, manifest.bin_id)
    open_library(library.folder)
    assert not (tmp_path / "evil").exists()
    assert bin_entries(library.folder) == ()


def test_a_damaged_manifest_hides_nothing_else_and_loses_nothing(library: Library) -> None:
    manifest = put_in_bin(library.folder, library.catalogue, everything(library))
    entry = bin_path(library.folder) / manifest.bin_id
    (entry / "manifest.json").write_text('{"format": 1}')
    open_library(library.folder)
    assert (entry / "0000").exists()
    assert bin_entries(library.folder) == ()


def test_an_entry_is_listed_by_every_program_that_has_the_folder_open(library: Library) -> None:
    other = open_library(library.folder)
    manifest: Manifest = put_in_bin(library.folder, library.catalogue, everything(library))
    assert other.catalogue.sessions() == ()
    restore(other.folder, other.catalogue, manifest.bin_id)
    with pytest.raises(StoreError, match="there is no"):
        restore(library.folder, library.catalogue, manifest.bin_id)
