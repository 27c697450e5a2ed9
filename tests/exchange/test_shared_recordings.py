"""Real recordings of several makers read as their makers say they should."""

import numpy as np
import pytest

from kicksense.assembly.recording import assemble
from kicksense.domain.anatomy import Side
from kicksense.errors import RecordingFileError
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.reading import preview, read_samples
from tests.shared_recordings import shared_recording, shared_recordings

GAITMAP = ReadOptions(side=Side.LEFT, rate_hz=204.8)


@pytest.mark.parametrize(
    ("name", "options", "kind", "rate_hz", "duration_s"),
    [
        ("xio/long_walk.csv", ReadOptions(), "csv", 398.5, 70.73),
        ("xio/short_walk.csv", ReadOptions(), "csv", 398.3, 41.62),
        ("gaitmap/imu_sample.csv", GAITMAP, "csv", 204.8, 38.71),
        ("gaitmap/imu_sample_healthy_stair_up.csv", GAITMAP, "csv", 204.8, 25.04),
        ("gaitmap/imu_sample_ms_left.csv", GAITMAP, "csv", 204.8, 34.17),
        ("vendor_exports/walking_xsens_lowerLeg.txt", ReadOptions(), "xsens", 120.0, 29.25),
        ("vendor_exports/data_xsens.txt", ReadOptions(), "xsens", 50.0, 19.04),
        ("vendor_exports/data_ngimu", ReadOptions(), "ngimu", 49.9, 9.98),
        ("vendor_exports/data_ngimu/sensors.csv", ReadOptions(), "ngimu", 49.9, 9.98),
        ("vendor_exports/data_xio", ReadOptions(), "ximu", 256.0, 49.3),
        ("vendor_exports/data_xio3", ReadOptions(), "ximu3", 49.9, 10.0),
        ("vendor_exports/data_xio3/Inertial.csv", ReadOptions(), "ximu3", 49.9, 10.0),
        ("vendor_exports/data_yei.txt", ReadOptions(), "csv", 110.0, 24.7),
    ],
)
def test_a_real_export_reads_with_its_kind_rate_and_length(
    name: str, options: ReadOptions, kind: str, rate_hz: float, duration_s: float
) -> None:
    recording = assemble(read_samples(shared_recording(name), options))
    assert recording.source.kind == kind
    assert recording.sampling_rate_hz == pytest.approx(rate_hz, rel=2e-3)
    assert recording.quality.duration_s == pytest.approx(duration_s, rel=2e-3)
    norm = np.linalg.norm(recording.acc_mps2, axis=1)
    assert 8.0 < float(np.median(norm)) < 20.0
    assert np.isfinite(recording.gyr_radps).all()
    assert np.abs(recording.gyr_radps).max() < 36.0


def test_every_suit_export_has_the_same_clock_and_little_loss() -> None:
    lost = []
    for path in shared_recordings("lmd/P*.csv.gz"):
        for side in Side:
            table = read_samples(path, ReadOptions(side=side))
            recording = assemble(table)
            assert recording.sampling_rate_hz == pytest.approx(96.0, rel=1e-6), path.name
            assert recording.quality.repeated_rows > 0
            fresh = np.unique(table.gyr_radps[:, 1])
            assert np.isin(recording.gyr_radps[recording.measured, 1], fresh).mean() > 0.99
            lost.append(recording.quality.lost_ratio)
    assert 0.02 < float(np.mean(lost)) < 0.05


def test_a_kick_keeps_its_peaks() -> None:
    for path in shared_recordings("lmd/P1_S0*.csv.gz"):
        table = read_samples(path, ReadOptions(side=Side.RIGHT))
        recording = assemble(table)
        for before, after in (
            (table.acc_mps2, recording.acc_mps2),
            (table.gyr_radps, recording.gyr_radps),
        ):
            assert np.abs(after).max() == np.abs(before).max()


def test_an_empty_stretch_of_a_foot_walk_has_the_losses_of_its_radio() -> None:
    quality = assemble(read_samples(shared_recording("xio/long_walk.csv"), ReadOptions())).quality
    assert quality.duplicate_times == 252
    assert quality.rows == 28_132
    assert quality.lost_ratio == pytest.approx(0.011, abs=0.001)
    assert quality.longest_gap_s < 0.02


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("gaitmap/imu_sample.csv", ReadOptions(), "--side"),
        ("gaitmap/imu_sample_ms_left.csv", ReadOptions(), "--rate"),
        ("lmd/expert_scores.csv", ReadOptions(), "no column of the accelerometer"),
        ("vendor_exports/data_polulu.txt", ReadOptions(), "no names"),
        ("vendor_exports/data_xio/00033.BIN", ReadOptions(), "binary"),
        ("vendor_exports", ReadOptions(), "folder"),
        ("vendor_exports/data_xio3/HighGAccelerometer.csv", ReadOptions(), "gyroscope"),
    ],
)
def test_what_is_no_recording_is_refused(name: str, options: ReadOptions, expected: str) -> None:
    path = shared_recording(name)
    with pytest.raises(RecordingFileError, match=expected):
        read_samples(path, options)
    assert preview(path, options).problem is not None
