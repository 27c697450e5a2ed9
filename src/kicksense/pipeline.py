"""The stages in order, for a whole recording."""

from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import arrival_speed, surface_named
from kicksense.coaching.findings import kick_findings
from kicksense.coaching.power import power_band
from kicksense.coaching.session_findings import session_findings
from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.kick import (
    CalibrationReport,
    ContactKind,
    ContactReport,
    Estimate,
    KickReport,
    Phases,
    PowerBand,
    Rejection,
    RejectionReason,
    SessionReport,
    Target,
    Verdict,
)
from kicksense.domain.signals import Recording
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.frames.calibration import CalibrationSpans
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.model import KickModel
from kicksense.inference.verdict import Knowledge
from kicksense.kicks.air import air_kicks
from kicksense.kicks.detect import (
    Contacts,
    detect,
    kind_of,
    near_misses,
    rejection_of,
    select_kicks,
    touches,
)
from kicksense.kicks.onset import contact_time_s, onset_index
from kicksense.kicks.windows import window_around
from kicksense.settings import AnalysisSettings
from kicksense.survey import Scene, WeighedKick, scene_of, weighed_kick, worn_from

ANALYSIS_VERSION: Final = 2
"""Rises whenever the same recording would give other numbers."""

_SIDEWAYS_RAD: Final = 0.6
_FEWEST_SIDEWAYS: Final = 3
_MOSTLY_RATIO: Final = 0.7


def analyze(
    recording: Recording,
    settings: AnalysisSettings,
    *,
    model: KickModel | None = None,
    adaptation: Adaptation | None = None,
    target: Target | None = None,
    drill: str | None = None,
    spans: CalibrationSpans | None = None,
) -> SessionReport:
    """Find, name, weigh and judge every kick of a recording.

    Parameters
    ----------
    recording
        One shank sensor, sensor frame.
    settings
        Settings of all stages.
    model
        Trained; the rules and the physics alone judge without one.
    adaptation
        What is known of the player.
    target
        What the ball is played to; power is judged against it.
    drill
        Name of the drill; some findings do not apply to some drills.
    spans
        Stance and leg swings, where the caller knows them.

    Returns
    -------
    report
        Kicks, other contacts, rejections, quality and versions.
    """
    knowledge = Knowledge(model, adaptation)
    scene = scene_of(recording, settings, target=target, drill=drill, spans=spans)
    contacts = detect(scene.signals, settings.detection, knowledge.judge)
    thresholds = knowledge.detection(settings.detection)
    rows = select_kicks(contacts, scene.signals.sampling_rate_hz, thresholds)
    kicks, rejected = _kicks(scene, contacts, rows, knowledge)
    others, refused = _other_contacts(scene, contacts, rows)
    others += _misses(scene, contacts, rows)
    others.sort(key=lambda contact: contact.t_s)
    return SessionReport(
        source=recording.source,
        side=recording.placement.side,
        side_known=recording.placement.side_known,
        sampling_rate_hz=recording.sampling_rate_hz,
        start_time_s=recording.start_time_s,
        duration_s=len(recording) / recording.sampling_rate_hz,
        quality=recording.quality,
        calibration=_with_leg_remark(scene, kicks),
        kicks=tuple(kicks),
        other_contacts=tuple(others),
        rejected=MappingProxyType(dict(rejected + refused)),
        session_findings=session_findings(tuple(kicks), tuple(others), settings.findings),
        target=target,
        drill=drill,
        analysis_version=ANALYSIS_VERSION,
        schema_version=SCHEMA_VERSION,
        model_name=knowledge.model_name,
        learnt_from=() if knowledge.adaptation is None else knowledge.adaptation.learnt_from,
    )


def _with_leg_remark(scene: Scene, kicks: list[KickReport]) -> CalibrationReport:
    """Say so if the sideways kicks are those of the other leg.

    Players strike with the inside far more often than with the outside of the foot, so kicks that
    mostly turn outward come from the other leg than was said.
    """
    sideways = [
        kick.features["adduction_rate_at_impact_radps"]
        for kick in kicks
        if kick.features["swing_plane_angle_rad"] > _SIDEWAYS_RAD
    ]
    outward = sum(rate < 0.0 for rate in sideways)
    if len(sideways) < _FEWEST_SIDEWAYS or outward < _MOSTLY_RATIO * len(sideways):
        return scene.calibration
    placement = scene.recording.placement
    other = Side.LEFT if placement.side is Side.RIGHT else Side.RIGHT
    said = "was said to be" if placement.side_known else "was taken to be"
    remark = (
        f"{outward} of {len(sideways)} sideways kicks turn outward, as if the sensor sat on the "
        f"{other} leg; the leg {said} the {placement.side} one. If it was the {other} one, say so "
        f"with --side {other}."
    )
    return replace(scene.calibration, remarks=(*scene.calibration.remarks, remark))


