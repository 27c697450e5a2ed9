"""One function per number that describes a kick.

Each reads a `KickWindow` in the segment frame and gives NaN where the number cannot be measured.
"""

from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import KickWindow
from kicksense.dsp import moving_mean, norms, runs_of
from kicksense.units import GRAVITY_MPS2, samples_in

_BEFORE_IMPACT_S: Final = 0.04
_ACROSS_IMPACT_S: Final = 0.03
_IMPULSE_S: Final = 0.03
_CALM_RATE_RADPS: Final = 1.0
_PAUSE_RATE_RADPS: Final = 0.6
_LOBE_RADPS: Final = 0.8
_STEP_AFTER_S: Final = 0.15
_STEP_JOLT_MPS2: Final = 5.0
_SMOOTHNESS_CUTOFF_HZ: Final = 20.0
_SMOOTHNESS_FLOOR: Final = 0.05
_SMOOTHNESS_SAMPLES: Final = 256


def _just_before(window: KickWindow, values: FloatArray) -> FloatArray:
    """Give the values in the last 40 ms before the impact."""
    impact = window.events.impact_index
    span = samples_in(_BEFORE_IMPACT_S, window.signals.sampling_rate_hz)
    return values[max(0, impact - span) : impact]


def _swing(window: KickWindow) -> FloatArray:
    """Give the strike rate from the reversal to the impact."""
    return window.strike_rate_radps[window.events.reversal_index : window.events.impact_index]


def strike_rate_at_impact_radps(window: KickWindow) -> float:
    """Mean rate toward the ball just before it."""
    return float(_just_before(window, window.strike_rate_radps).mean())


def peak_strike_rate_radps(window: KickWindow) -> float:
    """Highest rate toward the ball in the strike swing."""
    return float(_swing(window).max())


def peak_backswing_rate_radps(window: KickWindow) -> float:
    """Highest rate away from the ball before the reversal, zero without a backswing."""
    events = window.events
    back = window.strike_rate_radps[events.backswing_index : events.reversal_index + 1]
    return float(max(0.0, -back.min()))


def backswing_duration_s(window: KickWindow) -> float:
    """From the start of the backswing to the reversal."""
    events = window.events
    return (events.reversal_index - events.backswing_index) / window.signals.sampling_rate_hz


def swing_duration_s(window: KickWindow) -> float:
    """From the reversal to the impact."""
    events = window.events
    return (events.impact_index - events.reversal_index) / window.signals.sampling_rate_hz


def swing_angle_rad(window: KickWindow) -> float:
    """Angle turned toward the ball from the reversal to the impact."""
    return float(_swing(window).sum() / window.signals.sampling_rate_hz)


def follow_through_angle_rad(window: KickWindow) -> float:
    """Angle turned on in the direction of the strike from the impact to the end."""
    events = window.events
    rate = window.strike_rate_radps[events.impact_index : events.end_index]
    return float(max(0.0, rate.sum() / window.signals.sampling_rate_hz))


def follow_through_duration_s(window: KickWindow) -> float:
    """From the impact until the leg has stopped turning that way."""
    events = window.events
    return (events.end_index - events.impact_index) / window.signals.sampling_rate_hz


def sagittal_rate_at_impact_radps(window: KickWindow) -> float:
    """Mean sagittal rate just before the ball; negative for a heel kick."""
    return float(_just_before(window, window.signals.sagittal_rate_radps).mean())


def adduction_rate_at_impact_radps(window: KickWindow) -> float:
    """Mean adduction rate just before the ball; positive for an inside kick."""
    return float(_just_before(window, window.signals.adduction_rate_radps).mean())


def swing_plane_angle_rad(window: KickWindow) -> float:
    """Angle between the strike axis and the mediolateral axis: 0 sagittal, pi/2 frontal."""
    sagittal = abs(sagittal_rate_at_impact_radps(window))
    return float(np.arctan2(abs(adduction_rate_at_impact_radps(window)), sagittal))


def long_axis_rate_at_impact_radps(window: KickWindow) -> float:
    """Mean internal rotation rate just before the ball."""
    return float(_just_before(window, window.signals.internal_rotation_rate_radps).mean())


def _drop(window: KickWindow, rate: FloatArray) -> float:
    """Give the level before the impact minus the level right after it."""
    impact = window.events.impact_index
    span = samples_in(_ACROSS_IMPACT_S, window.signals.sampling_rate_hz)
    before = rate[max(0, impact - span) : impact]
    after = rate[impact + 1 : impact + 1 + span]
    return float(before.mean() - after.mean()) if len(after) else float("nan")


def strike_rate_change_radps(window: KickWindow) -> float:
    """How much the strike rate falls across the impact: a ball opposes the motion."""
    return _drop(window, window.strike_rate_radps)


def sagittal_rate_change_radps(window: KickWindow) -> float:
    """How much the sagittal rate falls across the impact; negative for a heel kick."""
    return _drop(window, window.signals.sagittal_rate_radps)


