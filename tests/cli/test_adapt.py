"""`kicksense adapt` learns, shows and forgets, and answers nonsense with one sentence."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.workflows.demo import demo_recording_path
from tests.workflows.adaptable import PLAYER, stored_demo

RUNNER = CliRunner()


def run(data_dir: Path, *arguments: object) -> tuple[int, str, str]:
    """Run the command; a traceback would fail the test."""
    words = ["adapt", *(str(argument) for argument in arguments), "--data-dir", str(data_dir)]
    outcome = RUNNER.invoke(app, words)
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    assert "Traceback" not in outcome.output
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_a_player_is_learnt_shown_and_forgotten(tmp_path: Path) -> None:
    _, row = stored_demo(tmp_path)
    code, out, _ = run(tmp_path, PLAYER, "--session", row.id, "--labels")
    assert code == 0
    assert f"{row.worn_side} leg of player p-1" in out
    assert "labelled kicks" in out
    code, out, _ = run(tmp_path, PLAYER, "--session", row.id, "--mark", 6, "--stopped")
    assert code == 0
    assert "Ball speed:" in out
    assert "Interval:" in out
    code, out, _ = run(tmp_path, PLAYER)
    assert (code, out) == run(tmp_path, PLAYER, "--show")[:2]
    assert "balls to a mark" in out
    assert run(tmp_path, PLAYER, "--again")[:2] == (0, out)
    assert run(tmp_path, PLAYER, "--forget")[0] == 0
    assert "could be learnt again" in run(tmp_path, PLAYER, "--again")[2]
    assert "Nothing is known of player p-1" in run(tmp_path, PLAYER)[1]
    code, out, err = run(tmp_path, PLAYER, "--forget")
    assert (code, out) == (0, "")
    assert "nothing was known" in err


def test_one_distance_for_each_of_the_chosen_kicks_is_taken(tmp_path: Path) -> None:
    _, row = stored_demo(tmp_path, labelled=False)
    asked = ("--session", row.id, "--mark", "5,6,7.5", "--arrived", "--kicks", "1-2,4")
    code, out, _ = run(tmp_path, PLAYER, *asked, "--surface", "indoor")
    assert code == 0
    assert "arrived at 5 to 7.5 m on indoor: 3 kicks" in out


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ("--labels", "--labels needs --session"),
        ("--session {id}", "--labels, --mark M, --wall M, --wall-drill or --radar V,V"),
        ("--session nothing --labels", "there is no session 'nothing'"),
        ("--session {id} --labels --mark 5 --stopped", "cannot go together"),
        ("--session {id} --mark 5", "--stopped or --arrived"),
        ("--session {id} --mark x --stopped", "--mark takes metres"),
        ("--session {id} --mark , --stopped", "--mark takes metres"),
        ("--session {id} --mark nan --stopped", "--mark takes metres"),
        ("--session {id} --mark inf --stopped", "--mark takes metres"),
        ("--session {id} --mark 1e300 --stopped", "away tells nothing"),
        ("--session {id} --mark 0 --stopped", "away tells nothing"),
        ("--session {id} --mark 3,4 --stopped", "2 distances do not fit"),
        ("--session {id} --mark 5 --stopped --kicks 999", "has no kick 999"),
        ("--session {id} --mark 5 --stopped --kicks 0", "has no kick 0"),
        ("--session {id} --mark 5 --stopped --kicks 5-2", "smaller number first"),
        ("--session {id} --mark 5 --stopped --kicks 1-99999999999", "takes numbers of kicks"),
        ("--session {id} --mark 5 --stopped --kicks ٣", "takes numbers of kicks"),
        ("--session {id} --mark 5 --stopped --kicks 1,,2", "takes numbers of kicks"),
        ("--session {id} --mark 5 --stopped --surface moon", "no surface called 'moon'"),
        ("--session {id} --wall nan", "away tells nothing"),
        ("--session {id} --wall -4", "away tells nothing"),
        ("--session {id} --wall 4 --stopped", "--stopped/--arrived goes with --mark"),
        ("--session {id} --wall 4 --wall-drill", "cannot go together"),
        ("--session {id} --wall-drill", "was not recorded with a drill"),
        ("--session {id} --wall-drill --surface indoor", "--surface goes with --mark or --wall"),
        ("--session {id} --radar x", "--radar takes speeds"),
        ("--session {id} --radar ,", "--radar takes speeds"),
        ("--session {id} --radar nan --kicks 1", "--radar takes speeds"),
        ("--session {id} --radar inf --kicks 1", "--radar takes speeds"),
        ("--session {id} --radar 0 --kicks 1", "reads no ball at 0 m/s"),
        ("--session {id} --radar -1 --kicks 1", "reads no ball at -1 m/s"),
        ("--session {id} --radar 1e9 --kicks 1", "reads no ball at 1e+09 m/s"),
        ("--session {id} --radar 90 --unit mps --kicks 1", "name their unit with --unit"),
        ("--session {id} --radar 7,8,9 --kicks 1-2", "3 speeds cannot be those of the 2 kicks"),
        ("--session {id} --radar 7", "1 speed cannot be those of"),
        ("--session {id} --wall 4 --unit kmh", "--unit goes with --radar"),
        ("--radar 7 --kicks 1", "--radar needs --session"),
        ("--undo 1", "there is no lesson of player p-1 to take back"),
        ("--undo -1", "there is no lesson of player p-1 to take back"),
        ("--redo", "there is no lesson of player p-1 taken back"),
        ("--undo 1 --redo", "cannot go together"),
        ("--session {id} --labels --kicks 1", "--kicks goes with --mark, --wall, --wall-drill or"),
        ("--session {id} --labels --side left", "--side goes with --show, --undo, --redo,"),
        ("--session {id} --show", "--session goes with"),
        ("--show --forget", "cannot go together"),
        ("--surface indoor", "--surface goes with --mark or --wall"),
    ],
)
def test_nonsense_is_answered_with_one_sentence(tmp_path: Path, asked: str, complaint: str) -> None:
    _, row = stored_demo(tmp_path)
    code, out, err = run(tmp_path, PLAYER, *asked.format(id=row.id).split())
    assert code == 2
    assert out == ""
    assert complaint in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "adaptations").exists()


@pytest.mark.parametrize("player_id", ["../../etc", "Ann Example", "\x1b[31m", "."])
def test_an_id_never_becomes_a_path(tmp_path: Path, player_id: str) -> None:
    code, _, err = run(tmp_path / "data", player_id, "--show")
    assert code in (0, 2)
    assert "\x1b" not in err
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_a_spoilt_file_is_one_sentence(tmp_path: Path) -> None:
    _, row = stored_demo(tmp_path)
    run(tmp_path, PLAYER, "--session", row.id, "--labels")
    (path,) = (tmp_path / "adaptations").iterdir()
    path.write_text('{"format": 1, "player_id": 7}', encoding="utf-8")
    code, out, err = run(tmp_path, PLAYER)
    assert (code, out) == (1, "")
    assert "delete it and adapt again" in err
    assert run(tmp_path, PLAYER, "--forget")[0] == 0


def test_an_analysis_for_the_player_says_what_it_was_adapted_by(tmp_path: Path) -> None:
    _, row = stored_demo(tmp_path)
    recording = demo_recording_path()
    words = ["analyze", str(recording), "--player", PLAYER, "--data-dir", str(tmp_path)]
    before = RUNNER.invoke(app, words)
    assert before.exit_code == 0
    assert "nothing is known of player p-1 yet" in before.stderr
    assert "Adapted to player" not in before.stdout
    run(tmp_path, PLAYER, "--session", row.id, "--mark", 8, "--stopped", "--kicks", "5-7,9-10")
    adapted = RUNNER.invoke(app, words)
    assert adapted.exit_code == 0
    assert "Adapted to player p-1 (5 balls to a mark)." in " ".join(adapted.stdout.split())
    shown = RUNNER.invoke(app, ["show", row.id, "--data-dir", str(tmp_path)])
    assert "Adapted to player p-1 (5 balls to a mark)." in " ".join(shown.stdout.split())
    general = RUNNER.invoke(app, ["analyze", str(recording)])
    assert "Adapted to player" not in general.stdout
