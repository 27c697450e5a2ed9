"""Practices, drills and cards put together by hand, for whatever reads them.

Times are seconds on the recording's clock. Nothing here is detected: what a test says was there is
there.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Asked, CuePlan, Diagram, Drill, Level, RepUnit, Theme
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
    SessionReport,
    Target,
    Technique,
    TechniqueProbability,
)
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.locomotion import (
    Activity,
    Bout,
    Carry,
    Gait,
    KickSurroundings,
    Possession,
    PossessionKind,
    Step,
    TouchFeel,
    Turn,
)
from kicksense.domain.score_card import Practice
from kicksense.domain.signals import Quality, SourceNote

TARGET = Target(distance_m=5.0, surface="short_grass", arrival_band_mps=(1.0, 4.0))
"""What kicks are played to unless told otherwise."""

FEATURES: Mapping[str, float] = MappingProxyType(
    {
        "strike_rate_at_impact_radps": 8.0,
        "peak_strike_rate_radps": 9.0,
        "peak_backswing_rate_radps": 3.0,
        "backswing_duration_s": 0.20,
        "swing_duration_s": 0.13,
        "swing_angle_rad": math.radians(30.0),
        "follow_through_angle_rad": math.radians(25.0),
        "follow_through_duration_s": 0.20,
        "swing_plane_angle_rad": 0.2,
        "sagittal_rate_at_impact_radps": -8.0,
        "adduction_rate_at_impact_radps": 0.5,
        "long_axis_rate_at_impact_radps": 1.0,
        "strike_rate_change_radps": 4.3,
        "sagittal_rate_change_radps": 4.3,
        "peak_acc_mps2": 90.0,
        "anterior_impulse_mps": 0.8,
        "medial_impulse_mps": 0.1,
        "backward_tilt_at_impact_rad": 0.4,
        "swing_smoothness_index": -1.5,
        "swing_pause_s": 0.05,
        "swing_reversals_count": 1.0,
        "time_to_next_step_s": 0.5,
        "contact_duration_s": 0.02,
        "expected_rate_change_radps": 4.2,
        "time_since_last_contact_s": 8.0,
    }
)
"""A heel kick with which nothing is wrong."""

_SURE = 0.94
_OTHERS = 0.03
_SPEED_SPREAD = 1.2
_POSSESSION_GAP_S = 2.0
_LONG_S = 1.5


def kick(
    t_s: float,
    technique: Technique = Technique.HEEL,
    *,
    ball_mps: float = 4.4,
    power: PowerBand | None = PowerBand.GOOD,
    arrival: Estimate | None = None,
    findings: Sequence[Finding] = (),
    features: Mapping[str, float] | None = None,
) -> KickReport:
    """Give a kick; the speeds may be a fifth more or less than their value."""
    shares = {
        Technique.HEEL: (_SURE, _OTHERS, _OTHERS),
        Technique.INSIDE_FOOT: (_OTHERS, _SURE, _OTHERS),
        Technique.INSTEP: (_OTHERS, _OTHERS, _SURE),
        Technique.UNSURE: (0.4, 0.35, 0.25),
    }[technique]
    speed = Estimate(ball_mps, ball_mps / _SPEED_SPREAD, ball_mps * _SPEED_SPREAD)
    if arrival is None and power is not None:
        arrival = Estimate(2.5, 1.5, 3.5)
    values = {**FEATURES, **(features or {})}
    return KickReport(
        t_s=t_s,
        impact_index=round(200.0 * t_s),
        technique=technique,
        probability=TechniqueProbability(*shares),
        foot_speed_mps=speed,
        ball_speed_mps=speed,
        arrival_speed_mps=arrival,
        power=power,
        phases=Phases(t_s - 0.35, t_s - 0.13, t_s, t_s + 0.2),
        clipped=False,
        features=FeatureVector(tuple(values), tuple(values.values()), schema_version=1),
        findings=tuple(findings),
    )


def kicks_at(*times_s: float, **given: object) -> tuple[KickReport, ...]:
    """Give kicks that differ in nothing but their time."""
    return tuple(kick(t_s, **given) for t_s in times_s)  # type: ignore[arg-type]


def touch(t_s: float, kind: ContactKind = ContactKind.TOUCH) -> ContactReport:
    """Give a contact that is no kick."""
    return ContactReport(t_s, kind)


def trap(t_s: float) -> ContactReport:
    """Give a ball that was stopped."""
    return ContactReport(t_s, ContactKind.TRAP)


def cue(t_s: float) -> Marker:
    """Give a cue."""
    return Marker(t_s, MarkerKind.CUE, origin="beep")


def hit(t_s: float) -> Marker:
    """Give a target that was hit."""
    return Marker(t_s, MarkerKind.TARGET_HIT, origin="keyboard")


def bout(start_s: float, stop_s: float, gait: Gait, *, peak_radps: float | None = None) -> Bout:
    """Give a bout with the strides that its gait usually has."""
    cadence_hz = {Gait.WAITING: 0.0, Gait.WALKING: 1.8, Gait.RUNNING: 2.8, Gait.SPRINTING: 4.0}
    swing = {Gait.WAITING: 0.5, Gait.WALKING: 5.0, Gait.RUNNING: 9.5, Gait.SPRINTING: 14.0}
    rate = cadence_hz[gait]
    peak = swing[gait] if peak_radps is None else peak_radps
    return Bout(start_s, stop_s, gait, round(0.5 * rate * (stop_s - start_s)), rate, peak)


def bouts_between(
    start_s: float, stop_s: float, runs: Sequence[tuple[float, float, Gait]]
) -> tuple[Bout, ...]:
    """Cover a recording with bouts: waiting, but for the runs given."""
    found: list[Bout] = []
    at_s = start_s
    for run_start_s, run_stop_s, gait in sorted(runs):
        if run_start_s > at_s:
            found.append(bout(at_s, run_start_s, Gait.WAITING))
        found.append(bout(max(run_start_s, at_s), run_stop_s, gait))
        at_s = run_stop_s
    if at_s < stop_s:
        found.append(bout(at_s, stop_s, Gait.WAITING))
    return tuple(found)


def possessions_of(
    kicks: Sequence[KickReport], contacts: Sequence[ContactReport]
) -> tuple[Possession, ...]:
    """Put contacts less than two seconds apart together; a kick ends a possession."""
    marks = sorted(
        [(one.t_s, True) for one in kicks]
        + [(one.t_s, False) for one in contacts if one.kind is not ContactKind.AIR_KICK]
    )
    groups: list[list[tuple[float, bool]]] = []
    for mark in marks:
        held = groups and not groups[-1][-1][1] and mark[0] - groups[-1][-1][0] < _POSSESSION_GAP_S
        if held:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return tuple(_possession(group) for group in groups)


def _possession(group: Sequence[tuple[float, bool]]) -> Possession:
    start_s, stop_s = group[0][0], group[-1][0]
    kind = PossessionKind.ONE_TOUCH
    if len(group) > 1:
        kind = PossessionKind.SHORT if stop_s - start_s < _LONG_S else PossessionKind.LONG
    return Possession(start_s, stop_s, len(group), kind, group[-1][1])


def practice(
    kicks: Sequence[KickReport] = (),
    *,
    contacts: Sequence[ContactReport] = (),
    runs: Sequence[tuple[float, float, Gait]] = (),
    bouts: Sequence[Bout] | None = None,
    steps: Sequence[Step] = (),
    turns: Sequence[Turn] = (),
    carries: Sequence[Carry] = (),
    possessions: Sequence[Possession] | None = None,
    touches: Sequence[TouchFeel] | None = None,
    surroundings: Sequence[KickSurroundings] | None = None,
    markers: Sequence[Marker] = (),
    heading: Sequence[tuple[float, float]] | None = None,
    heading_drift_radps: float = 0.002,
    target: Target | None = TARGET,
    start_s: float = 0.0,
    duration_s: float = 120.0,
    drill: str | None = "built_by_hand",
    player_id: str | None = "p1",
    side: Side = Side.RIGHT,
    session_id: str = "s1",
    simulated: bool = True,
    analysis_version: int = 3,
    model_name: str = "rules",
) -> Practice:
    """Give a practice that holds what is given; what is left out follows from the rest.

    ``runs`` are stretches of running or sprinting between waiting; ``bouts`` takes their place.
    ``heading`` is given by corners (time, angle) between which it turns evenly; a kick's is read
    half a second before it.
    """
    stop_s = start_s + duration_s
    kicks = tuple(sorted(kicks, key=lambda one: one.t_s))
    contacts = tuple(sorted(contacts, key=lambda one: one.t_s))
    report = SessionReport(
        source=SourceNote("built", "simulation" if simulated else "csv", simulated=simulated),
        side=side,
        side_known=True,
        sampling_rate_hz=200.0,
        start_time_s=start_s,
        duration_s=duration_s,
        quality=_quality(duration_s),
        calibration=_CALIBRATION,
        kicks=kicks,
        other_contacts=contacts,
        rejected=MappingProxyType({}),
        session_findings=(),
        target=target,
        drill=drill,
        analysis_version=analysis_version,
        schema_version=1,
        model_name=model_name,
    )
    heading_t_s, heading_rad = _heading(start_s, stop_s, heading)
    activity = Activity(
        start_s=start_s,
        stop_s=stop_s,
        steps=tuple(steps),
        bouts=tuple(bouts) if bouts is not None else bouts_between(start_s, stop_s, runs),
        turns=tuple(turns),
        carries=tuple(carries),
        possessions=(
            tuple(possessions) if possessions is not None else possessions_of(kicks, contacts)
        ),
        touches=(
            tuple(touches)
            if touches is not None
            else tuple(
                TouchFeel(one.t_s, 30.0, 0.1)
                for one in contacts
                if one.kind is not ContactKind.AIR_KICK
            )
        ),
        surroundings=(
            tuple(surroundings)
            if surroundings is not None
            else tuple(
                _surroundings(one.t_s, float(np.interp(one.t_s - 0.5, heading_t_s, heading_rad)))
                for one in kicks
            )
        ),
        heading_t_s=heading_t_s,
        heading_rad=heading_rad,
        heading_drift_radps=heading_drift_radps,
    )
    return Practice(session_id, player_id, side, report, activity, tuple(markers))


def drill(
    *scores: str | Asked,
    rep: RepUnit = RepUnit.KICK,
    techniques: Sequence[Technique] = (Technique.HEEL,),
    repetitions: int = 10,
    levels: Sequence[Level] | None = None,
    one_touch: bool = False,
    stays_put: bool = False,
    wall: bool = False,
    cues: CuePlan | None = None,
    sensors: int = 1,
    name: str = "built_by_hand",
    target_distance_m: float | None = 5.0,
) -> Drill:
    """Give a drill that scores what is named; a cue a repetition brings a plan for cues along."""
    if cues is None and rep is RepUnit.CUE:
        cues = CuePlan(wait_s=(3.0, 8.0))
    return Drill(
        name=name,
        theme=Theme.OPEN,
        title="Built by hand",
        purpose="Let a test see one thing.",
        set_up=("Stand there.",),
        diagram=Diagram(marks=()),
        target_distance_m=target_distance_m,
        surface="short_grass",
        arrival_band_mps=(1.0, 4.0),
        techniques=tuple(techniques),
        rep=rep,
        scores=tuple(one if isinstance(one, Asked) else Asked(one) for one in scores),
        levels=tuple(levels) if levels is not None else (Level("first", repetitions),),
        unseen=(),
        source="Built for tests.",
        one_touch=one_touch,
        stays_put=stays_put,
        wall=wall,
        cue=cues,
        sensors=sensors,
    )


_CALIBRATION = CalibrationReport(
    method=CalibrationMethod.STANCE_AND_SWINGS,
    quality_ratio=1.0,
    still_span_s=(0.0, 2.0),
    swing_span_s=(2.0, 6.0),
    rotation=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    tilt_error_rad=0.02,
    forward_known=True,
)


def _quality(duration_s: float) -> Quality:
    return Quality(
        rows=round(200.0 * duration_s),
        duration_s=duration_s,
        nominal_rate_hz=200.0,
        measured_rate_hz=200.0,
        lost_ratio=0.0,
        gaps=0,
        longest_gap_s=0.0,
        duplicate_times=0,
        repeated_rows=0,
        unsorted_rows=0,
        clipped_ratio=0.0,
        clipped_acc_samples=0,
        clipped_gyr_samples=0,
        acc_at_rest_mps2=9.81,
    )


def _surroundings(t_s: float, heading_rad: float) -> KickSurroundings:
    return KickSurroundings(
        t_s=t_s,
        heading_rad=heading_rad,
        heading_spread_rad=0.02,
        cadence_before_hz=2.0,
        sway_rad=0.03,
        step_after_s=0.6,
        unloaded_s=0.4,
    )


def _heading(
    start_s: float, stop_s: float, corners: Sequence[tuple[float, float]] | None
) -> tuple[np.ndarray, np.ndarray]:
    times = np.arange(start_s, stop_s, 0.1)
    if corners is None:
        return times, np.zeros(len(times))
    if any(later[0] < earlier[0] for earlier, later in pairwise(corners)):
        raise ValueError("corners of a heading must be in order of time")
    at_s, angles = zip(*corners, strict=True)
    return times, np.interp(times, at_s, angles)
