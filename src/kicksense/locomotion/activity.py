"""All that a player does in a recording beside striking the ball."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

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
from kicksense.locomotion.forward import turned_forward
from kicksense.locomotion.heading import HeadingSettings, Moments, heading_of, thinned, turns_of
from kicksense.locomotion.steps import StepSettings, course_of, strides_of
from kicksense.locomotion.surroundings import Around, SurroundingSettings, surroundings_of

_TAKEN: Final = (ContactKind.TOUCH, ContactKind.TRAP)


@dataclass(frozen=True, slots=True)
class LocomotionSettings:
    """Settings of what the leg does between kicks.

    Attributes
    ----------
    steps, bouts, heading, ball, surroundings
        Of each part.
    """

    steps: StepSettings = field(default_factory=StepSettings)
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
    forward_known: bool = True,
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
    forward_known
        False where calibration could not tell forward from backward: it is then read off the
        steps. Heading, ball and everything about kicks does not depend on it.
    worn_from
        Position on the search grid from which the sensor is known to sit on the leg; the leg
        swings of the wearing protocol before it are no steps.

    Returns
    -------
    activity
        Steps, bouts, turns, carries, possessions, touches, and what is around each kick.
    """
    zero_s, rate_hz = times.time_on_grid(0), times.grid_rate_hz
    met = [(contact.t_s - zero_s, contact) for contact in contacts]
    course = course_of(signals, settings.steps)
    if not forward_known:
        course = turned_forward(course, settings.steps)
    strides = strides_of(course, met, settings.steps)
    strides = strides.where(strides.peak_index >= worn_from)
    step_s = strides.strike_index / rate_hz
    met_s = np.array([at_s for at_s, _ in met])
    heading = heading_of(signals, Moments(step_s, met_s), settings.heading)
    strode = strides.peak_swing_radps > settings.bouts.gaits.trot_swing_radps
    bearings = thinned(heading, settings.heading)
    around = Around(signals, step_s, heading)
    touched_s = np.array([at_s for at_s, contact in met if contact.kind in _TAKEN])
    return Activity(
        start_s=zero_s,
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
        bouts=bouts_of(course, strides, times, settings=settings.bouts),
        turns=turns_of(bearings, times, settings.heading),
        carries=carries_of(
            contacts, zero_s + step_s, zero_s + step_s[strode], settings=settings.ball
        ),
        possessions=possessions_of(contacts, settings.ball),
        touches=touch_feels(signals, touched_s, start_s=zero_s, settings=settings.ball),
        surroundings=tuple(
            surroundings_of(around, at_s, t_s=contact.t_s, settings=settings.surroundings)
            for at_s, contact in met
            if contact.kind is None
        ),
        heading_t_s=zero_s + bearings.at / rate_hz,
        heading_rad=bearings.rad,
        heading_drift_radps=bearings.drift_radps,
    )
