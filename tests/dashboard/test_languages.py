"""The pages speak every language wholly: each message, each place in it, each unit."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po

from dashboard.languages import LANGUAGES, speech_in
from kicksense.workflows.language import ENGLISH, SpeedUnit, spoken
from kicksense.workflows.told_sentences import spoken_call, spoken_told
from kicksense.workflows.told_templates import TOLD
from tests.dashboard.messages import ROOT, SOURCES, collected, files_of, translated

OTHERS: Final = tuple(code for code in LANGUAGES if code != ENGLISH)
THE_SAME: Final = frozenset(
    {
        "%", "s", "/s", "g", "Ns", "A", "B", "C", "D", "1", "2", "3", "Ball", "Ball!", "Partner",
        "Pass", "Start", "Live", "Team", "Name", "Kick", "Kicks", "kick", "kicks", "Export",
        "kick {number}", "Kick {number}", "Kick {number}, {who}", "Kick {number}: {technique}",
        "Kick {number}: {technique}, {speed}", "Sprints", "Signal", "Sensor", "sensor", "Video",
        "Videos", "System", "Code", "Version", "Text", "Kappa", "Training",
        "{session}, kick {number}: {technique}",
    }
)  # fmt: skip
"""Words that are written alike in both languages."""

NOT_TOLD: Final = frozenset(
    {
        # Outcomes that are fine are shown in the terminal alone.
        "is connected and sends", "was asked for", "loses next to nothing", "sends nothing twice",
        "is heard well", "does not tell its battery", "Nobody says how well", "are long enough",
        "runs evenly", "was the right one to swing", "feels 1 g and no turning", "sits as last",
        "shows no cut-off", "are alive", "may be worn either way up", "of its battery.",
        "samples a second.",
        # Parts of sentences that are known as a whole.
        "{words}", "{note}", "leg with the sensor", "were asked for and not taken", "{named} leg",
        "charge it", "{part}", "its range is not the one", "calibrate it", "was expected; ",
        "} Storing", "walking and play", "a few movements", "and no quiet stance",
        "Stored as", "There is no session to store", "Swing the {leg}", "That was",
        "full scale in {samples}", "were bridged in straight", "% too {", "never changes on axis",
        "was lost {times}", "began anew {times}", "ppm {pace}", "No leg swings{stance}",
        "times", "angular rate", "{name}: {remark}", "could not be kept",
        "kicksense {", "{sensor} {", "Packet number", "lesson{", "labelled kick",
        "to a mark", "wall echo", "by radar",
    }
)  # fmt: skip
"""Pieces of sentences that `spoken_told` need not know as they stand in the source."""

TELLING: Final = (
    "collect/guide", "collect/checks", "collect/signal_checks", "collect/health", "collect/desk",
    "collect/recorder", "collect/following", "workflows/recording", "assembly/clock",
    "exchange/xio", "workflows/simulating", "workflows/demo_building",
    "workflows/player_adaptation",
    "assembly/quality", "assembly/stream_recording", "assembly/ordering", "frames/calibration",
    "workflows/recording_plan", "workflows/practice_history",
)  # fmt: skip
"""Modules whose sentences reach a page as they are."""

SCRIPTS: Final = tuple(sorted((ROOT / "dashboard" / "assets").glob("*.js")))
_LITERAL: Final = re.compile(r'"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\'(?:\\.|[^\'\\\n])*\'')
_COMMENT: Final = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.DOTALL)
_TWO_WORDS: Final = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
_WORDS: Final = re.compile(r"[A-Z][a-z]+ [a-z]|^[A-Z][a-z]{2,}[.!?]?$|[a-z]{2,} [a-z]+[.!?:]$")
SILENT: Final = frozenset(
    {
        "Enter", "Escape", "Home", "End", "Delete", "Backspace", "Space", "Tab", "Shift", "Control",
        "Alt", "Meta", "The chart could not be loaded.",
    }
)  # fmt: skip
"""Literals of scripts that nobody reads: names of keys, and what is thrown."""


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated(code: str) -> None:
    single, plural = translated(code)
    messages = collected()
    missing = [
        f"{sorted(places)[0]}: {message}"
        for message, places in messages.single.items()
        if not single.get(message, ("", ""))[0]
    ]
    missing += [
        f"{sorted(places)[0]}: {one} | {many}"
        for (one, many), places in messages.plural.items()
        if one not in plural or plural[one][0] != many or not all(plural[one][1:3])
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_same_places_as_its_message(code: str) -> None:
    single, plural = translated(code)
    wrong = [one for one, (said, _) in single.items() if said and places(one) != places(said)]
    wrong += [
        one
        for one, (many, first, second, _) in plural.items()
        if not places(first) | places(second) <= places(one) | places(many) | {"count"}
        or places(second) != places(many)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_translated_that_nothing_says(code: str) -> None:
    single, plural = translated(code)
    messages = collected()
    known = {one for one, _ in messages.plural}
    stale = [f"{file}: {one}" for one, (_, file) in single.items() if one not in messages.single]
    stale += [f"{row[-1]}: {one}" for one, row in plural.items() if one not in known]
    assert not stale, "\n".join(stale)


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_doubtful_or_the_english_again(code: str) -> None:
    again = []
    for path in files_of(code):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if not message.id:
                    continue
                if message.fuzzy:
                    again.append(f"{path.name}: doubtful: {message.id}")
                same = isinstance(message.id, str) and message.string == message.id
                if same and message.id not in THE_SAME and _has_words(str(message.id)):
                    again.append(f"{path.name}: as in English: {message.id}")
    assert not again, "\n".join(again)


@pytest.mark.parametrize("code", OTHERS)
def test_no_message_is_translated_in_two_ways(code: str) -> None:
    said: dict[str, tuple[str, str]] = {}
    twice = []
    for path in files_of(code):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if not isinstance(message.id, str) or not message.id:
                    continue
                before = said.setdefault(message.id, (str(message.string), path.name))
                if before[0] != message.string:
                    twice.append(f"{message.id}: {before[1]}, {path.name}")
    assert not twice, "\n".join(twice)


def test_whoever_says_a_message_fills_its_places() -> None:
    wrong = []
    for folder in SOURCES:
        for path in sorted(folder.rglob("*.py")):
            wrong += [
                f"{path.relative_to(ROOT)}:{line}: {message}"
                for line, message, filled in _calls(path)
                if filled and filled != places(message)
            ]
    assert not wrong, "\n".join(wrong)


def test_no_cache_speaks_for_itself() -> None:
    """A decorator is made once, in nobody's language; spinners belong to the page."""
    speaking = [
        f"{path.relative_to(ROOT)}:{node.value.lineno}"
        for path in sorted((ROOT / "dashboard").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword)
        and node.arg == "show_spinner"
        and not (isinstance(node.value, ast.Constant) and node.value.value is False)
    ]
    assert not speaking, "\n".join(speaking)


