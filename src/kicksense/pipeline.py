"""The stages in order, for a whole recording."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import arrival_speed, surface_of
from kicksense.coaching.findings import kick_findings
from kicksense.coaching.other_leg import with_leg_remark
from kicksense.coaching.power import power_band
from kicksense.coaching.session_findings import session_findings
from kicksense.domain.anatomy import Placement
from kicksense.domain.drill import Drill
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
from kicksense.domain.locomotion import Activity, BallContact
from kicksense.domain.signals import Quality, Recording, SourceNote
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.frames.calibration import CalibrationSpans
from kicksense.frames.coarse import Timeline
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.model import KickModel
from kicksense.inference.verdict import Knowledge
from kicksense.kicks.following import FollowerState, FollowSettings, Sightings, follow
from kicksense.kicks.onset import contact_time_s, onset_indices
from kicksense.locomotion.activity import activity_of
from kicksense.scene import Scene, scene_of, worn_from
from kicksense.settings import AnalysisSettings
from kicksense.survey import WeighedKick, weighed_kick

ANALYSIS_VERSION: Final = 4
"""Rises whenever the same recording would give other numbers."""


def analyze(
    recording: Recording,
    settings: AnalysisSettings,
    *,
    model: KickModel | None = None,
    adaptation: Adaptation | None = None,
    target: Target | None = None,
    drill: Drill | None = None,
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
        What is played; some findings do not apply to some drills.
    spans
        Stance and leg swings, where the caller knows them.

    Returns
    -------
    report
        Kicks, other contacts, rejections, quality and versions.
    """
    scene = scene_of(recording, settings, target=target, drill=drill, spans=spans)
    return _report_of(recording, scene, settings, Knowledge(model, adaptation))


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """Everything about a recording: its kicks, and what the leg does between them.

    Attributes
    ----------
    report
        As `analyze` gives it.
    activity
        Steps, bouts, turns, carries, possessions.
    """

    report: SessionReport
    activity: Activity


def observed(
    recording: Recording,
    settings: AnalysisSettings,
    *,
    model: KickModel | None = None,
    adaptation: Adaptation | None = None,
    target: Target | None = None,
    drill: Drill | None = None,
    spans: CalibrationSpans | None = None,
) -> Observed:
    """Find, name, weigh and judge every kick of a recording, and what the leg does between them.

    Parameters
    ----------
    recording, settings, model, adaptation, target, drill, spans
        As for `analyze`.

    Returns
    -------
    observed
        The report, and the activity around it.
    """
    scene = scene_of(recording, settings, target=target, drill=drill, spans=spans)
    report = _report_of(recording, scene, settings, Knowledge(model, adaptation))
    activity = activity_of(
        scene.signals,
        scene.times,
        ball_contacts(report),
        settings=settings.locomotion,
        forward_known=scene.calibration.forward_known,
        worn_from=worn_from(scene.calibration, scene.times.start_time_s, scene.times.grid_rate_hz),
    )
    return Observed(report, activity)


def ball_contacts(report: SessionReport) -> tuple[BallContact, ...]:
    """Give every contact with the ball that a report tells of, in order of time."""
    contacts = [BallContact(kick.t_s, None) for kick in report.kicks]
    contacts.extend(BallContact(contact.t_s, contact.kind) for contact in report.other_contacts)
    return tuple(sorted(contacts, key=lambda contact: contact.t_s))


def _report_of(
    recording: Recording, scene: Scene, settings: AnalysisSettings, knowledge: Knowledge
) -> SessionReport:
    """Find the kicks of a scene, judge them, and report."""
    rules = follow_settings(scene.settings, knowledge, scene.calibration, scene.times)
    sightings, _ = follow(FollowerState(), scene.signals, rules, ended=True)
    kicks, rejected = _kicks(scene, recording, sightings, knowledge)
    return session_report(
        Judged(
            calibration=scene.calibration,
            kicks=tuple(kicks),
            other_contacts=contact_reports(sightings, scene.times),
            rejected=rejected + Counter(sightings.refused),
            knowledge=knowledge,
        ),
        Recorded(
            source=recording.source,
            placement=recording.placement,
            sampling_rate_hz=recording.sampling_rate_hz,
            start_time_s=recording.start_time_s,
            quality=recording.quality,
            samples=len(recording),
        ),
        settings,
        target=scene.target,
        drill=scene.drill,
    )


def follow_settings(
    settings: AnalysisSettings,
    knowledge: Knowledge,
    calibration: CalibrationReport,
    times: Timeline,
) -> FollowSettings:
    """Give what contacts and swings are judged by.

    Parameters
    ----------
    settings
        Settings of all stages.
    knowledge
        The model brings thresholds of its own.
    calibration
        Says from when the sensor sits on the leg.
    times
        Of the recording.

    Returns
    -------
    settings
        For `kicksense.kicks.following.follow`.
    """
    return FollowSettings(
        detection=knowledge.detection(settings.detection),
        air_kicks=settings.air_kicks,
        judge=knowledge.judge,
        worn_from=worn_from(calibration, times.start_time_s, times.grid_rate_hz),
    )


