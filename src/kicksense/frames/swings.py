"""The three leg swings of the wearing protocol."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.dsp import Run, along, first_true, moving_mean, norms, runs_of
from kicksense.frames.coarse import CoarseRecording
from kicksense.units import samples_in


@dataclass(frozen=True, slots=True)
class SwingSettings:
    """What counts as the calibration swings.

    Attributes
    ----------
    wait_s
        The swings begin within this time after the stance.
    span_s
        Longest stretch that three swings take.
    onset_radps
        Rate across the long axis at which a swing has begun.
    peak_radps
        Lowest and highest peak rate: a slow swing of 15 deg amplitude every 1.5 s peaks at 1.1
        rad/s, a wild one of 45 deg every 0.8 s at 6.2.
    jerk_mps3
        Largest change of the specific force; a heel strike reaches 1000, a swinging leg 100.
    lobe_ratio
        Lobes lower than this share of the highest are not counted.
    lobes
        Fewest lobes: three swings have six; a player who stops early still shows four.
    lobe_s
        Shortest and longest lobe: half a swing.
    planar_ratio
        Share of the rate about one axis. Walking reaches 0.76-0.83 on the shank (FIELD notes).
    """

    wait_s: float = 10.0
    span_s: float = 9.0
    onset_radps: float = 0.5
    peak_radps: tuple[float, float] = (0.9, 9.0)
    jerk_mps3: float = 600.0
    lobe_ratio: float = 0.3
    lobes: int = 4
    lobe_s: tuple[float, float] = (0.15, 1.6)
    planar_ratio: float = 0.85


_FEWEST_SAMPLES: Final = 3
_LOBES_OF_THREE_SWINGS: Final = 6
_FIRST_SWING_S: Final = 1.5


class Swings(NamedTuple):
    """Calibration swings that were found.

    Attributes
    ----------
    span
        Samples of the search grid.
    axis
        Unit vector about which the first swing was positive, sensor frame.
    planar_ratio
        Share of the rate about that axis.
    """

    span: Run
    axis: FloatArray
    planar_ratio: float


def main_axis(rates: FloatArray) -> tuple[FloatArray, float]:
    """Give the axis about which most of the turning happens, and its share.

    Parameters
    ----------
    rates
        Angular rates, shape (n, 3).

    Returns
    -------
    axis
        Unit vector; its sign means nothing.
    planar_ratio
        Its share of the sum of squares; zero for rates that are all zero.
    """
    scatter = np.einsum("ni,nj->ij", rates, rates)
    values, vectors = np.linalg.eigh(scatter)
    total = float(values.sum())
    axis: FloatArray = vectors[:, -1]
    return axis, float(values[-1]) / total if total > 0.0 else 0.0


def find_swings(
    signals: CoarseRecording, stance: Run, up: FloatArray, settings: SwingSettings
) -> Swings | None:
    """Find leg swings after a stance.

    Reads the angular rate across the long axis and the change of the specific force, sensor frame.

    Parameters
    ----------
    signals
        The recording on the search grid.
    stance
        Samples of the stance.
    up
        Direction of the long axis, from the stance; unit vector.
    settings
        Thresholds.

    Returns
    -------
    swings
        None where the leg did something else after the stance.
    """
    rate_hz = signals.sampling_rate_hz
    stop = stance.stop + samples_in(settings.wait_s + settings.span_s, rate_hz)
    gyr = signals.gyr_radps[stance.stop : stop]
    acc = signals.acc_mps2[stance.stop : stop]
    if len(gyr) < samples_in(1.0, rate_hz):
        return None
    gyr = gyr - signals.gyr_radps[stance.start : stance.stop].mean(axis=0)
    across = moving_mean(gyr - along(gyr, up)[:, None] * up, samples_in(0.06, rate_hz))
    onset = first_true(norms(across) > settings.onset_radps, after=0)
    if onset is None or onset > samples_in(settings.wait_s, rate_hz):
        return None
    end = _first_jolt(acc, onset, settings.jerk_mps3 / rate_hz)
    end = min(end, onset + samples_in(settings.span_s, rate_hz))
    lobes = _lobes(across[onset:end], rate_hz, settings)
    if len(lobes) < settings.lobes:
        return None
    span = Run(onset + lobes[0].start, onset + lobes[-1].stop)
    axis, planar_ratio = main_axis(across[span.start : span.stop])
    first = across[onset + lobes[0].start : onset + lobes[0].stop] @ axis
    axis = axis if first.sum() > 0.0 else -axis
    peak = float(np.abs(across[span.start : span.stop] @ axis).max())
    low, high = settings.peak_radps
    if planar_ratio < settings.planar_ratio or not low <= peak <= high:
        return None
    return Swings(Run(stance.stop + span.start, stance.stop + span.stop), axis, planar_ratio)


def _first_jolt(acc: FloatArray, onset: int, step_mps2: float) -> int:
    """Give the first sample where the specific force jumps: the foot struck something."""
    jumps = norms(np.diff(acc, axis=0)) > step_mps2
    jolt = first_true(jumps, after=onset)
    return len(acc) if jolt is None else jolt


def _lobes(across: FloatArray, rate_hz: float, settings: SwingSettings) -> list[Run]:
    """Give the alternating lobes of up to three swings, as positions in ``across``."""
    if len(across) < _FEWEST_SAMPLES:
        return []
    axis, _ = main_axis(across[: samples_in(3.0, rate_hz)])
    rate = across @ axis
    runs = sorted(runs_of(rate > 0.0) + runs_of(rate < 0.0))
    heights = np.array([np.abs(rate[run.start : run.stop]).max() for run in runs])
    # Only what follows at once sets the scale: the walk after the swings turns the shank faster.
    early = np.array([run.start < samples_in(_FIRST_SWING_S, rate_hz) for run in runs])
    floor = settings.lobe_ratio * float(heights[early].max())
    shortest, longest = (samples_in(limit, rate_hz) for limit in settings.lobe_s)
    tall = [
        run
        for run, height in zip(runs, heights, strict=True)
        if height >= floor and run.stop - run.start >= shortest
    ]
    kept: list[Run] = []
    for run in tall[:_LOBES_OF_THREE_SWINGS]:
        pause = kept and run.start - kept[-1].stop > shortest
        again = kept and rate[kept[-1].start] * rate[run.start] > 0.0
        if pause or again or run.stop - run.start > longest:
            break
        kept.append(run)
    return kept
