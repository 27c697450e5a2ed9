"""Kicks put together by hand, for rules that read numbers."""

import math

from kicksense.domain.kick import (
    Estimate,
    FeatureVector,
    Finding,
    KickReport,
    Phases,
    Technique,
    TechniqueProbability,
    Verdict,
)

FEATURES = {
    "follow_through_angle_rad": math.radians(25.0),
    "swing_angle_rad": math.radians(30.0),
    "swing_smoothness_index": -1.5,
    "swing_pause_s": 0.05,
    "swing_reversals_count": 1.0,
    "time_to_next_step_s": 0.5,
    "time_since_last_contact_s": 8.0,
    "expected_rate_change_radps": 4.2,
    "strike_rate_change_radps": 4.3,
}
"""A kick with which nothing is wrong."""


def features(**changed: float) -> FeatureVector:
    """Give the numbers of a flawless kick with some of them changed."""
    unknown = changed.keys() - FEATURES.keys()
    if unknown:
        raise ValueError(f"no such features: {unknown}")
    values = FEATURES | changed
    return FeatureVector(tuple(values), tuple(values.values()), schema_version=1)


def verdict(technique: Technique = Technique.HEEL, ball: Estimate | None = None) -> Verdict:
    """Give a verdict; the ball leaves at 5 to 7 m/s unless told otherwise."""
    probability = TechniqueProbability(
        heel=float(technique is Technique.HEEL),
        inside_foot=float(technique is Technique.INSIDE_FOOT),
        instep=float(technique is Technique.INSTEP),
    )
    speed = ball if ball is not None else Estimate(6.0, 5.0, 7.0)
    return Verdict(technique, probability, foot_speed_mps=speed, ball_speed_mps=speed)


def kick_report(
    *found: Finding,
    t_s: float = 10.0,
    technique: Technique = Technique.HEEL,
    ball_mps: float = 6.0,
    arrival: Estimate | None = None,
) -> KickReport:
    """Give the report of a kick with these findings."""
    named = verdict(technique, Estimate(ball_mps, 0.8 * ball_mps, 1.2 * ball_mps))
    return KickReport(
        t_s=t_s,
        impact_index=round(200.0 * t_s),
        technique=technique,
        probability=named.probability,
        foot_speed_mps=named.foot_speed_mps,
        ball_speed_mps=named.ball_speed_mps,
        arrival_speed_mps=arrival,
        power=None,
        phases=Phases(t_s - 0.4, t_s - 0.15, t_s, t_s + 0.2),
        clipped=False,
        features=features(),
        findings=found,
    )
