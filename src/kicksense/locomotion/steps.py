"""Steps of the worn leg: the foot swings forward, comes down and stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.domain.kick import ContactKind
from kicksense.domain.locomotion import BallContact
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import distance_to, local_maxima, norms
from kicksense.locomotion.smoothing import smoothed, windows_at
from kicksense.units import GRAVITY_MPS2, radps, samples_in

_HALF_SECOND_S: Final = 0.5
_STEP_S: Final = 0.01


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
    kick_landing_s
        Until so long after a kick a jolt is that of the kicking foot as it comes down.
    light_rate_radps, light_before_s
        A light step, sideways or on the spot, has no forward swing to speak of: the ground jolts
        the leg after it turned this fast within this time, whichever way (assumed).
    light_after_s, light_most_radps
        Within this time after it the leg does not turn faster than this: where it does, the jolt
        was that of a foot leaving the ground.
    light_apart_s
        From the nearest step.
    touch_s
        A jolt this near a contact with the ball is the ball's.
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
    kick_landing_s: float = 1.0
    light_rate_radps: float = radps(20.0)
    light_before_s: float = 0.25
    light_after_s: float = 0.4
    light_most_radps: float = radps(150.0)
    light_apart_s: float = 0.22
    touch_s: float = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class LegCourse:
    """What steps are read from, search grid.

    Attributes
    ----------
    rate_hz
        Of the search grid.
    forward_radps
        Forward swing rate, smoothed, shape (n,).
    across_radps
        Rate across the long axis, whichever way, shape (n,).
    jolt_mps2
        Change of the specific force within 10 ms, or from one sample to the next where that is
        longer, shape (n,).
    axial_mps2
        Specific force along the shank less gravity, without its sign, shape (n,).
    """

    rate_hz: float
    forward_radps: FloatArray
    across_radps: FloatArray
    jolt_mps2: FloatArray
    axial_mps2: FloatArray


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


def course_of(signals: SegmentRecording, settings: StepSettings) -> LegCourse:
    """Give what steps are read from.

    Parameters
    ----------
    signals
        Search grid, segment frame.
    settings
        How far the swing is smoothed.

    Returns
    -------
    course
        Of the same samples.
    """
    rate_hz, gyr = signals.sampling_rate_hz, signals.gyr_radps
    jolt = np.zeros(len(signals))
    jolt[1:] = norms(np.diff(signals.acc_mps2, axis=0)) * max(_STEP_S * rate_hz, 1.0)
    return LegCourse(
        rate_hz=rate_hz,
        forward_radps=smoothed(gyr[:, 2], samples_in(settings.smoothing_s, rate_hz)),
        across_radps=np.sqrt(gyr[:, 0] ** 2 + gyr[:, 2] ** 2),
        jolt_mps2=jolt,
        axial_mps2=np.abs(signals.acc_mps2[:, 1] - GRAVITY_MPS2),
    )


def strides_of(
    course: LegCourse, contacts: Sequence[tuple[float, BallContact]], settings: StepSettings
) -> Strides:
    """Find the steps of the worn leg.

    A step is a forward swing at whose end something jolts the leg, after which the shank is calm:
    the foot stands. A light step is a jolt of the ground after the leg has turned any way. What
    belongs to a kick is none.

    Parameters
    ----------
    course
        Of the leg.
    contacts
        Contacts with the ball, in order of time, each with its time in s after the first sample.
    settings
        Thresholds.

    Returns
    -------
    strides
        In order of time.
    """
    rate_hz = course.rate_hz
    swung_s = np.array(
        [at_s for at_s, contact in contacts if contact.kind in (None, ContactKind.AIR_KICK)]
    )
    reach = samples_in(settings.reach_s, rate_hz)
    peaks = local_maxima(course.forward_radps, above=settings.least_swing_radps, reach=reach)
    before_s, after_s = settings.kick_before_s, settings.kick_after_s
    long = _landed(course, peaks[~_near(peaks / rate_hz, swung_s, (before_s, after_s))], settings)
    met_s = np.array([at_s for at_s, _ in contacts])
    light = _light(course, long, settings)
    strike_s = light.strike_index / rate_hz
    light = light.where(
        ~_near(strike_s, met_s, (settings.touch_s, settings.touch_s))
        & ~_near(strike_s, swung_s, (settings.touch_s, settings.kick_landing_s))
    )
    return _together(long, light)


def _near(at_s: FloatArray, marks_s: FloatArray, span_s: tuple[float, float]) -> BoolArray:
    """Tell which moments lie from so long before to so long after any of some marks."""
    first = np.searchsorted(marks_s, at_s - span_s[1])
    last = np.searchsorted(marks_s, at_s + span_s[0])
    return np.asarray(last > first)


def _landed(course: LegCourse, peaks: IntArray, settings: StepSettings) -> Strides:
    """Find where the foot comes down after each swing, and leave out where it does not."""
    rate_hz, swing = course.rate_hz, course.forward_radps
    ahead = samples_in(settings.landing_s, rate_hz)
    if len(peaks) == 0:
        return Strides(peaks, peaks, np.empty(0), np.empty(0))
    fallen = windows_at(swing, peaks, (0, 2 * ahead)) < 0.5 * swing[peaks][:, None]
    half = peaks + np.where(fallen.any(axis=1), fallen.argmax(axis=1), ahead)
    felt = windows_at(course.jolt_mps2, half, (0, ahead))
    strongest = felt.max(axis=1)
    strike = np.minimum(half + (felt >= 0.5 * strongest[:, None]).argmax(axis=1), len(swing) - 1)
    after = windows_at(course.across_radps, strike, (1, samples_in(settings.calm_s, rate_hz)))
    back = -windows_at(swing, peaks, (-samples_in(_HALF_SECOND_S, rate_hz), 0)).min(axis=1)
    calm = np.maximum(settings.calm_radps, settings.calm_ratio * swing[peaks])
    stood = (after.min(axis=1) < calm) & (strongest > settings.least_jolt_mps2)
    stood &= back < settings.most_back_ratio * swing[peaks]
    stood[1:] &= peaks[1:] - strike[:-1] > settings.rebound_s * rate_hz
    axial = windows_at(course.axial_mps2, strike, (0, ahead)).max(axis=1)
    return Strides(peaks, strike, swing[peaks], axial).where(stood)


def _light(course: LegCourse, long: Strides, settings: StepSettings) -> Strides:
    """Find jolts of the ground after which the leg stands, far from the steps found already."""
    rate_hz = course.rate_hz
    apart = samples_in(settings.light_apart_s, rate_hz)
    jolts = local_maxima(course.jolt_mps2, above=settings.least_jolt_mps2, reach=apart)
    jolts = jolts[distance_to(long.strike_index, jolts) > apart]
    if len(jolts) == 0:
        return Strides(jolts, jolts, np.empty(0), np.empty(0))
    before = -samples_in(settings.light_before_s, rate_hz)
    turned = windows_at(course.across_radps, jolts, (before, 0)).max(axis=1)
    after = windows_at(course.across_radps, jolts, (1, samples_in(settings.calm_s, rate_hz)))
    ahead = samples_in(settings.light_after_s, rate_hz)
    swung = windows_at(course.across_radps, jolts, (1, ahead)).max(axis=1)
    stood = (turned > settings.light_rate_radps) & (after.min(axis=1) < settings.light_rate_radps)
    stood &= swung < settings.light_most_radps
    forward = np.maximum(windows_at(course.forward_radps, jolts, (before, 0)).max(axis=1), 0.0)
    axial = windows_at(course.axial_mps2, jolts, (0, apart)).max(axis=1)
    return Strides(jolts + before, jolts, forward, axial).where(stood)


def _together(first: Strides, second: Strides) -> Strides:
    """Give the steps of both in order of time."""
    strike = np.concatenate([first.strike_index, second.strike_index])
    order = np.argsort(strike, kind="stable")
    return Strides(
        np.maximum(np.concatenate([first.peak_index, second.peak_index])[order], 0),
        strike[order],
        np.concatenate([first.peak_swing_radps, second.peak_swing_radps])[order],
        np.concatenate([first.jolt_mps2, second.jolt_mps2])[order],
    )
