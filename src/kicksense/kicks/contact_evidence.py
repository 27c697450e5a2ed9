"""What a trained model weighs about a contact: its course in time, its direction, its setting."""

from functools import lru_cache
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import norms
from kicksense.kicks.contacts import EVIDENCE, LOOK_AHEAD_S, LOOK_BACK_S, evidence
from kicksense.units import GRAVITY_MPS2

SETTING_BACK_S: Final = 1.5
"""How far back the setting of a contact reaches; before the recording began nothing moved."""

_BEFORE_S: Final = ((-0.30, -0.20), (-0.20, -0.14), (-0.14, -0.09), (-0.09, -0.05))
_AFTER_S: Final = (
    (0.01, 0.03),
    (0.03, 0.06),
    (0.06, 0.10),
    (0.10, 0.16),
    (0.16, 0.24),
    (0.24, 0.33),
)
_FEEL_S: Final = ((-0.30, -0.15), (-0.15, -0.04), (0.05, 0.12), (0.12, 0.20), (0.20, 0.33))
_SPANS_S: Final = (*_BEFORE_S, *_AFTER_S, *_FEEL_S)
_ABOUT: Final = tuple(range(len(_BEFORE_S) + len(_AFTER_S)))
_ASIDE: Final = _ABOUT[len(_BEFORE_S) - 2 : len(_BEFORE_S) + 4]
_FELT: Final = tuple(range(len(_ABOUT), len(_SPANS_S)))
_LEAST_RATE_RADPS: Final = 0.5
_RATIO_LIMIT: Final = 3.0
_KINK_S: Final = 0.02


def _named(prefix: str, spans_s: tuple[tuple[float, float], ...]) -> tuple[str, ...]:
    return tuple(f"{prefix}_{round(1e3 * a)}_{round(1e3 * b)}_ms" for a, b in spans_s)


CONTACT_EVIDENCE: Final = (
    *EVIDENCE,
    "forward_share",
    "inward_share",
    "backward_tilt_rad",
    "outward_tilt_rad",
    "log_push_speed",
    "push_against_travel_ratio",
    "push_up_ratio",
    "log_push_against_travel",
    "rate_kink_ratio",
    "log_acc_kink",
    *_named("strike_rate_ratio", _BEFORE_S),
    *_named("strike_rate_ratio", _AFTER_S),
    *_named("side_rate_ratio", _BEFORE_S[-2:]),
    *_named("side_rate_ratio", _AFTER_S[:4]),
    *_named("log_felt", _FEEL_S),
    "backswing_ratio",
    "jolt_rank_ratio",
    "strike_rank_ratio",
    "log_stir_before",
    "log_calmest_before",
    "log_fastest_before_ratio",
    "log_jolts_before",
    "clipped",
)
"""Names of the columns of `contact_evidence`."""


class _Around:
    """Stretches around contacts, gathered from the recording."""

    def __init__(self, signals: SegmentRecording, positions: IntArray) -> None:
        self.rate_hz = signals.sampling_rate_hz
        self.positions = positions
        self.last = len(signals) - 1

    def __call__(self, values: FloatArray, from_s: float, to_s: float) -> FloatArray:
        """Gather ``[from_s, to_s)`` around each contact, shape (k, m, ...)."""
        start = round(from_s * self.rate_hz)
        stop = max(start + 1, round(to_s * self.rate_hz))
        rows = np.clip(self.positions[:, None] + np.arange(start, stop), 0, self.last)
        return np.asarray(values[rows])


