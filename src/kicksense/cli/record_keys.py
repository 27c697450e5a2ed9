"""Keys while recording: what each means, and how they are read without a line end."""

import contextlib
import os
import re
import select
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from kicksense.domain.live import (
    BEEP,
    GuessOrder,
    MarkerKind,
    MarkOrder,
    Order,
    SkipOrder,
    StopOrder,
    TellOrder,
)

KEY_WORDS: Final = (
    ("space", "mark"),
    ("m", "note"),
    ("c", "cue"),
    ("b", "beep as cue"),
    ("x", "cross"),
    ("t", "target hit"),
    ("v", "verdict"),
    ("s/g/h", "guess softer, good, harder"),
    ("n", "next step"),
    ("q", "stop"),
)
"""What the keys do, in few words."""

_ORIGIN: Final = "keyboard"
_MARKS: Final = {
    " ": MarkerKind.NOTE,
    "c": MarkerKind.CUE,
    "x": MarkerKind.CROSS,
    "t": MarkerKind.TARGET_HIT,
}
_OTHERS: Final[dict[str, Order]] = {
    "v": TellOrder(),
    "s": GuessOrder("softer"),
    "g": GuessOrder("good"),
    "h": GuessOrder("harder"),
    "n": SkipOrder(),
    "q": StopOrder(),
}
_ENTER: Final = "\r\n"
_RUBOUT: Final = "\x7f\b"
_ESCAPE: Final = "\x1b"
_SEQUENCES: Final = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|O.)")
_LONGEST_NOTE: Final = 200
_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Typing:
    """A note being typed.

    Attributes
    ----------
    t_s
        When it was begun, on the session's clock: that is the moment it marks.
    text
        So far.
    """

    t_s: float | None
    text: str = ""


def key_pressed(
    key: str, typing: Typing | None, *, t_s: float | None
) -> tuple[Order | None, Typing | None]:
    """Give what a key asks for.

    Parameters
    ----------
    key
        One character.
    typing
        The note being typed, None where none is.
    t_s
        The session's clock now, None where it is not known; a note is typed slowly and marks when
        it was begun, all others are stamped by the recording.

    Returns
    -------
    order
        For the recording, or None.
    typing
        The note being typed after it, or None.
    """
    if typing is not None:
        return _typed(key, typing)
    lower = key.lower()
    if lower == "m":
        return None, Typing(t_s)
    if lower == "b":
        return MarkOrder(MarkerKind.CUE, origin=BEEP), None
    if lower in _MARKS:
        return MarkOrder(_MARKS[lower], origin=_ORIGIN), None
    return _OTHERS.get(lower), None


def _typed(key: str, typing: Typing) -> tuple[Order | None, Typing | None]:
    """Take a key into a note."""
    if key in _ENTER:
        order = MarkOrder(MarkerKind.NOTE, typing.text.strip(), _ORIGIN, typing.t_s)
        return order, None
    if key == _ESCAPE:
        return None, None
    if key in _RUBOUT:
        return None, replace(typing, text=typing.text[:-1])
    if not key.isprintable() or len(typing.text) >= _LONGEST_NOTE:
        return None, typing
    return None, replace(typing, text=typing.text + key)


@contextlib.contextmanager
def keys_read(pressed: Callable[[str], None]) -> Iterator[bool]:
    """Read keys from the terminal as they are pressed, until the block ends.

    Ctrl-C stays what it is; Ctrl-Z does nothing, since a stopped process records nothing. The
    terminal is as before afterwards, whatever happened.

    Parameters
    ----------
    pressed
        Called with each character, in a thread of its own that ends with the block.

    Yields
    ------
    reading
        False where standard input is no terminal, or belongs to another command because this one
        runs in the background: then no key is read.
    """
    if not _at_the_terminal():
        yield False
        return
    reading = _windows_keys if sys.platform == "win32" else _terminal_keys
    with reading(pressed):
        yield True


def _at_the_terminal() -> bool:
    """Tell whether somebody sits at a terminal whose keys are meant for this command."""
    if not sys.stdin.isatty():
        return False
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:
        return False


@contextlib.contextmanager
def _terminal_keys(pressed: Callable[[str], None]) -> Iterator[None]:
    import termios  # noqa: PLC0415 - not there on Windows
    import tty  # noqa: PLC0415 - the same

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    woken, wake = os.pipe()
    thread = threading.Thread(
        target=_read_terminal, args=(terminal, woken, pressed), name="keys", daemon=True
    )
    try:
        tty.setcbreak(terminal)
        without_stop = termios.tcgetattr(terminal)
        without_stop[6][termios.VSUSP] = os.fpathconf(terminal, "PC_VDISABLE").to_bytes(1, "big")
        termios.tcsetattr(terminal, termios.TCSADRAIN, without_stop)
        thread.start()
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        os.close(wake)
        if thread.is_alive():
            thread.join()
        os.close(woken)


def _read_terminal(terminal: int, woken: int, pressed: Callable[[str], None]) -> None:
    """Read until woken, or until nobody is at the terminal any more."""
    import codecs  # noqa: PLC0415 - beside its only use

    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    while True:
        ready, _, _ = select.select([terminal, woken], [], [])
        if woken in ready:
            return
        try:
            received = os.read(terminal, _BYTES)
        except OSError:
            return
        if not received:
            return
        for key in _without_sequences(decoder.decode(received)):
            pressed(key)


def _without_sequences(text: str) -> str:
    """Drop what arrow and function keys send; a lone escape stays."""
    return _SEQUENCES.sub("", text)


@contextlib.contextmanager
def _windows_keys(pressed: Callable[[str], None]) -> Iterator[None]:
    """Read keys from a Windows console."""
    ended = threading.Event()
    thread = threading.Thread(target=_read_console, args=(ended, pressed), name="keys", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _read_console(ended: threading.Event, pressed: Callable[[str], None]) -> None:
    """Ask a Windows console twenty times a second whether a key was pressed."""
    import importlib  # noqa: PLC0415 - beside its only use

    console = importlib.import_module("msvcrt")
    while not ended.wait(0.05):
        while console.kbhit():
            pressed(console.getwch())
