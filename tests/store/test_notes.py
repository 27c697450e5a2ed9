import io
import os
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from kicksense.errors import StoreError
from kicksense.store import notes as notes_module
from kicksense.store.editing import StaleEditError
from kicksense.store.folder import DataFolder
from kicksense.store.notes import (
    MAX_NOTE_LETTERS,
    MAX_VOICE_BYTES,
    Note,
    new_note,
    note_path,
    notes_path,
    read_note,
    read_notes,
    read_voice,
    voice_kind,
    write_note,
)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def wav(duration_s: float) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * int(8000 * duration_s))
    return content.getvalue()


def test_a_note_comes_back_as_it_was_written(folder: DataFolder) -> None:
    note = replace(new_note("abc123", 12.5, "coach"), text='Höher <b>"x"</b>\n=1+1', kick=3)
    written = write_note(folder, note)
    assert written == replace(note, revision=1)
    assert read_note(folder, "abc123", note.id) == written
    assert read_notes(folder, "abc123").notes == (written,)
    assert read_notes(folder, "other").notes == ()


def test_notes_come_in_the_order_of_their_moments(folder: DataFolder) -> None:
    for t_s in (30.0, 10.0, 20.0):
        write_note(folder, new_note("abc123", t_s, "player"))
    assert [note.t_s for note in read_notes(folder, "abc123").notes] == [10.0, 20.0, 30.0]


def test_writing_over_another_change_is_refused_and_theirs_stays(folder: DataFolder) -> None:
    first = write_note(folder, replace(new_note("abc123", 1.0, "coach"), text="one"))
    theirs = write_note(folder, replace(first, text="theirs"))
    with pytest.raises(StaleEditError, match="changed elsewhere"):
        write_note(folder, replace(first, text="mine"))
    assert read_note(folder, "abc123", first.id) == theirs
    note_path(folder, "abc123", first.id).unlink()
    with pytest.raises(StaleEditError, match="deleted elsewhere"):
        write_note(folder, theirs)


@pytest.mark.parametrize("bad", ["../x", "a/b", "", ".", "..", "x" * 65, "a\x00b"])
def test_a_name_that_is_no_id_is_never_made_a_path_of(folder: DataFolder, bad: str) -> None:
    with pytest.raises(StoreError):
        notes_path(folder, bad)
    with pytest.raises(StoreError):
        note_path(folder, "abc123", bad)
    assert read_notes(folder, bad).notes == ()
    assert not folder.root.exists()


@pytest.mark.parametrize(
    "flaw",
    [
        {"text": "x" * (MAX_NOTE_LETTERS + 1)},
        {"t_s": float("nan")},
        {"kick": 0},
        {"writer": "<script>"},
    ],
)
def test_a_note_that_breaks_the_form_is_refused_in_a_sentence(
    folder: DataFolder, flaw: dict[str, object]
) -> None:
    note: Note = replace(new_note("abc123", 1.0, "coach"), **flaw)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="could not be kept"):
        write_note(folder, note)
    assert read_notes(folder, "abc123").notes == ()


def test_a_damaged_file_is_named_and_hides_no_other_note(folder: DataFolder) -> None:
    good = write_note(folder, new_note("abc123", 1.0, "player"))
    note_path(folder, "abc123", "0" * 16).write_text("{")
    other = write_note(folder, new_note("abc123", 2.0, "player"))
    moved = note_path(folder, "abc123", "1" * 16)
    moved.write_bytes(note_path(folder, "abc123", other.id).read_bytes())
    found = read_notes(folder, "abc123")
    assert found.notes == (good, other)
    assert len(found.troubles) == 2
    assert any("another note than its name" in trouble for trouble in found.troubles)


def test_a_spoken_note_keeps_its_voice_beside_it(folder: DataFolder) -> None:
    spoken = wav(1.0)
    note = write_note(folder, new_note("abc123", 1.0, "coach"), spoken)
    assert note.voice == "wav"
    assert read_voice(folder, note) == spoken
    files = {path.name for path in notes_path(folder, "abc123").iterdir()}
    assert files == {f"{note.id}.json", f"{note.id}.wav"}
    text_added = write_note(folder, replace(note, text="and this"))
    assert read_voice(folder, text_added) == spoken
    (notes_path(folder, "abc123") / f"{note.id}.wav").unlink()
    assert read_voice(folder, note) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<script>alert(1)</script>",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\x00" * 60,
        b"OggS" + bytes(MAX_VOICE_BYTES),
    ],
)
def test_what_is_no_recorded_voice_is_refused_by_its_content(
    folder: DataFolder, content: bytes
) -> None:
    with pytest.raises(StoreError):
        write_note(folder, new_note("abc123", 1.0, "coach"), content)
    assert read_notes(folder, "abc123").notes == ()


def test_a_voice_is_told_by_its_bytes_and_lasts_two_minutes_at_most() -> None:
    assert voice_kind(wav(119.0)) == "wav"
    with pytest.raises(StoreError, match="121 s"):
        voice_kind(wav(121.0))
    assert voice_kind(b"OggS" + bytes(20)) == "ogg"
    assert voice_kind(b"\x1a\x45\xdf\xa3" + bytes(20)) == "webm"


def test_a_session_holds_a_limited_number_of_notes(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_module, "MAX_NOTES", 2)
    first = write_note(folder, new_note("abc123", 1.0, "coach"))
    write_note(folder, new_note("abc123", 2.0, "coach"))
    with pytest.raises(StoreError, match="2 notes at most"):
        write_note(folder, new_note("abc123", 3.0, "coach"))
    assert write_note(folder, replace(first, text="still")).revision == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no modes of folders")
def test_notes_are_for_their_owners_eyes(folder: DataFolder) -> None:
    write_note(folder, new_note("abc123", 1.0, "coach"), wav(0.1))
    for place in (folder.root / "notes", notes_path(folder, "abc123")):
        assert place.stat().st_mode & 0o077 == 0
