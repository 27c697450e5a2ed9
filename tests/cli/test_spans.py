"""Where the player stands and swings, said on the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.workflows.demo import demo_recording_path


def analyzed(*options: str) -> dict[str, object]:
    outcome = CliRunner().invoke(app, ["analyze", str(demo_recording_path()), "--json", *options])
    assert outcome.exit_code == 0, outcome.output
    document: dict[str, object] = json.loads(outcome.stdout)
    return document


def test_spans_that_are_said_are_the_ones_used() -> None:
    found = analyzed()["calibration"]
    assert isinstance(found, dict)
    still, swings = found["still_span_s"], found["swing_span_s"]
    said = analyzed(
        "--still", f"{still[0] + 0.5}:{still[1]}", "--swings", f"{swings[0]}:{swings[1]}"
    )["calibration"]
    assert isinstance(said, dict)
    assert said["still_span_s"][0] == pytest.approx(still[0] + 0.5, abs=0.02)
    assert said["method"] == "stance_and_swings"


@pytest.mark.parametrize(
    "options",
    [
        ("--still", "1:4"),
        ("--still", "4:1", "--swings", "5:8"),
        ("--still", "a", "--swings", "5:8"),
    ],
)
def test_half_a_span_is_refused_in_one_sentence(options: tuple[str, ...], tmp_path: Path) -> None:
    outcome = CliRunner().invoke(app, ["analyze", str(tmp_path / "any.csv"), *options])
    assert outcome.exit_code == 2
    assert outcome.output.count("\n") == 1
    assert "--still" in outcome.output
