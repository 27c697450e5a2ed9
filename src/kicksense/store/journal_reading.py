"""Journals read again, however they ended."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kicksense.domain.notifications import Notification
from kicksense.errors import StoreError
from kicksense.store.journal_entries import EntryReader, JournalNote
from kicksense.store.journal_framing import MAGIC, RecordKind, RecordReader
from kicksense.store.journal_header import JOURNAL_VERSION, JournalHeader, header_from_json


class DamagedJournalError(StoreError):
    """A file is no journal, or one whose bytes cannot be understood."""


class Journal:
    """A journal to be read; made by `read_journal`.

    Parameters
    ----------
    path
        The file.
    header
        What it says of its session.

    Attributes
    ----------
    damaged_bytes
        After reading: bytes that belong to no whole record. The last record of a session that
        was killed counts too.
    undecodable_records
        After reading: whole records that hold nothing sensible.
    missing_records
        After reading: records that the footer counts and the file lacks.
    closed
        After reading: True where the session was ended in order.
    """

    def __init__(self, path: Path, header: JournalHeader) -> None:
        self.path = path
        self.header = header
        self._reset()

    def _reset(self) -> None:
        self.damaged_bytes = 0
        self.undecodable_records = 0
        self.missing_records = 0
        self.closed = False

    @property
    def whole(self) -> bool:
        """After reading: nothing of what was written is missing."""
        flaws = self.damaged_bytes + self.undecodable_records + self.missing_records
        return self.closed and flaws == 0

    @property
    def entries(self) -> Iterator[Notification | JournalNote]:
        """Everything that was recorded, in order; each use reads from the start.

        Damage is left out and counted. What a process appends meanwhile may or may not come.

        Raises
        ------
        StoreError
            If the file cannot be read on.
        """
        self._reset()
        understood = EntryReader(self.header)
        seen = 0
        with _opened(self.path) as stream:
            reader = RecordReader(stream)
            try:
                for record in reader.records():
                    seen += 1
                    if record.kind == RecordKind.FOOTER:
                        self.closed = True
                        self.missing_records = max(0, _records_in(record.body) - seen + 1)
                        continue
                    if record.kind not in (RecordKind.NOTIFICATION, RecordKind.NOTE):
                        continue
                    entry = understood.entry(record)
                    if entry is None:
                        self.undecodable_records += 1
                    else:
                        yield entry
            except OSError as error:
                raise unreadable_journal(self.path, error) from error
            finally:
                self.damaged_bytes = reader.damaged_bytes


def read_journal(path: Path) -> Journal:
    """Open a journal for reading; it may still be growing.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    journal
        With its header; `Journal.entries` reads the rest in memory that does not grow with it.

    Raises
    ------
    StoreError
        If it is no journal or its header is damaged (`DamagedJournalError`), if it is one of a
        later version, or cannot be read.
    """
    with _opened(path) as stream:
        try:
            first = next(RecordReader(stream).records(), None)
        except OSError as error:
            raise unreadable_journal(path, error) from error
    if first is None or first.kind != RecordKind.HEADER or first.start != len(MAGIC):
        raise DamagedJournalError(
            f"the journal {path} has no readable beginning, and without it its bytes cannot be "
            "understood; restore it from a copy, or delete it."
        )
    version = _version_in(first.body)
    if version not in (None, JOURNAL_VERSION):
        raise StoreError(
            f"{path} is a journal of form {version}, and this kicksense reads form "
            f"{JOURNAL_VERSION}; upgrade kicksense."
        )
    try:
        return Journal(path, header_from_json(first.body))
    except ValueError as error:
        raise DamagedJournalError(
            f"the journal {path} says nothing sensible of its session ({error}); restore it from "
            "a copy, or delete it."
        ) from error


def _records_in(body: bytes) -> int:
    """Give how many records a footer counts, zero where it makes no sense."""
    try:
        counted = json.loads(body)["records"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
    return counted if isinstance(counted, int) else 0


def _version_in(body: bytes) -> object:
    try:
        return json.loads(body).get("version")
    except (ValueError, AttributeError, RecursionError):
        return None


def _opened(path: Path) -> BinaryIO:
    """Open a journal just behind its magic bytes."""
    try:
        # A pipe is waited for until somebody writes into it.
        if path.is_fifo():
            raise DamagedJournalError(f"{path} is a pipe and no journal; give the name of a file.")
        stream = path.open("rb")
    except OSError as error:
        raise unreadable_journal(path, error) from error
    try:
        magic = stream.read(len(MAGIC))
    except OSError as error:
        stream.close()
        raise unreadable_journal(path, error) from error
    if magic != MAGIC:
        stream.close()
        raise DamagedJournalError(
            f"{path} is no journal of kicksense; give one that ends in .journal."
        )
    return stream


def unreadable_journal(path: Path, error: OSError) -> StoreError:
    """Give the sentence for a journal that the system does not let one read."""
    return StoreError(
        f"the journal {path} cannot be read: {error.strerror or error}; check that it is there "
        "and that you may read it."
    )
