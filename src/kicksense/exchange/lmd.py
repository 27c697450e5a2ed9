"""The suit export of the LMD expert-novice football set: both shanks and feet in 120 Hz frames.

The accelerometer (A, in g, gravity included) and the angular rate (W, in rad/s) of the shanks are
read; positions, velocities and quaternions are the suit's own estimates and are not.
"""

from typing import Final

import numpy as np

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.signals import SampleTable, SourceNote
from kicksense.errors import RecordingFileError
from kicksense.exchange.columns import CHANNELS
from kicksense.exchange.csv_generic import TableSource
from kicksense.exchange.file_reading import ColumnGuess, FileReading
from kicksense.exchange.layout import Layout
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.table_text import read_numbers
from kicksense.units import GRAVITY_MPS2, radps

_FRAME_RATE_HZ: Final = 120.0
_ACC_FULL_SCALE_MPS2: Final = 16.0 * GRAVITY_MPS2
_GYR_FULL_SCALE_RADPS: Final = radps(2000.0)
_LETTER: Final = {Side.LEFT: "L", Side.RIGHT: "R"}


def is_lmd(header: tuple[str, ...]) -> bool:
    """Tell whether a header is of the suit export."""
    return any(set(_channel_names(side)) <= set(header) for side in Side)


def read_lmd(layout: Layout, source: TableSource, options: ReadOptions) -> FileReading:
    """Read one shank of a suit export.

    Parameters
    ----------
    layout
        The table.
    source
        Name and fingerprint.
    options
        ``side`` says which leg.

    Raises
    ------
    RecordingFileError
        If the leg is not said, or not in the file.
    """
    if options.side is None:
        raise RecordingFileError(
            "The file holds both legs; say which one with --side left or --side right."
        )
    names = _channel_names(options.side)
    if not set(names) <= set(layout.header):
        raise RecordingFileError(f"The file has no sensor on the {options.side} shank.")
    positions = [layout.header.index(name) for name in names]
    frame_position = layout.header.index("frame") if "frame" in layout.header else None
    wanted = positions if frame_position is None else [*positions, frame_position]
    numbers, remark = read_numbers(layout, wanted)
    frame = np.arange(len(numbers)) if frame_position is None else numbers[:, 6]
    table = SampleTable(
        time_s=frame / (options.rate_hz or _FRAME_RATE_HZ),
        acc_mps2=numbers[:, :3] * GRAVITY_MPS2,
        gyr_radps=numbers[:, 3:6],
        source=SourceNote(
            source.name, "lmd", source.fingerprint, remarks=(remark,) if remark else ()
        ),
        placement=Placement(options.side),
        acc_full_scale_mps2=_ACC_FULL_SCALE_MPS2,
        gyr_full_scale_radps=_GYR_FULL_SCALE_RADPS,
        times_are_frames=True,
    )
    return FileReading(table, layout.header, layout.first_rows, _guesses(layout, options.side))


def _channel_names(side: Side) -> tuple[str, ...]:
    return tuple(f"{_LETTER[side]}shank_{sensor}_{axis}" for sensor in "AW" for axis in "xyz")


def _guesses(layout: Layout, side: Side) -> tuple[ColumnGuess, ...]:
    names = _channel_names(side)
    guesses = []
    for name in layout.header:
        if name in names:
            channel = CHANNELS[names.index(name)]
            unit = "g" if channel.startswith("acc") else "radps"
            guesses.append(ColumnGuess(name, channel, unit, "suit export"))
        elif name == "frame":
            guesses.append(ColumnGuess(name, "counter", "", "frames of 120 Hz"))
        else:
            guesses.append(ColumnGuess(name, "ignored", "", "not needed"))
    return tuple(guesses)
