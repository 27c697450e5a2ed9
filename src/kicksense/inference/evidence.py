"""What a trained model weighs about a kick, to name it and to correct its speed."""

import math
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import (
    CalibrationReport,
    Estimate,
    FeatureVector,
    KickWindow,
    TechniqueProbability,
)
from kicksense.dsp import norms
from kicksense.inference.power import PowerSettings, SpeedCues, hinge_speed_mps
from kicksense.units import samples_in

_LEAST_RATE_RADPS: Final = 0.5
_LEAST_SPEED_MPS: Final = 0.2
_RATIO_LIMIT: Final = 4.0
_COURSE_S: Final = ((-0.25, -0.16), (-0.16, -0.10), (-0.10, -0.06), (0.02, 0.05), (0.05, 0.12))
_SPEED_COURSE_S: Final = (0.0, 0.02, 0.04, 0.07)

KICK_EVIDENCE: Final = (
    "forward_share",
    "inward_share",
    "inward_rotation_ratio",
    "forward_push_share",
    "inward_push_share",
    "log_push_speed",
    "backward_tilt_rad",
    "outward_tilt_rad",
    "log_strike_rate",
    "peak_rate_ratio",
    "backswing_ratio",
    "backswing_duration_s",
    "swing_duration_s",
    "swing_angle_rad",
    "follow_through_angle_rad",
    "forward_rate_change_ratio",
    "strike_rate_change_ratio",
    "swing_pause_s",
    *(f"forward_rate_ratio_{round(1e3 * a)}_{round(1e3 * b)}_ms" for a, b in _COURSE_S),
    *(f"inward_rate_ratio_{round(1e3 * a)}_{round(1e3 * b)}_ms" for a, b in _COURSE_S),
    "calibration_quality_ratio",
    "forward_known",
    "rule_heel",
    "rule_inside_foot",
    "rule_instep",
    "log_physics_foot_mps",
    "log_physics_ball_mps",
    "hinge_log_ratio",
    "heel_point_log_ratio",
    "inside_point_log_ratio",
    "instep_point_log_ratio",
    "sensor_log_ratio",
    *(f"speed_log_ratio_{round(1e3 * ago)}_ms" for ago in _SPEED_COURSE_S),
    "stance_age_s",
    "log_rate_change_ratio",
    "log_peak_acc",
    "contact_duration_s",
    "clipped",
    "grid_step_s",
    "log_sensor_to_ankle",
    "sensor_to_ankle_spread_ratio",
    "log_leg_length",
)
"""Names of the columns of `kick_evidence`."""


def kick_evidence(
    window: KickWindow,
    features: FeatureVector,
    *,
    calibration: CalibrationReport,
    cues: SpeedCues,
    rule: TechniqueProbability,
    physics: tuple[Estimate, Estimate],
    settings: PowerSettings,
    clipped: bool,
) -> FloatArray:
    """Describe a kick for a trained model.

    Reads angular rate, specific force and the upward direction, segment frame. Rates are relative
    to the strike rate and speeds to the physics estimate, so that soft and hard kicks look alike.
    Where the leg was assumed, turning outward counts as turning inward, as in
    `kicksense.inference.technique.technique_probability`.

    Parameters
    ----------
    window, features
        The kick.
    calibration
        How well the axes are known.
    cues
        From `kicksense.inference.power.speed_cues`.
    rule
        The probabilities by the rule classifier.
    physics
        Foot and ball speed by physics alone.
    settings
        Anthropometry.
    clipped
        True where a sensor was at full scale within the kick.

    Returns
    -------
    evidence
        Shape (m,), columns as in `KICK_EVIDENCE`; NaN where something cannot be measured.
    """
    inward = _inward_sign(window, features)
    return np.array(
        [
            *_shape_of(window, features, inward),
            *_courses(window, inward),
            calibration.quality_ratio,
            float(calibration.forward_known),
            rule.heel,
            rule.inside_foot,
            rule.instep,
            *_speeds(cues, rule, physics, settings),
            _log_ratio(
                features["strike_rate_change_radps"], features["strike_rate_at_impact_radps"]
            ),
            math.log(max(features["peak_acc_mps2"], 1.0)),
            features["contact_duration_s"],
            float(clipped),
            1.0 / window.signals.sampling_rate_hz,
            *_seat(calibration),
        ]
    )


def _seat(calibration: CalibrationReport) -> tuple[float, float, float]:
    """Give how far the sensor sits above the ankle, how unsure that is, and the leg's length."""
    ankle_m, spread_m = calibration.sensor_to_ankle_m, calibration.sensor_to_ankle_spread_m
    leg_m = calibration.leg_length_m
    length = math.nan if leg_m is None else math.log(leg_m)
    if ankle_m is None or spread_m is None:
        return math.nan, math.nan, length
    return math.log(ankle_m), spread_m / ankle_m, length


