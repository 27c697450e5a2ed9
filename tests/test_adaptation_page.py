"""The page about adaptation names commands that exist."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.workflows.surfaces import add_surface
from tests.workflows.adaptable import stored_demo

PAGE = Path(__file__).parents[1] / "docs" / "adaptation.md"
COMMANDS = re.findall(r"`kicksense (adapt P7 --session ID[^`]+)`", PAGE.read_text(encoding="utf-8"))


def test_the_page_shows_every_way_to_adapt() -> None:
    shown = " ".join(COMMANDS)
    assert len(COMMANDS) == 8
    for option in (
        "--labels",
        "--mark",
        "--stopped",
        "--arrived",
        "--wall",
        "--wall-drill",
        "--surface",
        "--radar",
    ):
        assert option in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_page_shows_is_understood(command: str, tmp_path: Path) -> None:
    _, row = stored_demo(tmp_path, player_id="P7")
    words = command.replace("ID", row.id).split()
    add_surface("yard", like="short_grass", roll=None, data_dir=tmp_path)
    if "," in command and "--kicks" not in command:
        words += ["--kicks", "1-5"]
    outcome = CliRunner().invoke(app, [*words, "--data-dir", str(tmp_path)])
    # The demo is played to a wall, but its next contacts are not the ball that comes back.
    refused = outcome.exit_code == 2 and "choose the kicks against the wall" in outcome.stderr
    # Nor was it recorded with a drill.
    refused = refused or "was not recorded with a drill" in outcome.stderr
    assert outcome.exit_code == 0 or ("--wall" in command and refused), outcome.output
