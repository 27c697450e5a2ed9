"""Share files from anybody: what is sound is read, and nothing else."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from kicksense.errors import SourceError, UsageError
from kicksense.exchange import share_file
from kicksense.exchange.report_document import document_of
from kicksense.exchange.share_file import (
    SharedNote,
    SharedNotes,
    SharedSession,
    SharedTrace,
    ShareManifest,
    looks_shared,
    opened,
    packed,
)
from kicksense.exchange.share_locking import LockedFileError, locked, unlocked
from tests.dashboard import fakes

PASSPHRASE = "correct horse battery"


def shared(recording: bytes | None = None) -> SharedSession:
    manifest = ShareManifest(
        format=1,
        kicksense="1",
        share_id="0123456789abcdef",
        made_utc=datetime(2026, 3, 1, tzinfo=UTC),
        for_names=("Mia's father",),
        session_id="abc234",
        started_utc=datetime(2026, 2, 28, tzinfo=UTC),
        members={},
    )
    return SharedSession(
        manifest=manifest,
        document=document_of(fakes.report()),
        trace=SharedTrace(start_s=0.0, step_s=0.1, rate_radps=(0.0, 1.5), acc_mps2=(9.8, 30.0)),
        notes=SharedNotes(notes=(SharedNote(t_s=12.0, text="<img src=x onerror=alert(1)>"),)),
        look="<!doctype html>",
        recording=recording,
    )


def rezipped(content: bytes, **changed: bytes | None) -> bytes:
    """Give a share file with members of other content, or without them; names use _ for a dot."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for key, part in changed.items():
        name = key.replace("_", ".")
        if part is None:
            members.pop(name, None)
        else:
            members[name] = part
    return zipped(members)


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return made.getvalue()


def with_digests(members: dict[str, bytes]) -> bytes:
    """Give a file whose list fits what is in it, as somebody hostile would make it."""
    manifest = json.loads(shared().manifest.model_dump_json())
    manifest["members"] = {name: share_file._digest(part) for name, part in members.items()}
    return zipped({"share.json": json.dumps(manifest).encode(), **members})


def sound_members() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed(shared()))) as archive:
        names = [name for name in archive.namelist() if name != "share.json"]
        return {name: archive.read(name) for name in names}


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_what_was_shared_is_read_again(passphrase: str | None) -> None:
    made = shared(recording=b"PAR1 samples")
    content = packed(made, passphrase)
    assert looks_shared(content)
    found = opened(content, passphrase)
    assert found.document == made.document
    assert (found.trace, found.notes, found.recording) == (made.trace, made.notes, made.recording)
    assert found.manifest.for_names == ("Mia's father",)


def test_the_same_session_gives_the_same_open_file() -> None:
    assert packed(shared()) == packed(shared())


def test_a_locked_file_tells_nothing_without_its_passphrase() -> None:
    content = packed(shared(), PASSPHRASE)
    assert b"Mia" not in content
    assert b"share.json" not in content
    with pytest.raises(LockedFileError, match="give the passphrase"):
        opened(content)
    with pytest.raises(LockedFileError, match="does not open"):
        opened(content, "correct horse batterie")


@pytest.mark.parametrize("place", [0, 25, 40, 60, -1])
def test_no_byte_of_a_locked_file_can_be_changed_unnoticed(place: int) -> None:
    content = bytearray(packed(shared(), PASSPHRASE))
    content[place] ^= 1
    with pytest.raises(SourceError):
        opened(bytes(content), PASSPHRASE)


def test_two_files_locked_with_one_passphrase_have_nothing_in_common() -> None:
    one, other = locked(b"x" * 100, PASSPHRASE), locked(b"x" * 100, PASSPHRASE)
    assert one[20:36] != other[20:36]
    assert one[48:] != other[48:]
    assert unlocked(one, PASSPHRASE) == unlocked(other, PASSPHRASE)


def test_a_passphrase_that_is_found_by_trying_is_refused() -> None:
    with pytest.raises(UsageError, match="too short"):
        packed(shared(), "1234567")


def test_a_file_that_was_cut_off_is_refused() -> None:
    for content in (packed(shared()), packed(shared(), PASSPHRASE)):
        for keep in (0, 10, 30, 60, len(content) // 2, len(content) - 1):
            with pytest.raises(SourceError):
                opened(content[:keep], PASSPHRASE)


@pytest.mark.parametrize(
    "name", ["../../evil.json", "/etc/passwd", "report.json/../x", "C:\\x", "video.mp4", "a" * 300]
)
def test_a_member_that_no_share_file_has_is_refused(name: str) -> None:
    with pytest.raises(SourceError, match="no share file holds"):
        opened(with_digests({**sound_members(), name: b"x"}))


def test_a_bomb_is_not_unfolded() -> None:
    bomb = b"0" * (60 * 1024**2)
    content = with_digests({**sound_members(), "report.json": bomb})
    assert len(content) < 200_000
    with pytest.raises(SourceError, match="unfolds to far more"):
        opened(content)


def test_a_member_that_comes_twice_is_refused() -> None:
    made = io.BytesIO(packed(shared()))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(made, "a") as archive:
        archive.writestr("notes.json", b"{}")
    with pytest.raises(SourceError):
        opened(made.getvalue())


def test_what_was_changed_without_its_digest_is_refused() -> None:
    with pytest.raises(SourceError, match="changed or cut off"):
        opened(rezipped(packed(shared()), notes_json=b'{"notes": []}'))


@pytest.mark.parametrize("name", ["report.json", "trace.json", "notes.json"])
def test_a_part_that_is_missing_or_damaged_is_refused(name: str) -> None:
    members = sound_members()
    with pytest.raises(SourceError, match="damaged"):
        opened(with_digests({**members, name: b'{"kicks": 1e999}'}))
    del members[name]
    with pytest.raises(SourceError, match="missing"):
        opened(with_digests(members))


@pytest.mark.parametrize(
    "change",
    [
        {"for_names": []},
        {"for_names": ["x"] * 31},
        {"session_id": "../x"},
        {"player_id": "a/b"},
        {"share_id": "nope"},
        {"extra": 1},
        {"for_names": ["x" * 81]},
    ],
)
def test_a_list_that_breaks_its_form_is_refused(change: dict[str, object]) -> None:
    members = sound_members()
    manifest = json.loads(shared().manifest.model_dump_json()) | change
    manifest["members"] = {name: share_file._digest(part) for name, part in members.items()}
    with pytest.raises(SourceError, match=r"share\.json is damaged"):
        opened(zipped({"share.json": json.dumps(manifest).encode(), **members}))


def test_a_file_of_a_later_form_says_to_upgrade() -> None:
    manifest = json.loads(shared().manifest.model_dump_json()) | {"format": 2}
    members = sound_members()
    manifest["members"] = {name: share_file._digest(part) for name, part in members.items()}
    with pytest.raises(SourceError, match="upgrade kicksense"):
        opened(zipped({"share.json": json.dumps(manifest).encode(), **members}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"t,x\n1,2\n", zipped({"a.csv": b"t"})])
def test_other_files_do_not_look_shared(content: bytes) -> None:
    assert not looks_shared(content)
