from dataclasses import replace

import numpy as np
import pytest

from kicksense.workflows.traces import kick_strip, min_max, session_trace, slice_of
from tests.dashboard import fakes


@pytest.mark.parametrize("per_pair", [2, 3, 7, 100, 1001])
def test_no_sample_lies_outside_of_what_is_drawn(per_pair: int) -> None:
    samples = np.random.default_rng(3).normal(size=1000)
    points = min_max(samples, per_pair)
    for number, start in enumerate(range(0, 1000, per_pair)):
        share = samples[start : start + per_pair]
        assert set(points[2 * number : 2 * number + 2]) == {share.min(), share.max()}


def test_smallest_and_largest_come_in_the_order_in_which_they_were_measured() -> None:
    assert min_max(np.array([1.0, 5.0, 2.0, 9.0, 0.0, 3.0]), 3).tolist() == [1.0, 5.0, 9.0, 0.0]


def test_a_short_recording_is_drawn_sample_by_sample() -> None:
    trace = session_trace(fakes.recording(), fakes.report())
    whole = slice_of(trace, (trace.start_time_s, trace.stop_time_s), 40_000)
    assert whole.is_exact
    assert whole.rate_radps.tolist() == trace.rate_radps.tolist()


@pytest.mark.parametrize("span_s", [(-9.0, -8.0), (70.0, 90.0), (5.0, 5.0), (59.999, 60.0)])
def test_any_stretch_asked_for_gives_something_to_draw(span_s: tuple[float, float]) -> None:
    trace = session_trace(fakes.recording(), fakes.report())
    stretch = slice_of(trace, span_s, 1000)
    assert len(stretch.rate_radps) >= 2
    assert trace.start_time_s <= stretch.start_s <= trace.stop_time_s


def test_the_sagittal_rate_is_drawn_where_forward_is_known() -> None:
    recording, report = fakes.recording(), fakes.report()
    trace = session_trace(recording, report)
    assert trace.is_sagittal
    assert trace.rate_radps.tolist() == pytest.approx(recording.gyr_radps[:, 2].tolist())


def test_stretches_without_samples_are_named_in_seconds() -> None:
    trace = session_trace(fakes.recording(), fakes.report())
    assert len(trace.lost_spans_s) == 1
    assert trace.lost_spans_s[0] == pytest.approx((30.0, 30.4))


@pytest.mark.parametrize("number", range(6))
def test_the_strike_rate_is_positive_toward_the_ball_for_every_technique(number: int) -> None:
    recording, report = fakes.recording(), fakes.report()
    kick = report.kicks[number]
    strip = kick_strip(recording, report, kick)
    impact = round(-strip.start_s / strip.step_s)
    assert strip.strike_rate_radps[impact - 2] > 5.0
    assert strip.strike_rate_radps[impact - 44] < 0.0


def test_a_kick_at_the_very_start_is_drawn_as_far_as_it_was_recorded() -> None:
    recording, report = fakes.recording(), fakes.report()
    early = replace(report.kicks[0], impact_index=3)
    strip = kick_strip(recording, report, early)
    assert strip.start_s == pytest.approx(-3 / fakes.RATE_HZ)
    assert len(strip.acc_mps2) == len(strip.strike_rate_radps)
