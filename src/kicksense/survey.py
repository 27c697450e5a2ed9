"""A recording before any judgement: its contacts, its kicks weighed."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import (
    CalibrationReport,
    Estimate,
    FeatureVector,
    KickWindow,
    Rejection,
    TechniqueProbability,
)
from kicksense.domain.signals import Recording
from kicksense.features.extract import extract
from kicksense.frames.calibration import CalibrationSpans
from kicksense.inference.evidence import kick_evidence
from kicksense.inference.power import (
    ball_speed,
    expected_rate_change_radps,
    foot_speed,
    speed_cues,
)
from kicksense.inference.technique import technique_probability
from kicksense.kicks.contact_evidence import contact_evidence
from kicksense.kicks.contacts import jolts
from kicksense.kicks.detect import Contacts, detect
from kicksense.scene import Scene, scene_of
from kicksense.settings import AnalysisSettings


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

    @property
    def impact(self) -> int:
        """Position of the impact on the search grid of the recording."""
        return self.start + self.window.events.impact_index


def weighed_kick(scene: Scene, window: KickWindow, start: int, *, since_s: float) -> WeighedKick:
    """Measure one kick, name it and weigh it by rule and physics.

    Parameters
    ----------
    scene
        Its recording.
    window, start
        From `Scene.window_at`.
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
        side_known=scene.signals.placement.side_known,
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
        cut = self._scene.window_at(int(self.contacts.positions[row]))
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
