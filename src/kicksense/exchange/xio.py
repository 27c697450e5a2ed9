"""Exports of x-io sensors: NGIMU, x-IMU and x-IMU3, as a file or as the folder it lies in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from kicksense.assembly.quality import clipped_samples
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.signals import SampleTable
from kicksense.errors import RecordingFileError
from kicksense.exchange.csv_generic import TableSource, read_generic
from kicksense.exchange.file_reading import FileReading
from kicksense.exchange.layout import Layout, layout_of
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.safety import Bundle
from kicksense.exchange.table_text import read_numbers
from kicksense.units import GRAVITY_MPS2

NGIMU_FILE: Final = "sensors.csv"
"""The table of an NGIMU folder."""

XIMU_ENDING: Final = "_CalInertialAndMag.csv"
"""How the table of an x-IMU export is called."""

XIMU3_FILE: Final = "Inertial.csv"
"""The table of an x-IMU3 folder."""

_HIGH_G_FILE: Final = "HighGAccelerometer.csv"
_REGISTERS_ENDING: Final = "_Registers.csv"
_RATE_REGISTER: Final = "InertialAndMagneticDataRate"
_RATE_CODES: Final = tuple(str(code) for code in range(1, 11))
_MAIN_FULL_SCALE_MPS2: Final = 16.0 * GRAVITY_MPS2
_CLIP_RATIO: Final = 0.999


def main_table(names: tuple[str, ...]) -> str | None:
    """Give the name of the table of samples among the files of an export, or None."""
    found = [
        name
        for name in names
        if name.rsplit("/", 1)[-1] in (NGIMU_FILE, XIMU3_FILE) or name.endswith(XIMU_ENDING)
    ]
    if len(found) > 1:
        raise RecordingFileError(
            f"The folder holds several recordings ({', '.join(found)}); give one of the files."
        )
    return found[0] if found else None


def is_ximu(name: str, layout: Layout) -> bool:
    """Tell whether a table is of an x-IMU: packets are numbered and there is no time."""
    return name.endswith(XIMU_ENDING) or layout.header[0] == "Packet number"


def is_ximu3(name: str, layout: Layout) -> bool:
    """Tell whether a table is of an x-IMU3."""
    return name.rsplit("/", 1)[-1] == XIMU3_FILE and layout.header[0] == "Timestamp (us)"


def is_ngimu(name: str, layout: Layout) -> bool:
    """Tell whether a table is of an NGIMU."""
    return name.rsplit("/", 1)[-1] == NGIMU_FILE and layout.header[0] == "Time (s)"


def read_ngimu(layout: Layout, source: TableSource, options: ReadOptions) -> FileReading:
    """Read the sensors of an NGIMU; everything is in the header."""
    return read_generic(layout, replace(source, kind="ngimu"), options)


def read_ximu(
    layout: Layout, source: TableSource, options: ReadOptions, beside: Bundle
) -> FileReading:
    """Read the calibrated samples of an x-IMU.

    The packets carry no time and their numbers count packets of every kind, so rows are counted,
    at the data rate in the registers beside the table or at ``--rate``.

    Raises
    ------
    RecordingFileError
        If neither says the rate.
    """
    registers = [name for name in beside.names() if name.endswith(_REGISTERS_ENDING)]
    rate_hz = _rate_in_registers(beside, registers[0]) if len(registers) == 1 else None
    if rate_hz is None and options.rate_hz is None:
        raise RecordingFileError(
            "An x-IMU table has no time, and no registers lie beside it that tell the data rate; "
            "give it with --rate, for example --rate 256."
        )
    counted = replace(source, kind="ximu", declared_rate_hz=rate_hz, rows_are_samples=True)
    reading = read_generic(layout, counted, options)
    remark = "Packets carry no time: rows were counted, so a lost packet shortens the recording."
    return _with_table(reading, reading.table.acc_mps2, (remark,))


def read_ximu3(
    layout: Layout, source: TableSource, options: ReadOptions, beside: Bundle
) -> FileReading:
    """Read the inertial samples of an x-IMU3; where they clip, the high-g accelerometer steps in.

    The high-g samples are interpolated to the times of the others, and shifted by the median
    difference at rest, where both measure.
    """
    reading = read_generic(layout, replace(source, kind="ximu3"), options)
    table = reading.table
    clipped = clipped_samples(table.acc_mps2, _MAIN_FULL_SCALE_MPS2, _CLIP_RATIO)
    if not clipped.any() or _HIGH_G_FILE not in _plain_names(beside):
        return reading
    high = _high_g_at(beside, table)
    acc_mps2 = _stepped_in(table.acc_mps2, high, clipped)
    remark = (
        f"The accelerometer clipped in {np.count_nonzero(clipped)} samples; "
        "the high-g accelerometer was used there."
    )
    return _with_table(reading, acc_mps2, (remark,))


def _with_table(
    reading: FileReading, acc_mps2: FloatArray, remarks: tuple[str, ...]
) -> FileReading:
    """Give a reading with other accelerations and further remarks."""
    source = reading.table.source
    source = replace(source, remarks=(*source.remarks, *remarks))
    return replace(reading, table=replace(reading.table, acc_mps2=acc_mps2, source=source))


def _plain_names(beside: Bundle) -> Mapping[str, str]:
    return {name.rsplit("/", 1)[-1]: name for name in beside.names()}


def _rate_in_registers(beside: Bundle, name: str) -> float | None:
    """Read the data rate from the registers: code n means 2 to the power n - 1 Hz."""
    lines = bytes(beside.open(name).text).decode("latin-1").splitlines()
    fields = [line.split(",") for line in lines]
    codes = [row[2].strip() for row in fields if row[-1].strip() == _RATE_REGISTER]
    if len(codes) != 1 or codes[0] not in _RATE_CODES:
        return None
    return float(2 ** _RATE_CODES.index(codes[0]))


def _high_g_at(beside: Bundle, table: SampleTable) -> FloatArray:
    """Give the high-g accelerations, m/s2, at the times of a table."""
    layout = layout_of(beside.open(_plain_names(beside)[_HIGH_G_FILE]))
    numbers, _remark = read_numbers(layout, range(4))
    numbers = numbers[np.argsort(numbers[:, 0], kind="stable")]
    time_s, acc_mps2 = 1e-6 * numbers[:, 0], GRAVITY_MPS2 * numbers[:, 1:]
    return np.stack([np.interp(table.time_s, time_s, axis) for axis in acc_mps2.T], axis=1)


def _stepped_in(acc_mps2: FloatArray, high: FloatArray, clipped: BoolArray) -> FloatArray:
    """Put the high-g samples where the others clip, without their offset."""
    apart = acc_mps2[~clipped] - high[~clipped]
    offset = np.nanmedian(apart, axis=0) if len(apart) else np.zeros(3)
    mended = np.array(acc_mps2)
    mended[clipped] = high[clipped] + offset
    return mended
