"""What the README names exists."""

import re
from pathlib import Path

import pytest
import typer.main

from kicksense.cli.app import app
from kicksense.coaching.ball_roll import SURFACES
from kicksense.coaching.drills import DRILLS

CHECKOUT = Path(__file__).resolve().parents[1]
PAGE = (CHECKOUT / "README.md").read_text(encoding="utf-8")
CODE = "\n".join(re.findall(r"`[^`\n]+`|^ {4}.+$", PAGE, flags=re.MULTILINE))


KNOWN = typer.main.get_group(app).commands
COMMANDS = sorted(set(re.findall(r"\bkicksense ([a-z]+)\b", CODE)))


def test_the_page_names_commands() -> None:
    assert {"analyze", "import", "show", "demo", "dashboard", "doctor"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_named_exists(name: str) -> None:
    assert name in KNOWN


@pytest.mark.parametrize(
    ("name", "option"),
    sorted(
        {
            (call[1], option)
            for call in re.finditer(r"\bkicksense ([a-z]+)\b([^`\n]*)", CODE)
            for option in re.findall(r"--[a-z-]+", call[2])
        }
    ),
)
def test_every_option_shown_with_a_command_is_one_of_its_own(name: str, option: str) -> None:
    assert option in {word for parameter in KNOWN[name].params for word in parameter.opts}


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#]+)\)", PAGE))))
def test_every_file_that_is_linked_exists(path: str) -> None:
    assert (CHECKOUT / path).is_file()


@pytest.mark.parametrize(
    "script", sorted(set(re.findall(r"\bpython (-m [\w.]+|[\w/]+\.py)", CODE)))
)
def test_every_script_that_is_run_exists(script: str) -> None:
    path = script.removeprefix("-m ").removesuffix(".py").replace(".", "/") + ".py"
    assert (CHECKOUT / path).is_file() or (CHECKOUT / "src" / path).is_file()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)\b", CODE))))
def test_every_make_target_that_is_named_exists(target: str) -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_all_drills_and_surfaces_are_listed() -> None:
    for name in [drill.name for drill in DRILLS] + [surface.name for surface in SURFACES]:
        assert f"`{name}`" in PAGE


def test_the_picture_is_small_and_said_to_be_simulated() -> None:
    picture = CHECKOUT / "docs" / "images" / "session.png"
    assert picture.stat().st_size <= 300_000
    assert "**simulated**" in PAGE
