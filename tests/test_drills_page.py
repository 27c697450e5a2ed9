"""What the page about drills shows is true."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.coaching.score_kinds import SCORE_KINDS
from kicksense.domain.drill import Drill
from kicksense.store.drill_form import DrillForm
from kicksense.store.drills import read_drill, shipped_drills
from kicksense.workflows.drill_wording import THEME_WORDS, distance_words, needs_words
from kicksense.workflows.drill_writing import new_plan
from tests.pages import CHECKOUT

PAGE = (CHECKOUT / "docs" / "drills.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("drill", shipped_drills().drills, ids=lambda drill: drill.name)
def test_the_table_says_what_the_plans_say(drill: Drill) -> None:
    times = sorted({level.repetitions for level in drill.levels})
    cells = (
        f"`{drill.name}`",
        THEME_WORDS[drill.theme],
        drill.purpose,
        distance_words(drill.target_distance_m),
        "-".join(map(str, times[:1] + times[1:][-1:])),
        needs_words(drill),
    )
    assert f"| {' | '.join(cells)} |" in PAGE


def test_no_drill_is_listed_that_does_not_ship() -> None:
    listed = re.findall(r"^\| `(\w+)` \| [A-Z]", PAGE, re.MULTILINE)
    assert tuple(listed) == shipped_drills().names


def test_the_worked_example_can_be_played(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    path = tmp_path / "triangle_pass.yaml"
    path.write_text(example, encoding="utf-8")
    drill = read_drill(path)
    assert drill.name == "triangle_pass"
    assert len(drill.levels) == 3


def test_every_field_is_described() -> None:
    described = PAGE[PAGE.index("| field | what it says |") :]
    rows = re.findall(r"^\| (`.*?) \|", described, re.MULTILINE)
    fields = {field for row in rows for field in re.findall(r"`(\w+)`", row)}
    assert fields == set(DrillForm.model_fields)


def test_scores_that_are_named_exist() -> None:
    for name in ("echoes", "echo_ball_speed_mps", "shadow_gap_s", "team_longest_chain"):
        assert f"`{name}`" in PAGE
        assert name in SCORE_KINDS


def test_errors_look_as_shown(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    path = new_plan("my_pass", like=None, data_dir=tmp_path)
    sound = path.read_text(encoding="utf-8")
    said = ""
    # What does not fit together is looked at where each part is sound.
    for faults in (
        {"purpose:": "purpos:", "distance_m: 8": "distance_m: eight", ": short_grass": ": gras"},
        {"[1, 4]": "[4, 1]"},
    ):
        text = sound
        for right, wrong in faults.items():
            assert right in text
            text = text.replace(right, wrong, 1)
        path.write_text(text, encoding="utf-8")
        said += CliRunner().invoke(app, ["drills", "check", str(path)]).stderr
    assert said.replace(str(path), path.name) == shown
