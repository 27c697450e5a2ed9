"""The search grid averages and loses nothing that it should tell."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.frames.coarse import CoarseSettings, coarse
from tests.played import SETTINGS, session


@pytest.mark.parametrize(
    ("rate_hz", "factor"), [(50.0, 1), (102.4, 1), (120.0, 1), (200.0, 2), (1000.0, 10)]
)
def test_the_grid_is_the_whole_fraction_nearest_to_a_hundred(rate_hz: float, factor: int) -> None:
    recording = replace(session().recording, sampling_rate_hz=rate_hz)
    grid = coarse(recording, SETTINGS.coarse)
    assert grid.factor == factor
    assert grid.sampling_rate_hz == pytest.approx(rate_hz / factor)
    assert len(grid) == len(recording) // factor


def test_a_sample_is_the_mean_of_its_group() -> None:
    recording = session().recording
    grid = coarse(recording, SETTINGS.coarse)
    assert grid.acc_mps2[7] == pytest.approx(recording.acc_mps2[14:16].mean(axis=0))
    assert grid.gyr_radps[7] == pytest.approx(recording.gyr_radps[14:16].mean(axis=0))


def test_one_bridged_or_clipped_sample_marks_its_group() -> None:
    recording = session().recording
    measured, clipped = recording.measured.copy(), recording.clipped.copy()
    measured[101], clipped[201] = False, True
    grid = coarse(replace(recording, measured=measured, clipped=clipped), CoarseSettings())
    assert np.flatnonzero(~grid.measured).tolist() == [50]
    assert 100 in np.flatnonzero(grid.clipped)
