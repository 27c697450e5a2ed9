"""A stream gives the same contacts as the whole recording, however it is cut into blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.domain.anatomy import Side
from kicksense.domain.signals import SegmentRecording
from kicksense.kicks.detect import Contacts, DetectionSettings, DetectorState, advance, detect
from tests.played import session, stages, stages_of

SETTINGS = DetectionSettings()


def _streamed(signals: SegmentRecording, sizes: list[int]) -> Contacts:
    """Hand the samples over in blocks of these sizes, in turn and over again."""
    state, start, turn = DetectorState(), 0, 0
    given_out: list[Contacts] = []
    while start < len(signals):
        stop = min(start + sizes[turn % len(sizes)], len(signals))
        contacts, state = advance(state, signals.stretch(start, stop), SETTINGS)
        given_out.append(contacts)
        start, turn = stop, turn + 1
    return Contacts(
        np.concatenate([contacts.positions for contacts in given_out]),
        np.concatenate([contacts.measures for contacts in given_out]),
        np.concatenate([contacts.probabilities for contacts in given_out]),
    )


def _assert_same(streamed: Contacts, whole: Contacts) -> None:
    assert np.array_equal(streamed.positions, whole.positions)
    assert np.array_equal(streamed.measures, whole.measures)
    # The sum over the evidence may run in another order for another number of rows.
    assert streamed.probabilities == pytest.approx(whole.probabilities, rel=1e-9, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(5, 900), min_size=1, max_size=6))
def test_blocks_of_any_size_give_the_contacts_of_the_whole(sizes: list[int]) -> None:
    signals = stages().signals
    whole = detect(signals, SETTINGS)
    assert len(whole) > 20
    _assert_same(_streamed(signals, sizes), whole)


def test_single_samples_give_the_contacts_of_the_whole() -> None:
    signals = stages().signals.stretch(1200, 2200)
    whole = detect(signals, SETTINGS)
    assert len(whole) > 5
    _assert_same(_streamed(signals, [1]), whole)


@pytest.mark.parametrize("rate_hz", [50.0])
def test_slow_sensors_are_streamed_alike(rate_hz: float) -> None:
    signals = stages_of(session(Side.RIGHT, rate_hz).recording).signals
    _assert_same(_streamed(signals, [7, 64, 1]), detect(signals, SETTINGS))


def test_an_empty_block_changes_nothing() -> None:
    signals = stages().signals
    first, state = advance(DetectorState(), signals.stretch(0, 1500), SETTINGS)
    none, state = advance(state, signals.stretch(1500, 1500), SETTINGS)
    rest, _ = advance(state, signals.stretch(1500, len(signals)), SETTINGS)
    assert len(none) == 0
    positions = np.concatenate([first.positions, rest.positions])
    assert np.array_equal(positions, detect(signals, SETTINGS).positions)
