"""The same leg, written in many ways, reads the same."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.assembly.recording import assemble
from kicksense.domain.anatomy import Side
from kicksense.domain.signals import SampleTable
from kicksense.errors import RecordingFileError
from kicksense.exchange.layout import layout_of
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.reading import preview, read_samples
from kicksense.exchange.safety import Content
from kicksense.exchange.table_text import read_numbers
from kicksense.units import GRAVITY_MPS2
from tests.exchange.tables import HEADER, leg_file, leg_in_g_and_dps, table_text

NO_UNITS = "time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"


def read_bytes(
    folder: Path, text: str | bytes, name: str = "leg.csv", options: ReadOptions | None = None
) -> SampleTable:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_samples(path, options or ReadOptions())


def assert_is_the_leg(table: SampleTable) -> None:
    time_s, values = leg_in_g_and_dps()
    np.testing.assert_allclose(table.time_s - table.time_s[0], time_s, atol=2e-6)
    np.testing.assert_allclose(table.acc_mps2, values[:, :3] * GRAVITY_MPS2, atol=2e-4)
    np.testing.assert_allclose(table.gyr_radps, np.radians(values[:, 3:]), atol=2e-5)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_the_separator_is_recognised(tmp_path: Path, delimiter: str) -> None:
    assert_is_the_leg(read_bytes(tmp_path, table_text(*leg_in_g_and_dps(), delimiter=delimiter)))


@pytest.mark.parametrize("delimiter", [";", "\t", " "])
def test_decimal_commas_are_recognised(tmp_path: Path, delimiter: str) -> None:
    text = table_text(*leg_in_g_and_dps(), delimiter=delimiter, decimal=",")
    assert_is_the_leg(read_bytes(tmp_path, text))


def test_quoted_decimal_commas_are_recognised(tmp_path: Path) -> None:
    text = table_text(*leg_in_g_and_dps(), delimiter=";", decimal=",")
    quoted = "\n".join(
        ",".join(f'"{field}"' for field in line.split(";")) for line in text.splitlines()
    )
    assert_is_the_leg(read_bytes(tmp_path, quoted))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str) -> None:
    header = HEADER.replace("_dps", " (°/s)").replace("_g", " (g)")
    text = table_text(*leg_in_g_and_dps(), header=header)
    assert_is_the_leg(read_bytes(tmp_path, text.encode(encoding)))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(tmp_path: Path, line_end: str) -> None:
    text = table_text(*leg_in_g_and_dps()).replace("\n", line_end)
    assert_is_the_leg(read_bytes(tmp_path, text))


@pytest.mark.parametrize(
    "lead",
    ["# made by a sensor\n# 200 Hz\n", "// rate, unknown\n\n", "DeviceTag:,shin\nVersion:,1.2\n\n"],
)
def test_lines_before_the_header_are_passed_over(tmp_path: Path, lead: str) -> None:
    assert_is_the_leg(read_bytes(tmp_path, lead + table_text(*leg_in_g_and_dps())))


def test_a_row_of_units_below_the_names_is_read(tmp_path: Path) -> None:
    lines = table_text(*leg_in_g_and_dps(), header=NO_UNITS).splitlines()
    lines.insert(1, "s,g,g,g,deg/s,deg/s,deg/s")
    assert_is_the_leg(read_bytes(tmp_path, "\n".join(lines)))


def test_gzip_and_zip_are_unpacked(tmp_path: Path) -> None:
    text = table_text(*leg_in_g_and_dps()).encode()
    assert_is_the_leg(read_bytes(tmp_path, gzip.compress(text), "leg.csv.gz"))
    half = len(text) // 2
    members = gzip.compress(text[:half]) + gzip.compress(text[half:])
    assert_is_the_leg(read_bytes(tmp_path, members, "legs.csv.gz"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("recording/leg.csv", text)
        archive.writestr("__MACOSX/recording/._leg.csv", b"\x00\x01")
    assert_is_the_leg(read_bytes(tmp_path, packed.getvalue(), "leg.zip"))


@pytest.mark.parametrize(("unit", "scale"), [("s", 1.0), ("ms", 1e3), ("us", 1e6), ("ns", 1e9)])
def test_the_time_unit_comes_from_name_option_or_step(
    tmp_path: Path, unit: str, scale: float
) -> None:
    time_s, values = leg_in_g_and_dps()
    named = HEADER.replace("time_s", f"time_{unit}")
    assert_is_the_leg(read_bytes(tmp_path, table_text(time_s * scale, values, header=named)))
    bare = table_text(time_s * scale, values, header=HEADER.replace("time_s", "time"))
    assert_is_the_leg(read_bytes(tmp_path, bare, options=ReadOptions(time_unit=unit)))
    guessed = read_bytes(tmp_path, bare)
    assert_is_the_leg(guessed)
    assert any(f"in {unit}, because" in remark for remark in guessed.source.remarks)


def test_epoch_times_keep_their_clock(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    rows = [f"{1_760_000_000_000_000_000 + round(t * 1e9)}" for t in time_s]
    body = table_text(None, values, header=HEADER).splitlines()
    text = "\n".join([body[0], *(f"{t},{row}" for t, row in zip(rows, body[1:], strict=True))])
    table = read_bytes(tmp_path, text.replace("time_s", "timestamp"))
    assert table.time_s[0] == pytest.approx(1.76e9)
    assert_is_the_leg(table)


def test_dates_become_seconds_since_1970(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    stamps = np.datetime64("2026-05-01T10:00:00") + (time_s * 1e6).astype("timedelta64[us]")
    body = table_text(None, values, header=HEADER).splitlines()
    rows = [f"{stamp}Z,{row}" for stamp, row in zip(stamps, body[1:], strict=True)]
    table = read_bytes(tmp_path, "\n".join([body[0].replace("time_s", "timestamp"), *rows]))
    assert table.time_s[0] == pytest.approx(1_777_629_600.0)
    assert_is_the_leg(table)
    assert assemble(table).sampling_rate_hz == pytest.approx(200.0, rel=1e-4)


@pytest.mark.parametrize(
    ("acc_scale", "acc_unit"), [(1.0, "g"), (GRAVITY_MPS2, "mps2"), (1000.0, "mg")]
)
@pytest.mark.parametrize(
    ("gyr_scale", "gyr_unit"), [(1.0, "dps"), (np.pi / 180, "radps"), (1000.0, "mdps")]
)
def test_units_are_guessed_right_and_the_guess_is_reported(
    tmp_path: Path, acc_scale: float, acc_unit: str, gyr_scale: float, gyr_unit: str
) -> None:
    time_s, values = leg_in_g_and_dps()
    scaled = values * np.repeat([acc_scale, gyr_scale], 3)
    path = tmp_path / "leg.csv"
    path.write_text(table_text(time_s, scaled, header=NO_UNITS))
    table = read_samples(path, ReadOptions())
    assert_is_the_leg(table)
    shown = preview(path, ReadOptions())
    assert [c.unit for c in shown.columns] == ["s", *[acc_unit] * 3, *[gyr_unit] * 3]
    assert shown.acc_at_rest_mps2 == pytest.approx(GRAVITY_MPS2, rel=0.01)
    assert sum("because" in remark for remark in shown.remarks) == 3


def test_options_go_before_the_header(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    text = table_text(
        time_s, values, header=HEADER.replace("_g", "_mps2").replace("_dps", "_radps")
    )
    options = ReadOptions(acc_unit="g", gyr_unit="dps")
    assert_is_the_leg(read_bytes(tmp_path, text, options=options))


def test_a_quiet_recording_in_radians_is_told_from_one_in_degrees(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    time_s = np.arange(2000) / 200.0
    tilt = 0.5 * np.sin(2 * np.pi * 0.2 * time_s)
    rate = 0.5 * 2 * np.pi * 0.2 * np.cos(2 * np.pi * 0.2 * time_s)
    values = rng.normal(0.0, 0.002, (2000, 6))
    values[:, 0] += np.sin(tilt)
    values[:, 1] += np.cos(tilt)
    values[:, 5] += rate
    table = read_bytes(tmp_path, table_text(time_s, values, header=NO_UNITS))
    np.testing.assert_allclose(table.gyr_radps, values[:, 3:], atol=1e-4)
    degrees = values * np.repeat([1.0, 180 / np.pi], 3)
    table = read_bytes(tmp_path, table_text(time_s, degrees, header=NO_UNITS))
    np.testing.assert_allclose(table.gyr_radps, values[:, 3:], atol=1e-4)


def test_columns_in_any_order_read_the_same(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    order = [5, 2, 0, 4, 1, 3]
    names = HEADER.split(",")
    header = ",".join([names[0], "battery", *(names[1 + i] for i in order)])
    shuffled = np.column_stack((np.full(len(time_s), 3.7), values[:, order]))
    assert_is_the_leg(read_bytes(tmp_path, table_text(time_s, shuffled, header=header)))


def test_a_last_line_cut_off_is_left_out_with_a_remark(tmp_path: Path) -> None:
    text = table_text(*leg_in_g_and_dps()).rstrip("\n")
    table = read_bytes(tmp_path, text.rsplit(",", 2)[0])
    assert len(table.time_s) == 799
    assert "The last line is cut off and was left out." in table.source.remarks


def test_holes_become_bridged_samples(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    values[300:310, 2] = np.nan
    values[500, 4] = np.inf
    recording = assemble(read_bytes(tmp_path, table_text(time_s, values)))
    assert np.flatnonzero(~recording.measured).tolist() == [*range(300, 310), 500]
    assert recording.quality.gaps == 2
    assert np.isfinite(recording.acc_mps2).all()


def test_the_fingerprint_is_that_of_the_file_and_the_name_its_stem(tmp_path: Path) -> None:
    path = leg_file(tmp_path / "my leg.csv")
    source = read_samples(path, ReadOptions()).source
    assert source.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (source.name, source.kind) == ("my leg", "csv")


def test_the_file_is_left_untouched(tmp_path: Path) -> None:
    path = leg_file(tmp_path / "leg.csv")
    before = path.read_bytes(), path.stat().st_mtime_ns
    read_samples(path, ReadOptions())
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_of_both_legs_needs_the_side(tmp_path: Path) -> None:
    time_s, values = leg_in_g_and_dps()
    names = HEADER.split(",")[1:]
    header = ",".join(["time_s", *(f"left_{n}" for n in names), *(f"right_{n}" for n in names)])
    text = table_text(time_s, np.column_stack((values, values * 1.1)), header=header)
    with pytest.raises(RecordingFileError, match="--side left or --side right"):
        read_bytes(tmp_path, text)
    left = read_bytes(tmp_path, text, options=ReadOptions(side=Side.LEFT))
    assert_is_the_leg(left)
    assert left.placement.side is Side.LEFT
    right = read_bytes(tmp_path, text, options=ReadOptions(side=Side.RIGHT))
    np.testing.assert_allclose(right.gyr_radps, 1.1 * left.gyr_radps, atol=1e-9)


def test_a_side_that_nobody_said_is_marked_as_assumed(tmp_path: Path) -> None:
    text = table_text(*leg_in_g_and_dps())
    assert not read_bytes(tmp_path, text).placement.side_known
    assert read_bytes(tmp_path, text, options=ReadOptions(side=Side.LEFT)).placement.side_known


def test_the_other_leg_of_a_one_legged_file_is_refused(tmp_path: Path) -> None:
    header = HEADER.replace("acc", "left_acc").replace("gyr", "left_gyr")
    text = table_text(*leg_in_g_and_dps(), header=header)
    with pytest.raises(RecordingFileError, match="of the left leg"):
        read_bytes(tmp_path, text, options=ReadOptions(side=Side.RIGHT))
    assert read_bytes(tmp_path, text).placement.side is Side.LEFT


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 6)),
            min_size=3,
            max_size=3,
        ),
        min_size=2,
        max_size=20,
    ),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_any_table_of_numbers_reads_back(rows: list[list[float]], delimiter: str) -> None:
    text = "\n".join(
        ["a,b,c".replace(",", delimiter), *(delimiter.join(map(repr, r)) for r in rows)]
    )
    layout = layout_of(Content("a.csv", text.encode(), ""))
    numbers, _remark = read_numbers(layout, range(3))
    assert numbers.tolist() == rows
