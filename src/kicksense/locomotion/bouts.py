"""Stretches of one gait: waiting, walking, running, sprinting."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.locomotion import Bout, Gait
from kicksense.domain.signals import SegmentRecording
from kicksense.frames.coarse import Timeline
from kicksense.locomotion.onset import OnsetSettings, onset_before
from kicksense.locomotion.steps import Strides
from kicksense.units import radps

_GAITS = (Gait.WAITING, Gait.WALKING, Gait.RUNNING, Gait.SPRINTING)


@dataclass(frozen=True, slots=True)
class BoutSettings:
    """What tells gaits apart.

    Attributes
    ----------
    walk_swing_radps
        Slowest forward swing of a walking step; FIELD notes, section 3: walking reaches 340 deg/s,
        steps on the spot 30 to 150.
    run_swing_radps
        Fastest forward swing of the shank from which it runs; walking reaches 340 deg/s, jogging
        550 (FIELD notes).
    run_stride_s
        Longest stride of a run; walking takes 1.0 to 1.3 s, jogging 0.65 to 0.8.
    sprint_swing_radps
        From here on it may sprint; sprinters' shanks reach 700 to 1000 deg/s (FIELD notes), a
        tenth less where the legs are long.
    sprint_stride_s
        Longest stride of a sprint: half-way between the steps of jogging (2.5 to 3.2 a second) and
        of sprinting (3.8 to 4.7), which depend less on the size of the leg than its rate does.
    apart_s
        Steps farther apart than this belong to different bouts.
    least_strides
        Fewest steps of a run.
    """

    walk_swing_radps: float = radps(170.0)
    run_swing_radps: float = radps(420.0)
    run_stride_s: float = 1.0
    sprint_swing_radps: float = radps(620.0)
    sprint_stride_s: float = 0.58
    apart_s: float = 1.6
    least_strides: int = 2


def bouts_of(
    signals: SegmentRecording,
    strides: Strides,
    times: Timeline,
    *,
    settings: BoutSettings,
    onset: OnsetSettings,
) -> tuple[Bout, ...]:
    """Divide a recording into stretches of one gait.

    Parameters
    ----------
    signals
        Search grid.
    strides
        Its steps.
    times
        Where samples lie on the clock.
    settings, onset
        Thresholds, and how the beginning of a run is found.

    Returns
    -------
    bouts
        Without gaps from the first sample to the end of the last.
    """
    rate_hz = signals.sampling_rate_hz
    gait = gaits_of(strides, rate_hz, settings)
    spans = _spans(gait, strides, rate_hz, settings)
    edges: list[tuple[float, float, int, int, int]] = []
    free = 0.0
    for kind, first, last in spans:
        start = max(free, float(onset_before(signals, int(strides.peak_index[first]), onset)))
        stop = min(len(signals), float(strides.strike_index[last]) + 0.3 * rate_hz)
        if start > free:
            edges.append((free, start, 0, 0, -1))
        edges.append((start, max(stop, start), kind, first, last))
        free = max(stop, start)
    if free < len(signals):
        edges.append((free, float(len(signals)), 0, 0, -1))
    return tuple(
        _bout(strides, times, (start, stop), _GAITS[kind]) for start, stop, kind, _, _ in edges
    )


def gaits_of(strides: Strides, rate_hz: float, settings: BoutSettings) -> IntArray:
    """Give the gait of each step: 0 waiting, 1 walking, 2 running, 3 sprinting; shape (k,)."""
    peak = strides.peak_swing_radps
    strike_s = strides.strike_index / rate_hz
    gap = np.full(len(strides) + 1, np.inf)
    gap[1:-1] = np.diff(strike_s)
    stride_s = np.minimum(gap[:-1], gap[1:])
    gait = np.zeros(len(strides), dtype=np.intp)
    gait[(peak > settings.walk_swing_radps) & (stride_s < settings.apart_s)] = 1
    gait[(peak > settings.run_swing_radps) & (stride_s < settings.run_stride_s)] = 2
    gait[(peak > settings.sprint_swing_radps) & (stride_s < settings.sprint_stride_s)] = 3
    return gait


def _spans(
    gait: IntArray, strides: Strides, rate_hz: float, settings: BoutSettings
) -> list[tuple[int, int, int]]:
    """Give gait, first and last step of each bout that is not waiting."""
    spans: list[tuple[int, int, int]] = []
    strike_s: FloatArray = strides.strike_index / rate_hz
    for step, kind in enumerate(gait.tolist()):
        if kind == 0:
            continue
        near = bool(spans) and strike_s[step] - strike_s[spans[-1][2]] < settings.apart_s
        if near and spans[-1][0] == kind and spans[-1][2] == step - 1:
            spans[-1] = (kind, spans[-1][1], step)
        else:
            spans.append((kind, step, step))
    return spans


def _bout(strides: Strides, times: Timeline, span: tuple[float, float], gait: Gait) -> Bout:
    inside = (strides.strike_index >= span[0]) & (strides.strike_index < span[1])
    count = int(inside.sum())
    start_s, stop_s = times.time_on_grid(span[0]), times.time_on_grid(span[1])
    cadence_hz = 0.0
    if count > 1:
        at = strides.strike_index[inside]
        cadence_hz = 2.0 * (count - 1) * times.grid_rate_hz / float(at[-1] - at[0])
    elif count:
        cadence_hz = 2.0 / max(stop_s - start_s, 0.5)
    peak = float(strides.peak_swing_radps[inside].max()) if count else 0.0
    return Bout(start_s, stop_s, gait, count, cadence_hz, peak)
