import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.errors import KicksenseError, RecordingFileError, UsageError
from kicksense.exchange.options import ReadOptions
from kicksense.store.recordings import write_recording
from kicksense.workflows.analysis import (
    analyze_recording,
    content_fingerprint,
    load_recording,
)
from kicksense.workflows.options import AnalysisRequest, requested_target
from tests.store.recordings_made import counted_recording
from tests.workflows.files_made import write_csv
from tests.workflows.looked import analyze_file


def test_a_users_file_is_read_with_the_fingerprint_of_its_content(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    recording = load_recording(path, ReadOptions(side=Side.LEFT))
    assert recording.source.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    assert recording.placement.side is Side.LEFT


def test_a_recording_of_kicksense_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(), path)
    recording = load_recording(path, ReadOptions())
    assert recording.source == counted_recording().source
    assert np.array_equal(recording.gyr_radps, counted_recording().gyr_radps)


def test_a_recording_of_kicksense_without_fingerprint_gets_that_of_its_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(fingerprint=""), path)
    recording = load_recording(path, ReadOptions())
    assert recording.source.fingerprint == content_fingerprint(path)


def test_the_leg_can_be_named_for_a_recording_of_kicksense(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(side_known=False), path)
    placement = load_recording(path, ReadOptions(side=Side.LEFT)).placement
    assert (placement.side, placement.side_known) == (Side.LEFT, True)


def test_units_cannot_be_named_for_a_recording_of_kicksense(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_recording(counted_recording(), path)
    with pytest.raises(UsageError, match="knows its units and rate; leave out --acc-unit, --rate"):
        load_recording(path, ReadOptions(acc_unit="g", rate_hz=200.0))


@pytest.mark.parametrize("name", ["gone.csv", "gone.parquet"])
def test_a_file_that_is_not_there_is_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(KicksenseError, match=name):
        load_recording(tmp_path / name, ReadOptions())


def test_the_fingerprint_of_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingFileError, match="cannot be read: No such file"):
        content_fingerprint(tmp_path / "gone")


def test_a_report_carries_the_recording_and_the_request(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    request = AnalysisRequest(drill="backheel_wall_pass", surface="indoor")
    report = analyze_file(path, ReadOptions(side=Side.LEFT), request)
    assert (report.source.name, report.side, report.side_known) == ("a", "left", True)
    assert report.drill == "backheel_wall_pass"
    assert report.target is not None
    assert report.target.surface == "indoor"


def test_the_request_can_name_another_leg_than_the_recording() -> None:
    assert analyze_recording(counted_recording(), AnalysisRequest(side=Side.LEFT)).side == "left"


def test_a_stored_recording_gives_the_same_report_as_the_original(tmp_path: Path) -> None:
    original = load_recording(write_csv(tmp_path / "a.csv"), ReadOptions())
    write_recording(original, tmp_path / "a.parquet")
    again = load_recording(tmp_path / "a.parquet", ReadOptions())
    assert np.array_equal(again.acc_mps2, original.acc_mps2)
    assert np.array_equal(again.gyr_radps, original.gyr_radps)
    first, second = (analyze_recording(each, AnalysisRequest()) for each in (original, again))
    assert first == second


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (AnalysisRequest(drill="keepy_uppy"), "backheel_wall_pass"),
        (AnalysisRequest(target_distance_m=8.0, surface="sand"), "short_grass"),
        (AnalysisRequest(target_distance_m=0.0), "above 0"),
        (AnalysisRequest(target_distance_m=-3.0), "above 0"),
        (AnalysisRequest(target_distance_m=500.0), "up to 120"),
        (AnalysisRequest(target_distance_m=float("nan")), "cannot be played"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(request_: AnalysisRequest, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        requested_target(request_)


def test_a_distance_of_ones_own_goes_before_the_drills() -> None:
    request = AnalysisRequest(drill="partner_pass", target_distance_m=15.0)
    target = requested_target(request)
    assert target is not None
    assert target.distance_m == 15.0
    assert requested_target(replace(request, drill=None, target_distance_m=None)) is None