def contact_evidence(
    signals: SegmentRecording, jolt: FloatArray, positions: IntArray, measures: FloatArray
) -> FloatArray:
    """Describe contacts for a trained model.

    Reads angular rate, specific force and the upward direction, segment frame, from
    `SETTING_BACK_S` before to `kicksense.kicks.contacts.LOOK_AHEAD_S` after each contact. Rates
    are relative to the strike rate and sizes are logarithms, so that soft and hard kicks look
    alike.

    Parameters
    ----------
    signals
        Search grid.
    jolt
        From `kicksense.kicks.contacts.jolts`, shape (n,).
    positions
        First samples of the contacts.
    measures
        From `kicksense.kicks.contacts.measure_contacts`.

    Returns
    -------
    evidence
        Shape (k, m), columns as in `CONTACT_EVIDENCE`.
    """
    around = _Around(signals, positions)
    across = signals.gyr_radps[:, [0, 2]]
    mean = around(across, -0.04, 0.0).mean(axis=1)
    strike = np.sqrt((mean**2).sum(axis=1))
    axis = mean / np.maximum(strike, 1e-9)[:, None]
    least = np.maximum(strike, _LEAST_RATE_RADPS)
    inward = _inward_sign(signals, around)
    columns = [
        evidence(measures),
        _directions(signals, around, inward),
        _pushes(signals, around, axis),
        _kinks(signals, around, axis, least),
        _courses(signals, around, axis, inward / least),
        _rivals(signals, jolt, around, axis, strike),
        _setting(signals, jolt, around, strike),
        around(signals.clipped.astype(np.float64), -0.03, 0.04).max(axis=1)[:, None],
    ]
    return np.concatenate(columns, axis=1)


def _inward_sign(signals: SegmentRecording, around: _Around) -> FloatArray:
    """Give what turns sideways numbers of the segment frame into inward ones, shape (k,).

    Where the leg was assumed, turning outward into the contact counts as turning inward.
    """
    inward = around(signals.adduction_rate_radps, -0.04, 0.0).mean(axis=1)
    turned = (inward < 0.0) & (not signals.placement.side_known)
    return np.where(turned, -1.0, 1.0) * signals.placement.side.lateral_sign


def _directions(signals: SegmentRecording, around: _Around, inward: FloatArray) -> FloatArray:
    """Give which way the foot moves, and how the shank leans."""
    forward = around(signals.sagittal_rate_radps, -0.04, 0.0).mean(axis=1)
    sideways = around(signals.gyr_radps[:, 0], -0.04, 0.0).mean(axis=1) * inward
    up = around(signals.up, -0.01, 0.01).mean(axis=1)
    strike = np.maximum(np.hypot(forward, sideways), 1e-9)
    return np.stack(
        [
            forward / strike,
            sideways / strike,
            np.arctan2(-up[:, 0], up[:, 1]),
            np.arctan2(up[:, 2] * inward, up[:, 1]),
        ],
        axis=1,
    )


def _pushes(signals: SegmentRecording, around: _Around, axis: FloatArray) -> FloatArray:
    """Give the push on the shin: how much, against the motion, upward.

    A leg that turns about ``(x, z)`` moves its foot along ``(z, -x)``; a ball pushes back.
    """
    level = around(signals.acc_mps2, -0.04, -0.01).mean(axis=1)
    push = around(signals.acc_mps2, -0.01, 0.035) - level[:, None, :]
    change = push.sum(axis=1) / around.rate_hz
    size = norms(change)
    against = -(change[:, 0] * axis[:, 1] - change[:, 2] * axis[:, 0])
    up = around(signals.up, 0.0, 0.02).mean(axis=1)
    upward = np.einsum("ki,ki->k", change, up)
    safe = np.maximum(size, 1e-3)
    return np.stack(
        [
            np.log(np.maximum(size, 0.02)),
            against / safe,
            upward / safe,
            np.log(np.maximum(against, 0.02)),
        ],
        axis=1,
    )


def _kinks(
    signals: SegmentRecording, around: _Around, axis: FloatArray, least: FloatArray
) -> FloatArray:
    """Give how suddenly the rate and the force bend at the contact."""
    per_step = around.rate_hz * 0.01
    reach_s = _KINK_S + 0.011
    # A bend takes three samples, however slow the sensor.
    to_s = max(reach_s, (3.0 + round(-reach_s * around.rate_hz)) / around.rate_hz)
    rate = np.einsum("kmi,ki->km", around(signals.gyr_radps[:, [0, 2]], -reach_s, to_s), axis)
    bend = np.abs(np.diff(rate, n=2, axis=1)).max(axis=1) * per_step**2
    force = around(signals.acc_mps2, -reach_s, to_s)
    jerk = np.sqrt((np.diff(force, n=2, axis=1) ** 2).sum(axis=2)).max(axis=1) * per_step**2
    return np.stack(
        [
            np.minimum(bend / least, _RATIO_LIMIT),
            np.log(np.maximum(jerk / GRAVITY_MPS2, 0.05)),
        ],
        axis=1,
    )


