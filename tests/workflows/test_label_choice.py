from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from kicksense.workflows.label_choice import CONSENSUS, chosen_labels, covers, sightings
from tests.store.labels_made import WHEN, kick_at, labels_by

HEEL, INSIDE, INSTEP = Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP


def on_day(day: int, labels: LabelSet) -> LabelSet:
    return labels_by(
        labels.labeller,
        *labels.events,
        when=WHEN + timedelta(days=day),
        spans=labels.spans,
        complete=labels.complete,
    )


def test_the_only_labels_are_taken_as_they_are() -> None:
    only = labels_by("ann", kick_at(1.0))
    assert chosen_labels([only]) is only


def test_the_truth_of_a_simulation_is_not_overruled() -> None:
    truth = labels_by("simulation", kick_at(1.0))
    others = [on_day(day, labels_by(f"l{day}", kick_at(2.0))) for day in (1, 2, 3)]
    assert chosen_labels([*others, truth]) is truth


def test_an_event_that_most_saw_counts_and_one_that_few_saw_does_not() -> None:
    chosen = chosen_labels(
        [
            on_day(1, labels_by("ann", kick_at(1.00), kick_at(5.0))),
            on_day(2, labels_by("bob", kick_at(1.04))),
            on_day(3, labels_by("cem", kick_at(1.10), kick_at(9.0))),
        ]
    )
    assert chosen.labeller == CONSENSUS
    assert [event.t_s for event in chosen.events] == [1.04]
    assert chosen.events[0].within_s == pytest.approx(0.06)


def test_in_a_tie_the_newest_labels_decide() -> None:
    older = on_day(1, labels_by("ann", kick_at(1.0), kick_at(3.0, HEEL)))
    newer = on_day(2, labels_by("bob", kick_at(2.0), kick_at(3.0, INSIDE)))
    for order in ([older, newer], [newer, older]):
        chosen = chosen_labels(order)
        assert [event.t_s for event in chosen.events] == [2.0, 3.0]
        assert chosen.events[1].technique is INSIDE
        assert chosen.labelled_utc == newer.labelled_utc


def test_the_name_that_most_gave_is_taken() -> None:
    chosen = chosen_labels(
        [
            on_day(1, labels_by("ann", kick_at(1.0, HEEL, quality="thin"))),
            on_day(2, labels_by("bob", kick_at(1.0, HEEL))),
            on_day(3, labels_by("cem", LabelledEvent(1.0, EventKind.TOUCH))),
        ]
    )
    assert (chosen.events[0].kind, chosen.events[0].technique) == (EventKind.KICK, HEEL)


def test_who_did_not_look_there_has_no_vote() -> None:
    looked = MovementSpan(0.0, 2.0, "play")
    chosen = chosen_labels(
        [
            on_day(1, labels_by("ann", kick_at(1.0), kick_at(5.0))),
            on_day(2, labels_by("bob", kick_at(1.0), spans=(looked,))),
            on_day(3, labels_by("cem", kick_at(1.0), complete=False)),
        ]
    )
    assert [event.t_s for event in chosen.events] == [1.0, 5.0]


def test_completeness_and_stretches_come_from_the_newest_complete_labels() -> None:
    span = MovementSpan(0.0, 9.0, "play")
    chosen = chosen_labels(
        [
            on_day(1, labels_by("ann", spans=(span,))),
            on_day(2, labels_by("bob", complete=False)),
        ]
    )
    assert (chosen.complete, chosen.spans) == (True, (span,))


def test_two_kicks_shortly_after_each_other_stay_two() -> None:
    first = labels_by("ann", kick_at(1.0), kick_at(1.3))
    second = labels_by("bob", kick_at(1.05), kick_at(1.32))
    assert [len(sighting.said) for sighting in sightings([first, second])] == [2, 2]


def test_tapped_labels_find_the_event_that_they_mean() -> None:
    exact = labels_by("ann", kick_at(1.0, within_s=0.01), kick_at(4.0, within_s=0.01))
    tapped = labels_by("bob", kick_at(1.45, within_s=0.5), kick_at(8.0, within_s=0.5))
    assert [len(sighting.said) for sighting in sightings([exact, tapped])] == [2, 1, 1]


TIMES = st.lists(st.floats(0.0, 20.0), max_size=6)


@given(st.lists(TIMES, min_size=1, max_size=4))
def test_every_event_of_every_labeller_is_in_one_sighting(lists: list[list[float]]) -> None:
    sets = [labels_by(f"l{k}", *(kick_at(t) for t in sorted(ts))) for k, ts in enumerate(lists)]
    seen = sightings(sets)
    for index, labels in enumerate(sets):
        mine = [event.t_s for s in seen for k, event in s.said if k == index]
        assert sorted(mine) == [event.t_s for event in labels.events]
    assert all(len({k for k, _ in s.said}) == len(s.said) for s in seen)


@given(st.lists(TIMES, min_size=3, max_size=3))
def test_the_same_labels_of_three_give_those_labels(lists: list[list[float]]) -> None:
    times = sorted(lists[0])
    sets = [on_day(k, labels_by(f"l{k}", *(kick_at(t) for t in times))) for k in range(3)]
    assert [event.t_s for event in chosen_labels(sets).events] == times


def test_labels_cover_everything_their_stretches_or_nothing() -> None:
    stretch = MovementSpan(2.0, 4.0, "walk")
    assert covers(labels_by("ann"), 100.0)
    assert not covers(labels_by("ann", complete=False), 3.0)
    inside = labels_by("ann", spans=(stretch,))
    assert [covers(inside, t) for t in (1.9, 2.0, 3.9, 4.0)] == [False, True, True, False]


def test_very_many_labels_are_compared_quickly() -> None:
    times = [k * 0.5 for k in range(20_000)]
    both = [labels_by(who, *(kick_at(t) for t in times)) for who in ("ann", "bob")]
    seen = sightings(both)
    assert len(seen) == 20_000
    assert all(len(sighting.said) == 2 for sighting in seen)
