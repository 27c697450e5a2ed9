"""What a live analysis says, when, and how often."""

import tracemalloc
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import repeat

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from kicksense.domain.kick import ContactKind
from kicksense.domain.signals import GridBlock, Recording
from kicksense.frames.calibration import CalibrationSpans
from kicksense.live import ContactSaid, KickSaid, KickWithdrawn, LiveEvent
from kicksense.pipeline import analyze
from tests.builders import turned
from tests.fed import (
    Fed,
    blocks_of,
    fed,
    live_analysis,
    random_sizes,
    shipped_model,
    short_beginning,
)
from tests.played import SETTINGS, demo_recording, part_of, session
from tests.reports_alike import differences

STREAMED = short_beginning(900, SETTINGS)
SAID_WITHIN_S = 0.9


@cache
def _demo(*, streamed: bool) -> Fed:
    """Give what was said of the demo in packets of ten samples."""
    chosen = STREAMED if streamed else SETTINGS
    recording = demo_recording()
    return fed(live_analysis(recording, chosen), recording, repeat(10))


def _of_kick(events: tuple[tuple[float, LiveEvent], ...], key: int) -> list[LiveEvent]:
    return [
        event
        for _, event in events
        if isinstance(event, KickSaid | KickWithdrawn) and event.key == key
    ]


@pytest.mark.parametrize("streamed", [False, True])
def test_every_kick_is_said_first_unsettled_or_not_and_last_settled_or_withdrawn(
    streamed: bool,
) -> None:
    events = _demo(streamed=streamed).events
    keys = {event.key for _, event in events if isinstance(event, KickSaid | KickWithdrawn)}
    assert len(keys) > 15
    for key in keys:
        said = _of_kick(events, key)
        ends = [not isinstance(one, KickSaid) or one.settled for one in said]
        assert ends == [False] * (len(said) - 1) + [True]


@pytest.mark.parametrize("streamed", [False, True])
def test_what_was_settled_is_what_the_report_says(streamed: bool) -> None:
    said = _demo(streamed=streamed)
    settled = [e.report for _, e in said.events if isinstance(e, KickSaid) and e.settled]
    settled.sort(key=lambda report: report.t_s)
    assert differences(tuple(settled), said.report.kicks) == []


@pytest.mark.parametrize("streamed", [False, True])
def test_keys_rise_in_the_order_in_which_kicks_are_first_said(streamed: bool) -> None:
    first: list[int] = []
    for _, event in _demo(streamed=streamed).events:
        if isinstance(event, KickSaid) and event.key not in first:
            first.append(event.key)
    assert first == list(range(len(first)))


def test_once_the_beginning_is_over_every_kick_is_said_twice_and_not_changed() -> None:
    recording = demo_recording()
    analysis = live_analysis(recording, STREAMED)
    said: dict[int, list[KickSaid]] = {}
    for block in blocks_of(recording, repeat(10)):
        final = analysis.calibrated_finally
        for event in analysis.advance(block):
            if final and isinstance(event, KickSaid):
                said.setdefault(event.key, []).append(event)
            assert not (final and isinstance(event, KickWithdrawn))
    twice = [pair for pair in said.values() if len(pair) > 1]
    assert analysis.calibrated_finally
    assert len(twice) > 15
    for first, last in twice:
        assert (first.settled, last.settled) == (False, True)
        step = "time_to_next_step_s"
        features = first.report.features.replaced(step, last.report.features[step])
        findings = last.report.findings if _only_waiting(first, last) else ()
        as_last = replace(first.report, features=features, findings=findings)
        assert differences(as_last, last.report) == []


def _only_waiting(first: KickSaid, last: KickSaid) -> bool:
    """Tell whether the findings differ at most by what the step after the kick tells."""
    before = Counter(finding.code for finding in first.report.findings)
    after = Counter(finding.code for finding in last.report.findings)
    return set((after - before) + (before - after)) <= {"slow_to_move_on"}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("packet", [1, 10, 40])
