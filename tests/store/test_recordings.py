import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import Recording
from kicksense.errors import StoreError
from kicksense.store.recordings import (
    is_stored_recording,
    read_header,
    read_recording,
    write_recording,
)
from tests.store.recordings_made import counted_recording, recording_of, simulated


def assert_equal(left: Recording, right: Recording) -> None:
    for name in ("acc_mps2", "gyr_radps", "measured", "clipped"):
        assert np.array_equal(getattr(left, name), getattr(right, name), equal_nan=True), name
    for name in (
        "sampling_rate_hz",
        "start_time_s",
        "placement",
        "source",
        "quality",
        "nominal_rate_hz",
        "acc_full_scale_mps2",
        "gyr_full_scale_radps",
    ):
        assert getattr(left, name) == getattr(right, name), name


def round_trip(recording: Recording, folder: Path) -> Recording:
    path = folder / "r.parquet"
    write_recording(recording, path)
    return read_recording(path)


def test_a_counted_recording_reads_back_to_the_last_bit(tmp_path: Path) -> None:
    recording = simulated(counted_recording())
    assert_equal(round_trip(recording, tmp_path), recording)


def test_a_counted_recording_is_stored_in_16_bits(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(), path)
    schema = pq.read_schema(path)
    assert [schema.field(name).type for name in ("acc_x", "gyr_z")] == [pa.int16(), pa.int16()]
    assert schema.field("measured").type == pa.bool_()
    assert set(read_header(path).scales) == {"acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"}


def test_a_bridged_stretch_between_the_steps_reads_back_to_the_last_bit(tmp_path: Path) -> None:
    recording = counted_recording()
    acc = recording.acc_mps2.copy()
    acc[~recording.measured] = np.pi
    bridged = replace(recording, acc_mps2=acc)
    assert_equal(round_trip(bridged, tmp_path), bridged)


def test_a_recording_longer_than_a_group_of_rows_reads_back(tmp_path: Path) -> None:
    recording = counted_recording(150_001)
    acc = recording.acc_mps2.copy()
    acc[~recording.measured] += 1e-7
    bridged = replace(recording, acc_mps2=acc)
    assert_equal(round_trip(bridged, tmp_path), bridged)


NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(-400, 400, width=32),
    st.integers(-32768, 32767).map(lambda code: code / 2048 * 9.80665),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples=arrays(np.float64, st.tuples(st.integers(0, 40), st.just(6)), elements=NUMBERS))
def test_any_numbers_read_back_to_the_last_bit(samples: FloatArray, tmp_path: Path) -> None:
    recording = recording_of(samples[:, :3], samples[:, 3:], side=Side.LEFT, side_known=False)
    assert_equal(round_trip(recording, tmp_path), recording)


def test_a_file_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(seed=1), path)
    write_recording(counted_recording(seed=2), path)
    assert_equal(read_recording(path), counted_recording(seed=2))
    assert [entry.name for entry in tmp_path.iterdir()] == ["r.parquet"]


def test_the_header_says_everything_but_the_samples(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    recording = counted_recording()
    write_recording(recording, path)
    header = read_header(path)
    assert header.samples == len(recording)
    assert header.notes.source == recording.source
    assert header.notes.quality == recording.quality
    assert header.notes.bridged_samples == 4
    assert header.notes.imported_utc.tzinfo is not None


def test_a_parquet_file_of_others_is_refused_with_a_cure(tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    pq.write_table(pa.table({"acc_x": [1, 2, 3]}), path)
    assert is_stored_recording(path)
    with pytest.raises(StoreError, match="none that kicksense wrote; export it as CSV"):
        read_recording(path)


def test_another_format_version_is_refused_with_a_cure(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(), path)
    table = pq.read_table(path)
    metadata = {**table.schema.metadata, b"kicksense.format": b"99"}
    pq.write_table(table.replace_schema_metadata(metadata), path)
    with pytest.raises(StoreError, match=r"format 99.*reads format 1; upgrade kicksense"):
        read_header(path)


def test_notes_of_another_shape_are_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(), path)
    table = pq.read_table(path)
    metadata = {**table.schema.metadata, b"kicksense.recording": json.dumps({"a": 1}).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), path)
    with pytest.raises(StoreError, match="is damaged"):
        read_recording(path)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is not there; import the original recording again"):
        read_recording(tmp_path / "gone.parquet")


@pytest.mark.parametrize("kept_ratio", [0.0, 0.01, 0.5, 0.9])
def test_a_cut_off_file_is_reported_as_damaged(kept_ratio: float, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(), path)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept_ratio * len(content))])
    with pytest.raises(StoreError, match="is damaged"):
        read_recording(path)


def test_a_flipped_bit_among_the_samples_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(5000), path)
    content = bytearray(path.read_bytes())
    content[2000] ^= 0x10
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError, match="is damaged"):
        read_recording(path)
