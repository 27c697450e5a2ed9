"""Runs between rests, and the second effort after a first."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kicksense.domain.locomotion import Activity, Bout, Gait
from kicksense.domain.score_card import Rep

RUNNING: Final = frozenset({Gait.RUNNING, Gait.SPRINTING})
"""Gaits of a run."""

_SAME_START_S: Final = 1e-6
"""What adding and taking away a cue's time does to a start."""

_LEGS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Run:
    """Bouts of running and sprinting without a rest between them.

    Attributes
    ----------
    bouts
        In order of time; at least one.
    """

    bouts: tuple[Bout, ...]

    @property
    def start_s(self) -> float:
        """When it starts."""
        return self.bouts[0].start_s

    @property
    def stop_s(self) -> float:
        """When it is over."""
        return self.bouts[-1].stop_s

    @property
    def peak_swing_radps(self) -> float:
        """Fastest forward swing of the shank in it."""
        return max(bout.peak_swing_radps for bout in self.bouts)

    @property
    def picks_up_again(self) -> bool:
        """Tell whether a sprint slows to a run and becomes a sprint again."""
        sprints = [at for at, bout in enumerate(self.bouts) if bout.gait is Gait.SPRINTING]
        return any(later - earlier > 1 for earlier, later in pairwise(sprints))


def runs_of(bouts: Sequence[Bout]) -> tuple[Run, ...]:
    """Put bouts of running and sprinting that follow each other together.

    Parameters
    ----------
    bouts
        Of a recording, in order of time.

    Returns
    -------
    runs
        In order of time.
    """
    found: list[Run] = []
    going: list[Bout] = []
    for bout in bouts:
        if bout.gait in RUNNING:
            going.append(bout)
        elif going:
            found.append(Run(tuple(going)))
            going = []
    if going:
        found.append(Run(tuple(going)))
    return tuple(found)


def walk_starts_s(bouts: Sequence[Bout]) -> list[float]:
    """Give when the player steps off at a walk after waiting.

    Parameters
    ----------
    bouts
        Of a recording, in order of time.

    Returns
    -------
    starts_s
        In order of time.
    """
    return [
        later.start_s
        for earlier, later in pairwise(bouts)
        if earlier.gait is Gait.WAITING and later.gait is Gait.WALKING
    ]


def runs_of_cues(
    runs: Sequence[Run], cues_s: Sequence[float], within_s: tuple[float, float]
) -> list[int | None]:
    """Give the run that answers each cue.

    A run that began before the cue, within its window, and is still on is an early start. Otherwise
    the first start after the cue and before the next one counts. No run answers two cues.

    Parameters
    ----------
    runs
        In order of time.
    cues_s
        In order of time.
    within_s
        A start counts from so long before the cue (negative) to so long after it.

    Returns
    -------
    indices
        Of the run, one for each cue; None where nobody started.
    """
    starts = [run.start_s for run in runs]
    indices: list[int | None] = []
    free = 0
    for number, cue_s in enumerate(cues_s):
        last_s = cue_s + within_s[1]
        if number + 1 < len(cues_s):
            last_s = min(last_s, cues_s[number + 1])
        early = bisect_right(starts, cue_s) - 1
        started_early = (
            early >= free and starts[early] >= cue_s + within_s[0] and runs[early].stop_s > cue_s
        )
        at = early if started_early else max(bisect_left(starts, cue_s), free)
        answers = at < len(runs) and (started_early or starts[at] <= last_s)
        indices.append(at if answers else None)
        free = at + 1 if answers else free
    return indices


def second_efforts(runs: Sequence[Run], within_s: float) -> list[bool]:
    """Tell after which runs a second effort follows.

    Parameters
    ----------
    runs
        In order of time.
    within_s
        From the end of the first to the start of the second.

    Returns
    -------
    followed
        One for each run: by another one that soon, or by a second sprint within it.
    """
    return [
        run.picks_up_again or (at + 1 < len(runs) and runs[at + 1].start_s - run.stop_s <= within_s)
        for at, run in enumerate(runs)
    ]


def run_of_rep(runs: Sequence[Run], rep: Rep) -> int | None:
    """Give the run with which a repetition answers its cue.

    Parameters
    ----------
    runs
        In order of time.
    rep
        Of the same practice.

    Returns
    -------
    index
        Of the run; None where there was no cue, or nobody started.
    """
    if rep.cue_s is None or rep.onset_s is None:
        return None
    start_s = rep.cue_s + rep.onset_s
    at = bisect_left(runs, start_s - _SAME_START_S, key=lambda run: run.start_s)
    return at if at < len(runs) and runs[at].start_s <= start_s + _SAME_START_S else None


def changes_s(activity: Activity, runs: Sequence[Run]) -> list[float]:
    """Give the moments at which the player turns or starts to run, in order of time."""
    return sorted([turn.start_s for turn in activity.turns] + [run.start_s for run in runs])


def waiting_rate_hz(
    activity: Activity, runs: Sequence[Run], span_s: tuple[float, float], *, least_s: float
) -> float | None:
    """Give the rate of steps of both legs in a span, without what was run in it.

    The sensor counts the steps of its own leg; the other makes about as many.

    Parameters
    ----------
    activity
        With its steps.
    runs
        Of the same recording, in order of time.
    span_s
        From when to when.
    least_s
        Less waiting than this says nothing.

    Returns
    -------
    rate_hz
        None where too little of the span was waited.
    """
    start_s, stop_s = max(span_s[0], activity.start_s), span_s[1]
    last = bisect_left(runs, stop_s - _SAME_START_S, key=lambda run: run.start_s) - 1
    if last >= 0:
        start_s = max(start_s, runs[last].stop_s)
    if stop_s - start_s < least_s:
        return None
    steps_s = [step.t_s for step in activity.steps]
    strides = bisect_left(steps_s, stop_s) - bisect_left(steps_s, start_s)
    return _LEGS * strides / (stop_s - start_s)
