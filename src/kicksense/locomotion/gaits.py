"""Which gait each step belongs to."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.locomotion.steps import LegCourse, Strides
from kicksense.units import radps, samples_in

WAITING: Final = 0
WALKING: Final = 1
RUNNING: Final = 2
SPRINTING: Final = 3

_LANDING_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class GaitSettings:
    """What tells gaits apart.

    Attributes
    ----------
    walk_swing_radps
        Slowest forward swing of a walking step; FIELD notes, section 3: walking reaches 340 deg/s,
        steps on the spot 30 to 150.
    run_swing_radps, run_stride_s
        Slowest swing and longest stride of a run; walking reaches 340 deg/s and takes 1.0 to
        1.3 s, jogging 550 and 0.65 to 0.8 (FIELD notes).
    trot_swing_radps, trot_stride_s
        The same for small quick steps, as in real dribbles at 0.5 to 0.7 s a stride (the suit
        recordings); nobody walks so fast.
    sprint_swing_radps
        From here on it may sprint; sprinters' shanks reach 700 to 1000 deg/s (FIELD notes), a
        tenth less where the legs are long.
    sprint_stride_s
        Longest stride of a sprint: half-way between the steps of jogging (2.5 to 3.2 a second) and
        of sprinting (3.8 to 4.7), which depend less on the size of the leg than its rate does.
    apart_s
        Steps farther apart than this belong to different bouts.
    join_s
        Steps nearer than this go together: the stride that a run begins or ends with.
    pause_ratio, rest_radps, swing_s
        A run is two where a stride takes so much longer than its others and the leg rests below
        that rate in it, without another swing; a swing takes some 0.2 s to its fastest.
    passing_strides
        So few steps of a run before or after a sprint, or the other way round, belong to it; of
        other gaits a single step does. A single quick step is no run.
    """

    walk_swing_radps: float = radps(170.0)
    run_swing_radps: float = radps(420.0)
    run_stride_s: float = 1.0
    trot_swing_radps: float = radps(250.0)
    trot_stride_s: float = 0.8
    sprint_swing_radps: float = radps(620.0)
    sprint_stride_s: float = 0.58
    apart_s: float = 1.6
    join_s: float = 1.1
    pause_ratio: float = 1.35
    rest_radps: float = radps(25.0)
    swing_s: float = 0.2
    passing_strides: int = 2


class Stretch(NamedTuple):
    """Steps ``[first, stop)`` of one gait."""

    gait: int
    first: int
    stop: int

    @property
    def steps(self) -> int:
        """How many."""
        return self.stop - self.first


def gaits_of(strides: Strides, rate_hz: float, settings: GaitSettings) -> IntArray:
    """Give the gait of each step by itself and the time to its nearer neighbour; shape (k,)."""
    peak = strides.peak_swing_radps
    gap = np.full(len(strides) + 1, np.inf)
    gap[1:-1] = np.diff(strides.strike_index / rate_hz)
    stride_s = np.minimum(gap[:-1], gap[1:])
    runs = (peak > settings.run_swing_radps) & (stride_s < settings.run_stride_s)
    runs |= (peak > settings.trot_swing_radps) & (stride_s < settings.trot_stride_s)
    sprints = (peak > settings.sprint_swing_radps) & (stride_s < settings.sprint_stride_s)
    gait = np.full(len(strides), WAITING, dtype=np.intp)
    gait[(peak > settings.walk_swing_radps) & (stride_s < settings.apart_s)] = WALKING
    gait[runs] = RUNNING
    gait[runs & sprints] = SPRINTING
    return gait


def stretches_of(
    course: LegCourse, strides: Strides, settings: GaitSettings
) -> tuple[Stretch, ...]:
    """Divide the steps into stretches of one gait.

    Parameters
    ----------
    course
        Of the leg.
    strides
        Its steps.
    settings
        Thresholds.

    Returns
    -------
    stretches
        In order; steps far from each other are never in one.
    """
    gait = gaits_of(strides, course.rate_hz, settings)
    strike_s = strides.strike_index / course.rate_hz
    return tuple(
        part
        for group in _groups(strike_s, settings.apart_s)
        for stretch in _smoothed(_equal(gait, *group), strike_s, settings)
        for part in _efforts(stretch, course, strides, settings)
    )


def _efforts(
    stretch: Stretch, course: LegCourse, strides: Strides, settings: GaitSettings
) -> list[Stretch]:
    """Cut a run where the player stops and goes again."""
    if stretch.gait < RUNNING:
        return [stretch]
    strike = strides.strike_index[stretch.first : stretch.stop]
    peak = strides.peak_index[stretch.first : stretch.stop]
    gaps = np.diff(strike)
    usual = median(gaps.tolist()) if len(gaps) else 0.0
    parts, first = [], stretch.first
    for place in np.flatnonzero(gaps > settings.pause_ratio * usual).tolist():
        here = stretch.first + place + 1
        if min(here - first, stretch.stop - here) < settings.passing_strides:
            continue
        if _paused(course, (int(strike[place]), int(peak[place + 1])), settings):
            parts.append(stretch._replace(first=first, stop=here))
            first = here
    return [*parts, stretch._replace(first=first)]


def _paused(course: LegCourse, span: tuple[int, int], settings: GaitSettings) -> bool:
    """Tell whether the leg rests between a step and the next swing, and does not swing unseen."""
    across = course.across_radps[slice(*span)]
    peak = course.forward_radps[span[1]]
    before = span[1] - samples_in(settings.swing_s, course.rate_hz)
    unseen = course.forward_radps[span[0] + samples_in(_LANDING_S, course.rate_hz) : before]
    return bool(
        len(across)
        and across.min() < settings.rest_radps
        and (len(unseen) == 0 or unseen.max() < 0.5 * peak)
    )


def _groups(strike_s: FloatArray, apart_s: float) -> list[tuple[int, int]]:
    """Give first step and the one after the last of groups that lie together."""
    breaks = np.flatnonzero(np.diff(strike_s) > apart_s) + 1
    edges = [0, *breaks.tolist(), len(strike_s)]
    return [(first, stop) for first, stop in pairwise(edges) if stop > first]


def _equal(gait: IntArray, first: int, stop: int) -> list[Stretch]:
    """Give stretches of equal gait."""
    breaks = np.flatnonzero(np.diff(gait[first:stop])) + first + 1
    edges = [first, *breaks.tolist(), stop]
    return [Stretch(int(gait[start]), start, end) for start, end in pairwise(edges)]


def _smoothed(
    stretches: list[Stretch], strike_s: FloatArray, settings: GaitSettings
) -> list[Stretch]:
    """Give passing stretches to their neighbours, the shortest first, until none is left."""
    kept = stretches
    while True:
        passing = [
            (stretch.steps, place, neighbour)
            for place, stretch in enumerate(kept)
            if (neighbour := _neighbour(kept, place, strike_s, settings)) is not None
        ]
        if not passing:
            break
        _, place, neighbour = min(passing)
        kept = _merged(kept, place, kept[neighbour].gait)
    return [
        stretch._replace(gait=WALKING) if stretch.gait > WALKING and stretch.steps == 1 else stretch
        for stretch in kept
    ]


def _neighbour(
    stretches: list[Stretch], place: int, strike_s: FloatArray, settings: GaitSettings
) -> int | None:
    """Give the neighbour that a passing stretch belongs to; None where it stands for itself."""
    own = stretches[place]
    beside = [
        other
        for other, gap_s in (
            (place - 1, strike_s[own.first] - strike_s[own.first - 1]),
            (place + 1, strike_s[min(own.stop, len(strike_s) - 1)] - strike_s[own.stop - 1]),
        )
        if 0 <= other < len(stretches)
        and gap_s < settings.join_s
        and stretches[other].gait > WAITING
        and stretches[other].steps > own.steps
    ]
    # Steps on the spot before a run are not its beginning.
    inside = own.gait > WAITING or len(beside) > 1
    if not beside or not inside:
        return None
    longest = max(beside, key=lambda other: stretches[other].steps)
    run = min(own.gait, stretches[longest].gait) >= RUNNING
    return longest if own.steps <= (settings.passing_strides if run else 1) else None


def _merged(stretches: list[Stretch], at: int, gait: int) -> list[Stretch]:
    """Give one stretch another gait, and join what is then equal."""
    joined: list[Stretch] = []
    for place, stretch in enumerate(stretches):
        own = gait if place == at else stretch.gait
        if joined and joined[-1].gait == own:
            joined[-1] = Stretch(own, joined[-1].first, stretch.stop)
        else:
            joined.append(Stretch(own, stretch.first, stretch.stop))
    return joined
