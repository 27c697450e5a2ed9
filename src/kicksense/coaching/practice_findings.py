"""What a practice shows as a whole: faults that are habits, spreads, changes, weightiest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from kicksense.coaching.baseline import Baseline
from kicksense.coaching.finding_kinds import BROUGHT_ALONG, FINDING_KINDS
from kicksense.coaching.findings import FindingSettings
from kicksense.coaching.given_cues import GivenCue
from kicksense.coaching.habits import FaultCount, Judged, Played
from kicksense.coaching.practice_ball import ball_habits
from kicksense.coaching.practice_change import change_findings
from kicksense.coaching.practice_cues import cue_habits
from kicksense.coaching.practice_kicks import kick_habits
from kicksense.coaching.practice_strikes import strike_habits
from kicksense.coaching.work_on import weight_of
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Finding, Technique
from kicksense.domain.score_card import Practice, Rep


@dataclass(frozen=True, slots=True)
class PracticeVerdict:
    """What was found, and what was looked for.

    Attributes
    ----------
    findings
        Weightiest first, at most one of a code.
    counts
        How often each fault was shown, of how often it could have been; what could not be looked
        for is missing or has an ``of`` of zero.
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, FaultCount]


def judged_practice(
    practice: Practice,
    reps: Sequence[Rep],
    drill: Drill | None,
    *,
    baseline: Baseline,
    others: Sequence[Practice] = (),
    cues: Sequence[GivenCue] = (),
    settings: FindingSettings,
) -> PracticeVerdict:
    """Say what a practice shows as a whole.

    Parameters
    ----------
    practice
        One leg in one recording.
    reps
        Its repetitions of the drill; empty where nothing was asked.
    drill
        At its level, or None.
    baseline
        What is usual for the player.
    others
        The same player's other leg and other players, on the same clock.
    cues
        Which the repetitions answer, as `kicksense.coaching.given_cues.given_cues` gives them.
    settings
        Thresholds; those of practices are in ``settings.practice``.

    Returns
    -------
    verdict
        Findings weightiest first, as `kicksense.coaching.work_on.weight_of` weighs them. Evidence
        holds ``kicks_count`` of ``of_kicks_count`` repetitions or kicks, ``share_low_ratio``, the
        lower bound of their share, ``confidence_ratio``, and what was measured. The counts tell
        `kicksense.coaching.work_on.work_on` whether a fault of an earlier session is gone or only
        could not be seen.
    """
    played = Played(
        practice=practice,
        reps=tuple(reps),
        drill=drill,
        baseline=baseline,
        others=tuple(others),
        cues=tuple(cues),
        settings=settings.practice,
    )
    judged: list[Judged] = [
        *kick_habits(played),
        *strike_habits(played),
        *ball_habits(played),
        *cue_habits(played),
        *change_findings(played),
    ]
    told = {one.code for one in judged if one.finding is not None}
    along = {code for cause in told for code in BROUGHT_ALONG.get(cause, ())}
    found = [
        _trained(one.finding, played)
        for one in judged
        if one.finding is not None and one.code not in along
    ]
    found.sort(key=weight_of, reverse=True)
    return PracticeVerdict(tuple(found), MappingProxyType({one.code: one.count for one in judged}))


def _trained(finding: Finding, played: Played) -> Finding:
    """Name the drill that was played where it trains the fault, a heel drill for heel passes."""
    kind = FINDING_KINDS[finding.code]
    if played.drill is not None and played.drill.name in kind.also:
        return replace(finding, drill=played.drill.name)
    heel = sum(kick.technique is Technique.HEEL for _, kick in played.kicks)
    if kind.heel_drill is not None and 2 * heel > len(played.kicks):
        return replace(finding, drill=kind.heel_drill)
    return finding
