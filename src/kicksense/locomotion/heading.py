"""Where the player faces: the gyroscope about the vertical, with what it drifts."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.domain.locomotion import Turn
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import runs_of
from kicksense.frames.coarse import Timeline
from kicksense.locomotion.smoothing import smoothed
from kicksense.units import GRAVITY_MPS2, radps, samples_in

_ALL: Final = 1.0 - 1e-6


@dataclass(frozen=True, slots=True)
class HeadingSettings:
    """How heading is integrated and what counts as a turn.

    Attributes
    ----------
    piece_s
        Length of the pieces that are judged still or not.
    still_rate_radps, still_acc_mps2
        Largest spread of rate and specific force in a still piece, as for a stance
        (`kicksense.frames.stance`), but stricter: a leg that turns is not still.
    unknown_bias_radps
        Standard deviation of the gyroscope's offset where the leg is never still. Data sheets of
        such sensors say up to 1 deg/s.
    wander_radps
        Standard deviation of the offset's change between still moments (assumed).
    scale_ratio
        Standard deviation of the gyroscope's scale; data sheets say 1 to 3 percent.
    leg_rad
        How far the shank may be turned against the player before and after a turn (assumed; the
        hip turns some 5 deg in walking).
    stand_s, stand_radps, stand_mps2
        The leg stands where, for so long, its rates and the specific force less gravity are below
        these.
    landed_s
        So soon after each step it stands too, whatever jolts it.
    ball_before_s, ball_after_s
        Around a contact with the ball the leg is turned out and does not stand (an inside-foot
        strike turns it by 60 deg and more).
    stride_s
        Means over this time are given away.
    grid_hz
        Rate of the heading that is given away.
    turning_radps
        The player turns while the mean rate is above this; walking straight sways below it.
    least_turn_rad
        Smallest change of direction that is told.
    pause_s
        Parts of a turn in one direction that are nearer than this are one turn.
    """

    piece_s: float = 0.5
    still_rate_radps: float = radps(4.0)
    still_acc_mps2: float = 0.4
    unknown_bias_radps: float = radps(0.7)
    wander_radps: float = radps(0.05)
    scale_ratio: float = 0.02
    leg_rad: float = 0.09
    stand_s: float = 0.15
    stand_radps: float = radps(80.0)
    stand_mps2: float = 3.0
    landed_s: tuple[float, float] = (0.03, 0.13)
    ball_before_s: float = 0.4
    ball_after_s: float = 0.45
    stride_s: float = 0.4
    grid_hz: float = 10.0
    turning_radps: float = radps(18.0)
    least_turn_rad: float = 0.45
    pause_s: float = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """Where the player faces against the start, positive to the left.

    Attributes
    ----------
    rate_hz
        Of the search grid.
    rad
        Azimuth of the player on the search grid, shape (n,), not wrapped: that of the shank while
        it stands, and between two stands first the one, then a ramp to the other.
    stands
        Shape (n,); True where the leg stands, so that the player faces where the shank does.
    drift_radps
        Standard deviation of the drift, over every second.
    """

    rate_hz: float
    rad: FloatArray
    stands: BoolArray
    drift_radps: float


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Moments that say when the leg stands, s after the first sample.

    Attributes
    ----------
    step_s
        The foot comes down, shape (k,).
    ball_s
        It meets the ball or swings at it, shape (c,).
    """

    step_s: FloatArray
    ball_s: FloatArray


