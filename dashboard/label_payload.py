"""What the desk of a labeller shows, as its component takes it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard.formats import clock_words, percent_words
from dashboard.script_words import script_speech
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.label_candidates import (
    ANSWER_WORDS,
    SUGGESTED,
    Candidate,
    Origin,
    answer_words,
)
from kicksense.workflows.label_steps import Desk
from kicksense.workflows.language import marked, tr
from kicksense.workflows.traces import Trace, TraceSlice, slice_of

AROUND_S: Final = 1.5
"""How much of the recording is shown to either side of a moment."""

_POINTS: Final = 400
_BEFORE: Final = 4
_AHEAD: Final = 12
_LEAST_SHOWN: Final = 0.01

KEYS: Final = {
    "heel": "h",
    "inside_foot": "i",
    "instep": "l",
    "kick": "k",
    "touch": "t",
    "trap": "b",
    "air_kick": "a",
    "other": "n",
}
"""The letter of each answer; the digits 1 to 8 do the same."""

_GLYPHS: Final = {
    "heel": "heel",
    "inside_foot": "inside_foot",
    "instep": "instep",
    "kick": "unsure",
    "touch": "touch",
    "trap": "trap",
    "air_kick": "air_kick",
    "other": "",
}

_ORIGINS: Final = {
    Origin.KICK: marked("The analysis reports a kick."),
    Origin.CONTACT: marked("The analysis reports another contact."),
    Origin.REJECTED: marked("The analysis took it for nothing."),
    Origin.BY_HAND: marked("Added by hand."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown of a desk.

    Attributes
    ----------
    desk
        What was said so far.
    candidates
        In order of time.
    order
        Their positions, in the order in which they are named.
    at
        Position of the one to begin with.
    offset_s
        What to take off the recording's clock.
    suggests
        Show what the model thinks.
    heard
        Last press that was heard, or None.
    moved
        True to go to ``at`` wherever the browser is.
    said
        Sentence to be read out, or empty.
    """

    desk: Desk
    candidates: Sequence[Candidate]
    order: Sequence[int]
    at: int
    offset_s: float
    suggests: bool
    heard: dict[str, Any] | None = None
    moved: bool = False
    said: str = ""


def desk_payload(shown: Shown, trace: Trace) -> bytes:
    """Give the desk as its component takes it.

    Parameters
    ----------
    shown
        What is to be shown.
    trace
        The signals; those around the next few moments travel along.

    Returns
    -------
    payload
        Header and float32 samples, as `shared.js: unpack` reads them.
    """
    desk = shown.desk
    near = _near(shown)
    header: dict[str, Any] = {
        "desk": f"{desk.session_id}/{desk.labeller}",
        "revision": desk.revision,
        "at": shown.at,
        "order": list(shown.order),
        "moved": shown.moved,
        "heard": shown.heard,
        "said": shown.said,
        "candidates": [
            {
                "t_s": each.t_s,
                "clock": clock_words(each.t_s - shown.offset_s),
                "answer": desk.answer_at(each.t_s),
                "origin": each.origin,
            }
            for each in shown.candidates
        ],
        "shown": {str(place): _shown(shown, shown.candidates[place]) for place in near},
        "answers": [
            {
                "answer": answer,
                "key": KEYS[answer],
                "digit": str(number),
                "label": answer_words(answer),
                "glyph": _GLYPHS[answer],
            }
            for number, answer in enumerate(SUGGESTED, start=1)
        ],
        "labels": {answer: answer_words(answer) for answer in ANSWER_WORDS},
        "undo": _step_words(tr("Undo"), desk.next_undo, shown.offset_s),
        "redo": _step_words(tr("Do again"), desk.next_redo, shown.offset_s),
        "panels": [
            {"name": "rate", "label": tr("Turning of the shin"), "unit": "\N{DEGREE SIGN}/s"},
            {"name": "acc", "label": tr("Shock at the shin"), "unit": "g"},
        ],
        "words": _words() | script_speech(),
    }
    slices = {str(place): _slice(trace, shown.candidates[place].t_s) for place in near}
    return _packed(header, slices)


