"""The sample at which the ball was met, at the full rate of the sensor."""

from typing import Final

import numpy as np

from kicksense.domain.signals import Recording
from kicksense.dsp import norms
from kicksense.frames.coarse import CoarseRecording

_ONSET_RATIO: Final = 0.35
"""The contact has begun where the specific force first changes by this share of its fastest
change; lower and the swing's own centripetal rise would count."""


def onset_index(recording: Recording, grid: CoarseRecording, position: int) -> int:
    """Give the first sample of a contact at the recording's own rate.

    Reads the change of the specific force from sample to sample, sensor frame, in the stretch that
    the contact's two samples of the search grid cover.

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
    if grid.factor == 1:
        return position
    first = max(1, (position - 1) * grid.factor)
    last = min(len(recording), (position + 1) * grid.factor)
    change = norms(np.diff(recording.acc_mps2[first - 1 : last], axis=0))
    begun = np.flatnonzero(change >= _ONSET_RATIO * change.max())
    return first + int(begun[0])
