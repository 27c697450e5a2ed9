"""What a trained model weighs of a contact is complete, and the same for both legs and live."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.signals import SegmentRecording
from kicksense.kicks.contact_evidence import CONTACT_EVIDENCE, contact_evidence
from kicksense.kicks.contact_model import judge_by_rule
from kicksense.kicks.contacts import jolts
from kicksense.kicks.detect import DetectionSettings, DetectorState, advance, detect
from kicksense.simulation.session import kicks_in
from tests.builders import mirrored
from tests.played import session, stages, stages_of

SETTINGS = DetectionSettings()


def evidence_of(signals: SegmentRecording) -> FloatArray:
    contacts = detect(signals, SETTINGS)
    return contact_evidence(signals, jolts(signals), contacts.positions, contacts.measures)


@cache
def whole() -> FloatArray:
    return evidence_of(stages().signals)


def column(name: str) -> FloatArray:
    return np.asarray(whole()[:, CONTACT_EVIDENCE.index(name)])


def rows_of_kicks() -> list[int]:
    signals = stages().signals
    at_s = detect(signals, SETTINGS).positions / signals.sampling_rate_hz
    return [int(np.abs(at_s - kick.time_s).argmin()) for kick in kicks_in(session().truth)]


def test_every_column_has_a_name_of_its_own_and_a_number() -> None:
    assert len(set(CONTACT_EVIDENCE)) == len(CONTACT_EVIDENCE)
    assert whole().shape[1] == len(CONTACT_EVIDENCE)
    assert np.isfinite(whole()).all()


def test_a_kick_stands_out_from_what_is_near_it() -> None:
    assert np.median(column("jolt_rank_ratio")[rows_of_kicks()]) > 0.8


def test_the_other_leg_in_a_mirror_gives_the_same_numbers() -> None:
    there = evidence_of(stages_of(mirrored(session().recording)).signals)
    assert there == pytest.approx(whole(), rel=0.02, abs=0.02)


def test_an_assumed_leg_does_not_tell_inward_from_outward() -> None:
    signals = stages().signals
    unknown = [replace(signals, placement=Placement(side, side_known=False)) for side in Side]
    left, right = (evidence_of(signals) for signals in unknown)
    assert np.array_equal(left, right)


def test_blocks_give_a_judge_the_same_evidence_as_the_whole() -> None:
    signals = stages().signals
    seen: list[FloatArray] = []

    def judge(
        signals: SegmentRecording, jolt: FloatArray, positions: IntArray, measures: FloatArray
    ) -> FloatArray:
        seen.append(contact_evidence(signals, jolt, positions, measures))
        return judge_by_rule(signals, jolt, positions, measures)

    state = DetectorState()
    for start in range(0, len(signals), 37):
        block = signals.stretch(start, min(start + 37, len(signals)))
        _, state = advance(state, block, SETTINGS, judge)
    assert np.concatenate(seen) == pytest.approx(whole(), rel=1e-9, abs=1e-9)


def test_no_contact_gives_no_rows() -> None:
    signals = stages().signals
    empty = contact_evidence(signals, jolts(signals), np.empty(0, np.intp), np.empty((0, 18)))
    assert empty.shape == (0, len(CONTACT_EVIDENCE))
