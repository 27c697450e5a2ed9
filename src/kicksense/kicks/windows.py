"""From a contact to the window of a kick, or the reason why not."""

from dataclasses import dataclass, field

import numpy as np

from kicksense.domain.kick import KickWindow, Rejection, RejectionReason
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import runs_of
from kicksense.frames.segment import Attitude
from kicksense.kicks.phases import PhaseSettings, locate_events, strike_axis
from kicksense.units import samples_in


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How much is cut around an impact, and how much loss it may hold.

    Attributes
    ----------
    before_s
        Stretch before the impact: backswing and the stance before it.
    after_s
        Stretch after the impact: follow-through and the next step.
    bridged_s
        Longest bridged stretch that a strike swing may hold. One lost sample at 100 Hz changes a
        swing of 150 ms by less than the speed's own interval; a lost packet of eight does not.
    shock_s
        Time after the impact that may hold no more than that either: what was taken for the impact
        may be the jolt before the one that was lost.
    phases
        Thresholds of the event search.
    """

    before_s: float = 1.3
    after_s: float = 2.0
    bridged_s: float = 0.03
    shock_s: float = 0.05
    phases: PhaseSettings = field(default_factory=PhaseSettings)


def window_around(
    signals: SegmentRecording, attitude: Attitude, impact: int, settings: WindowSettings
) -> tuple[KickWindow, int] | Rejection:
    """Cut a kick out of a recording.

    Parameters
    ----------
    signals
        Segment frame, search grid.
    attitude
        How the segment is held, same grid.
    impact
        First sample of the contact.
    settings
        Stretch and tolerated loss.

    Returns
    -------
    window
        The window and the position of its first sample, or why the contact is no kick.
    """
    rate_hz = signals.sampling_rate_hz
    start = max(0, impact - samples_in(settings.before_s, rate_hz))
    stop = min(len(signals), impact + samples_in(settings.after_s, rate_hz))
    stretch = signals.stretch(start, stop)
    axis = strike_axis(stretch, impact - start, settings.phases)
    events = locate_events(stretch, impact - start, axis, settings.phases)
    if isinstance(events, RejectionReason):
        return Rejection(impact, events)
    over = events.impact_index + 1 + samples_in(settings.shock_s, rate_hz)
    lost = ~stretch.measured[events.reversal_index : over]
    longest = max((run.stop - run.start for run in runs_of(np.asarray(lost))), default=0)
    if longest > settings.bridged_s * rate_hz:
        return Rejection(impact, RejectionReason.SAMPLES_LOST)
    return KickWindow(stretch, events, axis, attitude.to_level(start, impact)), start
