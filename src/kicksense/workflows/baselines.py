"""What a trained model is measured against: the rules of the spine, and a plain threshold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.kick import Estimate, SessionReport, Technique, TechniqueProbability
from kicksense.domain.signals import Recording
from kicksense.dsp import local_maxima, norms, turned
from kicksense.frames.calibration import calibrate
from kicksense.frames.coarse import coarse
from kicksense.frames.orientation import orientation_quaternions, upward
from kicksense.pipeline import analyze
from kicksense.settings import AnalysisSettings
from kicksense.units import GRAVITY_MPS2, radps, samples_in
from kicksense.workflows.scoring import Answer, SaidKick, SessionScore, answer_of
from kicksense.workflows.scoring_table import TECHNIQUES

RULES: Final = "rules"
"""What the analysis without a trained model is called."""

THRESHOLD: Final = "threshold"
"""What the plain threshold is called."""

_FITTED_TO: Final = ("lmd-", "walk-")
_NOT_ASKED: Final = TechniqueProbability(1 / 3, 1 / 3, 1 / 3)


@dataclass(frozen=True, slots=True)
class ThresholdSettings:
    """The naive detector of the FIELD notes, section 3, and the crude speeds of its section 4.

    Attributes
    ----------
    impact_mps2
        Specific force beyond which something struck the leg.
    swing_radps, within_s
        Rate that the leg must reach within this time before.
    across_radps, just_before_s
        Rate across the long axis that it must reach within this time before.
    hold_s
        Only the strongest impact within this time to either side counts.
    lever_m, hinge_ratio
        Foot speed is the rate across the long axis times the lever from knee to contact, times
        this ratio (that of a pass).
    ball_ratio
        Ball over foot speed (that of a pass).
    spread_ratio
        Half width of the intervals, relative.
    """

    impact_mps2: float = 5.0 * GRAVITY_MPS2
    swing_radps: float = radps(380.0)
    within_s: float = 0.3
    across_radps: float = radps(450.0)
    just_before_s: float = 0.04
    hold_s: float = 0.3
    lever_m: float = 0.42
    hinge_ratio: float = 1.3
    ball_ratio: float = 1.15
    spread_ratio: float = 0.3


@dataclass(frozen=True, slots=True)
class RuleSystem:
    """The rule classifier of the spine: the analysis without a trained model."""

    name: str = RULES

    def answer(self, recording: Recording, player_id: str) -> Answer:
        """Analyze a recording.

        Parameters
        ----------
        recording
            One shank sensor.
        player_id
            Not looked at.

        Returns
        -------
        answer
            What the rules say.
        """
        return answer_of(self.report(recording, player_id))

    def has_seen(self, player_id: str) -> bool:
        """Tell whether the rules were fitted to a player.

        Their contact weights were fitted to the suit and the walking recordings, beside simulated
        players that nobody meets again (`benchmarks/fit_contacts.py`).

        Parameters
        ----------
        player_id
            As in a dataset.

        Returns
        -------
        seen
            True for the players of those recordings.
        """
        return player_id.startswith(_FITTED_TO)

    def report(self, recording: Recording, player_id: str) -> SessionReport:
        """Analyze a recording and give all that is said of it.

        Parameters
        ----------
        recording
            One shank sensor.
        player_id
            Not looked at.

        Returns
        -------
        report
            What the rules say.
        """
        del player_id
        return analyze(recording, AnalysisSettings())


@dataclass(frozen=True, slots=True)
class ThresholdSystem:
    """A threshold on impact and swing; every kick of the same technique, speeds by one ratio.

    The technique is filled in by `named_alike`, once it is known which is the most frequent.
    """

    name: str = THRESHOLD
    settings: ThresholdSettings = ThresholdSettings()

    def answer(self, recording: Recording, player_id: str) -> Answer:
        """Look for impacts after a swing.

        Parameters
        ----------
        recording
            One shank sensor.
        player_id
            Not looked at.

        Returns
        -------
        answer
            Kicks of no technique yet; no air kicks.
        """
        del player_id
        return threshold_answer(recording, self.settings)


def threshold_answer(recording: Recording, settings: ThresholdSettings) -> Answer:
    """Call every hard impact after a fast swing a kick.

    Reads the norm of the specific force and the angular rate at the recording's own rate; which
    way the leg's long axis lies is told by the same calibration that the analysis uses.

    Parameters
    ----------
    recording
        One shank sensor, sensor frame.
    settings
        Thresholds and ratios.

    Returns
    -------
    answer
        Kicks in order of time.
    """
    rate_hz = recording.sampling_rate_hz
    force = norms(recording.acc_mps2)
    reach = samples_in(settings.hold_s, rate_hz)
    impacts = local_maxima(force, above=settings.impact_mps2, reach=reach)
    if len(impacts) == 0:
        return Answer(())
    across = _across_long_axis(recording)
    turning = norms(recording.gyr_radps)
    swung = _highest_before(turning, impacts, samples_in(settings.within_s, rate_hz))
    struck = _highest_before(across, impacts, samples_in(settings.just_before_s, rate_hz))
    kicks = (swung > settings.swing_radps) & (struck > settings.across_radps)
    return Answer(
        tuple(
            _said(recording.time_of(int(index)), float(rate), settings)
            for index, rate in zip(impacts[kicks], struck[kicks], strict=True)
        )
    )


def named_alike(sessions: Sequence[SessionScore]) -> tuple[SessionScore, ...]:
    """Call every kick by the technique that is most frequent among the labels.

    It is taken from the very recordings that are scored, which favours this baseline.

    Parameters
    ----------
    sessions
        Scored recordings of a system that names no technique.

    Returns
    -------
    sessions
        The same, with one technique said everywhere, at the probability of its share.
    """
    counts: Counter[Technique] = Counter(
        kick.event.technique
        for session in sessions
        for kick in session.kicks
        if kick.event.technique in TECHNIQUES
    )
    if not counts:
        return tuple(sessions)
    technique = max(TECHNIQUES, key=lambda name: counts[name])
    shares = TechniqueProbability(*(counts[name] / counts.total() for name in TECHNIQUES))
    return tuple(_named(session, technique, shares) for session in sessions)


def _named(
    session: SessionScore, technique: Technique, shares: TechniqueProbability
) -> SessionScore:
    """Give a scored recording with one technique said of every kick."""
    kicks = tuple(
        kick
        if kick.said is None
        else replace(kick, said=replace(kick.said, technique=technique, probability=shares))
        for kick in session.kicks
    )
    false_kicks = tuple(replace(kick, technique=technique) for kick in session.false_kicks)
    return replace(session, kicks=kicks, false_kicks=false_kicks)


def _across_long_axis(recording: Recording) -> FloatArray:
    """Give the angular rate across the long axis of the leg, shape (n,)."""
    settings = AnalysisSettings()
    grid = coarse(recording, settings.coarse)
    up = upward(orientation_quaternions(grid))
    report = calibrate(grid, up, settings.calibration, start_time_s=recording.start_time_s)
    gyr = turned(recording.gyr_radps, np.array(report.rotation))
    return np.asarray(np.hypot(gyr[:, 0], gyr[:, 2]))


def _highest_before(values: FloatArray, positions: IntArray, count: int) -> FloatArray:
    """Give the highest of so many samples up to each position."""
    rows = np.maximum(positions[:, None] - np.arange(count + 1), 0)
    return np.asarray(values[rows].max(axis=1))


def _said(t_s: float, rate_radps: float, settings: ThresholdSettings) -> SaidKick:
    """Give a kick with the crude speeds."""
    foot = settings.lever_m * settings.hinge_ratio * rate_radps
    return SaidKick(
        t_s=t_s,
        technique=Technique.UNSURE,
        probability=_NOT_ASKED,
        foot_mps=_around(foot, settings.spread_ratio),
        ball_mps=_around(settings.ball_ratio * foot, settings.spread_ratio),
    )


def _around(value: float, spread: float) -> Estimate:
    return Estimate(value, value * (1.0 - spread), value * (1.0 + spread))
