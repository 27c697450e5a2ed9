"""Findings about one kick, each just on either side of its threshold."""

import math

import pytest

from kicksense.coaching.ball_roll import arrival_speed, surface_named
from kicksense.coaching.findings import (
    FINDING_CODES,
    SEVERITY_WEIGHT,
    FindingSettings,
    kick_findings,
)
from kicksense.coaching.power import power_band
from kicksense.domain.drill import Drill
from kicksense.domain.kick import (
    Estimate,
    FeatureVector,
    Finding,
    PowerBand,
    Severity,
    Target,
    Technique,
)
from kicksense.features.schema import FEATURE_NAMES
from kicksense.store.drills import shipped_drills
from tests.coaching.kicks import FEATURES, features, verdict

SETTINGS = FindingSettings()
DRILLS = shipped_drills()
TARGET = Target(distance_m=6.0, surface="short_grass")
PASSES = (Technique.HEEL, Technique.INSIDE_FOOT)


def found(
    vector: FeatureVector,
    technique: Technique = Technique.HEEL,
    *,
    drill: Drill | None = None,
) -> dict[str, Finding]:
    """Give the findings of a kick without a target, by code."""
    stated = kick_findings(
        vector,
        verdict(technique),
        arrival=None,
        power=None,
        target=None,
        settings=SETTINGS,
        drill=drill,
    )
    return {finding.code: finding for finding in stated}


def judged(ball: Estimate, technique: Technique = Technique.HEEL) -> dict[str, Finding]:
    """Give the findings of a flawless swing at a ball of this speed, by code."""
    surface = surface_named(TARGET.surface)
    arrival = arrival_speed(ball, distance_m=TARGET.distance_m, surface=surface)
    stated = kick_findings(
        features(),
        verdict(technique, ball),
        arrival=arrival,
        power=power_band(ball, arrival, TARGET),
        target=TARGET,
        settings=SETTINGS,
    )
    return {finding.code: finding for finding in stated}


@pytest.mark.parametrize("technique", list(Technique))
def test_nothing_is_said_of_a_flawless_kick(technique: Technique) -> None:
    assert found(features(), technique) == {}


@pytest.mark.parametrize("technique", list(Technique))
def test_nothing_is_said_where_nothing_could_be_measured(technique: Technique) -> None:
    nothing = features(**dict.fromkeys(FEATURES, math.nan))
    assert found(nothing, technique, drill=DRILLS.named("one_touch_circle")) == {}


@pytest.mark.parametrize(
    ("name", "over", "under", "code", "techniques"),
    [
        (
            "follow_through_angle_rad",
            SETTINGS.max_heel_follow_through_rad + 0.001,
            SETTINGS.max_heel_follow_through_rad - 0.001,
            "follow_through_too_long",
            (Technique.HEEL,),
        ),
        (
            "follow_through_angle_rad",
            SETTINGS.max_inside_follow_through_rad + 0.001,
            SETTINGS.max_inside_follow_through_rad - 0.001,
            "follow_through_too_long",
            (Technique.INSIDE_FOOT,),
        ),
        (
            "swing_angle_rad",
            SETTINGS.max_heel_swing_rad + 0.001,
            SETTINGS.max_heel_swing_rad - 0.001,
            "swing_too_big",
            (Technique.HEEL,),
        ),
        (
            "swing_smoothness_index",
            SETTINGS.min_swing_smoothness_index - 0.001,
            SETTINGS.min_swing_smoothness_index + 0.001,
            "swing_not_smooth",
            PASSES,
        ),
        (
            "swing_pause_s",
            SETTINGS.max_swing_pause_s + 0.001,
            SETTINGS.max_swing_pause_s - 0.001,
            "telegraphed",
            PASSES,
        ),
        (
            "swing_reversals_count",
            SETTINGS.max_swing_reversals_count + 1.0,
            SETTINGS.max_swing_reversals_count,
            "telegraphed",
            PASSES,
        ),
        (
            "time_to_next_step_s",
            SETTINGS.max_time_to_next_step_s + 0.001,
            SETTINGS.max_time_to_next_step_s - 0.001,
            "slow_to_move_on",
            PASSES,
        ),
        (
            "strike_rate_change_radps",
            SETTINGS.min_contact_ratio * FEATURES["expected_rate_change_radps"] - 0.001,
            SETTINGS.min_contact_ratio * FEATURES["expected_rate_change_radps"] + 0.001,
            "thin_contact",
            tuple(Technique),
        ),
    ],
)
def test_a_threshold_decides(
    name: str, over: float, under: float, code: str, techniques: tuple[Technique, ...]
) -> None:
    for technique in techniques:
        assert set(found(features(**{name: over}), technique)) == {code}
        assert set(found(features(**{name: under}), technique)) == set()


@pytest.mark.parametrize("technique", [Technique.INSTEP, Technique.UNSURE])
def test_a_shot_or_an_unsure_kick_is_not_measured_by_the_rules_for_passes(
    technique: Technique,
) -> None:
    vector = features(
        follow_through_angle_rad=2.5,
        swing_angle_rad=2.0,
        swing_smoothness_index=-20.0,
        swing_pause_s=2.0,
        swing_reversals_count=7.0,
        time_to_next_step_s=5.0,
    )
    assert found(vector, technique) == {}


