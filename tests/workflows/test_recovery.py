import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kicksense.cli.app import app
from kicksense.domain.anatomy import Side
from kicksense.errors import StoreError
from kicksense.store.folder import DataFolder
from kicksense.store.journal import JournalWriter
from kicksense.store.library import open_library
from kicksense.workflows import sealing
from kicksense.workflows.doctor import Condition, check_journals
from kicksense.workflows.recovery import recover, unsealed_journals
from kicksense.workflows.sealing import seal
from tests.workflows.journals_made import header_of, journal_of, swaying

WRITER = """
import sys, time
from pathlib import Path
from kicksense.store.journal import JournalWriter
from tests.workflows.journals_made import header_of, notifications_of, swaying

leg = swaying("ksp", 30.0)
writer = JournalWriter.create(Path(sys.argv[1]), header_of(leg, session_id="killed"))
for number, one in enumerate(notifications_of(leg)):
    writer.append(one)
    if number % 10 == 0:
        writer.flush()
    if number == 500:
        print("ready", flush=True)
        time.sleep(60)
"""


def folder_in(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "store")


def test_nothing_is_found_and_nothing_made_where_nothing_is(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    assert unsealed_journals(folder) == ()
    assert recover(folder) == ()
    assert not folder.root.exists()


def test_looking_for_journals_makes_no_catalogue_and_brings_none_up_to_date(
    tmp_path: Path,
) -> None:
    folder = folder_in(tmp_path)
    path = journal_of(folder.journal_path("crashed"), swaying("ksp", 3.0))
    assert unsealed_journals(folder) == (path,)
    assert not folder.catalogue_path.exists()
    with sqlite3.connect(folder.catalogue_path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.close()
    assert unsealed_journals(folder) == (path,)


def test_the_doctor_notes_what_was_never_stored(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    assert check_journals(folder).words == "0 journals, 0.0 MB"
    journal_of(folder.journal_path("crashed"), swaying("ksp", 3.0), closed=False)
    check = check_journals(folder)
    assert check.condition is Condition.NOTE
    assert "crashed was stopped before being stored: `kicksense sessions` stores" in check.words
    recover(folder)
    assert check_journals(folder).condition is Condition.GOOD


@pytest.mark.parametrize("command", [["sessions"], ["show", "crashed"]])
def test_commands_that_show_sessions_store_what_was_left(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], command: list[str]
) -> None:
    folder = folder_in(tmp_path)
    journal_of(folder.journal_path("crashed"), swaying("ksp", 6.0), closed=False)
    app([*command, "--data-dir", str(folder.root)], standalone_mode=False)
    said = capfd.readouterr()
    assert "crashed" in said.out
    assert "crashed was not ended in order; recovered: 7 s of one sensor" in said.err


def test_what_was_never_sealed_is_sealed_once_and_said(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    leg = swaying("ksp", 6.0, side=Side.RIGHT)
    path = journal_of(folder.journal_path("crashed"), leg, closed=False)
    assert unsealed_journals(folder) == (path,)
    told: list[tuple[str, float]] = []
    (one,) = recover(folder, lambda session_id, share: told.append((session_id, share)))
    assert [row.name for row in one.rows] == ["crashed"]
    assert one.sentence == (
        "crashed was not ended in order; recovered: 7 s of one sensor. At most the last second "
        "of its end is lost."
    )
    assert told[-1] == ("crashed", 1.0)
    assert unsealed_journals(folder) == ()
    assert recover(folder) == ()
    assert len(open_library(folder).catalogue.sessions()) == 1


def test_a_session_ended_in_order_but_not_sealed_is_said_so(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    journal_of(folder.journal_path("closed"), swaying("ksp", 3.0))
    (one,) = recover(folder)
    assert "recorded to its end but not stored; it is now: 4 s of one sensor." in one.sentence
    assert "lost" not in one.sentence


def test_a_sealed_session_needs_no_recovery(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    seal(journal_of(folder.journal_path("done"), swaying("ksp", 3.0)), folder)
    assert unsealed_journals(folder) == ()


def test_a_journal_that_somebody_is_writing_is_left_alone(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    writer = JournalWriter.create(
        folder.journal_path("now"), header_of(swaying("ksp", 1.0), session_id="now")
    )
    assert unsealed_journals(folder) == ()
    writer.abandon()
    assert unsealed_journals(folder) == (writer.path,)


def test_a_session_stopped_before_anything_came_is_said_once(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    JournalWriter.create(
        folder.journal_path("empty"), header_of(swaying("ksp", 1.0), session_id="empty")
    ).abandon()
    (one,) = recover(folder)
    assert one.rows == ()
    assert one.sentence.startswith("empty was stopped before there was anything to store")
    assert recover(folder) == ()


@pytest.mark.parametrize("content", [b"", b"\x89KSJ\r\n\x1a\n", b"not a journal at all"])
def test_a_file_that_cannot_be_understood_is_said_once_and_kept(
    tmp_path: Path, content: bytes
) -> None:
    folder = folder_in(tmp_path)
    good = journal_of(folder.journal_path("good"), swaying("ksp", 3.0))
    bad = folder.journal_path("bad")
    bad.write_bytes(content)
    said = {one.session_id: one for one in recover(folder)}
    assert said["bad"].rows == ()
    assert said["bad"].sentence.startswith("Nothing of bad could be recovered")
    assert len(said["good"].rows) == 1
    assert recover(folder) == ()
    assert bad.read_bytes() == content
    assert good.exists()


def test_a_renamed_journal_is_recovered_once(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    path = journal_of(folder.journal_path("first"), swaying("ksp", 3.0))
    path.rename(folder.journal_path("renamed"))
    assert len(recover(folder)) == 1
    assert recover(folder) == ()


def test_a_full_disk_while_recovering_is_said_and_tried_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_in(tmp_path)
    journal_of(folder.journal_path("crashed"), swaying("ksp", 3.0), closed=False)

    def full(*_args: object, **_kwargs: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(sealing, "write_markers", full)
    monkeypatch.setattr("kicksense.store.library.Library.store", full)
    with pytest.raises(StoreError, match="disk is full"):
        recover(folder)
    monkeypatch.undo()
    assert len(recover(folder)) == 1


def test_a_catalogue_built_again_does_not_make_sessions_twice(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    seal(journal_of(folder.journal_path("done"), swaying("ksp", 3.0)), folder)
    before = open_library(folder).catalogue.sessions()
    for path in folder.root.glob("catalogue.sqlite*"):
        path.unlink()
    recover(folder)
    assert open_library(folder).catalogue.sessions() == before


def test_a_killed_writer_lets_go_of_its_journal_and_keeps_what_it_flushed(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    path = folder.journal_path("killed")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert unsealed_journals(folder) == ()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    deadline_s = time.monotonic() + 5.0
    while unsealed_journals(folder) == () and time.monotonic() < deadline_s:
        time.sleep(0.01)
    (one,) = recover(folder)
    assert len(one.rows) == 1
    assert one.rows[0].duration_s > 9.0
