from dataclasses import replace
from pathlib import Path

import pytest

from kicksense.errors import StoreError, UsageError
from kicksense.store.bin import bin_entries, restore
from kicksense.store.notes import MAX_NOTE_LETTERS, new_note_id, read_notes
from kicksense.workflows.notes import (
    TypedNote,
    keep_typed,
    keep_voice,
    notes_of,
    notes_of_session,
    remove_note,
)
from kicksense.workflows.sessions import Sessions, import_recording, open_sessions
from tests.dashboard import fakes
from tests.store.test_notes import wav


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return open_sessions(tmp_path)


@pytest.fixture
def session_id(sessions: Sessions) -> str:
    recording = fakes.recording(duration_s=60.0)
    return import_recording(sessions, recording, player_id="ada").row.id


def typed(text: str, *, revision: int = 0, writer: str = "aa", note_id: str = "") -> TypedNote:
    return TypedNote(note_id or new_note_id(), 12.0, text, 1, revision, writer)


def test_every_version_of_a_note_that_is_typed_on_is_kept(
    sessions: Sessions, session_id: str
) -> None:
    note = typed("Hig")
    first = keep_typed(sessions, session_id, note, author="coach")
    longer = replace(note, text="Higher", revision=first.note.revision)
    second = keep_typed(sessions, session_id, longer, author="coach")
    assert (second.note.text, second.note.revision, second.beside) == ("Higher", 2, False)
    assert [each.text for each in notes_of_session(sessions, session_id).notes] == ["Higher"]


def test_an_edit_whose_answer_was_lost_can_be_said_again(
    sessions: Sessions, session_id: str
) -> None:
    note = typed("one")
    keep_typed(sessions, session_id, note, author="coach")
    again = keep_typed(sessions, session_id, note, author="coach")
    on = keep_typed(sessions, session_id, replace(note, text="one two"), author="coach")
    assert (again.note.revision, again.beside) == (1, False)
    assert (on.note.text, on.beside) == ("one two", False)
    assert len(notes_of_session(sessions, session_id).notes) == 1


def test_two_windows_that_edit_one_note_keep_both_versions(
    sessions: Sessions, session_id: str
) -> None:
    note = typed("first")
    first = keep_typed(sessions, session_id, note, author="coach").note
    here = replace(note, text="first, here", revision=first.revision, writer="bb")
    there = replace(note, text="first, there", revision=first.revision, writer="cc")
    kept_here = keep_typed(sessions, session_id, here, author="coach")
    kept_there = keep_typed(sessions, session_id, there, author="player")
    assert not kept_here.beside
    assert kept_there.beside
    assert kept_there.note.id != first.id
    assert kept_there.note.beside == first.id
    texts = {each.text for each in notes_of_session(sessions, session_id).notes}
    assert texts == {"first, here", "first, there"}


def test_what_is_typed_into_a_note_that_was_deleted_elsewhere_is_not_lost(
    sessions: Sessions, session_id: str
) -> None:
    note = typed("before")
    first = keep_typed(sessions, session_id, note, author="coach").note
    assert remove_note(sessions, session_id, first.id)
    after = keep_typed(
        sessions, session_id, replace(note, text="after", revision=1), author="coach"
    )
    assert after.beside
    assert [each.text for each in notes_of_session(sessions, session_id).notes] == ["after"]


def test_a_deleted_note_and_its_voice_come_back_from_the_bin(
    sessions: Sessions, session_id: str
) -> None:
    note = keep_voice(sessions, session_id, 3.0, content=wav(0.5), author="coach")
    assert remove_note(sessions, session_id, note.id)
    assert not remove_note(sessions, session_id, note.id)
    assert notes_of(sessions.folder, [session_id]) == {}
    (entry,) = bin_entries(sessions.folder)
    restore(sessions.folder, sessions.library.catalogue, entry.bin_id)
    assert read_notes(sessions.folder, session_id).notes == (note,)
    assert (sessions.folder.root / "notes" / session_id / f"{note.id}.wav").is_file()


@pytest.mark.parametrize("bad", ["../../catalogue", "", "x" * 16, "0" * 15])
def test_a_note_whose_name_is_no_id_is_refused(
    sessions: Sessions, session_id: str, bad: str
) -> None:
    with pytest.raises(UsageError):
        keep_typed(sessions, session_id, TypedNote(bad, 1.0, "x", None, 0, ""), author="coach")
    with pytest.raises(StoreError):
        remove_note(sessions, session_id, bad)


def test_notes_of_no_session_at_no_moment_or_of_too_many_letters_are_refused(
    sessions: Sessions, session_id: str
) -> None:
    with pytest.raises(UsageError, match="no session"):
        keep_typed(sessions, "nosuch", typed("x"), author="coach")
    with pytest.raises(UsageError, match="no place"):
        keep_typed(sessions, session_id, replace(typed("x"), t_s=float("inf")), author="coach")
    with pytest.raises(UsageError, match="make two of it"):
        keep_typed(sessions, session_id, typed("x" * (MAX_NOTE_LETTERS + 1)), author="coach")


def test_a_damaged_note_is_said_and_not_written_over(sessions: Sessions, session_id: str) -> None:
    note = typed("x")
    keep_typed(sessions, session_id, note, author="coach")
    path = sessions.folder.root / "notes" / session_id / f"{note.id}.json"
    path.write_text("{}")
    with pytest.raises(StoreError, match="no sound note"):
        keep_typed(sessions, session_id, replace(note, text="y"), author="coach")
    assert path.read_text() == "{}"