def test_a_long_follow_through_for_a_heel_pass_is_none_for_an_inside_pass() -> None:
    vector = features(follow_through_angle_rad=math.radians(75.0))
    assert "follow_through_too_long" in found(vector, Technique.HEEL)
    assert "follow_through_too_long" not in found(vector, Technique.INSIDE_FOOT)


def test_a_drill_played_from_one_spot_does_not_ask_to_move_on() -> None:
    vector = features(time_to_next_step_s=3.0)
    assert found(vector, drill=DRILLS.named("backheel_wall_pass")) == {}
    assert "slow_to_move_on" in found(vector, drill=DRILLS.named("one_touch_circle"))


@pytest.mark.parametrize(("since_s", "codes"), [(1.99, {"extra_touch"}), (2.01, set())])
def test_touches_are_counted_in_a_one_touch_drill(since_s: float, codes: set[str]) -> None:
    vector = features(time_since_last_contact_s=since_s)
    assert set(found(vector, drill=DRILLS.named("one_touch_circle"))) == codes
    assert set(found(vector, drill=DRILLS.named("partner_pass"))) == set()
    assert set(found(vector)) == set()


def test_a_ball_that_sped_the_leg_up_is_reported_as_no_contact_at_all() -> None:
    thin = found(features(strike_rate_change_radps=-1.0))["thin_contact"]
    assert dict(thin.evidence)["contact_ratio"] == 0.0


@pytest.mark.parametrize("expected_radps", [0.0, -1.0])
def test_contact_is_not_judged_without_an_expectation(expected_radps: float) -> None:
    vector = features(expected_rate_change_radps=expected_radps, strike_rate_change_radps=0.0)
    assert found(vector) == {}


def line_mps(code: str) -> float:
    """Find the lowest lower bound of the ball speed that a code is said of."""
    return next(
        tenth / 10 for tenth in range(20, 300) if code in judged(Estimate(30.0, tenth / 10, 31.0))
    )


def test_too_much_power_is_said_from_the_lower_bound_alone() -> None:
    line = line_mps("too_much_power")
    assert "too_much_power" not in judged(Estimate(30.0, line - 0.1, 31.0))
    stated = judged(Estimate(line, line, line))["too_much_power"]
    assert stated.severity is Severity.WARNING
    assert dict(stated.evidence)["ball_speed_low_mps"] == line
    assert dict(stated.evidence)["enough_ball_speed_mps"] < line / 1.49


def test_slightly_too_hard_lies_between_good_and_too_much() -> None:
    line = line_mps("slightly_too_hard")
    assert judged(Estimate(30.0, line - 0.1, 31.0)) == {}
    assert line < line_mps("too_much_power")
    assert judged(Estimate(30.0, line, 31.0))["slightly_too_hard"].severity is Severity.INFO


def test_under_hit_is_said_only_when_the_upper_bound_does_not_arrive() -> None:
    reach_mps = next(
        tenth / 10
        for tenth in range(20, 100)
        if "under_hit" not in judged(Estimate(1.0, 0.5, tenth / 10))
    )
    stated = judged(Estimate(1.0, 0.5, reach_mps - 0.1))["under_hit"]
    assert dict(stated.evidence)["arrival_speed_high_mps"] == 0.0
    assert judged(Estimate(1.0, 0.5, reach_mps)) == {}


@pytest.mark.parametrize("power", list(PowerBand))
def test_power_is_not_spoken_of_without_a_target(power: PowerBand) -> None:
    stated = kick_findings(
        features(), verdict(), arrival=None, power=power, target=None, settings=SETTINGS
    )
    assert stated == ()


def test_the_weightiest_finding_comes_first() -> None:
    ball = Estimate(20.0, 18.0, 22.0)
    stated = kick_findings(
        features(time_to_next_step_s=3.0, follow_through_angle_rad=2.0),
        verdict(ball=ball),
        arrival=Estimate(15.0, 13.0, 17.0),
        power=PowerBand.EXCESS,
        target=TARGET,
        settings=SETTINGS,
    )
    assert [finding.code for finding in stated] == [
        "too_much_power",
        "follow_through_too_long",
        "slow_to_move_on",
    ]
    weights = [SEVERITY_WEIGHT[finding.severity] for finding in stated]
    assert weights == sorted(weights, reverse=True)


def test_every_finding_has_a_listed_code_and_names_a_drill_that_exists() -> None:
    worst = features(
        follow_through_angle_rad=3.0,
        swing_angle_rad=3.0,
        swing_smoothness_index=-30.0,
        swing_pause_s=2.0,
        swing_reversals_count=5.0,
        time_to_next_step_s=9.0,
        time_since_last_contact_s=0.5,
        strike_rate_change_radps=0.0,
    )
    for technique in PASSES:
        stated = found(worst, technique, drill=DRILLS.named("one_touch_circle"))
        assert len(stated) >= 6
        for finding in stated.values():
            assert finding.code in FINDING_CODES
            assert finding.drill is not None
            assert DRILLS.named(finding.drill).name == finding.drill
            assert all(math.isfinite(value) for _, value in finding.evidence)


def test_every_number_that_a_rule_reads_is_measured() -> None:
    assert FEATURES.keys() <= set(FEATURE_NAMES)