def heading_of(signals: SegmentRecording, moments: Moments, settings: HeadingSettings) -> Heading:
    """Integrate the heading of the player.

    Reads specific force, angular rate and upward direction, segment frame. What is integrated is
    not the rate about the vertical but the azimuth of the mediolateral axis: the former gathers,
    stride by stride, the solid angle that a leg's swing encloses; the latter comes back with the
    leg. It does not need to know which way is forward. The leg turns against the player while it
    swings, most of all at the ball, so the player's heading is read where the leg stands.

    Parameters
    ----------
    signals
        Search grid.
    moments
        Steps, and contacts with the ball.
    settings
        Thresholds.

    Returns
    -------
    heading
        On the search grid, zero at the start.
    """
    rate_hz = signals.sampling_rate_hz
    bias, drift_radps = _bias(signals, settings)
    gyr, up = signals.gyr_radps, signals.up
    level = up[:, 0] ** 2 + up[:, 1] ** 2
    turning = up[:, 0] * (gyr[:, 0] - bias[:, 0]) + up[:, 1] * (gyr[:, 1] - bias[:, 1])
    # A sensor in the hand may hold that axis upright; on a leg it never is.
    shank = np.cumsum(np.nan_to_num(turning / np.maximum(level, 0.25))) / rate_hz
    stands = _stands(signals, moments, settings)
    return Heading(rate_hz, _held(shank, stands), stands, drift_radps)


def _stands(signals: SegmentRecording, moments: Moments, settings: HeadingSettings) -> BoolArray:
    """Tell where the leg stands, shape (n,)."""
    rate_hz = signals.sampling_rate_hz
    gyr, acc = signals.gyr_radps, signals.acc_mps2
    force = np.sqrt(np.einsum("ij,ij->i", acc, acc))
    rate = np.einsum("ij,ij->i", gyr, gyr)
    calm = rate < settings.stand_radps**2
    calm &= np.abs(force - GRAVITY_MPS2) < settings.stand_mps2
    # A foot that meets a ball is calm for a moment in the air.
    width = samples_in(settings.stand_s, rate_hz)
    whole = smoothed(calm.astype(np.float64), width) > _ALL
    stands = smoothed(whole.astype(np.float64), width) > 1.0 - _ALL
    _mark(stands, moments.step_s * rate_hz, settings.landed_s, rate_hz, value=True)
    reach_s = (-settings.ball_before_s, settings.ball_after_s)
    _mark(stands, moments.ball_s * rate_hz, reach_s, rate_hz, value=False)
    return stands


def _mark(
    mask: BoolArray, at: FloatArray, span_s: tuple[float, float], rate_hz: float, *, value: bool
) -> None:
    """Write a value into a mask around some positions."""
    reach = np.arange(round(span_s[0] * rate_hz), round(span_s[1] * rate_hz) + 1)
    places = (np.round(at).astype(np.intp)[:, None] + reach).ravel()
    mask[places[(places >= 0) & (places < len(mask))]] = value


def _held(shank_rad: FloatArray, stands: BoolArray) -> FloatArray:
    """Give the heading of the stands; between two of them the first for half the time."""
    if not stands.any():
        return shank_rad
    last = len(shank_rad) - 1
    places = np.arange(last + 1)
    before = np.maximum.accumulate(np.where(stands, places, -1))
    later = np.minimum.accumulate(np.where(stands, places, last + 1)[::-1])[::-1]
    # Before the first stand and after the last there is but one.
    before = np.where(before < 0, later, before)
    later = np.where(later > last, before, later)
    share = (places - before) / np.maximum(later - before, 1)
    ramp = np.clip(2.0 * share - 1.0, 0.0, 1.0)
    return np.asarray(shank_rad[before] + ramp * (shank_rad[later] - shank_rad[before]))


