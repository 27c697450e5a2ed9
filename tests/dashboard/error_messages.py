"""The sentences of errors as the source has them; ``python -m`` this prints those without German.

Read from the syntax tree: what is given to an error where it is made, with ``{places}`` for what
is put in.
"""

import ast
import builtins
import importlib
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

import kicksense
from kicksense.collect import radio_words
from kicksense.errors import KicksenseError
from kicksense.store import atomic

SOURCE: Final = Path(kicksense.__file__).resolve().parent
LANGUAGES: Final = SOURCE.parents[1] / "dashboard" / "languages"

NOT_FOR_PAGES: Final = (
    "cli",
    "protocol",
    "simulation",
    "collect/virtual_sensor.py",
    "collect/synthetic.py",
    "workflows/batch.py",
    "workflows/decoding.py",
    "workflows/drill_evaluation",
    "workflows/drill_writing.py",
    "workflows/given_markers.py",
    "workflows/notebook",
    "workflows/power_evaluation",
    "workflows/simulating.py",
    "workflows/season",
    "workflows/suite_recordings.py",
    "workflows/virtual_sensing.py",
    "workflows/dashboard.py",
    "exchange/live_greeting.py",
)
"""Met on the command line alone, or by programs: no page calls them, or what they say is caught."""


LEAST_LETTERS: Final = 8
"""A sentence with fewer quotes another one and adds nothing to it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the source.

    Attributes
    ----------
    where
        File and line.
    template
        None where the words are not written where the error is made.
    """

    where: str
    template: str | None


def said_in_source() -> Iterator[Said]:
    """Give every sentence that a page may have to show."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(NOT_FOR_PAGES):
            yield from said_in(path.read_text("utf-8"), name)
    yield from said_in_tables()


def said_in_tables() -> Iterator[Said]:
    """Give what modules keep in tables of causes and put into their errors."""
    for why in (*atomic._WHY.values(), "the system says: {error}"):
        yield Said("store/atomic.py", why)
    for name, words in vars(radio_words).items():
        if name.startswith("_") and not name.startswith("__"):
            yield from (Said("collect/radio_words.py", said) for said in _sentences(words))
    name = "exchange/share_file.py"
    for node in ast.walk(ast.parse((SOURCE / name).read_text("utf-8"))):
        if isinstance(node, ast.Call) and _called(node) == "_refused":
            yield from (Said(f"{name}:{node.lineno}", why) for why in templates_of(node.args[0]))


def _sentences(words: object) -> Iterator[str]:
    """Give the sentences in a constant: itself, or what a table holds as its last column."""
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict):
        yield from words.values()
    elif isinstance(words, tuple):
        yield from (row[-1] for row in words)


def said_in(text: str, name: str) -> Iterator[Said]:
    """Give the sentences of one module."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in _errors():
            yield from _said_by_itself(node, name)
        if isinstance(node, ast.Call) and node.args and _called(node) in _errors():
            templates = templates_of(node.args[0])
            for template in templates or (None,):
                yield Said(f"{name}:{node.lineno}", template)


def _said_by_itself(error: ast.ClassDef, name: str) -> Iterator[Said]:
    """Give the sentences that an error is made of by its own class."""
    for node in ast.walk(error):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"),
                args=[words, *_],
            ):
                for template in templates_of(words):
                    yield Said(f"{name}:{node.lineno}", template)


def templates_of(words: ast.expr) -> tuple[str, ...]:
    """Give what an expression can say, one template for each way through it; none where unknown."""
    match words:
        case ast.Constant(value=str(text)):
            return (text.replace("{", "{{").replace("}", "}}"),)
        case ast.IfExp(body=body, orelse=other):
            first, second = templates_of(body), templates_of(other)
            return (*first, *second) if first and second else ()
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return tuple(a + b for a, b in product(templates_of(left), templates_of(right)))
        case ast.JoinedStr(values=values):
            return _joined(values)
    return ()


def _joined(values: list[ast.expr]) -> tuple[str, ...]:
    places: dict[str, str] = {}
    parts: list[tuple[str, ...]] = []
    for value in values:
        if isinstance(value, ast.FormattedValue):
            chosen = templates_of(value.value) if isinstance(value.value, ast.IfExp) else ()
            parts.append(chosen or (f"{{{_place(value.value, places)}}}",))
        else:
            parts.append(templates_of(value))
    return tuple("".join(each) for each in product(*parts))


def _place(value: ast.expr, places: dict[str, str]) -> str:
    """Name a place after what is put in; the same thing twice is the same place."""
    source = ast.unparse(value)
    if source not in places:
        named = [
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(value)
            if isinstance(node, ast.Attribute | ast.Name)
        ]
        own = [name for name in named if not hasattr(builtins, name)]
        base = (own or ["value"])[0].strip("_").lower() or "value"
        taken = sum(name.rstrip("0123456789") == base for name in places.values())
        places[source] = f"{base}{taken + 1}" if taken else base
    return places[source]


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


@cache
def _errors() -> frozenset[str]:
    """Give the names of all errors of this program, those of single modules too."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "Error):" in text and "class " in text:
            name = path.relative_to(SOURCE.parent).with_suffix("").as_posix().replace("/", ".")
            importlib.import_module(name)
    return frozenset(each.__name__ for each in _below(KicksenseError))


def _below(kind: type[KicksenseError]) -> Iterator[type[KicksenseError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _below(each)


def own_letters(template: str) -> int:
    """Count the letters that are not put in."""
    return sum(len(text) for text, *_ in string.Formatter().parse(template))


def german() -> dict[str, str]:
    """Give the German file by its English sentences."""
    with (LANGUAGES / "de_errors.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


if __name__ == "__main__":
    known = german() if (LANGUAGES / "de_errors.po").is_file() else {}
    missing = {each.template for each in said_in_source() if each.template} - set(known)
    for line in sorted(each for each in missing if own_letters(each) >= LEAST_LETTERS):
        sys.stdout.write(f"{line}\n")
