"""Which way is up, sample by sample."""

from typing import Final

import numpy as np
from vqf import VQF

from kicksense.domain.arrays import FloatArray, read_only
from kicksense.dsp import norms
from kicksense.frames.coarse import CoarseRecording

DEFAULT_TILT_ERROR_RAD: Final = 0.09
"""Tilt error assumed where a recording has no still moment to measure it at, rad.

About 5 deg: what short clips that begin in motion show in the simulated legs of
`kicksense.simulation`.
"""


def orientation_quaternions(signals: CoarseRecording) -> FloatArray:
    """Give the rotation from the sensor to a level frame with unknown heading.

    Reads specific force and angular rate, sensor frame. The method is VQF without magnetometer
    (Laidig and Seel, Information Fusion 91, 2023) with its published settings; it keeps its state
    between blocks, so a stream gives the same numbers as a whole recording.

    Parameters
    ----------
    signals
        One sensor on the search grid.

    Returns
    -------
    quaternions
        Shape (n, 4), scalar first, unit length.
    """
    return OrientationFilter(signals.sampling_rate_hz).quaternions_of(signals)


class OrientationFilter:
    """The filter of `orientation_quaternions` for a recording that comes in blocks.

    It changes as it goes, because the filter's library keeps its own state and does not give it
    away.

    Parameters
    ----------
    sampling_rate_hz
        Of the search grid.
    """

    def __init__(self, sampling_rate_hz: float) -> None:
        self._filter = VQF(1.0 / sampling_rate_hz)

    def quaternions_of(self, block: CoarseRecording) -> FloatArray:
        """Take the next samples and give their orientation.

        Parameters
        ----------
        block
            Follows the block before without a gap.

        Returns
        -------
        quaternions
            Shape (n, 4), scalar first, unit length.
        """
        # The wrapper takes C-contiguous arrays only; a float64 array is passed, not copied.
        estimate = self._filter.updateBatch(
            np.ascontiguousarray(block.gyr_radps), np.ascontiguousarray(block.acc_mps2)
        )
        quaternions: FloatArray = estimate["quat6D"]
        return read_only(quaternions, (len(block), 4), "quaternions")


def upward(quaternions: FloatArray) -> FloatArray:
    """Give the unit vector that points up, in the sensor frame.

    Parameters
    ----------
    quaternions
        Sensor to level frame, shape (n, 4), scalar first.

    Returns
    -------
    up
        Shape (n, 3).
    """
    w, x, y, z = quaternions.T
    up = np.empty((len(quaternions), 3))
    up[:, 0] = 2.0 * (x * z - w * y)
    up[:, 1] = 2.0 * (y * z + w * x)
    up[:, 2] = 1.0 - 2.0 * (x * x + y * y)
    return up


def tilt_error_at_rest(acc_mps2: FloatArray, up: FloatArray) -> float:
    """Give the angle between the filter's up and the specific force of a leg at rest.

    Parameters
    ----------
    acc_mps2
        Specific force of moments at rest, shape (n, 3), sensor frame.
    up
        Upward unit vectors of the same moments, shape (n, 3).

    Returns
    -------
    error_rad
        Root mean square; `DEFAULT_TILT_ERROR_RAD` if there is no moment at rest.
    """
    if len(acc_mps2) == 0:
        return DEFAULT_TILT_ERROR_RAD
    lengths = norms(acc_mps2)
    cosine = np.einsum("ij,ij->i", acc_mps2, up) / np.maximum(lengths, 1e-9)
    return float(np.sqrt(np.mean(np.arccos(np.clip(cosine, -1.0, 1.0)) ** 2)))
