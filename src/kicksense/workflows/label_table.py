"""Kicks as one flat table: what was measured, what was said of them, and what is true."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.domain.kick import KickReport, SessionReport
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.errors import UsageError
from kicksense.exchange.spreadsheet import guarded
from kicksense.features.schema import FEATURE_NAMES
from kicksense.store.atomic import write_atomically
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.datasets import SIMULATED, Dataset, DatasetEntry, LabelledSession
from kicksense.workflows.label_choice import covers
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.scoring_matching import match_times
from kicksense.workflows.workers import pooled, worker_count

Progress = Callable[[int, int], None]
"""Told how many recordings are done, and how many there are."""

Value = str | float | bool | None
Row = dict[str, Value]
"""A kick, by column."""

GROUPS: Final = ("age", "mount", "rate", "acc_range", "faults", "drill", "engine")
"""Groups that have a column of their own, where the labels name them."""

TEXTS: Final = (
    "session", "player", "source", "labellers", "side", "outcome", "technique", "label_kind",
    "label_technique", "label_quality", "label_intent", "calibration_method",
    *(f"group_{name}" for name in GROUPS),
)  # fmt: skip
"""Columns of text."""

FLAGS: Final = ("simulated", "clipped", "labelled_completely")
"""Columns of true and false."""

NUMBERS: Final = (
    "time_s", "sampling_rate_hz", "calibration_quality_ratio",
    "probability_heel", "probability_inside_foot", "probability_instep",
    "foot_speed_mps", "foot_speed_low_mps", "foot_speed_high_mps",
    "ball_speed_mps", "ball_speed_low_mps", "ball_speed_high_mps",
    "label_time_s", "label_within_s", "label_foot_speed_mps", "label_ball_speed_mps",
    "label_impulse_ns", "label_off_centre_m", "label_target_distance_m",
    "analysis_version", "schema_version",
    *(f"feature_{name}" for name in FEATURE_NAMES),
)  # fmt: skip
"""Columns of numbers, SI."""

COLUMNS: Final = (*TEXTS, *FLAGS, *NUMBERS)
"""All columns, in order."""

OUTCOMES: Final = {
    "found": "a labelled kick that the analysis found",
    "missed": "a labelled kick that it did not find",
    "false": "called a kick where the labels, complete there, have none",
    "unlabelled": "called a kick where the labels are not complete",
}
"""What the column `outcome` says."""

_WITHIN_S: Final = 0.1
_SERIAL_UP_TO: Final = 4


@dataclass(frozen=True, slots=True)
class TableSummary:
    """What was written.

    Attributes
    ----------
    rows
        Kicks.
    outcomes
        How many of each of `OUTCOMES`.
    recordings
        They come from.
    """

    rows: int
    outcomes: dict[str, int]
    recordings: int


def write_kick_table(dataset: Dataset, path: Path, progress: Progress) -> TableSummary:
    """Analyze labelled recordings and write their kicks beside their labels.

    Parameters
    ----------
    dataset
        The recordings.
    path
        The file to be made or replaced; ``.parquet`` or ``.csv``.
    progress
        Called after each recording.

    Returns
    -------
    summary
        How many kicks of which outcome.

    Raises
    ------
    UsageError
        Before anything is read, if the file's ending is another.
    KicksenseError
        If a recording cannot be read, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".parquet", ".csv"):
        raise UsageError(f"'{path.name}' must end in .parquet or .csv, the two forms of a table.")
    rows: list[Row] = []
    for done, found in enumerate(_rows_of_all(dataset.entries), start=1):
        rows += found
        progress(done, len(dataset.entries))
    write_atomically(path, parquet_bytes(rows) if ending == ".parquet" else csv_bytes(rows))
    outcomes = {name: sum(row["outcome"] == name for row in rows) for name in OUTCOMES}
    return TableSummary(len(rows), outcomes, len(dataset.entries))


def kick_rows(session: LabelledSession, report: SessionReport) -> list[Row]:
    """Give one row for each kick that was called or labelled.

    Labelled kicks are matched one to one with those called within 0.1 s, or within what the label
    says it may be off. What a kick called by mistake really was is told by its label's kind.

    Parameters
    ----------
    session
        Recording and labels.
    report
        What the analysis says of it.

    Returns
    -------
    rows
        In order of time; a value that does not exist is None.
    """
    labels = session.labels
    true_kicks = [event for event in labels.events if event.kind is EventKind.KICK]
    others = [event for event in labels.events if event.kind is not EventKind.KICK]
    matched = _matches(true_kicks, report.kicks)
    called = {id(kick): event for event, kick in matched}
    left = [kick for kick in report.kicks if id(kick) not in called]
    mistaken = {id(kick): event for event, kick in _matches(others, left)}
    rows: list[tuple[float, Row]] = []
    for kick in report.kicks:
        event = called.get(id(kick)) or mistaken.get(id(kick))
        complete = covers(labels, kick.t_s)
        outcome = "false" if complete else "unlabelled"
        row = _kick_row(kick) | _label_row(event)
        row["outcome"] = "found" if id(kick) in called else outcome
        row["labelled_completely"] = complete
        rows.append((kick.t_s, row))
    seen = {id(event) for event, _ in matched}
    for event in true_kicks:
        if id(event) not in seen:
            row = _label_row(event) | {"outcome": "missed"}
            row["labelled_completely"] = covers(labels, event.t_s)
            rows.append((event.t_s, row))
    about = _session_row(session, report)
    rows.sort(key=lambda timed: timed[0])
    return [about | row for _, row in rows]


