"""A recording before any judgement: its frames, its contacts, its kicks weighed."""

from dataclasses import dataclass, replace

import numpy as np

from kicksense.coaching.drills import Drill, drill_named
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import (
    CalibrationReport,
    Estimate,
    FeatureVector,
    KickWindow,
    Rejection,
    Target,
    TechniqueProbability,
)
from kicksense.domain.signals import Recording, SegmentRecording
from kicksense.features.extract import extract
from kicksense.frames.calibration import CalibrationSpans, calibrate
from kicksense.frames.coarse import CoarseRecording, coarse
from kicksense.frames.lever import ankle_lever, hip_lever
from kicksense.frames.orientation import orientation_quaternions, upward
from kicksense.frames.segment import Attitude, to_segment_frame
from kicksense.inference.evidence import kick_evidence
from kicksense.inference.power import (
    ball_speed,
    expected_rate_change_radps,
    foot_speed,
    sized_to,
    speed_cues,
)
from kicksense.inference.technique import technique_probability
from kicksense.kicks.contact_evidence import contact_evidence
from kicksense.kicks.contacts import jolts
from kicksense.kicks.detect import Contacts, detect
from kicksense.kicks.windows import window_around
from kicksense.settings import AnalysisSettings


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What every kick of a recording is judged with.

    Attributes
    ----------
    recording, grid, signals
        Sensor frame at full rate; sensor frame and segment frame on the search grid.
    attitude
        How the segment is held.
    calibration
        How the sensor sits on the leg.
    settings, target, drill
        What the kicks are judged by.
    """

    recording: Recording
    grid: CoarseRecording
    signals: SegmentRecording
    attitude: Attitude
    calibration: CalibrationReport
    settings: AnalysisSettings
    target: Target | None
    drill: Drill | None

    def time_of(self, position: float) -> float:
        """Give the time of a position on the search grid, on the source's own clock."""
        centre = position * self.grid.factor + 0.5 * (self.grid.factor - 1)
        return self.recording.time_of(centre)


def scene_of(
    recording: Recording,
    settings: AnalysisSettings,
    *,
    target: Target | None,
    drill: str | None,
    spans: CalibrationSpans | None,
) -> Scene:
    """Calibrate and turn a recording into the frame of the leg.

    Parameters
    ----------
    recording
        One shank sensor, sensor frame.
    settings
        Settings of all stages.
    target, drill
        What the kicks are judged by.
    spans
        Stance and leg swings, where the caller knows them.

    Returns
    -------
    scene
        With the search grid in the segment frame.
    """
    grid = coarse(recording, settings.coarse)
    quaternions = orientation_quaternions(grid)
    up = upward(quaternions)
    calibration = calibrate(
        grid, up, settings.calibration, start_time_s=recording.start_time_s, spans=spans
    )
    signals = to_segment_frame(grid, up, calibration, recording.placement)
    calibration = _measured_leg(signals, calibration, recording.start_time_s, settings)
    return Scene(
        recording=recording,
        grid=grid,
        signals=signals,
        attitude=Attitude(quaternions, np.array(calibration.rotation).T),
        calibration=calibration,
        settings=replace(settings, power=sized_to(settings.power, calibration)),
        target=target,
        drill=None if drill is None else drill_named(drill),
    )


def _measured_leg(
    signals: SegmentRecording,
    calibration: CalibrationReport,
    start_time_s: float,
    settings: AnalysisSettings,
) -> CalibrationReport:
    """Add to a calibration where on the leg the sensor sits."""
    rate_hz = signals.sampling_rate_hz
    ankle = ankle_lever(
        signals,
        settings.lever,
        forward_known=calibration.forward_known,
        worn_from=worn_from(calibration, start_time_s, rate_hz),
    )
    leg_length_m = None
    if calibration.swing_span_s is not None:
        first, last = (round((at_s - start_time_s) * rate_hz) for at_s in calibration.swing_span_s)
        hip = hip_lever(signals, settings.lever, (first, last))
        if hip.spread_m < settings.lever.sure_spread_m:
            leg_length_m = ankle.distance_m + hip.distance_m
    return replace(
        calibration,
        sensor_to_ankle_m=ankle.distance_m,
        sensor_to_ankle_spread_m=ankle.spread_m,
        leg_length_m=leg_length_m,
    )


