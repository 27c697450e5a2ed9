"""Cues of a session: what is told and asked goes in, what is due comes out."""

from kicksense.coaching.cues import Weight
from kicksense.coaching.schedule import Schedule, ScheduleKind
from kicksense.domain.live import (
    CueNews,
    GuessOrder,
    MarkerKind,
    MarkOrder,
    Stage,
    StageNews,
    StopOrder,
    TellOrder,
)
from kicksense.workflows.cues import CueSpeaker, score_words
from tests.coaching.test_schedule import TARGET, kick


def test_a_kick_is_told_through_the_callable() -> None:
    heard: list[CueNews] = []
    speaker = CueSpeaker(Schedule(target=TARGET), heard.append)
    speaker(StageNews(Stage.RECORDING, "s"))
    speaker(kick(1, Weight.TOO_HARD))
    speaker.order(MarkOrder(MarkerKind.CUE))
    speaker.order(StopOrder())
    assert [(cue.number, cue.words) for cue in heard] == [(1, "softer")]


def test_orders_reach_the_schedule() -> None:
    heard: list[CueNews] = []
    speaker = CueSpeaker(Schedule(ScheduleKind.GUESS_FIRST, TARGET), heard.append)
    speaker(kick(1))
    speaker.order(TellOrder())
    speaker.order(GuessOrder("good"))
    assert [cue.words for cue in heard] == ["guess first", "right: good weight"]


def test_the_score_counts_kicks_and_guesses() -> None:
    speaker = CueSpeaker(Schedule(ScheduleKind.GUESS_FIRST, TARGET), lambda _cue: None)
    assert score_words(speaker.score) == "No kicks."
    for number, weight in enumerate((Weight.GOOD, Weight.TOO_HARD, Weight.GOOD), start=1):
        speaker(kick(number, weight))
    assert score_words(speaker.score) == "3 kicks: 2 good weight, 1 too hard."
    speaker.order(GuessOrder("good"))
    assert (speaker.score.good, speaker.score.outside) == (2, 1)
    assert score_words(speaker.score).endswith("You guessed 1 of 1 right.")


def test_what_is_said_may_ask_for_the_score() -> None:
    seen: list[int] = []
    speaker = CueSpeaker(Schedule(target=TARGET), lambda _cue: seen.append(speaker.score.kicks))
    speaker(kick(1))
    assert seen == [1]
