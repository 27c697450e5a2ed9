"""The impact is timed at the full rate of the sensor."""

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.frames.coarse import timeline_of
from kicksense.kicks.onset import contact_time_s, onset_indices
from kicksense.simulation.session import kicks_in
from tests.played import SETTINGS, pairs_of, report, session


@pytest.mark.parametrize(("side", "rate_hz"), [(Side.RIGHT, 200.0), (Side.LEFT, 1000.0)])
def test_impacts_are_timed_within_ten_milliseconds(side: Side, rate_hz: float) -> None:
    pairs = pairs_of(session(side, rate_hz), report(side, rate_hz))
    assert len(pairs) == 6
    off_s = [abs(kick.t_s - event.time_s) for event, kick in pairs]
    assert float(np.median(off_s)) < 0.010


def test_a_contact_began_half_a_sample_before_the_first_that_shows_it() -> None:
    recording = session().recording
    for kick in report().kicks:
        assert recording.time_of(kick.impact_index) - kick.t_s == pytest.approx(0.0025)


def test_a_slow_sensor_is_not_believed_further_than_five_milliseconds() -> None:
    recording = session(Side.RIGHT, 50.0).recording
    assert recording.time_of(40) - contact_time_s(recording, 40) == pytest.approx(0.005)


@pytest.mark.parametrize("rate_hz", [50.0, 200.0, 1000.0])
def test_the_onset_lies_within_the_stretch_searched(rate_hz: float) -> None:
    recording = session(Side.RIGHT, rate_hz).recording
    times = timeline_of(rate_hz, recording.start_time_s, SETTINGS.coarse)
    kicks = kicks_in(session(Side.RIGHT, rate_hz).truth)
    positions = np.array([round(kick.time_s * times.grid_rate_hz) for kick in kicks])
    indices = onset_indices(recording.acc_mps2, positions, times)
    assert (indices >= positions * times.factor - 0.03 * rate_hz).all()
    assert (indices < (positions + 1) * times.factor).all()


def test_an_onset_at_the_very_start_is_found() -> None:
    recording = session().recording
    times = timeline_of(recording.sampling_rate_hz, recording.start_time_s, SETTINGS.coarse)
    assert onset_indices(recording.acc_mps2, np.array([0]), times).tolist() == [1]
