"""The suite of drills plays, analyzes and scores; what it says is said to be simulated."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.cli.drill_evaluation_text import drill_heading_lines, drill_tables_of
from kicksense.cli.speaking import console
from kicksense.domain.kick import PowerBand, Technique
from kicksense.store.drills import shipped_drills
from kicksense.workflows.drill_evaluation import DrillsRequest, evaluate_drills
from kicksense.workflows.drill_evaluation_document import drill_evaluation_json
from tests.workflows.drill_rows_made import GOOD_REP, MISSED_REP, drill_evaluation_of, session_row

RUNNER = CliRunner()
RUN_REP = replace(
    GOOD_REP, technique_said=Technique.UNSURE, power=PowerBand.HEAVY, onset_s=0.2, onset_said_s=0.3,
    ball_speed_mps=5.0, echoed=True, echo_said_mps=5.57,
)  # fmt: skip
SMALL = ("--suite", "drills", "--players", "1", "--seed", "3", "--drill", "backheel_wall_pass")


def run(*arguments: object) -> tuple[int, str, str]:
    """Run the command; a traceback would fail the test."""
    outcome = RUNNER.invoke(app, ["evaluate", *map(str, arguments)])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_a_drill_is_played_analyzed_and_scored(tmp_path: Path) -> None:
    numbers, picture = tmp_path / "drills.json", tmp_path / "drills.png"
    code, out, err = run(*SMALL, "--model", "none", "--out", numbers, "--picture", picture)
    assert (code, err) == (0, "")
    assert out.startswith("SIMULATED: 1 session of 1 drill by 1 player")
    assert "No player did this." in out
    document = json.loads(numbers.read_text())
    assert (document["simulated"], document["drills"]) == (True, ["backheel_wall_pass"])
    found = {measure["name"]: measure for measure in document["groups"][0]["measures"]}
    assert found["repetitions_found"]["figure"]["value"] > 0.5
    assert found["repetitions_error"]["figure"]["count"] == document["groups"][0]["reps"]
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_same_seed_gives_the_same_figures() -> None:
    request = DrillsRequest(players=1, seed=3, drills=("light_feet",), level=99)
    steps: list[tuple[int, int]] = []
    first = evaluate_drills(request, lambda *step: steps.append(step))
    second = evaluate_drills(request, lambda _done, _all: None)
    assert drill_evaluation_json(first) == drill_evaluation_json(second)
    assert first.groups[0].sessions == 1
    assert steps == [(0, 1), (1, 1)]
    assert first.remarks == ("played at their last level, having no level 99: light_feet.",)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--suite", "drills", "--drill", "juggling"], "juggling"),
        (["--suite", "drills", "--players", "0"], "--players must be"),
        (["--suite", "drills", "--seed", "-1"], "--seed must be"),
        (["--suite", "drills", "--level", "0"], "--level must be"),
        (["--suite", "drills", "--engine", "steam"], "no engine 'steam'"),
        (["--suite", "drills", "--data", "here"], "say what to evaluate on"),
        (["--suite", "drills", "--picture", "x.pdf"], ".png"),
        (["--suite", "recordings", "--players", "3"], "leave them out"),
        (["--data", "here", "--drill", "light_feet"], "leave them out"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(options: list[str], expected: str) -> None:
    code, out, err = run(*options, "--model", "none")
    assert (code, out) == (2, "")
    assert expected in err
    assert err.count("\n") == 1


def test_every_table_fits_a_terminal_and_says_that_it_is_simulated() -> None:
    evaluation = drill_evaluation_of(
        *(
            session_row(*[GOOD_REP] * 8, *[RUN_REP] * 3, *[MISSED_REP] * (1 + n),
                        drill=drill.name, player=f"sim-1-{n:03d}", side=side,
                        fault="follow_through_too_long", work_on=("thin_contact", None, None)[n])
            for drill in shipped_drills().drills
            for n, side in enumerate(("left", "right", "left"))
        ),
        remarks=("a remark as long as a sentence may be, so that it has to be broken. " * 2,),
    )  # fmt: skip
    assert all(len(line) <= 79 for line in drill_heading_lines(evaluation))
    terminal = console()
    with terminal.capture() as shown:
        for table in drill_tables_of(evaluation):
            terminal.print(table, width=80)
    lines = shown.get().splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert sum("imulated" in line for line in lines) == len(drill_tables_of(evaluation))
    assert not any("…" in line for line in lines), "a word was cut off"
    assert any("NO" in line for line in lines)
