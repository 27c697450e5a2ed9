"""What is said of practices put together by hand, by code."""

import math
from collections.abc import Sequence

from kicksense.coaching.baseline import NO_TECHNIQUE, Baseline
from kicksense.coaching.finding_kinds import FINDING_KINDS
from kicksense.coaching.findings import FindingSettings
from kicksense.coaching.given_cues import given_cues
from kicksense.coaching.practice_findings import judged_practice
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Finding, Technique
from kicksense.domain.score_card import Practice, Rep, Spread
from kicksense.workflows.finding_wording import FINDING_WORDS, sentence_of, why_of
from kicksense.workflows.finding_words import GENERAL_WHY

SETTINGS = FindingSettings()
RULES = SETTINGS.practice
NOBODY = Baseline()

_MAY_LACK_NUMBERS = frozenset({"stood_still_after"})
"""Where nothing was seen there is no number."""


def found(
    practice: Practice,
    reps: Sequence[Rep] = (),
    drill: Drill | None = None,
    *,
    baseline: Baseline = NOBODY,
    others: Sequence[Practice] = (),
) -> dict[str, Finding]:
    """Give what is said of a practice, by code; every statement must be fit to be told."""
    cues = () if drill is None else given_cues(practice, drill, others, ScoreSettings())
    verdict = judged_practice(
        practice, reps, drill, baseline=baseline, others=others, cues=cues, settings=SETTINGS
    )
    for finding in verdict.findings:
        _is_fit(finding)
        count = verdict.counts[finding.code]
        assert dict(finding.evidence)["kicks_count"] == count.shown
        assert dict(finding.evidence)["of_kicks_count"] == count.of
    said = {finding.code: finding for finding in verdict.findings}
    assert len(said) == len(verdict.findings)
    return said


def usual(
    measure: str, median: float, spread: float, *, technique: Technique = NO_TECHNIQUE
) -> Baseline:
    """Give a baseline that knows one measure, from many numbers."""
    return Baseline(((measure, technique, Spread(median, spread, 40)),), sessions=4)


def rep(number: int, **known: object) -> Rep:
    """Give a repetition; one every six seconds, ended by the kick of its number."""
    values: dict[str, object] = {
        "t_s": 6.0 * number,
        "kick_index": number - 1,
        "contacts": 1,
        "touch_to_release_s": 0.0,
    }
    return Rep(number, **(values | known))  # type: ignore[arg-type]


def _is_fit(finding: Finding) -> None:
    evidence = dict(finding.evidence)
    assert all(math.isfinite(value) for value in evidence.values()), finding
    assert 0.0 < evidence["confidence_ratio"] <= 1.0
    assert 0.0 < evidence["share_low_ratio"] <= 1.0
    assert evidence["kicks_count"] <= evidence["of_kicks_count"]
    assert finding.severity is FINDING_KINDS[finding.code].severity
    assert finding.drill is not None
    assert sentence_of(finding)
    general = {phrase.split("{")[0] for phrase in GENERAL_WHY}
    if FINDING_WORDS[finding.code].why and finding.code not in _MAY_LACK_NUMBERS:
        assert not any(why_of(finding).startswith(start) for start in general), finding.code
