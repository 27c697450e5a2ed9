"""Where a recording is shown: on the terminal, in lines, as JSON, or nowhere."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from types import FrameType

from kicksense.cli.record_lines import RecordLines
from kicksense.cli.record_screen import RecordScreen
from kicksense.cli.record_view import RecordView
from kicksense.cli.speaking import say
from kicksense.domain.kick import Target
from kicksense.domain.live import News, Order, SealedNews, TroubleNews

Listener = Callable[[News], None]
"""Hears one news after another."""


class Output(StrEnum):
    """How a recording is shown."""

    SCREEN = "screen"
    LINES = "lines"
    JSON = "json"
    NOTHING = "nothing"


@dataclass(slots=True)
class OrderDesk:
    """Where orders go; those given before the recording takes them wait.

    Attributes
    ----------
    give
        Takes orders, None before there is a recording.
    waiting
        Given before.
    """

    give: Callable[[Order], None] | None = None
    waiting: list[Order] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def order(self, order: Order) -> None:
        """Pass an order on, or keep it until that can be done; any thread may."""
        with self._turn:
            if self.give is None:
                self.waiting.append(order)
                return
        self.give(order)

    def open(self, give: Callable[[Order], None]) -> None:
        """Pass on what waits, and all that comes."""
        with self._turn:
            self.give = give
            waiting, self.waiting = self.waiting, []
        for order in waiting:
            give(order)


@dataclass(slots=True)
class FatalTroubles:
    """Remembers what ended a session, to say it again when the screen is gone."""

    sentences: list[str] = field(default_factory=list)
    unstored: str = "nothing was stored."

    def __call__(self, news: News) -> None:
        """Listen to what the recording tells."""
        if isinstance(news, SealedNews) and not news.session_ids:
            self.unstored = news.sentence
        if isinstance(news, TroubleNews) and news.fatal and news.sentence not in self.sentences:
            self.sentences.append(news.sentence)


def usual_output() -> Output:
    """Give a screen where there is a terminal to draw on, else lines."""
    drawable = sys.stdout.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")
    return Output.SCREEN if drawable else Output.LINES


@contextlib.contextmanager
def shown(
    output: Output, desk: OrderDesk, *, target: Target | None, guessing: bool
) -> Iterator[tuple[Listener, ...]]:
    """Show a recording until the block ends.

    Parameters
    ----------
    output
        How.
    desk
        Where orders by key go.
    target
        What balls are judged against.
    guessing
        True where the player is to guess before seeing a verdict.

    Yields
    ------
    listeners
        That show it.
    """
    if output is Output.SCREEN:
        screen = RecordScreen(RecordView(target=target, guessing=guessing), desk.order)
        with _ended_tidily(), screen.shown():
            yield (screen,)
    elif output is Output.LINES:
        yield (RecordLines(target, _flushed, guessing=guessing),)
    elif output is Output.JSON:
        yield (_print_json,)
    else:
        yield ()


def ring() -> None:
    """Ring the terminal's bell, where there is a terminal."""
    terminal = sys.__stderr__
    if terminal is not None and terminal.isatty():
        terminal.write("\a")
        terminal.flush()


def _flushed(line: str) -> None:
    say(line)
    sys.stdout.flush()


def _print_json(news: News) -> None:
    from kicksense.exchange.live_document import (  # noqa: PLC0415 - late for a fast --help
        news_line,
    )

    print(news_line(news), flush=True)


@contextlib.contextmanager
def _ended_tidily() -> Iterator[None]:
    """Leave the terminal as it was, also when this process is asked to end before it records."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.signal(number, _interrupt)) for number in asked]
    try:
        yield
    finally:
        for number, usual in before:
            signal.signal(number, usual)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
