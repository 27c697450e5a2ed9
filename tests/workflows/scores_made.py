"""Recordings, labels and answers made by hand, so that every figure can be counted by hand."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from kicksense.domain.anatomy import Placement
from kicksense.domain.kick import Estimate, Technique, TechniqueProbability
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from kicksense.domain.signals import Quality, Recording, SourceNote
from kicksense.workflows.scoring import Answer, SaidKick, SessionScore, exposures_of, score_answer

RATE_HZ = 100.0


def recording_of(duration_s: float = 60.0, *, clipped_s: Sequence[float] = ()) -> Recording:
    """Give a recording of a leg at rest, at full scale in some moments."""
    n = round(duration_s * RATE_HZ)
    clipped = np.zeros(n, dtype=np.bool_)
    clipped[[round(t_s * RATE_HZ) for t_s in clipped_s]] = True
    return Recording(
        sampling_rate_hz=RATE_HZ,
        start_time_s=0.0,
        acc_mps2=np.tile([0.0, 9.81, 0.0], (n, 1)),
        gyr_radps=np.zeros((n, 3)),
        measured=np.ones(n, dtype=np.bool_),
        clipped=clipped,
        placement=Placement(),
        source=SourceNote(name="made", kind="made"),
        quality=Quality(
            rows=n, duration_s=duration_s, nominal_rate_hz=RATE_HZ, measured_rate_hz=RATE_HZ,
            lost_ratio=0.0, gaps=0, longest_gap_s=0.0, duplicate_times=0, repeated_rows=0,
            unsorted_rows=0, clipped_ratio=0.0, clipped_acc_samples=0, clipped_gyr_samples=0,
            acc_at_rest_mps2=9.81,
        ),
    )  # fmt: skip


def labels_of(
    *events: LabelledEvent,
    player: str = "anna",
    spans: Sequence[tuple[float, float, str]] = (),
    complete: bool = True,
    groups: Mapping[str, str] | None = None,
) -> LabelSet:
    """Give labels of a recording."""
    return LabelSet(
        fingerprint="0" * 64,
        labeller="hand",
        labelled_utc=datetime(2026, 1, 1, tzinfo=UTC),
        player_id=player,
        events=events,
        spans=tuple(MovementSpan(*span) for span in spans),
        complete=complete,
        groups=groups or {},
    )


def kick_at(
    t_s: float,
    technique: Technique = Technique.HEEL,
    *,
    foot: float | None = None,
    ball: float | None = None,
    within_s: float = 0.03,
) -> LabelledEvent:
    """Give a labelled kick."""
    return LabelledEvent(
        t_s, EventKind.KICK, technique, within_s, foot_speed_mps=foot, ball_speed_mps=ball
    )


def event_at(t_s: float, kind: EventKind) -> LabelledEvent:
    """Give a labelled event that is no kick."""
    return LabelledEvent(t_s, kind)


def said_at(
    t_s: float,
    technique: Technique = Technique.HEEL,
    *,
    sure: float = 0.8,
    foot: tuple[float, float, float] = (10.0, 8.0, 12.0),
    ball: tuple[float, float, float] = (12.0, 9.0, 15.0),
) -> SaidKick:
    """Give a kick as a system reports it; value, low and high of the speeds."""
    rest = (1.0 - sure) / 2.0
    names = ("heel", "inside_foot", "instep")
    likeliest = technique.value if technique.value in names else "heel"
    shares = {name: sure if name == likeliest else rest for name in names}
    return SaidKick(
        t_s, technique, TechniqueProbability(**shares), Estimate(*foot), Estimate(*ball)
    )


def session_of(
    labels: LabelSet,
    *said: SaidKick,
    air_kicks_s: tuple[float, ...] = (),
    recording: Recording | None = None,
    name: str = "s1",
) -> SessionScore:
    """Give a scored recording."""
    heard = recording_of() if recording is None else recording
    kicks, false_kicks, others = score_answer(labels, Answer(said, air_kicks_s), heard)
    return SessionScore(
        session_id=name,
        player_id=labels.player_id,
        source="simulated",
        groups=labels.groups,
        kicks=kicks,
        false_kicks=false_kicks,
        others=others,
        exposures=exposures_of(labels, heard),
    )
