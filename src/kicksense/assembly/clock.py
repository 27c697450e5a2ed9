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
_AS_FULL_RATIO: Final = 0.97
_EMPTY_SHARE: Final = 0.05
_BURST_STEP_RATIO: Final = 0.2
_LONGEST_QUANTILE: Final = 0.99
_BURST_SHARE: Final = 0.2
_SPAN_BURSTS: Final = 12
_AHEAD_BURSTS: Final = 64
_FEWEST_BURSTS: Final = 4
_FEWEST_FULL: Final = 20
_LEAST_BURST: Final = 4
_CREEP_S: Final = 0.006
_RISE_RATIO: Final = 0.6
_LOSS_PASSES: Final = 12
_EARLIEST_QUANTILE: Final = 0.02
_UNEVEN_STEPS: Final = 0.25
_UNEVEN_SHARE: Final = 0.3
_DOUBLE_SHARE: Final = 0.01
_COARSE_RATIO: Final = 0.6
_FULL_SHARE: Final = 0.5
_QUANTUM_TOLERANCE: Final = 0.02
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
    if np.mean(steps < _BURST_STEP_RATIO * _mean_step(steps)) > _BURST_SHARE:
        return True
    typical_s = float(np.median(steps))
    apart = np.abs(steps / typical_s - np.rint(steps / typical_s))
    if np.mean(apart > _UNEVEN_STEPS) > _UNEVEN_SHARE:
        return True
    quantum_s = time_quantum(time_s)
    if quantum_s is None or quantum_s <= _COARSE_RATIO * typical_s:
        return False
    number = np.arange(len(time_s), dtype=np.float64)
    period_s, offset_s = line_through(number, time_s)
    misfit_s = np.abs(time_s - offset_s - number * period_s).max()
    double_share = np.mean(steps > steps.min() + 0.5 * quantum_s)
    return bool(double_share > _DOUBLE_SHARE and misfit_s <= _COARSE_RATIO * quantum_s)


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
    typical_s = _typical_step(steps)
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
    typical_s = _typical_step(steps)
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


