"""A clip's time beside a recording's, from what somebody marked."""

import math
from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.live import Marker, MarkerKind
from kicksense.errors import UsageError
from kicksense.workflows.clip_sync import (
    MOST_MARKS,
    SyncMark,
    anchors_of,
    synchronised,
)
from tests.dashboard import fakes
from tests.tapped import tapped


def marks(
    since_s: list[float], *, offset_s: float = 0.0, drift: float = 0.0, off_s: float = 0.0
) -> list[SyncMark]:
    """Give marks of a clip with a known clock, every second one off by some time."""
    return [
        SyncMark(f"kick-{n}", s, (1.0 + drift) * s + offset_s + (off_s if n % 2 else 0.0))
        for n, s in enumerate(since_s, start=1)
    ]


def test_without_marks_nothing_is_known() -> None:
    assert synchronised([]) is None


def test_one_mark_tells_the_offset_and_says_that_clocks_are_taken_to_run_alike() -> None:
    sync = synchronised([SyncMark("kick-1", 12.0, 15.5)])
    assert sync is not None
    assert (sync.offset_s, sync.drift_ratio, sync.drift_known) == (3.5, 0.0, False)
    assert sync.residual_s is None
    assert sync.video_s(20.0) == 23.5


@pytest.mark.parametrize("offset_s", [-40.0, 0.0, 900.0])
@pytest.mark.parametrize("drift", [-0.003, 0.0008, 0.01])
def test_a_known_drift_and_offset_are_found_again(offset_s: float, drift: float) -> None:
    sync = synchronised(marks([10.0, 70.0, 130.0], offset_s=offset_s, drift=drift))
    assert sync is not None
    assert sync.drift_known
    assert sync.drift_ratio == pytest.approx(drift, abs=1e-9)
    assert sync.offset_s == pytest.approx(offset_s, abs=1e-9)
    assert sync.residual_s == pytest.approx(0.0, abs=1e-9)


def test_there_and_back_is_the_same_moment() -> None:
    sync = synchronised(marks([0.0, 100.0], offset_s=7.25, drift=0.004))
    assert sync is not None
    assert sync.since_s(sync.video_s(31.4)) == pytest.approx(31.4)


def test_marks_close_together_do_not_invent_a_drift() -> None:
    sync = synchronised(marks([10.0, 12.0], offset_s=1.0, off_s=0.02))
    assert sync is not None
    assert not sync.drift_known
    assert sync.drift_ratio == 0.0
    assert sync.residual_s == pytest.approx(0.02 / math.sqrt(2.0))


def test_two_marks_that_tell_the_drift_have_no_residual_left_to_say() -> None:
    sync = synchronised(marks([0.0, 100.0], drift=0.002))
    assert sync is not None
    assert sync.drift_known
    assert sync.residual_s is None


def test_the_residual_is_how_far_marks_lie_from_the_line() -> None:
    random = np.random.default_rng(5)
    since = np.linspace(0.0, 600.0, 60)
    noisy = [
        SyncMark(f"kick-{n}", s, 1.001 * s + 2.0 + random.normal(0.0, 0.03))
        for n, s in enumerate(since.tolist())
    ]
    sync = synchronised(noisy)
    assert sync is not None
    assert sync.residual_s == pytest.approx(0.03, rel=0.25)
    assert sync.drift_ratio == pytest.approx(0.001, abs=1e-4)


def test_the_error_that_is_said_holds_for_nineteen_clips_in_twenty() -> None:
    random = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        drift = random.normal(0.0, 5e-5)
        noisy = [
            SyncMark(f"kick-{n}", s, (1.0 + drift) * s + random.normal(0.0, 0.02))
            for n, s in enumerate((5.0, 40.0, 90.0))
        ]
        sync = synchronised(noisy)
        assert sync is not None
        held += abs(sync.video_s(200.0) - (1.0 + drift) * 200.0) <= sync.error_s(200.0)
    assert held >= 180


def test_a_moment_far_from_the_marks_is_less_sure() -> None:
    sync = synchronised(marks([10.0]))
    assert sync is not None
    assert sync.error_s(10.0) == pytest.approx(2.0 * 0.6 / 30.0)
    assert sync.error_s(3610.0) > 0.5


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf, 1e300])
def test_a_mark_that_is_no_moment_is_refused(broken: float) -> None:
    with pytest.raises(UsageError, match="no moment of the clip"):
        synchronised([SyncMark("kick-1", 1.0, broken)])
    with pytest.raises(UsageError, match="no moment of the clip"):
        synchronised([SyncMark("kick-1", broken, 1.0)])


def test_a_clip_in_slow_motion_is_refused_in_one_sentence() -> None:
    with pytest.raises(UsageError, match=r"8\.00 times the speed of life"):
        synchronised([SyncMark("kick-1", 1.0, 8.0), SyncMark("kick-2", 3.0, 24.0)])


def test_two_marks_on_one_moment_do_not_divide_by_zero() -> None:
    sync = synchronised([SyncMark("kick-1", 5.0, 6.0), SyncMark("kick-1", 5.0, 6.5)])
    assert sync is not None
    assert sync.offset_s == pytest.approx(1.25)
    assert math.isfinite(sync.error_s(1000.0))


def test_more_marks_than_anybody_sets_are_refused() -> None:
    with pytest.raises(UsageError, match=f"up to {MOST_MARKS} marks"):
        synchronised(marks([float(n) for n in range(MOST_MARKS + 1)]))


def test_every_kick_is_an_anchor_whatever_the_clock_of_the_source() -> None:
    recording = fakes.recording(start_time_s=1.7e9)
    anchors = anchors_of(recording, fakes.report(start_time_s=1.7e9))
    assert [anchor.name for anchor in anchors] == [f"kick-{n}" for n in range(1, 7)]
    assert [anchor.since_s for anchor in anchors] == pytest.approx(fakes.KICK_TIMES_S)


def test_three_taps_are_found_in_the_trace() -> None:
    recording = tapped(fakes.recording(), at_s=2.0)
    first = anchors_of(recording, fakes.report())[0]
    assert first.name == "tap-1"
    assert first.since_s == pytest.approx(2.0, abs=0.02)


def test_a_marker_of_taps_counts_where_the_trace_shows_none() -> None:
    recording = fakes.recording(start_time_s=100.0)
    kicks = fakes.report(start_time_s=100.0)
    here = Marker(155.0, MarkerKind.TAP, "", "shin")
    assert "tap-1" in [anchor.name for anchor in anchors_of(recording, kicks, [here])]
    same = replace(here, t_s=102.3)
    names = [a.name for a in anchors_of(tapped(recording, at_s=2.0), kicks, [same])]
    assert sum(name.startswith("tap") for name in names) == 1
