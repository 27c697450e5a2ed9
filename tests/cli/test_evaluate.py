"""The command that measures models and rules says what it measured, or what is wrong."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from tests.workflows.labelled_folder import labelled_folder, save_small_model

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give two labelled sessions of six kicks, and the model 'small', trained on 'anna'."""
    root = labelled_folder(tmp_path_factory.mktemp("labelled"))
    save_small_model(root / "models" / "small", players=("anna",))
    return root


def run(*arguments: object) -> tuple[int, str, str]:
    """Run the command; a traceback would fail the test."""
    outcome = RUNNER.invoke(app, ["evaluate", *map(str, arguments)])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_rules_and_threshold_are_measured_side_by_side(labelled: Path) -> None:
    code, out, _ = run("--data", labelled, "--model", "none")
    lines = {line.split("  ")[0]: line.split() for line in out.splitlines()}
    assert code == 0
    assert "2 recordings (2 simulated) of 2 players with 12 kicks" in out
    assert lines["kicks found, %"][3] == "100"
    assert lines["technique, mean F1, %"][4] == "100"
    assert "nan" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_model_is_measured_beside_them_with_a_warning_of_what_it_has_seen(
    labelled: Path, tmp_path: Path
) -> None:
    asked = ("--data", labelled, "--model", "small", "--data-dir", labelled)
    paths = tmp_path / "figures.json", tmp_path / "figures.png"
    code, out, _ = run(*asked, "--out", paths[0], "--picture", paths[1])
    assert code == 0
    assert "WARNING: 1 of 2 players were in the training data of 'small' (anna)" in " ".join(
        out.split()
    )
    document = json.loads(paths[0].read_text())
    assert [system["name"] for system in document["systems"]] == ["small", "rules", "threshold"]
    assert document["remarks"][0].startswith("WARNING")
    assert paths[1].read_bytes().startswith(b"\x89PNG")


def test_players_that_were_trained_on_can_be_left_out(labelled: Path) -> None:
    asked = ("--data", labelled, "--model", "small", "--data-dir", labelled, "--json")
    code, out, _ = run(*asked, "--players-from", "unseen")
    document = json.loads(out)
    assert code == 0
    assert (document["data"]["players"], document["data"]["sessions"]) == (1, 1)
    assert not any("WARNING" in remark for remark in document["remarks"])


def test_one_player_who_kicks_without_a_labelled_technique_is_measured_as_far_as_can_be(
    tmp_path: Path,
) -> None:
    code, out, _ = run("--data", labelled_folder(tmp_path, techniques=False), "--model", "none")
    assert code == 0
    assert "no technique is labelled" in out
    assert next(line for line in out.splitlines() if line.startswith("technique")).split()[4] == "-"


def test_recordings_without_a_kick_are_measured_by_their_false_ones(tmp_path: Path) -> None:
    code, out, _ = run("--data", labelled_folder(tmp_path, kicks=False), "--model", "none")
    assert code == 0
    assert "no kick is labelled" in out


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "either --data DIR"),
        (["--data", "here", "--suite", "recordings"], "either --data DIR"),
        (["--suite", "recordings", "--picture", "x.png"], "leave it out"),
        (["--data", "here", "--model", "none", "--picture", "x.pdf"], ".png"),
        (["--data", "here", "--model", "none", "--out", "no/where/x.json"], "is no folder"),
        (["--data", "here", "--model", "none", "--picture", "no/where/x.png"], "is no folder"),
        (["--data", "here", "--model", ","], "names no model"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(options: list[str], expected: str) -> None:
    code, out, err = run(*options)
    assert (code, out) == (2, "")
    assert expected in err
    assert err.count("\n") == 1


def test_a_model_that_is_not_there_and_a_folder_without_labels_are_named(
    labelled: Path, tmp_path: Path
) -> None:
    code, _, err = run("--data", labelled, "--model", "nobody")
    assert (code, "there is no model 'nobody'" in err) == (1, True)
    code, _, err = run("--data", tmp_path, "--model", "none")
    assert (code, "holds no labelled recordings" in err) == (1, True)
    assert err.count("\n") == 1


def test_two_models_on_the_suite_are_one_too_many(labelled: Path) -> None:
    asked = ["--suite", "recordings", "--recordings", labelled, "--data-dir", labelled]
    save_small_model(labelled / "models" / "other")
    both = ["--model", "small", "--model", "other"]
    code, _, err = run(*asked, *both)
    assert (code, "one model at a time" in err) == (2, True)
