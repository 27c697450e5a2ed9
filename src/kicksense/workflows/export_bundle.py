"""Everything a researcher takes along, in one archive: kicks, labels, sessions, samples.

Only recordings of players who agreed are in it, and simulated ones, which say so in every row.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from kicksense import __version__
from kicksense.domain.labels import LabelSet
from kicksense.domain.signals import Recording
from kicksense.errors import UsageError
from kicksense.exchange.label_words import event_words, technique_words
from kicksense.exchange.spreadsheet import guarded
from kicksense.store.atomic import publish, staged, write_trouble
from kicksense.store.recordings import CHANNELS
from kicksense.store.session_row import SessionRow
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.consent import Scope, sessions_allowed
from kicksense.workflows.dataset_entries import RECORDED, SIMULATED
from kicksense.workflows.datasets import LabelledSession
from kicksense.workflows.export_dictionary import dictionary_text
from kicksense.workflows.label_choice import chosen_labels
from kicksense.workflows.label_table import Row, csv_bytes, kick_rows, parquet_bytes
from kicksense.workflows.labels import label_sets_of
from kicksense.workflows.motion_bids import bids_files
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, list_sessions, open_sessions, recording_of
from kicksense.workflows.workers import pooled, worker_count

Progress = Callable[[int, int], None]
"""Told how many recordings are done, and how many there are."""

LABEL_HEADER: Final = (
    "session", "player", "simulated", "labeller", "complete", "start_s", "stop_s", "kind",
    "technique", "within_s", "quality", "intent",
)  # fmt: skip
SESSION_HEADER: Final = (
    "session", "player", "side", "simulated", "day", "duration_s", "sampling_rate_hz", "drill",
    "surface",
)  # fmt: skip

_SERIAL_UP_TO: Final = 4
_NOBODY: Final = "unknown"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be exported.

    Attributes
    ----------
    data_dir
        The data folder.
    out
        The archive to be made or replaced; ends in ``.zip``.
    recordings
        With the samples.
    bids
        With the samples as Motion-BIDS.
    """

    data_dir: Path
    out: Path
    recordings: bool = False
    bids: bool = False


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What was written.

    Attributes
    ----------
    sessions, kicks, labels
        How many rows of each.
    left_out
        Recordings of players who have not agreed, and of nobody in particular.
    """

    sessions: int
    kicks: int
    labels: int
    left_out: int


def write_bundle(request: ExportRequest, progress: Progress) -> ExportSummary:
    """Write the archive, completely or not at all.

    Parameters
    ----------
    request
        What is asked.
    progress
        Told after each recording.

    Returns
    -------
    summary
        What is in it.

    Raises
    ------
    UsageError
        If the file's name does not end in ``.zip``, or nobody has agreed.
    KicksenseError
        If a recording cannot be read, or the archive cannot be written.
    """
    if request.out.suffix.lower() != ".zip":
        raise UsageError(f"'{request.out.name}' must end in .zip; an export is one archive.")
    sessions = open_sessions(request.data_dir)
    rows = list_sessions(sessions)
    kept = exported_rows(sessions)
    if not kept:
        raise UsageError(
            "there is no recording to export: no player has agreed that their recordings train "
            "models, and nothing is simulated; ask them on the page My data."
        )
    kicks: list[Row] = []
    for done, found in enumerate(_kicks_of_all(request.data_dir, kept), start=1):
        kicks += found
        progress(done, len(kept))
    labels = [line for row in kept for line in _label_lines(sessions, row)]
    summary = ExportSummary(len(kept), len(kicks), len(labels), len(rows) - len(kept))
    try:
        with staged(request.out) as part:
            with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("README.txt", _readme(summary, kept))
                archive.writestr("DICTIONARY.md", dictionary_text())
                archive.writestr("kicks.csv", csv_bytes(kicks))
                archive.writestr("kicks.parquet", parquet_bytes(kicks))
                archive.writestr("labels.csv", _csv(LABEL_HEADER, labels))
                archive.writestr("sessions.csv", _csv(SESSION_HEADER, _session_lines(kept)))
                for name, content in _samples(sessions, kept, request):
                    archive.writestr(name, content)
            publish(part, request.out)
    except OSError as error:
        raise write_trouble(error, request.out) from error
    return summary


def exported_rows(sessions: Sessions) -> tuple[SessionRow, ...]:
    """Give the sessions that may be exported: of players who agreed, and simulated ones."""
    rows = sessions_allowed(sessions, Scope.TRAIN)
    return tuple(sorted(rows, key=lambda row: (row.player_id or "", started_of(row), row.id)))


def _kicks_of_all(data_dir: Path, rows: Sequence[SessionRow]) -> Iterator[list[Row]]:
    function = partial(_kicks_of, data_dir)
    workers = min(worker_count(), len(rows))
    if len(rows) <= _SERIAL_UP_TO or workers == 1:
        yield from map(function, [row.id for row in rows])
    else:
        yield from pooled(function, [row.id for row in rows], workers)


def _kicks_of(data_dir: Path, session_id: str) -> list[Row]:
    """Analyze one session and put its labels beside its kicks."""
    sessions = open_sessions(data_dir)
    row = next(row for row in list_sessions(sessions) if row.id == session_id)
    recording = recording_of(sessions, session_id)
    said = label_sets_of(sessions, row)
    player = row.player_id or (said[0].player_id if said else _NOBODY)
    labels = chosen_labels(said) if said else _unlabelled(row, player)
    source = SIMULATED if row.simulated else RECORDED
    labelled = LabelledSession(row.id, player, source, recording, replace(labels, player_id=player))
    report = analyze_recording(recording, AnalysisRequest(data_dir=data_dir))
    who = "+".join(each.labeller for each in said)
    return [{"labellers": who, **line} for line in kick_rows(labelled, report)]


def _unlabelled(row: SessionRow, player_id: str) -> LabelSet:
    """Give what nobody says of a session."""
    return LabelSet(
        fingerprint=row.fingerprint,
        labeller="",
        labelled_utc=datetime.now(UTC),
        player_id=player_id,
        events=(),
        complete=False,
    )


def _label_lines(sessions: Sessions, row: SessionRow) -> Iterator[tuple[str, ...]]:
    """Give one line for everything that somebody labelled."""
    for labels in label_sets_of(sessions, row):
        # A labeller may have had another id in mind; whoever agreed is the session's own player.
        player = row.player_id or labels.player_id
        about = (row.id, player, _flag(row.simulated), labels.labeller)
        complete = _flag(labels.complete)
        for event in labels.events:
            yield (
                *about, complete, repr(event.t_s), "", event_words(event),
                technique_words(event.technique), repr(event.within_s), event.quality, event.intent,
            )  # fmt: skip
        for span in labels.spans:
            yield (
                *about, complete, repr(span.start_s), repr(span.stop_s), span.movement, "", "", "",
                "",
            )  # fmt: skip


def _session_lines(rows: Sequence[SessionRow]) -> Iterator[tuple[str, ...]]:
    """Give one line for each session; a day counts from the player's first session."""
    first: dict[str | None, datetime] = {}
    for row in rows:
        begun = first.setdefault(row.player_id, started_of(row))
        live = row.live
        yield (
            row.id,
            row.player_id or _NOBODY,
            str(row.worn_side),
            _flag(row.simulated),
            str((started_of(row) - begun).days),
            f"{row.duration_s:.3f}",
            f"{row.sampling_rate_hz:.3f}",
            "" if live is None else live.drill or "",
            "" if live is None else live.surface or "",
        )


