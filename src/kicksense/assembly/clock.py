"""From the times a source gives to places on a uniform grid.

Three kinds of time stamps are met: the moment a sample was taken (steps), the moment it reached
the phone or computer, alone or with others (arrivals), and the frame of a faster poll in which it
first showed (frames). All end in a `GridFit`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.assembly.settings import AssemblySettings
from kicksense.domain.arrays import BoolArray, FloatArray, IntArray

_QUANTA_S: Final = (1e-1, 1e-2, 1e-3, 1e-4)
_MAX_CYCLE_FRAMES: Final = 40
_MIN_CYCLES: Final = 5
_EMPTY_SHARE: Final = 0.05
_BURST_STEP_RATIO: Final = 0.2
_LONGEST_QUANTILE: Final = 0.99
_BURST_SHARE: Final = 0.2
_DENSER_RATIO: Final = 0.98
_COARSE_RATIO: Final = 0.6
_FULL_SHARE: Final = 0.5
_QUANTUM_TOLERANCE: Final = 0.02
_FEWEST_SPANS: Final = 2
_REFINEMENTS: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class GridFit:
    """Where samples lie on a uniform grid.

    Attributes
    ----------
    rate_hz
        Rate of the grid, as measured.
    start_s
        Time of place 0 on the source's own clock.
    place
        Shape (n,), rising; place of every sample, in samples. Whole numbers where `whole`.
    whole
        True where every sample belongs on one place and is put there as it is.
    remarks
        Sentences on how the times were read.
    """

    rate_hz: float
    start_s: float
    place: FloatArray
    whole: bool
    remarks: tuple[str, ...] = ()


def line_through(count: FloatArray, time_s: FloatArray) -> tuple[float, float]:
    """Give slope and offset of the least-squares line from counts to times."""
    mean_count, mean_s = float(count.mean()), float(time_s.mean())
    centred = count - mean_count
    slope = float(np.dot(centred, time_s - mean_s) / np.dot(centred, centred))
    return slope, mean_s - slope * mean_count


def times_are_arrivals(time_s: FloatArray) -> bool:
    """Tell whether samples come in bursts, so that times say when they arrived.

    Reads the steps of times in order. Sampled times may jitter or skip but seldom follow each
    other much closer than the average. Times rounded more coarsely than they step, but even on
    the whole, are treated alike: the number of the sample tells more than its time.
    """
    steps = np.diff(time_s)
    mean_s = float(np.minimum(steps, np.quantile(steps, _LONGEST_QUANTILE)).mean())
    if np.mean(steps < _BURST_STEP_RATIO * mean_s) > _BURST_SHARE:
        return True
    quantum_s = time_quantum(time_s)
    if quantum_s is None or quantum_s <= _COARSE_RATIO * float(np.median(steps)):
        return False
    number = np.arange(len(time_s), dtype=np.float64)
    period_s, offset_s = line_through(number, time_s)
    misfit_s = np.abs(time_s - offset_s - number * period_s).max()
    return bool(steps.max() > steps.min() + 0.5 * quantum_s and misfit_s <= quantum_s)


def time_quantum(time_s: FloatArray) -> float | None:
    """Give the coarsest decimal that all times are whole multiples of, or None, s."""
    some = time_s[:20_000]
    for quantum_s in _QUANTA_S:
        ticks = some / quantum_s
        if np.abs(ticks - np.rint(ticks)).max() < _QUANTUM_TOLERANCE:
            return quantum_s
    return None


def fit_steps(time_s: FloatArray, settings: AssemblySettings) -> GridFit:
    """Place samples by the times at which they were taken.

    Times that lie on a uniform grid, but for rounding and lost samples, give whole places.
    Times that truly jitter keep their fractions, and values are interpolated.

    Parameters
    ----------
    time_s
        Shape (n,), rising.
    settings
        Tolerances.

    Returns
    -------
    fit
        The grid.
    """
    steps = np.diff(time_s)
    typical_s = float(np.median(steps))
    plain = steps[(steps > 0.25 * typical_s) & (steps < settings.gap_steps * typical_s)]
    period_s = float(plain.mean())
    counts = _counts_of(steps, period_s)
    for _ in range(_REFINEMENTS):
        period_s, offset_s = line_through(counts, time_s)
        refined = _counts_of(steps, period_s)
        if np.array_equal(refined, counts):
            break
        counts = refined
    else:
        period_s, offset_s = line_through(counts, time_s)
    drift = np.abs(time_s - offset_s - counts * period_s)
    jitter = np.abs(steps - np.diff(counts) * period_s)
    quantum_s = time_quantum(time_s) or 0.0
    allowed_s = settings.whole_step_ratio * period_s + 1.1 * quantum_s
    even = float(np.quantile(jitter, 0.999)) <= allowed_s
    if even and drift.max() < max(0.5 * period_s, settings.whole_drift_s):
        return GridFit(1.0 / period_s, offset_s, counts, whole=True)
    return _jittered(time_s, steps, settings)


def _jittered(time_s: FloatArray, steps: FloatArray, settings: AssemblySettings) -> GridFit:
    """Place samples whose times truly jitter; gaps count as whole steps."""
    typical_s = float(np.median(steps))
    gap = steps > settings.gap_steps * typical_s
    period_s = float(steps[~gap].mean())
    total = np.count_nonzero(~gap) + float(np.rint(steps[gap] / period_s).sum())
    period_s = float((time_s[-1] - time_s[0]) / total)
    spread_ms = 1e3 * float(np.std(steps[~gap]))
    remark = (
        f"The times of the samples jitter by {spread_ms:.2g} ms; "
        "values were interpolated onto a uniform grid."
    )
    place = (time_s - time_s[0]) / period_s
    return GridFit(1.0 / period_s, float(time_s[0]), place, whole=False, remarks=(remark,))


def _counts_of(steps: FloatArray, period_s: float) -> FloatArray:
    """Give running sample numbers from steps in time."""
    counts = np.empty(len(steps) + 1)
    counts[0] = 0.0
    np.cumsum(np.maximum(np.rint(steps / period_s), 1.0), out=counts[1:])
    return counts


def fit_arrivals(time_s: FloatArray) -> GridFit:
    """Place samples by the times at which they arrived, alone or in bursts.

    The sensor samples evenly; the way to the receiver only delays. So the earliest arrivals,
    the lower envelope of time against sample number, tell the clock, and a lasting rise of the
    envelope tells of lost samples.

    Parameters
    ----------
    time_s
        Shape (n,), never falling.

    Returns
    -------
    fit
        The grid, with whole places.
    """
    number = np.arange(len(time_s), dtype=np.float64)
    period_s = _arrival_period(time_s)
    counts = number + _lost_before(time_s, number, period_s)
    for _ in range(_REFINEMENTS):
        period_s, _offset = line_through(counts, time_s)
        counts = number + _lost_before(time_s, number, period_s)
    period_s, _offset = line_through(counts, time_s)
    start_s = float(np.quantile(time_s - counts * period_s, 0.02))
    bursts = len(time_s) / (1 + int(np.count_nonzero(np.diff(time_s) > 0.5 * period_s)))
    remark = (
        f"Times say when samples arrived ({bursts:.1f} at a time on average); "
        "they were spread evenly along the earliest arrivals."
    )
    return GridFit(1.0 / period_s, start_s, counts, whole=True, remarks=(remark,))


def _arrival_period(time_s: FloatArray) -> float:
    """Give the sample period from the densest stretches, which lost nothing."""
    n = len(time_s)
    spans = np.unique(np.geomspace(min(20, n // 4 + 1), max(min(400, n // 2), 2), 8).astype(int))
    shortest = np.array([np.min(time_s[span:] - time_s[:-span]) for span in spans])
    whole_s = float(time_s[-1] - time_s[0]) / (n - 1)
    if len(spans) < _FEWEST_SPANS:
        return whole_s
    dense_s, _offset = line_through(spans.astype(np.float64), shortest)
    return dense_s if 0.0 < dense_s < _DENSER_RATIO * whole_s else whole_s


def _lost_before(time_s: FloatArray, number: FloatArray, period_s: float) -> FloatArray:
    """Give how many samples were lost before each one, from rises of the delay's envelope."""
    delay = time_s - number * period_s
    envelope = np.minimum.accumulate(delay[::-1])[::-1]
    rises = np.diff(envelope)
    steps = np.diff(time_s)
    burst_s = float(np.median(steps[steps > 0.5 * period_s])) if steps.any() else period_s
    threshold_s = max(1.5 * period_s, 0.75 * burst_s)
    lost = np.where(rises >= threshold_s, np.rint(rises / period_s), 0.0)
    return np.concatenate(([0.0], np.cumsum(lost)))


