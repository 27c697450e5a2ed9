import csv
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from kicksense.domain.kick import SessionReport, Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from kicksense.errors import UsageError
from kicksense.features.schema import FEATURE_NAMES
from kicksense.store.folder import DataFolder
from kicksense.store.labels import write_labels
from kicksense.store.library import open_library
from kicksense.store.places import place_of
from kicksense.store.recordings import read_recording
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.datasets import SIMULATED, LabelledSession, open_dataset
from kicksense.workflows.label_table import COLUMNS, OUTCOMES, Row, kick_rows, write_kick_table
from kicksense.workflows.options import AnalysisRequest
from tests.store.labels_made import kick_at, labels_by

DEMO = place_of("demo") / "demo.parquet"


@cache
def report() -> SessionReport:
    return analyze_recording(read_recording(DEMO), AnalysisRequest())


def rows_with(labels: LabelSet) -> list[Row]:
    session = LabelledSession("s1", "p1", SIMULATED, read_recording(DEMO), labels)
    return kick_rows(session, report())


def kick_times() -> list[float]:
    return [kick.t_s for kick in report().kicks]


def silent(_done: int, _total: int) -> None:
    """Do nothing."""


def test_a_labelled_kick_that_was_found_stands_beside_its_label() -> None:
    t_s = kick_times()[3]
    said = kick_at(t_s + 0.05, Technique.HEEL, ball_speed_mps=6.5, quality="thin", intent="pass")
    row = rows_with(labels_by("ann", said))[3]
    assert row["outcome"] == "found"
    assert (row["time_s"], row["label_time_s"]) == (t_s, t_s + 0.05)
    assert (row["label_kind"], row["label_technique"]) == ("kick", "heel")
    assert (row["label_ball_speed_mps"], row["label_quality"]) == (6.5, "thin")
    kick = report().kicks[3]
    assert row["foot_speed_low_mps"] == kick.foot_speed_mps.low
    assert row["feature_swing_duration_s"] == kick.features["swing_duration_s"]
    assert row["player"] == "p1"


def test_every_kick_is_found_missed_false_or_unlabelled() -> None:
    times = kick_times()
    half_s = (times[9] + times[10]) / 2
    labels = labels_by(
        "ann",
        *(kick_at(t) for t in times[:5]),
        kick_at(times[5] + 0.2),
        LabelledEvent(times[6] - 0.03, EventKind.TRAP),
        spans=(MovementSpan(0.0, half_s, "play"),),
    )
    rows = rows_with(labels)
    counts = {name: sum(row["outcome"] == name for row in rows) for name in OUTCOMES}
    assert counts == {"found": 5, "missed": 1, "false": 5, "unlabelled": len(times) - 10}
    (trap,) = [row for row in rows if row.get("label_kind") == "trap"]
    assert (trap["outcome"], trap["time_s"]) == ("false", times[6])
    (missed,) = [row for row in rows if row["outcome"] == "missed"]
    assert missed.get("time_s") is None


def test_a_tapped_label_reaches_as_far_as_it_says() -> None:
    t_s = kick_times()[0]
    near = rows_with(labels_by("ann", kick_at(t_s + 0.4, within_s=0.5)))
    far = rows_with(labels_by("ann", kick_at(t_s + 0.4)))
    assert sum(row["outcome"] == "found" for row in near) == 1
    assert sum(row["outcome"] == "found" for row in far) == 0


def test_no_row_holds_what_no_column_names() -> None:
    for row in rows_with(labels_by("ann", kick_at(kick_times()[0]), kick_at(1.0))):
        assert set(row) <= set(COLUMNS)
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert {f"feature_{name}" for name in FEATURE_NAMES} <= set(COLUMNS)


def library_with_the_demo(folder: Path, quality: str = "") -> Path:
    library = open_library(DataFolder(folder / "data"))
    row = library.store(read_recording(DEMO), "p1").row
    events = tuple(kick_at(t, quality=quality) for t in kick_times()[:4])
    labels = labels_by(
        "ann", *events, fingerprint=row.fingerprint, groups={"age": "adult", "mount": "plain"}
    )
    write_labels(library.folder, labels)
    return folder / "data"


def test_both_forms_of_the_table_say_the_same(tmp_path: Path) -> None:
    dataset = open_dataset((library_with_the_demo(tmp_path, quality="=1+1"),))
    for name in ("kicks.parquet", "kicks.csv"):
        summary = write_kick_table(dataset, tmp_path / name, silent)
        assert (summary.rows, summary.recordings) == (len(kick_times()), 1)
        assert summary.outcomes["found"] == 4
    table = pq.read_table(tmp_path / "kicks.parquet")
    assert tuple(table.column_names) == COLUMNS
    rows = list(csv.DictReader(io.StringIO((tmp_path / "kicks.csv").read_text(), newline="")))
    assert rows[0]["label_quality"] == "'=1+1"
    for parquet_row, csv_row in zip(table.to_pylist(), rows, strict=True):
        for name in COLUMNS:
            value = parquet_row[name]
            if value is None:
                assert csv_row[name] == ""
            elif isinstance(value, bool):
                assert csv_row[name] == str(value).lower()
            elif isinstance(value, float):
                assert float(csv_row[name]) == value
            else:
                assert csv_row[name].removeprefix("'") == value
    assert {row["group_age"] for row in rows} == {"adult"}
    assert not np.isnan(table["time_s"].to_numpy()).any()


def test_several_recordings_are_analyzed_in_the_order_of_the_index(tmp_path: Path) -> None:
    place = library_with_the_demo(tmp_path)
    dataset = open_dataset((place,))
    many = replace(dataset, entries=dataset.entries * 5)
    counts: list[int] = []
    summary = write_kick_table(many, tmp_path / "k.csv", lambda done, _total: counts.append(done))
    assert summary.rows == 5 * len(kick_times())
    assert counts == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("name", ["kicks.xlsx", "kicks", "kicks.csv.gz"])
def test_another_ending_is_refused_before_anything_is_read(name: str, tmp_path: Path) -> None:
    dataset = open_dataset((library_with_the_demo(tmp_path),))
    with pytest.raises(UsageError, match=r"must end in \.parquet or \.csv"):
        write_kick_table(dataset, tmp_path / name, silent)
    assert not (tmp_path / name).exists()
