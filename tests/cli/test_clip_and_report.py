"""A session taken along: as a drawn clip, with a filmed one, on one page of paper."""

import shutil
from pathlib import Path

import av
import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.store.session_row import SessionRow
from kicksense.workflows.clips import clips_of
from kicksense.workflows.sessions import import_recording, open_sessions
from tests.dashboard import fakes

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SessionRow]:
    folder = tmp_path_factory.mktemp("data")
    sessions = open_sessions(folder)
    return folder, import_recording(sessions, fakes.recording(duration_s=8.0)).row


@pytest.fixture
def session(
    stored: tuple[Path, SessionRow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    folder, row = stored
    shutil.copytree(folder, tmp_path / "data")
    monkeypatch.setenv("KICKSENSE_DATA", str(tmp_path / "data"))
    return row.id


def run(*arguments: object) -> tuple[int, str, str]:
    outcome = RUNNER.invoke(app, [str(argument) for argument in arguments])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_a_session_is_drawn_and_the_clip_kept_with_it(session: str, tmp_path: Path) -> None:
    path = tmp_path / "leg.mp4"
    code, said, _ = run("clip", session, "--out", path, "--offset", "2", "--drift", "50")
    assert code == 0
    assert f"drawn from session {session}" in said
    with av.open(str(path)) as container:
        assert (container.duration or 0) / 1e6 == pytest.approx(11.0, abs=0.1)
    code, said, _ = run("clip", session, "--add", path)
    assert code == 0
    kept = clips_of(open_sessions(tmp_path / "data"), session).clips
    assert [clip.name for clip in kept] == ["leg.mp4"]
    assert kept[0].id in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["clip", "SESSION"], "either --out FILE"),
        (["clip", "SESSION", "--out", "a.mp4", "--add", "b.mp4"], "either --out FILE"),
        (["clip", "SESSION", "--out", "a.gif"], ".mp4 or .webm"),
        (["clip", "SESSION", "--add", "missing.mp4"], "cannot be read"),
        (["clip", "nothing", "--out", "a.mp4"], "no session 'nothing'"),
        (["report", "SESSION", "--pdf", "a.txt"], "ends with .pdf"),
        (["report", "nothing", "--pdf", "a.pdf"], "no session 'nothing'"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_sentence(
    arguments: list[str], said: str, session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, trouble = run(*(session if each == "SESSION" else each for each in arguments))
    assert code in {1, 2}
    assert said in " ".join(trouble.split())
    assert not list(tmp_path.glob("a.*"))


def test_a_session_is_one_page(session: str, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    code, said, _ = run("report", session, "--pdf", path, "--drill", "partner_pass")
    assert code == 0
    assert f"session {session} on one page" in said
    assert path.read_bytes().startswith(b"%PDF")
