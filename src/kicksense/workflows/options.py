"""What a user asks of an analysis."""

from dataclasses import dataclass
from pathlib import Path

from kicksense.coaching.drills import at_level, target_of
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Target
from kicksense.errors import UsageError
from kicksense.frames.calibration import CalibrationSpans
from kicksense.workflows.drills import drill_of
from kicksense.workflows.surfaces import surface_called, target_on


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """What a user says beside the recording; None where nothing is said.

    Attributes
    ----------
    side
        The leg the sensor was worn on, if the recording is wrong or silent about it.
    drill
        Name of the drill played: one that ships, or of the user's own.
    level
        Which step of its progression, from 1.
    target_distance_m
        Way from the kick to the target.
    surface
        Name of the surface played on: a known one, or the user's own.
    calibration_spans
        Where the player stands and swings the leg, if it is not to be found in the recording.
    player_id
        Whose leg it is; the analysis is adapted to what is known of it.
    data_dir
        The data folder in which that is stored, or None for the usual one.
    model_name
        The trained model that judges, or its folder; ``none`` for the rules alone, None for the
        model that ships.
    """

    side: Side | None = None
    drill: str | None = None
    target_distance_m: float | None = None
    surface: str | None = None
    calibration_spans: CalibrationSpans | None = None
    player_id: str | None = None
    data_dir: Path | None = None
    model_name: str | None = None
    level: int = 1


def requested_drill(request: AnalysisRequest) -> Drill | None:
    """Give the drill played, as it is at the level played; None where none is named.

    Parameters
    ----------
    request
        What the user asks.

    Raises
    ------
    UsageError
        If there is no such drill, or it has no such level.
    DrillFileError
        If its plan cannot be used.
    """
    if request.drill is None:
        if request.level != 1:
            raise UsageError("--level is a step of a drill's progression; name the --drill too.")
        return None
    return at_level(drill_of(request.drill, request.data_dir), request.level)


def requested_target(request: AnalysisRequest) -> Target | None:
    """Give what power is judged against: the drill's target, or what the user said in its place.

    Parameters
    ----------
    request
        What the user asks.

    Returns
    -------
    target
        None where neither the user nor the drill names a distance.

    Raises
    ------
    UsageError
        If the drill or the surface is not known, or the distance makes no sense.
    StoreError
        If the file of the user's surfaces is damaged.
    """
    drill = requested_drill(request)
    if request.surface is None:
        return target_of(drill, distance_m=request.target_distance_m, surface=None)
    surface = surface_called(request.surface, request.data_dir)
    target = target_of(drill, distance_m=request.target_distance_m, surface=None)
    return None if target is None else target_on(target, surface)
