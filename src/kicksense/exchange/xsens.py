"""Xsens (Movella) text exports: comment lines, a counter, acceleration in m/s2, rate in rad/s."""

import re
from dataclasses import replace
from typing import Final

from kicksense.errors import RecordingFileError
from kicksense.exchange.csv_generic import TableSource, read_generic
from kicksense.exchange.file_reading import FileReading
from kicksense.exchange.layout import Layout
from kicksense.exchange.options import ReadOptions

_RATE: Final = re.compile(r"(?:sample|update|output)\s*rate\s*:\s*([0-9.]+)\s*Hz", re.IGNORECASE)
_MARKS: Final = ("firmware version", "sample rate", "scenario", "update rate")


def is_xsens(layout: Layout) -> bool:
    """Tell whether a table is an Xsens text export, by its comment lines and columns."""
    lead = " ".join(line.lower() for line in layout.lead if line.lstrip().startswith("//"))
    return "Acc_X" in layout.header and any(mark in lead for mark in _MARKS)


def read_xsens(layout: Layout, source: TableSource, options: ReadOptions) -> FileReading:
    """Read an Xsens text export.

    Times are the counter over the sample rate of the comment lines; ``--rate`` goes before it.

    Raises
    ------
    RecordingFileError
        If no rate is given anywhere, or a channel is missing.
    """
    found = [match for line in layout.lead if (match := _RATE.search(line))]
    rate_hz = float(found[0].group(1)) if found else None
    if rate_hz is None and options.rate_hz is None:
        raise RecordingFileError(
            "The export does not say its sample rate; give it with --rate, for example --rate 120."
        )
    fixed = replace(
        source, declared_rate_hz=rate_hz, acc_unit="mps2", gyr_unit="radps", kind="xsens"
    )
    return read_generic(layout, fixed, options)
