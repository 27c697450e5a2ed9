"""Labelling in steps: what one labeller did in one recording, so that each step can be undone.

The labels themselves are in `kicksense.store.labels`; this file beside them says how they came to
be. It carries a revision, so that two windows cannot write over each other unnoticed.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kicksense.errors import StoreError
from kicksense.store.atomic import write_trouble
from kicksense.store.documents import Form, Part
from kicksense.store.folder import DataFolder
from kicksense.store.journal_lock import hold
from kicksense.store.labels import EventPart, SpanPart

LABEL_WORK_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MOST_STEPS: Final = 20_000
"""Steps that are kept of one labeller in one recording; the oldest go first."""

_FOLDER_NAME: Final = "labelling"
_WITHIN_S: Final = 10.0
_LOOK_AGAIN_S: Final = 0.02

_Digest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class StepPart(Part):
    """One thing that was done.

    Attributes
    ----------
    done_utc
        When.
    answer
        What was pressed, such as ``heel``; empty where no single moment was named.
    t_s
        Of the moment; None where it was about a stretch or about everything.
    removed, added
        Events.
    spans_removed, spans_added
        Stretches of time.
    was_complete, complete, was_finished, finished
        Whether every kick is labelled, and whether the labeller is done.
    """

    done_utc: AwareDatetime
    answer: Annotated[str, StringConstraints(max_length=64)] = ""
    t_s: float | None = None
    removed: tuple[EventPart, ...] = ()
    added: tuple[EventPart, ...] = ()
    spans_removed: tuple[SpanPart, ...] = ()
    spans_added: tuple[SpanPart, ...] = ()
    was_complete: bool = False
    complete: bool = False
    was_finished: bool = False
    finished: bool = False


class LabelWork(Part):
    """What one labeller did in one recording.

    Attributes
    ----------
    format
        Version of the form.
    fingerprint, session_id, labeller, player_id
        As in `LabelSet`.
    revision
        Rises by one with everything that is written.
    labels_digest
        What the file of labels should hold; empty where there should be none.
    events, spans, complete, finished
        How it is now.
    done, undone
        Steps that hold, oldest first; and those that were taken back, the next to do again last.
    """

    format: Literal[1]
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    session_id: _Id
    labeller: _Id
    player_id: _Id
    revision: Annotated[int, Field(ge=0)] = 0
    labels_digest: _Digest = ""
    events: tuple[EventPart, ...] = ()
    spans: tuple[SpanPart, ...] = ()
    complete: bool = False
    finished: bool = False
    done: Annotated[tuple[StepPart, ...], Field(max_length=MOST_STEPS)] = ()
    undone: Annotated[tuple[StepPart, ...], Field(max_length=MOST_STEPS)] = ()


_FORM: Final = Form(
    LabelWork,
    LABEL_WORK_FORMAT,
    title="file of labelling",
    cure="move it away; the labels themselves lie in 'labels' and stay",
    max_bytes=256 * 1024**2,
)


def read_label_work(
    folder: DataFolder, fingerprint: str, labeller: str, session_id: str
) -> LabelWork | None:
    """Read what a labeller did; None where nothing was done in steps.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    work = _FORM.read(_path_of(folder, fingerprint, labeller, session_id))
    return None if work is None or work.fingerprint != fingerprint else work


def write_label_work(folder: DataFolder, work: LabelWork) -> None:
    """Write what a labeller did.

    Raises
    ------
    StoreError
        If it could not be written; the earlier file is then untouched.
    """
    path = _path_of(folder, work.fingerprint, work.labeller, work.session_id)
    _FORM.write(folder, path, work)


def label_works(folder: DataFolder, fingerprint: str) -> tuple[LabelWork, ...]:
    """Read what all labellers did in a recording, by labeller.

    Raises
    ------
    StoreError
        If a file is damaged or of another version.
    """
    place = _folder_of(folder, fingerprint)
    found = [_FORM.read(path) for path in sorted(place.glob("*.json"))]
    return tuple(sorted((w for w in found if w is not None), key=lambda work: work.labeller))


@contextmanager
def label_turn(folder: DataFolder, fingerprint: str) -> Iterator[None]:
    """Keep everybody else from writing labels of a recording, here and in other processes.

    Raises
    ------
    StoreError
        If somebody else does not come to an end, or the folder cannot be written.
    """
    place = _folder_of(folder, fingerprint)
    path = place / ".turn"
    try:
        folder.create()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise write_trouble(error, path) from error
    try:
        until_s = time.monotonic() + _WITHIN_S
        while not hold(descriptor):
            if time.monotonic() > until_s:
                raise StoreError(
                    "the labels of this session are being written elsewhere; try again in a moment."
                )
            time.sleep(_LOOK_AGAIN_S)
        yield
    finally:
        os.close(descriptor)


def _folder_of(folder: DataFolder, fingerprint: str) -> Path:
    if len(fingerprint) != hashlib.sha256().digest_size * 2 or not fingerprint.isalnum():
        raise ValueError(f"'{fingerprint}' is no SHA-256 in hex")
    return folder.root / _FOLDER_NAME / fingerprint


def _path_of(folder: DataFolder, fingerprint: str, labeller: str, session_id: str) -> Path:
    who = hashlib.sha256(f"{labeller}\n{session_id}".encode()).hexdigest()[:20]
    return _folder_of(folder, fingerprint) / f"{who}.json"
