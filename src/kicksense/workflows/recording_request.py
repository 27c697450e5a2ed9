"""What a user asks of a recording."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kicksense.coaching.schedule import ScheduleKind
from kicksense.collect.session_plan import RecorderSettings
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import CuePlan, Drill
from kicksense.domain.kick import Target
from kicksense.errors import UsageError
from kicksense.protocol.codec import StreamOptions
from kicksense.workflows.options import AnalysisRequest, requested_drill, requested_target

ANY_RADIO: Final = "ble:"
"""The sensors that are paired, or else the only one in range."""


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """What a user asks of a recording; None where nothing is said.

    Attributes
    ----------
    source
        Where the notifications come from, as `kicksense.collect.source.open_source` reads it.
        ``ble:`` alone takes the sensors that are paired, or else the only one in range.
    options
        What is asked of the sensors.
    player_ids
        Whose sensors they are: one for all of them, or one for each in their order.
    sides
        The legs, one for each sensor in their order.
    drill, level, target_distance_m, surface
        What is played, to which target and on what.
    cues
        True to give the drill's cues, False to leave them to a coach or to another sensor's
        kicks; None to give them where the drill has some and real sensors are recorded.
    seconds
        The session ends so long after the player may begin.
    guided
        Lead the player through the start.
    schedule
        When verdicts are said.
    model_name
        The trained model that judges; ``none`` for the rules alone.
    data_dir
        The data folder, or None for the usual one.
    recorder
        How it is done in detail.
    """

    source: str = ANY_RADIO
    options: StreamOptions = field(default_factory=StreamOptions)
    player_ids: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    drill: str | None = None
    level: int = 1
    target_distance_m: float | None = None
    surface: str | None = None
    cues: bool | None = None
    seconds: float | None = None
    guided: bool = True
    schedule: ScheduleKind = ScheduleKind.EVERY_KICK
    model_name: str | None = None
    data_dir: Path | None = None
    recorder: RecorderSettings = field(default_factory=RecorderSettings)

    @property
    def target(self) -> Target | None:
        """What power is judged against.

        Raises
        ------
        UsageError
            If drill, surface or distance make no sense.
        """
        return requested_target(self._asked)

    @property
    def played(self) -> Drill | None:
        """The drill that is played, or None.

        Raises
        ------
        UsageError
            If there is no such drill.
        DrillFileError
            If its plan cannot be used.
        """
        return requested_drill(self._asked)

    @property
    def given_cues(self) -> CuePlan | None:
        """The cues that are given while it is recorded, or None.

        Raises
        ------
        UsageError
            If cues are asked for and the drill has none, or there is no such drill.
        DrillFileError
            If its plan cannot be used.
        """
        plan = None if self.played is None else self.played.cue
        if self.cues and plan is None:
            raise UsageError(
                "there are no cues to give; name a drill that has some, such as --drill "
                "back_post_run, or leave out --cues."
            )
        real = self.source.strip().lower().startswith("ble")
        return plan if self.cues or (self.cues is None and real) else None

    @property
    def _asked(self) -> AnalysisRequest:
        return AnalysisRequest(
            drill=self.drill,
            level=self.level,
            target_distance_m=self.target_distance_m,
            surface=self.surface,
            data_dir=self.data_dir,
        )
