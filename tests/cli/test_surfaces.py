"""`kicksense surface` measures pitches, and answers nonsense with one sentence."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from tests.workflows.adaptable import PLAYER, stored_demo

RUNNER = CliRunner()


def run(data_dir: Path, *arguments: object) -> tuple[int, str, str]:
    """Run the command; a traceback would fail the test."""
    words = [*(str(argument) for argument in arguments), "--data-dir", str(data_dir)]
    outcome = RUNNER.invoke(app, words)
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    assert "Traceback" not in outcome.output
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_a_surface_is_added_rolled_listed_shown_and_forgotten(tmp_path: Path) -> None:
    assert "short_grass" in run(tmp_path, "surface", "list")[1]
    code, out, _ = run(tmp_path, "surface", "add", "yard", "--rolled", 9.5, "--seconds", 4.8)
    assert code == 0
    assert "like short_grass, 1 roll" in out
    code, out, _ = run(tmp_path, "surface", "add", "yard", "--ramp-roll", 6.2)
    assert "down a ramp of 1 m: lay still after 6.2 m" in out
    assert run(tmp_path, "surface", "show", "yard")[1] == out
    assert "yard" in run(tmp_path, "surface", "list")[1]
    assert run(tmp_path, "surface", "forget", "yard")[0] == 0
    assert "yard" not in run(tmp_path, "surface", "list")[1]


def test_a_surface_of_ones_own_is_taken_wherever_a_surface_is_named(tmp_path: Path) -> None:
    _, row = stored_demo(tmp_path)
    run(tmp_path, "surface", "add", "yard", "--ramp-roll", 6.2)
    mark = ("--session", row.id, "--mark", 8, "--stopped", "--surface", "yard", "--kicks", "5-7")
    code, out, _ = run(tmp_path, "adapt", PLAYER, *mark)
    assert code == 0
    assert "stopped at 8 m on yard" in out
    shown = run(tmp_path, "show", row.id, "--target-distance", 6, "--surface", "yard")
    assert shown[0] == 0
    assert "6 m away on yard" in " ".join(shown[1].split())
    run(tmp_path, "surface", "forget", "yard")
    code, _, err = run(tmp_path, "show", row.id, "--target-distance", 6, "--surface", "yard")
    assert code == 2
    assert "There is no surface called 'yard'" in err
    code, _, err = run(tmp_path, "adapt", PLAYER, "--again")
    assert "no surface called 'yard'" in err


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ("add indoor --like fast_3g", "comes with kicksense"),
        ("add Yard --like indoor", "no name for a surface"),
        ("add yard", "say what 'yard' is like"),
        ("add yard --like moon", "no surface called 'moon'"),
        ("add yard --rolled 5", "belong together"),
        ("add yard --seconds 5", "belong together"),
        ("add yard --ramp-roll 5 --rolled 5 --seconds 2", "one at a time"),
        ("add yard --ramp-roll 0", "above zero"),
        ("add yard --ramp-roll -4", "above zero"),
        ("add yard --ramp-roll nan", "above zero"),
        ("add yard --ramp-roll inf", "above zero"),
        ("add yard --ramp-roll 1e9", "no ball comes to rest"),
        ("add yard --rolled 5 --seconds 1e-9", "no ball comes to rest"),
        ("show yard", "no surface called 'yard'"),
        ("forget yard", "no surface of your own"),
        ("forget indoor", "comes with kicksense"),
    ],
)
def test_nonsense_is_answered_with_one_sentence(tmp_path: Path, asked: str, complaint: str) -> None:
    code, out, err = run(tmp_path, "surface", *asked.split())
    assert (code, out) == (2, "")
    assert complaint in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "surfaces.json").exists()
