"""The text of a drill's plan, with the line of every value.

Plans are written in YAML, of which only plain mappings, lists, texts, numbers, ``true``, ``false``
and nothing are taken: no tags, no anchors, no aliases, so that a short text cannot stand for a
long one and nothing in it is run. Words mean what YAML 1.2's core schema says, so that ``no`` and
``on`` are texts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from yaml import MarkedYAMLError
    from yaml.events import Event, ScalarEvent

Path = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top."""

DEEPEST: Final = 8
"""Lists and mappings inside each other; plans need five."""

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,15}")
_NUMBER: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ENDLESS: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: Final[Mapping[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_HALF: Final = re.compile("[\ud800-\udfff]")
_LONGEST_KEY: Final = 64


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Line and column of a text, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class PlanText:
    """What a text holds, and where.

    Attributes
    ----------
    content
        Mappings, lists, texts, numbers, truth values and None.
    values, keys
        Where each value and each key of a mapping begins.
    """

    content: object
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def place_of(self, path: Path) -> Place:
        """Give where something stands, or the nearest thing around it that is written."""
        for length in range(len(path), -1, -1):
            found = self.values.get(path[:length])
            if found is not None:
                return found
        return Place(1, 1)


class PlanTextError(Exception):
    """A text is no plain YAML."""

    def __init__(self, sentence: str, place: Place) -> None:
        self.sentence = sentence
        self.place = place
        super().__init__(sentence)


def plan_text(content: bytes) -> PlanText:
    """Read the text of a plan.

    Parameters
    ----------
    content
        Of the file.

    Returns
    -------
    text
        What it holds.

    Raises
    ------
    PlanTextError
        If it is not UTF-8, no YAML, or more than the plain part of it.
    """
    import yaml  # noqa: PLC0415 - imported late to keep --help fast

    text = _decoded(content)
    try:
        reader = _Reader(yaml.parse(text, Loader=yaml.SafeLoader))
        return reader.read()
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # An escape such as "\UFFFFFFFF" names no character.
        raise PlanTextError("this is not YAML", Place(1, 1)) from error


def _not_yaml(error: "MarkedYAMLError") -> PlanTextError:
    """Say where a text stops being YAML."""
    mark, begun = error.problem_mark or error.context_mark, error.context_mark
    # What misses its colon is noticed a line later.
    if begun is not None and error.context == "while scanning a simple key":
        mark = begun
    sentence = f"this is not YAML: {error.problem or error.context}"
    if mark is None:
        return PlanTextError(sentence, Place(1, 1))
    if begun is not None and begun.line != mark.line:
        sentence += f", in what begins in line {begun.line + 1}"
    return PlanTextError(sentence, Place(mark.line + 1, mark.column + 1))


def _decoded(content: bytes) -> str:
    """Give the characters of a text that can be shown."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        raise PlanTextError("this is not UTF-8 text", _place_after(before)) from error
    unshown = _UNSHOWN.search(text)
    if unshown is not None:
        raise PlanTextError(
            f"the character U+{ord(unshown[0]):04X} cannot be shown; take it out",
            _place_after(text[: unshown.start()]),
        )
    return text


def _place_after(before: str) -> Place:
    lines = before.split("\n")
    return Place(len(lines), len(lines[-1]) + 1)


class _Reader:
    """Turns what YAML's parser meets into values, and refuses what is more than plain."""

    def __init__(self, events: "Iterator[Event]") -> None:
        self._events = events
        self._values: dict[Path, Place] = {}
        self._keys: dict[Path, Place] = {}

    def read(self) -> PlanText:
        """Read the one document."""
        import yaml  # noqa: PLC0415 - imported late to keep --help fast

        content: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise PlanTextError(
                        "a second document begins; one file is one plan", _at(event)
                    )
                content = self._value(next(self._events), ())
        return PlanText(content, self._values, self._keys)

    def _value(self, event: "Event", path: Path) -> object:
        """Read one value."""
        import yaml  # noqa: PLC0415 - imported late to keep --help fast

        self._values[path] = _at(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise PlanTextError(
                "anchors (&) and aliases (*) are not taken; write it out", _at(event)
            )
        if getattr(event, "tag", None) is not None:
            raise PlanTextError("tags (!) are not taken; write the value alone", _at(event))
        if len(path) > DEEPEST:
            raise PlanTextError(f"lists go deeper than {DEEPEST} here", _at(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if not isinstance(event, yaml.ScalarEvent):
            raise PlanTextError("a value was expected here", _at(event))
        if _HALF.search(event.value):
            raise PlanTextError("half a character cannot be shown; take it out", _at(event))
        return _scalar(event)

    def _sequence(self, path: Path) -> list[object]:
        import yaml  # noqa: PLC0415 - imported late to keep --help fast

        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, object]:
        import yaml  # noqa: PLC0415 - imported late to keep --help fast

        fields: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or len(event.value) > _LONGEST_KEY:
                raise PlanTextError("the name of a field was expected here", _at(event))
            # Whatever is odd about a value is odd about a name.
            self._value(event, (*path, ""))
            name = event.value
            if name in fields:
                raise PlanTextError(f"the field '{name}' is there twice", _at(event))
            self._keys[(*path, name)] = _at(event)
            fields[name] = self._value(next(self._events), (*path, name))
        return fields


def _scalar(event: "ScalarEvent") -> str | float | bool | None:
    """Give what a single word, number or text means."""
    text: str = event.value
    if event.style is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if _ENDLESS.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def _at(event: "Event") -> Place:
    mark = event.start_mark
    return Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)
