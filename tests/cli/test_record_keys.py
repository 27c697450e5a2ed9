"""What keys ask for."""

import os
import pty
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kicksense.cli.record_keys import KEY_WORDS, Typing, key_pressed, keys_read
from kicksense.domain.live import (
    GuessOrder,
    MarkerKind,
    MarkOrder,
    Order,
    SkipOrder,
    StopOrder,
    TellOrder,
)


@pytest.mark.parametrize(
    ("key", "order"),
    [
        (" ", MarkOrder(MarkerKind.NOTE, "", "keyboard")),
        ("c", MarkOrder(MarkerKind.CUE, "", "keyboard")),
        ("b", MarkOrder(MarkerKind.CUE, "", "beep")),
        ("X", MarkOrder(MarkerKind.CROSS, "", "keyboard")),
        ("t", MarkOrder(MarkerKind.TARGET_HIT, "", "keyboard")),
        ("v", TellOrder()),
        ("s", GuessOrder("softer")),
        ("g", GuessOrder("good")),
        ("H", GuessOrder("harder")),
        ("n", SkipOrder()),
        ("q", StopOrder()),
        ("z", None),
        ("\r", None),
        ("ä", None),
    ],
)
def test_a_key_asks_for_what_the_screen_says(key: str, order: Order | None) -> None:
    assert key_pressed(key, None, t_s=4.0) == (order, None)


def test_every_key_that_is_shown_does_something() -> None:
    for shown, _ in KEY_WORDS:
        for key in {"space": [" "]}.get(shown, shown.split("/")):
            order, typing = key_pressed(key, None, t_s=1.0)
            assert order is not None or typing is not None, key


def typed(keys: str) -> tuple[list[Order], Typing | None]:
    orders, typing = [], None
    for k, key in enumerate(keys):
        order, typing = key_pressed(key, typing, t_s=10.0 + k)
        if order is not None:
            orders.append(order)
    return orders, typing


def test_a_note_marks_the_moment_at_which_it_was_begun() -> None:
    orders, typing = typed("mquick cross\r")
    assert orders == [MarkOrder(MarkerKind.NOTE, "quick cross", "keyboard", 10.0)]
    assert typing is None


def test_a_note_can_be_corrected_and_given_up() -> None:
    assert typed("mab\x7f\x7f\x7fc\n")[0] == [MarkOrder(MarkerKind.NOTE, "c", "keyboard", 10.0)]
    assert typed("mab\x1b") == ([], None)


def test_a_note_takes_no_control_characters_and_ends_somewhere() -> None:
    _, typing = typed("m\x07\x00" + "y" * 500)
    assert typing == Typing(10.0, "y" * 200)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    stream = os.fdopen(theirs, "r")
    monkeypatch.setattr("sys.stdin", stream)
    monkeypatch.setattr(os, "tcgetpgrp", lambda _terminal: os.getpgrp())
    yield ours, theirs
    stream.close()
    os.close(ours)


def wait_for(pressed: list[str], count: int) -> None:
    deadline = time.monotonic() + 5.0
    while len(pressed) < count and time.monotonic() < deadline:
        time.sleep(0.01)


def test_keys_arrive_without_a_line_end_and_the_terminal_is_as_before(
    terminal: tuple[int, int],
) -> None:
    ours, theirs = terminal
    before = termios.tcgetattr(theirs)
    threads = threading.active_count()
    pressed: list[str] = []
    with keys_read(pressed.append) as reading:
        assert reading
        assert termios.tcgetattr(theirs) != before
        os.write(ours, b"q")
        wait_for(pressed, 1)
        os.write(ours, b"\x1b[A")
        os.write(ours, "ä\x1a".encode())
        wait_for(pressed, 3)
    assert pressed == ["q", "ä", "\x1a"]
    assert termios.tcgetattr(theirs) == before
    assert threading.active_count() == threads


def test_the_terminal_is_as_before_after_a_crash(terminal: tuple[int, int]) -> None:
    _, theirs = terminal
    before = termios.tcgetattr(theirs)
    with pytest.raises(ZeroDivisionError), keys_read(lambda _key: None):
        raise ZeroDivisionError
    assert termios.tcgetattr(theirs) == before


def test_a_terminal_that_goes_away_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "r") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        monkeypatch.setattr(os, "tcgetpgrp", lambda _terminal: os.getpgrp())
        threads = threading.active_count()
        with keys_read(lambda _key: None):
            os.close(ours)
            deadline = time.monotonic() + 5.0
            while threading.active_count() > threads and time.monotonic() < deadline:
                time.sleep(0.01)
            assert threading.active_count() == threads


def test_a_command_in_the_background_leaves_the_terminal_alone(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, theirs = terminal
    before = termios.tcgetattr(theirs)
    monkeypatch.setattr(os, "tcgetpgrp", lambda _terminal: os.getpgrp() + 1)
    with keys_read(lambda _key: None) as reading:
        assert not reading
        assert termios.tcgetattr(theirs) == before


def test_without_a_terminal_no_key_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").write_text("q")
    with (tmp_path / "in").open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        with keys_read(lambda _key: None) as reading:
            assert not reading
