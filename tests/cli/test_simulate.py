import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.workflows.datasets import open_dataset
from kicksense.workflows.simulating import SimulationRequest, SimulationSummary

RUNNER = CliRunner()
KICKSENSE = (sys.executable, "-c", "from kicksense.cli.app import main; main()")


def run(*arguments: object) -> tuple[int, str, str]:
    """Run a command; a traceback would fail the test."""
    outcome = RUNNER.invoke(app, [str(argument) for argument in arguments])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    assert "Traceback" not in outcome.output
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_the_command_explains_itself() -> None:
    code, out, _ = run("simulate", "--help")
    assert (code, out.startswith("Usage: ")) == (0, True)
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--players", "1", "--drill", "chess"], "there is no drill 'chess'"),
        (["--players", "1", "--engine", "magic"], "choose physics or kinematic"),
        (["--players", "0"], "--players must be from 1"),
        (["--players", "many"], "--players"),
        (["--players", "1", "--seed", "-3"], "--seed must be from 0"),
        ([], "--players"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_made(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    code, out, err = run("simulate", *arguments, "--out", tmp_path / "a")
    assert (code, out) == (2, "")
    assert words in err
    assert not (tmp_path / "a").exists()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("x")
    code, _, err = run("simulate", "--players", 1, "--out", tmp_path)
    assert (code, "holds something else" in err) == (2, True)


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        (
            SimulationSummary(4, 0, 12.34, 56, 10.0),
            "4 simulated recordings in OUT; 12.3 minutes and 56 kicks, simulated at 74 times real "
            "time a processor.\n",
        ),
        (
            SimulationSummary(4, 3, 2.0, 5, 2.0),
            "4 simulated recordings in OUT (3 of them there before); new: 2.0 minutes and 5 "
            "kicks, simulated at 60 times real time a processor.\n",
        ),
        (
            SimulationSummary(4, 4, 0.0, 0, 0.0),
            "4 simulated recordings in OUT, all of them there before.\n",
        ),
    ],
)
def test_the_summary_says_what_there_is(
    summary: SimulationSummary, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulate_library(
        request: SimulationRequest, folder: Path, _progress: object
    ) -> SimulationSummary:
        assert (request.players, request.drill, request.sessions_per_player) == (2, "free_play", 2)
        assert folder == tmp_path
        return summary

    monkeypatch.setattr("kicksense.workflows.simulating.simulate_library", simulate_library)
    asked = ["--players", 2, "--drill", "free_play", "--sessions-per-player", 2, "--out", tmp_path]
    assert run("simulate", *asked) == (0, words.replace("OUT", str(tmp_path)), "")


@pytest.mark.parametrize("there", [0, 3])
def test_what_was_left_out_is_told_after_what_there_is(
    there: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = SimulationSummary(there, there, 0.0, 0, 0.0, (("p004-x", "seed 7: unstable."),))
    monkeypatch.setattr("kicksense.workflows.simulating.simulate_library", lambda *_args: summary)
    code, out, err = run("simulate", "--players", 4, "--out", tmp_path)
    before = ", all of them there before" if there else ""
    assert (code, out) == (0, f"{there} simulated recordings in {tmp_path}{before}.\n")
    assert err == "kicksense: p004-x was left out: seed 7: unstable.\n"


def test_a_stop_says_that_the_same_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_args: object) -> SimulationSummary:
        raise KeyboardInterrupt

    monkeypatch.setattr("kicksense.workflows.simulating.simulate_library", stopped)
    code, out, err = run("simulate", "--players", 2, "--out", tmp_path)
    assert (code, out) == (130, "")
    assert "stopped; what is complete was kept" in err


@pytest.mark.slow
def test_ctrl_c_in_a_shell_keeps_what_is_complete(tmp_path: Path) -> None:
    arguments = [
        "simulate",
        "--players",
        "40",
        "--drill",
        "partner_pass",
        "--engine",
        "kinematic",
        "--out",
        str(tmp_path / "a"),
    ]
    process = subprocess.Popen(
        [*KICKSENSE, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    labels = tmp_path / "a" / "labels"
    while process.poll() is None and not list(labels.rglob("*.json")):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "the same command goes on" in err
    assert "Traceback" not in err
    assert 1 <= len(open_dataset((tmp_path / "a",)).entries) < 40
    assert not list((tmp_path / "a").rglob("*.part"))
