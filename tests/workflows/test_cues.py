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
    WithdrawnNews,
)
from kicksense.workflows.cues import CueSpeaker, ScoreKeeper, score_words
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


def test_the_score_counts_kicks_and_guesses_whoever_gave_them() -> None:
    keeper = ScoreKeeper(TARGET)
    assert score_words(keeper.score) == "No kicks."
    for number, weight in enumerate((Weight.GOOD, Weight.TOO_HARD, Weight.GOOD), start=1):
        keeper(kick(number, weight))
    assert score_words(keeper.score) == "3 kicks: 2 good weight, 1 too hard."
    speaker = CueSpeaker(Schedule(ScheduleKind.GUESS_FIRST, TARGET), keeper)
    for number, guess in ((1, "good"), (2, "harder")):
        speaker(kick(number))
        speaker.order(GuessOrder(guess))
        speaker.order(TellOrder())
    assert (keeper.score.good, keeper.score.outside) == (2, 1)
    assert score_words(keeper.score).endswith("You guessed 1 of 2 right.")


def test_the_score_follows_the_newer_judgement_and_forgets_what_was_no_kick() -> None:
    keeper = ScoreKeeper(TARGET)
    for news in (kick(1), kick(2), kick(1, Weight.TOO_HARD), WithdrawnNews("s", 2, "a stamp.")):
        keeper(news)
    assert score_words(keeper.score) == "1 kick: 1 too hard."
