"""How fast the foot was, and the ball that it struck."""

import math
from dataclasses import dataclass, replace

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import (
    CalibrationReport,
    Estimate,
    KickWindow,
    TechniqueProbability,
)
from kicksense.dsp import moving_mean, norms
from kicksense.frames.lever import LeverSettings
from kicksense.units import BALL_MASS_KG, GRAVITY_MPS2, NINE_IN_TEN_Z, samples_in

_ANKLE_SPREAD_M = LeverSettings().prior_spread_m
"""Spread of the distance of sensors from ankles before anything is measured."""


@dataclass(frozen=True, slots=True)
class PowerSettings:
    """Anthropometry, contact points and spreads.

    Attributes
    ----------
    sensor_to_ankle_m
        A shank is 0.246 of the body height (Winter, Biomechanics and Motor Control of Human
        Movement), 0.42 m at 1.70 m, between a child and a grown man; the strap sits two fifths of
        it below the knee.
    contact_m
        From the ankle to the contact point for heel, inside foot and instep: forward and down
        along the shank. The ball meets heel and arch at the height of its own middle, 3 cm below
        the ankle joint; the foot is stretched in an instep kick, so that the middle of its back is
        10 cm further down the line of the shank. Proportions of a 0.26 m foot.
    knee_to_contact_m
        Lever of the hinge model, 0.24 of the body height (FIELD notes, section 4).
    hinge_ratio
        Foot speed over knee-to-contact times swing rate, for heel, inside foot and instep: the
        knee moves too (FIELD notes, section 4: 1.1, 1.3, 1.5, assumed).
    earliest_stance_s, latest_stance_s
        The stance that the integration starts from lies within these times before the impact.
    stance_unrest
        Unrest (rad/s plus 5 per g off gravity) below which a foot is thought to stand; above it
        the hinge model takes over.
    reach_s
        The foot's speed is the highest within this time before the impact: right at it, the
        filtered signals already hold some of the ball's push.
    speed_spread, hinge_spread
        Relative standard deviation of the two estimates without calibration for the player; FIELD
        notes give +-25-30 % for nine in ten.
    size_spread, sized_spread
        Relative spread of the speed by body sizes, and what is left of it once the distance of
        the sensor from the ankle is known.
    clipped_spread
        Added in quadrature, upward, where a sensor was at full scale.
    axis_spread
        Added in quadrature for a calibration of quality 0.
    ball_ratio, ball_ratio_spread
        Ball speed over foot speed and its spread for heel, inside foot and instep (FIELD notes,
        section 4; heel 1.0 +- 0.15 is assumed).
    shank_inertia_kgm2
        Of shank and foot about the knee, for the rate change of a full contact.
    thin_ratio
        A rate change below this share of the expected one lowers the lower bound.
    """

    sensor_to_ankle_m: float = 0.25
    contact_m: tuple[tuple[float, float], ...] = ((-0.06, -0.03), (0.05, -0.03), (0.035, -0.10))
    knee_to_contact_m: float = 0.42
    hinge_ratio: tuple[float, float, float] = (1.1, 1.3, 1.5)
    earliest_stance_s: float = 1.2
    latest_stance_s: float = 0.2
    stance_unrest: float = 5.0
    reach_s: float = 0.10
    speed_spread: float = 0.18
    hinge_spread: float = 0.22
    size_spread: float = 0.11
    sized_spread: float = 0.05
    clipped_spread: float = 0.15
    axis_spread: float = 0.08
    ball_ratio: tuple[float, float, float] = (1.0, 1.15, 1.25)
    ball_ratio_spread: tuple[float, float, float] = (0.15, 0.08, 0.08)
    shank_inertia_kgm2: float = 0.30
    thin_ratio: float = 0.35


def sized_to(settings: PowerSettings, calibration: CalibrationReport) -> PowerSettings:
    """Give the settings for a leg whose sensor was found to sit somewhere.

    Parameters
    ----------
    settings
        For nobody in particular.
    calibration
        May say how far above the ankle the sensor sits.

    Returns
    -------
    settings
        With that distance, and as much less doubt about the body's size as it is sure.
    """
    ankle_m, spread_m = calibration.sensor_to_ankle_m, calibration.sensor_to_ankle_spread_m
    if ankle_m is None or spread_m is None:
        return settings
    unknown = min(1.0, spread_m / _ANKLE_SPREAD_M)
    spread = math.hypot(
        settings.sized_spread,
        unknown * math.sqrt(max(0.0, settings.size_spread**2 - settings.sized_spread**2)),
    )
    return replace(settings, sensor_to_ankle_m=ankle_m, size_spread=spread)