def test_scripts_hold_no_words_of_their_own() -> None:
    held = [
        f"{path.name}: {words}"
        for path in SCRIPTS
        for words in _literals(path)
        if _WORDS.search(words) and words not in SILENT
    ]
    assert not held, "\n".join(held)


@pytest.mark.parametrize("module", TELLING)
def test_what_is_told_elsewhere_is_known_in_other_languages(module: str) -> None:
    told = _told_in(ROOT / "src" / "kicksense" / f"{module}.py")
    with spoken(speech_in("de", SpeedUnit.KMH)):
        unknown = [sentence for sentence in told if spoken_told(sentence) == sentence]
    assert not unknown, "\n".join(unknown)


def test_a_sentence_of_the_guide_keeps_its_numbers_in_every_language() -> None:
    said = "That was a movement. Stand upright and still for 3 seconds."
    with spoken(speech_in("de", SpeedUnit.KMH)):
        assert spoken_told(said) == "Das war eine Bewegung. Steh 3 Sekunden aufrecht und still."
    assert spoken_told(said) == said


def test_what_an_adaptation_rests_on_is_told_in_every_language() -> None:
    with spoken(speech_in("de", SpeedUnit.KMH)):
        said = spoken_told("Adapted to player p07 (8 labelled kicks, 1 wall echo).")
        again = spoken_told(
            "2 lessons of player p07 no longer count, because the analysis or its model has "
            "changed; `kicksense adapt p07 --again` learns them anew."
        )
    assert said == "Angepasst an Spieler p07 (8 benannte Kicks, 1 Wandecho)."
    assert again.startswith("2 Lektionen von Spieler p07 zählen nicht mehr")


