"""Which part of the foot struck the ball."""

import math
from dataclasses import dataclass

import numpy as np

from kicksense.domain.kick import (
    CalibrationReport,
    FeatureVector,
    TechniqueProbability,
)
from kicksense.units import radps


@dataclass(frozen=True, slots=True)
class TechniqueSettings:
    """The distributions that tell the techniques apart.

    All angles are of the strike axis, from forward swing (0) over adduction (90 deg) to backward
    swing (180 deg).

    Attributes
    ----------
    centres_rad, spreads_rad
        Middle and spread for heel, inside foot and instep. Inside foot: real passes 64 deg
        (33-100); instep: real shots 10 deg (1-31) (FIELD notes, section 3). Heel: backward, with
        the frontal share of a flick beside the standing leg; physics, not recorded.
    axis_error_rad
        Error of the mediolateral axis for a calibration of quality 1 and of quality 0; widens the
        spreads. Simulated legs: 3 deg with the wearing protocol.
    push_ratio
        Weight of the direction in which the ball pushes the shin, against that of the axis.
    outlier_ratio
        Share of strikes that none of the three describes; keeps the probabilities from certainty.
    sure_probability
        Below this the technique is said to be unsure.
    """

    centres_rad: tuple[float, float, float] = (radps(180.0), radps(64.0), radps(8.0))
    spreads_rad: tuple[float, float, float] = (radps(30.0), radps(22.0), radps(17.0))
    axis_error_rad: tuple[float, float] = (radps(4.0), radps(30.0))
    push_ratio: float = 0.25
    outlier_ratio: float = 0.02
    sure_probability: float = 0.6


def technique_probability(
    features: FeatureVector,
    calibration: CalibrationReport,
    settings: TechniqueSettings,
    *,
    side_known: bool = True,
) -> TechniqueProbability:
    """Say how likely each technique is from the way the leg turned into the ball.

    Reads the sagittal and adduction rate just before the impact, which together say about which
    axis the leg turned, and the push of the ball on the shin, which must oppose the motion. Each
    technique is a bell curve over that direction, as wide as people differ and as the calibration
    is unsure. Where forward could not be told from backward, both ways are weighed alike. Where
    nobody said which leg it is, turning sideways counts as turning inward: players strike with the
    inside far more often than with the outside of the foot.

    Parameters
    ----------
    features
        The kick.
    calibration
        How well the axes are known.
    settings
        The distributions.
    side_known
        False where the leg was assumed.

    Returns
    -------
    probability
        They add up to one.
    """
    sagittal = features["sagittal_rate_at_impact_radps"]
    adduction = features["adduction_rate_at_impact_radps"]
    medial = features["medial_impulse_mps"]
    if not side_known and adduction < 0.0:
        adduction, medial = -adduction, -medial
    direction = math.atan2(adduction, sagittal)
    best, worst = settings.axis_error_rad
    error = best + (worst - best) * (1.0 - calibration.quality_ratio)
    likelihood = _likelihoods(direction, error, settings)
    if not calibration.forward_known:
        turned = math.atan2(-adduction, -sagittal)
        likelihood = 0.5 * (likelihood + _likelihoods(turned, error, settings))
    likelihood = likelihood * _push_likelihoods(features["anterior_impulse_mps"], medial, settings)
    floor = settings.outlier_ratio / (2.0 * math.pi)
    weights = likelihood + floor
    heel, inside_foot, instep = (float(share) for share in weights / weights.sum())
    return TechniqueProbability(heel, inside_foot, instep)


def _likelihoods(direction: float, error: float, settings: TechniqueSettings) -> np.ndarray:
    """Give the density of a direction under heel, inside foot and instep."""
    centres = np.array(settings.centres_rad)
    spreads = np.hypot(np.array(settings.spreads_rad), error)
    apart = np.angle(np.exp(1j * (direction - centres)))
    return np.asarray(np.exp(-0.5 * (apart / spreads) ** 2) / spreads)


def _push_likelihoods(anterior: float, medial: float, settings: TechniqueSettings) -> np.ndarray:
    """Give how well the push on the shin fits each technique, mildly weighed.

    The ball pushes the shin forward in a heel kick, backward in an instep kick and outward in an
    inside kick.
    """
    size = math.hypot(anterior, medial)
    if not size > 0.0:
        return np.ones(3)
    fit = np.array([anterior, -medial, -anterior]) / size
    return np.asarray(np.exp(settings.push_ratio * fit))