def contact_points_m(settings: PowerSettings) -> FloatArray:
    """Give the vectors from the sensor to the contact point, segment frame, shape (3, 3).

    Rows: heel, inside foot, instep.
    """
    points = np.zeros((3, 3))
    points[:, :2] = settings.contact_m
    points[:, 1] -= settings.sensor_to_ankle_m
    return points


def _shares(probability: TechniqueProbability) -> FloatArray:
    """Give the probabilities as an array: heel, inside foot, instep."""
    return np.array([probability.heel, probability.inside_foot, probability.instep])


def stance_before(window: KickWindow, settings: PowerSettings) -> int | None:
    """Give the sample before the impact at which the foot stood, or None.

    The calmest moment in the stretch before the strike: least turning, specific force nearest to
    gravity. In a run-up that is mid-stance of the kicking leg's last step.
    """
    rate_hz = window.signals.sampling_rate_hz
    impact = window.events.impact_index
    first = max(0, impact - samples_in(settings.earliest_stance_s, rate_hz))
    last = impact - samples_in(settings.latest_stance_s, rate_hz)
    if last <= first:
        return None
    # Two samples more to either side, for the mean over five.
    stretch = slice(max(0, first - 2), last + 2)
    off_gravity = np.abs(norms(window.signals.acc_mps2[stretch]) / GRAVITY_MPS2 - 1.0)
    unrest = moving_mean(norms(window.signals.gyr_radps[stretch]) + 5.0 * off_gravity, 5)
    unrest = unrest[first - stretch.start :][: last - first]
    calmest = int(unrest.argmin())
    return first + calmest if unrest[calmest] < settings.stance_unrest else None


@dataclass(frozen=True, slots=True, eq=False)
class SpeedCues:
    """What a window says about the speed of the foot, before any technique is named.

    Attributes
    ----------
    swing_radps
        Fastest turning across the long axis within the reach before the impact.
    velocity_mps
        Level frame, of the contact points of heel, inside foot and instep within that reach, shape
        (m, 3, 3): sample, point, axis. None where no stance was found to integrate from.
    sensor_mps
        Speed of the sensor itself at the impact; NaN without a stance.
    stance_age_s
        From that stance to the impact; NaN without one.
    """

    swing_radps: float
    velocity_mps: FloatArray | None
    sensor_mps: float
    stance_age_s: float


def speed_cues(window: KickWindow, settings: PowerSettings) -> SpeedCues:
    """Give what a window says about the speed of the foot.

    Integrates the specific force in the level frame, less gravity, from the last stance on, in
    which the foot is at rest and the sensor moves about it; adds what the turning shank gives the
    contact points.

    Parameters
    ----------
    window
        The kick.
    settings
        Anthropometry, the stance, the reach of the search.

    Returns
    -------
    cues
        Nothing in them is fitted to players.
    """
    rate_hz = window.signals.sampling_rate_hz
    impact = window.events.impact_index
    reach = samples_in(settings.reach_s, rate_hz)
    rate = window.signals.gyr_radps[max(0, impact - reach) : impact]
    swing_radps = float(np.sqrt(rate[:, 0] ** 2 + rate[:, 2] ** 2).max())
    stance = stance_before(window, settings)
    if stance is None:
        return SpeedCues(swing_radps, None, math.nan, math.nan)
    turn = window.to_level[stance:impact]
    force = np.einsum("nij,nj->ni", turn, window.signals.acc_mps2[stance:impact])
    force[:, 2] -= GRAVITY_MPS2
    travelled = np.cumsum(force, axis=0) / rate_hz
    gyr = window.signals.gyr_radps[stance:impact]
    levers = np.stack(
        [
            np.einsum("nij,nj->ni", turn, _around(gyr, point))
            for point in contact_points_m(settings)
        ],
        axis=1,
    )
    velocity = (travelled - travelled[0])[:, None, :] - levers[:1] + levers
    ankle = np.array([0.0, -settings.sensor_to_ankle_m, 0.0])
    start = turn[0] @ _around(gyr[:1], ankle)[0]
    return SpeedCues(
        swing_radps=swing_radps,
        velocity_mps=velocity[-reach:],
        sensor_mps=float(norms((travelled[-1:] - travelled[0]) - start)[0]),
        stance_age_s=(impact - stance) / rate_hz,
    )


def _around(gyr_radps: FloatArray, point_m: FloatArray) -> FloatArray:
    """Give what turning gives a point, shape (n, 3)."""
    ahead = gyr_radps[:, [1, 2, 0]] * point_m[[2, 0, 1]]
    behind = gyr_radps[:, [2, 0, 1]] * point_m[[1, 2, 0]]
    return np.asarray(ahead - behind)


