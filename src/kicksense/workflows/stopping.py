"""Ctrl-C, hang-up and requests to end, made into an orderly stop."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Final, Protocol

_WORDS: Final = {
    "SIGINT": "The session was ended with Ctrl-C.",
    "SIGQUIT": "The session was ended with Ctrl-\\.",
    "SIGTERM": "The session was ended from outside.",
    "SIGHUP": "The session was ended because its window was closed.",
}


class Stoppable(Protocol):
    """What can be stopped in good order, or at once."""

    def stop(self, sentence: str) -> None:
        """Stop in good order."""
        ...

    def hurry(self) -> None:
        """Stop at once."""
        ...


@dataclass(slots=True)
class Stopping:
    """What was asked so far.

    Attributes
    ----------
    asked
        How often.
    hurried
        Set when somebody is in a hurry.
    """

    asked: int = 0
    hurried: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def at_once(self) -> bool:
        """Tell whether somebody was in a hurry."""
        return self.asked > 1


@contextmanager
def stopped_by_signals(stoppable: Stoppable) -> Iterator[Stopping]:
    """Stop something when this process is asked to end: in good order first, then at once.

    Only the main thread hears signals; elsewhere nothing is changed.

    Parameters
    ----------
    stoppable
        What is to be stopped.

    Yields
    ------
    stopping
        What was asked so far.
    """
    stopping = Stopping()
    if threading.current_thread() is not threading.main_thread():
        yield stopping
        return
    loop = asyncio.get_running_loop()

    def asked(name: str) -> None:
        stopping.asked += 1
        if stopping.at_once:
            stopping.hurried.set()
            stoppable.hurry()
        else:
            stoppable.stop(_WORDS[name])

    def heard(number: int, frame: FrameType | None) -> None:
        del frame
        # A signal may come between any two steps of the loop; it is looked at by the loop itself.
        loop.call_soon_threadsafe(asked, signal.Signals(number).name)

    numbers = [getattr(signal, name) for name in _WORDS if hasattr(signal, name)]
    before = {number: signal.signal(number, heard) for number in numbers}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
