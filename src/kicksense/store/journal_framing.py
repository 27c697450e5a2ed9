"""How the records of a journal lie in its bytes: found whole, or found damaged.

``docs/journal.md`` describes the form byte by byte.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO, Final

MAGIC: Final = b"\x89KSJ\r\n\x1a\n"
"""First bytes of a journal; a transfer as text would change them."""

MARK: Final = b"\xa5\x4b"
"""Begins every record."""

MAX_BODY_BYTES: Final = 256 * 1024
"""Longest body of a record; a longer one is no record."""

_HEAD: Final = struct.Struct("<2sBI")
_CHECK: Final = struct.Struct("<I")
_CHUNK_BYTES: Final = 1024 * 1024
_MOST_FALSE_MARKS: Final = 20_000
"""Marks tried in one stretch of damage. A stretch of chance bytes as long as a journal has fewer
that also give a possible length; more are somebody's trap."""


class RecordKind(IntEnum):
    """What a record holds."""

    HEADER = 1
    NOTIFICATION = 2
    NOTE = 3
    FOOTER = 4


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record.

    Attributes
    ----------
    kind
        As sent; one that is not in `RecordKind` comes from a later kicksense.
    body
        Its content.
    start, end
        Where it lies in the file, bytes.
    damaged_before
        Bytes between it and the record before that belong to no whole record.
    """

    kind: int
    body: bytes
    start: int
    end: int
    damaged_before: int = 0


def framed(kind: RecordKind, body: bytes) -> bytes:
    """Give the bytes of a record.

    Parameters
    ----------
    kind
        What it holds.
    body
        Its content.

    Returns
    -------
    record
        Mark, kind, length, body and CRC-32 of kind, length and body.

    Raises
    ------
    ValueError
        If the body is too long.
    """
    if len(body) > MAX_BODY_BYTES:
        raise ValueError(f"a record holds {MAX_BODY_BYTES} bytes at most, not {len(body)}")
    content = _HEAD.pack(MARK, kind, len(body)) + body
    return content + _CHECK.pack(zlib.crc32(memoryview(content)[len(MARK) :]))


class RecordReader:
    """Reads records one after the other, in memory that does not grow with the file.

    Parameters
    ----------
    stream
        Open for reading, just behind the magic bytes.

    Attributes
    ----------
    damaged_bytes
        Bytes met so far that belong to no whole record. A record that was being written when
        its writer stopped counts too.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._buffer = bytearray()
        self._offset = len(MAGIC)
        self._ended = False
        self.damaged_bytes = 0

    def records(self) -> Iterator[Record]:
        """Give every whole record that is left, in the order of the file.

        Yields
        ------
        record
            Damage before it is skipped and counted.
        """
        at, damage, tried = 0, 0, 0
        while self._fill(at):
            length = self._whole_at(at)
            if length is not None:
                yield self._record(at, length, damage)
                at, damage, tried = at + length, 0, 0
            else:
                tried += 1
                if tried > _MOST_FALSE_MARKS:
                    self._skip_rest(at)
                    return
                skipped = self._to_next_mark(at)
                damage += skipped
                self.damaged_bytes += skipped
                at += skipped
            if at >= _CHUNK_BYTES:
                del self._buffer[:at]
                self._offset += at
                at = 0

    def _fill(self, at: int) -> bool:
        """Have a whole record of any length in the buffer where the file has it; tell if more."""
        wanted = at + _HEAD.size + MAX_BODY_BYTES + _CHECK.size
        while not self._ended and len(self._buffer) < wanted:
            chunk = self._stream.read(_CHUNK_BYTES)
            self._ended = not chunk
            self._buffer += chunk
        return at < len(self._buffer)

    def _whole_at(self, at: int) -> int | None:
        """Give the length of the whole record at a place, None where there is none."""
        buffer = self._buffer
        if len(buffer) - at < _HEAD.size + _CHECK.size or not buffer.startswith(MARK, at):
            return None
        body = int.from_bytes(buffer[at + len(MARK) + 1 : at + _HEAD.size], "little")
        end = at + _HEAD.size + body
        if body > MAX_BODY_BYTES or end + _CHECK.size > len(buffer):
            return None
        with memoryview(buffer) as view:
            check = zlib.crc32(view[at + len(MARK) : end])
        if check != _CHECK.unpack_from(buffer, end)[0]:
            return None
        return end + _CHECK.size - at

    def _record(self, at: int, length: int, damage: int) -> Record:
        body = bytes(self._buffer[at + _HEAD.size : at + length - _CHECK.size])
        start = self._offset + at
        return Record(self._buffer[at + len(MARK)], body, start, start + length, damage)

    def _to_next_mark(self, at: int) -> int:
        """Give how many bytes to skip to the next place where a record may begin."""
        found = self._buffer.find(MARK, at + 1)
        if found < 0:
            found = len(self._buffer)
            if not self._ended and self._buffer.endswith(MARK[:1]):
                found -= 1
        return max(1, found - at)

    def _skip_rest(self, at: int) -> None:
        """Count what is left as damage, without keeping it."""
        self.damaged_bytes += len(self._buffer) - at
        while chunk := self._stream.read(_CHUNK_BYTES):
            self.damaged_bytes += len(chunk)
