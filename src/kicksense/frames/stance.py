"""Pieces of a recording, judged still or active, and the stances among them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.dsp import Run, norms, runs_of, unit
from kicksense.frames.coarse import CoarseRecording
from kicksense.units import GRAVITY_MPS2, radps, samples_in


@dataclass(frozen=True, slots=True)
class StanceSettings:
    """Thresholds of the search for still and active pieces.

    Attributes
    ----------
    piece_s
        Length of the pieces that are judged.
    still_rate_radps
        Spread of the angular rate below which a piece is still. Quiet standing shows 1-3 deg/s;
        a constant bias does not count.
    still_acc_mps2
        Spread of the specific force below which a piece is still; quiet standing shows 0.1.
    gravity_tolerance_mps2
        A still piece reads gravity within this; scale errors of a few percent are real.
    stance_s
        Shortest stance; the wearing protocol asks for three seconds.
    active_rate_radps
        Root-mean-square rate above which a piece tells how the leg moves; slow walking has 60.
    """

    piece_s: float = 0.5
    still_rate_radps: float = radps(8.0)
    still_acc_mps2: float = 0.4
    gravity_tolerance_mps2: float = 1.2
    stance_s: float = 1.5
    active_rate_radps: float = radps(40.0)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """A recording cut into pieces of equal length, sensor frame.

    Attributes
    ----------
    length
        Samples in a piece.
    up
        Mean upward direction of each piece, shape (p, 3), unit length.
    rate_radps
        Root-mean-square angular rate, shape (p,).
    still, active
        Shape (p,).
    """

    length: int
    up: FloatArray
    rate_radps: FloatArray
    still: BoolArray
    active: BoolArray


def cut_pieces(signals: CoarseRecording, up: FloatArray, settings: StanceSettings) -> Pieces:
    """Cut a recording into pieces and judge each.

    Parameters
    ----------
    signals
        Sensor frame.
    up
        Upward direction, sensor frame, shape (n, 3).
    settings
        Thresholds.

    Returns
    -------
    pieces
        A remainder shorter than a piece is left out.
    """
    length = samples_in(settings.piece_s, signals.sampling_rate_hz)
    count = len(signals) // length
    acc = signals.acc_mps2[: count * length].reshape(count, length, 3)
    gyr = signals.gyr_radps[: count * length].reshape(count, length, 3)
    mean_acc = acc.mean(axis=1)
    gyr_square = np.einsum("pij,pij->p", gyr, gyr) / length
    mean_gyr = gyr.mean(axis=1)
    gyr_spread = np.sqrt(np.maximum(gyr_square - np.einsum("pj,pj->p", mean_gyr, mean_gyr), 0.0))
    acc_square = np.einsum("pij,pij->p", acc, acc) / length
    gravity_square = np.einsum("pj,pj->p", mean_acc, mean_acc)
    acc_spread = np.sqrt(np.maximum(acc_square - gravity_square, 0.0))
    off_gravity = np.abs(np.sqrt(gravity_square) - GRAVITY_MPS2)
    still = (
        (gyr_spread < settings.still_rate_radps)
        & (acc_spread < settings.still_acc_mps2)
        & (off_gravity < settings.gravity_tolerance_mps2)
    )
    mean_up = up[: count * length].reshape(count, length, 3).mean(axis=1)
    mean_up /= np.maximum(norms(mean_up), 1e-9)[:, None]
    # At rest the specific force itself says where up is, free of the filter's own error.
    mean_up[still] = mean_acc[still] / np.sqrt(gravity_square[still])[:, None]
    rate = np.sqrt(gyr_square)
    return Pieces(
        length=length,
        up=mean_up,
        rate_radps=rate,
        still=still,
        active=rate > settings.active_rate_radps,
    )


def stances(pieces: Pieces, settings: StanceSettings) -> list[Run]:
    """Give the stretches of still pieces that last long enough for a stance, as piece positions."""
    shortest = max(1, round(settings.stance_s / settings.piece_s))
    return [run for run in runs_of(pieces.still) if run.stop - run.start >= shortest]


_CONE_COSINE: Final = 0.5


def main_direction(directions: FloatArray, weights: FloatArray) -> FloatArray | None:
    """Give the direction around which most of the weight lies.

    A weighted mean that drops what lies more than 60 deg away, repeated until it settles: a sensor
    carried in the hand or lying in the grass before it was strapped on does not pull it.

    Parameters
    ----------
    directions
        Unit vectors, shape (p, 3).
    weights
        Shape (p,), not negative.

    Returns
    -------
    direction
        Unit vector, or None where there is nothing to average or no agreement.
    """
    if len(directions) == 0 or weights.sum() <= 0.0:
        return None
    # Start from the piece with most neighbours rather than from the mean, which may fall between
    # two ways of wearing; a hundred pieces spread over the recording stand for all.
    stride = max(1, len(directions) // 100)
    trial = directions[::stride]
    support = ((directions @ trial.T) > np.cos(np.pi / 6.0)).T @ weights
    centre: FloatArray = trial[int(support.argmax())]
    for _ in range(8):
        near = (directions @ centre) > _CONE_COSINE
        total = (weights * near) @ directions
        if not np.any(total):
            return None
        centre = unit(total)
    return centre
