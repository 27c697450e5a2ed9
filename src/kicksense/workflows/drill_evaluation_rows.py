"""One simulated session of a drill: what was done, beside what its score card said."""

from collections.abc import Mapping
from dataclasses import dataclass

from kicksense.domain.kick import PowerBand, Technique


@dataclass(frozen=True, slots=True)
class RepRow:
    """One repetition that was really done, beside what was said of it; None: none, or not said.

    Attributes
    ----------
    found
        True where the score card has it.
    technique, technique_said
        Of its kick.
    power, power_said
        Band of the true arrival, and the band that was said.
    power_reached
        Every band that the interval of the arrival speed reaches.
    onset_s, onset_said_s
        From the cue to the start of the run.
    ball_speed_mps, ball_speed_said_mps
        Launch speed of its kick, and as the sensor's interval has it in the middle.
    echoed
        True where the ball came back from the wall and was met.
    echo_said_mps
        Launch speed that the wall told.
    contacts, contacts_said
        With the ball.
    hit, hit_said
        Whether the target was hit.
    """

    found: bool
    technique: Technique | None = None
    technique_said: Technique | None = None
    power: PowerBand | None = None
    power_said: PowerBand | None = None
    power_reached: tuple[PowerBand, ...] = ()
    onset_s: float | None = None
    onset_said_s: float | None = None
    ball_speed_mps: float | None = None
    ball_speed_said_mps: float | None = None
    echoed: bool = False
    echo_said_mps: float | None = None
    contacts: int | None = None
    contacts_said: int | None = None
    hit: bool | None = None
    hit_said: bool | None = None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score of a card beside the truth.

    Attributes
    ----------
    name
        As in `kicksense.coaching.score_kinds.SCORE_KINDS`.
    true
        What was done.
    said
        None where the card says that it cannot be told.
    """

    name: str
    true: float
    said: float | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session, scored.

    Attributes
    ----------
    player_id, drill, level
        Who did what.
    groups
        What figures are given by: ``side``, ``age``, ``technique``, ``engine``, ``play``.
    fault
        The one fault that was put in; None for none.
    work_on
        Code of the finding that the card puts first; None where it names nothing.
    findings
        Codes of everything that the card found, weightiest first.
    reps_done, reps_said
        Repetitions.
    reps
        One for each that was done.
    scores
        Those whose truth is known.
    echoes_without_ball
        Times a ball was said to be back from the wall when none was.
    faults_shown
        Every fault that truly shows in a fifth of the repetitions or more: the one that was put in,
        and what follows from where the balls arrived.
    """

    player_id: str
    drill: str
    level: int
    groups: Mapping[str, str]
    fault: str | None
    work_on: str | None
    findings: tuple[str, ...]
    reps_done: int
    reps_said: int
    reps: tuple[RepRow, ...] = ()
    scores: tuple[ScoreRow, ...] = ()
    echoes_without_ball: int = 0
    faults_shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """What came of one session: its row, or why it could not be played or analyzed.

    Attributes
    ----------
    row
        None where there is trouble.
    trouble
        One sentence.
    duration_s
        Of the player's own recording.
    """

    row: SessionRow | None = None
    trouble: str = ""
    duration_s: float = 0.0
