"""What really happened in a simulated drill, repetition by repetition."""

from dataclasses import dataclass

from kicksense.domain.drill import Drill
from kicksense.domain.kick import PowerBand, Target, Technique
from kicksense.domain.live import Marker
from kicksense.domain.locomotion import PossessionKind
from kicksense.simulation.drill_balls import Wall


@dataclass(frozen=True, slots=True)
class TrueRep:
    """One repetition; times on the recording's clock, None where there is none of a thing.

    Attributes
    ----------
    number
        From 1.
    t_s
        Of its kick, or of its cue, or of its first contact where it has neither.
    technique, ball_speed_mps
        Of the kick that ends it; the speed just after.
    arrival_mps, power
        Of that ball at the drill's target, on the surface as it is named; zero does not arrive.
    kick_s
        First contact of that kick.
    cue_s
        The cue it answers.
    onset_s
        From the cue to the first moment from which the leg turns faster than
        `kicksense.simulation.drill_play.ONSET_DPS` for 50 ms; negative before the cue.
    release_s
        From the cue to the kick.
    second_cue_s, second_onset_s
        A second cue, and from it to the start of what answers it.
    second_effort_s
        From the end of the first run, its last step, to the start of the second one.
    shadow_gap_s
        From the player's start to that of the one who shadows them.
    contacts
        With the ball, by the leg that wears the sensor.
    touch_to_release_s
        From the first contact to the kick; zero for one touch.
    echo_after_s
        From the kick to the contact with the ball that came back from the wall.
    heading_change_rad
        Between the first contact and the kick, positive to the left; None for a single contact.
    hit
        Whether the target was hit, where that is marked.
    faults
        Codes of the faults that it really shows: the one that was put in, and what follows from
        the true arrival.
    """

    number: int
    t_s: float
    technique: Technique | None = None
    ball_speed_mps: float | None = None
    arrival_mps: float | None = None
    power: PowerBand | None = None
    kick_s: float | None = None
    cue_s: float | None = None
    onset_s: float | None = None
    release_s: float | None = None
    second_cue_s: float | None = None
    second_onset_s: float | None = None
    second_effort_s: float | None = None
    shadow_gap_s: float | None = None
    contacts: int = 0
    touch_to_release_s: float | None = None
    echo_after_s: float | None = None
    heading_change_rad: float | None = None
    hit: bool | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TruePossession:
    """The ball at the player's feet.

    Attributes
    ----------
    start_s, stop_s
        First and last contact.
    contacts
        How many.
    kind
        One touch, short (under 1.5 s), or long.
    released
        True where it ends in a kick.
    """

    start_s: float
    stop_s: float
    contacts: int
    kind: PossessionKind
    released: bool


@dataclass(frozen=True, slots=True)
class TrueCarry:
    """The ball driven on the run.

    Attributes
    ----------
    start_s, stop_s
        First and last touch.
    touches
        How many.
    cadence_rise_ratio
        Cadence of its last steps over that of its first.
    """

    start_s: float
    stop_s: float
    touches: int
    cadence_rise_ratio: float


@dataclass(frozen=True, slots=True)
class TrueRun:
    """A run.

    Attributes
    ----------
    start_s
        As the onset of `TrueRep`, on the clock.
    stop_s
        Its last foot strike.
    sprint
        True where it is as fast as the player can.
    """

    start_s: float
    stop_s: float
    sprint: bool


@dataclass(frozen=True, slots=True)
class TruePass:
    """A pass from one player's sensor to another's.

    Attributes
    ----------
    kick_s, arrival_s
        When it was played and, where it was met, when.
    giver, taker
        Positions among the session's sensors; None for a ball that nobody met.
    """

    kick_s: float
    arrival_s: float | None
    giver: int
    taker: int | None


@dataclass(frozen=True, slots=True)
class DrillTruth:
    """Everything that really happened in a drill, to the leg of the first sensor.

    Attributes
    ----------
    drill
        As it is played at the level.
    level
        From 1.
    fault
        Code of the one fault that was put in; None for a player who does it as asked.
    markers
        As a recording would hold them.
    target
        What the ball is played to; None where the drill names no distance.
    wall_m
        Way to the wall; None without one.
    reps
        In order of time.
    possessions, carries, runs
        In order of time.
    switches
        How many repetitions turn by more than 60 deg and send the ball as far as asked.
    steps
        Foot strikes of the leg.
    air_kicks
        Swings that met no ball.
    passes
        Between the players, where there are several.
    waiting_step_rate_hz
        Steps of both legs a second while waiting for cues; None without.
    wall
        As it really was, with its pitch; None without one.
    """

    drill: Drill
    level: int
    fault: str | None
    markers: tuple[Marker, ...]
    target: Target | None
    wall_m: float | None
    reps: tuple[TrueRep, ...]
    possessions: tuple[TruePossession, ...] = ()
    carries: tuple[TrueCarry, ...] = ()
    runs: tuple[TrueRun, ...] = ()
    switches: int = 0
    steps: tuple[float, ...] = ()
    air_kicks: tuple[float, ...] = ()
    passes: tuple[TruePass, ...] = ()
    waiting_step_rate_hz: float | None = None
    wall: Wall | None = None

    @property
    def longest_chain(self) -> int:
        """Most passes in a row that a team-mate met."""
        best = run = 0
        for one in self.passes:
            run = run + 1 if one.taker is not None else 0
            best = max(best, run)
        return best
