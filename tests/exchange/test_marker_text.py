from pathlib import Path

import pytest

from kicksense.domain.live import MarkerKind
from kicksense.errors import LabelFileError
from kicksense.exchange.marker_text import MOST_MARKERS, read_markers_of


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_audacity_labels_become_markers_in_order_of_time(tmp_path: Path) -> None:
    path = written(
        tmp_path / "cues.txt",
        "30.5\t30.5\tCross\n12.4\t12.4\t\n31.9\t31.9\ttarget_hit\n40\t40\tthree  taps\n"
        "41\t41\tlost the ball\n",
    )
    found = [(marker.t_s, marker.kind, marker.text) for marker in read_markers_of(path)]
    assert found == [
        (12.4, MarkerKind.CUE, ""),
        (30.5, MarkerKind.CROSS, ""),
        (31.9, MarkerKind.TARGET_HIT, ""),
        (40.0, MarkerKind.TAP, ""),
        (41.0, MarkerKind.NOTE, "lost the ball"),
    ]
    assert {marker.origin for marker in read_markers_of(path)} == {"cues.txt"}


def test_a_table_with_a_header_becomes_markers(tmp_path: Path) -> None:
    path = written(tmp_path / "cues.csv", "t_s;label\n12.4;cue\n20;hit\n")
    kinds = [marker.kind for marker in read_markers_of(path)]
    assert kinds == [MarkerKind.CUE, MarkerKind.TARGET_HIT]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("12.4\t12.4\theel\n", "no label in it is a cue"),
        ("", "no label in it is a cue"),
        ("12.4\t12.4\tcue\nx\ty\tcue\n", "line 2"),
        ("12.4\t12.4\tcue\nword\n", "[Ll]ine 2"),
        ("t_s,label\n1,cue,3\n", "[Ll]ine 2"),
        ("heel kick at noon\nand another\n", "begin, end and words|names no column"),
    ],
)
def test_a_file_without_cues_is_one_sentence(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(LabelFileError, match=complaint):
        read_markers_of(written(tmp_path / "x.txt", text))


def test_a_missing_or_binary_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LabelFileError, match="no such file"):
        read_markers_of(tmp_path / "x.txt")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01")
    with pytest.raises(LabelFileError, match="binary"):
        read_markers_of(tmp_path / "b.txt")


def test_more_labels_than_anybody_sets_are_refused(tmp_path: Path) -> None:
    lines = "".join(f"{number}\t{number}\tcue\n" for number in range(MOST_MARKERS + 1))
    with pytest.raises(LabelFileError, match="split the file"):
        read_markers_of(written(tmp_path / "x.txt", lines))
