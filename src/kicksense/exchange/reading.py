"""Files of any known kind to samples."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kicksense.assembly.recording import assemble
from kicksense.domain.signals import SampleTable
from kicksense.errors import KicksenseError, RecordingFileError
from kicksense.exchange.csv_generic import TableSource, named_columns, read_generic
from kicksense.exchange.file_reading import FilePreview, FileReading
from kicksense.exchange.layout import Layout, layout_of
from kicksense.exchange.lmd import is_lmd, read_lmd
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.safety import (
    Bundle,
    Content,
    FolderBundle,
    ZipBundle,
    is_zip,
    open_content,
)
from kicksense.exchange.xio import (
    is_ngimu,
    is_ximu,
    is_ximu3,
    main_table,
    read_ngimu,
    read_ximu,
    read_ximu3,
)
from kicksense.exchange.xsens import is_xsens, read_xsens

KINDS: Final[Mapping[str, str]] = {
    "csv": (
        "Any text table with a time and six named channels (acc_x_g, gyr_x_dps, acc_x_mps2, "
        "gyr_x_radps, Accelerometer X (g), Acc_X, ax, ...), also as .gz or in a .zip; "
        "separator, decimal sign, encoding and units are recognised"
    ),
    "lmd": "Suit export with both shanks in 120 Hz frames (Rshank_A_x, ...); needs --side",
    "xsens": "Xsens text export with comment lines and a counter",
    "ngimu": "NGIMU folder, or its sensors.csv",
    "ximu": "x-IMU export folder, or its ..._CalInertialAndMag.csv",
    "ximu3": "x-IMU3 folder, or its Inertial.csv; the high-g accelerometer steps in at clipping",
}
"""Formats that can be read, by the name that a source note carries."""


def read_samples(path: Path, options: ReadOptions) -> SampleTable:
    """Read the samples of a file or of an export folder.

    Parameters
    ----------
    path
        A file of one of `KINDS`, gzip and zip included, or the folder of an export.
    options
        What the user says about it.

    Returns
    -------
    table
        Samples in SI units, sensor frame, in the order of the file.

    Raises
    ------
    RecordingFileError
        If the file holds no samples that can be read honestly; the message is one sentence.
    """
    content, beside = _opened(path)
    return _read(content, layout_of(content), beside, _stem(path), options).table


def preview(path: Path, options: ReadOptions) -> FilePreview:
    """Show how a file would be read.

    Never raises for what is in the file: ``problem`` holds the sentence instead.

    Parameters
    ----------
    path
        As for `read_samples`.
    options
        What the user says about it.

    Returns
    -------
    preview
        As much as could be found out.
    """
    try:
        content, beside = _opened(path)
        layout = layout_of(content)
    except KicksenseError as error:
        return FilePreview(path.name, "", problem=str(error))
    kind = kind_of(content.name, layout)
    try:
        reading = _read(content, layout, beside, _stem(path), options)
        recording = assemble(reading.table)
    except KicksenseError as error:
        return FilePreview(
            path.name,
            kind,
            header=layout.header,
            first_rows=layout.first_rows,
            columns=named_columns(layout),
            problem=str(error),
        )
    return FilePreview(
        path.name,
        kind,
        header=reading.header,
        first_rows=reading.first_rows,
        columns=reading.columns,
        rate_hz=recording.sampling_rate_hz,
        rows=len(reading.table.time_s),
        acc_at_rest_mps2=recording.quality.acc_at_rest_mps2,
        remarks=(*reading.table.source.remarks, *recording.quality.remarks),
    )


def kind_of(name: str, layout: Layout) -> str:
    """Give the format of a table, one of `KINDS`, by its header and its name."""
    if is_lmd(layout.header):
        return "lmd"
    if is_xsens(layout):
        return "xsens"
    if is_ximu3(name, layout):
        return "ximu3"
    if is_ximu(name, layout):
        return "ximu"
    return "ngimu" if is_ngimu(name, layout) else "csv"


def _opened(path: Path) -> tuple[Content, Bundle]:
    """Open the table of a file, an archive or a folder, with the files beside it."""
    if path.is_dir():
        folder = FolderBundle(path)
        name = main_table(folder.names())
        if name is None:
            raise RecordingFileError(
                "This is a folder, and not one of a known sensor export; give the file of a "
                "recording."
            )
        return folder.open(name), folder
    if path.exists() and is_zip(path):
        archive = ZipBundle(path)
        return archive.open(_member(archive)), archive
    return open_content(path), FolderBundle(path.parent)


def _member(archive: ZipBundle) -> str:
    """Choose the table in an archive."""
    names = archive.names()
    name = main_table(names)
    if name is not None:
        return name
    if len(names) == 1:
        return names[0]
    if not names:
        raise RecordingFileError("The zip archive holds no table; export the recording as CSV.")
    raise RecordingFileError(
        f"The zip archive holds {len(names)} tables; unpack it and give the one of the recording."
    )


def _read(
    content: Content, layout: Layout, beside: Bundle, stem: str, options: ReadOptions
) -> FileReading:
    kind = kind_of(content.name, layout)
    source = TableSource(stem, kind, content.fingerprint)
    if kind == "ximu":
        return read_ximu(layout, source, options, beside)
    if kind == "ximu3":
        return read_ximu3(layout, source, options, beside)
    readers = {"lmd": read_lmd, "xsens": read_xsens, "ngimu": read_ngimu, "csv": read_generic}
    return readers[kind](layout, source, options)


def _stem(path: Path) -> str:
    """Give the file name without endings of packing and format."""
    name = path.name
    for ending in (".gz", ".zip", ".csv", ".txt", ".tsv", ".dat"):
        if name.lower().endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
    return name
