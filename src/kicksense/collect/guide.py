"""The way into a session in plain words: connect, look, stand still, swing, three, two, one.

A pure state machine: `advance` takes what is seen of the legs and gives the next state, which
says its own sentence. Several sensors are led together; where a player wears two, the legs swing
one after the other, so that sensors on the wrong legs are found.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from kicksense.collect.checks import Check, Outcome, check_swapped
from kicksense.domain.anatomy import Side
from kicksense.domain.live import Stage

Span = tuple[float, float]
"""Begin and end on the session's clock, s."""

_NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class GuideSettings:
    """How long each step takes, at least and at most.

    Attributes
    ----------
    connect_s
        Sensors that are not there by then are left behind.
    check_s
        What is looked at before anything is said of it.
    worst_s
        A sensor that is found wanting holds the start up for so long at most: a recording with a
        warning is better than none.
    still_s
        Standing still, as the wearing protocol asks.
    still_most_s, swing_most_s
        After so long the next step comes all the same.
    settled_s
        A stance counts once the leg was still for so long; before it nobody is told off.
    countdown_s
        Three, two, one.
    """

    connect_s: float = 45.0
    check_s: float = 2.5
    worst_s: float = 30.0
    still_s: float = 3.0
    still_most_s: float = 45.0
    swing_most_s: float = 25.0
    settled_s: float = 1.0
    countdown_s: float = 3.0


@dataclass(frozen=True, slots=True)
class Leg:
    """A sensor that is led.

    Attributes
    ----------
    sensor, name
        Identifier, and name for people.
    player_id, side
        Whose leg, None where nobody said.
    """

    sensor: str
    name: str
    player_id: str | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of the legs at a moment.

    Attributes
    ----------
    now_s
        Session's clock.
    connected, given_up
        Sensors that send, and those that will not come any more.
    checks
        What was found of the sensors that were looked at.
    still_since_s
        Since when each leg is still; None where it moves.
    swings
        Stance and swings found since the leg was asked for, by sensor.
    """

    now_s: float
    connected: frozenset[str] = _NOBODY
    given_up: frozenset[str] = _NOBODY
    checks: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)
    still_since_s: Mapping[str, float | None] = field(default_factory=dict)
    swings: Mapping[str, tuple[Span, Span]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GuideState:
    """Where the way into a session is.

    Attributes
    ----------
    legs
        All that are led.
    settings
        How long steps take.
    stage
        The step.
    since_s
        When it began; None before the first look.
    sentence
        What the player should do now.
    countdown_s
        Seconds until the next step, where that is known.
    turn
        Which leg of each player is to swing, as a position in `turns`.
    was_still
        True where the stance had begun, so that moving is worth a word.
    spans
        Stance and swings of each sensor, as far as they were seen.
    checks
        What is worth a word, with its sensor; without what is in order.
    """

    legs: tuple[Leg, ...]
    settings: GuideSettings = field(default_factory=GuideSettings)
    stage: Stage = Stage.CONNECTING
    since_s: float | None = None
    sentence: str = "Switch the sensors on and bring them near."
    countdown_s: float | None = None
    turn: int = 0
    was_still: bool = False
    spans: Mapping[str, tuple[Span, Span]] = field(default_factory=dict)
    checks: tuple[tuple[str, Check], ...] = ()

    @property
    def turns(self) -> tuple[tuple[Leg, ...], ...]:
        """The legs that swing together: the right ones, then those that are another's left."""
        players = {leg.player_id for leg in self.legs}
        rounds: list[list[Leg]] = [[], []]
        for player in sorted(players, key=str):
            mine = [leg for leg in self.legs if leg.player_id == player]
            right = [leg for leg in mine if leg.side is not Side.LEFT]
            left = [leg for leg in mine if leg.side is Side.LEFT]
            rounds[0] += right or left
            rounds[1] += left if right else []
        return tuple(tuple(one) for one in rounds if one)

    @property
    def ended(self) -> bool:
        """Tell whether the session runs."""
        return self.stage is Stage.RECORDING


