"""The moments of a session that somebody should name, with what the model thinks of each."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import KickReport, Rejection, SessionReport, Technique
from kicksense.domain.labels import EventKind
from kicksense.domain.signals import Recording
from kicksense.inference.model import KickModel
from kicksense.kicks.contact_model import ContactClass
from kicksense.settings import AnalysisSettings
from kicksense.survey import Survey, survey
from kicksense.workflows.language import marked, tr

MOST_CANDIDATES: Final = 1500
"""Of a session; the likeliest to have been a ball are kept."""

ANSWERS: Final[Mapping[str, tuple[EventKind, Technique]]] = MappingProxyType(
    {
        "heel": (EventKind.KICK, Technique.HEEL),
        "inside_foot": (EventKind.KICK, Technique.INSIDE_FOOT),
        "instep": (EventKind.KICK, Technique.INSTEP),
        "kick": (EventKind.KICK, Technique.UNSURE),
        "touch": (EventKind.TOUCH, Technique.UNSURE),
        "trap": (EventKind.TRAP, Technique.UNSURE),
        "air_kick": (EventKind.AIR_KICK, Technique.UNSURE),
        "other": (EventKind.OTHER, Technique.UNSURE),
        **{
            str(kind): (kind, Technique.UNSURE)
            for kind in (
                EventKind.DRAG_BACK,
                EventKind.OTHER_LEG_KICK,
                EventKind.STAMP,
                EventKind.LANDING,
                EventKind.FOOT_STRIKE,
                EventKind.CLASH,
                EventKind.KNOCK,
            )
        },
    }
)
"""What a moment can be named, and what that means in labels."""

SUGGESTED: Final = (
    "heel", "inside_foot", "instep", "kick", "touch", "trap", "air_kick", "other",
)  # fmt: skip
"""Answers that a model can suggest; each has a key of its own."""

ANSWER_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "heel": marked("heel"),
        "inside_foot": marked("inside of the foot"),
        "instep": marked("laces (instep)"),
        "kick": marked("kick, not sure which"),
        "touch": marked("touch"),
        "trap": marked("ball stopped"),
        "air_kick": marked("swing that met no ball"),
        "other": marked("no kick"),
        "drag_back": marked("ball dragged back"),
        "other_leg_kick": marked("kick of the other leg"),
        "stamp": marked("stamp"),
        "landing": marked("landing"),
        "foot_strike": marked("step"),
        "clash": marked("clash of shins"),
        "knock": marked("sensor knocked"),
    }
)
"""In English, as people read them."""

_TOGETHER_S: Final = 0.45
_LEAST_PLAYED: Final = 0.05
_CLASS_ANSWERS: Final = {
    ContactClass.TOUCH: "touch",
    ContactClass.TRAP: "trap",
    ContactClass.MISS: "air_kick",
    ContactClass.OTHER: "other",
}


class Origin(StrEnum):
    """Why a moment is looked at."""

    KICK = "kick"
    CONTACT = "contact"
    REJECTED = "rejected"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A moment that somebody should name.

    Attributes
    ----------
    t_s
        On the recording's own clock.
    origin
        Reported as a kick, as another contact, reported as neither, or added by hand.
    shares
        Probability of each of `SUGGESTED`, in that order; empty where nothing was measured.
    """

    t_s: float
    origin: Origin
    shares: tuple[float, ...] = ()

    @property
    def suggestion(self) -> str | None:
        """The likeliest answer; None where nothing was measured."""
        return SUGGESTED[int(np.argmax(self.shares))] if self.shares else None

    @property
    def confidence(self) -> float:
        """Probability of the likeliest answer."""
        return max(self.shares, default=0.0)

    @property
    def doubt_ratio(self) -> float:
        """Entropy of the shares over the most there can be: 0 sure, 1 no idea."""
        if not self.shares:
            return 1.0
        entropy = -sum(share * math.log(share) for share in self.shares if share > 0.0)
        return entropy / math.log(len(SUGGESTED))


def answer_words(answer: str) -> str:
    """Give an answer in the reader's language."""
    return tr(ANSWER_WORDS[answer])


def candidates_of(
    recording: Recording, report: SessionReport, model: KickModel | None
) -> tuple[Candidate, ...]:
    """Find the moments of a recording that somebody should name.

    Every reported kick, touch, trap and air kick is one, and besides them every jolt of the leg
    that may have been a ball (by at least one in twenty), though it was taken for none.

    Parameters
    ----------
    recording
        One shank sensor, sensor frame.
    report
        What was found in it.
    model
        What weighs the moments; None for the rules.

    Returns
    -------
    candidates
        In order of time.
    """
    seen = survey(recording, AnalysisSettings())
    chances = _chances(seen, model)
    found = [_kick(kick, _near(seen.time_s, kick.t_s, chances)) for kick in report.kicks]
    taken = [kick.t_s for kick in report.kicks]
    for contact in report.other_contacts:
        row = _near(seen.time_s, contact.t_s, chances)
        shares = _named(str(contact.kind)) if row is None else _shares(row[1], None)
        found.append(Candidate(contact.t_s, Origin.CONTACT, shares))
        taken.append(contact.t_s)
    found += _rejected(seen, chances, taken, model)
    kept = sorted(found, key=lambda each: (each.origin is Origin.REJECTED, _other(each)))
    return tuple(sorted(kept[:MOST_CANDIDATES], key=lambda each: each.t_s))


