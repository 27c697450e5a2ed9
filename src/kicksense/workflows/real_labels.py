"""What is known of the shared real recordings, as labels."""

import hashlib
from datetime import UTC, datetime
from typing import Final

from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from kicksense.domain.signals import Recording
from kicksense.workflows.suite_recordings import Trial, foot_speed_mps, suit_speed_mps

RULES_VERSION: Final = 1
"""Rises whenever the labels below would say something else of the same recording."""

_FRAME_RATE_HZ: Final = 120.0
_SUIT_WITHIN_S: Final = 0.15
"""The suit's foot is fastest within so much of the contact."""

_COMPLETE_AFTER_S: Final = 0.25
"""After the kick the players stop their leg, catch themselves and touch the ball again."""

_MADE_UTC: Final = datetime(2021, 6, 6, tzinfo=UTC)
"""The labels follow from the files by rule; the date is that of the suit recordings' paper."""


def rule_digest(rule: str) -> str:
    """Give a SHA-256 that stands for labels which follow from a file by rule.

    Parameters
    ----------
    rule
        Which rule, with its case.

    Returns
    -------
    digest
        Hex; another after every change of the rules.
    """
    return hashlib.sha256(f"rules {RULES_VERSION}: {rule}".encode()).hexdigest()


def suit_labels(trial: Trial, recording: Recording, player_id: str) -> LabelSet:
    """Give the labels of one leg of a kick trial.

    The kicking leg has one kick, where the suit's foot is fastest; its foot speed is the suit's
    largest in the 100 ms before the shank's acceleration peak. Its labels are complete from the
    start until a quarter of a second after it. The other leg does not kick in the whole trial.

    Parameters
    ----------
    trial
        The trial.
    recording
        The leg; times are on its clock.
    player_id
        Whose it is.

    Returns
    -------
    labels
        The technique is not known.
    """
    start_s = recording.start_time_s
    end_s = recording.time_of(len(recording))
    if recording.placement.side is not trial.kicking_side:
        return _labels("suit", recording, player_id, (), (start_s, end_s, "supporting_leg"))
    speed = foot_speed_mps(trial, trial.kicking_side)
    peak_s = float(speed.argmax()) / _FRAME_RATE_HZ
    kick = LabelledEvent(
        t_s=peak_s,
        kind=EventKind.KICK,
        within_s=_SUIT_WITHIN_S,
        foot_speed_mps=suit_speed_mps(trial, speed),
    )
    span = (start_s, peak_s + _COMPLETE_AFTER_S, "kick_trial")
    return _labels("suit", recording, player_id, (kick,), span)


def walking_labels(name: str, recording: Recording, player_id: str) -> LabelSet:
    """Give the labels of a walking recording: walking or stairs from end to end, and no kick.

    Parameters
    ----------
    name
        As `kicksense.workflows.suite_recordings.walking_files` gives it.
    recording
        The recording.
    player_id
        Whose it is.

    Returns
    -------
    labels
        Complete, without events.
    """
    movement = "stairs" if "stair" in name else "walk"
    span = (recording.start_time_s, recording.time_of(len(recording)), movement)
    return _labels("maker", recording, player_id, (), span)


def _labels(
    labeller: str,
    recording: Recording,
    player_id: str,
    events: tuple[LabelledEvent, ...],
    span: tuple[float, float, str],
) -> LabelSet:
    return LabelSet(
        fingerprint=recording.source.fingerprint,
        labeller=labeller,
        labelled_utc=_MADE_UTC,
        player_id=player_id,
        events=events,
        spans=(MovementSpan(*span),),
    )
