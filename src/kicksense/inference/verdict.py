"""What is said of one kick: by rule or by a trained model, and by what is known of the player."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.kick import Estimate, Technique, TechniqueProbability, Verdict
from kicksense.domain.signals import SegmentRecording
from kicksense.inference.adaptation import Adaptation, adapted_estimate, adapted_probability
from kicksense.inference.model import TECHNIQUES, KickModel
from kicksense.inference.technique import TechniqueSettings
from kicksense.kicks.contact_evidence import contact_evidence
from kicksense.kicks.contact_model import judge_by_rule
from kicksense.kicks.detect import DetectionSettings


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What contacts and kicks are judged by.

    Attributes
    ----------
    model
        Trained; None: the rules and the physics alone.
    adaptation
        What is known of the player; None: nothing.
    """

    model: KickModel | None = None
    adaptation: Adaptation | None = None

    @property
    def model_name(self) -> str:
        """The model and its version, ``rules`` without one."""
        return "rules" if self.model is None else self.model.version

    def judge(
        self,
        signals: SegmentRecording,
        jolt: FloatArray,
        positions: IntArray,
        measures: FloatArray,
    ) -> FloatArray:
        """Give class probabilities, as `kicksense.kicks.contact_model.ContactJudge` says."""
        if self.model is None:
            return judge_by_rule(signals, jolt, positions, measures)
        rows = contact_evidence(signals, jolt, positions, measures)
        return self.model.contacts.probabilities(rows)

    def detection(self, settings: DetectionSettings) -> DetectionSettings:
        """Give the thresholds that belong to the model."""
        if self.model is None:
            return settings
        sure = self.model.kick_probability
        return replace(settings, kick_probability=sure, struck_probability=sure)

    def verdict(
        self,
        evidence: FloatArray,
        rule: TechniqueProbability,
        physics: tuple[Estimate, Estimate],
        settings: TechniqueSettings,
    ) -> Verdict:
        """Say what one kick is and how fast foot and ball were, as `verdicts` does of many."""
        return self.verdicts(evidence[None, :], (rule,), (physics,), settings)[0]

    def verdicts(
        self,
        evidence: FloatArray,
        rules: Sequence[TechniqueProbability],
        physics: Sequence[tuple[Estimate, Estimate]],
        settings: TechniqueSettings,
    ) -> tuple[Verdict, ...]:
        """Say what kicks are and how fast foot and ball were.

        Parameters
        ----------
        evidence
            From `kicksense.inference.evidence.kick_evidence`, shape (n, p).
        rules
            Probabilities by the rule classifier, of each kick.
        physics
            Foot and ball speed by physics alone, of each kick.
        settings
            When the rule is sure.

        Returns
        -------
        verdicts
            ``unsure`` where no technique is likely enough.
        """
        if self.model is None or not rules:
            said = zip(rules, physics, strict=True)
            return tuple(self._adapted(*one, settings.sure_probability) for one in said)
        shares = self.model.technique.probabilities(evidence)
        probabilities = [TechniqueProbability(*(float(p) for p in row)) for row in shares]
        power = self.model.power
        feet = power.foot.intervals(evidence, [foot.value for foot, _ in physics], shares)
        balls = power.ball.intervals(evidence, [ball.value for _, ball in physics], shares)
        said = zip(probabilities, zip(feet, balls, strict=True), strict=True)
        return tuple(self._adapted(*one, self.model.abstain_below) for one in said)

    def _adapted(
        self, probability: TechniqueProbability, speeds: tuple[Estimate, Estimate], sure: float
    ) -> Verdict:
        """Name a kick, with what is known of the player."""
        if self.adaptation is None:
            return Verdict(likeliest(probability, sure), probability, *speeds)
        probability = adapted_probability(probability, self.adaptation)
        technique = likeliest(probability, sure)
        foot = adapted_estimate(speeds[0], technique, self.adaptation.foot)
        ball = adapted_estimate(speeds[1], technique, self.adaptation.ball)
        return Verdict(technique, probability, foot, ball)


def likeliest(probability: TechniqueProbability, sure: float) -> Technique:
    """Give the likeliest technique, ``unsure`` where it is less likely than that."""
    shares = np.array([probability.of(Technique(name)) for name in TECHNIQUES])
    best = int(shares.argmax())
    return Technique(TECHNIQUES[best]) if shares[best] >= sure else Technique.UNSURE
