"""The words of label files: what people write, and what it means."""

import difflib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, MovementSpan
from kicksense.errors import LabelFileError

LONGEST_REMARK: Final = 200
"""Longest remark on an event, characters."""

NUMBER_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "within_s": (0.0, 10.0),
    "foot_speed_mps": (0.0, 100.0),
    "ball_speed_mps": (0.0, 100.0),
    "impulse_ns": (0.0, 1000.0),
    "off_centre_m": (-10.0, 10.0),
    "target_distance_m": (0.0, 1000.0),
}
"""Numbers that may be said of an event, and what they can be."""

REMARKS: Final = ("quality", "intent")
"""Texts that may be said of an event."""

MOST_MARKS: Final = 100_000
"""More than anybody labels of one recording: one a second for a day."""

_LATEST_S: Final = 1e12
_LONGEST_WORDS: Final = 300
_LONGEST_LINE: Final = 10_000
_LONGEST_EVENT_S: Final = 2.0
"""A moment marked as a stretch of time may last as long; longer is a mistake."""

_TECHNIQUES: Final[Mapping[str, Technique]] = {
    **dict.fromkeys(("heel", "backheel", "back heel", "back-heel"), Technique.HEEL),
    **dict.fromkeys(
        ("inside foot", "inside", "side foot", "sidefoot", "inside of the foot", "push pass"),
        Technique.INSIDE_FOOT,
    ),
    **dict.fromkeys(("instep", "laces", "lace", "full instep"), Technique.INSTEP),
    **dict.fromkeys(("unsure", "unknown technique"), Technique.UNSURE),
}
_KINDS: Final[Mapping[str, EventKind]] = {
    **{kind.value.replace("_", " "): kind for kind in EventKind},
    **dict.fromkeys(("pass", "shot", "strike", "kicks"), EventKind.KICK),
    **dict.fromkeys(
        ("airkick", "miss", "missed", "missed kick", "swing and miss", "air shot"),
        EventKind.AIR_KICK,
    ),
    **dict.fromkeys(("first touch", "ball touch", "dribble touch", "tap"), EventKind.TOUCH),
    **dict.fromkeys(("stop", "control", "receive", "reception", "trapped"), EventKind.TRAP),
    **dict.fromkeys(("dragback", "pull back", "drag"), EventKind.DRAG_BACK),
    **dict.fromkeys(
        ("other leg", "other foot", "other foot kick", "standing leg"), EventKind.OTHER_LEG_KICK
    ),
    **dict.fromkeys(("stomp",), EventKind.STAMP),
    **dict.fromkeys(("land", "jump landing"), EventKind.LANDING),
    **dict.fromkeys(("footstrike", "foot fall", "step"), EventKind.FOOT_STRIKE),
    **dict.fromkeys(("shin clash", "tackle"), EventKind.CLASH),
    **dict.fromkeys(("bump", "sensor knock"), EventKind.KNOCK),
    **dict.fromkeys(("noise", "something else", "no kick"), EventKind.OTHER),
}
_MOVEMENTS: Final[Mapping[str, str]] = {
    **{
        name: name
        for name in (
            "walk", "jog", "run", "sprint", "cut", "jump", "shuffle", "turn", "stairs", "still",
            "sit", "rest", "play", "dribble", "juggle", "warm_up",
        )
    },
    "walking": "walk", "jogging": "jog", "running": "run", "sprinting": "sprint",
    "cutting": "cut", "jumping": "jump", "shuffling": "shuffle", "turning": "turn",
    "stair climbing": "stairs", "standing": "still", "stand": "still", "standing still": "still",
    "sitting": "sit", "resting": "rest", "break": "rest", "playing": "play", "game": "play",
    "dribbling": "dribble", "juggling": "juggle", "warm up": "warm_up", "warming up": "warm_up",
}  # fmt: skip
_SPAN: Final = "span"
_OWN_WORD: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _.-]{0,62}[A-Za-z0-9_.-])?")
_PRINTABLE: Final = re.compile(r"[\x20-\x7e]{1,64}")


