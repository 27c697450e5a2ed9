"""The sample at which the ball was met, at the full rate of the sensor."""

from typing import Final, Protocol

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.frames.coarse import Timeline

_ONSET_RATIO: Final = 0.35
"""The contact has begun where the specific force first changes by this share of its fastest
change; lower and the swing's own centripetal rise would count."""

_REACH_S: Final = 0.03
"""A sensor on soft tissue answers a contact of 10 ms with its hardest jolt up to this much later
(simulated players with mounts of 20-60 Hz)."""

_LATEST_LEAD_S: Final = 0.005


class Clock(Protocol):
    """Whatever says when samples were taken: a recording, or its timeline."""

    @property
    def sampling_rate_hz(self) -> float:
        """Of the recording."""
        ...

    def time_of(self, index: float) -> float:
        """Give the time of a sample position on the source's own clock, s."""
        ...


def onset_indices(
    acc_mps2: FloatArray, positions: IntArray, times: Timeline, *, first: int = 0
) -> IntArray:
    """Give the first samples of contacts at the recording's own rate.

    Reads the change of the specific force from sample to sample, sensor frame, from 30 ms before
    each contact's sample of the search grid to its end.

    Parameters
    ----------
    acc_mps2
        Full rate, shape (n, 3), of at least that stretch.
    positions
        First sample of each contact on the search grid, shape (k,).
    times
        Of the recording.
    first
        Position in the recording of the first row of ``acc_mps2``.

    Returns
    -------
    indices
        Sample positions in the recording, shape (k,).
    """
    reach = onset_reach(times)
    rows = positions[:, None] * times.factor + np.arange(-reach - 1, times.factor) - first
    last = len(acc_mps2) - 1
    known = (rows[:, 1:] >= 1) & (rows[:, 1:] <= last)
    acc = acc_mps2[np.clip(rows, 0, last)]
    step = np.diff(acc, axis=1)
    change = np.where(known, np.sqrt(np.einsum("kmi,kmi->km", step, step)), -1.0)
    begun = (change >= _ONSET_RATIO * change.max(axis=1, keepdims=True)) & known
    return np.asarray(rows[:, 1] + begun.argmax(axis=1) + first)


def onset_reach(times: Timeline) -> int:
    """Give how many samples of the recording before a contact its onset may lie."""
    return int(_REACH_S * times.sampling_rate_hz)


def contact_time_s(recording: Clock, index: int) -> float:
    """Give the moment of a contact on the source's own clock.

    A sample is what the sensor saw over one period, so the first that shows a contact does so half
    a period late on average; slower sensors than 100 Hz are not believed further.

    Parameters
    ----------
    recording
        Full rate, or its timeline.
    index
        From `onset_indices`.

    Returns
    -------
    time_s
        Of the first contact.
    """
    lead_s = min(0.5 / recording.sampling_rate_hz, _LATEST_LEAD_S)
    return recording.time_of(index) - lead_s
