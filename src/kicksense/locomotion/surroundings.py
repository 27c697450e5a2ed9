"""What the leg does before and after each kick."""

import math
from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.locomotion import KickSurroundings
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import last_true
from kicksense.locomotion.heading import Heading
from kicksense.units import GRAVITY_MPS2, radps


@dataclass(frozen=True, slots=True)
class SurroundingSettings:
    """Where around a kick is looked.

    Attributes
    ----------
    facing_s
        The player's heading is that of the last stand of the leg at least so long before the kick:
        later it is turned out for the strike. It must not be older than the second of the two.
    leg_rad
        Standard deviation of the shank's heading against the player's then (assumed).
    cadence_s
        Steps are counted over this time before.
    sway_s
        Sway is read between these times after the kick (FIELD notes, section 7).
    step_within_s
        A step later than this after the kick has nothing to do with it.
    unloaded_s
        The leg's last stand is looked for over this time before the kick.
    stand_radps, stand_mps2
        It stands while rate and specific force less gravity are below these.
    twist_s, twist_level_s
        Where the twist about the long axis is read, and the level before it; the contact lasts
        10 ms and is seen over 20 to 30 ms at the shin (FIELD notes).
    """

    facing_s: tuple[float, float] = (0.4, 2.0)
    leg_rad: float = 0.15
    cadence_s: float = 2.0
    sway_s: tuple[float, float] = (0.5, 1.5)
    step_within_s: float = 3.0
    unloaded_s: float = 1.0
    stand_radps: float = radps(70.0)
    stand_mps2: float = 3.0
    twist_s: tuple[float, float] = (-0.02, 0.06)
    twist_level_s: tuple[float, float] = (-0.08, -0.02)


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What is known of a recording when its kicks are looked at.

    Attributes
    ----------
    signals
        Search grid.
    step_s
        When the worn leg steps, s after the first sample, shape (k,).
    heading
        Of the recording.
    """

    signals: SegmentRecording
    step_s: FloatArray
    heading: Heading


def surroundings_of(
    around: Around, kick_s: float, *, t_s: float, settings: SurroundingSettings
) -> KickSurroundings:
    """Tell what the leg does around one kick.

    Parameters
    ----------
    around
        The recording.
    kick_s
        When the kick is, s after the first sample.
    t_s
        The same on the source's own clock.
    settings
        Where is looked.

    Returns
    -------
    surroundings
        NaN where something cannot be told.
    """
    heading = around.heading
    drift_rad = heading.drift_radps * kick_s
    return KickSurroundings(
        t_s=t_s,
        heading_rad=_facing(heading, kick_s, settings),
        heading_spread_rad=math.hypot(drift_rad, settings.leg_rad),
        cadence_before_hz=_cadence_hz(around.step_s, kick_s, settings),
        sway_rad=_sway(around, kick_s, settings),
        step_after_s=_step_after(around.step_s, kick_s, settings),
        unloaded_s=_unloaded(around.signals, kick_s, settings),
        twist_radps=_twist(around.signals, kick_s, settings),
    )


def _twist(signals: SegmentRecording, kick_s: float, settings: SurroundingSettings) -> float:
    """Give the spike about the long axis; NaN where samples are missing or at full scale."""
    rate_hz = signals.sampling_rate_hz
    span = range(
        round((kick_s + settings.twist_level_s[0]) * rate_hz),
        round((kick_s + settings.twist_s[1]) * rate_hz) + 1,
    )
    if span.start < 0 or span.stop > len(signals):
        return math.nan
    sound = signals.measured[span.start : span.stop] & ~signals.clipped[span.start : span.stop]
    if not sound.all():
        return math.nan
    about = signals.gyr_radps[:, 1]
    level = float(_stretch(about, rate_hz, kick_s, settings.twist_level_s).mean())
    return float(np.abs(_stretch(about, rate_hz, kick_s, settings.twist_s) - level).max())


def _facing(heading: Heading, kick_s: float, settings: SurroundingSettings) -> float:
    """Give where the player faces, by the last stand before the swing."""
    last_s, first_s = settings.facing_s
    stop = round((kick_s - last_s) * heading.rate_hz) + 1
    stood = last_true(
        heading.stands, before=max(0, stop), after=round((kick_s - first_s) * heading.rate_hz)
    )
    return math.nan if stood is None else float(heading.rad[stood])


def _stretch(
    values: FloatArray, rate_hz: float, at_s: float, span_s: tuple[float, float]
) -> FloatArray:
    """Give the values of a stretch around a moment, as far as they were recorded."""
    start, stop = (round((at_s + edge_s) * rate_hz) for edge_s in span_s)
    return values[max(0, start) : max(0, stop)]


def _cadence_hz(step_s: FloatArray, kick_s: float, settings: SurroundingSettings) -> float:
    inside = step_s[(step_s >= kick_s - settings.cadence_s) & (step_s < kick_s)]
    if len(inside) > 1:
        return float(2.0 * (len(inside) - 1) / (inside[-1] - inside[0]))
    return 2.0 * len(inside) / settings.cadence_s


def _step_after(step_s: FloatArray, kick_s: float, settings: SurroundingSettings) -> float:
    later = step_s[np.searchsorted(step_s, kick_s) :]
    if len(later) == 0 or later[0] - kick_s > settings.step_within_s:
        return math.nan
    return float(later[0] - kick_s)


def _sway(around: Around, kick_s: float, settings: SurroundingSettings) -> float:
    first_s, last_s = kick_s + settings.sway_s[0], kick_s + settings.sway_s[1]
    rate_hz = around.heading.rate_hz
    stepped = np.any((around.step_s > first_s) & (around.step_s < last_s + 0.2))
    up = _stretch(around.signals.up, rate_hz, kick_s, settings.sway_s)
    if stepped or len(up) < 0.9 * (last_s - first_s) * rate_hz:
        return math.nan
    off = up - up.mean(axis=0)
    return float(np.sqrt(np.mean(np.sum(off**2, axis=1))))


def _unloaded(signals: SegmentRecording, kick_s: float, settings: SurroundingSettings) -> float:
    rate_hz = signals.sampling_rate_hz
    span_s = (-settings.unloaded_s, 0.0)
    gyr = _stretch(signals.gyr_radps, rate_hz, kick_s, span_s)
    acc = _stretch(signals.acc_mps2, rate_hz, kick_s, span_s)
    rate = np.sqrt(np.einsum("ij,ij->i", gyr, gyr))
    force = np.abs(np.sqrt(np.einsum("ij,ij->i", acc, acc)) - GRAVITY_MPS2)
    stood = last_true(
        (rate < settings.stand_radps) & (force < settings.stand_mps2), before=len(rate)
    )
    return math.nan if stood is None else (len(rate) - stood) / rate_hz
