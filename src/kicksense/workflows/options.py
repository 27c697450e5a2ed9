"""What a user asks of an analysis."""

from dataclasses import dataclass
from pathlib import Path

from kicksense.coaching.drills import drill_named, target_of
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Target
from kicksense.frames.calibration import CalibrationSpans


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """What a user says beside the recording; None where nothing is said.

    Attributes
    ----------
    side
        The leg the sensor was worn on, if the recording is wrong or silent about it.
    drill
        Name of the drill played.
    target_distance_m
        Way from the kick to the target.
    surface
        Name of the surface played on.
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
    """
    drill = None if request.drill is None else drill_named(request.drill)
    return target_of(drill, distance_m=request.target_distance_m, surface=request.surface)