def test_a_kick_is_said_within_nine_tenths_of_a_second_of_signal(
    packet: int, streamed: bool
) -> None:
    recording = part_of(demo_recording(), 0, 24_000)
    analysis = live_analysis(recording, STREAMED if streamed else SETTINGS)
    known_from_s, first_s = np.inf, dict[int, tuple[float, float]]()
    for block in blocks_of(recording, repeat(packet)):
        come_s = recording.time_of(block.start_index + len(block))
        events = analysis.advance(block)
        if analysis.calibration is not None:
            known_from_s = min(known_from_s, come_s)
        for event in events:
            if isinstance(event, KickSaid):
                first_s.setdefault(event.key, (come_s, event.report.t_s))
    delays_s = [come_s - at_s for come_s, at_s in first_s.values() if at_s > known_from_s]
    assert len(delays_s) > 5
    block_s = packet / recording.sampling_rate_hz
    assert max(delays_s) <= SAID_WITHIN_S + block_s + 0.01


def test_a_leg_that_is_better_known_later_takes_back_what_was_wrong() -> None:
    """The sensor sits sideways at first; then it is strapped on anew, with the protocol."""
    recording = session().recording
    sideways = turned(part_of(recording, 3200, 8800), Rotation.from_euler("x", np.pi / 2))
    parts = (sideways, recording, recording)
    again = replace(
        recording,
        acc_mps2=np.concatenate([part.acc_mps2 for part in parts]),
        gyr_radps=np.concatenate([part.gyr_radps for part in parts]),
        measured=np.concatenate([part.measured for part in parts]),
        clipped=np.concatenate([part.clipped for part in parts]),
    )
    said = fed(live_analysis(again, SETTINGS), again, repeat(20))
    whole = analyze(again, SETTINGS, model=shipped_model())
    assert differences(said.report, whole) == []
    withdrawn = [event.key for _, event in said.events if isinstance(event, KickWithdrawn)]
    assert len(withdrawn) > 0
    for key in withdrawn:
        first, *_, last = _of_kick(said.events, key)
        assert isinstance(first, KickSaid)
        assert isinstance(last, KickWithdrawn)
        assert first.report.t_s < again.time_of(len(sideways))
        assert all(abs(kick.t_s - first.report.t_s) > 0.25 for kick in whole.kicks)
    settled = [
        event.key for _, event in said.events if isinstance(event, KickSaid) and event.settled
    ]
    assert len(settled) == len(set(settled)) == len(whole.kicks)
    assert not set(settled) & set(withdrawn)


@pytest.mark.parametrize("seed", range(6))
def test_no_kick_is_withdrawn_only_to_be_said_anew(seed: int) -> None:
    """Calibrations come at any moment, also while a kick is about to be said."""
    whole = demo_recording()
    start = 100 * int(np.random.default_rng(seed).integers(0, 120))
    recording = part_of(whole, start, start + 9000)
    chosen = short_beginning(300 + 350 * seed, SETTINGS)
    events = fed(live_analysis(recording, chosen), recording, random_sizes(seed, 40)).events
    times_s = {e.key: e.report.t_s for _, e in events if isinstance(e, KickSaid)}
    assert len(times_s) > 3
    for _, event in events:
        if isinstance(event, KickWithdrawn):
            gone_s = times_s[event.key]
            others = [t for key, t in times_s.items() if key != event.key]
            assert min(abs(t - gone_s) for t in others) > 0.25
    told = [event.report for _, event in events if isinstance(event, ContactSaid)]
    twice = [
        (one, other)
        for number, one in enumerate(told)
        for other in told[number + 1 :]
        if one.kind is other.kind and abs(one.t_s - other.t_s) < 0.1
    ]
    assert twice == []


def test_contacts_are_told_once() -> None:
    for streamed in (False, True):
        said = _demo(streamed=streamed)
        told = [event.report for _, event in said.events if isinstance(event, ContactSaid)]
        assert len(set(told)) == len(told)
        missing = set(said.report.other_contacts) - set(told)
        near = [
            any(abs(other.t_s - one.t_s) < 0.25 and other.kind is one.kind for other in told)
            for one in missing
        ]
        assert all(near)
        assert {contact.kind for contact in told} >= {ContactKind.TOUCH}


def test_the_calibration_is_that_of_the_whole_once_it_is_final() -> None:
    recording = session().recording
    analysis = live_analysis(recording, STREAMED)
    for block in blocks_of(recording, repeat(50)):
        analysis.advance(block)
    assert analysis.calibrated_finally
    frozen = analysis.calibration
    assert frozen == analysis.finish().calibration
    assert frozen == analyze(recording, STREAMED, model=shipped_model()).calibration