def in_order(candidates: Sequence[Candidate], order: str) -> tuple[int, ...]:
    """Give the positions of candidates in the order in which they are to be named.

    Parameters
    ----------
    candidates
        In order of time.
    order
        ``hardest``: where the model doubts most comes first; anything else: in order of time.
    """
    places = range(len(candidates))
    if order != "hardest":
        return tuple(places)
    return tuple(sorted(places, key=lambda at: (-candidates[at].doubt_ratio, at)))


def with_moments(
    candidates: Sequence[Candidate], moments_s: Iterable[float], within_s: float
) -> tuple[Candidate, ...]:
    """Give candidates together with moments that people named elsewhere.

    Parameters
    ----------
    candidates
        In order of time.
    moments_s
        Times; one within ``within_s`` of a candidate is that candidate.
    within_s
        How near is the same.

    Returns
    -------
    candidates
        In order of time.
    """
    found = list(candidates)
    for t_s in moments_s:
        if all(abs(each.t_s - t_s) > within_s for each in found):
            found.append(Candidate(t_s, Origin.BY_HAND))
    return tuple(sorted(found, key=lambda each: each.t_s))


def _chances(seen: Survey, model: KickModel | None) -> FloatArray:
    """Give the probability of each class for each contact, shape (n, 5)."""
    if model is None or not len(seen.contacts):
        return seen.contacts.probabilities
    return model.contacts.probabilities(seen.evidence)


def _near(time_s: FloatArray, t_s: float, chances: FloatArray) -> tuple[int, FloatArray] | None:
    """Give the contact that a reported moment is made of: the likeliest one near it."""
    near = np.flatnonzero(np.abs(time_s - t_s) <= _TOGETHER_S / 2)
    if not len(near):
        return None
    row = int(near[np.argmin(chances[near, int(ContactClass.OTHER)])])
    return row, chances[row]


def _kick(kick: KickReport, row: tuple[int, FloatArray] | None) -> Candidate:
    """Give a reported kick: how sure that it is one, and of which technique."""
    techniques = np.array([kick.probability.of(Technique(name)) for name in SUGGESTED[:3]])
    if row is None:
        return Candidate(kick.t_s, Origin.KICK, (*techniques.tolist(), 0.0, 0.0, 0.0, 0.0, 0.0))
    return Candidate(kick.t_s, Origin.KICK, _shares(row[1], techniques))


def _shares(chances: FloatArray, techniques: FloatArray | None) -> tuple[float, ...]:
    """Put classes of contacts and techniques of kicks into one list of answers."""
    kick = float(chances[int(ContactClass.KICK)])
    parts = dict.fromkeys(SUGGESTED, 0.0)
    for kind, answer in _CLASS_ANSWERS.items():
        parts[answer] = float(chances[int(kind)])
    if techniques is None:
        parts["kick"] = kick
    else:
        for name, share in zip(SUGGESTED, techniques.tolist(), strict=False):
            parts[name] = kick * share
    total = sum(parts.values()) or 1.0
    return tuple(parts[name] / total for name in SUGGESTED)


def _named(answer: str) -> tuple[float, ...]:
    return tuple(float(name == answer) for name in SUGGESTED)


def _rejected(
    seen: Survey, chances: FloatArray, taken: Sequence[float], model: KickModel | None
) -> list[Candidate]:
    """Give contacts that may have been a ball and were reported as none, one of each cluster."""
    found: list[Candidate] = []
    blocked = np.array(sorted(taken))
    played = 1.0 - chances[:, int(ContactClass.OTHER)]
    for row in np.argsort(-played, kind="stable").tolist():
        if played[row] < _LEAST_PLAYED:
            break
        t_s = float(seen.time_s[row])
        if len(blocked) and np.abs(blocked - t_s).min() < _TOGETHER_S:
            continue
        blocked = np.append(blocked, t_s)
        techniques = _techniques(seen, row, chances[row], model)
        found.append(Candidate(t_s, Origin.REJECTED, _shares(chances[row], techniques)))
    return found


def _techniques(
    seen: Survey, row: int, chances: FloatArray, model: KickModel | None
) -> FloatArray | None:
    """Weigh a contact as if it were a kick; None where it hardly is one or has no window."""
    if chances[int(ContactClass.KICK)] < _LEAST_PLAYED:
        return None
    weighed = seen.weighed(row)
    if isinstance(weighed, Rejection):
        return None
    if model is None:
        return np.array([weighed.rule.of(Technique(name)) for name in SUGGESTED[:3]])
    return np.asarray(model.technique.probabilities(weighed.evidence[None, :])[0])


def _other(candidate: Candidate) -> float:
    return candidate.shares[-1] if candidate.shares else 0.0
