"""Moments at which something struck the leg, and what the leg did around them."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import local_maxima, norms
from kicksense.units import GRAVITY_MPS2, samples_in

LOOK_BACK_S: Final = 0.30
"""How far before a contact its measures reach."""

LOOK_AHEAD_S: Final = 0.33
"""How far after a contact its measures reach."""

_STEP_S: Final = 0.01
_GYR_SHARE: Final = 0.3
_LONG_AXIS_SHARE: Final = 0.1
_LEAST_RATE_RADPS: Final = 0.1


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """What counts as a moment at which something struck the leg.

    Attributes
    ----------
    least_jolt
        Weighted jolt within 10 ms, in g; a toe-off in walking reaches 0.5, the softest ball
        contacts of `kicksense.simulation` 1.
    reach_s
        A contact is the strongest jolt within this time to either side; contact with a ball lasts
        about 10 ms and is seen over 20-30 ms at the shin (FIELD notes).
    """

    least_jolt: float = 0.8
    reach_s: float = 0.03


class Measure(IntEnum):
    """Columns of the measures of a contact."""

    STRIKE_RATE = 0
    PEAK_RATE = 1
    JOLT_ACC = 2
    JOLT_GYR = 3
    RATE_DROP = 4
    RATE_AFTER = 5
    UNREST_AFTER = 6
    AXIAL_RATIO = 7
    ACC_AFTER = 8
    LONG_AXIS_RATE = 9
    SWING_ANGLE = 10
    COHERENCE = 11
    JOLT = 12
    REST_AFTER = 13
    ACC_SPREAD_AFTER = 14
    FOLLOW_RATE = 15
    ACC_BEFORE = 16
    RATE_RISE = 17


def jolts(signals: SegmentRecording) -> FloatArray:
    """Give how hard the leg is jolted at each sample, in g within 10 ms.

    Reads the change from one sample to the next of the specific force, of the rate across the
    long axis (0.3 g per rad/s) and about it (0.1), segment frame. A ball contact does all three;
    the gyroscope part remains where the accelerometer is at full scale.

    Parameters
    ----------
    signals
        Search grid.

    Returns
    -------
    jolt
        Shape (n,); zero at the first sample.
    """
    jolt = np.zeros(len(signals))
    if len(signals) > 1:
        per_step = _STEP_S * signals.sampling_rate_hz
        turn = np.diff(signals.gyr_radps, axis=0)
        across = np.sqrt(turn[:, 0] ** 2 + turn[:, 2] ** 2)
        jolt[1:] = norms(np.diff(signals.acc_mps2, axis=0)) / GRAVITY_MPS2
        jolt[1:] += _GYR_SHARE * across + _LONG_AXIS_SHARE * np.abs(turn[:, 1])
        jolt *= per_step
    return jolt


def candidate_contacts(jolt: FloatArray, rate_hz: float, settings: ContactSettings) -> IntArray:
    """Give the moments at which something may have struck the leg.

    Parameters
    ----------
    jolt
        From `jolts`, shape (n,).
    rate_hz
        Of the search grid.
    settings
        Thresholds.

    Returns
    -------
    positions
        First sample after each jolt, ascending.
    """
    reach = samples_in(settings.reach_s, rate_hz)
    return local_maxima(jolt, above=settings.least_jolt, reach=reach)


def measure_contacts(
    signals: SegmentRecording, jolt: FloatArray, positions: IntArray
) -> FloatArray:
    """Give what the leg did around contacts.

    Reads angular rate and specific force within `LOOK_BACK_S` before and `LOOK_AHEAD_S` after,
    segment frame; every row depends on that stretch alone.

    Parameters
    ----------
    signals
        Search grid.
    jolt
        From `jolts`, shape (n,).
    positions
        First samples of the contacts, far enough from both ends.

    Returns
    -------
    measures
        Shape (k, 18), columns as in `Measure`; rates in rad/s, accelerations in g.
    """
    rate_hz = signals.sampling_rate_hz

    def stretch(values: FloatArray, from_s: float, to_s: float) -> FloatArray:
        """Gather ``[from_s, to_s)`` around each contact, shape (k, m, ...)."""
        start = round(from_s * rate_hz)
        stop = max(start + 1, round(to_s * rate_hz))
        return np.asarray(values[positions[:, None] + np.arange(start, stop)])

    gyr, acc = signals.gyr_radps, signals.acc_mps2
    across = gyr[:, [0, 2]]
    before = stretch(across, -0.04, 0.0)
    mean = before.mean(axis=1)
    strike = np.sqrt((mean**2).sum(axis=1))
    axis = mean / np.maximum(strike, 1e-9)[:, None]
    spread = np.sqrt((before**2).sum(axis=2)).mean(axis=1)

    def about(values: FloatArray) -> FloatArray:
        """Give the rate about each contact's strike axis."""
        return np.asarray(np.einsum("kmi,ki->km", values, axis))

    peak = np.sqrt((stretch(across, -0.12, 0.0) ** 2).sum(axis=2)).max(axis=1)
    after = about(stretch(across, 0.0, 0.06))
    level = stretch(acc, -0.04, -0.01).mean(axis=1)
    push = (stretch(acc, -_STEP_S, 0.04) - level[:, None, :]) / GRAVITY_MPS2
    size = np.sqrt((push**2).sum(axis=2))
    strongest = size.argmax(axis=1)
    rows = np.arange(len(positions))
    jolt_acc = size[rows, strongest]
    axial = np.abs(push[rows, strongest, 1]) / np.maximum(jolt_acc, 1e-9)
    # At the slowest rate 20 ms hold no two samples to take a difference of.
    turn_from_s = -max(2 * _STEP_S, 1.0 / rate_hz)
    turn = np.diff(stretch(across, turn_from_s, 0.03), axis=1) * (_STEP_S * rate_hz)
    later = stretch(gyr, 0.08, 0.20)
    felt = np.sqrt((stretch(acc, 0.06, 0.20) ** 2).sum(axis=2)).mean(axis=1) / GRAVITY_MPS2
    return np.stack(
        [
            strike,
            peak,
            jolt_acc,
            np.sqrt((turn**2).sum(axis=2)).max(axis=1),
            strike - after.min(axis=1),
            after.mean(axis=1),
            np.sqrt((later**2).sum(axis=2)).mean(axis=1),
            axial,
            felt,
            np.abs(stretch(gyr[:, 1], 0.0, 0.04)).max(axis=1),
            np.clip(about(stretch(across, -0.15, 0.0)), 0.0, None).sum(axis=1) / rate_hz,
            strike / np.maximum(spread, 1e-9),
            jolt[positions],
            _calmest(np.sqrt((stretch(gyr, 0.05, 0.30) ** 2).sum(axis=2)), rate_hz),
            np.sqrt((stretch(acc, 0.08, 0.30) ** 2).sum(axis=2)).std(axis=1) / GRAVITY_MPS2,
            about(stretch(across, 0.06, 0.16)).mean(axis=1),
            np.sqrt((stretch(acc, -0.10, -0.02) ** 2).sum(axis=2)).mean(axis=1) / GRAVITY_MPS2,
            strike - about(stretch(across, -0.12, -0.08)).mean(axis=1),
        ],
        axis=1,
    )


