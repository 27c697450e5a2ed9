import errno
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, MovementSpan
from kicksense.errors import StoreError
from kicksense.store.folder import DataFolder
from kicksense.store.labels import (
    content_digest,
    labelled_fingerprints,
    read_labels,
    write_labels,
)
from kicksense.store.library import open_library
from tests.store.labels_made import WHEN, kick_at, labels_by
from tests.store.recordings_made import FINGERPRINT, counted_recording

FULL = labels_by(
    "ann",
    LabelledEvent(
        t_s=1.25,
        kind=EventKind.KICK,
        technique=Technique.HEEL,
        within_s=0.02,
        quality="off centre",
        foot_speed_mps=7.1,
        ball_speed_mps=6.9,
        impulse_ns=2.9,
        off_centre_m=-0.03,
        target_distance_m=8.0,
        intent="too hard",
    ),
    LabelledEvent(3.5, EventKind.TRAP),
    spans=(MovementSpan(0.0, 4.0, "free_play"),),
    complete=False,
    session_id="abc123",
    groups={"faults": "loss+gaps", "age": "child", "side": "left"},
)


def file_in(folder: Path, fingerprint: str = FINGERPRINT) -> Path:
    (path,) = (folder / "labels" / fingerprint).glob("*.json")
    return path


def test_labels_read_back_as_they_were_written(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    write_labels(folder, FULL)
    assert read_labels(folder, FINGERPRINT) == (FULL,)
    assert labelled_fingerprints(folder) == {FINGERPRINT}


@given(
    st.lists(
        st.builds(
            LabelledEvent,
            t_s=st.floats(-1e12, 1e12),
            kind=st.sampled_from(EventKind),
            technique=st.sampled_from(Technique),
            within_s=st.floats(0.0, 10.0),
            quality=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
            foot_speed_mps=st.none() | st.floats(0.0, 100.0),
            off_centre_m=st.none() | st.floats(-10.0, 10.0),
        ),
        max_size=5,
    )
)
def test_any_labels_read_back_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, events: list[LabelledEvent]
) -> None:
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    events.sort(key=lambda event: event.t_s)
    write_labels(folder, labels_by("ann", *events))
    (again,) = read_labels(folder, FINGERPRINT)
    assert again.events == tuple(events)


def test_nobody_has_labelled_an_empty_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "nothing")
    assert read_labels(folder, FINGERPRINT) == ()
    assert labelled_fingerprints(folder) == frozenset()