def _typical_step(steps: FloatArray) -> float:
    """Give the median step as one that occurs, so that some steps are like it."""
    return float(np.quantile(steps, 0.5, method="lower"))


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
    envelope tells of lost bursts. Sound as long as most stretches of a dozen bursts lost nothing.

    Parameters
    ----------
    time_s
        Shape (n,), never falling.

    Returns
    -------
    fit
        The grid, with whole places.
    """
    steps = np.diff(time_s)
    starts = np.concatenate(([0], 1 + np.flatnonzero(steps > 0.5 * _mean_step(steps))))
    number = np.arange(len(time_s), dtype=np.float64)
    arrival_s, last = time_s[starts], np.append(starts[1:], len(time_s)) - 1.0
    lost = np.zeros(len(starts))
    if len(starts) > 2 * _FEWEST_BURSTS:
        period_s = _arrival_period(arrival_s, last)
        for _ in range(_REFINEMENTS):
            lost = _lost_before(arrival_s, last, period_s)
            period_s, _offset = line_through(last + lost, arrival_s)
    counts = number + np.repeat(lost, np.diff(np.append(starts, len(time_s))))
    period_s, _offset = line_through(counts, time_s)
    start_s = float(np.quantile(time_s - counts * period_s, _EARLIEST_QUANTILE))
    remark = (
        f"Times say when samples arrived ({len(time_s) / len(starts):.1f} at a time on average); "
        "they were spread evenly along the earliest arrivals."
    )
    return GridFit(1.0 / period_s, start_s, counts, whole=True, remarks=(remark,))


def _mean_step(steps: FloatArray) -> float:
    """Give the mean step, without the weight of the longest."""
    return float(np.minimum(steps, np.quantile(steps, _LONGEST_QUANTILE)).mean())


def _arrival_period(arrival_s: FloatArray, last: FloatArray) -> float:
    """Give the sample period in the median stretch of some bursts, which lost nothing.

    Where bursts have a size of their own, only stretches of full ones count: losses inside bursts
    are too small to show as a rise.
    """
    usual = float(np.median(np.diff(last)))
    longest = min(_SPAN_BURSTS, 1 + len(arrival_s) // 20)
    for span in (longest, max(1, longest // 3), 1):
        gained, taken_s = last[span:] - last[:-span], arrival_s[span:] - arrival_s[:-span]
        full = gained == span * usual
        if np.count_nonzero(full) >= _FEWEST_FULL:
            return float(np.median(taken_s[full] / gained[full]))
    gained, taken_s = last[longest:] - last[:-longest], arrival_s[longest:] - arrival_s[:-longest]
    return float(np.median(taken_s / gained))


def _lost_before(arrival_s: FloatArray, last: FloatArray, period_s: float) -> FloatArray:
    """Give how many samples were lost before each burst, from rises of the delay's envelope.

    Losses closer together than a span of bursts hide each other, so each pass corrects the first
    of every group and looks again. What was lost inside bursts is no more than they are short of
    their usual size; where that size is a few samples, it says nothing.
    """
    delay_s = arrival_s - last * period_s
    threshold_s = _RISE_RATIO * float(np.median(np.diff(arrival_s)))
    lost = np.zeros(len(delay_s))
    for _ in range(_LOSS_PASSES):
        rise_s = _rises_of(delay_s - np.cumsum(lost) * period_s)
        risen = np.flatnonzero(rise_s >= threshold_s)
        if len(risen) == 0:
            break
        first = risen[np.concatenate(([True], np.diff(risen) > _SPAN_BURSTS))]
        lost[first] += np.rint(rise_s[first] / period_s)
    counted: FloatArray = np.cumsum(lost)
    size = np.diff(last, prepend=-1.0)
    usual = float(np.median(size))
    if usual < _LEAST_BURST:
        return counted
    # The first and the last may have been cut off; one sample more or less is rounding.
    size[[0, -1]] = usual
    short = np.cumsum(usual - size) - 1.0
    missing = np.maximum(np.maximum.accumulate(short), 0.0)
    return counted + np.minimum(_crept(delay_s - counted * period_s, period_s), missing)


def _crept(delay_s: FloatArray, period_s: float) -> FloatArray:
    """Give the samples lost a few at a time, from the creep of the delay's envelope.

    Each loss inside a burst is too small to tell from the way's own delay; together they are not.
    Whole steps of `_CREEP_S` are made up for, once everything to come lies above them.
    """
    padded = np.pad(delay_s, (0, _AHEAD_BURSTS), constant_values=np.inf)
    ahead = np.lib.stride_tricks.sliding_window_view(padded, _AHEAD_BURSTS + 1).min(axis=1)
    step_s = max(1.0, round(_CREEP_S / period_s)) * period_s
    steps = np.floor(np.maximum.accumulate(ahead - ahead[0]) / step_s)
    crept: FloatArray = np.maximum(steps, 0.0) * round(step_s / period_s)
    return crept


def _rises_of(delay_s: FloatArray) -> FloatArray:
    """Give how far the least delay to come lies above that of the bursts before.

    What comes is looked at further than what was, because a pause on the way is made up for and
    a loss is not.
    """
    n = len(delay_s)
    padded = np.pad(delay_s, (_SPAN_BURSTS, _AHEAD_BURSTS), constant_values=np.inf)
    windows = np.lib.stride_tricks.sliding_window_view
    before = windows(padded, _SPAN_BURSTS)[:n].min(axis=1)
    after = windows(padded[_SPAN_BURSTS:], _AHEAD_BURSTS)[:n].min(axis=1)
    rise_s = np.zeros(n)
    inner = slice(_FEWEST_BURSTS, n - _FEWEST_BURSTS)
    rise_s[inner] = after[inner] - before[inner]
    return rise_s


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
    found: list[tuple[float, Cycle]] = []
    for length in range(2, min(_MAX_CYCLE_FRAMES, len(fresh) // _MIN_CYCLES) + 1):
        possible = np.bincount(np.arange(1, len(fresh)) % length, minlength=length)
        share = np.bincount(frame % length, minlength=length) / possible
        full = share > _FULL_SHARE
        if full.any() and not full.all() and share[~full].max() < _EMPTY_SHARE:
            phases = tuple(int(phase) for phase in np.flatnonzero(full))
            found.append((float(share[full].mean()), Cycle(length, phases)))
    fullest = max((share for share, _cycle in found), default=0.0)
    return next((cycle for share, cycle in found if share > _AS_FULL_RATIO * fullest), None)


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
