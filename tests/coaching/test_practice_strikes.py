"""What a practice shows of how the ball is struck, each just on either side of its threshold."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from kicksense.coaching.baseline import SWAY
from kicksense.domain.kick import Finding, Severity, Technique
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.locomotion import KickSurroundings, Step
from kicksense.domain.score_card import Practice
from tests.coaching.practised import RULES, found, rep, usual
from tests.practices import drill, kick, practice

COUNT = 10
TIMES = tuple(6.0 * number for number in range(1, COUNT + 1))
CALM = KickSurroundings(
    t_s=0.0,
    heading_rad=0.0,
    heading_spread_rad=0.02,
    cadence_before_hz=2.0,
    sway_rad=0.03,
    step_after_s=0.6,
    unloaded_s=0.4,
    twist_radps=2.0,
)
TILT_ERROR_RAD = practice().report.calibration.tilt_error_rad


def practised(
    features: Mapping[str, float] | None = None,
    technique: Technique = Technique.HEEL,
    *,
    shown: int = COUNT,
    around: Mapping[str, float] | None = None,
    steps: tuple[Step, ...] = (),
    markers: tuple[Marker, ...] = (),
) -> Practice:
    """Give ten kicks of which the first so many differ from a flawless one."""
    kicks = [
        kick(t_s, technique, features=features if at < shown else None)
        for at, t_s in enumerate(TIMES)
    ]
    surroundings = [
        replace(CALM, t_s=t_s, **(around if around and at < shown else {}))
        for at, t_s in enumerate(TIMES)
    ]
    return practice(kicks, surroundings=surroundings, steps=steps, markers=markers)


FEATURES = [
    (
        "not_lifted_back",
        "backward_tilt_at_impact_rad",
        RULES.min_backward_tilt_rad - TILT_ERROR_RAD - 0.001,
        RULES.min_backward_tilt_rad - TILT_ERROR_RAD + 0.001,
    ),
    (
        "not_straight",
        "swing_plane_angle_rad",
        RULES.max_heel_plane_rad + 0.001,
        RULES.max_heel_plane_rad - 0.001,
    ),
    ("slow_flick", "swing_duration_s", RULES.max_flick_s + 0.001, RULES.max_flick_s - 0.001),
]


@pytest.mark.parametrize(("code", "name", "over", "under"), FEATURES)
def test_a_threshold_of_a_heel_kick_decides(
    code: str, name: str, over: float, under: float
) -> None:
    assert set(found(practised({name: over}))) == {code}
    assert found(practised({name: under})) == {}


@pytest.mark.parametrize(("code", "name", "over"), [case[:3] for case in FEATURES])
@pytest.mark.parametrize("technique", [Technique.INSIDE_FOOT, Technique.INSTEP, Technique.UNSURE])
def test_what_holds_of_heel_kicks_is_not_said_of_others(
    code: str, name: str, over: float, technique: Technique
) -> None:
    assert code not in found(practised({name: over}, technique))


@pytest.mark.parametrize("name", [name for _, name, _, _ in FEATURES])
def test_nothing_is_said_where_nothing_could_be_measured(name: str) -> None:
    assert found(practised({name: math.nan})) == {}


def test_a_flawless_practice_has_nothing_to_be_said_of() -> None:
    for technique in Technique:
        assert found(practised(technique=technique)) == {}
    assert found(practice()) == {}


@pytest.mark.parametrize(("shown", "said"), [(5, True), (3, False)])
def test_a_fault_is_told_when_it_is_a_habit(shown: int, said: bool) -> None:
    assert ("slow_flick" in found(practised({"swing_duration_s": 0.4}, shown=shown))) is said


def test_five_kicks_are_too_few_for_a_habit_and_six_are_not() -> None:
    slow = [kick(t_s, features={"swing_duration_s": 0.4}) for t_s in TIMES]
    assert "slow_flick" not in found(practice(slow[: RULES.min_reps_count - 1]))
    assert "slow_flick" in found(practice(slow[: RULES.min_reps_count]))


def test_a_less_sure_technique_makes_a_less_sure_finding() -> None:
    sure = found(practised({"swing_duration_s": 0.4}))["slow_flick"]
    assert dict(sure.evidence)["confidence_ratio"] == pytest.approx(0.6 * 0.94)


@pytest.mark.parametrize(
    ("code", "name", "over", "under"),
    [
        (
            "off_centre",
            "twist_radps",
            RULES.min_twist_radps + 0.001,
            RULES.min_twist_radps - 0.001,
        ),
        ("sway_after", "sway_rad", RULES.max_sway_rad + 0.001, RULES.max_sway_rad - 0.001),
        (
            "stood_still_after",
            "step_after_s",
            RULES.max_second_step_s + 0.001,
            RULES.max_second_step_s - 0.001,
        ),
    ],
)
def test_a_threshold_around_the_kick_decides(
    code: str, name: str, over: float, under: float
) -> None:
    assert set(found(practised(around={name: over}))) == {code}
    assert found(practised(around={name: under})) == {}
    assert found(practised(around={name: math.nan})) == {}
    assert found(practised(technique=Technique.INSTEP, around={name: over})) == {}


def test_a_hard_kick_may_twist_the_leg_more() -> None:
    twist = {"twist_radps": RULES.min_twist_radps + 0.1}
    hard = {
        "strike_rate_change_radps": twist["twist_radps"] / RULES.min_twist_ratio + 0.01,
        "expected_rate_change_radps": 6.0,
    }
    assert found(practised(hard, around=twist)) == {}


def test_who_sways_more_than_others_is_held_against_their_own_usual() -> None:
    around = {"sway_rad": RULES.max_sway_rad + 0.02}
    swaying = usual(SWAY, RULES.max_sway_rad, 0.011, technique=Technique.HEEL)
    calm = usual(SWAY, 0.05, 0.011, technique=Technique.HEEL)
    assert "sway_after" not in found(practised(around=around), baseline=swaying)
    assert "sway_after" in found(practised(around=around), baseline=calm)


def test_who_moves_on_after_the_ball_does_not_stand() -> None:
    reps = [rep(number) for number in range(1, COUNT + 1)]
    swaying = practised(around={"sway_rad": RULES.max_sway_rad + 0.001})
    assert found(swaying, reps, drill()) == {}
    assert set(found(swaying, reps, drill(stays_put=True))) == {"sway_after"}


def test_a_leg_that_still_moves_says_nothing_of_balance() -> None:
    assert found(practised(around={"sway_rad": RULES.max_moving_rad + 0.001})) == {}
    assert "sway_after" in found(practised(around={"sway_rad": RULES.max_moving_rad - 0.001}))


@pytest.mark.parametrize("code", ["swing_too_big", "telegraphed"])
def test_a_strike_that_is_long_for_another_reason_is_told_of_that_one(code: str) -> None:
    slow = practised({"swing_duration_s": RULES.max_flick_s + 0.1})
    fault = (Finding(code, Severity.ADVICE),)
    told = tuple(replace(one, findings=fault) for one in slow.report.kicks)
    assert "slow_flick" in found(slow)
    assert "slow_flick" not in found(replace(slow, report=replace(slow.report, kicks=told)))


OWN = math.radians(30.0)
OWN_SPREAD = math.radians(2.0)
AWAY = RULES.swing_change_ratio * OWN


@pytest.mark.parametrize(
    ("code", "over", "under"),
    [
        ("swing_cut_short", OWN - AWAY - 0.001, OWN - AWAY + 0.001),
        ("swing_overreached", OWN + AWAY + 0.001, OWN + AWAY - 0.001),
    ],
)
def test_a_swing_is_held_against_the_players_own(code: str, over: float, under: float) -> None:
    own = usual("swing_angle_rad", OWN, OWN_SPREAD, technique=Technique.HEEL)
    assert set(found(practised({"swing_angle_rad": over}), baseline=own)) == {code}
    assert found(practised({"swing_angle_rad": under}), baseline=own) == {}
    assert found(practised({"swing_angle_rad": math.nan}), baseline=own) == {}


def test_a_player_whose_swings_differ_anyway_is_left_alone() -> None:
    own = usual("swing_angle_rad", OWN, AWAY / RULES.swing_spreads + 0.01, technique=Technique.HEEL)
    assert found(practised({"swing_angle_rad": OWN - AWAY - 0.001}), baseline=own) == {}


def test_without_a_history_a_swing_is_held_against_the_others_of_the_session() -> None:
    kicks = [
        kick(6.0 * at, features={"swing_angle_rad": OWN * (0.4 if at % 5 < 2 else 1.0)})
        for at in range(1, 31)
    ]
    assert "swing_cut_short" in found(practice(kicks, duration_s=200.0))
    same = [kick(6.0 * at, features={"swing_angle_rad": 0.4 * OWN}) for at in range(1, 31)]
    assert found(practice(same, duration_s=200.0)) == {}


def test_a_swing_that_is_too_big_for_anybody_is_not_told_twice() -> None:
    own = usual("swing_angle_rad", OWN, OWN_SPREAD, technique=Technique.HEEL)
    big = practised({"swing_angle_rad": RULES.clear_swing_rad + 0.1})
    assert "swing_overreached" in found(big, baseline=own)

    told = tuple(
        replace(one, findings=(Finding("swing_too_big", Severity.ADVICE),))
        for one in big.report.kicks
    )
    again = replace(big, report=replace(big.report, kicks=told))
    assert set(found(again, baseline=own)) == {"swing_too_big"}


def strides(per_s: float, span_s: float = 70.0) -> tuple[Step, ...]:
    """Give steps of the worn leg before every kick but in its last two seconds."""
    return tuple(
        Step(t_s - 4.0 + at / per_s, 6.0, 20.0)
        for t_s in TIMES
        for at in range(int(2.0 * per_s))
        if t_s < span_s
    )


def test_momentum_is_lost_where_a_moving_player_stops_for_the_ball() -> None:
    came = strides(1.0)
    limit_hz = RULES.momentum_ratio * 2.0
    slowed = {"cadence_before_hz": limit_hz - 0.01}
    kept = {"cadence_before_hz": limit_hz + 0.01}
    assert set(found(practised(around=slowed, steps=came))) == {"lost_momentum"}
    assert found(practised(around=kept, steps=came)) == {}
    assert found(practised(around={"cadence_before_hz": math.nan}, steps=came)) == {}


def test_who_stood_anyway_has_no_momentum_to_lose() -> None:
    assert found(practised(around={"cadence_before_hz": 0.0}, steps=strides(0.5))) == {}


def test_a_drill_played_from_one_spot_asks_nobody_to_move() -> None:
    moving = practised(around={"cadence_before_hz": 0.0, "step_after_s": 5.0}, steps=strides(1.0))
    reps = [rep(number) for number in range(1, COUNT + 1)]
    assert found(moving, reps, drill(stays_put=True)) == {}
    assert set(found(moving, reps, drill())) == {"lost_momentum"}
    asked = drill("step_after_s")
    assert set(found(moving, reps, asked)) == {"lost_momentum", "stood_still_after"}


def test_who_takes_no_step_at_all_stood_still() -> None:
    none = practised(around={"step_after_s": math.nan}, steps=(Step(1.0, 6.0, 20.0),))
    assert set(found(none)) == {"stood_still_after"}


@pytest.mark.parametrize(("away_deg", "said"), [(20.0, True), (45.0, False), (180.0, False)])
def test_facing_the_target_shows_against_a_marked_bearing(away_deg: float, said: bool) -> None:
    mark = Marker(59.0, MarkerKind.NOTE, text="facing target")
    around = {"heading_rad": math.radians(away_deg) - math.tau}
    assert ("not_facing_away" in found(practised(around=around, markers=(mark,)))) is said


def test_without_a_mark_nobody_knows_where_the_target_is() -> None:
    note = Marker(59.0, MarkerKind.NOTE, text="lost")
    assert found(practised(markers=(note,))) == {}


def test_a_heading_that_drifted_too_long_says_nothing() -> None:
    mark = Marker(0.0, MarkerKind.NOTE, text="Target")
    known = practised(markers=(mark,))
    lost = replace(known, activity=replace(known.activity, heading_drift_radps=0.1))
    assert "not_facing_away" in found(known)
    assert found(lost) == {}


@pytest.mark.parametrize(("missed", "said"), [(6, True), (5, False)])
def test_missed_targets_are_told_where_hits_are_marked(missed: int, said: bool) -> None:
    reps = [rep(number, hit=number > missed) for number in range(1, COUNT + 1)]
    assert ("target_missed" in found(practised(), reps, drill())) is said
    unmarked = [rep(number) for number in range(1, COUNT + 1)]
    assert found(practised(), unmarked, drill()) == {}


@pytest.mark.parametrize(("other", "said"), [(6, True), (3, False)])
def test_another_part_of_the_foot_than_asked_is_told(other: int, said: bool) -> None:
    reps = [rep(number, as_asked=number > other) for number in range(1, COUNT + 1)]
    stated = found(practised(), reps, drill(name="backheel_partner_gate"))
    assert ("not_as_asked" in stated) is said
    if said:
        assert stated["not_as_asked"].drill == "backheel_partner_gate"
    unsure = [rep(number, as_asked=None) for number in range(1, COUNT + 1)]
    assert found(practised(), unsure, drill()) == {}
