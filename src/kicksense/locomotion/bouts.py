"""Stretches of one gait: waiting, walking, running, sprinting."""

from dataclasses import dataclass, field
from statistics import median

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.locomotion import Bout, Gait
from kicksense.frames.coarse import Timeline
from kicksense.locomotion.gaits import WAITING, GaitSettings, Stretch, stretches_of
from kicksense.locomotion.onset import OnsetSettings, onset_before
from kicksense.locomotion.steps import LegCourse, Strides

_GAITS = (Gait.WAITING, Gait.WALKING, Gait.RUNNING, Gait.SPRINTING)


@dataclass(frozen=True, slots=True)
class BoutSettings:
    """How stretches of one gait are bounded.

    Attributes
    ----------
    gaits
        What tells them apart.
    onset
        How their beginning is found.
    standing_s
        A bout ends this long after its last step: the foot has come to rest.
    least_wait_s
        A shorter wait between two bouts is a moment of the later one.
    """

    gaits: GaitSettings = field(default_factory=GaitSettings)
    onset: OnsetSettings = field(default_factory=OnsetSettings)
    standing_s: float = 0.15
    least_wait_s: float = 0.1


def bouts_of(
    course: LegCourse, strides: Strides, times: Timeline, *, settings: BoutSettings
) -> tuple[Bout, ...]:
    """Divide a recording into stretches of one gait.

    Parameters
    ----------
    course
        Of the leg.
    strides
        Its steps.
    times
        Where samples lie on the clock.
    settings
        Thresholds.

    Returns
    -------
    bouts
        Without gaps from the first sample to the end of the last. Steps on the spot are in those
        of waiting.
    """
    least = settings.least_wait_s * course.rate_hz
    end = float(len(course.forward_radps))
    spans: list[tuple[Gait, float]] = [(Gait.WAITING, 0.0)]
    free = 0.0
    for stretch in stretches_of(course, strides, settings.gaits):
        if stretch.gait == WAITING:
            continue
        start, stop = _edges(course, strides, stretch, settings)
        if start > free + least and spans[-1][0] is not Gait.WAITING:
            spans.append((Gait.WAITING, free))
        spans.append((_GAITS[stretch.gait], max(start, spans[-1][1])))
        free = min(stop, end)
    if end > free + least and spans[-1][0] is not Gait.WAITING:
        spans.append((Gait.WAITING, free))
    edges = [start for _, start in spans] + [end]
    return tuple(
        _bout(strides, times, (start, stop), gait)
        for (gait, start), stop in zip(spans, edges[1:], strict=True)
        if stop > start or end == 0.0
    )


def _edges(
    course: LegCourse, strides: Strides, stretch: Stretch, settings: BoutSettings
) -> tuple[float, float]:
    """Give where a stretch of steps begins and ends."""
    earliest = 0 if stretch.first == 0 else int(strides.strike_index[stretch.first - 1])
    peak = int(strides.peak_index[stretch.first])
    start = onset_before(course, peak, earliest=earliest, settings=settings.onset)
    last = float(strides.strike_index[stretch.stop - 1])
    return float(start), last + settings.standing_s * course.rate_hz


def _bout(strides: Strides, times: Timeline, span: tuple[float, float], gait: Gait) -> Bout:
    inside = (strides.strike_index >= span[0]) & (strides.strike_index < span[1])
    start_s, stop_s = times.time_on_grid(span[0]), times.time_on_grid(span[1])
    at = strides.strike_index[inside]
    peak = float(strides.peak_swing_radps[inside].max()) if len(at) else 0.0
    cadence = _cadence_hz(at / times.grid_rate_hz, stop_s - start_s)
    return Bout(start_s, stop_s, gait, len(at), cadence, peak)


def _cadence_hz(step_s: FloatArray, lasted_s: float) -> float:
    """Give the steps of both legs a second: by the median stride, or by the time they took."""
    if len(step_s) > 1:
        return 2.0 / float(median(np.diff(step_s).tolist()))
    return 2.0 * len(step_s) / lasted_s if lasted_s > 0.0 else 0.0
