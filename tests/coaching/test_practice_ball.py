"""What a practice shows of touches, releases, carries, switches and chains."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from kicksense.domain.drill import Asked, Drill, RepUnit, Theme
from kicksense.domain.kick import KickReport, Technique
from kicksense.domain.locomotion import Carry, Gait, Possession, PossessionKind, TouchFeel
from kicksense.domain.score_card import Rep
from tests.coaching.practised import RULES, found, rep
from tests.practices import drill, kick, practice, touch, trap

COUNT = 10
TIMES = tuple(6.0 * number for number in range(1, COUNT + 1))
PASSES = tuple(kick(t_s, Technique.INSIDE_FOOT) for t_s in TIMES)


def building(*scores: str | Asked, unit: RepUnit = RepUnit.TURN) -> Drill:
    """Give a drill of building out that scores what is named."""
    return replace(
        drill(*scores, rep=unit, techniques=(Technique.INSIDE_FOOT,)), theme=Theme.BUILD_OUT
    )


def switching() -> Drill:
    return building("switches", "heading_change_rad")


def turns(count: int = COUNT, **known: object) -> list[Rep]:
    """Give turns of two contacts."""
    return [rep(number, **{"contacts": 2, **known}) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("jolt", "said"),
    [
        (RULES.max_first_touch_mps2 + 0.1, True),
        (RULES.max_first_touch_mps2 - 0.1, False),
        (math.nan, False),
    ],
)
def test_a_hard_first_touch_jumps(jolt: float, said: bool) -> None:
    traps = [trap(t_s - 1.0) for t_s in TIMES]
    touches = [TouchFeel(one.t_s, jolt, 0.05) for one in traps]
    played = practice(PASSES, contacts=traps, touches=touches)
    assert ("hard_first_touch" in found(played, turns(), building("first_touch_jolt_mps2"))) is said
    assert "hard_first_touch" not in found(played, turns(), building())
    allowed = building(Asked("first_touch_jolt_mps2", most=RULES.max_first_touch_mps2 + 1.0))
    assert "hard_first_touch" not in found(played, turns(), allowed)


@pytest.mark.parametrize(("hard", "said"), [(7, True), (5, False)])
def test_hard_first_touches_are_told_when_most_are(hard: int, said: bool) -> None:
    traps = [trap(t_s - 1.0) for t_s in TIMES]
    touches = [TouchFeel(one.t_s, 90.0 if at < hard else 20.0, 0.1) for at, one in enumerate(traps)]
    played = practice(PASSES, contacts=traps, touches=touches)
    assert ("hard_first_touch" in found(played, turns(), building("first_touch_jolt_mps2"))) is said


def test_touches_on_the_way_are_no_first_touches() -> None:
    traps = [trap(t_s - 1.0) for t_s in TIMES]
    later = [TouchFeel(one.t_s + 0.5, 200.0, 0.05) for one in traps]
    played = practice(PASSES, contacts=traps, touches=later)
    assert found(played, turns(), building("first_touch_jolt_mps2")) == {}


IN_TIME = Asked("touch_to_release_s", most=1.5)


@pytest.mark.parametrize(("over_s", "said"), [(0.01, True), (-0.01, False)])
def test_a_ball_kept_past_the_time_is_a_slow_release(over_s: float, said: bool) -> None:
    played, kept = practice(PASSES), turns(touch_to_release_s=1.5 + over_s)
    assert ("slow_release" in found(played, kept, building(IN_TIME))) is said
    assert found(played, kept, building("touch_to_release_s")) == {}
    assert found(played, kept, building()) == {}


def test_a_drive_takes_its_time_and_one_touch_has_none() -> None:
    slow = turns(touch_to_release_s=4.0)
    driving = building(IN_TIME, unit=RepUnit.CARRY)
    assert "slow_release" not in found(practice(PASSES), slow, driving)
    once = turns(touch_to_release_s=4.0, contacts=1)
    assert found(practice(PASSES), once, building(IN_TIME)) == {}


@pytest.mark.parametrize(("before_s", "said"), [(3.0, True), (1.0, False), (7.0, False)])
def test_a_ball_that_lay_still_between_touch_and_pass_was_kept(before_s: float, said: bool) -> None:
    played = practice(
        [kick(12.0 * at, Technique.INSIDE_FOOT) for at in range(1, COUNT + 1)],
        contacts=[trap(12.0 * at - before_s) for at in range(1, COUNT + 1)],
        duration_s=200.0,
    )
    reps = [rep(at, t_s=12.0 * at) for at in range(1, COUNT + 1)]
    assert ("slow_release" in found(played, reps, building(IN_TIME))) is said


def possessions(long: int) -> list[Possession]:
    return [
        Possession(
            t_s - 3.0, t_s, 3, PossessionKind.LONG if at < long else PossessionKind.SHORT, True
        )
        for at, t_s in enumerate(TIMES)
    ]


@pytest.mark.parametrize(("long", "said"), [(8, True), (4, False)])
def test_long_possessions_are_told_where_short_ones_are_asked_for(long: int, said: bool) -> None:
    played = practice(PASSES, possessions=possessions(long))
    asked = building(Asked("long_possession_ratio", most=0.4))
    assert ("held_too_long" in found(played, turns(), asked)) is said
    assert found(played, turns(), building()) == {}


@pytest.mark.parametrize(("ran_s", "said"), [(1.1, True), (1.3, False)])
def test_who_runs_with_the_ball_does_not_hold_it_too_long(ran_s: float, said: bool) -> None:
    kept = possessions(8)
    runs = [(one.start_s + 0.5, one.start_s + 0.5 + ran_s, Gait.RUNNING) for one in kept]
    played = practice(PASSES, possessions=kept, runs=runs)
    asked = building(Asked("long_possession_ratio", most=0.4))
    assert ("held_too_long" in found(played, turns(), asked)) is said


@pytest.mark.parametrize(
    ("before_s", "said"),
    [(RULES.carry_before_s + 0.01, True), (RULES.carry_before_s - 0.01, False)],
)
def test_a_release_without_a_drive_is_told_where_drives_are_trained(
    before_s: float, said: bool
) -> None:
    carries = [
        Carry(t_s - before_s - 1.0, t_s - before_s, 3, cadence_rise_ratio=1.2) for t_s in TIMES
    ]
    played = practice(PASSES, carries=carries)
    assert ("no_carry" in found(played, turns(), building(unit=RepUnit.CARRY))) is said
    assert found(played, turns(), building()) == {}


@pytest.mark.parametrize("touches", [1, 2])
def test_a_drive_that_may_have_been_missed_is_not_missing(touches: int) -> None:
    strays = [touch(t_s - 1.0 - 0.5 * at) for t_s in TIMES for at in range(touches)]
    stated = found(practice(PASSES, contacts=strays), turns(), building(unit=RepUnit.CARRY))
    assert ("no_carry" in stated) is (touches <= RULES.max_stray_touches_count)


@pytest.mark.parametrize(
    ("rise", "said"),
    [
        (RULES.min_cadence_rise_ratio - 0.001, True),
        (RULES.min_cadence_rise_ratio + 0.001, False),
        (None, False),
    ],
)
def test_a_drive_speeds_up(rise: float | None, said: bool) -> None:
    carries = [Carry(t_s - 2.0, t_s - 0.5, 3, cadence_rise_ratio=rise) for t_s in TIMES]
    played = practice(PASSES, carries=carries)
    stated = found(played, turns(), building(unit=RepUnit.CARRY))
    assert ("carry_without_pace" in stated) is said
    assert "carry_without_pace" not in found(played, turns(), building())


@pytest.mark.parametrize(("turned_deg", "said"), [(59.0, True), (61.0, False), (-59.0, True)])
def test_a_switch_turns_the_player_before_the_ball(turned_deg: float, said: bool) -> None:
    turned = math.radians(turned_deg)
    heading = [
        corner
        for t_s in TIMES
        for corner in ((t_s - 2.5, 0.0), (t_s - 1.0, turned), (t_s + 1.0, turned), (t_s + 2.0, 0.0))
    ]
    played = practice(PASSES, heading=heading, heading_drift_radps=0.0)
    assert ("not_switched" in found(played, turns(), switching())) is said
    assert found(played, turns(), building("switches")) == {}
    drifting = practice(PASSES, heading=heading, heading_drift_radps=0.2)
    assert found(drifting, turns(), switching()) == {}


def test_a_heading_that_nobody_knows_tells_of_no_switch() -> None:
    played = practice(PASSES)
    lost = replace(
        played.activity,
        heading_t_s=played.activity.heading_t_s[:0],
        heading_rad=played.activity.heading_rad[:0],
    )
    assert "not_switched" in found(played, turns(), switching())
    assert found(replace(played, activity=lost), turns(), switching()) == {}


def weights(speeds_mps: Sequence[float]) -> list[KickReport]:
    return [
        kick(6.0 * at, Technique.INSIDE_FOOT, ball_mps=speed)
        for at, speed in enumerate(speeds_mps, start=1)
    ]


@pytest.mark.parametrize(
    ("spread", "said"), [(RULES.max_weight_spread_ratio * 1.6, True), (0.25, False)]
)
def test_weights_that_scatter_for_sure_are_told(spread: float, said: bool) -> None:
    normal = [-1.6, -1.0, -0.6745, -0.6745, -0.3, 0.3, 0.6745, 0.6745, 1.0, 1.6] * 3
    speeds = [6.0 * (1.0 + spread * z) for z in normal]
    stated = found(practice(weights(speeds), duration_s=300.0))
    assert ("uneven_weight" in stated) is said


def test_two_kinds_of_balls_are_an_uneven_weight() -> None:
    assert "uneven_weight" in found(practice(weights([5.0, 12.0, 13.0, 4.0, 12.5] * 3)))


def test_one_mishit_does_not_make_the_weight_uneven() -> None:
    assert found(practice(weights([6.0, 6.1, 5.9, 6.0, 6.2, 5.8, 6.0, 18.0]))) == {}
    assert found(practice(weights([6.0, 1.0, 12.0, 3.0, 9.0]))) == {}


@pytest.mark.parametrize(("uneven", "said"), [(3.0, True), (0.5, False)])
def test_an_uneven_rhythm_is_told_where_one_is_asked_for(uneven: float, said: bool) -> None:
    gaps = [6.0 + uneven * (at % 4 - 1.5) for at in range(30)]
    times = [sum(gaps[: at + 1]) for at in range(30)]
    reps = [rep(at + 1, t_s=t_s) for at, t_s in enumerate(times)]
    played = practice([kick(t_s) for t_s in times], duration_s=300.0)
    assert ("uneven_timing" in found(played, reps, drill("rhythm_spread_ratio"))) is said
    assert found(played, reps, drill()) == {}


def chained(fall: float, slow: float) -> tuple[list[KickReport], list[Rep]]:
    """Give three chains of ten passes whose weight and tempo change from first to last."""
    kicks = []
    for chain in range(3):
        t_s = 10.0 + 100.0 * chain
        for at in range(10):
            noise = 1.0 + 0.02 * (-1.0) ** at
            speed = 8.0 * noise * (1.0 - fall * at / 9.0)
            kicks.append(kick(t_s, Technique.INSIDE_FOOT, ball_mps=speed))
            t_s += 2.0 * noise * (1.0 + slow * at / 8.0)
    reps = [rep(at + 1, t_s=one.t_s) for at, one in enumerate(kicks)]
    return kicks, reps


@pytest.mark.parametrize(
    ("fall", "slow", "codes"),
    [
        (0.3, 0.0, {"weight_fades"}),
        (0.0, 0.4, {"tempo_drops"}),
        (0.08, 0.08, set()),
        (-0.3, -0.3, set()),
    ],
)
def test_what_does_not_last_to_the_end_of_a_chain_is_told(
    fall: float, slow: float, codes: set[str]
) -> None:
    kicks, reps = chained(fall, slow)
    played = practice(kicks, duration_s=400.0)
    assert set(found(played, reps, building("chain_tempo_s"))) - {"slower_at_end"} == codes
    assert not {"weight_fades", "tempo_drops"} & set(found(played, reps, building()))
