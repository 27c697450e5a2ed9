"""Steps of the worn leg: the foot swings forward, comes down and stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.domain.kick import ContactKind
from kicksense.domain.locomotion import BallContact
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import local_maxima, norms
from kicksense.locomotion.smoothing import smoothed, windows_at
from kicksense.units import GRAVITY_MPS2, radps, samples_in

_HALF_SECOND: Final = 0.5


@dataclass(frozen=True, slots=True)
class StepSettings:
    """What counts as a step.

    Attributes
    ----------
    smoothing_s
        The forward swing is looked for on means over this time; a lobe of it lasts 0.2 to 0.5 s.
    least_swing_radps
        Slowest forward swing of a step. Walking reaches 340 deg/s (FIELD notes), the last small
        step before standing about 110 (gaitmap's example recordings).
    reach_s
        Two steps of one leg are farther apart; sprinters need 0.4 s for a stride.
    rebound_s
        A forward swing this soon after the foot has come down is its rebound; the next one comes
        0.25 s after it even in a sprint.
    landing_s
        The foot comes down within this time after its swing has fallen to half.
    least_jolt_mps2
        Change of the specific force within 10 ms as it comes down. The softest real step looked
        at has 5 (walking feet and shins in `benchmarks/locomotion.py`); a leg that straightens
        while it stands has 1 to 3 (simulated).
    most_back_ratio
        Fastest backward swing of the half second before, over the forward swing: at most 2 in real
        steps. A standing leg that is straightened after the last step of a run is no step.
    calm_s
        After it has come down, the shank is calm for a moment within this time.
    calm_radps, calm_ratio
        Calm: a swing rate below this, or below this share of the swing before. In walking it is
        below 60 deg/s, in running nearly at rest at foot strike (FIELD notes, section 3).
    kick_before_s, kick_after_s
        A forward swing from this long before a kick to this long after it belongs to the kick.
    """

    smoothing_s: float = 0.05
    least_swing_radps: float = radps(70.0)
    reach_s: float = 0.2
    rebound_s: float = 0.15
    landing_s: float = 0.25
    least_jolt_mps2: float = 3.0
    most_back_ratio: float = 2.5
    calm_s: float = 0.3
    calm_radps: float = radps(90.0)
    calm_ratio: float = 0.4
    kick_before_s: float = 0.35
    kick_after_s: float = 0.55


@dataclass(frozen=True, slots=True, eq=False)
class Strides:
    """The steps of a recording, as columns.

    Attributes
    ----------
    peak_index
        Where the forward swing is fastest, search grid, shape (k,).
    strike_index
        First jolt as the foot comes down, shape (k,).
    peak_swing_radps, jolt_mps2
        As in `kicksense.domain.locomotion.Step`, shape (k,).
    """

    peak_index: IntArray
    strike_index: IntArray
    peak_swing_radps: FloatArray
    jolt_mps2: FloatArray

    def __len__(self) -> int:
        """Give the number of steps."""
        return len(self.peak_index)

    def where(self, kept: BoolArray) -> "Strides":
        """Give those that a mask of shape (k,) keeps."""
        return Strides(
            self.peak_index[kept],
            self.strike_index[kept],
            self.peak_swing_radps[kept],
            self.jolt_mps2[kept],
        )


def strides_of(
    signals: SegmentRecording,
    contact_index: FloatArray,
    contacts: Sequence[BallContact],
    settings: StepSettings,
) -> Strides:
    """Find the steps of the worn leg.

    Reads the forward swing rate, the change of the specific force and the rate across the long
    axis, segment frame. A step is a forward swing at whose end something jolts the leg, after
    which the shank is calm: the foot stands. What belongs to a kick is none.

    Parameters
    ----------
    signals
        Search grid.
    contact_index
        Positions of the contacts on it, shape (c,).
    contacts
        Contacts with the ball, in order of time.
    settings
        Thresholds.

    Returns
    -------
    strides
        In order of time.
    """
    rate_hz = signals.sampling_rate_hz
    swing = smoothed(signals.sagittal_rate_radps, samples_in(settings.smoothing_s, rate_hz))
    peaks = local_maxima(
        swing, above=settings.least_swing_radps, reach=samples_in(settings.reach_s, rate_hz)
    )
    peaks = peaks[~_of_a_kick(peaks / rate_hz, contact_index / rate_hz, contacts, settings)]
    if len(peaks) == 0:
        none = np.empty(0, dtype=np.intp)
        return Strides(none, none, np.empty(0), np.empty(0))
    return _landed(signals, swing, peaks, settings)


def _of_a_kick(
    peak_s: FloatArray,
    contact_s: FloatArray,
    contacts: Sequence[BallContact],
    settings: StepSettings,
) -> BoolArray:
    """Tell which swings belong to a kick or to a swing at the ball that missed."""
    swung = np.array(
        [contact.kind in (None, ContactKind.AIR_KICK) for contact in contacts], dtype=np.bool_
    )
    kicks_s = contact_s[swung]
    first = np.searchsorted(kicks_s, peak_s - settings.kick_after_s)
    last = np.searchsorted(kicks_s, peak_s + settings.kick_before_s)
    return np.asarray(last > first)


def _landed(
    signals: SegmentRecording, swing: FloatArray, peaks: IntArray, settings: StepSettings
) -> Strides:
    """Find where the foot comes down after each swing, and leave out where it does not."""
    rate_hz = signals.sampling_rate_hz
    ahead = samples_in(settings.landing_s, rate_hz)
    fallen = windows_at(swing, peaks, (0, 2 * ahead)) < 0.5 * swing[peaks][:, None]
    half = peaks + np.where(fallen.any(axis=1), fallen.argmax(axis=1), ahead)
    jolt = np.zeros(len(signals))
    jolt[1:] = norms(np.diff(signals.acc_mps2, axis=0)) * (0.01 * rate_hz)
    felt = windows_at(jolt, half, (0, ahead))
    strongest = felt.max(axis=1)
    strike = half + (felt >= 0.5 * strongest[:, None]).argmax(axis=1)
    across = np.hypot(signals.gyr_radps[:, 0], signals.gyr_radps[:, 2])
    after = windows_at(across, strike, (1, samples_in(settings.calm_s, rate_hz)))
    back = -windows_at(swing, peaks, (-samples_in(_HALF_SECOND, rate_hz), 0)).min(axis=1)
    calm = np.maximum(settings.calm_radps, settings.calm_ratio * swing[peaks])
    stood = (after.min(axis=1) < calm) & (strongest > settings.least_jolt_mps2)
    stood &= back < settings.most_back_ratio * swing[peaks]
    stood[1:] &= peaks[1:] - strike[:-1] > settings.rebound_s * rate_hz
    axial = windows_at(np.abs(signals.acc_mps2[:, 1] - GRAVITY_MPS2), strike, (0, ahead))
    return Strides(peaks, strike, swing[peaks], axial.max(axis=1)).where(stood)
