"""The events of a kick are where the leg turned, for every technique."""

import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import KickEvents, RejectionReason
from kicksense.domain.signals import SegmentRecording
from kicksense.kicks.phases import PhaseSettings, locate_events, strike_axis
from tests.played import pairs_of, report, session

SETTINGS = PhaseSettings()
AXES = {
    "instep": np.array([0.0, 0.0, 1.0]),
    "heel": np.array([0.0, 0.0, -1.0]),
    "inside": np.array([0.9, 0.0, np.sqrt(1.0 - 0.81)]),
}


def _swing(axis: FloatArray, impact: int = 120) -> SegmentRecording:
    """Give a backswing from 0.7 s, a reversal at 1.0 s, a strike at 1.2 s, a stop at 1.5 s."""
    time = np.arange(250)
    knots = [0, 70, 85, 100, impact, 150, 250]
    rate = np.interp(time, knots, [0.0, 0.0, -4.0, 0.0, 8.0, 0.0, 0.0])
    n = len(rate)
    return SegmentRecording(
        sampling_rate_hz=100.0,
        acc_mps2=np.tile([0.0, 9.81, 0.0], (n, 1)),
        gyr_radps=rate[:, None] * axis,
        up=np.tile([0.0, 1.0, 0.0], (n, 1)),
        measured=np.ones(n, dtype=np.bool_),
        clipped=np.zeros(n, dtype=np.bool_),
    )


def _events(signals: SegmentRecording, impact: int = 120) -> KickEvents | RejectionReason:
    return locate_events(signals, impact, strike_axis(signals, impact, SETTINGS), SETTINGS)


@pytest.mark.parametrize("name", AXES)
def test_the_same_swing_about_another_axis_has_the_same_events(name: str) -> None:
    signals = _swing(AXES[name])
    assert strike_axis(signals, 120, SETTINGS) == pytest.approx(AXES[name])
    events = _events(signals)
    assert isinstance(events, KickEvents)
    assert events.backswing_index == pytest.approx(73, abs=2)
    assert events.reversal_index == pytest.approx(100, abs=1)
    assert events.impact_index == 120
    assert events.end_index == pytest.approx(148, abs=3)


def test_the_strike_axis_has_no_part_along_the_leg() -> None:
    signals = _swing(np.array([0.6, 0.5, 0.6]))
    axis = strike_axis(signals, 120, SETTINGS)
    assert axis[1] == 0.0
    assert float(np.linalg.norm(axis)) == pytest.approx(1.0)


@pytest.mark.parametrize("impact", [0, 1, 248, 249])
def test_an_impact_at_the_edge_is_cut_off(impact: int) -> None:
    assert _events_at(impact) is RejectionReason.CUT_OFF


def _events_at(impact: int) -> KickEvents | RejectionReason:
    return locate_events(_swing(AXES["instep"]), impact, AXES["instep"], SETTINGS)


@pytest.mark.parametrize("impact", range(2, 248, 5))
def test_events_are_in_order_wherever_the_impact_is(impact: int) -> None:
    events = _events_at(impact)
    assert isinstance(events, KickEvents)
    assert events.impact_index == impact


def test_events_agree_with_the_truth_of_simulated_kicks() -> None:
    pairs = pairs_of(session(), report())
    assert len(pairs) == 6
    truth = [event.phases for event, _ in pairs]
    for name, limit_s in (
        ("backswing_s", 0.06),
        ("swing_reversal_s", 0.03),
        ("impact_s", 0.02),
        ("follow_through_end_s", 0.08),
    ):
        off = [
            abs(getattr(kick.phases, name) - getattr(phases, name))
            for phases, (_, kick) in zip(truth, pairs, strict=True)
        ]
        assert float(np.median(off)) < limit_s, name
