"""When the leg begins to move out of what was before."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import last_true
from kicksense.units import radps, samples_in


@dataclass(frozen=True, slots=True)
class OnsetSettings:
    """How the beginning of a movement is found.

    Attributes
    ----------
    look_back_s
        Farthest before the first forward swing.
    rest_radps
        Rate of a leg that has not begun; quiet standing shows 1 to 3 deg/s, waiting more.
    """

    look_back_s: float = 0.8
    rest_radps: float = radps(25.0)


def onset_before(signals: SegmentRecording, peak: int, settings: OnsetSettings) -> int:
    """Give when the leg began to move that swings forward at some position.

    Parameters
    ----------
    signals
        Search grid.
    peak
        Where the forward swing is fastest.
    settings
        Thresholds.

    Returns
    -------
    position
        On the search grid.
    """
    first = max(0, peak - samples_in(settings.look_back_s, signals.sampling_rate_hz))
    gyr = signals.gyr_radps[first : peak + 1]
    across = np.hypot(gyr[:, 0], gyr[:, 2])
    forward = gyr[:, 2] > 0.0
    backed = last_true(~forward, before=len(forward))
    at_rest = last_true(
        across < max(settings.rest_radps, float(across.min())),
        before=len(across) if backed is None else max(1, backed - 2),
    )
    return first + (at_rest or 0)
