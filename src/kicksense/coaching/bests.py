"""Personal bests that are ones: a lucky reading of a sensor is none."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BestMark:
    """Something that could be a best.

    Attributes
    ----------
    session_id
        Of the session.
    started_utc
        When that was (ISO 8601).
    value
        In any unit.
    interval
        Low and high that should hold nine in ten; None for a count.
    kick
        Number of the kick, where it is one.
    """

    session_id: str
    started_utc: str
    value: float
    interval: tuple[float, float] | None = None
    kick: int | None = None

    def surely(self, *, more: bool) -> float:
        """Give the value that was reached even if the reading flatters.

        Parameters
        ----------
        more
            True where more is better.
        """
        if self.interval is None:
            return self.value
        return self.interval[0] if more else self.interval[1]


@dataclass(frozen=True, slots=True)
class PersonalBest:
    """The best of a player.

    Attributes
    ----------
    mark
        The one that holds.
    beaten
        The one that it beat; None where it is the first.
    perhaps
        A later one that may be better, and is not surely; None where there is none.
    count
        Of how many marks.
    """

    mark: BestMark
    beaten: BestMark | None
    perhaps: BestMark | None
    count: int


def personal_best(marks: Sequence[BestMark], *, more: bool) -> PersonalBest | None:
    """Find the best of marks.

    The first mark holds until a later one surely beats it: until the worse end of a later interval
    is better than the value that holds. The largest of many readings is likely too large, and this
    rule keeps it from standing for ever; a value that is only nominally better is named beside it.

    Parameters
    ----------
    marks
        In order of time.
    more
        True where more is better.

    Returns
    -------
    best
        None without marks.
    """
    if not marks:
        return None
    sign = 1.0 if more else -1.0
    held, beaten, perhaps = marks[0], None, None
    for mark in marks[1:]:
        if sign * mark.surely(more=more) > sign * held.value:
            held, beaten, perhaps = mark, held, None
        elif sign * mark.value > sign * (held if perhaps is None else perhaps).value:
            perhaps = mark
    return PersonalBest(held, beaten, perhaps, len(marks))
