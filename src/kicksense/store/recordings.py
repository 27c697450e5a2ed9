"""Recordings as Parquet files that carry everything known about them."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.signals import Recording
from kicksense.errors import StoreError
from kicksense.store.atomic import publish, staged, write_trouble
from kicksense.store.columns import AnyArray, column_of, flags_in, numbers_in, present_in
from kicksense.store.quantisation import Scale, counts_of
from kicksense.store.recording_notes import RecordingNotes, notes_from_json, notes_of

FORMAT_VERSION: Final = 1
"""Version of the layout below; raised whenever an older kicksense could misread it."""

CHANNELS: Final = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
"""Columns of numbers, in m/s2 and rad/s once their scale is applied."""

_FORMAT_KEY: Final = b"kicksense.format"
_NOTES_KEY: Final = b"kicksense.recording"
_SCALES_KEY: Final = b"kicksense.scales"
_BETWEEN_SUFFIX: Final = "_between"
_ROWS_IN_GROUP: Final = 1 << 16
_COMPRESSION_LEVEL: Final = 3
_UNREADABLE: Final = (OSError, pa.ArrowException, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """What a stored recording says of itself, without its samples.

    Attributes
    ----------
    notes
        All fields of the recording that are no samples.
    samples
        Number of samples.
    scales
        For each channel that is stored as counts, how they become numbers.
    """

    notes: RecordingNotes
    samples: int
    scales: dict[str, Scale]


def write_recording(recording: Recording, path: Path) -> None:
    """Write a recording as Parquet, completely or not at all.

    A channel whose numbers are whole multiples of a step is written as counts with that step
    (16 bits where they fit), to be read back to the last bit; another as 32- or 64-bit floats,
    whichever keeps every bit.

    Parameters
    ----------
    recording
        What to write.
    path
        The file to be made or replaced.

    Raises
    ------
    StoreError
        If it could not be written; an older file of the same name is then untouched.
    """
    try:
        with staged(path) as part:
            write_part(recording, part, notes_of(recording, datetime.now(UTC)))
            publish(part, path)
    except OSError as error:
        raise write_trouble(error, path) from error


def write_part(recording: Recording, part: Path, notes: RecordingNotes) -> None:
    """Write a recording under the name given and flush it to the disk.

    Parameters
    ----------
    recording
        What to write.
    part
        A name that `kicksense.store.atomic.staged` has given.
    notes
        What is known of it beside its samples.

    Raises
    ------
    OSError
        If the system does not let it be written.
    """
    table, encodings = _table_of(recording, notes)
    with part.open("xb") as stream:
        pq.write_table(
            table,
            stream,
            row_group_size=_ROWS_IN_GROUP,
            compression="zstd",
            compression_level=_COMPRESSION_LEVEL,
            use_dictionary=False,
            column_encoding=encodings,
            write_page_checksum=True,
        )
        stream.flush()
        os.fsync(stream.fileno())


def read_header(path: Path) -> RecordingHeader:
    """Read what a stored recording says of itself, without its samples.

    Parameters
    ----------
    path
        A file that `write_recording` wrote.

    Returns
    -------
    header
        The notes and the layout.

    Raises
    ------
    StoreError
        If there is no such file, it is damaged, or of another format version.
    """
    try:
        with pq.ParquetFile(path) as file:
            return _header_of(file, path)
    except StoreError:
        raise
    except FileNotFoundError as error:
        raise _missing(path) from error
    except _UNREADABLE as error:
        raise _damaged(path, error) from error


def read_recording(path: Path) -> Recording:
    """Read a stored recording.

    Parameters
    ----------
    path
        A file that `write_recording` wrote.

    Returns
    -------
    recording
        Equal to what was written, bit by bit.

    Raises
    ------
    StoreError
        If there is no such file, it is damaged, or of another format version.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            header = _header_of(file, path)
            return _recording_of(file, header)
    except StoreError:
        raise
    except FileNotFoundError as error:
        raise _missing(path) from error
    except _UNREADABLE as error:
        raise _damaged(path, error) from error


