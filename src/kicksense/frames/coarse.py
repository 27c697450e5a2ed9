"""The recording at about 100 Hz, on which everything long is searched."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, freeze_samples
from kicksense.domain.signals import GridBlock, Recording
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
        freeze_samples(self, ("acc_mps2", "gyr_radps"), ("measured", "clipped"))

    def __len__(self) -> int:
        """Give the number of samples."""
        return len(self.measured)

    def stretch(self, start: int, stop: int) -> "CoarseRecording":
        """Give the samples ``[start, stop)`` as a recording of their own."""
        return CoarseRecording(
            factor=self.factor,
            sampling_rate_hz=self.sampling_rate_hz,
            acc_mps2=self.acc_mps2[start:stop],
            gyr_radps=self.gyr_radps[start:stop],
            measured=self.measured[start:stop],
            clipped=self.clipped[start:stop],
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where samples of a recording and of its search grid lie on the source's own clock.

    Attributes
    ----------
    sampling_rate_hz
        Of the recording.
    start_time_s
        Of its first sample.
    factor
        Samples of the recording in one of the search grid.
    """

    sampling_rate_hz: float
    start_time_s: float
    factor: int

    @property
    def grid_rate_hz(self) -> float:
        """Rate of the search grid."""
        return self.sampling_rate_hz / self.factor

    def time_of(self, index: float) -> float:
        """Give the time of a sample position of the recording, s."""
        return self.start_time_s + index / self.sampling_rate_hz

    def time_on_grid(self, position: float) -> float:
        """Give the time of a position on the search grid: the middle of what it averages, s."""
        return self.time_of(position * self.factor + 0.5 * (self.factor - 1))


def timeline_of(sampling_rate_hz: float, start_time_s: float, settings: CoarseSettings) -> Timeline:
    """Give where samples lie of a recording of some rate."""
    factor = max(1, round(sampling_rate_hz / settings.target_rate_hz))
    return Timeline(sampling_rate_hz, start_time_s, factor)


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
    times = timeline_of(recording.sampling_rate_hz, recording.start_time_s, settings)
    return averaged(recording, times)


def averaged(samples: Recording | GridBlock, times: Timeline) -> CoarseRecording:
    """Average samples that begin with a sample of the search grid.

    Parameters
    ----------
    samples
        Those that do not fill a last sample of the search grid are left out.
    times
        Of the recording.

    Returns
    -------
    coarse
        That part of the search grid.
    """
    factor = times.factor
    groups = len(samples) // factor * factor
    # Row after row in memory: sums over other layouts round otherwise, and ties between neighbours
    # would fall otherwise in a stream than in a whole.
    return CoarseRecording(
        factor=factor,
        sampling_rate_hz=times.grid_rate_hz,
        acc_mps2=np.ascontiguousarray(block_means(samples.acc_mps2, factor)),
        gyr_radps=np.ascontiguousarray(block_means(samples.gyr_radps, factor)),
        measured=np.asarray(samples.measured[:groups].reshape(-1, factor).all(axis=1)),
        clipped=np.asarray(samples.clipped[:groups].reshape(-1, factor).any(axis=1)),
    )
