"""Videos of a session: hostile until looked at, kept with what was marked."""

import sys
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from kicksense.errors import ClipFileError, KicksenseError, StoreError, UsageError
from kicksense.store.bin import bin_entries, restore
from kicksense.store.clips import MOST_CLIPS, clip_path, read_clip, video_path, write_clip
from kicksense.store.editing import StaleEditError
from kicksense.workflows import clip_probe
from kicksense.workflows.clip_probe import media_of, video_facts
from kicksense.workflows.clip_sync import SyncMark
from kicksense.workflows.clips import (
    clips_of,
    delete_clip,
    keep_clip,
    mark_clip,
    shown_video,
    sync_of,
    unmark_clip,
)
from kicksense.workflows.consent import give, withdraw
from kicksense.workflows.sessions import SessionRow, Sessions, import_recording, open_sessions
from tests.dashboard import fakes


def video(
    path: Path, *, codec: str = "libx264", seconds: float = 1.0, colours: str = "yuv420p"
) -> Path:
    """Write a small film of grey squares."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 64, 48, colours  # type: ignore[union-attr]
        for shade in range(round(25 * seconds)):
            frame = av.VideoFrame.from_ndarray(
                np.full((48, 64, 3), shade % 255, dtype=np.uint8), format="rgb24"
            )
            container.mux(stream.encode(frame))  # type: ignore[union-attr, arg-type]
        container.mux(stream.encode(None))  # type: ignore[union-attr]
    return path


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return open_sessions(tmp_path / "data")


@pytest.fixture
def row(sessions: Sessions) -> SessionRow:
    return import_recording(sessions, fakes.recording()).row


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("film") / "film.mp4", seconds=2.0)


@pytest.mark.parametrize(
    ("name", "codec", "said"),
    [
        ("a.mp4", "libx264", "h264"),
        ("a.webm", "libvpx-vp9", "vp9"),
        ("a.webm", "libvpx", "vp8"),
    ],
)
def test_what_browsers_play_is_kept_with_what_it_is_like(
    name: str, codec: str, said: str, sessions: Sessions, row: SessionRow
) -> None:
    path = video(sessions.folder.root / name, codec=codec, seconds=2.0)
    clip = keep_clip(sessions, row.id, path)
    assert (clip.codec, clip.width_px, clip.height_px) == (said, 64, 48)
    assert clip.duration_s == pytest.approx(2.0, abs=0.1)
    assert clip.frame_s == pytest.approx(0.04)
    assert video_path(sessions.folder, clip).read_bytes() == path.read_bytes()
    assert clips_of(sessions, row.id).clips == (clip,)


def test_a_browsers_own_recording_that_does_not_say_its_length_is_read(tmp_path: Path) -> None:
    path = video(tmp_path / "a.webm", codec="libvpx-vp9", seconds=3.0)
    content = path.read_bytes()
    at = content.index(b"\x44\x89")  # the element that holds the duration
    path.write_bytes(content[:at] + b"\xec" + bytes([0x80 | 9]) + content[at + 2 : at + 11])
    path.write_bytes(content.replace(content[at : at + 11], b"\xec\x89" + bytes(9)))
    facts = video_facts(path)
    assert facts is not None
    assert facts.duration_s == pytest.approx(3.0, abs=0.2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ftyp",
        b"<html><script>alert(1)</script></html>",
        b"\x1a\x45\xdf\xa3" + b"matroska" * 20,
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"#EXTM3U\nhttp://example.org/x.ts\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"\x00" * 4096,
    ],
)
def test_what_is_no_video_is_refused_in_one_sentence(
    content: bytes, sessions: Sessions, row: SessionRow, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(ClipFileError, match="was expected"):
        keep_clip(sessions, row.id, path)
    assert clips_of(sessions, row.id).clips == ()


def test_a_right_beginning_with_rubbish_behind_it_is_refused(tmp_path: Path, film: Path) -> None:
    path = tmp_path / "film.mp4"
    rubbish = np.random.default_rng(3).integers(0, 255, 200_000, dtype=np.uint8).tobytes()
    path.write_bytes(film.read_bytes()[:40] + rubbish)
    with pytest.raises(ClipFileError):
        video_facts(path)
    path.write_bytes(film.read_bytes()[: film.stat().st_size // 3])
    with pytest.raises(ClipFileError):
        video_facts(path)


def test_a_zip_called_a_video_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", bytes(10_000_000))
    with pytest.raises(ClipFileError, match="no video"):
        media_of(path)


def test_a_codec_that_browsers_do_not_play_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClipFileError, match="do not play mpeg4"):
        video_facts(video(tmp_path / "a.mp4", codec="mpeg4"))
    with pytest.raises(ClipFileError, match="8 bits"):
        video_facts(video(tmp_path / "b.mp4", colours="yuv444p"))


def test_a_sound_without_pictures_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(ClipFileError, match="no picture"):
        video_facts(path)


def test_a_look_that_does_not_end_is_ended(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_probe, "_PATIENCE_S", 0.01)
    with pytest.raises(ClipFileError, match="without an end"):
        video_facts(film)


def test_a_video_that_is_too_long_is_refused(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_probe, "LONGEST_VIDEO_S", 1.0)
    with pytest.raises(ClipFileError, match="so cut it"):
        clip_probe.looked_at(film)


def test_a_video_that_is_too_large_is_refused(
    film: Path, sessions: Sessions, row: SessionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_probe, "MAX_CLIP_BYTES", 100)
    with pytest.raises(ClipFileError, match="larger than"):
        media_of(film)
    monkeypatch.setattr("kicksense.store.clips.MAX_CLIP_BYTES", 100)
    monkeypatch.setattr(clip_probe, "MAX_CLIP_BYTES", 10**9)
    with pytest.raises(StoreError, match="larger than"):
        keep_clip(sessions, row.id, film)
    assert not list((sessions.folder.root / "clips").rglob("*.*"))


def test_without_pyav_the_beginning_of_the_file_must_do(
    film: Path, sessions: Sessions, row: SessionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    clip = keep_clip(sessions, row.id, film)
    assert (clip.codec, clip.duration_s, clip.frame_s) == (None, None, None)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.mp4", "a/b/c.mp4", "<img src=x>\n.mp4", "x" * 500, ""]
)
def test_a_name_is_shown_and_never_a_path(
    name: str, film: Path, sessions: Sessions, row: SessionRow
) -> None:
    clip = keep_clip(sessions, row.id, film, name=name)
    assert "/" not in clip.name
    assert "\\" not in clip.name
    assert "\n" not in clip.name
    assert 0 < len(clip.name) <= 80
    kept = list(sessions.folder.root.rglob("*.mp4"))
    assert [path.name for path in kept] == [f"{clip.id}.mp4"]


def test_ids_from_outside_are_never_paths(sessions: Sessions, row: SessionRow) -> None:
    for session_id, clip_id in [
        ("../x", "0" * 12),
        (row.id, "../../etc/pa"),
        (row.id, "0" * 13),
        ("", ""),
        (row.id, "0" * 11 + "\n"),
        ("\0", "0" * 12),
    ]:
        with pytest.raises(StoreError, match="no video"):
            clip_path(sessions.folder, session_id, clip_id)
        assert shown_video(sessions, session_id, clip_id) is None


def test_marks_are_kept_replaced_and_taken_away(
    film: Path, sessions: Sessions, row: SessionRow
) -> None:
    clip = keep_clip(sessions, row.id, film)
    mark_clip(sessions, row.id, clip.id, SyncMark("kick-2", 19.5, 1.0))
    mark_clip(sessions, row.id, clip.id, SyncMark("kick-1", 19.01, 0.5))
    marked = mark_clip(sessions, row.id, clip.id, SyncMark("kick-1", 19.0, 0.5))
    assert [(mark.name, mark.since_s, mark.video_s) for mark in marked.marks] == [
        ("kick-1", 19.0, 0.5),
        ("kick-2", 19.5, 1.0),
    ]
    sync = sync_of(marked)
    assert sync is not None
    assert sync.video_s(19.0) == pytest.approx(0.5)
    left = unmark_clip(sessions, row.id, clip.id, "kick-2")
    assert [mark.name for mark in left.marks] == ["kick-1"]
    assert read_clip(sessions.folder, row.id, clip.id) == left
    assert sync_of(unmark_clip(sessions, row.id, clip.id, "kick-1")) is None


def test_a_mark_outside_of_the_video_is_refused(
    film: Path, sessions: Sessions, row: SessionRow
) -> None:
    clip = keep_clip(sessions, row.id, film)
    for moment_s in (-0.1, 99.0, float("nan"), float("inf")):
        with pytest.raises(UsageError):
            mark_clip(sessions, row.id, clip.id, SyncMark("kick-1", 1.0, moment_s))
    assert clips_of(sessions, row.id).clips == (clip,)


def test_two_windows_that_mark_at_once_both_stay(
    film: Path, sessions: Sessions, row: SessionRow, tmp_path: Path
) -> None:
    clip = keep_clip(sessions, row.id, film)
    other = open_sessions(tmp_path / "data")
    mark_clip(sessions, row.id, clip.id, SyncMark("kick-1", 1.0, 0.5))
    mark_clip(other, row.id, clip.id, SyncMark("kick-2", 2.0, 1.5))
    assert len(clips_of(sessions, row.id).clips[0].marks) == 2
    with pytest.raises(StaleEditError, match="changed elsewhere"):
        write_clip(sessions.folder, replace(clip, marks=()))


def test_a_session_has_so_many_videos_and_no_more(
    film: Path, sessions: Sessions, row: SessionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kicksense.workflows.clips.video_facts", lambda _path: None)
    for _ in range(MOST_CLIPS):
        keep_clip(sessions, row.id, film)
    with pytest.raises(StoreError, match="delete one of them"):
        keep_clip(sessions, row.id, film)


def test_what_was_never_finished_goes_with_the_next(
    film: Path, sessions: Sessions, row: SessionRow
) -> None:
    clip = keep_clip(sessions, row.id, film)
    orphan = video_path(sessions.folder, clip).with_name(f"{'a' * 12}.mp4")
    orphan.write_bytes(b"half a video")
    keep_clip(sessions, row.id, film)
    assert not orphan.exists()
    assert len(clips_of(sessions, row.id).clips) == 2


def test_a_damaged_description_does_not_hide_the_other_videos(
    film: Path, sessions: Sessions, row: SessionRow
) -> None:
    clip, other = keep_clip(sessions, row.id, film), keep_clip(sessions, row.id, film)
    clip_path(sessions.folder, row.id, clip.id).write_text("{")
    found = clips_of(sessions, row.id)
    assert found.clips == (other,)
    assert len(found.troubles) == 1
    assert shown_video(sessions, row.id, clip.id) is None


def test_no_video_of_a_real_player_without_consent(film: Path, sessions: Sessions) -> None:
    real = fakes.recording(simulated=False, fingerprint="d" * 64)
    row = import_recording(sessions, real, player_id="kim").row
    with pytest.raises(UsageError, match="has not agreed to videos"):
        keep_clip(sessions, row.id, film)
    give(sessions, "kim", "video", "guardian")
    clip = keep_clip(sessions, row.id, film)
    assert shown_video(sessions, row.id, clip.id) is not None
    withdraw(sessions, "kim", "video")
    assert shown_video(sessions, row.id, clip.id) is None


def test_a_deleted_video_comes_back_from_the_bin_with_its_marks(
    film: Path, sessions: Sessions, row: SessionRow
) -> None:
    clip = keep_clip(sessions, row.id, film)
    marked = mark_clip(sessions, row.id, clip.id, SyncMark("kick-1", 1.0, 0.5))
    assert delete_clip(sessions, row.id, clip.id)
    assert not delete_clip(sessions, row.id, clip.id)
    assert clips_of(sessions, row.id).clips == ()
    assert shown_video(sessions, row.id, clip.id) is None
    with pytest.raises(UsageError, match="deleted elsewhere"):
        unmark_clip(sessions, row.id, clip.id, "kick-1")
    catalogue = sessions.library.catalogue
    restore(sessions.folder, catalogue, bin_entries(sessions.folder)[0].bin_id)
    assert clips_of(sessions, row.id).clips == (marked,)
    assert shown_video(sessions, row.id, clip.id) is not None


def test_a_folder_that_cannot_be_written_is_said(
    film: Path, sessions: Sessions, row: SessionRow
) -> None:
    # Where a folder should be there is a file: nobody writes there, not even the superuser.
    (sessions.folder.root / "clips").write_text("in the way")
    with pytest.raises(KicksenseError, match="could not be written"):
        keep_clip(sessions, row.id, film)