def _samples(
    sessions: Sessions, rows: Sequence[SessionRow], request: ExportRequest
) -> Iterator[tuple[str, bytes]]:
    """Give the samples in the forms that were asked for, one recording at a time."""
    if request.recordings:
        for row in rows:
            recording = recording_of(sessions, row.id)
            yield f"recordings/{row.id}.parquet", samples_parquet(recording)
    if request.bids:
        yield from bids_files(sessions, rows)


def samples_parquet(recording: Recording) -> bytes:
    """Give the samples of a recording as Parquet, without what its file was called.

    Parameters
    ----------
    recording
        Sensor frame, any rate.

    Returns
    -------
    content
        Columns as the data dictionary names them.
    """
    import numpy as np  # noqa: PLC0415 - imported late to keep --help fast
    import pyarrow as pa  # noqa: PLC0415 - the same
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    count = len(recording)
    time_s = recording.start_time_s + np.arange(count) / recording.sampling_rate_hz
    numbers = np.hstack([recording.acc_mps2, recording.gyr_radps])
    columns = {"time_s": pa.array(time_s)}
    columns |= {name: pa.array(numbers[:, at]) for at, name in enumerate(CHANNELS)}
    columns |= {
        "measured": pa.array(recording.measured),
        "clipped": pa.array(np.broadcast_to(recording.clipped, count)),
    }
    table = pa.table(columns)
    simulated = _flag(recording.source.simulated).encode()
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({b"simulated": simulated}), out)
    return out.getvalue()


def _csv(header: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Give a table as CSV that no spreadsheet program calculates with."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in line] for line in lines)
    return out.getvalue().encode()


def _cell(text: str) -> str:
    try:
        float(text)
    except ValueError:
        return guarded(text)
    return text


def _flag(value: object) -> str:
    return "true" if value else "false"


def _readme(summary: ExportSummary, rows: Sequence[SessionRow]) -> str:
    """Say what the archive is, and what may be done with it."""
    simulated = sum(row.simulated for row in rows)
    return (
        f"Exported by kicksense {__version__} on {datetime.now(UTC):%Y-%m-%d}.\n\n"
        f"{summary.sessions} recordings, {simulated} of them simulated (no player ever did what is "
        f"in them; the column 'simulated' says so in every row), {summary.kicks} kicks, "
        f"{summary.labels} labels.\n"
        f"{summary.left_out} recordings are left out, since their players have not agreed to "
        "this.\n\n"
        "Players are ids, not names. They agreed that the recordings help to train models of "
        "kicks, and to nothing else. A player may take that back: then delete their rows.\n\n"
        "DICTIONARY.md says what each column means.\n"
    )