@dataclass(frozen=True, slots=True)
class Marks:
    """What a label file says.

    Attributes
    ----------
    events
        In order of time.
    spans
        In order of their beginning.
    not_read
        Columns of the file that mean nothing here.
    """

    events: tuple[LabelledEvent, ...]
    spans: tuple[MovementSpan, ...] = ()
    not_read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a label file, before it is understood.

    Attributes
    ----------
    line
        Its number in the file, from 1.
    start_s, stop_s
        As written; the same for a moment.
    words
        What is said.
    technique
        Words of a column of its own, or empty.
    details
        Numbers and remarks by name, already of the right kind.
    """

    line: int
    start_s: float
    stop_s: float
    words: str
    technique: str = ""
    details: Mapping[str, float | str] = field(default_factory=dict)


def understood(statement: Statement, within_s: float | None) -> LabelledEvent | MovementSpan:
    """Give what a line of a label file means.

    Parameters
    ----------
    statement
        The line.
    within_s
        How far a moment may be off where the line does not say; None for the usual.

    Returns
    -------
    mark
        An event, or a stretch of time.

    Raises
    ------
    LabelFileError
        If a word is unknown, or a time or number makes no sense; names the line.
    """
    _check_times(statement)
    words, tail = _without_details(statement)
    details: dict[str, object] = {**tail, **statement.details}
    movement = _movement_of(words, details)
    if movement is not None:
        return _span_of(statement, movement, details)
    kind, technique, quality = _event_words(statement, words)
    if quality:
        details.setdefault("quality", quality)
    width_s = statement.stop_s - statement.start_s
    if width_s > _LONGEST_EVENT_S:
        raise _wrong(
            statement.line,
            f"'{words}' lasts {width_s:.1f} s; mark the moment, or at most "
            f"{_LONGEST_EVENT_S:.0f} s around it",
        )
    if width_s > 0.0:
        details.setdefault("within_s", width_s / 2)
    elif within_s is not None:
        details.setdefault("within_s", within_s)
    middle_s = statement.start_s + width_s / 2 if width_s > 0.0 else statement.start_s
    return LabelledEvent(middle_s, kind, technique, **_checked(statement.line, details))


def event_words(event: LabelledEvent) -> str:
    """Give the word for what happened, such as ``air kick``."""
    return event.kind.value.replace("_", " ")


def technique_words(technique: Technique) -> str:
    """Give the word for a technique, such as ``inside foot``; empty where it is not known."""
    return "" if technique is Technique.UNSURE else technique.value.replace("_", " ")


def span_words(span: MovementSpan) -> str:
    """Give the words for a stretch of time, so that they are read back to the letter."""
    if _MOVEMENTS.get(_plain(span.movement)) == span.movement:
        return span.movement
    if _OWN_WORD.fullmatch(span.movement):
        return f"{_SPAN}:{span.movement}"
    return f"{_SPAN} {json.dumps({'movement': span.movement})}"


def details_of(event: LabelledEvent) -> dict[str, float | str]:
    """Give what is said of an event beside its time, kind and technique, without the usual."""
    usual = LabelledEvent(0.0, EventKind.KICK)
    said = {name: getattr(event, name) for name in (*NUMBER_RANGES, *REMARKS)}
    return {name: value for name, value in said.items() if value != getattr(usual, name)}


def number_of(text: str) -> float:
    """Read a number with a decimal point or comma; NaN where it is none."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return math.nan
    return number if "_" not in text else math.nan


def file_trouble(line: int, reason: str) -> LabelFileError:
    """Give the error for a line of a label file.

    Parameters
    ----------
    line
        Its number, from 1.
    reason
        What is wrong and what to do, without a full stop.
    """
    said = "".join(c if c.isprintable() else "?" for c in reason)
    return LabelFileError(f"Line {line}: {said}.")


_wrong = file_trouble


def _check_times(statement: Statement) -> None:
    for time_s in (statement.start_s, statement.stop_s):
        if not abs(time_s) <= _LATEST_S:
            raise _wrong(statement.line, "the time is no number of seconds; correct it")
    if statement.stop_s < statement.start_s:
        raise _wrong(
            statement.line,
            f"it ends at {statement.stop_s:g} s, before it begins at {statement.start_s:g} s; "
            "swap the two times",
        )


def _without_details(statement: Statement) -> tuple[str, dict[str, object]]:
    """Split ``heel {"ball_speed_mps": 7}`` into its words and what is said in the brackets."""
    words, bracket, rest = statement.words.partition("{")
    if len(words) > _LONGEST_WORDS or len(rest) > _LONGEST_LINE:
        raise _wrong(statement.line, "it is longer than any label; correct it")
    if not bracket:
        return words.strip(), {}
    try:
        found = json.loads(bracket + rest)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _wrong(
            statement.line,
            'what stands in { } is not understood; write it like {"ball_speed_mps": 7.5}',
        )
    return words.strip(), found


def _movement_of(words: str, details: Mapping[str, object]) -> str | None:
    """Give the movement that words name; None where they name none."""
    if "movement" in details and _plain(words) == _SPAN:
        own = details["movement"]
        return own if isinstance(own, str) and _PRINTABLE.fullmatch(own) else None
    before, colon, own = words.partition(":")
    if colon and _plain(before) == _SPAN:
        return own.strip() if _OWN_WORD.fullmatch(own.strip()) else None
    return _MOVEMENTS.get(_plain(words)) or _MOVEMENTS.get(_plain(words).replace(" ", "_"))


