"""Swings at a ball that was not there."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import Run, distance_to, local_maxima, moving_mean
from kicksense.kicks.contacts import jolts
from kicksense.units import samples_in

_SMOOTH_S: Final = 0.03


@dataclass(frozen=True, slots=True)
class AirKickSettings:
    """When a swing without a contact is an air kick.

    Attributes
    ----------
    rate_radps
        Lowest peak of the rate across the long axis; walking peaks at 6, the softest kick worth
        missing at about 7 (FIELD notes, section 3).
    alone_s, alone_ratio
        No other swing within this time reaches this share of the peak: a step of a run has
        neighbours like itself, a kick has not.
    quiet_s, quiet_jolt, spike_ratio
        Within this time of the peak no jolt is above this, in g within 10 ms, or else above so
        many times the median there: a fast swing changes the forces much but evenly, a contact at
        once.
    """

    rate_radps: float = 7.0
    alone_s: float = 1.1
    alone_ratio: float = 0.6
    quiet_s: float = 0.10
    quiet_jolt: float = 1.6
    spike_ratio: float = 2.0


def air_kicks(signals: SegmentRecording, kicks: IntArray, settings: AirKickSettings) -> IntArray:
    """Give the moments of swings that look like kicks but meet nothing.

    Reads the rate across the long axis and the jolts, segment frame, within
    `AirKickSettings.alone_s` of each swing.

    Parameters
    ----------
    signals
        Search grid, all of it.
    kicks
        Positions of the kicks found; swings around them are theirs.
    settings
        Thresholds.

    Returns
    -------
    positions
        Of the highest rates, ascending; none so near to an end that what is around it is unknown.
    """
    alone = samples_in(settings.alone_s, signals.sampling_rate_hz)
    return air_kicks_within(signals, kicks, Run(alone, len(signals) - alone), settings)


def air_kicks_within(
    signals: SegmentRecording, kicks: IntArray, span: Run, settings: AirKickSettings
) -> IntArray:
    """Give the swings that meet nothing of a part of a stretch, as `air_kicks` says.

    Parameters
    ----------
    signals
        From `swing_reach` before that part to as much after it; less only where the recording
        itself ends.
    kicks
        Positions in the stretch of the kicks found in it.
    span
        Where to look.
    settings
        Thresholds.

    Returns
    -------
    positions
        In the stretch, ascending.
    """
    if span.stop <= span.start:
        return np.empty(0, dtype=np.intp)
    rate_hz = signals.sampling_rate_hz
    gyr = signals.gyr_radps
    rate = moving_mean(np.sqrt(gyr[:, 0] ** 2 + gyr[:, 2] ** 2), samples_in(_SMOOTH_S, rate_hz))
    alone = samples_in(settings.alone_s, rate_hz)
    peaks = local_maxima(rate, above=settings.rate_radps, reach=alone)
    peaks = peaks[(peaks >= span.start) & (peaks < span.stop)]
    peaks = peaks[distance_to(kicks, peaks) > alone]
    if len(peaks) == 0:
        return peaks
    jolt = jolts(signals)
    keep = [
        peak
        for peak in peaks
        if _meets_nothing(jolt, int(peak), rate_hz, settings)
        and _stands_alone(rate, int(peak), alone, settings)
    ]
    return np.array(keep, dtype=np.intp)


def swing_reach(rate_hz: float, settings: AirKickSettings) -> int:
    """Give how many samples to either side of a swing it is judged by."""
    return samples_in(settings.alone_s, rate_hz) + samples_in(_SMOOTH_S, rate_hz) + 2


def _meets_nothing(jolt: FloatArray, peak: int, rate_hz: float, settings: AirKickSettings) -> bool:
    """Tell whether nothing jolts the leg around the peak of a swing."""
    quiet = samples_in(settings.quiet_s, rate_hz)
    near = jolt[peak - quiet : peak + quiet + 1]
    limit = max(settings.quiet_jolt, settings.spike_ratio * float(np.median(near)))
    return bool(near.max() < limit)


def _stands_alone(rate: FloatArray, peak: int, reach: int, settings: AirKickSettings) -> bool:
    """Tell whether no other swing near by is as fast."""
    limit = settings.alone_ratio * rate[peak]
    stretch = rate[peak - reach : peak + reach + 1]
    below = stretch < 0.5 * rate[peak]
    start = int(np.flatnonzero(below[:reach])[-1]) if below[:reach].any() else 0
    after = np.flatnonzero(below[reach:])
    stop = reach + int(after[0]) if len(after) else len(stretch)
    others = np.concatenate([stretch[:start], stretch[stop:]])
    return bool(len(others) == 0 or others.max() < limit)
