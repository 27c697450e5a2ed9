"""The recording at about 100 Hz, on which everything long is searched."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, read_only, read_only_mask
from kicksense.domain.signals import Recording
from kicksense.dsp import block_means


@dataclass(frozen=True, slots=True)
class CoarseSettings:
    """How the search grid is made.

    Attributes
    ----------
    target_rate_hz
        Wanted rate of the search grid. The bandwidth of a leg in motion ends near 20 Hz and an
        impact lasts about 20 ms at the shin (FIELD notes, real passes at 102 Hz), so 100 Hz holds
        both, and features mean the same at 100 as at 1000 samples a second.
    """

    target_rate_hz: float = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class CoarseRecording:
    """Means of neighbouring samples, *sensor* frame.

    Attributes
    ----------
    factor
        Samples of the recording in one sample here; sample j averages ``[j*factor, (j+1)*factor)``.
    sampling_rate_hz
        Rate of this grid.
    acc_mps2, gyr_radps
        Shape (n, 3).
    measured
        False where any averaged sample was bridged.
    clipped
        True where any averaged sample was at full scale.
    """

    factor: int
    sampling_rate_hz: float
    acc_mps2: FloatArray
    gyr_radps: FloatArray
    measured: BoolArray
    clipped: BoolArray

    def __post_init__(self) -> None:
        n = len(self.measured)
        object.__setattr__(self, "acc_mps2", read_only(self.acc_mps2, (n, 3), "acc_mps2"))
        object.__setattr__(self, "gyr_radps", read_only(self.gyr_radps, (n, 3), "gyr_radps"))
        object.__setattr__(self, "measured", read_only_mask(self.measured, n, "measured"))
        object.__setattr__(self, "clipped", read_only_mask(self.clipped, n, "clipped"))

    def __len__(self) -> int:
        """Give the number of samples."""
        return len(self.measured)

    def fine_index(self, index: int) -> int:
        """Give the position in the recording at the middle of a sample here."""
        return index * self.factor + self.factor // 2


def coarse(recording: Recording, settings: CoarseSettings) -> CoarseRecording:
    """Average a recording down to about 100 Hz.

    Parameters
    ----------
    recording
        Any rate; a slow one stays as it is.
    settings
        Wanted rate.

    Returns
    -------
    coarse
        The search grid.
    """
    factor = max(1, round(recording.sampling_rate_hz / settings.target_rate_hz))
    groups = len(recording) // factor * factor
    return CoarseRecording(
        factor=factor,
        sampling_rate_hz=recording.sampling_rate_hz / factor,
        acc_mps2=block_means(recording.acc_mps2, factor),
        gyr_radps=block_means(recording.gyr_radps, factor),
        measured=np.asarray(recording.measured[:groups].reshape(-1, factor).all(axis=1)),
        clipped=np.asarray(recording.clipped[:groups].reshape(-1, factor).any(axis=1)),
    )
