"""What the records of a journal say: notifications as they came, and notes."""

import json
import struct
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kicksense.domain.notifications import Notification
from kicksense.store.journal_framing import Record, RecordKind, framed
from kicksense.store.journal_header import JournalHeader, JsonValue

_NOTIFICATION: Final = struct.Struct("<BBqq")
_NOTE: Final = struct.Struct("<q")
_SPELLED: Final = 255
_UUID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class JournalNote:
    """Something that happened beside the notifications.

    Attributes
    ----------
    kind
        ``link``, ``marker``, ``overflow``, ``stage``, ``configured``, or what a later kicksense
        adds.
    document
        The facts of it.
    at_ns
        Host's monotonic clock.
    """

    kind: str
    document: Mapping[str, JsonValue]
    at_ns: int


class EntryWriter:
    """Turns what happens into records.

    Parameters
    ----------
    header
        Of the journal; its sensors need no names in the records.
    """

    def __init__(self, header: JournalHeader) -> None:
        self._places = {sensor.sensor: place for place, sensor in enumerate(header.sensors)}
        self._channels: dict[str, tuple[int, bytes]] = {}

    def of_notification(self, notification: Notification) -> bytes:
        """Give the record of a notification.

        Raises
        ------
        ValueError
            If it is longer than any notification, or its names are.
        """
        place = self._places.get(notification.sensor, _SPELLED)
        form, channel = self._channels.get(notification.channel) or self._form(notification.channel)
        body = _NOTIFICATION.pack(place, form, notification.arrived_ns, notification.utc_ns)
        if place == _SPELLED:
            name = notification.sensor.encode()
            if len(name) > _SPELLED:
                raise ValueError(f"a sensor's name has {len(name)} bytes, 255 fit")
            body += bytes((len(name),)) + name
        return framed(RecordKind.NOTIFICATION, body + channel + notification.payload)

    def of_note(self, note: JournalNote) -> bytes:
        """Give the record of a note.

        Raises
        ------
        ValueError
            If it holds a number that JSON cannot say, or is too long.
        """
        content = {"kind": note.kind, "document": note.document}
        text = json.dumps(content, ensure_ascii=False, allow_nan=False)
        return framed(RecordKind.NOTE, _NOTE.pack(note.at_ns) + text.encode())

    def _form(self, channel: str) -> tuple[int, bytes]:
        """Give how a channel is written: as 16 bytes where it is a UUID, else spelled out."""
        try:
            code = uuid.UUID(channel)
        except ValueError:
            code = None
        if code is not None and str(code) == channel:
            form = 0, code.bytes
        else:
            name = channel.encode()
            if not 1 <= len(name) <= _SPELLED:
                raise ValueError(f"a channel's name has {len(name)} bytes, 1 to 255 fit")
            form = len(name), name
        self._channels[channel] = form
        return form


class EntryReader:
    """Turns records into what they mean.

    Parameters
    ----------
    header
        Of the journal.
    """

    def __init__(self, header: JournalHeader) -> None:
        self._sensors = tuple(sensor.sensor for sensor in header.sensors)
        self._channels: dict[bytes, str] = {}

    def entry(self, record: Record) -> Notification | JournalNote | None:
        """Give what a record holds, None where that makes no sense."""
        try:
            if record.kind == RecordKind.NOTE:
                return _note_in(record.body)
            return self._notification(record.body)
        except (ValueError, IndexError, struct.error, RecursionError):
            return None

    def _notification(self, body: bytes) -> Notification:
        place, form, arrived_ns, utc_ns = _NOTIFICATION.unpack_from(body)
        at = _NOTIFICATION.size
        if place == _SPELLED:
            length = body[at]
            sensor = _piece(body, at + 1, length).decode()
            at += 1 + length
        else:
            sensor = self._sensors[place]
        code = _piece(body, at, form or _UUID_BYTES)
        if form:
            channel = code.decode()
        else:
            channel = self._channels.get(code) or str(uuid.UUID(bytes=code))
            self._channels[code] = channel
        return Notification(sensor, channel, arrived_ns, utc_ns, body[at + len(code) :])


def _piece(body: bytes, at: int, length: int) -> bytes:
    piece = body[at : at + length]
    if len(piece) != length:
        raise ValueError("a record ends too early")
    return piece


def _note_in(body: bytes) -> JournalNote:
    (at_ns,) = _NOTE.unpack_from(body)
    content = json.loads(body[_NOTE.size :])
    if not isinstance(content, dict):
        raise ValueError("a note is no object")  # noqa: TRY004 - the file is wrong, not a type here
    kind, document = content.get("kind"), content.get("document")
    if not isinstance(kind, str) or not isinstance(document, dict):
        raise ValueError("a note lacks its parts")  # noqa: TRY004 - the file is wrong, not a type here
    return JournalNote(kind, document, at_ns)
