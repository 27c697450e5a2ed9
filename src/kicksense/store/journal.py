"""Notifications as they came, in a file that only grows.

What is decoded, drawn or analyzed comes after; whatever a program makes of the bytes later, they
are there. ``docs/journal.md`` describes the form byte by byte.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kicksense.domain.notifications import Notification
from kicksense.errors import StoreError
from kicksense.store.atomic import sync_folder, write_trouble
from kicksense.store.journal_entries import EntryWriter, JournalNote
from kicksense.store.journal_framing import MAGIC, RecordKind, framed
from kicksense.store.journal_header import JournalHeader, JournalSensor, JsonValue
from kicksense.store.journal_lock import hold
from kicksense.store.journal_reading import Journal, read_journal

__all__ = [
    "Journal",
    "JournalHeader",
    "JournalNote",
    "JournalSensor",
    "JournalWriter",
    "JsonValue",
    "read_journal",
]

_FILE_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700
_MOST_PENDING_BYTES: Final = 1024 * 1024


class JournalWriter:
    """Writes one journal; made by `create`. One thread at a time uses it.

    What is appended waits in memory for `flush`, which brings it to the disk; until then a crash
    loses it. The file is locked while it is open.

    Parameters
    ----------
    path
        The file.
    descriptor
        Of the file, open, locked, and empty.
    header
        What is known of the session.
    """

    def __init__(self, path: Path, descriptor: int, header: JournalHeader) -> None:
        self.path = path
        self._descriptor: int | None = descriptor
        self._wording = EntryWriter(header)
        self._pending: list[bytes] = [MAGIC, framed(RecordKind.HEADER, header.to_json().encode())]
        self._pending_bytes = sum(len(part) for part in self._pending)
        self._written_bytes = 0
        self._records = 1
        self._trouble: StoreError | None = None

    @classmethod
    def create(cls, path: Path, header: JournalHeader) -> Self:
        """Make a new journal with its header on the disk.

        Parameters
        ----------
        path
            A file that does not exist; its folder is made where it is missing.
        header
            What is known of the session.

        Returns
        -------
        writer
            To be closed.

        Raises
        ------
        StoreError
            If it cannot be made; nothing of it is left then.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            descriptor = os.open(path, flags, _FILE_MODE)
        except FileExistsError as error:
            raise StoreError(
                f"{path} is there already; a journal is never written over, so give the session "
                "another id or move that file away."
            ) from error
        except OSError as error:
            raise write_trouble(error, path) from error
        hold(descriptor)
        writer = cls(path, descriptor, header)
        try:
            writer.flush()
            sync_folder(path.parent)
        except BaseException:
            writer.abandon()
            path.unlink(missing_ok=True)
            raise
        return writer

    @property
    def size_bytes(self) -> int:
        """Length of the journal, with what still waits in memory."""
        return self._written_bytes + self._pending_bytes

    def append(self, notification: Notification) -> None:
        """Add a notification.

        Parameters
        ----------
        notification
            As it came.

        Raises
        ------
        StoreError
            If the journal could not be written before.
        ValueError
            If it is longer than any notification, or its names are.
        """
        self._add(self._wording.of_notification(notification))

    def note(self, kind: str, document: Mapping[str, JsonValue], at_ns: int) -> None:
        """Add something that happened beside the notifications.

        Parameters
        ----------
        kind
            What it is; see `JournalNote`.
        document
            The facts.
        at_ns
            Host's monotonic clock.

        Raises
        ------
        StoreError
            If the journal could not be written before.
        """
        self._add(self._wording.of_note(JournalNote(kind, document, at_ns)))

    def flush(self) -> None:
        """Bring everything that was appended to the disk.

        Raises
        ------
        StoreError
            If that fails; whole records that still found room are kept, and the journal stays
            readable.
        """
        self._write()
        descriptor = self._open_descriptor()
        try:
            getattr(os, "fdatasync", os.fsync)(descriptor)
        except OSError as error:
            raise self._broken(error) from error

    def close(self, counts: Mapping[str, int] | None = None) -> None:
        """End the journal with its footer.

        Parameters
        ----------
        counts
            What the recorder counted, by name.

        Raises
        ------
        StoreError
            If the end could not be written; the file is closed all the same. A journal that was
            in trouble before is closed without a word and without a footer.
        """
        if self._descriptor is None:
            return
        try:
            if self._trouble is None:
                footer = {"records": self._records, "counts": dict(counts or {})}
                self._add(framed(RecordKind.FOOTER, json.dumps(footer).encode()))
                self.flush()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Close the file as it is: without what waits in memory, and without a footer."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
            return
        with contextlib.suppress(StoreError, ValueError):
            self.flush()
        self.abandon()

    def _add(self, record: bytes) -> None:
        self._open_descriptor()
        self._pending.append(record)
        self._pending_bytes += len(record)
        self._records += 1
        if self._pending_bytes > _MOST_PENDING_BYTES:
            self._write()

    def _open_descriptor(self) -> int:
        if self._trouble is not None:
            raise self._trouble
        if self._descriptor is None:
            raise ValueError("the journal is closed")
        return self._descriptor

    def _write(self) -> None:
        """Hand what is pending to the system; leave no half record behind where that fails."""
        descriptor = self._open_descriptor()
        content = memoryview(b"".join(self._pending))
        done = 0
        try:
            while done < len(content):
                done += os.write(descriptor, content[done:])
        except OSError as error:
            self._keep_whole(descriptor, done)
            raise self._broken(error) from error
        self._written_bytes += done
        self._pending.clear()
        self._pending_bytes = 0

    def _keep_whole(self, descriptor: int, done: int) -> None:
        """Cut the file behind the last whole record among the bytes that were written."""
        whole = 0
        for part in self._pending:
            if whole + len(part) > done:
                break
            whole += len(part)
        self._written_bytes += whole
        self._pending.clear()
        self._pending_bytes = 0
        try:
            os.ftruncate(descriptor, self._written_bytes)
        except OSError:
            return  # the reader leaves half a record out as well

    def _broken(self, error: OSError) -> StoreError:
        said = str(write_trouble(error, self.path)).rstrip(".")
        self._trouble = StoreError(f"{said}. What was recorded before is kept and readable.")
        return self._trouble