@dataclass(frozen=True, slots=True)
class Cycle:
    """A pattern in which frames bring new samples.

    Attributes
    ----------
    frames
        Length of the pattern in frames.
    phases
        Frames of the pattern that bring a sample.
    """

    frames: int
    phases: tuple[int, ...]


def cycle_of(fresh: BoolArray) -> Cycle | None:
    """Find the shortest pattern in which frames bring new samples, or None.

    A stream polled at a fixed ratio shows its samples in the same frames of every cycle (eight
    of ten where 96 Hz are polled at 120 Hz); a frame of the pattern without one is a lost sample.

    Parameters
    ----------
    fresh
        Shape (n,); True where a frame differs from the one before. The first says nothing.
    """
    frame = np.flatnonzero(fresh)
    frame = frame[frame > 0]
    for length in range(2, min(_MAX_CYCLE_FRAMES, len(fresh) // _MIN_CYCLES) + 1):
        possible = np.bincount(np.arange(1, len(fresh)) % length, minlength=length)
        share = np.bincount(frame % length, minlength=length) / possible
        full = share > _FULL_SHARE
        if full.any() and not full.all() and share[~full].max() < _EMPTY_SHARE:
            return Cycle(length, tuple(int(phase) for phase in np.flatnonzero(full)))
    return None


def fit_frames(
    frame: IntArray, time_s: FloatArray, frame_s: float, cycle: Cycle
) -> tuple[GridFit, BoolArray]:
    """Place samples by the frame of the cycle in which they showed.

    Parameters
    ----------
    frame
        Shape (n,); frame number of every new sample.
    time_s
        Shape (n,); their times.
    frame_s
        Duration of a frame; the pattern makes the rate an exact share of it.
    cycle
        The pattern.

    Returns
    -------
    fit
        The grid, with whole places for the samples kept.
    kept
        Shape (n,); False for the few that the pattern does not expect. The first frame is
        always kept: what it shows came before the file began.
    """
    expected = np.zeros(cycle.frames, dtype=np.bool_)
    expected[list(cycle.phases)] = True
    rank = np.cumsum(expected) - 1
    turn, phase = np.divmod(frame, cycle.frames)
    kept: BoolArray = expected[phase] | (frame == 0)
    number = (turn * len(cycle.phases) + rank[phase])[kept].astype(np.float64)
    number -= number[0]
    period_s = frame_s * cycle.frames / len(cycle.phases)
    start_s = float(np.mean(time_s[kept] - number * period_s))
    remark = (
        f"The file shows a stream of {1 / period_s:.1f} Hz in frames of a faster clock, "
        f"{len(cycle.phases)} samples in {cycle.frames} frames; repeated rows are no samples."
    )
    return GridFit(1.0 / period_s, start_s, number, whole=True, remarks=(remark,)), kept
