"""Labels as JSON files: one for each recording and labeller, beside the recordings.

The files are the only place where labels are. Nothing that is repaired or built again touches
them, and labels that are replaced by newer ones of the same labeller are kept under another name.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError, model_validator

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from kicksense.store.atomic import read_trouble, write_atomically, write_trouble
from kicksense.store.documents import Form, Part, PlayerId
from kicksense.store.folder import DataFolder

LABEL_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MAX_EVENTS: Final = 100_000
"""More than anybody labels of one recording: one a second for a day."""

MAX_TEXT: Final = 200
"""Longest remark on an event, characters."""

_FOLDER_NAME: Final = "labels"
_SUFFIX: Final = ".json"
_KEPT_SUFFIX: Final = ".replaced"
_DIGEST_LETTERS: Final = 20

_PRINTABLE = r"^[\x20-\x7e]+$"
_Word = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=_PRINTABLE)]
_GroupName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_PRINTABLE)]
_SessionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,64}$")]
_Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Remark = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
_Seconds = Annotated[float, Field(ge=-1e12, le=1e12)]
_Speed = Annotated[float, Field(ge=0.0, le=100.0)]


class EventPart(Part):
    """One event as files hold it."""

    t_s: _Seconds
    kind: EventKind
    technique: Technique = Technique.UNSURE
    within_s: Annotated[float, Field(ge=0.0, le=10.0)]
    quality: _Remark = ""
    foot_speed_mps: _Speed | None = None
    ball_speed_mps: _Speed | None = None
    impulse_ns: Annotated[float, Field(ge=0.0, le=1000.0)] | None = None
    off_centre_m: Annotated[float, Field(ge=-10.0, le=10.0)] | None = None
    target_distance_m: Annotated[float, Field(ge=0.0, le=1000.0)] | None = None
    intent: _Remark = ""

    def event(self) -> LabelledEvent:
        """Give the event as the value that travels."""
        return LabelledEvent(**dict(self))


class SpanPart(Part):
    """One stretch of time as files hold it."""

    start_s: _Seconds
    stop_s: _Seconds
    movement: _Word

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.stop_s < self.start_s:
            raise ValueError("a span ends before it begins")
        return self

    def span(self) -> MovementSpan:
        """Give the stretch of time as the value that travels."""
        return MovementSpan(**dict(self))


class _Document(Part):
    format: Literal[1]
    fingerprint: _Fingerprint
    session_id: _SessionId = ""
    labeller: _Word
    labelled_utc: AwareDatetime
    player_id: PlayerId
    complete: bool
    groups: Annotated[dict[_Word, _GroupName], Field(max_length=100)]
    events: Annotated[tuple[EventPart, ...], Field(max_length=MAX_EVENTS)]
    spans: Annotated[tuple[SpanPart, ...], Field(max_length=MAX_EVENTS)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times_s = [event.t_s for event in self.events]
        if times_s != sorted(times_s):
            raise ValueError("the events are not in order of time")
        return self

    def label_set(self) -> LabelSet:
        """Give the labels as the value that travels."""
        return LabelSet(
            fingerprint=self.fingerprint,
            labeller=self.labeller,
            labelled_utc=self.labelled_utc,
            player_id=self.player_id,
            events=tuple(event.event() for event in self.events),
            spans=tuple(span.span() for span in self.spans),
            complete=self.complete,
            groups=self.groups,
            session_id=self.session_id,
        )


_FORM: Final = Form(
    _Document,
    LABEL_FORMAT,
    title="file of labels",
    cure="restore it from a copy, or move it away and import the labels again",
    max_bytes=64 * 1024**2,
)


def write_labels(folder: DataFolder, labels: LabelSet) -> Path:
    """Write what one labeller says of one recording, completely or not at all.

    Earlier labels of the same labeller that say something else are kept beside it under another
    name, and are not read any more.

    Parameters
    ----------
    folder
        The data folder; made where it is missing.
    labels
        What is said, events in order of time.

    Returns
    -------
    path
        The file. Its name holds nothing that a person has chosen.

    Raises
    ------
    StoreError
        If it could not be written; earlier labels are then untouched.
    ValueError
        If the labels break the form of the file.
    """
    document = _document_of(labels)
    path = _path_of(folder, labels)
    try:
        earlier = path.read_bytes() if path.exists() else None
    except OSError as error:
        raise write_trouble(error, path) from error
    if earlier is not None and not _says_the_same(earlier, labels):
        stamp = hashlib.sha256(earlier).hexdigest()[:_DIGEST_LETTERS]
        write_atomically(path.with_name(f"{path.stem}-{stamp}{_KEPT_SUFFIX}"), earlier)
    _FORM.write(folder, path, document)
    return path


def rewrite_labels(folder: DataFolder, labels: LabelSet, expected: str) -> Path:
    """Write labels over those whose content is known and kept elsewhere, step by step.

    Parameters
    ----------
    folder
        The data folder.
    labels
        What is said now.
    expected
        The `content_digest` of what the file should hold; if it holds something else, that is kept
        beside it, as `write_labels` does. Empty where there should be no file.

    Returns
    -------
    path
        The file.

    Raises
    ------
    StoreError
        If it could not be written.
    """
    path = _path_of(folder, labels)
    there = _read_file(path, labels.fingerprint)
    if there is None or content_digest(there) != expected:
        return write_labels(folder, labels)
    _FORM.write(folder, path, _document_of(labels))
    return path


def drop_labels(folder: DataFolder, labels: LabelSet, expected: str) -> None:
    """Remove the file of a labeller who says nothing any more.

    Parameters
    ----------
    folder
        The data folder.
    labels
        Names recording, labeller and session.
    expected
        The `content_digest` of what the file should hold; a file that says something else stays.

    Raises
    ------
    StoreError
        If it could not be removed.
    """
    path = _path_of(folder, labels)
    there = _read_file(path, labels.fingerprint)
    if there is None or content_digest(there) != expected:
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise write_trouble(error, path) from error


def labels_of_labeller(
    folder: DataFolder, fingerprint: str, labeller: str, session_id: str
) -> LabelSet | None:
    """Read what one labeller says of one session; None where they say nothing.

    Raises
    ------
    StoreError
        If a file is damaged or of another version.
    """
    found = read_labels(folder, fingerprint)
    return next(
        (
            labels
            for labels in reversed(found)
            if labels.labeller == labeller and labels.session_id in ("", session_id)
        ),
        None,
    )


def read_labels(folder: DataFolder, fingerprint: str) -> tuple[LabelSet, ...]:
    """Read what has been said of a recording.

    Parameters
    ----------
    folder
        The data folder.
    fingerprint
        SHA-256 of the recording's original content, hex.

    Returns
    -------
    label_sets
        One for each labeller (and each leg, where one file holds both), the oldest first; empty
        where nobody has said anything.

    Raises
    ------
    StoreError
        If a file is damaged or of another version; none is passed over in silence.
    """
    place = _folder_of(folder, fingerprint)
    try:
        paths = sorted(place.glob(f"*{_SUFFIX}"))
    except OSError as error:
        raise read_trouble(error, place) from error
    read = [_read_file(path, fingerprint) for path in paths if not path.name.startswith(".")]
    found = [labels for labels in read if labels is not None]
    return tuple(sorted(found, key=lambda labels: (labels.labelled_utc, labels.labeller)))


def labelled_fingerprints(folder: DataFolder) -> frozenset[str]:
    """Give the fingerprints of all recordings that somebody has labelled.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    fingerprints
        As they can be given to `read_labels`.

    Raises
    ------
    StoreError
        If the folder cannot be read.
    """
    place = folder.root / _FOLDER_NAME
    try:
        names = [path.name for path in place.iterdir()] if place.is_dir() else []
    except OSError as error:
        raise read_trouble(error, place) from error
    return frozenset(name for name in names if _is_fingerprint(name))


def content_digest(labels: LabelSet) -> str:
    """Give the SHA-256 of what is said, whenever it was said and in whichever store.

    Parameters
    ----------
    labels
        Any labels.

    Returns
    -------
    digest
        Hex; the same for the same statements of the same labeller about the same recording.
    """
    document = _document_of(labels)
    groups = dict(sorted(document.groups.items()))
    timeless = document.model_copy(update={"groups": groups})
    said = timeless.model_dump_json(exclude={"labelled_utc", "session_id"}, exclude_defaults=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _document_of(labels: LabelSet) -> _Document:
    fields: Mapping[str, object] = {
        "format": LABEL_FORMAT,
        "fingerprint": labels.fingerprint,
        "session_id": labels.session_id,
        "labeller": labels.labeller,
        "labelled_utc": labels.labelled_utc,
        "player_id": labels.player_id,
        "complete": labels.complete,
        "groups": dict(labels.groups),
        "events": labels.events,
        "spans": labels.spans,
    }
    return _Document.model_validate(fields, from_attributes=True)


def _says_the_same(earlier: bytes, labels: LabelSet) -> bool:
    """Tell whether labels were written before, perhaps at another time."""
    try:
        document = _Document.model_validate_json(earlier)
    except ValidationError:
        return False
    return content_digest(document.label_set()) == content_digest(labels)


def _is_fingerprint(text: str) -> bool:
    return len(text) == hashlib.sha256().digest_size * 2 and set(text) <= set("0123456789abcdef")


def _folder_of(folder: DataFolder, fingerprint: str) -> Path:
    if not _is_fingerprint(fingerprint):
        raise ValueError(f"'{fingerprint}' is no SHA-256 in hex")
    return folder.root / _FOLDER_NAME / fingerprint


def _path_of(folder: DataFolder, labels: LabelSet) -> Path:
    """Give the file of a labeller; the labeller's own words never become part of a path."""
    who = hashlib.sha256(f"{labels.labeller}\n{labels.session_id}".encode()).hexdigest()
    return _folder_of(folder, labels.fingerprint) / f"{who[:_DIGEST_LETTERS]}{_SUFFIX}"


def _read_file(path: Path, fingerprint: str) -> LabelSet | None:
    document = _FORM.read(path)
    if document is None:
        return None
    if document.fingerprint != fingerprint:
        raise _FORM.damaged(path, "it speaks of another recording than the folder it lies in")
    return document.label_set()