def foot_speed(
    window: KickWindow,
    cues: SpeedCues,
    probability: TechniqueProbability,
    calibration: CalibrationReport,
    settings: PowerSettings,
) -> Estimate:
    """Estimate how fast the contact point was just before the ball.

    Strapdown integration from the last stance, checked by the hinge model (knee to contact times
    swing rate, times what the knee adds). The two are weighed by their spreads; their disagreement
    widens the interval. Nothing in it is fitted to players.

    Parameters
    ----------
    window
        The kick.
    cues
        From `speed_cues`.
    probability
        Of the techniques; says which contact point.
    calibration
        Its quality widens the interval.
    settings
        Anthropometry and spreads.

    Returns
    -------
    speed
        Value and interval that should hold nine kicks in ten.
    """
    shares = _shares(probability)
    hinge = hinge_speed_mps(cues, probability, settings)
    if cues.velocity_mps is None:
        value, spread = hinge, settings.hinge_spread
    else:
        value = float(norms(np.einsum("mpi,p->mi", cues.velocity_mps, shares)).max())
        apart = abs(math.log(max(value, 0.1) / max(hinge, 0.1)))
        # Two honest estimates differ by their joint spread; what exceeds twice that is doubt.
        doubt = max(0.0, apart - 2.0 * math.hypot(settings.speed_spread, settings.hinge_spread))
        spread = math.hypot(settings.speed_spread, doubt)
    doubted = settings.axis_spread * (1.0 - calibration.quality_ratio)
    spread = math.hypot(spread, settings.size_spread, doubted)
    upward = math.hypot(spread, settings.clipped_spread) if _clipped(window) else spread
    return _interval(value, spread, upward)


def hinge_speed_mps(
    cues: SpeedCues, probability: TechniqueProbability, settings: PowerSettings
) -> float:
    """Give the foot's speed by the hinge model: knee to contact times rate, times the knee's own.

    Parameters
    ----------
    cues
        From `speed_cues`.
    probability
        Of the techniques.
    settings
        Anthropometry.

    Returns
    -------
    speed_mps
        Of the contact point.
    """
    ratio = float(_shares(probability) @ settings.hinge_ratio)
    return settings.knee_to_contact_m * cues.swing_radps * ratio


def _clipped(window: KickWindow) -> bool:
    """Tell whether a sensor was at full scale in the strike."""
    events = window.events
    return bool(window.signals.clipped[events.reversal_index : events.impact_index + 2].any())


def _interval(value: float, down: float, upward: float) -> Estimate:
    """Give a value with the bounds that hold it nine times in ten, for relative spreads."""
    return Estimate(
        value, value * math.exp(-NINE_IN_TEN_Z * down), value * math.exp(NINE_IN_TEN_Z * upward)
    )


def expected_rate_change_radps(foot_speed_mps: float, settings: PowerSettings) -> float:
    """Give the drop of the strike rate that a full contact at this foot speed causes.

    Hinge model: the ball takes its momentum from a leg that turns about the knee (FIELD notes,
    section 4: a ball of 7 m/s takes 241 deg/s; real passes show 249).
    """
    ball_mps = foot_speed_mps * settings.ball_ratio[1]
    momentum = BALL_MASS_KG * ball_mps * settings.knee_to_contact_m
    return momentum / settings.shank_inertia_kgm2


def ball_speed(
    foot: Estimate,
    probability: TechniqueProbability,
    rate_change_ratio: float,
    settings: PowerSettings,
) -> Estimate:
    """Estimate the launch speed of the ball.

    Parameters
    ----------
    foot
        Speed of the contact point.
    probability
        Of the techniques; says which speed ratio.
    rate_change_ratio
        Measured over expected rate change across the impact; a small one means a thin contact.
    settings
        Ratios and spreads.

    Returns
    -------
    speed
        Value and interval.
    """
    shares = _shares(probability)
    ratio = float(shares @ settings.ball_ratio)
    apart = np.array(settings.ball_ratio) - ratio
    spread = math.sqrt(float(shares @ (np.array(settings.ball_ratio_spread) ** 2 + apart**2)))
    down = math.hypot(math.log(foot.value / foot.low) / NINE_IN_TEN_Z, spread)
    upward = math.hypot(math.log(foot.high / foot.value) / NINE_IN_TEN_Z, spread)
    if rate_change_ratio < settings.thin_ratio:
        down = math.hypot(down, settings.thin_ratio)
    return _interval(foot.value * ratio, down, upward)
