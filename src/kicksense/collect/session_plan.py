"""What is recorded and how, and what became of it."""

from dataclasses import dataclass, field
from pathlib import Path

from kicksense.collect.desk import DeskSettings
from kicksense.collect.journaling import JournalingSettings
from kicksense.collect.worn import Worn
from kicksense.store.journal import JournalHeader, JournalSensor


@dataclass(frozen=True, slots=True)
class RecorderSettings:
    """How a session is recorded.

    Attributes
    ----------
    look_s
        What arrived is looked at this often, and the loop's lag is measured.
    most_unseen
        Arrivals that wait to be looked at; beyond it they are only written. Half a minute of ten
        sensors.
    ahead_s
        What is stamped so far ahead of the host's clock comes from no radio and may wait.
    most_ahead
        Of such arrivals so many wait at most.
    longest_sleep_s
        A computer that slept for longer ends the session.
    journaling, desk
        Of its parts.
    """

    look_s: float = 0.02
    most_unseen: int = 30_000
    ahead_s: float = 0.25
    most_ahead: int = 1000
    longest_sleep_s: float = 600.0
    journaling: JournalingSettings = field(default_factory=JournalingSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What is recorded.

    Attributes
    ----------
    session_id
        Of the live session; its journal is named after it.
    journal_path
        A file that does not exist yet.
    sensors
        With the legs that wear them.
    guided
        True to lead the player through the start.
    seconds
        The session ends so long after it began in earnest; None for when somebody says so.
    drill, level, target_distance_m, surface
        What is played, for the journal.
    host
        Program, version and platform.
    """

    session_id: str
    journal_path: Path
    sensors: tuple[Worn, ...]
    guided: bool = False
    seconds: float | None = None
    drill: str | None = None
    level: int | None = None
    target_distance_m: float | None = None
    surface: str | None = None
    host: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a session.

    Attributes
    ----------
    journal_path
        Its journal.
    whole
        True where the journal has its end.
    sentence
        Why the session ended.
    """

    journal_path: Path
    whole: bool
    sentence: str


def header_of(
    plan: SessionPlan, *, started_ns: int, started_utc_ns: int, simulated: bool
) -> JournalHeader:
    """Give what is known of a session as it begins.

    Parameters
    ----------
    plan
        What is recorded.
    started_ns, started_utc_ns
        Host's monotonic and wall clock at zero of the session's.
    simulated
        True where no player does this.

    Returns
    -------
    header
        Of its journal.
    """
    return JournalHeader(
        session_id=plan.session_id,
        started_utc_ns=started_utc_ns,
        started_ns=started_ns,
        sensors=tuple(
            JournalSensor(
                worn.found.sensor,
                worn.found.name,
                worn.found.family.name,
                worn.found.options,
                worn.player_id,
                worn.side,
            )
            for worn in plan.sensors
        ),
        drill=plan.drill,
        level=plan.level,
        target_distance_m=plan.target_distance_m,
        surface=plan.surface,
        simulated=simulated,
        host=plan.host,
    )
