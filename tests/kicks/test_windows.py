"""A contact becomes a window, or says why not."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.kick import KickWindow, Rejection, RejectionReason
from kicksense.domain.signals import SegmentRecording
from kicksense.kicks.windows import WindowSettings, window_around
from kicksense.simulation.session import kicks_in
from tests.played import session, stages

SETTINGS = WindowSettings()


def _impact() -> int:
    """Give where the first kick is on the search grid."""
    kick = kicks_in(session().truth)[0]
    return round(kick.time_s * stages().signals.sampling_rate_hz)


def _window(signals: SegmentRecording, impact: int) -> tuple[KickWindow, int] | Rejection:
    return window_around(signals, stages().attitude, impact, SETTINGS)


def _losing(start: int, stop: int) -> SegmentRecording:
    signals = stages().signals
    measured = signals.measured.copy()
    measured[start:stop] = False
    return replace(signals, measured=measured)


def test_a_window_holds_the_swing_and_the_way_out() -> None:
    found = _window(stages().signals, _impact())
    assert not isinstance(found, Rejection)
    window, start = found
    assert start + window.events.impact_index == _impact()
    assert len(window.signals) == 330
    assert len(window.to_level) == 130
    assert np.array_equal(window.signals.acc_mps2, stages().signals.acc_mps2[start : start + 330])


def test_the_level_frame_of_a_window_has_up_along_z() -> None:
    found = _window(stages().signals, _impact())
    assert not isinstance(found, Rejection)
    window, _ = found
    up = np.einsum("nij,nj->ni", window.to_level, window.signals.up[:130])
    assert up == pytest.approx(np.tile([0.0, 0.0, 1.0], (len(up), 1)), abs=1e-9)


@pytest.mark.parametrize("before", [8, 6])
def test_a_lost_packet_in_the_strike_is_never_a_number(before: int) -> None:
    impact = _impact()
    found = _window(_losing(impact - before, impact - before + 8), impact)
    assert found == Rejection(impact, RejectionReason.SAMPLES_LOST)


def test_one_lost_sample_does_not_cost_a_kick() -> None:
    impact = _impact()
    assert not isinstance(_window(_losing(impact - 5, impact - 4), impact), Rejection)


def test_loss_outside_the_strike_does_not_matter() -> None:
    impact = _impact()
    assert not isinstance(_window(_losing(impact + 60, impact + 90), impact), Rejection)


def test_an_impact_at_the_very_end_is_cut_off() -> None:
    impact = _impact()
    found = _window(stages().signals.stretch(0, impact + 2), impact)
    assert found == Rejection(impact, RejectionReason.CUT_OFF)
