"""All that a player does in a recording beside striking the ball."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kicksense.domain.kick import ContactKind
from kicksense.domain.locomotion import Activity, BallContact, Step
from kicksense.domain.signals import SegmentRecording
from kicksense.frames.coarse import Timeline
from kicksense.locomotion.ball import (
    BallSettings,
    carries_of,
    possessions_of,
    touch_feels,
)
from kicksense.locomotion.bouts import BoutSettings, bouts_of
from kicksense.locomotion.heading import HeadingSettings, heading_of, thinned, turns_of
from kicksense.locomotion.onset import OnsetSettings
from kicksense.locomotion.steps import StepSettings, strides_of
from kicksense.locomotion.surroundings import Around, SurroundingSettings, surroundings_of


@dataclass(frozen=True, slots=True)
class LocomotionSettings:
    """Settings of what the leg does between kicks."""

    steps: StepSettings = field(default_factory=StepSettings)
    onset: OnsetSettings = field(default_factory=OnsetSettings)
    bouts: BoutSettings = field(default_factory=BoutSettings)
    heading: HeadingSettings = field(default_factory=HeadingSettings)
    ball: BallSettings = field(default_factory=BallSettings)
    surroundings: SurroundingSettings = field(default_factory=SurroundingSettings)


def activity_of(
    signals: SegmentRecording,
    times: Timeline,
    contacts: Sequence[BallContact],
    *,
    settings: LocomotionSettings,
    worn_from: int = 0,
) -> Activity:
    """Say what the leg does between kicks.

    Parameters
    ----------
    signals
        Search grid, segment frame.
    times
        Where its samples lie on the source's own clock.
    contacts
        With the ball, kicks among them, in order of time.
    settings
        Thresholds.
    worn_from
        Position on the search grid from which the sensor is known to sit on the leg; the leg
        swings of the wearing protocol before it are no steps.

    Returns
    -------
    activity
        Steps, bouts, turns, carries, possessions, touches, and what is around each kick.
    """
    zero_s, rate_hz = times.time_on_grid(0), times.grid_rate_hz
    contact_s = np.array([contact.t_s for contact in contacts], dtype=np.float64) - zero_s
    contact_index = contact_s * rate_hz
    strides = strides_of(signals, contact_index, contacts, settings.steps)
    strides = strides.where(strides.peak_index >= worn_from)
    step_s = strides.strike_index / rate_hz
    heading = heading_of(signals, settings.heading)
    at, heading_rad = thinned(heading, settings.heading)
    around = Around(signals, step_s, heading)
    kinds = (ContactKind.TOUCH, ContactKind.TRAP)
    touched = np.array([contact.kind in kinds for contact in contacts], dtype=np.bool_)
    touch_index = np.round(contact_index[touched]).astype(np.intp)
    return Activity(
        start_s=times.time_on_grid(0),
        stop_s=times.time_on_grid(len(signals)),
        steps=tuple(
            Step(zero_s + at_s, peak, jolt)
            for at_s, peak, jolt in zip(
                step_s.tolist(),
                strides.peak_swing_radps.tolist(),
                strides.jolt_mps2.tolist(),
                strict=True,
            )
        ),
        bouts=bouts_of(signals, strides, times, settings=settings.bouts, onset=settings.onset),
        turns=turns_of(heading, times, settings.heading),
        carries=carries_of(contacts, zero_s + step_s, settings.ball),
        possessions=possessions_of(contacts, settings.ball),
        touches=touch_feels(signals, touch_index, contact_s[touched] + zero_s, settings.ball),
        surroundings=tuple(
            surroundings_of(
                around, contact.t_s - zero_s, t_s=contact.t_s, settings=settings.surroundings
            )
            for contact in contacts
            if contact.kind is None
        ),
        heading_t_s=zero_s + at / rate_hz,
        heading_rad=heading_rad,
        heading_drift_radps=heading.drift_radps,
    )
