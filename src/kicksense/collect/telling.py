"""News to whoever listens: each in a thread of its own, so that nobody holds up the recording."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from kicksense.domain.live import News, TraceNews

Listener = Callable[[News], None]
"""Hears one news after another, in a thread of its own."""

_MANY: Final = 500
"""News that wait for a listener; more traces are not kept for it."""

_MOST: Final = 20_000
"""News that wait for a listener that has stopped listening; the oldest are forgotten."""


class Teller:
    """Tells every listener everything, in order, and waits for none.

    Parameters
    ----------
    listeners
        Called with each news, never two at once.
    failed
        Called with a sentence when a listener fails for the first time, in its thread.
    """

    def __init__(self, listeners: Sequence[Listener], failed: Callable[[str], None]) -> None:
        self._lines = tuple(_Line(listener, failed) for listener in listeners)

    @property
    def failures(self) -> int:
        """How often a listener failed."""
        return sum(line.failures for line in self._lines)

    @property
    def missed(self) -> int:
        """How many news were not told because a listener was too slow."""
        return sum(line.missed for line in self._lines)

    def tell(self, news: News) -> None:
        """Tell everybody; any thread may, and none waits."""
        for line in self._lines:
            line.tell(news)

    def close(self, within_s: float = 2.0) -> None:
        """Wait for a while until everybody has heard everything, and tell nothing more."""
        for line in self._lines:
            line.tell(None)
        for line in self._lines:
            line.thread.join(within_s)


class _Line:
    """What waits for one listener."""

    def __init__(self, listener: Listener, failed: Callable[[str], None]) -> None:
        self._listener = listener
        self._failed = failed
        self._waiting: deque[News | None] = deque()
        self._more = threading.Event()
        self.failures = 0
        self.missed = 0
        self.thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self.thread.start()

    def tell(self, news: News | None) -> None:
        """Queue news, or the end."""
        if len(self._waiting) >= _MANY and isinstance(news, TraceNews):
            self.missed += 1
            return
        if len(self._waiting) >= _MOST:
            self._waiting.popleft()
            self.missed += 1
        self._waiting.append(news)
        self._more.set()

    def _run(self) -> None:
        """Call the listener until the end."""
        while True:
            self._more.wait()
            self._more.clear()
            while self._waiting:
                news = self._waiting.popleft()
                if news is None:
                    return
                self._call(news)

    def _call(self, news: News) -> None:
        """Call the listener; whatever it does wrong is counted and goes no further."""
        try:
            self._listener(news)
        except Exception as error:  # noqa: BLE001 - a broken display must not end a recording
            self.failures += 1
            if self.failures == 1:
                self._failed(
                    f"A display of this recording failed ({type(error).__name__}: {error}); "
                    "the recording goes on."
                )
