"""Recordings, labels and answers made by hand, so that every figure can be counted by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from kicksense.domain.anatomy import Placement
from kicksense.domain.kick import Estimate, Technique, TechniqueProbability
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from kicksense.domain.signals import Quality, Recording, SourceNote
from kicksense.errors import SourceError
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


@dataclass(frozen=True, slots=True, eq=False)
class MadeSession:
    """A recording with its labels."""

    session_id: str
    player_id: str
    source: str
    recording: Recording
    labels: LabelSet


@dataclass(frozen=True, slots=True, eq=False)
class MadeSessions:
    """Labelled recordings in memory; entries are their numbers."""

    sessions: tuple[MadeSession, ...]
    unreadable: frozenset[int] = frozenset()
    fingerprint: str = "f" * 64

    @property
    def entries(self) -> tuple[int, ...]:
        return tuple(range(len(self.sessions)))

    def read(self, entry: int) -> MadeSession:
        if entry in self.unreadable:
            raise SourceError(f"recording {entry} is damaged.")
        return self.sessions[entry]


@dataclass(frozen=True, slots=True)
class Oracle:
    """A system that says the same of every recording."""

    said: tuple[SaidKick, ...]
    name: str = "oracle"

    def answer(self, recording: Recording, player_id: str) -> Answer:
        assert recording.sampling_rate_hz == RATE_HZ
        assert player_id
        return Answer(self.said)


def made_sessions(
    count: int, *, players: int = 4, unreadable: Sequence[int] = (), duration_s: float = 20.0
) -> MadeSessions:
    """Give recordings with one heel kick at 5 s each, the foot at 10 m/s and the ball at 12."""
    sessions = []
    for number in range(count):
        player = f"p{number % players}"
        labels = labels_of(
            kick_at(5.0, Technique.HEEL, foot=10.0, ball=12.0),
            event_at(9.0, EventKind.TOUCH),
            player=player,
            spans=[(0.0, 8.0, "kick"), (8.0, 10.0, "touch"), (10.0, duration_s, "walk")],
            groups={"mount": ("plain", "upside_down")[number % 2]},
        )
        sessions.append(
            MadeSession(f"s{number}", player, "simulated", recording_of(duration_s), labels)
        )
    return MadeSessions(tuple(sessions), frozenset(unreadable))
