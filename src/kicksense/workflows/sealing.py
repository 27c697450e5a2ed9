"""A session that was recorded live, sealed: its journal made into stored recordings."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from kicksense.assembly.sensor_stream import SensorStream
from kicksense.assembly.stream_recording import GridRows, recording_of
from kicksense.domain.anatomy import Placement
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.notifications import Notification
from kicksense.domain.signals import Recording, SourceNote
from kicksense.errors import KicksenseError, StoreError
from kicksense.protocol.families import family_named
from kicksense.store.folder import DataFolder
from kicksense.store.journal import (
    Journal,
    JournalHeader,
    JournalNote,
    JournalSensor,
    read_journal,
)
from kicksense.store.journal_lock import is_being_written
from kicksense.store.journal_reading import unreadable_journal
from kicksense.store.library import Library, open_library
from kicksense.store.markers import MAX_MARKERS, MAX_TEXT_LETTERS, write_markers
from kicksense.store.recording_notes import LiveNote
from kicksense.store.session_row import SessionRow

JOURNAL_KIND: Final = "journal"
"""What the catalogue calls the format of a session that was recorded live."""

_NS_PER_S: Final = 1e9
_HASH_BYTES: Final = 1024 * 1024
_ENTRIES_A_TELLING: Final = 2000
_MOST_ORIGIN_LETTERS: Final = 255
_LONGEST_SESSION_S: Final = 7 * 86_400.0

Progress = Callable[[float], None]
"""Told how much of the work is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What became of a journal.

    Attributes
    ----------
    session_id
        Of the live session.
    rows
        The stored sessions, one for each sensor that sent enough.
    refusals
        Pairs of a sensor's name and the sentence that says why nothing of it is stored.
    markers
        How many moments were marked.
    duration_s
        From the session's start to the last that is in the journal.
    closed
        True where the recording was ended in order.
    damaged_bytes
        Of the journal, in no whole record.
    """

    session_id: str
    rows: tuple[SessionRow, ...]
    refusals: tuple[tuple[str, str], ...]
    markers: int
    duration_s: float
    closed: bool
    damaged_bytes: int


def seal(
    journal_path: Path, folder: DataFolder, progress: Progress | None = None
) -> tuple[SessionRow, ...]:
    """Store what a journal holds, and give the stored sessions.

    Parameters
    ----------
    journal_path, folder, progress
        As for `seal_journal`.

    Returns
    -------
    rows
        One for each sensor that sent enough.

    Raises
    ------
    StoreError
        As `seal_journal`.
    """
    return seal_journal(journal_path, open_library(folder), progress).rows


def seal_journal(journal_path: Path, library: Library, progress: Progress | None = None) -> Sealed:
    """Store what a journal holds: a recording for each sensor, and the markers.

    Each recording is stored completely or not at all; sealing again stores nothing twice, so
    that a sealing that was stopped can be repeated. The journal itself is left as it is.

    Parameters
    ----------
    journal_path
        Of a recording that has ended, in whatever way.
    library
        Where to store.
    progress
        Told how far it is.

    Returns
    -------
    sealed
        What was stored, and what was not.

    Raises
    ------
    StoreError
        If the journal cannot be read or is still being written, or something cannot be stored.
    """
    if is_being_written(journal_path):
        raise StoreError(
            f"{journal_path} is still being recorded; stop that recording first, and it will be "
            "stored by itself."
        )
    journal = read_journal(journal_path)
    header = journal.header
    size_bytes = _size_of(journal_path)
    content = _content_hash(journal_path)
    rows: list[SessionRow] = []
    refusals: list[tuple[str, str]] = []
    reading = _Reading(journal, progress)
    for sensor in header.sensors:
        try:
            recording = _recording(reading, sensor, content)
        except StoreError:
            raise
        except KicksenseError as error:
            refusals.append((sensor.name, str(error)))
            continue
        live = _live_note(header, sensor)
        rows.append(library.store(recording, sensor.player_id, live).row)
    markers = reading.markers()
    if markers:
        for row in rows:
            write_markers(library.folder, row.id, markers)
    library.mark_sealed(journal_path.stem, size_bytes)
    return Sealed(
        session_id=header.session_id,
        rows=tuple(rows),
        refusals=tuple(refusals),
        markers=len(markers),
        duration_s=reading.duration_s,
        closed=journal.closed,
        damaged_bytes=journal.damaged_bytes,
    )


class _Reading:
    """Reads a journal once for each sensor, so that one sensor's samples are kept at a time."""

    def __init__(self, journal: Journal, progress: Progress | None) -> None:
        self.journal = journal
        self.duration_s = 0.0
        self.mistimed = 0
        self._progress = progress
        self._passes = max(1, len(journal.header.sensors))
        self._done = 0
        self._entries = 0
        self._notes: list[JournalNote] = []

    def entries(self) -> Iterator[tuple[Notification | JournalNote, float]]:
        """Give everything with its time on the session's clock."""
        last, self._notes, self.mistimed, count = 0.0, [], 0, 0
        for entry in self.journal.entries:
            at_ns = entry.at_ns if isinstance(entry, JournalNote) else entry.arrived_ns
            at_s = max(0.0, (at_ns - self.journal.header.started_ns) / _NS_PER_S)
            if at_s > _LONGEST_SESSION_S:
                self.mistimed += 1
                continue
            last = max(last, at_s)
            if isinstance(entry, JournalNote) and len(self._notes) < MAX_MARKERS:
                self._notes.append(entry)
            count += 1
            if count % _ENTRIES_A_TELLING == 0:
                self._tell(count)
            yield entry, at_s
        self.duration_s, self._entries = last, count
        self._done += 1
        self._tell(0)

    def _tell(self, count: int) -> None:
        """Tell how far the reading is; the length of the first pass is only guessed."""
        if self._progress is not None:
            share = min(1.0, count / self._entries) if self._entries else 0.5 * (count > 0)
            self._progress(min(1.0, (self._done + share) / self._passes))

    def markers(self) -> tuple[Marker, ...]:
        """Give the markers; those that make no sense are left out."""
        if not self.journal.header.sensors:
            for _ in self.entries():
                pass
        found = (_marker_in(note) for note in self._notes if note.kind == "marker")
        return tuple(marker for marker in found if marker is not None)


