"""When to say what: schedules of feedback as pure state machines.

Every kick at once helps beginners most; a tolerance band, fewer and fewer words, and guessing
before hearing keep a player from leaning on the voice (field notes, section 6).
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from kicksense.coaching.cues import (
    GUESS_FIRST,
    RIGHT_GUESS,
    WRONG_GUESS,
    Cue,
    Guess,
    Weight,
    cue_of,
    right_guess,
    summary_words,
)
from kicksense.domain.kick import Target
from kicksense.domain.live import CueNews, GuessOrder, KickNews, TellOrder, WithdrawnNews
from kicksense.errors import UsageError


class ScheduleKind(StrEnum):
    """What a schedule is called."""

    EVERY_KICK = "every_kick"
    OUTSIDE_BAND = "outside_band"
    FADING = "fading"
    ON_REQUEST = "on_request"
    GUESS_FIRST = "guess_first"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Schedule:
    """What was chosen.

    Attributes
    ----------
    kind
        ``EVERY_KICK``: each kick at once. ``OUTSIDE_BAND``: only balls that were outside the band
        for sure. ``FADING``: every kick at first, every second after ``fading_step`` good ones,
        every third after as many again, down to one in ``fading_longest``; a kick of which
        nothing sure is known is not counted. ``ON_REQUEST``: only when asked. ``GUESS_FIRST``:
        after the player has guessed. ``SUMMARY``: what the last ``summary_kicks`` were, at once.
    target
        What the ball is played to; None where only the technique is told.
    fading_step
        Good kicks until fewer are told. Assumed from coaching practice.
    fading_longest
        One kick in so many is told in the end. Assumed from coaching practice.
    summary_kicks
        Kicks to a summary. Assumed from coaching practice.
    fresh_s
        A kick that becomes known later than this after its impact is counted and not called out:
        it would be taken for the next one.
    """

    kind: ScheduleKind = ScheduleKind.EVERY_KICK
    target: Target | None = None
    fading_step: int = 5
    fading_longest: int = 5
    summary_kicks: int = 5
    fresh_s: float = 4.0

    def __post_init__(self) -> None:
        needs_target = self.kind in (ScheduleKind.OUTSIDE_BAND, ScheduleKind.GUESS_FIRST)
        if needs_target and self.target is None:
            raise UsageError(
                f"the schedule '{self.kind}' speaks about the weight of the ball; name a distance, "
                "or a drill that has one."
            )


@dataclass(frozen=True, slots=True)
class HeardKick:
    """A kick as the schedule remembers it.

    Attributes
    ----------
    number
        Of the kick in the session.
    cue
        What there is to say of it, as last judged.
    told
        True once the player has heard it.
    guess
        What the player guessed before hearing it, or None.
    summed
        True once it was in a summary.
    withdrawn
        True where it was found to be no kick. It is remembered, so that it is not called out
        a second time if it turns out to be one after all.
    """

    number: int
    cue: Cue
    told: bool = False
    guess: Guess | None = None
    summed: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """What a schedule remembers.

    Attributes
    ----------
    kicks
        All of them, in the order they became known.
    good
        Kicks that made feedback fade; never falls.
    waited
        Sure kicks since the last one told by fading.
    """

    kicks: tuple[HeardKick, ...] = ()
    good: int = 0
    waited: int = 0

    @property
    def standing(self) -> tuple[HeardKick, ...]:
        """The kicks that were not withdrawn."""
        return tuple(kick for kick in self.kicks if not kick.withdrawn)

    @property
    def guesses(self) -> int:
        """How many guesses could be compared with something sure."""
        return sum(kick.guess is not None and _is_sure(kick) for kick in self.standing)

    @property
    def right_guesses(self) -> int:
        """How many of them were right."""
        return sum(_agrees(kick) for kick in self.standing)


ScheduleEvent = KickNews | WithdrawnNews | TellOrder | GuessOrder
"""What a schedule listens to."""


def advance(
    schedule: Schedule, state: ScheduleState, event: ScheduleEvent
) -> tuple[CueNews | None, ScheduleState]:
    """Give what is to be said now, if anything, and what is remembered.

    A kick judged again is not called out again, whatever changed: later kicks may have been
    played by then, and words without a number are taken to be about the last one. What is told on
    request, and the counts, follow the newer judgement.

    Parameters
    ----------
    schedule
        What was chosen.
    state
        What is remembered so far.
    event
        What happened.

    Returns
    -------
    cue
        To be said now, or None.
    state
        The next one.
    """
    if isinstance(event, KickNews):
        return _kick(schedule, state, event)
    if isinstance(event, WithdrawnNews):
        return None, _withdrawn(state, event.number)
    if not state.standing:
        return None, state
    if isinstance(event, GuessOrder):
        return _guessed(state, state.standing[-1], event.guess)
    return _asked(schedule, state, state.standing[-1])


def gap_of(schedule: Schedule, good: int) -> int:
    """Give every how many-th kick is told under fading.

    Parameters
    ----------
    schedule
        With its step and its longest gap.
    good
        Good kicks so far.

    Returns
    -------
    gap
        1 for every kick.
    """
    return min(1 + good // schedule.fading_step, schedule.fading_longest)


def _kick(
    schedule: Schedule, state: ScheduleState, event: KickNews
) -> tuple[CueNews | None, ScheduleState]:
    """Take a kick that is new, or judged again."""
    cue = cue_of(event.report, schedule.target)
    known = {kick.number: kick for kick in state.kicks}.get(event.number)
    if known is not None:
        return None, _with(state, replace(known, cue=cue, withdrawn=False))
    kick = HeardKick(event.number, cue)
    state = replace(state, kicks=(*state.kicks, kick))
    if schedule.kind is ScheduleKind.SUMMARY:
        return _summed(schedule, state)
    due, state = _due(schedule, state, cue)
    if not due or event.delay_s > schedule.fresh_s:
        return None, state
    return _told(state, kick)


def _due(schedule: Schedule, state: ScheduleState, cue: Cue) -> tuple[bool, ScheduleState]:
    """Tell whether a new kick is to be called out."""
    if schedule.kind is ScheduleKind.EVERY_KICK:
        return True, state
    if schedule.kind is ScheduleKind.OUTSIDE_BAND:
        return cue.weight.is_outside, state
    if schedule.kind is not ScheduleKind.FADING or not cue.says_something:
        return False, state
    due = state.waited + 1 >= gap_of(schedule, state.good)
    good = cue.weight is Weight.GOOD or schedule.target is None
    waited = 0 if due else state.waited + 1
    return due, replace(state, good=state.good + good, waited=waited)


def _summed(schedule: Schedule, state: ScheduleState) -> tuple[CueNews | None, ScheduleState]:
    """Say what the last kicks were, once there are enough."""
    lately = [kick for kick in state.standing if not kick.summed]
    if len(lately) < schedule.summary_kicks:
        return None, state
    for kick in lately:
        state = _with(state, replace(kick, told=True, summed=True))
    words = summary_words([kick.cue for kick in lately])
    return CueNews(lately[-1].number, words), state


def _asked(
    schedule: Schedule, state: ScheduleState, kick: HeardKick
) -> tuple[CueNews | None, ScheduleState]:
    """Answer the player who wants to hear of the last kick."""
    if schedule.kind is ScheduleKind.GUESS_FIRST and not kick.told:
        return CueNews(kick.number, GUESS_FIRST), state
    return _told(state, kick)


def _guessed(
    state: ScheduleState, kick: HeardKick, guess: str
) -> tuple[CueNews | None, ScheduleState]:
    """Take a guess of the last kick, where it has not been heard, and say what it was."""
    if kick.told or guess not in set(Guess):
        return None, state
    return _told(state, replace(kick, guess=Guess(guess)))


def _told(state: ScheduleState, kick: HeardKick) -> tuple[CueNews | None, ScheduleState]:
    """Say what a kick was, and whether the player knew."""
    words = kick.cue.words
    if kick.guess is not None and _is_sure(kick):
        words = (RIGHT_GUESS if _agrees(kick) else WRONG_GUESS) + words
    state = _with(state, replace(kick, told=True))
    return CueNews(kick.number, words, kick.cue.tone_hz), state


def _with(state: ScheduleState, kick: HeardKick) -> ScheduleState:
    """Remember a kick in the place of the one of its number."""
    kicks = tuple(kick if other.number == kick.number else other for other in state.kicks)
    return replace(state, kicks=kicks)


def _withdrawn(state: ScheduleState, number: int) -> ScheduleState:
    """Remember that a kick was none."""
    kicks = tuple(
        replace(kick, withdrawn=True) if kick.number == number else kick for kick in state.kicks
    )
    return replace(state, kicks=kicks)


def _is_sure(kick: HeardKick) -> bool:
    return right_guess(kick.cue.weight) is not None


def _agrees(kick: HeardKick) -> bool:
    return kick.guess is not None and kick.guess is right_guess(kick.cue.weight)
