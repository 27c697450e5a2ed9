"""Labels find their contacts, and what they cannot tell is left out."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from kicksense.kicks.contact_model import ContactClass
from kicksense.simulation.session import kicks_in
from kicksense.survey import Survey, survey
from kicksense.workflows.examples import matched_classes
from tests.played import SETTINGS, session

UNKNOWN = -1


@cache
def seen() -> Survey:
    return survey(session().recording, SETTINGS)


def labels(*events: LabelledEvent, complete: bool = True) -> LabelSet:
    return LabelSet(
        fingerprint="f" * 64,
        labeller="test",
        labelled_utc=datetime(2026, 1, 1, tzinfo=UTC),
        player_id="p",
        events=events,
        complete=complete,
    )


@cache
def kicks() -> tuple[LabelledEvent, ...]:
    return tuple(
        LabelledEvent(kick.time_s, EventKind.KICK, kick.technique)
        for kick in kicks_in(session().truth)
    )


def test_each_kick_finds_one_contact_and_the_rest_is_none() -> None:
    classes, rows = matched_classes(seen(), labels(*kicks()))
    assert [event for event, _ in rows] == list(kicks())
    assert all(row is not None for _, row in rows)
    assert np.count_nonzero(classes == ContactClass.KICK) == len(kicks())
    assert set(np.unique(classes)) <= {UNKNOWN, ContactClass.OTHER, ContactClass.KICK}


def test_contacts_near_a_kick_say_nothing() -> None:
    classes, _ = matched_classes(seen(), labels(*kicks()))
    for kick in kicks():
        near = np.abs(seen().time_s - kick.t_s) < 0.3
        assert set(classes[near]) <= {UNKNOWN, int(ContactClass.KICK)}


@pytest.mark.parametrize(
    ("kind", "named"), [(EventKind.TOUCH, ContactClass.TOUCH), (EventKind.TRAP, ContactClass.TRAP)]
)
def test_other_contacts_with_the_ball_have_classes_of_their_own(
    kind: EventKind, named: ContactClass
) -> None:
    event = replace(kicks()[0], kind=kind, technique=Technique.UNSURE)
    classes, rows = matched_classes(seen(), labels(event))
    assert np.count_nonzero(classes == named) == 1
    assert rows == ()


def test_a_miss_is_every_contact_near_it() -> None:
    classes, rows = matched_classes(seen(), labels(replace(kicks()[0], kind=EventKind.AIR_KICK)))
    assert np.count_nonzero(classes == ContactClass.MISS) >= 1
    assert rows == ()


def test_what_the_ground_does_is_no_contact_with_a_ball() -> None:
    stamp = replace(kicks()[0], kind=EventKind.STAMP)
    classes, _ = matched_classes(seen(), labels(stamp))
    assert set(classes) == {int(ContactClass.OTHER)}


def test_incomplete_labels_say_nothing_of_other_contacts() -> None:
    classes, _ = matched_classes(seen(), labels(kicks()[0], complete=False))
    assert set(classes) == {UNKNOWN, int(ContactClass.KICK)}


def test_labels_are_complete_inside_their_spans_alone() -> None:
    whole = labels()
    inside = replace(whole, spans=(MovementSpan(0.0, 10.0, "walk"),))
    classes, _ = matched_classes(seen(), inside)
    assert np.array_equal(classes == ContactClass.OTHER, seen().time_s < 10.0)


def test_a_kick_without_a_contact_is_lost_and_not_invented() -> None:
    end_s = float(seen().time_s[-1])
    away = replace(kicks()[0], t_s=end_s + 5.0)
    classes, rows = matched_classes(seen(), labels(away))
    assert rows == ((away, None),)
    assert ContactClass.KICK not in classes


def test_a_vague_label_takes_the_hardest_contact_of_a_fast_leg() -> None:
    exact = matched_classes(seen(), labels(kicks()[2]))[1][0][1]
    vague = replace(kicks()[2], t_s=kicks()[2].t_s - 0.08, within_s=0.15)
    assert matched_classes(seen(), labels(vague))[1][0][1] == exact
