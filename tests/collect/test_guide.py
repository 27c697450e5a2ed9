from collections.abc import Callable
from dataclasses import replace

import pytest

from kicksense.collect.checks import Check, Outcome
from kicksense.collect.guide import (
    GuideSettings,
    GuideState,
    Leg,
    Seen,
    advance,
    skipped,
)
from kicksense.domain.anatomy import Side
from kicksense.domain.live import Stage

ONE = (Leg("a", "KICK-1", "p", Side.RIGHT),)
TWO = (Leg("a", "KICK-1", "p", Side.RIGHT), Leg("b", "KICK-2", "p", Side.LEFT))
SPANS = ((10.0, 13.0), (14.0, 18.0))


def names(state: GuideState) -> frozenset[str]:
    return frozenset(leg.sensor for leg in state.legs)


def at(state: GuideState, stage: Stage, since_s: float = 10.0) -> GuideState:
    return replace(state, stage=stage, since_s=since_s)


def seen(state: GuideState, now_s: float, **more: object) -> Seen:
    return replace(Seen(now_s, connected=names(state)), **more)  # type: ignore[arg-type]


def test_a_player_who_does_everything_is_led_to_the_recording() -> None:
    state = GuideState(ONE)
    passed: list[Stage] = []
    for step in range(400):
        now_s = step * 0.1
        look = seen(
            state,
            now_s,
            still_since_s={"a": 4.0 if now_s < 9.0 else None},
            swings={"a": ((5.0, 8.0), (9.0, 13.0))} if now_s > 14.0 else {},
        )
        state = advance(state, look)
        if state.stage not in passed:
            passed.append(state.stage)
    assert passed == [
        Stage.CHECKING,
        Stage.STAND_STILL,
        Stage.SWING_LEG,
        Stage.COUNTDOWN,
        Stage.RECORDING,
    ]
    assert state.spans == {"a": ((5.0, 8.0), (9.0, 13.0))}
    assert state.ended


def test_every_stage_says_what_to_do() -> None:
    state = GuideState(ONE)
    for _ in range(6):
        assert state.sentence
        state = skipped(state, 1.0)


def test_a_sensor_that_is_missing_is_waited_for_and_named() -> None:
    state = advance(GuideState(TWO), Seen(0.0, connected=frozenset({"a"})))
    assert state.stage is Stage.CONNECTING
    assert "KICK-2" in state.sentence
    assert "KICK-1" not in state.sentence


def test_a_sensor_that_never_comes_is_left_behind_after_a_while() -> None:
    state = advance(GuideState(TWO), Seen(0.0, connected=frozenset({"a"})))
    limit_s = state.settings.connect_s
    assert advance(state, Seen(limit_s - 0.1, connected=frozenset({"a"}))).stage is Stage.CONNECTING
    later = advance(state, Seen(limit_s + 0.1, connected=frozenset({"a"})))
    assert later.stage is Stage.CHECKING
    assert "KICK-2" in later.sentence


def test_nobody_starts_without_any_sensor() -> None:
    state = advance(GuideState(ONE), Seen(0.0))
    assert advance(state, Seen(1000.0)).stage is Stage.CONNECTING


@pytest.mark.parametrize(("outcome", "held"), [(Outcome.STOP, True), (Outcome.WARN, False)])
def test_only_what_spoils_a_recording_holds_the_start_up(outcome: Outcome, held: bool) -> None:
    state = at(GuideState(ONE), Stage.CHECKING)
    check = Check("range", outcome, "KICK-1 cuts everything off.")
    state = advance(state, seen(state, 13.0, checks={"a": (check,)}))
    assert (state.stage is Stage.CHECKING) is held
    assert ("a", check) in state.checks
    if held:
        assert state.sentence == check.sentence
        waited = advance(state, seen(state, 41.0, checks={"a": (check,)}))
        assert waited.stage is Stage.STAND_STILL
        assert "worth little" in waited.sentence


def test_a_cured_sensor_goes_on_at_once() -> None:
    state = at(GuideState(ONE), Stage.CHECKING)
    check = Check("range", Outcome.STOP, "KICK-1 is dead.")
    state = advance(state, seen(state, 13.0, checks={"a": (check,)}))
    state = advance(state, seen(state, 14.0, checks={"a": ()}))
    assert state.stage is Stage.STAND_STILL
    assert state.checks == ()


