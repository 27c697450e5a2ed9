"""What a browser sends from the desk of a labeller, looked at before it is believed."""

import math
from dataclasses import dataclass
from typing import Any, Final

from kicksense.workflows.label_candidates import ANSWERS
from kicksense.workflows.label_steps import Press

_MOST_COUNTED: Final = 2**53


@dataclass(frozen=True, slots=True)
class Heard:
    """Presses of one window.

    Attributes
    ----------
    nonce
        Tells this window from the next.
    at
        Which moment the window shows, or None.
    presses
        Pairs of a number and what was pressed: a `Press`, ``undo`` or ``redo``; rising.
    """

    nonce: str = ""
    at: int | None = None
    presses: tuple[tuple[int, Press | str], ...] = ()


def heard(told: object) -> Heard:
    """Give what a browser tells, without anything that makes no sense."""
    if not isinstance(told, dict):
        return Heard()
    nonce, at, presses = told.get("nonce"), told.get("at"), told.get("presses")
    if not isinstance(nonce, str) or not isinstance(presses, list):
        return Heard()
    understood = [one for each in presses if (one := _press(each)) is not None]
    place = at if isinstance(at, int) and not isinstance(at, bool) and at >= 0 else None
    return Heard(nonce[:64], place, tuple(sorted(understood, key=lambda one: one[0])))


def _press(each: Any) -> tuple[int, Press | str] | None:  # noqa: ANN401 - from a browser
    """Give one press; None where it is none."""
    if not isinstance(each, dict):
        return None
    number, act = _whole(each.get("sequence")), each.get("act")
    if number is None:
        return None
    if act in ("undo", "redo"):
        return number, str(act)
    t_s, was_s = _seconds(each.get("t_s")), _seconds(each.get("was_s"))
    answer, revision = each.get("answer"), _whole(each.get("revision"))
    known = isinstance(answer, str) and (answer == "" or answer in ANSWERS)
    if act != "press" or t_s is None or not known or revision is None:
        return None
    return number, Press(t_s, str(answer), revision, was_s)


def _whole(value: Any) -> int | None:  # noqa: ANN401 - from a browser
    """Give a whole number that JavaScript can hold; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < _MOST_COUNTED else None


def _seconds(value: Any) -> float | None:  # noqa: ANN401 - from a browser
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None
