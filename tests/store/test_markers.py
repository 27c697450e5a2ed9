import json
from pathlib import Path

import pytest

from kicksense.domain.live import Marker, MarkerKind
from kicksense.errors import StoreError
from kicksense.store.folder import DataFolder
from kicksense.store.markers import MAX_TEXT_LETTERS, read_markers, write_markers

MARKERS = (
    Marker(1.5, MarkerKind.CUE, origin="beep"),
    Marker(2.0, MarkerKind.NOTE, "wet grass, new ball ü", "keyboard"),
    Marker(9.25, MarkerKind.TAP, origin="KICK-1"),
)


def test_markers_read_back_in_the_order_of_time(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    write_markers(folder, "k7m2qx", MARKERS[::-1])
    assert read_markers(folder, "k7m2qx") == MARKERS
    assert read_markers(folder, "other") == ()


def test_markers_written_again_replace_the_earlier_ones(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    write_markers(folder, "k7m2qx", MARKERS)
    write_markers(folder, "k7m2qx", MARKERS[:1])
    assert read_markers(folder, "k7m2qx") == MARKERS[:1]


def test_a_note_too_long_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    long = Marker(0.0, MarkerKind.NOTE, "x" * (MAX_TEXT_LETTERS + 1))
    with pytest.raises(ValueError, match="at most"):
        write_markers(DataFolder(tmp_path), "k7m2qx", (long,))
    assert read_markers(DataFolder(tmp_path), "k7m2qx") == ()


@pytest.mark.parametrize(
    "change",
    [
        {"session_id": "another"},
        {"markers": [{"t_s": 1, "kind": "spell", "text": "", "origin": ""}]},
        {"markers": [{"t_s": 1e300, "kind": "cue", "text": "", "origin": ""}]},
        {"markers": [{"t_s": "NaN", "kind": "cue", "text": "", "origin": ""}]},
        {"markers": {}},
        {"more": 1},
    ],
)
def test_a_file_that_holds_no_sound_markers_is_one_sentence(
    tmp_path: Path, change: dict[str, object]
) -> None:
    folder = DataFolder(tmp_path)
    path = write_markers(folder, "k7m2qx", MARKERS)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(StoreError, match="no sound file of markers") as caught:
        read_markers(folder, "k7m2qx")
    assert "\n" not in str(caught.value)


def test_markers_of_a_later_kicksense_ask_for_an_upgrade(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    path = write_markers(folder, "k7m2qx", MARKERS)
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(StoreError, match="has format 2, and this kicksense reads format 1; upg"):
        read_markers(folder, "k7m2qx")


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b"{}"])
def test_any_other_content_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    folder = DataFolder(tmp_path)
    write_markers(folder, "k7m2qx", MARKERS).write_bytes(content)
    with pytest.raises(StoreError, match="no sound file of markers"):
        read_markers(folder, "k7m2qx")