def test_spans_may_be_said_later() -> None:
    recording = session().recording
    found = analyze(recording, SETTINGS).calibration
    assert found.still_span_s is not None
    assert found.swing_span_s is not None
    spans = CalibrationSpans(found.still_span_s, found.swing_span_s)
    analysis = live_analysis(recording, SETTINGS)
    for number, block in enumerate(blocks_of(recording, repeat(100))):
        if number == 30:
            analysis.guide(spans)
        analysis.advance(block)
    whole = analyze(recording, SETTINGS, model=shipped_model(), spans=spans)
    assert differences(analysis.finish(recording.quality), whole) == []
    assert analysis.trouble == ""


def test_spans_in_which_the_leg_did_nothing_are_not_used_and_said_so() -> None:
    recording = session().recording
    spans = CalibrationSpans((0.1, 2.4), (0.2, 0.9))
    analysis = live_analysis(recording, SETTINGS, spans=spans)
    said = fed(analysis, recording, repeat(100)).report
    assert "does not move" in analysis.trouble
    whole = analyze(recording, SETTINGS, model=shipped_model())
    assert differences(said, whole) == []


def test_spans_come_too_late_once_the_calibration_is_final() -> None:
    recording = session().recording
    analysis = live_analysis(recording, STREAMED)
    for block in blocks_of(recording, repeat(200)):
        analysis.advance(block)
    with pytest.raises(ValueError, match="final"):
        analysis.guide(CalibrationSpans((0.0, 2.0), (3.0, 6.0)))


def test_a_block_that_does_not_follow_is_refused() -> None:
    recording = session().recording
    analysis = live_analysis(recording, SETTINGS)
    first, second, third, *_ = blocks_of(part_of(recording, 0, 400), repeat(100))
    analysis.advance(first)
    with pytest.raises(ValueError, match="expected sample 100"):
        analysis.advance(third)
    assert analysis.advance(second) == ()


def test_an_analysis_is_finished_once() -> None:
    recording = part_of(session().recording, 0, 1000)
    analysis = live_analysis(recording, SETTINGS)
    fed(analysis, recording, repeat(100))
    with pytest.raises(ValueError, match="once"):
        analysis.finish()


def test_without_a_quality_the_report_says_what_the_blocks_tell() -> None:
    recording = part_of(session().recording, 0, 1000)
    measured = np.ones(1000, dtype=np.bool_)
    measured[100:120] = measured[500:505] = False
    clipped = np.zeros(1000, dtype=np.bool_)
    clipped[700:710] = True
    lossy = replace(recording, measured=measured, clipped=clipped)
    analysis = live_analysis(lossy, SETTINGS)
    for block in blocks_of(lossy, random_sizes(1, 30)):
        analysis.advance(block)
    quality = analysis.finish().quality
    assert (quality.rows, quality.gaps) == (975, 2)
    assert quality.longest_gap_s == pytest.approx(0.1)
    assert quality.lost_ratio == pytest.approx(0.025)
    assert quality.clipped_ratio == pytest.approx(0.01)


def _again_and_again(recording: Recording, times: int) -> list[GridBlock]:
    return [
        replace(block, start_index=block.start_index + turn * len(recording))
        for turn in range(times)
        for block in blocks_of(recording, repeat(400))
    ]


def test_nothing_is_known_of_the_leg_before_it_moves() -> None:
    recording = session().recording
    analysis = live_analysis(recording, SETTINGS)
    for block in blocks_of(part_of(recording, 0, 400), repeat(50)):
        assert analysis.advance(block) == ()
    assert analysis.calibration is None
    assert not analysis.calibrated_finally


def test_memory_does_not_grow_with_the_recording_once_the_beginning_is_over() -> None:
    """Standing and walking: kicks and contacts are kept for the report, samples are not."""
    recording = part_of(session().recording, 0, 3000)
    analysis = live_analysis(recording, STREAMED)
    blocks = _again_and_again(recording, 60)
    half = len(blocks) // 2
    for block in blocks[:half]:
        analysis.advance(block)
    assert analysis.calibrated_finally
    tracemalloc.start()
    try:
        for block in blocks[half:]:
            analysis.advance(block)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Seven minutes and a half; their samples alone would be 4 MB.
    assert grown < 400_000
