"""Legs that walk, run and wait with a known truth, and what is said of them."""

from dataclasses import replace

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import ContactKind
from kicksense.domain.labels import EventKind
from kicksense.domain.locomotion import Activity, BallContact
from kicksense.domain.signals import SegmentRecording
from kicksense.frames.coarse import Timeline
from kicksense.locomotion.activity import LocomotionSettings, activity_of
from kicksense.simulation.movements import Movement
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import SimulatedSession, simulate_session

SETTINGS = LocomotionSettings()
_KINDS = {
    EventKind.KICK: None,
    EventKind.AIR_KICK: ContactKind.AIR_KICK,
    EventKind.TOUCH: ContactKind.TOUCH,
    EventKind.TRAP: ContactKind.TRAP,
}


def session_of(
    *movements: Movement, side: Side = Side.RIGHT, rate_hz: float = 100.0, seed: int = 1
) -> SimulatedSession:
    """Give a session of exactly these movements."""
    return simulate_session(movements, Player(side=side), Device(rate_hz=rate_hz), seed)


def activity_in(session: SimulatedSession, *, forward_known: bool = True) -> Activity:
    """Give the activity of a session by its true mounting, told of the true contacts."""
    return activity_of_signals(
        session.segment,
        session.recording.start_time_s,
        true_contacts(session),
        forward_known=forward_known,
    )


def activity_of_signals(
    signals: SegmentRecording,
    start_time_s: float = 0.0,
    contacts: tuple[BallContact, ...] = (),
    *,
    forward_known: bool = True,
) -> Activity:
    """Give the activity of a leg."""
    return activity_of(
        signals,
        Timeline(signals.sampling_rate_hz, start_time_s, 1),
        contacts,
        settings=SETTINGS,
        forward_known=forward_known,
    )


def true_contacts(session: SimulatedSession) -> tuple[BallContact, ...]:
    """Give the contacts with the ball."""
    return tuple(
        BallContact(event.time_s, _KINDS[event.kind])
        for event in session.truth
        if event.kind in _KINDS
    )


def true_steps_s(session: SimulatedSession) -> FloatArray:
    """Give when the foot came down; its heel and its weight are one step."""
    strikes_s = np.array(
        [event.time_s for event in session.truth if event.kind is EventKind.FOOT_STRIKE]
    )
    return strikes_s[np.diff(strikes_s, prepend=-np.inf) > 0.12]


def true_onset_s(session: SimulatedSession, number: int) -> float:
    """Give when the leg really begins to turn in a movement: 10 deg/s across its long axis."""
    gyr = session.ideal.gyr_radps
    time_s = session.ideal.time_s + session.spans[0].start_s
    first = int(np.searchsorted(time_s, session.spans[number].start_s))
    moved = np.hypot(gyr[first:, 0], gyr[first:, 2]) > np.radians(10.0)
    return float(time_s[first + int(moved.argmax())])


def still(seconds: float, rate_hz: float = 100.0) -> SegmentRecording:
    """Give a leg that stands and does nothing at all."""
    n = round(seconds * rate_hz)
    up = np.tile([0.0, 1.0, 0.0], (n, 1))
    return SegmentRecording(
        sampling_rate_hz=rate_hz,
        acc_mps2=9.80665 * up,
        gyr_radps=np.zeros((n, 3)),
        up=up,
        measured=np.ones(n, dtype=np.bool_),
        clipped=np.zeros(n, dtype=np.bool_),
    )


def turned_about_the_long_axis(signals: SegmentRecording) -> SegmentRecording:
    """Give the same leg with front and back taken for each other."""
    turn = np.array([-1.0, 1.0, -1.0])
    return replace(
        signals,
        acc_mps2=signals.acc_mps2 * turn,
        gyr_radps=signals.gyr_radps * turn,
        up=signals.up * turn,
    )
