"""The one thing to work on: severity times confidence times how often, and slow to change."""

from collections.abc import Mapping, Sequence

from kicksense.coaching.findings import SEVERITY_WEIGHT, FindingSettings
from kicksense.coaching.habits import FaultCount
from kicksense.coaching.shares import wilson
from kicksense.domain.kick import Finding, Severity
from kicksense.domain.score_card import WorkOn

_NEVER = FaultCount(0, 0)


def weight_of(finding: Finding) -> float:
    """Weigh a finding: severity x confidence x how often.

    Parameters
    ----------
    finding
        About a practice, with its evidence.

    Returns
    -------
    weight
        Severity (1 info, 2 advice, 3 warning) times ``confidence_ratio`` times the lower bound of
        the share of repetitions that show it; what is missing in the evidence counts as nothing
        known: confidence one half, the share that one of one would have.
    """
    evidence = dict(finding.evidence)
    confidence = evidence.get("confidence_ratio", 0.5)
    low = evidence.get("share_low_ratio")
    if low is None:
        shown, of = evidence.get("kicks_count", 1.0), evidence.get("of_kicks_count", 1.0)
        low, _ = wilson(round(shown), round(max(of, shown)))
    return SEVERITY_WEIGHT[finding.severity] * confidence * low


def work_on(
    findings: Sequence[Finding],
    previous: WorkOn | None,
    settings: FindingSettings,
    *,
    counts: Mapping[str, FaultCount] | None = None,
) -> WorkOn | None:
    """Choose the one thing to work on.

    The weightiest finding comes first, information never, and nothing below
    `PracticeSettings.min_work_on_weight`. What was chosen before stays until another weighs
    `PracticeSettings.kept_weight_ratio` times as much as it does now, or until it was looked for
    often enough and is not a habit any more. A session with too few repetitions to show it changes
    nothing; one that could not show it at all (another drill) has its own thing where something
    speaks clearly, and else reminds of the one before.

    Parameters
    ----------
    findings
        About the practice.
    previous
        The thing to work on of the session before, or None.
    settings
        Thresholds, in ``settings.practice``.
    counts
        How often each fault was looked for, as `judged_practice` gives it; without it, a
        previous thing that is not among the findings is taken for gone.

    Returns
    -------
    thing
        At most one; None where nothing speaks clearly.
    """
    rules = settings.practice
    able = [one for one in findings if one.severity is not Severity.INFO]
    best = max(able, key=weight_of, default=None)
    if best is not None and weight_of(best) < rules.min_work_on_weight:
        best = None
    kept = _kept(able, previous, settings, counts)
    if kept is None:
        return None if best is None else WorkOn(best, weight_of(best))
    if best is None or best.code == kept.finding.code:
        return kept
    could_not_show = counts is not None and not counts.get(kept.finding.code, _NEVER).of
    if could_not_show or weight_of(best) > rules.kept_weight_ratio * kept.weight:
        return WorkOn(best, weight_of(best))
    return kept


def _kept(
    findings: Sequence[Finding],
    previous: WorkOn | None,
    settings: FindingSettings,
    counts: Mapping[str, FaultCount] | None,
) -> WorkOn | None:
    """Give the thing before as it stands now, or None where it is gone."""
    if previous is None:
        return None
    code = previous.finding.code
    now = next((one for one in findings if one.code == code), None)
    if now is not None:
        return WorkOn(now, weight_of(now), kept=True)
    if counts is None:
        return None
    looked_for = counts.get(code, _NEVER).of
    if looked_for >= settings.practice.min_reps_count:
        return None
    return WorkOn(previous.finding, previous.weight, kept=True)
