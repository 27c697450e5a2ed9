"""`kicksense record` as a person runs it: in a terminal with keys, in a pipe, without anything."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from kicksense.cli.record_output import FatalTroubles, OrderDesk
from kicksense.domain.live import MarkerKind, Order, StopOrder, TellOrder, TroubleNews
from kicksense.exchange.live_document import news_of
from kicksense.store.folder import DataFolder
from kicksense.store.markers import read_markers
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.cli.test_commands import run
from tests.workflows.looked import report_of

KICKSENSE = (sys.executable, "-c", "from kicksense.cli.app import main; main()")
# The first terminal that the leader of a session opens is its own, with Ctrl-C and hang-up.
OWNING_TERMINAL = (
    sys.executable,
    "-c",
    "import os; os.open(os.ttyname(0), os.O_RDWR)\nfrom kicksense.cli.app import main; main()",
)
FAST = "synthetic:partner_pass?speed=8&rounds=1"
FASTER = "synthetic:partner_pass?speed=30&rounds=1"
PATIENCE_S = 90.0


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KICKSENSE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ran in a terminal of its own."""

    code: int
    written: str
    terminal_as_before: bool


Key = tuple[str | float, bytes | int]
"""What to wait for (words on the screen, or seconds), and the key or signal that then comes."""