def peak_acc_mps2(window: KickWindow) -> float:
    """Largest specific force at the impact; at least that much where it clipped."""
    impact = window.events.impact_index
    span = samples_in(_ACROSS_IMPACT_S, window.signals.sampling_rate_hz)
    return float(norms(window.signals.acc_mps2[impact - 1 : impact + span]).max())


def _impulse(window: KickWindow, values: FloatArray) -> float:
    """Give the integral over the impact of what exceeds the level before it."""
    impact = window.events.impact_index
    span = samples_in(_IMPULSE_S, window.signals.sampling_rate_hz)
    # Below 50 Hz the span is one sample, and that one is left out: it may hold some of the push.
    first = max(0, impact - max(span, 2))
    level = float(values[first : impact - 1].mean()) if impact > span else 0.0
    push = values[impact - 1 : impact + span] - level
    return float(push.sum() / window.signals.sampling_rate_hz)


def anterior_impulse_mps(window: KickWindow) -> float:
    """Forward push on the shin at the impact; positive for a heel kick."""
    return _impulse(window, window.signals.acc_mps2[:, 0])


def medial_impulse_mps(window: KickWindow) -> float:
    """Push on the shin toward the midline at the impact; negative for an inside kick."""
    return _impulse(window, -window.signals.lateral_acc_mps2)


def backward_tilt_at_impact_rad(window: KickWindow) -> float:
    """Lean of the shank at the impact, positive with the foot behind the knee."""
    up = window.signals.up[window.events.impact_index - 1]
    return float(np.arctan2(-up[0], up[1]))


def swing_smoothness_index(window: KickWindow) -> float:
    """Spectral arc length of the strike swing; negative, nearer zero is smoother.

    Balasubramanian et al., J Neuroeng Rehabil 12:112, 2015, with the band fixed at 20 Hz, where
    the motion of a leg ends.
    """
    swing = _swing(window)
    if len(swing) < samples_in(_BEFORE_IMPACT_S, window.signals.sampling_rate_hz):
        return float("nan")
    spectrum = np.abs(np.fft.rfft(swing, _SMOOTHNESS_SAMPLES))
    frequency = np.arange(len(spectrum)) * window.signals.sampling_rate_hz / _SMOOTHNESS_SAMPLES
    band = frequency <= _SMOOTHNESS_CUTOFF_HZ
    spectrum = spectrum[band] / max(float(spectrum[band].max()), 1e-9)
    last = int(np.flatnonzero(spectrum >= _SMOOTHNESS_FLOOR)[-1])
    if last == 0:
        return 0.0
    rise = np.diff(spectrum[: last + 1])
    return float(-np.sqrt(rise**2 + (1.0 / last) ** 2).sum())


def swing_pause_s(window: KickWindow) -> float:
    """Longest pause between the start of the backswing and the impact."""
    events = window.events
    rate = moving_mean(
        norms(window.signals.gyr_radps[events.backswing_index : events.impact_index]),
        samples_in(_ACROSS_IMPACT_S, window.signals.sampling_rate_hz),
    )
    pauses = runs_of(rate < _PAUSE_RATE_RADPS)
    longest = max((run.stop - run.start for run in pauses), default=0)
    return longest / window.signals.sampling_rate_hz


def swing_reversals_count(window: KickWindow) -> float:
    """How often the leg turned back and forth in the backswing and strike; one is a plain kick."""
    events = window.events
    rate = window.strike_rate_radps[events.backswing_index : events.impact_index]
    sides = np.sign(rate[np.abs(rate) > _LOBE_RADPS])
    return float(np.count_nonzero(np.diff(sides)))


def time_to_next_step_s(window: KickWindow) -> float:
    """From the impact to the first jolt along a leg that has come down, NaN if none is seen."""
    rate_hz = window.signals.sampling_rate_hz
    first = window.events.impact_index + samples_in(_STEP_AFTER_S, rate_hz)
    first = max(first, window.events.end_index)
    axial = window.signals.acc_mps2[first:, 1]
    jolts = np.flatnonzero(np.abs(np.diff(axial)) * rate_hz * 0.01 > _STEP_JOLT_MPS2)
    if len(jolts) == 0:
        return float("nan")
    return (first + int(jolts[0]) - window.events.impact_index) / rate_hz


def contact_duration_s(window: KickWindow) -> float:
    """Time for which the specific force at the impact exceeds half its peak."""
    impact = window.events.impact_index
    span = samples_in(2 * _ACROSS_IMPACT_S, window.signals.sampling_rate_hz)
    size = norms(window.signals.acc_mps2[impact - 1 : impact + span])
    level = GRAVITY_MPS2 + 0.5 * max(float(size.max()) - GRAVITY_MPS2, 0.0)
    return float(np.count_nonzero(size > level)) / window.signals.sampling_rate_hz
