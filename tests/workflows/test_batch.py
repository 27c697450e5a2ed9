import json
import os
from concurrent.futures import Future
from pathlib import Path

import pytest

from kicksense.errors import StoreError, UsageError
from kicksense.exchange.options import ReadOptions
from kicksense.workflows import batch
from kicksense.workflows.batch import FileOutcome, analyze_files, document_paths, document_stem
from kicksense.workflows.options import AnalysisRequest
from tests.workflows.files_made import write_csv

SILENT = (ReadOptions(), AnalysisRequest())


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("P1_S01.csv.gz", "P1_S01"),
        ("P1_S01.csv", "P1_S01"),
        ("walk.2024.csv", "walk.2024"),
        ("a.CSV.GZ", "a"),
        ("plain", "plain"),
        ("archive.gz", "archive"),
        ("r.parquet", "r"),
    ],
)
def test_a_document_is_named_after_the_file_without_its_endings(name: str, stem: str) -> None:
    assert document_stem(Path("somewhere") / name) == stem


def test_a_document_of_a_folder_is_named_after_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "export.2024"
    folder.mkdir()
    assert document_stem(folder) == "export.2024"


@pytest.mark.parametrize(
    "paths",
    [
        (Path("a/x.csv"), Path("b/x.csv")),
        (Path("x.csv"), Path("x.csv.gz")),
        (Path("x.csv"), Path("X.csv")),
    ],
)
def test_documents_that_would_overwrite_each_other_are_refused(paths: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError, match="would both be written to"):
        document_paths(paths, Path("out"))


def test_a_bad_file_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = [write_csv(tmp_path / f"good{k}.csv", seed=k) for k in range(2)]
    bad = tmp_path / "bad.csv"
    bad.write_text("")
    out = tmp_path / "out" / "deep"
    outcomes = list(analyze_files([good[0], bad, good[1]], *SILENT, out_dir=out))
    assert [outcome.path for outcome in outcomes] == [good[0], bad, good[1]]
    assert [outcome.problem is None for outcome in outcomes] == [True, False, True]
    assert sorted(path.name for path in out.iterdir()) == ["good0.json", "good1.json"]
    assert json.loads((out / "good1.json").read_text())["recording"]["name"] == "good1"


def test_several_processes_say_the_same_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_csv(tmp_path / f"f{k}.csv", seed=k) for k in range(4)]
    paths.insert(2, tmp_path / "gone.csv")
    alone = list(analyze_files(paths, *SILENT))
    monkeypatch.setattr(batch, "_SERIAL_UP_TO_FILES", 1)
    monkeypatch.setattr(batch, "worker_count", lambda: 2)
    assert list(analyze_files(paths, *SILENT)) == alone


def test_a_file_that_kills_its_process_is_reported_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / name for name in ("a.csv", "killer.csv", "b.csv")]
    monkeypatch.setattr(batch, "_SERIAL_UP_TO_FILES", 1)
    monkeypatch.setattr(batch, "worker_count", lambda: 2)
    monkeypatch.setattr(batch, "_outcome_of", _die_for_killer)
    outcomes = list(analyze_files(paths, *SILENT))
    assert [outcome.path for outcome in outcomes] == paths
    assert [outcome.problem is None for outcome in outcomes] == [True, False, True]
    assert "split the recording" in str(outcomes[1].problem)


def _die_for_killer(task: "batch._Task") -> FileOutcome:
    if task.path.name == "killer.csv":
        os._exit(9)
    return FileOutcome(task.path)


def test_a_file_in_place_of_the_folder_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(StoreError, match="is a file, not a folder"):
        next(analyze_files([tmp_path / "a.csv"], *SILENT, out_dir=tmp_path / "out"))


def test_a_request_without_sense_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no drill called"):
        next(analyze_files([tmp_path / "a.csv"], ReadOptions(), AnalysisRequest(drill="x")))


def test_a_recording_that_does_not_fit_into_memory_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_args: object) -> Future[None]:
        raise MemoryError

    monkeypatch.setattr(batch, "practised_file", burst)
    (outcome,) = analyze_files([tmp_path / "big.csv"], *SILENT)
    assert (
        outcome.problem
        == f"{tmp_path / 'big.csv'} does not fit into the memory of this machine; split it."
    )
