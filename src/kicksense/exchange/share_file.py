"""A share file: one session for named people, as a ZIP that is believed in nothing.

It holds ``share.json`` (for whom, from when, digests of the rest), ``report.json`` (the document of
`kicksense.exchange.report_document`), ``trace.json`` (few points of the signals), ``notes.json``,
``look.html`` for people without kicksense and, where the sender wanted it, ``recording.parquet``.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kicksense.errors import SourceError
from kicksense.exchange.report_document import AnalysisDocument
from kicksense.exchange.share_locking import is_locked, locked, unlocked

SHARE_FORMAT: Final = 1
"""Version of the file's form; raised whenever an older kicksense could misread it."""

SHARE_SUFFIX: Final = ".kicksense"
"""Ends the name of a share file."""

MAX_SHARE_BYTES: Final = 256 * 1024**2
"""A larger file is refused unread."""

MAX_NAMES: Final = 30
"""People that one file is for."""

MAX_NAME_LETTERS: Final = 80
"""Longest of their names."""

MAX_TRACE_POINTS: Final = 20_000
"""More than any sender writes."""

_MEGABYTE: Final = 1024**2
_MANIFEST: Final = "share.json"
_MOST_BYTES: Final[Mapping[str, int]] = {
    _MANIFEST: _MEGABYTE,
    "report.json": 64 * _MEGABYTE,
    "trace.json": 8 * _MEGABYTE,
    "notes.json": 4 * _MEGABYTE,
    "look.html": 16 * _MEGABYTE,
    "recording.parquet": 512 * _MEGABYTE,
}
_MOST_RATIO: Final = 200
_SMALL_BYTES: Final = _MEGABYTE
_ZIP_MAGIC: Final = b"PK\x03\x04"
_CHUNK_BYTES: Final = _MEGABYTE

_Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME_LETTERS)]
_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class SharePart(BaseModel):
    """A part of a share file; refuses fields it does not name, infinity and NaN."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False, extra="forbid")


class ShareManifest(SharePart):
    """For whom a share file is, and what is in it."""

    format: Literal[1]
    kicksense: Annotated[str, StringConstraints(max_length=64)]
    share_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    made_utc: AwareDatetime
    for_names: Annotated[tuple[_Name, ...], Field(min_length=1, max_length=MAX_NAMES)]
    from_name: Annotated[str, StringConstraints(max_length=MAX_NAME_LETTERS)] = ""
    session_id: _Id
    player_id: _Id | None = None
    started_utc: AwareDatetime
    members: Annotated[dict[str, _Digest], Field(max_length=len(_MOST_BYTES))]


class SharedNote(SharePart):
    """A note at a moment, on the recording's own clock."""

    t_s: Annotated[float, Field(ge=-1e12, le=1e12)]
    kick: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    text: Annotated[str, StringConstraints(max_length=2000)]


class SharedNotes(SharePart):
    """The notes that the sender chose."""

    notes: Annotated[tuple[SharedNote, ...], Field(max_length=1000)] = ()


_Numbers = Annotated[tuple[float, ...], Field(max_length=MAX_TRACE_POINTS)]


class SharedTrace(SharePart):
    """The signals with few points, every peak kept; rate in rad/s, specific force in m/s2."""

    start_s: Annotated[float, Field(ge=-1e12, le=1e12)]
    step_s: Annotated[float, Field(gt=0.0, le=1e6)]
    rate_radps: _Numbers
    acc_mps2: _Numbers


@dataclass(frozen=True, slots=True, eq=False)
class SharedSession:
    """A session as it is shared.

    Attributes
    ----------
    manifest
        For whom; its digests are made when it is written.
    document
        What was found, with the score card.
    trace, notes
        As they were chosen.
    look
        The page for people without kicksense, as HTML. Never shown by kicksense itself: it may come
        from anybody.
    recording
        A stored recording as Parquet; None where it was left out.
    """

    manifest: ShareManifest
    document: AnalysisDocument
    trace: SharedTrace
    notes: SharedNotes
    look: str
    recording: bytes | None = None


