"""File contents, opened without trusting them."""

import hashlib
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

from kicksense.errors import RecordingFileError

MAX_CONTENT_BYTES: Final = 2 * 1024**3
"""Largest content read into memory: more than a day of six channels at 200 Hz as text."""

_BOMB_CHECK_BYTES: Final = 64 * 1024**2
_BOMB_RATIO: Final = 100
_CHUNK_BYTES: Final = 1024**2
_PROBE_BYTES: Final = 4096
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZIP_MAGIC: Final = b"PK\x03\x04"
_EMPTY_ZIP_MAGIC: Final = b"PK\x05\x06"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_TABLE_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".dat")
_FOREIGN_MAGIC: Final = {
    b"PAR1": "a Parquet file",
    b"\x89HDF": "an HDF5 file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zX": "an xz file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"SQLite": "a database",
}


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The text of one table, not yet decoded.

    Attributes
    ----------
    name
        File name, of the member for an archive.
    text
        The bytes.
    fingerprint
        SHA-256 of the file as it lies on disk, hex.
    """

    name: str
    text: bytes | bytearray
    fingerprint: str


class Bundle(Protocol):
    """Files that belong together: a folder or an archive."""

    def names(self) -> tuple[str, ...]:
        """Give the names of the files."""
        ...

    def open(self, name: str) -> Content:
        """Give the content of one of them."""
        ...


@dataclass(frozen=True, slots=True)
class FolderBundle:
    """The files beside each other in a folder."""

    folder: Path

    def names(self) -> tuple[str, ...]:
        """Give the names of the files, sorted."""
        try:
            return tuple(sorted(path.name for path in self.folder.iterdir() if path.is_file()))
        except OSError as error:
            raise _unreadable(error) from error

    def open(self, name: str) -> Content:
        """Give the content of one of them."""
        return open_content(self.folder / name)


@dataclass(frozen=True, slots=True)
class ZipBundle:
    """The tables in a zip archive; nothing is unpacked to disk."""

    archive: Path

    def names(self) -> tuple[str, ...]:
        """Give the names of the members that may be tables."""
        try:
            with zipfile.ZipFile(self.archive) as archive:
                members = [info.filename for info in archive.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise _broken_zip() from error
        return tuple(
            name
            for name in members
            if name.lower().endswith(_TABLE_SUFFIXES) and not name.startswith("__MACOSX")
        )

    def open(self, name: str) -> Content:
        """Give the content of one member."""
        fingerprint = _fingerprint_of(self.archive)
        try:
            with zipfile.ZipFile(self.archive) as archive:
                info = archive.getinfo(name)
                with archive.open(info) as member:
                    text = _bounded(member, max(info.compress_size, 1))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise _broken_zip() from error
        except (RuntimeError, NotImplementedError) as error:
            raise RecordingFileError(
                "The zip archive is locked with a password or packed in an unusual way; "
                "unpack it and give the file inside."
            ) from error
        return Content(Path(name).name, _checked_text(text), fingerprint)


def is_zip(path: Path) -> bool:
    """Tell whether a file is a zip archive, by its content."""
    return _probe(path)[:4] in (_ZIP_MAGIC, _EMPTY_ZIP_MAGIC)


def open_content(path: Path) -> Content:
    """Give the text of a table file, unpacked if it is gzip.

    Parameters
    ----------
    path
        A regular file.

    Returns
    -------
    content
        Never empty and never binary.

    Raises
    ------
    RecordingFileError
        If the file is missing, unreadable, empty, damaged, no text or too large.
    """
    probe = _probe(path)
    if not probe:
        raise RecordingFileError(
            "The file is empty; export the recording again from the sensor's software."
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _unreadable(error) from error
    fingerprint = hashlib.sha256(raw).hexdigest()
    if probe.startswith(_GZIP_MAGIC):
        return Content(path.stem, _checked_text(_gunzipped(raw)), fingerprint)
    return Content(path.name, _checked_text(raw), fingerprint)


def _probe(path: Path) -> bytes:
    """Give the first bytes of a regular file of bearable size."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise RecordingFileError("This is no regular file; give the file of a recording.")
        if status.st_size > MAX_CONTENT_BYTES:
            raise _too_large()
        with path.open("rb") as file:
            return file.read(_PROBE_BYTES)
    except OSError as error:
        raise _unreadable(error) from error


def _fingerprint_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(error) from error


def _gunzipped(raw: bytes) -> bytearray:
    """Unpack gzip members, within bounds of size and of growth."""
    text = bytearray()
    rest = memoryview(raw)
    while len(rest):
        if bytes(rest[:2]) != _GZIP_MAGIC:
            break
        unpacker = zlib.decompressobj(wbits=31)
        used = 0
        try:
            while not unpacker.eof:
                piece = unpacker.unconsumed_tail or bytes(rest[used : used + _CHUNK_BYTES])
                if not unpacker.unconsumed_tail:
                    used += len(piece)
                grown = unpacker.decompress(piece, _CHUNK_BYTES)
                if not piece and not grown and not unpacker.eof:
                    raise _cut_off()
                text += grown
                _check_growth(len(text), len(raw))
        except zlib.error as error:
            raise RecordingFileError(
                "The gzip file is damaged and cannot be unpacked; copy or export it again."
            ) from error
        rest = rest[used - len(unpacker.unused_data) :]
    return text


def _bounded(member: IO[bytes], packed_bytes: int) -> bytearray:
    """Read an archive member within bounds of size and of growth."""
    text = bytearray()
    while piece := member.read(_CHUNK_BYTES):
        text += piece
        _check_growth(len(text), packed_bytes)
    return text


def _check_growth(unpacked_bytes: int, packed_bytes: int) -> None:
    if unpacked_bytes > MAX_CONTENT_BYTES:
        raise _too_large()
    if unpacked_bytes > max(_BOMB_CHECK_BYTES, _BOMB_RATIO * packed_bytes):
        raise RecordingFileError(
            f"The file unpacks to more than {_BOMB_RATIO} times its size, as no recording does, "
            "and was not read further; unpack it yourself if you trust it."
        )


def _checked_text(text: bytes | bytearray) -> bytes | bytearray:
    """Refuse what is empty or no text."""
    start = bytes(text[:_PROBE_BYTES])
    if not start.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RecordingFileError(
            "The file is empty; export the recording again from the sensor's software."
        )
    for magic, what in _FOREIGN_MAGIC.items():
        if start.startswith(magic):
            raise RecordingFileError(
                f"This is {what}, not a table of samples; export the recording as CSV."
            )
    if b"\x00" in start and not start.startswith(_UTF16_MARKS):
        raise RecordingFileError(
            "This is a binary file, not a table of samples; export the recording as CSV."
        )
    return text


def _unreadable(error: OSError) -> RecordingFileError:
    if isinstance(error, FileNotFoundError):
        return RecordingFileError("There is no such file; check the path.")
    if isinstance(error, PermissionError):
        return RecordingFileError(
            "The file may not be read by this user; change its permissions or copy it."
        )
    return RecordingFileError(f"The file cannot be read ({error.strerror}); copy it and try again.")


def _too_large() -> RecordingFileError:
    return RecordingFileError(
        f"The file holds more than {MAX_CONTENT_BYTES // 1024**3} GiB of text; "
        "split it into shorter recordings."
    )


def _cut_off() -> RecordingFileError:
    return RecordingFileError(
        "The gzip file ends too early: it was cut off; copy or export it again."
    )


def _broken_zip() -> RecordingFileError:
    return RecordingFileError("The zip archive is damaged or cut off; copy or export it again.")
