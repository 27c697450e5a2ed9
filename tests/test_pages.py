"""What the pages show is understood, lies where they say, and is linked."""

import re
from pathlib import Path

import pytest

from tests.pages import (
    CHECKOUT,
    PAGES,
    anchors_of,
    code_of,
    commands_of,
    links_of,
    name_of,
    trouble_with,
)

SOURCE = CHECKOUT / "src" / "kicksense"
SHOWN = sorted({(name_of(page), words) for page in PAGES for words in commands_of(page)})


@pytest.mark.parametrize(("page", "words"), SHOWN, ids=lambda part: str(part)[:60])
def test_every_command_on_a_page_is_understood(page: str, words: tuple[str, ...]) -> None:
    assert trouble_with(words) == "", page


@pytest.mark.parametrize(
    "words",
    [
        ("explode",),
        ("label", "explode"),
        ("train", "--data", "d", "--explode"),
        ("adapt", "p07", "p08"),
        ("label", "import", "ID", "labels.txt", "--within", "soon"),
    ],
)
def test_a_command_that_is_not_understood_would_be_seen(words: tuple[str, ...]) -> None:
    assert trouble_with(words) != ""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_link_is_dead(page: Path) -> None:
    for target in links_of(page):
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), target
        assert not anchor or anchor in anchors_of(place), target


@pytest.mark.parametrize("page", sorted((CHECKOUT / "docs").glob("*.md")), ids=name_of)
def test_every_page_can_be_reached_from_the_readme_and_the_architecture(page: Path) -> None:
    for start in (CHECKOUT / "README.md", CHECKOUT / "ARCHITECTURE.md"):
        if name_of(page) in set(links_of(start)):
            return
    pytest.fail(f"nobody links {name_of(page)}")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_script_that_is_run_exists(page: Path) -> None:
    for line in code_of(page):
        for script in re.findall(r"\bpython ((?:benchmarks|tests)/\w+\.py)", line):
            assert (CHECKOUT / script).is_file(), script


def test_what_the_page_about_the_simulation_shows_runs() -> None:
    page = (CHECKOUT / "docs" / "simulation.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    # A drill is a third as long as the mix, and drawn and played by the same calls.
    block = block.replace("field_mix", "partner_pass")
    names: dict[str, object] = {"print": lambda *words: said.extend(words)}
    said: list[object] = []
    exec(compile(block, "simulation.md", "exec"), names)
    assert isinstance(said[0], int)
    assert said[0] > 100


def _module_list() -> str:
    """Give the list of modules of the architecture page."""
    page = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listed = re.search(r"^```\n(cli/ .*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert listed is not None
    return listed[1]


def _named_in(package: str) -> str:
    """Give the lines of the list that belong to a package."""
    inside = re.search(rf"^{package}/.*\n((?: .*\n)*)", _module_list(), re.MULTILINE)
    assert inside is not None
    return inside[0]


@pytest.mark.parametrize(
    "package",
    [
        "workflows", "store", "exchange", "simulation", "coaching", "inference", "features",
        "kicks", "frames", "assembly", "domain",
    ],
)  # fmt: skip
def test_the_architecture_lists_the_modules_that_there_are(package: str) -> None:
    listed = _named_in(package)
    there = {path.stem for path in (SOURCE / package).glob("*.py")} - {"__init__"}
    named = set(re.findall(r"\b(\w+)\.py", "\n".join(_without_planned(listed))))
    assert named <= there
    for module in there - named:
        stem, _, ending = module.rpartition("_")
        family = f"{module}_*.py" in listed or f"{stem}_*.py" in listed
        assert family or (stem and re.search(rf"[ :]_{ending}\b", listed)), module


def _without_planned(lines: str) -> list[str]:
    return [line for line in lines.splitlines() if "(planned)" not in line]


def test_no_module_that_exists_is_called_planned() -> None:
    for line in _module_list().splitlines():
        if "(planned)" in line:
            for module in re.findall(r"\b(\w+)\.py", line):
                assert not list(SOURCE.rglob(f"{module}.py")), module
