"""Sharing a session from the command line, and taking one in."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.workflows.practices_stored import keep, opened

RUN = CliRunner()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    sessions = opened(tmp_path / "here")
    keep(sessions, 1)
    return tmp_path / "here"


def session_id(store: Path) -> str:
    return list_sessions(open_sessions(store))[0].id


def said(*arguments: str | Path) -> tuple[int, str]:
    found = RUN.invoke(app, [str(each) for each in arguments])
    return found.exit_code, found.output


def test_a_session_is_shared_locked_and_taken_in_elsewhere(store: Path, tmp_path: Path) -> None:
    secret, out, there = tmp_path / "secret", tmp_path / "a.kicksense", tmp_path / "there"
    secret.write_text("correct horse battery\nanything else\n")
    share = ("share", session_id(store), "--for", "Mia", "--for", "Dad", "--samples")
    code, words = said(*share, "--passphrase-file", secret, "--out", out, "--data-dir", store)
    assert (code, "for Mia, Dad, locked" in words) == (0, True), words
    code, words = said("import", out, "--data-dir", there)
    assert (code, "locked" in words) == (1, True)
    locked = ("import", out, "--passphrase-file", secret, "--player", "p-9", "--data-dir", there)
    code, words = said(*locked)
    assert code == 0, words
    assert "please do not pass it on" in words
    assert [row.player_id for row in list_sessions(open_sessions(there))] == ["p-9"]


def test_what_has_no_samples_is_told_and_not_stored(store: Path, tmp_path: Path) -> None:
    out, there = tmp_path / "a.kicksense", tmp_path / "there"
    assert said("share", session_id(store), "--for", "M", "--out", out, "--data-dir", store)[0] == 0
    code, words = said("import", out, "--data-dir", there)
    assert (code, "no samples" in words) == (0, True)
    assert list_sessions(open_sessions(there)) == ()


def test_a_file_that_is_there_is_not_written_over(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.kicksense"
    out.write_text("mine")
    code, words = said("share", session_id(store), "--for", "M", "--out", out, "--data-dir", store)
    assert (code, "is there already" in words) == (2, True), words
    assert out.read_text() == "mine"


def test_a_share_file_is_for_somebody(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.kicksense"
    code, _ = said("share", session_id(store), "--for", "  ", "--out", out, "--data-dir", store)
    assert code == 2
    assert not out.exists()