def _kicks(
    scene: Scene, contacts: Contacts, rows: IntArray, knowledge: Knowledge
) -> tuple[list[KickReport], Counter[RejectionReason]]:
    """Report each kick, or count why it is none."""
    weighed: list[WeighedKick] = []
    rejected: Counter[RejectionReason] = Counter()
    played = contacts.positions[touches(contacts, scene.settings.detection)]
    for row in rows:
        position = int(contacts.positions[row])
        cut = window_around(scene.signals, scene.attitude, position, scene.settings.windows)
        if isinstance(cut, Rejection):
            rejected[cut.reason] += 1
            continue
        previous = _previous_contact_s(scene, played, position)
        weighed.append(weighed_kick(scene, *cut, since_s=previous))
    # A model judges many kicks at once in little more time than one.
    verdicts = knowledge.verdicts(
        np.array([one.evidence for one in weighed]),
        [one.rule for one in weighed],
        [one.physics for one in weighed],
        scene.settings.technique,
    )
    return [_kick(scene, *pair) for pair in zip(weighed, verdicts, strict=True)], rejected


def _previous_contact_s(scene: Scene, played: IntArray, position: int) -> float:
    """Give the time since the last of the played contacts before a kick, NaN if there is none."""
    rate_hz = scene.signals.sampling_rate_hz
    before = int(np.searchsorted(played, position - scene.settings.detection.hold_s * rate_hz))
    return float(position - played[before - 1]) / rate_hz if before else float("nan")


def _kick(scene: Scene, weighed: WeighedKick, verdict: Verdict) -> KickReport:
    """Say everything about one kick."""
    events, start = weighed.window.events, weighed.start
    onset = onset_index(scene.recording, scene.grid, start + events.impact_index)
    contact_s = contact_time_s(scene.recording, onset)
    arrival, power = _at_target(verdict.ball_speed_mps, scene.target)
    return KickReport(
        t_s=contact_s,
        impact_index=onset,
        technique=verdict.technique,
        probability=verdict.probability,
        foot_speed_mps=verdict.foot_speed_mps,
        ball_speed_mps=verdict.ball_speed_mps,
        arrival_speed_mps=arrival,
        power=power,
        phases=Phases(
            backswing_s=scene.time_of(start + events.backswing_index),
            swing_reversal_s=scene.time_of(start + events.reversal_index),
            impact_s=contact_s,
            follow_through_end_s=scene.time_of(start + events.end_index),
        ),
        clipped=weighed.clipped,
        features=weighed.features,
        findings=kick_findings(
            weighed.features,
            verdict,
            arrival=arrival,
            power=power,
            target=scene.target,
            settings=scene.settings.findings,
            drill=scene.drill,
        ),
    )


def _at_target(ball: Estimate, target: Target | None) -> tuple[Estimate | None, PowerBand | None]:
    """Roll the ball to the target and judge how it arrives."""
    if target is None:
        return None, None
    surface = surface_named(target.surface)
    arrival = arrival_speed(ball, distance_m=target.distance_m, surface=surface)
    return arrival, power_band(ball, arrival, target)


def _other_contacts(
    scene: Scene, contacts: Contacts, rows: IntArray
) -> tuple[list[ContactReport], Counter[RejectionReason]]:
    """Report touches and traps, and count why the rest is no kick."""
    settings = scene.settings.detection
    hold = settings.hold_s * scene.signals.sampling_rate_hz
    kicks = contacts.positions[rows]
    touched = touches(contacts, settings)
    found: list[ContactReport] = []
    refused: Counter[RejectionReason] = Counter()
    last = -np.inf
    same = _distance_to(kicks, contacts.positions) < hold
    same[rows] = False
    refused[RejectionReason.SAME_KICK] = int(np.count_nonzero(same))
    same[rows] = True
    same |= near_misses(contacts, settings)
    for row in np.flatnonzero(~same):
        position = contacts.positions[row]
        if touched[row] and position - last > hold / 2:
            kind = kind_of(contacts, int(row))
            found.append(ContactReport(scene.time_of(int(position)), kind))
            last = float(position)
        else:
            refused[rejection_of(contacts.measures[row], settings)] += 1
    return found, +refused


def _misses(scene: Scene, contacts: Contacts, rows: IntArray) -> list[ContactReport]:
    """Report swings that met no ball: without any jolt, or with that of a near miss."""
    settings = scene.settings
    hold = settings.detection.hold_s * scene.signals.sampling_rate_hz
    kicks = contacts.positions[rows]
    missed = near_misses(contacts, settings.detection)
    missed &= _distance_to(kicks, contacts.positions) >= hold
    swings = air_kicks(scene.signals, kicks, settings.air_kicks)
    positions = np.sort(np.concatenate([contacts.positions[missed], swings]))
    worn = worn_from(
        scene.calibration, scene.recording.start_time_s, scene.signals.sampling_rate_hz
    )
    positions = positions[positions >= worn]
    apart = np.diff(positions, prepend=-np.inf) >= hold
    return [
        ContactReport(scene.time_of(int(position)), ContactKind.AIR_KICK)
        for position in positions[apart]
    ]


def _distance_to(marks: IntArray, positions: IntArray) -> FloatArray:
    """Give how far each position is from the nearest of the marks; infinite without marks."""
    if len(marks) == 0:
        return np.full(len(positions), np.inf)
    after = np.searchsorted(marks, positions)
    left = np.abs(positions - marks[np.maximum(after - 1, 0)])
    right = np.abs(positions - marks[np.minimum(after, len(marks) - 1)])
    return np.asarray(np.minimum(left, right), dtype=np.float64)
