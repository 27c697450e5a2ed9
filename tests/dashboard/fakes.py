"""A recording and its report as the pages get them, with every kind of kick in it."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.arrays import FloatArray
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
from kicksense.domain.locomotion import Activity
from kicksense.domain.score_card import History, Practice, SessionMeasures
from kicksense.domain.signals import Quality, Recording, SourceNote
from kicksense.store.session_row import SessionRow
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import PractisedSession
from kicksense.workflows.practising import Practised, played_drill
from tests.score_cards_made import full_card

RATE_HZ = 200.0
KICK_TIMES_S = (12.0, 19.5, 27.25, 34.0, 41.5, 49.0)
TECHNIQUES = (
    Technique.HEEL,
    Technique.INSIDE_FOOT,
    Technique.INSTEP,
    Technique.HEEL,
    Technique.UNSURE,
    Technique.INSIDE_FOOT,
)


def recording(
    *,
    duration_s: float = 60.0,
    start_time_s: float = 0.0,
    simulated: bool = True,
    fingerprint: str = "f" * 64,
) -> Recording:
    """Give a leg that walks and kicks six times."""
    random = np.random.default_rng(7)
    count = int(duration_s * RATE_HZ)
    time_s = np.arange(count) / RATE_HZ
    gyr = random.normal(0.0, 0.15, (count, 3))
    acc = random.normal(0.0, 0.2, (count, 3)) + np.array([0.0, 9.81, 0.0])
    walking = time_s > 4.0
    gyr[:, 2] += walking * 2.4 * np.sin(2 * np.pi * 0.9 * time_s)
    acc[:, 1] += walking * 6.0 * np.exp(20 * (np.sin(2 * np.pi * 0.9 * time_s) - 1))
    for at_s, technique in zip(KICK_TIMES_S, TECHNIQUES, strict=True):
        _kick(time_s - at_s, technique, gyr, acc)
    measured = np.ones(count, dtype=bool)
    measured[int(30.0 * RATE_HZ) : int(30.4 * RATE_HZ)] = False
    return Recording(
        sampling_rate_hz=RATE_HZ,
        start_time_s=start_time_s,
        acc_mps2=acc,
        gyr_radps=gyr,
        measured=measured,
        clipped=np.zeros(count, dtype=bool),
        placement=Placement(Side.RIGHT),
        source=SourceNote("garden <b>wall</b>", "csv", fingerprint, simulated=simulated),
        quality=quality(count),
        nominal_rate_hz=RATE_HZ,
    )


def quality(count: int) -> Quality:
    """Give a quality with one gap."""
    return Quality(
        rows=count,
        duration_s=count / RATE_HZ,
        nominal_rate_hz=RATE_HZ,
        measured_rate_hz=199.8,
        lost_ratio=0.0067,
        gaps=1,
        longest_gap_s=0.4,
        duplicate_times=0,
        repeated_rows=0,
        unsorted_rows=0,
        clipped_ratio=0.0,
        clipped_acc_samples=0,
        clipped_gyr_samples=0,
        acc_at_rest_mps2=9.79,
        remarks=("One stretch of 0.4 s without samples was bridged.",),
    )


def report(
    *, target: Target | None = None, start_time_s: float = 0.0, simulated: bool = True
) -> SessionReport:
    """Give what is said of it."""
    kicks = tuple(
        kick(number, start_time_s=start_time_s, judged=target is not None)
        for number in range(len(KICK_TIMES_S))
    )
    return SessionReport(
        source=SourceNote("garden <b>wall</b>", "csv", "f" * 64, simulated=simulated),
        side=Side.RIGHT,
        side_known=False,
        sampling_rate_hz=RATE_HZ,
        start_time_s=start_time_s,
        duration_s=60.0,
        quality=quality(12_000),
        calibration=CalibrationReport(
            method=CalibrationMethod.STANCE_AND_SWINGS,
            quality_ratio=0.86,
            still_span_s=(0.5, 3.5),
            swing_span_s=(4.2, 9.1),
            rotation=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
            tilt_error_rad=0.03,
            forward_known=True,
            remarks=("The sensor sat upside down; that was taken into account.",),
        ),
        kicks=kicks,
        other_contacts=(
            ContactReport(start_time_s + 15.2, ContactKind.TOUCH),
            ContactReport(start_time_s + 23.7, ContactKind.TRAP),
            ContactReport(start_time_s + 45.1, ContactKind.AIR_KICK),
        ),
        rejected=MappingProxyType({RejectionReason.FOOT_STRIKE: 48, RejectionReason.TOO_SLOW: 3}),
        session_findings=(kicks[0].findings[0],),
        target=target,
        drill=None,
        analysis_version=1,
        schema_version=1,
    )


def practised(
    row: SessionRow,
    request: AnalysisRequest,
    *,
    target: Target | None = None,
    said: SessionReport | None = None,
) -> PractisedSession:
    """Give what it came to; a score card with everything on it where a drill is named."""
    drill = played_drill(request)
    said = replace(said or report(target=target), drill=request.drill)
    card = replace(full_card(), drill=drill.name, level=request.level)
    activity = Activity(
        start_s=0.0,
        stop_s=60.0,
        steps=(),
        bouts=(),
        turns=(),
        carries=(),
        possessions=(),
        touches=(),
        surroundings=(),
        heading_t_s=np.zeros(0),
        heading_rad=np.zeros(0),
        heading_drift_radps=0.0,
    )
    practice = Practice(row.id, row.player_id, Side.RIGHT, said, activity)
    return PractisedSession(row, Practised(practice, drill, card, SessionMeasures(())), History())


def kick(number: int, *, start_time_s: float, judged: bool) -> KickReport:
    """Give one of the kicks."""
    technique = TECHNIQUES[number]
    t_s = start_time_s + KICK_TIMES_S[number]
    shares = {Technique.HEEL: (0.91, 0.05, 0.04), Technique.INSIDE_FOOT: (0.04, 0.93, 0.03)}
    foot = 6.0 + number
    return KickReport(
        t_s=t_s,
        impact_index=int(KICK_TIMES_S[number] * RATE_HZ),
        technique=technique,
        probability=TechniqueProbability(*shares.get(technique, (0.2, 0.35, 0.45))),
        foot_speed_mps=Estimate(foot, 0.8 * foot, 1.25 * foot),
        ball_speed_mps=Estimate(1.1 * foot, 0.8 * foot, 1.5 * foot),
        arrival_speed_mps=Estimate(0.8 * foot, 0.5 * foot, 1.1 * foot) if judged else None,
        power=PowerBand.HEAVY if judged else None,
        phases=Phases(t_s - 0.34, t_s - 0.13, t_s, t_s + 0.22),
        clipped=number == 2,
        features=FeatureVector(("peak_strike_rate_radps",), (9.5,), 1),
        findings=(
            Finding(
                "follow_through_too_long",
                Severity.ADVICE,
                (("follow_through_angle_rad", 1.2), ("most_angle_rad", 0.8)),
                drill="backheel_wall_pass",
            ),
        )
        if number % 2 == 0
        else (),
    )


def _kick(since_s: FloatArray, technique: Technique, gyr: FloatArray, acc: FloatArray) -> None:
    """Add one kick to the signals."""
    sign = -1.0 if technique is Technique.HEEL else 1.0
    axis = 0 if technique is Technique.INSIDE_FOOT else 2
    back = -3.5 * np.exp(-(((since_s + 0.22) / 0.06) ** 2))
    strike = 9.5 * np.exp(-(((since_s + 0.01) / 0.07) ** 2))
    gyr[:, axis] += sign * (back + strike)
    acc[:, 0] -= sign * 120.0 * np.exp(-((since_s / 0.008) ** 2))
