"""What pages show: their commands, their links, and whether the program understands them."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer.exceptions import Exit, TyperException

from kicksense.cli.app import app

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = (
    *(CHECKOUT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")),
    CHECKOUT / "models" / "README.md",
    *sorted((CHECKOUT / "docs").glob("*.md")),
)

_SPAN = re.compile(r"`([^`\n]+)`")
_INDENTED = re.compile(r"^ {4}(.+)$", re.MULTILINE)
_FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"\s{2,}\S.*$")


def name_of(page: Path) -> str:
    """Give a page's place in the checkout."""
    return page.relative_to(CHECKOUT).as_posix()


def code_of(page: Path) -> list[str]:
    """Give every piece of code that a page shows, one line each."""
    text = page.read_text(encoding="utf-8")
    fenced = [line for block in _FENCED.findall(text) for line in block.splitlines()]
    return [*_SPAN.findall(text), *_INDENTED.findall(text), *fenced]


def commands_of(page: Path) -> list[tuple[str, ...]]:
    """Give the calls of kicksense that a page shows, as words without the first."""
    lines = {line.strip().removeprefix("$ ") for line in code_of(page)}
    calls = [_COMMENT.sub("", line) for line in lines if line.startswith("kicksense ")]
    return sorted({tuple(shlex.split(call)[1:]) for call in calls})


def trouble_with(words: tuple[str, ...]) -> str:
    """Say why the command line would not take these words; empty where it would.

    Nothing is run. That something is missing is no trouble: pages name commands in passing.
    """
    command = typer.main.get_command(app)
    left = list(words)
    while (inside := getattr(command, "commands", {})) and left and not left[0].startswith("-"):
        if left[0] not in inside:
            return f"there is no command {left[0]!r}"
        command = inside[left.pop(0)]
    try:
        command.make_context(command.name or "", left)
    except Exit:
        return ""
    except TyperException as error:
        passing = type(error).__name__ in {"MissingParameter", "NoArgsIsHelpError"}
        return "" if passing else str(error)
    return ""


def links_of(page: Path) -> Iterator[str]:
    """Give where the links of a page lead, save those to other sites."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("https://", "http://")):
            yield target


def anchors_of(page: Path) -> set[str]:
    """Give what links can name inside a page, as the sites that show Markdown make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
