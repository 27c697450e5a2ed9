"""Every message that a page can show, collected from the source, the word tables and the plans."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from babel.messages.pofile import read_po

from kicksense.coaching.cues import TECHNIQUE_CUES, WEIGHT_WORDS
from kicksense.store.drills import shipped_drills
from kicksense.workflows import (
    drill_diagram,
    drill_wording,
    finding_wording,
    finding_words,
    live_saying,
    score_titles,
    score_wording,
    wording,
)
from kicksense.workflows.drill_speech import drill_texts

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCES: Final = (ROOT / "src" / "kicksense" / "workflows", ROOT / "dashboard")
LANGUAGES: Final = ROOT / "dashboard" / "languages"


@dataclass(slots=True)
class Messages:
    """What is to be translated.

    Attributes
    ----------
    single
        Each message with the places it was found in.
    plural
        Each singular with its plural, and the places.
    """

    single: dict[str, set[str]] = field(default_factory=dict)
    plural: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add(self, message: str, place: str) -> None:
        """Add a message."""
        if message:
            self.single.setdefault(message, set()).add(place)


def collected() -> Messages:
    """Collect all messages."""
    messages = Messages()
    for folder in SOURCES:
        for path in sorted(folder.rglob("*.py")):
            _from_source(path, messages)
    for place, texts in _tables():
        for text in texts:
            messages.add(text, place)
    for drill in shipped_drills().drills:
        for text in drill_texts(drill):
            messages.add(text, f"data/drills/{drill.name}.yaml")
    for one, many in score_wording.REPETITION_WORDS.values():
        messages.plural.setdefault((one, many), set()).add("score_wording.REPETITION_WORDS")
    return messages


def translated(code: str) -> tuple[Mapping[str, tuple[str, str]], Mapping[str, tuple[str, ...]]]:
    """Read what is translated, doubtful ones too.

    Returns
    -------
    single, plural
        From the English to the translation and the file it is in; from the singular to the plural,
        both translations and the file.
    """
    single: dict[str, tuple[str, str]] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for path in files_of(code):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                match message.id, message.string:
                    case str(one), str(said) if one:
                        single[one] = (said, path.name)
                    case (str(one), str(many)), (str(first), str(second)):
                        plural[one] = (many, first, second, path.name)
    return single, plural


def files_of(code: str) -> tuple[Path, ...]:
    """Give the files of a language, but for that of errors, which has a test of its own."""
    return tuple(p for p in sorted(LANGUAGES.glob(f"{code}*.po")) if not p.stem.endswith("_errors"))


def _from_source(path: Path, messages: Messages) -> None:
    place = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id="tr" | "marked") if node.args:
                for message in _literals(node.args[0]):
                    messages.add(message, place)
            case ast.Name(id="tr_count") if len(node.args) > 1:
                pairs = zip(_literals(node.args[0]), _literals(node.args[1]), strict=False)
                for pair in pairs:
                    messages.plural.setdefault(pair, set()).add(place)


def _literals(node: ast.expr) -> Iterator[str]:
    """Give what an argument may be, as far as the source says it."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=otherwise):
            yield from _literals(body)
            yield from _literals(otherwise)


def _tables() -> Iterator[tuple[str, Iterator[str]]]:
    """Give the tables of words, each with its name."""
    for module, name in (
        (wording, "TECHNIQUE_WORDS"),
        (wording, "CONTACT_WORDS"),
        (wording, "MARKER_WORDS"),
        (wording, "POWER_WORDS"),
        (wording, "REJECTION_WORDS"),
        (wording, "CALIBRATION_WORDS"),
        (wording, "SIDE_WORDS"),
        (wording, "SURFACE_WORDS"),
        (drill_diagram, "MARK_WORDS"),
        (drill_diagram, "LINE_WORDS"),
        (drill_wording, "THEME_WORDS"),
        (score_wording, "EXTRA_WORDS"),
        (live_saying, "BALL_WORDS"),
    ):
        table: Mapping[object, str] = getattr(module, name)
        yield f"{module.__name__}.{name}", iter(table.values())
    yield "cues.WEIGHT_WORDS", iter(WEIGHT_WORDS.values())
    yield "cues.TECHNIQUE_CUES", iter(TECHNIQUE_CUES.values())
    yield "score_wording.MISSING_WORDS", _both(score_wording.MISSING_WORDS, "short", "sentence")
    yield "score_titles.SCORE_WORDS", _both(score_titles.SCORE_WORDS, "title", "meaning")
    yield "score_wording.UNITS", (unit for unit, *_ in score_wording.UNIT_WORDS.values())
    yield "finding_words.GENERAL_WHY", iter(finding_words.GENERAL_WHY)
    for code, words in finding_wording.FINDING_WORDS.items():
        yield f"finding {code}", iter((*words.what, *words.why, words.cure))


def _both(table: Mapping[Any, object], *names: str) -> Iterator[str]:
    for words in table.values():
        for name in names:
            yield getattr(words, name)
