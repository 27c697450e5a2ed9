"""When something is said: what each schedule promises."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.coaching.cues import GUESS_FIRST, Guess, Weight, cue_of
from kicksense.coaching.schedule import (
    Schedule,
    ScheduleEvent,
    ScheduleKind,
    ScheduleState,
    advance,
    gap_of,
)
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, KickReport, PowerBand, Target, Technique
from kicksense.domain.live import CueNews, GuessOrder, KickNews, TellOrder, WithdrawnNews
from kicksense.errors import UsageError
from tests.coaching.kicks import kick_report

TARGET = Target(8.0)

BALLS = {
    Weight.DID_NOT_REACH: (PowerBand.UNDER_HIT, Estimate(0.0, 0.0, 0.0)),
    Weight.PERHAPS_TOO_SOFT: (PowerBand.GOOD, Estimate(0.5, 0.0, 1.5)),
    Weight.GOOD: (PowerBand.GOOD, Estimate(2.5, 2.0, 3.0)),
    Weight.PERHAPS_TOO_HARD: (PowerBand.GOOD, Estimate(4.5, 3.0, 6.0)),
    Weight.A_LITTLE_TOO_HARD: (PowerBand.HEAVY, Estimate(5.0, 4.5, 5.5)),
    Weight.TOO_HARD: (PowerBand.EXCESS, Estimate(8.0, 7.0, 9.0)),
}
weights = st.sampled_from(sorted(BALLS))


def ball(weight: Weight) -> KickReport:
    power, arrival = BALLS[weight]
    return replace(kick_report(arrival=arrival), power=power)


def kick(number: int, weight: Weight = Weight.GOOD, *, delay_s: float = 0.5) -> KickNews:
    return KickNews("s", Side.RIGHT, number, ball(weight), settled=False, delay_s=delay_s)


def said(schedule: Schedule, *events: ScheduleEvent) -> list[CueNews | None]:
    """Give what is said after each event."""
    return played(schedule, *events)[0]


def played(
    schedule: Schedule, *events: ScheduleEvent
) -> tuple[list[CueNews | None], ScheduleState]:
    state, cues = ScheduleState(), []
    for event in events:
        cue, state = advance(schedule, state, event)
        cues.append(cue)
    return cues, state


def numbers(cues: list[CueNews | None]) -> list[int]:
    return [cue.number for cue in cues if cue is not None]


def words(cues: list[CueNews | None]) -> list[str]:
    return [cue.words for cue in cues if cue is not None]


def of(kind: ScheduleKind) -> Schedule:
    return Schedule(kind, TARGET)


kick_events = st.lists(
    st.one_of(
        st.builds(kick, st.integers(1, 12), weights, delay_s=st.floats(0.0, 10.0)),
        st.builds(WithdrawnNews, st.just("s"), st.integers(1, 12), st.just("no kick")),
    ),
    max_size=40,
)
any_events = st.lists(
    st.one_of(
        st.builds(kick, st.integers(1, 12), weights, delay_s=st.floats(0.0, 10.0)),
        st.builds(WithdrawnNews, st.just("s"), st.integers(1, 12), st.just("no kick")),
        st.just(TellOrder()),
        st.builds(GuessOrder, st.sampled_from([*Guess, "louder", ""])),
    ),
    max_size=40,
)


@pytest.mark.parametrize("kind", list(ScheduleKind))
@settings(max_examples=60, deadline=None)
@given(events=kick_events)
def test_no_kick_is_called_out_twice_whatever_is_judged_again(
    kind: ScheduleKind, events: list[ScheduleEvent]
) -> None:
    called = numbers(said(of(kind), *events))
    assert len(called) == len(set(called))


@pytest.mark.parametrize("kind", list(ScheduleKind))
@settings(max_examples=60, deadline=None)
@given(events=any_events)
def test_only_kicks_that_were_seen_and_stand_are_spoken_of(
    kind: ScheduleKind, events: list[ScheduleEvent]
) -> None:
    state, standing = ScheduleState(), set[int]()
    for event in events:
        if isinstance(event, KickNews):
            standing.add(event.number)
        if isinstance(event, WithdrawnNews):
            standing.discard(event.number)
        cue, state = advance(of(kind), state, event)
        assert cue is None or cue.number in standing
        assert {heard.number for heard in state.standing} == standing


@settings(max_examples=60, deadline=None)
@given(played_weights=st.lists(weights, max_size=30))
def test_every_kick_is_told_in_its_turn(played_weights: list[Weight]) -> None:
    kicks = [kick(n, weight) for n, weight in enumerate(played_weights, start=1)]
    cues = said(of(ScheduleKind.EVERY_KICK), *kicks)
    expected = [cue_of(one.report, TARGET).words for one in kicks]
    assert numbers(cues) == [one.number for one in kicks]
    assert words(cues) == expected


@settings(max_examples=60, deadline=None)
@given(played_weights=st.lists(weights, max_size=30))
def test_balls_inside_the_band_pass_in_silence(played_weights: list[Weight]) -> None:
    kicks = [kick(n, weight) for n, weight in enumerate(played_weights, start=1)]
    cues = said(of(ScheduleKind.OUTSIDE_BAND), *kicks)
    outside = {Weight.DID_NOT_REACH, Weight.A_LITTLE_TOO_HARD, Weight.TOO_HARD}
    assert numbers(cues) == [
        n for n, weight in enumerate(played_weights, start=1) if weight in outside
    ]


def test_feedback_fades_as_good_balls_add_up() -> None:
    cues = said(of(ScheduleKind.FADING), *(kick(n) for n in range(1, 41)))
    assert numbers(cues) == [1, 2, 3, 4, 5, 7, 9, 12, 15, 19, 24, 29, 34, 39]


def test_feedback_does_not_fade_while_the_balls_are_not_good() -> None:
    kicks = [kick(n, Weight.TOO_HARD) for n in range(1, 31)]
    assert len(numbers(said(of(ScheduleKind.FADING), *kicks))) == 30


@settings(max_examples=60, deadline=None)
@given(played_weights=st.lists(weights, max_size=80))
def test_fading_never_comes_back_and_never_ends(played_weights: list[Weight]) -> None:
    schedule = of(ScheduleKind.FADING)
    sure = [weight for weight in played_weights if weight.is_sure]
    called = numbers(said(schedule, *(kick(n, weight) for n, weight in enumerate(sure, start=1))))
    gaps = [later - earlier for earlier, later in pairwise(called)]
    assert gaps == sorted(gaps)
    assert all(gap <= schedule.fading_longest for gap in gaps)
    assert not sure or called[0] == 1


def test_a_kick_nothing_is_known_of_waits_for_the_next_one_under_fading() -> None:
    cues = said(of(ScheduleKind.FADING), kick(1, Weight.PERHAPS_TOO_HARD), kick(2))
    assert numbers(cues) == [2]


def test_gaps_grow_by_one_at_each_step() -> None:
    gaps = [gap_of(Schedule(ScheduleKind.FADING), good) for good in (0, 4, 5, 9, 10, 20, 500)]
    assert gaps == [1, 1, 2, 2, 3, 5, 5]


def test_on_request_nothing_is_said_until_somebody_asks() -> None:
    cues = said(
        of(ScheduleKind.ON_REQUEST), kick(1), kick(2, Weight.TOO_HARD), TellOrder(), TellOrder()
    )
    assert words(cues) == ["softer", "softer"]
    assert numbers(cues) == [2, 2]


@pytest.mark.parametrize("kind", list(ScheduleKind))
def test_nobody_is_told_of_a_kick_that_was_not_played(kind: ScheduleKind) -> None:
    assert said(of(kind), TellOrder(), GuessOrder("good")) == [None, None]


def test_a_request_follows_the_newer_judgement() -> None:
    cues = said(of(ScheduleKind.EVERY_KICK), kick(1), kick(1, Weight.TOO_HARD), TellOrder())
    assert words(cues) == ["good weight", "softer"]


def test_a_withdrawn_kick_is_not_told_on_request() -> None:
    withdrawn = WithdrawnNews("s", 2, "no kick")
    cues = said(of(ScheduleKind.ON_REQUEST), kick(1), kick(2), withdrawn, TellOrder())
    assert numbers(cues) == [1]


def test_the_player_guesses_before_hearing() -> None:
    cues, state = played(
        of(ScheduleKind.GUESS_FIRST),
        kick(1, Weight.TOO_HARD), GuessOrder("softer"),
        kick(2), GuessOrder("harder"),
    )  # fmt: skip
    assert words(cues) == ["right: softer", "no: good weight"]
    assert (state.guesses, state.right_guesses) == (2, 1)


def test_who_asks_instead_of_guessing_is_asked_to_guess() -> None:
    cues = said(of(ScheduleKind.GUESS_FIRST), kick(1), TellOrder(), GuessOrder("good"), TellOrder())
    assert words(cues) == [GUESS_FIRST, "right: good weight", "right: good weight"]


def test_a_guess_after_hearing_does_not_count() -> None:
    cues, state = played(of(ScheduleKind.EVERY_KICK), kick(1), GuessOrder("good"))
    assert (words(cues), state.guesses) == (["good weight"], 0)


def test_a_second_guess_does_not_count() -> None:
    cues, state = played(
        of(ScheduleKind.GUESS_FIRST), kick(1), GuessOrder("softer"), GuessOrder("good")
    )
    assert (words(cues), state.right_guesses) == (["no: good weight"], 0)


def test_a_guess_of_an_unsure_kick_is_answered_and_not_counted() -> None:
    cues, state = played(
        of(ScheduleKind.GUESS_FIRST), kick(1, Weight.PERHAPS_TOO_HARD), GuessOrder("softer")
    )
    assert (words(cues), state.guesses) == (["perhaps softer"], 0)


@pytest.mark.parametrize("guess", ["", "louder", "GOOD"])
def test_a_guess_that_is_none_is_ignored(guess: str) -> None:
    assert said(of(ScheduleKind.GUESS_FIRST), kick(1), GuessOrder(guess)) == [None, None]


def test_a_summary_comes_after_so_many_kicks_and_counts_each_once() -> None:
    balls = [Weight.GOOD, Weight.TOO_HARD, Weight.GOOD, Weight.GOOD, Weight.DID_NOT_REACH] * 2
    cues = said(
        of(ScheduleKind.SUMMARY), *(kick(n, weight) for n, weight in enumerate(balls, start=1))
    )
    assert numbers(cues) == [5, 10]
    assert set(words(cues)) == {"5 kicks: 3 good weight, 1 too hard, 1 too soft"}


def test_a_withdrawn_kick_is_not_summed_up() -> None:
    kicks = [kick(n) for n in range(1, 7)]
    withdrawn = WithdrawnNews("s", 2, "no kick")
    cues = said(of(ScheduleKind.SUMMARY), *kicks[:4], withdrawn, *kicks[4:])
    assert numbers(cues) == [6]
    assert words(cues) == ["5 kicks: 5 good weight"]


@pytest.mark.parametrize(("delay_s", "told"), [(4.0, True), (4.01, False)])
def test_a_kick_known_too_late_is_not_called_out(delay_s: float, told: bool) -> None:
    late = kick(1, delay_s=delay_s)
    cues = said(of(ScheduleKind.EVERY_KICK), late, TellOrder())
    assert [cue is not None for cue in cues] == [told, True]


@pytest.mark.parametrize("kind", [ScheduleKind.OUTSIDE_BAND, ScheduleKind.GUESS_FIRST])
def test_what_speaks_about_the_weight_needs_a_target(kind: ScheduleKind) -> None:
    with pytest.raises(UsageError, match="name a distance"):
        Schedule(kind)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(ScheduleKind.EVERY_KICK, ["heel", "not sure"]), (ScheduleKind.FADING, ["heel"])],
)
def test_without_a_target_the_technique_is_called_out(
    kind: ScheduleKind, expected: list[str]
) -> None:
    kicks = [
        replace(kick(n), report=kick_report(technique=technique))
        for n, technique in enumerate((Technique.HEEL, Technique.UNSURE), start=1)
    ]
    assert words(said(Schedule(kind), *kicks)) == expected
