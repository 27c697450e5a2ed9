"""The signals as pages draw them: few points, every peak kept."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import KickReport, SessionReport
from kicksense.domain.signals import Recording
from kicksense.units import samples_in

AXIS_SPAN_S: Final = 0.04
"""Time before the impact over which the strike axis of a drawn kick is averaged."""

MOST_SPANS: Final = 500
"""Stretches without samples that a trace names."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A whole recording in two numbers a sample.

    Attributes
    ----------
    start_time_s, sampling_rate_hz
        The time grid, on the source's own clock.
    rate_radps
        How fast the shank turns, shape (n,): the sagittal rate (positive when the foot swings
        forward) where forward is known, the norm of the angular rate otherwise.
    acc_mps2
        Norm of the specific force, shape (n,); 9.81 at rest.
    is_sagittal
        True where `rate_radps` is the sagittal rate.
    lost_spans_s
        Stretches that no sample covers, at most `MOST_SPANS`, longest first.
    """

    start_time_s: float
    sampling_rate_hz: float
    rate_radps: FloatArray
    acc_mps2: FloatArray
    is_sagittal: bool
    lost_spans_s: tuple[tuple[float, float], ...]

    @property
    def stop_time_s(self) -> float:
        """Time of the last sample."""
        return self.start_time_s + (len(self.rate_radps) - 1) / self.sampling_rate_hz


@dataclass(frozen=True, slots=True, eq=False)
class TraceSlice:
    """A stretch of a trace with few points on a uniform grid.

    Attributes
    ----------
    start_s, step_s
        Time of the first point, and from one point to the next.
    rate_radps, acc_mps2
        Shape (points,).
    is_exact
        True where every sample is a point; False where each two points stand for the smallest
        and the largest sample of a longer stretch.
    """

    start_s: float
    step_s: float
    rate_radps: FloatArray
    acc_mps2: FloatArray
    is_exact: bool


@dataclass(frozen=True, slots=True, eq=False)
class KickStrip:
    """One kick, sample by sample.

    Attributes
    ----------
    start_s, step_s
        Time of the first point relative to the impact, and from one point to the next.
    strike_rate_radps
        Angular rate about the strike axis, positive toward the ball.
    acc_mps2
        Norm of the specific force.
    """

    start_s: float
    step_s: float
    strike_rate_radps: FloatArray
    acc_mps2: FloatArray


def session_trace(recording: Recording, report: SessionReport) -> Trace:
    """Give the signals of a recording as its page draws them.

    Parameters
    ----------
    recording
        One sensor, sensor frame.
    report
        What was found in it; its calibration says which way is forward.

    Returns
    -------
    trace
        Two numbers a sample.
    """
    is_sagittal = report.calibration.forward_known
    if is_sagittal:
        rate_radps = recording.gyr_radps @ np.asarray(report.calibration.rotation)[2]
    else:
        rate_radps = np.linalg.norm(recording.gyr_radps, axis=1)
    return Trace(
        start_time_s=recording.start_time_s,
        sampling_rate_hz=recording.sampling_rate_hz,
        rate_radps=rate_radps,
        acc_mps2=np.linalg.norm(recording.acc_mps2, axis=1),
        is_sagittal=is_sagittal,
        lost_spans_s=_lost_spans(recording),
    )


def slice_of(trace: Trace, span_s: tuple[float, float], most_points: int) -> TraceSlice:
    """Give a stretch of a trace with few points, keeping every peak.

    Where the stretch has more samples than points, each two points are the smallest and the
    largest sample of their share of it, in the order in which they came. No sample of the stretch
    lies outside of what is drawn.

    Parameters
    ----------
    trace
        The whole recording.
    span_s
        First and last moment, on the source's own clock.
    most_points
        Points to give at most; even.

    Returns
    -------
    stretch
        At least two points where the trace has two samples.
    """
    count = len(trace.rate_radps)
    rate_hz = trace.sampling_rate_hz
    first = int(np.clip(np.floor((span_s[0] - trace.start_time_s) * rate_hz), 0, max(0, count - 2)))
    last = int(np.clip(np.ceil((span_s[1] - trace.start_time_s) * rate_hz), first + 1, count - 1))
    size = last - first + 1
    per_pair = 1 if size <= most_points else -(-size // (most_points // 2))
    stretch = slice(first, last + 1)
    return TraceSlice(
        start_s=trace.start_time_s + first / rate_hz,
        step_s=(1.0 if per_pair == 1 else per_pair / 2.0) / rate_hz,
        rate_radps=min_max(trace.rate_radps[stretch], per_pair),
        acc_mps2=min_max(trace.acc_mps2[stretch], per_pair),
        is_exact=per_pair == 1,
    )


def min_max(samples: FloatArray, per_pair: int) -> FloatArray:
    """Give the smallest and the largest of each ``per_pair`` samples, in the order they came.

    Parameters
    ----------
    samples
        Shape (n,).
    per_pair
        Samples that two points stand for; 1 gives the samples themselves.

    Returns
    -------
    points
        Two points for each started stretch of ``per_pair`` samples.
    """
    if per_pair == 1:
        return samples
    pairs = -(-len(samples) // per_pair)
    filled = np.concatenate([samples, np.full(pairs * per_pair - len(samples), samples[-1])])
    rows = filled.reshape(pairs, per_pair)
    order = np.sort(np.stack([rows.argmin(axis=1), rows.argmax(axis=1)], axis=1), axis=1)
    return np.take_along_axis(rows, order, axis=1).ravel()


def kick_strip(
    recording: Recording, report: SessionReport, kick: KickReport, *, margin_s: float = 0.15
) -> KickStrip:
    """Give one kick sample by sample, from before its backswing until after its follow-through.

    The strike axis is the direction of the swing rate just before the impact, as in the analysis;
    where forward is not known the axis of the whole angular rate takes its place.

    Parameters
    ----------
    recording
        One sensor, sensor frame.
    report
        What was found in it.
    kick
        One of its kicks.
    margin_s
        Time to show before and after the kick.

    Returns
    -------
    strip
        Rate and specific force around the impact.
    """
    rate_hz = recording.sampling_rate_hz
    phases = kick.phases
    before = samples_in(kick.t_s - phases.backswing_s + margin_s, rate_hz)
    after = samples_in(phases.follow_through_end_s - kick.t_s + margin_s, rate_hz)
    first = max(0, kick.impact_index - before)
    stretch = slice(first, min(len(recording), kick.impact_index + after + 1))
    swing_radps = recording.gyr_radps[stretch] @ np.asarray(report.calibration.rotation).T
    if report.calibration.forward_known:
        swing_radps = swing_radps * (1.0, 0.0, 1.0)
    impact = max(1, kick.impact_index - first)
    axis = swing_radps[max(0, impact - samples_in(AXIS_SPAN_S, rate_hz)) : impact].mean(axis=0)
    axis = axis / max(float(np.linalg.norm(axis)), 1e-9)
    return KickStrip(
        start_s=(first - kick.impact_index) / rate_hz,
        step_s=1.0 / rate_hz,
        strike_rate_radps=swing_radps @ axis,
        acc_mps2=np.linalg.norm(recording.acc_mps2[stretch], axis=1),
    )


def _lost_spans(recording: Recording) -> tuple[tuple[float, float], ...]:
    """Give the stretches without samples, longest first."""
    edges = np.flatnonzero(
        np.diff(np.concatenate([[True], recording.measured, [True]]).astype(int))
    )
    starts, stops = edges[::2], edges[1::2]
    longest = np.argsort(starts - stops, kind="stable")[:MOST_SPANS]
    return tuple(
        (recording.time_of(float(starts[at])), recording.time_of(float(stops[at])))
        for at in longest
    )