def _calmest(rate_radps: FloatArray, rate_hz: float) -> FloatArray:
    """Give the lowest mean over 70 ms along each row."""
    width = min(samples_in(0.07, rate_hz), rate_radps.shape[1])
    total = np.cumsum(rate_radps, axis=1)
    total = np.concatenate([np.zeros((len(total), 1)), total], axis=1)
    return np.asarray(((total[:, width:] - total[:, :-width]) / width).min(axis=1))


def evidence(measures: FloatArray) -> FloatArray:
    """Give the measures as the numbers that a linear model weighs.

    Rates after the contact are taken relative to the rate before, so that they mean the same for a
    soft and a hard kick; sizes are logarithms.

    Parameters
    ----------
    measures
        Shape (k, 18).

    Returns
    -------
    evidence
        Shape (k, 17), in the order of `EVIDENCE`.
    """
    strike = np.maximum(measures[:, Measure.STRIKE_RATE], _LEAST_RATE_RADPS)
    columns = [
        np.log(strike),
        np.log(np.maximum(measures[:, Measure.JOLT_ACC], 0.3)),
        np.log(np.maximum(measures[:, Measure.JOLT_GYR], 0.1)),
        strike / np.maximum(measures[:, Measure.PEAK_RATE], _LEAST_RATE_RADPS),
        np.clip(measures[:, Measure.RATE_DROP] / strike, -1.0, 2.0),
        np.clip(measures[:, Measure.RATE_AFTER] / strike, -1.5, 1.5),
        np.log(np.clip(measures[:, Measure.UNREST_AFTER] / strike, 0.05, 3.0)),
        measures[:, Measure.AXIAL_RATIO],
        np.log(np.maximum(measures[:, Measure.ACC_AFTER], 0.3)),
        np.clip(np.log((measures[:, Measure.LONG_AXIS_RATE] + 0.3) / strike), -3.0, 2.0),
        np.clip(measures[:, Measure.SWING_ANGLE], 0.0, 3.0),
        measures[:, Measure.COHERENCE],
        np.log(np.clip(measures[:, Measure.REST_AFTER], 0.2, 20.0)),
        np.log(np.clip(measures[:, Measure.ACC_SPREAD_AFTER], 0.02, 5.0)),
        np.clip(measures[:, Measure.FOLLOW_RATE] / strike, -1.5, 1.5),
        np.log(np.clip(measures[:, Measure.ACC_BEFORE], 0.3, 20.0)),
        np.clip(measures[:, Measure.RATE_RISE] / strike, -1.0, 2.0),
    ]
    return np.stack(columns, axis=1)


EVIDENCE: Final = (
    "log_strike_rate",
    "log_jolt_acc",
    "log_jolt_gyr",
    "strike_to_peak_ratio",
    "rate_drop_ratio",
    "rate_after_ratio",
    "log_unrest_after_ratio",
    "axial_ratio",
    "log_acc_after",
    "log_long_axis_ratio",
    "swing_angle_rad",
    "coherence_ratio",
    "log_rest_after",
    "log_acc_spread_after",
    "follow_rate_ratio",
    "log_acc_before",
    "rate_rise_ratio",
)
"""Names of the columns of `evidence`."""
