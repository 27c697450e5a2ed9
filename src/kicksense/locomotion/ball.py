"""What belongs together with the ball: carries, possessions, and how a touch took it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import ContactKind
from kicksense.domain.locomotion import (
    BallContact,
    Carry,
    Possession,
    PossessionKind,
    TouchFeel,
)
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import norms
from kicksense.locomotion.smoothing import windows_at
from kicksense.units import samples_in

_THIRD: Final = 1.0 / 3.0
_FEWEST_STRIDES: Final = 3
_FIRST_S: Final = 0.3
_LAST_S: Final = 0.8
"""The stride that the last touch falls into belongs to the carry."""


@dataclass(frozen=True, slots=True)
class BallSettings:
    """What belongs together with the ball.

    Attributes
    ----------
    pause_s
        A longer pause between contacts ends a possession (assumed).
    short_s
        A shorter possession is a short one (FIELD notes, section 7).
    least_touches
        Fewest touches of a carry (FIELD notes, section 7).
    touch_apart_s
        Shortest and longest time between touches of a carry; a dribble touches every 0.3 to 0.8 s
        (FIELD notes), this leg may pass one touch to the other.
    step_within_s
        The player moves where a step comes within this time of the touch.
    longest_stride_s
        A longer one is no stride of a run: the player stood in between.
    before_s, before_gap_s
        What was there before a touch is read over this time, up to this long before it.
    across_s
        A touch is felt for this long at most.
    yield_ratio
        The foot goes with the ball while the specific force differs from before by more than this
        share of its largest.
    """

    pause_s: float = 3.0
    short_s: float = 1.5
    least_touches: int = 3
    touch_apart_s: tuple[float, float] = (0.25, 1.2)
    step_within_s: float = 0.8
    longest_stride_s: float = 1.0
    before_s: float = 0.06
    before_gap_s: float = 0.02
    across_s: float = 0.15
    yield_ratio: float = 0.25


def possessions_of(
    contacts: Sequence[BallContact], settings: BallSettings
) -> tuple[Possession, ...]:
    """Give what lies between the first contact with a ball and its release.

    Parameters
    ----------
    contacts
        In order of time; a swing that missed is none.
    settings
        Thresholds.

    Returns
    -------
    possessions
        A kick ends one, and so does a pause.
    """
    held: list[list[BallContact]] = []
    for contact in _met(contacts):
        open_ = bool(held) and held[-1][-1].kind is not None
        if open_ and contact.t_s - held[-1][-1].t_s <= settings.pause_s:
            held[-1].append(contact)
        else:
            held.append([contact])
    return tuple(_possession(group, settings) for group in held)


def _met(contacts: Sequence[BallContact]) -> list[BallContact]:
    return [contact for contact in contacts if contact.kind is not ContactKind.AIR_KICK]


def _possession(group: list[BallContact], settings: BallSettings) -> Possession:
    lasted_s = group[-1].t_s - group[0].t_s
    kind = PossessionKind.LONG
    if len(group) == 1:
        kind = PossessionKind.ONE_TOUCH
    elif lasted_s < settings.short_s:
        kind = PossessionKind.SHORT
    return Possession(
        group[0].t_s, group[-1].t_s, len(group), kind, released=group[-1].kind is None
    )


def carries_of(
    contacts: Sequence[BallContact],
    step_s: FloatArray,
    stride_s: FloatArray,
    *,
    settings: BallSettings,
) -> tuple[Carry, ...]:
    """Give where the ball is driven: light touches one after the other while the player moves.

    Parameters
    ----------
    contacts
        In order of time. A kick ends a carry and is no touch of it.
    step_s
        When the worn leg steps, on the same clock, shape (k,).
    stride_s
        The same of the steps with a long swing, which tell the cadence, shape (m,).
    settings
        Thresholds.

    Returns
    -------
    carries
        In order of time.
    """
    shortest_s, longest_s = settings.touch_apart_s
    chains: list[list[float]] = []
    broken = True
    for contact in _met(contacts):
        if contact.kind is None or not _moving(contact.t_s, step_s, settings):
            broken = True
        elif broken or contact.t_s - chains[-1][-1] > longest_s:
            chains.append([contact.t_s])
            broken = False
        elif contact.t_s - chains[-1][-1] >= shortest_s:
            chains[-1].append(contact.t_s)
    return tuple(
        Carry(chain[0], chain[-1], len(chain), _cadence_rise(chain, stride_s, settings))
        for chain in chains
        if len(chain) >= settings.least_touches
    )


def _moving(at_s: float, step_s: FloatArray, settings: BallSettings) -> bool:
    around = np.searchsorted(step_s, [at_s - settings.step_within_s, at_s + settings.step_within_s])
    return bool(around[1] > around[0])


def _cadence_rise(chain: list[float], stride_s: FloatArray, settings: BallSettings) -> float | None:
    """Give cadence in the last third of a carry over that in its first, or None."""
    start_s, stop_s = chain[0], chain[-1]
    inside = stride_s[(stride_s >= start_s - _FIRST_S) & (stride_s <= stop_s + _LAST_S)]
    strides_s = np.diff(inside)
    strides_s = strides_s[strides_s <= settings.longest_stride_s]
    if len(strides_s) < _FEWEST_STRIDES:
        return None
    part = max(1, round(len(strides_s) * _THIRD))
    return float(strides_s[:part].mean() / strides_s[-part:].mean())


def touch_feels(
    signals: SegmentRecording, touched_s: FloatArray, *, start_s: float, settings: BallSettings
) -> tuple[TouchFeel, ...]:
    """Give how softly the ball was taken.

    Reads the specific force, segment frame.

    Parameters
    ----------
    signals
        Search grid.
    touched_s
        When touches and traps were, s after the first sample, shape (k,).
    start_s
        Of the first sample on the source's own clock.
    settings
        Thresholds.

    Returns
    -------
    feels
        One for each.
    """
    if len(touched_s) == 0:
        return ()
    rate_hz = signals.sampling_rate_hz
    at = np.round(touched_s * rate_hz).astype(np.intp)
    gap, before, across = (
        samples_in(span_s, rate_hz)
        for span_s in (settings.before_gap_s, settings.before_s, settings.across_s)
    )
    level = windows_at(signals.acc_mps2, at, (-gap - before, -gap)).mean(axis=1)
    push = windows_at(signals.acc_mps2, at, (-1, across)) - level[:, None, :]
    size = norms(push.reshape(-1, 3)).reshape(push.shape[:2])
    largest = size.max(axis=1)
    felt = size > settings.yield_ratio * largest[:, None]
    yields_s = felt.sum(axis=1) / rate_hz
    clipped = windows_at(signals.clipped, at, (-1, across)).any(axis=1)
    largest = np.where(clipped, np.nan, largest)
    return tuple(
        TouchFeel(t_s, jolt, yield_s)
        for t_s, jolt, yield_s in zip(
            (touched_s + start_s).tolist(), largest.tolist(), yields_s.tolist(), strict=True
        )
    )
