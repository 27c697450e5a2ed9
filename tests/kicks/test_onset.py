"""The impact is timed at the full rate of the sensor."""

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.frames.coarse import coarse
from kicksense.kicks.onset import onset_index
from kicksense.simulation.session import kicks_in
from tests.played import SETTINGS, pairs_of, report, session, stages


@pytest.mark.parametrize(("side", "rate_hz"), [(Side.RIGHT, 200.0), (Side.LEFT, 1000.0)])
def test_impacts_are_timed_within_ten_milliseconds(side: Side, rate_hz: float) -> None:
    pairs = pairs_of(session(side, rate_hz), report(side, rate_hz))
    assert len(pairs) == 6
    off_s = [abs(kick.t_s - event.time_s) for event, kick in pairs]
    assert float(np.median(off_s)) < 0.010


def test_the_position_and_the_time_of_an_impact_agree() -> None:
    for kick in report().kicks:
        assert session().recording.time_of(kick.impact_index) == pytest.approx(kick.t_s)


def test_the_onset_lies_within_the_two_samples_searched() -> None:
    recording, grid = session().recording, stages().grid
    for kick in kicks_in(session().truth):
        position = round(kick.time_s * grid.sampling_rate_hz)
        index = onset_index(recording, grid, position)
        assert (position - 1) * grid.factor <= index < (position + 1) * grid.factor


def test_without_finer_samples_the_position_stays() -> None:
    slow = session(Side.RIGHT, 50.0).recording
    assert onset_index(slow, coarse(slow, SETTINGS.coarse), 123) == 123
