"""Cues as a session goes on: the schedule fed with what is told and asked."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from kicksense.coaching.cues import (
    RIGHT_GUESS,
    WRONG_GUESS,
    Cue,
    Weight,
    cue_of,
    summary_words,
)
from kicksense.coaching.schedule import (
    Schedule,
    ScheduleEvent,
    ScheduleState,
    advance,
)
from kicksense.domain.kick import Target
from kicksense.domain.live import (
    CueNews,
    GuessOrder,
    KickNews,
    News,
    Order,
    TellOrder,
    WithdrawnNews,
)

__all__ = ["CueSpeaker", "Score", "ScoreKeeper", "score_words"]


class CueSpeaker:
    """Runs a schedule on news and orders, and says what is due.

    Listens like any other listener of the recording; what it says goes back to the recording, so
    that terminal and page hear the same. News and orders may come from different threads.

    Parameters
    ----------
    schedule
        What was chosen.
    say
        Called with each cue, in the thread that brought its cause.
    """

    def __init__(self, schedule: Schedule, say: Callable[[CueNews], None]) -> None:
        self._schedule = schedule
        self._say = say
        self._state = ScheduleState()
        self._turn = threading.Lock()

    def __call__(self, news: News) -> None:
        """Listen to what the recording tells."""
        if isinstance(news, KickNews | WithdrawnNews):
            self._advance(news)

    def order(self, order: Order) -> None:
        """Listen to what is asked of the recording."""
        if isinstance(order, TellOrder | GuessOrder):
            self._advance(order)

    def _advance(self, event: ScheduleEvent) -> None:
        with self._turn:
            cue, self._state = advance(self._schedule, self._state, event)
        if cue is not None:
            self._say(cue)


@dataclass(frozen=True, slots=True)
class Score:
    """How a session went so far.

    Attributes
    ----------
    kicks
        Found and not withdrawn.
    good, outside
        Balls of good weight, and outside the band for sure.
    guesses, right_guesses
        Guesses of kicks that something sure is known of, and those that were right.
    summary
        What the kicks were, in words.
    """

    kicks: int
    good: int
    outside: int
    guesses: int
    right_guesses: int
    summary: str


class ScoreKeeper:
    """Counts how a session goes, whoever gave the orders.

    Listens like any other listener of the recording.

    Parameters
    ----------
    target
        What balls are judged against, or None.
    """

    def __init__(self, target: Target | None) -> None:
        self._target = target
        self._cues: dict[int, Cue] = {}
        self._guesses: dict[int, bool] = {}

    def __call__(self, news: News) -> None:
        """Listen to what the recording tells."""
        if isinstance(news, KickNews):
            self._cues[news.number] = cue_of(news.report, self._target)
        elif isinstance(news, WithdrawnNews):
            self._cues.pop(news.number, None)
            self._guesses.pop(news.number, None)
        elif isinstance(news, CueNews) and news.words.startswith((RIGHT_GUESS, WRONG_GUESS)):
            self._guesses[news.number] = news.words.startswith(RIGHT_GUESS)

    @property
    def score(self) -> Score:
        """How the session went so far."""
        weights = [cue.weight for cue in self._cues.values()]
        return Score(
            kicks=len(weights),
            good=weights.count(Weight.GOOD),
            outside=sum(weight.is_outside for weight in weights),
            guesses=len(self._guesses),
            right_guesses=sum(self._guesses.values()),
            summary=summary_words(list(self._cues.values())),
        )


def score_words(score: Score) -> str:
    """Say how a session went so far.

    Parameters
    ----------
    score
        As `ScoreKeeper.score` gives it.

    Returns
    -------
    words
        As in "5 kicks: 3 good weight, 2 too hard. You guessed 2 of 3 right."
    """
    if not score.kicks:
        return "No kicks."
    words = f"{score.summary}."
    if score.guesses:
        words += f" You guessed {score.right_guesses} of {score.guesses} right."
    return words