def contact_reports(sightings: Sightings, times: Timeline) -> tuple[ContactReport, ...]:
    """Give touches, traps and air kicks in order of time."""
    found = [ContactReport(times.time_on_grid(at), kind) for at, kind in sightings.contacts]
    found.extend(
        ContactReport(times.time_on_grid(int(at)), ContactKind.AIR_KICK)
        for at in sightings.air_kicks
    )
    return tuple(sorted(found, key=lambda contact: contact.t_s))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """All that was said of a recording.

    Attributes
    ----------
    calibration
        All of it was judged with.
    kicks, other_contacts
        In order of time.
    rejected
        Candidates that were no kick, counted by reason.
    knowledge
        What judged.
    """

    calibration: CalibrationReport
    kicks: tuple[KickReport, ...]
    other_contacts: tuple[ContactReport, ...]
    rejected: Mapping[RejectionReason, int]
    knowledge: Knowledge


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a report says of its recording.

    Attributes
    ----------
    source, placement, quality
        Of the recording.
    sampling_rate_hz, start_time_s
        Of its grid.
    samples
        How many there are.
    """

    source: SourceNote
    placement: Placement
    sampling_rate_hz: float
    start_time_s: float
    quality: Quality
    samples: int


def session_report(
    judged: Judged,
    recorded: Recorded,
    settings: AnalysisSettings,
    *,
    target: Target | None,
    drill: Drill | None,
) -> SessionReport:
    """Put the report of a recording together.

    Parameters
    ----------
    judged
        What was said of it.
    recorded
        Which recording it speaks of.
    settings
        For the findings about the session.
    target, drill
        What the kicks were judged by.

    Returns
    -------
    report
        With what the session shows as a whole.
    """
    knowledge, placement = judged.knowledge, recorded.placement
    return SessionReport(
        source=recorded.source,
        side=placement.side,
        side_known=placement.side_known,
        sampling_rate_hz=recorded.sampling_rate_hz,
        start_time_s=recorded.start_time_s,
        duration_s=recorded.samples / recorded.sampling_rate_hz,
        quality=recorded.quality,
        calibration=with_leg_remark(judged.calibration, placement, judged.kicks),
        kicks=judged.kicks,
        other_contacts=judged.other_contacts,
        rejected=MappingProxyType(dict(judged.rejected)),
        session_findings=session_findings(judged.kicks, judged.other_contacts, settings.findings),
        target=target,
        drill=None if drill is None else drill.name,
        analysis_version=ANALYSIS_VERSION,
        schema_version=SCHEMA_VERSION,
        model_name=knowledge.model_name,
        learnt_from=() if knowledge.adaptation is None else knowledge.adaptation.learnt_from,
    )


def _kicks(
    scene: Scene, recording: Recording, sightings: Sightings, knowledge: Knowledge
) -> tuple[list[KickReport], Counter[RejectionReason]]:
    """Report each kick, or count why it is none."""
    weighed: list[WeighedKick] = []
    rejected: Counter[RejectionReason] = Counter()
    for position, since_s in zip(sightings.kicks, sightings.since_s, strict=True):
        cut = scene.window_at(int(position))
        if isinstance(cut, Rejection):
            rejected[cut.reason] += 1
        else:
            weighed.append(weighed_kick(scene, *cut, since_s=float(since_s)))
    # A model judges many kicks at once in little more time than one.
    verdicts = knowledge.verdicts(
        np.array([one.evidence for one in weighed]),
        [one.rule for one in weighed],
        [one.physics for one in weighed],
        scene.settings.technique,
    )
    impacts = np.array([one.impact for one in weighed], dtype=np.intp)
    onsets = onset_indices(recording.acc_mps2, impacts, scene.times)
    pairs = zip(weighed, verdicts, onsets, strict=True)
    return [kick_report(scene, one, said, int(onset)) for one, said, onset in pairs], rejected


def kick_report(scene: Scene, weighed: WeighedKick, verdict: Verdict, onset: int) -> KickReport:
    """Say everything about one kick.

    Parameters
    ----------
    scene
        The stretch around it, or the whole recording.
    weighed
        The kick as rule and physics see it.
    verdict
        What it is.
    onset
        First sample of the contact at the recording's own rate.

    Returns
    -------
    report
        With findings.
    """
    events, start = weighed.window.events, weighed.start
    contact_s = contact_time_s(scene.times, onset)
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
    arrival = arrival_speed(ball, distance_m=target.distance_m, surface=surface_of(target))
    return arrival, power_band(ball, arrival, target)