def test_labellers_stand_side_by_side_the_oldest_first(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    later = WHEN + timedelta(days=1)
    write_labels(folder, labels_by("bob", kick_at(1.0), when=later))
    write_labels(folder, labels_by("cem", kick_at(1.0), fingerprint="cd" * 32))
    write_labels(folder, labels_by("ann", kick_at(2.0)))
    assert [labels.labeller for labels in read_labels(folder, FINGERPRINT)] == ["ann", "bob"]


def test_both_legs_of_one_file_have_labels_of_their_own(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    for leg in ("left1", "right1"):
        write_labels(folder, labels_by("ann", kick_at(1.0), session_id=leg))
    assert {labels.session_id for labels in read_labels(folder, FINGERPRINT)} == {
        "left1",
        "right1",
    }


def test_replaced_labels_are_kept_and_not_read(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    write_labels(folder, labels_by("ann", kick_at(1.0)))
    first = file_in(tmp_path).read_bytes()
    write_labels(folder, labels_by("ann", kick_at(2.0)))
    write_labels(folder, labels_by("ann", kick_at(3.0)))
    (now,) = read_labels(folder, FINGERPRINT)
    kept = [path.read_bytes() for path in file_in(tmp_path).parent.glob("*.replaced")]
    assert (now.events[0].t_s, len(kept), first in kept) == (3.0, 2, True)


def test_the_same_labels_again_keep_nothing_twice(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    later = replace(FULL, labelled_utc=WHEN + timedelta(days=3))
    assert write_labels(folder, FULL) == write_labels(folder, later)
    assert read_labels(folder, FINGERPRINT) == (later,)
    assert len(list(file_in(tmp_path).parent.iterdir())) == 1


def test_a_damaged_file_that_is_replaced_is_kept(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    write_labels(folder, FULL)
    file_in(tmp_path).write_bytes(b"half of it")
    write_labels(folder, FULL)
    (kept,) = file_in(tmp_path).parent.glob("*.replaced")
    assert (kept.read_bytes(), read_labels(folder, FINGERPRINT)) == (b"half of it", (FULL,))


@pytest.mark.parametrize("labeller", ["../../../evil", "a/b", "..", "CON", "x" * 64, "a b;rm -rf"])
def test_a_labeller_never_becomes_part_of_a_path(labeller: str, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    path = write_labels(folder, labels_by(labeller, kick_at(1.0)))
    assert path.parent == tmp_path / "data" / "labels" / FINGERPRINT
    assert path.stem.isalnum()
    assert [said.labeller for said in read_labels(folder, FINGERPRINT)] == [labeller]
    assert [p.name for p in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("fingerprint", ["", "..", "../../etc", "AB" * 32, "ab" * 31, "ab" * 33])
def test_a_fingerprint_that_is_none_is_a_mistake_of_the_caller(
    fingerprint: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"SHA-256|fingerprint"):
        read_labels(DataFolder(tmp_path), fingerprint)
    with pytest.raises(ValueError, match=r"SHA-256|fingerprint"):
        write_labels(DataFolder(tmp_path), replace(FULL, fingerprint=fingerprint))


def test_labels_that_break_the_form_are_not_written(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    for wrong in (
        labels_by("ann", kick_at(2.0), kick_at(1.0)),
        labels_by("ann", kick_at(float("nan"))),
        labels_by("ann", kick_at(1.0, ball_speed_mps=-1.0)),
        labels_by("", kick_at(1.0)),
        labels_by("ann", kick_at(1.0), player="../p"),
        labels_by("ann", spans=(MovementSpan(2.0, 1.0, "walk"),)),
        labels_by("ann", kick_at(1.0), when=WHEN.replace(tzinfo=None)),
    ):
        with pytest.raises(ValueError, match="validation error"):
            write_labels(folder, wrong)
    assert labelled_fingerprints(folder) == frozenset()


def spoiled(document: dict[str, object], **changed: object) -> bytes:
    return json.dumps({**document, **changed}).encode()


BAD_EVENT = {"t_s": 1.0, "kind": "kick", "within_s": 0.03}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "upgrade kicksense"),
        ({"format": "1; drop table"}, "upgrade kicksense"),
        ({"fingerprint": "cd" * 32}, "another recording"),
        ({"labeller": "a\x1b[31m"}, "labeller"),
        ({"labelled_utc": "2026-01-01T00:00:00"}, "labelled_utc"),
        ({"labelled_utc": "soon"}, "labelled_utc"),
        ({"player_id": "Zinedine Zidane"}, "player_id"),
        ({"complete": "perhaps"}, "complete"),
        ({"events": [{**BAD_EVENT, "t_s": 1e300}]}, "events.0.t_s"),
        ({"events": [{**BAD_EVENT, "kind": "penalty"}]}, "events.0.kind"),
        ({"events": [{**BAD_EVENT, "within_s": -1}]}, "events.0.within_s"),
        ({"events": [{**BAD_EVENT, "ball_speed_mps": 1e9}]}, "ball_speed_mps"),
        ({"events": [{**BAD_EVENT, "quality": "x" * 201}]}, "quality"),
        ({"events": [{**BAD_EVENT, "surprise": 1}]}, "surprise"),
        ({"events": [BAD_EVENT, {**BAD_EVENT, "t_s": 0.5}]}, "not in order of time"),
        ({"events": [BAD_EVENT] * 100_001}, "events"),
        ({"spans": [{"start_s": 2, "stop_s": 1, "movement": "walk"}]}, "ends before"),
        ({"groups": {"age": 7}}, "groups"),
        ({"extra": 1}, "extra"),
    ],
)
def test_a_file_that_is_no_sound_labels_is_one_sentence(
    change: dict[str, object], words: str, tmp_path: Path
) -> None:
    folder = DataFolder(tmp_path)
    write_labels(folder, FULL)
    path = file_in(tmp_path)
    path.write_bytes(spoiled(json.loads(path.read_text()), **change))
    with pytest.raises(StoreError, match=words) as caught:
        read_labels(folder, FINGERPRINT)
    assert str(path) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 400 + len(str(path))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b"\x00" * 50, b"\xff\xfe{", b"[" * 100_000, b'{"format": 1}',
     b'{"format": 1, "events": [{"t_s": NaN}]}'],
)  # fmt: skip
def test_a_damaged_file_is_reported_and_left_alone(content: bytes, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    write_labels(folder, FULL)
    file_in(tmp_path).write_bytes(content)
    with pytest.raises(StoreError, match="restore it from a copy"):
        read_labels(folder, FINGERPRINT)
    assert file_in(tmp_path).read_bytes() == content


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    write_labels(folder, FULL)
    os.truncate(file_in(tmp_path), 65 * 1024**2)
    with pytest.raises(StoreError, match="larger than 64 MB"):
        read_labels(folder, FINGERPRINT)


def test_a_full_disk_leaves_the_earlier_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder(tmp_path)
    write_labels(folder, labels_by("ann", kick_at(1.0)))

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(StoreError, match="the disk is full"):
            write_labels(folder, labels_by("ann", kick_at(2.0)))
    assert read_labels(folder, FINGERPRINT)[0].events[0].t_s == 1.0
    assert not list(file_in(tmp_path).parent.glob(".*"))


def test_labels_outlive_a_catalogue_that_is_built_again(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    row = library.store(counted_recording()).row
    write_labels(library.folder, FULL)
    library.folder.catalogue_path.unlink()
    library.folder.recording_path(row.id).unlink()
    again = open_library(DataFolder(tmp_path))
    again.store(counted_recording())
    assert read_labels(again.folder, FINGERPRINT) == (FULL,)


def test_other_files_in_the_folder_are_passed_over(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    write_labels(folder, FULL)
    (tmp_path / "labels" / "README").write_text("mine")
    (tmp_path / "labels" / FINGERPRINT / ".x.json.1234.part").write_text("{")
    assert labelled_fingerprints(folder) == {FINGERPRINT}
    assert read_labels(folder, FINGERPRINT) == (FULL,)


@pytest.mark.skipif(os.name == "nt", reason="modes of folders are POSIX")
def test_labels_are_for_their_owner_alone(tmp_path: Path) -> None:
    write_labels(DataFolder(tmp_path / "data"), FULL)
    for folder in (tmp_path / "data" / "labels", file_in(tmp_path / "data").parent):
        assert folder.stat().st_mode & 0o077 == 0


def test_a_digest_is_of_what_is_said_not_of_when_or_where() -> None:
    elsewhere = WHEN.astimezone(timezone(timedelta(hours=5)))
    same = replace(FULL, labelled_utc=datetime(2030, 1, 1, tzinfo=UTC), session_id="other")
    turned = replace(
        FULL, groups=dict(sorted(FULL.groups.items(), reverse=True)), labelled_utc=elsewhere
    )
    assert content_digest(same) == content_digest(turned) == content_digest(FULL)
    for other in (
        replace(FULL, events=FULL.events[:1]),
        replace(FULL, player_id="p2"),
        replace(FULL, complete=True),
        replace(FULL, labeller="bob"),
        replace(FULL, fingerprint="cd" * 32),
    ):
        assert content_digest(other) != content_digest(FULL)