def _rows_of_all(entries: Sequence[DatasetEntry]) -> Iterator[list[Row]]:
    workers = min(worker_count(), len(entries))
    if len(entries) <= _SERIAL_UP_TO or workers == 1:
        yield from map(_rows_of, entries)
    else:
        yield from pooled(_rows_of, entries, workers)


def _rows_of(entry: DatasetEntry) -> list[Row]:
    session = Dataset((entry,)).read(entry)
    report = analyze_recording(session.recording, AnalysisRequest())
    return [{"labellers": "+".join(entry.labellers), **row} for row in kick_rows(session, report)]


def _matches(
    events: Sequence[LabelledEvent], kicks: Sequence[KickReport]
) -> list[tuple[LabelledEvent, KickReport]]:
    within_s = [max(_WITHIN_S, event.within_s) for event in events]
    rows, columns = match_times(
        [event.t_s for event in events], [kick.t_s for kick in kicks], np.array(within_s)
    )
    return [(events[row], kicks[column]) for row, column in zip(rows, columns, strict=True)]


def _session_row(session: LabelledSession, report: SessionReport) -> Row:
    labels: LabelSet = session.labels
    return {
        "session": session.session_id,
        "player": session.player_id,
        "source": session.source,
        "simulated": session.source == SIMULATED,
        "side": str(session.recording.placement.side),
        "sampling_rate_hz": report.sampling_rate_hz,
        "calibration_method": str(report.calibration.method),
        "calibration_quality_ratio": report.calibration.quality_ratio,
        "analysis_version": float(report.analysis_version),
        "schema_version": float(report.schema_version),
        **{f"group_{name}": labels.groups.get(name) for name in GROUPS},
    }


def _kick_row(kick: KickReport) -> Row:
    features = zip(kick.features.names, kick.features.values, strict=True)
    return {
        "time_s": kick.t_s,
        "technique": str(kick.technique),
        "probability_heel": kick.probability.heel,
        "probability_inside_foot": kick.probability.inside_foot,
        "probability_instep": kick.probability.instep,
        "foot_speed_mps": kick.foot_speed_mps.value,
        "foot_speed_low_mps": kick.foot_speed_mps.low,
        "foot_speed_high_mps": kick.foot_speed_mps.high,
        "ball_speed_mps": kick.ball_speed_mps.value,
        "ball_speed_low_mps": kick.ball_speed_mps.low,
        "ball_speed_high_mps": kick.ball_speed_mps.high,
        "clipped": kick.clipped,
        **{f"feature_{name}": _known(value) for name, value in features},
    }


def _label_row(event: LabelledEvent | None) -> Row:
    if event is None:
        return {}
    return {
        "label_time_s": event.t_s,
        "label_within_s": event.within_s,
        "label_kind": str(event.kind),
        "label_technique": str(event.technique),
        "label_quality": event.quality,
        "label_intent": event.intent,
        "label_foot_speed_mps": event.foot_speed_mps,
        "label_ball_speed_mps": event.ball_speed_mps,
        "label_impulse_ns": event.impulse_ns,
        "label_off_centre_m": event.off_centre_m,
        "label_target_distance_m": event.target_distance_m,
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def parquet_bytes(rows: Sequence[Row]) -> bytes:
    """Give rows of kicks as Parquet; a column that is always empty keeps its type."""
    import pyarrow as pa  # noqa: PLC0415 - imported late to keep --help fast
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    kinds = {
        **dict.fromkeys(TEXTS, pa.string()),
        **dict.fromkeys(FLAGS, pa.bool_()),
        **dict.fromkeys(NUMBERS, pa.float64()),
    }
    columns = {
        name: pa.array([row.get(name) for row in rows], type=kinds[name]) for name in COLUMNS
    }
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def csv_bytes(rows: Sequence[Row]) -> bytes:
    """Give rows of kicks as CSV in UTF-8; no cell is calculated by a spreadsheet program."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row.get(name)) for name in COLUMNS] for row in rows)
    return out.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else repr(float(value))