def _inward_sign(window: KickWindow, features: FeatureVector) -> float:
    """Give -1 where an outward turn of an assumed leg is to count as inward."""
    assumed = not window.signals.placement.side_known
    return -1.0 if assumed and features["adduction_rate_at_impact_radps"] < 0.0 else 1.0


def _log_ratio(value: float, reference: float) -> float:
    """Give the log of a ratio within what a kick can show."""
    ratio = value / max(reference, _LEAST_RATE_RADPS)
    return math.log(min(max(ratio, 0.01), 10.0)) if math.isfinite(ratio) else math.nan


def _shape_of(window: KickWindow, features: FeatureVector, inward: float) -> tuple[float, ...]:
    """Give direction, push, lean and the sizes of the swing."""
    sagittal = features["sagittal_rate_at_impact_radps"]
    adduction = inward * features["adduction_rate_at_impact_radps"]
    strike = max(math.hypot(sagittal, adduction), _LEAST_RATE_RADPS)
    forward_push = features["anterior_impulse_mps"]
    inward_push = inward * features["medial_impulse_mps"]
    push = max(math.hypot(forward_push, inward_push), 1e-3)
    before = window.events.impact_index - 1
    up = window.signals.up[before]
    return (
        sagittal / strike,
        adduction / strike,
        _bounded(inward * features["long_axis_rate_at_impact_radps"] / strike),
        forward_push / push,
        inward_push / push,
        math.log(push),
        features["backward_tilt_at_impact_rad"],
        math.atan2(inward * float(window.signals.lateral_up[before]), float(up[1])),
        math.log(strike),
        _bounded(features["peak_strike_rate_radps"] / strike),
        _bounded(features["peak_backswing_rate_radps"] / strike),
        features["backswing_duration_s"],
        features["swing_duration_s"],
        features["swing_angle_rad"],
        features["follow_through_angle_rad"],
        _bounded(features["sagittal_rate_change_radps"] / strike),
        _bounded(features["strike_rate_change_radps"] / strike),
        features["swing_pause_s"],
    )


def _bounded(ratio: float) -> float:
    """Hold a ratio within limits; NaN stays."""
    return min(max(ratio, -_RATIO_LIMIT), _RATIO_LIMIT) if math.isfinite(ratio) else math.nan


def _courses(window: KickWindow, inward: float) -> tuple[float, ...]:
    """Give the forward and the inward rate before and after the impact, over the strike rate."""
    rate_hz = window.signals.sampling_rate_hz
    impact, n = window.events.impact_index, len(window.signals)
    forward = window.signals.sagittal_rate_radps
    sideways = inward * window.signals.adduction_rate_radps
    span = samples_in(0.04, rate_hz)
    just = slice(max(0, impact - span), impact)
    strike = max(math.hypot(forward[just].mean(), sideways[just].mean()), _LEAST_RATE_RADPS)
    values = []
    for rate in (forward, sideways):
        for from_s, to_s in _COURSE_S:
            start = max(0, impact + round(from_s * rate_hz))
            stop = min(n, max(start + 1, impact + round(to_s * rate_hz)))
            part = rate[start:stop]
            values.append(_bounded(float(part.mean()) / strike) if len(part) else math.nan)
    return tuple(values)


def _speeds(
    cues: SpeedCues,
    rule: TechniqueProbability,
    physics: tuple[Estimate, Estimate],
    settings: PowerSettings,
) -> tuple[float, ...]:
    """Give the physics estimates and, over that of the foot, what else tells its speed."""
    foot, ball = (max(estimate.value, _LEAST_SPEED_MPS) for estimate in physics)
    hinge = math.log(max(hinge_speed_mps(cues, rule, settings), _LEAST_SPEED_MPS) / foot)
    head = (math.log(foot), math.log(ball), hinge)
    course = len(_SPEED_COURSE_S)
    if cues.velocity_mps is None:
        return (*head, *([math.nan] * (4 + course)), cues.stance_age_s)
    points = [norms(cues.velocity_mps[:, point]) for point in range(3)]
    tops = [math.log(max(float(speed.max()), _LEAST_SPEED_MPS) / foot) for speed in points]
    sensor = math.log(max(cues.sensor_mps, _LEAST_SPEED_MPS) / foot)
    likeliest = points[int(np.argmax([rule.heel, rule.inside_foot, rule.instep]))]
    back = np.clip(
        len(likeliest) - 1 - np.rint(np.array(_SPEED_COURSE_S) * len(likeliest) / settings.reach_s),
        0,
        None,
    )
    along = np.log(np.maximum(likeliest[back.astype(np.intp)], _LEAST_SPEED_MPS) / foot)
    return (*head, *tops, sensor, *along.tolist(), cues.stance_age_s)