def _near(shown: Shown) -> list[int]:
    """Give the moments whose strips travel along: a few back, more ahead, open ones first."""
    order = list(shown.order)
    if not order:
        return []
    here = order.index(shown.at)
    ahead = order[here + 1 :] + order[:here]
    still_open = [at for at in ahead if shown.desk.answer_at(shown.candidates[at].t_s) is None][
        :_AHEAD
    ]
    beside = order[max(0, here - _BEFORE) : here + 1 + _BEFORE]
    return list(dict.fromkeys([*beside, *still_open]))


def _shown(shown: Shown, candidate: Candidate) -> dict[str, Any]:
    """Give what is said of one moment."""
    words = clock_words(candidate.t_s - shown.offset_s)
    told: dict[str, Any] = {
        "alt": tr("Turning rate and shock around {time}.", time=words),
        "words": tr("Answers"),
    }
    if shown.suggests and candidate.suggestion is not None:
        sure = percent_words(candidate.confidence)
        name = answer_words(candidate.suggestion)
        told["suggestion"] = candidate.suggestion
        told["words"] = tr("Answers. The model thinks: {answer}, {sure}.", answer=name, sure=sure)
        told["shares"] = {
            answer: {"ratio": share, "words": percent_words(share)}
            for answer, share in zip(SUGGESTED, candidate.shares, strict=True)
            if share >= _LEAST_SHOWN
        }
    return told


def _step_words(verb: str, step: tuple[str, float | None] | None, offset_s: float) -> str | None:
    """Give what a step would take back or do again; None where there is none."""
    if step is None:
        return None
    answer, t_s = step
    if t_s is None or answer not in ANSWER_WORDS:
        return verb
    moment = clock_words(t_s - offset_s)
    return tr("{verb}: {answer}, {time}", verb=verb, answer=answer_words(answer), time=moment)


def _words() -> dict[str, Any]:
    """Give every word that the component shows; its places are filled in the browser."""
    return {
        "desk": tr("Name the moments. Letters and digits answer, arrows go on and back."),
        "position": tr("Moment {count} of {total}, at {time}"),
        "open": tr("not named yet"),
        "named": tr("{named} of {total} named"),
        "progress": tr("Moments that are named"),
        "answers": tr("Answers"),
        "share": tr("The model says {share}."),
        "previous": tr("Moment before"),
        "next": tr("Moment after"),
        "play": tr("Play slowly"),
        "clear": tr("Take the name away"),
        "undo": tr("Undo"),
        "redo": tr("Do again"),
        "loading": tr("The signals are being fetched."),
        "said": tr("{answer}. That was the last one that was open."),
        "said_next": tr("{answer}. Next: {time}."),
        "nudged": tr("The moment is moved by {ms} ms; answer again to keep that."),
        "keys": tr(
            "The keys work while the box has the focus (click it or press Tab). Comma and full "
            "stop move the moment by 10 ms."
        ),
        "origins": {str(origin): tr(words) for origin, words in _ORIGINS.items()},
    }


def _slice(trace: Trace, t_s: float) -> TraceSlice:
    return slice_of(trace, (t_s - AROUND_S, t_s + AROUND_S), _POINTS)


def _packed(header: dict[str, Any], slices: dict[str, TraceSlice]) -> bytes:
    """Give header length, header and samples in one piece; times count from the moment."""
    moments = header["candidates"]
    described = [
        {
            "name": name,
            "points": len(part.rate_radps),
            "start_s": part.start_s - moments[int(name)]["t_s"],
            "step_s": part.step_s,
            "exact": part.is_exact,
            "series": ["rate", "acc"],
        }
        for name, part in slices.items()
    ]
    text = json.dumps({**header, "slices": described}, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    samples = [
        series.astype("<f4").tobytes()
        for part in slices.values()
        for series in (dps(1.0) * part.rate_radps, part.acc_mps2 / GRAVITY_MPS2)
    ]
    return b"".join([len(text).to_bytes(4, "little"), text, *samples])
