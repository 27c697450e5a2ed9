from pathlib import Path

import pytest

from kicksense.domain.live import Marker, MarkerKind
from kicksense.errors import LabelFileError, UsageError
from kicksense.workflows.given_markers import (
    OtherFile,
    markers_given,
    on_clock_of,
    other_files,
)
from tests.dashboard.fakes import recording


@pytest.mark.parametrize("text", ["30.1,12.4", " 12.4, 30.1 ", "12.4 30.1", "12.4;30.1"])
def test_times_are_cues_in_order(text: str) -> None:
    assert [(each.t_s, each.kind) for each in markers_given(text)] == [
        (12.4, MarkerKind.CUE),
        (30.1, MarkerKind.CUE),
    ]


@pytest.mark.parametrize("text", ["", "soon", "1,x", "nan", "inf", "1:2", "x" * 5000])
def test_what_is_neither_time_nor_file_is_one_sentence(text: str) -> None:
    with pytest.raises((UsageError, LabelFileError)) as caught:
        markers_given(text)
    assert len(str(caught.value)) < 300


def test_a_label_file_gives_its_markers(tmp_path: Path) -> None:
    path = tmp_path / "12"
    path.write_text("12.4\t12.4\tcross\n")
    (marker,) = markers_given(str(path))
    assert marker.kind is MarkerKind.CROSS


def test_cues_lie_on_the_recordings_clock() -> None:
    markers = (Marker(12.4, MarkerKind.CUE),)
    assert on_clock_of(markers, recording()) == markers
    assert on_clock_of((), recording()) == ()


def test_a_clock_that_counts_from_long_ago_takes_times_after_the_start() -> None:
    late = recording(start_time_s=1.7e9)
    for t_s in (12.4, 1.7e9 + 12.4):
        (marker,) = on_clock_of((Marker(t_s, MarkerKind.CUE),), late)
        assert marker.t_s == pytest.approx(1.7e9 + 12.4)


def test_cues_of_another_recording_are_refused() -> None:
    with pytest.raises(UsageError, match=r"no cue lies within the recording.*from 0.0 to 60.0 s"):
        on_clock_of((Marker(900.0, MarkerKind.CUE),), recording())


def test_other_files_may_name_their_player(tmp_path: Path) -> None:
    odd = tmp_path / "a=b.csv"
    odd.write_text("")
    assert other_files([str(odd), "p1=x.csv", "y.csv", "z" * 5000]) == (
        OtherFile(odd),
        OtherFile(Path("x.csv"), "p1"),
        OtherFile(Path("y.csv")),
        OtherFile(Path("z" * 5000)),
    )
    with pytest.raises(UsageError, match="is no player id"):
        other_files(["Ana Maria=x.csv"])
