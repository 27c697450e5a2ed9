"""The journal's own thread: what arrives is on the disk within half a second, come what may."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kicksense.domain.notifications import Notification
from kicksense.errors import StoreError
from kicksense.store.journal import JournalNote, JournalWriter, JsonValue

_END_S: Final = 30.0
"""A disk that has not taken the end by then will not take it."""


@dataclass(frozen=True, slots=True)
class JournalingSettings:
    """How the journal is written.

    Attributes
    ----------
    look_s
        The queue is emptied this often.
    flush_s
        What was written is brought to the disk this often. A crash loses what came since: at
        most both together.
    most_waiting
        Notifications that wait at most; a minute of ten sensors.
    """

    look_s: float = 0.05
    flush_s: float = 0.2
    most_waiting: int = 60_000


class JournalThread:
    """Writes a journal in a thread of its own.

    Parameters
    ----------
    writer
        Open; belongs to the thread from now on.
    settings
        How often.
    broken
        Called once, in the thread, when the journal can no longer be written.
    """

    def __init__(
        self,
        writer: JournalWriter,
        settings: JournalingSettings,
        broken: Callable[[StoreError], None],
    ) -> None:
        self._writer = writer
        self._settings = settings
        self._broken = broken
        self._waiting: deque[Notification | JournalNote] = deque()
        self._dropped: Counter[str] = Counter()
        self._noted: Counter[str] = Counter()
        self._written: Counter[str] = Counter()
        self._is_broken = False
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def depth(self) -> int:
        """How much waits to be written."""
        return len(self._waiting)

    @property
    def size_bytes(self) -> int:
        """Length of the journal."""
        return self._writer.size_bytes

    @property
    def overflowed(self) -> Mapping[str, int]:
        """How many notifications of each sensor found no room."""
        return self._dropped

    @property
    def is_broken(self) -> bool:
        """Tell whether the journal can no longer be written."""
        return self._is_broken

    def append(self, notification: Notification) -> None:
        """Queue a notification; never waits. Where there is no room it is dropped and counted."""
        if len(self._waiting) >= self._settings.most_waiting or self._is_broken:
            self._dropped[notification.sensor] += 1
            return
        self._waiting.append(notification)

    def note(self, kind: str, document: Mapping[str, JsonValue], at_ns: int) -> None:
        """Queue a note, in its place among the notifications; never waits."""
        self._waiting.append(JournalNote(kind, document, at_ns))

    def end(self) -> bool:
        """Write what waits and the footer, and close the file.

        Returns
        -------
        whole
            False where the disk did not take everything.
        """
        self._ending.set()
        self._thread.join(_END_S)
        return not self._is_broken and not self._thread.is_alive()

    def _run(self) -> None:
        """Write until the end."""
        flushed_s = time.monotonic()
        try:
            while True:
                ending = self._ending.wait(self._settings.look_s)
                self._write_waiting()
                if ending:
                    break
                if time.monotonic() - flushed_s >= self._settings.flush_s:
                    self._writer.flush()
                    flushed_s = time.monotonic()
            self._writer.close({**self._written, "dropped": self._dropped.total()})
        except StoreError as error:
            self._give_up(error)
        except Exception as error:  # noqa: BLE001 - the session must hear of it, whatever it is
            self._give_up(StoreError(f"the journal stopped by a fault of the program ({error!r})."))

    def _give_up(self, error: StoreError) -> None:
        """Leave the file as it is."""
        self._is_broken = True
        self._writer.abandon()
        self._broken(error)

    def _write_waiting(self) -> None:
        """Write what waits now; a notification no journal can hold is dropped and counted."""
        for _ in range(len(self._waiting)):
            entry = self._waiting.popleft()
            if isinstance(entry, JournalNote):
                self._writer.note(entry.kind, entry.document, entry.at_ns)
                continue
            try:
                self._writer.append(entry)
            except ValueError:
                self._dropped[entry.sensor] += 1
            else:
                self._written[entry.sensor] += 1
        for sensor, dropped in list(self._dropped.items()):
            if dropped > self._noted[sensor]:
                fresh = dropped - self._noted[sensor]
                self._noted[sensor] = dropped
                facts: dict[str, JsonValue] = {"sensor": sensor, "dropped": fresh}
                self._writer.note("overflow", facts, time.monotonic_ns())
