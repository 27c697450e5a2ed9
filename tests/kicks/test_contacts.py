"""Contacts are found where something struck the leg and measured on their own stretch."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.arrays import IntArray
from kicksense.dsp import norms
from kicksense.kicks.contacts import (
    EVIDENCE,
    LOOK_AHEAD_S,
    LOOK_BACK_S,
    ContactSettings,
    Measure,
    candidate_contacts,
    evidence,
    jolts,
    measure_contacts,
)
from kicksense.simulation.session import kicks_in
from kicksense.units import GRAVITY_MPS2
from tests.played import session, stages

CONTACTS = ContactSettings()


def _inner() -> IntArray:
    """Give the candidates of the session that are far from both ends."""
    signals = stages().signals
    positions = candidate_contacts(jolts(signals), signals.sampling_rate_hz, CONTACTS)
    return np.asarray(positions[(positions > 40) & (positions < len(signals) - 40)])


def test_every_kick_is_among_the_candidates() -> None:
    times = _inner() / stages().signals.sampling_rate_hz
    for kick in kicks_in(session().truth):
        assert np.abs(times - kick.time_s).min() < 0.04


def test_standing_holds_no_candidates() -> None:
    signals = stages().signals.stretch(60, 340)
    assert len(candidate_contacts(jolts(signals), signals.sampling_rate_hz, CONTACTS)) == 0


def test_a_jolt_is_the_change_within_ten_milliseconds() -> None:
    signals = stages().signals
    jolt = jolts(signals)
    k = int(jolt.argmax())
    step = float(norms(np.diff(signals.acc_mps2[k - 1 : k + 1], axis=0))[0]) / GRAVITY_MPS2
    turn = signals.gyr_radps[k] - signals.gyr_radps[k - 1]
    expected = step + 0.3 * float(np.hypot(turn[0], turn[2])) + 0.1 * abs(float(turn[1]))
    assert jolt[0] == 0.0
    assert jolt[k] == pytest.approx(expected)


def test_measures_depend_on_nothing_beyond_their_stretch() -> None:
    signals, positions = stages().signals, _inner()[::5]
    whole = measure_contacts(signals, jolts(signals), positions)
    back, ahead = round(100 * LOOK_BACK_S), round(100 * LOOK_AHEAD_S)
    for row, position in enumerate(positions):
        start = int(position) - back
        alone = signals.stretch(start, int(position) + ahead + 1)
        own = measure_contacts(alone, jolts(alone), np.array([back]))
        assert np.array_equal(own[0], whole[row])


def test_measures_do_not_care_which_leg_is_mirrored() -> None:
    signals, positions = stages().signals, _inner()
    mirror = np.array([1.0, 1.0, -1.0])
    other = replace(
        signals, acc_mps2=signals.acc_mps2 * mirror, gyr_radps=signals.gyr_radps * -mirror
    )
    here, there = (
        measure_contacts(signals, jolts(signals), positions),
        measure_contacts(other, jolts(other), positions),
    )
    assert there == pytest.approx(here, abs=1e-9)


def test_nothing_to_measure_gives_no_rows() -> None:
    empty = np.empty(0, dtype=np.intp)
    signals = stages().signals
    measures = measure_contacts(signals, jolts(signals), empty)
    assert measures.shape == (0, len(Measure))
    assert evidence(measures).shape == (0, len(EVIDENCE))


def test_evidence_is_finite_for_any_contact() -> None:
    signals = stages().signals
    weighed = evidence(measure_contacts(signals, jolts(signals), _inner()))
    assert weighed.shape == (len(_inner()), len(EVIDENCE))
    assert np.isfinite(weighed).all()
    assert np.isfinite(evidence(np.zeros((1, len(Measure))))).all()


def test_a_kick_drops_the_strike_rate() -> None:
    signals = stages().signals
    rate_hz = signals.sampling_rate_hz
    positions = np.array([round(kick.time_s * rate_hz) for kick in kicks_in(session().truth)])
    measures = measure_contacts(signals, jolts(signals), positions)
    assert (measures[:, Measure.RATE_DROP] > 0.5).all()
    assert (measures[:, Measure.SWING_ANGLE] > 0.1).all()
