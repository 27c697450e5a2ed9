"""A sensor of a session, the leg that wears it, and how both are looked at."""

from dataclasses import dataclass, field

from kicksense.assembly.settings import DEFAULT_STREAM_SETTINGS, StreamSettings
from kicksense.collect.checks import CheckSettings
from kicksense.collect.health import HealthSettings
from kicksense.collect.source import SourceSensor
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Target
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.model import KickModel
from kicksense.settings import AnalysisSettings


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """How a sensor is followed.

    Attributes
    ----------
    trace_rows
        Rows of one trace at most; there are ten traces a second.
    trace_every_s
        Traces are told this often.
    """

    trace_rows: int = 24
    trace_every_s: float = 0.08
    health: HealthSettings = field(default_factory=HealthSettings)
    checks: CheckSettings = field(default_factory=CheckSettings)
    stream: StreamSettings = DEFAULT_STREAM_SETTINGS
    analysis: AnalysisSettings = field(default_factory=AnalysisSettings)


@dataclass(frozen=True, slots=True)
class Judging:
    """What the kicks of one leg are judged with.

    Attributes
    ----------
    model, adaptation, target, drill
        As in `kicksense.pipeline.analyze`.
    usual_up
        Where up was in the sensor's frame when it was worn before; None where nobody knows.
    """

    model: KickModel | None = None
    adaptation: Adaptation | None = None
    target: Target | None = None
    drill: Drill | None = None
    usual_up: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Worn:
    """A sensor of the session and the leg that wears it.

    Attributes
    ----------
    found
        As the source names it.
    player_id, side
        Whose leg; None where nobody said.
    judging
        What its kicks are judged with.
    """

    found: SourceSensor
    player_id: str | None = None
    side: Side | None = None
    judging: Judging = field(default_factory=Judging)

    @property
    def nominal_rate_hz(self) -> float:
        """Samples per second that are asked for."""
        return self.found.options.rate_hz or self.found.family.rate_hz
