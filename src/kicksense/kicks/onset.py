"""The sample at which the ball was met, at the full rate of the sensor."""

from typing import Final

import numpy as np

from kicksense.domain.signals import Recording
from kicksense.dsp import norms
from kicksense.frames.coarse import CoarseRecording

_ONSET_RATIO: Final = 0.35
"""The contact has begun where the specific force first changes by this share of its fastest
change; lower and the swing's own centripetal rise would count."""

_REACH_S: Final = 0.03
"""A sensor on soft tissue answers a contact of 10 ms with its hardest jolt up to this much later
(simulated players with mounts of 20-60 Hz)."""

_LATEST_LEAD_S: Final = 0.005


def onset_index(recording: Recording, grid: CoarseRecording, position: int) -> int:
    """Give the first sample of a contact at the recording's own rate.

    Reads the change of the specific force from sample to sample, sensor frame, from 30 ms before
    the contact's sample of the search grid to its end.

    Parameters
    ----------
    recording
        Sensor frame, full rate.
    grid
        The search grid made from it.
    position
        First sample of the contact on the search grid.

    Returns
    -------
    index
        Sample position in the recording.
    """
    reach = int(_REACH_S * recording.sampling_rate_hz)
    first = max(1, position * grid.factor - reach)
    last = min(len(recording), (position + 1) * grid.factor)
    change = norms(np.diff(recording.acc_mps2[first - 1 : last], axis=0))
    begun = np.flatnonzero(change >= _ONSET_RATIO * change.max())
    return first + int(begun[0])


def contact_time_s(recording: Recording, index: int) -> float:
    """Give the moment of a contact on the source's own clock.

    A sample is what the sensor saw over one period, so the first that shows a contact does so half
    a period late on average; slower sensors than 100 Hz are not believed further.

    Parameters
    ----------
    recording
        Full rate.
    index
        From `onset_index`.

    Returns
    -------
    time_s
        Of the first contact.
    """
    lead_s = min(0.5 / recording.sampling_rate_hz, _LATEST_LEAD_S)
    return recording.time_of(index) - lead_s
