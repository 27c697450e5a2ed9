"""A report with everything that a report can hold."""

from dataclasses import replace

from kicksense.domain.kick import (
    CalibrationMethod,
    CalibrationReport,
    ContactKind,
    ContactReport,
    Estimate,
    FeatureVector,
    Finding,
    KickReport,
    Phases,
    PowerBand,
    RejectionReason,
    SessionReport,
    Severity,
    Target,
    Technique,
    TechniqueProbability,
)
from kicksense.domain.signals import SourceNote
from tests.store.recordings_made import quality_of

_HARD = Finding(
    "too_much_power",
    Severity.WARNING,
    evidence=(
        ("target_distance_m", 4.0),
        ("ball_speed_low_mps", 6.1),
        ("enough_ball_speed_mps", 4.2),
    ),
    drill="backheel_wall_pass",
)


def kick_report(number: int, technique: Technique, power: PowerBand | None) -> KickReport:
    t_s = 10.0 * number + 0.25
    findings = (_HARD,) if power is PowerBand.EXCESS else ()
    return KickReport(
        t_s=t_s,
        impact_index=round(t_s * 200),
        technique=technique,
        probability=TechniqueProbability(heel=0.2, inside_foot=0.7, instep=0.1),
        foot_speed_mps=Estimate(8.4, 6.9, 10.1),
        ball_speed_mps=Estimate(12.3, 9.8, 14.6),
        arrival_speed_mps=None if power is None else Estimate(6.4, 5.0, 7.7),
        power=power,
        phases=Phases(t_s - 0.4, t_s - 0.2, t_s, t_s + 0.2),
        clipped=power is PowerBand.EXCESS,
        features=FeatureVector(("swing_duration_s",), (0.2,), 1),
        findings=findings,
    )


def full_report(*, judged: bool = True, simulated: bool = True) -> SessionReport:
    kicks = (
        kick_report(1, Technique.HEEL, PowerBand.EXCESS if judged else None),
        kick_report(2, Technique.INSIDE_FOOT, PowerBand.HEAVY if judged else None),
        kick_report(123, Technique.UNSURE, PowerBand.GOOD if judged else None),
    )
    return SessionReport(
        source=SourceNote(
            "morning", "csv", "ab" * 32, simulated, remarks=("acc_x has no unit; 1.00 at rest: g",)
        ),
        side="right",
        side_known=False,
        sampling_rate_hz=199.7,
        start_time_s=0.0,
        duration_s=1300.2,
        quality=quality_of(259_000, 199.7),
        calibration=CalibrationReport(
            method=CalibrationMethod.STANCE_AND_SWINGS,
            quality_ratio=0.92,
            still_span_s=(0.0, 3.0),
            swing_span_s=(3.0, 6.0),
            rotation=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
            tilt_error_rad=0.02,
            forward_known=True,
            remarks=("The sensor is worn upside down; that does not matter.",),
        ),
        kicks=kicks,
        other_contacts=(
            ContactReport(3.0, ContactKind.TOUCH),
            ContactReport(4.0, ContactKind.TRAP),
        ),
        rejected={RejectionReason.FOOT_STRIKE: 212, RejectionReason.NO_BACKSWING: 3},
        session_findings=(replace(_HARD, evidence=(("kicks_count", 1.0), ("of_kicks_count", 3.0))),)
        if judged
        else (),
        target=Target(4.0) if judged else None,
        drill="backheel_wall_pass" if judged else None,
        analysis_version=1,
        schema_version=1,
    )


def empty_report() -> SessionReport:
    return replace(
        full_report(judged=False, simulated=False),
        kicks=(),
        other_contacts=(),
        rejected={},
        side_known=True,
    )
