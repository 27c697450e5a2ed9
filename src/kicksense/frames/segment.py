"""From the sensor frame to the frame of the leg."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.anatomy import Placement
from kicksense.domain.arrays import FloatArray, read_only
from kicksense.domain.kick import CalibrationReport
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import turned
from kicksense.frames.coarse import CoarseRecording


def to_segment_frame(
    signals: CoarseRecording, up: FloatArray, calibration: CalibrationReport, placement: Placement
) -> SegmentRecording:
    """Turn a recording into the frame of the shank.

    Parameters
    ----------
    signals
        Sensor frame.
    up
        Upward direction, sensor frame, shape (n, 3).
    calibration
        The fixed rotation from sensor to segment.
    placement
        Where the sensor is worn.

    Returns
    -------
    segment
        The same samples, segment frame.
    """
    turn = np.array(calibration.rotation)
    return SegmentRecording(
        sampling_rate_hz=signals.sampling_rate_hz,
        acc_mps2=turned(signals.acc_mps2, turn),
        gyr_radps=turned(signals.gyr_radps, turn),
        up=turned(up, turn),
        measured=signals.measured,
        clipped=signals.clipped,
        placement=placement,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Attitude:
    """How the segment is held, sample by sample.

    Attributes
    ----------
    quaternions
        Sensor to level frame, scalar first, shape (n, 4).
    segment_to_sensor
        Shape (3, 3).
    """

    quaternions: FloatArray
    segment_to_sensor: FloatArray

    def __post_init__(self) -> None:
        n = len(self.quaternions)
        object.__setattr__(self, "quaternions", read_only(self.quaternions, (n, 4), "quaternions"))

    def to_level(self, start: int, stop: int) -> FloatArray:
        """Give the rotations from segment to level frame of a stretch, shape (n, 3, 3)."""
        w, x, y, z = self.quaternions[start:stop].T
        turn = np.empty((stop - start, 3, 3))
        turn[:, 0, 0] = 1.0 - 2.0 * (y * y + z * z)
        turn[:, 0, 1] = 2.0 * (x * y - w * z)
        turn[:, 0, 2] = 2.0 * (x * z + w * y)
        turn[:, 1, 0] = 2.0 * (x * y + w * z)
        turn[:, 1, 1] = 1.0 - 2.0 * (x * x + z * z)
        turn[:, 1, 2] = 2.0 * (y * z - w * x)
        turn[:, 2, 0] = 2.0 * (x * z - w * y)
        turn[:, 2, 1] = 2.0 * (y * z + w * x)
        turn[:, 2, 2] = 1.0 - 2.0 * (x * x + y * y)
        return np.asarray(turn @ self.segment_to_sensor)