def looks_shared(content: bytes) -> bool:
    """Tell whether content may be a share file, locked or open."""
    if is_locked(content):
        return True
    if not content.startswith(_ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _MANIFEST in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def packed(shared: SharedSession, passphrase: str | None = None) -> bytes:
    """Give a session as the content of a share file.

    Parameters
    ----------
    shared
        The session.
    passphrase
        That locks it; None leaves it open to whoever has the file.

    Raises
    ------
    UsageError
        If it is to be locked and cannot be.
    """
    members = {
        "report.json": shared.document.model_dump_json().encode(),
        "trace.json": shared.trace.model_dump_json().encode(),
        "notes.json": shared.notes.model_dump_json().encode(),
        "look.html": shared.look.encode(),
    }
    if shared.recording is not None:
        members["recording.parquet"] = shared.recording
    digests = {name: _digest(content) for name, content in members.items()}
    manifest = shared.manifest.model_copy(update={"members": digests})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {_MANIFEST: manifest.model_dump_json().encode(), **members}.items():
            # A fixed date: when a file was made stands in the manifest, and nowhere else.
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    return made.getvalue() if passphrase is None else locked(made.getvalue(), passphrase)


def opened(content: bytes, passphrase: str | None = None) -> SharedSession:
    """Read the content of a share file from anybody.

    Parameters
    ----------
    content
        Of the file.
    passphrase
        For one that is locked.

    Returns
    -------
    shared
        Every part checked against its form and its digest. Nothing is unpacked to the disk, and no
        name in it becomes a path.

    Raises
    ------
    LockedFileError
        If it is locked and does not open.
    SourceError
        If it is no share file that can be read honestly.
    """
    if len(content) > MAX_SHARE_BYTES:
        raise _refused(f"it is larger than {MAX_SHARE_BYTES // _MEGABYTE} MB")
    parts = _members_of(unlocked(content, passphrase))
    manifest = _as(ShareManifest, parts.pop(_MANIFEST, b""), _MANIFEST)
    if {name: _digest(part) for name, part in parts.items()} != dict(manifest.members):
        raise _refused("what is in it is not what its list says; it was changed or cut off")
    missing = {"report.json", "trace.json", "notes.json"} - parts.keys()
    if missing:
        raise _refused(f"{sorted(missing)[0]} is missing")
    return SharedSession(
        manifest=manifest,
        document=_as(AnalysisDocument, parts["report.json"], "report.json"),
        trace=_as(SharedTrace, parts["trace.json"], "trace.json"),
        notes=_as(SharedNotes, parts["notes.json"], "notes.json"),
        look=parts.get("look.html", b"").decode(errors="replace"),
        recording=parts.get("recording.parquet"),
    )


_AnyPart = TypeVar("_AnyPart", bound=BaseModel)


def _as(form: type[_AnyPart], content: bytes, name: str) -> _AnyPart:
    try:
        return form.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["loc"] == ("format",) and name == _MANIFEST:
            raise SourceError(
                f"This share file was made by another kicksense, and this one reads format "
                f"{SHARE_FORMAT}; upgrade kicksense."
            ) from error
        where = ".".join(str(part)[:40] for part in first["loc"][:6])
        raise _refused(
            f"{name} is damaged at {where}" if where else f"{name} is damaged from its beginning on"
        ) from error


def _members_of(content: bytes) -> dict[str, bytes]:
    """Read the known members, each no farther than it may be long."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            if len(names) != len(set(names)) or not set(names) <= _MOST_BYTES.keys():
                raise _refused("it holds something that no share file holds")
            return {info.filename: _member(archive, info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise _refused("it is no sound ZIP archive") from error
    except (RuntimeError, NotImplementedError) as error:
        raise _refused("it is packed in an unusual way") from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    most = _MOST_BYTES[info.filename]
    read = bytearray()
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            read += chunk
            unfolded = len(read) > max(_SMALL_BYTES, _MOST_RATIO * max(info.compress_size, 1))
            if len(read) > most or unfolded:
                raise _refused(f"{info.filename} in it unfolds to far more than it should")
    return bytes(read)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refused(reason: str) -> SourceError:
    return SourceError(
        f"This is no share file that can be read ({reason}); ask whoever sent it for a new one."
    )