def advance(state: GuideState, seen: Seen) -> GuideState:
    """Go on as far as what is seen allows, one step at most.

    Parameters
    ----------
    state
        Where the guide is.
    seen
        What is seen now.

    Returns
    -------
    state
        The same value where nothing is new.
    """
    if state.since_s is None:
        state = replace(state, since_s=seen.now_s)
    steps = {
        Stage.CONNECTING: _connecting,
        Stage.CHECKING: _checking,
        Stage.STAND_STILL: _standing,
        Stage.SWING_LEG: _swinging,
        Stage.COUNTDOWN: _counting,
    }
    step = steps.get(state.stage)
    return state if step is None else step(state, seen)


def skipped(state: GuideState, now_s: float) -> GuideState:
    """Go on to the next step without finishing this one.

    Parameters
    ----------
    state
        Where the guide is.
    now_s
        Session's clock.

    Returns
    -------
    state
        The next step; a stance that is skipped skips the swings too, which mean nothing alone.
    """
    if state.stage is Stage.CONNECTING:
        return _enter(state, Stage.CHECKING, now_s)
    if state.stage is Stage.CHECKING:
        return _enter(state, Stage.STAND_STILL, now_s)
    if state.stage in (Stage.STAND_STILL, Stage.SWING_LEG):
        return _enter(state, Stage.COUNTDOWN, now_s)
    return _enter(state, Stage.RECORDING, now_s)


def _enter(state: GuideState, stage: Stage, now_s: float, *, note: str = "") -> GuideState:
    """Begin a step with its sentence."""
    entered = replace(state, stage=stage, since_s=now_s, countdown_s=None, was_still=False)
    settings = state.settings
    sentences = {
        Stage.CHECKING: ("Looking at the sensors: keep them near.", settings.check_s),
        Stage.STAND_STILL: (_stand_words(settings), settings.still_s),
        Stage.SWING_LEG: (_swing_words(entered), None),
        Stage.COUNTDOWN: ("Starting.", settings.countdown_s),
        Stage.RECORDING: ("Recording: play.", None),
    }
    words, countdown_s = sentences[stage]
    sentence = f"{note} {words}".strip()
    return replace(entered, sentence=sentence, countdown_s=countdown_s)


def _connecting(state: GuideState, seen: Seen) -> GuideState:
    """Wait until every sensor sends, or will not come any more."""
    waiting = [leg.name for leg in state.legs if leg.sensor not in seen.connected | seen.given_up]
    if not waiting and seen.connected:
        return _enter(state, Stage.CHECKING, seen.now_s)
    if seen.connected and _lasted(state, seen) > state.settings.connect_s:
        note = f"{_listed(waiting)} did not come; going on without."
        return _enter(state, Stage.CHECKING, seen.now_s, note=note)
    if not waiting:
        return state
    return _saying(state, f"Waiting for {_listed(waiting)}: switch on and bring near.")


def _checking(state: GuideState, seen: Seen) -> GuideState:
    """Look at the sensors; hold the start up where a recording would be worth little."""
    lasted_s = _lasted(state, seen)
    if lasted_s < state.settings.check_s:
        return state
    found = tuple(
        (leg.sensor, check)
        for leg in state.legs
        for check in seen.checks.get(leg.sensor, ())
        if check.outcome is not Outcome.OK
    )
    state = state if found == state.checks else replace(state, checks=found)
    stops = [check for _, check in found if check.outcome is Outcome.STOP]
    if not stops:
        return _enter(state, Stage.STAND_STILL, seen.now_s)
    if lasted_s > state.settings.worst_s:
        note = "Going on all the same, though this recording may be worth little."
        return _enter(state, Stage.STAND_STILL, seen.now_s, note=note)
    return _saying(state, stops[0].sentence)


def _standing(state: GuideState, seen: Seen) -> GuideState:
    """Wait until every leg was still for long enough at the same time."""
    since = [seen.still_since_s.get(leg.sensor) for leg in _present(state, seen)]
    still = [max(moment, state.since_s or 0.0) for moment in since if moment is not None]
    lasted_s = seen.now_s - max(still) if since and len(still) == len(since) else 0.0
    if lasted_s >= state.settings.still_s:
        return _enter(state, Stage.SWING_LEG, seen.now_s)
    if _lasted(state, seen) > state.settings.still_most_s:
        note = "No quiet stance was seen; the leg's movement will have to tell."
        return _enter(state, Stage.COUNTDOWN, seen.now_s, note=note)
    if lasted_s >= state.settings.settled_s:
        left_s = math.ceil(state.settings.still_s - lasted_s)
        held = replace(state, was_still=True)
        return _saying(held, f"Good, hold still: {left_s}.", countdown_s=left_s)
    if state.was_still and not lasted_s:
        moved = replace(state, was_still=False)
        return _saying(moved, f"That was a movement. {_stand_words(state.settings)}")
    return state


