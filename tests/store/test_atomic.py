import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kicksense.errors import StoreError
from kicksense.store.atomic import write_atomically, write_trouble
from kicksense.store.recordings import write_recording
from tests.store.recordings_made import counted_recording


def fail_with(code: int) -> Callable[..., None]:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_file_is_written_completely(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.json", b"{}")
    assert (tmp_path / "a.json").read_bytes() == b"{}"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_full_disk_leaves_the_older_file_and_nothing_else(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"old")
    monkeypatch.setattr(step, fail_with(errno.ENOSPC))
    with pytest.raises(StoreError, match="the disk is full; free some space"):
        write_atomically(path, b"new")
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize(
    "step", ["os.fsync", "pathlib.Path.replace", "pyarrow.parquet.write_table"]
)
def test_a_full_disk_leaves_no_half_recording(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step, fail_with(errno.ENOSPC))
    with pytest.raises(StoreError, match="the disk is full"):
        write_recording(counted_recording(), tmp_path / "r.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no.a\.json could not be written: the folder does not"):
        write_atomically(tmp_path / "no" / "a.json", b"")


def test_an_unknown_trouble_is_told_in_the_systems_words() -> None:
    trouble = write_trouble(OSError(errno.EIO, "Input/output error"), Path("x"))
    assert str(trouble) == "x could not be written: the system says: Input/output error."
