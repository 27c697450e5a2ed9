"""One recording is compared with its labels as a person would."""

from dataclasses import replace

import pytest

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.workflows.scoring import (
    NOTHING,
    UNNAMED,
    SpanContent,
    answer_of,
    clipped_at,
    exposures_of,
    judged_spans,
)
from tests.exchange.reports_made import full_report
from tests.workflows.scores_made import (
    event_at,
    kick_at,
    labels_of,
    recording_of,
    said_at,
    session_of,
)


def test_a_kick_within_a_tenth_of_a_second_is_found_and_one_later_is_not() -> None:
    found = session_of(labels_of(kick_at(5.0)), said_at(5.09))
    late = session_of(labels_of(kick_at(5.0)), said_at(5.12))
    assert found.kicks[0].said is not None
    assert found.false_kicks == ()
    assert late.kicks[0].said is None
    assert [kick.really for kick in late.false_kicks] == ["kick"]


def test_a_label_that_was_tapped_late_is_given_its_time() -> None:
    tapped = session_of(labels_of(kick_at(5.0, within_s=0.5)), said_at(5.4))
    assert tapped.kicks[0].said is not None


def test_a_double_detection_is_one_kick_found_and_one_false_kick() -> None:
    score = session_of(labels_of(kick_at(5.0)), said_at(5.0), said_at(5.08))
    assert score.kicks[0].said == said_at(5.0)
    assert [(kick.t_s, kick.really) for kick in score.false_kicks] == [(5.08, "kick")]


@pytest.mark.parametrize("kind", [EventKind.TOUCH, EventKind.AIR_KICK, EventKind.OTHER_LEG_KICK])
def test_a_false_kick_is_put_down_to_what_it_was(kind: EventKind) -> None:
    score = session_of(labels_of(event_at(8.0, kind)), said_at(8.2), said_at(20.0))
    assert [kick.really for kick in score.false_kicks] == [kind.value, NOTHING]
    assert [(event.kind, event.called_kick) for event in score.others] == [(kind, True)]


def test_a_swing_at_no_ball_is_the_cause_even_if_the_foot_lands_nearer() -> None:
    labels = labels_of(event_at(8.0, EventKind.AIR_KICK), event_at(8.2, EventKind.FOOT_STRIKE))
    score = session_of(labels, said_at(8.15), said_at(8.21))
    assert [kick.really for kick in score.false_kicks] == ["air_kick", "foot_strike"]


def test_a_touch_beside_a_kick_that_was_found_is_not_called_a_kick() -> None:
    labels = labels_of(event_at(4.8, EventKind.TOUCH), kick_at(5.0))
    assert session_of(labels, said_at(4.97)).others[0].called_kick is False


def test_air_kicks_are_found_as_what_they_are_once_each() -> None:
    labels = labels_of(event_at(5.0, EventKind.AIR_KICK), event_at(5.2, EventKind.AIR_KICK))
    assert [e.found for e in session_of(labels, air_kicks_s=(5.1,)).others].count(True) == 1
    assert [e.found for e in session_of(labels, air_kicks_s=(5.1, 5.15)).others] == [True, True]


def test_only_air_kicks_are_found_as_air_kicks() -> None:
    labels = labels_of(event_at(5.0, EventKind.TOUCH))
    assert session_of(labels, air_kicks_s=(5.0,)).others[0].found is False


def test_outside_the_spans_of_complete_labels_nothing_is_false() -> None:
    labels = labels_of(kick_at(5.0), spans=[(4.0, 6.0, "kick")])
    score = session_of(labels, said_at(5.0), said_at(5.9), said_at(30.0))
    assert [kick.t_s for kick in score.false_kicks] == [5.9]
    assert score.kicks[0].counted


def test_labels_that_are_not_complete_say_nothing_of_false_kicks() -> None:
    score = session_of(labels_of(kick_at(5.0), complete=False), said_at(5.0), said_at(30.0))
    assert score.false_kicks == ()
    assert not score.kicks[0].counted
    assert score.exposures == ()


def test_without_spans_the_whole_recording_is_judged() -> None:
    (span,) = judged_spans(labels_of(), recording_of(30.0))
    assert (span.start_s, span.movement) == (0.0, UNNAMED)
    assert span.stop_s == pytest.approx(30.0)


def test_no_second_is_judged_twice_and_none_outside_the_recording() -> None:
    labels = labels_of(spans=[(-5.0, 10.0, "walk"), (8.0, 20.0, "jog"), (9.0, 10.0, "cut")])
    hours = {e.movement: e.duration_s for e in exposures_of(labels, recording_of(15.0))}
    assert hours == {"walk": pytest.approx(10.0), "jog": pytest.approx(5.0)}


def test_a_stretch_is_known_by_what_happens_in_it() -> None:
    labels = labels_of(
        event_at(5.0, EventKind.STAMP),
        event_at(15.0, EventKind.TOUCH),
        kick_at(25.0),
        spans=[(0.0, 10.0, "stamp"), (10.0, 20.0, "dribble"), (20.0, 30.0, "kick")],
    )
    contents = [stretch.content for stretch in exposures_of(labels, recording_of())]
    assert contents == [SpanContent.NONE, SpanContent.BALL, SpanContent.KICK]


def test_full_scale_counts_around_the_kick_alone() -> None:
    heard = recording_of(20.0, clipped_s=(5.0, 12.0))
    assert clipped_at(heard, [5.1, 5.2, 11.96, 11.9, 19.99, 0.0]).tolist() == [
        True, False, True, False, False, False,
    ]  # fmt: skip


def test_full_scale_is_looked_for_on_the_recording_s_own_clock() -> None:
    heard = replace(recording_of(20.0, clipped_s=(5.0,)), start_time_s=100.0)
    assert clipped_at(heard, [105.0, 5.0]).tolist() == [True, False]


def test_an_answer_is_what_the_report_says() -> None:
    answer = answer_of(full_report())
    assert answer.kicks[0].t_s == 31.25
    assert answer.kicks[0].technique is Technique.HEEL
    assert answer.kicks[0].foot_mps.value == 6.0
    assert answer.air_kicks_s == ()
