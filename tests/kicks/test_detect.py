"""Contacts become kicks, one a kick, and the rest says why it is none."""

import numpy as np
import pytest

from kicksense.domain.kick import ContactKind, RejectionReason
from kicksense.kicks.contact_model import ContactClass
from kicksense.kicks.contacts import Measure
from kicksense.kicks.detect import (
    Contacts,
    DetectionSettings,
    detect,
    kind_of,
    rejection_of,
    select_kicks,
    touches,
)
from kicksense.simulation.session import kicks_in
from tests.played import session, stages

SETTINGS = DetectionSettings()


def _contacts(rows: list[tuple[int, float, float]]) -> Contacts:
    """Give contacts of position, kick probability and strength."""
    measures = np.zeros((len(rows), len(Measure)))
    measures[:, Measure.STRIKE_RATE] = [strength for _, _, strength in rows]
    measures[:, Measure.JOLT] = 1.0
    probabilities = np.zeros((len(rows), len(ContactClass)))
    probabilities[:, ContactClass.KICK] = [probability for _, probability, _ in rows]
    positions = np.array([position for position, _, _ in rows], dtype=np.intp)
    return Contacts(positions, measures, probabilities)


def test_contacts_within_the_hold_belong_to_one_kick_and_the_hardest_is_its_impact() -> None:
    contacts = _contacts([(100, 0.90, 5.0), (103, 0.95, 9.0), (110, 0.99, 4.0)])
    assert select_kicks(contacts, 100.0, SETTINGS).tolist() == [1]


def test_the_hold_is_counted_from_the_first_contact_and_does_not_creep() -> None:
    contacts = _contacts([(100, 0.9, 5.0), (140, 0.9, 6.0), (150, 0.9, 3.0)])
    assert select_kicks(contacts, 100.0, SETTINGS).tolist() == [1, 2]


@pytest.mark.parametrize(("apart", "kicks"), [(44, 1), (45, 2)])
def test_a_contact_after_the_hold_is_a_kick_of_its_own(apart: int, kicks: int) -> None:
    contacts = _contacts([(100, 0.9, 5.0), (100 + apart, 0.9, 5.0)])
    assert len(select_kicks(contacts, 100.0, SETTINGS)) == kicks


def test_an_unlikely_contact_is_no_kick_however_hard() -> None:
    assert select_kicks(_contacts([(100, 0.84, 50.0)]), 100.0, SETTINGS).tolist() == []


def test_every_kick_of_a_session_is_selected_once() -> None:
    signals = stages().signals
    contacts = detect(signals, SETTINGS)
    rows = select_kicks(contacts, signals.sampling_rate_hz, SETTINGS)
    times = contacts.positions[rows] / signals.sampling_rate_hz
    truth = [kick.time_s for kick in kicks_in(session().truth)]
    assert len(times) == len(truth)
    assert times == pytest.approx(np.array(truth), abs=0.06)


def test_probabilities_add_up_to_one() -> None:
    contacts = detect(stages().signals, SETTINGS)
    assert len(contacts) > 20
    assert contacts.probabilities.sum(axis=1) == pytest.approx(1.0)
    assert (np.diff(contacts.positions) > 0).all()


@pytest.mark.parametrize("length", [0, 1, 2, 5, 30, 65])
def test_a_recording_too_short_for_a_contact_has_none(length: int) -> None:
    signals = stages().signals.stretch(0, length)
    assert len(detect(signals, SETTINGS)) == 0


def test_touches_and_traps_are_told_by_the_likelier() -> None:
    contacts = _contacts([(10, 0.1, 1.0), (20, 0.1, 1.0), (30, 0.7, 1.0)])
    probabilities = contacts.probabilities
    probabilities[0, [ContactClass.TOUCH, ContactClass.TRAP]] = (0.5, 0.2)
    probabilities[1, [ContactClass.TOUCH, ContactClass.TRAP]] = (0.2, 0.5)
    assert touches(contacts, SETTINGS).tolist() == [True, True, False]
    assert kind_of(contacts, 0) is ContactKind.TOUCH
    assert kind_of(contacts, 1) is ContactKind.TRAP


@pytest.mark.parametrize(
    ("strike", "rest_after", "axial", "reason"),
    [
        (0.9, 0.0, 0.9, RejectionReason.LEG_AT_REST),
        (5.0, 1.0, 0.2, RejectionReason.FOOT_STRIKE),
        (5.0, 4.0, 0.7, RejectionReason.FOOT_STRIKE),
        (2.0, 4.0, 0.2, RejectionReason.TOO_SLOW),
        (5.0, 4.0, 0.2, RejectionReason.NO_SWING),
    ],
)
def test_a_contact_that_is_no_kick_says_the_plainest_reason(
    strike: float, rest_after: float, axial: float, reason: RejectionReason
) -> None:
    measures = np.zeros(len(Measure))
    measures[Measure.STRIKE_RATE] = strike
    measures[Measure.REST_AFTER] = rest_after
    measures[Measure.AXIAL_RATIO] = axial
    assert rejection_of(measures, SETTINGS) is reason