def _swinging(state: GuideState, seen: Seen) -> GuideState:
    """Wait until the legs whose turn it is have swung three times."""
    asked = [leg for leg in state.turns[state.turn] if leg.sensor not in seen.given_up]
    swung = [leg for leg in asked if leg.sensor in seen.swings]
    others = _others_that_swung(state, seen)
    late = _lasted(state, seen) > state.settings.swing_most_s
    if len(swung) < len(asked) and not late:
        if others and not swung:
            return _saying(state, f"That was the other leg. {_swing_words(state)}")
        return state
    spans = dict(state.spans) | {leg.sensor: seen.swings[leg.sensor] for leg in swung}
    found = _swapped(state, others, swung)
    state = replace(
        state, spans=MappingProxyType(spans), checks=(*state.checks, *found), turn=state.turn + 1
    )
    note = "" if len(swung) == len(asked) else "No swings were seen; going on all the same."
    if state.turn < len(state.turns):
        return _enter(state, Stage.SWING_LEG, seen.now_s, note=note)
    last = replace(state, turn=len(state.turns) - 1)
    return _enter(last, Stage.COUNTDOWN, seen.now_s, note=note)


def _counting(state: GuideState, seen: Seen) -> GuideState:
    """Count down."""
    left_s = state.settings.countdown_s - _lasted(state, seen)
    if left_s <= 0.0:
        return _enter(state, Stage.RECORDING, seen.now_s)
    return _saying(state, f"{math.ceil(left_s)}", countdown_s=float(math.ceil(left_s)))


def _others_that_swung(state: GuideState, seen: Seen) -> tuple[Leg, ...]:
    """Give the other sensors of the players whose turn it is that swung in their stead."""
    asked = state.turns[state.turn]
    idle = {leg.player_id for leg in asked if leg.sensor not in seen.swings}
    return tuple(
        leg
        for leg in state.legs
        if leg not in asked
        and leg.player_id in idle
        and leg.sensor in seen.swings
        and leg.sensor not in state.spans
    )


def _swapped(
    state: GuideState, others: Sequence[Leg], swung: Sequence[Leg]
) -> tuple[tuple[str, Check], ...]:
    """Say that the wrong leg swung, where it did and the right one did not."""
    if not others or swung:
        return ()
    sides = sorted({str(leg.side or Side.RIGHT) for leg in state.turns[state.turn]})
    return ((others[0].sensor, check_swapped([leg.name for leg in others], sides)),)


def _present(state: GuideState, seen: Seen) -> tuple[Leg, ...]:
    """Give the legs whose sensors send."""
    return tuple(leg for leg in state.legs if leg.sensor in seen.connected)


def _lasted(state: GuideState, seen: Seen) -> float:
    """Give how long the step lasts."""
    return seen.now_s - (seen.now_s if state.since_s is None else state.since_s)


def _saying(state: GuideState, sentence: str, *, countdown_s: float | None = None) -> GuideState:
    """Say something else within a step; the same value where it is nothing else."""
    if state.sentence == sentence and state.countdown_s == countdown_s:
        return state
    return replace(state, sentence=sentence, countdown_s=countdown_s)


def _stand_words(settings: GuideSettings) -> str:
    """Ask for the stance."""
    return f"Stand upright and still for {settings.still_s:.0f} seconds."


def _swing_words(state: GuideState) -> str:
    """Ask for the swings of the legs whose turn it is."""
    if state.turn >= len(state.turns):
        return ""
    sides = {leg.side for leg in state.turns[state.turn]}
    named = next(iter(sides)) if len(sides) == 1 else None
    leg = "leg with the sensor" if named is None else f"{named} leg"
    return f"Swing the {leg} forward and back from the hip, three times, foot off the ground."


def _listed(names: Sequence[str]) -> str:
    """Join names."""
    return " and ".join(names)
