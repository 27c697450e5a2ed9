"""What people in notebooks use: read a recording, analyze it, get tables and documents."""

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, KickReport, SessionReport
from kicksense.domain.signals import Recording
from kicksense.errors import UsageError
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.report_document import document_of
from kicksense.features.schema import FEATURE_NAMES
from kicksense.workflows.analysis import analyze_recording, load_recording
from kicksense.workflows.options import AnalysisRequest

if TYPE_CHECKING:
    import pandas as pd

_SPEEDS = ("foot_speed", "ball_speed", "arrival_speed")
_COLUMNS = (
    "t_s",
    "technique",
    "probability_heel",
    "probability_inside_foot",
    "probability_instep",
    *(f"{speed}{end}_mps" for speed in _SPEEDS for end in ("", "_low", "_high")),
    "power",
    "clipped",
    "backswing_s",
    "swing_reversal_s",
    "impact_s",
    "follow_through_end_s",
    "findings",
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Analysis:
    """A recording and what was found in it.

    Attributes
    ----------
    recording
        The samples, sensor frame.
    report
        Kicks, other contacts, rejections, quality and versions.
    """

    recording: Recording
    report: SessionReport

    def __repr__(self) -> str:
        """Give name and counts: the samples would fill the screen."""
        report = self.report
        return (
            f"<Analysis of {report.source.name!r}: {len(report.kicks)} kicks and "
            f"{len(report.other_contacts)} other contacts in {report.duration_s:.1f} s>"
        )

    def to_frame(self) -> "pd.DataFrame":
        """Give the kicks as a table.

        Returns
        -------
        kicks
            One row a kick, numbered from 1 in order of time, the number that `plot_kick` takes.
            Speeds come with their interval (``ball_speed_mps``, ``ball_speed_low_mps``,
            ``ball_speed_high_mps``); arrival and power are missing where no target was named.
            ``findings`` holds codes, separated by spaces; every feature has a column of its own.
        """
        import pandas as pd  # noqa: PLC0415 - imported late to keep the first use light

        kicks = self.report.kicks
        numbers = pd.RangeIndex(1, len(kicks) + 1, name="kick")
        rows = [_row_of(kick) for kick in kicks]
        return pd.DataFrame(rows, index=numbers, columns=[*_COLUMNS, *FEATURE_NAMES])

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document, as ``kicksense analyze --json`` prints it.

        Returns
        -------
        document
            Nested dicts and lists of what JSON knows; what could not be measured is None.
        """
        return document_of(self.report).model_dump(mode="json")


def read_recording(
    path: str | PathLike[str],
    *,
    side: str | None = None,
    acc_unit: str | None = None,
    gyr_unit: str | None = None,
    time_unit: str | None = None,
    rate_hz: float | None = None,
) -> Recording:
    """Read a recording from a file of any format that kicksense knows, its own included.

    Parameters
    ----------
    path
        The file.
    side
        The leg the sensor was worn on, ``"left"`` or ``"right"``; None takes it from the file.
    acc_unit, gyr_unit, time_unit
        Units where the file does not tell: ``"g"``, ``"mps2"``; ``"dps"``, ``"radps"``; ``"s"``,
        ``"ms"``, ``"us"``, ``"ns"``. None takes them from the header or judges by magnitude.
    rate_hz
        Sampling rate where the file has no times.

    Returns
    -------
    recording
        SI units on a uniform time grid, sensor frame, with what was lost or repaired in its
        ``quality``.

    Raises
    ------
    RecordingFileError
        If the file holds no recording that can be read honestly.
    UsageError
        If an option makes no sense.
    """
    if side is not None and side not in set(Side):
        raise UsageError(f"There is no side called '{side}'. Say 'left' or 'right'.")
    options = ReadOptions(
        side=None if side is None else Side(side),
        acc_unit=acc_unit,
        gyr_unit=gyr_unit,
        time_unit=time_unit,
        rate_hz=rate_hz,
    )
    return load_recording(Path(path), options)


def analyze(
    recording: Recording,
    *,
    drill: str | None = None,
    target_distance_m: float | None = None,
    surface: str | None = None,
) -> Analysis:
    """Find, name, weigh and judge every kick of a recording.

    Parameters
    ----------
    recording
        From `read_recording`.
    drill
        Name of the drill played; it may set distance, surface and what counts as good.
    target_distance_m
        Way from the kick to the target; power is judged only where a distance is known.
    surface
        Name of the surface played on.

    Returns
    -------
    analysis
        The report together with the recording.

    Raises
    ------
    UsageError
        If drill or surface are not known or the distance makes no sense.
    """
    request = AnalysisRequest(drill=drill, target_distance_m=target_distance_m, surface=surface)
    return Analysis(recording, analyze_recording(recording, request))


def _row_of(kick: KickReport) -> dict[str, float | str | bool | None]:
    """Give the columns of one kick."""
    return {
        "t_s": kick.t_s,
        "technique": str(kick.technique),
        "probability_heel": kick.probability.heel,
        "probability_inside_foot": kick.probability.inside_foot,
        "probability_instep": kick.probability.instep,
        **_interval("foot_speed", kick.foot_speed_mps),
        **_interval("ball_speed", kick.ball_speed_mps),
        **_interval("arrival_speed", kick.arrival_speed_mps),
        "power": None if kick.power is None else str(kick.power),
        "clipped": kick.clipped,
        "backswing_s": kick.phases.backswing_s,
        "swing_reversal_s": kick.phases.swing_reversal_s,
        "impact_s": kick.phases.impact_s,
        "follow_through_end_s": kick.phases.follow_through_end_s,
        "findings": " ".join(finding.code for finding in kick.findings),
        **dict(zip(kick.features.names, kick.features.values, strict=True)),
    }


def _interval(speed: str, estimate: Estimate | None) -> dict[str, float | None]:
    """Give the three columns of a speed; missing where there is none."""
    ends = (None,) * 3 if estimate is None else (estimate.value, estimate.low, estimate.high)
    names = (f"{speed}_mps", f"{speed}_low_mps", f"{speed}_high_mps")
    return dict(zip(names, ends, strict=True))
