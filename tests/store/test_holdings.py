"""What belongs to whom, told by names alone."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.store.folder import DataFolder
from kicksense.store.holdings import folders_of, player_paths, session_paths
from kicksense.store.session_row import SessionRow

ROW = SessionRow(
    id="abc234",
    name="x",
    kind="csv",
    imported_utc=datetime(2026, 1, 1, tzinfo=UTC),
    duration_s=1.0,
    sampling_rate_hz=100.0,
    side=Side.LEFT,
    fingerprint="f" * 64,
    simulated=False,
    player_id="p1",
)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def put(folder: DataFolder, *places: str) -> None:
    for place in places:
        path = folder.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def names(folder: DataFolder, paths: tuple[Path, ...]) -> set[str]:
    return {path.relative_to(folder.root).as_posix() for path in paths}


def test_everything_called_after_a_session_is_found_and_nothing_that_only_begins_alike(
    folder: DataFolder,
) -> None:
    put(
        folder,
        "recordings/abc234.parquet",
        "notes/abc234/1.json",
        "clips/abc234.mp4",
        "voices/abc234-1.ogg",
        f"labels/{'f' * 64}/a.json",
        "notes/abc2345/1.json",
        "clips/abc23.mp4",
        f"labels/{'e' * 64}/a.json",
        "models/abc234/card.json",
        "bin/abc234/manifest.json",
        ".hidden/abc234.json",
    )
    assert names(folder, session_paths(folder, [ROW])) == {
        "recordings/abc234.parquet",
        "notes/abc234",
        "clips/abc234.mp4",
        "voices/abc234-1.ogg",
        f"labels/{'f' * 64}",
    }
    other = replace(ROW, id="xyz234")
    assert f"labels/{'f' * 64}" not in names(folder, session_paths(folder, [ROW], [other]))


@pytest.mark.parametrize("length", [20, 32, 64])
def test_everything_called_after_a_player_is_found(folder: DataFolder, length: int) -> None:
    digest = hashlib.sha256(b"p1").hexdigest()
    put(
        folder,
        f"adaptations/{digest[:length]}-left.json",
        "plans/p1/1.json",
        "shares/p1.json",
        "plans/p1.5/1.json",
        "plans/P1/1.json",
        "plans/p10/1.json",
        f"adaptations/{digest[:8]}.json",
        "models/p1/card.json",
        "recordings/p1.json",
    )
    assert names(folder, player_paths(folder, "p1")) == {
        f"adaptations/{digest[:length]}-left.json",
        "plans/p1",
        "shares/p1.json",
    }


@pytest.mark.parametrize("player_id", ["..", ".", "", "a/b", "*"])
def test_an_odd_id_reaches_nothing(folder: DataFolder, player_id: str) -> None:
    put(folder, "plans/p1/1.json", "notes/x.json")
    assert player_paths(folder, player_id) == ()


def test_paths_are_told_by_folder(folder: DataFolder) -> None:
    put(folder, "notes/a.json", "notes/b.json", "clips/c.mp4")
    paths = [folder.root / each for each in ("notes/a.json", "clips/c.mp4", "notes/b.json")]
    assert {name: len(inside) for name, inside in folders_of(folder, paths).items()} == {
        "notes": 2,
        "clips": 1,
    }
