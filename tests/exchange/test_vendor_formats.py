"""Exports of several sensor makers, small copies of their shape written by the tests."""

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

from kicksense.assembly.recording import assemble
from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.errors import RecordingFileError
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.reading import KINDS, preview, read_samples
from kicksense.units import GRAVITY_MPS2
from tests.exchange.tables import leg_in_g_and_dps, table_text

XIO_HEADER = (
    "Gyroscope X (deg/s),Gyroscope Y (deg/s),Gyroscope Z (deg/s),"
    "Accelerometer X (g),Accelerometer Y (g),Accelerometer Z (g)"
)
REGISTERS = "Packet number,Address,Value,Fixed-point value,Name\n70,69,{},NaN,{}\n"


def gyr_first(values: FloatArray) -> FloatArray:
    return values[:, [3, 4, 5, 0, 1, 2]]


def suit_text(sample_rows: FloatArray, *, cut: int = 0) -> tuple[str, FloatArray]:
    """Write samples as the suit does: eight in every ten frames, repeats between.

    The first `cut` frames are left out. Also gives the frame in which each sample first shows.
    """
    phases = [0, 1, 2, 3, 4, 5, 6, 8]
    number = np.arange(len(sample_rows))
    frame_of = (10.0 * (number // 8) + np.take(phases, number % 8)) - cut
    frames = np.arange(frame_of[-1] + 1.0)
    shown = sample_rows[np.searchsorted(frame_of, frames, side="right") - 1]
    names = [f"{leg}shank_{sensor}_{axis}" for leg in "RL" for sensor in "AW" for axis in "xyz"]
    header = ",".join(["frame", *names])
    return table_text(frames, np.column_stack((shown, -shown)), header=header), frame_of


def suit_leg() -> FloatArray:
    _time_s, values = leg_in_g_and_dps(rate_hz=96.0, duration_s=5.0)
    values[:, 3:] = np.round(np.radians(values[:, 3:]), 4)
    return values


@pytest.mark.parametrize("cut", range(10))
def test_the_suit_export_gives_its_samples_back_at_their_own_rate(tmp_path: Path, cut: int) -> None:
    text, frame_of = suit_text(suit_leg(), cut=cut)
    first = int(np.searchsorted(frame_of, 0.0, side="right")) - 1
    samples, frame_of = suit_leg()[first:], frame_of[first:]
    path = tmp_path / "P9_S01.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    table = read_samples(path, ReadOptions(side=Side.RIGHT))
    recording = assemble(table)
    assert table.source.kind == "lmd"
    assert recording.sampling_rate_hz == pytest.approx(96.0, rel=1e-9)
    assert recording.measured.all()
    np.testing.assert_allclose(recording.gyr_radps, samples[:, 3:], atol=1e-9)
    np.testing.assert_allclose(recording.acc_mps2, samples[:, :3] * GRAVITY_MPS2, atol=1e-9)
    own_times = np.array([recording.time_of(i) for i in range(len(samples))])
    assert np.abs(own_times - frame_of / 120.0).max() < 0.02
    assert abs(float(np.mean(own_times - frame_of / 120.0))) < 1e-3


def test_lost_samples_of_the_suit_are_bridged_where_they_were(tmp_path: Path) -> None:
    samples = suit_leg()
    lost = [204, 205, 302, 303, 390]
    held = samples.copy()
    for index in lost:
        held[index] = held[index - 1]
    path = tmp_path / "P9_S02.csv"
    path.write_text(suit_text(held)[0])
    recording = assemble(read_samples(path, ReadOptions(side=Side.LEFT)))
    assert np.flatnonzero(~recording.measured).tolist() == lost
    kept = np.setdiff1d(np.arange(len(samples)), lost)
    np.testing.assert_allclose(recording.gyr_radps[kept], -samples[kept, 3:], atol=1e-9)
    assert recording.quality.gaps == 3


def test_the_suit_export_needs_the_side(tmp_path: Path) -> None:
    path = tmp_path / "P9_S03.csv"
    path.write_text(suit_text(suit_leg())[0])
    with pytest.raises(RecordingFileError, match="--side left or --side right"):
        read_samples(path, ReadOptions())
    assert preview(path, ReadOptions()).kind == "lmd"


def xsens_text(counts: list[int], rate_line: str) -> str:
    _time_s, values = leg_in_g_and_dps(rate_hz=120.0)
    values = values * np.repeat([GRAVITY_MPS2, np.pi / 180], 3)
    lead = f"// Start Time: 0\n{rate_line}// Firmware Version: 2.5.1\n"
    header = "Counter\tAcc_X\tAcc_Y\tAcc_Z\tGyr_X\tGyr_Y\tGyr_Z\t"
    rows = [
        "\t".join([f" {count}", *(f"{number:.6f}" for number in row), ""])
        for count, row in zip(counts, values, strict=False)
    ]
    return lead + "\n".join([header, *rows, ""])


def test_xsens_text_takes_rate_and_counter_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "walk.txt"
    counts = [(65_400 + i + (i > 300) * 5) % 65_536 for i in range(480)]
    path.write_text(xsens_text(counts, "// Sample rate: 120.0Hz\n"))
    recording = assemble(read_samples(path, ReadOptions()))
    assert recording.source.kind == "xsens"
    assert recording.sampling_rate_hz == pytest.approx(120.0)
    assert np.flatnonzero(~recording.measured).tolist() == [301, 302, 303, 304, 305]
    assert recording.quality.acc_at_rest_mps2 == pytest.approx(GRAVITY_MPS2, rel=0.01)


def test_xsens_text_without_a_rate_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "walk.txt"
    path.write_text(xsens_text(list(range(480)), ""))
    with pytest.raises(RecordingFileError, match="--rate"):
        read_samples(path, ReadOptions())
    assert assemble(read_samples(path, ReadOptions(rate_hz=100.0))).sampling_rate_hz == 100.0


def ngimu_folder(folder: Path) -> Path:
    folder.mkdir()
    time_s, values = leg_in_g_and_dps()
    text = table_text(time_s, gyr_first(values), header=f"Time (s),{XIO_HEADER}")
    (folder / "sensors.csv").write_text(text)
    (folder / "battery.csv").write_text("Time (s),Percentage (%)\n0.1,93\n1.1,93\n")
    return folder


def test_an_ngimu_folder_its_file_and_its_zip_read_the_same(tmp_path: Path) -> None:
    folder = ngimu_folder(tmp_path / "walk")
    packed = tmp_path / "walk.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"walk/{path.name}")
    tables = [read_samples(p, ReadOptions()) for p in (folder, folder / "sensors.csv", packed)]
    _time_s, values = leg_in_g_and_dps()
    for table in tables:
        assert table.source.kind == "ngimu"
        np.testing.assert_allclose(table.gyr_radps, np.radians(values[:, 3:]), atol=1e-9)


def ximu_folder(folder: Path, code: str = "9") -> Path:
    folder.mkdir()
    _time_s, values = leg_in_g_and_dps(rate_hz=256.0)
    packets = np.cumsum(1.0 + np.arange(len(values)) % 2)
    text = table_text(packets, gyr_first(values), header=f"Packet number,{XIO_HEADER}")
    (folder / "00033_CalInertialAndMag.csv").write_text(text)
    registers = REGISTERS.format(code, "InertialAndMagneticDataRate")
    (folder / "00033_Registers.csv").write_text(registers)
    return folder


def test_an_x_imu_export_takes_its_rate_from_the_registers(tmp_path: Path) -> None:
    recording = assemble(read_samples(ximu_folder(tmp_path / "walk"), ReadOptions()))
    assert recording.source.kind == "ximu"
    assert recording.sampling_rate_hz == pytest.approx(256.0)
    assert recording.measured.all()


@pytest.mark.parametrize("code", ["0", "99", "?"])
def test_an_x_imu_export_without_a_rate_asks_for_it(tmp_path: Path, code: str) -> None:
    folder = ximu_folder(tmp_path / "walk", code)
    with pytest.raises(RecordingFileError, match="--rate"):
        read_samples(folder, ReadOptions())
    assert assemble(read_samples(folder, ReadOptions(rate_hz=128.0))).sampling_rate_hz == 128.0


def ximu3_folder(folder: Path, *, peak_g: float) -> Path:
    """Write an impact that the main accelerometer cuts off at 16 g and the high-g one shows."""
    folder.mkdir()
    time_s, values = leg_in_g_and_dps(rate_hz=400.0)
    values[:, 1] += peak_g * np.exp(-(((time_s - 2.0) / 0.01) ** 2))
    time_us = np.round(time_s * 1e6) + 3e8
    high = values[:, :3] + np.array([0.05, -0.02, 0.06])
    cut = values.copy()
    cut[:, :3] = np.clip(cut[:, :3], -16.0, 16.0)
    text = table_text(time_us, gyr_first(cut), header=f"Timestamp (us),{XIO_HEADER}")
    (folder / "Inertial.csv").write_text(text)
    header = "Timestamp (us),X Axis (g),Y Axis (g),Z Axis (g)"
    (folder / "HighGAccelerometer.csv").write_text(table_text(time_us, high, header=header))
    return folder


def test_the_high_g_accelerometer_steps_in_where_the_other_clips(tmp_path: Path) -> None:
    table = read_samples(ximu3_folder(tmp_path / "shot", peak_g=40.0), ReadOptions())
    peak_g = table.acc_mps2[:, 1].max() / GRAVITY_MPS2
    assert peak_g == pytest.approx(41.5, abs=1.0)
    assert any("high-g" in remark for remark in table.source.remarks)
    assert not assemble(table).clipped.any()


def test_the_main_accelerometer_is_used_where_nothing_clips(tmp_path: Path) -> None:
    table = read_samples(ximu3_folder(tmp_path / "pass", peak_g=5.0), ReadOptions())
    assert not any("high-g" in remark for remark in table.source.remarks)


def test_clipping_without_a_high_g_table_stays_marked(tmp_path: Path) -> None:
    folder = ximu3_folder(tmp_path / "shot", peak_g=40.0)
    (folder / "HighGAccelerometer.csv").unlink()
    recording = assemble(read_samples(folder / "Inertial.csv", ReadOptions()))
    assert recording.clipped.any()
    assert recording.acc_full_scale_mps2 == pytest.approx(16 * GRAVITY_MPS2, rel=1e-3)


def test_a_folder_of_several_exports_is_refused(tmp_path: Path) -> None:
    folder = ximu_folder(tmp_path / "walk")
    text = (folder / "00033_CalInertialAndMag.csv").read_text()
    (folder / "00034_CalInertialAndMag.csv").write_text(text)
    with pytest.raises(RecordingFileError, match="several recordings"):
        read_samples(folder, ReadOptions())


def test_a_two_row_header_names_leg_and_axis(tmp_path: Path) -> None:
    _time_s, values = leg_in_g_and_dps(rate_hz=204.8)
    values[:, :3] *= GRAVITY_MPS2
    axes = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    first = ",".join(["sensor", *["left_sensor"] * 6, *["right_sensor"] * 6])
    second = ",".join(["axis", *axes, *axes])
    counter = np.arange(len(values), dtype=np.float64)
    body = table_text(counter, np.column_stack((values, -values)), header=second)
    path = tmp_path / "feet.csv"
    path.write_text(f"{first}\n{body}")
    with pytest.raises(RecordingFileError, match="--side"):
        read_samples(path, ReadOptions(rate_hz=204.8))
    with pytest.raises(RecordingFileError, match="--rate"):
        read_samples(path, ReadOptions(side=Side.LEFT))
    table = read_samples(path, ReadOptions(side=Side.LEFT, rate_hz=204.8))
    np.testing.assert_allclose(table.acc_mps2, values[:, :3], atol=1e-6)
    assert assemble(table).sampling_rate_hz == pytest.approx(204.8)


def test_a_first_column_without_a_name_is_a_time_if_it_rises_in_fractions(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps(rate_hz=204.8)
    path = tmp_path / "stairs.csv"
    path.write_text(table_text(time_s, values, header=",acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"))
    table = read_samples(path, ReadOptions())
    assert assemble(table).sampling_rate_hz == pytest.approx(204.8, rel=1e-4)
    assert any("no name" in remark for remark in table.source.remarks)


def test_every_kind_is_described() -> None:
    assert set(KINDS) == {"csv", "lmd", "xsens", "ngimu", "ximu", "ximu3"}
    assert all(KINDS.values())
