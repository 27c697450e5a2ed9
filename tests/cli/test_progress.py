import io
import sys

import pytest

from kicksense.cli.progress import counting
from kicksense.cli.speaking import say, working


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_the_work_is(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with counting("importing") as count:
        count(1, 4)
        count(4, 4)
    with working("analyzing a.csv"):
        pass
    assert "importing" in terminal.getvalue()
    assert "100%" in terminal.getvalue()
    assert "analyzing a.csv" in terminal.getvalue()


def test_a_pipe_gets_no_progress_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    with counting("importing") as count, working("reading"):
        count(1, 2)
    assert capsys.readouterr() == ("", "")


def test_lines_for_a_pipe_stay_out_of_the_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with counting("analyzing") as count:
        say("a document")
        count(1, 1)
    assert capsys.readouterr().out == "a document\n"
    assert "a document" not in terminal.getvalue()