def test_what_nobody_knows_is_told_as_it_came() -> None:
    with spoken(speech_in("de", SpeedUnit.KMH)):
        assert spoken_told("The moon is full tonight.") == "The moon is full tonight."
        assert spoken_told("") == ""


def test_a_stored_session_is_told_without_what_helps_only_in_a_terminal() -> None:
    with spoken(speech_in("de", SpeedUnit.KMH)):
        said = spoken_told("Stored as s1, s2; `kicksense show s1` shows it again.")
    assert said == "Gespeichert als s1, s2."


@pytest.mark.parametrize(
    ("words", "german"),
    [
        ("softer", "schwächer"),
        ("right: harder", "richtig: fester"),
        ("no: good weight", "nein: gut dosiert"),
        ("5 kicks: 3 good weight, 2 too hard", "5 Kicks: 3 gut dosiert, 2 zu hart"),
        ("1 kick", "1 Kick"),
        ("Go!", "Los!"),
    ],
)
def test_what_is_called_to_the_player_is_in_their_language(words: str, german: str) -> None:
    assert spoken_call(words) == words
    with spoken(speech_in("de", SpeedUnit.KMH)):
        assert spoken_call(words) == german


def test_no_told_sentence_hides_a_more_particular_one() -> None:
    hidden = [
        template
        for at, template in enumerate(TOLD)
        for earlier in TOLD[:at]
        if re.fullmatch(re.sub(r"\\{\w+\\}", ".+?", re.escape(earlier)), template)
    ]
    assert not hidden, "\n".join(hidden)


def places(text: str) -> set[str]:
    """Give the names of the places of a message."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _has_words(text: str) -> bool:
    """Tell whether anything is left of a message without its places and signs."""
    return re.search(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", text)) is not None


def _calls(path: Path) -> Iterator[tuple[int, str, set[str]]]:
    """Give the messages that are said with parts, and the names of these."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id="tr"), args=[ast.Constant(value=str(message))], keywords=keywords
            ):
                filled = {keyword.arg for keyword in keywords if keyword.arg is not None}
                if len(filled) == len(keywords):
                    yield node.lineno, message, filled
            case ast.Call(
                func=ast.Name(id="tr_count"),
                args=[ast.Constant(), ast.Constant(value=str(message)), _],
                keywords=keywords,
            ):
                filled = {keyword.arg for keyword in keywords if keyword.arg is not None}
                yield node.lineno, message, filled | (places(message) & {"count"})


def _literals(path: Path) -> Iterator[str]:
    """Give the strings of a script, without comments and what is filled in."""
    source = _COMMENT.sub("", path.read_text("utf-8"))
    for found in _LITERAL.finditer(source):
        yield re.sub(r"\$\{[^}]*\}", "", found[0][1:-1]).strip()


def _told_in(path: Path) -> Iterator[str]:
    """Give the sentences of a module with something in their places."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {id(inner) for node in ast.walk(tree) for inner in _unsaid(node)}
    for node in ast.walk(tree):
        if id(node) in skipped or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        written = _template(node)
        if not _TWO_WORDS.search(written) or any(piece in written for piece in NOT_TOLD):
            continue
        filled = re.sub(r"(?<=[A-Za-z}]){\w+}(?=[;.])", "", written)
        yield re.sub(r"{\w+}", "7", filled)


def _unsaid(node: ast.AST) -> Iterator[ast.AST]:
    """Give what is documentation, part of another text, or an error."""
    match node:
        case ast.Expr(value=ast.Constant() as text):
            yield text
        case ast.JoinedStr() | ast.Raise():
            yield from (inner for inner in ast.walk(node) if inner is not node)


def _template(node: ast.Constant | ast.JoinedStr) -> str:
    """Give a text of the source, with named places."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(
        part.value
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
        else f"{{{_named(part)}}}"
        for part in node.values
    )


def _named(part: ast.AST) -> str:
    """Give a name of what is put in."""
    names = [node.id for node in ast.walk(part) if isinstance(node, ast.Name)]
    return names[0].strip("_") if names else "value"