def _span_of(statement: Statement, movement: str, details: Mapping[str, object]) -> MovementSpan:
    if set(details) - {"movement"}:
        raise _wrong(
            statement.line, f"numbers and remarks belong to events, and '{movement}' is none"
        )
    if not statement.stop_s > statement.start_s:
        raise _wrong(
            statement.line,
            f"'{movement}' is something done for a while; give its beginning and its end",
        )
    return MovementSpan(statement.start_s, statement.stop_s, movement)


def _event_words(statement: Statement, words: str) -> tuple[EventKind, Technique, str]:
    """Give kind, technique and quality that words name."""
    named = _named(words)
    quality = ""
    if named is None and "," in words:
        head, _, quality = words.partition(",")
        named = _named(head)
    if named is None:
        raise _unknown(statement.line, words)
    kind, technique = named
    if statement.technique.strip():
        own = _technique_of(statement.technique)
        if own is None:
            raise _unknown(statement.line, statement.technique)
        if technique not in (Technique.UNSURE, own):
            said = f"'{words[:60]}' and '{statement.technique[:60]}'"
            raise _wrong(statement.line, f"{said} are two techniques; leave one of them out")
        technique = own
    return kind, technique, quality.strip()


def _named(words: str) -> tuple[EventKind, Technique] | None:
    """Give kind and technique of words such as ``heel``, ``air kick`` or ``kick:heel``."""
    plain = _plain(words)
    if plain in _KINDS:
        return _KINDS[plain], Technique.UNSURE
    if plain in _TECHNIQUES:
        return EventKind.KICK, _TECHNIQUES[plain]
    for first, second in _cuts(plain):
        for kind, technique in ((first, second), (second, first)):
            if kind in _KINDS and technique in _TECHNIQUES:
                return _KINDS[kind], _TECHNIQUES[technique]
    return None


def _cuts(plain: str) -> list[tuple[str, str]]:
    """Give the ways to cut words in two, at a colon or at a space."""
    parts = plain.split(" ")
    cuts = [(" ".join(parts[:n]), " ".join(parts[n:])) for n in range(1, len(parts))]
    first, colon, second = plain.partition(":")
    return [(first.strip(), second.strip()), *cuts] if colon else cuts


def _technique_of(words: str) -> Technique | None:
    plain = _plain(words)
    return _TECHNIQUES.get(plain) or _TECHNIQUES.get(plain.removesuffix(" kick"))


def _plain(words: str) -> str:
    """Give words in small letters, with single spaces and no other separators."""
    return re.sub(r"[\s_/-]+", " ", words.casefold()).strip()


def _checked(line: int, details: Mapping[str, object]) -> dict[str, Any]:
    """Give details that are known and in range."""
    checked: dict[str, Any] = {}
    for name, value in details.items():
        if name in NUMBER_RANGES:
            checked[name] = _in_range(line, name, value)
        elif name in REMARKS:
            if not isinstance(value, str) or len(value) > LONGEST_REMARK:
                raise _wrong(line, f"{name} must be a text of up to {LONGEST_REMARK} characters")
            checked[name] = value
        else:
            known = ", ".join((*NUMBER_RANGES, *REMARKS))
            raise _wrong(line, f"'{name[:40]}' cannot be said of an event; known are {known}")
    return checked


def _in_range(line: int, name: str, value: object) -> float:
    low, high = NUMBER_RANGES[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:  # type: ignore[operator]
        raise _wrong(line, f"{name} must be a number from {low:g} to {high:g}")
    return float(value)  # type: ignore[arg-type]


def _unknown(line: int, words: str) -> LabelFileError:
    said = words.strip()[:60]
    if not said:
        return _wrong(line, "no word says what happened; write one such as heel, kick or walk")
    near = difflib.get_close_matches(_plain(said), (*_TECHNIQUES, *_KINDS, *_MOVEMENTS), 1)
    hint = f"did you mean '{near[0]}'? Known are" if near else "known are"
    events = [t.value.replace("_", " ") for t in Technique if t is not Technique.UNSURE]
    events += [kind.value.replace("_", " ") for kind in EventKind]
    spans = ", ".join(sorted(set(_MOVEMENTS.values())))
    return _wrong(
        line,
        f"'{said}' is no known label; {hint} {', '.join(events)}, also together as in "
        f"'air kick:heel', and for stretches of time {spans}, or 'span:' before a word of "
        "your own",
    )
