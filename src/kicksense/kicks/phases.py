"""The events of one kick."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import KickEvents, RejectionReason
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import first_true, last_true, moving_mean, unit
from kicksense.units import samples_in


@dataclass(frozen=True, slots=True)
class PhaseSettings:
    """Thresholds of the event search.

    Attributes
    ----------
    axis_span_s
        Time before the impact over which the strike axis is averaged (FIELD notes, section 3).
    rest_rate_radps
        Below this rate the leg counts as having stopped.
    swing_s
        A strike swing is no longer than this; heel kicks take 120-220 ms, passes 200-280.
    backswing_s
        A backswing begins no earlier than this before the reversal.
    follow_through_s
        A follow-through ends no later than this after the impact.
    ringing_s
        After the impact soft tissue rings at 20-60 Hz; the follow-through is read on a mean over
        this time.
    """

    axis_span_s: float = 0.04
    rest_rate_radps: float = 0.8
    swing_s: float = 0.5
    backswing_s: float = 0.8
    follow_through_s: float = 0.8
    ringing_s: float = 0.07


def strike_axis(signals: SegmentRecording, impact: int, settings: PhaseSettings) -> FloatArray:
    """Give the direction of the swing rate just before an impact, across the long axis.

    Parameters
    ----------
    signals
        Segment frame.
    impact
        First sample of the contact.
    settings
        Averaging time.

    Returns
    -------
    axis
        Unit vector, shape (3,), without a part along the long axis.
    """
    span = samples_in(settings.axis_span_s, signals.sampling_rate_hz)
    mean = signals.gyr_radps[max(0, impact - span) : impact].mean(axis=0)
    return unit(np.array([mean[0], 0.0, mean[2]]))


def samples_after(rate_hz: float, settings: PhaseSettings) -> int:
    """Give how many samples from an impact on are read to find its events, at most."""
    latest = samples_in(settings.follow_through_s, rate_hz)
    # The mean over the ringing reaches half of it further; the window must not end right there.
    return latest + samples_in(settings.ringing_s, rate_hz) // 2 + 2


def locate_events(
    signals: SegmentRecording, impact: int, axis: FloatArray, settings: PhaseSettings
) -> KickEvents | RejectionReason:
    """Find the events around an impact.

    Reads the strike rate alone. Walking back from the impact, the leg first turns toward the ball
    and before that away from it; the sign changes are the swing reversal and the start of the
    backswing. A swing that never turned away, as in a flick from a moving leg, starts where the
    leg was slowest. The end is read on a mean that the ringing after the impact does not reach.

    Parameters
    ----------
    signals
        The kicking leg, segment frame.
    impact
        First sample of the contact.
    axis
        Strike axis, segment frame.
    settings
        Search limits.

    Returns
    -------
    events
        The events, or why the candidate is no kick.
    """
    rate_hz = signals.sampling_rate_hz
    rate = signals.gyr_radps @ axis
    rest = settings.rest_rate_radps
    earliest = max(0, impact - samples_in(settings.swing_s, rate_hz))
    if impact - earliest < 2 or impact + 2 >= len(rate):  # noqa: PLR2004 - a swing needs two samples
        return RejectionReason.CUT_OFF
    turning = last_true(rate[: impact - 1] <= 0.0, before=impact - 1, after=earliest)
    slowest = earliest + int(rate[earliest : impact - 1].argmin())
    reversal = slowest if turning is None else turning
    first = max(0, reversal - samples_in(settings.backswing_s, rate_hz))
    away = last_true(rate <= -rest, before=reversal + 1, after=first)
    backswing = reversal
    if away is not None:
        still = last_true(rate > -rest, before=away, after=first)
        backswing = first if still is None else still
    latest = samples_in(settings.follow_through_s, rate_hz)
    ringing = samples_in(settings.ringing_s, rate_hz)
    calm = moving_mean(rate[impact : impact + latest + ringing], ringing)
    stopped = first_true(calm < rest, after=samples_in(settings.ringing_s / 2, rate_hz))
    end = impact + min(latest if stopped is None else stopped, latest)
    return KickEvents(backswing, reversal, impact, min(max(end, impact + 1), len(rate) - 1))
