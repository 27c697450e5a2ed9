"""What the README alone must show; `test_pages.py` looks at every page."""

import re

import pytest
import typer.main

from kicksense.cli.app import app
from kicksense.coaching.ball_roll import SURFACES
from tests.pages import CHECKOUT, commands_of

PAGE = (CHECKOUT / "README.md").read_text(encoding="utf-8")
CODE = "\n".join(re.findall(r"`[^`\n]+`|^ {4}.+$", PAGE, flags=re.MULTILINE))


def test_the_page_names_every_command() -> None:
    named = {words[0] for words in commands_of(CHECKOUT / "README.md")}
    assert set(typer.main.get_group(app).commands) <= named


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)\b", CODE))))
def test_every_make_target_that_is_named_exists(target: str) -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_all_surfaces_are_listed_and_drills_have_their_page() -> None:
    for surface in SURFACES:
        assert f"`{surface.name}`" in PAGE
    assert "(docs/drills.md)" in PAGE


def test_the_picture_is_small_and_said_to_be_simulated() -> None:
    picture = CHECKOUT / "docs" / "images" / "session.png"
    assert picture.stat().st_size <= 300_000
    assert "**simulated**" in PAGE
