"""Kicks, contacts and air kicks come block by block as of the whole, and each only once final."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.domain.kick import ContactKind, RejectionReason
from kicksense.domain.signals import SegmentRecording
from kicksense.kicks.air import air_kicks
from kicksense.kicks.detect import detect, select_kicks
from kicksense.kicks.following import FollowerState, FollowSettings, Sightings, follow
from tests.played import demo_recording, stages_of

SETTINGS = FollowSettings(worn_from=1500)


@cache
def _signals() -> SegmentRecording:
    return stages_of(demo_recording()).signals


@cache
def _whole() -> Sightings:
    return follow(FollowerState(), _signals(), SETTINGS, ended=True)[0]


def _streamed(signals: SegmentRecording, sizes: list[int]) -> list[tuple[int, Sightings]]:
    state, start, turn, given_out = FollowerState(), 0, 0, []
    while start < len(signals):
        stop = min(start + sizes[turn % len(sizes)], len(signals))
        ended = stop == len(signals)
        found, state = follow(state, signals.stretch(start, stop), SETTINGS, ended=ended)
        given_out.append((stop, found))
        start, turn = stop, turn + 1
    return given_out


def _assert_same(parts: list[Sightings], whole: Sightings) -> None:
    assert np.array_equal(np.concatenate([part.kicks for part in parts]), whole.kicks)
    since_s = np.concatenate([part.since_s for part in parts])
    assert np.array_equal(since_s, whole.since_s, equal_nan=True)
    assert tuple(one for part in parts for one in part.contacts) == whole.contacts
    assert np.array_equal(np.concatenate([part.air_kicks for part in parts]), whole.air_kicks)
    for reason in RejectionReason:
        assert sum(part.refused.get(reason, 0) for part in parts) == whole.refused.get(reason, 0)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 900), min_size=1, max_size=6).filter(lambda s: sum(s) > 20))
def test_blocks_of_any_size_give_what_the_whole_gives(sizes: list[int]) -> None:
    _assert_same([found for _, found in _streamed(_signals(), sizes)], _whole())


def test_single_samples_give_what_the_whole_gives() -> None:
    signals = _signals().stretch(3000, 6000)
    whole, _ = follow(FollowerState(), signals, SETTINGS, ended=True)
    assert len(whole.kicks) > 2
    _assert_same([found for _, found in _streamed(signals, [1])], whole)


def test_the_kicks_are_those_that_are_selected_among_all_contacts() -> None:
    signals, whole = _signals(), _whole()
    contacts = detect(signals, SETTINGS.detection)
    rows = select_kicks(contacts, signals.sampling_rate_hz, SETTINGS.detection)
    assert np.array_equal(contacts.positions[rows], whole.kicks)
    accounted = len(whole.kicks) + len(whole.contacts) + sum(whole.refused.values())
    swings = air_kicks(signals, whole.kicks, SETTINGS.air_kicks)
    assert len(contacts) - len(whole.air_kicks) <= accounted <= len(contacts)
    assert {kind for _, kind in whole.contacts} == {ContactKind.TOUCH, ContactKind.TRAP}
    assert len(swings) <= len(whole.air_kicks) + np.count_nonzero(swings < SETTINGS.worn_from)


def test_no_swing_is_at_a_ball_before_the_sensor_is_worn() -> None:
    assert len(_whole().air_kicks) > 0
    assert _whole().air_kicks.min() >= SETTINGS.worn_from


def test_a_kick_is_final_less_than_nine_tenths_of_a_second_after_it() -> None:
    for stop, found in _streamed(_signals(), [1]):
        if stop < len(_signals()):
            assert all(stop - position <= 0.85 * 100.0 for position in found.kicks)


def test_what_is_remembered_does_not_grow() -> None:
    signals, state = _signals(), FollowerState()
    for start in range(0, len(signals) - 100, 100):
        _, state = follow(state, signals.stretch(start, start + 100), SETTINGS)
        if start < 600:
            continue
        tail, swings = state.detector.tail, state.search.tail
        assert tail is not None
        assert swings is not None
        assert len(tail) < 400
        assert len(swings) < 700
        assert len(state.choice.contacts) + len(state.choice.kicks) < 60
        assert len(state.choice.played) < 30
        assert len(state.search.missed) < 20


def test_the_state_says_when_the_next_kick_can_be_given_out() -> None:
    state, signals, said = FollowerState(), _signals(), 0
    for start in range(0, len(signals) - 10, 10):
        before = state
        found, state = follow(state, signals.stretch(start, start + 10), SETTINGS)
        if len(found.kicks):
            said += 1
            assert before.closes <= state.detector.judged or math.isinf(before.closes)
            assert state.final > found.kicks[-1]
        assert state.closes > state.detector.judged
    assert said == pytest.approx(len(_whole().kicks), abs=1)
