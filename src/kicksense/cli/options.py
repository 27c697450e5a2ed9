"""Options that several commands share."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.domain.anatomy import Side
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.exchange.options import ReadOptions
    from kicksense.frames.calibration import CalibrationSpans
    from kicksense.workflows.options import AnalysisRequest

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        help="Folder of your stored recordings. Default: $KICKSENSE_DATA, else the system's "
        "usual place (kicksense doctor shows it).",
        show_default=False,
    ),
]
Consented = Annotated[
    bool,
    typer.Option(
        "--consented",
        help="Leave out every recorded player who has not agreed that their recordings train "
        "models ('kicksense player consent'). Without it only those are left out of whom "
        "something else was written down: the consent of the others is yours to keep.",
    ),
]
SideOption = Annotated[
    Side | None,
    typer.Option(
        "--side",
        case_sensitive=False,
        help="The leg that wore the sensor. Needed where a file holds both legs.",
        show_default=False,
    ),
]
DrillOption = Annotated[
    str | None,
    typer.Option(
        "--drill",
        metavar="NAME",
        help="The drill that was played, such as backheel_wall_pass; 'kicksense drills' lists "
        "them, your own too. Most bring a target distance.",
        show_default=False,
    ),
]
LevelOption = Annotated[
    int,
    typer.Option(
        "--level",
        metavar="N",
        help="Step of the drill's progression; 'kicksense drills show NAME' lists them.",
    ),
]
TargetOption = Annotated[
    float | None,
    typer.Option(
        "--target-distance",
        metavar="M",
        help="Metres from the kick to the target; power is judged against it.",
        show_default=False,
    ),
]
SurfaceOption = Annotated[
    str | None,
    typer.Option(
        "--surface",
        metavar="NAME",
        help="What the ball rolls on: indoor, fast_3g, short_grass or long_or_wet_grass.",
        show_default=False,
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Trained model that judges, or its folder; 'none' for the rules alone. "
        "Default: the model that ships.",
        show_default=False,
    ),
]
StillSpan = Annotated[
    str | None,
    typer.Option(
        "--still",
        metavar="FROM:TO",
        help="Seconds on the clock of the file in which the player stands still, like 3.5:6.5; "
        "only with --swings. Default: found in the recording.",
        show_default=False,
    ),
]
SwingSpan = Annotated[
    str | None,
    typer.Option(
        "--swings",
        metavar="FROM:TO",
        help="Seconds in which the leg swings, the first swing forward; only with --still.",
        show_default=False,
    ),
]
AccUnit = Annotated[
    str | None,
    typer.Option(
        "--acc-unit",
        metavar="U",
        help="Unit of the accelerometer: g, mg or mps2. Default: from the header, else guessed "
        "from the value at rest.",
        show_default=False,
    ),
]
GyrUnit = Annotated[
    str | None,
    typer.Option(
        "--gyr-unit",
        metavar="U",
        help="Unit of the gyroscope: dps (degrees a second), mdps or radps.",
        show_default=False,
    ),
]
TimeUnit = Annotated[
    str | None,
    typer.Option(
        "--time-unit", metavar="U", help="Unit of the times: s, ms, us or ns.", show_default=False
    ),
]
Rate = Annotated[
    float | None,
    typer.Option(
        "--rate",
        metavar="HZ",
        help="Samples a second, for a file without times.",
        show_default=False,
    ),
]
AsJson = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Print the analysis as a JSON document; of several recordings one document a line.",
    ),
]


def read_options_of(
    side: Side | None,
    *,
    acc_unit: str | None,
    gyr_unit: str | None,
    time_unit: str | None,
    rate_hz: float | None,
) -> "ReadOptions":
    """Give what the user says about files.

    Parameters
    ----------
    side, acc_unit, gyr_unit, time_unit, rate_hz
        As given on the command line, None where not.

    Returns
    -------
    options
        For the importers.

    Raises
    ------
    UsageError
        If a unit is not known or the rate is none.
    """
    from kicksense.exchange.options import ReadOptions  # noqa: PLC0415 - late for a fast --help

    return ReadOptions(
        side=side, acc_unit=acc_unit, gyr_unit=gyr_unit, time_unit=time_unit, rate_hz=rate_hz
    )


def request_of(
    side: Side | None,
    *,
    drill: str | None,
    level: int = 1,
    target_distance_m: float | None,
    surface: str | None,
    still: str | None = None,
    swings: str | None = None,
    model: str | None = None,
    data_dir: Path | None = None,
) -> "AnalysisRequest":
    """Give what the user asks of an analysis, checked.

    Parameters
    ----------
    side, drill, level, target_distance_m, surface, still, swings, model, data_dir
        As given on the command line, None where not.

    Returns
    -------
    request
        For the analysis.

    Raises
    ------
    UsageError
        If the drill, its level or the surface is not known, the distance or a span makes no sense,
        or there is a surface but nothing to judge on it.
    DrillFileError
        If the plan of the drill cannot be used.
    """
    from kicksense.workflows.options import (  # noqa: PLC0415 - late for a fast --help
        AnalysisRequest,
        requested_target,
    )

    if target_distance_m is not None and not math.isfinite(target_distance_m):
        raise UsageError("the target distance must be a number of metres, like 8.")
    request = AnalysisRequest(
        side=side,
        drill=drill,
        level=level,
        target_distance_m=target_distance_m,
        surface=surface,
        calibration_spans=_spans_of(still, swings),
        model_name=model,
        data_dir=data_dir,
    )
    if requested_target(request) is None and surface is not None:
        raise UsageError(
            "--surface says what the ball rolls on to a target; give --target-distance too, or a "
            "--drill that has one."
        )
    return request


def _spans_of(still: str | None, swings: str | None) -> "CalibrationSpans | None":
    """Give where the player stands and swings, None where neither is said."""
    if still is None and swings is None:
        return None
    if still is None or swings is None:
        raise UsageError("--still and --swings belong together; give both, or neither.")
    from kicksense.frames.calibration import (  # noqa: PLC0415 - late for a fast --help
        CalibrationSpans,
    )

    return CalibrationSpans(_span_of("--still", still), _span_of("--swings", swings))


def _span_of(option: str, text: str) -> tuple[float, float]:
    """Read two times in seconds from ``FROM:TO``."""
    try:
        first, last = (float(part) for part in text.split(":"))
    except ValueError:
        first = last = math.nan
    if not -math.inf < first < last < math.inf:
        raise UsageError(
            f"{option} takes two times in seconds, the earlier first, like 3.5:6.5; got '{text}'."
        )
    return first, last
