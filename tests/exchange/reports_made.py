"""Session reports put together by hand."""

import dataclasses
import math

from kicksense.domain.kick import (
    CalibrationMethod,
    CalibrationReport,
    ContactKind,
    ContactReport,
    Estimate,
    FeatureVector,
    Finding,
    KickReport,
    PowerBand,
    RejectionReason,
    SessionReport,
    Severity,
    Target,
    Technique,
)
from kicksense.domain.signals import Quality, SourceNote
from tests.coaching.kicks import kick_report

QUALITY = Quality(
    rows=24_000,
    duration_s=120.0,
    nominal_rate_hz=None,
    measured_rate_hz=199.7,
    lost_ratio=0.001,
    gaps=1,
    longest_gap_s=0.06,
    duplicate_times=0,
    repeated_rows=0,
    unsorted_rows=0,
    clipped_ratio=0.0,
    clipped_acc_samples=0,
    clipped_gyr_samples=0,
    acc_at_rest_mps2=9.83,
    remarks=("60 ms were lost once.",),
)

CALIBRATION = CalibrationReport(
    method=CalibrationMethod.STANCE_AND_SWINGS,
    quality_ratio=0.93,
    still_span_s=(2.0, 5.0),
    swing_span_s=(5.5, 9.0),
    rotation=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    tilt_error_rad=0.01,
    forward_known=True,
)


def full_kick() -> KickReport:
    """Give a kick with everything a kick can have, one number of it unknown."""
    finding = Finding(
        "too_much_power",
        Severity.WARNING,
        evidence=(("ball_speed_low_mps", 9.2), ("target_distance_m", 5.0)),
        drill="backheel_wall_pass",
    )
    return dataclasses.replace(
        kick_report(finding, t_s=31.25, arrival=Estimate(7.0, 6.1, 8.0)),
        power=PowerBand.EXCESS,
        features=FeatureVector(("swing_angle_rad", "swing_pause_s"), (0.6, math.nan), 1),
    )


def full_report() -> SessionReport:
    """Give a report with something of every kind in it."""
    return SessionReport(
        source=SourceNote("Träning <1>", "csv", "ab" * 32, simulated=True, remarks=("Guessed g.",)),
        side="left",
        side_known=False,
        sampling_rate_hz=200.0,
        start_time_s=12.5,
        duration_s=120.0,
        quality=QUALITY,
        calibration=CALIBRATION,
        kicks=(full_kick(), kick_report(technique=Technique.UNSURE)),
        other_contacts=(ContactReport(40.0, ContactKind.TRAP),),
        rejected={RejectionReason.FOOT_STRIKE: 17, RejectionReason.TOO_SLOW: 2},
        session_findings=(
            Finding("air_kick", Severity.ADVICE, (("kicks_count", 1.0),), drill="partner_pass"),
        ),
        target=Target(5.0),
        drill="backheel_wall_pass",
        analysis_version=3,
        schema_version=2,
    )


def empty_report() -> SessionReport:
    """Give a report of a recording in which nothing was found."""
    return dataclasses.replace(
        full_report(),
        calibration=CalibrationReport(
            method=CalibrationMethod.NONE,
            quality_ratio=0.0,
            still_span_s=None,
            swing_span_s=None,
            rotation=CALIBRATION.rotation,
            tilt_error_rad=math.inf,
            forward_known=False,
        ),
        kicks=(),
        other_contacts=(),
        rejected={},
        session_findings=(),
        target=None,
        drill=None,
    )