def _recording(reading: _Reading, sensor: JournalSensor, content: "hashlib._Hash") -> Recording:
    """Decode and assemble what one sensor sent."""
    header = reading.journal.header
    stream = SensorStream(family_named(sensor.family), sensor.options)
    rows = GridRows()
    overflowed = 0
    for entry, at_s in reading.entries():
        if isinstance(entry, Notification):
            if entry.sensor == sensor.sensor:
                rows.add(stream.add(entry.channel, entry.payload, at_s).grid)
        elif entry.document.get("sensor") == sensor.sensor:
            if entry.kind == "link" and entry.document.get("state") in ("lost", "given_up"):
                rows.add(stream.assembler.segment_ended())
            elif entry.kind == "overflow":
                overflowed += _count_in(entry, "dropped")
    rows.add(stream.assembler.flush())
    fingerprint = content.copy()
    fingerprint.update(b"\0" + sensor.sensor.encode())
    source = SourceNote(
        name=_name_of(header, sensor),
        kind=JOURNAL_KIND,
        fingerprint=fingerprint.hexdigest(),
        simulated=header.simulated,
        remarks=_remarks(reading, stream, overflowed),
    )
    return recording_of(rows, stream.assembler, placement=_placement(sensor), source=source)


def _remarks(reading: _Reading, stream: SensorStream, overflowed: int) -> tuple[str, ...]:
    """Say what went wrong on the way from the radio to the journal."""
    journal, remarks = reading.journal, []
    if not journal.closed:
        remarks.append(
            "The recording was not ended in order; what was in its journal is all here, and what "
            "came in its last moment may be missing."
        )
    lost = journal.undecodable_records + journal.missing_records + reading.mistimed
    if lost or (journal.closed and journal.damaged_bytes):
        remarks.append(
            f"The journal is damaged: {journal.damaged_bytes} bytes and {lost} records of it "
            "cannot be read."
        )
    if stream.undecodable_packets:
        remarks.append(
            f"{stream.undecodable_packets} packets made no sense and were left out; the journal "
            "has them."
        )
    if overflowed:
        remarks.append(
            f"{overflowed} packets were dropped because the computer was too busy to keep them."
        )
    return tuple(remarks)


def _name_of(header: JournalHeader, sensor: JournalSensor) -> str:
    if len(header.sensors) == 1:
        return header.session_id
    return f"{header.session_id}-{sensor.name}"


def _placement(sensor: JournalSensor) -> Placement:
    if sensor.side is None:
        return Placement(side_known=False)
    return Placement(side=sensor.side)


def _live_note(header: JournalHeader, sensor: JournalSensor) -> LiveNote:
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return LiveNote(
        group_id=header.session_id,
        started_utc=start + timedelta(microseconds=header.started_utc_ns // 1000),
        sensor=sensor.sensor,
        drill=header.drill,
        target_distance_m=header.target_distance_m,
        surface=header.surface,
        level=header.level,
    )


def _marker_in(note: JournalNote) -> Marker | None:
    """Read a marker, None where it makes no sense."""
    document = note.document
    t_s, text, origin = (document.get(name, "") for name in ("t_s", "text", "origin"))
    try:
        kind = MarkerKind(str(document.get("kind")))
    except ValueError:
        return None
    if isinstance(t_s, bool) or not isinstance(t_s, int | float) or abs(t_s) > _LONGEST_SESSION_S:
        return None
    if not (isinstance(text, str) and isinstance(origin, str)):
        return None
    return Marker(float(t_s), kind, text[:MAX_TEXT_LETTERS], origin[:_MOST_ORIGIN_LETTERS])


def _count_in(note: JournalNote, name: str) -> int:
    count = note.document.get(name)
    return count if isinstance(count, int) and count > 0 else 0


def _content_hash(path: Path) -> "hashlib._Hash":
    """Give the SHA-256 of a journal, to be gone on with."""
    content = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_HASH_BYTES):
                content.update(chunk)
    except OSError as error:
        raise unreadable_journal(path, error) from error
    return content


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise unreadable_journal(path, error) from error
