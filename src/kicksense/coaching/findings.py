"""Rules that turn the numbers of one kick into statements.

A rule states a fact with its evidence and leaves the phrasing to `kicksense.workflows.wording`. It
keeps silent where it was given no number (NaN), where the technique is unsure and matters to it,
and where the fault would not show at both ends of the interval.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from kicksense.coaching.finding_kinds import FINDING_KINDS
from kicksense.coaching.power import enough_launch_mps
from kicksense.coaching.practice_settings import PracticeSettings
from kicksense.domain.drill import Drill
from kicksense.domain.kick import (
    Estimate,
    FeatureVector,
    Finding,
    PowerBand,
    Severity,
    Target,
    Technique,
    Verdict,
)

FINDING_CODES: Final = tuple(FINDING_KINDS)
"""Every code a finding can have: about a kick, about a practice."""

PROXY_CODES: Final = frozenset(kind.code for kind in FINDING_KINDS.values() if kind.proxy)
"""Codes that are a sign of the fault, not a measurement of it."""

SEVERITY_WEIGHT: Final = {Severity.INFO: 1.0, Severity.ADVICE: 2.0, Severity.WARNING: 3.0}
"""How much a severity counts when findings are put in order."""

_PASSES: Final = frozenset({Technique.HEEL, Technique.INSIDE_FOOT})


@dataclass(frozen=True, slots=True)
class FindingSettings:
    """Thresholds of the findings.

    Field notes, section 7, are the source of what coaching texts ask for; where a margin was added
    so that only clear cases are named, it says so.

    Attributes
    ----------
    max_heel_follow_through_rad
        After a heel pass the leg turns on by less than 30 deg; more than 60 is too much (field
        notes). The measure is an integrated rate, good to a few degrees.
    max_inside_follow_through_rad
        The same for an inside-foot pass, which players follow further. Assumed: no source.
    max_heel_swing_rad
        From the swing reversal to a heel contact; 10 to 45 deg are asked for (field notes), plus
        10 deg of margin for where the reversal is placed.
    min_swing_smoothness_index
        Spectral arc length of the strike swing, as `kicksense.features.measures` defines it; nearer
        zero is smoother. Of 97 shots by six players (recordings, lmd) half lie above -1.51 and two
        below -2.12; a swing that stutters at 10 Hz by 0.9 of its peak lies at -2.25.
    max_swing_pause_s
        Longest stop between the start of the backswing and the ball (field notes: 0.4 s).
    max_swing_reversals_count
        Changes of direction before the ball. A swing has one, a feint before it makes three; one in
        ten real shots shows two (recordings, lmd).
    max_time_to_next_step_s
        From the ball to the next step (field notes: under 0.8 s).
    min_contact_ratio
        Change of the strike rate across the impact over the change that a full contact at this
        foot speed causes. Real passes change by 0.65 to 1.9 times the hinge model's 241 deg/s
        (field notes, section 4); less than 0.4 has hardly moved the ball.
    one_touch_span_s
        A contact of the same leg so shortly before is an extra touch (field notes: 2 s).
    min_share_ratio
        Share of the kicks that must show a fault before the session is told of it: one kick is no
        habit. Assumed.
    max_weight_spread_ratio
        Standard deviation over mean of the launch speed. A sensor on one player repeats within
        about 12 to 15 % (field notes, section 4), so 30 % cannot come from the sensor.
    min_spread_kicks_count
        Kicks of one technique needed before their spread is spoken of. Assumed.
    practice
        Thresholds of what is said about a practice as a whole.
    """

    max_heel_follow_through_rad: float = math.radians(60.0)
    max_inside_follow_through_rad: float = math.radians(90.0)
    max_heel_swing_rad: float = math.radians(55.0)
    min_swing_smoothness_index: float = -2.2
    max_swing_pause_s: float = 0.4
    max_swing_reversals_count: float = 2.0
    max_time_to_next_step_s: float = 0.8
    min_contact_ratio: float = 0.4
    one_touch_span_s: float = 2.0
    min_share_ratio: float = 0.2
    max_weight_spread_ratio: float = 0.3
    min_spread_kicks_count: int = 5
    practice: PracticeSettings = field(default_factory=PracticeSettings)


@dataclass(frozen=True, slots=True)
class _Kick:
    """What a rule may look at."""

    features: FeatureVector
    verdict: Verdict
    arrival: Estimate | None
    power: PowerBand | None
    target: Target | None
    drill: Drill | None

    @property
    def technique(self) -> Technique:
        """The technique of the verdict."""
        return self.verdict.technique

    @property
    def weight_drill(self) -> str:
        """The drill that trains weight and contact with this part of the foot."""
        return "backheel_wall_pass" if self.technique is Technique.HEEL else "partner_pass"


_Rule = Callable[[_Kick, FindingSettings], Finding | None]


def kick_findings(
    features: FeatureVector,
    verdict: Verdict,
    *,
    arrival: Estimate | None,
    power: PowerBand | None,
    target: Target | None,
    settings: FindingSettings,
    drill: Drill | None = None,
) -> tuple[Finding, ...]:
    """State what is worth knowing about one kick.

    Parameters
    ----------
    features
        Numbers of the kick; NaN where one could not be measured.
    verdict
        Technique and speeds.
    arrival, power, target
        Arrival at the target, judged; all None where no target was named.
    settings
        Thresholds.
    drill
        What is being trained, where it is known: a drill played from one spot does not ask the
        player to move on, and a one-touch drill counts touches.

    Returns
    -------
    findings
        Weightiest first.
    """
    kick = _Kick(features, verdict, arrival, power, target, drill)
    found = [finding for rule in _RULES if (finding := rule(kick, settings)) is not None]
    return tuple(sorted(found, key=lambda finding: -SEVERITY_WEIGHT[finding.severity]))


def _too_much_power(kick: _Kick, _settings: FindingSettings) -> Finding | None:
    """Say that the ball is too hard for the target, where `power_band` is sure of it."""
    if kick.power is not PowerBand.EXCESS or kick.target is None or kick.arrival is None:
        return None
    return Finding(
        "too_much_power",
        Severity.WARNING,
        evidence=_hard_evidence(kick.verdict, kick.arrival, kick.target),
        drill=kick.weight_drill,
    )


def _slightly_too_hard(kick: _Kick, _settings: FindingSettings) -> Finding | None:
    """Say that the ball arrives above the good band, where `power_band` is sure of it."""
    if kick.power is not PowerBand.HEAVY or kick.target is None or kick.arrival is None:
        return None
    return Finding(
        "slightly_too_hard",
        Severity.INFO,
        evidence=_hard_evidence(kick.verdict, kick.arrival, kick.target),
        drill=kick.weight_drill,
    )


def _hard_evidence(
    verdict: Verdict, arrival: Estimate, target: Target
) -> tuple[tuple[str, float], ...]:
    return (
        ("ball_speed_low_mps", verdict.ball_speed_mps.low),
        ("enough_ball_speed_mps", enough_launch_mps(target)),
        ("arrival_speed_low_mps", arrival.low),
        ("target_distance_m", target.distance_m),
    )


def _under_hit(kick: _Kick, _settings: FindingSettings) -> Finding | None:
    """Say that the ball does not get there, where `power_band` is sure of it."""
    if kick.power is not PowerBand.UNDER_HIT or kick.target is None or kick.arrival is None:
        return None
    return Finding(
        "under_hit",
        Severity.ADVICE,
        evidence=(
            ("ball_speed_high_mps", kick.verdict.ball_speed_mps.high),
            ("enough_ball_speed_mps", enough_launch_mps(kick.target)),
            ("arrival_speed_high_mps", kick.arrival.high),
            ("target_distance_m", kick.target.distance_m),
        ),
        drill="backheel_wall_pass" if kick.technique is Technique.HEEL else "firm_line_pass",
    )


def _follow_through_too_long(kick: _Kick, settings: FindingSettings) -> Finding | None:
    """Advise a shorter way after the ball; a full instep shot may follow through."""
    angle_rad = kick.features["follow_through_angle_rad"]
    limit_rad = {
        Technique.HEEL: settings.max_heel_follow_through_rad,
        Technique.INSIDE_FOOT: settings.max_inside_follow_through_rad,
    }.get(kick.technique, math.inf)
    if not angle_rad > limit_rad:
        return None
    evidence = (("follow_through_angle_rad", angle_rad), ("most_angle_rad", limit_rad))
    return Finding("follow_through_too_long", Severity.ADVICE, evidence, drill=kick.weight_drill)


def _swing_too_big(kick: _Kick, settings: FindingSettings) -> Finding | None:
    """Advise a quick flick where a heel pass was swung from far away."""
    angle_rad = kick.features["swing_angle_rad"]
    if kick.technique is not Technique.HEEL or not angle_rad > settings.max_heel_swing_rad:
        return None
    return Finding(
        "swing_too_big",
        Severity.ADVICE,
        evidence=(("swing_angle_rad", angle_rad), ("most_angle_rad", settings.max_heel_swing_rad)),
        drill="backheel_wall_pass",
    )


def _swing_not_smooth(kick: _Kick, settings: FindingSettings) -> Finding | None:
    """Advise one even swing where a pass was jerked."""
    index = kick.features["swing_smoothness_index"]
    if kick.technique not in _PASSES or not index < settings.min_swing_smoothness_index:
        return None
    return Finding(
        "swing_not_smooth",
        Severity.INFO,
        evidence=(("swing_smoothness_index", index),),
        drill=kick.weight_drill,
    )


def _telegraphed(kick: _Kick, settings: FindingSettings) -> Finding | None:
    """Warn that a pause or a second backswing gave the pass away."""
    if kick.technique not in _PASSES:
        return None
    pause_s = kick.features["swing_pause_s"]
    reversals = kick.features["swing_reversals_count"]
    evidence: list[tuple[str, float]] = []
    if pause_s > settings.max_swing_pause_s:
        evidence.append(("swing_pause_s", pause_s))
    if reversals > settings.max_swing_reversals_count:
        evidence.append(("swing_reversals_count", reversals))
    if not evidence:
        return None
    return Finding("telegraphed", Severity.ADVICE, tuple(evidence), drill="one_touch_circle")


def _slow_to_move_on(kick: _Kick, settings: FindingSettings) -> Finding | None:
    """Say that no step followed a pass soon, unless the drill is played from one spot."""
    if kick.technique not in _PASSES or (kick.drill is not None and kick.drill.stays_put):
        return None
    wait_s = kick.features["time_to_next_step_s"]
    if not wait_s > settings.max_time_to_next_step_s:
        return None
    return Finding(
        "slow_to_move_on",
        Severity.INFO,
        evidence=(
            ("time_to_next_step_s", wait_s),
            ("most_time_to_next_step_s", settings.max_time_to_next_step_s),
        ),
        drill="small_sided",
    )


def _thin_contact(kick: _Kick, settings: FindingSettings) -> Finding | None:
    """Say that the ball hardly slowed the leg: it was not struck through its middle."""
    expected_radps = kick.features["expected_rate_change_radps"]
    change_radps = kick.features["strike_rate_change_radps"]
    if not (expected_radps > 0.0 and change_radps < settings.min_contact_ratio * expected_radps):
        return None
    ratio = max(change_radps, 0.0) / expected_radps
    return Finding(
        "thin_contact",
        Severity.ADVICE,
        evidence=(("contact_ratio", ratio), ("strike_rate_change_radps", change_radps)),
        drill=kick.weight_drill,
    )


def _extra_touch(kick: _Kick, settings: FindingSettings) -> Finding | None:
    """Say that a one-touch drill was played with two."""
    if kick.drill is None or not kick.drill.one_touch:
        return None
    since_s = kick.features["time_since_last_contact_s"]
    if not since_s < settings.one_touch_span_s:
        return None
    return Finding(
        "extra_touch",
        Severity.ADVICE,
        evidence=(("time_since_last_contact_s", since_s),),
        drill="one_touch_circle",
    )


_RULES: Final[tuple[_Rule, ...]] = (
    _too_much_power,
    _slightly_too_hard,
    _under_hit,
    _thin_contact,
    _follow_through_too_long,
    _swing_too_big,
    _telegraphed,
    _swing_not_smooth,
    _extra_touch,
    _slow_to_move_on,
)
"""The rules, in the order in which findings of one severity are told."""
