"""When kicksense gives a drill's cues itself: after waits that nobody can foresee.

A pure state machine, as `kicksense.coaching.schedule` is: time goes in, a cue comes out.
"""

from dataclasses import dataclass, replace

import numpy as np

from kicksense.domain.drill import CuePlan


@dataclass(frozen=True, slots=True)
class CueTimes:
    """When the next cues are due, on the session's clock.

    Attributes
    ----------
    first_s
        The next cue that begins a repetition.
    second_s
        The cue that changes it; None where none is due.
    given
        Repetitions begun so far.
    """

    first_s: float
    second_s: float | None = None
    given: int = 0

    @property
    def due_s(self) -> float:
        """When something is due next."""
        return self.first_s if self.second_s is None else min(self.first_s, self.second_s)


def begun(plan: CuePlan, at_s: float, rng: np.random.Generator) -> CueTimes:
    """Give when cues are due in a session that begins.

    Parameters
    ----------
    plan
        The drill's.
    at_s
        When the player may begin.
    rng
        Source of chance: a wait that can be foreseen trains nothing.

    Returns
    -------
    times
        The first cue.
    """
    return CueTimes(at_s + _wait_s(plan, rng))


def advance(
    plan: CuePlan, times: CueTimes, now_s: float, rng: np.random.Generator
) -> tuple[str | None, CueTimes]:
    """Give the cue that is due, if any, and when the next ones are.

    A cue that could not be given in time (the computer slept) is given once, not made up for.

    Parameters
    ----------
    plan
        The drill's.
    times
        When cues are due.
    now_s
        Session's clock.
    rng
        Source of chance.

    Returns
    -------
    words
        To be called out, empty for a beep; None where nothing is due.
    times
        The next ones.
    """
    if times.second_s is not None and times.second_s <= now_s:
        return plan.words, replace(times, second_s=None)
    if times.first_s > now_s:
        return None, times
    second_s = None if plan.second_after_s is None else now_s + plan.second_after_s
    begins_s = now_s if second_s is None else second_s
    next_s = begins_s + _wait_s(plan, rng)
    return plan.words, CueTimes(next_s, second_s, times.given + 1)


def _wait_s(plan: CuePlan, rng: np.random.Generator) -> float:
    return float(rng.uniform(*plan.wait_s))