def is_stored_recording(path: Path) -> bool:
    """Tell whether a file begins like a Parquet file."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PAR1"
    except OSError:
        return False


def _missing(path: Path) -> StoreError:
    return StoreError(
        f"{path} is not there; import the original recording again, or copy the file back."
    )


def _damaged(path: Path, error: Exception) -> StoreError:
    reason = str(error).strip().splitlines()
    return StoreError(
        f"{path} is damaged and cannot be read ({reason[0] if reason else type(error).__name__}); "
        "import the original recording again, or restore the file from a copy."
    )


# ---- writing


def _table_of(recording: Recording, notes: RecordingNotes) -> tuple[pa.Table, dict[str, str]]:
    """Give the table of a recording and how each of its columns is packed."""
    columns: dict[str, pa.Array] = {}
    scales: dict[str, dict[str, float]] = {}
    encodings: dict[str, str] = {}
    for name, values in _channels_of(recording):
        counts = counts_of(values, recording.measured)
        if counts is None:
            columns[name] = column_of(_shortest_floats(values))
            encodings[name] = "BYTE_STREAM_SPLIT"
            continue
        scale = counts.scale
        scales[name] = {
            "multiplier": scale.multiplier,
            "divisor": scale.divisor,
            "factor": scale.factor,
        }
        encodings[name] = "DELTA_BINARY_PACKED"
        integers = _shortest_integers(counts.codes)
        if counts.exact.all():
            columns[name] = column_of(integers)
        else:
            between = name + _BETWEEN_SUFFIX
            columns[name] = column_of(integers, counts.exact)
            columns[between] = column_of(values, ~counts.exact)
            encodings[between] = "PLAIN"
    columns["measured"] = column_of(recording.measured)
    columns["clipped"] = column_of(recording.clipped)
    metadata = {
        _FORMAT_KEY: str(FORMAT_VERSION).encode(),
        _NOTES_KEY: notes.to_json().encode(),
        _SCALES_KEY: json.dumps(scales).encode(),
    }
    return pa.table(columns).replace_schema_metadata(metadata), encodings


def _channels_of(recording: Recording) -> Iterator[tuple[str, FloatArray]]:
    for column in range(6):
        block = recording.acc_mps2 if column < 3 else recording.gyr_radps  # noqa: PLR2004 - axes
        yield CHANNELS[column], np.ascontiguousarray(block[:, column % 3])


def _shortest_integers(codes: AnyArray) -> AnyArray:
    """Give counts in 16 bits where they fit, else in 32."""
    limits = np.iinfo(np.int16)
    fits = len(codes) == 0 or (codes.min() >= limits.min and codes.max() <= limits.max)
    return codes.astype(np.int16 if fits else np.int32)


def _shortest_floats(values: FloatArray) -> AnyArray:
    """Give numbers in 32 bits where none loses anything, else in 64."""
    with np.errstate(over="ignore"):
        short = values.astype(np.float32)
    return short if np.array_equal(short.astype(np.float64), values) else values


# ---- reading


@dataclass(frozen=True, slots=True)
class _Channel:
    """One channel within one group of rows."""

    name: str
    scale: Scale | None
    group: int


def _header_of(file: pq.ParquetFile, path: Path) -> RecordingHeader:
    metadata = file.metadata.metadata or {}
    version = metadata.get(_FORMAT_KEY)
    if version is None:
        raise StoreError(
            f"{path} is a Parquet file, but none that kicksense wrote; export it as CSV "
            "with a header and import that."
        )
    if version != str(FORMAT_VERSION).encode():
        raise StoreError(
            f"{path} has recording format {version.decode(errors='replace')}, and this kicksense "
            f"reads format {FORMAT_VERSION}; upgrade kicksense, or import the original again."
        )
    scales = {
        name: Scale(float(scale["multiplier"]), float(scale["divisor"]), float(scale["factor"]))
        for name, scale in json.loads(metadata[_SCALES_KEY]).items()
    }
    return RecordingHeader(
        notes=notes_from_json(metadata[_NOTES_KEY].decode()),
        samples=file.metadata.num_rows,
        scales=scales,
    )


def _recording_of(file: pq.ParquetFile, header: RecordingHeader) -> Recording:
    """Read the samples, one group of rows at a time, straight into their arrays."""
    notes, n = header.notes, header.samples
    acc_mps2 = np.empty((n, 3))
    gyr_radps = np.empty((n, 3))
    measured = np.ones(n, dtype=np.bool_)
    clipped = np.zeros(n, dtype=np.bool_)
    targets = {CHANNELS[k]: (acc_mps2 if k < 3 else gyr_radps)[:, k % 3] for k in range(6)}  # noqa: PLR2004 - axes
    masks: dict[str, BoolArray] = {}
    if notes.bridged_samples:
        masks["measured"] = measured
    if notes.clipped_samples:
        masks["clipped"] = clipped
    start = 0
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=[*targets, *masks], use_threads=False)
        rows = slice(start, start + table.num_rows)
        for name, target in targets.items():
            channel = _Channel(name, header.scales.get(name), group)
            target[rows] = _numbers(file, table.column(name), channel)
        for name, mask in masks.items():
            mask[rows] = flags_in(table.column(name))
        start = rows.stop
    return notes.recording(acc_mps2, gyr_radps, measured=measured, clipped=clipped)


def _numbers(file: pq.ParquetFile, column: pa.ChunkedArray, channel: _Channel) -> FloatArray:
    """Give one channel of one group of rows in SI units."""
    values = numbers_in(column)
    if channel.scale is None:
        return values
    numbers = channel.scale.values_of(values)
    if column.null_count:
        name = channel.name + _BETWEEN_SUFFIX
        between = file.read_row_group(channel.group, columns=[name], use_threads=False)
        others = numbers_in(between.column(name))
        numbers = np.where(present_in(column), numbers, others)
    return numbers