def test_standing_counts_from_when_it_was_asked_for() -> None:
    state = at(GuideState(ONE), Stage.STAND_STILL)
    early = advance(state, seen(state, 12.9, still_since_s={"a": 0.0}))
    assert early.stage is Stage.STAND_STILL
    assert advance(state, seen(state, 13.0, still_since_s={"a": 0.0})).stage is Stage.SWING_LEG


def test_moving_starts_the_stance_again_and_says_so() -> None:
    state = at(GuideState(ONE), Stage.STAND_STILL)
    state = advance(state, seen(state, 12.0, still_since_s={"a": 10.0}))
    assert "hold still" in state.sentence
    state = advance(state, seen(state, 12.5, still_since_s={"a": None}))
    assert "movement" in state.sentence
    state = advance(state, seen(state, 14.0, still_since_s={"a": 13.0}))
    assert state.stage is Stage.STAND_STILL
    assert advance(state, seen(state, 16.0, still_since_s={"a": 13.0})).stage is Stage.SWING_LEG


def test_every_leg_must_be_still_at_the_same_time() -> None:
    state = at(GuideState(TWO), Stage.STAND_STILL)
    state = advance(state, seen(state, 14.0, still_since_s={"a": 10.0, "b": None}))
    assert state.stage is Stage.STAND_STILL
    state = advance(state, seen(state, 16.0, still_since_s={"a": 10.0, "b": 14.5}))
    assert state.stage is Stage.STAND_STILL
    state = advance(state, seen(state, 17.6, still_since_s={"a": 10.0, "b": 14.5}))
    assert state.stage is Stage.SWING_LEG


def test_a_restless_player_is_let_go_after_a_while() -> None:
    state = at(GuideState(ONE), Stage.STAND_STILL)
    state = advance(state, seen(state, 56.0, still_since_s={"a": None}))
    assert state.stage is Stage.COUNTDOWN
    assert "No quiet stance" in state.sentence


def test_two_sensors_of_one_player_swing_one_after_the_other() -> None:
    state = at(GuideState(TWO), Stage.SWING_LEG)
    assert [[leg.sensor for leg in turn] for turn in state.turns] == [["a"], ["b"]]
    state = advance(state, seen(state, 18.0, swings={"a": SPANS}))
    assert state.stage is Stage.SWING_LEG
    assert "left leg" in state.sentence
    state = advance(state, seen(state, 25.0, swings={"a": SPANS, "b": SPANS}))
    assert state.stage is Stage.COUNTDOWN
    assert set(state.spans) == {"a", "b"}
    assert state.checks == ()


def test_players_swing_together() -> None:
    legs = (Leg("a", "K1", "p", Side.RIGHT), Leg("b", "K2", "q", Side.LEFT))
    assert len(GuideState(legs).turns) == 1


def test_sensors_on_the_wrong_legs_are_found_by_the_leg_that_swings() -> None:
    state = at(GuideState(TWO), Stage.SWING_LEG)
    state = advance(state, seen(state, 18.0, swings={"b": SPANS}))
    assert state.stage is Stage.SWING_LEG
    assert "other leg" in state.sentence
    state = advance(state, seen(state, 36.0, swings={"b": SPANS}))
    ((sensor, check),) = state.checks
    assert sensor == "b"
    assert "wrong legs" in check.sentence


def test_swings_that_never_come_do_not_hold_the_session_up() -> None:
    state = at(GuideState(ONE), Stage.SWING_LEG)
    assert advance(state, seen(state, 34.0)).stage is Stage.SWING_LEG
    late = advance(state, seen(state, 36.0))
    assert late.stage is Stage.COUNTDOWN
    assert late.spans == {}


def test_the_countdown_says_three_two_one() -> None:
    state = at(GuideState(ONE), Stage.COUNTDOWN)
    said: list[str] = []
    for step in range(40):
        state = advance(state, seen(state, 10.0 + 0.1 * step))
        if not said or said[-1] != state.sentence:
            said.append(state.sentence)
    assert said == ["3", "2", "1", "Recording: play."]


@pytest.mark.parametrize("order", [advance, lambda state, look: skipped(state, look.now_s)])
def test_a_running_session_is_led_no_further(
    order: Callable[[GuideState, Seen], GuideState],
) -> None:
    state = at(GuideState(ONE), Stage.RECORDING)
    assert order(state, seen(state, 99.0)).stage is Stage.RECORDING


def test_nothing_new_is_the_same_value() -> None:
    state = at(GuideState(ONE, GuideSettings()), Stage.SWING_LEG)
    assert advance(state, seen(state, 11.0)) is state