def worn_from(calibration: CalibrationReport, start_time_s: float, rate_hz: float) -> int:
    """Give the position from which the sensor is known to sit on the leg as calibrated.

    After the calibration swings where there are any: what came before was the sensor in the hand
    or being strapped on, and the swings themselves are no swings at a ball.

    Parameters
    ----------
    calibration
        May hold the swings.
    start_time_s, rate_hz
        Of the search grid.

    Returns
    -------
    position
        Sample on the search grid.
    """
    if calibration.swing_span_s is None:
        return 0
    return round((calibration.swing_span_s[1] - start_time_s) * rate_hz)


@dataclass(frozen=True, slots=True, eq=False)
class WeighedKick:
    """One kick as the rules of the spine see it, and what a trained model weighs about it.

    Attributes
    ----------
    start
        Position of the window's first sample on the search grid.
    rule
        Probabilities by the rule classifier.
    physics
        Foot and ball speed by physics alone.
    evidence
        Columns as in `kicksense.inference.evidence.KICK_EVIDENCE`.
    clipped
        True where a sensor was at full scale within the kick.
    """

    window: KickWindow
    start: int
    features: FeatureVector
    rule: TechniqueProbability
    physics: tuple[Estimate, Estimate]
    evidence: FloatArray
    clipped: bool


def weighed_kick(scene: Scene, window: KickWindow, start: int, *, since_s: float) -> WeighedKick:
    """Measure one kick, name it and weigh it by rule and physics.

    Parameters
    ----------
    scene
        Its recording.
    window, start
        From `kicksense.kicks.windows.window_around`.
    since_s
        From the contact before on this leg; NaN for the first.

    Returns
    -------
    weighed
        What the rules say, and what a trained model weighs.
    """
    settings = scene.settings
    features = extract(window, expected_rate_change_radps=0.0, time_since_last_contact_s=since_s)
    rule = technique_probability(
        features,
        scene.calibration,
        settings.technique,
        side_known=scene.recording.placement.side_known,
    )
    cues = speed_cues(window, settings.power)
    foot = foot_speed(window, cues, rule, scene.calibration, settings.power)
    events = window.events
    clipped = bool(window.signals.clipped[events.reversal_index : events.impact_index + 3].any())
    # At full scale the measured change is "at least", so it can show no thin contact.
    expected = float("nan")
    if not clipped:
        expected = expected_rate_change_radps(foot.value, settings.power)
    features = features.replaced("expected_rate_change_radps", expected)
    ratio = features["strike_rate_change_radps"] / expected
    physics = (foot, ball_speed(foot, rule, ratio, settings.power))
    row = kick_evidence(
        window,
        features,
        calibration=scene.calibration,
        cues=cues,
        rule=rule,
        physics=physics,
        settings=settings.power,
        clipped=clipped,
    )
    return WeighedKick(window, start, features, rule, physics, row, clipped)


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Every contact of a recording as a trained model sees it, to learn from.

    Attributes
    ----------
    contacts
        With the probabilities by rule.
    evidence
        Of each contact, columns as in `kicksense.kicks.contact_evidence.CONTACT_EVIDENCE`.
    time_s
        Of each contact, on the source's own clock.
    """

    contacts: Contacts
    evidence: FloatArray
    time_s: FloatArray
    _scene: Scene

    @property
    def calibration(self) -> CalibrationReport:
        """How the sensor was found to sit on the leg."""
        return self._scene.calibration

    def weighed(self, row: int) -> WeighedKick | Rejection:
        """Weigh a contact as if it were a kick, or say why there is no window around it."""
        scene, position = self._scene, int(self.contacts.positions[row])
        cut = window_around(scene.signals, scene.attitude, position, scene.settings.windows)
        if isinstance(cut, Rejection):
            return cut
        return weighed_kick(self._scene, *cut, since_s=float("nan"))


def survey(
    recording: Recording, settings: AnalysisSettings, spans: CalibrationSpans | None = None
) -> Survey:
    """Measure every contact of a recording without judging any.

    Parameters
    ----------
    recording
        One shank sensor, sensor frame.
    settings
        Settings of all stages.
    spans
        Stance and leg swings, where the caller knows them.

    Returns
    -------
    survey
        The same measures that `analyze` judges by.
    """
    scene = scene_of(recording, settings, target=None, drill=None, spans=spans)
    contacts = detect(scene.signals, settings.detection)
    jolt = jolts(scene.signals)
    return Survey(
        contacts=contacts,
        evidence=contact_evidence(scene.signals, jolt, contacts.positions, contacts.measures),
        time_s=np.array([scene.time_of(position) for position in contacts.positions]),
        _scene=scene,
    )
