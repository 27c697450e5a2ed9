"""The stages in order, for a whole recording or a stream."""

from types import MappingProxyType
from typing import Final

from kicksense.domain.kick import (
    CalibrationMethod,
    CalibrationReport,
    SessionReport,
    Target,
)
from kicksense.domain.signals import Recording
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.settings import AnalysisSettings

ANALYSIS_VERSION: Final = 1


def analyze(
    recording: Recording,
    settings: AnalysisSettings,
    *,
    target: Target | None = None,
    drill: str | None = None,
) -> SessionReport:
    """Find, name, weigh and judge every kick of a recording.

    Parameters
    ----------
    recording
        One shank sensor, sensor frame.
    settings
        Settings of all stages.
    target
        What the ball is played to; power is judged against it.
    drill
        Name of the drill, carried into the report.

    Returns
    -------
    report
        Kicks, other contacts, rejections, quality and versions.
    """
    del settings
    return SessionReport(
        source=recording.source,
        side=recording.placement.side,
        side_known=recording.placement.side_known,
        sampling_rate_hz=recording.sampling_rate_hz,
        start_time_s=recording.start_time_s,
        duration_s=len(recording) / recording.sampling_rate_hz,
        quality=recording.quality,
        calibration=CalibrationReport(
            method=CalibrationMethod.NONE,
            quality_ratio=0.0,
            still_span_s=None,
            swing_span_s=None,
            rotation=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
            tilt_error_rad=0.0,
            forward_known=False,
        ),
        kicks=(),
        other_contacts=(),
        rejected=MappingProxyType({}),
        session_findings=(),
        target=target,
        drill=drill,
        analysis_version=ANALYSIS_VERSION,
        schema_version=SCHEMA_VERSION,
    )
