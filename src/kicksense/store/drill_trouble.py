"""What is wrong with a drill's plan, said with line and column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from kicksense.store.drill_form import DrillForm
from kicksense.store.drill_text import Path, Place, PlanText

_UNKNOWN: Final = "extra_forbidden"
_ALIKE: Final = 0.6
_MOST_NAMES: Final = 24
_LONGEST_SHOWN: Final = 40
_NAME_RULE: Final = (
    "a name is 2 to 48 small letters, digits and underscores, the first a letter, such as wall_pass"
)
_EXPECTED: Final = {
    "string_type": "a text",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "fields with values",
    "model_attributes_type": "fields with values",
    "finite_number": "a number that is finite",
}


@dataclass(frozen=True, slots=True, order=True)
class PlanTrouble:
    """One thing that is wrong with a plan.

    Attributes
    ----------
    place
        Where in the file.
    sentence
        What is wrong and what was expected.
    """

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"line {self.place.line}, column {self.place.column}: {self.sentence}"


def troubles_of(error: ValidationError, text: PlanText) -> tuple[PlanTrouble, ...]:
    """Give what is wrong with a plan, in the order of its lines.

    Parameters
    ----------
    error
        What the form says.
    text
        The plan as written.

    Returns
    -------
    troubles
        At least one.
    """
    problems = error.errors(include_url=False)
    around = {problem["loc"][:end] for problem in problems for end in range(len(problem["loc"]))}
    meant = {_meant(problem["loc"]) for problem in problems if problem["type"] == _UNKNOWN}
    found = {
        _trouble(problem, text)
        for problem in problems
        if not (problem["type"] == "missing" and problem["loc"] in meant)
        # A list of which no entry is sound counts as empty.
        and not (problem["type"] == "too_short" and problem["loc"] in around)
    }
    return tuple(sorted(found))


def _meant(path: Path) -> Path:
    """Give the field that one that there is not was perhaps meant to be."""
    close = get_close_matches(str(path[-1]), _fields_at(path[:-1]), n=1, cutoff=_ALIKE)
    return (*path[:-1], *close)


def _trouble(problem: Mapping[str, Any], text: PlanText) -> PlanTrouble:
    """Say one thing that is wrong."""
    context = problem.get("ctx", {})
    path: Path = (*problem["loc"], *context.get("at", ()))
    if problem["type"] == _UNKNOWN:
        place = text.keys.get(path, text.place_of(path))
        return PlanTrouble(place, _unknown_field(path))
    sentence = _sentence(problem["type"], context, problem)
    if problem["type"] == "missing":
        return PlanTrouble(text.place_of(path[:-1]), f"the field '{path[-1]}' is missing")
    named = [part for part in path if isinstance(part, str)]
    if named and problem["type"] != "plan":
        sentence = f"{named[-1]}: {sentence}"
    return PlanTrouble(text.place_of(path), sentence)


def _sentence(kind: str, context: Mapping[str, Any], problem: Mapping[str, Any]) -> str:
    """Say what is wrong with a value."""
    value = problem.get("input")
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {shown(value)}"
    if kind == "unknown_name":
        return f"there is no {context['kind']} called {shown(value)}{near(value, context['names'])}"
    if kind == "literal_error" and isinstance(value, int):
        return f"expected {context['expected']}, found {shown(value)}"
    if kind in {"enum", "literal_error"}:
        names = re.findall(r"'([^']*)'", str(context["expected"])) or [str(context["expected"])]
        return f"{shown(value)} is not known here{near(value, names)}"
    if kind == "string_pattern_mismatch":
        return f"{shown(value)} cannot be a name; {_NAME_RULE}"
    return _bound(kind, context, value) or str(problem["msg"])


def _bound(kind: str, context: Mapping[str, Any], value: object) -> str | None:
    """Say which bound a value passes; None where it passes none."""
    if kind in {"too_short", "too_long"}:
        least = kind == "too_short"
        asked = context["min_length"] if least else context["max_length"]
        if isinstance(value, str):
            return f"expected {_at(least)} {asked} characters, found {len(value)}"
        return f"has {context['actual_length']} entries, and {_at(least)} {asked} are expected"
    for comparison, words in (
        ("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than"),
    ):  # fmt: skip
        if comparison in context:
            return f"expected {words} {context[comparison]:g}, found {shown(value)}"
    return None


def _at(least: bool) -> str:
    return "at least" if least else "at most"


def _unknown_field(path: Path) -> str:
    """Say that there is no such field, and which it may have been meant to be."""
    name = str(path[-1])
    return f"there is no field {shown(name)} here{near(name, _fields_at(path[:-1]))}"


def _fields_at(path: Path) -> tuple[str, ...]:
    """Give the fields that a part of a plan may have."""
    model: type[BaseModel] = DrillForm
    for part in path:
        if isinstance(part, str):
            inner = _model_in(model.model_fields[part].annotation)
            model = model if inner is None else inner
    return tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    """Give the form inside an annotation, such as that of a list's entries."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found is not None), None)


def near(value: object, names: Sequence[str]) -> str:
    """Give what follows a name that is not known: what was meant perhaps, or what there is."""
    meant = get_close_matches(str(value), names, n=1, cutoff=_ALIKE)
    if meant:
        return f"; perhaps '{meant[0]}' is meant"
    listed = ", ".join(names[:_MOST_NAMES])
    return f"; choose one of {listed}{', ...' if len(names) > _MOST_NAMES else ''}"


def shown(value: object) -> str:
    """Give a value as a sentence shows it, cut where it is long."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "fields with values"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}..."
        return f"'{cut}'"
    return f"{value:g}" if isinstance(value, float) else str(value)[:_LONGEST_SHOWN]