def _bias(signals: SegmentRecording, settings: HeadingSettings) -> tuple[FloatArray, float]:
    """Give the gyroscope's offset, shape (n, 3), and how unsure it is over a second."""
    n = len(signals)
    length = samples_in(settings.piece_s, signals.sampling_rate_hz)
    count = n // length
    gyr = signals.gyr_radps[: count * length].reshape(count, length, 3)
    acc = signals.acc_mps2[: count * length].reshape(count, length, 3)
    mean = gyr.mean(axis=1)
    still = _spread(gyr, mean) < settings.still_rate_radps
    still &= _spread(acc, acc.mean(axis=1)) < settings.still_acc_mps2
    runs = [run for run in runs_of(still) if run.stop - run.start > 1]
    if not runs:
        return np.zeros((n, 3)), settings.unknown_bias_radps
    offsets = np.array([np.median(mean[run.start : run.stop], axis=0) for run in runs])
    middles = np.array([0.5 * (run.start + run.stop) * length for run in runs])
    at = (np.arange(count + 1) + 0.5) * length
    pieces = np.column_stack([np.interp(at, middles, offsets[:, axis]) for axis in range(3)])
    change = np.diff(offsets[:, 1])
    wander = float(np.sqrt(np.mean(change**2))) if len(change) else 0.0
    # Between two still moments the offset is known from both sides.
    drift = float(np.hypot(settings.wander_radps, 0.5 * wander))
    return np.repeat(pieces, length, axis=0)[:n], drift


def _spread(values: FloatArray, mean: FloatArray) -> FloatArray:
    """Give the spread of pieces about their means; shape (p, m, 3) to (p,)."""
    square = np.einsum("pij,pij->p", values, values) / values.shape[1]
    return np.asarray(np.sqrt(np.maximum(square - np.einsum("pj,pj->p", mean, mean), 0.0)))


@dataclass(frozen=True, slots=True, eq=False)
class Bearings:
    """The heading about ten times a second.

    Attributes
    ----------
    at
        Positions on the search grid, shape (m,).
    rad
        Heading there, shape (m,).
    drift_radps
        As in `Heading`.
    """

    at: IntArray
    rad: FloatArray
    drift_radps: float


def thinned(heading: Heading, settings: HeadingSettings) -> Bearings:
    """Give the heading about ten times a second, as means over less than a stride."""
    at = np.arange(0, len(heading.rad), samples_in(1.0 / settings.grid_hz, heading.rate_hz))
    width = samples_in(settings.stride_s, heading.rate_hz)
    rad = smoothed(smoothed(heading.rad, width), width // 2)[at]
    return Bearings(at, rad, heading.drift_radps)


def turns_of(bearings: Bearings, times: Timeline, settings: HeadingSettings) -> tuple[Turn, ...]:
    """Give the changes of direction.

    Parameters
    ----------
    bearings
        Of the recording.
    times
        Where samples lie on the clock.
    settings
        Thresholds.

    Returns
    -------
    turns
        In order of time.
    """
    at, rad = bearings.at, bearings.rad
    if len(at) < 2:  # noqa: PLR2004 - a rate needs two
        return ()
    rate = np.gradient(rad, at / times.grid_rate_hz)
    found = []
    for turning in (rate > settings.turning_radps, rate < -settings.turning_radps):
        for start, stop in _joined(turning, settings):
            angle = float(rad[stop] - rad[start])
            if abs(angle) >= settings.least_turn_rad:
                span_s = times.time_on_grid(int(at[start])), times.time_on_grid(int(at[stop]))
                spread = turn_spread(
                    angle, bearings.drift_radps * (span_s[1] - span_s[0]), settings
                )
                found.append(Turn(*span_s, angle, spread))
    return tuple(sorted(found, key=lambda turn: turn.start_s))


def _joined(turning: BoolArray, settings: HeadingSettings) -> list[tuple[int, int]]:
    """Give first and last position of stretches, those that are near each other as one."""
    pause = settings.pause_s * settings.grid_hz
    joined: list[tuple[int, int]] = []
    for run in runs_of(turning):
        start, stop = max(run.start - 1, 0), min(run.stop, len(turning) - 1)
        if joined and start - joined[-1][1] < pause:
            start = joined.pop()[0]
        joined.append((start, stop))
    return joined


def turn_spread(angle_rad: float, drifted_rad: float, settings: HeadingSettings) -> float:
    """Give the standard deviation of a change of heading, given that of the drift meanwhile."""
    parts = (drifted_rad, settings.scale_ratio * angle_rad, settings.leg_rad)
    return float(np.sqrt(sum(part**2 for part in parts)))