def _courses(
    signals: SegmentRecording, around: _Around, axis: FloatArray, inward_share: FloatArray
) -> FloatArray:
    """Give the courses of the rate about the strike axis and at right angles to it, and of force.

    ``inward_share`` is the sign of `_inward_sign` over the strike rate.
    """
    first, shares = _span_shares(around.rate_hz)
    rows = np.clip(around.positions[:, None] + first + np.arange(len(shares)), 0, around.last)
    gyr = signals.gyr_radps
    felt = norms(signals.acc_mps2[rows].reshape(-1, 3)).reshape(rows.shape) / GRAVITY_MPS2
    # One sum for all spans and signals: columns are spans.
    x, z = gyr[rows, 0] @ shares, gyr[rows, 2] @ shares
    force = felt @ shares
    share = np.abs(inward_share)[:, None]
    about = (x * axis[:, :1] + z * axis[:, 1:]) * share
    aside = (z * axis[:, :1] - x * axis[:, 1:]) * inward_share[:, None]
    rates = np.concatenate([about[:, _ABOUT], aside[:, _ASIDE]], axis=1)
    return np.concatenate(
        [
            np.clip(rates, -_RATIO_LIMIT, _RATIO_LIMIT),
            np.log(np.clip(force[:, _FELT], 0.1, 20.0)),
        ],
        axis=1,
    )


@lru_cache(maxsize=64)
def _span_shares(rate_hz: float) -> tuple[int, FloatArray]:
    """Give the first sample of all spans, and what each sample counts in each, shape (m, s)."""
    starts = [round(from_s * rate_hz) for from_s, _ in _SPANS_S]
    stops = [
        max(a + 1, round(to_s * rate_hz)) for a, (_, to_s) in zip(starts, _SPANS_S, strict=True)
    ]
    first = min(starts)
    shares = np.zeros((max(stops) - first, len(_SPANS_S)))
    for column, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        shares[start - first : stop - first, column] = 1.0 / (stop - start)
    shares.setflags(write=False)
    return first, shares


def _rivals(
    signals: SegmentRecording,
    jolt: FloatArray,
    around: _Around,
    axis: FloatArray,
    strike: FloatArray,
) -> FloatArray:
    """Give how the contact stands out from what is near it."""
    across = signals.gyr_radps[:, [0, 2]]
    rate = np.einsum("kmi,ki->km", around(across, -LOOK_BACK_S, 0.0), axis)
    swing = norms(across)
    fastest = around(swing, -0.3, LOOK_AHEAD_S).max(axis=1)
    hardest = around(jolt, -0.3, LOOK_AHEAD_S).max(axis=1)
    return np.stack(
        [
            np.clip(-rate.min(axis=1) / np.maximum(strike, _LEAST_RATE_RADPS), 0.0, _RATIO_LIMIT),
            jolt[around.positions] / np.maximum(hardest, 1e-9),
            strike / np.maximum(fastest, 1e-9),
        ],
        axis=1,
    )


def _setting(
    signals: SegmentRecording, jolt: FloatArray, around: _Around, strike: FloatArray
) -> FloatArray:
    """Give what the leg did in the time before: standing, walking, running."""
    turning = around(norms(signals.gyr_radps), -SETTING_BACK_S, -LOOK_BACK_S)
    width = min(round(0.2 * around.rate_hz), turning.shape[1])
    total = np.concatenate([np.zeros((len(turning), 1)), np.cumsum(turning, axis=1)], axis=1)
    calmest = ((total[:, width:] - total[:, :-width]) / width).min(axis=1)
    ratio = turning.max(axis=1) / np.maximum(strike, _LEAST_RATE_RADPS)
    jolts_before = around(jolt, -SETTING_BACK_S, -LOOK_BACK_S).max(axis=1)
    return np.stack(
        [
            np.log(np.clip(turning.mean(axis=1), 0.05, 30.0)),
            np.log(np.clip(calmest, 0.02, 30.0)),
            np.log(np.clip(ratio, 0.05, 10.0)),
            np.log(np.clip(jolts_before, 0.1, 50.0)),
        ],
        axis=1,
    )
