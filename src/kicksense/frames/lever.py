"""Where the sensor sits on the leg: above an ankle that stands, below a hip that swings."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import moving_mean, norms
from kicksense.units import GRAVITY_MPS2, samples_in


@dataclass(frozen=True, slots=True)
class LeverSettings:
    """Which moments count, and what is thought of legs before looking.

    Attributes
    ----------
    prior_m, prior_spread_m
        Distance before looking: a shank is 0.246 of the body height (Winter, Biomechanics and
        Motor Control of Human Movement), 0.42 m at 1.70 m, and the strap sits two fifths of it
        below the knee; children and other straps differ by this much.
    aside_spread_m
        How far the ankle may lie beside the sensor's line along the shank.
    slowest_radps, fastest_radps
        Rate of a shank that rolls over its standing foot; in walking 1-2.5 rad/s.
    gravity_ratio
        Specific force within this share of gravity: nothing strikes the leg.
    upright_ratio
        The shank stands at least this upright (cosine of its lean).
    smooth_s
        Means over this time, because the acceleration of the turn is a difference of rates.
    settled_s
        All of this must hold for this long to either side.
    least_residual_mps2, tilt_mps2
        Misfit of a good moment, and error of the upward direction times gravity.
    hip_prior_m, hip_prior_spread_m
        Distance from the sensor up to the hip joint before looking; the thigh is 0.245 of the
        body height.
    sure_spread_m
        A distance to the hip less sure than this is not told.
    hinge_spread_m
        An ankle is no perfect hinge and a strap yields; added to what chance leaves open. On
        simulated legs, where the truth is known, estimates are 1 cm short.
    memory_s
        Moments closer together than this say the same thing again.
    longest_samples, most_rows
        Of the recording that are looked at, and of those that are used.
    """

    prior_m: float = 0.25
    prior_spread_m: float = 0.07
    aside_spread_m: float = 0.05
    slowest_radps: float = 0.3
    fastest_radps: float = 3.0
    gravity_ratio: float = 0.25
    upright_ratio: float = 0.8
    smooth_s: float = 0.05
    settled_s: float = 0.04
    least_residual_mps2: float = 0.3
    tilt_mps2: float = 0.3
    hip_prior_m: float = 0.58
    hip_prior_spread_m: float = 0.12
    sure_spread_m: float = 0.05
    hinge_spread_m: float = 0.012
    memory_s: float = 0.1
    longest_samples: int = 60_000
    most_rows: int = 6_000


@dataclass(frozen=True, slots=True)
class SensorLever:
    """The distance of the sensor from a joint along the leg.

    Attributes
    ----------
    distance_m
        Best guess.
    spread_m
        Its standard deviation; that of the prior where nothing could be seen.
    """

    distance_m: float
    spread_m: float


_PASSES = 10
_OUTLIER_RATIO = 1.5
_LEAST_LEVER_M = 0.02


def ankle_lever(
    signals: SegmentRecording, settings: LeverSettings, *, forward_known: bool, worn_from: int = 0
) -> SensorLever:
    """Estimate how far the sensor sits above the ankle.

    While the foot stands flat, the shank turns about an ankle at rest, so that the acceleration of
    the sensor is that of a point at a fixed distance from it: ``a = -(alpha x r + w x (w x r))``
    with the ankle at ``r`` from the sensor. Robust least squares over such moments, with a prior
    and an unknown constant error of gravity. After the joint-centre estimation of Seel, Schauer
    and Raisch (2012), which asks two sensors to agree about a joint; ours asks one sensor to agree
    with the ground.

    Parameters
    ----------
    signals
        Segment frame, search grid.
    settings
        Prior and thresholds.
    forward_known
        False where forward could not be told from backward; then rolling over a standing foot
        cannot be told from a slow swing, and only the misfit tells them apart.
    worn_from
        Sample from which the sensor sits on the leg.

    Returns
    -------
    lever
        Near the prior where the leg hardly walked. On foot-worn sensors some 6 cm.
    """
    part = signals.stretch(worn_from, min(len(signals), worn_from + settings.longest_samples))
    rows, step = _rolling_rows(part, settings, forward_known=forward_known)
    prior = SensorLever(settings.prior_m, settings.prior_spread_m)
    return _joint_lever(part, rows, settings, prior=prior, upward=-1.0, step=step)


def hip_lever(
    signals: SegmentRecording, settings: LeverSettings, swing_span: tuple[int, int] | None
) -> SensorLever:
    """Estimate how far the sensor sits below the hip joint.

    In the leg swings of the wearing protocol the leg is nearly stiff and turns about a hip at
    rest; otherwise as `ankle_lever`.

    Parameters
    ----------
    signals
        Segment frame, search grid.
    settings
        Prior and thresholds.
    swing_span
        First sample of the swings and the one after the last, or None.

    Returns
    -------
    lever
        The prior where there were no swings.
    """
    prior = SensorLever(settings.hip_prior_m, settings.hip_prior_spread_m)
    if swing_span is None:
        return prior
    first, last = max(0, swing_span[0]), min(len(signals), swing_span[1])
    seen = np.arange(first + 2, last - 2)
    rows = seen[signals.measured[seen] & ~signals.clipped[seen]]
    return _joint_lever(signals, rows, settings, prior=prior, upward=1.0, step=1)


def _joint_lever(
    signals: SegmentRecording,
    rows: IntArray,
    settings: LeverSettings,
    *,
    prior: SensorLever,
    upward: float,
    step: int,
) -> SensorLever:
    """Give the distance along the leg at which a point is at rest; upward is +1 or -1."""
    if len(rows) == 0:
        return prior
    design, pushed = _equations(signals, rows, settings)
    spreads = np.array(
        [settings.aside_spread_m, prior.spread_m, settings.aside_spread_m]
        + [settings.tilt_mps2] * 3
    )
    before = np.array([0.0, upward * prior.distance_m, 0.0, 0.0, 0.0, 0.0])
    certainty = np.diag(spreads**-2.0)
    repeated = max(1.0, settings.memory_s * signals.sampling_rate_hz / step)
    solution, fisher = before, certainty
    for _ in range(_PASSES):
        misfit = norms(pushed - np.einsum("nij,j->ni", design, solution))
        typical = max(settings.least_residual_mps2, float(np.median(misfit)))
        weight = (1.0 + (misfit / (_OUTLIER_RATIO * typical)) ** 2) ** -2.0
        share = weight / (repeated * typical**2)
        fisher = np.einsum("nij,n,nik->jk", design, share, design) + certainty
        moment = np.einsum("nij,n,ni->j", design, share, pushed) + certainty @ before
        solution = np.linalg.solve(fisher, moment)
    spread_m = float(np.hypot(np.sqrt(np.linalg.inv(fisher)[1, 1]), settings.hinge_spread_m))
    distance_m = max(_LEAST_LEVER_M, upward * float(solution[1]))
    return SensorLever(distance_m, min(spread_m, prior.spread_m))


def _rolling_rows(
    signals: SegmentRecording, settings: LeverSettings, *, forward_known: bool
) -> tuple[IntArray, int]:
    """Give the samples at which the shank rolls over a standing foot, and how they were thinned."""
    rate_hz = signals.sampling_rate_hz
    turning = norms(signals.gyr_radps)
    off_gravity = np.abs(norms(signals.acc_mps2) / GRAVITY_MPS2 - 1.0)
    rolling: BoolArray = (turning > settings.slowest_radps) & (turning < settings.fastest_radps)
    rolling &= off_gravity < settings.gravity_ratio
    rolling &= signals.measured & ~signals.clipped
    rolling &= signals.up[:, 1] > settings.upright_ratio
    if forward_known:
        rolling &= signals.sagittal_rate_radps < 0.0
    width = 2 * samples_in(settings.settled_s, rate_hz) + 1
    held = np.flatnonzero(moving_mean(rolling.astype(np.float64), width) > 1.0 - 0.5 / width)
    held = held[(held > width) & (held < len(signals) - width)]
    step = max(1, -(-len(held) // settings.most_rows))
    return held[::step], step


def _equations(
    signals: SegmentRecording, rows: IntArray, settings: LeverSettings
) -> tuple[FloatArray, FloatArray]:
    """Give the matrices that turn lever and error of gravity into acceleration, (n, 3, 6), (n, 3).

    Only the neighbourhoods of the rows are smoothed.
    """
    rate_hz = signals.sampling_rate_hz
    half = samples_in(settings.smooth_s, rate_hz) // 2
    near = np.clip(rows[:, None] + np.arange(-half, half + 1), 1, len(signals) - 2)
    rate = signals.gyr_radps[near].mean(axis=1)
    bend = (signals.gyr_radps[near + 1] - signals.gyr_radps[near - 1]).mean(axis=1)
    pushed = (signals.acc_mps2[near] - GRAVITY_MPS2 * signals.up[near]).mean(axis=1)
    turn = _crossing(rate)
    design = np.concatenate(
        [
            -(_crossing(0.5 * rate_hz * bend) + turn @ turn),
            np.broadcast_to(np.eye(3), (len(rows), 3, 3)),
        ],
        axis=2,
    )
    return design, pushed


def _crossing(vectors: FloatArray) -> FloatArray:
    """Give the matrices that take the cross product with each vector, shape (n, 3, 3)."""
    matrices = np.zeros((len(vectors), 3, 3))
    for row, column, axis, sign in (
        (0, 1, 2, -1.0), (0, 2, 1, 1.0), (1, 0, 2, 1.0),
        (1, 2, 0, -1.0), (2, 0, 1, -1.0), (2, 1, 0, 1.0),
    ):  # fmt: skip
        matrices[:, row, column] = sign * vectors[:, axis]
    return matrices
