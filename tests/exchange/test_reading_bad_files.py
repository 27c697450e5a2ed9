"""Every bad file is refused with one clear sentence."""

import gzip
import io
import os
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from kicksense.assembly.recording import assemble
from kicksense.errors import RecordingFileError
from kicksense.exchange import safety
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.reading import preview, read_samples
from tests.exchange.tables import HEADER, leg_file, leg_in_g_and_dps, table_text


def refusal(path: Path, options: ReadOptions | None = None) -> str:
    """Give the sentence with which a file is refused, the same as its preview shows."""
    options = options or ReadOptions()
    with pytest.raises(RecordingFileError) as caught:
        assemble(read_samples(path, options))
    sentence = str(caught.value)
    assert preview(path, options).problem == sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert sentence.count(". ") == 0, "one sentence"
    return sentence


def written(tmp_path: Path, text: str | bytes, name: str = "leg.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def leg_lines() -> list[str]:
    return table_text(*leg_in_g_and_dps()).splitlines()


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "is empty" in refusal(written(tmp_path, content))


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    assert "header but no samples" in refusal(written(tmp_path, HEADER + "\n"))


def test_text_in_a_number_is_refused_with_its_line_and_column(tmp_path: Path) -> None:
    lines = leg_lines()
    fields = lines[100].split(",")
    fields[3] = "broken"
    lines[100] = ",".join(fields)
    sentence = refusal(written(tmp_path, "\n".join(lines)))
    assert "Line 101" in sentence
    assert "acc_z_g" in sentence
    assert "'broken'" in sentence


def test_a_row_with_a_field_too_few_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = leg_lines()
    lines[57] = lines[57].rsplit(",", 1)[0]
    assert "Line 58 has 6 fields instead of 7" in refusal(written(tmp_path, "\n".join(lines)))


@pytest.mark.parametrize(
    ("gone", "named"), [("acc_y_g", "acc_y"), ("gyr_z_dps", "gyr_z"), ("acc_x_g", "acc_x")]
)
def test_a_missing_axis_is_refused_by_name(tmp_path: Path, gone: str, named: str) -> None:
    path = leg_file(tmp_path / "leg.csv", header=HEADER.replace(gone, "temperature"))
    assert f"no column for {named}" in refusal(path)


def test_an_axis_without_any_number_is_refused_by_name(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    values[:, 4] = np.nan
    assert "gyr_y" in refusal(written(tmp_path, table_text(time_s, values)))


def test_a_file_that_is_mostly_holes_is_refused(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    values[100:600, 2] = np.nan
    assert "62 % of the rows lack a number" in refusal(
        written(tmp_path, table_text(time_s, values))
    )


@pytest.mark.parametrize(("columns", "named"), [((0, 3), "accelerometer"), ((3, 6), "gyroscope")])
def test_a_constant_signal_is_refused(tmp_path: Path, columns: tuple[int, int], named: str) -> None:
    time_s, values = leg_in_g_and_dps()
    values[:, slice(*columns)] = values[0, slice(*columns)]
    path = written(tmp_path, table_text(time_s, values))
    assert f"The {named} never changes" in refusal(path)


def test_data_at_five_hertz_is_refused_with_the_rate_needed(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps(rate_hz=5.0, duration_s=60.0)
    sentence = refusal(written(tmp_path, table_text(time_s, values)))
    assert "5 Hz" in sentence
    assert "25 Hz" in sentence


def test_too_short_a_recording_is_refused(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps(duration_s=0.3)
    assert "lasts 0.29 s" in refusal(written(tmp_path, table_text(time_s, values)))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (ReadOptions(acc_unit="mps2"), "--acc-unit g"),
        (ReadOptions(acc_unit="mg"), "--acc-unit g"),
        (ReadOptions(gyr_unit="radps"), "--gyr-unit dps"),
        (ReadOptions(time_unit="us"), "--time-unit"),
        (ReadOptions(time_unit="ms"), "--time-unit"),
    ],
)
def test_units_said_wrongly_are_refused_with_the_likely_ones(
    tmp_path: Path, options: ReadOptions, expected: str
) -> None:
    path = leg_file(tmp_path / "leg.csv")
    assert expected in refusal(path, options)


def test_a_header_that_says_g_over_metres_is_refused(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    values[:, :3] *= 9.80665
    sentence = refusal(written(tmp_path, table_text(time_s, values)))
    assert "96.1 m/s2 instead of 9.81" in sentence
    assert "--acc-unit mps2" in sentence


def test_radians_read_as_degrees_are_refused(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    values[:, 3:] = np.radians(values[:, 3:])
    assert "--gyr-unit radps" in refusal(written(tmp_path, table_text(time_s, values)))


def test_acceleration_without_gravity_is_refused(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    values[:, 1] -= 1.0
    text = table_text(time_s, values, header=HEADER.replace("_g", "_mps2"))
    assert "gravity" in refusal(written(tmp_path, text))
    linear = table_text(time_s, values, header=HEADER.replace("acc_", "linear_acc_"))
    assert "without gravity" in refusal(written(tmp_path, linear))


def test_counts_without_a_unit_are_refused(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    counts = np.rint(values * 2048)
    header = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
    assert "whole numbers" in refusal(written(tmp_path, table_text(time_s, counts, header=header)))


def test_a_table_without_time_asks_for_the_rate(tmp_path: Path) -> None:
    _time_s, values = leg_in_g_and_dps()
    path = written(tmp_path, table_text(None, values, header=HEADER.split(",", 1)[1]))
    assert "--rate" in refusal(path)
    assert len(read_samples(path, ReadOptions(rate_hz=200.0)).time_s) == len(values)


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    assert "no names" in refusal(written(tmp_path, "\n".join(leg_lines()[1:])))


def test_two_joined_recordings_are_refused_where_they_join(tmp_path: Path) -> None:
    other = table_text(*leg_in_g_and_dps(seed=8)).splitlines()
    sentence = refusal(written(tmp_path, "\n".join([*leg_lines(), *other[1:]])))
    assert "run backwards at sample 801" in sentence


def test_a_time_that_jumps_by_a_day_is_refused(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    time_s[400:] += 1e5
    sentence = refusal(written(tmp_path, table_text(time_s, values)))
    assert "jump" in sentence
    assert "sample 400" in sentence


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress("\n".join(leg_lines()).encode())
    for share in (0.3, 0.9, 0.999):
        path = written(tmp_path, packed[: int(share * len(packed))], "leg.csv.gz")
        assert "cut off" in refusal(path)


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress("\n".join(leg_lines()).encode()))
    packed[len(packed) // 2] ^= 0xFF
    assert "damaged" in refusal(written(tmp_path, bytes(packed), "leg.csv.gz"))


@pytest.fixture(scope="module")
def zeros() -> bytes:
    return b"0" * (80 * 1024**2)


def test_a_gzip_bomb_is_refused_before_it_goes_off(tmp_path: Path, zeros: bytes) -> None:
    path = written(tmp_path, gzip.compress(zeros, 1) * 3, "leg.csv.gz")
    started = time.process_time()
    assert "unpacks to more than" in refusal(path)
    assert time.process_time() - started < 5.0


def test_a_zip_bomb_is_refused_before_it_goes_off(tmp_path: Path, zeros: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leg.csv", zeros)
    path = written(tmp_path, packed.getvalue(), "leg.zip")
    assert "unpacks to more than" in refusal(path)


def test_a_file_larger_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = leg_file(tmp_path / "leg.csv")
    monkeypatch.setattr(safety, "MAX_CONTENT_BYTES", 1000)
    assert "split it" in refusal(path)


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leg.csv", "\n".join(leg_lines()))
    path = written(tmp_path, packed.getvalue()[:-200], "leg.zip")
    assert "zip archive is damaged" in refusal(path)


def test_a_zip_of_several_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "legs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "\n".join(leg_lines()))
        archive.writestr("b.csv", "\n".join(leg_lines()))
    assert "2 tables" in refusal(path)


def test_a_zip_without_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "legs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("video.mp4", b"....")
    assert "no table" in refusal(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nothing.csv")


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = leg_file(tmp_path / "leg.csv")

    def forbidden(self: Path, mode: str = "r") -> None:
        raise PermissionError(13, "Permission denied", str(self) + mode)

    monkeypatch.setattr(Path, "open", forbidden)
    assert "may not be read" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "no regular file" in refusal(tmp_path / "pipe.csv")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"PAR1" + bytes(100), "Parquet"),
        (b"\x89PNG\r\n" + bytes(100), "picture"),
        (bytes(range(256)) * 8, "binary"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"Dear coach,\nhere is my recording.\n", "no table of numbers"),
        (b'{"kicks": [1, 2, 3]}', "no table of numbers"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    assert expected in refusal(written(tmp_path, content))


def test_a_preview_of_a_refused_file_still_shows_its_first_rows(tmp_path: Path) -> None:
    shown = preview(leg_file(tmp_path / "leg.csv"), ReadOptions(acc_unit="mps2"))
    assert shown.problem is not None
    assert shown.header[0] == "time_s"
    assert len(shown.first_rows) == 8
    assert [guess.meaning for guess in shown.columns][:3] == ["time", "acc_x", "acc_y"]


@pytest.mark.slow
def test_ten_million_rows_are_read_or_refused_within_bounds(tmp_path: Path) -> None:
    block = "\n".join(
        f"{a:.3f},{b:.3f},{a - b:.3f},{90 * a:.1f},{99 * b:.1f},{9 * a:.1f}"
        for a, b in np.random.default_rng(3).normal(0.6, 0.2, (10_000, 2))
    )
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write(HEADER.split(",", 1)[1] + "\n")
        for _ in range(1000):
            file.write(block + "\n")
    started = time.process_time()
    recording = assemble(read_samples(path, ReadOptions(rate_hz=200.0)))
    path.unlink()
    assert len(recording) == 10_000_000
    assert time.process_time() - started < 60.0
