"""The demo session that ships with kicksense."""

import json
from pathlib import Path

import pytest

from kicksense.store.recordings import read_recording
from kicksense.workflows.demo import demo_recording_path, ensure_demo
from kicksense.workflows.demo_building import build_demo, simulate_demo
from kicksense.workflows.sessions import list_sessions, open_sessions, recording_of


def test_the_demo_is_small_and_says_that_it_is_simulated() -> None:
    path = demo_recording_path()
    recording = read_recording(path)
    assert path.stat().st_size < 1_000_000
    assert recording.source.simulated
    assert 180.0 < len(recording) / recording.sampling_rate_hz < 260.0
    assert "simulated" in (path.parent / "README.md").read_text(encoding="utf-8").lower()


def test_importing_the_demo_twice_gives_one_session_marked_as_simulated(tmp_path: Path) -> None:
    sessions = open_sessions(tmp_path)
    first = ensure_demo(sessions)
    again = ensure_demo(sessions)
    assert first.id == again.id
    assert first.simulated
    assert len(list_sessions(sessions)) == 1
    assert recording_of(sessions, first.id).source.simulated


@pytest.mark.slow
def test_the_shipped_demo_is_what_the_program_makes(tmp_path: Path) -> None:
    made = simulate_demo().recording
    shipped = read_recording(demo_recording_path())
    # Another build of numpy may round the last count of a few samples the other way.
    count_mps2 = 16.0 * 9.80665 / 32768
    assert shipped.acc_mps2 == pytest.approx(made.acc_mps2, abs=2.0 * count_mps2)
    path = build_demo(tmp_path)
    assert read_recording(path).source.simulated
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    kinds = [event["kind"] for event in truth["events"]]
    assert kinds.count("kick") == 22
    assert kinds.count("air_kick") == 1
    assert truth["simulated"] is True