def in_terminal(*arguments: str, keys: list[Key], columns: int = 80) -> Ended:
    """Run a command in a terminal and press keys."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    before = termios.tcgetattr(theirs)
    process = subprocess.Popen(
        [*OWNING_TERMINAL, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"},
    )
    try:
        written = _played(process, ours, list(keys))
        return Ended(process.wait(PATIENCE_S), written, termios.tcgetattr(theirs) == before)
    finally:
        process.kill()
        process.wait()
        os.close(theirs)
        os.close(ours)


def _played(process: "subprocess.Popen[bytes]", terminal: int, keys: list[Key]) -> str:
    written, begun_s = b"", time.monotonic()
    since_s, seen = begun_s, 0
    while process.poll() is None or select.select([terminal], [], [], 0)[0]:
        assert time.monotonic() - begun_s < PATIENCE_S, written[-3000:].decode(errors="replace")
        if select.select([terminal], [], [], 0.05)[0]:
            with contextlib.suppress(OSError):
                written += os.read(terminal, 65536)
        if keys and _is_due(keys[0][0], written[seen:], time.monotonic() - since_s):
            _, pressed = keys.pop(0)
            since_s, seen = time.monotonic(), len(written)
            if isinstance(pressed, bytes):
                os.write(terminal, pressed)
            else:
                process.send_signal(pressed)
    return written.decode(errors="replace")


def _is_due(awaited: str | float, written: bytes, waited_s: float) -> bool:
    if isinstance(awaited, float):
        return waited_s > awaited
    return awaited in written.decode(errors="replace")


def in_pipe(*arguments: str) -> tuple[int, str, str]:
    """Run a command where there is no terminal."""
    ended = subprocess.run(
        [*KICKSENSE, *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE_S,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return ended.returncode, ended.stdout, ended.stderr


LEFT_SCREEN = "\x1b[?1049l"
CURSOR_SHOWN = "\x1b[?25h"


def test_a_session_is_recorded_marked_guessed_and_stored_from_a_terminal(data_dir: Path) -> None:
    ended = in_terminal(
        "record", FAST, "--no-guide", "--drill", "partner_pass", "--schedule", "guess_first",
        "--player", "p07", "--leg", "right",
        keys=[
            ("Recording", b"x"),
            ("cross", b"mnice one\r"),
            ("nice one", b"\x1a"),
            ("1 kick", b"g"),
            ("2 kicks", b"q"),
        ],
    )  # fmt: skip
    assert (ended.code, ended.terminal_as_before) == (0, True), ended.written[-2000:]
    assert "2 kicks" in ended.written[: ended.written.rindex(LEFT_SCREEN)]
    assert ended.written.rindex(CURSOR_SHOWN) > ended.written.rindex("\x1b[?25l")
    after = ended.written[ended.written.rindex(LEFT_SCREEN) :]
    (stored,) = list_sessions(open_sessions(data_dir))
    assert f"Stored as session {stored.id}: " in after
    assert f"kicksense show {stored.id}" in " ".join(after.split())
    assert "Traceback" not in after
    assert (stored.player_id, str(stored.side), stored.simulated) == ("p07", "right", True)
    marked = [(one.kind, one.text) for one in read_markers(DataFolder(data_dir), stored.id)]
    assert marked == [(MarkerKind.CROSS, ""), (MarkerKind.NOTE, "nice one")]
    store = open_sessions(data_dir)
    assert len(report_of(store, stored.id, AnalysisRequest()).kicks) >= 2


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_ends_it_from_outside_gets_a_stored_session_and_a_usual_terminal(
    data_dir: Path, stop: signal.Signals
) -> None:
    ended = in_terminal("record", FAST, "--no-guide", keys=[(" Hz, ", stop)])
    assert (ended.code, ended.terminal_as_before) == (0, True), ended.written[-2000:]
    assert CURSOR_SHOWN in ended.written[ended.written.rindex("\x1b[?25l") :]
    assert len(list_sessions(open_sessions(data_dir))) == 1


def test_a_terminal_that_goes_away_leaves_a_stored_session(data_dir: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*OWNING_TERMINAL, "record", FAST, "--no-guide"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"},
    )
    os.close(theirs)
    written = b""
    while b" Hz, " not in written:
        written += os.read(ours, 65536)
    os.close(ours)
    process.wait(PATIENCE_S)
    assert len(list_sessions(open_sessions(data_dir))) == 1


def test_a_reader_that_leaves_does_not_end_the_recording(data_dir: Path) -> None:
    process = subprocess.Popen(
        [*KICKSENSE, "record", FAST, "--no-guide", "--seconds", "20"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE_S) in (0, 141)
    assert "Traceback" not in said
    assert len(list_sessions(open_sessions(data_dir))) == 1


def test_a_crash_leaves_a_usual_terminal_and_can_be_read() -> None:
    ended = in_terminal("record", "replay:/nowhere.journal", keys=[])
    assert (ended.code, ended.terminal_as_before) == (1, True)
    after = ended.written[ended.written.rindex(LEFT_SCREEN) :]
    assert "kicksense: " in after
    assert "Traceback" not in after


def test_a_narrow_terminal_shows_all_that_matters() -> None:
    ended = in_terminal("record", FAST, "--no-guide", keys=[("1 kick", b"q")], columns=60)
    assert ended.code == 0
    assert "GOOD" in ended.written


def test_without_a_terminal_lines_are_printed(data_dir: Path) -> None:
    code, out, err = in_pipe(
        "record", FASTER, "--no-guide", "--drill", "partner_pass", "--seconds", "40"
    )
    assert (code, err) == (0, "")
    assert "kick 1, " in out
    assert ">>> " in out
    assert "\x1b" not in out
    (stored,) = list_sessions(open_sessions(data_dir))
    assert f"Stored as session {stored.id}: " in out


def test_json_lines_are_news_one_a_line_and_nothing_else(data_dir: Path) -> None:
    code, out, err = in_pipe("record", FASTER, "--no-guide", "--seconds", "30", "--json-lines")
    assert (code, err) == (0, "")
    news = [news_of(line) for line in out.splitlines()]
    kinds = {type(one).__name__ for one in news}
    assert {"StageNews", "HealthNews", "TraceNews", "KickNews", "SealedNews"} <= kinds
    assert len(list_sessions(open_sessions(data_dir))) == 1


def test_headless_says_nothing_and_stores_the_session(data_dir: Path) -> None:
    assert in_pipe("record", FASTER, "--no-guide", "--seconds", "10", "--headless") == (0, "", "")
    assert len(list_sessions(open_sessions(data_dir))) == 1


def test_a_recorded_session_can_be_played_again(data_dir: Path) -> None:
    assert in_pipe("record", FASTER, "--no-guide", "--seconds", "40", "--headless")[0] == 0
    (journal,) = DataFolder(data_dir).journals_path.iterdir()
    code, out, err = in_pipe("record", f"replay:{journal}?speed=20")
    assert (code, err) == (0, "")
    assert "kick 1, " in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["synthetic:partner_pass", "--schedule", "louder"], "there is no schedule 'louder'"),
        (["synthetic:partner_pass", "--schedule", "guess_first"], "name a distance"),
        (["synthetic:partner_pass", "--sound", "trumpet"], "--sound is bell, tone or off"),
        (["synthetic:partner_pass", "--seconds", "0"], "--seconds takes"),
        (["synthetic:partner_pass", "--seconds", "nan"], "--seconds takes"),
        (["synthetic:partner_pass", "--sensor", "KICK-1"], "has its own"),
        (["synthetic:partner_pass", "--headless", "--json-lines"], "give one of them"),
        (["synthetic:partner_pass", "--surface", "indoor"], "--target-distance"),
        (["synthetic:partner_pass", "--player", "Anna Müller"], "no player id"),
        (["synthetic:partner_pass", "--player", "a\nb"], "'a\\nb' is no player id"),
        (["synthetic:partner_pass", "--leg", "left", "--leg", "right"], "2 legs were named"),
        (["synthetic:polka"], "polka"),
        (["carrier-pigeon:"], "carrier-pigeon"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    arguments: list[str], words: str, data_dir: Path
) -> None:
    code, out, err = run("record", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert not list(DataFolder(data_dir).journals_path.glob("*"))


def test_a_player_without_sensors_is_told_how_to_pair_one() -> None:
    run("pair", "AA:00:00:00:00:01", "--family", "ksp", "--player", "p07", "--leg", "left")
    code, _, err = run("record", "--player", "p08")
    assert (code, "kicksense pair" in err) == (2, True)


def test_the_help_fits_and_names_every_schedule() -> None:
    code, out, _ = run("record", "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    for name in ("every_kick", "outside_band", "fading", "on_request", "guess_first", "summary"):
        assert name in " ".join(out.split())


@pytest.mark.parametrize("command", ["record", "scan", "pair"])
def test_the_help_imports_nothing_heavy(command: str) -> None:
    code = (
        "import sys\nfrom kicksense.cli.app import main\n"
        f"sys.argv = ['kicksense', '{command}', '--help']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = ('numpy', 'rich', 'bleak', 'sqlalchemy', 'asyncio')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stdout.splitlines()[-1] == "[]"


def test_nothing_that_came_is_said_so_with_an_exit_code() -> None:
    code, out, err = in_pipe(
        "record", "synthetic:partner_pass?loss=1", "--no-guide", "--seconds", "1", "--headless"
    )
    assert (code, out) == (1, "")
    assert err.startswith("kicksense: There is no session to store. Nothing is stored of SIM-1: ")


def test_orders_given_too_early_wait_and_come_in_order() -> None:
    desk, taken = OrderDesk(), list[Order]()
    desk.order(TellOrder())
    desk.order(StopOrder())
    desk.open(taken.append)
    desk.order(TellOrder())
    assert taken == [TellOrder(), StopOrder(), TellOrder()]


def test_what_ended_a_session_is_remembered_once() -> None:
    troubles = FatalTroubles()
    for news in (TroubleNews("weak"), TroubleNews("full", fatal=True)) * 2:
        troubles(news)
    assert troubles.sentences == ["full"]
